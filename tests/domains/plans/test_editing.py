import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from tests.factories import make_world

from concord.domains.people.enums import Role
from concord.domains.people.queries import actor_in
from concord.domains.plans.enums import ChangeSource, PlanStatus
from concord.domains.plans.merging import Cell, Edit, EditRefused, GoneRow, NewRow
from concord.domains.plans.models import Action, Milestone, Objective, Plan, PlanChange
from concord.domains.plans.row_fields import ACTIONS, MILESTONES, OBJECTIVES
from concord.domains.plans.row_store import load_store
from concord.domains.plans.services import refresh_plan
from concord.domains.plans.services.editing import change_plan, undo_change
from concord.kernel.errors import NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
FIRST, SECOND = "MINI1-01-L3", "MINI2-02-L3"


@pytest.fixture
def world():
    return make_world(capabilities=2)


def row(world, code=FIRST):
    """An action's id and its values."""
    rows = load_store(world.actor, world.plan, [ACTIONS]).rows[ACTIONS]
    return next((key, values) for key, values in rows.items() if values["code"] == code)


def cell(world, field, value, code=FIRST, was=None):
    key, values = row(world, code)
    return Cell(ACTIONS, key, field, values[field] if was is None else was, value)


def change(world, *cells, actor=None, **more):
    edit = Edit(cells=tuple(cells), **more)
    return change_plan(actor=actor or world.actor, plan=world.plan, edit=edit, source=ChangeSource.GRID)


def refused(world, *cells, actor=None, **more):
    """What is said to an edit that is refused, by field."""
    with pytest.raises(EditRefused) as caught:
        change(world, *cells, actor=actor, **more)
    return {problem.field: problem.words for problem in caught.value.problems}, caught.value.clashes


def new_action(**values):
    plain = {"objective": "MINI1", "text": "A new one", "lead": "@health", "starts_on": "2027-01-01",
             "ends_on": "2027-06-30", "status": "planned", "phase": "response", "label": "AMBER+STRICT"}  # fmt: skip
    return NewRow(ACTIONS, str(uuid4()), plain | values)


def person(world, role):
    return actor_in(world.people[role], world.country.code)[0]


def test_every_field_of_an_action_is_changed_in_one_audited_write(world):
    wanted = {
        "objective": "MINI2", "text": "Another text", "lead": "@customs", "supporting": "@health; @interior; The army",
        "starts_on": "2028-01-01", "ends_on": "2028-12-31", "status": "under_way", "hazards": "CN",
        "phase": "response", "modes": "own regional", "depends_on": SECOND, "label": "GREEN",
    }  # fmt: skip
    change(world, *(cell(world, field, value) for field, value in wanted.items()))
    values = row(world)[1]
    assert {field: values[field] for field in wanted} == wanted
    action = Action.objects.for_actor(world.actor).get(code=FIRST)
    assert (action.lead.code, action.supporting_text, action.revision) == ("customs", "The army", 1)
    assert (action.starts_on, action.hazards) == (dt.date(2028, 1, 1), ["C", "N"])
    entry = AuditEntry.objects.filter(action="plan.changed").get()
    assert f'"actions":["{FIRST}"]' in entry.detail
    assert '"values":12' in entry.detail


def test_what_stood_empty_in_a_plan_from_a_file_hinders_no_other_change(world):
    Action.objects.for_actor(world.actor).filter(code=FIRST).update(phase="")
    change(world, cell(world, "text", "Another text"))
    assert (row(world)[1]["text"], row(world)[1]["phase"]) == ("Another text", "")
    change(world, cell(world, "phase", "response"))
    undo_change(actor=world.actor, plan=world.plan)
    assert row(world)[1]["phase"] == ""
    problems, _ = refused(world, cell(world, "text", ""))
    assert problems == {"text": "this may not be left empty"}


def test_a_lead_may_be_words_where_no_institution_is_registered(world):
    change(world, cell(world, "lead", "The army"))
    action = Action.objects.for_actor(world.actor).get(code=FIRST)
    assert (action.lead, action.lead_text) == (None, "The army")


def test_once_somebody_edited_the_plan_is_a_draft_and_is_not_drafted_over(world):
    from tests.factories import ingredient_book

    change(world, cell(world, "text", "Another text"))
    assert Plan.objects.for_actor(world.actor).get().status == PlanStatus.DRAFT
    with pytest.raises(WrongState):
        refresh_plan(actor=world.actor, plan=world.plan, book=ingredient_book())


def test_what_stands_there_already_is_no_change(world):
    stale = cell(world, "text", "New words", was="Something older")
    change(world, cell(world, "text", "New words"))
    assert change(world, stale) is None
    assert PlanChange.objects.for_actor(world.actor).count() == 1
    assert AuditEntry.objects.filter(action="plan.changed").count() == 1


def test_an_edit_of_an_older_text_is_never_written_over_the_newer_one(world):
    seen = row(world)[1]["text"]
    change(world, cell(world, "text", "Hers"))
    _none, (clash,) = refused(world, cell(world, "text", "Mine", was=seen), cell(world, "status", "done"))
    assert (clash.was, clash.mine, clash.now) == (seen, "Mine", "Hers")
    values = row(world)[1]
    assert (values["text"], values["status"]) == ("Hers", "planned")


def test_another_field_of_the_same_action_passes(world):
    before = row(world)[1]
    change(world, cell(world, "text", "Hers"))
    change(world, cell(world, "status", "under_way", was=before["status"]))
    assert (row(world)[1]["text"], row(world)[1]["status"]) == ("Hers", "under_way")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "", "this may not be left empty"),
        ("ends_on", "2020-01-01", "the end lies before the start"),
        ("status", "dropped", "say why it is dropped: the reason stands in a field of its own"),
        ("depends_on", FIRST, f"this closes a circle: {FIRST} → {FIRST}"),
        ("code", "OTHER", "this is given once and stays; add a new row instead"),
        ("label", "RED", "this server holds material up to TLP:AMBER+STRICT"),
    ],
)
def test_a_wrong_value_refuses_the_whole_edit(world, settings, field, value, words):
    settings.SHARING_CEILING = "AMBER+STRICT"
    key = {"ends_on": "ends_on"}.get(field, field)
    problems, _clashes = refused(world, cell(world, field, value), cell(world, "text", "Fine", code=SECOND))
    assert problems == {key: words}
    assert row(world, SECOND)[1]["text"] != "Fine"


def test_a_circle_over_several_actions_is_named(world):
    change(world, cell(world, "depends_on", SECOND))
    problems, _clashes = refused(world, cell(world, "depends_on", FIRST, code=SECOND))
    assert problems == {"depends_on": f"this closes a circle: {SECOND} → {FIRST} → {SECOND}"}


def test_an_action_is_dropped_with_its_reason(world):
    change(world, cell(world, "status", "dropped"), cell(world, "dropped_because", "Done by the region"))
    assert row(world)[1]["status"] == "dropped"


def test_added_actions_get_a_code_for_life(world):
    change(world, added=(new_action(), new_action(objective="MINI2")))
    newest = new_action(text="Third", depends_on="MINI1-A01")
    change(world, added=(newest,))
    codes = list(Action.objects.for_actor(world.actor).order_by("order").values_list("code", flat=True))
    assert codes == [FIRST, SECOND, "MINI1-A01", "MINI2-A01", "MINI1-A02"]
    change(world, removed=(GoneRow(ACTIONS, newest.id, {}),))
    change(world, added=(new_action(),))
    assert Action.objects.for_actor(world.actor).filter(code="MINI1-A03").exists()


def test_what_has_a_history_is_not_deleted(world):
    key, values = row(world)
    problems, _clashes = refused(world, removed=(GoneRow(ACTIONS, key, values),))
    assert problems == {"": "it closes a gap; drop it with a reason instead"}
    added = new_action()
    change(world, added=(added,))
    change(world, cell(world, "depends_on", "MINI1-A01"))
    problems, _clashes = refused(world, removed=(GoneRow(ACTIONS, added.id, {}),))
    assert problems == {"": "other actions wait for it; drop it with a reason instead"}


def test_objectives_are_added_renamed_reordered_and_removed_when_empty(world):
    rows = load_store(world.actor, world.plan, ()).rows[OBJECTIVES]
    (first, one), (second, _two) = rows.items()
    change(
        world,
        Cell(OBJECTIVES, first, "title", one["title"], "Law"), Cell(OBJECTIVES, first, "order", one["order"], "9"),
        added=(NewRow(OBJECTIVES, str(uuid4()), {"code": "NEW", "title": "New", "order": "3"}),),
    )  # fmt: skip
    listed = Objective.objects.for_actor(world.actor).filter(plan=world.plan).values_list("code", "title")
    assert list(listed) == [("MINI2", "Area 2"), ("NEW", "New"), ("MINI1", "Law")]
    problems, _clashes = refused(world, removed=(GoneRow(OBJECTIVES, second, {}),))
    assert problems == {"": "it has actions; move them to another objective first"}
    change(world, removed=(GoneRow(OBJECTIVES, str(Objective.objects.for_actor(world.actor).get(code="NEW").pk), {}),))
    assert Objective.objects.for_actor(world.actor).filter(plan=world.plan).count() == 2


def test_what_hangs_on_an_action_counts_as_its_change(world):
    milestone = NewRow(MILESTONES, str(uuid4()), {"action": FIRST, "title": "Order signed", "due": "2027-03-01"})
    change(world, added=(milestone,))
    action = Action.objects.for_actor(world.actor).get(code=FIRST)
    assert action.revision == 1
    assert Milestone.objects.for_actor(world.actor).filter(action=action, title="Order signed").count() == 1


# --- taking back ---


def test_each_undo_takes_back_ones_own_last_change(world):
    before = row(world)[1]
    change(world, cell(world, "text", "One"))
    change(world, cell(world, "text", "Two"), cell(world, "supporting", "@interior; Words"))
    added = new_action()
    change(world, added=(added,))
    assert undo_change(actor=world.actor, plan=world.plan).source == ChangeSource.UNDO
    assert not Action.objects.for_actor(world.actor).filter(pk=added.id).exists()
    undo_change(actor=world.actor, plan=world.plan)
    assert (row(world)[1]["text"], row(world)[1]["supporting"]) == ("One", before["supporting"])
    undo_change(actor=world.actor, plan=world.plan)
    assert row(world)[1] == before
    with pytest.raises(WrongState, match="no change of yours"):
        undo_change(actor=world.actor, plan=world.plan)
    assert AuditEntry.objects.filter(action="plan.change_undone").count() == 3


def test_a_deleted_action_comes_back_with_what_hung_on_it(world):
    added = new_action()
    milestone = NewRow(MILESTONES, str(uuid4()), {"action": "MINI1-A01", "title": "Signed", "due": "2027-03-01"})
    change(world, added=(added,))
    change(world, added=(milestone,))
    change(world, removed=(GoneRow(ACTIONS, added.id, {}),))
    assert not Milestone.objects.for_actor(world.actor).filter(pk=milestone.id).exists()
    undo_change(actor=world.actor, plan=world.plan)
    assert Milestone.objects.for_actor(world.actor).get(pk=milestone.id).action.code == "MINI1-A01"


def test_undo_never_takes_back_what_somebody_else_wrote_since(world):
    change(world, cell(world, "text", "Mine"))
    change(world, cell(world, "text", "Hers"), actor=replace(world.actor, name="Somebody else"))
    with pytest.raises(EditRefused, match="somebody else has changed the same since"):
        undo_change(actor=world.actor, plan=world.plan)
    assert row(world)[1]["text"] == "Hers"


# --- who may ---


def test_a_contributor_changes_what_its_institution_leads(world):
    actor = person(world, Role.CONTRIBUTOR)  # of health, which leads both actions
    change(world, cell(world, "text", "Health's words"), actor=actor)
    assert row(world)[1]["text"] == "Health's words"
    words = "only the focal point may change this"
    assert refused(world, cell(world, "lead", "@customs"), actor=actor)[0] == {"lead": words}
    assert refused(world, added=(new_action(),), actor=actor)[0] == {"": words}
    dropped = (cell(world, "status", "dropped"), cell(world, "dropped_because", "No"))
    assert set(refused(world, *dropped, actor=actor)[0]) == {"status", "dropped_because"}
    change(world, cell(world, "lead", "@customs"))
    assert refused(world, cell(world, "text", "Again"), actor=actor)[0] == {"text": words}


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.OBSERVER])
def test_nobody_else_changes_anything(world, role):
    with pytest.raises(NotAllowed):
        change(world, cell(world, "text", "Words"), actor=person(world, role))


@pytest.mark.parametrize("status", [PlanStatus.ADOPTED, PlanStatus.SUPERSEDED, PlanStatus.FINAL])
def test_a_closed_plan_is_changed_by_nobody(world, status):
    Plan.objects.for_actor(world.actor).update(status=status)
    with pytest.raises(WrongState):
        change(world, cell(world, "text", "Words"))
    assert row(world)[1]["text"] != "Words"
