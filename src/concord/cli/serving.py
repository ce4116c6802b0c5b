"""``concord serve``: the web server of a laptop or a ministry's server room; ``concord migrate``."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from concord.cli.start import start


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=1, max=32)] = 2,
    demo: Annotated[bool, typer.Option("--demo", help="With the fictional country and its logins.")] = False,
) -> None:
    """Bring the database up to date and serve Concord until stopped."""
    if demo:
        os.environ.setdefault("CONCORD_DATA_DIR", "var/demo")
    start()
    if demo:
        from concord.domains.frameworks.queries import shipped_pack
        from concord.domains.reports.demo_country import settle_demonstration

        for line in settle_demonstration(shipped_pack()):
            typer.echo(line)
    from django.db import connections

    connections.close_all()
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"Concord is at http://{shown}:{port}/ (Ctrl+C ends it)")
    sys.stdout.flush()
    listen(host, port, workers)


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
