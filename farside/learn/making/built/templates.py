"""The templates of built texts: one TOML file a language, read strictly.

`<word>` draws one of the pool `word`, `<2..40>` a number, `<01..12>` one with its zeros; `{name}`
stands for a value of the text. A fact's keys other than `say`, `no`, `ask`, `first` and `second`
name its values and their kinds; `kind*2..4` is a list. See `en.toml` for what each table means.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, get_args

from farside.learn.problems import ProblemKind

CODES = ("en", "zh", "de", "fr", "es", "it", "pt", "ru", "ja", "ko", "ar")
YES_NO = "yes_no"
_RESERVED = ("say", "no", "ask", "first", "second")
_LIST = re.compile(r"(\w+)\*(\d+)\.\.(\d+)")
Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueForm:
    """How values of a kind are written, and which kind of problem asks for one."""

    kind: ProblemKind
    forms: Texts


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of a fact: of which kind, and how many for a list (0 for one value)."""

    value: str
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """`say` states it in one sentence, `no` states its contrary, `first` and `second` in two
    sentences that need each other. `ask` has the questions for each of its slots."""

    slots: Mapping[str, Slot]
    say: Texts
    no: Texts
    first: Texts
    second: Texts
    ask: Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class Each:
    """Facts of several subjects of one text."""

    subject: str
    least: int
    most: int
    open: Texts
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Column:
    heads: Texts
    value: str
    ask: Texts


@dataclass(frozen=True, slots=True)
class Table:
    subject: str
    heads: Texts
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class TextKind:
    """A kind of text. `who` are values that the whole text shares, by their kinds; `fields` are
    lines of a form."""

    name: str
    who: Mapping[str, str]
    title: Texts
    open: Texts
    filler: Texts
    facts: tuple[Fact, ...]
    each: Each | None
    table: Table | None
    fields: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """Everything that texts of one language are built from."""

    language: str
    yes: str
    no: str
    comma: str
    last: str
    colon: str
    pools: Mapping[str, Texts]
    values: Mapping[str, ValueForm]
    empty: Texts
    filler: Texts
    orders: Texts
    kinds: tuple[TextKind, ...]


@cache
def load_templates(language: str) -> Templates:
    """The templates of one of `CODES`."""
    file = files("farside.learn.making.built") / f"{language}.toml"
    return read_templates(file.read_text(encoding="utf-8"), f"{language}.toml")


def read_templates(source: str, name: str) -> Templates:
    """Raises `ValueError` that names the place for what is missing, unknown or does not fit."""
    get = _Reader(tomllib.loads(source), name)
    templates = Templates(
        language=get.text("language"),
        yes=get.text("yes"),
        no=get.text("no"),
        comma=get.text("comma"),
        last=get.text("last"),
        colon=get.text("colon"),
        pools={key: get.inside("pools").texts(key) for key in get.inside("pools").values},
        values=_values(get.inside("values")),
        empty=get.texts("empty"),
        filler=get.texts("filler"),
        orders=get.texts("orders"),
        kinds=tuple(_kind(one) for one in get.each("kind")),
    )
    get.end()
    _check_slots(templates, name)
    return templates


class _Reader:
    """The keys of a table, each asked for once."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        self.values, self.place = values, place
        self._asked: set[str] = set()

    def _value(self, key: str, kind: type, default: Any = None) -> Any:
        self._asked.add(key)
        value = self.values.get(key, default)
        if not isinstance(value, kind):
            raise ValueError(f"{self.place}: '{key}' must be a {kind.__name__}, not {value!r:.60}")
        return value

    def text(self, key: str) -> str:
        return str(self._value(key, str))

    def texts(self, key: str, needed: bool = True) -> Texts:
        found = self._value(key, list, None if needed else [])
        if not all(isinstance(one, str) and one for one in found) or (needed and not found):
            raise ValueError(f"{self.place}: '{key}' must list texts")
        return tuple(found)

    def inside(self, key: str, needed: bool = True) -> _Reader:
        return _Reader(self._value(key, dict, None if needed else {}), f"{self.place}, {key}")

    def each(self, key: str) -> list[_Reader]:
        found = self._value(key, list, [])
        return [_Reader(one, f"{self.place}, {key} {at}") for at, one in enumerate(found, 1)]

    def has(self, key: str) -> bool:
        return key in self.values

    def end(self) -> None:
        unknown = set(self.values) - self._asked
        if unknown:
            raise ValueError(f"{self.place}: there is no key {sorted(unknown)}")


def _values(get: _Reader) -> Mapping[str, ValueForm]:
    found = {}
    for name in get.values:
        inside = get.inside(name)
        kind = inside.text("kind")
        if kind not in get_args(ProblemKind):
            raise ValueError(f"{inside.place}: {kind!r} is no kind of problem")
        found[name] = ValueForm(kind, inside.texts("forms"))  # type: ignore[arg-type]
        inside.end()
    return found


def _kind(get: _Reader) -> TextKind:
    name = get.text("name")
    get.place = f"{get.place} ({name})"
    who = get.inside("who", needed=False)
    kind = TextKind(
        name=name,
        who={key: who.text(key) for key in who.values},
        title=get.texts("title"),
        open=get.texts("open", needed=False),
        filler=get.texts("filler", needed=False),
        facts=tuple(_fact(one) for one in get.each("fact")),
        each=_each(get.inside("each")) if get.has("each") else None,
        table=_table(get.inside("table")) if get.has("table") else None,
        fields=tuple(_column(one) for one in get.each("field")),
    )
    get.end()
    return kind


def _fact(get: _Reader) -> Fact:
    slots = {key: _slot(get, key) for key in get.values if key not in _RESERVED}
    ask = get.inside("ask")
    fact = Fact(
        slots=slots,
        say=get.texts("say", needed=not get.has("first")),
        no=get.texts("no", needed=False),
        first=get.texts("first", needed=False),
        second=get.texts("second", needed=get.has("first")),
        ask={key: ask.texts(key) for key in ask.values},
    )
    get.end()
    if set(fact.ask) - set(slots) - {YES_NO} or (YES_NO in fact.ask) != bool(fact.no):
        raise ValueError(f"{get.place}: 'ask' names what the fact does not have")
    return fact


def _slot(get: _Reader, key: str) -> Slot:
    written = get.text(key)
    several = _LIST.fullmatch(written)
    return Slot(several[1], int(several[2]), int(several[3])) if several else Slot(written)


def _each(get: _Reader) -> Each:
    least, _, most = get.text("count").partition("..")
    each = Each(
        subject=get.text("subject"),
        least=int(least),
        most=int(most),
        open=get.texts("open", needed=False),
        facts=tuple(_fact(one) for one in get.each("fact")),
    )
    get.end()
    return each


def _table(get: _Reader) -> Table:
    columns = tuple(_column(one) for one in get.each("column"))
    table = Table(get.text("subject"), get.texts("heads"), columns)
    get.end()
    return table


def _column(get: _Reader) -> Column:
    column = Column(get.texts("heads"), get.text("value"), get.texts("ask"))
    get.end()
    return column


def _check_slots(templates: Templates, name: str) -> None:
    """Raise `ValueError` for a slot, pool or kind of value that nothing gives."""
    for kind in templates.kinds:
        who = set(kind.who)
        place = f"{name}, {kind.name}"
        _check_names(templates, place, kind.who.values())
        _check_texts(templates, place, (*kind.title, *kind.open, *kind.filler), who)
        for fact in kind.facts:
            _check_fact(templates, place, fact, who)
        if kind.each:
            _check_names(templates, place, [kind.each.subject])
            _check_texts(templates, place, kind.each.open, who | {"subject"})
            for fact in kind.each.facts:
                _check_fact(templates, place, fact, who | {"subject"})
        if kind.table:
            _check_names(templates, place, [kind.table.subject])
            for column in kind.table.columns:
                _check_names(templates, place, [column.value])
                _check_texts(templates, place, column.ask, {"subject"})
        for column in kind.fields:
            _check_names(templates, place, [column.value])
    _check_texts(templates, name, templates.filler, set())
    _check_texts(templates, name, templates.orders, {"wrong"})
    for value in templates.values.values():
        _check_texts(templates, name, value.forms, set())


def _check_fact(templates: Templates, place: str, fact: Fact, known: set[str]) -> None:
    _check_names(templates, place, (slot.value for slot in fact.slots.values()))
    said = (*fact.say, *fact.no, *fact.first, *fact.second)
    _check_texts(templates, place, said, known | set(fact.slots))
    for key, asked in fact.ask.items():
        _check_texts(templates, place, asked, (known | set(fact.slots)) - {key})


def _check_names(templates: Templates, place: str, values: Any) -> None:
    for value in values:
        if value not in templates.values:
            raise ValueError(f"{place}: there is no kind of value {value!r}")


def _check_texts(templates: Templates, place: str, texts: Texts, known: set[str]) -> None:
    for text in texts:
        for _, field, _, _ in Formatter().parse(text):
            if field is not None and field not in known:
                raise ValueError(f"{place}: {text!r} has {{{field}}}, which nothing gives")
        for pool in re.findall(r"<([a-z_]+)>", text):
            if pool not in templates.pools:
                raise ValueError(f"{place}: {text!r} has <{pool}>, but there is no such pool")
