"""``concord build`` and ``concord demo``: the whole chain on a temporary database; ``concord template``."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.drawing_pool import drawing_pool
from concord.cli.start import language, temporary_database

if TYPE_CHECKING:
    from concord.domains.reports.chain import Built
    from concord.domains.reports.material import Material

Out = Annotated[Path, typer.Option("--out", help="Folder for the documents.")]
Target = Annotated[int, typer.Option("--target", min=2, max=5, help="Level to reach where none is set.")]
Language = Annotated[str, typer.Option("--language", help="Language of the documents, such as en, fr or ar.")]

Languages = Annotated[str, typer.Option("--languages", help="Two languages side by side, such as en,fr or en,ar.")]


class Progress:
    """Says what was done, with the seconds since the start."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def __call__(self, done: str) -> None:
        """One line on standard error, so that standard output stays the summary."""
        typer.echo(f"{time.monotonic() - self.began:5.1f} s  {done}", err=True)


def build(
    out: Out,
    scores: Annotated[Path | None, typer.Option("--scores", help="CSV of levels assessed elsewhere.")] = None,
    country: Annotated[str, typer.Option("--country", help="Code or name of the country in the CSV.")] = "",
    score_map: Annotated[Path | None, typer.Option("--map", help="YAML that names the CSV's columns.")] = None,
    answers: Annotated[Path | None, typer.Option("--answers", help="Folder of filled workbooks.")] = None,
    estimates: Annotated[Path | None, typer.Option("--estimates", help="Folder of filled estimate workbooks.")] = None,
    framework: Annotated[Path | None, typer.Option("--framework", help="Pack the workbooks were made for.")] = None,
    template: Annotated[Path | None, typer.Option("--template", help="The country's own DOCX template.")] = None,
    target: Target = 4,
    lang: Language = "en",
    languages: Languages = "",
) -> None:
    """Run the whole chain on a temporary database and leave the plan's documents in a folder."""
    if (scores is None) == (answers is None):
        raise typer.BadParameter("Give either --scores FILE.csv with --country, or --answers DIR.")
    if scores is not None and not country:
        raise typer.BadParameter("Say which country with --country CODE.")

    def make(progress: Progress) -> Built:
        from concord.domains.frameworks.queries import shipped_pack
        from concord.domains.reports import chain
        from concord.formats.framework_pack_reader import read_pack
        from concord.formats.score_table import read_score_map, read_scores

        if scores is not None:
            table = read_scores(scores.read_bytes(), scores.name, read_score_map(score_map) if score_map else None)
            return chain.build_from_scores(table=table, wanted=country, target=target, say=progress)
        pack = read_pack(framework) if framework else shipped_pack()
        return chain.build_from_answers(
            folder=answers or Path(), pack=pack, target=target, say=progress, estimates=estimates
        )

    _run(make, out=out, lang=lang, languages=languages, template=template)


def _run(
    make: Callable[[Progress], Built], *, out: Path, lang: str, languages: str = "", template: Path | None = None
) -> None:
    """Draft a plan on a temporary database, write its documents, and say what came of it."""
    # A build lives for seconds and ends with its process: looking for garbage would only cost time.
    gc.disable()
    progress = Progress()
    first, second = _languages(lang, languages)
    own_template = template.read_bytes() if template else None
    with drawing_pool() as pool, temporary_database(), language(first):
        from concord.domains.reports.chain import write_documents
        from concord.domains.reports.two_languages import known_language

        known_language(second)
        built = make(progress)
        material, files = write_documents(built, out, say=progress, pool=pool, template=own_template, second=second)
        _summarise(built, material, files)


def _languages(lang: str, languages: str) -> tuple[str, str]:
    """The language of the documents, and the one beside it."""
    if not languages:
        return lang, ""
    codes = [code.strip() for code in languages.split(",")]
    if len(codes) != 2 or not all(codes) or codes[0] == codes[1]:
        raise typer.BadParameter("Give two different languages, such as --languages en,fr.")
    return codes[0], codes[1]


def _summarise(built: Built, material: Material, files: list[Path]) -> None:
    tally, cost = material.tally, material.cost
    disagreed = f"{tally.disputed:,}"
    rows = [
        ("Country", material.country.name),
        ("Institutions", f"{tally.institutions:,} ({tally.participants:,} officials)"),
        ("Statements", f"{tally.statements:,} ({tally.answers:,} answers)"),
        ("Disagreements", disagreed),
        ("Gaps", f"{len(material.gaps):,}"),
        ("Steps", f"{material.steps:,}"),
        ("Actions", f"{len(material.actions):,}"),
        ("Cost range", f"{cost.low:,} to {cost.high:,} {material.plan.currency} (likely {cost.likely:,})"),
        ("Files", ", ".join(str(file) for file in files)),
    ]
    for name, value in rows:
        typer.echo(f"{name:<14} {value}")
    for fault in built.left_out:
        typer.echo(f"Error: left out: {fault}", err=True)
    if built.left_out:
        raise typer.Exit(2)


def demo(out: Out = Path("out"), target: Target = 4, lang: Language = "en", languages: Languages = "") -> None:
    """Write the fictional country's filled workbooks, then build its plan from them."""

    def make(progress: Progress) -> Built:
        from concord.domains.frameworks.queries import shipped_pack
        from concord.domains.reports import chain
        from concord.domains.reports.demonstration import write_demonstration
        from concord.domains.reports.demonstration_risks import write_demonstration_estimates

        files = write_demonstration(out / "answers", shipped_pack())
        write_demonstration_estimates(out / "estimates")
        progress(f"{len(files)} filled workbooks of a fictional country written to {out / 'answers'}")
        return chain.build_from_answers(
            folder=out / "answers", pack=shipped_pack(), target=target, say=progress, estimates=out / "estimates"
        )

    _run(make, out=out, lang=lang, languages=languages)
    typer.echo(f"\nOpen {out / 'plan.pdf'} first; 'make serve' shows the same plan in the browser.")


def template(
    out: Annotated[Path, typer.Option("--out", help="Where to write the template.")] = Path("plan-template.docx"),
    right_to_left: Annotated[bool, typer.Option("--rtl", help="For a language written from right to left.")] = False,
) -> None:
    """Write the DOCX template that documents are made with, for a country to change and give to 'build --template'."""
    from concord.formats.plan_docx_template import default_template

    out.write_bytes(default_template("rtl" if right_to_left else "ltr"))
    typer.echo(f"{out} written; change it in a word processor and give it to 'concord build --template {out}'.")
