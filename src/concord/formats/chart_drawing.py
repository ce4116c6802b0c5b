"""What the charts draw with: colours, page widths, layers of marks and texts, and the picture they end in."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

from concord.formats.fonts import FAMILY, font_directory, typeset
from concord.formats.plan_document import Picture

Direction = Literal["ltr", "rtl"]
Row = dict[str, Any]

ACCENT = "#1f4e79"
INK = "#1d2733"
MUTED = "#5d6b7a"
RULE = "#d5dce4"
# Lightness falls evenly from 1 to 5, and the hue runs from yellow to blue: readable with any colour vision and in grey.
LEVEL_COLOURS = {0: "#e4e7eb", 1: "#fdeec8", 2: "#c2dfc6", 3: "#7cbdc6", 4: "#387aa9", 5: "#1f4e79"}
LEVEL_INK = {0: "#5d6b7a", 1: "#1d2733", 2: "#1d2733", 3: "#1d2733", 4: "#ffffff", 5: "#ffffff"}
# Paul Tol's "muted" scheme with our blue first: nine hues that stay apart with any colour vision.
SERIES_COLOURS = (
    "#1f4e79", "#44aa99", "#ddcc77", "#cc6677", "#88ccee", "#117733", "#882255", "#999933", "#aa4499",
)  # fmt: skip
OTHER_COLOUR = "#b8c0c8"

PORTRAIT, LANDSCAPE = 482, 740
_PIXELS_PER_INCH = 200  # of 96 Vega units: about 150 dots per inch on paper


@cache
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(font_directory()))


@cache
def _trust_our_definitions() -> None:
    # Altair checks every mark and channel against a large schema, which takes longer than drawing. The definitions are
    # ours and tested; nobody else's come here.
    from altair.utils import schemapi

    schemapi.disable_debug_mode()


class Canvas:
    """The layers of one chart and their data.

    Altair copies and checks inline data again and again; rows are therefore kept aside under a name and join the
    finished definition once.
    """

    def __init__(self) -> None:
        _trust_our_definitions()
        self.rows: dict[str, list[Row]] = {}

    def layer(self, rows: Sequence[Row]) -> Any:
        """A chart of its own data that a mark and its channels are put on."""
        # Altair takes half a second to import, and most processes never draw.
        import altair

        name = f"rows{len(self.rows)}"
        self.rows[name] = list(rows)
        return altair.Chart(altair.NamedData(name=name))

    def words(self, rows: Sequence[Row], x: Any, y: Any, align: str, size: float = 8, **mark: Any) -> Any:
        """A layer of texts; a row's ``text`` is what is written, its optional ``ink`` the colour."""
        import altair

        # An SVG text runs left to right unless it says otherwise: embedding marks keep stops in place.
        marks = ("\u202b", "\u202c") if mark.get("dir") == "rtl" else ("", "")
        drawn = [{"ink": INK, **row, "text": marks[0] + row["text"] + marks[1]} for row in rows]
        mark = {"baseline": "middle", "fontSize": size, "align": align, **mark}
        return (
            # A channel given as plain text would be looked up by hashing the whole schema.
            self.layer(drawn)
            .mark_text(**mark)
            .encode(x=x, y=y, text=altair.Text("text:N"), color=altair.Color("ink:N", scale=None))
        )

    def picture(self, layers: Iterable[Any], width: float, height: float, alt: str) -> Picture:
        """The layers as one picture of the given size in points.

        Vega draws the SVG; typst turns it into pixels, because it needs a third of the time of Vega's own converter and
        looks at no font but ours, so that the same plan gives the same bytes on every machine.
        """
        import altair
        import vl_convert

        _register_fonts()
        chart = altair.layer(*layers).properties(width=width, height=height, padding=0, description=alt)
        chart = chart.configure(font=FAMILY, background="white").configure_view(stroke=None)
        spec = {**chart.to_dict(validate=False), "datasets": self.rows}
        svg = vl_convert.vegalite_to_svg(json.dumps(spec), allowed_base_urls=[])
        # Vega tells a screen reader nothing about the whole picture.
        svg = svg.replace("<svg ", f'<svg role="img" aria-label={quoteattr(alt)} ', 1)
        page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.svg")'
        files = {"main.typ": page, "chart.svg": svg.encode()}
        png = typeset(files, format="png", ppi=_PIXELS_PER_INCH)
        return Picture(svg=svg, png=png, alt=alt)


def pixel(field: str, kind: Literal["x", "y"]) -> Any:
    """A channel whose values are already points from the picture's top left corner."""
    import altair

    channel = altair.X if kind == "x" else altair.Y
    return channel(f"{field}:Q", scale=None, axis=None)


def until(field: str, kind: Literal["x", "y"]) -> Any:
    """Where a mark that begins at ``pixel`` ends."""
    import altair

    return altair.X2(f"{field}:Q") if kind == "x" else altair.Y2(f"{field}:Q")


def fixed(channel: Literal["x", "x2", "y", "y2"], points: float) -> Any:
    """A channel that is the same number of points for every row."""
    import altair

    # altair.value() would do, but it looks up the channel by hashing the whole schema, which takes longer than drawing.
    kinds: Any = {"x": altair.XValue, "x2": altair.X2Value, "y": altair.YValue, "y2": altair.Y2Value}
    return kinds[channel](points)


def shortened(text: str, room: float, size: float = 8) -> str:
    """``text`` cut with an ellipsis where it would be wider than ``room`` points, between words if it can be."""
    used = 0.0
    for at, letter in enumerate(text):
        used += _advance(letter) * size
        if used > room:
            cut = text[: max(at - 1, 1)]
            space = cut.rfind(" ")
            return (cut[:space] if space > at * 0.6 else cut).rstrip(" ,;:.–-") + "…"
    return text


def _advance(letter: str) -> float:
    """About how wide a letter of our typeface is, in ems; on the wide side."""
    if unicodedata.combining(letter):
        return 0.0
    if letter in " .,:;'|ijlftI/()-":
        return 0.32
    if letter in "mwMWшщжмюыфШЩЖМЮЫФ":
        return 0.86
    if letter.isupper():
        return 0.66
    return 0.6 if "\u0400" <= letter <= "\u04ff" else 0.54


def in_lines(rows: Sequence[Row], field: str, room: float, size: float) -> list[Row]:
    """Rows whose text is ``field`` on one or two lines of at most ``room`` points, centred around the row's ``y``."""
    lines: list[Row] = []
    for row in rows:
        first = shortened(row[field], room, size)
        if first == row[field]:
            lines.append({**row, "text": first})
            continue
        first = first.rstrip("…")
        rest = shortened(row[field][len(first) :].strip(" "), room, size)
        lines.append({**row, "text": first, "y": row["y"] - size * 0.63})
        lines.append({**row, "text": rest, "y": row["y"] + size * 0.63})
    return lines


def colour(index: int) -> str:
    """The colour of the series at ``index``, from the first again after the last."""
    return SERIES_COLOURS[index % len(SERIES_COLOURS)]


def tint(share: float) -> str:
    """The accent mixed with white: pale for 0, full for 1."""
    mixed = (round(255 - (255 - int(ACCENT[at : at + 2], 16)) * (0.12 + 0.78 * share)) for at in (1, 3, 5))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def as_text(rows: Sequence[Row], field: str) -> list[Row]:
    """The same rows with another field as what is written."""
    return [{**row, "text": row[field]} for row in rows]


def side(direction: Direction, width: float = LANDSCAPE) -> tuple[str, Callable[[float], float]]:
    """Where texts at the beginning of a line are aligned, and where a distance from that edge lies."""
    return ("left", lambda at: at) if direction == "ltr" else ("right", lambda at: width - at)
