"""What code finds in an invoice by its labels and its arithmetic: a second reading beside the
model's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product

from farside.types import Citation, Document, Span
from farside.work.invoices import fields
from farside.work.tables import places, readings, values
from farside.work.tables.nouns import Day, Money
from farside.work.tables.readings import Habit

_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/\-_.]*\d[A-Z0-9/\-_.]*(?<![.\-/])", re.IGNORECASE)
# How many lines after a label its amount may stand: OCR and columns tear them apart.
_BELOW = 2
_WITH = re.compile(
    r"(?:incl|excl|inkl|exkl|zzgl|includ|exclud)\w*\.?\s*(?:of\s*)?\Z", re.IGNORECASE
)
_AMOUNTS = (fields.NET, fields.TAX, fields.GROSS)
TOP = 8
"""The number of lines at the top of an invoice where its seller can be trusted to stand."""


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A value by code, and where. `strength` ranks values of one field: how surely its label names
    that field."""

    value: Day | Money | str
    source: Citation
    strength: int
    doubt: str = ""


def nonblank_lines(document: Document) -> list[Span]:
    """The lines of the document that are not blank."""
    found, at = [], 0
    for line in document.text.splitlines(keepends=True):
        if line.strip():
            found.append(Span(at, at + len(line)))
        at += len(line)
    return found


@cache
def _pattern(field: int) -> re.Pattern[str]:
    labels = sorted(fields.LABELS[field], key=len, reverse=True)
    spaced = [re.escape(label).replace(r"\ ", r"\s*") for label in labels]
    return re.compile(
        r"(?<![^\W\d_])(?:" + "|".join(f"({one})" for one in spaced) + r")(?![^\W\d_])",
        re.IGNORECASE,
    )


def find_amounts(document: Document, field: int, habit: Habit) -> list[FoundValue]:
    """Amounts that a label of this field names, the likeliest first."""
    known = nonblank_lines(document)
    found: list[FoundValue] = []
    for at, span in enumerate(known):
        text = span.of(document.text)
        if _no_total(text):
            continue
        for match in _pattern(field).finditer(text):
            beside = _beside(document, known[at : at + 1 + _BELOW], match.end(), habit)
            if (
                not beside
                or _of_another(field, text, match)
                or not (beside[0].amount or field == fields.TAX)
            ):
                continue
            strength = len(fields.LABELS[field]) - fields.LABELS[field].index(_label(field, match))
            found.append(FoundValue(beside[0], places.cite_span(document, beside[1]), strength))
    return sorted(found, key=lambda one: -one.strength)


def _label(field: int, match: re.Match[str]) -> str:
    labels = sorted(fields.LABELS[field], key=len, reverse=True)
    return labels[(match.lastindex or 1) - 1]


def _of_another(field: int, text: str, match: re.Match[str]) -> bool:
    """Tell whether a longer label of another field stands at the same place ("total" of "total
    excluding tax")."""
    if field == fields.TAX and _WITH.search(text[: match.start()]):
        return True  # "prices include VAT" names no tax
    for other in _AMOUNTS:
        for theirs in _pattern(other).finditer(text) if other != field else ():
            longer = len(theirs.group()) > len(match.group())
            if longer and theirs.start() <= match.start() and theirs.end() >= match.end():
                return True
            between = text[theirs.end() : match.start()]
            if (
                field == fields.TAX
                and theirs.end() <= match.start()
                and not any(map(str.isdigit, between))
            ):
                return True  # "Total (incl. GST)" is no tax
    return False


def _beside(
    document: Document, below: Sequence[Span], label_end: int, habit: Habit
) -> tuple[Money, Span] | None:
    """The last amount behind the label and before the next one, or the first line below that is an
    amount alone."""
    first = below[0]
    text = first.of(document.text)
    for end in _next_labels(text, label_end):
        behind = _real(text[:end], habit, label_end)
        if behind:
            return behind[-1], first
    if any(map(str.isdigit, text[label_end:])):
        return None
    for span in below[1:]:
        text = span.of(document.text)
        alone = _real(text, habit, 0)
        if len(alone) == 1 and len(values.word_tokens(text)) <= 4:
            return alone[0], Span(first.start, span.end)
        if any(character.isalpha() for character in text):
            break
    return None


def _next_labels(text: str, start: int) -> list[int]:
    """The places where labels of amounts begin behind `start`, in order, and the end of the
    line."""
    found = {match.start() for field in _AMOUNTS for match in _pattern(field).finditer(text, start)}
    return [*sorted(found), len(text)]


def _real(text: str, habit: Habit, start: int) -> list[Money]:
    """Amounts behind `start` that are no percentages, and have cents or a currency."""
    found = []
    for one in readings.read_amounts(text, habit):
        money = one.value
        if (
            one.end <= start
            or not isinstance(money, Money)
            or text[one.end :].lstrip().startswith("%")
        ):
            continue
        exponent = money.amount.as_tuple().exponent
        if money.currency or (isinstance(exponent, int) and exponent == -2):
            found.append(money)
    return found


def all_amounts(document: Document, habit: Habit) -> list[tuple[Money, Span]]:
    """Every amount of the document, but for what was handed over and given back."""
    return [
        (money, span)
        for span in nonblank_lines(document)
        for money in _real(span.of(document.text), habit, 0)
        if not _no_total(span.of(document.text))
    ]


def find_paid(document: Document, habit: Habit) -> set[Decimal]:
    """The amounts that were paid, by arithmetic: what was handed over, less what came back."""
    given, back = _labelled(document, fields.PAID, habit), _labelled(document, fields.BACK, habit)
    return {
        amount - change for amount in given for change in back or {Decimal(0)} if amount > change
    }


def _labelled(document: Document, words: Sequence[str], habit: Habit) -> set[Decimal]:
    """The last amount of every line that has one of these words before any number."""
    found = set()
    for text in (span.of(document.text) for span in nonblank_lines(document)):
        label = re.split(r"\d", text)[0]
        if any(values.has_words(label, word) for word in words) and "discount" not in label.lower():
            found |= {money.amount for money in _real(text, habit, 0)[-1:]}
    return found


def _no_total(text: str) -> bool:
    return any(word in text.lower() for word in fields.NO_TOTAL)


def find_invoice_dates(document: Document, habit: Habit) -> list[FoundValue]:
    """Whole dates, those with a label of an invoice's date first; every date once."""
    known = nonblank_lines(document)
    best: dict[Day, FoundValue] = {}
    for at, span in enumerate(known):
        text = span.of(document.text)
        before = known[at - 1].of(document.text) if at else ""
        for one in values.found_in("date", text, habit):
            if not isinstance(one.value, Day) or not one.value.day:
                continue
            doubt = f"may also be {' or '.join(map(str, one.also))}" if one.also else ""
            label = _pattern(fields.DATE).search(text[: one.start])
            above = None if label else _pattern(fields.DATE).fullmatch(before.strip().rstrip(":："))
            match = label or above
            worth = (
                len(fields.LABELS[fields.DATE])
                - fields.LABELS[fields.DATE].index(_label(fields.DATE, match))
                if (match)
                else 0
            )
            if re.search(
                r"due|delivery|order|liefer|fällig|vencimiento|échéance|到期|订单",
                text[: one.start].lower(),
            ):
                worth = -1
            found = FoundValue(one.value, places.cite_span(document, span), worth, doubt)
            if one.value not in best or worth > best[one.value].strength:
                best[one.value] = found
    return sorted(best.values(), key=lambda one: -one.strength)


def find_invoice_numbers(document: Document) -> list[FoundValue]:
    """The values that stand behind a label of an invoice's number and look like one."""
    found = []
    for span in nonblank_lines(document):
        text = span.of(document.text)
        for match in _pattern(fields.NUMBER).finditer(text):
            label = _label(fields.NUMBER, match)
            rest = re.match(r"[\s.:：#°no]*", text[match.end() :], re.IGNORECASE)
            number = _NUMBER.match(text[match.end() + (rest.end() if rest else 0) :])
            if number and not _is_date(number.group()):
                strength = len(fields.LABELS[fields.NUMBER]) - fields.LABELS[fields.NUMBER].index(
                    label
                )
                found.append(FoundValue(number.group(), places.cite_span(document, span), strength))
    return sorted(found, key=lambda one: -one.strength)


def _is_date(text: str) -> bool:
    """Is all of it a date? "INV-2026-03" is a number, though a month stands in it."""
    return any(text == text[one.start : one.end] for one in values.found_in("date", text))


def find_seller(document: Document) -> FoundValue | None:
    """The seller by a label of its own, else the first line at the top that is named like a company
    and is not a buyer's."""
    top = nonblank_lines(document)[:TOP]
    for labelled in (True, False):
        for span in top:
            text = " ".join(span.of(document.text).split())
            seller = _SELLER.search(text)
            if bool(seller) != labelled or _BUYER.search(text) or values.found_in("date", text):
                continue
            name = text[seller.end() :].strip() if seller else text
            if _company().search(name):
                return FoundValue(name, places.cite_span(document, span), 2 if labelled else 1)
    return None


def is_addressed_to(document: Document, name: str) -> bool:
    """Tell whether this name stands where the invoice says who it goes to: behind a buyer's label,
    or right before an "Attn." line."""
    texts = ["", *(span.of(document.text).strip() for span in nonblank_lines(document)), ""]
    named = [at for at, text in enumerate(texts) if values.has_words(text, name)]
    return any(
        _ATTENTION.match(texts[at + 1]) or _BUYER.match(texts[at]) or _buyers_label(texts[at - 1])
        for at in named
    )


def _buyers_label(text: str) -> bool:
    """Tell whether the line is only such a label, so that the next line is what it names."""
    label = _BUYER.match(text)
    return label is not None and not values.word_tokens(text[label.end() :])


_ATTENTION = re.compile(
    r"(?:attn|att|attention|t\.?a\.?v|z\.?\s?hd|zu händen|c/o|à l['’]attention)\b", re.IGNORECASE
)


def find_other_companies(document: Document, name: str) -> list[str]:
    """Other lines that name a company, in order."""
    found = []
    for span in nonblank_lines(document):
        text = " ".join(span.of(document.text).split())
        if (
            _company().search(text)
            and not values.has_words(text, name)
            and not values.has_words(name, text)
        ):
            found.append(text)
    return found


_SELLER = re.compile(
    (
        r"(?:销售方|销方|卖方|开票方|\bseller|\bvendor|\bsupplier|\bverkäufer"
        r"|\blieferant)\s*(?:名称)?\s*[:：]\s*"
    ),
    re.IGNORECASE,
)
_BUYER = re.compile(
    (
        r"购买方|购方|买方|客户|付款方|\bbuyer|\bbill(?:ed)? to|\bsold to|\bship to|\bcustomer"
        r"|\bkunde|\bkäufer"
    ),
    re.IGNORECASE,
)


@cache
def _company() -> re.Pattern[str]:
    latin = "|".join(re.escape(word) for word in fields.COMPANY if word.isascii())
    han = "|".join(word for word in fields.COMPANY if not word.isascii())
    return re.compile(rf"(?<![^\W\d_])(?:{latin})(?![^\W\d_])|{han}", re.IGNORECASE)


def matching_triples(known: Sequence[Money]) -> set[tuple[Decimal, Decimal, Decimal]]:
    """(net, tax, gross) among these amounts that add up, with a tax of at most a third."""
    amounts_of = {one.amount for one in known if one.amount > 0}
    return {
        (net, tax, net + tax)
        for net, tax in product(amounts_of, repeat=2)
        if 0 < tax * 3 <= net and net + tax in amounts_of
    }


def find_category(text: str) -> str:
    """The category that words of the text name; empty where none, or several equally, do."""
    counted = {name: len(_words(name).findall(text)) for name in fields.WORDS}
    best = max(counted.values())
    names = [name for name, count in counted.items() if count == best]
    return names[0] if best and len(names) == 1 else ""


@cache
def _words(name: str) -> re.Pattern[str]:
    words = [re.escape(word.strip()) for word in fields.WORDS[name]]
    latin = "|".join(word for word in words if word.isascii() or word[0].isascii())
    han = "|".join(word for word in words if not word[0].isascii())
    return re.compile(
        rf"(?<![^\W\d_])(?:{latin})(?![^\W\d_])" + (f"|{han}" if han else ""), re.IGNORECASE
    )
