"""The risk pages: who sees what when, rating, agreeing, and what follows on the pages of gaps and actions."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from tests.factories import World, make_country, make_people, make_world
from tests.risk_worlds import rate, rated, with_scenarios
from tests.web.worlds import signed_in, text_of

from concord.domains.people.enums import Role
from concord.domains.risks.models import AgreedRisk, Estimate, Reliance, RiskPicture, Scenario
from concord.domains.risks.queries import picture_of
from concord.domains.risks.services import agree_risks, start_second_round

CRASH = "/QT/risks/scenarios/A-01/"
PICTURE = "/QT/risks/picture/"


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def world(db: None) -> World:
    return with_scenarios(make_world())


def estimate_of(band: str = "3", **more: str) -> dict[str, str]:
    names = ("likelihood", "health", "environment", "economy", "public_order")
    return dict.fromkeys(names, band) | {"confidence": "low", "reason": "We saw two of them"} | more


def client_of(world: World, role: Role) -> Client:
    return signed_in(world.people[role])


# --- scenarios ---------------------------------------------------------------------------------


def test_the_list_shows_who_rated_and_the_share_of_risk_to_who_may_see_it(world: World) -> None:
    rated(world)
    reviewer = words(text_of(client_of(world, Role.REVIEWER), "/QT/risks/"))
    assert "A-01 A transport accident Accidental C R Stays in the country 3 83" in reviewer
    assert "N-01 A flood Natural C May cross borders 3 17" in reviewer
    contributor = words(text_of(client_of(world, Role.CONTRIBUTOR), "/QT/risks/"))
    assert "Of 100 units of risk" not in contributor
    assert "Rated by" not in contributor


def test_the_shipped_scenarios_are_taken_in_on_one_click(world: World) -> None:
    focal = client_of(world, Role.FOCAL_POINT)
    assert "24 shipped scenarios are not here yet" in words(text_of(focal, "/QT/risks/"))
    assert focal.post("/QT/risks/take/").status_code == 302
    assert Scenario.objects.for_country(world.country.pk).count() == 26
    assert "not here yet" not in text_of(focal, "/QT/risks/")


def test_a_scenario_is_added_changed_left_out_and_taken_back(world: World) -> None:
    focal = client_of(world, Role.FOCAL_POINT)
    typed = {"code": "X-01", "title": "Our own", "origin": "deliberate", "hazards": ["B", "N"], "story": "It happens.",
             "cross_border": "none", "likelier": "One\r\n\r\nTwo"}  # fmt: skip
    assert focal.post("/QT/risks/add/", typed).headers["Location"] == "/QT/risks/scenarios/X-01/"
    own = Scenario.objects.for_country(world.country.pk).get(code="X-01")
    assert (own.hazards, own.likelier, own.order) == (["B", "N"], ["One", "Two"], 3)
    again = focal.post("/QT/risks/add/", typed | {"story": "Kept as typed"})
    assert again.status_code == 400
    assert "There is already a scenario X-01." in again.content.decode()
    assert "Kept as typed" in again.content.decode()
    focal.post("/QT/risks/scenarios/X-01/change/", typed | {"title": "Ours", "code": "Y-99"})
    own.refresh_from_db()
    assert (own.code, own.title) == ("X-01", "Ours")
    focal.post("/QT/risks/scenarios/X-01/counting/", {"do": "out", "reason": ""})
    assert "Say why the scenario is left out." in text_of(focal, "/QT/risks/scenarios/X-01/")
    focal.post("/QT/risks/scenarios/X-01/counting/", {"do": "out", "reason": "Not here"})
    assert "Left out They do not count" in words(text_of(focal, "/QT/risks/"))
    focal.post("/QT/risks/scenarios/X-01/counting/", {"do": "back"})
    assert not Scenario.objects.for_country(world.country.pk).exclude(left_out="").exists()


def test_what_people_wrote_in_a_scenario_is_text_and_never_markup(world: World) -> None:
    rated(world)
    Scenario.objects.for_country(world.country.pk).update(title="<script>alert(1)</script>", story="<b>x</b>")
    focal = client_of(world, Role.FOCAL_POINT)
    for address in ("/QT/risks/", CRASH, PICTURE, "/QT/risks/reliance/", "/QT/risks/rating/?institution=health"):
        assert "<script>alert" not in text_of(focal, address), address


def test_without_an_assessment_the_pages_say_so(db: None) -> None:
    client = signed_in(make_people(make_country())[Role.FOCAL_POINT])
    assert "No assessment yet" in text_of(client, "/QT/risks/")
    assert "No assessment yet" in text_of(client, PICTURE)
    assert client.get(CRASH).status_code == 404


# --- estimating --------------------------------------------------------------------------------


def test_an_institution_rates_and_goes_on_to_what_is_still_to_rate(world: World) -> None:
    focal, contributor = client_of(world, Role.FOCAL_POINT), client_of(world, Role.CONTRIBUTOR)
    assert "Estimates are not asked for yet" in text_of(contributor, CRASH)
    focal.post(PICTURE + "decide/", {"do": "open"})
    assert "0 of 2 scenarios rated" in words(text_of(contributor, "/QT/risks/rating/"))
    sent = contributor.post("/QT/risks/scenarios/N-01/estimate/", estimate_of(then="next"))
    assert sent.headers["Location"] == CRASH
    held = Estimate.objects.for_country(world.country.pk).get()
    assert (held.likelihood, held.economy, held.confidence, held.reason, held.institution) == (
        3, 3, "low", "We saw two of them", world.institutions[0],
    )  # fmt: skip
    done = contributor.post(CRASH + "estimate/", estimate_of("none", then="next", confidence="", reason=""))
    assert done.headers["Location"] == "/QT/risks/rating/"
    said = words(text_of(contributor, "/QT/risks/rating/"))
    assert "2 of 2 scenarios rated" in said
    assert "A-01 A transport accident Accidental Cannot say" in said


def test_an_estimate_without_a_band_or_a_cannot_say_is_not_taken(world: World) -> None:
    contributor = client_of(world, Role.CONTRIBUTOR)
    client_of(world, Role.FOCAL_POINT).post(PICTURE + "decide/", {"do": "open"})
    for wrong in ({"health": ""}, {"health": "6"}, {"confidence": "enormous"}):
        contributor.post(CRASH + "estimate/", estimate_of() | wrong)
        assert Estimate.objects.for_country(world.country.pk).count() == 0
        assert "alert-danger" in text_of(contributor, CRASH)


def test_a_focal_point_enters_the_estimate_of_another_institution(world: World) -> None:
    focal = client_of(world, Role.FOCAL_POINT)
    focal.post(PICTURE + "decide/", {"do": "open"})
    assert "Our estimate: Customs of Tarsovia" in words(text_of(focal, CRASH + "?institution=customs"))
    sent = focal.post(CRASH + "estimate/", estimate_of(institution="customs", then="stay"))
    assert sent.headers["Location"] == CRASH + "?institution=customs"
    assert Estimate.objects.for_country(world.country.pk).get().institution.kind == "customs"
    assert focal.get(CRASH + "?institution=nobody").status_code == 404
    # Who contributes names nobody else.
    contributor = client_of(world, Role.CONTRIBUTOR)
    contributor.post(CRASH + "estimate/", estimate_of("5", institution="interior"))
    assert {e.institution.kind for e in Estimate.objects.for_country(world.country.pk).select_related("institution")} \
        == {"customs", "health"}  # fmt: skip


SPREAD = "What the institutions think"


@pytest.mark.parametrize(
    ("stage", "seen_by"),
    [
        ("first", {Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER}),
        ("second", {Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER, Role.CONTRIBUTOR}),
        ("agreed", {Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER, Role.CONTRIBUTOR, Role.OBSERVER}),
    ],
)
def test_the_spread_is_shown_after_the_first_round_and_names_only_to_who_may_see_them(
    world: World, stage: str, seen_by: set[Role]
) -> None:
    picture = rated(world)
    if stage != "first":
        start_second_round(actor=world.actor, picture=picture)
    if stage == "agreed":
        agree_risks(actor=world.actor, picture=picture)
    pages = {role: text_of(client_of(world, role), CRASH) for role in world.people}
    assert {role for role, page in pages.items() if SPREAD in page} == seen_by
    assert {role for role, page in pages.items() if "Reason of customs" in page} == {
        Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER,
    }  # fmt: skip
    tables = {
        role for role in world.people if client_of(world, role).get("/QT/risks/files/risks.xlsx").status_code == 200
    }
    assert tables == seen_by
    drawings = {
        role for role in world.people if client_of(world, role).get(PICTURE + "risk_matrix.svg").status_code == 200
    }
    assert drawings == seen_by


def test_the_spread_counts_each_band_and_names_the_median(world: World) -> None:
    start_second_round(actor=world.actor, picture=rated(world))
    said = words(text_of(client_of(world, Role.CONTRIBUTOR), CRASH))
    assert (
        "3 institutions rated this scenario. Likelihood Very likely 0 Likely 1 Possible 2 Unlikely 0 Remote 0" in said
    )
    assert "Median: Possible (3) · Agreement: high" in said


def test_in_the_second_round_an_estimate_of_the_first_waits_to_be_looked_at(world: World) -> None:
    start_second_round(actor=world.actor, picture=rated(world))
    contributor = client_of(world, Role.CONTRIBUTOR)
    assert words(text_of(contributor, "/QT/risks/rating/")).count("From the first round") == 2
    contributor.post(CRASH + "estimate/", estimate_of("4"))
    assert words(text_of(contributor, "/QT/risks/rating/")).count("From the first round") == 1
    assert Estimate.objects.for_country(world.country.pk).filter(institution=world.institutions[0]).count() == 3


# --- what leans on what ------------------------------------------------------------------------


def test_the_matrix_names_what_has_neither_link_nor_reason_and_takes_the_reason(world: World) -> None:
    focal = client_of(world, Role.FOCAL_POINT)
    assert "Every capability has a link or a reason." in text_of(focal, "/QT/risks/reliance/")
    focal.post(CRASH + "reliance/", {"on-MINI1-01": "0", "on-MINI2-02": "2"})
    links = Reliance.objects.for_country(world.country.pk).values_list("scenario__code", "capability__code", "strength")
    assert sorted(links) == [("A-01", "MINI2-02", 2), ("N-01", "MINI2-02", 2)]
    said = words(text_of(focal, "/QT/risks/reliance/"))
    assert "1 capability has neither a link nor a reason" in said
    focal.post("/QT/risks/reliance/MINI1-01/", {"reason": "It carries all others"})
    said = words(text_of(focal, "/QT/risks/reliance/"))
    assert "Every capability has a link or a reason." in said
    assert "It carries all others" in said


# --- agreeing ----------------------------------------------------------------------------------


def test_medians_are_agreed_and_what_differs_needs_its_reason(world: World) -> None:
    picture = rated(world)
    focal = client_of(world, Role.FOCAL_POINT)
    medians = {"likelihood-N-01": "2.0", "impact-N-01": "2.0", "likelihood-A-01": "3.0", "impact-A-01": "2.0"}
    refused = focal.post(PICTURE + "agree/", medians | {"impact-N-01": "4.5"})
    assert refused.status_code == 400
    assert "Say why what was agreed differs" in refused.content.decode()
    assert '<option value="4.5" selected>' in refused.content.decode()
    sent = focal.post(PICTURE + "agree/", medians | {"impact-N-01": "4.5", "why-N-01": "Three floods last year"})
    assert sent.headers["Location"] == PICTURE
    rows = AgreedRisk.objects.for_country(world.country.pk).order_by("scenario__order")
    assert [(r.likelihood, r.impact, r.rationale) for r in rows] == [
        (2.0, 4.5, "Three floods last year"), (3.0, 2.0, ""),
    ]  # fmt: skip
    assert "Three floods last year" in text_of(client_of(world, Role.OBSERVER), PICTURE)
    assert focal.get(PICTURE + "agree/").status_code == 302
    picture.refresh_from_db()
    assert (picture.stage, picture.agreed_by_id) == ("agreed", world.people[Role.FOCAL_POINT].pk)


def test_approving_prints_the_head_and_opening_again_needs_a_reason(world: World) -> None:
    agree_risks(actor=world.actor, picture=rated(world))
    approver = client_of(world, Role.APPROVER)
    approver.post(PICTURE + "decide/", {"do": "approve"})
    assert "Tick that you have read the risks" in text_of(approver, PICTURE)
    approver.post(PICTURE + "decide/", {"do": "approve", "read": "yes"})
    picture = RiskPicture.objects.for_country(world.country.pk).get()
    page = text_of(client_of(world, Role.OBSERVER), PICTURE)
    assert picture.stage == "approved"
    assert len(picture.audit_head) == len(picture.content_hash) == 64
    assert picture.audit_head in page
    assert picture.content_hash in page
    approver.post(PICTURE + "decide/", {"do": "reopen", "reason": " "})
    assert "Say why the risks are opened again." in text_of(approver, PICTURE)
    approver.post(PICTURE + "decide/", {"do": "reopen", "reason": "New figures"})
    assert "Opened again: New figures" in words(text_of(approver, PICTURE))


def test_the_picture_has_a_table_for_each_drawing(world: World) -> None:
    agree_risks(actor=world.actor, picture=rated(world))
    page = text_of(client_of(world, Role.OBSERVER), PICTURE)
    said = words(page)
    assert "A-01 A transport accident Possible (3) Limited (2) high" in said
    assert "A-01 A transport accident 83 3" in said
    # E of the first is 125 / 150; without interior (medians 3.5 and 3.5 against 1.5 and 2.5) it is 5^5 / (5^5 + 5^2).
    assert "MINI1-01 Capability MINI1-01 83 83–99 1 1 1 A-01" in said
    assert "MINI2-02 Capability MINI2-02 58 50–58 2 2 1 A-01, N-01" in said
    assert "1 MINI1-01 Capability MINI1-01 1 83 0.21" in said
    assert page.count("<img ") >= 4
    svg = client_of(world, Role.OBSERVER).get(PICTURE + "risk_gaps.svg")
    assert svg.content.startswith(b"<svg ")
    assert svg.headers["ETag"]
    assert client_of(world, Role.OBSERVER).get(PICTURE + "nothing.svg").status_code == 404


# --- what follows ------------------------------------------------------------------------------


def test_gaps_and_actions_say_how_much_risk_leans_on_them(world: World) -> None:
    observer = client_of(world, Role.OBSERVER)
    assert "the weight of the area stands in for risk" in text_of(observer, "/QT/gaps/")
    picture = rated(world)
    rate(world, picture, "N-01", [(4, 4)] * 3)
    agree_risks(actor=world.actor, picture=picture)
    said = words(text_of(observer, "/QT/gaps/"))
    assert "The order follows the agreed risks" in said
    assert said.index("MINI2-02 Capability") < said.index("MINI1-01 Capability")
    # Of 15,750: 5^6 of the flood and half of the crash's 125 lean on the second, the crash's 125 on the first.
    assert "99.6 of 100 units 2 scenarios N-01 A flood A-01 A transport accident" in said
    assert "0.8 of 100 units 1 scenario A-01 A transport accident" in said
    focal = client_of(world, Role.FOCAL_POINT)
    assert "The order of the gaps has changed since this draft." in text_of(focal, "/QT/plan/")
    assert "on which risk leans" not in text_of(observer, "/QT/plan/actions/MINI2-02-L3/")  # drafted before
    focal.post("/QT/plan/draft/")
    trace = words(text_of(observer, "/QT/plan/actions/MINI1-01-L3/"))
    assert "on which risk leans 0.8 of 100 units of rated risk lean on it" in trace
    assert "A-01 A transport accident leans on it strongly · 0.8 of 100 units of rated risk" in trace


# --- files -------------------------------------------------------------------------------------


def test_a_workbook_goes_out_and_comes_back(world: World) -> None:
    picture = rated(world)
    contributor = client_of(world, Role.CONTRIBUTOR)
    content = contributor.get("/QT/risks/files/estimates/health.xlsx")
    assert content.headers["Content-Disposition"] == 'attachment; filename="qt-estimates-health.xlsx"'
    assert contributor.get("/QT/risks/files/estimates/customs.xlsx").status_code == 404
    Estimate.objects.for_country(world.country.pk).filter(institution=world.institutions[0]).delete()
    sent = contributor.post("/QT/risks/files/estimates/", {"file": SimpleUploadedFile("back.xlsx", content.content)})
    assert sent.headers["Location"] == "/QT/risks/rating/"
    said = text_of(contributor, "/QT/risks/rating/")
    # What the file says is what it started from, so nothing is news to it.
    assert "Health of Tarsovia: 0 estimates were taken in." in said
    contributor.post("/QT/risks/files/estimates/", {"file": SimpleUploadedFile("x.xlsx", b"no workbook")})
    assert "x.xlsx: this is not an Excel workbook (.xlsx)" in text_of(contributor, "/QT/risks/rating/")
    other = client_of(world, Role.FOCAL_POINT).get("/QT/risks/files/estimates/customs.xlsx").content
    contributor.post("/QT/risks/files/estimates/", {"file": SimpleUploadedFile("other.xlsx", other)})
    assert "for which you cannot return estimates" in text_of(contributor, "/QT/risks/rating/")
    assert picture_of(world.actor, world.assessment) == picture


def register_of(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return SimpleUploadedFile("national.xlsx", target.getvalue())


def test_a_register_is_looked_at_first_and_leaves_what_is_here(world: World) -> None:
    focal = client_of(world, Role.FOCAL_POINT)
    rows = [
        ("ID", "Risk", "Type", "Hazard", "Description"),
        ("N-01", "Another flood", "Natural", "C", "Water."),
        ("R-7", "A leak", "Technological", "Chemical", "It leaks."),
        ("R-8", "Odd", "Strange", "C", "?"),
    ]
    page = focal.post("/QT/risks/files/register/", {"file": register_of(*rows)}).content.decode()
    said = words(page)
    assert "1 scenarios would come in new, 1 are here already, 1 faults were found" in said
    assert "cell C4 : &#x27;Strange&#x27; does not say whether it is natural, accidental or deliberate" in said
    assert Scenario.objects.for_country(world.country.pk).count() == 2
    packed = re.search(r'name="proposed" value="([^"]+)"', page)
    assert packed is not None
    focal.post("/QT/risks/files/register/", {"proposed": packed[1]})
    titles = dict(Scenario.objects.for_country(world.country.pk).values_list("code", "title"))
    assert titles == {"N-01": "A flood", "A-01": "A transport accident", "R-7": "A leak"}
    focal.post("/QT/risks/files/register/", {"proposed": packed[1], "replace": "yes"})
    assert Scenario.objects.for_country(world.country.pk).get(code="N-01").title == "Another flood"
    focal.post("/QT/risks/files/register/", {"proposed": packed[1] + "x"})
    assert "choose the file again" in text_of(focal, "/QT/risks/files/")


# --- queries -----------------------------------------------------------------------------------

QUERIES = {
    "/QT/risks/": 10,
    CRASH: 10,
    CRASH + "?institution=health": 13,
    "/QT/risks/rating/?institution=health": 9,
    "/QT/risks/reliance/": 9,
    PICTURE: 13,
    PICTURE + "agree/": 9,
    "/QT/risks/files/": 8,
    "/QT/gaps/": 12,
}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("address", QUERIES)
def test_pages_ask_a_fixed_number_of_times(rows: int, address: str, db: None, django_assert_num_queries: Any) -> None:
    world = with_scenarios(make_world(capabilities=max(rows, 2)))
    picture = rated(world)
    if rows > 1:
        from concord.domains.risks.taking import take_shipped

        take_shipped(world.actor, world.framework)
        for code in ("A-02", "A-03", "D-01"):
            rate(world, picture, code, [(2, 3), (3, 3), (4, 1)])
    start_second_round(actor=world.actor, picture=picture)
    if address == "/QT/gaps/":
        agree_risks(actor=world.actor, picture=picture)
    client = client_of(world, Role.FOCAL_POINT)
    with django_assert_num_queries(QUERIES[address]):
        assert client.get(address).status_code == 200
