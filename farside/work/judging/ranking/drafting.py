"""A job description → a rubric for a person to edit: the model names criteria, code finds
requirements and weights."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from babel import Locale

from farside.documents.draft import assemble_document, plain_draft
from farside.engine.base import Engine, Request
from farside.errors import InputError
from farside.reading.grounding import echo
from farside.reading.in_order import recurrent
from farside.reading.prompts import for_judging
from farside.reading.text import bm25
from farside.reading.text.detect import instructions_for
from farside.reading.text.sentences import split_sentences
from farside.types import Document
from farside.work.judging.ranking.facts import names_of
from farside.work.judging.ranking.rubric import Criterion, Requirement, Rubric
from farside.work.tables import readings

MOST_CRITERIA = 6
_TOKENS = 500
_MUST = re.compile(
    (
        r"\b(?:must|required?|essential|mandatory|need(?:s|ed)?|necessary|strong)\b|必须"
        r"|须|要求|精通|必备"
    ),
    re.IGNORECASE,
)
_NICE = re.compile(
    r"\b(?:a plus|plus|nice to have|desirable|desired|bonus|ideally|preferred|preferably"
    r"|advantage|welcome|optional)\b"
    r"|优先|加分|更佳",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"(?P<en>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\s*\+?\s*(?:or more\s+"
    r"|\(or more\)\s*)?years?"
    r"|(?P<zh>\d{1,2}|[一二三四五六七八九十]{1,2})\s*年(?:以上|及以上)?",
    re.IGNORECASE,
)
_WORK = re.compile(r"\bexperience\b|\bworked\b|经验|工作经历", re.IGNORECASE)
_DEGREE = (
    ("doctor", re.compile(r"\bPh\.?D\b|\bdoctorate\b|博士", re.IGNORECASE)),
    ("master", re.compile(r"\bmaster(?:['’]?s)?\b(?! of| data)|\bM\.?Sc\b|硕士", re.IGNORECASE)),
    (
        "bachelor",
        re.compile(
            r"\bbachelor(?:['’]?s)?\b|\bB\.?Sc\b|\buniversity degree\b|本科|学士", re.IGNORECASE
        ),
    ),
)
# Criteria that say nothing by themselves.
_GENERAL = re.compile(
    r"(?:work(?:ing)?|relevant|professional|job)? ?"
    r"(?:experience|skills?|qualifications?|background|requirements?|knowledge)"
    r"|(?:工作)?(?:经验|技能|要求|背景)",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?:fluent|speaks?|spoken|languages?|proficien\w+|written|native)\b|流利|语言|口语|母语",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:ask|require|need|must|want|expect|looking for|bring)\w*\b|要求|需要|须", re.IGNORECASE
)
_START = re.compile(
    r"(?:start|available|join|notice|到岗|入职)[^.。;；]{0,30}?(?:within|in|at most"
    r"|of|不超过|在)?\s*"
    r"(?P<n>\d{1,2}|one|two|three|four|six|eight|[一二两三四六八])\s*(?:weeks?|个?星期|周)",
    re.IGNORECASE,
)
_LANGUAGES = (
    "en",
    "zh",
    "de",
    "fr",
    "es",
    "it",
    "ja",
    "pt",
    "nl",
    "ru",
    "ko",
    "ar",
    "hi",
    "pl",
    "sv",
)
_TERM = re.compile(
    r"(?<![\w])(?:[A-Z][A-Za-z0-9]*(?:[+#.][A-Za-z0-9+#]*)?|[a-z]+[A-Z]\w*|C\+\+|C#)"
)


def job_document(text: str) -> Document:
    """A job description that was given as text."""
    if not text.strip():
        raise InputError("--for is empty: give a job description, as text or as a file")
    return assemble_document("0" * 64, "the task", "text/markdown", [plain_draft("task", text)])


def propose_rubric(engine: Engine, job: Document) -> Rubric:
    """Raises `EngineError` when the model names no criterion that stands in the description."""
    lines = [
        span.of(job.text) for span in split_sentences(job) if span.of(job.text).strip(" #*-\n")
    ]
    required = tuple(dict.fromkeys(one for line in lines for one in find_requirements(line)))
    criteria = _criteria(engine, lines)
    kept = [
        one
        for one in criteria
        if not list(find_requirements(f"{one.name} required")) and not _GENERAL.fullmatch(one.name)
    ]
    title = next((line.strip(" #*\n") for line in lines), "")[:80]
    return Rubric(title, tuple(kept or criteria)[:MOST_CRITERIA], required)


def _criteria(engine: Engine, lines: Sequence[str]) -> list[Criterion]:
    language = instructions_for(" ".join(lines))
    request = Request(
        for_judging.criteria_prompt(lines, MOST_CRITERIA, language),
        _TOKENS,
        schema=for_judging.criteria_schema(len(lines), MOST_CRITERIA),
    )
    reply = recurrent.hear_reply(engine, request, lambda _: None)
    found: dict[str, Criterion] = {}
    for name, pointed in _named(reply.text, len(lines)):
        line = _standing(name, lines, pointed)
        if line is not None and name.casefold() not in found and not echo.find_echo(name, lines):
            found[name.casefold()] = Criterion(
                name, weigh_sentence(line), words=find_proper_names(name, line)
            )
    if not found:
        raise recurrent.schema_error(engine, reply)
    return list(found.values())


def _named(text: str, highest: int) -> Iterator[tuple[str, int]]:
    """(name, index of the sentence) of every whole object of a reply that its limit may have
    ended."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return
        name, number = value.get("name"), value.get("sentence")
        if (
            isinstance(name, str)
            and isinstance(number, int)
            and 1 <= number <= highest
            and name.strip()
        ):
            yield " ".join(name.split()), number - 1
        at = text.find("{", end)


def _standing(name: str, lines: Sequence[str], pointed: int) -> str | None:
    """The sentence that asks for a criterion: the one that shares most words with it; of equals the
    pointed one. None where no sentence shares any: the model made it up."""
    said = set(bm25.split_words(name))
    shared = [len(said & set(bm25.split_words(line))) for line in lines]
    best = max(shared, default=0)
    if not best:
        return None
    return lines[pointed] if shared[pointed] == best else lines[shared.index(best)]


def weigh_sentence(line: str) -> int:
    """3 for what must be, 1 for what would be nice, 2 for the rest, by the words of the sentence
    that asks for it."""
    if _NICE.search(line):
        return 1
    return 3 if _MUST.search(line) else 2


def find_proper_names(name: str, line: str) -> tuple[str, ...]:
    """Proper names in a criterion (Python, Kubernetes) as the description writes them."""
    known = {
        match.group().rstrip(".")
        for match in _TERM.finditer(line)
        if match.start() > len(line) - len(line.lstrip(" -*#"))
    }
    return tuple(
        dict.fromkeys(
            one
            for one in known
            if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", name, re.IGNORECASE)
        )
    )


def find_requirements(line: str) -> Iterator[Requirement]:
    """The facts that a sentence demands. What would only be nice is no requirement."""
    if _NICE.search(line):
        return
    years = _YEARS.search(line) if _WORK.search(line) else None
    if years:
        yield Requirement("experience", f"{_number(years['en'] or years['zh']):f}")
    level = next((name for name, pattern in _DEGREE[::-1] if pattern.search(line)), None)
    if level:
        yield Requirement("degree", level)
    yield from _languages(line, bool(years or level or _ASKED.search(line)))
    start = _START.search(line)
    if start:
        yield Requirement(
            "fact", "notice period in weeks", kind="number", at_most=f"{_number(start['n']):f}"
        )


def _languages(line: str, asks: bool) -> Iterator[Requirement]:
    """Yield the languages that a sentence says are spoken, and, where the sentence `asks` for
    something, those that it lists."""
    for code in _LANGUAGES:
        name = Locale("en").languages[code]
        patterns = [
            rf"(?<!\w){re.escape(one)}(?!\w)" if one.isascii() else one for one in names_of(name)
        ]
        named = "|".join(patterns)
        listed = asks and re.search(
            rf"(?:,|\band|\bor|、|和)\s*(?:{named})\s*(?:[,.;，。；、]|$)", line, re.I
        )
        if listed or (_SPOKEN.search(line) and re.search(named, line, re.I)):
            yield Requirement("language", name)


def _number(text: str) -> Decimal:
    found = readings.read_numbers(text)
    value = found[0].value if found else Decimal(0)
    return value if isinstance(value, Decimal) else Decimal(0)
