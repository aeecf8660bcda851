"""Tell whether a question asks for a briefing, for questions with answers, or for study cards, and
for nothing else. Its form tells: no model is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from farside.work.guides.asks_overview import KIND_WORDS, KIND_WORDS_HAN, drop_names
from farside.work.judging.digests.digest import Form
from farside.work.programs.program import Program

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_HAN = re.compile("[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d+")
_NAMED: tuple[tuple[Form, re.Pattern[str]], ...] = (
    (
        "cards",
        re.compile(
            r"\b(?:(?:study|revision|learning|anki|index)[ -]cards?|flash[ -]?cards?)\b"
            r"|(?:anki\s*|学习|抽认|记忆|复习|知识)卡片?|闪卡|单词卡片?",
            re.IGNORECASE,
        ),
    ),
    (
        "faq",
        re.compile(
            r"\bfaqs?\b|\bq ?& ?a\b|\b(?:frequently asked )?questions(?: and (?:their )?answers)\b"
            r"|\bfrequently asked questions\b|(?:一问一答|常见问题解答|常见问题|问答)(?:列表|集)?",
            re.IGNORECASE,
        ),
    ),
    (
        "briefing",
        re.compile(r"\bbriefing(?: (?:notes?|papers?|documents?))?\b|简报|要点简报", re.IGNORECASE),
    ),
)
# The rest of an English question has words of these sets alone, and one of the first or nothing
# but the few.
_MAKING = frozenset(
    "make write create prepare draft generate produce build give need want turn compile".split()
)
_FEW = frozenset("a an some set of please me".split())
_AROUND = (
    frozenset(
        "can could will would you i us for my our your this that these those it them the all each "
        "every in into to from about on with and brief short document documents file files text "
        "texts pdf pdfs everything library collection like number".split()
    )
    | _FEW
    | KIND_WORDS
)
_READER = re.compile(
    r"\bfor (?P<reader>(?:the|my|our|a|an|new) [^\W\d_][^\d.!?,;]{1,60})[.! ]*$", re.IGNORECASE
)
_AROUND_HAN = re.compile(
    "请问|请|麻烦|帮我|给我|帮忙|替我|一下|制作|生成|准备|整理|编写|撰写|变成|做成|写成|根据|基于|"
    "关于|文件|文档|文章|资料|材料|全部|所有|内容|重点|需要|想要|简短|"
    + "|".join(KIND_WORDS_HAN)
    + "|[这那些个份几篇本套张组条我你的是都各每一做写出来要想把用从成为和里中对以吧上下传]"
)
_READER_HAN = re.compile(
    "[给为](?P<reader>[\u3400-\u9fff]{1,10}?)(?=写|做|准备|制作|生成|整理|撰写|出)"
)


def find_digest(question: str, names: Sequence[str] = ()) -> Program | None:
    """The program of a question that asks for a digest of the documents; it may name them by
    `names`. None for every other question, also for one about a part of what they say: "a
    briefing on clause 4" is no briefing on the documents."""
    asked = drop_names(question, names)
    found = [(form, named) for form, of in _NAMED if (named := of.search(asked))]
    if len(found) != 1:
        return None
    form, named = found[0]
    rest, reader = _cut_reader(asked[: named.start()] + " " + asked[named.end() :], form)
    numbers = _NUMBER.findall(rest)
    if len(numbers) > (form != "briefing"):
        return None
    rest = _NUMBER.sub(" ", rest)
    asks = _asks_chinese(rest) if _HAN.search(asked) else _asks_english(rest)
    if not asks:
        return None
    return Program(form, what=reader, number=int(numbers[0]) if numbers else None)


def _cut_reader(asked: str, form: Form) -> tuple[str, str]:
    """What is asked without whom a briefing is for, and that."""
    if form != "briefing":
        return asked, ""
    for pattern in (_READER, _READER_HAN):
        for found in pattern.finditer(asked):
            reader = " ".join(found["reader"].split())
            of_text = _AROUND_HAN.sub("", reader) == "" or _words(reader) <= _AROUND
            if not of_text:
                return asked[: found.start()] + " " + asked[found.end() :], reader
    return asked, ""


def _words(text: str) -> set[str]:
    return {word.replace("’", "'") for word in _WORD.findall(text.casefold())}


def _asks_english(rest: str) -> bool:
    words = _words(rest)
    return words <= _FEW or (bool(words & _MAKING) and words <= _MAKING | _AROUND)


def _asks_chinese(rest: str) -> bool:
    return not re.search(r"\w", _AROUND_HAN.sub("", rest))
