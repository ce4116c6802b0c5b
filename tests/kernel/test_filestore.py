"""Evidence is kept under its hash, found again only whole, and never by a path that somebody chose."""

import hashlib
import os
import stat
from uuid import UUID

import pytest

from concord.kernel import filestore
from concord.kernel.errors import NotFound

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
DATA = b"an order in force"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_a_kept_file_is_found_again_under_its_hash():
    assert filestore.keep(HERE, DATA) == SHA256
    with filestore.open_kept(HERE, SHA256) as file:
        assert file.read() == DATA
    assert list(filestore.listed()) == [(HERE, SHA256)]


def test_a_file_lies_below_its_country_and_the_start_of_its_hash(tmp_path):
    filestore.keep(HERE, DATA)

    assert (tmp_path / "evidence" / str(HERE) / SHA256[:2] / SHA256).read_bytes() == DATA


def test_another_country_has_no_such_file():
    filestore.keep(HERE, DATA)

    with pytest.raises(NotFound):
        filestore.open_kept(ELSEWHERE, SHA256)


def test_keeping_twice_is_keeping_once(tmp_path):
    filestore.keep(HERE, DATA)
    filestore.keep(HERE, DATA)

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [SHA256]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such modes")
def test_only_the_servers_user_may_look():
    filestore.keep(HERE, DATA)
    path = filestore.place(filestore.root(), HERE, SHA256)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in list(path.parents)[:3]] == [0o700, 0o700, 0o700]


@pytest.mark.parametrize("content", [b"", DATA[:-1], DATA + b" ", b"another order"])
def test_a_file_that_changed_on_the_disk_is_not_handed_out_and_is_mended_by_keeping_it_again(content):
    filestore.keep(HERE, DATA)
    filestore.place(filestore.root(), HERE, SHA256).write_bytes(content)

    with pytest.raises(filestore.DamagedFile):
        filestore.open_kept(HERE, SHA256)
    filestore.keep(HERE, DATA)
    with filestore.open_kept(HERE, SHA256) as file:
        assert file.read() == DATA


@pytest.mark.parametrize(
    "digest", ["", "..", "../../secret-key", "/etc/passwd", SHA256.upper(), SHA256 + "\n", "a" * 63]
)
def test_only_a_digest_becomes_part_of_a_path(digest):
    with pytest.raises(NotFound):
        filestore.open_kept(HERE, digest)


def test_a_write_that_fails_leaves_nothing(monkeypatch, tmp_path):
    def fail(_descriptor):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        filestore.keep(HERE, DATA)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_else_lies_in_the_store_is_passed_over(tmp_path):
    assert list(filestore.listed()) == []
    filestore.keep(HERE, DATA)
    for name in ("notes/ab/x", f"{HERE}/ab/{SHA256}", f"{HERE}/{SHA256[:2]}/.new-x", f"{HERE}/README"):
        path = tmp_path / "evidence" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")

    assert list(filestore.listed()) == [(HERE, SHA256)]
