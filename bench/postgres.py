"""A PostgreSQL cluster of our own on loopback, for tests and benchmarks."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

INSTALLED = "/usr/lib/postgresql/*/bin"
MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 2 * 1024**3


def find_binaries() -> Path | None:
    """The folder that holds initdb and pg_ctl: on the PATH, or the newest installed; None without any."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = sorted(glob(INSTALLED), key=lambda path: int(Path(path).parent.name))
    return Path(installed[-1]) if installed else None


@contextmanager
def cluster(in_memory: bool = False) -> Iterator[str]:
    """Starts a cluster in a temporary folder; yields its address, ending in a database name to replace.

    `in_memory` spares tests the waiting for a disk, where the machine has room; nothing may be timed on
    such a one. Raises FileNotFoundError when PostgreSQL is not installed.
    """
    binaries = find_binaries()
    if binaries is None:
        raise FileNotFoundError(
            "PostgreSQL is not installed: no initdb on the PATH or under /usr/lib/postgresql"
        )
    folder = Path(tempfile.mkdtemp(prefix="tanggap-pg-", dir=MEMORY if in_memory and _has_room() else None))
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    where, port = folder / "cluster", _free_port()
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
    try:
        _run(
            user,
            [binaries / "initdb", "-D", where, "-U", "tanggap", "-A", "trust", "-E", "UTF8", "--no-sync"],
        )
        _run(user, [binaries / "pg_ctl", "-D", where, "-o", options, "-l", folder / "log", "-w", "start"])
        try:
            yield f"postgresql+psycopg://tanggap@127.0.0.1:{port}/postgres"
        finally:
            _run(user, [binaries / "pg_ctl", "-D", where, "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_room() -> bool:
    return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_IN_MEMORY


def _run(user: str | None, command: list[object]) -> None:
    home = pwd.getpwnam(user).pw_dir if user else None
    subprocess.run(
        [str(part) for part in command], user=user, cwd=home or "/", check=True, stdout=subprocess.DEVNULL
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
