"""``concord workshop``: a country's work goes to a room on a laptop, and comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.start import set_up, start

if TYPE_CHECKING:
    from concord.domains.people.models import Country
    from concord.domains.workshops.carrying_file import Written
    from concord.kernel.actor import Actor

app = typer.Typer(help="A country's work on a laptop for a room, and back.", no_args_is_help=True)

CountryCode = Annotated[str, typer.Option("--country", help="Code of the country; needed where there are several.")]
Replace = Annotated[bool, typer.Option("--replace", help="Replace FILE where it exists.")]
PassphraseFile = Annotated[Path | None, typer.Option("--passphrase-file", help="A file that holds the passphrase.")]


@app.command()
def take(
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    country: CountryCode = "",
    person: Annotated[str, typer.Option("--with", help="Who has the laptop; pages at home say so.")] = "",
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="Recipient (age1…) or a file with one in each line, instead of a passphrase."),
    ] = None,
    passphrase_file: PassphraseFile = None,
    replace: Replace = False,
) -> None:
    """Put a country's work into an encrypted file; until it is back, it can only be read here."""
    from concord.cli.backups import recipients
    from concord.formats.sealed_file import Lock, make_passphrase

    given = _passphrase(passphrase_file) if passphrase_file else ""
    lock = Lock(tuple(recipients(to))) if to else Lock(passphrase=given or make_passphrase())
    start()
    from concord.domains.workshops.services.carrying import take_country

    which = _country(country)
    written = take_country(actor=_actor(which), path=out, lock=lock, person=person, replacing=replace)
    _tell(written)
    if lock.passphrase and not given:
        typer.echo(f"Passphrase: {lock.passphrase}")
        typer.echo("Write it down now and carry it apart from the file; it is kept nowhere and shown once.")
    typer.echo(f"{which.name} can only be read here until 'concord workshop return', or 'concord workshop lost'.")


@app.command("open")
def open_file(
    file: Annotated[Path, typer.Argument(help="What 'concord workshop take' wrote.")],
    identity: Annotated[Path | None, typer.Option("--identity", help="The key it was encrypted to.")] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Load it on the laptop, into an empty installation."""
    from concord.formats.age_file import read_identity
    from concord.formats.sealed_file import Key

    if identity is not None:
        key = Key(identity=read_identity(identity.read_text("utf-8", errors="replace"), identity.name))
    elif passphrase_file is not None:
        key = Key(passphrase=_passphrase(passphrase_file))
    else:
        key = Key(passphrase=typer.prompt("Passphrase", hide_input=True, err=True).strip())
    set_up()
    from concord.domains.workshops.carrying_file import first_slip
    from concord.domains.workshops.services.carrying import open_copy
    from concord.kernel.backup import refuse_unless_empty

    refuse_unless_empty()
    first_slip(file, key)  # before any table is made
    start()
    from concord.domains.people.enums import Role
    from concord.kernel.actor import Actor

    actor = Actor("concord workshop open", roles=frozenset({Role.OPERATOR}))
    copy = open_copy(actor=actor, path=file, key=key)
    typer.echo(f"{copy.country.name} is on this machine now; 'concord serve --lan' opens it to the room.")
    typer.echo("Afterwards, 'concord workshop pack --out FILE' writes what goes home.")


@app.command()
def pack(
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    country: CountryCode = "",
    replace: Replace = False,
) -> None:
    """On the laptop: write everything into a file that only home opens; then nothing is written here any more."""
    start()
    from concord.domains.workshops.services.carrying import pack_copy

    _tell(pack_copy(actor=_actor(_country(country)), path=out, replacing=replace))
    typer.echo("At home, 'concord workshop return' takes it in. To go on here, 'concord workshop resume'.")


@app.command()
def resume(country: CountryCode = "") -> None:
    """On the laptop: go on working after it was packed; pack again before you go home."""
    start()
    from concord.domains.workshops.services.carrying import resume_copy

    resume_copy(actor=_actor(_country(country)))
    typer.echo("Work goes on here; what was packed before lacks it, so pack again.")


@app.command("return")
def return_file(file: Annotated[Path, typer.Argument(help="What 'concord workshop pack' wrote.")]) -> None:
    """At home: take back what was packed, if it continues exactly what left; everything or nothing."""
    start()
    from concord.domains.workshops.carrying_return import carrying_of
    from concord.domains.workshops.services.carrying import return_country

    which = carrying_of(file).country
    back = return_country(actor=_actor(which), path=file)
    typer.echo(
        f"{which.name} is back: {back.new:,} rows new, {back.changed:,} changed, {back.removed:,} removed, "
        f"{back.files:,} files; {back.entries:,} entries continue its audit trail."
    )


@app.command()
def lost(country: CountryCode = "") -> None:
    """At home: the laptop is gone. Its copy is void for good, and work goes on here as it was left."""
    start()
    from concord.domains.workshops.services.carrying import declare_lost

    which = _country(country)
    away = declare_lost(actor=_actor(which))
    typer.echo(f"The copy of {away.taken_at:%Y-%m-%d} is void; {which.name} can be written to here again.")


def _country(code: str) -> Country:
    from concord.domains.people.queries import find_country, only_country

    return find_country(code) if code else only_country()


def _actor(country: Country) -> Actor:
    from concord.domains.people.queries import command_actor

    return command_actor(country, "concord workshop")


def _passphrase(file: Path) -> str:
    from concord.kernel.errors import InvalidInput

    found = file.read_text("utf-8", errors="replace").strip()
    if len(found) < 12:
        raise InvalidInput(f"{file} holds no passphrase of at least 12 letters; leave it out, and one is made.")
    return found


def _tell(written: Written) -> None:
    typer.echo(
        f"{written.path}: {written.rows:,} rows and {written.files:,} files, {written.size / 1e6:.1f} MB, "
        "written and read back."
    )
    for sha256 in written.missing:
        typer.echo(f"Not in it, since the store no longer has it as it was uploaded: evidence {sha256}", err=True)
