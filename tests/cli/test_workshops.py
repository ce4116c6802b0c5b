"""To the room and back from the keyboard, between two folders that stand for two machines."""

from __future__ import annotations

import re
import shutil

from concord.formats.age_file import identity_file, make_identity

IDENTITY, RECIPIENT = make_identity()


def test_work_goes_to_the_laptop_and_comes_home(concord):
    (concord.folder / "key.txt").write_text(identity_file(IDENTITY, RECIPIENT))
    assert concord("migrate")[0] == 0
    shutil.copytree(concord.folder / "var", concord.folder / "laptop")
    assert concord("country", "add", "QT", "--name", "Tarsovia")[0] == 0
    code, out, err = concord("workshop", "take", "--out", "out.age", "--to", RECIPIENT, "--with", "Ms Ilken")
    assert (code, err) == (0, "")
    assert re.match(r"out\.age: \d+ rows and 0 files, 0\.0 MB, written and read back\.\n", out)
    assert "Tarsovia can only be read here until 'concord workshop return'" in out

    (concord.folder / "var").rename(concord.folder / "home")
    (concord.folder / "laptop").rename(concord.folder / "var")
    code, out, err = concord("workshop", "open", "out.age", "--identity", "key.txt")
    assert (code, err) == (0, "")
    assert out.startswith("Tarsovia is on this machine now; 'concord serve --lan' opens it to the room.")
    code, _out, err = concord("workshop", "pack", "--out", "back.age")
    assert (code, err) == (0, "")

    (concord.folder / "var").rename(concord.folder / "laptop")
    (concord.folder / "home").rename(concord.folder / "var")
    code, out, err = concord("workshop", "return", "back.age")
    assert (code, err) == (0, "")
    assert out == ("Tarsovia is back: 0 rows new, 0 changed, 0 removed, 0 files; 2 entries continue its audit trail.\n")
    code, out, err = concord("workshop", "lost")
    assert (code, out) == (2, "")
    assert err == "Error: The work of this country is here; there is nothing to declare lost.\n"


def test_what_cannot_be_done_is_said_in_one_sentence_and_makes_nothing(concord):
    (concord.folder / "junk.age").write_bytes(b"junk")
    (concord.folder / "key.txt").write_text(IDENTITY)
    (concord.folder / "short.txt").write_text("short")
    refused = {
        (
            "open",
            "junk.age",
            "--identity",
            "key.txt",
        ): "Error: junk.age: this is not a file that was encrypted with age",
        ("open", "junk.age", "--identity", "short.txt"): "Error: short.txt: this is not an age identity; ",
        ("take", "--out", "x.age", "--passphrase-file", "short.txt"): "Error: short.txt holds no passphrase of ",
    }
    for words, sentence in refused.items():
        code, out, err = concord("workshop", *words)
        assert (code, out, len(err.splitlines())) == (2, "", 1), err
        assert err.startswith(sentence)
    assert not (concord.folder / "x.age").exists()
