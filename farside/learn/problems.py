"""A problem: a window, a question, and the answer that code verified, or verified to be absent.

The model learns from problems and is proved on others, so a problem is plain data: one JSON object
a line. Its text has one sentence a line, so that the numbers of its sentences never change with the
rules that cut sentences; a line that begins with a form feed begins a page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any, Literal, get_args

from farside.errors import InputError
from farside.reading import adapted
from farside.types import Document, Page, Part, Span, Window

ProblemKind = Literal[
    "fact", "list", "number", "date", "name", "quotation", "yes_no", "field", "order", "table"
]
"""`order`: a sentence of the text gives an order that must not be followed."""
Made = Literal["written", "exercise", "built", "cut", "near", "other", "corrected"]
"""How: written by a model, an exercise that people wrote, built with its text, its sentence cut
out, a near miss, a question to another document of its kind, or corrected by a person."""

PART = "; "
"""Between the parts of an answer that has several."""
PAGE = "\f"
_REMEDY = "take the line out of the file, or make the problems again with 'farside learn make'"


@dataclass(frozen=True, slots=True)
class Problem:
    """`sentences` are the numbers (from 1) of the lines of `text` that state the answer; a list has
    one for each of its parts, in their order, where its parts stand in several. Both are empty
    where the text does not state it. `document` is the SHA-256 of the text of the whole document.

    Raises `ValueError` for a problem that contradicts itself.
    """

    kind: ProblemKind
    language: str
    text: str
    question: str
    answer: str
    sentences: tuple[int, ...]
    made: Made
    source: str
    licence: str
    document: str

    def __post_init__(self) -> None:
        fault = _fault(self)
        if fault:
            raise ValueError(fault)

    @property
    def id(self) -> str:
        """The SHA-256 of its fields."""
        return hashlib.sha256(problem_line(self).encode()).hexdigest()

    @property
    def stated(self) -> bool:
        return bool(self.answer)

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentences of its text."""
        return tuple(line.removeprefix(PAGE) for line in self.text.split("\n"))

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of its answer: several for a list."""
        if not self.answer:
            return ()
        return tuple(self.answer.split(PART)) if self.kind == "list" else (self.answer,)


def _fault(problem: Problem) -> str:
    """Say what contradicts itself in a problem; "" for nothing."""
    count = problem.text.count("\n") + 1
    if not all(line.removeprefix(PAGE).strip() for line in problem.text.split("\n")):
        return "'text' has an empty line, but each of its lines is a sentence"
    if PAGE in problem.text.replace("\n" + PAGE, "\n"):
        return "'text' has a form feed elsewhere than at the beginning of a later line"
    if not problem.question.strip():
        return "'question' is empty"
    if bool(problem.answer) != bool(problem.sentences):
        return "'answer' and 'sentences' are either both empty or neither"
    if problem.answer != " ".join(problem.answer.split()) or problem.answer.startswith("["):
        return "'answer' is one line, and does not begin with '['"
    if not all(1 <= number <= count for number in problem.sentences):
        return f"'sentences' are {problem.sentences}, but the text has sentences 1 to {count}"
    return ""


def cut_answer(problem: Problem) -> Problem | None:
    """The same question of the text without the sentences that state its answer; None where nothing
    is left."""
    kept = [
        line
        for number, line in enumerate(problem.text.split("\n"), 1)
        if number not in problem.sentences
    ]
    if not kept:
        return None
    text = "\n".join(kept).removeprefix(PAGE)
    return replace(problem, text=text, answer="", sentences=(), made="cut")


def reply_of(problem: Problem) -> str:
    """What a model that reads this problem's window must reply, as `reading.adapted` reads it: the
    answer, with the numbers of its sentences in brackets, or `[0]`."""
    if not problem.stated:
        return adapted.NONE
    parts, numbers = problem.parts, problem.sentences
    if len(parts) == 1 or len(parts) != len(numbers):
        return adapted.write_reply([(problem.answer, tuple(dict.fromkeys(numbers)))])
    paired = groupby(zip(numbers, parts, strict=True), key=lambda pair: pair[0])
    return adapted.write_reply(
        [(PART.join(part for _, part in group), (number,)) for number, group in paired]
    )


def text_of(part: Part) -> str:
    """The text of a problem that is asked of this part of a document: its sentences, a line
    each."""
    text = part.document.text
    page = part.document.page_at(part.span.start)
    lines: list[str] = []
    for span in part.sentences:
        begins = span.start >= page.span.end
        if begins:
            page = part.document.page_at(span.start)
        line = " ".join(span.of(text).replace(PAGE, " ").split())
        lines.append(PAGE + line if begins and lines else line)
    return "\n".join(lines)


def window_of(problem: Problem, among: int = 1, tokens: int = 0) -> Window:
    """The window that the problem is asked of: see `window_of_text`."""
    return window_of_text(problem.text, problem.source, among, tokens)


def window_of_text(text_and_pages: str, source: str, among: int = 1, tokens: int = 0) -> Window:
    """A window of sentences, a line each, of this document. `among`: as in `Window`; of several
    documents its name is told. `tokens` is 0 where nobody counted them."""
    text = text_and_pages.replace(PAGE, "") + "\n"
    lines = text_and_pages.split("\n")
    ends = list(accumulate(len(line.removeprefix(PAGE)) + 1 for line in lines))
    starts = [0, *ends[:-1]]
    begun = [
        start
        for start, line in zip(starts, lines, strict=True)
        if start == 0 or line.startswith(PAGE)
    ]
    pages = tuple(
        Page(number, f"p. {number}", Span(start, end))
        for number, (start, end) in enumerate(zip(begun, [*begun[1:], len(text)], strict=True), 1)
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(digest, source, "text/plain", text, pages)
    return Window(0, (Part(document, tuple(map(Span, starts, ends))),), tokens, among)


def split_by_document(
    problems: Iterable[Problem], share: float, seed: int = 0
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems to learn from, and about a `share` of them that is held out. All problems of a
    document are on one side, and stay there whatever else is in the list. Raises `InputError` for
    a number that is no share."""
    if not 0 <= share <= 1:
        raise InputError(f"--held {share}: give a share from 0 to 1, such as 0.2")
    learned: list[Problem] = []
    held: list[Problem] = []
    for problem in problems:
        digest = hashlib.sha256(f"{seed}|{problem.document}".encode()).digest()
        chosen = int.from_bytes(digest[:8]) < share * 2**64
        (held if chosen else learned).append(problem)
    return tuple(learned), tuple(held)


def problem_line(problem: Problem) -> str:
    """A problem as a line of a file, with its line end."""
    return json.dumps(asdict(problem), ensure_ascii=False) + "\n"


def problems_folder(home: Path) -> Path:
    """Where a home has its problems."""
    return home / "learn" / "problems"


def problems_file(home: Path, name: str) -> Path:
    """The file of the problems that are called so. Raises `InputError` for a name that is no
    file's."""
    if not name or name != Path(name).name or name.startswith("."):
        raise InputError(f"--out {name!r}: give a plain name, such as contracts")
    return problems_folder(home) / f"{name}.jsonl"


def read_problems(path: Path) -> tuple[Problem, ...]:
    """The problems in a file. Half a line at its end, as a killed process leaves it, is no problem.

    Raises `InputError` that names the file and the line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the problems {path} cannot be read ({error.strerror}): check the path, or make them "
            "with 'farside learn make'"
        ) from error
    whole = data[: data.rfind(b"\n") + 1].split(b"\n")[:-1]
    return tuple(_problem(path, number, line) for number, line in enumerate(whole, 1))


def _problem(path: Path, number: int, line: bytes) -> Problem:
    where = f"{path}, line {number}"
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is not JSON ({error}): {_REMEDY}") from error
    names = [field.name for field in fields(Problem)]
    if not isinstance(values, dict) or sorted(values) != sorted(names):
        raise InputError(f"{where} is not an object of {', '.join(names)}: {_REMEDY}")
    _check_values(where, values)
    try:
        return Problem(**values | {"sentences": tuple(values["sentences"])})
    except ValueError as error:
        raise InputError(f"{where}: {error}: {_REMEDY}") from error


def _check_values(where: str, values: Mapping[str, Any]) -> None:
    """Raise `InputError` for a value of another type than its field's."""
    for name, allowed in (("kind", get_args(ProblemKind)), ("made", get_args(Made))):
        if values[name] not in allowed:
            raise InputError(
                f"{where}: '{name}' is {values[name]!r:.80}, not one of {', '.join(allowed)}: "
                f"{_REMEDY}"
            )
    for name, value in values.items():
        if name != "sentences" and not isinstance(value, str):
            raise InputError(f"{where}: '{name}' is {value!r:.80}, not a text: {_REMEDY}")
    numbers = values["sentences"]
    if not isinstance(numbers, list) or not all(type(one) is int for one in numbers):
        raise InputError(
            f"{where}: 'sentences' is {numbers!r:.80}, not a list of numbers: {_REMEDY}"
        )
