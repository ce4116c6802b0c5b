"""What ships as data: frameworks and the ingredient book, as YAML files beside this one."""

from __future__ import annotations

from pathlib import Path


def content_path(*parts: str) -> Path:
    """Where a piece of shipped content lies, for example ``content_path("frameworks", "cbrn-core")``."""
    return Path(__file__).parent.joinpath(*parts)
