"""What every address answers to whom: a new address without a row here fails the walk in ``test_access``.

A row says with which status each role of the country is answered; whoever is not named gets 404, as does everybody
from outside the country. Reading is GET, sending is POST with an empty form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.web.scenes import ACTION, CAPABILITY, STATEMENT, Scene

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import User

Statuses = dict[str, int]
Keys = Callable[[Scene], dict[str, Any]]
FOCAL, CONTRIBUTOR, REVIEWER, APPROVER, OBSERVER = COUNTRY_ROLES
REFUSED = 405  # the method is none of this address, whoever asks


def only(*roles: Role, status: int = 200) -> Statuses:
    """These roles get in."""
    return {str(role): status for role in roles}


EVERYBODY = only(*COUNTRY_ROLES)
READERS = only(FOCAL, REVIEWER, APPROVER)  # who may read all answers
RUNS = only(FOCAL)


@dataclass(frozen=True)
class Row:
    """One address of a country: who reads it, who sends to it, and the keys it carries besides the country's code."""

    get: Statuses | int = REFUSED
    post: Statuses | int = REFUSED
    keys: Keys = lambda scene: {}
    sent: Callable[[User], dict[str, Any]] | None = None  # sent as JSON, where an empty form tells nothing


def sends(*roles: Role, status: int, keys: Keys = lambda scene: {}) -> Row:
    """An address to which something is only sent."""
    return Row(post=only(*roles, status=status), keys=keys)


def own_answer(visitor: User) -> dict[str, Any]:
    """An answer as the page's script sends it."""
    return {"who": str(visitor.pk), "value": "yes", "base": 1}


def part(scene: Scene) -> dict[str, Any]:
    """A part that the contributor's institution answers."""
    return {"pk": scene.part}


def answer(scene: Scene) -> dict[str, Any]:
    """One answer in that part."""
    return {"pk": scene.part, "code": STATEMENT}


def file(scene: Scene) -> dict[str, Any]:
    """A file beside that answer."""
    return {"pk": scene.part, "file": scene.evidence}


def risk(scene: Scene) -> dict[str, Any]:
    """A scenario of the risk picture."""
    return {"code": "A-01"}


def score(scene: Scene) -> dict[str, Any]:
    """The score of one gap by one criterion."""
    return {"pk": scene.criterion, "code": CAPABILITY}


def kept_version(scene: Scene) -> dict[str, Any]:
    """The version of the plan that was kept."""
    return {"number": "0.1"}


def room(scene: Scene) -> dict[str, Any]:
    """The workshop that is under way."""
    return {"pk": scene.workshop}


def agenda_item(scene: Scene) -> dict[str, Any]:
    """An item of its agenda."""
    return {"pk": scene.workshop, "item_id": scene.workshop_item}


def person(scene: Scene) -> dict[str, Any]:
    """Somebody of the country."""
    return {"person_id": scene.person}


def roadmap(scene: Scene) -> dict[str, Any]:
    """A roadmap of the plan."""
    return {"pk": scene.roadmap}


IN_A_COUNTRY: dict[str, Row] = {
    "overview": Row(EVERYBODY),
    "findings": Row(EVERYBODY),
    "finding": Row(EVERYBODY, keys=lambda scene: {"code": CAPABILITY}),
    "gaps": Row(EVERYBODY),
    "plan": Row(EVERYBODY),
    "action": Row(EVERYBODY, keys=lambda scene: {"code": ACTION}),
    "picture": Row(EVERYBODY, keys=lambda scene: {"name": "levels"}),
    "documents": Row(EVERYBODY),
    "document": Row(EVERYBODY, keys=lambda scene: {"kind": "plan.json"}),
    # the assessment
    "board": Row(READERS | only(CONTRIBUTOR, status=302)),  # a contributor is led to their own parts
    "matrix": Row(READERS),
    "move_parts": sends(FOCAL, status=302),
    "open_assessment": Row(only(FOCAL, status=302), only(FOCAL, status=302)),
    "assign": Row(RUNS, only(FOCAL, status=302)),
    "assign_suggested": sends(FOCAL, status=302),
    "due_for_all": sends(FOCAL, status=302),
    "disagreements": Row(READERS),
    "remarks": Row(READERS | only(CONTRIBUTOR)),
    "open_remark": sends(status=404),
    "answer_remark": sends(FOCAL, CONTRIBUTOR, REVIEWER, APPROVER, status=302, keys=lambda scene: {"pk": scene.thread}),
    "agreeing": Row(READERS, only(FOCAL, status=302)),
    "signature": Row(EVERYBODY, only(APPROVER, status=302)),
    "agree_finding": sends(FOCAL, status=400, keys=lambda scene: {"code": CAPABILITY}),
    "reopen_finding": sends(FOCAL, APPROVER, status=400, keys=lambda scene: {"code": CAPABILITY}),
    "my_parts": Row(
        only(CONTRIBUTOR) | only(FOCAL, REVIEWER, APPROVER, status=302),  # who asks is led to the board
        only(FOCAL, CONTRIBUTOR, REVIEWER, APPROVER, status=302),
    ),
    "part": Row(only(FOCAL, CONTRIBUTOR), only(FOCAL, CONTRIBUTOR, status=302), part),
    "save_answer": Row(post=only(FOCAL, CONTRIBUTOR, status=200), keys=answer, sent=own_answer),
    "attach_evidence": sends(FOCAL, CONTRIBUTOR, status=422, keys=answer),
    "evidence": Row(READERS | only(CONTRIBUTOR), keys=file),
    "remove_evidence": sends(FOCAL, CONTRIBUTOR, status=200, keys=file),
    "conflicts": Row(only(FOCAL, CONTRIBUTOR)),
    "settle_conflict": sends(FOCAL, CONTRIBUTOR, status=400, keys=lambda scene: {"pk": scene.conflict}),
    "guests": Row(only(FOCAL, CONTRIBUTOR), only(FOCAL, CONTRIBUTOR, status=422)),
    "recall_guest": sends(FOCAL, CONTRIBUTOR, status=302, keys=lambda scene: {"pk": scene.guest_link}),
    # rounds
    "rounds": Row(EVERYBODY),
    "start_round": sends(FOCAL, status=400),
    "round": Row(EVERYBODY, keys=lambda scene: {"pk": scene.assessment}),
    "compare_rounds": Row(EVERYBODY),
    "compare_picture": Row({}),  # of one round there is nothing to draw
    "stale": Row(EVERYBODY),
    "ask_again": sends(FOCAL, status=400),
    "note_recommendation": sends(FOCAL, status=400),
    "withdraw_recommendation": sends(FOCAL, status=302, keys=lambda scene: {"pk": scene.recommendation}),
    "draft_plan": sends(FOCAL, status=409),  # money is noted on the plan
    # risks: estimates are made, and nobody who rates has seen the spread
    "risks": Row(EVERYBODY),
    "take_scenarios": sends(FOCAL, status=302),
    "add_scenario": Row(RUNS, only(FOCAL, status=400)),
    "scenario": Row(EVERYBODY, keys=risk),
    "change_scenario": Row(RUNS, only(FOCAL, status=400), risk),
    "count_scenario": sends(FOCAL, status=302, keys=risk),
    "estimate_risk": sends(CONTRIBUTOR, status=302, keys=risk),  # a focal point says for whom
    "scenario_reliance": Row(RUNS, only(FOCAL, status=302), risk),
    "risk_rating": Row(only(FOCAL, CONTRIBUTOR)),
    "reliance": Row(EVERYBODY),
    "explain_unlinked": sends(FOCAL, status=302, keys=lambda scene: {"code": CAPABILITY}),
    "risk_picture": Row(EVERYBODY),
    "agree_risks": Row(RUNS, only(FOCAL, status=302)),
    "decide_risks": sends(FOCAL, APPROVER, status=302),
    "risk_drawing": Row(READERS, keys=lambda scene: {"name": "risk_matrix"}),
    "risk_files": Row(RUNS),
    "risk_tables": Row(READERS),
    "risk_register": Row(EVERYBODY),
    "take_register": sends(FOCAL, status=302),
    "collect_estimates": sends(FOCAL, CONTRIBUTOR, status=302),
    "estimate_workbook": Row(only(FOCAL, CONTRIBUTOR), keys=lambda scene: {"code": "health"}),
    # priorities
    "priorities": Row(EVERYBODY),
    "open_priorities": sends(FOCAL, status=302),
    "criteria": Row(READERS | only(CONTRIBUTOR), only(FOCAL, status=302)),
    "score_table": Row(READERS),
    "score": Row(READERS, only(FOCAL, status=302), score),
    "ask_ballot": Row(RUNS, RUNS),
    # who acts for no institution votes for none, the focal point neither
    "ballot": Row(READERS | only(CONTRIBUTOR), only(CONTRIBUTOR, status=302), keys=lambda scene: {"pk": scene.ballot}),
    "run_ballot": sends(FOCAL, status=302, keys=lambda scene: {"pk": scene.ballot}),
    "order_result": Row(READERS),  # nothing is decided here; then everybody reads it
    "move_gap": sends(FOCAL, status=302),
    "decide_order": sends(FOCAL, status=302),
    "decision_record": Row(READERS, keys=lambda scene: {"kind": "pdf"}),
    "priority_picture": Row(READERS, keys=lambda scene: {"name": "places"}),
    # what the plan costs, the money for it, and plans that come from files
    "plan_money": Row(EVERYBODY),
    "set_prices": sends(FOCAL, status=302),
    "ingredients": Row(EVERYBODY),
    "new_ingredient": Row(RUNS, only(FOCAL, status=422)),
    "ingredient": Row(RUNS, only(FOCAL, status=422), lambda scene: {"code": "vehicle"}),
    "drop_ingredient": sends(FOCAL, status=302, keys=lambda scene: {"code": "vehicle"}),
    "keep_rate": sends(FOCAL, status=302),
    "drop_rate": sends(FOCAL, status=302, keys=lambda scene: {"pk": scene.rate}),
    # the contributor's institution leads the action; an empty form strikes out no line, since it has not seen any
    "cost_lines": Row(only(FOCAL, CONTRIBUTOR), only(FOCAL, CONTRIBUTOR, status=422), lambda scene: {"code": ACTION}),
    "set_funding": sends(FOCAL, status=302, keys=lambda scene: {"code": ACTION}),
    "remove_funding": sends(FOCAL, status=302, keys=lambda scene: {"code": ACTION, "pk": scene.funding}),
    "plan_imports": Row(RUNS, only(FOCAL, status=302)),
    "plan_import": Row(RUNS, only(FOCAL, status=302), lambda scene: {"pk": scene.upload}),
    "take_plan_import": sends(FOCAL, status=302, keys=lambda scene: {"pk": scene.upload}),
    "drop_plan_import": sends(FOCAL, status=302, keys=lambda scene: {"pk": scene.upload}),
    "unclear_rows": Row(EVERYBODY),
    "settle_row": sends(FOCAL, status=302, keys=lambda scene: {"pk": scene.unclear}),
    "pick_plan": sends(FOCAL, status=302),
    # editing the plan: the contributor's institution leads its actions
    "plan_grid": Row(only(FOCAL, CONTRIBUTOR)),
    "save_cells": Row(post=only(FOCAL, CONTRIBUTOR), sent=lambda visitor: {"cells": []}),
    "undo_change": sends(FOCAL, CONTRIBUTOR, status=302),
    "add_action": Row(RUNS, only(FOCAL, status=422)),
    "edit_action": Row(only(FOCAL, CONTRIBUTOR), only(FOCAL, CONTRIBUTOR, status=422), lambda scene: {"code": ACTION}),
    "delete_action": sends(FOCAL, status=302, keys=lambda scene: {"code": ACTION}),
    "objectives": Row(RUNS, only(FOCAL, status=302)),
    "plan_workbook": Row(RUNS, only(FOCAL, status=422)),
    "issue_plan_workbook": sends(FOCAL, status=200),
    "returned_plan_workbook": Row(RUNS, only(FOCAL, status=302), lambda scene: {"pk": scene.plan_workbook}),
    # the road of the plan: a version is kept, and a consultation ran on it
    "plan_road": Row(EVERYBODY),
    "set_road_step": sends(FOCAL, status=302),
    "move_plan": sends(FOCAL, APPROVER, status=302),
    "plan_sections": Row(EVERYBODY, only(FOCAL, status=302)),
    "plan_section": Row(RUNS, only(FOCAL, status=302), lambda scene: {"code": "vision"}),
    "operational_plan": Row(EVERYBODY),
    "plan_consultation": Row(READERS | only(CONTRIBUTOR), only(FOCAL, status=302)),
    "reply_to_plan": sends(FOCAL, CONTRIBUTOR, status=302),
    "comment_on_plan": sends(FOCAL, CONTRIBUTOR, REVIEWER, status=302),
    "answer_comment": sends(FOCAL, status=302, keys=lambda scene: {"pk": scene.plan_comment}),
    "comment_matrix": Row(READERS | only(CONTRIBUTOR)),
    "plan_versions": Row(EVERYBODY, only(FOCAL, status=302)),
    "plan_difference": Row(EVERYBODY),
    "plan_difference_docx": Row(EVERYBODY),
    "plan_version": Row(EVERYBODY, keys=kept_version),
    "plan_version_json": Row(EVERYBODY, keys=kept_version),
    "plan_sign_off": Row(EVERYBODY, keys=kept_version),
    # roadmaps: one is worked out
    "roadmaps": Row(EVERYBODY, only(FOCAL, status=422)),
    "roadmap": Row(EVERYBODY, keys=roadmap),
    "roadmap_picture": Row(EVERYBODY, keys=roadmap),
    "roadmap_file": Row(EVERYBODY, keys=lambda scene: {**roadmap(scene), "kind": "roadmap.ics"}),
    "stop_roadmap": sends(FOCAL, status=302, keys=roadmap),
    "choose_roadmap": sends(FOCAL, status=302, keys=roadmap),
    # workshops: one is under way
    "workshops": Row(READERS | only(CONTRIBUTOR)),
    "workshop_new": Row(RUNS, only(FOCAL, status=422)),
    "workshop": Row(READERS | only(CONTRIBUTOR), RUNS, room),
    "workshop_prepare": sends(FOCAL, status=302, keys=room),
    "workshop_item": Row(RUNS, RUNS, agenda_item),
    "workshop_questions": sends(FOCAL, status=302, keys=agenda_item),
    "workshop_run": Row(RUNS, keys=room),
    "workshop_run_live": Row(RUNS, keys=room),
    "workshop_do": sends(FOCAL, status=302, keys=room),
    "workshop_decide": sends(FOCAL, status=302, keys=room),
    "workshop_door": sends(FOCAL, status=302, keys=room),
    "workshop_screen": Row(READERS | only(CONTRIBUTOR), keys=room),
    "workshop_screen_live": Row(READERS | only(CONTRIBUTOR), keys=room),
    "workshop_paper": Row(RUNS, only(FOCAL, status=422), room),
    "workshop_minutes": Row(READERS | only(CONTRIBUTOR), keys=room),
    "workshop_sheets": Row(only(FOCAL, status=302), keys=room),  # nobody votes on paper yet
    "carrying": Row(RUNS),
    "declare_lost": sends(FOCAL, status=302),
    "workshop_people": Row(RUNS, only(FOCAL, status=302), room),
    "workshop_decision": Row(
        READERS | only(CONTRIBUTOR),
        only(FOCAL, status=302),
        lambda scene: {"pk": scene.workshop, "decision_id": scene.workshop_decision},
    ),
    # people
    "people": Row(RUNS),
    "invite": Row(RUNS, RUNS),
    "ask_second_factor": sends(FOCAL, status=400),
    "renew_invitation": sends(FOCAL, status=200, keys=lambda scene: {"invitation_id": scene.invitation}),
    "recall_invitation": sends(FOCAL, status=302, keys=lambda scene: {"invitation_id": scene.invitation}),
    "revoke_role": sends(FOCAL, status=302, keys=lambda scene: {"grant_id": scene.grant}),
    "person": Row(RUNS, keys=person),
    "grant_role": sends(FOCAL, status=400, keys=person),
    "hand_over": sends(FOCAL, status=400, keys=person),
    "end_sessions_of": sends(FOCAL, status=302, keys=person),
    "remove_second_factor": sends(FOCAL, status=302, keys=person),
    "offer_new_password": sends(FOCAL, status=200, keys=person),
    "remove_person": sends(FOCAL, status=302, keys=person),
}

# One's own pages: everybody who is signed in sees their own things, whatever their role; who is not, signs in (401).
OTHERS = "others"
MINE = {OTHERS: 200}
LED_ON = {OTHERS: 302}  # to confirming that it is oneself, or back to one's account
NOTHING_YET = {OTHERS: 404}
FROM_A_COUNTRY = dict.fromkeys((*map(str, COUNTRY_ROLES), "stranger"), 302)

OF_ONESELF: dict[str, Row] = {
    "home": Row(FROM_A_COUNTRY | {OTHERS: 200}),
    "account": Row(MINE, MINE),
    "account_change_password": Row(MINE, MINE),
    "account_set_password": Row(LED_ON, LED_ON),
    "account_reauthenticate": Row(MINE, MINE),
    "mfa_reauthenticate": Row(LED_ON, LED_ON),
    "mfa_index": Row(MINE, {OTHERS: REFUSED}),
    "mfa_activate_totp": Row(LED_ON, LED_ON),
    "mfa_deactivate_totp": Row(NOTHING_YET, NOTHING_YET),
    "mfa_view_recovery_codes": Row(NOTHING_YET, {OTHERS: REFUSED}),
    "mfa_generate_recovery_codes": Row(LED_ON, LED_ON),
    "mfa_download_recovery_codes": Row(NOTHING_YET, NOTHING_YET),
    "end_other_sessions": Row(post=LED_ON),
    "end_session": Row(post=LED_ON, keys=lambda scene: {"session_id": 1}),
    # the contributor's role and delegation are nobody else's, not even the focal point's
    "delegate": Row(
        {CONTRIBUTOR: 200} | NOTHING_YET, {CONTRIBUTOR: 200} | NOTHING_YET, lambda scene: {"grant_id": scene.own_grant}
    ),
    "recall_delegation": Row(
        post={CONTRIBUTOR: 302} | NOTHING_YET, keys=lambda scene: {"delegation_id": scene.delegation}
    ),
}

# Addresses that need no account: signing in, and links that carry a secret.
OPEN: dict[str, Row] = {
    "account_login": Row({"anonymous": 200, OTHERS: 302}, {"anonymous": 200, OTHERS: 302}),
    "mfa_authenticate": Row(LED_ON, LED_ON),
    "account_logout": Row({"anonymous": 302, OTHERS: 200}, LED_ON),
    "account_inactive": Row(MINE),
    "invitation": Row(MINE, MINE, lambda scene: {"secret": scene.invitation_secret}),
    "set_language": Row(LED_ON, LED_ON),
    # a room: whoever knows its code may ask to come in; the room itself is there for phones that were let in
    "join": Row(MINE, {OTHERS: 422}),
    "join_workshop": Row(MINE, {OTHERS: 422}, lambda scene: {"code": scene.workshop_code}),
    "room": Row(NOTHING_YET, keys=room),
    "room_live": Row(NOTHING_YET, keys=room),
    "room_now": Row(NOTHING_YET, keys=room),
    "room_vote": Row(post=NOTHING_YET, keys=room),
    "room_leave": Row(post=NOTHING_YET, keys=room),
    "guest_my_parts": Row(MINE, keys=lambda scene: {"secret": scene.guest_secret}),
    "guest_part": Row(MINE, LED_ON, lambda scene: {"secret": scene.guest_secret, **part(scene)}),
    "guest_save_answer": Row(post={OTHERS: 422}, keys=lambda scene: {"secret": scene.guest_secret, **answer(scene)}),
    "guest_attach_evidence": Row(
        post={OTHERS: 422}, keys=lambda scene: {"secret": scene.guest_secret, **answer(scene)}
    ),
    "guest_evidence": Row(MINE, keys=lambda scene: {"secret": scene.guest_secret, **file(scene)}),
    "guest_remove_evidence": Row(post=MINE, keys=lambda scene: {"secret": scene.guest_secret, **file(scene)}),
}
