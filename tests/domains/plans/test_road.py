"""The road of a plan: its steps, who takes them, and what each of them keeps."""

import datetime as dt
import json

import pytest
from tests.domains.plans.roads import set_out
from tests.factories import ingredient_book

from concord.domains.people.enums import Role
from concord.domains.plans.enums import CommentOutcome, PlanStatus, Stance
from concord.domains.plans.models import PlanVersion
from concord.domains.plans.queries.road import road
from concord.domains.plans.queries.versions import versions
from concord.domains.plans.services import refresh_plan
from concord.domains.plans.services.adopting import adopt_plan, open_next_version, return_plan
from concord.domains.plans.services.consulting import answer_comment, close_consultation, reply_to_plan
from concord.domains.plans.services.narrative import write_section
from concord.domains.plans.services.road import begin_draft, finish_plan, set_road_step, take_back_plan
from concord.domains.plans.services.versions import keep_version
from concord.domains.plans.state import locked_open
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_each_step_of_the_road_keeps_a_version_and_goes_on_under_the_next_number():
    way = set_out().to_adoption()
    kept = [(one.version.number, one.version.status, one.version.made_by) for one in versions(way.focal, way.plan)]
    assert kept == [
        ("1.0", "adopted", "Approver of Tarsovia"),
        ("0.3", "final", "Focal point of Tarsovia"),
        ("0.2", "consultation", "Focal point of Tarsovia"),
        ("0.1", "skeleton", "Focal point of Tarsovia"),
    ]
    assert (way.plan.status, way.plan.version) == (PlanStatus.ADOPTED, "1.0")
    assert [line.state for line in road(way.focal, way.plan).lines] == ["done"] * 5


def test_the_road_says_what_comes_next_who_sees_to_it_and_what_is_late():
    way = set_out().to_draft()
    person = way.world.people[Role.CONTRIBUTOR]
    yesterday = clock.today() - dt.timedelta(days=1)
    set_road_step(actor=way.focal, plan=way.plan, step=PlanStatus.CONSULTATION, owner_id=person.pk, due=yesterday)
    found = road(way.focal, way.plan)
    assert [line.state for line in found.lines] == ["done", "done", "now", "later", "later"]
    assert (found.now.step, found.now.owner_name) == (PlanStatus.CONSULTATION, "Contributor of Tarsovia")
    assert [line.step for line in found.late] == [PlanStatus.CONSULTATION]
    assert found.lines[1].row.reached_by == "Focal point of Tarsovia"
    way.to_consultation()
    assert road(way.focal, way.plan).late == ()


def test_a_step_is_entrusted_only_to_somebody_of_the_country():
    way = set_out()
    with pytest.raises(InvalidInput, match="role in this country"):
        set_road_step(actor=way.focal, plan=way.plan, step=PlanStatus.FINAL, owner_id=way.plan.pk)
    with pytest.raises(InvalidInput, match="no such step"):
        set_road_step(actor=way.focal, plan=way.plan, step=PlanStatus.SUPERSEDED)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER])
def test_only_the_focal_point_moves_the_plan_on(role):
    way = set_out()
    actor, plan = way.who(role), way.plan
    for step in (
        lambda: begin_draft(actor=actor, plan=plan),
        lambda: finish_plan(actor=actor, plan=plan),
        lambda: take_back_plan(actor=actor, plan=plan, reason="so"),
        lambda: keep_version(actor=actor, plan=plan),
        lambda: open_next_version(actor=actor, plan=plan),
        lambda: set_road_step(actor=actor, plan=plan, step=PlanStatus.FINAL),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert PlanVersion.objects.for_actor(actor).count() == 0


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.CONTRIBUTOR, Role.REVIEWER, Role.OBSERVER])
def test_only_an_approver_adopts_or_returns(role):
    way = set_out().to_final()
    with pytest.raises(NotAllowed):
        adopt_plan(actor=way.who(role), plan=way.plan, seen=way.last.sha256)
    with pytest.raises(NotAllowed):
        return_plan(actor=way.who(role), plan=way.plan, reason="no")


def test_steps_are_not_skipped():
    way = set_out()
    with pytest.raises(WrongState, match="Only a final plan"):
        adopt_plan(actor=way.approver, plan=way.plan, seen="")
    with pytest.raises(WrongState, match="Only a draft"):
        way.to_draft()
        way.to_consultation()
        way.to_consultation()
    with pytest.raises(WrongState, match="Only an adopted plan"):
        open_next_version(actor=way.focal, plan=way.plan)
    with pytest.raises(WrongState, match="past its skeleton"):
        begin_draft(actor=way.focal, plan=way.plan)


def test_a_plan_becomes_final_only_after_its_consultation_and_its_objections():
    way = set_out().to_consultation()
    health = way.world.institutions[0]
    with pytest.raises(WrongState, match="close it first"):
        finish_plan(actor=way.focal, plan=way.plan)
    reply_to_plan(
        actor=way.who(Role.CONTRIBUTOR), consultation=way.consultation, institution_id=health.pk,
        stance=Stance.OBJECTS, words="We cannot lead this.",
    )  # fmt: skip
    close_consultation(actor=way.focal, consultation=way.consultation)
    with pytest.raises(WrongState, match="1 comment of an institution that objects"):
        finish_plan(actor=way.focal, plan=way.plan)
    comment = way.consultation.comments.get()
    answer_comment(actor=way.focal, comment=comment, outcome=CommentOutcome.ACCEPTED)
    finish_plan(actor=way.focal, plan=way.plan)
    assert (way.plan.status, way.plan.version, way.last.status) == ("final", "0.3", "final")


def test_what_the_approver_reads_is_what_is_adopted():
    way = set_out().to_final()
    with pytest.raises(WrongState, match="another one than you read"):
        adopt_plan(actor=way.approver, plan=way.plan, seen="0" * 64)
    with pytest.raises(WrongState, match="final and waits for adoption"):
        write_section(actor=way.focal, plan=way.plan, code="vision", text="Late thoughts.")
    final = json.loads(way.last.content)
    adopted = json.loads(adopt_plan(actor=way.approver, plan=way.plan, seen=way.last.sha256).content)
    assert {key for key in final if final[key] != adopted[key]} == {"version", "status"}


def test_who_alone_wrote_a_plan_does_not_adopt_it():
    way = set_out()
    both = Actor("Both", way.focal.country_id, frozenset({Role.FOCAL_POINT, Role.APPROVER}), None, way.focal.user_id)
    write_section(actor=both, plan=way.plan, code="vision", text="Mine alone.")
    way.to_final()
    with pytest.raises(WrongState, match="You alone wrote this plan"):
        adopt_plan(actor=both, plan=way.plan, seen=way.last.sha256)
    adopt_plan(actor=way.approver, plan=way.plan, seen=way.last.sha256)
    assert way.plan.status == PlanStatus.ADOPTED


def test_an_approver_returns_a_plan_with_a_reason_that_the_road_shows():
    way = set_out().to_final()
    with pytest.raises(InvalidInput, match="Say why"):
        return_plan(actor=way.approver, plan=way.plan, reason="  ")
    return_plan(actor=way.approver, plan=way.plan, reason="The costs of 2028 are missing.")
    assert (way.plan.status, way.plan.version) == ("draft", "0.4")
    draft = road(way.focal, way.plan).lines[1].row
    assert (draft.note, draft.reached_by) == ("The costs of 2028 are missing.", "Approver of Tarsovia")
    assert [line.state for line in road(way.focal, way.plan).lines] == ["done", "done", "now", "later", "later"]


def test_the_focal_point_takes_a_plan_back_and_its_consultation_ends():
    way = set_out().to_consultation()
    take_back_plan(actor=way.focal, plan=way.plan, reason="A ministry was forgotten.")
    assert (way.plan.status, way.plan.version) == ("draft", "0.3")
    assert not way.consultation.is_open
    way.to_consultation()
    assert (way.plan.status, way.last.number) == ("consultation", "0.3")


def test_an_adopted_plan_is_locked_until_its_next_version_is_opened():
    way = set_out().to_adoption()
    with pytest.raises(WrongState, match="open its next version first"):
        locked_open(way.focal, way.plan)
    with pytest.raises(WrongState):
        refresh_plan(actor=way.focal, plan=way.plan, book=ingredient_book())
    with pytest.raises(WrongState, match="kept already"):
        keep_version(actor=way.focal, plan=way.plan)
    open_next_version(actor=way.focal, plan=way.plan)
    assert (way.plan.status, way.plan.version) == ("draft", "1.1")
    write_section(actor=way.focal, plan=way.plan, code="vision", text="Further on.")
    assert [line.step for line in road(way.focal, way.plan).lines] == ["draft", "consultation", "final", "adopted"]


def test_what_was_adopted_holds_until_the_next_version_is_adopted():
    way = set_out().to_adoption()
    first = way.last
    open_next_version(actor=way.focal, plan=way.plan)
    standing = {one.version.number: one.status for one in versions(way.focal, way.plan)}
    assert standing["1.0"] == PlanStatus.ADOPTED
    way.to_adoption()
    standing = {one.version.number: one.status for one in versions(way.focal, way.plan)}
    assert (standing["1.0"], standing["2.0"]) == (PlanStatus.SUPERSEDED, PlanStatus.ADOPTED)
    assert PlanVersion.objects.for_actor(way.focal).get(pk=first.pk).content == first.content


def test_owners_of_the_road_stay_for_the_next_version_and_dates_do_not():
    way = set_out()
    person = way.world.people[Role.FOCAL_POINT]
    set_road_step(actor=way.focal, plan=way.plan, step=PlanStatus.FINAL, owner_id=person.pk, due=dt.date(2027, 1, 1))
    way.to_adoption()
    open_next_version(actor=way.focal, plan=way.plan)
    final = road(way.focal, way.plan).lines[2].row
    assert (final.owner, final.due, final.reached_at) == (person, None, None)


def test_every_step_leaves_the_versions_hash_in_the_audit_trail():
    way = set_out().to_adoption()
    entry = AuditEntry.objects.filter(action="plan.adopted").get()
    assert json.loads(entry.detail) == {"id": str(way.last.pk), "sha256": way.last.sha256, "version": "1.0"}
