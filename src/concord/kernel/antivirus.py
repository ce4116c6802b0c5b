"""The optional virus scanner: a command of the operator's, ``CONCORD_ANTIVIRUS``, asked before a file is kept.

The file goes to its standard input, or where a word of the command is ``{}``, to a path in that word's place.
Exit code 0 says clean and 1 infected, as ClamAV's commands do; anything else says that it could not be checked.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from concord.kernel.errors import InvalidInput

SECONDS = 60
_CLEAN, _INFECTED = 0, 1
_PATH = "{}"


def refuse_infected(data: bytes) -> None:
    """Refuse a file in which the scanner found something, or that it could not check; without a scanner, none."""
    words = shlex.split(settings.ANTIVIRUS)
    if not words:
        return
    found = _scan_by_path(words, data) if _PATH in words else _scan(words, data)
    if found == _INFECTED:
        raise InvalidInput(_("The virus scanner found something in this file; it was not kept."))
    if found != _CLEAN:
        raise InvalidInput(_("The virus scanner could not check this file, so it was not kept; tell the operator."))


def _scan_by_path(words: list[str], data: bytes) -> int | None:
    with tempfile.TemporaryDirectory(prefix="concord-scan-") as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        return _scan([str(path) if word == _PATH else word for word in words], b"")


def _scan(words: list[str], data: bytes) -> int | None:
    """The scanner's exit code; None where it could not be run, or took too long."""
    # The scanner has no business with the server's key or with the address of its database.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONCORD_")}
    try:
        # The operator's own command, word by word and without a shell; what was uploaded never becomes a word of it.
        done = subprocess.run(  # noqa: S603
            words, input=data, env=environment, timeout=SECONDS, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode
