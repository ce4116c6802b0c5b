"""``concord assistance``: what it says, and with which code it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.formats.iati_files import a_file, project
from typer.testing import CliRunner

from concord.cli.main import app
from concord.domains.assistance.models import PublishedActivity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concord.cli.assistance.start", lambda: None)


def test_files_come_in_and_what_is_refused_is_named_by_line(tmp_path: Path) -> None:
    good, mixed = tmp_path / "good.xml", tmp_path / "mixed.xml"
    good.write_bytes(a_file(project("A")))
    mixed.write_bytes(a_file(project("A"), project("B").replace('status code="2"/>', "status/>")))
    result = CliRunner().invoke(app, ["assistance", "import", str(good), str(mixed)])
    assert result.exit_code == 2
    assert result.output.splitlines() == [
        "good.xml: 1 new, 0 changed, 0 known just so, 0 refused.",
        "mixed.xml: 0 new, 0 changed, 1 known just so, 1 refused.",
        "  line 24, B: line 30: Element 'activity-status': The attribute 'code' is required but missing.",
    ]
    assert list(PublishedActivity.objects.values_list("identifier", flat=True)) == ["A"]


def test_files_that_are_all_valid_end_well(tmp_path: Path) -> None:
    good = tmp_path / "good.xml"
    good.write_bytes(a_file())
    assert CliRunner().invoke(app, ["assistance", "import", str(good)]).exit_code == 0
