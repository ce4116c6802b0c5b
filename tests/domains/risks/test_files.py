"""The shipped scenarios, estimate workbooks and registers against the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.factories import World, actor_of, make_country, make_framework, make_institution, make_world
from tests.risk_worlds import FLOOD, rate, rated, with_scenarios

from concord.domains.frameworks.queries import shipped_pack
from concord.domains.people.enums import Role
from concord.domains.people.models import Institution
from concord.domains.risks.models import Estimate, Reliance, RiskPicture, Scenario
from concord.domains.risks.queries import find_scenario, rating_list, rating_progress, scenarios
from concord.domains.risks.register import propose_register, register_file, take_proposed
from concord.domains.risks.services import (
    Bands,
    ReturnedEstimate,
    SaidOfRisk,
    agree_risks,
    collect_estimates,
    leave_out_scenario,
    open_risk_picture,
    start_second_round,
    take_register,
)
from concord.domains.risks.taking import shipped_scenarios, take_shipped
from concord.domains.risks.workbook_files import collect_file, write_workbook
from concord.formats.errors import FormatError
from concord.formats.estimate_workbook import EstimateWorkbook
from concord.formats.estimate_workbook_reader import read_estimate_workbook
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return with_scenarios(make_world())


def contributor(world: World) -> Actor:
    return Actor("c", world.country.pk, frozenset({Role.CONTRIBUTOR}), world.institutions[0].pk)


def test_the_shipped_scenarios_come_in_with_all_that_they_say() -> None:
    country, pack = make_country(), shipped_scenarios()
    actor = actor_of(country)
    assert take_shipped(actor, make_framework(shipped_pack())) == 26
    assert take_shipped(actor, make_framework(shipped_pack())) == 0
    first, shipped = find_scenario(actor, "N-01"), pack.scenarios[0]
    assert (first.title, first.affected) == (shipped.title[""], shipped.affected[""])
    assert (first.hazards, first.cross_border, first.source) == (["B"], "usual", "cbrn-scenarios 1.0")
    assert first.likelier == [text[""] for text in shipped.likelier]
    links = Reliance.objects.for_actor(actor).filter(scenario=first).values_list("strength", flat=True)
    assert sorted(links) == [1] * len(shipped.relies.partly) + [2] * len(shipped.relies.strongly)


# --- estimate workbooks ------------------------------------------------------------------------


def opened(world: World) -> tuple[RiskPicture, EstimateWorkbook]:
    """A picture rated by all, and the first institution's workbook as it went out."""
    picture = rated(world)
    content = write_workbook(world.actor, picture, world.institutions[0])
    book, faults = read_estimate_workbook(content, "health.xlsx")
    assert faults == ()
    return picture, book


def with_row(book: EstimateWorkbook, code: str, *bands: int | None) -> EstimateWorkbook:
    rows = tuple(replace(row, bands=bands, reason="Anew") if row.code == code else row for row in book.rows)
    return replace(book, rows=rows, by="An official")


def held(world: World, code: str, round_: int = 1) -> tuple[int | None, str, str]:
    row = Estimate.objects.for_actor(world.actor).get(
        scenario__code=code, institution=world.institutions[0], round=round_
    )
    return row.likelihood, row.reason, row.by


def test_a_workbook_carries_what_was_said_and_takes_in_what_changed_only(world: World) -> None:
    picture, book = opened(world)
    health = world.institutions[0]
    kind = world.institutions[0].kind
    assert [(row.code, row.bands[:2], row.reason) for row in book.rows] == [
        ("N-01", (1, 2), f"Reason of {kind}"),
        ("A-01", (3, 2), f"Reason of {kind}"),
    ]
    assert (book.picture, book.institution_code, book.round) == (str(picture.pk), health.code, "1")
    trial = collect_file(world.actor, picture, with_row(book, "A-01", 5, 0, 1, 1, 1), "h.xlsx", dry_run=True)
    assert (trial.taken, trial.same) == (1, 1)
    assert held(world, "A-01")[0] == 3
    done = collect_file(world.actor, picture, with_row(book, "A-01", 5, 0, 1, 1, 1), "h.xlsx")
    assert (done.institution, done.taken, done.same, done.conflicts) == (health.name, 1, 1, ())
    assert held(world, "A-01") == (5, "Anew", "An official")
    assert Estimate.objects.for_actor(world.actor).get(institution=health, scenario__code="A-01").health is None
    assert held(world, "N-01")[2] == world.actor.name
    again = collect_file(world.actor, picture, with_row(book, "A-01", 5, 0, 1, 1, 1), "h.xlsx")
    assert (again.taken, again.same) == (0, 2)


def test_what_was_changed_here_meanwhile_is_not_written_over_unless_asked(world: World) -> None:
    picture, book = opened(world)
    rate(world, picture, "A-01", [(2, 2), (3, 2), (4, 5)])
    returned = with_row(book, "A-01", 5, 5, 5, 5, 5)
    kept = collect_file(world.actor, picture, returned, "h.xlsx")
    assert (kept.taken, kept.conflicts) == (0, ("A-01",))
    assert held(world, "A-01")[0] == 2
    assert collect_file(world.actor, picture, returned, "h.xlsx", overwrite=True).taken == 1
    assert held(world, "A-01")[0] == 5


def test_in_the_second_round_a_workbook_leaves_the_first_estimate_as_it_was(world: World) -> None:
    picture, book = opened(world)
    start_second_round(actor=world.actor, picture=picture)
    collect_file(world.actor, picture, with_row(book, "A-01", 1, 1, 1, 1, 1), "h.xlsx")
    assert [held(world, "A-01", n)[0] for n in (1, 2)] == [3, 1]
    listed = rating_list(world.actor, picture_now(world), world.institutions[0])
    assert [(row.scenario.code, row.state) for row in listed] == [("N-01", "kept"), ("A-01", "said")]
    progress = {row.institution.pk: (row.rated, row.again) for row in rating_progress(world.actor, picture)}
    assert progress[world.institutions[0].pk] == (2, 1)
    assert progress[world.institutions[1].pk] == (2, 0)


def picture_now(world: World) -> RiskPicture:
    return RiskPicture.objects.for_actor(world.actor).get()


def test_scenarios_that_are_gone_are_told(world: World) -> None:
    picture, book = opened(world)
    leave_out_scenario(actor=world.actor, scenario=find_scenario(world.actor, "A-01"), reason="Not here")
    assert collect_file(world.actor, picture, with_row(book, "A-01", 5, 5, 5, 5, 5), "h.xlsx").unknown == ("A-01",)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"country_code": "QU", "country_name": "Orvania"}, "h.xlsx: is of another country (Orvania), not of Tarsovia"),
        ({"institution_code": "nobody"}, "h.xlsx: is of Health of Tarsovia, for which you cannot return estimates"),
        ({"picture": "11111111-1111-4111-8111-111111111111"}, "h.xlsx: belongs to another assessment; export it again"),
    ],
)
def test_a_workbook_of_something_else_is_refused(world: World, fields: dict[str, str], sentence: str) -> None:
    picture, book = opened(world)
    with pytest.raises(FormatError) as refused:
        collect_file(world.actor, picture, replace(book, **fields), "h.xlsx")
    assert str(refused.value) == sentence


def test_a_contributor_returns_the_own_institutions_workbook_only(world: World) -> None:
    picture, book = opened(world)
    assert collect_file(contributor(world), picture, with_row(book, "A-01", 5, 5, 5, 5, 5), "h.xlsx").taken == 1
    with pytest.raises(FormatError, match="for which you cannot return estimates"):
        collect_file(contributor(world), picture, replace(book, institution_code="customs"), "h.xlsx")
    with pytest.raises(NotAllowed):
        write_workbook(contributor(world), picture, world.institutions[1])


def returned(likelihood: int = 1, confidence: str = "") -> list[ReturnedEstimate]:
    return [ReturnedEstimate("A-01", SaidOfRisk(Bands(likelihood), confidence), "")]


def test_closed_estimates_and_impossible_bands_are_refused(world: World) -> None:
    picture, book = opened(world)
    health = world.institutions[0]
    for wrong in (returned(6), returned(1, "enormous")):
        with pytest.raises(InvalidInput):
            collect_estimates(actor=world.actor, picture=picture, institution=health, returned=wrong)
    elsewhere = make_institution(make_country("QU", "Orvania"))
    with pytest.raises(InvalidInput, match="must belong to this country"):
        collect_estimates(actor=world.actor, picture=picture, institution=elsewhere, returned=returned())
    agree_risks(actor=world.actor, picture=picture)
    with pytest.raises(WrongState, match="estimates are closed"):
        collect_estimates(actor=world.actor, picture=picture, institution=health, returned=returned())
    with pytest.raises(FormatError, match=r"h\.xlsx: The estimates are closed"):
        collect_file(world.actor, picture, book, "h.xlsx")


def test_an_institution_without_any_estimate_gets_an_empty_workbook(world: World) -> None:
    picture = open_risk_picture(actor=world.actor, assessment=world.assessment)
    institution = Institution.objects.for_actor(world.actor).get(kind="interior")
    book, _ = read_estimate_workbook(write_workbook(world.actor, picture, institution, "ar"), "i.xlsx")
    assert [row.empty for row in book.rows] == [True, True]
    assert (book.direction, book.language) == ("rtl", "ar")
    assert collect_file(world.actor, picture, book, "i.xlsx").taken == 0


# --- registers ---------------------------------------------------------------------------------


def test_our_own_register_comes_back_as_it_went_out(world: World) -> None:
    picture = rated(world)
    content = register_file(world.actor, picture, "Risks")
    proposed = propose_register(world.actor, content, "r.xlsx")
    assert (proposed.faults, proposed.new) == ((), ())
    assert replace(proposed.here[0], source=FLOOD.source) == FLOOD
    assert take_proposed(world.actor, proposed, replace=True) == (0, 0)
    other = make_world("QU", "Orvania")
    taken = propose_register(other.actor, content, "r.xlsx")
    assert take_proposed(other.actor, taken) == (2, 0)
    assert [(s.code, s.title, s.source) for s in scenarios(other.actor)] == [
        ("N-01", "A flood", "r.xlsx"),
        ("A-01", "A transport accident", "r.xlsx"),
    ]


def test_ratings_are_in_the_register_for_who_may_see_them_only(world: World) -> None:
    picture = rated(world)
    with clock.standing_still(dt.datetime(2026, 11, 1, tzinfo=dt.UTC)):
        seen = {
            name: register_file(actor, picture, "Risks") != register_file(actor, None, "Risks")
            for name, actor in (("focal point", world.actor), ("contributor", contributor(world)))
        }
    assert seen == {"focal point": True, "contributor": False}


def test_a_register_rewrites_words_only_when_asked_and_never_where_they_came_from(world: World) -> None:
    text = replace(FLOOD, title="A great flood", source="national.xlsx")
    assert take_register(actor=world.actor, texts=[text]) == (0, 0)
    assert take_register(actor=world.actor, texts=[text], replace=True) == (0, 1)
    assert take_register(actor=world.actor, texts=[text], replace=True) == (0, 0)
    flood = Scenario.objects.for_actor(world.actor).get(code="N-01")
    assert (flood.title, flood.source, flood.order) == ("A great flood", "pack 1.0", 1)
    with pytest.raises(NotAllowed):
        take_register(actor=contributor(world), texts=[text])
    with pytest.raises(InvalidInput):
        take_register(actor=world.actor, texts=[replace(text, hazards=())])
