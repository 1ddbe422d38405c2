"""A PostgreSQL of one's own, to be stopped and started."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER_ACCOUNT = "postgres"
"""Whom the server runs as where the tests run as root, for it refuses to run as that."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Its programs, its files and its port on the loopback."""

    programs: Path
    data: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://{SERVER_ACCOUNT}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self.control("start", "--log", str(self.data / "log"), "-o", settings)

    def stop(self, mode: str) -> None:
        """Immediate: as if it was killed; fast: every connection is ended."""
        self.control("stop", "-m", mode)

    def control(self, action: str, *arguments: str) -> None:
        self.run("pg_ctl", action, "-w", "-s", "-D", str(self.data), *arguments)

    def run(self, program: str, *arguments: str) -> None:
        account = {"user": SERVER_ACCOUNT, "group": SERVER_ACCOUNT, "extra_groups": []} if os.getuid() == 0 else {}
        subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            [str(self.programs / program), *arguments],
            check=True,
            cwd=self.data.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **account,  # type: ignore[call-overload] # the three have different types
        )


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """It runs at the beginning of the block, and is gone at its end."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].is_file():
        pytest.skip("the programs of a PostgreSQL server are not installed here")
    # Not below pytest's own directory, which nobody but its owner may enter.
    with tempfile.TemporaryDirectory(prefix="kbdiag-cluster-") as directory:
        one = Cluster(found[-1].parent, Path(directory) / "data", free_port())
        one.data.mkdir()
        if os.getuid() == 0:
            for path in (one.data, one.data.parent):
                shutil.chown(path, SERVER_ACCOUNT, SERVER_ACCOUNT)
        one.run("initdb", "-D", str(one.data), "-U", SERVER_ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-sync")
        one.start()
        try:
            yield one
        finally:
            one.stop("immediate")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
