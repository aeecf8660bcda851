"""What passes between Farside and the sandbox's process: lines of JSON with plain values, checked
on arrival.

Nothing that the process says is believed before it has the right shape: its parser has met a
stranger's file.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from farside.documents.draft import LineDraft, PageDraft
from farside.documents.old_office import OLD, OldOffice
from farside.documents.options import ParseOptions
from farside.documents.seen.unread import Unread
from farside.errors import FILE_FAULTS, DocumentError
from farside.types import Box


def write_job(options: ParseOptions) -> bytes:
    """Write a job; the file itself goes with it as a descriptor."""
    return _line(asdict(options))


def read_job(line: bytes) -> ParseOptions:
    return ParseOptions(**json.loads(line))


def write_opened(media_type: str, pages: int) -> bytes:
    """The file was recognised; `pages` is 0 where their number is not known beforehand."""
    return _line({"media_type": media_type, "pages": pages})


def read_opened(value: dict[str, Any]) -> tuple[str, int]:
    """Read the media type and the number of pages from a message of `write_opened`. Raises
    `ValueError` or `KeyError` for another message."""
    return _text(value["media_type"]), int(_number(value["pages"]))


def write_page(draft: PageDraft) -> bytes:
    return _line(
        {
            "label": draft.label,
            "lines": [
                [line.text, _corners(line.box), line.score, line.level] for line in draft.lines
            ],
            "size": [draft.width, draft.height],
            "ocr": draft.ocr,
            "problem": draft.problem,
            "unread": [[one.kind, one.name, one.why] for one in draft.unread],
        }
    )


def write_failed(error: DocumentError) -> bytes:
    old = error.old if isinstance(error, OldOffice) else None
    return _line({"failed": error.reason, "code": error.code, "old": old})


def write_done() -> bytes:
    return _line({"done": True})


def read_message(line: bytes) -> dict[str, Any]:
    """Read the message in a line. Raises `ValueError` where there is none."""
    value = json.loads(line)
    if not isinstance(value, dict):
        raise ValueError("not a message")
    return value


def read_page(value: dict[str, Any]) -> PageDraft:
    """Read the page in a message. Raises `ValueError` or `KeyError` when it does not have the shape
    of one.
    """
    width, height = (_number(side) for side in value["size"])
    problem = None if value["problem"] is None else _text(value["problem"])
    lines = tuple(_read_line(line) for line in value["lines"])
    unread = tuple(_read_unread(one) for one in value["unread"])
    return PageDraft(
        _text(value["label"]), lines, width, height, value["ocr"] is True, problem, unread
    )


def read_error(value: dict[str, Any], name: str) -> DocumentError:
    old = next((known for known in OLD if known == value.get("old")), None)
    if old is not None:
        return OldOffice(name, old)
    code = value.get("code")
    kind = FILE_FAULTS.get(code, DocumentError) if isinstance(code, str) else DocumentError
    return kind(name, _text(value["failed"]))


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"


def _corners(box: Box | None) -> list[float] | None:
    return (
        None
        if box is None
        else [round(side, 2) for side in (box.left, box.top, box.right, box.bottom)]
    )


def _read_line(value: list[Any]) -> LineDraft:
    text, corners, score, *more = value
    level = int(_number(more[0])) if more else 0  # pages begun by earlier versions have none
    box = None
    if corners is not None:
        left, top, right, bottom = (_number(side) for side in corners)
        box = Box(left, top, right, bottom)
    if not 0 <= level <= 6:
        raise ValueError("no level of a heading")
    return LineDraft(_text(text), box, None if score is None else _number(score), level)


def _read_unread(value: list[Any]) -> Unread:
    kind, name, why = value
    return Unread(_text(kind), _text(name), _text(why))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not text")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError("not a number")
    return float(value)
