"""What the server writes down: a log of requests and failures, and an audit of who was given which
document.

One JSON object a line. No line holds the text of a document, a question, a name of a file or a key:
a request is logged with its route and not its path, a failure with its kind and the places in the
code and not its message.
"""

from __future__ import annotations

import json
import logging
import queue
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path

from farside.library.files import full_disk

_BYTES = 10_000_000
_AUDIT_FILES = 50
_LOG_FILES = 5
_OURS = ("farside", "uvicorn")
_log = logging.getLogger("farside.server")
_log.setLevel(logging.INFO)
_audit = logging.getLogger("farside.audit")
_audit.setLevel(logging.INFO)
_audit.propagate = False


def log_event(event: str, **fields: object) -> None:
    """A line of the log. No field may hold what a person wrote."""
    _log.info(event, extra={"fields": fields})


def warn_operator(event: str) -> None:
    """Write a line for the person who runs the server; standard error shows it, too."""
    _log.warning(event)


def log_fault(event: str, error: BaseException, **fields: object) -> None:
    """A line about a fault of ours: where it happened, and not what it said."""
    _log.error(event, extra={"fields": fields}, exc_info=error)


def log_access(**fields: object) -> None:
    """A line of the audit."""
    _audit.info("access", extra={"fields": fields})


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON. One from elsewhere gives its pattern and not its values;
    one without values, whose text may hold them already (asyncio's do), gives the place in the code
    that wrote it."""

    def format(self, record: logging.LogRecord) -> str:
        fields: Mapping[str, object] = getattr(record, "fields", {})
        ours = record.name.partition(".")[0] in _OURS
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if ours else _pattern(record),
            **({} if ours else {"logger": record.name}),
            **fields,
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = type(error).__name__
            line["at"] = [
                f"{one.filename}:{one.lineno} {one.name}"
                for one in traceback.extract_tb(error.__traceback__)
            ]
        return json.dumps(line, default=str)


def _pattern(record: logging.LogRecord) -> str:
    return str(record.msg) if record.args else f"{record.filename}:{record.lineno}"


class _Queued(QueueHandler):
    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return the record as it is: the formatter of the thread that writes needs the error
        itself, and the standard one forgets it."""
        return record


def line_of(error: BaseException) -> str:
    """A fault as a line, for a process that has no log."""
    record = logging.LogRecord(
        "farside.server", logging.ERROR, "", 0, "fault", None, (type(error), error, None)
    )
    record.exc_info = (type(error), error, error.__traceback__)
    return JsonLines().format(record)


@contextmanager
def open_logs(home: Path) -> Iterator[None]:
    """Until the end, the log goes to `logs/server.log` and the audit to `logs/audit.log`, from
    threads of their own; what should be looked at goes to standard error, too."""
    folder = home / "logs"
    with full_disk(home, _BYTES):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    shown = logging.StreamHandler(sys.stderr)
    shown.setLevel(logging.WARNING)
    log, audit = _kept(folder / "server.log", _LOG_FILES), _kept(folder / "audit.log", _AUDIT_FILES)
    with _to_thread(_audit, audit), _to_thread(logging.getLogger(), log, shown):
        yield


class _Kept(RotatingFileHandler):
    """A log file. Where the disk is full, standard error is told once, and the file later how many
    lines it lacks.
    """

    _lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        lost = self._lost
        super().emit(record)
        if lost and lost == self._lost:
            self._lost = 0
            told = logging.LogRecord(_log.name, logging.ERROR, "", 0, "lines were lost", None, None)
            told.fields = {"lines": lost}
            super().emit(told)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - it is counted
        self._lost += 1
        if self._lost == 1:
            error = sys.exception()
            why = error.strerror if isinstance(error, OSError) else type(error).__name__
            event = f"the log cannot be written: {why}"
            said = logging.LogRecord(_log.name, logging.ERROR, "", 0, event, None, None)
            print(JsonLines().format(said), file=sys.stderr, flush=True)
        stream, self.stream = self.stream, None  # opened anew by the next line
        if stream:
            with suppress(OSError):  # what it still holds cannot be written
                stream.close()


def _kept(file: Path, files: int) -> logging.Handler:
    return _Kept(file, maxBytes=_BYTES, backupCount=files, encoding="utf-8", delay=True)


@contextmanager
def _to_thread(logger: logging.Logger, *handlers: logging.Handler) -> Iterator[None]:
    for handler in handlers:
        handler.setFormatter(JsonLines())
    waiting: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    entrance = _Queued(waiting)
    listener = QueueListener(waiting, *handlers, respect_handler_level=True)
    logger.addHandler(entrance)
    listener.start()
    try:
        yield
    finally:
        logger.removeHandler(entrance)
        listener.stop()
        for handler in handlers:
            if isinstance(handler, RotatingFileHandler):
                handler.close()
