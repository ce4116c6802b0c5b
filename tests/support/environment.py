"""Where tests run: the pytest plugin that prepares variables and database before Django reads its settings.

Loaded by ``-p tests.support.environment``, since Django is set up before any ``conftest.py`` is read.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NAME = "tests.support.environment"
DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}
DESELECTED = pytest.StashKey[int]()
PREPARED = pytest.StashKey[bool]()
FIRST = ("wheel", "browser")  # the long ones start first, so that two workers end together


def in_ci() -> bool:
    """Whether a part that cannot be tested is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="where tests that use the database run; with postgresql only those run, but for a browser's",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Set the environment once, in the process that was started first; xdist's workers inherit it."""
    if not _is_worker():
        _prepare_data_folder(early_config)
        early_config.stash[PREPARED] = True
        if early_config.known_args_namespace.database == "postgresql":
            _start_postgresql(early_config)
        else:
            os.environ.pop("CONCORD_DATABASE_URL", None)
    return (yield)


def _prepare_data_folder(config: pytest.Config) -> None:
    """Give the tests a data folder of their own, which goes with them."""
    folder = Path(tempfile.mkdtemp(prefix="concord-tests-"))
    (folder / "static").mkdir()
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["CONCORD_DATA_DIR"] = str(folder)
    os.environ["CONCORD_SECRET_KEY"] = "test-only"


def _start_postgresql(config: pytest.Config) -> None:
    from tests.support import cluster

    binaries = cluster.find_binaries()
    if binaries is None:
        sys.stdout.write("not tested: PostgreSQL (no initdb found)\n")
        raise SystemExit(1 if in_ci() else 0)
    running = cluster.start(binaries)
    config.add_cleanup(running.stop)
    os.environ["CONCORD_DATABASE_URL"] = running.url


def uses_database(item: pytest.Item) -> bool:
    """Whether a test reads or writes the database."""
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(
        getattr(item, "fixturenames", ())
    )


def runs_on_postgresql(item: pytest.Item) -> bool:
    """Whether a test says something on PostgreSQL that it does not say on SQLite.

    Journeys in a browser are about pages; the services and queries behind each page have tests of their own.
    """
    return uses_database(item) and item.get_closest_marker("browser") is None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    items.sort(key=lambda item: min((n for n, m in enumerate(FIRST) if item.get_closest_marker(m)), default=len(FIRST)))
    if config.getoption("database") == "postgresql":
        others = [item for item in items if not runs_on_postgresql(item)]
        config.stash[DESELECTED] = len(others)
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if runs_on_postgresql(item)]


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('database')}"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["without_database"] = session.config.stash.get(DESELECTED, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from xdist's workers how many tests had nothing to do with the database."""
    node.config.stash[DESELECTED] = getattr(node, "workeroutput", {}).get("without_database", 0)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("database") == "postgresql" and not _is_worker() and not config.stash.get(PREPARED, False):
        raise pytest.UsageError(f"--database=postgresql needs the option -p {NAME}; `make test` gives it.")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("database") == "postgresql":
        count = config.stash.get(DESELECTED, 0)
        terminalreporter.write_line(f"{count} tests (without a database, or in a browser) have SQLite's turn only.")
