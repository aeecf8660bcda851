"""Pages as pictures, and PDFs without their lock: made in a limited process of their own, because
the file is a stranger's."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import IO

from farside.documents.options import ParseOptions
from farside.errors import DocumentError
from farside.system.children import child_environment, python_command

_PNG = b"\x89PNG\r\n\x1a\n"
_SECONDS = 60.0
# more than the most pixels that are drawn take where nothing packs them any smaller
_MOST_BYTES = 150_000_000
_MOST_TIMES = 4  # what is not locked may be packed less tightly
_WORDS = 2000  # bytes of what it says at its end


def can_draw(media_type: str) -> bool:
    """Tell whether pages of such a document can be drawn: the format must have places on a page."""
    return media_type == "application/pdf" or media_type.startswith("image/")


def draw_page(path: Path, media_type: str, page: int, width: int, options: ParseOptions) -> bytes:
    """The `page`th page (from 1) as a PNG, `width` pixels wide. Images are never enlarged, long
    strips are narrower.

    Raises `DocumentError` where it cannot be drawn within the limits.
    """
    pdf = media_type == "application/pdf"
    job: dict[str, object] = {"name": options.name, "pdf": pdf, "page": page, "width": width}
    with tempfile.TemporaryFile() as out:
        status, said = _run(path, job | {"most_bytes": _MOST_BYTES}, options, out)
        out.seek(0)
        picture = out.read(_MOST_BYTES)
    if status or not picture.startswith(_PNG):
        raise DocumentError(options.name, f"page {page} cannot be drawn ({_reason(status, said)})")
    return picture


def unlock_pdf(path: Path, target: Path, options: ParseOptions) -> bool:
    """Writes the PDF at `path` to `target` as it is without `options.password`, readable for its
    owner alone; False, and no file, where it is not locked.

    Raises `DocumentError` where it cannot be unlocked within the limits, and leaves no file.
    """
    most = _MOST_TIMES * path.stat().st_size + _MOST_BYTES
    job: dict[str, object] = {
        "name": options.name,
        "page": None,
        "password": options.password,
        "most_bytes": most,
    }
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(target, flags, 0o600), "wb") as out:
            status, said = _run(path, job, options, out)
        if status:
            raise DocumentError(options.name, f"cannot be unlocked ({_reason(status, said)})")
    except DocumentError:
        target.unlink()
        raise
    if target.stat().st_size:
        return True
    target.unlink()
    return False


def _reason(status: int, said: str) -> str:
    return said.strip().rpartition("\n")[2] or f"exit status {status}"


def _run(
    path: Path, job: dict[str, object], options: ParseOptions, out: IO[bytes]
) -> tuple[int, str]:
    """Exit status and words of the drawer, which writes into `out`: a file, as a pipe has no limit
    that it must keep. Raises `DocumentError` for a file that cannot be read, or takes too long."""
    seconds = min(options.seconds, _SECONDS)
    try:
        with path.open("rb") as file, tempfile.TemporaryFile() as words:
            given = job | {"file": file.fileno(), "memory_mb": options.memory_mb}
            done = subprocess.run(
                python_command("farside.documents.drawer"),
                env=child_environment(),
                input=json.dumps(given).encode(),
                pass_fds=[file.fileno()],
                stdout=out,
                stderr=words,
                timeout=seconds,
                check=False,
            )
            words.seek(max(0, words.seek(0, os.SEEK_END) - _WORDS))
            return done.returncode, words.read().decode("utf-8", "replace")
    except subprocess.TimeoutExpired as error:
        what = "unlocking it" if job["page"] is None else f"drawing page {job['page']}"
        raise DocumentError(options.name, f"{what} took longer than {seconds:g} seconds") from error
    except OSError as error:
        raise DocumentError(options.name, f"cannot be read: {error.strerror or error}") from error
