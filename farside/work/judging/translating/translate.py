"""A document in another language, paragraph by paragraph, with one glossary from the first window
to the last.

Code checks every paragraph: numbers, terms, language, length. One that fails is tried once more,
and then flagged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from farside import config
from farside.config import Settings
from farside.engine.base import Engine, Request
from farside.errors import InputError
from farside.reading.in_order import recurrent
from farside.reading.prompts import in_order
from farside.reading.steps import Kept, OnTokens
from farside.reading.text.language import Instructions
from farside.types import Citation, Notify, Span, Usage, Window, ignore
from farside.work.export.write import check_ending, save_file
from farside.work.judging.translating import checks, glossary, words
from farside.work.session import USUAL, Desk, Options, open_desk
from farside.work.tables import values
from farside.work.tables.nouns import Cell, Column, Row, Table
from farside.work.tables.places import cite_span

LANGUAGES = ("zh", "en")
PLAIN = (".txt", ".md")
# Characters of a paragraph that is translated at once: small models leave out parts of longer ones.
_BLOCK: dict[Instructions, int] = {"zh": 450, "en": 160}
_WORDS = re.compile(r"[^\W\d_]{2,}|[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class TranslatedBlock:
    """A paragraph: where it stands, its translation, and why a person should look at it."""

    source: Citation
    text: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """`cut_paragraphs` cover the whole document in order. `terms`: how terms were translated
    everywhere."""

    document: str
    into: Instructions
    blocks: tuple[TranslatedBlock, ...]
    terms: tuple[tuple[str, str], ...]
    model: str
    usage: Usage
    problems: tuple[str, ...] = ()

    @property
    def flagged(self) -> int:
        return sum(bool(one.flags) for one in self.blocks)


@dataclass(frozen=True, slots=True)
class _Carried:
    """The memory of a translation: the terms, and the translated text. The last paragraph is not
    shown to the model: a small one writes it again."""

    terms: tuple[tuple[str, str], ...] = ()
    blocks: tuple[TranslatedBlock, ...] = ()


def translate_file(
    path: str | Path,
    to: str,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Translation:
    """The whole document in Chinese ("zh") or English ("en"). Raises as `work.ask.ask_question`
    does."""
    if to not in LANGUAGES:
        raise InputError(f"--to {to}: choose {' or '.join(LANGUAGES)}")
    with open_desk([path], options, settings or config.load(), notify) as at:
        if len(at.documents) > 1:
            raise InputError(f"{path} holds {len(at.documents)} documents; translate one at a time")
        return translate_desk(at, cast(Instructions, to), notify)


Grown = Callable[[Translation], None]


def translate_desk(
    at: Desk,
    into: Instructions,
    notify: Notify = ignore,
    on_part: Grown = lambda _: None,
    within: Span | None = None,
) -> Translation:
    """Translate the first document of the desk, or its part `within` a span; `on_part` hears the
    translation so far after each window."""
    document = at.documents[0]

    def so_far(state: _Carried) -> Translation:
        engine = at.engine
        return Translation(
            document.name, into, state.blocks, state.terms, engine.model, engine.usage, at.problems
        )

    with at.engine.about(document.id):
        cut = (
            at.windows(document) if within is None else tuple(_within(at.windows(document), within))
        )
        return so_far(_carried(at, cut, into, notify, lambda state: on_part(so_far(state))))


def _within(windows: Sequence[Window], span: Span) -> Iterator[Window]:
    """The windows with only those sentences that begin in the span."""
    for window in windows:
        kept = [
            tuple(
                one
                for one in part.sentences
                if span.start <= one.start < span.end or one.start < span.start < one.end
            )
            for part in window.parts
        ]
        parts = tuple(
            replace(part, sentences=own)
            for part, own in zip(window.parts, kept, strict=True)
            if own
        )
        if parts:
            yield replace(window, parts=parts)


def _carried(
    at: Desk,
    cut: Sequence[Window],
    into: Instructions,
    notify: Notify,
    on_state: Callable[[_Carried], None],
) -> _Carried:
    """Go window by window; each step gives its terms and paragraphs as plain values."""

    def work(state: _Carried, window: Window, on_tokens: OnTokens) -> Kept:
        document = window.parts[0].document
        terms = glossary.grow_glossary(at.engine, dict(state.terms), window, document.text, into)
        made: list[Kept] = []
        spans = list(cut_paragraphs(window, into))
        for number, span in enumerate(spans, 1):
            text, flags = _block(at.engine, span.of(document.text), terms, into)
            made.append({"start": span.start, "end": span.end, "text": text, "flags": list(flags)})
            on_tokens(window.tokens * number // len(spans))
        return {"terms": [list(pair) for pair in terms.items()], "blocks": made}

    def take(state: _Carried, window: Window, kept: Kept) -> _Carried:
        document = window.parts[0].document
        new = tuple(
            TranslatedBlock(
                cite_span(document, Span(one["start"], one["end"])),
                one["text"],
                tuple(one["flags"]),
            )
            for one in kept["blocks"]
        )
        grown = _Carried(tuple((term, said) for term, said in kept["terms"]), state.blocks + new)
        on_state(grown)
        return grown

    return recurrent.carry_state(cut, _Carried(), work, take, notify)


def cut_paragraphs(window: Window, into: Instructions) -> Iterator[Span]:
    """The window's sentences in paragraphs: to the end of a line, and not longer than what is
    translated at once."""
    most = _BLOCK[into]
    for part in window.parts:
        first: Span | None = None
        for span in part.sentences:
            if first is not None and span.end - first.start > most:
                yield Span(first.start, span.start)
                first = None
            first = first or span
            if span.of(part.document.text).endswith("\n"):
                yield Span(first.start, span.end)
                first = None
        if first is not None:
            yield Span(first.start, part.span.end)


def _block(
    engine: Engine, source: str, terms: Mapping[str, str], into: Instructions
) -> tuple[str, tuple[str, ...]]:
    """The better of at most two tries, and what is doubtful about it. Text without words stays as
    it is; code writes the head of an article."""
    plain = " ".join(source.split())
    head, rest = words.article_head(plain) if into == "en" else ("", plain)
    if not _WORDS.search(rest):
        return head or plain, ()
    own = glossary.used_terms(terms, rest)
    text = _said(engine, rest, own, into, "")
    doubts = checks.doubt_translation(rest, text, own, into)
    if doubts:
        second = _said(engine, rest, own, into, "; ".join(doubts))
        others = checks.doubt_translation(rest, second, own, into)
        if len(others) < len(doubts):
            text, doubts = second, others
    return f"{head} {text}".strip(), doubts


def _said(
    engine: Engine, source: str, terms: Mapping[str, str], into: Instructions, again: str
) -> str:
    longest = max(60, int(len(source) * (1.5 if into == "zh" else 8)))
    request = Request(
        in_order.translation_prompt(source, terms, into, again),
        max_tokens=min(1000, max(60, longest if into == "zh" else longest // 3)),
        schema=in_order.translation_schema(longest),
    )
    reply = recurrent.hear_reply(engine, request, lambda _: None)
    try:
        return " ".join(str(json.loads(reply.text)["translation"]).split())
    except (json.JSONDecodeError, TypeError, KeyError):
        if reply.finish_reason == "length":
            return ""  # it rambled on: nothing of it can be trusted
        raise recurrent.schema_error(engine, reply) from None


def write_translation(given: Translation, path: Path) -> None:
    """Write the translation as running text (.txt, .md) with what is doubtful at its end, or side
    by side in any format of a table."""
    if path.suffix.lower() in PLAIN:
        save_file(path, running_text(tabulate_translation(given)).encode())
        return
    check_ending(path)
    from farside.work.export.write import write_table

    write_table(tabulate_translation(given), path)


def running_text(given: Table) -> str:
    """The translation alone, of its table; a mark [?1] where a person should look, and why at the
    end."""
    lines: list[str] = []
    doubtful: list[str] = []
    for source, said in (row.cells for row in given.rows):
        mark = ""
        if said.flags:
            doubtful.append(
                f"[?{len(doubtful) + 1}] {'; '.join(said.flags)}: {values.value_text(source.value)}"
            )
            mark = f" [?{len(doubtful)}]"
        lines.append(values.value_text(said.value) + mark)
    return (
        "\n\n".join(lines) + "\n" + ("\n---\n\n" + "\n\n".join(doubtful) + "\n" if doubtful else "")
    )


def tabulate_translation(given: Translation) -> Table:
    """A row a paragraph: source and translation."""
    rows: Sequence[Row] = [
        Row(
            given.document,
            one.source.document_id,
            (
                Cell(" ".join(one.source.quote.split()), one.source.quote, (one.source,)),
                Cell(one.text, one.text, (one.source,), one.flags),
            ),
            item=number,
        )
        for number, one in enumerate(given.blocks, 1)
    ]
    terms = tuple(f"{term} = {said}" for term, said in given.terms)
    return Table(
        given.document,
        (Column("source"), Column("translation")),
        tuple(rows),
        (*terms, *given.problems),
        given.model,
        given.usage,
    )
