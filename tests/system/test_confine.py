"""What a parser that was taken over can do: nothing, as far as this kernel has the layers for
it."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from farside.documents import picture, sandbox
from farside.documents.options import ParseOptions
from farside.errors import DocumentError
from farside.system import confine
from farside.system.children import child_environment
from farside.system.confine import Layer, look_at_layers
from tests.system.hostile import HARMLESS, REFUSED, TRIES

_INSTEAD = [sys.executable, "-P", "-m", "tests.system.taken_over"]
KEY = "sk-not-for-parsers"
LIMITS, PRIVILEGES, NAMESPACES, ROOT, FILES, CALLS = LAYERS = (
    "limits privileges namespaces root files calls".split()
)
# The layers of which each keeps it off by itself; none where the environment or the parent does.
KEPT_OFF = {
    "read a file of the home": {FILES},
    "list the home": {FILES},
    "read a file beside its own": {FILES},
    "read the passwords of the system": {FILES},
    "find a secret in its environment": set[str](),
    "read its parent's environment": {NAMESPACES, FILES},
    "open its parent's memory": {NAMESPACES, FILES},
    "write into the home": {FILES},
    "write into the temporary folder": {FILES},
    "write into the current folder": {FILES},
    "write into shared memory": {FILES},
    "fill the disk": {LIMITS},
    "change a mode": {CALLS},
    "reach TCP": {NAMESPACES, CALLS},
    "reach UDP": {NAMESPACES, CALLS},
    "reach an abstract socket": {NAMESPACES, CALLS},
    "reach a socket with a name": {CALLS},
    "send by the socket of its jobs": set[str](),
    "signal its parent": {CALLS},
    "have its parent signalled": {CALLS},
    "watch a folder": {CALLS},
    "change how its parent is scheduled": {CALLS},
    "change its parent's limits": {NAMESPACES, CALLS},
    "trace its parent": {NAMESPACES, FILES, CALLS},
    "gain privileges": {CALLS},
    "start a process": {CALLS},
    "run a program": {CALLS},
}


@pytest.fixture(scope="module")
def layers() -> dict[str, Layer]:
    return dict(zip(LAYERS, look_at_layers(), strict=True))


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file with what to try: a home with a secret, listening sockets, this process."""
    folder = tmp_path_factory.mktemp("targets")
    home = folder / "home"
    home.mkdir()
    for secret in (home / "users.db", folder / "beside.txt"):
        secret.write_text(KEY)
        secret.chmod(0o600)
    abstract = f"\0farside-{os.getpid()}"
    with ExitStack() as opened, pytest.MonkeyPatch.context() as patch:
        for name in ("FARSIDE_REMOTE_KEY", "FARSIDE_DATABASE_URL", "MY_TOKEN"):
            patch.setenv(name, KEY)
        tcp = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = opened.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        for address in (abstract, str(folder / "socket")):
            listening = opened.enter_context(socket.socket(socket.AF_UNIX))
            listening.bind(address)
            listening.listen()
        told = {
            "home": str(home),
            "secret": str(home / "users.db"),
            "beside": str(folder / "beside.txt"),
            "temporary": str(folder),
            "key": KEY,
            "tcp": tcp.getsockname(),
            "udp": udp.getsockname(),
            "abstract": abstract,
            "unix": str(folder / "socket"),
        }
        (folder / "a.json").write_text(json.dumps(told))
        yield folder / "a.json"
    assert not list(folder.rglob("planted"))
    assert stat.S_IMODE((home / "users.db").stat().st_mode) == 0o600


def by_parser(targets: Path, *how: str) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "python_command", lambda _: [*_INSTEAD, "worker", *how])
        document = sandbox.parse_file(targets, ParseOptions(targets.name), lambda *_: None)
    return dict(line.split(": ", 1) for line in document.text.splitlines())


def by_drawer(targets: Path) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "python_command", lambda _: [*_INSTEAD, "drawer"])
        patch.setattr(picture, "_WORDS", 10_000)
        with pytest.raises(DocumentError) as caught:
            picture.draw_page(targets, "application/pdf", 1, 800, ParseOptions(targets.name))
    found: dict[str, str] = json.loads(caught.value.reason.partition("(")[2].rpartition(")")[0])
    return found


@pytest.fixture(scope="module")
def got(targets: Path) -> dict[str, dict[str, str]]:
    return {"parser": by_parser(targets), "drawer": by_drawer(targets)}


@pytest.fixture(scope="module")
def by_program(targets: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    job = {
        "program": sys.executable,
        "place": str(tmp_path_factory.mktemp("own")),
        "file": "a.doc",
        "to": "docx",
    }
    order = [
        *_INSTEAD,
        "program",
        str(targets),
        json.dumps(job | {"memory_mb": 1000, "most_bytes": 10_000_000}),
    ]
    errors = tmp_path_factory.mktemp("said") / "errors"
    with errors.open("w") as said:  # a file, of which it may fill no more
        done = subprocess.run(
            order,
            env=child_environment(),
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            check=False,
        )
    if "cannot be confined" in (told := errors.read_text().strip("\0")):
        pytest.skip(told.strip())
    assert done.returncode == 0, told
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_a_program_that_converts_files_is_refused_all_but_its_own_folder(
    by_program: dict[str, str],
) -> None:
    assert by_program.keys() == TRIES.keys() - {"run a program"}
    assert {attempt for attempt, outcome in by_program.items() if outcome != REFUSED} == {
        "write into the current folder",
    }


def test_every_try_is_looked_at(got: dict[str, dict[str, str]]) -> None:
    assert got["parser"].keys() == TRIES.keys() == KEPT_OFF.keys()
    assert got["drawer"].keys() == TRIES.keys() - {"fill the disk"}


@pytest.mark.parametrize(
    ("process", "attempt"),
    [
        *(("parser", attempt) for attempt in KEPT_OFF),
        *(("drawer", attempt) for attempt in KEPT_OFF if attempt != "fill the disk"),
    ],
)
def test_a_taken_over_process_is_refused(
    got: dict[str, dict[str, str]], layers: dict[str, Layer], process: str, attempt: str
) -> None:
    wanted = KEPT_OFF[attempt]
    if wanted and all(layers[one].missing is not None for one in wanted):
        pytest.skip("; ".join(f"{layers[one].name}: {layers[one].missing}" for one in wanted))
    assert got[process][attempt] == REFUSED


def test_where_the_kernel_has_no_layer_a_file_is_read_all_the_same(targets: Path) -> None:
    """And it is the layers that keep the tries off, not something else."""
    assert {
        attempt for attempt, got in by_parser(targets, *LAYERS[1:]).items() if got != REFUSED
    } == {*HARMLESS - {"find a secret in its environment"}}


@pytest.mark.parametrize("layer", [NAMESPACES, FILES, CALLS])
def test_each_layer_keeps_its_own_off_alone(
    targets: Path, layers: dict[str, Layer], layer: str
) -> None:
    if (why := layers[layer].missing) is not None:
        pytest.skip(f"{layers[layer].name}: {why}")
    found = by_parser(targets, *{NAMESPACES, FILES, CALLS} - {layer})
    kept_off = {attempt for attempt in HARMLESS if layer in KEPT_OFF[attempt]}
    assert {attempt for attempt in kept_off if found[attempt] != REFUSED} == set()


def test_files_come_in_one_after_another_without_a_name(tmp_path: Path) -> None:
    with sandbox.Sandbox() as opened:
        for number in range(3):
            file = tmp_path / f"{number}.txt"
            file.write_text(f"File {number}\n")
            assert (
                opened.parse(file, ParseOptions("x.txt"), lambda *_: None).text
                == f"File {number}\n"
            )


def test_a_python_that_only_root_may_open_keeps_roots_privileges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without them its packages could not be loaded; the layers that this costs are told."""
    if os.getuid() == 0:
        os.chown(tmp_path, 65534, -1)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (tmp_path / "site-packages").mkdir()
    with pytest.raises(PermissionError, match="lies in a folder that only its owner opens"):
        confine._check_open([tmp_path / "site-packages"])
