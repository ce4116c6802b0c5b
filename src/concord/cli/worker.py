"""The worker of background tasks beside ``concord serve``: a process of its own, started again whenever it ends.

The worker leaves when its server does: it holds the reading end of a pipe, which closes with the server's process even
where that is killed, on every system.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import typer

PAUSE = 5.0  # seconds before a worker that ended is started again
POLL = "1"  # seconds between two looks for a task


def work() -> None:
    """Carry out background tasks, such as searches for a roadmap, until stopped; ``concord serve`` sees to it."""
    typer.echo("Carrying out background tasks; Ctrl+C ends it.", err=True)
    _carry_out()


def _carry_out() -> None:
    from concord.cli.start import set_up

    set_up()
    from django.core.management import call_command

    # There is one worker: it need not wait a moment so as not to begin together with others.
    call_command("db_worker", interval=float(POLL), reload=False, startup_delay=False, verbosity=0)


def leave_with_server() -> None:
    """End this process once the pipe from its server closes."""

    def wait() -> None:
        # Not through sys.stdin, whose lock this thread would hold when the interpreter wants to end.
        while os.read(0, 1):
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


class Supervisor:
    """Keeps one worker running beside the server."""

    def __init__(self, command: list[str] | None = None, pause: float = PAUSE) -> None:
        self._command = command or [sys.executable, "-m", "concord.cli.worker"]
        self._pause = pause
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self.started = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker and do not start it again."""
        self._over.set()
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()  # which is its sign to leave
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join(5)

    def _keep(self) -> None:
        while not self._over.is_set():
            # The database worker ends on a locked database; whatever it was, it is started again.
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603 # our own command
            self.started += 1
            self._process.wait()
            self._over.wait(self._pause)


@contextmanager
def worker_beside() -> Iterator[None]:
    """Within the block, one worker carries out background tasks."""
    supervisor = Supervisor()
    supervisor.start()
    try:
        yield
    finally:
        supervisor.stop()


if __name__ == "__main__":
    leave_with_server()
    _carry_out()
