"""Rules for what people see: texts that translate, templates that a strict policy allows, styles that turn around."""

from __future__ import annotations

import ast
import re

from tests.support.sources import LOCKS, PACKAGE, PAPERS, ROOT, files, name

GETTEXT = re.compile(r"^(_|n?p?gettext(_lazy|_noop)?)$")
TEMPLATE_CODE = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|{%.*?%}|{{.*?}}", re.DOTALL)
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z][^>]*>")
MARKED_SAFE = re.compile(r"\|\s*safe(seq)?\b|{%\s*autoescape off")
UNSAFE_TAG = {
    "has an inline style": re.compile(r"\sstyle\s*=|^<style\b", re.IGNORECASE),
    "has an inline script": re.compile(r"^<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "handles an event inline": re.compile(r"\s(hx-)?on[a-z:-]+\s*=", re.IGNORECASE),
    "fetches from elsewhere": re.compile(r"\s(src|srcset)\s*=\s*[\"']?(https?:)?//", re.IGNORECASE),
}
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ONE_SIDED = re.compile(
    r"(?<![\w-])(?:(?:scroll-)?(?:margin|padding)-(?:left|right)|border-(?:left|right)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:"
    r"|(?<![\w-])(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)
# In parts, so that this file does not hold what it looks for.
REGISTRIES = ("pypi", "pythonhosted", "npmjs", "yarnpkg")
HOSTS = re.compile(rf"\b({'|'.join(REGISTRIES)})\.(org|com)\b")
HOME_FOLDERS = ("home", "root", "work", "Users")
MACHINE_PATH = re.compile(rf"(?<![\w.:/-])/({'|'.join(HOME_FOLDERS)})/[\w.]|\b[A-Z]:" + r"\\Users")
READ = (".py", ".html", ".css", ".js", ".md", ".yaml", ".yml", ".toml", ".txt", "")


def test_translatable_texts_are_plain_strings():
    built = []
    for path in files(PACKAGE, ".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(node, "func", None)
            word = getattr(called, "id", getattr(called, "attr", ""))
            if isinstance(node, ast.Call) and GETTEXT.match(word):
                built += [f"{name(path)}:{node.lineno}" for argument in node.args if built_beforehand(argument)]
    assert built == [], "a text built before it is looked up is never found in a catalogue"


def built_beforehand(argument: ast.expr) -> bool:
    """Whether a text is an f-string, a sum or a ``.format()`` of texts."""
    formatted = isinstance(argument, ast.Call) and getattr(argument.func, "attr", "") == "format"
    return formatted or isinstance(argument, ast.JoinedStr | ast.BinOp)


def test_templates_keep_to_the_content_security_policy():
    faults = []
    for path in files(PACKAGE, ".html"):
        text = TEMPLATE_COMMENT.sub("", path.read_text("utf-8"))
        if MARKED_SAFE.search(text):
            faults.append(f"{name(path)} marks text as safe")
        for tag in TAG.findall(TEMPLATE_CODE.sub("x", text)):
            faults += [f"{name(path)} {what}: {tag[:80]}" for what, found in UNSAFE_TAG.items() if found.search(tag)]
    assert faults == []


def test_styles_turn_with_the_direction_of_the_script():
    faults = []
    for path in files(PACKAGE, ".css"):
        text = STYLE_COMMENT.sub("", path.read_text("utf-8"))
        faults += [f"{name(path)}: {found.group()}" for found in ONE_SIDED.finditer(text)]
    assert faults == [], "use margin-inline-start, inset-inline-end, text-align: start and the like"


def test_nothing_names_a_registry_or_a_path_of_one_machine():
    folders = ("src", "tests", "docs", "deploy", "scripts", "bench", ".ci")
    places = [path for folder in folders for path in files(ROOT / folder, *READ)]
    places += [ROOT / paper for paper in (*PAPERS, *LOCKS) if (ROOT / paper).exists()]
    faults = [
        f"{name(path)}:{number}: {found.group()}"
        for path in places
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1)
        for found in [*HOSTS.finditer(line), *MACHINE_PATH.finditer(line)]
    ]
    assert faults == []
