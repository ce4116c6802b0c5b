"""The plan as a Word document, and what is refused when a country hands in a template of its own."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from tests.formats.documents import LABEL, plan, short_plan

from concord.formats.errors import FormatError
from concord.formats.plan_docx import render_docx
from concord.formats.plan_docx_template import default_template

Changes = dict[str, tuple[str, str]]


@cache
def _rendered(language: str) -> bytes:
    return render_docx(plan(language))


def _open(raw: bytes) -> Any:
    return docx.Document(io.BytesIO(raw))


def _words(raw: bytes) -> str:
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in _open(raw).element.body.iter(qn("w:p"))
    )


def _template(*paragraphs: str) -> bytes:
    """A country's own small template."""
    word = docx.Document()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _changed(raw: bytes, parts: Changes | None = None, extra: dict[str, bytes] | None = None) -> bytes:
    """The same package with a text replaced in some parts, and parts added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.infolist():
            content = source.read(entry)
            if parts and entry.filename in parts:
                before, after = (text.encode() for text in parts[entry.filename])
                assert before in content
                content = content.replace(before, after, 1)
            out.writestr(entry.filename, content)
        for name, content in (extra or {}).items():
            out.writestr(name, content)
    return target.getvalue()


# --- what it says ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_every_part_of_the_plan_is_in_the_document(language: str) -> None:
    document, words = plan(language), _words(_rendered(language))
    assert document.cover.title in words
    assert all(team.institution in words for team in document.teams)
    assert all(row.title in words for area in document.findings for row in area.rows)
    assert all(reason in words for gap in document.gaps for reason in gap.reasons)
    assert all(f"{row.code} {row.text}" in words for table in document.objectives for row in table.rows)
    assert all(cell in words for row in document.budget.rows for cell in row)
    assert all(answer in words for row in document.trace for answer in row.answers)
    assert document.audit_head in words
    assert "{{" not in words
    assert "[[" not in words


def test_pictures_carry_their_alternative_texts() -> None:
    shown = [one.get("descr") for one in _open(_rendered("en")).element.body.iter(qn("wp:docPr"))]
    assert shown == [picture.alt for picture in plan("en").pictures.values()]


def test_contents_link_to_every_chapter_area_and_objective_without_updating_fields() -> None:
    word = _open(_rendered("en"))
    marks = {mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))}
    links = list(word.element.body.iter(qn("w:hyperlink")))
    assert {link.get(qn("w:anchor")) for link in links} <= marks
    titles = ["".join(text.text for text in link.iter(qn("w:t"))) for link in links]
    assert titles[:6] == ["1  Summary", "2  Purpose", "3  Method", "4  Who took part", "5  Findings by area",
                          "C1 Law and policy"]  # fmt: skip
    assert len(titles) == 11 + 12 + 9
    assert word.settings.element.find(qn("w:updateFields")) is None


def test_tables_repeat_their_head_and_keep_rows_whole() -> None:
    tables = [table for table in _open(_rendered("en")).tables if table.style.name == "Plan Table"]
    assert len(tables) == 1 + 12 + 1 + 9 + 1 + 1 + 1
    for table in tables:
        first, *others = table._tbl.findall(qn("w:tr"))
        assert first.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row.find(f".//{qn('w:tblHeader')}") is None for row in others)
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in (first, *others))


def test_column_widths_fill_the_page_and_agree_with_the_cells() -> None:
    for table in _open(_rendered("en")).tables:
        grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert min(abs(sum(grid) - 170 * 56.7), abs(sum(grid) - 386 * 56.7)) < 12
        for row in table._tbl.findall(qn("w:tr")):
            widths = [int(cell.tcPr.tcW.get(qn("w:w"))) for cell in row.findall(qn("w:tc"))]
            assert len(widths) != len(grid) or widths == [pytest.approx(width, abs=2) for width in grid]


def test_level_is_coloured_and_cell_properties_keep_their_order() -> None:
    cells = [one for one in _open(_rendered("en")).element.body.iter(qn("w:tcPr")) if one.find(qn("w:shd")) is not None]
    fills = [cell.find(qn("w:shd")).get(qn("w:fill")) for cell in cells]
    assert fills[:5] == ["e4e7eb", "7cbdc6", "e4e7eb", "7cbdc6", "e4e7eb"]
    assert all([part.tag for part in cell][:2] == [qn("w:tcW"), qn("w:shd")] for cell in cells)


def test_every_section_has_label_and_page_numbers_and_actions_lie_on_a3() -> None:
    word = _open(_rendered("en"))
    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in word.sections]
    assert sizes == [(210, 297), (420, 297), (297, 210), (210, 297)]
    # Only the cover does without a header, because the label stands on it.
    assert [section.different_first_page_header_footer for section in word.sections] == [True, False, False, False]
    assert LABEL in _words(_rendered("en"))
    for section in word.sections:
        assert LABEL in section.header.paragraphs[0].text
        footer = section.footer._element
        assert [one.text.strip() for one in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert str(word.styles["Sharing Label"].font.color.rgb) == "FFC000"


def test_language_title_and_direction_are_set() -> None:
    english, arabic = _open(_rendered("en")), _open(_rendered("ar"))
    assert english.core_properties.title == "National CBRN Action Plan 2026–2030"
    assert english.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en"
    assert arabic.styles.element.find(f".//{qn('w:lang')}").get(qn("w:bidi")) == "ar"
    assert english.element.find(f".//{qn('w:bidiVisual')}") is None
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in arabic.tables)
    assert all(section._sectPr.find(qn("w:bidi")) is not None for section in arabic.sections)
    assert arabic.styles["Body Text"].element.pPr.find(qn("w:bidi")) is not None
    spoken = [run for run in arabic.element.body.iter(qn("w:r")) if run.findtext(qn("w:t"))]
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None for run in spoken)


def test_same_document_gives_the_same_bytes() -> None:
    assert render_docx(plan("ru")) == _rendered("ru")


def test_texts_are_data_never_tags_or_markup() -> None:
    nasty = "<w:p/>&{{ cover.label }}{% for x in y %}\x0c\x00[[levels]]"
    document = replace(short_plan(), summary=(nasty,), purpose=("[[contents]] in a sentence",))
    words = _words(render_docx(document))
    assert "<w:p/>&{{ cover.label }}{% for x in y %}[[levels]]" in words
    assert "[[contents]] in a sentence" in words


# --- a country's own template ------------------------------------------------------------------


def test_country_can_rearrange_the_template() -> None:
    raw = _template("{{ cover.country|upper }}", "{%p for area in findings %}", "{{ loop.index }}. {{ area.title }}",
                    "{%p endfor %}", "{% if gaps|length > 3 %}many{% else %}few{% endif %}", "[[levels]]")  # fmt: skip
    result = render_docx(plan("en"), raw)
    lines = ["REPUBLIC OF TARSOVIA", "1. Law and policy", "2. Coordination between institutions"]
    assert _words(result).splitlines()[:3] == lines
    assert "many" in _words(result)
    assert len(list(_open(result).element.body.iter(qn("wp:docPr")))) == 1


def test_our_own_template_handed_back_gives_our_own_document() -> None:
    assert render_docx(short_plan(), default_template("ltr")) == render_docx(short_plan())


PRIVATE = "may not be used: names that begin with '_' are not part of a plan"
REFUSED_TAGS = {
    "{{ ''.__class__.__mro__ }}": f"template: '__mro__' {PRIVATE}",
    "{{ cover['__class__'] }}": f"template: '__class__' {PRIVATE}",
    "{% for i in range(10**9) %}x{% endfor %}": "template: calls ('name(…)') may not be used in a template",
    "{{ cover.keys() }}": "template: calls ('name(…)') may not be used in a template",
    "{{ 'x' * 1000000000 }}": "template: arithmetic and other program code may not be used in a template",
    "{% set a = 'x' %}": "template: 'set' may not be used in a template",
    "{% include 'x' %}": "template: 'include' may not be used in a template",
    "{% import 'x' as y %}": "template: 'import' may not be used in a template",
    "{{ cover.title|safe }}": "template: the template uses 'safe', which is not available in templates",
    "{{ cover|attr('x') }}": "template: the template uses 'attr', which is not available in templates",
    "{{ cover.secret }}": "template: the template asks for 'secret', which a plan does not have",
    "{{ config }}": "template: the template asks for 'config', which a plan does not have",
    "{{ cover.items }}": "template: the template asks for 'items', which a plan does not have",
    "{% for letter in cover.title %}x{% endfor %}": "template: a loop may only go through a list of the plan",
    "{{ cover.title": "template: a tag such as '{{ … }}' or '{% … %}' is opened and not closed",
    "{% if %}": "template: a tag cannot be read: Expected an expression, got 'end of statement block'",
    "{% for area in findings %}": "template: a tag cannot be read: Unexpected end of template. Jinja was looking for",
}


@pytest.mark.parametrize("tag", REFUSED_TAGS)
def test_tag_beyond_the_small_language_is_refused(tag: str) -> None:
    with pytest.raises(FormatError) as caught:
        render_docx(short_plan(), _template(tag))
    assert str(caught.value).startswith(REFUSED_TAGS[tag])
    assert "\n" not in str(caught.value)


def test_loops_within_loops_are_stopped() -> None:
    tags = "".join(f"{{% for v{n} in gaps %}}" for n in range(5)) + "x" + "{% endfor %}" * 5
    with pytest.raises(FormatError, match="the loops of the template run more than 50,000 times"):
        render_docx(short_plan(), _template(tags))


def test_document_that_grows_without_bound_is_stopped() -> None:
    tags = "{% for a in gaps %}{% for b in gaps %}{% for c in gaps %}" + "long text " * 200 + "{% endfor %}" * 3
    with pytest.raises(FormatError, match="the template would make a document that is too large"):
        render_docx(plan("ru"), _template(tags))


def test_deeply_nested_tag_is_refused() -> None:
    with pytest.raises(FormatError, match="nested too deeply"):
        render_docx(short_plan(), _template("{{ " + "(" * 1900 + "1" + ")" * 1900 + " }}"))


RELS = "word/_rels/document.xml.rels"
MAIN = "word/document.xml"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = f'<Relationship Id="x9" Type="{KIND}/{{}}" Target="{{}}" {{}}/>'
EXTERNAL = 'TargetMode="External"'
FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDE</w:instrText></w:r><w:r>'
    '<w:instrText>TEXT "http://x.invalid"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


@cache
def _hostile() -> dict[str, tuple[bytes, str]]:
    good = _template("x")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("word/document.xml", b" " * 70_000_000)

    def linked(kind: str, target: str, mode: str = EXTERNAL) -> bytes:
        return _changed(good, {RELS: ("</Relationships>", LINK.format(kind, target, mode) + "</Relationships>")})

    macros = ("wordprocessingml.document.main+xml", "x.macroEnabled.main+xml")
    return {
        "no zip": (b"%PDF-1.7", "the file is not a Word document (.docx)"),
        "no document": (_changed(good, {"[Content_Types].xml": ("document.main+xml", "other+xml")}),
                        "the file is not a Word document (.docx)"),
        "too large": (b"PK" + bytes(10_000_001), "the file is larger than 10 MB"),
        "zip bomb": (bomb.getvalue(), "the file is larger than 60 MB when unpacked"),
        "too many parts": (_changed(good, extra={f"word/x{n}.xml": b"<a/>" for n in range(401)}),
                           "the file has more than 400 parts"),
        "macro type": (_changed(good, {"[Content_Types].xml": macros}),
                       "the file contains macros, controls or embedded objects; save it as .docx without them"),
        "macro part": (_changed(good, extra={"word/vbaProject.bin": b"x"}),
                       "the file contains macros, controls or embedded objects; save it as .docx without them"),
        "remote template": (linked("attachedTemplate", "http://x.invalid/t.dotm"),
                            "the file refers to another document or object ('attachedTemplate')"),
        "linked image": (linked("image", "http://x.invalid/i.png"),
                         "the file fetches something from elsewhere; insert pictures instead of linking to them"),
        "file link": (linked("hyperlink", "file://server/share"),
                      "the file fetches something from elsewhere; insert pictures instead of linking to them"),
        "ole": (linked("oleObject", "embeddings/o.xml", ""),
                "the file refers to another document or object ('oleObject')"),
        "other ending": (_changed(good, extra={"word/evil.html": b"<html>"}),
                         "the file has a part of an unexpected kind ('word/evil.html')"),
        "field": (_changed(good, {MAIN: ("<w:p>", FIELD + "<w:p>")}),
                  "the field 'INCLUDETEXT' may not be used, because it can fetch or run something"),
        "entities": (_changed(good, {MAIN: ("<w:document", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///x">]><w:document')}),
                     "the file declares XML entities, which a Word document never does"),
        "broken xml": (_changed(good, {MAIN: ("<w:body>", "<w:body><w:p>")}),
                       "the file is damaged: a part of it is not well-formed XML"),
    }  # fmt: skip


@pytest.mark.parametrize("name", _hostile())
def test_hostile_file_is_refused_with_one_sentence(name: str) -> None:
    raw, sentence = _hostile()[name]
    with pytest.raises(FormatError) as caught:
        render_docx(short_plan(), raw)
    assert str(caught.value) == f"template: {sentence}"


def test_web_links_of_a_template_are_kept() -> None:
    link = LINK.format("hyperlink", "https://example.org", EXTERNAL)
    raw = _changed(_template("x"), {RELS: ("</Relationships>", link + "</Relationships>")})
    with zipfile.ZipFile(io.BytesIO(render_docx(short_plan(), raw))) as package:
        assert re.search(rb'Target="https://example.org"', package.read(RELS))
