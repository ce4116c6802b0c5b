import datetime as dt
import json
from uuid import uuid4

import pytest
from tests.domains.priorities.voters import approver, person
from tests.factories import make_world

from concord.domains.people.enums import Role
from concord.domains.priorities.counting import contradiction
from concord.domains.priorities.enums import BallotKind, Shown, VoterUnit
from concord.domains.priorities.models import Vote
from concord.domains.priorities.queries import ballots_about, ballots_to_vote, own_vote, result_of, turnout
from concord.domains.priorities.services import Asked, cast_vote, close_ballot, open_ballot, start_second_round
from concord.kernel import audit, clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

OPTIONS = (("a", "Apples"), ("b", "Pears"), ("c", "Plums"))
NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def world():
    return make_world(planned=False)


def ask(world, options=OPTIONS, **asked):
    return open_ballot(
        actor=world.actor, subject=uuid4(), title="Fruit", question="Which?", options=options, asked=Asked(**asked)
    )


def said(world, ballot):
    ballot.refresh_from_db()
    result = result_of(world.actor, ballot)
    return {voice.name.split()[0]: voice.values for voice in result.voices}


def test_votes_of_an_institutions_people_are_averaged_and_institutions_by_their_influence(world):
    health, interior, _customs = world.institutions
    ballot = ask(world, influence={health.pk: 3.0})
    cast_vote(actor=person(health), ballot=ballot, content={"a": 100, "b": 0, "c": 0})
    cast_vote(actor=person(health), ballot=ballot, content={"a": 50, "b": 50, "c": 0})
    cast_vote(actor=person(interior), ballot=ballot, content={"a": 0, "b": 10, "c": 30})
    close_ballot(actor=world.actor, ballot=ballot)
    assert said(world, ballot) == {
        "Health": {"a": 0.75, "b": 0.25, "c": 0.0},
        "Interior": {"a": 0.0, "b": 0.25, "c": 0.75},
    }
    result = result_of(world.actor, ballot)
    assert result.mean == {"a": 0.5625, "b": 0.25, "c": 0.1875}
    assert result.spread("c") == (0.0, 0.75)


def test_hidden_votes_are_seen_by_nobody_before_the_ballot_is_closed(world):
    ballot = ask(world)
    voter = person(world.institutions[0])
    cast_vote(actor=voter, ballot=ballot, content={"a": 71, "b": 13, "c": 0})
    assert result_of(world.actor, ballot).voices == ()
    assert [(one.institution.code, one.people, one.voted) for one in turnout(world.actor, ballot)] == [("health", 1, 1)]
    assert own_vote(voter, ballot).content == {"a": 71.0, "b": 13.0, "c": 0.0}
    entry = AuditEntry.objects.get(action="ballot.voted")
    assert json.loads(entry.detail) == {"again": False, "complete": True, "round": 1}


def test_shown_votes_are_seen_as_they_come_and_stand_in_the_audit_trail(world):
    ballot = ask(world, shown=Shown.LIVE)
    cast_vote(actor=person(world.institutions[0]), ballot=ballot, content={"a": 60, "b": 40, "c": 0})
    assert said(world, ballot) == {"Health": {"a": 0.6, "b": 0.4, "c": 0.0}}
    detail = json.loads(AuditEntry.objects.get(action="ballot.voted").detail)
    assert detail["vote"] == {"a": 60.0, "b": 40.0, "c": 0.0}


def test_voting_again_replaces_a_vote_and_the_first_round_is_kept(world):
    ballot = ask(world)
    voter, other = person(world.institutions[0]), person(world.institutions[1])
    cast_vote(actor=voter, ballot=ballot, content={"a": 1, "b": 0, "c": 0})
    cast_vote(actor=voter, ballot=ballot, content={"a": 0, "b": 1, "c": 0})
    cast_vote(actor=other, ballot=ballot, content={"a": 1, "b": 0, "c": 0})
    start_second_round(actor=world.actor, ballot=ballot)
    assert said(world, ballot)["Health"] == {"a": 0.0, "b": 1.0, "c": 0.0}  # the first round is shown now
    cast_vote(actor=voter, ballot=ballot, content={"a": 0, "b": 0, "c": 1})
    assert said(world, ballot)["Health"] == {"a": 0.0, "b": 1.0, "c": 0.0}  # and the second is hidden
    close_ballot(actor=world.actor, ballot=ballot)
    assert said(world, ballot) == {  # who did not vote again keeps the vote of the first round
        "Health": {"a": 0.0, "b": 0.0, "c": 1.0},
        "Interior": {"a": 1.0, "b": 0.0, "c": 0.0},
    }
    first = {voice.name.split()[0]: voice.first for voice in result_of(world.actor, ballot).voices}
    assert first["Health"] == {"a": 0.0, "b": 1.0, "c": 0.0}
    assert Vote.objects.for_actor(world.actor).filter(ballot=ballot).count() == 3


def test_an_institution_votes_once_where_institutions_vote(world):
    ballot = ask(world, unit=VoterUnit.INSTITUTION)
    health = world.institutions[0]
    cast_vote(actor=person(health, "Ana"), ballot=ballot, content={"a": 1, "b": 0, "c": 0})
    cast_vote(actor=person(health, "Ben"), ballot=ballot, content={"a": 0, "b": 0, "c": 1})
    (vote,) = Vote.objects.for_actor(world.actor).filter(ballot=ballot)
    assert (vote.by, vote.voter, vote.content["c"]) == ("Ben", health.pk, 1.0)


def test_nobody_votes_after_the_closing_time(world):
    with clock.standing_still(NOON):
        ballot = ask(world, closes_at=NOON + dt.timedelta(hours=1))
        cast_vote(actor=person(world.institutions[0]), ballot=ballot, content={"a": 1, "b": 1, "c": 2})
    with clock.standing_still(NOON + dt.timedelta(hours=1)):
        assert not ballot.is_open
        with pytest.raises(WrongState, match="closed"):
            cast_vote(actor=person(world.institutions[1]), ballot=ballot, content={"a": 1, "b": 1, "c": 2})
        assert said(world, ballot) == {"Health": {"a": 0.25, "b": 0.25, "c": 0.5}}
    assert Vote.objects.for_actor(world.actor).count() == 1


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.REVIEWER, Role.APPROVER])
def test_only_who_speaks_for_an_institution_votes(world, role):
    ballot = ask(world)
    with pytest.raises(NotAllowed):
        cast_vote(actor=person(world.institutions[0], role=role), ballot=ballot, content={"a": 1, "b": 0, "c": 0})
    alone = Actor("Focal point", world.country.pk, frozenset({Role.FOCAL_POINT}), None, uuid4())
    with pytest.raises(NotAllowed):
        cast_vote(actor=alone, ballot=ballot, content={"a": 1, "b": 0, "c": 0})
    own = person(world.institutions[0], role=Role.FOCAL_POINT)
    assert cast_vote(actor=own, ballot=ballot, content={"a": 1, "b": 0, "c": 0}).round == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"a": 101, "b": 0, "c": 0}, "from 0 to 100"),
        ({"a": -1, "b": 0, "c": 2}, "from 0 to 100"),
        ({"a": 0, "b": 0, "c": 0}, "at least one"),
        ({"a": 1, "b": 0}, "a number"),
        ({"a": "nan", "b": 0, "c": 0}, "a number"),
        ({"a": 1, "b": 0, "c": 0, "d": 5}, "not one of the things"),
    ],
)
def test_points_outside_their_range_are_refused(world, content, words):
    ballot = ask(world)
    with pytest.raises(InvalidInput, match=words):
        cast_vote(actor=person(world.institutions[0]), ballot=ballot, content=content)
    assert not Vote.objects.for_actor(world.actor).exists()


def test_an_order_gives_each_option_a_place_of_its_own(world):
    ballot = ask(world, kind=BallotKind.ORDER, shown=Shown.LIVE)
    voter = person(world.institutions[0])
    with pytest.raises(InvalidInput, match="a place of its own"):
        cast_vote(actor=voter, ballot=ballot, content={"a": 1, "b": 1, "c": 3})
    cast_vote(actor=voter, ballot=ballot, content={"a": 2, "b": 1, "c": 3})
    found = said(world, ballot)["Health"]  # rank order centroid of three
    assert found == pytest.approx({"b": 11 / 18, "a": 5 / 18, "c": 2 / 18})


def test_half_a_set_of_comparisons_is_kept_and_does_not_count(world):
    ballot = ask(world, kind=BallotKind.PAIRWISE, shown=Shown.LIVE)
    voter = person(world.institutions[0])
    assert not cast_vote(actor=voter, ballot=ballot, content={"a~b": 3}).complete
    assert said(world, ballot) == {}
    assert ballots_to_vote(voter, [ballot.subject]) == [ballot]
    assert cast_vote(actor=voter, ballot=ballot, content={"a~b": 3, "a~c": 9, "b~c": 3}).complete
    assert said(world, ballot)["Health"] == pytest.approx({"a": 9 / 13, "b": 3 / 13, "c": 1 / 13})
    assert ballots_to_vote(voter, [ballot.subject]) == []
    assert result_of(world.actor, ballot).voices[0].ratio == pytest.approx(0, abs=1e-9)


def test_who_contradicts_themselves_is_shown_the_comparison_to_look_at_again(world):
    ballot = ask(world, kind=BallotKind.PAIRWISE, options=(*OPTIONS, ("d", "Figs")))
    voter = person(world.institutions[0])
    fitting = {"a~b": 3, "a~c": 5, "a~d": 7, "b~c": 3, "b~d": 3, "c~d": 1}
    vote = cast_vote(actor=voter, ballot=ballot, content=fitting | {"a~d": -7})  # figs before apples, all at once
    found = contradiction(ballot, vote)
    assert found is not None
    assert found.ratio > 0.1 > found.ratio_then
    assert (found.more, found.less, found.given) == ("d", "a", 7.0)
    assert contradiction(ballot, cast_vote(actor=voter, ballot=ballot, content=fitting)) is None


@pytest.mark.parametrize("value", [2, 10, 0, "much"])
def test_a_comparison_is_one_of_the_offered_answers(world, value):
    ballot = ask(world, kind=BallotKind.PAIRWISE)
    with pytest.raises(InvalidInput):
        cast_vote(actor=person(world.institutions[0]), ballot=ballot, content={"a~b": value})


def test_a_ballot_without_choice_or_time_is_refused(world):
    common = {"actor": world.actor, "subject": uuid4(), "title": "Fruit", "question": "Which?"}
    with pytest.raises(InvalidInput, match="from 2 to 200"):
        open_ballot(**common, options=OPTIONS[:1], asked=Asked())
    with pytest.raises(InvalidInput, match="past"):
        open_ballot(**common, options=OPTIONS, asked=Asked(closes_at=clock.now()))
    many = [(str(n), str(n)) for n in range(16)]
    with pytest.raises(InvalidInput, match="from 2 to 15"):
        open_ballot(**common, options=many, asked=Asked(kind=BallotKind.PAIRWISE))
    with pytest.raises(InvalidInput, match="influence"):
        open_ballot(**common, options=OPTIONS, asked=Asked(influence={world.institutions[0].pk: -1}))
    assert ballots_about(world.actor, [common["subject"]]).count() == 0


def test_a_second_round_needs_votes_and_comes_once(world):
    ballot = ask(world)
    with pytest.raises(WrongState, match="Nobody has voted"):
        start_second_round(actor=world.actor, ballot=ballot)
    cast_vote(actor=person(world.institutions[0]), ballot=ballot, content={"a": 1, "b": 0, "c": 0})
    start_second_round(actor=world.actor, ballot=ballot)
    with pytest.raises(WrongState, match="already"):
        start_second_round(actor=world.actor, ballot=ballot)
    close_ballot(actor=world.actor, ballot=ballot)
    with pytest.raises(WrongState, match="already"):
        close_ballot(actor=world.actor, ballot=ballot)


def test_only_the_focal_point_runs_a_ballot_and_another_country_knows_nothing_of_it(world):
    ballot = ask(world)
    for actor in (person(world.institutions[0]), approver(world)):
        with pytest.raises(NotAllowed):
            close_ballot(actor=actor, ballot=ballot)
    abroad = make_world("QU", "Orvania", planned=False)
    assert ballots_about(abroad.actor, [ballot.subject]).count() == 0
    assert audit.verify_chain(world.country.pk).fault == ""
