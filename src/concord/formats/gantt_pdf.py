"""A Gantt picture on A3 paper, across, one page after the other."""

from __future__ import annotations

from concord.formats.fonts import typeset
from concord.formats.gantt import Gantt, gantt_pages


def gantt_pdf(gantt: Gantt, title: str) -> bytes:
    """The picture as a PDF; ``title`` stands above each page."""
    pages = gantt_pages(gantt)
    files = {f"page{n}.svg": svg.encode() for n, svg in enumerate(pages)}
    align = "right" if gantt.direction == "rtl" else "left"
    body = "\n#pagebreak()\n".join(f'#image("page{n}.svg", width: 100%)' for n in range(len(pages)))
    source = (
        '#set page(paper: "a3", flipped: true, margin: (x: 30pt, top: 44pt, bottom: 30pt),'
        f' header: align({align}, text(size: 12pt, weight: "bold", read("title.txt"))))\n'
        '#set text(font: "FiraGO")\n' + body
    )
    return typeset({"main.typ": source.encode(), "title.txt": title.encode(), **files}, format="pdf")
