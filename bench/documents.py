"""How long the demonstration takes from workbooks to documents, and its DOCX and PDF beside WeasyPrint's PDF."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.rows import Row, seconds
from bench.weasy import plan_as_html

from concord.formats.plan_document import PlanDocument

LARGE = 1_000


def of_actions(document: PlanDocument, count: int) -> PlanDocument:
    """The document with its objectives' actions, and their traces, repeated until there are ``count``."""
    own = sum(len(table.rows) for table in document.objectives)
    times = -(-count // own)
    tables = [replace(table, rows=table.rows * times) for table in document.objectives]
    spare = own * times - count
    tables[-1] = replace(tables[-1], rows=tables[-1].rows[: max(len(tables[-1].rows) - spare, 1)])
    return replace(document, objectives=tuple(tables), trace=(document.trace * times)[:count])


def building() -> Iterator[Row]:
    """The whole command in a fresh process: workbooks written, read, assessed, planned, and five documents made."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from concord.cli.main import main; main()", "demo", "--out", folder]

        def build() -> None:
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command

        yield Row("demo_build_seconds", seconds(build, repeat=3), "s")


def rendering() -> Iterator[Row]:
    """Layout of the demonstration's finished document, pictures drawn before; WeasyPrint lays out the same pages."""
    from concord.cli.start import temporary_database

    with temporary_database() as folder:
        from concord.domains.frameworks.queries import shipped_pack
        from concord.domains.reports.chain import build_from_answers
        from concord.domains.reports.compose import compose
        from concord.domains.reports.demonstration import write_demonstration
        from concord.domains.reports.material import gather
        from concord.domains.reports.pictures import plan_pictures
        from concord.formats.plan_docx import render_docx
        from concord.formats.plan_pdf import render_pdf, render_summary_pdf

        pack = shipped_pack()
        write_demonstration(folder / "answers", pack)
        built = build_from_answers(folder=folder / "answers", pack=pack, target=4, say=lambda _done: None)
        material = gather(built.actor, built.plan)
        first = seconds(lambda: plan_pictures(material), repeat=1)
        pictures = plan_pictures(material)
        document = compose(material, pictures)
        yield Row("pictures_first_seconds", first, "s")
        yield Row("pictures_seconds", seconds(lambda: plan_pictures(material), repeat=3), "s")
        html = plan_as_html(document, Path(folder))
        peer = _weasyprint(html)
        # The first call counts: typst and our template remember, and nobody prints the same plan twice in a row.
        docx = seconds(lambda: render_docx(document), repeat=1)
        yield Row("docx_seconds", docx, "s", "WeasyPrint, PDF of the same content", docx / peer)
        yield Row("docx_again_seconds", seconds(lambda: render_docx(document), repeat=3), "s")
        pdf = seconds(lambda: render_pdf(document), repeat=1)
        yield Row("pdf_seconds", pdf, "s", "WeasyPrint, PDF of the same content", pdf / peer)
        yield Row("pdf_again_seconds", seconds(lambda: render_pdf(document), repeat=3), "s")
        yield Row("weasyprint_pdf_seconds", peer, "s")
        large = of_actions(document, LARGE)
        yield Row("docx_1000_actions_seconds", seconds(lambda: render_docx(large), repeat=1), "s", "limit 3 s")
        yield Row("pdf_1000_actions_seconds", seconds(lambda: render_pdf(large), repeat=1), "s", "limit 3 s")
        yield Row("summary_pdf_seconds", seconds(lambda: render_summary_pdf(large), repeat=1), "s")


def _weasyprint(html: Path) -> float:
    from weasyprint import HTML

    return seconds(lambda: HTML(filename=html).write_pdf(), repeat=1)
