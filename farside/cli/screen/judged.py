"""What a person sees of summaries, timelines, rankings and comparisons, on the terminal and as
JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text

from farside import config
from farside.cli.screen.terminal import (
    one_line,
    one_object,
    print_table,
    quote_place,
    without_controls,
)
from farside.reading.answer import show_sentence
from farside.work.export.write import save_file, write_with_pages
from farside.work.judging import summarise
from farside.work.judging.digests.digest import Digest, list_citations, tabulate_digest
from farside.work.judging.digests.write import render_digest
from farside.work.judging.summarise import Summary
from farside.work.judging.timeline import Timeline
from farside.work.tables.nouns import Table
from farside.work.tables.table import list_heads, list_texts, table_as_plain

TIMELINE = ("date", "event", "where", "doubt")
NO_EVENT = "No date stands in the documents"


def write_told(given: Table, out: Path) -> str:
    """Writes the file and says so."""
    write_with_pages(given, out, config.load())
    doubts = f", {given.flagged} cells to be looked at" if given.flagged else ""
    return f"wrote {one_line(str(out))}: {len(given.rows)} rows{doubts}"


def show_table(given: Table, out: Path | None, as_object: bool) -> None:
    """A table to a file, as JSON, or on the terminal with its notes."""
    if out:
        print(write_told(given, out))
    elif as_object:
        print(one_object(table_as_plain(given)))
    else:
        print_table(list_heads(given), list_texts(given, " (?)"), "There is no row")
    if not as_object:
        say_notices(given.notes)


def say_notices(lines: Iterable[str]) -> None:
    """Notices, on standard error."""
    for line in lines:
        print(one_line(line), file=sys.stderr)


def show_summary(given: Summary) -> None:
    """The sentences, what they stand on, and what none of them stands on."""
    out = Console(highlight=False, soft_wrap=True)
    for sentence in given.sentences:
        out.print(Text(without_controls(show_sentence(sentence))))
    if not given.sentences:
        out.print(Text("Nothing was found to be summarised"))
    out.print()
    for citation in given.citations:
        out.print(Text(f"[{citation.n}] {quote_place(citation)}"))
    out.print()
    out.print(Text(summarise.tell_share(given), style="dim"))
    for one in given.gaps:
        out.print(Text(one_line(summarise.tell_gap(one)), style="dim"))
    say_notices(given.problems)


def summary_json(given: Summary) -> str:
    return one_object({"text": given.text} | asdict(given))


def tell_digest(given: Digest, out: Path | None, as_object: bool) -> None:
    """A digest to a file, as JSON, or on the terminal with its quotations."""
    if out:
        table = tabulate_digest(given)
        if out.suffix.lower() == ".html":
            write_with_pages(table, out, config.load())
        else:
            save_file(out, render_digest(table, out.suffix.lower()))
        print(f"wrote {one_line(str(out))}: {len(table.rows)} rows")
    elif as_object:
        print(one_object(asdict(given)))
    else:
        _show_digest(given)
    if not as_object:
        say_notices((*given.notes, *given.problems))


def _show_digest(given: Digest) -> None:
    """The lines below their parts or questions, then what they stand on."""
    out = Console(highlight=False, soft_wrap=True)
    head = ""
    for line in given.lines:
        if line.head != head:
            out.print(Text(one_line(line.head), style="bold"))
            head = line.head
        marks = "".join(f"[{one.n}]" for one in line.citations)
        why = "".join(f" ({flag})" for flag in line.flags)
        out.print(Text(f"  {one_line(line.text)}{marks}{why}"))
    if not given.lines:
        out.print(Text("Nothing was found that a sentence of the documents carries"))
    out.print()
    for citation in list_citations(given.lines):
        out.print(Text(f"[{citation.n}] {quote_place(citation)}"))


def timeline_rows(given: Timeline) -> Sequence[tuple[str, str, str, str]]:
    return [
        (
            str(one.day),
            one.text,
            f"{one.citation.document} {one.citation.label}",
            "; ".join(one.flags),
        )
        for one in given.events
    ]


def timeline_json(given: Timeline) -> str:
    events = [asdict(one) | {"day": str(one.day)} for one in given.events]
    return one_object(asdict(given) | {"events": events})
