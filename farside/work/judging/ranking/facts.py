"""Facts about a person's document that code can take from it: years of work, degree, languages,
words.

Each comes with the sentences it stands on, and with what is doubtful about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale

from farside.reading.text.sentences import split_sentences
from farside.types import Document, Span
from farside.work.judging.ranking.rubric import DEGREES, Degree
from farside.work.tables import dates, readings
from farside.work.tables.nouns import Day

_EDUCATION = re.compile(
    r"\b(?:education|academic|studies|qualifications?|training)\b|教育|学历|学习经历", re.IGNORECASE
)
_HEADING = re.compile(
    r"\b(?:experience|employment|career|work|positions?|skills?|languages?|summary|profile"
    r"|projects?|publications?|"
    r"awards?|interests?|references?|certificat\w*|volunteer\w*|about|contact|personal)\b"
    r"|经历|经验|技能|语言|简介|项目|荣誉|证书|自我评价|联系",
    re.IGNORECASE,
)
_SCHOOL = re.compile(
    r"\b(?:university|college|school|institute|B\.?Sc|M\.?Sc|Ph\.?D|Bachelor|Master of)\b|大学"
    r"|学院|本科|硕士|博士"
)
_BETWEEN = re.compile(r"\s*(?:-|–|—|~|～|to|until|till|bis|à|至|到)\s*", re.IGNORECASE)
_NOW = re.compile(
    (
        r"\s*(?:-|–|—|~|～|to|until|bis|à|a|al|по|至|到)?\s*"
        r"(?:present|now|today|current|ongoing|date\b|heute|jetzt|présent|aujourd|actual|hoy|oggi"
        r"|hoje|atual|настоящ|н\.\s?в|至今|今|现在|目前|現在|현재)"
    ),
    re.IGNORECASE,
)
_SINCE = re.compile(r"(?:\b(?:since|seit|depuis|desde|dal)|自|с)\s*\Z", re.IGNORECASE)
_YEARS = re.compile(
    (
        r"(?<![\d./-])((?:19|20)\d\d)\s*(?:-|–|—|to|至|到)\s*((?:19|20)\d\d|present|now|today"
        r"|至今|现在)(?![\d./-])"
    ),
    re.I,
)
_CLAIM = re.compile(
    (
        r"(?P<en>\d{1,2}|\w+)\+?\s+years?(?:['’]|\sof)?[\w\s,-]{0,40}experience"
        r"|(?P<zh>[\d一二三四五六七八九十]{1,3})\s*年[^。，,]{0,12}经验"
    ),
    re.IGNORECASE,
)
# Of the short forms these are no degrees: "Boston, MA", "MS Office"; nor is a licence to drive.
_DEGREE: dict[Degree, re.Pattern[str]] = {
    "doctor": re.compile(r"\b(?:Ph\.?\s?D|D\.?Phil|Dr\.?\s?rer|Doctor(?:ate| of)"
                         r"|EngD)\b|博士(?!后)", re.IGNORECASE),
    "master": re.compile(
        r"\b(?:M\.?Sc|(?<![abd-z],\s)M\.?A|M\.?A(?=\.?\s(?:in|of)\b)|M\.?Eng|MBA|M\.?Phil"
        r"|M\.?S(?!\s(?:Office|365|Word|Excel|PowerPoint|Outlook|Access|Project|Teams|Windows|SQL"
        r"|Visio|Dynamics|Azure|SharePoint|Visual|DOS)\b)|Master(?:['’]?s| of| in)|Magister|Diplom"
        r"|Laurea magistrale|Maestría|Mestrado)\b|硕士|研究生学历"
    ),
    "bachelor": re.compile(r"\b(?:B\.?Sc|B\.?A|B\.?Eng|B\.?S|BBA|Bachelor(?:['’]?s| of| in)"
                           r"|Licence (?:en|ès)|Licenciatura|Laurea)\b|本科|学士"),
}  # fmt: skip
_UNFINISHED = re.compile(
    r"\b(?:student|candidate|expected|ongoing|in progress|dropped|not completed)\b|在读|肄业|预计",
    re.I,
)
_LANGUAGE_PLACE = re.compile(
    r"\b(?:languages?|fluent|native|speak\w*|spoken|mother tongue|bilingual|proficien\w+"
    r"|conversational|[ABC][12])\b"
    r"|语言|母语|流利|熟练|[一二四六八]级",
    re.IGNORECASE,
)
_OTHER_NAMES = {"zh": ("mandarin", "chinese", "中文", "普通话", "汉语", "国语", "华语")}


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """`value` is None where the document does not state it; `spans` are the sentences it stands
    on."""

    value: Decimal | str | bool | None
    spans: tuple[Span, ...] = ()
    flags: tuple[str, ...] = ()


def find_experience(document: Document, today: date) -> DocumentFact:
    """Years in work, one decimal, as `months_of_experience`."""
    months = months_of_experience(document, today)
    if not isinstance(months.value, Decimal):
        return months
    return DocumentFact((months.value / 12).quantize(Decimal("0.1")), months.spans, months.flags)


def months_of_experience(document: Document, today: date) -> DocumentFact:
    """Months in work: the union of all periods that do not stand under education."""
    periods: list[tuple[int, int]] = []
    spans, flags = [], []
    for span, text, heading in _by_section(document):
        found = list(_periods(text, today))
        if not found or _EDUCATION.search(heading) or _SCHOOL.search(text):
            continue
        spans.append(span)
        for start, end, flag in found:
            periods.append((start, end))
            flags += [flag] if flag else []
    if not periods:
        return _claimed(document)
    return DocumentFact(Decimal(_union(periods)), tuple(spans), tuple(dict.fromkeys(flags)))


def _by_section(document: Document) -> Iterator[tuple[Span, str, str]]:
    """Each sentence, and the heading that it stands under ("" before the first). A heading is a
    short line of its own, which may end the sentence before it where a format has no headings."""
    heading = ""
    for span in split_sentences(document):
        text = span.of(document.text)
        lines = [line for line in text.splitlines() if line.strip()]
        if lines and _is_heading(lines[0]):
            heading = lines[0]
        yield span, text, heading
        heading = next((line for line in reversed(lines) if _is_heading(line)), heading)


def _is_heading(line: str) -> bool:
    short = len(line.strip()) <= 40 and not any(sign.isdigit() for sign in line)
    return short and bool(_EDUCATION.search(line) or _HEADING.search(line))


def _periods(text: str, today: date) -> Iterator[tuple[int, int, str]]:
    """(first month, month after the last, doubt) of every period in a sentence, in months since the
    year 0."""
    read = [one for one in dates.find_dates(text) if isinstance(one.value, Day)]
    used = -1
    for at, one in enumerate(read):
        start = one.value
        if at <= used or not isinstance(start, Day):
            continue
        following = read[at + 1] if at + 1 < len(read) else None
        if (
            following
            and isinstance(following.value, Day)
            and _BETWEEN.fullmatch(text[one.end : following.start])
        ):
            used = at + 1
            yield from _months(start, following.value)
        elif _NOW.match(text, one.end) or _SINCE.search(text[: one.start]):
            yield from _months(start, Day(today.year, today.month))
    if not read:
        for match in _YEARS.finditer(text):
            end = Day(int(match[2])) if match[2].isdigit() else Day(today.year, today.month)
            yield from _months(Day(int(match[1])), end)


def _months(start: Day, end: Day) -> Iterator[tuple[int, int, str]]:
    first, last = start.year * 12 + (start.month or 1) - 1, end.year * 12 + (end.month or 1) - 1
    if 0 <= last - first <= 12 * 60:
        yield (
            first,
            last,
            "" if start.month and end.month else "only years are given, without months",
        )


def _union(periods: Sequence[tuple[int, int]]) -> int:
    """Months that at least one period covers."""
    months, reached = 0, 0
    for start, end in sorted(periods):
        months += max(0, end - max(start, reached))
        reached = max(reached, end)
    return months


def _claimed(document: Document) -> DocumentFact:
    """The years that the document itself claims, where it gives no periods."""
    for span in split_sentences(document):
        match = _CLAIM.search(span.of(document.text))
        found = readings.read_numbers((match["en"] or match["zh"]) if match else "")
        if found and isinstance(found[0].value, Decimal):
            return DocumentFact(
                found[0].value * 12, (span,), ("as the document says; it gives no dates",)
            )
    return DocumentFact(None)


def find_degree(document: Document) -> DocumentFact:
    """The highest degree: "bachelor", "master" or "doctor"."""
    for level in reversed(DEGREES):
        found = [
            span
            for span in split_sentences(document)
            if _DEGREE[level].search(span.of(document.text))
        ]
        finished = [span for span in found if not _UNFINISHED.search(span.of(document.text))]
        if finished:
            return DocumentFact(level, (finished[0],))
        if found:
            below = _below(document, level)
            return DocumentFact(
                below, (found[0],), (f"{level}: the sentence may say that it is not finished",)
            )
    return DocumentFact(None)


def _below(document: Document, level: Degree) -> str | None:
    for lower in reversed(DEGREES[: DEGREES.index(level)]):
        if any(_DEGREE[lower].search(span.of(document.text)) for span in split_sentences(document)):
            return lower
    return None


def names_language(document: Document, language: str) -> DocumentFact:
    """Tell whether a language is named, under languages or with a word for a level; named elsewhere
    it is a doubt."""
    names = names_of(language)
    pattern = re.compile(
        "|".join(
            rf"(?<!\w){re.escape(one)}(?!\w)" if one.isascii() else re.escape(one) for one in names
        ),
        re.I,
    )
    listed = [
        (span, bool(_LANGUAGE_PLACE.search(heading) or _LANGUAGE_PLACE.search(text)))
        for span, text, heading in _by_section(document)
        if pattern.search(text)
    ]
    sure = [span for span, in_place in listed if in_place]
    if sure:
        return DocumentFact(True, (sure[0],))
    if listed:
        return DocumentFact(
            True, (listed[0][0],), (f"{language} is named, but not as a language that is spoken",)
        )
    return DocumentFact(False)


def names_of(language: str) -> tuple[str, ...]:
    """The language's names in English, Chinese and itself, lower case; the word itself where it is
    no known name."""
    wanted = language.strip().casefold()
    english, chinese = Locale("en").languages, Locale("zh").languages
    code = next(
        (
            key
            for key in ("zh", *english)
            if wanted in (key, english.get(key, "").casefold(), chinese.get(key, ""))
            or wanted in _OTHER_NAMES.get(key, ())
        ),
        None,
    )
    if code is None:
        first = wanted.split()[0] if wanted.split() else wanted
        return (first,) if first == wanted else names_of(first)
    known = [english.get(code, ""), chinese.get(code, ""), *_OTHER_NAMES.get(code, ())]
    if "_" not in code and len(code) == 2:
        known.append(Locale.parse(code).get_language_name() or "" if _has_locale(code) else "")
    return tuple(dict.fromkeys(one.casefold() for one in known if one))


def _has_locale(code: str) -> bool:
    from babel.localedata import exists

    return exists(code)


def states_words(document: Document, words: Sequence[str]) -> DocumentFact:
    """Tell whether all of these words stand in the document, with the sentences that have them; a
    flag names the missing words."""
    spans, missing = [], []
    for word in words:
        pattern = pattern_of(word)
        found = next(
            (span for span in split_sentences(document) if pattern.search(span.of(document.text))),
            None,
        )
        if found:
            spans.append(found)
        else:
            missing.append(word)
    flags = (f"not there: {', '.join(missing)}",) if missing else ()
    return DocumentFact(not missing, tuple(dict.fromkeys(spans)), flags)


def pattern_of(word: str) -> re.Pattern[str]:
    """A whole word, whatever its case; Han characters anywhere."""
    folded = r"\s+".join(re.escape(part) for part in word.split())
    if not word.isascii():
        return re.compile(folded, re.IGNORECASE)
    return re.compile(rf"(?<![A-Za-z0-9]){folded}(?![A-Za-z0-9+#])", re.IGNORECASE)
