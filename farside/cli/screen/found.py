"""What a person sees of found words in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from farside.cli.screen import terminal
from farside.library.search.found import Found, FoundDocument, FoundSaying
from farside.types import Span
from farside.work import json_form

_MARK = "bold yellow"


def print_found(found: Found, words: str) -> None:
    """The documents with the places, then what was said, then how much there is in all."""
    out = Console(highlight=False, soft_wrap=True)
    for document in found.documents:
        _print_document(out, document)
    for saying in found.sayings:
        out.print(Text(_name_saying(saying), style="bold"))
        out.print(Text("  ") + _show_snippet(saying.snippet, saying.marks))
    out.print(Text(tell_found(found, words), style="dim"))


def tell_found(found: Found, words: str) -> str:
    """How much there is, in one line."""
    parts = [f"{_count(found.total, 'document')} with {terminal.one_line(words)}"]
    if found.total > len(found.documents):
        parts.append(f"the first {len(found.documents)} are shown, --most shows more")
    if found.said:
        parts.append(f"{found.said:,} of what was asked, answered and noted")
    if found.lost:
        parts.append(
            f"{_count(found.lost, 'text')} cannot be read: 'farside documents show NAME' says why"
        )
    return " · ".join(parts)


def found_json(found: Found) -> str:
    """One JSON object, as `GET /api/search` gives it."""
    return terminal.one_object(json_form.found_as_plain(found))


def _print_document(out: Console, document: FoundDocument) -> None:
    out.print(Text(terminal.one_line(document.name), style="bold"))
    for place in document.places:
        start = Text(f"  {terminal.one_line(place.label)}: ")
        out.print(start + _show_snippet(place.snippet, place.marks))
    more = document.passages - len(document.places)
    if more > 0:
        out.print(Text(f"  and about {more:,} more", style="dim"))


def _name_saying(saying: FoundSaying) -> str:
    where = "note" if saying.note is not None else "conversation"
    if saying.conversation is None and saying.answer is not None:
        where = f"farside ledger {saying.answer}"
    return " · ".join(filter(None, (terminal.one_line(saying.title), where)))


def _show_snippet(snippet: str, marks: Sequence[Span]) -> Text:
    """The snippet on one line, its marks set off where there is a terminal."""
    shown, at = Text(), 0
    for mark in marks:
        shown.append(_flat(snippet[at : mark.start]))
        shown.append(_flat(mark.of(snippet)), style=_MARK)
        at = mark.end
    shown.append(_flat(snippet[at:]))
    return shown


def _flat(piece: str) -> str:
    """A piece of a line: its line ends are blanks, and blanks at its edges stay."""
    return " ".join(terminal.without_controls(one) for one in piece.splitlines()) + (
        " " if piece.endswith("\n") else ""
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else f'{noun}s'}"
