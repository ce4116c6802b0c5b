"""A workshop room: 37 people save at the same moment without think time, on one machine with the load itself."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.room_filled import TOKEN
from bench.rows import Row, seconds

PEER, PEER_RATE, PEER_P95 = "the nearest open product on such a machine", 12.6, 3.3


def saving() -> Iterator[Row]:
    """Saves a second, the slowest twentieth, and errors; on SQLite, then on PostgreSQL where it is installed."""
    with tempfile.TemporaryDirectory(prefix="concord-bench-") as folder:
        yield from _room("sqlite", {"CONCORD_DATA_DIR": folder}, whole=True)
    from tests.support import cluster

    binaries = cluster.find_binaries()
    if binaries is None:
        return
    running = cluster.start(binaries, durable=True)
    try:
        with tempfile.TemporaryDirectory(prefix="concord-bench-") as folder:
            yield from _room("postgresql", {"CONCORD_DATA_DIR": folder, "CONCORD_DATABASE_URL": running.url})
    finally:
        running.stop()


def _room(database: str, variables: dict[str, str], *, whole: bool = False) -> Iterator[Row]:
    environment = {**os.environ, **variables, "CONCORD_SECRET_KEY": "bench-only"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    filled = subprocess.run(
        [sys.executable, "-m", "bench.room_filled"], env=environment, check=True, capture_output=True, text=True
    )  # fmt: skip
    plan = json.loads(filled.stdout)
    with served(environment) as port:
        rate, p95, errors = asyncio.run(_rush(port, plan["clients"]))
        opening = _open_board(port, plan["board"]["cookie"]) if whole else 0.0
    yield Row(f"room37_saves_per_second_{database}", rate, "1/s", PEER, rate / PEER_RATE)
    yield Row(f"room37_p95_seconds_{database}", p95, "s", PEER, p95 / PEER_P95)
    yield Row(f"room37_errors_{database}", errors, "", "")
    if whole:
        yield Row("save_queries", plan["save_queries"], "", "")
        yield Row("open_assessment_queries", plan["open_queries"], "", "")
        yield Row("open_assessment_seconds", opening, "s", "")


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """A real server on this machine, as ``concord serve`` starts it; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("concord")), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    try:
        _wait(server, port)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def _open_board(port: int, cookie: str) -> float:
    """Seconds to open the page of the whole assessment."""
    connection = HTTPConnection("127.0.0.1", port)

    def fetch() -> None:
        connection.request("GET", "/QT/assessment/", headers={"Cookie": cookie})
        reply = connection.getresponse()
        reply.read()
        if reply.status != 200:
            raise RuntimeError(f"the board answered {reply.status}")

    return seconds(fetch, repeat=7)


async def _rush(port: int, clients: list[dict[str, Any]]) -> tuple[float, float, int]:
    """Everybody at once: saves a second over the whole rush, the 95th percentile of one save, and errors."""
    start = asyncio.Barrier(len(clients)) if hasattr(asyncio, "Barrier") else None
    taken: list[float] = []
    faults: list[int] = []
    begun = time.perf_counter()

    async def somebody(client: dict[str, Any]) -> None:
        nonlocal begun
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        requests = [_request(client["cookie"], save) for save in client["saves"]]
        for page in client["pages"]:  # a person has opened the page before answering on it
            writer.write(f"GET {page} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {client['cookie']}\r\n\r\n".encode())
            if await _reply(reader) != 200:
                faults.append(1)
        if start is not None:
            await start.wait()
        begun = max(begun, time.perf_counter()) if not taken else begun
        for request in requests:
            sent = time.perf_counter()
            writer.write(request)
            status = await _reply(reader)
            taken.append(time.perf_counter() - sent)
            if status != 200:
                faults.append(status)
        writer.close()

    await asyncio.gather(*(somebody(client) for client in clients))
    elapsed = time.perf_counter() - begun
    return len(taken) / elapsed, quantiles(taken, n=20)[-1], len(faults)


def _request(cookie: str, save: dict[str, Any]) -> bytes:
    body = json.dumps(save["body"]).encode()
    head = (
        f"POST {save['address']} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"Cookie: {cookie}\r\nX-CSRFToken: {TOKEN}\r\n\r\n"
    )
    return head.encode() + body


async def _reply(reader: asyncio.StreamReader) -> int:
    """The status of one reply, read to its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next((line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length:")), None)
    if length is not None:
        await reader.readexactly(int(length))
    else:
        while int(await reader.readuntil(b"\r\n"), 16):
            await reader.readuntil(b"\r\n")
        await reader.readexactly(2)
    return int(head.split(" ", 2)[1])
