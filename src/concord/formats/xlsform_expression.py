"""Conditions of a form (a small part of XPath): which answers they speak of, and whether a form can honour them.

A condition that was written for another form, or as a sentence, must not reach a device as if it were one: the device
would refuse the whole form. So only what this grammar knows is honoured.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

MAX_LENGTH = 5_000
MAX_DEPTH = 40
_BROKEN = "$\u200b{"
_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<reference>\$\{[^{}]*\})"
    r"|(?P<word>[a-z][a-z0-9-]*)|(?P<sign><=|>=|!=|[=<>+*(),.-]))"
)
_BETWEEN = {"and", "or", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*"}
# Each with the least and the most values that it takes.
_FUNCTIONS = {
    "boolean": (1, 1), "coalesce": (2, 2), "contains": (2, 2), "count-selected": (1, 1), "date": (1, 1),
    "false": (0, 0), "if": (3, 3), "int": (1, 1), "normalize-space": (1, 1), "not": (1, 1), "now": (0, 0),
    "number": (1, 1), "regex": (2, 2), "round": (1, 2), "selected": (2, 2), "starts-with": (2, 2), "string": (1, 1),
    "string-length": (1, 1), "today": (0, 0), "true": (0, 0),
}  # fmt: skip


def references(text: str) -> list[str]:
    """What stands in each ``${…}`` of a condition or a label.

    >>> references("${age} > 17 and selected(${what}, 'fire')")
    ['age', 'what']
    """
    return _REFERENCE.findall(text)


def renamed(text: str, name: Callable[[str], str | None]) -> str:
    """The text with each ``${…}`` renamed; where ``name`` gives nothing it stays.

    >>> renamed("${age} > ${limit}", {"age": "Q.1"}.get)
    '${Q.1} > ${limit}'
    """

    def turned(match: re.Match[str]) -> str:
        new = name(match[1])
        return match[0] if new is None else f"${{{new}}}"

    return _REFERENCE.sub(turned, text)


def broken(text: str, keep: Collection[str]) -> str:
    """The text in which nothing looks like a reference but those to keep; a space of no width stands in the others.

    >>> broken("${a} ${b}", {"a"}) == "${a} $\u200b{b}"
    True
    """

    def kept(match: re.Match[str]) -> str:
        return match[0] if match[1] in keep else _BROKEN + match[0][2:]

    return re.sub(r"\$\{(?:\s*([^{}]*?)\s*\})?", kept, text)


def mended(text: str) -> str:
    """The text as it was before ``broken``."""
    return text.replace(_BROKEN, "${")


def can_be_honoured(condition: str, known: Mapping[str, frozenset[str]], own: str = "") -> bool:
    """Whether a form can act on a condition. ``known`` has the choices of each answer, none where it is typed freely.

    ``own`` is the question itself, for which a dot stands. A text compared with choices must be one of them.

    >>> can_be_honoured("${a} = 'yes'", {"a": frozenset({"yes", "no"})})
    True
    >>> can_be_honoured("only if there is a port", {})
    False
    """
    if len(condition) > MAX_LENGTH:
        return False
    reader = _Reader(condition)
    if not reader.whole or not set(reader.references) <= set(known):
        return False
    offered = [known.get(name, frozenset()) for name in (*reader.references, *([own] if reader.itself else ()))]
    free = not offered or not all(offered)
    return free or set(reader.texts) <= {"", *(choice for choices in offered for choice in choices)}


class _Stuck(Exception):
    pass


class _Reader:
    """One condition taken apart; ``whole`` says whether it is one that we know."""

    def __init__(self, condition: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        self.texts: list[str] = []
        self.references: list[str] = []
        self.itself = False
        try:
            self._split(condition.rstrip())
            self._expression(0)
            self.whole = self.at == len(self.tokens)
        except _Stuck:
            self.whole = False

    def _split(self, condition: str) -> None:
        at = 0
        while at < len(condition):
            match = _TOKEN.match(condition, at)
            if not match or not match.lastgroup:
                raise _Stuck
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()

    def _next(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def _take(self, sign: str) -> bool:
        found = self._next() == ("sign", sign)
        self.at += found
        return found

    def _expression(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise _Stuck
        self._value(depth)
        while self._next()[1] in _BETWEEN and self._next()[0] in ("word", "sign"):
            self.at += 1
            self._value(depth)

    def _value(self, depth: int) -> None:
        while self._take("-"):
            pass
        kind, piece = self._next()
        self.at += 1
        if kind == "text":
            self.texts.append(piece[1:-1])
        elif kind == "reference":
            self.references.append(piece[2:-1].strip())
        elif kind == "word":
            self._call(piece, depth)
        elif piece == "(":
            self._expression(depth + 1)
            self._need(")")
        elif piece == ".":
            self.itself = True
        elif kind != "number":
            raise _Stuck

    def _call(self, name: str, depth: int) -> None:
        if name not in _FUNCTIONS or not self._take("("):
            raise _Stuck
        given = 0
        while not self._take(")"):
            if given:
                self._need(",")
            self._expression(depth + 1)
            given += 1
        least, most = _FUNCTIONS[name]
        if not least <= given <= most:
            raise _Stuck

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise _Stuck
