"""Text that a person pastes: as a file it has a name, and an ending that says how it is read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from farside.errors import InputError

_ENDINGS = (".txt", ".md", ".markdown")
_LONGEST = 60
# A heading, a fence, a table's second line: what nobody writes who does not write Markdown.
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|```|~~~|\|? ?:?-{3,}:? ?\|[ :|-]*$)", re.MULTILINE)
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029/\\]+")


def name_text(name: str | None, text: str) -> str:
    """The name of the file: the one that was given, else the text's first line, with `.md` for
    Markdown and `.txt` for everything else where it has neither ending."""
    line = next((one.strip(" #*_`>|-\t\ufeff") for one in text.splitlines() if one.strip()), "")
    first = " ".join(_UNFIT.sub(" ", line).split()).strip(" .,;:。，；：")
    if len(first) > _LONGEST:
        first = f"{first[:_LONGEST].rsplit(' ', 1)[0].rstrip(' .,;:')}…"
    called = (name or "").strip() or first or "Text"
    if called.lower().endswith(_ENDINGS):
        return called
    return f"{called}{'.md' if _MARKDOWN.search(text) else '.txt'}"


async def text_blocks(text: str) -> AsyncIterator[bytes]:
    """The text as the bytes of a file. Raises `InputError` for halves of characters."""
    try:
        yield text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"the text has half a character at place {error.start:,}: copy it again"
        ) from error
