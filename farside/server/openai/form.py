"""A file in a multipart form, as it arrives: no byte of it waits in memory or in a second place on
disk."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from farside.server.openai.refused import BadRequest

if TYPE_CHECKING:  # it is there for the checker only
    from python_multipart.multipart import MultipartCallbacks

# The most bytes of everything beside the file's own: fields, and the heads of all parts.
_FIELD_BYTES = 65_536
_PARTS = 10


class FileForm:
    """A form with one file, in the field `file`, and some short fields. Raises `BadRequest` for any
    other."""

    def __init__(self, content_type: str, body: AsyncIterator[bytes]) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise BadRequest(
                "send the file as multipart/form-data, with the fields file and purpose", "file"
            )
        self._fields: dict[str, bytes] = {}
        self._body = body
        self._header = (b"", b"")
        self._disposition = b""
        self._part = ""
        self._name: str | None = None
        self._bytes: deque[bytes] = deque()
        self._ended = False
        self._parts = self._small = 0
        try:
            self._parser = MultipartParser(options[b"boundary"], self._callbacks())
        except FormParserError as error:
            raise BadRequest(
                "the boundary of the form is too long; take a shorter one", "file"
            ) from error

    @property
    def fields(self) -> Mapping[str, str]:
        """The short fields that have arrived."""
        return {name: value.decode("utf-8", "replace") for name, value in self._fields.items()}

    async def file_name(self) -> str:
        """Reads as far as the beginning of the file."""
        while self._name is None:
            if not await self._more():
                raise BadRequest(
                    "the form has no file; put it into the field 'file'", "file", "missing_file"
                )
        return self._name

    async def content(self) -> AsyncIterator[bytes]:
        """The bytes of the file; after the last of them, all `fields` are there."""
        going = True
        while going:
            going = await self._more() if not self._bytes else True
            while self._bytes:
                yield self._bytes.popleft()

    async def _more(self) -> bool:
        """Read on. Return whether more of the body came; raises `BadRequest` for a body that ends
        in the middle.
        """
        chunk = await anext(self._body, None)
        if chunk is None:
            if not self._ended:
                raise BadRequest("the form ended before its last boundary; send it again", "file")
            return False
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise BadRequest("the body is not a multipart form; send it again", "file") from error
        return True

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._head(data[start:end], b""),
            "on_header_value": lambda data, start, end: self._head(b"", data[start:end]),
            "on_header_end": self._head_ended,
            "on_headers_finished": self._part_known,
            "on_part_data": lambda data, start, end: self._data(data[start:end]),
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._disposition = b""
        self._parts += 1
        if self._parts > _PARTS:
            raise BadRequest(
                (
                    f"the form has more than {_PARTS} parts; an upload needs the fields "
                    "file and purpose"
                ),
                "file",
            )

    def _count(self, size: int) -> None:
        self._small += size
        if self._small > _FIELD_BYTES:
            raise BadRequest(
                f"the form may have {_FIELD_BYTES:,} bytes beside those of the file",
                self._part or "file",
            )

    def _head(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        self._header = (self._header[0] + name, self._header[1] + value)

    def _head_ended(self) -> None:
        if self._header[0].lower() == b"content-disposition":
            self._disposition = self._header[1]
        self._header = (b"", b"")

    def _part_known(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._part = options.get(b"name", b"").decode("utf-8", "replace")
        if self._part != "file":
            self._fields[self._part] = b""
        elif self._name is None:
            self._name = options.get(b"filename", b"").decode("utf-8", "replace") or "file"
        else:
            raise BadRequest(
                "the form has several files; send each in a request of its own", "file"
            )

    def _data(self, data: bytes) -> None:
        if self._part == "file":
            self._bytes.append(bytes(data))
            return
        self._count(len(data))
        self._fields[self._part] += data

    def _end(self) -> None:
        self._ended = True
