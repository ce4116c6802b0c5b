"""``concord plan import`` and ``concord plan totals``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories import World, make_world
from tests.plan_files import costed_plan, workbook
from typer.testing import CliRunner

from concord.cli.main import app
from concord.domains.plans.models import Plan
from concord.formats.errors import FormatError

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("concord.cli.plans.start", lambda: None)
    return make_world(planned=False)


def said(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["plan", *words])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def plans(world: World) -> int:
    return Plan.objects.for_actor(world.actor).count()


def test_from_a_file_without_mapping_to_a_plan_equal_to_it(world: World, tmp_path: Path) -> None:
    file, mapping = tmp_path / "plan.xlsx", tmp_path / "plan-map.yaml"
    file.write_bytes(costed_plan())
    first = said("import", str(file), "--country", "QT")
    assert "2 objectives, 4 actions, likely cost 48,000,000.75 XOF" in first
    assert "row 5: 'N/A' names no year; the cost is put into the plan's first year" in first
    assert 'action: "activity"' in mapping.read_text("utf-8")
    tried = said("import", str(file), "--country", "QT", "--map", str(mapping), "--dry-run")
    assert tried.endswith("Nothing was written (--dry-run).\n")
    assert plans(world) == 0
    done = said("import", str(file), "--country", "QT", "--map", str(mapping), "--title", "National plan")
    assert "Imported as “National plan”: 4 actions, 2 rows to be clarified." in done
    assert done.endswith("Totals by year and by category are equal to those of the file, to the cent.\n")
    totals = said("totals", "--country", "QT")
    assert f"  {'2026, 2027, 2028':<62} {'1,000,000.00':>22} XOF" in totals
    assert f"  {'Workforce':<62} {'2,000,000.50':>22} XOF" in totals


def test_a_mapping_that_is_there_is_not_written_over(world: World, tmp_path: Path) -> None:
    file, mapping = tmp_path / "plan.xlsx", tmp_path / "plan-map.yaml"
    file.write_bytes(costed_plan())
    mapping.write_text("mine")
    result = CliRunner().invoke(app, ["plan", "import", str(file)])
    assert "is there already" in str(result.exception)
    assert mapping.read_text() == "mine"


def test_what_must_still_be_named_is_told_with_the_proposal(world: World, tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(workbook([("Action", "Cost", "Year"), ("A", 1, 2026)]))
    assert "Still to be named:" in said("import", str(file), "--propose", str(tmp_path / "m.yaml"))
    result = CliRunner().invoke(app, ["plan", "import", str(file), "--map", str(tmp_path / "m.yaml")])
    assert isinstance(result.exception, FormatError)
    assert plans(world) == 0
