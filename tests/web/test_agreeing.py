"""Agreeing, signing, and what comes next, as people see and use them."""

from __future__ import annotations

import re

import pytest
from tests.factories import World, make_world
from tests.web.consolidating import (
    AGREEING,
    FINDING,
    FIRST,
    SECOND,
    SIGNATURE,
    as_role,
    client_of,
    parts,
    said_after,
)
from tests.web.test_pages import words
from tests.web.worlds import text_of

from concord.domains.assessments.models import Finding, SignOff
from concord.domains.assessments.queries import findings
from concord.domains.assessments.services import (
    GivenAnswer,
    accept_assignments,
    agree_findings,
    record_answers,
    return_assignments,
    sign_findings,
)
from concord.domains.people.enums import Role
from concord.kernel.audit import verify_chain


@pytest.fixture
def world(db: None) -> World:
    """All parts are submitted, findings proposed; customs says yes on level 3 while the others say no."""
    return make_world(agreed=False, planned=False)


# --- agreeing ----------------------------------------------------------------------------------


def answer(world: World, kind: str, code: str, value: str) -> None:
    institution = next(i for i in world.institutions if i.kind == kind)
    given = [GivenAnswer(code, value)]
    record_answers(actor=world.actor, assessment=world.assessment, institution=institution, answers=given)


def test_what_nobody_disputes_is_agreed_in_one_go(world: World) -> None:
    client = client_of(world)
    answer(world, "customs", f"{FIRST}.3a", "no")
    assert "1 answer changed since the findings were worked out." in text_of(client, AGREEING)
    assert said_after(client, AGREEING, {"do": "derive"}) == "2 findings were worked out anew."
    assert "Nobody disputes these" not in text_of(client, AGREEING)
    accept_assignments(actor=world.actor, assignments=parts(world))
    page = text_of(client, AGREEING)
    assert re.findall(r'name="finding" value="([^"]+)"', page) == [FIRST]
    assert said_after(client, AGREEING, {"do": "agree", "finding": [FIRST]}) == "1 finding was agreed."
    assert said_after(client, AGREEING, {"do": "agree"}) == "Choose at least one finding."
    said = words(text_of(client, AGREEING))
    assert said.index("To be discussed") < said.index(SECOND) < said.index("Agreed Capability") < said.index(FIRST)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER])
def test_reviewers_and_approvers_follow_agreeing_without_taking_part(role: Role, world: World) -> None:
    client = client_of(world, role)
    assert "To be discussed" in text_of(client, AGREEING)
    assert "<form method" not in text_of(client, AGREEING).partition('<div class="page-head">')[2]
    assert client.post(AGREEING, {"do": "derive"}).status_code == 404


def test_a_finding_is_agreed_on_its_page_and_a_refusal_keeps_what_was_typed(world: World) -> None:
    client = client_of(world)
    form = text_of(client, FINDING)
    assert re.search(r'name="level" value="2" required checked', form)
    refused = client.post(f"{FINDING}agree/", {"level": "4", "target": "5", "rationale": " "})
    assert refused.status_code == 400
    page = refused.content.decode()
    assert "The answers give level 2; say why level 4 was agreed." in page
    assert re.search(r'name="level" value="4" required checked', page)
    assert re.search(r'name="target" value="5" required checked', page)
    assert client.post(f"{FINDING}agree/", {"level": "x", "target": "5"}).status_code == 400
    said = said_after(client, f"{FINDING}agree/", {"level": "4", "target": "5", "rationale": "A new order"})
    assert said == "The finding is agreed."
    shown = words(text_of(client_of(world, Role.REVIEWER), FINDING))
    assert "Agreed by Focal point of Tarsovia" in shown
    assert "The answers give level 2; level 4 was agreed." in shown
    kept = shown[shown.index("Disagreement kept with the finding") :]
    assert f"{FIRST}.3a Customs of Tarsovia Yes" in kept


def test_a_finding_is_opened_again_with_a_reason(world: World) -> None:
    client = client_of(world)
    rows = list(findings(world.actor, world.assessment))
    agree_findings(actor=world.actor, assessment=world.assessment, findings=rows)
    assert client.post(f"{FINDING}reopen/", {"reason": ""}).status_code == 400
    assert said_after(client, f"{FINDING}reopen/", {"reason": "A new law"}) == "The finding is open again."
    assert "Opened again: A new law" in words(text_of(client, FINDING))
    assert "Opened again: A new law" in words(text_of(client, AGREEING))
    assert client.post(f"{FINDING}reopen/", {"reason": "Again"}).status_code == 400
    for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.OBSERVER):
        assert client_of(world, role).post("/QT/findings/MINI2-02/reopen/", {"reason": "No"}).status_code == 404
    assert client_of(world, Role.APPROVER).post("/QT/findings/MINI2-02/reopen/", {"reason": "No"}).status_code == 302


def test_a_proposal_is_not_there_for_who_sees_agreed_findings_only(world: World) -> None:
    for role in (Role.CONTRIBUTOR, Role.OBSERVER):
        said = words(text_of(client_of(world, role), FINDING))
        assert "There is no finding" in said
        assert "Agree on this finding" not in said


# --- signing -----------------------------------------------------------------------------------


@pytest.fixture
def agreed(world: World) -> World:
    rows = list(findings(world.actor, world.assessment))
    agree_findings(actor=as_role(world, Role.FOCAL_POINT), assessment=world.assessment, findings=rows)
    return world


def test_an_approver_reads_signs_and_gets_a_sheet_that_proves_it(agreed: World) -> None:
    approver = client_of(agreed, Role.APPROVER)
    assert f"{FIRST} Capability {FIRST} Level 2 3 – 1 Focal point of Tarsovia" in words(text_of(approver, SIGNATURE))
    refused = said_after(approver, SIGNATURE, {"do": "sign", "words": "Well done"})
    assert refused == "Tick that you have read the findings, then sign."
    assert (
        said_after(approver, SIGNATURE, {"do": "sign", "read": "yes", "words": "Well done"})
        == "The findings are signed."
    )
    signed = SignOff.objects.for_actor(agreed.actor).get()
    page = text_of(client_of(agreed, Role.REVIEWER), SIGNATURE)
    sheet = words(page)
    assert "Approver of Tarsovia signed all 2 findings on" in sheet
    for digest in (signed.content_hash, signed.audit_head):
        assert " ".join(digest[at : at + 8] for at in range(0, 64, 8)) in sheet
    assert f"concord audit verify --country QT --head {signed.audit_head}" in sheet
    assert "The findings are still what was signed." in sheet
    assert verify_chain(agreed.country.pk, kept_head=signed.audit_head).fault == ""
    Finding.objects.for_actor(agreed.actor).filter(capability__code=FIRST).update(target=5)
    assert "The findings are no longer what was signed." in text_of(approver, SIGNATURE)


def test_nothing_is_offered_to_sign_before_all_is_agreed(world: World) -> None:
    page = text_of(client_of(world, Role.APPROVER), SIGNATURE)
    assert "2 findings are not agreed yet" in page
    assert 'value="sign"' not in page
    said = said_after(client_of(world, Role.APPROVER), SIGNATURE, {"do": "sign", "read": "yes"})
    assert said == "2 findings are not agreed yet; sign when all are."


def test_findings_are_returned_with_a_reason(agreed: World) -> None:
    approver = client_of(agreed, Role.APPROVER)
    assert said_after(approver, SIGNATURE, {"do": "return"}) == "Say why the findings are returned."
    said = said_after(approver, SIGNATURE, {"do": "return", "reason": "Detection looks too high."})
    assert said == "The findings were returned to the focal point."
    assert "Returned Approver of Tarsovia" in words(text_of(client_of(agreed), SIGNATURE))
    assert "Detection looks too high." in text_of(client_of(agreed), SIGNATURE)


def test_an_earlier_signature_stays_with_who_opened_what_and_why(agreed: World) -> None:
    signed = sign_findings(actor=as_role(agreed, Role.APPROVER), assessment=agreed.assessment)
    client_of(agreed).post(f"{FINDING}reopen/", {"reason": "A new law"})
    page = text_of(client_of(agreed), SIGNATURE)
    said = words(page)
    assert "1 finding is not agreed yet" in said
    assert "No longer holds: Focal point of Tarsovia opened a finding again" in said
    assert "A new law" in said
    assert signed.audit_head in page


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.OBSERVER])
def test_others_see_that_it_is_signed_and_what_was_agreed_only(role: Role, agreed: World) -> None:
    client = client_of(agreed, role)
    assert "The findings are not signed yet." in text_of(client, SIGNATURE)
    signed = sign_findings(actor=as_role(agreed, Role.APPROVER), assessment=agreed.assessment)
    page = text_of(client, SIGNATURE)
    assert "Approver of Tarsovia signed all 2 findings" in page
    assert signed.audit_head not in page
    assert "Dissenting answers" not in page
    assert client.post(SIGNATURE, {"do": "sign", "read": "yes"}).status_code == 404


def test_the_focal_point_signs_nothing(agreed: World) -> None:
    client = client_of(agreed)
    assert 'name="do" value="sign"' not in text_of(client, SIGNATURE)
    assert client.post(SIGNATURE, {"do": "sign", "read": "yes"}).status_code == 404


# --- what comes next ---------------------------------------------------------------------------


STEPS = {
    Role.FOCAL_POINT: ["/QT/assessment/", "/QT/assessment/", AGREEING, AGREEING, SIGNATURE, "/QT/gaps/"],
    Role.CONTRIBUTOR: ["/QT/assessment/", "/QT/assessment/", "/QT/findings/", "/QT/findings/", SIGNATURE, "/QT/gaps/"],
    Role.OBSERVER: ["/QT/", "/QT/", "/QT/findings/", "/QT/findings/", SIGNATURE, "/QT/gaps/"],
}


@pytest.mark.parametrize("role", STEPS)
def test_next_steps_lead_everybody_to_a_page_that_is_there_for_them(role: Role, world: World) -> None:
    client = client_of(world, role)
    page = text_of(client, "/QT/")
    found = re.findall(r'<h3><a href="([^"]+)">', page)
    assert found[:6] == STEPS[role]
    assert {client.get(address, follow=True).status_code for address in found} == {200}


def test_steps_are_done_one_after_the_other(agreed: World) -> None:
    client = client_of(agreed)

    def stands() -> list[str]:
        return re.findall(r"task task-(\w+)", text_of(client, "/QT/"))[:5]

    assert stands() == ["done", "now", "done", "done", "later"]
    accept_assignments(actor=agreed.actor, assignments=parts(agreed))
    assert stands() == ["done", "done", "done", "done", "now"]
    sign_findings(actor=as_role(agreed, Role.APPROVER), assessment=agreed.assessment)
    assert stands() == ["done"] * 5
    take_back = parts(agreed, institution__code="health")
    return_assignments(actor=agreed.actor, assignments=take_back, reason="Which order?")
    assert stands()[:2] == ["now", "later"]
