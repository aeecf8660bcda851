"""What the server writes down: a log of requests and failures, and an audit of who was given which document.

One JSON object a line. No line holds the text of a document, a question, a name of a file or a key: of a request the
route is told and not its path, of a failure the kind and the places in the code and not its message.
"""

from __future__ import annotations

import json
import logging
import queue
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path

from farside.library.files import full_disk

_AUDIT_BYTES = 10_000_000
_AUDIT_FILES = 20
_OURS = ("farside", "uvicorn")
_log = logging.getLogger("farside.server")
_audit = logging.getLogger("farside.audit")


def say(event: str, **fields: object) -> None:
    """A line of the log. No field may hold what a person wrote."""
    _log.info(event, extra={"fields": fields})


def failed(event: str, error: BaseException, **fields: object) -> None:
    """A line about a fault of ours: where it happened, and not what it said."""
    _log.error(event, extra={"fields": fields}, exc_info=error)


def accessed(**fields: object) -> None:
    """A line of the audit."""
    _audit.info("access", extra={"fields": fields})


class JsonLines(logging.Formatter):
    """A record as one line of JSON. A record from elsewhere gives its pattern and not its values."""

    def format(self, record: logging.LogRecord) -> str:
        fields: Mapping[str, object] = getattr(record, "fields", {})
        ours = record.name.partition(".")[0] in _OURS
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if ours else str(record.msg),
            **({} if ours else {"logger": record.name}),
            **fields,
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = type(error).__name__
            line["at"] = [
                f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)
            ]
        return json.dumps(line, default=str)


class _Queued(QueueHandler):
    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """As it is: the formatter of the thread that writes needs the error itself, and the standard one forgets it."""
        return record


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """The log goes to standard error and the audit to `logs/audit.log`, from a thread of their own, until the end."""
    folder = home / "logs"
    with full_disk(home, _AUDIT_BYTES):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = RotatingFileHandler(folder / "audit.log", maxBytes=_AUDIT_BYTES, backupCount=_AUDIT_FILES, encoding="utf-8")
    with _to_thread(logging.getLogger(), logging.StreamHandler(sys.stderr)), _to_thread(_audit, kept):
        try:
            yield
        finally:
            kept.close()


@contextmanager
def _to_thread(logger: logging.Logger, handler: logging.Handler) -> Iterator[None]:
    handler.setFormatter(JsonLines())
    waiting: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    entrance = _Queued(waiting)
    listener = QueueListener(waiting, handler)
    before = (logger.level, logger.propagate)
    logger.setLevel(logging.INFO if logger is _audit else logging.WARNING)
    _log.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(entrance)
    listener.start()
    try:
        yield
    finally:
        logger.removeHandler(entrance)
        logger.setLevel(before[0])
        logger.propagate = before[1]
        listener.stop()
