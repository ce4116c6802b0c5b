"""The store of files that countries keep as evidence: each lies under the SHA-256 of its content and never changes.

It stands in the data folder, outside everything that is served; only a view that has asked who is reading opens a file.
A table whose rows name such files has the fields ``country`` and ``sha256``, and no ``content`` of its own;
``concord backup`` then says which are missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from concord.kernel.errors import ConcordError, NotFound

FOLDER = "evidence"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 16


class DamagedFile(ConcordError):
    """A kept file is not what was kept: it was changed, or the disk failed."""


def root() -> Path:
    """The folder of the store."""
    return Path(settings.DATA_DIR) / FOLDER


def keep(country_id: UUID, data: bytes) -> str:
    """Keep a file of a country and return its SHA-256; what is there already is not written again.

    The file is on the disk when this returns, so a row may name it.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = place(root(), country_id, sha256)
    if not (path.exists() and hash_of(path) == sha256):
        _write(path, data)
    return sha256


def open_kept(country_id: UUID, sha256: str) -> IO[bytes]:
    """A file of a country, open for reading at its beginning, after its content was found to fit its name.

    ``NotFound`` where the country has no such file; ``DamagedFile`` where its content is no longer what was kept.
    """
    try:
        file = place(root(), country_id, sha256).open("rb")
    except FileNotFoundError:
        raise NotFound("There is no such file.") from None
    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        raise DamagedFile("The file is no longer what was uploaded; ask the operator to restore it from a backup.")
    file.seek(0)
    return file


def has(country_id: UUID, sha256: str) -> bool:
    """Whether a file of a country is there; its content is looked at when it is opened."""
    return place(root(), country_id, sha256).exists()


def place(store: Path, country_id: UUID, sha256: str) -> Path:
    """Where a file lies. Nothing but an id and a validated digest ever becomes part of a path."""
    if not _DIGEST.fullmatch(sha256):
        raise NotFound("There is no such file.")
    return store / str(UUID(str(country_id))) / sha256[:2] / sha256


def listed() -> Iterator[tuple[UUID, str]]:
    """Every file of the store, by country; what is there under another name is not ours and is passed over."""
    if not root().is_dir():
        return
    for folder in sorted(root().iterdir()):
        with contextlib.suppress(ValueError):
            country_id = UUID(folder.name)
            for path in sorted(folder.glob("??/*")):
                if _DIGEST.fullmatch(path.name) and path == place(root(), country_id, path.name):
                    yield country_id, path.name


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's content, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_through(content: IO[bytes]) -> str:
    """The SHA-256 of a stream that is read to its end and kept nowhere."""
    digest = hashlib.sha256()
    while piece := content.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def copy_in(path: Path, content: IO[bytes]) -> str:
    """Write a stream to a place and return the SHA-256 of what was written."""
    digest = hashlib.sha256()
    _make_folders(path.parent)
    with naming(path), open(path, "wb", opener=_private) as out:
        while piece := content.read(_PIECE):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Within the block, a disk that is full or fails says which file it was about."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename is None:
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder outlast a power cut, where the system can (Windows cannot, and needs not)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write(path: Path, data: bytes) -> None:
    _make_folders(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)  # readable by the server's user only
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _make_folders(folder: Path) -> None:
    """Folders that nobody but the server's user may enter."""
    for missing in reversed([part for part in (folder, *folder.parents) if not part.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
        sync_folder(missing.parent)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
