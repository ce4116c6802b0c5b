"""Serving a room: which addresses are found, allowed and shown."""

from __future__ import annotations

import os
import sys

import pytest

from concord.cli import lan, serving
from concord.kernel.errors import WrongState

EVERY = serving._EVERY_INTERFACE


def test_a_rooms_network_comes_first_and_made_up_ones_last():
    found = ["127.0.0.1", EVERY, "8.8.4.4", "169.254.3.4", "192.168.1.7", "172.17.0.1", "192.168.1.7", "10.1.1.1"]
    assert lan.ranked(found, made_up=["172.17.0.1"]) == [
        "192.168.1.7", "10.1.1.1", "8.8.4.4", "169.254.3.4", "172.17.0.1",
    ]  # fmt: skip


def test_every_address_that_is_found_is_one_of_this_machine(monkeypatch):
    monkeypatch.setattr(lan, "_ASKED", ("127.0.0.1",))  # tests ask nothing about other machines
    for address in lan.lan_addresses():
        assert [int(part) in range(256) for part in address.split(".")] == [True] * 4
        assert not address.startswith("127.")


@pytest.fixture
def variables(monkeypatch):
    """The variables that serving a room sets, put back afterwards."""
    for name in ("CONCORD_HOSTS", "CONCORD_HTTPS", "CONCORD_ADDRESS"):
        monkeypatch.setenv(name, "put back")
        monkeypatch.delenv(name)
    monkeypatch.setattr(lan, "lan_addresses", lambda: ["192.168.1.7", "10.1.1.1"])


def test_exactly_the_addresses_that_are_shown_are_allowed(variables):
    assert serving._open_to_the_room("", 8000) == ["192.168.1.7", "10.1.1.1"]
    assert os.environ["CONCORD_HOSTS"] == "localhost,127.0.0.1,[::1],192.168.1.7,10.1.1.1"
    assert os.environ["CONCORD_HTTPS"] == "false"
    assert os.environ["CONCORD_ADDRESS"] == "http://192.168.1.7:8000"


def test_one_address_can_be_named(variables):
    assert serving._open_to_the_room("10.1.1.1", 80) == ["10.1.1.1"]
    assert os.environ["CONCORD_HOSTS"] == "localhost,127.0.0.1,[::1],10.1.1.1"
    assert os.environ["CONCORD_ADDRESS"] == "http://10.1.1.1"


def test_names_that_the_operator_allows_stay_allowed(variables, monkeypatch):
    monkeypatch.setenv("CONCORD_HOSTS", "room.example")
    monkeypatch.setenv("CONCORD_ADDRESS", "http://room.example")
    serving._open_to_the_room("10.1.1.1", 8000)
    assert os.environ["CONCORD_HOSTS"] == "room.example,10.1.1.1"
    assert os.environ["CONCORD_ADDRESS"] == "http://room.example"


def test_without_a_network_it_says_so_and_serves_nothing(variables, monkeypatch):
    monkeypatch.setattr(lan, "lan_addresses", list)
    with pytest.raises(WrongState, match=r"^This machine is in no network; "):
        serving._open_to_the_room("", 8000)
    assert "CONCORD_HOSTS" not in os.environ


def test_the_terminal_shows_the_address_large_and_the_others(monkeypatch):
    lines = serving._in_the_room(["192.168.1.7", "10.1.1.1"], 8000)
    assert "In this room's network, Concord is at  http://192.168.1.7:8000/" in lines
    assert "or, in another network of this machine: http://10.1.1.1:8000/" in lines
    assert lines[1].count("\n") == 16
    monkeypatch.setattr(sys, "platform", "win32")
    assert "allow Python through Windows' firewall" in serving._in_the_room(["10.1.1.1"], 8000)[-1]


def test_a_terminal_without_blocks_gets_letters_that_it_has(monkeypatch):
    class OldTerminal:
        encoding = "cp1252"

    monkeypatch.setattr(sys, "stdout", OldTerminal())
    assert set(serving._in_the_room(["10.1.1.1"], 8000)[1]) == {"#", " ", "\n"}


def test_windows_gets_one_process_and_others_as_many_as_asked(monkeypatch):
    made = []

    class Server:
        def __init__(self, **options):
            made.append(options)

        def serve(self):
            """Nothing is served."""

    monkeypatch.setattr("granian.Granian", Server)
    serving.listen(EVERY, 8000, 2)
    monkeypatch.setattr(sys, "platform", "win32")
    serving.listen(EVERY, 8000, 2)
    assert [(one["address"], one["workers"]) for one in made] == [(EVERY, 2), (EVERY, 1)]
