"""Questions that ask for more than one thing: each window may state a part of the answer, and every
part counts."""

from __future__ import annotations

import re
from functools import cache

from farside.reading.text.detect import language_of
from farside.reading.text.languages import LANGUAGES


def asked_for(question: str) -> bool:
    """Tell whether a question asks for several things, as far as its words say: the words of its
    own language, and those of languages with signs of their own, which cannot be taken for others.
    """
    codes = {
        language_of(question).code,
        *(one.code for one in LANGUAGES.values() if one.script != "Latin"),
    }
    return any(_several(code).search(question) for code in codes if code)


@cache
def _several(code: str) -> re.Pattern[str]:
    return re.compile(LANGUAGES[code].several, re.IGNORECASE)
