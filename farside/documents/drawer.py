"""The process that draws one page of a stranger's file, or writes a locked PDF without its lock: a
job on standard input, a PNG or a PDF on standard output.

As in the sandbox, its death is only an error for the caller, and it can reach nothing but the file
it was given.
"""

from __future__ import annotations

import io
import json
import math
import os
import sys
from typing import Any, BinaryIO

from farside.documents.content import Content
from farside.documents.worker import limit_memory
from farside.system.confine import confine_process

# A long strip is drawn narrower than asked.
_MOST_PIXELS = 24_000_000
_LONGEST = 20_000


def main() -> None:
    """Draw, or end with a reason on standard error and status 1."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not look like a picture
    job = json.loads(sys.stdin.buffer.read())
    confine_process(job["most_bytes"])
    limit_memory(job["memory_mb"])
    content = Content.of_descriptor(job["file"])
    if job["page"] is None:
        _unlock(content, job["password"], out)
        return
    picture = _pdf(content, job) if job["pdf"] else _image(content, job)
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=3)
    out.write(written.getvalue())
    out.flush()


def _unlock(content: Content, password: str, out: BinaryIO) -> None:
    """Writes nothing where the file is not locked."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(content.open(), password=password)
        if pdfium.FPDF_GetSecurityHandlerRevision(document) >= 0:
            document.save(out, flags=pdfium.FPDF_REMOVE_SECURITY)
            out.flush()
    except pypdfium2.PdfiumError as error:
        raise SystemExit(f"PDFium cannot unlock it: {error}") from error


def _pdf(content: Content, job: dict[str, Any]) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content.open())
        document.init_forms()
        page = document[job["page"] - 1]
        return page.render(scale=_scale(page.get_size(), job["width"])).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise SystemExit(f"PDFium cannot draw it: {error}") from error


def _image(content: Content, job: dict[str, Any]) -> Any:
    from PIL import Image, ImageOps

    from farside.documents.image import open_image

    with open_image(content, job["name"]) as image:
        image.seek(job["page"] - 1)
        upright = ImageOps.exif_transpose(image).convert("RGBA")
        shown = Image.new("RGB", upright.size, "white")
        shown.paste(upright, mask=upright.getchannel("A"))
        scale = min(1.0, _scale((float(shown.width), float(shown.height)), job["width"]))
        return shown.resize(
            (max(1, round(shown.width * scale)), max(1, round(shown.height * scale)))
        )


def _scale(size: tuple[float, float], wanted: int) -> float:
    """Pixels a point for a page that is `wanted` pixels wide, or less where it would be too
    large."""
    width, height = max(size[0], 1.0), max(size[1], 1.0)
    most = math.sqrt(_MOST_PIXELS / (width * height))
    return min(wanted / width, most, _LONGEST / max(width, height))


if __name__ == "__main__":
    main()
