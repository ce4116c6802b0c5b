"""A workshop: 40 and 500 phones look every two seconds and vote meanwhile, on one machine with the load itself."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from bench.room import served
from bench.rows import Row

SIZES = (40, 500)
SECONDS = 24.0  # of each room
EVERY = 2.0  # as the page's script waits between two looks
VOTING = (4.0, 18.0)  # when people vote, in seconds after the first look
AGAIN, CHANGED = 0.1, 0.1  # shares of phones that send a vote twice, and that change theirs
TOKEN = "b" * 32  # a form's token and its cookie, which only have to agree
VOTED = re.compile(rb'"ws-tally"><strong class="num">(\d+)<')


def polling() -> Iterator[Row]:
    """The slowest twentieth of looks, how soon a vote is on the wall, whether each counts once; on both databases."""
    yield from _rooms("sqlite", {})
    from tests.support import cluster

    binaries = cluster.find_binaries()
    if binaries is None:
        return
    running = cluster.start(binaries, durable=True)
    try:
        yield from _rooms("postgresql", {"CONCORD_DATABASE_URL": running.url}, running.url)
    finally:
        running.stop()


def _rooms(database: str, variables: dict[str, str], url: str = "") -> Iterator[Row]:
    for size in SIZES:
        if url:
            _emptied(url)
        with tempfile.TemporaryDirectory(prefix="concord-bench-") as folder:
            environment = {
                **os.environ, **variables, "CONCORD_DATA_DIR": folder, "CONCORD_SECRET_KEY": "bench-only",
            }  # fmt: skip
            environment.pop("DJANGO_SETTINGS_MODULE", None)
            plan = _filled(environment, str(size))
            with served(environment) as port:
                room = Room(port, plan)
                asyncio.run(room.meet())
            stands = _filled(environment, "counted")
        yield from room.rows(database, size, stands)


def _filled(environment: dict[str, str], what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.phones_filled", what]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _emptied(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


@dataclass
class Room:
    """The phones, the page on the wall, and what they saw."""

    port: int
    plan: dict[str, Any]
    looks: list[float] = field(default_factory=list)
    unchanged: int = 0
    casts: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)  # when each first vote was sent, in the order of their replies
    walls: list[tuple[float, int]] = field(default_factory=list)  # when the wall showed how many votes
    last: dict[str, str] = field(default_factory=dict)  # by phone the key of the vote that it was told counts
    faults: list[str] = field(default_factory=list)

    async def meet(self) -> None:
        """Everybody comes in within two seconds, looks, and votes once at a time of their own."""
        await self._warm()
        chance = random.Random(7)  # noqa: S311  (the same room each time)
        end = time.perf_counter() + SECONDS
        phones = [
            self._phone(number, secret, chance.random() * EVERY, chance.uniform(*VOTING), chance.random(), end)
            for number, secret in enumerate(self.plan["phones"])
        ]
        await asyncio.gather(self._wall(end), *phones)

    async def _warm(self) -> None:
        """A server reads its code at the first requests, long before a room comes in."""
        own = [
            f"/join/room/{self.plan['workshop']}/",
            f"/{self.plan['country']}/workshops/{self.plan['workshop']}/screen/",
        ]
        cookie = f"{self.plan['facilitator']}; {self._cookie(self.plan['phones'][0])}"
        for _round in range(20):
            started = time.perf_counter()
            wires = [await Wire.open(self.port) for _one in range(8)]
            await asyncio.gather(
                *(wire.ask(f"GET {own[n % 2]}", cookie, "Accept: */*") for n, wire in enumerate(wires))
            )
            for wire in wires:
                wire.close()
            if time.perf_counter() - started < 1:
                return

    def _cookie(self, secret: str) -> str:
        return f"concord_phone_{self.plan['workshop'].replace('-', '')[:12]}={secret}; csrftoken={TOKEN}"

    async def _phone(self, number: int, secret: str, comes: float, votes: float, kind: float, end: float) -> None:
        begun = time.perf_counter()
        await asyncio.sleep(comes)
        wire = await Wire.open(self.port)
        workshop = self.plan["workshop"]
        cookie = self._cookie(secret)
        address = f"/join/room/{workshop}"
        tag, due = "", [votes] + ([votes + 1.5] if kind < AGAIN + CHANGED else [])
        while time.perf_counter() < end:
            started = time.perf_counter()
            status, head, _body = await wire.ask(f"GET {address}/live/", cookie, f"If-None-Match: {tag}")
            self.looks.append(time.perf_counter() - started)
            self.unchanged += status == 304
            if status not in (200, 304):
                self.faults.append(f"look {status}")
            tag = head.get("etag", tag)
            while due and time.perf_counter() - begun > due[0]:
                first = len(due) == (2 if kind < AGAIN + CHANGED else 1)
                due.pop(0)
                key = f"{number:016x}:{1 if first or kind < AGAIN else 2}"
                await self._vote(wire, f"POST {address}/vote/", cookie, number, key, first=first)
            pause = EVERY if not due else min(EVERY, max(0.0, due[0] - (time.perf_counter() - begun)))
            await asyncio.sleep(pause)
        wire.close()

    async def _vote(self, wire: Wire, request: str, cookie: str, number: int, key: str, *, first: bool) -> None:
        codes = self.plan["codes"]
        code = codes[(number + int(key[-1])) % len(codes)]
        vote = {"item": self.plan["question"], "round": 1, "content": {code: 1}, "key": key}
        started = time.perf_counter()
        status, _head, body = await wire.ask(request, cookie, f"X-CSRFToken: {TOKEN}", json.dumps(vote).encode())
        self.casts.append(time.perf_counter() - started)
        if status != 200:
            self.faults.append(f"vote {status} {body[:80]!r}")
            return
        self.last[str(number)] = json.loads(body)["key"]
        if first:
            self.sent.append(started)

    async def _wall(self, end: float) -> None:
        """The page on the wall, which looks as the phones do and shows how many have voted."""
        wire, tag = await Wire.open(self.port), ""
        address = f"GET /{self.plan['country']}/workshops/{self.plan['workshop']}/screen/live/"
        while time.perf_counter() < end + EVERY:
            status, head, body = await wire.ask(address, self.plan["facilitator"], f"If-None-Match: {tag}")
            tag = head.get("etag", tag)
            found = VOTED.search(body)
            if found is not None:
                self.walls.append((time.perf_counter(), int(found[1])))
            elif status != 304:
                self.faults.append(f"wall {status}")
            await asyncio.sleep(EVERY)
        wire.close()

    def rows(self, database: str, size: int, stands: dict[str, Any]) -> Iterator[Row]:
        """What was seen, and what stands in the database afterwards."""
        for fault in sorted(set(self.faults))[:5]:
            sys.stderr.write(f"{database} {size}: {fault} ({self.faults.count(fault)} times)\n")
        shown = [self._shown_after(place, sent) for place, sent in enumerate(self.sent, start=1)]
        keys = {f"{number:016x}": key for number, key in ((int(one), key) for one, key in self.last.items())}
        kept = {key.partition(":")[0]: key for key in stands["last"].values()}
        yield Row(f"poll_p95_ms_{size}_phones_{database}", 1000 * quantiles(self.looks, n=20)[-1], "ms")
        yield Row(f"polls_a_second_{size}_phones_{database}", len(self.looks) / SECONDS, "1/s")
        yield Row(f"polls_unchanged_share_{size}_phones_{database}", self.unchanged / len(self.looks), "")
        yield Row(f"vote_p95_ms_{size}_phones_{database}", 1000 * quantiles(self.casts, n=20)[-1], "ms")
        yield Row(f"vote_to_projected_page_seconds_{size}_phones_{database}", max(shown, default=float("nan")), "s")
        yield Row(f"votes_lost_{size}_phones_{database}", sum(kept.get(one) != key for one, key in keys.items()), "")
        yield Row(f"votes_counted_twice_{size}_phones_{database}", stands["votes"] - stands["voters"], "")
        yield Row(f"votes_{size}_phones_{database}", stands["votes"], "")
        yield Row(f"faults_{size}_phones_{database}", len(self.faults), "")

    def _shown_after(self, place: int, sent: float) -> float:
        """Seconds from sending a vote to the first look of the wall that shows as many; endless where none did."""
        return next((at - sent for at, count in self.walls if count >= place), float("inf"))


@dataclass
class Wire:
    """One kept connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int) -> Wire:
        """A connection to this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def close(self) -> None:
        """Hang up."""
        self.writer.close()

    async def ask(self, request: str, cookie: str, header: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        """Send a request; status, headers and body of the reply."""
        sized = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        head = f"{request} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n{header}\r\n{sized}\r\n"
        self.writer.write(head.encode() + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ", 2)[1])
        given = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines[1:])}
        return status, given, await self._body(status, given)

    async def _body(self, status: int, given: dict[str, str]) -> bytes:
        if status == 304:
            return b""
        if "content-length" in given:
            return await self.reader.readexactly(int(given["content-length"]))
        parts = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(parts)
