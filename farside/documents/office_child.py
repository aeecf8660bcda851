"""The process that becomes LibreOffice: it confines itself to one folder first, and is not begun
without."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from farside.documents.worker import limit_memory
from farside.system.confine import SHOWN, confine_program


def main() -> None:
    """Never returns: the program takes its place."""
    job = json.loads(sys.argv[1])
    program, place = Path(job["program"]), Path(job["place"])
    missing = [
        f"{one.name}: {one.missing}"
        for one in confine_program(program, place, job["most_bytes"])
        if one.missing
    ]
    if missing:
        raise SystemExit(f"it is not run where it cannot be confined: {'; '.join(missing)}")
    limit_memory(job["memory_mb"])
    switches = (
        "--headless --invisible --nologo --nodefault --norestore --nolockcheck --nofirststartwizard"
    ).split()
    profile = f"-env:UserInstallation={(SHOWN / 'profile').as_uri()}"
    order = ["--convert-to", job["to"], "--outdir", str(SHOWN / "out"), str(SHOWN / job["file"])]
    os.chdir(SHOWN)
    # Its own is the one that it was given: nothing of the person who started Farside is in it.
    os.execve(program, [str(program), profile, *switches, *order], env=dict(os.environ))


if __name__ == "__main__":
    main()
