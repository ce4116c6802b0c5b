"""Forms (XLSForm) on the command line: written from a framework, checked, taken in, and turned into a pack."""

from tests.formats.forms import form, xls

from concord.formats.framework_pack_reader import read_pack

FORM = form(
    ("begin group", "staff", "Staff"), ("integer", "n", "How many?"), ("end group", "", ""), ("note", "x", "Thanks"),
    settings={"form_title": "Care of patients", "form_id": "care", "version": "2026", "default_language": "en"},
)  # fmt: skip
NOTES = "Sheet survey, row 5: notes are left out.\n"


def test_a_form_is_checked_and_its_remarks_are_told(concord):
    (concord.folder / "care.xlsx").write_bytes(FORM)
    code, out, err = concord("framework", "check", "care.xlsx")
    assert (code, err) == (0, NOTES)
    counted = "care 2026: 1 areas, 1 capabilities, 0 statements, 1 questions, 0 benchmark actions."
    assert out.startswith(counted)


def test_a_form_is_taken_in_with_its_remarks(concord):
    (concord.folder / "care.xlsx").write_bytes(FORM)
    code, out, err = concord("framework", "import", "care.xlsx")
    assert (code, err) == (0, NOTES)
    assert out.startswith("care 2026 is here (hash ")
    assert concord("framework", "list")[1].split()[:4] == ["care", "2026", "1", "capabilities"]


def test_an_old_form_is_turned_into_a_pack(concord):
    (concord.folder / "OLD.XLS").write_bytes(xls({"survey": [("type", "name", "label::fr"), ("text", "a", "Qui ?")]}))
    assert concord("framework", "export", "OLD.XLS", "--format", "yaml", "--out", "old.yaml")[0] == 0
    ((_area, capability),) = read_pack(concord.folder / "old.yaml").capabilities()
    assert [question.code for question in capability.questions] == ["a"]


def test_a_form_that_cannot_be_taken_gets_one_line(concord):
    (concord.folder / "care.xlsx").write_bytes(form(("hologram", "a", "A?")))
    code, out, err = concord("framework", "import", "care.xlsx")
    assert (code, out) == (2, "")
    place = "Error: care.xlsx, sheet survey, row 2: "
    assert err == f"{place}the type 'hologram' is not known; correct it, or delete the row\n"
    assert concord("framework", "import", "nowhere.xlsx")[2] == "Error: nowhere.xlsx: no such file\n"


def test_the_shipped_framework_is_exported_as_a_form_and_reads_back(concord):
    assert concord("framework", "export", "cbrn-core", "--format", "xlsform", "--out", "core.xlsx")[0] == 0
    code, out, err = concord("framework", "check", "core.xlsx")
    assert code == 0
    assert out.startswith("cbrn-core 1.0: 9 areas, 66 capabilities, 0 statements, 521 questions, 0 benchmark actions.")
    assert err.startswith("This form was exported from a framework: ")
    code, _out, err = concord("framework", "export", "cbrn-core", "--format", "xlsform")
    assert code == 2
    assert "--out FILE.xlsx" in err
