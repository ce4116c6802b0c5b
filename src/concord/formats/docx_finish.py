"""What a rendered Word document still needs: its pictures, its table of contents, its language and its properties."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from concord.formats.plan_document import Picture, PlanDocument

_MARKER = re.compile(r"^\s*\[\[([a-z0-9_-]{1,40})(?::(\d{1,3}))?\]\]\s*$")  # a picture's name, and at most how tall
# The colours that TLP 2.0 prescribes for its labels, on black.
_LABEL_COLOURS = {"RED": "FF2B2B", "AMBER": "FFC000", "GREEN": "33FF00"}
_CELL_ORDER = ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar",
               "textDirection", "tcFitText", "vAlign", "hideMark")  # fmt: skip


def finish(word: Any, document: PlanDocument) -> None:
    """Complete ``word``, a rendered python-docx document, in place."""
    markers = list(_markers(word))
    for paragraph, name, most in markers:
        if name != "contents":
            _place_pictures(word, paragraph, name, document.pictures, most)
    for paragraph, name, _most in markers:
        if name == "contents":
            write_contents(word, paragraph)
    for table in word.element.body.iter(qn("w:tbl")):
        tidy_table(table)
    _describe(word, document)


def _markers(word: Any) -> Iterator[tuple[Paragraph, str, int]]:
    for element in word.element.body.iter(qn("w:p")):
        found = _MARKER.match("".join(text.text or "" for text in element.iter(qn("w:t"))))
        if found:
            yield Paragraph(element, word._body), found.group(1), int(found.group(2) or 0)


# --- pictures ----------------------------------------------------------------------------------


def _place_pictures(word: Any, paragraph: Paragraph, name: str, pictures: dict[str, Picture], most: int) -> None:
    """``[[schedule]]`` is the picture of that name and all that continue it (``schedule-1`` …), a page each.

    ``[[funding:58]]`` is at most 58 mm tall.
    """
    shown = [one for key, one in pictures.items() if key == name or key.startswith(f"{name}-")]
    if not shown:
        _remove(paragraph._p)
        return
    width, height = _room(word, paragraph._p)
    for run in list(paragraph._p.iter(qn("w:r"))):
        run.getparent().remove(run)
    at = paragraph
    for number, one in enumerate(shown):
        if number:
            element = OxmlElement("w:p")
            at._p.addnext(element)
            following = Paragraph(element, word._body)
            following.style = paragraph.style
            following.paragraph_format.page_break_before = True
            at = following
        across, down = struct.unpack(">II", one.png[16:24])
        # The first picture shares its page with a heading and a line of text.
        room = min(height - Pt(20 if number else 110), Mm(most) if most else height)
        scale = min(width / across, room / down)
        drawn = at.add_run().add_picture(io.BytesIO(one.png), width=Emu(int(across * scale)))
        drawn._inline.docPr.set("descr", one.alt)
        for side in ("distT", "distB", "distL", "distR"):
            # Left out, LibreOffice adds a distance of its own and the picture leaves the page's margins.
            drawn._inline.set(side, "0")


def _room(word: Any, element: Any) -> tuple[int, int]:
    """Width and height inside the margins of the section that ``element`` stands in."""
    block = element
    while block.getparent() is not word.element.body:
        block = block.getparent()
    page = next((p for p in (s.find(f".//{qn('w:sectPr')}") for s in block.itersiblings()) if p is not None), None)
    properties = page if page is not None else word.element.body.sectPr
    section = next(one for one in word.sections if one._sectPr is properties or one is word.sections[-1])
    section = next((one for one in word.sections if one._sectPr is properties), section)
    margins = (section.left_margin or 0) + (section.right_margin or 0)
    edges = (section.top_margin or 0) + (section.bottom_margin or 0)
    return (section.page_width or 0) - margins, (section.page_height or 0) - edges


def _remove(paragraph: Any) -> None:
    parent = paragraph.getparent()
    if parent.tag == qn("w:tc") and len(parent.findall(qn("w:p"))) == 1:
        for run in list(paragraph.iter(qn("w:r"))):
            run.getparent().remove(run)
    else:
        parent.remove(paragraph)


# --- contents ----------------------------------------------------------------------------------


def write_contents(word: Any, marker: Paragraph) -> None:
    """The headings of levels 1 and 2 as links, inside a real field.

    Page numbers are left out on purpose (the field's ``\\n``): only Word knows them, and letting Word fill them in on
    opening would greet every reader with a warning about fields. Chapters are numbered instead.
    """
    entries = list(_headings(word))
    if not entries:
        _remove(marker._p)
        return
    rtl = marker._p.find(f".//{qn('w:rtl')}") is not None
    before = marker._p
    styles = {level: _known_style(word, f"TOC {level}") for level in (1, 2)}
    for number, (level, words, name) in enumerate(entries):
        element = OxmlElement("w:p")
        before.addnext(element)
        before = element
        entry = Paragraph(element, word._body)
        entry.style = styles[level] or entry.style
        if number == 0:
            _field(element, "begin", ' TOC \\n \\o "1-2" \\h \\z \\u ')
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), name)
        link.set(qn("w:history"), "1")
        link.append(_run(words, rtl))
        element.append(link)
        if number == len(entries) - 1:
            _field(element, "end")
    marker._p.getparent().remove(marker._p)


def _headings(word: Any) -> Iterator[tuple[int, str, str]]:
    """Level, text (with the number its style counts) and bookmark of each heading; the bookmarks are put in."""
    levels = {style.style_id: level for level in (1, 2) if (style := _known_style(word, f"Heading {level}"))}
    counted = {key for key, level in levels.items() if level == 1 and _counts(word, key)}
    chapter = 0
    # Straight over the XML: a plan of 1,000 actions has some 20,000 paragraphs and a few dozen headings.
    styled, valued = f"{qn('w:pPr')}/{qn('w:pStyle')}", qn("w:val")
    for at, element in enumerate(list(word.element.body.iter(qn("w:p")))):
        found = element.find(styled)
        style = "" if found is None else found.get(valued)
        if style not in levels:
            continue
        words = "".join(text.text or "" for text in element.iter(qn("w:t"))).strip()
        if not words:
            continue
        chapter += style in counted
        name = f"_Toc{at:06}"
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(9000 + at))
        start.set(qn("w:name"), name)
        element.insert(1, start)
        element.append(end)
        yield levels[style], f"{chapter}  {words}" if style in counted else words, name


def _known_style(word: Any, name: str) -> Any:
    return next((style for style in word.styles if style.name and style.name.lower() == name.lower()), None)


def _counts(word: Any, key: str) -> bool:
    return any(style.style_id == key and style.element.find(f".//{qn('w:numPr')}") is not None for style in word.styles)


def _run(words: str, rtl: bool) -> Any:
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    if rtl:
        run.get_or_add_rPr().append(OxmlElement("w:rtl"))
    text.text = words
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    return run


def _field(paragraph: Any, kind: str, instruction: str = "") -> None:
    """The beginning of a field with its instruction, or its end."""
    for step in ("begin", "instr", "separate") if kind == "begin" else ("end",):
        run = OxmlElement("w:r")
        mark = OxmlElement("w:instrText" if step == "instr" else "w:fldChar")
        if step == "instr":
            mark.text = instruction
            mark.set(qn("xml:space"), "preserve")
        else:
            mark.set(qn("w:fldCharType"), step)
        run.append(mark)
        paragraph.append(run)


# --- tables ------------------------------------------------------------------------------------


def tidy_table(table: Any) -> None:
    """Cell properties in the order the standard wants, and column widths that follow the first row's cells."""
    order = {qn(f"w:{name}"): at for at, name in enumerate(_CELL_ORDER)}
    for properties in table.iter(qn("w:tcPr")):
        properties[:] = sorted(properties, key=lambda one: order.get(one.tag, len(order)))
    rows = table.findall(qn("w:tr"))
    # The head goes with the first row, and the last row (often the total) with the one before it.
    for row in {id(row): row for row in (rows[:1] + rows[-2:-1] if len(rows) > 2 else [])}.values():
        for paragraph in row.iter(qn("w:p")):
            Paragraph(paragraph, None).paragraph_format.keep_with_next = True  # type: ignore[arg-type]  # no parent needed
    columns = table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
    if not rows or table.find(f"{qn('w:tblPr')}/{qn('w:tblW')}[@{qn('w:type')}='dxa']") is None:
        return
    whole = int(table.find(f"{qn('w:tblPr')}/{qn('w:tblW')}").get(qn("w:w")))
    cells = rows[0].findall(qn("w:tc"))
    stated = [cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") for cell in cells]
    widths = [int(width.get(qn("w:w"))) for width in stated if width is not None]
    if len(widths) != len(columns) or len(widths) != len(cells) or not sum(widths):
        return
    widths = [round(width * whole / sum(widths)) for width in widths]
    for column, width in zip(columns, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in rows:
        mine = row.findall(qn("w:tc"))
        if len(mine) == len(widths):
            for cell, width in zip(mine, widths, strict=True):
                cell.get_or_add_tcPr().get_or_add_tcW().set(qn("w:w"), str(width))


# --- properties --------------------------------------------------------------------------------


def _describe(word: Any, document: PlanDocument) -> None:
    properties = word.core_properties
    properties.title, properties.author = document.cover.title[:255], document.cover.country[:255]
    properties.subject, properties.keywords = document.cover.label[:255], ""
    properties.language, properties.comments, properties.last_modified_by = document.language, "", ""
    # A fixed moment: the same plan gives the same bytes.
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    label = _known_style(word, "Sharing Label")
    if label is not None:
        colour = next((c for name, c in _LABEL_COLOURS.items() if name in document.cover.label.upper()), "FFFFFF")
        label.font.color.rgb = RGBColor.from_string(colour)
    set_language(word, document.language)


def set_language(word: Any, language: str) -> None:
    """What language the spelling check takes the text for, in either direction of writing."""
    for one in _languages(word):
        one.set(qn("w:val"), language)
        one.set(qn("w:bidi"), language)


def _languages(word: Any) -> Iterable[Any]:
    properties = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if properties is None:
        return ()
    if properties.find(qn("w:lang")) is None:
        properties.append(OxmlElement("w:lang"))
    return list(properties.findall(qn("w:lang")))


def repacked(raw: bytes) -> bytes:
    """The same parts with one fixed time, for the same bytes each time."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (2000, 1, 1, 0, 0, 0))
            # Pictures are compressed already.
            fixed.compress_type = zipfile.ZIP_STORED if entry.filename.endswith(".png") else zipfile.ZIP_DEFLATED
            out.writestr(fixed, source.read(entry))
    return target.getvalue()
