"""``concord serve``: the web server of a laptop or a ministry's server room; ``concord migrate``."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from concord.cli.start import start
from concord.cli.worker import worker_beside

_EVERY_INTERFACE, _THIS_MACHINE = "0.0.0.0", "127.0.0.1"  # noqa: S104 # the first only with --lan, or when asked for
_BLOCKS = "█▀▄"


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on; with --lan, this one only.")] = "",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=1, max=32)] = 2,
    demo: Annotated[bool, typer.Option("--demo", help="With the fictional country and its logins.")] = False,
    lan: Annotated[bool, typer.Option("--lan", help="For the phones of a room; prints the address to type.")] = False,
) -> None:
    """Bring the database up to date and serve Concord until stopped."""
    if demo:
        os.environ.setdefault("CONCORD_DATA_DIR", "var/demo")
    addresses = _open_to_the_room(host, port) if lan else []
    start()
    if demo:
        from concord.domains.frameworks.queries import shipped_pack
        from concord.domains.reports.demo_country import settle_demonstration

        for line in settle_demonstration(shipped_pack()):
            typer.echo(line)
    from django.db import connections

    connections.close_all()
    for line in _in_the_room(addresses, port) if lan else [f"Concord is at {_url(host or _THIS_MACHINE, port)}/"]:
        typer.echo(line)
    typer.echo("Ctrl+C ends it.")
    sys.stdout.flush()
    with worker_beside():
        listen(host or (_EVERY_INTERFACE if lan else _THIS_MACHINE), port, workers)


def listen(host: str, port: int, workers: int) -> None:
    """Serve an installation whose database is up to date, until stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        target="concord.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        # granian has one worker on Windows.
        workers=1 if sys.platform == "win32" else workers,
        blocking_threads=4,
        log_access=False,
        log_level="warning",
    ).serve()


def migrate() -> None:
    """Create or upgrade the tables of this installation's database."""
    start()
    typer.echo("The database is up to date.")


def _open_to_the_room(host: str, port: int) -> list[str]:
    """Allow exactly the addresses under which the room reaches this machine; must come before the settings are read."""
    from concord.cli.lan import lan_addresses
    from concord.kernel.errors import WrongState

    addresses = lan_addresses() if host in ("", _EVERY_INTERFACE, "::") else [host]
    if not addresses:
        raise WrongState(
            "This machine is in no network; join the room's Wi-Fi or plug in its cable, or name an address with --host."
        )
    own = os.environ.get("CONCORD_HOSTS", "localhost,127.0.0.1,[::1]")
    names = [_bracketed(address) for address in addresses]
    os.environ["CONCORD_HOSTS"] = ",".join(dict.fromkeys([*own.split(","), *names]))
    # A room has no certificate: cookies that want HTTPS would sign nobody in.
    os.environ["CONCORD_HTTPS"] = "false"
    os.environ.setdefault("CONCORD_ADDRESS", _url(addresses[0], port))
    return addresses


def _in_the_room(addresses: list[str], port: int) -> list[str]:
    """What the terminal says: the address, large as a QR code, and the others there are."""
    from concord.formats.qr_code import qr_text

    first, *others = (f"{_url(address, port)}/" for address in addresses)
    lines = [
        "",
        qr_text(first, blocks=_shows(_BLOCKS)),
        "",
        f"In this room's network, Concord is at  {first}",
        *(f"or, in another network of this machine: {other}" for other in others),
        f"On this machine it is also at {_url(_THIS_MACHINE, port)}/",
        "There is no HTTPS here: use it in a network that you trust.",
    ]
    if sys.platform == "win32":
        lines.append("If phones cannot reach it, allow Python through Windows' firewall for private networks.")
    return lines


def _url(host: str, port: int) -> str:
    return f"http://{_bracketed(host)}" + ("" if port == 80 else f":{port}")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _shows(letters: str) -> bool:
    """Whether the terminal's encoding has these letters."""
    try:
        letters.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
