"""``concord risk``: take scenarios in, ask for estimates, send workbooks out and collect them, registers in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.start import start

if TYPE_CHECKING:
    from concord.domains.assessments.models import Assessment
    from concord.domains.risks.models import RiskPicture
    from concord.kernel.actor import Actor

app = typer.Typer(help="Risk scenarios and estimates.", no_args_is_help=True)

CountryCode = Annotated[str, typer.Option("--country", help="Code of the country, where there are several.")]


@app.command()
def scenarios(
    country: CountryCode = "",
    take: Annotated[bool, typer.Option("--take", help="Take in the shipped scenarios that are not here yet.")] = False,
) -> None:
    """List the country's scenarios; with --take, take in the shipped ones first."""
    start()
    from concord.domains.risks import queries
    from concord.domains.risks.taking import take_shipped

    actor, assessment = _round(country)
    if take:
        typer.echo(f"{take_shipped(actor, assessment.framework)} scenarios taken in.")
    for row in queries.scenarios(actor):
        state = f"left out: {row.left_out}" if row.left_out else ""
        typer.echo(f"{row.code:<8} {row.origin:<11} {''.join(row.hazards):<5} {row.title}  {state}".rstrip())


@app.command("open")
def open_(country: CountryCode = "") -> None:
    """Ask the institutions for their estimates."""
    start()
    from concord.domains.risks.services import open_risk_picture

    actor, assessment = _round(country)
    open_risk_picture(actor=actor, assessment=assessment)
    typer.echo("The institutions are asked for their estimates; 'concord risk workbooks' writes their workbooks.")


@app.command()
def workbooks(
    country: CountryCode = "",
    out: Annotated[Path, typer.Option("--out", help="Folder for the workbooks.")] = Path("estimates"),
    institution: Annotated[str, typer.Option("--institution", help="Only this institution's code.")] = "",
    language: Annotated[str, typer.Option("--language", help="Another language than the country's first.")] = "",
) -> None:
    """Write one estimate workbook per institution, with its estimates so far."""
    start()
    from concord.domains.people.queries import institutions
    from concord.domains.risks.workbook_files import write_workbook
    from concord.kernel.errors import InvalidInput

    actor, picture = _picture(country)
    chosen = [row for row in institutions(actor) if institution in ("", row.code)]
    if not chosen:
        raise InvalidInput(f"There is no institution '{institution}' here." if institution else "No institution yet.")
    out.mkdir(parents=True, exist_ok=True)
    for row in chosen:
        file = out / f"{row.code}.xlsx"
        file.write_bytes(write_workbook(actor, picture, row, language))
        typer.echo(str(file))


@app.command()
def collect(
    folder: Annotated[Path, typer.Argument(help="Folder with the workbooks that came back.")],
    country: CountryCode = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Also over what was changed here meanwhile.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
) -> None:
    """Take in returned estimate workbooks; bad files are named and the rest is collected."""
    start()
    from concord.domains.risks.workbook_files import collect_file
    from concord.formats.errors import FormatError
    from concord.formats.estimate_workbook_reader import read_estimate_workbook
    from concord.kernel.errors import InvalidInput

    actor, picture = _picture(country)
    files = sorted(file for file in folder.glob("*.xlsx") if not file.name.startswith("~$"))
    if not files:
        raise InvalidInput(f"There is no .xlsx workbook in {folder}.")
    wrong = []
    for file in files:
        try:
            read, faults = read_estimate_workbook(file.read_bytes(), file.name)
            done = collect_file(actor, picture, read, file.name, overwrite=overwrite, dry_run=dry_run)
        except FormatError as error:
            wrong += error.faults
            continue
        wrong += faults
        typer.echo(f"{file.name}: {done.institution}: {done.taken} taken, {done.same} unchanged")
        if done.conflicts:
            typer.echo(f"  changed here meanwhile, not taken: {', '.join(done.conflicts)}")
        if done.unknown:
            typer.echo(f"  no such scenario, or left out: {', '.join(done.unknown)}")
    for fault in wrong:
        typer.echo(f"Error: {fault}", err=True)
    if wrong:
        raise typer.Exit(2)


@app.command()
def register(
    file: Annotated[Path | None, typer.Argument(help="Register (.xlsx) to take in.")] = None,
    country: CountryCode = "",
    out: Annotated[Path | None, typer.Option("--out", help="Write the country's own register here.")] = None,
    column_map: Annotated[Path | None, typer.Option("--map", help="YAML that names the file's columns.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Also rewrite scenarios that are here already.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
) -> None:
    """Write the risk register (--out), or take scenarios in from one."""
    if (file is None) == (out is None):
        raise typer.BadParameter("Give either a register to take in, or --out FILE.xlsx.")
    start()
    if out is not None:
        _write_register(country, out)
    elif file is not None:
        _read_register(country, file, column_map, replace=replace, dry_run=dry_run)


def _write_register(country: str, out: Path) -> None:
    from concord.domains.risks.queries import picture_of
    from concord.domains.risks.register import register_file

    actor, assessment = _round(country)
    out.write_bytes(register_file(actor, picture_of(actor, assessment), "Risk register"))
    typer.echo(f"{out} written.")


def _read_register(country: str, file: Path, column_map: Path | None, *, replace: bool, dry_run: bool) -> None:
    from concord.domains.risks.register import propose_register, take_proposed
    from concord.formats.risk_register import read_register_map

    actor, _assessment = _round(country)
    mapping = read_register_map(column_map) if column_map else None
    proposed = propose_register(actor, file.read_bytes(), file.name, mapping)
    typer.echo("Columns: " + ", ".join(f"{shown} = {ours}" for ours, shown in proposed.headings))
    for text in proposed.new:
        typer.echo(f"  new   {text.code:<8} {text.title}")
    for text in proposed.here:
        typer.echo(f"  here  {text.code:<8} {text.title}")
    if not dry_run:
        new, changed = take_proposed(actor, proposed, replace=replace)
        typer.echo(f"{new} scenarios came in new, {changed} were rewritten.")
    for fault in proposed.faults:
        typer.echo(f"Error: left out: {fault}", err=True)
    if proposed.faults:
        raise typer.Exit(2)


def _round(country: str) -> tuple[Actor, Assessment]:
    from concord.domains.assessments.queries import latest_assessment
    from concord.domains.people.queries import command_actor, find_country, only_country
    from concord.kernel.errors import InvalidInput

    actor = command_actor(find_country(country) if country else only_country(), "concord risk")
    assessment = latest_assessment(actor)
    if assessment is None:
        raise InvalidInput("This country has no assessment yet; open one with 'concord assessment open'.")
    return actor, assessment


def _picture(country: str) -> tuple[Actor, RiskPicture]:
    from concord.domains.risks.queries import picture_of
    from concord.kernel.errors import InvalidInput

    actor, assessment = _round(country)
    picture = picture_of(actor, assessment)
    if picture is None:
        raise InvalidInput("Nobody is asked for estimates yet; 'concord risk open' does that.")
    return actor, picture
