"""The ``concord`` command. Errors become one clear line and an exit code here, and nowhere else."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import traceback
from pathlib import Path

import typer

from concord.cli import (
    assessments,
    assistance,
    audits,
    backups,
    benches,
    builds,
    frameworks,
    people,
    plans,
    risks,
    serving,
    ticks,
    worker,
    workshops,
)

BAD_INPUT, UNEXPECTED = 2, 1

app = typer.Typer(
    help="From a national CBRN needs assessment to a National Action Plan.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("build")(builds.build)
app.command("demo")(builds.demo)
app.command("template")(builds.template)
app.command("serve")(serving.serve)
app.command("migrate")(serving.migrate)
app.command("tick")(ticks.tick)
app.command("work")(worker.work)
app.command("backup")(backups.backup)
app.command("restore")(backups.restore)
app.command("backup-key")(backups.backup_key)
app.add_typer(frameworks.app, name="framework")
app.add_typer(assessments.app, name="assessment")
app.add_typer(risks.app, name="risk")
app.add_typer(plans.app, name="plan")
app.add_typer(assistance.app, name="assistance")
app.add_typer(workshops.app, name="workshop")
app.add_typer(people.app, name="country")
app.add_typer(people.people, name="people")
app.add_typer(audits.app, name="audit")
app.add_typer(benches.app, name="bench")


def main() -> None:
    """Run the command and turn what went wrong into words."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        app()
    except (KeyboardInterrupt, SystemExit):
        raise
    except Exception as error:
        sys.exit(_explain(error))


def _explain(error: Exception) -> int:
    from concord.formats.errors import FormatError
    from concord.kernel.errors import ConcordError

    if isinstance(error, FormatError):
        for fault in error.faults:
            typer.echo(f"Error: {fault}", err=True)
        return BAD_INPUT
    if isinstance(error, ConcordError):
        typer.echo(f"Error: {error}", err=True)
        return BAD_INPUT
    if isinstance(error, OSError) and error.filename:
        typer.echo(f"Error: {error.filename}: {error.strerror}", err=True)
        return BAD_INPUT
    handle, name = tempfile.mkstemp(prefix="concord-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        traceback.print_exc(file=out)
    typer.echo(f"Error: something unexpected went wrong; the details for a bug report are in {Path(name)}.", err=True)
    return UNEXPECTED
