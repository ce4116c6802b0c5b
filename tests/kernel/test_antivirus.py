"""The operator's virus scanner decides; a scanner that cannot be asked lets nothing through."""

import sys

import pytest

from concord.kernel import antivirus
from concord.kernel.antivirus import refuse_infected
from concord.kernel.errors import InvalidInput

SCANNER = """
import os, sys
data = open(sys.argv[1], "rb").read() if len(sys.argv) > 1 else sys.stdin.buffer.read()
if any(name.startswith("CONCORD_") for name in os.environ):
    sys.exit(3)
sys.exit(1 if b"EICAR" in data else 7 if b"unreadable" in data else 0)
"""


@pytest.fixture(params=["", " {}"], ids=["by standard input", "by path"])
def scanner(request, settings, tmp_path):
    (tmp_path / "scan.py").write_text(SCANNER)
    settings.ANTIVIRUS = f"{sys.executable} {tmp_path / 'scan.py'}{request.param}"


def test_a_clean_file_passes(scanner):
    refuse_infected(b"an order in force")


def test_an_infected_file_is_refused(scanner):
    with pytest.raises(InvalidInput, match="found something"):
        refuse_infected(b"EICAR")


def test_a_file_that_could_not_be_checked_is_refused(scanner):
    with pytest.raises(InvalidInput, match="could not check"):
        refuse_infected(b"unreadable")


def test_a_scanner_that_is_not_there_lets_nothing_through(settings):
    settings.ANTIVIRUS = "no-such-scanner --quiet"
    with pytest.raises(InvalidInput, match="could not check"):
        refuse_infected(b"an order in force")


def test_a_scanner_that_takes_too_long_lets_nothing_through(settings, monkeypatch):
    monkeypatch.setattr(antivirus, "SECONDS", 0.2)
    settings.ANTIVIRUS = f"{sys.executable} -c 'import time; time.sleep(30)'"
    with pytest.raises(InvalidInput, match="could not check"):
        refuse_infected(b"an order in force")


def test_without_a_scanner_nothing_is_asked(settings):
    settings.ANTIVIRUS = ""
    refuse_infected(b"EICAR")


def test_no_shell_reads_the_command(settings, tmp_path):
    settings.ANTIVIRUS = f"true ; touch {tmp_path / 'made'}"
    refuse_infected(b"an order in force")
    assert not (tmp_path / "made").exists()
