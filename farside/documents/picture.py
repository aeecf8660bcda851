"""Pages as pictures: drawn in a limited process of their own, because the file is a stranger's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from farside.documents.options import ParseOptions
from farside.errors import DocumentError

_PNG = b"\x89PNG\r\n\x1a\n"
_SECONDS = 60.0


def drawable(media_type: str) -> bool:
    """Whether pages of such a document can be drawn: those of the formats that have places on a page."""
    return media_type == "application/pdf" or media_type.startswith("image/")


def draw(path: Path, media_type: str, page: int, width: int, options: ParseOptions) -> bytes:
    """The `page`th page (from 1) as a PNG, `width` pixels wide. Images are never enlarged, long strips are narrower.

    Raises `DocumentError` where it cannot be drawn within the limits.
    """
    job = {
        "path": str(path.absolute()),
        "name": options.name,
        "pdf": media_type == "application/pdf",
        "page": page,
        "width": width,
        "memory_mb": options.memory_mb,
    }
    command = [sys.executable, "-P", "-m", "farside.documents.drawer"]
    seconds = min(options.seconds, _SECONDS)
    try:
        done = subprocess.run(command, input=json.dumps(job).encode(), capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(options.name, f"drawing page {page} took longer than {seconds:g} seconds") from error
    if done.returncode or not done.stdout.startswith(_PNG):
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise DocumentError(options.name, f"page {page} cannot be drawn ({said or f'exit status {done.returncode}'})")
    return done.stdout
