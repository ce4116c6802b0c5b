"""Collect the texts that pages show into .po files, and compile them; Babel does it, so GNU gettext is not needed.

python scripts/translations.py collect     # sources -> src/concord/locale/<language>/LC_MESSAGES/django.po
python scripts/translations.py compile     # django.po -> django.mo
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src/concord"
LOCALE = SOURCE / "locale"
LANGUAGES = ("fr", "ru", "ar", "az")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def collect() -> None:
    """Write each language's catalogue: new texts added empty, gone ones removed."""
    template = Catalog(project="Concord", charset="utf-8")
    templates = [*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]
    for file in sorted([*SOURCE.rglob("*.py"), *templates]):
        if "migrations" in file.parts:
            continue
        place = file.relative_to(SOURCE).as_posix()
        text = _as_python(file) if file in templates else file.read_bytes()
        for line, message, comments, context in extract(
            "python", BytesIO(text), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            template.add(message, locations=[(place, line)], auto_comments=comments, context=context)
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES/django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = _read(path, language) if path.exists() else _new(language)
        catalogue.update(template, no_fuzzy_matching=True)  # comparing each new text with all old ones takes minutes
        with path.open("wb") as out:
            write_po(out, catalogue, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
        done = sum(1 for message in catalogue if message.id and not message.fuzzy and _complete(message.string))
        _say(f"{language}: {done} of {len(catalogue)} texts translated")


def compile_all() -> None:
    """Compile every catalogue there is; texts that are fuzzy or empty fall back to English."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        with path.with_suffix(".mo").open("wb") as out:
            write_mo(out, _read(path, path.parent.parent.name))


def _as_python(template: Path) -> bytes:
    """A template in the shape that Django hands to a Python extractor, without the indentation it would stumble on."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    shape = templatize(template.read_text("utf-8"), origin=str(template))
    return "\n".join(line.strip() for line in shape.splitlines()).encode()


def _new(language: str) -> Catalog:
    header = "# Texts of Concord, under the EUPL 1.2 like the program."
    return Catalog(
        locale=language, project="Concord", version="-", header_comment=header, fuzzy=False,
        msgid_bugs_address="-", last_translator="-", language_team="-",
    )  # fmt: skip


def _complete(string: str | tuple[str, ...]) -> bool:
    """Whether a text is translated, in all its plural forms."""
    return all(string) if isinstance(string, tuple) else bool(string)


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["collect"]:
            collect()
        case ["compile"]:
            compile_all()
        case _:
            sys.exit(__doc__)
