"""The demonstration's estimates, and the agreed risks in every document."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from tests.factories import World, ingredient_book, make_world
from tests.risk_worlds import rate, rated, with_scenarios

from concord.domains.plans.services import refresh_plan
from concord.domains.reports.compose import compose
from concord.domains.reports.demonstration_risks import demonstration_estimates, write_demonstration_estimates
from concord.domains.reports.documents import render
from concord.domains.reports.material import gather
from concord.domains.reports.pictures import picture_jobs
from concord.domains.reports.plan_json import plan_as_plain
from concord.domains.reports.risk_chain import rate_from_workbooks
from concord.domains.risks.queries import picture_of
from concord.domains.risks.services import agree_risks
from concord.domains.risks.taking import shipped_scenarios
from concord.formats.estimate_workbook import CANNOT_SAY
from concord.formats.estimate_workbook_reader import read_estimate_workbook
from concord.kernel.errors import InvalidInput

# --- the demonstration -------------------------------------------------------------------------


def test_seventeen_institutions_rate_every_shipped_scenario_the_same_way_each_time(tmp_path: Path) -> None:
    books = demonstration_estimates()
    codes = [one.code for one in shipped_scenarios().scenarios]
    assert len(books) == 17
    assert all([row.code for row in book.rows] == codes for book in books)
    first = write_demonstration_estimates(tmp_path / "a")
    second = write_demonstration_estimates(tmp_path / "b")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
    assert [read_estimate_workbook(file.read_bytes(), file.name) for file in first] == [(book, ()) for book in books]
    assert [file.name for file in first][::8] == ["01-health.xlsx", "09-border.xlsx", "17-forensic.xlsx"]


def test_some_cannot_say_and_every_scenario_is_rated_by_most() -> None:
    books = demonstration_estimates()
    silent = {row.code: 0 for row in books[0].rows}
    for book in books:
        for row in book.rows:
            silent[row.code] += row.bands == (CANNOT_SAY,) * 5
    assert 0 < sum(silent.values()) < 0.2 * 17 * 26
    assert max(silent.values()) <= 8
    assert all("{" not in row.reason for book in books for row in book.rows)


@pytest.mark.django_db
def test_a_folder_of_workbooks_becomes_an_agreed_picture_and_bad_files_are_told(tmp_path: Path) -> None:
    world = make_world()
    files = write_demonstration_estimates(tmp_path)
    for file in files[3:]:
        file.unlink()
    (tmp_path / "odd.xlsx").write_bytes(b"no workbook")
    (tmp_path / "~$01-health.xlsx").write_bytes(b"lock")
    collected, faults = rate_from_workbooks(world.actor, world.assessment, tmp_path)
    # The world has an institution of two of the three codes.
    assert collected == 2
    assert sorted(str(fault).split(":")[0] for fault in faults) == ["02-defence.xlsx", "odd.xlsx"]
    picture = picture_of(world.actor, world.assessment)
    assert picture is not None
    assert picture.stage == "agreed"
    with pytest.raises(InvalidInput, match=r"no \.xlsx workbook"):
        rate_from_workbooks(world.actor, world.assessment, tmp_path / "nowhere")


# --- documents ---------------------------------------------------------------------------------


@pytest.fixture
def followed(db: None) -> World:
    """The flood is rated 4 and 4 (5^6), the crash 3 and 2 (125); the plan follows."""
    world = with_scenarios(make_world())
    picture = rated(world)
    rate(world, picture, "N-01", [(4, 4)] * 3)
    agree_risks(actor=world.actor, picture=picture)
    refresh_plan(actor=world.actor, plan=world.plan, book=ingredient_book())
    return world


def test_before_risks_are_agreed_documents_speak_of_weights(db: None) -> None:
    world = with_scenarios(make_world())
    rated(world)
    material = gather(world.actor, world.plan)
    document = compose(material, {})
    assert material.risks is None
    assert document.risks == ()
    assert document.gaps[0].exposure == ""
    assert "weight stands in for risk" in document.method[1]
    assert not [name for name in picture_jobs(material) if name.startswith("risk")]
    plain = plan_as_plain(material)
    assert plain["risks"] == []
    assert (plain["gaps"][0]["exposure"], plain["gaps"][0]["scenarios"]) == (None, [])


def test_the_document_says_which_risks_it_follows_and_what_leans_on_what(followed: World) -> None:
    document = compose(gather(followed.actor, followed.plan), {})
    assert [(r.code, r.likelihood, r.impact, r.share, r.spread) for r in document.risks] == [
        ("N-01", "Likely (4)", "Severe (4)", "99", "3 institutions"),
        ("A-01", "Possible (3)", "Limited (2)", "0.8", "3 institutions"),
    ]
    assert [(gap.code, gap.exposure) for gap in document.gaps] == [
        ("MINI2-02", "99.6 of 100 units of rated risk lean on it: N-01, A-01"),
        ("MINI1-01", "0.8 of 100 units of rated risk lean on it: A-01"),
    ]
    serves = {row.code: row.serves for table in document.objectives for row in table.rows}
    assert serves == {"MINI2-02-L3": "N-01, A-01", "MINI1-01-L3": "A-01"}
    assert "(0.8 of 100 units of rated risk lean on it)" in document.trace[1].gap
    assert "leaning, not causation" in document.method[2]


def test_json_and_workbook_carry_exposure_and_scenarios(followed: World) -> None:
    plain = plan_as_plain(gather(followed.actor, followed.plan))
    assert [(risk["code"], risk["share"]) for risk in plain["risks"]] == [("N-01", 0.992063), ("A-01", 0.007937)]
    assert [(gap["code"], gap["exposure"], gap["scenarios"]) for gap in plain["gaps"]] == [
        ("MINI2-02", 0.996032, ["N-01", "A-01"]),
        ("MINI1-01", 0.007937, ["A-01"]),
    ]
    assert plain["actions"][1]["trace"]["gaps"][0]["scenarios"] == [
        {"code": "A-01", "strength": 1.0, "share": 0.007937}
    ]
    json.dumps(plain)
    book = openpyxl.load_workbook(io.BytesIO(render(followed.actor, followed.plan, "plan.xlsx")[0]))
    assert book.sheetnames == ["Actions", "Cost lines", "Gaps", "Scenarios"]
    assert [tuple(cell.value for cell in row)[-2:] for row in book["Gaps"].iter_rows(min_row=2)] == [
        (0.996, "N-01, A-01"), (0.0079, "A-01"),
    ]  # fmt: skip
    assert [cell.value for cell in book["Actions"]["U"]][1:] == ["A-01", "N-01, A-01"]


def test_every_risk_picture_is_drawn_for_pages_and_documents_from_one_definition(followed: World) -> None:
    jobs = picture_jobs(gather(followed.actor, followed.plan))
    names = [name for name in jobs if name.startswith("risk")]
    assert names == ["risk_matrix", "risk_capabilities", "risk_gaps"]
    assert "the largest risk is N-01, A flood" in jobs["risk_matrix"]().alt
    for kind, start in (("plan.pdf", b"%PDF-"), ("plan.docx", b"PK")):
        assert render(followed.actor, followed.plan, kind)[0].startswith(start)
