"""Document QA with evidence: questions about whole documents from a folder of published cases, as their files are.

Answers are scored as each data set does: token F1 or exact match (SQuAD, Rajpurkar et al. 2016, arXiv:1606.05250;
CMRC 2018, arXiv:1810.07366), or the letter of a choice. Citations are scored apart, against the published evidence,
which stands word for word in the document in only half of the cases: precision and recall are fuzzy.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

from farside.errors import InputError
from farside.lab import haystack as haystacks
from farside.lab import rules
from farside.lab.base import Case, Cell, Count, Given, Language, Score

Scored = Literal["f1", "exact", "letter"]

# L-Eval's `source`: our kind, how it is scored, and whether its references are quotations (CUAD's are).
_LEVAL: Mapping[str, tuple[str, Scored, bool]] = {
    "natural_question": ("natural_question", "f1", False),
    "legal_contract_qa": ("legal_contract", "f1", True),
    "multidoc_qa": ("multidoc", "f1", False),
    "quality_raw": ("quality", "letter", False),
    "topic_retrieval": ("topic_retrieval", "exact", False),
    "scientific_qa": ("scientific", "f1", False),
}
KINDS: tuple[str, ...] = (*(kind for kind, _, _ in _LEVAL.values()), "loogle_short", "loogle_long", "longbench", "cmrc")
LANGUAGES: tuple[Language, ...] = ("en", "zh")

# So many of CMRC's passages make one document: one alone is no long text.
_PASSAGES = 20
# So much of the shorter of two texts in one run, and so many characters (of Chinese: so few), make them the same place.
_OVERLAP, _RUN, _RUN_HAN = 0.6, 25, 8
_HAN = re.compile("[\u3400-\u9fff]")
_CHOICE = re.compile(r"^\W*([A-H])(?=\W*$|[).:,;、，。：]|\s+[-–—])")
# "The answer is A" names a choice, "the answer is A man …" does not.
_CHOSEN = re.compile(
    r"(?i:\banswer(?: is|:)|\boption|\bchoice|答案(?:是|为|：|:)|选项?)\s*[(（]?"
    r"(A(?!\s+(?!because|or|and)[a-z])|[B-H])(?![A-Za-z])"
)
_BRACKETED = re.compile(r"[(（]([A-H])[)）]")
_UNANSWERABLE = frozenset({"unanswerable", "not stated", "not_stated"})
# Numbers alone ("3", "2,1,3"): half of the right order is not half right.
_NUMBERS = re.compile(r"\d+(?:\s*[,，]\s*\d+)*")
_THOUSANDS = re.compile(r"(?<![\d,，])[1-9]\d{0,2}(?:[,，]\d{3})+(?![,，]?\d)")
_ENDS = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class DocCase:
    """A question about a document. `references` are the right answers (any of them), `evidence` the sentences that hold
    them: none where the data set names none. `name` names the document."""

    kind: str
    language: Language
    name: str
    document: str
    question: str
    references: tuple[str, ...]
    evidence: tuple[str, ...]
    scored: Scored


@dataclass(frozen=True, slots=True)
class Question:
    """A question of CMRC; the first answer starts at character `start` of its passage."""

    text: str
    answers: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of CMRC, with at least one question about it."""

    text: str
    questions: tuple[Question, ...]


class DocumentQA:
    """The task of the cases in some files or folders. A cell's repeat is the number of the case among its kind's."""

    KINDS: tuple[str, ...]
    LANGUAGES: tuple[Language, ...]

    def __init__(self, *places: Path) -> None:
        """Raises `InputError` as `cases` does."""
        self._cases = tuple(case for place in places for case in cases(place))
        self.KINDS = tuple(dict.fromkeys(case.kind for case in self._cases))
        self.LANGUAGES = tuple(dict.fromkeys(case.language for case in self._cases))

    def make(self, cell: Cell, haystack: str, count: Count) -> Case:
        """Case number `cell.repeat`. A document is never cut: its length is its own, and `cell.length` only a limit (0:
        none). "no haystack" is the evidence alone, "no needle" the `haystack` instead of the document.

        Raises `InputError` for a kind or a number that there is not, a document longer than the length, and "no
        haystack" where the data set names no evidence.
        """
        found = [case for case in self._cases if case.kind == cell.kind and case.language == cell.language]
        if cell.repeat >= len(found):
            raise InputError(
                f"there are {len(found)} cases of kind '{cell.kind}' in language '{cell.language}', so there is no "
                f"repeat {cell.repeat}: take fewer repeats, or one of the kinds {', '.join(self.KINDS)}"
            )
        case = found[cell.repeat]
        context = _context(case, cell, haystack, count)
        if cell.length and (tokens := count(context)) > cell.length:
            raise InputError(f"{case.name} has {tokens} tokens, more than {cell.length}: take a greater length, or 0")
        return Case(context, case.question, _expected(case))

    def score(self, expected: Mapping[str, Any], given: Given) -> Score:
        return score(expected, given)


def make(cell: Cell, haystack: str, count: Count) -> Case:  # noqa: ARG001  (the interface of every task)
    """Raises `InputError`: the published cases do not come with the package."""
    raise InputError("document QA has no cases of its own: give files or folders of published ones with --data")


def _expected(case: DocCase) -> Mapping[str, Any]:
    return {
        "name": case.name,
        "language": case.language,
        "scored": case.scored,
        "references": list(case.references),
        "evidence": list(case.evidence),
    }


def _context(case: DocCase, cell: Cell, haystack: str, count: Count) -> str:
    if cell.control == "no needle":
        return haystacks.cut(haystack, cell.length, count) if cell.length else haystack
    if cell.control == "no haystack":
        if not case.evidence:
            raise InputError(f"{case.name}: kind '{case.kind}' names no evidence to ask with: leave the control out")
        return "\n\n".join(case.evidence)
    return case.document


def score(expected: Mapping[str, Any], given: Given) -> Score:
    """The answer's score as `expected["scored"]` says, with parts of its own.

    `f1` and `exact`: of the answer; `recall`: the share of a reference's words that the answer holds, which is fair to
    whole sentences. `citation precision`: the share of quotes that show evidence; `citation recall`: the share of the
    evidence's sentences that a quote shows. Without published evidence: `answer quoted`, whether a quote holds a
    reference. A refusal is right where the reference says "unanswerable".
    """
    answerable = not any(one.strip().lower().rstrip(".") in _UNANSWERABLE for one in expected["references"])
    refused = not given.found or rules.refused(given.text)
    if not answerable:
        return Score(100.0 * refused, "right" if refused else "wrong")
    parts = {**_measured(given.text if given.found else "", expected), **_citations(expected, given)}
    value = parts[expected["scored"]]
    recall = parts.get("recall", 0.0)
    # A clause that "does not include any right" sounds like a refusal; one that has half of the reference is none.
    if refused and max(value, recall) < 50:
        return Score(0.0, "refused", parts)
    right = value == 100 or (expected["scored"] == "f1" and recall == 100)
    return Score(value, "right" if right else "partly" if max(value, recall) >= 50 else "wrong", parts)


def _measured(text: str, expected: Mapping[str, Any]) -> dict[str, float]:
    references, language = expected["references"], expected["language"]
    if expected["scored"] == "letter":
        return {"letter": 100.0 * (_letter(text) in references)}
    return {
        "f1": rules.token_f1(text, references, language),
        "exact": max(_exact(text, one, language) for one in references),
        "recall": max(_recall(text, one, language) for one in references),
    }


def _exact(text: str, reference: str, language: Language) -> float:
    """SQuAD's exact match; of numbers alone ("2,1,3") the same numbers in the same order, whatever stands between.

    One number ("3", "1,234") is right wherever it stands alone, with or without its separators of thousands.
    """
    if _NUMBERS.fullmatch(reference.strip()):
        text, reference = (_THOUSANDS.sub(lambda one: re.sub("[,，]", "", one[0]), each) for each in (text, reference))
        numbers = re.findall(r"\d+", reference)
        return 100.0 * (rules.holds(text, numbers[0]) if len(numbers) == 1 else re.findall(r"\d+", text) == numbers)
    return rules.exact_match(text, [reference], language)


def _letter(text: str) -> str:
    """The letter of the choice that an answer names; empty where it names none, or several."""
    if found := _CHOICE.match(text):
        return found.group(1)
    for pattern in (_CHOSEN, _BRACKETED):
        if letters := set(pattern.findall(text)):
            return str(letters.pop()) if len(letters) == 1 else ""
    return ""


def _recall(text: str, reference: str, language: Language) -> float:
    """The share of the reference's words (Chinese: characters) that the text holds, in percent."""
    have, want = _words(text, language), _words(reference, language)
    return 100 * sum(word in have for word in want) / len(want) if want else 0.0


def _words(text: str, language: Language) -> list[str]:
    words = re.findall("[\u3400-\u9fff]|[^\\W\u3400-\u9fff]+", rules.plain(text))
    return [word for word in words if language == "zh" or word not in ("a", "an", "the")]


def _citations(expected: Mapping[str, Any], given: Given) -> dict[str, float]:
    """Precision and recall of the quotes, sentence by sentence: a quote of the whole document is no citation."""
    quoted = [one for quote in given.quotes for one in _sentences(quote)]
    evidence = [one for piece in expected["evidence"] for one in _sentences(piece)]
    if not evidence:
        references = [_normal(one) for one in expected["references"]]
        holds = any(f" {one} " in f" {_normal(quote)} " for quote in given.quotes for one in references)
        return {} if expected["scored"] == "letter" else {"answer quoted": 100.0 * holds}
    shows = [[_same(quote, piece) for piece in evidence] for quote in quoted]
    right = sum(any(row) for row in shows)
    seen = sum(any(row[at] for row in shows) for at in range(len(evidence)))
    return {
        "citation precision": 100 * right / len(quoted) if quoted else 0.0,
        "citation recall": 100 * seen / len(evidence),
    }


def _sentences(text: str) -> list[str]:
    """The sentences of a text, normal. Pieces too short to compare ("Dr.") count only where there is nothing else."""
    pieces = [normal for one in _ENDS.split(text) if (normal := _normal(one))]
    return [one for one in pieces if len(one) >= _run(one)] or [normal for normal in (_normal(text),) if normal]


def _normal(text: str) -> str:
    """Words alone, and no space beside a Han character."""
    words = re.sub(r"[\W_]+", " ", rules.plain(text)).strip()
    return re.sub(f"(?<={_HAN.pattern}) | (?={_HAN.pattern})", "", words)


def _run(text: str) -> int:
    return _RUN_HAN if _HAN.search(text) else _RUN


def _same(quote: str, piece: str) -> bool:
    """Do two normal sentences show the same place? One of them whole, or most of the shorter one in one run."""
    if quote == piece:
        return True
    longest = SequenceMatcher(None, quote, piece, autojunk=False).find_longest_match().size
    return longest >= max(_run(piece), _OVERLAP * min(len(quote), len(piece)))


# Reading


def cases(place: Path) -> Iterator[DocCase]:
    """Every case of a file, or of the `.jsonl` (L-Eval, LooGLE, LongBench v2) and `.json` (CMRC 2018) files of a
    folder, by name.

    Raises `InputError`, which names the file and the line, for an unknown format and for a line that is broken.
    """
    if not place.exists():
        raise InputError(f"{place}: there is no such file or folder: name a .jsonl or .json file of cases, or a folder")
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    known = [file for file in files if file.suffix in (".jsonl", ".json")]
    if not known:
        raise InputError(f"{place}: there are no cases in it: name a .jsonl or .json file, or a folder that holds some")
    for file in known:
        yield from _cmrc(file) if file.suffix == ".json" else _lines(file)


def _lines(file: Path) -> Iterator[DocCase]:
    for number, line in enumerate(_text(file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found = _reader(row)(row, f"{file.stem} {number}")
        except (ValueError, SyntaxError) as error:
            raise InputError(f"{file}, line {number}: {error}: correct the line, or take the file away") from error
        yield from found


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(f"{file}, line {line}: this is no UTF-8: save the file as UTF-8") from error
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}: name a file that can be read") from error


def _reader(row: Any) -> Callable[[Mapping[str, Any], str], list[DocCase]]:
    if isinstance(row, dict):
        for key, reader in (("instructions", _leval), ("qa_pairs", _loogle), ("choices", _longbench)):
            if key in row:
                return reader
    keys = f"the keys {', '.join(row)}" if isinstance(row, dict) else f"a {type(row).__name__}"
    raise ValueError(f"unknown format with {keys} (known are L-Eval, LooGLE and LongBench v2)")


def _leval(row: Mapping[str, Any], name: str) -> list[DocCase]:
    """A question that is asked twice has two references."""
    source, questions, outputs = _str(row, "source"), _texts(row, "instructions"), _texts(row, "outputs")
    if source not in _LEVAL:
        raise ValueError(f"unknown source '{source}' (known are {', '.join(_LEVAL)})")
    if len(questions) != len(outputs):
        raise ValueError(f"{len(questions)} instructions, but {len(outputs)} outputs")
    kind, scored, quoted = _LEVAL[source]
    answers: dict[str, list[str]] = {}
    for question, output in zip(questions, outputs, strict=True):
        answers.setdefault(question, []).append(_choice(output) if scored == "letter" else output)
    text = _str(row, "input")
    return [
        DocCase(kind, _language(text), name, text, question, tuple(known), tuple(known) if quoted else (), scored)
        for question, known in answers.items()
    ]


def _choice(output: str) -> str:
    if letter := _letter(output):
        return letter
    raise ValueError(f"the output {output!r} begins with no letter of a choice")


def _loogle(row: Mapping[str, Any], name: str) -> list[DocCase]:
    """`qa_pairs` is a list, or (in some copies) how Python writes one. Only the long-dependency set has a `type`."""
    text, title, pairs = _str(row, "input"), row.get("title") or name, row["qa_pairs"]
    pairs = ast.literal_eval(pairs) if isinstance(pairs, str) else pairs
    if not isinstance(pairs, list) or not all(isinstance(one, dict) for one in pairs):
        raise ValueError("'qa_pairs' must be a list of objects with Q, A and S")
    found: list[DocCase] = []
    for one in pairs:
        answer = _str(one, "A")
        evidence = (_str(one, "S"),) if isinstance(one.get("S"), str) else _texts(one, "S")
        scored: Scored = "exact" if _NUMBERS.fullmatch(answer.strip()) else "f1"
        kind = "loogle_long" if "type" in one else "loogle_short"
        found.append(DocCase(kind, _language(text), str(title), text, _str(one, "Q"), (answer,), evidence, scored))
    return found


def _longbench(row: Mapping[str, Any], name: str) -> list[DocCase]:
    text, choices, answer = _str(row, "context"), row["choices"], _str(row, "answer")
    if not isinstance(choices, dict) or answer not in choices:
        raise ValueError(f"'choices' must be an object that has the answer '{answer}'")
    listed = "\n".join(f"({letter}) {choice}" for letter, choice in choices.items())
    question = f"{_str(row, 'question')}\n\n{listed}"
    return [DocCase("longbench", _language(text), name, text, question, (answer,), (), "letter")]


def passages(file: Path) -> Iterator[Passage]:
    """The passages of a file of CMRC 2018 in its SQuAD form. Raises `InputError` as `cases` does."""
    try:
        entries = json.loads(_text(file))["data"]
    except json.JSONDecodeError as error:
        raise InputError(f"{file}, line {error.lineno}: {error.msg}: correct it, or take the file away") from error
    except (KeyError, TypeError) as error:
        raise InputError(f"{file}, line 1: unknown format (known is CMRC 2018, an object with 'data')") from error
    for number, entry in enumerate(entries, 1):
        try:
            yield from [_passage(one) for one in entry["paragraphs"]]
        except (KeyError, TypeError, IndexError, ValueError) as error:
            what = f"passage {number} is broken ({error!r})"
            raise InputError(f"{file}, {what}: correct it, or take the file away") from error


def _passage(row: Mapping[str, Any]) -> Passage:
    questions = tuple(
        Question(
            _str(one, "question"),
            tuple(dict.fromkeys(_str(answer, "text") for answer in one["answers"])),
            int(one["answers"][0]["answer_start"]),
        )
        for one in row["qas"]
    )
    if not questions:
        raise ValueError("no questions")
    return Passage(_str(row, "context"), questions)


def _cmrc(file: Path) -> Iterator[DocCase]:
    """So many passages as one document, with every question about them. The evidence is the sentence that the answer
    begins in."""
    known = list(passages(file))
    for first in range(0, len(known), _PASSAGES):
        group = known[first : first + _PASSAGES]
        text, name = "\n\n".join(one.text for one in group), f"{file.stem} {first // _PASSAGES + 1}"
        for one in group:
            for asked in one.questions:
                evidence = (_around(one.text, asked.start),)
                yield DocCase("cmrc", "zh", name, text, asked.text, asked.answers, evidence, "f1")


def _around(text: str, at: int) -> str:
    """The sentence of a Chinese passage around a character."""
    ends = [match.end() for match in re.finditer("[。！？]", text)]
    start = max((end for end in ends if end <= at), default=0)
    return text[start : min((end for end in ends if end > at), default=len(text))]


def _str(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"'{key}' must be a text that is not empty")
    return value


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value: Sequence[Any] = row.get(key) or ()
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise ValueError(f"'{key}' must be a list of texts")
    return tuple(value)


def _language(text: str) -> Language:
    head = text[:4000]
    return "zh" if 5 * len(_HAN.findall(head)) > len(head) else "en"
