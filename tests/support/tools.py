"""Put PostgreSQL and Chromium on a machine that lacks them, where we are root and there is apt; else say nothing.

What is still missing afterwards is named by the tests themselves, in one line each.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.support.browser import find_chromium
from tests.support.cluster import find_binaries

LIMIT_SECONDS = 300


def missing_packages() -> list[str]:
    """The apt packages that would fill what is not there."""
    return ["postgresql"] * (find_binaries() is None) + ["chromium"] * (find_chromium() is None)


def main() -> None:
    """Install what is missing, quietly; a failure is left to the tests to report."""
    missing = missing_packages()
    if not missing or not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    sys.stdout.write(f"installing by apt for the tests: {', '.join(missing)}\n")
    sys.stdout.flush()
    # RUNLEVEL=1 keeps the package from starting a server of its own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    for words in (["update"], *(["install", "-y", "--no-install-recommends", name] for name in missing)):
        try:
            subprocess.run([*quiet, *words], env=environment, capture_output=True, check=False, timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            return


if __name__ == "__main__":
    main()
