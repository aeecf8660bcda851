"""Versions of one document: what was added, removed and changed, and where. Code finds it; the
model only words it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from farside import config
from farside.config import Settings
from farside.engine.base import Engine, Request, generate_reply
from farside.errors import InputError
from farside.reading.grounding import echo, support
from farside.reading.grounding.notes import Note
from farside.reading.prompts import for_judging
from farside.reading.text.detect import instructions_for
from farside.reading.text.sentences import split_sentences
from farside.types import Document, Notify, Progress, Span, ignore
from farside.work.intake import Paths
from farside.work.session import USUAL, Desk, Options, open_desk
from farside.work.tables.nouns import Cell, Column, Row, Table
from farside.work.tables.places import cite_span

Kind = Literal["added", "removed", "changed"]
# Sentences this alike are versions of one sentence.
_ALIKE = 0.5
# New sentences among which an old one is looked for, from where the last one was found.
_NEAR = 30
_TOKENS = 90
# The pieces that a change is told in: words and numbers as written, Han characters, and signs.
_TOKEN = re.compile(
    r"[\u3400-\u9fff]|(?:(?![\u3400-\u9fff])\w)+(?:[.,'’-](?:(?![\u3400-\u9fff])\w)+)*|[^\w\s]"
)
COLUMNS = (
    Column("what", "choice", choices=("added", "removed", "changed")),
    Column("before"),
    Column("after"),
    Column("exactly"),
    Column("in words"),
)


@dataclass(frozen=True, slots=True)
class VersionChange:
    """Sentences of the old and of the new version; one of them is None for what was added or
    removed."""

    kind: Kind
    before: Span | None
    after: Span | None


def compare_versions(
    paths: Paths,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Table:
    """Compare each version with the next, in the order given: each change is a row. Raises as
    `compare` does."""
    with open_desk(paths, options, settings or config.load(), notify) as at:
        return compare_desk_versions(at, notify)


def compare_desk_versions(at: Desk, notify: Notify) -> Table:
    """The changes between the desk's documents."""
    if len(at.documents) < 2:
        raise InputError(
            f"{at.documents[0].name} is one document; give the versions, the oldest first"
        )
    rows: list[Row] = []
    notes = []
    for old, new in zip(at.documents, at.documents[1:], strict=False):
        found = list(find_changes(old, new))
        notes.append(
            f"{old.name} to {new.name}: {len(found)} changes in "
            f"{len(split_sentences(new))} sentences"
        )
        for number, one in enumerate(found):
            notify(Progress("compare", number, len(found), "changes", new.name))
            with at.engine.about(new.id):
                rows.append(_row(at.engine, old, new, one, len(rows) + 1))
    return Table(
        "What changed",
        COLUMNS,
        tuple(rows),
        (*notes, *at.problems),
        at.engine.model,
        at.engine.usage,
    )


def find_changes(old: Document, new: Document) -> Iterator[VersionChange]:
    """Yield every sentence that is not the same, white space aside; two sentences that are alike
    count as one that changed."""
    before, after = split_sentences(old), split_sentences(new)
    left = [_plain(span, old) for span in before]
    right = [_plain(span, new) for span in after]
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag != "equal":
            yield from _paired(left, right, before[first:last], after[start:end], (first, start))


def _plain(span: Span, document: Document) -> str:
    return " ".join(span.of(document.text).split())


def _paired(
    left: Sequence[str],
    right: Sequence[str],
    old: Sequence[Span],
    new: Sequence[Span],
    at: tuple[int, int],
) -> Iterator[VersionChange]:
    """The sentences of one place that changed: each old one with the new one that is most like it,
    in order."""
    used = 0
    for number, span in enumerate(old):
        text = left[at[0] + number]
        near = range(used, min(len(new), used + _NEAR))
        likeness = [_likeness(text, right[at[1] + other]) for other in near]
        best = max(range(len(likeness)), key=likeness.__getitem__, default=None)
        if best is None or likeness[best] < _ALIKE:
            yield VersionChange("removed", span, None)
            continue
        for added in new[used : used + best]:
            yield VersionChange("added", None, added)
        yield VersionChange("changed", span, new[used + best])
        used += best + 1
    for added in new[used:]:
        yield VersionChange("added", None, added)


def _likeness(one: str, other: str) -> float:
    """0 to 1; the cheap upper bounds first, since most sentences have nothing to do with each
    other."""
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def _row(engine: Engine, old: Document, new: Document, one: VersionChange, number: int) -> Row:
    before = _quoted(old, one.before)
    after = _quoted(new, one.after)
    replaced = list(find_replacements(before.quote, after.quote)) if one.kind == "changed" else []
    exactly = "; ".join(f"{gone or '—'} → {come or '—'}" for gone, come in replaced)
    words = _worded(engine, before, after, replaced) if one.kind == "changed" else Cell()
    cells = (Cell(one.kind, one.kind), before, after, Cell(exactly or None, exactly), words)
    return Row(new.name, new.id, cells, item=number)


def _quoted(document: Document, span: Span | None) -> Cell:
    if span is None:
        return Cell()
    source = cite_span(document, span)
    return Cell(" ".join(source.quote.split()), source.quote, (source,))


def find_replacements(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the words, numbers and signs of one text with those that replace them in the other; ""
    where there are none."""
    old, new = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    matcher = difflib.SequenceMatcher(
        None, [one.group() for one in old], [one.group() for one in new], autojunk=False
    )
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag != "equal":
            yield _stretch(before, old[first:last]), _stretch(after, new[start:end])


def _stretch(text: str, tokens: Sequence[re.Match[str]]) -> str:
    return " ".join(text[tokens[0].start() : tokens[-1].end()].split()) if tokens else ""


def _worded(engine: Engine, before: Cell, after: Cell, replaced: Sequence[tuple[str, str]]) -> Cell:
    """The model's sentence on a change; a doubt where it does not name the new words, or has a
    number that neither version has."""
    language = instructions_for(after.quote)
    request = Request(
        for_judging.change_prompt(before.quote, after.quote, language),
        _TOKENS,
        schema=for_judging.change_schema(),
    )
    try:
        said = " ".join(str(json.loads(generate_reply(engine, request).text)["change"]).split())
    except (json.JSONDecodeError, TypeError, KeyError):
        return Cell().flagged("the model put it into no words")
    notes = [Note(cell.quote, (at,)) for at, cell in enumerate((before, after))]
    if echo.find_echo(said, [cell.quote for cell in (before, after)]):
        return Cell().flagged(echo.WHY)
    holds = support.cite_notes(said, (0, 1), notes, "")
    cell = Cell(said, said, (*before.sources, *after.sources))
    named = set(_TOKEN.findall(said.lower()))
    unnamed = [
        come or gone
        for gone, come in replaced
        if not named >= set(_TOKEN.findall((come or gone).lower()))
    ]
    return cell.flagged(
        "" if holds else "a number or words that neither version has",
        f"it does not name “{unnamed[0]}”" if unnamed else "",
    )
