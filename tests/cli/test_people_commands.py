"""``concord people``: a server's first focal point, and accounts that the operator closes."""

from __future__ import annotations

import re


def test_an_operator_invites_the_first_focal_point_and_nobody_else(concord):
    assert concord("country", "add", "QT", "--name", "Tarsovia")[0] == 0
    invite = ("people", "invite", "QT", "fp@qt.example", "--name", "Fenna")
    code, out, _ = concord(*invite, "--address", "https://plan.example/")
    assert code == 0
    assert re.search(r"^https://plan\.example/account/invitation/[\w-]{43}/$", out, re.MULTILINE)
    letters = list((concord.folder / "var/mail").iterdir())
    assert len(letters) == 1
    assert (concord.folder / "var/mail").stat().st_mode & 0o077 == 0, "letters carry links that let somebody in"
    assert "https://plan.example/account/invitation/" in letters[0].read_text()
    assert concord(*invite)[2].startswith("Error: fp@qt.example is invited already")
    for role, said in (("observer", "Your role does not allow this"), ("king", "There is no role 'king'")):
        code, _, error = concord("people", "invite", "QT", "o@qt.example", "--role", role)
        assert (code, said in error) == (2, True)


def test_what_is_not_there_is_named(concord):
    for words in (("people", "close", "x@qt.example"), ("people", "new-password", "x@qt.example", "QT")):
        code, _, error = concord(*words)
        assert code == 2
        assert "There is no account for 'x@qt.example'" in error
    assert concord("people", "list") == (0, "", "")
