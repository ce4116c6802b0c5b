"""The project's own files, for tests that read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src/concord"
MADE = {"__pycache__", "vendor", "node_modules"}
PAPERS = ("Makefile", "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "pyproject.toml", "package.json")
LOCKS = ("requirements.lock", "package-lock.json", "scripts/node.lock")


def files(folder: Path, *endings: str) -> Iterator[Path]:
    """Files below a folder that people wrote (nothing that was made or fetched), in order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in endings and MADE.isdisjoint(path.parts):
            yield path


def name(path: Path) -> str:
    """A file as a message should name it."""
    return path.relative_to(ROOT).as_posix()
