"""Answer workbooks that another spreadsheet program opened and saved are read like the ones that were sent out."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import openpyxl
import pytest
from tests.formats.workbooks import ARABIC, FIRST, QUESTIONS, faults, filled, opened, saved, unanswered

from concord.formats.answer_workbook import CONFIDENCES, HIDDEN, VALUES, AnswerWorkbook, Participant, Words
from concord.formats.answer_workbook_reader import read_answer_workbook
from concord.formats.answer_workbook_writer import write_answer_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NO_OFFICE = "not tested: workbooks saved by LibreOffice (no soffice found)"
TEXTS = (
    "=1+1", "a\nb\n\nc", "<&>'\"", "_x0041_", "\U0001f600", "قرار رقم ١٢", "00012", "1,5", "'quoted", "TRUE",
    "2021-03-04", "1e5", "two  spaces", "@x", "-1", "#N/A", "<r><t>x</t></r>", "https://a.example/b", "50%", "3/4",
    "x" * 4_000,
)  # fmt: skip


def answered(direction: str, texts: tuple[str, ...] = TEXTS) -> AnswerWorkbook:
    comments, values, confidences = cycle(texts), cycle((*VALUES, "")), cycle((*CONFIDENCES, ""))
    answers = tuple(
        replace(row, value=next(values), confidence=next(confidences), comment=next(comments), evidence=next(comments))
        for row in unanswered().answers
    )
    people = tuple(Participant(text, "Head\nof unit") for text in texts[:5])
    return unanswered(direction=direction, answers=answers, participants=people)


def written(direction: str) -> bytes:
    words = ARABIC if direction == "rtl" else Words()
    return write_answer_workbook(answered(direction), QUESTIONS, words=words)


# --- LibreOffice -------------------------------------------------------------------------------

Convert = Callable[[str, list[Path]], list[Path]]


@pytest.fixture(scope="module")
def convert(tmp_path_factory) -> Convert:
    """Convert files to a format, by a LibreOffice with a profile of its own."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip(NO_OFFICE)
    home = tmp_path_factory.mktemp("office")

    def run(format: str, files: list[Path]) -> list[Path]:
        out = tmp_path_factory.mktemp(format)
        command = [soffice, f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", format]
        subprocess.run([*command, "--outdir", str(out), *map(str, files)], check=True, capture_output=True, timeout=180)
        return [out / f"{file.stem}.{format}" for file in files]

    return run


@pytest.fixture(scope="module")
def resaved(convert, tmp_path_factory) -> dict[tuple[str, str], bytes]:
    """Both directions of writing, saved as XLSX at once and by way of ODS."""
    folder = tmp_path_factory.mktemp("sent")
    files = [folder / f"{direction}.xlsx" for direction in ("ltr", "rtl")]
    for file in files:
        file.write_bytes(written(file.stem))
    ways = {"xlsx": convert("xlsx", files), "ods": convert("xlsx", convert("ods", files))}
    return {(way, file.stem): file.read_bytes() for way, found in ways.items() for file in found}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("way", ["xlsx", "ods"])
def test_what_libreoffice_saved_is_read_without_loss(resaved, way, direction):
    assert read_answer_workbook(resaved[way, direction], "health.xlsx") == answered(direction)


@pytest.mark.parametrize("way", ["xlsx", "ods"])
def test_what_libreoffice_saved_still_guides_and_protects(resaved, way):
    book = opened(resaved[way, "rtl"])
    sheet = book["الإجابات"]

    assert sheet.sheet_view.rightToLeft
    assert sheet.protection.sheet
    assert (sheet[f"F{FIRST}"].protection.locked, sheet[f"A{FIRST}"].protection.locked) == (False, True)
    assert sheet.column_dimensions["I"].hidden
    assert sheet.row_dimensions[1].hidden
    assert book[HIDDEN].sheet_state != "visible"
    assert "list" in {validation.type for validation in sheet.data_validations.dataValidation}


def test_faults_in_what_libreoffice_saved_name_their_cells(resaved):
    content = filled({"D6": "Maybe"}, content=resaved["xlsx", "ltr"])

    assert faults(content)[0].startswith("health.xlsx, sheet Answers, cell D6: 'Maybe' is none of the words")


def test_the_older_format_of_libreoffice_is_refused_by_its_name(convert, tmp_path):
    file = tmp_path / "old.xlsx"
    file.write_bytes(written("ltr"))
    ods, xls = convert("ods", [file])[0], convert("xls", [file])[0]

    assert "an OpenDocument file; save it as an Excel workbook" in faults(ods.read_bytes())[0]
    assert "an old Excel file (.xls); save it as an Excel workbook" in faults(xls.read_bytes())[0]


# --- Google Sheets -----------------------------------------------------------------------------


def exported(content: bytes, state: str, shared: bool) -> bytes:
    """What an export from Google Sheets makes of a workbook: other styles, nothing protected, no names, 7 as 7.0."""
    old, book = opened(content), openpyxl.Workbook()
    book.remove(book.active)
    for sheet in old:
        new = book.create_sheet(sheet.title)
        new.sheet_state = state if sheet.title == HIDDEN else "visible"
        new.sheet_view.rightToLeft = sheet.sheet_view.rightToLeft
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            value = cell.value.replace("_x", "_x005F_x") if isinstance(cell.value, str) else cell.value
            made = new.cell(cell.row, cell.column, value)
            made.data_type = cell.data_type
    return as_google_writes(saved(book), shared)


def as_google_writes(content: bytes, shared: bool) -> bytes:
    """Whole numbers with a zero behind the point, a drawing for each sheet, and texts in the cells or shared."""
    packed, texts = io.BytesIO(), list[str]()

    def share(match: re.Match[str]) -> str:
        texts.append(match[1])
        return f't="s"><v>{len(texts) - 1}</v>'

    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in archive.namelist():
            data = archive.read(name).decode()
            if "worksheets/sheet" in name:
                data = re.sub(r"<v>(\d+)</v>", r"<v>\1.0</v>", data)
                if shared:
                    data = re.sub(r't="inlineStr"><is>(.*?)</is>', share, data, flags=re.DOTALL)
            if name == "xl/_rels/workbook.xml.rels":
                link = '<Relationship Id="rId99" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>'
                data = data.replace("</Relationships>", f"{link}</Relationships>")
            new.writestr(name, data)
        items = "".join(f"<si>{text}</si>" for text in texts)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{items}</sst>')
        new.writestr("xl/drawings/drawing1.xml", "<a/>")
    return packed.getvalue()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
@pytest.mark.parametrize("shared", [True, False])
def test_what_google_sheets_exports_is_read_without_loss(direction, state, shared):
    assert read_answer_workbook(exported(written(direction), state, shared), "health.xlsx") == answered(direction)


def test_whole_numbers_that_google_sheets_made_of_texts_are_still_read():
    content = exported(filled({"F6": 2021, "D6": "Yes"}), "hidden", shared=True)

    assert b"2021.0" in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet2.xml")
    assert read_answer_workbook(content, "health.xlsx").answers[0].comment == "2021"
