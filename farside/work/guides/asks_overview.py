"""Tell whether a question asks what documents are about, and nothing else. Its form tells: no model
is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from farside.reading.text.languages.chinese import CHINESE
from farside.reading.text.languages.english import ENGLISH
from farside.work.guides.guide import DOCUMENT_KINDS
from farside.work.phrases.say import name_kind

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HAN = re.compile("[\u3400-\u9fff]")
_SHORTEST = 3
"""Letters of a file's name that name it without its ending."""
KIND_WORDS = frozenset(
    word
    for kind in DOCUMENT_KINDS
    for n in (1, 2)
    for word in name_kind(ENGLISH, kind, n).casefold().split()
)
"""The words by which people call kinds of documents in English; in Chinese below."""
KIND_WORDS_HAN = tuple(name_kind(CHINESE, kind) for kind in DOCUMENT_KINDS)
# All words of an English question must stand in one of these sets, and one of them in the first.
_ASKING = frozenset(
    "about summarise summarize summary overview gist tldr outline contain contains content "
    "contents kind kinds type types sort sorts topic topics".split()
)
_AROUND = KIND_WORDS | frozenset(
    "what what's whats which is are this these that those it they them the a an of in to all each "
    "every both me us give show tell write make please can could would you do does i have here "
    "there for my our your brief briefly short quick quickly main overall general points point "
    "document documents file files text texts pdf pdfs everything library collection and".split()
)
_ASKING_HAN = re.compile(
    "关于什么|关于哪些|讲(?:的是|了|述)?(?:些)?什么|说(?:的是|了)?(?:些)?什么|写(?:的是|"
    "了)?(?:些)?什么|是什么|什么内容|哪些内容|主要内容|大意|主旨|概述|概括|总结|摘要|概要|简介|"
    "梗概|哪类|哪种|什么类型"
)
_AROUND_HAN = re.compile(
    (
        "请问|请|帮我|给我|帮忙|一下|下面|以上|上面|上传|用几句话|分别|主要|简单|简要|简短|内容|"
        "文件|文档|文章|资料|材料|全部|所有|"
    )
    + "|".join(KIND_WORDS_HAN)
    + "|[这那些个份几篇本我的是都各每一做写个有和里中面讲说了吗呢啊吧到底]"
)


def asks_overview(question: str, names: Sequence[str] = ()) -> bool:
    """Tell whether a question asks what documents are about; it may name them by `names`."""
    asked = drop_names(question, names)
    return _asks_chinese(asked) if _HAN.search(asked) else _asks_english(asked)


def drop_names(question: str, names: Sequence[str]) -> str:
    """The question, casefolded, without the names of documents that stand in it."""
    asked = question.casefold()
    for named in find_named(question, names):
        for part in (named, PurePath(named).name, PurePath(named).stem):
            asked = _as_word(part.casefold()).sub(" ", asked)
    return asked


def find_named(question: str, names: Sequence[str]) -> tuple[str, ...]:
    """The documents that a question names, with or without folder and ending. Only a whole word is
    a name: "please" does not name lease.pdf, and what is as short as "a" or "1" needs its
    ending."""
    return tuple(name for name in names if _stands_in(question.casefold(), name))


def _stands_in(asked: str, name: str) -> bool:
    file, stem = PurePath(name).name.casefold(), PurePath(name).stem.casefold()
    short = stem.isascii() and (len(stem) < _SHORTEST or stem.isdecimal())
    return bool(_as_word(file if short else stem).search(asked))


def _as_word(word: str) -> re.Pattern[str]:
    """This word and no part of another one. Han letters stand together without blanks."""
    before, after = (
        r"(?<![A-Za-z0-9])" if word[:1].isascii() else "",
        r"(?![A-Za-z0-9])" if word[-1:].isascii() else "",
    )
    return re.compile(before + re.escape(word) + after, re.IGNORECASE)


def _asks_english(asked: str) -> bool:
    words = {word.replace("’", "'") for word in _WORD.findall(asked.replace("tl;dr", "tldr"))}
    return bool(words & _ASKING) and words <= _ASKING | _AROUND and not re.search(r"\d", asked)


def _asks_chinese(asked: str) -> bool:
    rest, found = _ASKING_HAN.subn("", asked)
    return bool(found) and not re.search(r"\w", _AROUND_HAN.sub("", rest))
