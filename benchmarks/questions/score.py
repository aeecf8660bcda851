"""Is an answer right? By code, for every kind of truth; and what became of a question: right, open,
or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from benchmarks.questions.case import Names, Question, Row, Truth
from benchmarks.questions.readings import currencies_in, dates_in, mentions, numbers_in, plain_text
from farside.lab.tasks import refusals, scoring

Result = Literal["right", "open", "wrong, marked", "wrong"]
RESULTS: tuple[Result, ...] = ("right", "open", "wrong, marked", "wrong")
# How far a mean may be rounded.
_ROUNDED = Decimal("0.005")
# How a line begins that names those who do not count, or of whom nothing could be told.
_LEFT_OUT = re.compile(
    r"^\W*(?:not\b|no:|none of|without|excluded|could not|cannot|unknown"
    r"|不符合|不包括|不含|未能|无法|没有说明|其余|否[:：])",
    re.IGNORECASE,
)
# How much was read, or how many of how many follow, said before the answer.
_READ = re.compile(
    r"^\W*\d+ (?:of|out of) \d+:\s*$|^\W*\d+\s?[份项]中有\s?\d+\s?[份项][：:]\s*$"
    r"|\b\d+ (?:of|out of) \d+ (?:documents|files|pages|windows|cvs|invoices|receipts)\b"
    r"|\d+\s?[份个张页](?:文件|文档|简历|发票|小票)?(?:中|里)?[的]?\s?\d+\s?[份个张页]",
    re.IGNORECASE,
)
# What the product says beside the refusals that `rules.refused` knows.
_OPEN = re.compile(r"^\W*(?:this |it )?could not be (?:established|told)", re.IGNORECASE)
_YES = re.compile(r"\b(?:yes|does|true)\b|[是会有能✓✔]", re.IGNORECASE)
_NO = re.compile(
    r"\b(?:no|not|doesn't|does not|false|none|without)\b|n't\b|[否不没未无✗✘×]", re.IGNORECASE
)


def result_of(
    question: Question, text: str, found: bool, marked: bool, citations: int = 0
) -> Result:
    """What became of a question. `found`: the answer claims to state something; `marked`: it says
    itself that a person should look at it. An honest "not stated" is right where nothing is stated,
    and open elsewhere."""
    opened = not found or not text.strip() or refusals.is_refusal(text) or bool(_OPEN.search(text))
    if question.truth.kind == "none":
        right = opened
    elif question.kind == "talk":
        right = not opened and not citations
    else:
        right = bool(text.strip()) and is_right(question, text)
    if right:
        return "right"
    if opened:
        return "open"
    return "wrong, marked" if marked else "wrong"


def is_right(question: Question, text: str) -> bool:
    """Whether `text` says all that the truth asks for, and nothing of the same sort beside it."""
    return all(_holds(truth, text, question.question) for truth in (question.truth, *question.also))


def _holds(truth: Truth, text: str, asked: str) -> bool:
    if any(_says(text, word) for word in truth.never):
        return False
    match truth.kind:
        case "set":
            return _names_exactly(truth, "\n".join(_counting_lines(text)))
        case "id":
            line = _first_line(text, (*truth.members, *truth.others))
            return _names_exactly(truth, line)
        case "order":
            named = mentions(text, (*truth.members, *truth.others))
            return tuple(one.names for one in named) == truth.members
        case "int" | "number" | "money":
            return _tells_number(truth, text, asked)
        case "date":
            dated = next((line for line in _lines(text) if dates_in(line)), "")
            return any(_same_date(one, truth.value) for one in dates_in(dated))
        case "text":
            held = sum(_says(text, word) for word in truth.words)
            agreed = not truth.value or _begins_with_yes(text) == (truth.value == "yes")
            return agreed and held >= (truth.least or len(truth.words))
        case "table":
            shown = sum(_shows(row, text, truth.rows) for row in truth.rows)
            return shown >= (truth.least or len(truth.rows))
        case "none":
            return refusals.is_refusal(text)


def _says(text: str, words: str) -> bool:
    """As `rules.holds`; "distribut*" stands for every word that begins so."""
    plain = scoring.plain_form(text)
    return any(
        re.search(rf"(?<!\w){re.escape(scoring.plain_form(word[:-1]))}", plain)
        if word.endswith("*")
        else scoring.holds_keyword(text, word)
        for word in scoring.split_alternatives(words)
    )


def _begins_with_yes(text: str) -> bool:
    """What the first sentence of an answer says: its first word, else whether it denies
    anything."""
    first = next(iter(_lines(text)), "")
    if leading := re.match(
        r"\W*(?:(yes|可以|能|是的|有)|(no|否|不|没))(?![a-z])", first.casefold()
    ):
        return leading[1] is not None
    return not _NO.search(first)


def _lines(text: str) -> list[str]:
    """Lines and sentences."""
    return [one for one in re.split(r"\n|(?<=[!?。！？])|(?<=[a-z)\d]\.)\s", text) if one.strip()]


def _counting_lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if not _LEFT_OUT.search(line))


def _first_line(text: str, names: Sequence[Names]) -> str:
    """The first line or sentence that names anybody: what follows may speak of others."""
    for line in _lines(text):
        if mentions(line, names):
            return line
    return text


def _names_exactly(truth: Truth, text: str) -> bool:
    named = {one.names for one in mentions(text, (*truth.members, *truth.others))}
    return named == set(truth.members)


def _tells_number(truth: Truth, text: str, asked: str) -> bool:
    """The first line with a number that the question does not hold tells it. Of money the currency
    may be left out, but not be another."""
    value, _, currency = truth.value.partition(" ")
    wanted, known = Decimal(value), set(numbers_in(asked))
    for line in _lines(text):
        told = numbers_in(line)
        if any(_same_number(truth, one, wanted) for one in told):
            said = currencies_in(line)
            return not currency or not said or currency in said
        if any(one not in known and one != 1 for one in told) and not _READ.search(line):
            return False
    return False


def _same_number(truth: Truth, told: Decimal, wanted: Decimal) -> bool:
    if truth.kind == "number" or (
        truth.kind == "money" and wanted != wanted.quantize(Decimal("0.01"))
    ):
        return abs(told - wanted) <= abs(wanted) * _ROUNDED
    return told == wanted


def _same_date(told: str, wanted: str) -> bool:
    return told.startswith(wanted)


def _shows(row: Row, text: str, rows: Sequence[Row]) -> bool:
    """Some line names the row's subject and holds its cells. "yes" and "no" are read from what
    follows the name, up to the next name, else from the head of the line ("No: A, B")."""
    return any(
        all(_cell(cell, part, head) for cell in row.cells) for part, head in _parts(row, text, rows)
    )


def _parts(row: Row, text: str, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """What is said of a row, and how its line begins, wherever the row is named. A subject that is
    a date or number is looked for as such."""
    heading = ""
    for line in text.splitlines():
        plain = plain_text(line)
        named = mentions(line, [one.names for one in rows])
        ends = [one.at for one in named[1:]] + [len(plain)]
        head = plain[: named[0].at] if named else plain
        starts = [0, *(one.at for one in named)]
        for one, start, end in zip(named, starts, ends, strict=False):
            if one.names == row.names:
                yield (plain[one.at : end] if len(named) > 1 else plain, head or heading)
                if "yes" not in row.cells and "no" not in row.cells:  # "7 BSc, 4 MSc"
                    yield plain[start : one.at], head
        if not named:
            heading = plain
            if any(name in dates_in(line) for name in row.names) or _subject_number(row, line):
                yield plain, head


def _subject_number(row: Row, line: str) -> bool:
    return any(scoring.holds_keyword(line, name) for name in row.names if "|" in name)


def _cell(cell: str, part: str, head: str) -> bool:
    if cell in ("yes", "no"):
        return _says_yes(part, head) == (cell == "yes")
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", cell):
        return any(_same_date(one, cell) for one in dates_in(part))
    if re.fullmatch(r"\d+(?:\.\d+)?", cell) and Decimal(cell) in (
        *map(abs, numbers_in(part)),
        *_digits(part),
    ):
        return True
    return scoring.holds_keyword(part, cell)


def _digits(part: str) -> Iterator[Decimal]:
    """Longer runs of digits: a year in a date, the number of an invoice."""
    return (Decimal(one) for one in re.findall(r"(?<!\d)\d{4,}(?!\d)", part))


def _says_yes(part: str, head: str) -> bool:
    if _NO.search(part):
        return False
    return bool(_YES.search(part)) or not _NO.search(head)
