"""The named styles of the Word template: what a country changes first when it makes the plan look its own."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

ACCENT, INK, MUTED, HAIR, ZEBRA = "1F4E79", "1D2733", "5D6B7A", "D5DCE4", "F5F8FB"
# On every machine that opens Word files, with Latin, Cyrillic and Arabic letters; free fonts of its widths exist.
FONT = COMPLEX_FONT = "Arial"

# Name, based on, size in half points, bold, colour, space before and after in twentieths of a point.
_PARAGRAPHS: tuple[tuple[str, str, int, bool, str, int, int], ...] = (
    ("Body Text", "Normal", 20, False, INK, 0, 140),
    ("Heading 1", "Normal", 36, True, ACCENT, 400, 200),
    ("Heading 2", "Normal", 24, True, ACCENT, 380, 140),
    ("Heading 3", "Normal", 22, True, ACCENT, 240, 100),
    ("Contents Heading", "Normal", 36, True, ACCENT, 0, 240),
    ("TOC 1", "Normal", 20, True, INK, 160, 40),
    ("TOC 2", "Normal", 18, False, INK, 0, 50),
    ("Title", "Normal", 60, True, "FFFFFF", 0, 200),
    ("Subtitle", "Normal", 26, False, "FFFFFF", 0, 200),
    ("Cover Line", "Normal", 26, False, "FFFFFF", 120, 120),
    ("Strong Line", "Normal", 22, True, INK, 0, 200),
    ("Seal Line", "Normal", 17, False, INK, 60, 0),
    ("Heading 1 Alone", "Normal", 36, True, ACCENT, 0, 80),
    ("Quiet Line", "Normal", 17, False, MUTED, 400, 0),
    ("Table Text", "Normal", 17, False, INK, 30, 30),
    ("Table Head", "Normal", 17, True, "FFFFFF", 50, 50),
    ("Summary Text", "Normal", 18, False, INK, 0, 80),
    ("Summary Heading", "Heading 2", 22, True, ACCENT, 120, 60),
    ("Summary Head", "Normal", 15, True, "FFFFFF", 20, 20),
    ("Summary Cell", "Normal", 16, False, INK, 10, 10),
    ("Figure", "Normal", 30, True, ACCENT, 40, 0),
    ("Picture", "Normal", 21, False, INK, 120, 240),
    ("Header", "Normal", 16, False, MUTED, 0, 0),
    ("Footer", "Normal", 16, False, MUTED, 0, 0),
)  # fmt: skip
_CHARACTERS = (
    ("Code", True, ACCENT, ""), ("Strong", True, "", ""), ("Light", True, "FFFFFF", ""), ("Quiet", False, MUTED, ""),
    ("Sharing Label", True, "FFFFFF", "000000"),
)  # fmt: skip


_AFTER_COMPAT = ("docVars", "rsids", "themeFontLang", "clrSchemeMapping", "shapeDefaults", "decimalSymbol")
_AFTER_HYPHENS = ("characterSpacingControl", "footnotePr", "endnotePr", *_AFTER_COMPAT)


def child(parent: Any, tag: str, **values: str) -> Any:
    """A new last element of ``parent`` with the given ``w:`` attributes; one of the same name is replaced."""
    old = parent.find(qn(tag))
    if old is not None and tag not in ("w:tab", "w:fldChar"):
        parent.remove(old)
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    if parent.tag == qn("w:pPr") and tag == "w:tabs":
        parent.insert(1, element)
    else:
        parent.append(element)
    return element


def add_styles(document: Any, *, rtl: bool) -> None:
    """Put the styles into a new document, for texts that run left to right or right to left."""
    _defaults(document.styles.element, rtl)
    for name, base, size, bold, colour, before, after in _PARAGRAPHS:
        style = _style(document, name, WD_STYLE_TYPE.PARAGRAPH)
        element = style.element
        for old in (*element.findall(qn("w:pPr")), *element.findall(qn("w:rPr"))):
            element.remove(old)
        style.base_style = document.styles[base]
        style.hidden, style.quick_style = False, True
        keep = "<w:keepNext/><w:keepLines/>" if "Heading" in name or name == "Strong Line" else ""
        numbered = name.startswith("Heading") and name[-1].isdigit()
        level = f'<w:outlineLvl w:val="{int(name[-1]) - 1}"/>' if numbered else ""
        level = '<w:outlineLvl w:val="9"/>' if name == "Summary Heading" else level  # not among the contents
        number = '<w:numPr><w:numId w:val="77"/></w:numPr>' if name == "Heading 1" else ""
        indent = '<w:ind w:left="397" w:right="0"/>' if name == "TOC 2" else ""
        align = '<w:jc w:val="center"/>' if name == "Picture" else ""
        line = 276 if name == "Body Text" else 240
        spacing = f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'
        bidi = "<w:bidi/>" if rtl else ""
        inner = f"{keep}{number}{bidi}{spacing}{indent}{align}{level}"
        element.append(parse_xml(f"<w:pPr {nsdecls('w')}>{inner}</w:pPr>"))
        element.append(_run_properties(size, bold, colour))
    for name, bold, colour, fill in _CHARACTERS:
        style = _style(document, name, WD_STYLE_TYPE.CHARACTER)
        for old in style.element.findall(qn("w:rPr")):
            style.element.remove(old)
        style.element.append(_run_properties(0, bold, colour, fill))
    _numbering(document)
    _modern(document)
    for xml in (_PLAN_TABLE, _COVER_BLOCK, _FACTS):
        document.styles.element.append(parse_xml(xml))


def _style(document: Any, name: str, kind: Any) -> Any:
    known = {style.name: style for style in document.styles}
    return known.get(name) or known.get(name.lower()) or document.styles.add_style(name, kind)


def _run_properties(size: int, bold: bool, colour: str, fill: str = "") -> Any:
    return parse_xml(
        f"<w:rPr {nsdecls('w')}>"
        + ("<w:b/><w:bCs/>" if bold else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + (f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "")
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "")
        + "</w:rPr>"
    )


def _defaults(styles: Any, rtl: bool) -> None:
    old = styles.find(qn("w:docDefaults"))
    if old is not None:
        styles.remove(old)
    fonts = f'w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{COMPLEX_FONT}"'
    styles.insert(0, parse_xml(
        f'<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="{INK}"/>'
        '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en" w:bidi="ar"/></w:rPr></w:rPrDefault>'
        f'<w:pPrDefault><w:pPr>{"<w:bidi/>" if rtl else ""}</w:pPr></w:pPrDefault></w:docDefaults>'
    ))  # fmt: skip


def _numbering(document: Any) -> None:
    """Chapters count themselves: 1, 2, 3 … before each Heading 1."""
    part = document.part.numbering_part.element
    part.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/>'
        '<w:suff w:val="space"/><w:lvlText w:val="%1 "/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr><w:rPr><w:b w:val="0"/><w:bCs w:val="0"/>'
        f'<w:color w:val="{MUTED}"/></w:rPr></w:lvl></w:abstractNum>'
    ))  # fmt: skip
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def _modern(document: Any) -> None:
    """Word's present layout rules instead of those of 2007, and words that are divided where a column is narrow."""
    settings = document.settings.element
    for name in ("w:autoHyphenation", "w:compat"):
        for old in settings.findall(qn(name)):
            settings.remove(old)
    mode = 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
    compat = parse_xml(f"<w:compat {nsdecls('w')}><w:compatSetting {mode}/></w:compat>")
    hyphens = parse_xml(f"<w:autoHyphenation {nsdecls('w')}/>")
    # The standard fixes the order of settings: hyphenation before the footnotes' part, compatibility before rsids.
    place = next((one for name in _AFTER_HYPHENS for one in settings.findall(qn(f"w:{name}"))), None)
    settings.append(hyphens) if place is None else place.addprevious(hyphens)
    place = next((one for name in _AFTER_COMPAT for one in settings.findall(qn(f"w:{name}"))), None)
    settings.append(compat) if place is None else place.addprevious(compat)


def _table_style(key: str, name: str, inner: str) -> str:
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>{inner}</w:style>'
    )


_MARGINS = (
    '<w:tblCellMar><w:top w:w="34" w:type="dxa"/><w:left w:w="74" w:type="dxa"/><w:bottom w:w="34" w:type="dxa"/>'
    '<w:right w:w="74" w:type="dxa"/></w:tblCellMar>'
)
_RULES = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"/>' for side in ("bottom", "insideH"))
_PLAN_TABLE = _table_style(
    "PlanTable", "Plan Table",
    f'<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>{_RULES}</w:tblBorders>{_MARGINS}</w:tblPr>'
    f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{ACCENT}"/>'
    '<w:vAlign w:val="center"/></w:tcPr></w:tblStylePr><w:tblStylePr w:type="band2Horz"><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{ZEBRA}"/></w:tcPr></w:tblStylePr>',
)  # fmt: skip
_COVER_BLOCK = _table_style(
    "CoverBlock", "Cover Block",
    '<w:tblPr><w:tblCellMar><w:top w:w="200" w:type="dxa"/><w:left w:w="400" w:type="dxa"/>'
    '<w:bottom w:w="300" w:type="dxa"/><w:right w:w="400" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{ACCENT}"/></w:tcPr>',
)  # fmt: skip
_FACTS = _table_style("Facts", "Facts", f"<w:tblPr>{_MARGINS}</w:tblPr>")
