"""``concord framework``: check, import, list and export capability frameworks."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.start import start

if TYPE_CHECKING:
    from concord.formats.framework_pack import Pack

_WHAT = "A pack (one YAML file, or a folder with pack.yaml), or a form (.xlsx, .xls)."
app = typer.Typer(help="Capability frameworks.", no_args_is_help=True)


class Form(StrEnum):
    """In which form a framework is exported."""

    YAML = "yaml"
    JSON = "json"
    XLSX = "xlsx"
    DOCX = "docx"
    XLSFORM = "xlsform"


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help=_WHAT)],
    quality: Annotated[bool, typer.Option("--quality", help="Also remark on wording, ladders and balance.")] = False,
) -> None:
    """Read a pack or form and name its faults by file, line or row, and field."""
    from concord.formats.framework_pack import pack_hash

    pack = _read(file)
    capabilities = [capability for _area, capability in pack.capabilities()]
    statements = sum(len(level.statements) for c in capabilities for level in c.levels)
    actions = sum(len(c.benchmark_actions) for c in capabilities)
    questions = sum(len(c.questions) for c in capabilities)
    asked = f"{questions} questions, " if questions else ""
    typer.echo(
        f"{pack.code} {pack.edition}: {len(pack.areas)} areas, {len(capabilities)} capabilities, "
        f"{statements} statements, {asked}{actions} benchmark actions. No faults. Hash {pack_hash(pack)[:16]}."
    )
    if quality and _remark(pack):
        raise typer.Exit(2)


def _remark(pack: Pack) -> int:
    """Print every remark on the pack's quality and the figures; the number of remarks."""
    from concord.content import content_path
    from concord.formats.framework_quality import check_quality, figures
    from concord.formats.ingredient_book import read_ingredient_book
    from concord.formats.instrument_list import read_instruments

    remarks = check_quality(
        pack,
        instruments=read_instruments(content_path("instruments.yaml")),
        ingredients=read_ingredient_book(content_path("cost_ingredients.yaml")).by_code(),
    )
    for remark in remarks:
        typer.echo(str(remark))
    rules = Counter(remark.rule.value for remark in remarks).most_common()
    counted = ", ".join(f"{rule} {count}" for rule, count in rules)
    shown = figures(pack)
    levels = ", ".join(f"level {level} {count}" for level, count in shown.statements.items()) or "none"
    hazards = ", ".join(f"{letter} {count}" for letter, count in shown.hazards.items())
    grade = f"{shown.mean_grade:.1f}" if shown.mean_grade is not None else "none (no English text)"
    found = f"{len(remarks)} remark{'s' if len(remarks) > 1 else ''} ({counted})" if remarks else "No remarks"
    typer.echo(f"{found}. Statements: {levels}. Capabilities by hazard: {hazards}. Mean reading grade: {grade}.")
    return len(remarks)


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(help=_WHAT)]) -> None:
    """Take a pack or form into this installation, whole or not at all."""
    pack = _read(file)
    start()
    from concord.domains.frameworks.services import import_pack
    from concord.domains.reports.chain import COMMAND

    framework = import_pack(actor=COMMAND, pack=pack)
    typer.echo(f"{framework} is here (hash {framework.pack_hash[:16]}).")


@app.command("list")
def list_() -> None:
    """The frameworks of this installation."""
    start()
    from concord.domains.frameworks.queries import list_frameworks

    rows = list(list_frameworks())
    if not rows:
        typer.echo("No framework yet; 'concord framework import FILE' takes one in.")
    for row in rows:
        counts = f"{row.capability_count:>4} capabilities {row.statement_count:>5} statements"  # type: ignore[attr-defined]
        typer.echo(f"{row.code:<24} {row.edition:<10} {counts}  {row.pack_hash[:16]}  {row.title}")


@app.command()
def export(
    name: Annotated[str, typer.Argument(help="Code, code@edition, or the path of a pack.")],
    form: Annotated[Form, typer.Option("--format")] = Form.YAML,
    out: Annotated[Path | None, typer.Option("--out", help="A file; standard output otherwise.")] = None,
) -> None:
    """Write a framework as YAML, JSON, a spreadsheet, a Word book or a form. Shipped packs need no database."""
    if form in (Form.XLSX, Form.DOCX, Form.XLSFORM) and out is None:
        raise typer.BadParameter(f"This format needs --out FILE.{'docx' if form == Form.DOCX else 'xlsx'}.")
    content = _written(_find(name), form)
    if out is None:
        typer.echo(content, nl=False)
        return
    out.write_bytes(content)
    typer.echo(f"{out} written.", err=True)


def _find(name: str) -> Pack:
    """The pack at a path, shipped under this code, or imported into this installation."""
    from concord.content import content_path
    from concord.formats.framework_pack import Pack
    from concord.formats.framework_pack_reader import read_pack

    if Path(name).exists():
        return _read(Path(name))
    if content_path("frameworks", Path(name).name, "pack.yaml").is_file():
        return read_pack(content_path("frameworks", Path(name).name))
    start()
    from concord.domains.frameworks.queries import find_framework

    return Pack.model_validate(find_framework(name).pack)


def _read(path: Path) -> Pack:
    """The pack at a path, in YAML or as a form, whose remarks are printed."""
    from concord.formats.errors import Fault, FormatError
    from concord.formats.framework_pack_reader import read_pack
    from concord.formats.xlsform_reader import read_xlsform

    if path.suffix.lower() not in (".xlsx", ".xls") or path.is_dir():
        return read_pack(path)
    if not path.is_file():
        raise FormatError(Fault(str(path), "no such file"))
    pack, remarks = read_xlsform(path.read_bytes(), path.name)
    for remark in remarks:
        typer.echo(remark, err=True)
    return pack


def _written(pack: Pack, form: Form) -> bytes:
    from concord.content import content_path
    from concord.formats.framework_book import pack_to_docx, pack_to_xlsx
    from concord.formats.framework_pack import pack_to_json, pack_to_yaml
    from concord.formats.ingredient_book import read_ingredient_book
    from concord.formats.instrument_list import read_instruments
    from concord.formats.xlsform_writer import pack_to_xlsform

    if form in (Form.YAML, Form.JSON):
        return (pack_to_json(pack) if form == Form.JSON else pack_to_yaml(pack)).encode()
    if form == Form.XLSFORM:
        return pack_to_xlsform(pack)
    write = pack_to_docx if form == Form.DOCX else pack_to_xlsx
    ingredients = read_ingredient_book(content_path("cost_ingredients.yaml"))
    return write(pack, ingredients=ingredients, instruments=read_instruments(content_path("instruments.yaml")))
