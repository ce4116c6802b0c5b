"""What every test can rely on: no network, quick passwords, and a browser that is watched."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.test.utils import override_settings
from django.utils import translation
from tests.support import environment
from tests.support.network import only_this_machine

NO_CHROMIUM = "not tested: pages in a browser (no Chromium found)"


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    # A bare `pytest` has not loaded the plugin, so it runs on SQLite with the settings' own data folder.
    if not pluginmanager.has_plugin(environment.NAME):
        pluginmanager.register(environment, environment.NAME)


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    with only_this_machine():
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _tasks_at_once() -> Iterator[None]:
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}):
        yield


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    # A request leaves its language active in the thread, where the next test would find it.
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One Chromium for the session; without one the test is skipped, and fails in CI."""
    from tests.support.browser import chromium, find_chromium

    path = find_chromium()
    if path is None:
        (pytest.fail if environment.in_ci() else pytest.skip)(NO_CHROMIUM)
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium(path) as running:
        yield running


@pytest.fixture
def viewport() -> tuple[int, int]:
    """Width and height in pixels; a test chooses others with ``parametrize("viewport", [(390, 844)])``."""
    return (1280, 900)


@pytest.fixture
def watch() -> object:
    """What the page of this test did; ``watch.allow`` names an expected fault."""
    from tests.support.browser import Watch

    return Watch()


@pytest.fixture
def page(browser, viewport, watch, request) -> Iterator[object]:
    """A fresh browser page. At the end no request has left the machine and the console shows no error."""
    from tests.support.browser import REPORT_VIOLATIONS

    width, height = viewport
    language = getattr(request, "param", "en")
    context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
    context.add_init_script(REPORT_VIOLATIONS)
    context.on("page", watch.follow)
    opened = context.new_page()
    yield opened
    context.close()
    assert watch.left() == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_CHROMIUM in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(NO_CHROMIUM)
