"""The shell of the page: what a browser loads before it knows of anybody's things. A phone keeps
it, so that the page opens where there is no line."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

_PRELOAD = '<link rel="modulepreload" href="/web/vendor/preact-htm.js">'
"""The line of `index.html` in whose place the modules of the first view are named: they are then
loaded at once, and not one after the other as they import each other."""
_MAIN = "js/main.js"
_IMPORTED = re.compile(r'^(?:import|export)\b[^;"]*"(\.[^"]+)"', re.MULTILINE)
"""What a module cannot begin without. What it imports by a call comes later, and is not named."""
_WORKER = "worker.js"


@dataclass(frozen=True, slots=True)
class Shell:
    """The page and its service worker, as they are served."""

    page: bytes
    worker: bytes


def make_shell(folder: Path) -> Shell:
    """Make the shell from the files of the page. The worker's version is the content of them all:
    another file is another worker, and no cache of an older one is used."""
    folder = folder.resolve()
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != _WORKER)
    names = [f"/web/{file.relative_to(folder).as_posix()}" for file in files]
    # The largest first: a slow line is busy with them while the many small ones are asked for.
    first = sorted(find_first(folder), key=lambda file: (-file.stat().st_size, file))
    modules = [f"/web/{file.relative_to(folder).as_posix()}" for file in first]
    links = "\n".join(f'<link rel="modulepreload" href="{name}">' for name in modules)
    page = (folder / "index.html").read_text("utf-8").replace(_PRELOAD, links)
    shell = ["/", *(name for name in names if name != "/web/index.html")]
    worker = (folder / _WORKER).read_text("utf-8")
    told = hashlib.sha256(page.encode() + worker.encode())
    for file in files:
        told.update(file.read_bytes())
    version = json.dumps(told.hexdigest()[:16])
    head = f"const VERSION = {version};\nconst SHELL = {json.dumps(shell)};\n"
    return Shell(page.encode(), (head + worker).encode())


def find_first(folder: Path) -> set[Path]:
    """Find the modules that the page's main module cannot begin without, itself among them."""
    found: set[Path] = set()
    waiting = [(folder / _MAIN).resolve()]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            imported = _IMPORTED.findall(file.read_text("utf-8"))
            waiting += [(file.parent / name).resolve() for name in imported]
    return found
