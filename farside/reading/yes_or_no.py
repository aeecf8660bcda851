"""Yes or No as a model writes it, for servers that report no probabilities of its first word."""

from __future__ import annotations

import re

_YES = frozenset("yes y true yeah yep ja oui si sí sì sim да 예 네 نعم".split())
_NO = frozenset("no n false nope nein non não nao нет 아니요 아니오 아니 لا".split())
# Han and kana are written without spaces: a reply begins with these. "No" first: 不是 ends with 是.
_NO_AT_START = ("不", "否", "没", "沒", "未", "无", "無", "いいえ")
_YES_AT_START = ("是", "对", "對", "有", "はい")
_WORD = re.compile(r"[^\W\d_]+")


def read_yes_or_no(text: str) -> bool | None:
    """Tell whether the first word of a reply says Yes; None where it says neither, as half a word
    does.
    """
    first = _WORD.search(text)
    if first is None:
        return None
    word = first.group().casefold()
    if word in _NO or word.startswith(_NO_AT_START):
        return False
    return True if word in _YES or word.startswith(_YES_AT_START) else None
