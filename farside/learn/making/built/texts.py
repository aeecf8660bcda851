"""Texts that are true by construction: which of their sentences state what is known, and so is what
they do not state."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from farside.learn.making.built.drawing import Drawn, Exhausted
from farside.learn.making.built.templates import (
    YES_NO,
    Each,
    Fact,
    Table,
    Templates,
    TextKind,
    Texts,
)
from farside.learn.problems import PAGE, PART, ProblemKind

# How often a fact of a kind is stated; the others are asked and not answered.
_STATED, _FIELD_FILLED, _CELL_FILLED = 0.65, 0.6, 0.85
# Sentences that say something else: how many, and how often so many.
_FILLERS = ((0, 3), (4, 14), (15, 60))
_FILLER_WEIGHTS = (0.4, 0.35, 0.25)
_KEPT_COLUMNS = 0.8
_NUMBERED = 0.25
_TWO_STOPS = re.compile(r"\.\.(?=\s|$)")
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A question with all its wordings and its answer. `lines` are indexes of the lines that state
    it, one for each part of a list that stands in several; none where the text does not state it.
    `named`: each wording names something of its own text, so that another text cannot answer it.
    `whole`: lines that go with them where they are cut out.
    """

    kind: ProblemKind
    questions: Texts
    answer: str
    lines: tuple[int, ...]
    named: bool
    whole: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BuiltText:
    """`lines` are its sentences, with a form feed where a page begins."""

    name: str
    lines: Texts
    stated: tuple[Known, ...]
    missing: tuple[Known, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stay together, with what they state; `lines` of a `Known` count from its first
    one. `half` is the key of a fact whose other half stands in another block."""

    lines: Texts
    stated: tuple[Known, ...] = ()
    half: str = ""


class _Draft:
    """What becomes a text."""

    def __init__(self, templates: Templates, drawn: Drawn) -> None:
        self.templates, self.drawn = templates, drawn
        self.head: list[str] = []
        self.blocks: list[_Block] = []
        self.missing: list[Known] = []
        self.halves: dict[str, Known] = {}

    @property
    def rng(self) -> Random:
        return self.drawn.rng


def build_text(templates: Templates, kind: TextKind, drawn: Drawn, number: int) -> BuiltText:
    """A text of this kind."""
    draft = _Draft(templates, drawn)
    rng = draft.rng
    who = {name: drawn.value(value) for name, value in kind.who.items()}
    draft.head = [drawn.fill(rng.choice(kind.title).format_map(who))]
    draft.head += [drawn.fill(line.format_map(who)) for line in kind.open]
    for fact in kind.facts:
        _add_fact(draft, fact, who, rng.random() < _STATED)
    if kind.each:
        _add_each(draft, kind.each, who)
    if kind.fields:
        _add_fields(draft, kind)
    if kind.table:
        _add_table(draft, kind.table)
    _add_filler(draft, (*kind.filler, *templates.filler), who)
    return _laid_out(draft, f"{kind.name}-{number}.txt")


def join_texts(texts: Sequence[BuiltText]) -> BuiltText:
    """Several texts as the pages of one; only questions that name what they ask about are left."""
    lines: list[str] = []
    stated: list[Known] = []
    missing: list[Known] = []
    for text in texts:
        at = len(lines)
        begun = (PAGE if lines else "") + text.lines[0]
        lines += [begun, *text.lines[1:]]
        stated += [_moved(known, at) for known in text.stated]
        missing += text.missing
    return BuiltText(
        texts[0].name,
        tuple(lines),
        tuple(known for known in stated if known.named),
        tuple(known for known in missing if known.named),
    )


def _moved(known: Known, by: int) -> Known:
    lines, whole = (tuple(line + by for line in some) for some in (known.lines, known.whole))
    return replace(known, lines=lines, whole=whole)


def _add_fact(draft: _Draft, fact: Fact, who: Values, is_stated: bool) -> None:
    rng = draft.rng
    try:
        values = {name: draft.drawn.slot(slot) for name, slot in fact.slots.items()}
    except Exhausted:
        return
    denied = bool(fact.no) and rng.random() < 0.5
    asked = _asked(draft, fact, {**who, **values}, denied)
    if fact.first:
        _add_halves(draft, fact, {**who, **values}, asked, is_stated)
        return
    if not is_stated:
        draft.missing += [replace(known, lines=()) for known in asked.values()]
        return
    template = rng.choice(fact.no if denied else fact.say)
    listed = [
        name for name, slot in fact.slots.items() if slot.most and f"{{{name}}}" not in template
    ]
    shown = {name: draft.drawn.shown(value) for name, value in {**who, **values}.items()}
    lines = [draft.drawn.fill(template.format_map(shown))]
    stated = []
    for name, known in asked.items():
        if name in listed:
            items = known.answer.split(PART)
            at = len(lines)
            mark = rng.choice(("- ", "• ", "* "))
            lines += [mark + item for item in items]
            known = replace(known, lines=tuple(range(at, at + len(items))), whole=(0,))
        stated.append(known)
    draft.blocks.append(_Block(tuple(lines), tuple(stated)))


def _asked(draft: _Draft, fact: Fact, values: Values, denied: bool) -> dict[str, Known]:
    """What is known of each slot that is asked for, as stated in the first line of a block."""
    found = {}
    shown = {name: draft.drawn.shown(value) for name, value in values.items()}
    for name, wordings in fact.ask.items():
        if name == YES_NO:
            kind: ProblemKind = "yes_no"
            answer = draft.templates.no if denied else draft.templates.yes
        else:
            slot = fact.slots[name]
            kind = "list" if slot.most else draft.templates.values[slot.value].kind
            answer = values[name]
        questions = tuple(one.format_map(shown) for one in wordings)
        named = all("{" in one for one in wordings)
        found[name] = Known(kind, questions, answer, (0,), named)
    return found


def _add_halves(
    draft: _Draft, fact: Fact, values: Values, asked: dict[str, Known], is_stated: bool
) -> None:
    """A fact in two sentences: both, or the first one, which states nothing of what needs both."""
    rng = draft.rng
    first, second = (
        draft.drawn.fill(rng.choice(half).format_map(values)) for half in (fact.first, fact.second)
    )
    key = first
    both = [name for name in asked if f"{{{name}}}" not in fact.first[0]]
    early = tuple(known for name, known in asked.items() if name not in both)
    draft.blocks.append(_Block((first,), early, key))
    if is_stated:
        draft.blocks.append(_Block((second,), (), key))
    for name in both:
        if is_stated:
            draft.halves[f"{key}|{name}"] = asked[name]
        else:
            draft.missing.append(replace(asked[name], lines=()))


def _add_each(draft: _Draft, each: Each, who: Values) -> None:
    rng = draft.rng
    for name in _several(draft, each.subject, rng.randint(each.least, each.most)):
        subject = {**who, "subject": name}
        if each.open:
            line = draft.drawn.fill(rng.choice(each.open).format_map(subject))
            draft.blocks.append(_Block((line,)))
        for fact in each.facts:
            _add_fact(draft, fact, subject, rng.random() < _STATED)


def _add_fields(draft: _Draft, kind: TextKind) -> None:
    """A form: each line has a label, and a value or nothing."""
    rng, colon = draft.rng, draft.templates.colon
    lines: list[str] = []
    stated: list[Known] = []
    blank = rng.choice(draft.templates.empty).strip()
    for field in kind.fields:
        label = rng.choice(field.heads)
        value = next(iter(_several(draft, field.value, 1)), "")
        if not value:
            continue
        known = Known("field", (*field.ask, label), value, (len(lines),), named=False)
        chance = rng.random()
        if chance < _FIELD_FILLED:
            stated.append(known)
            lines.append(f"{label}{colon}{value}")
        else:
            draft.missing.append(replace(known, lines=(), questions=field.ask))
            # A form that lacks the line does not state it either.
            lines += [f"{label}{colon}{blank}".rstrip()] if chance < 0.9 else []
    if lines:
        draft.blocks.append(_Block(tuple(lines), tuple(stated)))


def _add_table(draft: _Draft, table: Table) -> None:
    rng = draft.rng
    columns = [one for one in table.columns if rng.random() < _KEPT_COLUMNS] or [table.columns[0]]
    rows = _several(draft, table.subject, rng.randint(3, 12))
    lines = [" | ".join([rng.choice(table.heads), *(rng.choice(one.heads) for one in columns)])]
    stated: list[Known] = []
    for subject in rows:
        cells = [subject]
        for column in table.columns:
            value = next(iter(_several(draft, column.value, 1)), "")
            asked = tuple(one.format_map({"subject": subject}) for one in column.ask)
            known = Known("table", asked, value, (len(lines),), named=True)
            filled = bool(value) and column in columns and rng.random() < _CELL_FILLED
            if filled:
                stated.append(known)
            else:
                draft.missing.append(replace(known, lines=()))
            if column in columns:
                cells.append(value if filled else rng.choice(("", "–", "-")))
        lines.append(" | ".join(cells))
    draft.blocks.append(_Block(tuple(lines), tuple(stated)))


def _several(draft: _Draft, kind: str, most: int) -> list[str]:
    """So many new values, or fewer where there are no more."""
    found: list[str] = []
    with contextlib.suppress(Exhausted):
        for _ in range(most):
            found.append(draft.drawn.value(kind))
    return found


def _add_filler(draft: _Draft, filler: Texts, who: Values) -> None:
    """Sentences that say something else, none twice, and none with a value of the text."""
    rng = draft.rng
    least, most = rng.choices(_FILLERS, _FILLER_WEIGHTS)[0]
    # Each template once, and again once all have been taken.
    order = [one for _ in range(3) for one in rng.sample(filler, len(filler))]
    said: set[str] = set()
    for template in order[: rng.randint(least, most)]:
        line = draft.drawn.fill(template.format_map(who))
        names = [value for name, value in who.items() if f"{{{name}}}" in template]
        if line not in said and not draft.drawn.holds(_without(line, names)):
            said.add(line)
            draft.blocks.append(_Block((line,)))


def _without(line: str, names: Iterable[str]) -> str:
    for name in names:
        line = line.replace(name, "")
    return line


def _laid_out(draft: _Draft, name: str) -> BuiltText:
    """The blocks in some order, some of them with numbers as clauses have."""
    rng = draft.rng
    blocks = list(draft.blocks)
    rng.shuffle(blocks)
    numbered = rng.random() < _NUMBERED
    lines = list(draft.head)
    stated: list[Known] = []
    halves: dict[str, list[int]] = {}
    for number, block in enumerate(blocks, 1):
        at = len(lines)
        clause = f"{number}. " if numbered and len(block.lines) == 1 else ""
        lines += [clause + block.lines[0], *block.lines[1:]]
        stated += [_moved(known, at) for known in block.stated]
        if block.half:
            halves.setdefault(block.half, []).append(at)
    for key, known in draft.halves.items():
        stated.append(replace(known, lines=tuple(halves[key.rpartition("|")[0]])))
    # "Inc." ends a sentence with its own stop.
    lines = [_TWO_STOPS.sub(".", line) for line in lines]
    return BuiltText(name, tuple(lines), tuple(stated), tuple(draft.missing))
