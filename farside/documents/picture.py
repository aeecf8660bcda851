"""Pages as pictures: drawn in a limited process of their own, because the file is a stranger's."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from farside.documents.options import ParseOptions
from farside.errors import DocumentError
from farside.system.children import child_environment, python_command

_PNG = b"\x89PNG\r\n\x1a\n"
_SECONDS = 60.0
# more than the most pixels that are drawn take where nothing packs them any smaller
_MOST_BYTES = 150_000_000
_WORDS = 2000  # bytes of what it says at its end


def can_draw(media_type: str) -> bool:
    """Tell whether pages of such a document can be drawn: the format must have places on a page."""
    return media_type == "application/pdf" or media_type.startswith("image/")


def draw_page(path: Path, media_type: str, page: int, width: int, options: ParseOptions) -> bytes:
    """The `page`th page (from 1) as a PNG, `width` pixels wide. Images are never enlarged, long
    strips are narrower.

    Raises `DocumentError` where it cannot be drawn within the limits.
    """
    job = {
        "name": options.name,
        "pdf": media_type == "application/pdf",
        "page": page,
        "width": width,
        "memory_mb": options.memory_mb,
        "most_bytes": _MOST_BYTES,
    }
    seconds = min(options.seconds, _SECONDS)
    try:
        status, picture, said = _run(path, job, seconds)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            options.name, f"drawing page {page} took longer than {seconds:g} seconds"
        ) from error
    except OSError as error:
        raise DocumentError(options.name, f"cannot be read: {error.strerror or error}") from error
    if status or not picture.startswith(_PNG):
        reason = said.strip().rpartition("\n")[2] or f"exit status {status}"
        raise DocumentError(options.name, f"page {page} cannot be drawn ({reason})")
    return picture


def _run(path: Path, job: dict[str, object], seconds: float) -> tuple[int, bytes, str]:
    """Exit status, picture and words of the drawer. It writes into files: a pipe has no limit that
    it must keep."""
    with (
        path.open("rb") as file,
        tempfile.TemporaryFile() as picture,
        tempfile.TemporaryFile() as words,
    ):
        done = subprocess.run(
            python_command("farside.documents.drawer"),
            env=child_environment(),
            input=json.dumps(job | {"file": file.fileno()}).encode(),
            pass_fds=[file.fileno()],
            stdout=picture,
            stderr=words,
            timeout=seconds,
            check=False,
        )
        picture.seek(0)
        words.seek(max(0, words.seek(0, os.SEEK_END) - _WORDS))
        return done.returncode, picture.read(_MOST_BYTES), words.read().decode("utf-8", "replace")
