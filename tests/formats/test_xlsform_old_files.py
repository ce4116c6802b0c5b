"""Old Excel files (.xls): honest forms are read, and what is broken or hides something is refused in one sentence."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess

import pytest
from tests.formats.forms import container, form, records, xls

from concord.formats import xls_sheets
from concord.formats.errors import FormatError
from concord.formats.xlsform_reader import read_xlsform
from concord.formats.xlsx_sheets import Odd

SHEETS = {
    "survey": [
        ("type", "name", "label::Français (fr)"), ("begin group", "father", "Père"), ("integer", "age", "Âge ?"),
        ("select one from yn", "well", "Va-t-il bien ?"), ("end group",),
    ],
    "choices": [("list name", "name", "label::Français (fr)"), ("yn", 1, "Oui"), ("yn", 0.5, "À moitié")],
}  # fmt: skip


def refusal(content: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        read_xlsform(content, "old.xls")
    (fault,) = caught.value.faults
    assert fault.where == "old.xls"
    return fault.problem


def test_an_old_form_is_read_like_a_new_one() -> None:
    pack, remarks = read_xlsform(xls(SHEETS), "old.xls")
    ((_area, father),) = pack.capabilities()
    assert (pack.language, father.title, remarks) == ("fr", {"fr": "Père"}, ())
    assert [(one.code, one.kind, one.text) for one in father.questions] == [
        ("age", "integer", {"fr": "Âge ?"}), ("well", "select_one", {"fr": "Va-t-il bien ?"}),
    ]  # fmt: skip
    assert [(one.code, one.text["fr"]) for one in father.questions[1].choices] == [("1", "Oui"), ("0.5", "À moitié")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (container(records(SHEETS), others=["_VBA_PROJECT_CUR"]), "contains macros"),
        (container(records(SHEETS, kind=1)), "contains macros"),
        (container(records(SHEETS, kind=6)), "contains macros"),
        (container(records(SHEETS, extra=struct.pack("<HHH", 0x2F, 2, 0))), "protected by a password"),
        (container(records(SHEETS), others=["EncryptedPackage"]), "protected by a password"),
        (container(b"", title="WordDocument"), "this is not an Excel workbook"),
        (container(records(SHEETS))[:700], "cut off or damaged"),
        (container(records(SHEETS))[:40], "cut off or damaged"),
        (container(records(SHEETS), title="Book"), "this is a very old Excel file"),
        (container(records(SHEETS).replace(b"\0\6\5\0", b"\0\5\5\0", 1)), "this is a very old Excel file"),
        (container(records(SHEETS)[:-4]), "cut off or damaged"),
        (xls(SHEETS).ljust(xls_sheets.MAX_BYTES + 1, b"\0"), "larger than 10 MB"),
    ],
)  # fmt: skip
def test_what_is_no_honest_old_workbook_is_refused(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_bogus_sizes_and_far_cells_take_no_memory() -> None:
    bogus = struct.pack("<HHIIHHH", 0x200, 14, 0, 2**32 - 1, 0, 255, 0)
    texts = struct.pack("<HHII", 0xFC, 8, 2**32 - 1, 2**32 - 1)
    far = struct.pack("<HHHHHd", 0x203, 14, 65_535, 255, 0, 1.0)
    stream = records(SHEETS, extra=texts + bogus)
    stream = stream[:-4] + far + stream[-4:]
    assert read_xlsform(container(stream), "old.xls")[0].language == "fr"


@pytest.mark.parametrize(("limit", "value"), [("MAX_CELLS", 5), ("MAX_RECORDS", 10), ("MAX_SHEETS", 1)])
def test_more_than_any_honest_workbook_has_is_refused(monkeypatch, limit: str, value: int) -> None:
    monkeypatch.setattr(xls_sheets, limit, value)
    assert "cut off or damaged" in refusal(xls(SHEETS))


def test_every_kind_of_cell_is_read() -> None:
    def record(kind: int, form: str, *values: object) -> bytes:
        data = struct.pack(form, *values)
        return struct.pack("<HH", kind, len(data)) + data

    def text(words: str) -> bytes:
        return struct.pack("<HB", len(words), 0) + words.encode("latin-1")

    shared = struct.pack("<II", 2, 2) + text("shared") + struct.pack("<HBH", 4, 8, 1) + b"ri"
    more = struct.pack("<B", 1) + "ch".encode("utf-16-le") + b"\0\0\0\0"
    extra = (
        struct.pack("<HH", 0xFC, len(shared)) + shared + struct.pack("<HH", 0x3C, len(more)) + more
        + struct.pack("<HHH", 0x41E, 2 + len(text("yyyy")), 200) + text("yyyy")
        + record(0xE0, "<HH16x", 0, 0) + record(0xE0, "<HH16x", 0, 14) + record(0xE0, "<HH16x", 0, 200)
    )  # fmt: skip
    cells = b"".join([
        record(0xFD, "<HHHI", 0, 0, 0, 0), record(0xFD, "<HHHI", 0, 1, 0, 1),
        record(0x27E, "<HHHI", 0, 2, 0, 7 << 2 | 2), record(0x27E, "<HHHI", 0, 3, 0, (1234 << 2 | 3)),
        record(0x27E, "<HHHi", 0, 4, 0, -8 << 2 | 2), record(0x203, "<HHHd", 0, 5, 0, 2.5),
        record(0xBD, "<HHHIHIH", 1, 0, 0, 1 << 2 | 2, 0, 2 << 2 | 2, 1),
        record(0x205, "<HHHBB", 1, 2, 0, 1, 0), record(0x205, "<HHHBB", 1, 3, 0, 0x17, 1),
        record(0x203, "<HHHd", 2, 0, 1, 45000.0), record(0x203, "<HHHd", 2, 1, 2, 45000.0),
        record(0x06, "<HHHd8x", 3, 0, 0, 6.0), record(0x06, "<HHHB5xH8x", 3, 1, 0, 0, 0xFFFF),
        struct.pack("<HH", 0x207, len(text("calculated"))) + text("calculated"),
        record(0x06, "<HHHBxB3xH8x", 3, 2, 0, 1, 1, 0xFFFF), record(0x06, "<HHHB5xH8x", 3, 3, 0, 3, 0xFFFF),
    ])  # fmt: skip
    empty = struct.pack("<HHIIHHH", 0x200, 14, 0, 0, 0, 0, 0)
    stream = records({"one": []}, extra=extra).replace(empty, empty + cells)
    ((title, found),) = xls_sheets.read_old_sheets(container(stream), "old.xls")
    assert title == "one"
    assert found == {
        (1, 1): "shared", (1, 2): "rich", (1, 3): 7, (1, 4): 12.34, (1, 5): -8, (1, 6): 2.5, (2, 1): 1, (2, 2): 2,
        (2, 3): True, (2, 4): Odd("the error #REF!"), (3, 1): Odd("a date or time"), (3, 2): Odd("a date or time"),
        (4, 1): 6, (4, 2): "calculated", (4, 3): True,
    }  # fmt: skip


def test_forms_saved_as_old_files_by_libreoffice_read_the_same(tmp_path) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("not tested: old workbooks saved by LibreOffice (no soffice found)")
    long = "é" * 9_000  # longer than a record can be
    rows = [
        ("select_multiple l", f"q{number}", f"Question {number}: هل هذا صحيح؟ {'word ' * 20}") for number in range(200)
    ]
    content = form(
        *rows, ("text", "last", long), choices=[("l", 1, 2021), ("l", 2.5, "=1+1"), ("l", "x", "\U0001f600")]
    )
    (tmp_path / "form.xlsx").write_bytes(content)
    home = (tmp_path / "home").as_uri()
    command = [soffice, f"-env:UserInstallation={home}", "--headless", "--convert-to", "xls", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "form.xlsx")], check=True, capture_output=True, timeout=180)
    old = (tmp_path / "form.xls").read_bytes()
    assert xls_sheets.is_old_workbook(old)
    assert read_xlsform(old, "form.xls") == read_xlsform(content, "form.xlsx")


def test_chains_of_sectors_that_run_in_a_circle_end() -> None:
    content = bytearray(xls(SHEETS))
    content[512 + 8 : 512 + 12] = struct.pack("<I", 2)  # the stream's first sector follows itself
    assert "cut off or damaged" in refusal(bytes(content))


@pytest.mark.parametrize("seed", range(6))
def test_changed_bytes_never_give_another_error(seed: int) -> None:
    chance, honest = random.Random(seed), xls(SHEETS)  # noqa: S311  # not for secrets
    for _ in range(60):
        content = bytearray(honest[: chance.randrange(512, len(honest))] if chance.random() < 0.2 else honest)
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(8, len(content))] = chance.randrange(256)
        try:
            read_xlsform(bytes(content), "old.xls")
        except FormatError as error:
            assert len(error.faults) == 1
