"""A YAML file that people write, read strictly: no aliases, no field twice, and the line of every field.

Every pack that ships or is handed in is read through this, so that its faults are told in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from pydantic import ValidationError

from concord.formats.errors import Fault, FormatError
from concord.formats.framework_contradictions import Place

LONGEST_SHOWN = 100
DEEPEST = 50


class YamlSource:
    """One YAML file parsed twice: to plain values, and to nodes that know their lines."""

    def __init__(self, name: str, raw: bytes, *, limit: int) -> None:
        self.name = name
        if len(raw) > limit:
            raise FormatError(Fault(name, f"the file is larger than {limit // 1_000_000} MB"))
        try:
            text = raw.decode("utf-8-sig")
            loader = yaml.CSafeLoader(text) if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader(text)
            _refuse_bombs(name, text)
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


def _refuse_bombs(name: str, text: str) -> None:
    # Anchors let a small file unfold into gigabytes, and a pack never needs them. What is nested without end takes the
    # reader's stack, and the whole program with it; events come one by one, so that it is seen before.
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            raise FormatError(Fault(f"{name}, line {_line(event)}", "YAML aliases (*name) are not allowed in a pack"))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise FormatError(Fault(f"{name}, line {_line(event)}", f"fields are nested more than {DEEPEST} deep"))


def own_faults(error: ValidationError) -> Iterator[Any]:
    """What pydantic found, without what only follows from it.

    A list whose items are at fault is called too short as well, which would send its author looking for nothing.
    """
    found = error.errors()
    above = {one["loc"][:depth] for one in found for depth in range(len(one["loc"]))}
    for one in found:
        if not (one["type"] == "too_short" and one["loc"] in above):
            yield one


def plain_fault(error: Any) -> str:
    """What pydantic found wrong with one field, in words its author can act on."""
    kind, given = error["type"], error.get("input")
    if kind == "missing":
        return "this field is missing"
    if kind == "extra_forbidden":
        return "no such field in a pack; check the spelling"
    if kind in {"too_short", "too_long"} and isinstance(given, list | tuple | dict):
        few = kind == "too_short"
        bound = f"at least {error['ctx']['min_length']}" if few else f"at most {error['ctx']['max_length']}"
        return f"{bound} must stand here, found {len(given)}"
    message = str(error["msg"]).removeprefix("Value error, ")
    # A whole paragraph given back would hide what is said about it.
    shown = f" (found {given!r})" if isinstance(given, str | int | float) and len(repr(given)) <= LONGEST_SHOWN else ""
    return f"{message[:1].lower()}{message[1:]}{shown}"
