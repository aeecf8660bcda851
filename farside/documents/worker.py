"""The sandbox's process: reads jobs from standard input, answers with the pages of each file as
they come.

It catches only what says why a file cannot be read. Anything else ends it, and its parent tells
what it died of.
"""

from __future__ import annotations

import importlib
import os
import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import replace

from farside.documents import pictures, wire
from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.formats import ABOUT, PARSERS
from farside.documents.options import ParseOptions
from farside.errors import DocumentError, FileLimit
from farside.system.confine import confine_process

_MOST_ERRORS = 1_000_000  # bytes of standard error, a file of the parent's
_BLOCK = 1 << 16

_Job = tuple[bytes, int]


def main() -> None:
    """Answer jobs until standard input ends."""
    confine_process(_MOST_ERRORS)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not look like an answer
    jobs: queue.Queue[_Job] = queue.Queue()
    threading.Thread(target=_listen, args=(socket.socket(fileno=0), jobs), daemon=True).start()

    def send(message: bytes) -> None:
        out.write(message)
        out.flush()

    while True:
        line, descriptor = jobs.get()
        options = wire.read_job(line)
        limit_memory(options.memory_mb)
        try:
            _parse(Content.of_descriptor(descriptor), options, send)
        except DocumentError as error:
            send(wire.write_failed(error))
        except OSError as error:
            send(
                wire.write_failed(
                    DocumentError(options.name, f"cannot be read: {error.strerror or error}")
                )
            )
        else:
            send(wire.write_done())
        finally:
            os.close(descriptor)


def limit_memory(megabytes: int) -> None:
    """Private memory, not address space: PDFium and onnxruntime reserve gigabytes that they never
    touch."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    soft = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (soft if hard < 0 else min(soft, hard), hard))


def _listen(source: socket.socket, jobs: queue.Queue[_Job]) -> None:
    """Takes jobs, each a line and a descriptor. Ends the process with its parent, even in the
    middle of a file."""
    line, descriptors = b"", list[int]()
    while True:
        data, received, _, _ = socket.recv_fds(source, _BLOCK, 1)
        if not data:
            os._exit(0)
        line += data
        descriptors += received
        if line.endswith(b"\n"):
            jobs.put((line, descriptors.pop()))
            line = b""


def _parse(content: Content, options: ParseOptions, send: Callable[[bytes], object]) -> None:
    pictures.begin_file()
    found, media_type = detect_format(content, options)
    options = replace(options, format=found)
    parser = importlib.import_module(ABOUT if options.about else PARSERS[found])
    total = parser.count(content, options) if hasattr(parser, "count") else 0
    _check_pages(total, options)
    send(wire.write_opened(media_type, total))
    for number, draft in enumerate(parser.parse(content, options), 1):
        _check_pages(number, options)
        if number > options.known:
            send(wire.write_page(draft))


def _check_pages(pages: int, options: ParseOptions) -> None:
    if pages > options.pages:
        raise FileLimit(
            options.name, f"has more than {options.pages:,} pages: raise parse_pages to read it all"
        )


if __name__ == "__main__":
    main()
