"""Backing up and restoring from the keyboard: what it says, and how it refuses."""

import re
import stat

from concord.formats.age_file import make_identity

IDENTITY, RECIPIENT = make_identity()


def test_an_installation_is_backed_up_and_comes_back(concord):
    code, out, err = concord("backup-key", "key.txt")
    recipient = out.strip()
    assert (code, recipient[:4], len(recipient)) == (0, "age1", 62)
    assert "without it no backup can be opened" in err
    assert stat.S_IMODE((concord.folder / "key.txt").stat().st_mode) == 0o600
    assert concord("country", "add", "QT", "--name", "Tarsovia")[0] == 0
    (concord.folder / "to.txt").write_text(f"# the ministry's\n{recipient}\n")

    code, out, err = concord("backup", "b.age", "--to", "to.txt", "--to", RECIPIENT)
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    counted = re.fullmatch(r"b\.age: (\d+ rows in \d+ tables and 0 files), \d\.\d MB, written and read back\.", first)[
        1
    ]
    assert re.fullmatch(r"SHA-256 [0-9a-f]{64}", second)

    (concord.folder / "var").rename(concord.folder / "lost")
    code, out, err = concord("restore", "b.age", "--identity", "key.txt")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == f"{counted} are identical."
    code, out, _err = concord("audit", "verify")
    assert code == 0
    assert re.search(r"^server: 2 entries hold", out, re.MULTILINE)

    code, out, err = concord("restore", "b.age", "--identity", "key.txt")
    assert (code, out) == (2, "")
    assert err == "Error: This installation is not empty; restore into a new one (another CONCORD_DATA_DIR).\n"


def test_a_key_is_never_overwritten(concord):
    (concord.folder / "key.txt").write_text("precious")

    code, out, err = concord("backup-key", "key.txt")

    assert (code, out, err) == (2, "", "Error: key.txt: File exists\n")
    assert (concord.folder / "key.txt").read_text() == "precious"


def test_what_cannot_be_done_is_said_in_one_sentence_and_makes_nothing(concord):
    (concord.folder / "wrong.txt").write_text("age1wrong\n")
    (concord.folder / "junk.age").write_bytes(b"junk")
    (concord.folder / "key.txt").write_text(IDENTITY)
    refused = {
        ("backup", "b.age", "--to", RECIPIENT): "Error: The database is empty, or was made by an older version; ",
        ("backup", "b.age", "--to", "wrong.txt"): "Error: wrong.txt, line 1: this is not an age recipient; ",
        ("backup", "b.age", "--to", "nowhere.txt"): "Error: nowhere.txt: No such file or directory",
        ("restore", "b.age", "--identity", "wrong.txt"): "Error: wrong.txt: this is not an age identity; ",
        ("restore", "b.age", "--identity", "key.txt"): "Error: b.age: No such file or directory",
        ("restore", "junk.age", "--identity", "key.txt"): "Error: junk.age: this is not a file that was encrypted",
    }  # fmt: skip
    for words, sentence in refused.items():
        code, out, err = concord(*words)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert err.startswith(sentence)
    assert sorted(path.name for path in concord.folder.iterdir()) == ["junk.age", "key.txt", "var", "wrong.txt"]
