"""A throwaway PostgreSQL cluster, made from the installed binaries and gone when the tests end."""

from __future__ import annotations

import atexit
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

ROLE = "concord"
START_SECONDS = 60
# Nothing of this outlives the tests, so durability would only cost time.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "log_min_messages": "fatal",
}


def find_binaries() -> Path | None:
    """The folder that holds ``initdb`` and ``postgres``, or None; of several versions the newest."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: float(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        folders.insert(0, Path(told or "/nonexistent"))
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def _unprivileged() -> dict[str, object]:
    """Whom to run as: ourselves, or (PostgreSQL refuses root) ``postgres``, or ``nobody``."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            person = pwd.getpwnam(name)
            return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL cannot run as root, and there is neither a user 'postgres' nor 'nobody'.")


@dataclass
class Cluster:
    """A running server that listens on a Unix socket in its own folder and nowhere else."""

    folder: Path
    server: subprocess.Popen[bytes]
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"postgresql://{ROLE}@{quote(str(self.folder), safe='')}/postgres"

    def stop(self) -> None:
        """Stop the server at once and remove its files; a second call does nothing."""
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGQUIT)  # PostgreSQL's "immediate" shutdown
            try:
                self.server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}  # as a server has it, for measuring


def start(binaries: Path, *, durable: bool = False) -> Cluster:
    """Make a cluster, start it and wait until it answers."""
    identity = _unprivileged()
    # Not under TMPDIR, which can be too deep: a socket's path may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="concord-pg-", dir="/tmp"))
    folder.chmod(0o700)
    if identity:
        os.chown(folder, identity["user"], identity["group"])  # type: ignore[arg-type]
    data, log = folder / "data", folder / "log"
    common = {"cwd": folder, "env": {"PATH": str(binaries), "LC_ALL": "C", "HOME": str(folder)}, **identity}
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
        capture_output=True, text=True, check=False, **common,
    )  # fmt: skip
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
    settings = SETTINGS | (DURABLE if durable else {})
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with log.open("wb") as out:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-c", f"unix_socket_directories={folder}", *options],
            stdout=out, stderr=out, start_new_session=True, **common,
        )  # fmt: skip
    cluster = Cluster(folder, server)
    atexit.register(cluster.stop)
    _wait(cluster, log)
    return cluster


def _wait(cluster: Cluster, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and cluster.server.poll() is None:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(cluster.url, connect_timeout=2):
            return
        time.sleep(0.1)
    said = log.read_text(errors="replace")[-2000:]
    cluster.stop()
    raise RuntimeError(f"The throwaway PostgreSQL did not start: {said}")
