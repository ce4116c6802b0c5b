"""The built wheel is all a server needs: it installs into a clean environment and serves pages without Node or make."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from importlib.metadata import distribution
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.support.sources import PACKAGE, ROOT

pytestmark = pytest.mark.wheel
READY_SECONDS = 180


def run(*command: str | Path) -> None:
    """Run a command; if it fails, the test shows what it said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    assert (PACKAGE / "ui/static/concord/vendor/VERSIONS.txt").exists(), (
        "run `make install` first: the assets are missing"
    )
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


def add_required(lines: list[str], extras: frozenset[str], found: dict[str, frozenset[str]]) -> None:
    """Add to ``found`` what these ``Requires-Dist`` lines ask for here, and all that those need in turn."""
    wanted = [{"extra": extra} for extra in ("", *extras)]
    for requirement in map(Requirement, lines):
        name, more = canonicalize_name(requirement.name), frozenset(requirement.extras)
        applies = requirement.marker is None or any(requirement.marker.evaluate(case) for case in wanted)
        if applies and not (name in found and more <= found[name]):
            found[name] = found.get(name, frozenset()) | more
            add_required(distribution(name).requires or [], found[name], found)


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Iterator[Path]:
    """The ``bin`` folder of a new environment: the wheel, and copies of what it declares to need, as locked.

    They are copied and not fetched, because tests speak to no other machine; ``pip check`` says whether any is missing.
    """
    home = tmp_path_factory.mktemp("clean")
    venv.create(home, symlinks=True)
    site = home / f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    needed: dict[str, frozenset[str]] = {}
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        declared = message_from_bytes(archive.read(metadata)).get_all("Requires-Dist", [])
    add_required(declared, frozenset(), needed)
    for name in needed:
        for file in distribution(name).files or []:
            if ".." not in file.parts and "__pycache__" not in file.parts:
                target = site / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.locate(), target)
    pip = [sys.executable, "-m", "pip", "--python", home / "bin/python", "--isolated", "--disable-pip-version-check"]
    run(*pip, "install", "--quiet", "--no-index", wheel)
    run(*pip, "check")
    yield home / "bin"
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def address(installed, tmp_path_factory) -> Iterator[str]:
    """Where the installed Concord serves its demonstration; nothing but its own programs is on the PATH."""
    home = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": str(installed),
        "HOME": str(home),
        "CONCORD_DATA_DIR": str(home / "data"),
        "LC_ALL": "C.UTF-8",
    }
    log = home / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [installed / "concord", "serve", "--port", str(port), "--demo"],
            cwd=home, env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + READY_SECONDS
    while not answers(port):
        assert server.poll() is None and time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(0.2)
    assert f"http://127.0.0.1:{port}/" in log.read_text()
    yield f"http://127.0.0.1:{port}/"
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fetch(url: str) -> tuple[str, str, bytes]:
    """The final address, content type and body of a page."""
    try:
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - our own server's address
            return response.url, response.headers["Content-Type"], response.read()
    except HTTPError as error:
        pytest.fail(f"{error.url}: {error}")


def test_wheel_carries_assets_translations_and_licences(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    vendor = "concord/ui/static/concord/vendor/"
    for file in ("tabler.min.css", "tabler.rtl.min.css", "htmx.min.js", "VERSIONS.txt", "LICENSE-tabler.txt"):
        assert vendor + file in names
    for catalogue in PACKAGE.glob("locale/*/LC_MESSAGES/django.po"):
        assert f"concord/{catalogue.relative_to(PACKAGE).with_suffix('.mo').as_posix()}" in names
    assert "concord/content/LICENSE" in names
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests", "node_modules", "docs")) for name in names)


def test_installed_wheel_serves_the_sign_in_page_and_its_files(address):
    url, kind, body = fetch(address)
    page = body.decode()
    assert kind.startswith("text/html")
    assert url != address, "the first page should send a stranger to the sign-in page"
    assert 'type="password"' in page
    files = re.findall(r'<(?:link|script)[^>]+(?:href|src)="([^"]+\.(?:css|js)[^"]*)"', page)
    assert any("tabler" in file for file in files)
    for file in files:
        _, kind, content = fetch(urljoin(url, file))
        assert kind.partition(";")[0] in {"text/css", "text/javascript", "application/javascript"}
        assert len(content) > 0
