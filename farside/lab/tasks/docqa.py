"""Document QA with evidence: questions about whole documents from a folder of published cases, as
their files are.

Answers are scored as each data set does: token F1 or exact match (SQuAD, Rajpurkar et al. 2016,
arXiv:1606.05250; CMRC 2018, arXiv:1810.07366), or the letter of a choice. Citations are scored
apart, against the published evidence, which stands word for word in the document in only half of
the cases: precision and recall are fuzzy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from farside.errors import InputError
from farside.lab.base import Case, Count, Given, LabCell, Language, Score
from farside.lab.tasks import published, refusals, scoring
from farside.lab.tasks.docqa_files import HAN, NUMBERS, DocCase, read_cases
from farside.lab.tasks.docqa_files import KINDS as KINDS
from farside.lab.tasks.haystack import cut_haystack

LANGUAGES: tuple[Language, ...] = ("en", "zh")

# Two texts are the same place if they share a run of this part of the shorter one, and of this many
# characters (in Chinese: the last number).
_OVERLAP, _RUN, _RUNHAN = 0.6, 25, 8
_UNANSWERABLE = frozenset({"unanswerable", "not stated", "not_stated"})
_THOUSANDS = re.compile(r"(?<![\d,，])[1-9]\d{0,2}(?:[,，]\d{3})+(?![,，]?\d)")
_ENDS = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")


class DocumentQA:
    """The task of the cases in some files or folders. A cell's repeat is the number of the case
    among its kind's."""

    KINDS: tuple[str, ...]
    LANGUAGES: tuple[Language, ...]
    PAIRS: frozenset[tuple[str, Language]]
    """The kinds and languages that there are cases of."""

    def __init__(self, *places: Path) -> None:
        """Raises `InputError` as `read_cases` does."""
        self._cases = tuple(case for place in places for case in read_cases(place))
        self.KINDS = tuple(dict.fromkeys(case.kind for case in self._cases))
        self.LANGUAGES = tuple(dict.fromkeys(case.language for case in self._cases))
        self.PAIRS = frozenset((case.kind, case.language) for case in self._cases)

    def make(self, cell: LabCell, haystack: str, count: Count) -> Case:
        """Case number `cell.repeat`. A document is never cut: its length is its own, and
        `cell.length` only a limit (0: none). "no haystack" is the evidence alone, "no needle" the
        `haystack` instead of the document.

        Raises `InputError` for a kind or a number that there is not, a document longer than the
        length, and "no haystack" where the data set names no evidence.
        """
        found = [
            case
            for case in self._cases
            if case.kind == cell.kind and case.language == cell.language
        ]
        if cell.repeat >= len(found):
            raise InputError(
                f"there are {len(found)} cases of kind '{cell.kind}' in language "
                f"'{cell.language}', so there is no repeat {cell.repeat}: take fewer repeats, "
                f"or one of the kinds {', '.join(self.KINDS)}"
            )
        case = found[cell.repeat]
        context = _context(case, cell, haystack, count)
        if cell.length and (tokens := count(context)) > cell.length:
            raise InputError(
                f"{case.name} has {tokens} tokens, more than {cell.length}: "
                "take a greater length, or 0"
            )
        return Case(context, case.question, _expected(case))

    def score(self, expected: Mapping[str, Any], given: Given) -> Score:
        return score(expected, given)


# Every task takes the same three arguments.
def make(cell: LabCell, haystack: str, count: Count) -> Case:  # noqa: ARG001
    """Raises `InputError`: the published cases do not come with the package."""
    raise InputError(
        "document QA has no cases of its own: give files or folders of published ones with --data"
    )


def _expected(case: DocCase) -> Mapping[str, Any]:
    return {
        "name": case.name,
        "language": case.language,
        "scored": case.scored,
        "references": list(case.references),
        "evidence": list(case.evidence),
    }


def _context(case: DocCase, cell: LabCell, haystack: str, count: Count) -> str:
    if cell.control == "no needle":
        return cut_haystack(haystack, cell.length, count) if cell.length else haystack
    if cell.control == "no haystack":
        if not case.evidence:
            raise InputError(
                f"{case.name}: kind '{case.kind}' names no evidence to ask with: "
                "leave the control out"
            )
        return "\n\n".join(case.evidence)
    return case.document


def score(expected: Mapping[str, Any], given: Given) -> Score:
    """The answer's score as `expected["scored"]` says, with parts of its own.

    `f1` and `exact`: of the answer; `recall`: the share of a reference's words that the answer
    holds, which is fair to whole sentences. `citation precision`: the share of quotes that show
    evidence; `citation recall`: the share of the evidence's sentences that a quote shows. Without
    published evidence: `answer quoted`, whether a quote holds a reference. A refusal is right where
    the reference says "unanswerable".
    """
    answerable = not any(
        one.strip().lower().rstrip(".") in _UNANSWERABLE for one in expected["references"]
    )
    refused = not given.found or refusals.is_refusal(given.text)
    if not answerable:
        return Score(100.0 * refused, "right" if refused else "wrong")
    parts = {
        **_measured(given.text if given.found else "", expected),
        **_citations(expected, given),
    }
    value = parts[expected["scored"]]
    recall = parts.get("recall", 0.0)
    # A clause that "does not include any right" sounds like a refusal; one that has half of the
    # reference is not one.
    if refused and max(value, recall) < 50:
        return Score(0.0, "refused", parts)
    right = value == 100 or (expected["scored"] == "f1" and recall == 100)
    return Score(
        value, "right" if right else "partly" if max(value, recall) >= 50 else "wrong", parts
    )


def _measured(text: str, expected: Mapping[str, Any]) -> dict[str, float]:
    references, language = expected["references"], expected["language"]
    if expected["scored"] == "letter":
        return {"letter": 100.0 * (published.choice_letter(text) in references)}
    return {
        "f1": published.token_f1(text, references, language),
        "exact": max(_exact(text, one, language) for one in references),
        "recall": max(_recall(text, one, language) for one in references),
    }


def _exact(text: str, reference: str, language: Language) -> float:
    """SQuAD's exact match; of numbers alone ("2,1,3") the same numbers in the same order, whatever
    stands between.

    One number ("3", "1,234") is right wherever it stands alone, with or without its separators of
    thousands.
    """
    if NUMBERS.fullmatch(reference.strip()):
        text, reference = (
            _THOUSANDS.sub(lambda one: re.sub("[,，]", "", one[0]), each)
            for each in (text, reference)
        )
        numbers = re.findall(r"\d+", reference)
        return 100.0 * (
            scoring.holds_keyword(text, numbers[0])
            if len(numbers) == 1
            else re.findall(r"\d+", text) == numbers
        )
    return published.exact_match(text, [reference], language)


def _recall(text: str, reference: str, language: Language) -> float:
    """The share of the reference's words (Chinese: characters) that the text holds, in percent."""
    have, want = _words(text, language), _words(reference, language)
    return 100 * sum(word in have for word in want) / len(want) if want else 0.0


def _words(text: str, language: Language) -> list[str]:
    words = re.findall("[\u3400-\u9fff]|[^\\W\u3400-\u9fff]+", scoring.plain_form(text))
    return [word for word in words if language == "zh" or word not in ("a", "an", "the")]


def _citations(expected: Mapping[str, Any], given: Given) -> dict[str, float]:
    """Precision and recall of the quotes, sentence by sentence: a quote of the whole document is no
    citation."""
    quoted = [one for quote in given.quotes for one in _sentences(quote)]
    evidence = [one for piece in expected["evidence"] for one in _sentences(piece)]
    if not evidence:
        references = [_normal(one) for one in expected["references"]]
        holds = any(
            f" {one} " in f" {_normal(quote)} " for quote in given.quotes for one in references
        )
        return {} if expected["scored"] == "letter" else {"answer quoted": 100.0 * holds}
    shows = [[_same(quote, piece) for piece in evidence] for quote in quoted]
    right = sum(any(row) for row in shows)
    seen = sum(any(row[at] for row in shows) for at in range(len(evidence)))
    return {
        "citation precision": 100 * right / len(quoted) if quoted else 0.0,
        "citation recall": 100 * seen / len(evidence),
    }


def _sentences(text: str) -> list[str]:
    """The sentences of a text, normal. Pieces too short to compare ("Dr.") count only where there
    is nothing else."""
    pieces = [normal for one in _ENDS.split(text) if (normal := _normal(one))]
    return [one for one in pieces if len(one) >= _run(one)] or [
        normal for normal in (_normal(text),) if normal
    ]


def _normal(text: str) -> str:
    """Words alone, and no space beside a Han character."""
    words = re.sub(r"[\W_]+", " ", scoring.plain_form(text)).strip()
    return re.sub(f"(?<={HAN.pattern}) | (?={HAN.pattern})", "", words)


def _run(text: str) -> int:
    return _RUNHAN if HAN.search(text) else _RUN


def _same(quote: str, piece: str) -> bool:
    """Tell whether two normal sentences show the same place: one of them whole, or most of the
    shorter one in one run."""
    if quote == piece:
        return True
    longest = SequenceMatcher(None, quote, piece, autojunk=False).find_longest_match().size
    return longest >= max(_run(piece), _OVERLAP * min(len(quote), len(piece)))
