"""What a person sees of summaries, timelines, rankings and comparisons, on the terminal and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text

from farside.cli.screen.terminal import one_line, one_object, safe, table
from farside.reading.answer import shown
from farside.types import Citation
from farside.work.export.write import write_table
from farside.work.judging import summarise
from farside.work.judging.summarise import Summary
from farside.work.judging.timeline import Timeline
from farside.work.tables.nouns import Table
from farside.work.tables.table import as_json, list_heads, list_texts

TIMELINE = ("date", "event", "where", "doubt")
NO_EVENT = "No date stands in the documents"


def write(given: Table, out: Path) -> str:
    """Writes the file and says so."""
    write_table(given, out)
    doubts = f", {given.flagged} cells to be looked at" if given.flagged else ""
    return f"wrote {one_line(str(out))}: {len(given.rows)} rows{doubts}"


def show(given: Table, out: Path | None, as_object: bool) -> None:
    """A table to a file, as JSON, or on the terminal with its notes."""
    if out:
        print(write(given, out))
    elif as_object:
        print(one_object(as_json(given)))
    else:
        table(list_heads(given), list_texts(given, " (?)"), "There is no row")
    if not as_object:
        say(given.notes)


def say(lines: Iterable[str]) -> None:
    """Notices, on standard error."""
    for line in lines:
        print(one_line(line), file=sys.stderr)


def summary(given: Summary) -> None:
    """The sentences, what they stand on, and what none of them stands on."""
    out = Console(highlight=False, soft_wrap=True)
    for sentence in given.sentences:
        out.print(Text(safe(shown(sentence))))
    if not given.sentences:
        out.print(Text("Nothing was found to be summarised"))
    out.print()
    for citation in given.citations:
        out.print(Text(f"[{citation.n}] {quoted(citation)}"))
    out.print()
    out.print(Text(summarise.tell_share(given), style="dim"))
    for one in given.gaps:
        out.print(Text(one_line(summarise.tell_gap(one)), style="dim"))
    say(given.problems)


def quoted(place: Citation) -> str:
    return f'{one_line(place.document)} {one_line(place.label)}: "{one_line(place.quote)}"'


def summary_json(given: Summary) -> str:
    return one_object({"text": given.text} | asdict(given))


def timeline(given: Timeline) -> Sequence[tuple[str, str, str, str]]:
    return [
        (str(one.day), one.text, f"{one.citation.document} {one.citation.label}", "; ".join(one.flags))
        for one in given.events
    ]


def timeline_json(given: Timeline) -> str:
    events = [asdict(one) | {"day": str(one.day)} for one in given.events]
    return one_object(asdict(given) | {"events": events})
