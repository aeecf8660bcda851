"""Replies as plain text with numbers in brackets: "Claudia Wells [7]". Code checks them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from farside.reading.findings import WindowDraft
from farside.reading.prompts import for_plain

STOP = ("\n",)
"""Ends a draft: it is one line."""
# Where a server begins a reply itself, a model may write the word that ours begins with.
_BEGUN = re.compile(
    rf"\s*(?:{'|'.join(one.rstrip(':：') for one in for_plain.BEGUN.values())})\s*[:：]\s*"
)
# Numbers in brackets, also as a reply's end that was cut within them.
_NUMBERS = r"\d+(?:\s*(?:[,，、–-]|and)\s*\d+)*"
_MARKS = re.compile(
    rf"\s*(?P<open>[\[［【(（])\s*(?P<numbers>{_NUMBERS})\s*(?:[\]］】)）]|[,，]?\s*$)"
)
_GROUP = re.compile(
    rf"(?:(?:[\[［【]\s*{_NUMBERS}\s*[\]］】]|[(（]\s*{_NUMBERS}\s*[)）])\s*[,，]?\s*)+[.。;；]?"
)
_OPEN = re.compile(r"[\[［【(（]\s*(?:\d[\d\s,，]*)?$")
# After numbers, these may be the beginning of more of them.
_GOES_ON = "[［【(（,，.。;；"
_NUMBER = re.compile(r"\d+")


def read_draft(text: str, sentences: Sequence[str]) -> WindowDraft:
    """The draft in one line, from a window of these `sentences`. Numbers that none of them has are
    left out; who points and says nothing means the sentence."""
    line = next((one for one in _without_beginning(text).splitlines() if one.strip()), "")
    numbers = [
        int(number)
        for marks in _MARKS.finditer(line)
        for number in _NUMBER.findall(marks["numbers"])
    ]
    pointed = tuple(dict.fromkeys(n - 1 for n in numbers if 1 <= n <= len(sentences)))
    words = " ".join(_OPEN.sub("", _marked(line, len(sentences))).split())
    words = words.rstrip(" ,，:：") or " ".join(
        " ".join(sentences[at] for at in pointed[:1]).split()
    )
    return WindowDraft(words, pointed)


def split_answer(text: str, whole: bool, highest: int) -> Iterator[tuple[str, list[int]]]:
    """The sentences of an answer with the numbers after each, from 1 to `highest`. While the reply
    grows the last one may not be `whole` and is left out. A year in round brackets is text."""
    text = _without_beginning(text)
    at = 0
    for group in _GROUP.finditer(text):
        numbers = [int(number) for number in _NUMBER.findall(group.group())]
        if group.group()[0] in "(（" and not _points(numbers, highest):
            continue
        following = text[group.end() :].lstrip()
        if not whole and (not following or following[0] in _GOES_ON):
            return
        yield from _sentence(text[at : group.start()], numbers)
        at = group.end()
    if whole:
        for line in text[at:].splitlines():
            yield from _sentence(_OPEN.sub("", line), [])


def _without_beginning(text: str) -> str:
    begun = _BEGUN.match(text)
    return text[begun.end() :] if begun else text


def _sentence(text: str, numbers: list[int]) -> Iterator[tuple[str, list[int]]]:
    words = " ".join(text.split()).lstrip("-*• ")
    if any(one.isalnum() for one in words):
        yield words, numbers


def _points(numbers: Sequence[int], highest: int) -> bool:
    """Tell whether numbers in round brackets point, as the first one shows: models go on counting
    past the last sentence, and a year begins far beyond it."""
    return 1 <= numbers[0] <= highest


def _marked(line: str, highest: int) -> str:
    """The line without the marks that point at sentences; a year in round brackets stays."""

    def without(marks: re.Match[str]) -> str:
        numbers = [int(number) for number in _NUMBER.findall(marks["numbers"])]
        points = marks["open"] not in "(（" or _points(numbers, highest)
        return "" if points else marks.group()

    return _MARKS.sub(without, line)
