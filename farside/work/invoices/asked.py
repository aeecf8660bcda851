"""An invoice without data: the model fills a form, code looks for labels and sums; what both say is
shown, the rest is flagged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from farside.engine.base import Engine
from farside.types import Document, Span
from farside.work.invoices import checks, fields, finders
from farside.work.invoices.finders import FoundValue
from farside.work.tables import asking, places, values, votes
from farside.work.tables.nouns import Cell, Column, Day, Money
from farside.work.tables.readings import Habit

ALONE = "only the model reads it so"
BY_LABEL = "only its label says so"
PROPOSED = "a proposal of the model"
SEVERAL = "one of several dates, and no label says which"
BUYER = "stands where the invoice says to whom it goes"
NO_NAME = "looks like an address or a number"
CREDIT = "reads like a credit note: are its amounts given back?"
NOT_AT_TOP = "does not stand at the top"
_ADDRESS = re.compile(
    (
        r"\d{4}|(?<![^\W\d_])(?:lot|jalan|jln|no|street|road|str|straße|tel|phone|fax|gst|vat"
        r"|reg)(?![^\W\d_])"
    ),
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?<![^\W\d_])(?:credit (?:note|memo)|refund receipt|gutschrift|stornorechnung|avoir"
    r"|note de crédit|creditnota|"
    r"nota di credito|nota de crédito|factura rectificativa)(?![^\W\d_])|红字|贷项|退款",
    re.IGNORECASE,
)
_AMOUNTS = (fields.NET, fields.TAX, fields.GROSS)


def ask_invoice_cells(
    engine: Engine,
    document: Document,
    limit: int,
    on_window: asking.OnWindow = asking.ignore_windows,
) -> tuple[Cell, ...]:
    """The cells of `fields.COLUMNS`. Raises `EngineError` when the engine fails for good."""
    habit = values.habit_of(document.text)
    first, again = _read(engine, document, limit, habit, on_window)
    row = list(first)
    row[fields.DATE] = _date(first[fields.DATE], finders.find_invoice_dates(document, habit))
    row[fields.SELLER] = _seller(document, first[fields.SELLER], again)
    row[fields.NUMBER] = _number(first[fields.NUMBER], finders.find_invoice_numbers(document))
    row = _amounts(document, row, habit)
    row[fields.CATEGORY] = choose_category(document, first[fields.CATEGORY])
    return tuple(row)


def _read(
    engine: Engine, document: Document, limit: int, habit: Habit, on_window: asking.OnWindow
) -> tuple[tuple[Cell, ...], Cell]:
    """Let the model read each column, and the seller a second time."""
    made = asking.cut_document(engine, document, limit)
    first: list[list[Cell]] = []
    again: list[Cell] = []
    on_window(0, len(made))
    for done, window in enumerate(made, 1):
        read = votes.read_votes(engine, window, fields.COLUMNS, habit)
        first.append([_cell(vote) for vote in read])
        near = [vote.pointed if (vote := read[fields.SELLER]) else -1]
        seller = fields.COLUMNS[fields.SELLER : fields.SELLER + 1]
        again += [_cell(vote) for vote in votes.read_votes(engine, window, seller, habit, near)]
        on_window(done, len(made))
    merged = [
        asking.merge_cells(column, [one[at] for one in first])
        for at, column in enumerate(fields.COLUMNS)
    ]
    return tuple(merged), asking.merge_cells(Column("seller"), again)


def _cell(vote: votes.Vote | None) -> Cell:
    return Cell() if vote is None else Cell(vote.value, vote.raw, vote.sources, vote.flags)


def _date(read: Cell, found: Sequence[FoundValue]) -> Cell:
    """The labelled date, or the only one; a model that reads another one is a doubt."""
    if not found:
        return read.flagged(*_alone(read))
    best = found[0]
    sure = [one for one in found if one.strength == best.strength]
    agreed = next((one for one in found if one.value == read.value), None)
    if agreed is not None and (len(found) == 1 or agreed.strength == best.strength > 0):
        return _of(agreed, read.raw)
    if agreed is not None and agreed.strength == best.strength:
        return _of(agreed, read.raw).flagged(SEVERAL)
    if len(sure) == 1 and (read.value is None or len(found) == 1):
        return _of(best, "").flagged(*([BY_LABEL] if len(found) > 1 else []))
    why = (
        f"the model reads {values.value_text(read.value)!r}" if read.value is not None else BY_LABEL
    )
    return _of(best, read.raw).flagged(why)


def _of(found: FoundValue, raw: str) -> Cell:
    return Cell(found.value, raw or found.source.quote, (found.source,)).flagged(found.doubt)


def _alone(read: Cell) -> list[str]:
    return [ALONE] if read.value is not None else []


def _number(read: Cell, found: Sequence[FoundValue]) -> Cell:
    agreed = next((one for one in found if values.same_value(one.value, read.value)), None)
    if agreed is not None:
        others = {
            values.word_tokens(str(one.value)) for one in found if one.strength > agreed.strength
        }
        why = (
            f"another label says {found[0].value!r}"
            if others - {values.word_tokens(str(agreed.value))}
            else ""
        )
        return _of(agreed, read.raw).flagged(why)
    if not found:
        return read.flagged(*_alone(read))
    why = (
        f"the model reads {values.value_text(read.value)!r}" if read.value is not None else BY_LABEL
    )
    return _of(found[0], read.raw).flagged(why)


def _seller(document: Document, read: Cell, again: Cell) -> Cell:
    """Show the seller where the model and a line named like a company agree, or the model reads it
    twice at the top of the page."""
    company = finders.find_seller(document)
    best = read if read.value is not None else again
    if best.value is None:
        return _of(company, "").flagged(BY_LABEL) if company else best
    said = values.value_text(best.value)
    if finders.is_addressed_to(document, said):
        return best.flagged(BUYER)
    if company and (
        values.has_words(str(company.value), said) or values.has_words(said, str(company.value))
    ):
        others = [] if company.strength > 1 else finders.find_other_companies(document, said)
        name = (
            company.value if values.has_words(said, str(company.value)) else best.value
        )  # no more than its line
        return replace(best, value=name).flagged(f"{others[0]!r} is named too" if others else "")
    if _ADDRESS.search(said):
        return (
            _of(company, "").flagged(f"the model reads {said!r}")
            if company
            else best.flagged(NO_NAME)
        )
    why = [] if values.has_words(_top(document), said) else [NOT_AT_TOP]
    if company:
        why.append(f"a line like a company's name is {company.value!r}")
    if read.value is None or again.value is None:
        why.append(votes.ONE_VOTE)
    elif not values.same_value(read.value, again.value) and not _part(document, best, again):
        why.append(f"another reading is {values.value_text(again.value)!r}")
    return best.flagged(*why)


def _part(document: Document, best: Cell, again: Cell) -> bool:
    """Tell whether one reading is a line of its own at the top, and the other one only a part of
    it.
    """
    said = values.word_tokens(values.value_text(best.value))
    top = [
        values.word_tokens(span.of(document.text))
        for span in finders.nonblank_lines(document)[: finders.TOP]
    ]
    return said in top and values.has_words(
        values.value_text(best.value), values.value_text(again.value)
    )


def _amounts(document: Document, row: list[Cell], habit: Habit) -> list[Cell]:
    """Net, tax and gross. Three that add up confirm each other, where a label names the gross."""
    found = {at: finders.find_amounts(document, at, habit) for at in _AMOUNTS}
    known = finders.all_amounts(document, habit)
    sums = finders.matching_triples([money for money, _ in known])
    paid = _paid(found[fields.GROSS], finders.find_paid(document, habit))
    gross = paid or _amount(row[fields.GROSS], found[fields.GROSS])
    chosen = {fields.NET: row[fields.NET], fields.TAX: row[fields.TAX], fields.GROSS: gross}
    for at in (fields.NET, fields.TAX):
        chosen[at] = _amount(row[at], found[at])
    fitting = [one for one in sums if _fits(one, gross, found, chosen)]
    if len(fitting) == 1:
        for at, amount in zip(_AMOUNTS, fitting[0], strict=True):
            chosen[at] = _confirmed(
                chosen[at], next(one for one in known if one[0].amount == amount), document
            )
    chosen[fields.GROSS] = paid or _rounded(chosen[fields.GROSS], found[fields.GROSS])
    for at in _AMOUNTS:
        row[at] = _with_currency(chosen[at], document, habit)
    gross = row[fields.GROSS]
    if isinstance(gross.value, Money) and gross.value.amount > 0 and _CREDIT.search(_top(document)):
        row[fields.GROSS] = gross.flagged(CREDIT)
    return row


def _top(document: Document) -> str:
    """The lines where an invoice says what it is, and whose."""
    return "".join(
        span.of(document.text) for span in finders.nonblank_lines(document)[: finders.TOP]
    )


def _paid(found: Sequence[FoundValue], paid: set[Decimal]) -> Cell | None:
    """The only labelled total that is, to the cent, what was paid: nothing that a model reads makes
    it doubtful."""
    fitting = [one for one in found if isinstance(one.value, Money) and one.value.amount in paid]
    return _of(fitting[0], "") if len({_sum(one) for one in fitting}) == 1 else None


def _rounded(gross: Cell, found: Sequence[FoundValue]) -> Cell:
    """A till rounds what is paid: where two totals are a few cents apart, a person says which is
    meant.
    """
    totals = [one.value for one in found if isinstance(one.value, Money)]
    if isinstance(gross.value, Money):
        for total in totals:
            if 0 < abs(total.amount - gross.value.amount) <= checks.ROUNDING:
                return gross.flagged(f"another total is {values.value_text(total)}")
    return gross


def _fits(
    sums: tuple[object, ...],
    gross: Cell,
    found: dict[int, list[FoundValue]],
    chosen: dict[int, Cell],
) -> bool:
    """Tell whether these sums have the gross that is read, and a net or tax that a label or the
    model names."""
    if not isinstance(gross.value, Money) or gross.value.amount != sums[2]:
        return False
    named = {
        at: {one.value.amount for one in found[at] if isinstance(one.value, Money)}
        | ({value.amount} if isinstance(value := chosen[at].value, Money) else set())
        for at in (fields.NET, fields.TAX)
    }
    return sums[0] in named[fields.NET] or sums[1] in named[fields.TAX]


def _confirmed(cell: Cell, found: tuple[Money, Span], document: Document) -> Cell:
    """The cell without the doubts that arithmetic takes away, or the amount that it calls for."""
    money, place = found
    if isinstance(cell.value, Money) and cell.value.amount == money.amount:
        return replace(cell, flags=())
    source = places.cite_span(document, place)
    return Cell(money, source.quote, (source,))


def _amount(read: Cell, found: Sequence[FoundValue]) -> Cell:
    """Choose an amount from labels and the model; the strongest label wins where they differ, and a
    person is asked.
    """
    agreed = next((one for one in found if values.same_value(one.value, read.value)), None)
    if agreed is not None:
        other = next(
            (one for one in found if one.strength >= agreed.strength and _sum(one) != _sum(agreed)),
            None,
        )
        why = f"another label says {values.value_text(other.value)}" if other else ""
        return _of(agreed, read.raw).flagged(why)
    if not found:
        return read.flagged(*_alone(read))
    why = f"the model reads {values.value_text(read.value)}" if read.value is not None else BY_LABEL
    return _of(found[0], read.raw).flagged(why)


def _sum(found: FoundValue) -> object:
    return found.value.amount if isinstance(found.value, Money) else found.value


def _with_currency(cell: Cell, document: Document, habit: Habit) -> Cell:
    """An amount without a currency has the only one that the document names; one that no word names
    is a doubt."""
    if not isinstance(cell.value, Money) or cell.value.currency:
        return cell
    named = {
        one.currency for one, _ in finders.all_amounts(document, habit) if one.currency
    } or set(habit.currencies)
    if len(named) == 1:
        return replace(cell, value=Money(cell.value.amount, named.pop()))
    return cell


def choose_category(document: Document, read: Cell) -> Cell:
    """Choose the category by words of the document, else the one that the model proposes."""
    named = finders.find_category(document.text)
    if named:
        return Cell(named, named)
    return (
        Cell(read.value, read.raw, read.sources, (PROPOSED,)) if read.value is not None else Cell()
    )


def check_invoice(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells after `checks.check_arithmetic`; an invoice of long ago, or of years to come, is a
    doubt."""
    done = list(checks.check_arithmetic(row))
    day = done[fields.DATE].value
    if isinstance(day, Day) and not 1990 <= day.year <= date.today().year + 1:
        done[fields.DATE] = done[fields.DATE].flagged("an unlikely year")
    return tuple(done)
