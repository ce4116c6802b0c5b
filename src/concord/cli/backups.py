"""``concord backup``, ``concord restore`` and ``concord backup-key``: nothing lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.start import set_up, start

if TYPE_CHECKING:
    from concord.formats.backup_file import Sums


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            envvar="CONCORD_BACKUP_KEY",
            help="Recipient (age1…), or a file with one in each line; again for several.",
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace FILE where it exists.")] = False,
) -> None:
    """Write everything into one encrypted file, while the server runs, and read it back."""
    set_up()
    from concord.domains.reports.chain import COMMAND
    from concord.kernel.backup import make_backup

    made = make_backup(actor=COMMAND, path=file, recipients=recipients(to or []), replace=replace)
    typer.echo(f"{file}: {_counted(made.sums)}, {made.size / 1e6:.1f} MB, written and read back.")
    typer.echo(f"SHA-256 {made.sha256}")
    for fault in made.faults:
        typer.echo(f"Error: {fault}", err=True)
    if made.faults:
        raise typer.Exit(2)


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    identity: Annotated[Path, typer.Option("--identity", help="The file that 'concord backup-key' made.")],
) -> None:
    """Take a backup into an empty installation, everything or nothing, and count it again."""
    from concord.formats.age_file import read_identity

    key = read_identity(_text(identity), identity.name)
    set_up()
    from concord.kernel.backup import read_about, refuse_unless_empty, restore_backup

    refuse_unless_empty()
    read_about(path=file, identity=key)  # before any table is made
    start()
    restored = restore_backup(path=file, identity=key)
    typer.echo(f"{_counted(restored.sums)} are identical.")
    typer.echo(f"It is as it was at {restored.about.made_at}; 'concord audit verify' walks its trail.")


def backup_key(file: Annotated[Path, typer.Argument(help="Where to write the secret identity.")]) -> None:
    """Make the key pair of backups: FILE opens them and is kept elsewhere; what is printed goes after --to."""
    from concord.formats.age_file import identity_file, make_identity

    identity, recipient = make_identity()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(identity_file(identity, recipient))
    typer.echo(recipient)
    typer.echo(f"Keep {file} away from this server, in two places: without it no backup can be opened.", err=True)


def recipients(given: list[str]) -> list[str]:
    """The recipients that were named, or stand in the files that were."""
    from concord.formats.age_file import RECIPIENT, read_recipients

    found: list[str] = []
    for each in given:
        found += [each] if each.startswith(RECIPIENT) else read_recipients(_text(Path(each)), each)
    return found


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def _counted(sums: Sums) -> str:
    tables = sum(1 for table in sums.tables.values() if table.rows)
    return f"{sums.rows:,} rows in {tables:,} tables and {len(sums.files):,} files"
