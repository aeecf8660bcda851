"""What every parser is told about a file, and what it promises back.

A parser is a module of this room with `parse(content: Content, options: ParseOptions) ->
Iterator[PageDraft]`. It raises `DocumentError(options.name, reason)` (or `PasswordNeeded`) for a
file that cannot be read at all, yields a `PageDraft` with `problem` for one bad page, and never
leaves anything out in silence. It runs in the sandbox's process, which sees to time, memory, the
number of pages and the declared size of zip archives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from farside.documents.encoding import known_charset
from farside.errors import InputError

if TYPE_CHECKING:  # the sandbox's process starts without the settings and what they import
    from farside.config import Settings

Format = Literal[
    "pdf",
    "image",
    "docx",
    "odt",
    "odp",
    "odg",
    "xlsx",
    "xls",
    "ods",
    "xmlsheet",
    "csv",
    "pptx",
    "html",
    "epub",
    "ofd",
    "markdown",
    "text",
    "json",
    "mail",
    "mbox",
    "msg",
    "mht",
    "rtf",
    "calendar",
    "notebook",
    "fictionbook",
    "einvoice",
]


# Raised when a parser gives other text for the same bytes: kept documents are then parsed again.
TEXT_VERSION = 7


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """One file's name as people know it, and the limits. `format` is set by detection, before the
    parser runs. `depth` is 0 for a file of its own, more for one inside of another.

    `encoding` is what a person says that a text file is in; such a text is parsed anew and kept in
    place of the one that was guessed, so that it is no part of `variant`.

    `known` pages at the beginning are kept from an earlier attempt: their pictures need not be read
    again, and what the parser says of them is not used.

    `about`: what the file says of itself as a work is read in the place of its text.

    `seconds` is the longest time without a finished page. The whole has no such limit: a long scan
    takes its time.
    """

    name: str
    password: str | None = None
    ocr: bool = True
    seconds: float = 120.0
    memory_mb: int = 3000
    pages: int = 5000
    expanded_mb: int = 2000
    format: Format = "text"
    depth: int = 0
    encoding: str | None = None
    known: int = 0
    about: bool = False

    @classmethod
    def of(
        cls, settings: Settings, name: str, password: str | None = None, encoding: str | None = None
    ) -> ParseOptions:
        """The options for the file called `name` under the settings in force."""
        return cls(
            name=name,
            password=password,
            encoding=encoding,
            ocr=settings.ocr,
            seconds=settings.parse_seconds,
            memory_mb=settings.parse_memory_mb,
            pages=settings.parse_pages,
            expanded_mb=settings.parse_expanded_mb,
        )

    @property
    def variant(self) -> str:
        """A name that is equal for options that make the same text from the same bytes."""
        return f"{TEXT_VERSION}{'' if self.ocr else '-no-ocr'}"


def check_encoding(name: str | None) -> None:
    """Raises `InputError` for the name of an encoding that Farside does not know."""
    if name is not None and known_charset(name) is None:
        raise InputError(
            f"{name!r} is no encoding that Farside knows: give one such as cp1251, "
            "gb18030 or mac_roman"
        )
