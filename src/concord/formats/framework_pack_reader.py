"""A framework pack read from YAML, strictly: every fault has its file, line and field.

A pack is one YAML file, or a folder with ``pack.yaml`` (the header) and one file per area, read in name order.
A text is a plain string in the pack's language, or a mapping of language code to string.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from concord.formats.errors import Fault, FormatError
from concord.formats.framework_contradictions import Place, contradictions, dotted
from concord.formats.framework_pack import Pack
from concord.formats.yaml_source import YamlSource, own_faults, plain_fault

MAX_PACK_BYTES = 20_000_000


def _sources(path: Path) -> list[YamlSource]:
    if path.is_dir():
        header = path / "pack.yaml"
        if not header.is_file():
            raise FormatError(Fault(str(path), "the folder has no pack.yaml"))
        files = [header, *sorted(p for p in path.glob("*.yaml") if p != header)]
        return [YamlSource(file.name, file.read_bytes(), limit=MAX_PACK_BYTES) for file in files]
    if not path.is_file():
        raise FormatError(Fault(str(path), "no such file"))
    return [YamlSource(path.name, path.read_bytes(), limit=MAX_PACK_BYTES)]


def read_pack(path: Path) -> Pack:
    """The pack in a YAML file or folder; raises ``FormatError`` with every fault, each with file, line and field."""
    head, *area_files = _sources(path)
    value = dict(head.value)
    if area_files:
        if "areas" in value:
            raise FormatError(Fault(f"{head.name}, line {head.line(('areas',))}", "areas stand both here and in files"))
        value["areas"] = [source.value for source in area_files]

    def locate(loc: Place) -> str:
        source, path_there = head, loc
        if area_files and len(loc) > 1 and loc[0] == "areas" and isinstance(loc[1], int):
            source, path_there = area_files[loc[1]], loc[2:]
        return f"{source.name}, line {source.line(path_there)}, {dotted(path_there)}"

    try:
        pack = Pack.model_validate(value)
    except ValidationError as error:
        raise FormatError(*(Fault(locate(e["loc"]), plain_fault(e)) for e in own_faults(error))) from error
    faults = [Fault(locate(loc), problem) for loc, problem in contradictions(pack)]
    if faults:
        raise FormatError(*faults)
    return pack
