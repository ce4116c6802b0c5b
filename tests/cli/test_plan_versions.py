"""``concord plan versions``, ``diff`` and ``verify``, called as the command line calls them."""

from __future__ import annotations

import pytest
import typer
from django.db import connection
from tests.domains.plans.roads import set_out

from concord.cli import audits, plans_versions
from concord.domains.plans.services.narrative import write_section
from concord.domains.plans.services.versions import keep_version
from concord.kernel.errors import ConcordError, InvalidInput, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(monkeypatch):
    """A plan with two versions, the second of which has a section; that was changed since."""
    for module in (plans_versions, audits):
        monkeypatch.setattr(module, "start", lambda: None)  # the tests' database is there already
    way = set_out()
    keep_version(actor=way.focal, plan=way.plan, note="First.")
    write_section(actor=way.focal, plan=way.plan, code="vision", text="One country.")
    keep_version(actor=way.focal, plan=way.plan)
    write_section(actor=way.focal, plan=way.plan, code="vision", text="One safe country.", base=1)
    return way


def test_versions_are_listed_with_their_hashes(way, capsys):
    plans_versions.versions()
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [(line[0], line[1], line[-1]) for line in lines] == [
        ("0.2", "draft", way.last.sha256), ("0.1", "skeleton", lines[1][-1]),
    ]  # fmt: skip
    assert len(lines[1][-1]) == 64


def test_differences_are_told_line_by_line(way, capsys):
    plans_versions.diff("0.2", "now", "QT")
    assert capsys.readouterr().out.splitlines() == [
        "0 actions added, 0 dropped, 0 changed.", "", "Sections", "~ vision Vision and goals",
        "    Text: One{+ safe+} country.",
    ]  # fmt: skip
    plans_versions.diff("0.1", "0.2")
    assert "+ vision Vision and goals" in capsys.readouterr().out
    plans_versions.diff("0.1", "0.1")
    assert capsys.readouterr().out == "Both versions say the same.\n"


def test_differences_are_written_as_a_word_document(way, capsys, tmp_path):
    plans_versions.diff("0.1", "0.2", out=tmp_path / "difference.docx")
    assert (tmp_path / "difference.docx").read_bytes()[:2] == b"PK"
    assert capsys.readouterr().out == f"{tmp_path / 'difference.docx'} is written.\n"


def test_what_is_not_there_is_said_in_a_sentence(way):
    with pytest.raises(NotFound, match=r"no version 0\.7"):
        plans_versions.diff("0.7")
    with pytest.raises(InvalidInput, match="no country 'XX'"):
        plans_versions.versions("XX")


def test_an_altered_version_is_found_by_both_commands_that_verify(way, capsys):
    plans_versions.verify()
    assert capsys.readouterr().out == "QT: every version is what was kept.\n"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plans_planversion SET content = '{}' WHERE number = '0.1'")
    with pytest.raises(typer.Exit) as left:
        plans_versions.verify("QT")
    assert left.value.exit_code == 2
    assert capsys.readouterr().out == "QT: Version 0.1 was altered: its SHA-256 does not fit.\n"
    with pytest.raises(typer.Exit):
        audits.verify(country="QT")
    assert "QT: Version 0.1 was altered: its SHA-256 does not fit.\n" in capsys.readouterr().out
    with pytest.raises(ConcordError, match="Restore it from a backup"):
        plans_versions.diff("0.1")
