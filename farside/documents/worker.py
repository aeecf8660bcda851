"""The sandbox's process: reads jobs from standard input, answers with the pages of each file as they come.

It catches only what says why a file cannot be read. Anything else ends it, and its parent tells what it died of.
"""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

from farside.documents import wire
from farside.documents.detect import detect
from farside.documents.formats import PARSERS
from farside.documents.options import ParseOptions
from farside.errors import DocumentError


def main() -> None:
    """Answer jobs until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not look like an answer
    jobs: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()

    def send(message: bytes) -> None:
        out.write(message)
        out.flush()

    while True:
        path, options = wire.read_job(jobs.get())
        limit_memory(options.memory_mb)
        try:
            _parse(path, options, send)
        except DocumentError as error:
            send(wire.failed(error))
        except OSError as error:
            send(wire.failed(DocumentError(options.name, f"cannot be read: {error.strerror or error}")))
        else:
            send(wire.done())


def limit_memory(megabytes: int) -> None:
    """Private memory, not address space: PDFium and onnxruntime reserve gigabytes that they never touch."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    soft = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (soft if hard < 0 else min(soft, hard), hard))


def _listen(stdin: IO[bytes], jobs: queue.Queue[bytes]) -> None:
    """Ends the process with its parent, even in the middle of a file."""
    for line in stdin:
        jobs.put(line)
    os._exit(0)


def _parse(path: Path, options: ParseOptions, send: Callable[[bytes], object]) -> None:
    found, media_type = detect(path, options)
    options = replace(options, format=found)
    parser = importlib.import_module(PARSERS[found])
    total = parser.count(path, options) if hasattr(parser, "count") else 0
    _check_pages(total, options)
    send(wire.opened(media_type, total))
    for number, draft in enumerate(parser.parse(path, options), 1):
        _check_pages(number, options)
        send(wire.page(draft))


def _check_pages(pages: int, options: ParseOptions) -> None:
    if pages > options.pages:
        raise DocumentError(options.name, f"has more than {options.pages:,} pages: raise parse_pages to read it all")


if __name__ == "__main__":
    main()
