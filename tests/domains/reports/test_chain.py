import json

import pytest
from tests.factories import make_pack, make_world

from concord.domains.people.models import Country
from concord.domains.plans.queries import actions
from concord.domains.reports.chain import build_from_answers, build_from_scores
from concord.domains.reports.documents import KINDS, render
from concord.domains.reports.material import gather
from concord.domains.reports.plan_json import plan_as_plain
from concord.formats.answer_workbook import AnswerRow, AnswerWorkbook, Participant, Question
from concord.formats.answer_workbook_writer import write_answer_workbook
from concord.formats.errors import FormatError
from concord.formats.framework_pack import Pack, pack_hash
from concord.formats.score_table import read_scores
from concord.kernel.errors import InvalidInput, NotFound

pytestmark = pytest.mark.django_db
HEAD = "country,iso2,year,month,indicator_code,indicator,core_element,core_capacity,score\n"
ROWS = [
    "Tarsovia,QT,2017,may,P.1.1,Law,Prevent,Legislation,3",
    "Tarsovia,QT,2017,may,P.1.2,Policy,Prevent,Legislation,1",
    "Tarsovia,QT,2017,may,CE.1,Chemical events,Other,Chemical,5",
    "Tarsovia,QT,2017,may,P.3.4,Stewardship,Prevent,Resistance,N/A",
    "Isle of Umbra,??,2018,may,CE.1,Chemical events,Other,Chemical,4",
    "Isle of Umbra,??,2018,may,RE.1,Radiation events,Other,Radiation,2",
]


def say(_done):
    pass


def scores(wanted):
    table = read_scores((HEAD + "\n".join(ROWS) + "\n").encode(), "scores.csv")
    return build_from_scores(table=table, wanted=wanted, target=4, say=say)


def test_levels_become_gaps_steps_and_actions_by_plain_arithmetic():
    built = scores("QT")
    material = gather(built.actor, built.plan)
    assert {f.capability.code: f.level for f in material.findings} == {"P.1.1": 3, "P.1.2": 1, "CE.1": 5}
    assert [(g.finding.capability.code, g.current, g.target, g.importance) for g in material.gaps] == [
        ("P.1.2", 1, 4, 0.75),
        ("P.1.1", 3, 4, 0.25),
    ]
    assert (material.steps, len(material.actions)) == (4, 4)
    # the legal framework of cbrn-core reaches both codes, so no step is left to be defined
    assert {a.status for a in material.actions} == {"planned"}
    assert material.actions[0].benchmark.code == "LEG-01.A1"


@pytest.mark.parametrize("wanted", ["??", "Isle of Umbra", "isle of umbra"])
def test_a_country_without_an_iso_code_is_found_by_code_or_name(wanted):
    built = scores(wanted)
    assert (built.plan.country.code, built.plan.country.name) == ("??", "Isle of Umbra")
    assert [a.code for a in actions(built.actor, built.plan)] == ["RE.1-L3", "RE.1-L4"]


def test_an_unknown_country_leaves_nothing_behind():
    with pytest.raises(FormatError) as refused:
        scores("XX")
    assert str(refused.value) == "scores.csv: no rows for the country 'XX'; the file has QT Tarsovia, ?? Isle of Umbra"
    assert not Country.objects.exists()


# --- workbooks ---------------------------------------------------------------------------------


def workbook(pack, institution, value, **fields):
    codes = [s.code for _area, c in pack.capabilities() for level in c.levels for s in level.statements]
    given = {
        "country_code": "QT", "country_name": "Tarsovia", "currency": "EUR", "population": 5_000_000, "language": "en",
        "direction": "ltr", "framework": pack.code, "edition": pack.edition, "pack_hash": pack_hash(pack),
        "institution_code": institution, "institution_name": institution.title(), "institution_kind": institution,
        "territory": "", "label": "AMBER+STRICT", "due": "2026-11-30",
        "participants": (Participant(f"Official of {institution}", "Head"),),
        "answers": tuple(AnswerRow(code, value if ".2" in code else "no") for code in codes),
    }  # fmt: skip
    return AnswerWorkbook(**(given | fields))


def questions(pack):
    return [
        Question(s.code, level.level, s.text[""], "", c.code, c.title[""], area.title[""])
        for area, c in pack.capabilities()
        for level in c.levels
        for s in level.statements
    ]


@pytest.fixture
def folder(tmp_path):
    pack = make_pack()
    for institution, value in (("customs", "yes"), ("health", "yes"), ("interior", "partly")):
        content = write_answer_workbook(workbook(pack, institution, value), questions(pack))
        (tmp_path / f"{institution}.xlsx").write_bytes(content)
    return tmp_path


def test_workbooks_become_findings_and_a_plan_with_a_trace(folder):
    built = build_from_answers(folder=folder, pack=make_pack(), target=3, say=say)
    material = gather(built.actor, built.plan)
    assert built.left_out == ()
    assert (material.tally.institutions, material.tally.participants, material.tally.answers) == (3, 3, 30)
    assert {f.level for f in material.findings} == {2}
    plain = plan_as_plain(material)
    assert plain["country"] == "QT"
    assert [a["code"] for a in plain["actions"]] == ["MINI1-01-L3", "MINI2-02-L3"]
    (gap,) = plain["actions"][0]["trace"]["gaps"]
    assert {answer["institution"]: answer["value"] for answer in gap["statements"][0]["answers"]} == {
        "Customs": "no",
        "Health": "no",
        "Interior": "no",
    }


def test_bad_workbooks_are_named_and_left_out_while_the_good_are_built(folder):
    pack = make_pack()
    other = Pack.model_validate({**pack.model_dump(), "edition": "9"})
    (folder / "broken.xlsx").write_bytes((folder / "customs.xlsx").read_bytes()[:900])
    for name, content in (
        ("foreign.xlsx", workbook(pack, "police", "yes", country_code="QU", country_name="Umbravia")),
        ("older.xlsx", workbook(pack, "energy", "yes", edition="9", pack_hash=pack_hash(other))),
        ("zagain.xlsx", workbook(pack, "customs", "no")),
    ):
        (folder / name).write_bytes(write_answer_workbook(content, questions(pack)))
    (folder / "~$gone.xlsx").write_bytes(b"a lock file that was left behind")
    built = build_from_answers(folder=folder, pack=pack, target=3, say=say)
    assert gather(built.actor, built.plan).tally.institutions == 3
    assert [fault.where.split(",")[0] for fault in built.left_out] == [
        "broken.xlsx", "foreign.xlsx", "older.xlsx", "zagain.xlsx",
    ]  # fmt: skip
    assert [fault.problem for fault in built.left_out][1:] == [
        "is of another country (Umbravia), not of QT",
        "was made for another framework (mini 9)",
        "answers for Customs a second time, after customs.xlsx",
    ]


@pytest.mark.parametrize("lock", ["~$health.xlsx", ".~lock.health.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_waits(folder, lock):
    (folder / lock).write_bytes(b"lock file of a spreadsheet program")
    built = build_from_answers(folder=folder, pack=make_pack(), target=3, say=say)
    assert [str(fault) for fault in built.left_out] == [
        "health.xlsx: is open in another program (its lock file lies beside it); close it first"
    ]
    assert gather(built.actor, built.plan).tally.institutions == 2


def test_a_folder_with_nothing_readable_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match=r"There is no \.xlsx workbook"):
        build_from_answers(folder=tmp_path, pack=make_pack(), target=4, say=say)
    with pytest.raises(InvalidInput, match="There is no folder"):
        build_from_answers(folder=tmp_path / "nowhere", pack=make_pack(), target=4, say=say)
    (tmp_path / "notes.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(FormatError, match=r"^notes\.xlsx"):
        build_from_answers(folder=tmp_path, pack=make_pack(), target=4, say=say)


def test_workbooks_of_another_text_of_the_framework_are_refused_whole(folder):
    with pytest.raises(InvalidInput, match="give its file with --framework"):
        build_from_answers(folder=folder, pack=make_pack(3), target=4, say=say)
    assert not Country.objects.exists()


# --- documents ---------------------------------------------------------------------------------


def test_every_kind_of_document_is_rendered():
    world = make_world()
    starts = {kind: render(world.actor, world.plan, kind)[0][:5] for kind in KINDS}
    assert starts["plan.pdf"] == b"%PDF-"
    assert all(starts[kind][:2] == b"PK" for kind in ("plan.docx", "plan.xlsx", "findings.xlsx"))
    content, media_type, name = render(world.actor, world.plan, "plan.json")
    assert (media_type, name) == ("application/json", "qt-plan.json")
    assert json.loads(content)["totals"]["actions"] == 2


def test_an_unknown_kind_does_not_exist():
    world = make_world()
    with pytest.raises(NotFound):
        render(world.actor, world.plan, "plan.exe")
