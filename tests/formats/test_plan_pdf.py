"""The plan as a tagged PDF: complete, labelled on each page, readable by machines, the same each time."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

import pypdf
import pytest
from tests.formats.documents import LABEL, middle_plan, short_plan

from concord.formats.errors import FormatError
from concord.formats.plan_document import Picture
from concord.formats.plan_pdf import render_pdf


@cache
def _rendered(language: str) -> bytes:
    return render_pdf(middle_plan(language))


@cache
def _pages(language: str) -> tuple[str, ...]:
    return tuple(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(_rendered(language))).pages)


def _squeezed(text: str) -> str:
    """Without spaces, line ends and hyphens, which a narrow column puts in."""
    return "".join(letter for letter in text if not letter.isspace() and letter not in "-\u00ad\u2010")


def _tags(reader: pypdf.PdfReader) -> list[Any]:
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            found.append(node)
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def test_document_is_tagged_titled_and_in_its_language() -> None:
    root = pypdf.PdfReader(io.BytesIO(_rendered("en"))).trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert pypdf.PdfReader(io.BytesIO(_rendered("en"))).metadata.title == "National CBRN Action Plan 2026–2030"
    assert pypdf.PdfReader(io.BytesIO(_rendered("ar"))).trailer["/Root"]["/Lang"] == "ar"


def test_pictures_have_alternative_texts_and_tables_have_heads() -> None:
    tags = _tags(pypdf.PdfReader(io.BytesIO(_rendered("en"))))
    spoken = [str(tag["/Alt"]) for tag in tags if tag.get("/S") == "/Figure"]
    assert sorted(spoken) == sorted(picture.alt for picture in middle_plan("en").pictures.values())
    assert sum(tag.get("/S") == "/Table" for tag in tags) == 1 + 12 + 1 + 3 + 1 + 1 + 1
    assert sum(tag.get("/S") == "/TH" for tag in tags) == 3 + 12 * 6 + 6 + 3 * 11 + 7 + 4 + 4


def test_label_and_page_number_stand_on_every_page() -> None:
    pages = _pages("en")
    assert all(LABEL in page for page in pages)
    assert all(f"Page {at} of {len(pages)}" in page for at, page in enumerate(pages[1:], 2))


def test_every_part_of_the_plan_is_in_the_document() -> None:
    document, words = middle_plan("en"), _squeezed("".join(_pages("en")))
    assert all(_squeezed(row.title) in words for area in document.findings for row in area.rows)
    assert all(_squeezed(team.institution) in words for team in document.teams)
    assert all(row.code in words for table in document.objectives for row in table.rows)
    assert all(_squeezed(cell) in words for row in document.budget.rows for cell in row)
    assert document.audit_head in words


def test_action_tables_lie_on_a3_and_repeat_their_head() -> None:
    reader = pypdf.PdfReader(io.BytesIO(_rendered("en")))
    wide = [at for at, page in enumerate(reader.pages) if round(page.mediabox.width) == 1191]
    assert wide == list(range(wide[0], wide[-1] + 1))
    assert all("Indicator" in _pages("en")[at] for at in wide if "Ministry" in _pages("en")[at])
    assert {round(page.mediabox.width) for page in reader.pages} == {595, 842, 1191}


def test_only_our_typeface_is_used_and_embedded() -> None:
    for language in ("en", "ar"):
        reader = pypdf.PdfReader(io.BytesIO(_rendered(language)))
        fonts = {
            str(font.get_object()["/BaseFont"]).split("+")[-1]
            for page in reader.pages
            for font in page["/Resources"].get("/Font", {}).values()
        }
        assert fonts <= {"FiraGO-Regular", "FiraGO-Bold", "FiraGO-Italic"}


def test_contents_name_page_numbers() -> None:
    contents = _pages("en")[1]
    page = next(at for at, words in enumerate(_pages("en"), 1) if "C12 Recovery" in words and at > 2)
    line = next(line for line in contents.splitlines() if line.startswith("C12 Recovery and public information"))
    assert line.endswith(f" {page}")


def test_same_document_gives_the_same_bytes() -> None:
    assert render_pdf(short_plan()) == render_pdf(replace(short_plan()))


def test_texts_are_data_never_markup() -> None:
    nasty = '#panic("no") $x$ *bold* @ref `raw` <label> \\ // \x00\x0b #read("/etc/hostname")'
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(
        render_pdf(replace(short_plan(), summary=(nasty,)))
    )).pages)  # fmt: skip
    assert _squeezed(nasty.replace("\x00\x0b", "")) in _squeezed(words)


def test_row_longer_than_a_page_is_not_lost() -> None:
    document = short_plan()
    first = document.gaps[0]
    long = replace(document, gaps=(replace(first, reasons=("слово " * 1500 + "КОНЕЦ",)),))
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(long))).pages
    assert any("КОНЕЦ" in page.extract_text() for page in pages)


def test_plan_without_optional_parts_is_rendered() -> None:
    bare = replace(short_plan(), teams=(), gaps=(), trace=(), objectives=(), findings=())
    document = replace(bare, sign_off=(), audit_head="")
    assert len(pypdf.PdfReader(io.BytesIO(render_pdf(document))).pages) >= 5


def test_picture_that_is_no_picture_is_refused() -> None:
    document = replace(short_plan(), pictures={"levels": Picture(svg="not an image", png=b"", alt="x")})
    with pytest.raises(FormatError, match="the plan cannot be laid out as PDF"):
        render_pdf(document)
