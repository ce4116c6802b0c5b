"""The language that a country's Word template may speak: loops, conditions and values of the plan, and nothing else.

Jinja is far more than that, so every template is read as a syntax tree first and refused at the first construct that a
plan does not need: no calls, no arithmetic, no imports, no names that begin with an underscore. What is left cannot
reach the machine, and it can only repeat what the plan holds; how often, and how much text that makes, is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from concord.formats.errors import Fault, FormatError

MAX_STEPS = 50_000
MAX_OUTPUT = 15_000_000
MAX_FILTERED = 200_000
MAX_CONSTANT = 200
_FILTERS = ("upper", "lower", "capitalize", "title", "trim", "length", "first", "last", "join", "default", "escape")
_TESTS = ("defined", "undefined", "none", "string", "number", "odd", "even", "sameas", "eq", "ne", "lt", "gt", "le",
          "ge", "in")  # fmt: skip
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.For,
    nodes.If, nodes.CondExpr, nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter,
    nodes.Test, nodes.Keyword,
)  # fmt: skip
_WORDS = {
    nodes.Call: "calls ('name(…)')", nodes.Include: "'include'", nodes.Import: "'import'", nodes.FromImport: "'import'",
    nodes.Extends: "'extends'", nodes.Macro: "'macro'", nodes.CallBlock: "'call'", nodes.Assign: "'set'",
    nodes.AssignBlock: "'set'", nodes.FilterBlock: "'filter' blocks",
}  # fmt: skip
_LOOP_WORDS = ("index", "index0", "first", "last", "length", "revindex", "revindex0")
_STEP = "concord_counted"


def refuse(problem: str) -> FormatError:
    """The one error of a template that is not taken."""
    return FormatError(Fault("template", problem))


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox for one rendering: it keeps count, so it must not be used twice."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=_Missing, cache_size=0)
        self.globals.clear()
        self.filters = {name: _bounded(self.filters[name]) for name in _FILTERS}
        self.filters[_STEP] = self._counted
        self.tests = {name: self.tests[name] for name in _TESTS}
        self.steps = 0
        self.written = 0

    def _counted(self, items: Any) -> Iterator[Any]:
        if not isinstance(items, list):
            raise refuse("a loop may only go through a list of the plan")
        for item in items:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise refuse(f"the loops of the template run more than {MAX_STEPS:,} times")
            yield item

    def concat(self, pieces: Iterable[str]) -> str:
        """All pieces as one text, as long as that stays within ``MAX_OUTPUT``."""
        kept: list[str] = []
        for piece in pieces:
            self.written += len(piece)
            if self.written > MAX_OUTPUT:
                raise refuse("the template would make a document that is too large")
            kept.append(piece)
        return "".join(kept)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _check(tree)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _STEP, [], [], None, None, lineno=loop.lineno, environment=self)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute`` of a mapping's keys and of a loop's counters only: methods do not exist here."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``obj[argument]`` of a mapping, a list or a text."""
        if isinstance(obj, LoopContext) and argument in _LOOP_WORDS:
            return getattr(obj, argument)
        if isinstance(obj, Mapping) and isinstance(argument, str | int) and argument in obj:
            return obj[argument]
        if isinstance(obj, list | str) and isinstance(argument, int | slice):
            try:
                return obj[argument]
            except IndexError:
                pass
        return self.undefined(obj=obj, name=argument)


class _Missing(StrictUndefined):
    """A value that the plan does not have: naming it is a fault, except in ``is defined``."""

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        raise refuse(f"the template asks for '{str(self._undefined_name)[:60]}', which a plan does not have")

    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = __contains__ = _fail_with_undefined_error
    __html__ = __getitem__ = __lt__ = __gt__ = __le__ = __ge__ = _fail_with_undefined_error


def _bounded(original: Any) -> Any:
    """The filter, unless its result is longer than anything a plan holds."""

    def bounded(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        if isinstance(result, str | list | Markup) and len(result) > MAX_FILTERED:
            raise refuse("a filter of the template makes a text that is too long")
        return result

    for name in ("jinja_pass_arg", "jinja_async_variant"):
        if hasattr(original, name):
            setattr(bounded, name, getattr(original, name))
    return bounded


def _check(tree: nodes.Template) -> None:
    """Refuse the first node that is not of the small language."""
    for node in _walk(tree):
        if type(node) not in _NODES:
            raise refuse(f"{_WORDS.get(type(node), 'arithmetic and other program code')} may not be used in a template")
        named = getattr(node, "attr", None) if isinstance(node, nodes.Getattr) else getattr(node, "name", None)
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            named = node.arg.value
        if isinstance(named, str) and named.startswith("_"):
            raise refuse(f"'{named[:60]}' may not be used: names that begin with '_' are not part of a plan")
        if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.target, nodes.Name)):
            raise refuse("a loop must read 'for name in list'")
        if isinstance(node, nodes.Const) and len(str(node.value)) > MAX_CONSTANT:
            raise refuse(f"a constant of the template is longer than {MAX_CONSTANT} characters")
        if isinstance(node, nodes.Filter | nodes.Test):
            _check_filter(node)


def _check_filter(node: nodes.Filter | nodes.Test) -> None:
    known = _FILTERS if isinstance(node, nodes.Filter) else _TESTS
    if node.name not in known:
        raise refuse(f"the template uses '{node.name[:60]}', which is not available in templates")
    if isinstance(node, nodes.Filter) and any(not isinstance(arg, nodes.Const) for arg in node.args or ()):
        raise refuse(f"the filter '{node.name}' may only be given a constant")
    if isinstance(node, nodes.Filter) and (node.kwargs or node.dyn_args or node.dyn_kwargs):
        raise refuse(f"the filter '{node.name}' may only be given a constant")


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Every node, without recursion: a template nested a thousand deep must not exhaust the stack."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.iter_child_nodes())
