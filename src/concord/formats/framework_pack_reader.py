"""A framework pack read from YAML, strictly: every fault has its file, line and field.

A pack is one YAML file, or a folder with ``pack.yaml`` (the header) and one file per area, read in name order.
A text is a plain string in the pack's language, or a mapping of language code to string.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from concord.formats.errors import Fault, FormatError
from concord.formats.framework_contradictions import Place, contradictions, dotted
from concord.formats.framework_pack import Pack

MAX_PACK_BYTES = 20_000_000


class _Source:
    """One YAML file parsed twice: to plain values, and to nodes that know their lines."""

    def __init__(self, name: str, raw: bytes) -> None:
        self.name = name
        if len(raw) > MAX_PACK_BYTES:
            raise FormatError(Fault(name, f"the file is larger than {MAX_PACK_BYTES // 1_000_000} MB"))
        try:
            text = raw.decode("utf-8-sig")
            loader = yaml.CSafeLoader(text) if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader(text)
            _refuse_aliases(name, text)
            self.node: Any = loader.get_single_node()
            _refuse_repeated_keys(name, self.node)
            self.value: Any = loader.construct_document(self.node) if self.node is not None else None
        except UnicodeDecodeError as error:
            raise FormatError(Fault(name, "the file is not UTF-8 text")) from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = f", line {mark.line + 1}" if mark else ""
            raise FormatError(Fault(f"{name}{line}", f"not valid YAML: {error.problem or error.context}")) from error
        except FormatError:
            raise
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            # A date such as 2025-13-40 is YAML's own ValueError.
            raise FormatError(Fault(name, "not valid YAML")) from error
        if not isinstance(self.value, dict):
            raise FormatError(Fault(name, "expected a mapping of fields such as 'code: …' at the top"))

    def line(self, path: Place) -> int:
        """The line on which the deepest existing part of ``path`` starts, counted from 1."""
        node, found = self.node, _line(self.node)
        for step in path:
            if isinstance(node, yaml.MappingNode) and isinstance(step, str):
                pair = next(((k, v) for k, v in node.value if k.value == step), None)
                if pair is None:
                    break
                found, node = _line(pair[0]), pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                found = _line(node)
            else:
                break
        return found


def _line(piece: Any) -> int:
    return int(piece.start_mark.line) + 1


def _refuse_repeated_keys(name: str, top: Any) -> None:
    # YAML readers keep the last of two equal fields, so that an author's text would vanish without a word.
    nodes = [top]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    raise FormatError(Fault(f"{name}, line {_line(key)}", f"the field '{key.value}' stands here twice"))
                seen.add(str(key.value))
                nodes.append(value)


def _refuse_aliases(name: str, text: str) -> None:
    # Anchors let a small file unfold into gigabytes, and a pack never needs them.
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            raise FormatError(Fault(f"{name}, line {_line(event)}", "YAML aliases (*name) are not allowed in a pack"))


def _sources(path: Path) -> list[_Source]:
    if path.is_dir():
        header = path / "pack.yaml"
        if not header.is_file():
            raise FormatError(Fault(str(path), "the folder has no pack.yaml"))
        files = [header, *sorted(p for p in path.glob("*.yaml") if p != header)]
        return [_Source(file.name, file.read_bytes()) for file in files]
    if not path.is_file():
        raise FormatError(Fault(str(path), "no such file"))
    return [_Source(path.name, path.read_bytes())]


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
        raise FormatError(*(Fault(locate(e["loc"]), _plain(e)) for e in _own_faults(error))) from error
    faults = [Fault(locate(loc), problem) for loc, problem in contradictions(pack)]
    if faults:
        raise FormatError(*faults)
    return pack


def _own_faults(error: ValidationError) -> Iterator[Any]:
    # A list whose items are at fault is called too short as well, which would send its author looking for nothing.
    found = error.errors()
    for one in found:
        loc = one["loc"]
        deeper = any(len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in found)
        if not (one["type"] == "too_short" and deeper):
            yield one


def _plain(error: Any) -> str:
    kind, given = error["type"], error.get("input")
    if kind == "missing":
        return "this field is missing"
    if kind == "extra_forbidden":
        return "no such field in a pack; check the spelling"
    message = str(error["msg"]).removeprefix("Value error, ")
    shown = f" (found {given!r})" if isinstance(given, str | int | float) else ""
    return f"{message[:1].lower()}{message[1:]}{shown}"
