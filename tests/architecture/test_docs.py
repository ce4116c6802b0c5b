"""Every command, target, setting, link and method page that the documentation names is there."""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.support.sources import PACKAGE, ROOT, files, name

METHODS_WITHOUT_PAGE = {"arrays", "errors", "__init__"}
CODE = re.compile(r"^```[^\n]*\n(.*?)^```|`([^`\n]+)`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
VARIABLE = re.compile(r"\bCONCORD_[A-Z_]+\b")


def papers() -> list[Path]:
    top = [ROOT / paper for paper in ("README.md", "CONTRIBUTING.md", "SECURITY.md") if (ROOT / paper).exists()]
    return [*top, *files(ROOT / "docs", ".md"), *files(ROOT / "deploy", ".md")]


def code_lines(paper: Path) -> list[str]:
    """Each line of the code blocks and each piece of code in the text, without prompts and comments."""
    pieces = [block or inline for block, inline in CODE.findall(paper.read_text("utf-8"))]
    lines = [line.strip().removeprefix("$ ") for piece in pieces for line in piece.splitlines()]
    return [re.split(r"\s+#", line)[0] for line in lines]


def words_after(paper: Path, program: str) -> list[list[str]]:
    """What stands after a program's name wherever the paper calls it, up to the end of that command."""
    calls = []
    for line in code_lines(paper):
        for part in re.split(r"&&|\|\||;|\|", line):
            words = [word for word in part.split() if not re.match(r"^[A-Z_]+=", word)]
            if words and Path(words[0]).name == program:
                calls.append(words[1:])
    return calls


def test_targets_that_the_papers_name_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    unknown = [
        f"{name(paper)}: make {word}"
        for paper in papers()
        for words in words_after(paper, "make")
        for word in words
        if not word.startswith("-") and "=" not in word and word not in targets
    ]
    assert unknown == []


@pytest.mark.skipif(find_spec("concord.cli.main") is None, reason="there is no command line yet")
def test_commands_that_the_papers_name_exist():
    from typer.main import get_command

    from concord.cli.main import app

    unknown = []
    for paper in papers():
        for words in words_after(paper, "concord"):
            fault = first_unknown(get_command(app), words)
            if fault:
                unknown.append(f"{name(paper)}: concord {' '.join(words)} ({fault})")
    assert unknown == []


def first_unknown(command: object, words: list[str]) -> str:
    """The first subcommand or option among the words that the command line does not know."""
    for word in words:
        options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        if word.startswith("--"):
            if word.partition("=")[0] not in options | {"--help", "--version"}:
                return f"no option {word}"
        elif getattr(command, "commands", None):
            if word not in command.commands:
                return f"no command {word}"
            command = command.commands[word]
    return ""


def test_variables_that_the_papers_name_are_read_by_the_code():
    read = {word for path in files(PACKAGE, ".py") for word in VARIABLE.findall(path.read_text("utf-8"))}
    unknown = [
        f"{name(paper)}: {word}"
        for paper in papers()
        for word in VARIABLE.findall(paper.read_text("utf-8"))
        if word not in read
    ]
    assert unknown == []


def test_links_between_the_papers_lead_somewhere():
    broken = []
    for paper in papers():
        for link in LINK.findall(re.sub(r"```.*?```", "", paper.read_text("utf-8"), flags=re.DOTALL)):
            target = link.partition("#")[0]
            local = target and "://" not in target and not target.startswith("mailto:")
            if local and not (paper.parent / target).exists():
                broken.append(f"{name(paper)}: {link}")
    assert broken == []


def methods() -> list[str]:
    """The modules and packages of decision mathematics that have something to call."""
    found = [
        path.relative_to(PACKAGE / "methods").with_suffix("").parts[0]
        for path in files(PACKAGE / "methods", ".py")
        if path.stem not in METHODS_WITHOUT_PAGE
        and any(
            isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            for node in ast.parse(path.read_text("utf-8")).body
        )
    ]
    return sorted(set(found))


@pytest.mark.parametrize("method", methods())
def test_every_method_has_a_page(method):
    assert (ROOT / f"docs/methods/{method}.md").exists()
