"""The one typeface of every picture and PDF: FiraGO, which draws Latin, Cyrillic, Arabic and Georgian alike.

It comes from a package, never from the machine, so that a document looks the same wherever it was made.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

FAMILY = "FiraGO"
_STYLES = {"FiraGO-Regular.ttf": "figo", "FiraGO-Bold.ttf": "figbo", "FiraGO-Italic.ttf": "figit"}


@cache
def font_directory() -> Path:
    """A folder of this process that holds the font files; removed when the process ends."""
    import pymupdf_fonts

    folder = Path(tempfile.mkdtemp(prefix="concord-fonts-"))
    # Unlike atexit this also runs where the process is a worker of a pool.
    Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=0)
    for name, style in _STYLES.items():
        (folder / name).write_bytes(pymupdf_fonts.myfont(style))
    return folder


@cache
def fonts() -> typst.Fonts:
    """The typeface as typst takes it; nothing of the machine's own fonts is looked at."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_directory())])


def typeset(files: dict[str, bytes], **options: Any) -> bytes:
    """What typst makes of ``main.typ`` among ``files``; its root is our folder of fonts, so that no path leads out."""
    import typst

    # The package's own type hints know neither files in memory nor lists of standards.
    compile_files: Any = typst.compile
    made: bytes = compile_files(
        files, root=str(font_directory()), font_paths=fonts(), ignore_system_fonts=True, **options
    )
    return made
