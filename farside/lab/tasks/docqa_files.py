"""The published cases of document QA, read as their files are: L-Eval, LooGLE, LongBench v2 and
CMRC 2018."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from farside.errors import InputError
from farside.lab.base import Language
from farside.lab.tasks import published

Scored = Literal["f1", "exact", "letter"]

# L-Eval's `source`: our kind, how it is scored, and whether its references are quotations (CUAD's
# are).
_LEVAL: Mapping[str, tuple[str, Scored, bool]] = {
    "natural_question": ("natural_question", "f1", False),
    "legal_contract_qa": ("legal_contract", "f1", True),
    "multidoc_qa": ("multidoc", "f1", False),
    "quality_raw": ("quality", "letter", False),
    "topic_retrieval": ("topic_retrieval", "exact", False),
    "scientific_qa": ("scientific", "f1", False),
}
KINDS: tuple[str, ...] = (
    *(kind for kind, _, _ in _LEVAL.values()),
    "loogle_short",
    "loogle_long",
    "longbench",
    "cmrc",
)
HAN = re.compile("[\u3400-\u9fff]")
# Numbers alone ("3", "2,1,3"): half of the right order is not half right.
NUMBERS = re.compile(r"\d+(?:\s*[,，]\s*\d+)*")
# This many of CMRC's passages make one document: one alone is no long text.
_PASSAGES = 20


@dataclass(frozen=True, slots=True)
class DocCase:
    """A question about a document. `references` are the right answers (any of them), `evidence` the
    sentences that hold them: none where the data set names none. `name` names the document."""

    kind: str
    language: Language
    name: str
    document: str
    question: str
    references: tuple[str, ...]
    evidence: tuple[str, ...]
    scored: Scored


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """A question of CMRC; the first answer starts at character `start` of its passage."""

    text: str
    answers: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of CMRC, with at least one question about it."""

    text: str
    questions: tuple[PassageQuestion, ...]


def read_cases(place: Path) -> Iterator[DocCase]:
    """Every case of a file, or of the `.jsonl` (L-Eval, LooGLE, LongBench v2) and `.json` (CMRC
    2018) files of a folder, by name.

    Raises `InputError`, which names the file and the line, for an unknown format and for a line
    that is broken.
    """
    if not place.exists():
        raise InputError(
            f"{place}: there is no such file or folder: name a .jsonl or .json file of "
            "cases, or a folder"
        )
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    known = [file for file in files if file.suffix in (".jsonl", ".json")]
    if not known:
        raise InputError(
            f"{place}: there are no cases in it: name a .jsonl or .json file, "
            "or a folder that holds some"
        )
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
            raise InputError(
                f"{file}, line {number}: {error}: correct the line, or take the file away"
            ) from error
        yield from found


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(
            f"{file}, line {line}: this is no UTF-8: save the file as UTF-8"
        ) from error
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}: name a file that can be read") from error


def _reader(row: Any) -> Callable[[Mapping[str, Any], str], list[DocCase]]:
    if isinstance(row, dict):
        for key, reader in (
            ("instructions", _leval),
            ("qa_pairs", _loogle),
            ("choices", _longbench),
        ):
            if key in row:
                return reader
    keys = f"the keys {', '.join(row)}" if isinstance(row, dict) else f"a {type(row).__name__}"
    raise ValueError(f"unknown format with {keys} (known are L-Eval, LooGLE and LongBench v2)")


def _leval(row: Mapping[str, Any], name: str) -> list[DocCase]:
    """A question that is asked twice has two references."""
    source, questions, outputs = (
        _str(row, "source"),
        _texts(row, "instructions"),
        _texts(row, "outputs"),
    )
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
        DocCase(
            kind,
            _language(text),
            name,
            text,
            question,
            tuple(known),
            tuple(known) if quoted else (),
            scored,
        )
        for question, known in answers.items()
    ]


def _choice(output: str) -> str:
    if letter := published.choice_letter(output):
        return letter
    raise ValueError(f"the output {output!r} begins with no letter of a choice")


def _loogle(row: Mapping[str, Any], name: str) -> list[DocCase]:
    """`qa_pairs` is a list, or (in some copies) how Python writes one. Only the long-dependency set
    has a `type`."""
    text, title, pairs = _str(row, "input"), row.get("title") or name, row["qa_pairs"]
    pairs = ast.literal_eval(pairs) if isinstance(pairs, str) else pairs
    if not isinstance(pairs, list) or not all(isinstance(one, dict) for one in pairs):
        raise ValueError("'qa_pairs' must be a list of objects with Q, A and S")
    found: list[DocCase] = []
    for one in pairs:
        answer = _str(one, "A")
        evidence = (_str(one, "S"),) if isinstance(one.get("S"), str) else _texts(one, "S")
        scored: Scored = "exact" if NUMBERS.fullmatch(answer.strip()) else "f1"
        kind = "loogle_long" if "type" in one else "loogle_short"
        found.append(
            DocCase(
                kind, _language(text), str(title), text, _str(one, "Q"), (answer,), evidence, scored
            )
        )
    return found


def _longbench(row: Mapping[str, Any], name: str) -> list[DocCase]:
    text, choices, answer = _str(row, "context"), row["choices"], _str(row, "answer")
    if not isinstance(choices, dict) or answer not in choices:
        raise ValueError(f"'choices' must be an object that has the answer '{answer}'")
    listed = "\n".join(f"({letter}) {choice}" for letter, choice in choices.items())
    question = f"{_str(row, 'question')}\n\n{listed}"
    return [DocCase("longbench", _language(text), name, text, question, (answer,), (), "letter")]


def read_passages(file: Path) -> Iterator[Passage]:
    """The passages of a file of CMRC 2018 in its SQuAD form. Raises `InputError` as `read_cases`
    does."""
    try:
        entries = json.loads(_text(file))["data"]
    except json.JSONDecodeError as error:
        raise InputError(
            f"{file}, line {error.lineno}: {error.msg}: correct it, or take the file away"
        ) from error
    except (KeyError, TypeError) as error:
        raise InputError(
            f"{file}, line 1: unknown format (known is CMRC 2018, an object with 'data')"
        ) from error
    for number, entry in enumerate(entries, 1):
        try:
            yield from [_passage(one) for one in entry["paragraphs"]]
        except (KeyError, TypeError, IndexError, ValueError) as error:
            what = f"passage {number} is broken ({error!r})"
            raise InputError(f"{file}, {what}: correct it, or take the file away") from error


def _passage(row: Mapping[str, Any]) -> Passage:
    questions = tuple(
        PassageQuestion(
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
    """Join `_PASSAGES` passages into one document, with every question about them. The evidence is
    the sentence that the answer begins in."""
    known = list(read_passages(file))
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
    if not isinstance(value, list) or not all(
        isinstance(one, str) and one.strip() for one in value
    ):
        raise ValueError(f"'{key}' must be a list of texts")
    return tuple(value)


def _language(text: str) -> Language:
    head = text[:4000]
    return "zh" if 5 * len(HAN.findall(head)) > len(head) else "en"
