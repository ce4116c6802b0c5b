"""The command line as a person uses it: whole processes, exit codes, and what they say."""

import json

import pytest
from tests.factories import make_pack

from concord.formats.framework_pack import pack_to_yaml

HEAD = "country,iso2,year,month,indicator_code,indicator,core_element,core_capacity,score\n"
ROWS = "Tarsovia,QT,2017,may,P.1.1,Law,Prevent,Legislation,3\nTarsovia,QT,2017,may,CE.1,Chemical,Other,Chemical,5\n"


def test_build_from_scores_leaves_all_documents_and_a_summary(concord):
    (concord.folder / "scores.csv").write_text(HEAD + ROWS)
    code, out, _err = concord("build", "--scores", "scores.csv", "--country", "QT", "--out", "out")
    assert code == 0
    said = dict(line.split(maxsplit=1) for line in out.splitlines() if line[:1].isupper())
    assert (said["Gaps"], said["Steps"], said["Actions"]) == ("1", "1", "1")
    assert sorted(p.name for p in (concord.folder / "out").iterdir()) == [
        "findings.xlsx", "plan.docx", "plan.json", "plan.pdf", "plan.xlsx",
    ]  # fmt: skip
    plan = json.loads((concord.folder / "out" / "plan.json").read_text())
    assert [(g["code"], g["current"], g["target"], g["importance"]) for g in plan["gaps"]] == [("P.1.1", 3, 4, 0.25)]


@pytest.mark.parametrize(
    ("content", "country", "sentence"),
    [
        ("a,b\n1,2\n", "QT", "Error: scores.csv, line 1: the columns are not known (found 'a', 'b'; expected "),
        (HEAD + ROWS, "KG", "Error: scores.csv: no rows for the country 'KG'; the file has QT Tarsovia"),
        (HEAD + ROWS.replace(",5", ",7"), "QT", "Error: scores.csv, line 3: the score of CE.1 must be 1 to 5 or N/A"),
    ],
)
def test_a_wrong_file_gets_one_line_and_leaves_nothing(concord, content, country, sentence):
    (concord.folder / "scores.csv").write_text(content)
    code, out, err = concord("build", "--scores", "scores.csv", "--country", country, "--out", "out")
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert len(err.splitlines()) == 1
    assert not (concord.folder / "out").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("build", "--out", "out"),
        ("build", "--scores", "nowhere.csv", "--country", "QT", "--out", "out"),
        ("build", "--answers", "nowhere", "--out", "out"),
        ("build", "--answers", ".", "--out", "out", "--language", "tlh"),
        ("build", "--answers", ".", "--out", "out", "--languages", "en,tlh"),
        ("build", "--answers", ".", "--out", "out", "--languages", "en"),
        ("framework", "export", "nowhere"),
        ("audit", "verify", "--country", "XX"),
        ("country", "add", "XX"),
    ],
)
def test_what_cannot_be_done_ends_with_exit_code_two_and_says_why(concord, words):
    code, _out, err = concord(*words)
    assert code == 2
    assert err.strip()


def test_check_names_file_line_and_field(concord):
    text = pack_to_yaml(make_pack()).replace("phase: prevention", "phase: someday", 1)
    line = next(n for n, row in enumerate(text.splitlines(), start=1) if "someday" in row)
    (concord.folder / "pack.yaml").write_text(text)
    code, _out, err = concord("framework", "check", "pack.yaml")
    assert code == 2
    assert err.startswith(f"Error: pack.yaml, line {line}, areas[0].capabilities[0].phase: ")


def test_the_shipped_framework_has_the_published_json_shape(concord):
    code, out, _err = concord("framework", "export", "cbrn-core", "--format", "json")
    assert code == 0
    plain = json.loads(out)
    area = plain["areas"][0]
    capability = area["capabilities"][0]
    assert {"code", "title", "capabilities"} <= set(area)
    wanted = {"code", "title", "hazards", "phase", "elements", "levels", "benchmark_actions", "crosswalk"}
    assert wanted <= set(capability)
    assert [level["level"] for level in capability["levels"]] == [2, 3, 4, 5]
    assert capability["levels"][0]["statements"]
    assert capability["benchmark_actions"][0]["from_level"] == 1


def test_a_framework_and_scores_are_taken_in_and_the_trail_verifies(concord):
    (concord.folder / "pack.yaml").write_text(pack_to_yaml(make_pack()))
    (concord.folder / "scores.csv").write_text(HEAD + ROWS)
    assert concord("framework", "import", "pack.yaml")[0] == 0
    code, out, _err = concord("framework", "list")
    assert code == 0
    assert out.split()[:6] == ["mini", "1.2", "2", "capabilities", "10", "statements"]
    code, out, _err = concord("assessment", "scores", "scores.csv", "--country", "QT")
    assert (code, out) == (0, "Tarsovia: 2 findings, 1 gaps against target 4.\n")
    code, out, _err = concord("audit", "verify", "--country", "QT")
    assert code == 0
    head = out.split("head ")[1].split(".")[0]
    assert "cannot exclude" in out
    code, out, _err = concord("audit", "verify", "--country", "QT", "--head", head)
    assert code == 0
    assert "nothing before it was altered or removed" in out
    code, out, _err = concord("audit", "verify", "--country", "QT", "--head", "0" * 64)
    assert code == 2
    assert "not in this chain" in out


def test_a_round_goes_out_in_workbooks_and_comes_back(concord):
    (concord.folder / "institutions.csv").write_text(
        "code,name,kind\ncustoms,Customs Administration,customs\nborder,Border Service,border\n"
    )
    assert concord("country", "add", "QT", "--name", "Tarsovia")[0] == 0
    assert concord("country", "institutions", "QT", "institutions.csv")[1] == "Tarsovia: 2 institutions added.\n"
    code, out, _err = concord("assessment", "open")
    assert code == 0
    assert out.startswith("Needs assessment, cbrn-core 1.0: 2 institutions are asked.\nNobody is asked about ")
    code, out, _err = concord("assessment", "workbooks", "--out", "back", "--due", "2026-11-30")
    assert (code, out.split()) == (0, ["back/border.xlsx", "back/customs.xlsx"])
    (concord.folder / "back" / "notes.xlsx").write_bytes(b"PK\x03\x04 truncated")
    code, out, err = concord("assessment", "collect", "back", "--dry-run")
    assert code == 2
    assert [line.split(":")[0] for line in out.splitlines()] == ["border.xlsx", "customs.xlsx"]
    assert "0 taken, 0 kept" in out
    assert err.startswith("Error: notes.xlsx")
    assert len(err.splitlines()) == 1
    code, out, _err = concord("assessment", "status")
    assert code == 0
    assert [line.split("  ")[0] for line in out.splitlines()[2:]] == ["Border Service", "Customs Administration"]


def test_institutions_with_faults_are_refused_whole_and_each_fault_has_its_line(concord):
    (concord.folder / "institutions.csv").write_text(
        "code;name;kind\nA B;x;customs\nok;;customs\nfine;Fine;x\nfine;Fine;x\n"
    )
    code, _out, err = concord("country", "institutions", "QT", "institutions.csv")
    assert code == 2
    assert err.splitlines() == [
        "Error: institutions.csv, line 2: 'A B' is not a code: small letters, digits and hyphens, up to 40",
        "Error: institutions.csv, line 3: the name is missing, or a cell is too long",
        "Error: institutions.csv, line 5: the code 'fine' stands here a second time",
    ]
