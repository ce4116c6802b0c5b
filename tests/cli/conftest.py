"""The command line in processes of its own."""

import os
import subprocess
import sys

import pytest


@pytest.fixture
def concord(tmp_path):
    """Runs ``concord`` in an empty folder with its own database; returns (exit code, output, errors)."""

    def run(*words):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("CONCORD_", "DJANGO_", "PYTEST_"))}
        done = subprocess.run(
            [sys.executable, "-c", "from concord.cli.main import main; main()", *words],
            cwd=tmp_path,
            env=environment | {"CONCORD_DATA_DIR": str(tmp_path / "var"), "CONCORD_SECRET_KEY": "test-only"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done.returncode, done.stdout, done.stderr

    run.folder = tmp_path
    return run
