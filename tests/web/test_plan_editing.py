"""Editing a plan in pages: the form of one action, the grid of many, objectives, and the workbook that comes back."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import make_world
from tests.web.worlds import signed_in, text_of

from concord.domains.people.enums import Role
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Action, Milestone, Objective, Plan

pytestmark = pytest.mark.django_db
FIRST, SECOND = "MINI1-01-L3", "MINI2-02-L3"
FORM, GRID = f"/QT/plan/actions/{FIRST}/edit/", "/QT/plan/grid/"


@pytest.fixture
def world():
    return make_world(capabilities=2)


@pytest.fixture
def client(world):
    return signed_in(world.people[Role.FOCAL_POINT])


def action(world, code=FIRST):
    return Action.objects.for_actor(world.actor).get(code=code)


def fields_of(client, address):
    """What a form of a page would send if nothing was touched."""
    page = text_of(client, address).partition('<form method="post" class="edit-form"')[2].partition("</form>")[0]
    from html import unescape

    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = {key: unescape(value) for key, value in re.findall(r'([a-z]+)="([^"]*)"', tag)}
        if given.get("type") in ("checkbox", "radio"):
            if " checked" in tag:
                found.setdefault(given["name"], []).append(given["value"])  # type: ignore[attr-defined]
        elif "name" in given and given["name"] != "csrfmiddlewaretoken":
            found[given["name"]] = given.get("value", "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', page):
        found[unescape(name)] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', options)
        first = re.search(r'<option(?: value="([^"]*)")?[^>]*>([^<]*)', options)
        match = chosen or first
        found[unescape(name)] = unescape(match[1] if match[1] is not None else match[2])
    return found


def save(client, *cells):
    return client.post(
        f"{GRID}save/", {"cells": [dict(zip(("id", "field", "was", "value"), c, strict=True)) for c in cells]},
        content_type="application/json", headers={"accept": "application/json"},
    )  # fmt: skip


# --- the form ---


def test_a_form_sent_back_untouched_changes_nothing(world, client):
    response = client.post(FORM, fields_of(client, FORM), follow=True)
    assert "Nothing was changed." in response.content.decode()
    assert action(world).revision == 0


def test_the_form_gives_no_phase_to_an_action_that_has_none(world, client):
    Action.objects.for_actor(world.actor).filter(code=FIRST).update(phase="")
    client.post(FORM, fields_of(client, FORM) | {"text": "Another text"})
    assert (action(world).text, action(world).phase) == ("Another text", "")


def test_a_form_changes_an_action_with_its_milestones_and_indicators(world, client):
    given = fields_of(client, FORM)
    milestone = next(name for name in given if re.match(r"milestones\|[0-9a-f-]{36}\|title", name))
    given |= {
        "text": "New words", "lead": "", "lead-words": "The army", "supporting": ["@interior"],
        "supporting-words": "A university", "hazards": ["C"], "modes": ["with a partner"], "status": "Under way",
        "depends_on": SECOND, milestone: "Renamed", "milestones|new1|title": "Signed",
        "milestones|new1|due": "2027-05-01",
    }  # fmt: skip
    response = client.post(FORM, given, follow=True)
    assert "changes were saved." in response.content.decode()
    found = action(world)
    assert (found.text, found.lead_text, found.supporting_text, found.hazards) == (
        "New words", "The army", "A university", ["C"],
    )  # fmt: skip
    assert [one.code for one in found.supporting.all()] == ["interior"]
    assert [one.code for one in found.depends_on.all()] == [SECOND]
    assert [(one.title, str(one.due)) for one in Milestone.objects.for_actor(world.actor).filter(action=found)] == [
        ("Signed", "2027-05-01"), ("Renamed", "2027-12-31"),
    ]  # fmt: skip


def test_a_milestone_marked_to_be_removed_goes(world, client):
    given = fields_of(client, FORM)
    milestone = next(name for name in given if re.match(r"milestones\|[0-9a-f-]{36}\|title", name))
    client.post(FORM, given | {milestone.replace("title", "delete"): "1"})
    assert not Milestone.objects.for_actor(world.actor).filter(action__code=FIRST).exists()


def test_both_versions_are_shown_when_two_change_the_same_and_neither_is_lost(world, client):
    mine = fields_of(client, FORM) | {"text": "My words", "status": "Under way"}
    client.post(FORM, fields_of(client, FORM) | {"text": "Her words"})
    response = client.post(FORM, mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Her words" in page
    assert "My words" in page
    assert (action(world).text, action(world).status) == ("Her words", "planned")
    again = mine | {"base": re.search('name="base" value="([^"]*)"', page)[1].replace("&quot;", '"')}
    place = f"keep|actions|{action(world).pk}|text"
    client.post(FORM, again | {place: "theirs"})
    assert (action(world).text, action(world).status) == ("Her words", "under_way")
    client.post(FORM, again | {place: "mine"})
    assert action(world).text == "My words"


def test_a_wrong_field_is_told_beside_it_and_what_was_typed_stays(world, client):
    response = client.post(FORM, fields_of(client, FORM) | {"ends_on": "2020-01-01", "text": "Typed at length"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "the end lies before the start" in page
    assert "Typed at length" in page
    assert action(world).text != "Typed at length"


def test_an_action_is_added_and_may_be_deleted_while_nothing_points_to_it(world, client):
    address = "/QT/plan/new-action/"
    response = client.post(address, fields_of(client, address) | {"text": "A new action"}, follow=True)
    assert "The action was added as MINI1-A01." in response.content.decode()
    assert action(world, "MINI1-A01").text == "A new action"
    client.post("/QT/plan/actions/MINI1-A01/delete/")
    assert not Action.objects.for_actor(world.actor).filter(code="MINI1-A01").exists()
    page = client.post(f"/QT/plan/actions/{FIRST}/delete/", follow=True).content.decode()
    assert "it closes a gap; drop it with a reason instead" in page


def test_a_contributor_finds_forms_of_its_own_actions_only(world):
    client = signed_in(world.people[Role.CONTRIBUTOR])
    page = text_of(client, FORM)
    assert 'name="lead"' not in page
    Action.objects.for_actor(world.actor).filter(code=FIRST).update(lead=world.institutions[1])
    assert client.get(FORM).status_code == 404
    assert 'class="closed"' in text_of(client, GRID)


def test_objectives_are_renamed_added_and_removed(world, client):
    page = text_of(client, "/QT/plan/objectives/")
    key = re.search(r'name="id" value="([^"]*)"', page)[1]
    given = {
        "id": [key], f"{key}|was|title": "Area 1", f"{key}|title": "Law", f"{key}|was|order": "0", f"{key}|order": "0",
        "new|code": "NEW", "new|title": "Something new", "new|order": "7",
    }  # fmt: skip
    client.post("/QT/plan/objectives/", given)
    rows = Objective.objects.for_actor(world.actor)
    assert [one.title for one in rows] == ["Law", "Area 2", "Something new"]
    new = str(rows.get(code="NEW").pk)
    client.post("/QT/plan/objectives/", {"id": [new], f"{new}|delete": "1"})
    assert not rows.filter(code="NEW").exists()
    response = client.post("/QT/plan/objectives/", {"id": [key], f"{key}|delete": "1"})
    assert "it has actions; move them to another objective first" in response.content.decode()


# --- the grid ---


def test_the_grid_shows_each_action_with_a_link_to_its_form(world, client):
    page = text_of(client, GRID)
    assert f'<tr id="{action(world).pk}"><th scope="row"><a href="{FORM}">{FIRST}</a></th>' in page
    assert "<td>Health of Tarsovia</td>" in page
    assert FIRST not in text_of(client, f"{GRID}?hazard=B").partition("<tbody>")[2]


def test_a_block_is_saved_in_one_request_and_answered_in_words(world, client):
    one, two = action(world), action(world, SECOND)
    response = save(
        client,
        (str(one.pk), "lead", "Health of Tarsovia", "customs of tarsovia"), (str(one.pk), "hazards", "R, N", "N;C"),
        (str(two.pk), "starts_on", "2027-01-01", "1.2.2027"),
    )  # fmt: skip
    assert response.json() == {
        "cells": [
            [str(one.pk), "lead", "Customs of Tarsovia"], [str(one.pk), "hazards", "C, N"],
            [str(two.pk), "starts_on", "2027-02-01"],
        ],
        "undo": "Take back 3 changes",
    }  # fmt: skip
    assert action(world).lead.code == "customs"


def test_one_wrong_cell_of_a_block_leaves_everything_as_it_was(world, client):
    one = action(world)
    response = save(
        client, (str(one.pk), "text", one.text, "Fine"), (str(one.pk), "objective", "MINI1", "NONE"),
        (str(one.pk), "ends_on", "2027-12-31", "later"),
    )  # fmt: skip
    assert response.status_code == 422
    assert response.json()["problems"] == [
        [str(one.pk), "objective", "there is no objective “NONE”; add it first"],
        [str(one.pk), "ends_on", "write the date as 2027-03-31"],
    ]
    assert action(world).text == one.text


def test_a_cell_that_changed_meanwhile_is_told_with_what_stands_there(world, client):
    one = action(world)
    save(client, (str(one.pk), "text", one.text, "Hers"))
    response = save(client, (str(one.pk), "text", one.text, "Mine"))
    assert (response.status_code, response.json()["clashes"]) == (422, [[str(one.pk), "text", "Hers"]])


def test_the_last_change_is_taken_back_cell_by_cell(world, client):
    one = action(world)
    save(client, (str(one.pk), "text", one.text, "Other words"))
    response = client.post("/QT/plan/undo/", headers={"accept": "application/json"})
    assert response.json() == {"cells": [[str(one.pk), "text", one.text]], "reload": False, "undo": ""}
    assert client.post("/QT/plan/undo/", headers={"accept": "application/json"}).status_code == 409


@pytest.mark.parametrize("body", ["", "[]", '{"cells": 1}', '{"cells": [{"id": 1}]}', '{"cells": [{"id": "a"}]}'])
def test_what_cannot_be_read_is_refused(client, body):
    response = client.post(f"{GRID}save/", body, content_type="application/json")
    assert response.status_code == 400


def test_unknown_fields_and_strange_rows_change_nothing(world, client):
    key = str(action(world).pk)
    assert save(client, (key, "order", "", "1")).status_code == 400
    other = make_world("QS", "Sarvonia", capabilities=2)
    theirs = str(action(other).pk)
    assert save(client, (theirs, "text", action(other).text, "Ours")).json()["clashes"] == [[theirs, "text", None]]
    assert action(other).text != "Ours"


def test_a_closed_plan_says_so_and_is_not_changed(world, client):
    Plan.objects.for_actor(world.actor).update(status=PlanStatus.ADOPTED)
    one = action(world)
    assert save(client, (str(one.pk), "text", one.text, "Mine")).status_code == 409
    assert client.get(GRID).status_code == client.get(FORM).status_code == 409
    assert action(world).text == one.text
    assert "Edit</a>" not in text_of(client, "/QT/plan/")


# --- the workbook ---


def changed_workbook(client, **values):
    """The plan's workbook as downloaded, with values of its first action changed."""
    content = client.post("/QT/plan/workbook/download/").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Actions"]
    for cell in sheet[1]:
        key = str(cell.value).removeprefix("concord:actions.")
        if key in values:
            sheet.cell(3, cell.column).value = values[key]
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("plan.xlsx", out.getvalue())


def test_a_workbook_comes_back_is_looked_at_and_applied(world, client):
    file = changed_workbook(client, text="From the workbook", status="Under way")
    page = client.post("/QT/plan/workbook/", {"file": file}, follow=True)
    address, text = page.redirect_chain[-1][0], page.content.decode()
    assert "<ins><bdi>From the workbook</bdi></ins>" in text
    assert action(world).text != "From the workbook"
    response = client.post(address, follow=True)
    assert "2 changes from the workbook were saved." in response.content.decode()
    assert (action(world).text, action(world).status) == ("From the workbook", "under_way")
    assert "Applied by" in text_of(client, address)


def test_a_conflict_of_a_workbook_is_decided_on_the_page(world, client):
    file = changed_workbook(client, text="From the workbook")
    one = action(world)
    save(client, (str(one.pk), "text", one.text, "Hers"))
    address = client.post("/QT/plan/workbook/", {"file": file}, follow=True).redirect_chain[-1][0]
    assert client.post(address).status_code == 422
    place = f"actions|{one.pk}|text"
    client.post(address, {f"keep|{place}": "mine", f"seen|{place}": "Hers"})
    assert action(world).text == "From the workbook"


def test_a_bad_workbook_is_told_cell_by_cell(client):
    file = changed_workbook(client, starts_on="soon")
    response = client.post("/QT/plan/workbook/", {"file": file})
    assert response.status_code == 422
    assert "write the date as 2027-03-31" in response.content.decode()
    response = client.post("/QT/plan/workbook/", {"file": SimpleUploadedFile("a.xlsx", b"no workbook")})
    assert "this is not an Excel workbook (.xlsx)" in response.content.decode()
