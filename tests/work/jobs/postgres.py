"""A PostgreSQL server of the tests' own, in a folder that goes with them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PASSWORD = "sesame"


def _program(name: str) -> str:
    """Debian keeps the server's programs out of the path, by version."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4])
    )
    path = str(found[-1]) if found else shutil.which(name)
    assert path, "PostgreSQL is not installed: sudo apt-get install postgresql"
    return path


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; whom to run it as instead."""
    if os.getuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The URL of an empty database; the server ends with the context."""
    user = _server_user()
    data, password = folder / "data", folder / "password"
    data.mkdir()
    password.write_text(_PASSWORD, encoding="ascii")
    if user:
        for path in (folder, data, password):
            shutil.chown(path, user)

    def run(*words: str) -> None:
        subprocess.run(words, user=user, check=True, capture_output=True, timeout=60, cwd=folder)

    access = ["--username=farside", f"--pwfile={password}", "--auth=scram-sha-256"]
    run(
        _program("initdb"),
        "--pgdata",
        str(data),
        *access,
        "--no-sync",
        "--encoding=UTF8",
        "--locale=C",
    )
    # Found by its socket alone: no port of the machine is opened.
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
    run(
        _program("pg_ctl"), "start", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log")
    )
    try:
        yield f"postgresql://farside:{_PASSWORD}@/postgres?host={folder}"
    finally:
        run(_program("pg_ctl"), "stop", "-D", str(data), "-m", "immediate", "-w")
