"""A server that is killed in the middle of saving, again and again, keeps every answer that it has confirmed."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from tests.support.scratch import TOKEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db]  # among the long ones, and on both databases

SERVE = "import sys; from concord.cli.serving import listen; listen('127.0.0.1', int(sys.argv[1]), 1)"
SEED = 20261130


class Server:
    """A real server in a process group of its own, so that all of it can be killed at once."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(self.port)], env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.02)
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Desks:
    """People who answer every statement and then change every answer, and who send again what got no reply."""

    def __init__(self, plan: list[dict[str, Any]], each: int) -> None:
        self.plan = [{**desk, "addresses": desk["addresses"][:each]} for desk in plan]
        self.server: Server | None = None
        self.confirmed: dict[str, tuple[str, int]] = {}
        self.count, self.strange = 0, list[int]()
        self.lock = threading.Condition()

    def work(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._answer, args=(desk,), daemon=True) for desk in self.plan]
        for thread in threads:
            thread.start()
        return threads

    def _answer(self, desk: dict[str, Any]) -> None:
        for base, words in ((0, "First of"), (1, "Then of")):
            for number, address in enumerate(desk["addresses"]):
                body = {"value": "yes", "confidence": "", "comment": f"{words} {number}", "evidence": "", "base": base,
                        "who": desk["who"]}  # fmt: skip
                while not self._send(address, body, desk["cookie"]):
                    time.sleep(0.01)
                with self.lock:
                    self.confirmed[address] = (body["comment"], base + 1)
                    self.count += 1
                    self.lock.notify_all()

    def _send(self, address: str, body: dict[str, Any], cookie: str) -> bool:
        """Whether the server confirmed it; a connection that breaks says nothing."""
        server = self.server
        if server is None:
            return False
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        try:
            connection.request(
                "POST", address, json.dumps(body),
                {"Content-Type": "application/json", "Cookie": cookie, "X-CSRFToken": TOKEN},
            )  # fmt: skip
            reply = connection.getresponse()
            told = reply.read()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
        if reply.status != 200:
            self.strange.append(reply.status)
        return reply.status == 200 and bool(json.loads(told)["saved"])

    def until(self, count: int) -> None:
        with self.lock:
            if not self.lock.wait_for(lambda: self.count >= count, timeout=120):
                raise RuntimeError(f"only {self.count} answers were confirmed")


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Variables of an installation of its own; on PostgreSQL, with a database of its own in the tests' cluster."""
    own = {**os.environ, "CONCORD_DATA_DIR": str(tmp_path), "CONCORD_SECRET_KEY": "test-only"}
    own["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    given = own.pop("CONCORD_DATABASE_URL", "")
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield own
        return
    with psycopg.connect(given, autocommit=True) as cluster:
        cluster.execute("CREATE DATABASE killed")
        yield own | {"CONCORD_DATABASE_URL": given.rpartition("/")[0] + "/killed"}
        cluster.execute("DROP DATABASE killed WITH (FORCE)")


def scratch(environment: dict[str, str], *words: str) -> Any:
    command = [sys.executable, "-m", "tests.support.scratch", *words]
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def killed_while_working(
    desks: Desks, moments: list[int], pause: Callable[[], float], start: Callable[[], Server]
) -> None:
    """Let everybody work until each moment, kill the whole server a little later, and go on with a new one."""
    servers = [start()]
    try:
        servers[0].wait()
        desks.server = servers[0]
        threads = desks.work()
        for moment in moments:
            servers.append(start())  # while the other one still serves, since starting takes a while
            servers[-1].wait()
            desks.until(moment)
            time.sleep(pause())
            servers[-2].kill()
            desks.server = servers[-1]
        for thread in threads:
            thread.join(timeout=120)
            assert not thread.is_alive()
    finally:
        for server in servers:
            server.kill()


def test_every_confirmed_answer_outlasts_twenty_kills(environment: dict[str, str]) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    on_sqlite = "CONCORD_DATABASE_URL" not in environment
    kills, each = (20, 100) if on_sqlite else (5, 30)
    plan = scratch(environment)
    desks = Desks(plan["desks"], each)
    total = 2 * each * len(desks.plan)
    moments = sorted(chance.sample(range(5, total - 20), kills))
    killed_while_working(desks, moments, lambda: chance.uniform(0, 0.03), lambda: Server(environment))

    found = scratch(environment, plan["country"])
    assert desks.count == total
    assert desks.strange == []
    assert found["fault"] == ""
    # Each answer as it was confirmed last, each that it replaced, and not one write more than that.
    assert {address: tuple(words) for address, words in found["answers"].items()} == desks.confirmed
    assert found["earlier"] == {
        address: [words.replace("Then", "First"), 1] for address, (words, _) in desks.confirmed.items()
    }
    assert found["written"] == total
