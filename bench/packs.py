"""How long it takes to read a framework pack strictly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from bench.rows import Row, seconds

import concord
from concord.formats.framework_pack_reader import read_pack

PACK = Path(concord.__file__).parent / "content/frameworks/cbrn-core"


def reading() -> Iterator[Row]:
    """Reading and validating the shipped pack, against PyYAML that parses the same files and checks nothing."""

    files = [file.read_text("utf-8") for file in sorted(PACK.glob("*.yaml"))]

    def parse_only(loader: type) -> float:
        return seconds(lambda: [yaml.load(text, Loader=loader) for text in files], repeat=3)  # noqa: S506 - both are safe

    ours = seconds(lambda: read_pack(PACK), repeat=3)
    yield Row("read_pack on cbrn-core", ours, "s", "yaml.safe_load, no checks", ours / parse_only(yaml.SafeLoader))
    if yaml.__with_libyaml__:
        same = parse_only(yaml.CSafeLoader)
        yield Row("read_pack on cbrn-core", ours, "s", "libyaml's safe loader, no checks", ours / same)
