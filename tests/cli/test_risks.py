"""``concord risk``: from scenarios to collected workbooks and registers."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.factories import World, make_world
from typer.testing import CliRunner

from concord.cli import start
from concord.cli.main import app
from concord.domains.risks.models import Estimate, Scenario

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(start, "start", lambda: None)
    monkeypatch.setattr("concord.cli.risks.start", lambda: None)
    return make_world()


def said(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["risk", *words])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_from_scenarios_to_collected_workbooks(world: World, tmp_path: Path) -> None:
    listed = said("scenarios", "--take").splitlines()
    assert listed[0] == "26 scenarios taken in."
    assert listed[1] == "N-01     natural     B     A new disease of the lungs spreads from person to person"
    assert "concord risk workbooks" in said("open")
    files = said("workbooks", "--out", str(tmp_path / "out")).split()
    assert sorted(Path(file).name for file in files) == ["customs.xlsx", "health.xlsx", "interior.xlsx"]
    file = tmp_path / "out" / "health.xlsx"
    book = openpyxl.load_workbook(file)
    for column in range(4, 9):
        book["Estimates"].cell(4, column).value = "3"
    book.save(file)
    (tmp_path / "out" / "interior.xlsx").write_bytes(b"no workbook")
    dry = said("collect", str(tmp_path / "out"), "--dry-run", code=2)
    assert "health.xlsx: Health of Tarsovia: 1 taken, 0 unchanged" in dry
    assert "interior.xlsx: this is not an Excel workbook (.xlsx)" in dry
    assert Estimate.objects.for_actor(world.actor).count() == 0
    said("collect", str(tmp_path / "out"), code=2)
    assert Estimate.objects.for_actor(world.actor).get().likelihood == 3


def test_a_register_goes_out_and_comes_in(world: World, tmp_path: Path) -> None:
    said("scenarios", "--take")
    out = tmp_path / "register.xlsx"
    assert said("register", "--out", str(out)) == f"{out} written.\n"
    Scenario.objects.for_actor(world.actor).filter(code="D-09").delete()
    assert "  new   D-09     A dangerous germ" in said("register", str(out), "--dry-run")
    assert Scenario.objects.for_actor(world.actor).count() == 25
    assert "1 scenarios came in new, 0 were rewritten." in said("register", str(out))
    assert "Give either a register" in said("register", code=2)
