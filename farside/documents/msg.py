"""Mail of Outlook (MSG): the headers people see, the text, then every attachment as pages of its
own."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import olefile

from farside.documents import html
from farside.documents.content import Content
from farside.documents.detect import OLE_BROKEN
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.embedded import read_file
from farside.documents.encoding import decode_text, known_charset
from farside.documents.options import ParseOptions
from farside.documents.rtf import RtfReader
from farside.documents.seen.unread import Unread
from farside.documents.text import lines_of
from farside.errors import DamagedFile

_SUBJECT, _BODY, _HTML, _RTF = 0x0037, 0x1000, 0x1013, 0x1009
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_SENT, _RECEIVED, _CODE_PAGE = 0x0039, 0x0E06, 0x3FFD
_NAME, _ADDRESS, _SMTP, _RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
_DATA, _LONG_NAME, _SHORT_NAME = 0x3701, 0x3707, 0x3704
_PLACE, _START, _END = 0x8208, 0x0060, 0x0061
_UNPACKED_MOST = 50_000_000
_PRELUDE = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss "
    b"\\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The message, then its attachments. Raises `DocumentError` for a damaged one."""
    try:
        with olefile.OleFileIO(content.open()) as container:
            yield from _message(_Store(container, ()), options)
    except OLE_BROKEN as error:
        raise DamagedFile(options.name, f"is damaged ({error}): save it again as .eml") from error


class _Store:
    """The properties of a message, a recipient or an attachment."""

    def __init__(self, container: olefile.OleFileIO, path: tuple[str, ...]) -> None:
        self._container = container
        self.path = path
        self._page = self.number(_CODE_PAGE)

    def bytes(self, key: int, kind: int) -> bytes:
        name = [*self.path, f"__substg1.0_{key:04X}{kind:04X}"]
        if not self._container.exists(name):
            return b""
        data: bytes = self._container.openstream(name).read()
        return data

    def text(self, key: int) -> str:
        wide = self.bytes(key, 0x001F)
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return decode_text(self.bytes(key, 0x001E), known_charset(f"cp{self._page}")).text.rstrip(
            "\0"
        )

    def number(self, key: int) -> int:
        """An integer or a time of the table of fixed values."""
        name = [*self.path, "__properties_version1.0"]
        if not self._container.exists(name):
            return 0
        table: bytes = self._container.openstream(name).read()
        head = 8 if self.path and not self.path[-1].startswith("__substg1.0_3701") else 32
        head = 24 if self.path and self.path[-1].startswith("__substg1.0_3701") else head
        for at in range(head, len(table) - 15, 16):
            kind, found = struct.unpack_from("<HH", table, at)
            if found == key:
                size = "<q" if kind in (0x0040, 0x0014) else "<i"
                return int(struct.unpack_from(size, table, at + 8)[0])
        return 0

    def below(self, beginning: str) -> list[_Store]:
        entries = self._container.listdir(streams=False, storages=True)
        deep = len(self.path)
        names = {
            tuple(one[: deep + 1])
            for one in entries
            if tuple(one[:deep]) == self.path and len(one) > deep
        }
        return [
            _Store(self._container, path)
            for path in sorted(names)
            if path[-1].startswith(beginning)
        ]


def _message(store: _Store, options: ParseOptions) -> Iterator[PageDraft]:
    attachments = [
        (_attachment_name(one, at), one)
        for at, one in enumerate(store.below("__attach_version1.0"), 1)
    ]
    body, problem = _body(store, options)
    lines = [*_heads(store), *(f"Attachment: {name}" for name, _ in attachments), "", *body]
    yield PageDraft("message", tuple(map(LineDraft, lines)), problem=problem)
    for name, one in attachments:
        yield from _attachment(name, one, options)


def _heads(store: _Store) -> list[str]:
    sender = _person(
        store.text(_SENDER_NAME), store.text(_SENDER_SMTP) or store.text(_SENDER_ADDRESS)
    )
    to: dict[int, list[str]] = {1: [], 2: [], 3: []}
    for one in store.below("__recip_version1.0"):
        person = _person(one.text(_NAME), one.text(_SMTP) or one.text(_ADDRESS))
        to.setdefault(one.number(_RECIPIENT_KIND), []).append(person)
    fields = [
        ("From", sender),
        ("To", ", ".join(to[1])),
        ("Cc", ", ".join(to[2])),
        ("Date", _time(store.number(_SENT) or store.number(_RECEIVED))),
        ("Subject", store.text(_SUBJECT)),
        ("Place", store.text(_PLACE)),
        ("Begins", _time(store.number(_START))),
        ("Ends", _time(store.number(_END))),
    ]
    return [f"{name}: {' '.join(said.split())}" for name, said in fields if said.strip()]


def _person(name: str, address: str) -> str:
    known = "@" in address and address.casefold() not in name.casefold()
    return f"{name} <{address}>".strip() if known else name or address


def _time(ticks: int) -> str:
    """A time of Windows: tenths of a microsecond since 1601."""
    if not 0 < ticks < 2**60:
        return ""
    return (datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)).strftime(
        "%Y-%m-%d %H:%M UTC"
    )


def _body(store: _Store, options: ParseOptions) -> tuple[list[str], str | None]:
    if plain := store.text(_BODY).strip():
        return lines_of(plain), None
    if data := store.bytes(_HTML, 0x0102) or store.text(_HTML).encode():
        found = html.read_html(data, chosen=options.encoding)
        return found.lines, found.problem
    if packed := store.bytes(_RTF, 0x0102):
        reader = RtfReader(options)
        return reader.read(unpack_rtf(packed)), reader.problem
    return [], None


def unpack_rtf(packed: bytes) -> bytes:
    """Unpack Outlook's packed RTF (MS-OXRTFCP). Raises `ValueError` for other bytes."""
    if len(packed) < 16:
        raise ValueError("no packed RTF")
    size, kind = struct.unpack_from("<I4s", packed, 4)
    if kind == b"MELA":
        return packed[16 : 16 + size]
    if kind != b"LZFu":
        raise ValueError("no packed RTF")
    out, start, at = bytearray(_PRELUDE), len(_PRELUDE), 16
    while at < len(packed) and len(out) - start < min(size, _UNPACKED_MOST):
        flags = packed[at]
        at += 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += packed[at : at + 1]
                at += 1
                continue
            pair = packed[at : at + 2]
            at += 2
            if len(pair) < 2:
                return bytes(out[start:])
            offset, length = (pair[0] << 4) | (pair[1] >> 4), (pair[1] & 15) + 2
            if offset == len(out) % 4096:  # the end
                return bytes(out[start:])
            back = (len(out) - offset) % 4096 or 4096
            for _ in range(length):
                out.append(out[-back] if back <= len(out) else 32)
    return bytes(out[start : start + size])


def _attachment_name(store: _Store, number: int) -> str:
    name = store.text(_LONG_NAME) or store.text(_SHORT_NAME) or store.text(_NAME)
    name = "".join("_" if sign in "/\\" or sign < " " else sign for sign in name.rstrip("\0"))
    return name or f"unnamed {number}"


def _attachment(name: str, store: _Store, options: ParseOptions) -> Iterator[PageDraft]:
    inner = store.below("__substg1.0_3701000D")
    if inner:  # a message in the message
        if options.depth >= 5:
            yield PageDraft(
                f"attachment {name}", (), problem="lies too many mails deep: save it apart"
            )
            return
        for page in _message(inner[0], replace(options, depth=options.depth + 1)):
            yield replace(page, label=f"attachment {name}, {page.label}")
        return
    read = read_file(store.bytes(_DATA, 0x0102), name, options)
    if isinstance(read, Unread):
        yield PageDraft(f"attachment {name}", (), problem=f"was not read: {read.why}")
    else:
        yield from (replace(page, label=f"attachment {name}, {page.label}") for page in read)
