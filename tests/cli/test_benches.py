"""``concord bench schedule`` on instances whose shortest schedules are known."""

from __future__ import annotations

import re

ONE_CREW = "4 1\n1\n0 0 2 2 3\n4 1 1 4\n3 1 1 4\n0 0 0\n"
KNOWN = "problem,category,instance,bks\nRCPSP,SMALL,first.txt,7\nRCPSP,SMALL,second.txt,3\n"


def test_each_instance_and_each_set_is_told_with_its_gap_to_the_best_known(concord):
    folder = concord.folder / "rcpsp"
    folder.mkdir()
    (folder / "first.txt").write_text(ONE_CREW)
    (folder / "second.txt").write_text(ONE_CREW.replace("4 1\n1\n", "4 1\n2\n"))
    (folder / "third.txt").write_text(ONE_CREW)
    (concord.folder / "best_known.csv").write_text(KNOWN)
    code, out, err = concord("bench", "schedule", "rcpsp", "--seconds", "5")
    assert (code, err) == (0, "")
    told = [line.split() for line in re.sub(r" +[0-9.]+  yes", " yes", out).splitlines()]
    assert told == [
        ["file", "length", "bound", "known", "gap", "%", "seconds", "proven"],
        ["first.txt", "7", "7", "7", "0.00", "yes"],
        ["third.txt", "7", "7", "yes"],
        ["second.txt", "4", "4", "3", "33.33", "yes"],
        ["set", "files", "proven", "matched", "mean", "%", "worst", "%"],
        ["SMALL", "2", "2", "1", "16.667", "33.33"],
        ["without", "best", "known", "1", "1", "0"],
    ]


def test_what_cannot_be_scheduled_ends_with_exit_code_two_and_says_why(concord):
    (concord.folder / "wrong.txt").write_text("4 1\n1\n")
    (concord.folder / "never.txt").write_text(ONE_CREW.replace("4 1 1 4", "4 2 1 4"))
    (concord.folder / "empty").mkdir()
    for words, sentence in (
        (("wrong.txt",), "Error: wrong.txt: the file ends before the duration of activity 1"),
        (("empty",), "Error: empty: there is no instance in this folder"),
        (("nowhere",), "Error: nowhere: No such file or directory"),
        (("never.txt",), "Error: never.txt: activity 1 holds more than there is, in every mode"),
    ):
        code, _out, err = concord("bench", "schedule", *words, "--seconds", "1")
        assert (code, err.strip()) == (2, sentence)
