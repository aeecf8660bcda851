"""Lexical ranking (BM25) of sentences and windows, in every script.

Words are what stands between blanks and signs. Chinese, Japanese and Korean, whose words have no
blanks between them or carry their endings, are overlapping pairs of characters, as in Lucene's
CJKAnalyzer; Thai, Lao, Burmese and Khmer triples.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from farside.reading.text.detect import tell_code
from farside.reading.text.languages import LANGUAGES

_PAIRED = (
    "\u3005\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003134f"
)
_TRIPLED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# Vowel signs and accents that follow their letter: `\w` holds none of them, and would cut Hindi
# words.
_MARKS = "".join(
    chr(at) for at in range(0x300, 0x3000) if unicodedata.category(chr(at)).startswith("M")
)
_LETTERS = rf"(?:[^\W_{_PAIRED}{_TRIPLED}][{_MARKS}]*)+"
_WORD = re.compile(
    rf"(?P<paired>[{_PAIRED}]+)|(?P<tripled>[{_TRIPLED}]+)|{_LETTERS}(?:[.,'’-]{_LETTERS})*",
    re.IGNORECASE,
)
# Without them a three-sentence window ranks by chance.
_STOP = LANGUAGES["en"].stop_words


def split_words(text: str) -> list[str]:
    """Lower-case words without English function words; pairs or triples of characters where words
    have no blanks."""
    found: list[str] = []
    for match in _WORD.finditer(fold_text(text).lower()):
        word = match.group()
        width = 2 if match["paired"] else 3 if match["tripled"] else 0
        if not width:
            if word not in _STOP:
                found.append(_stem(word))
        elif len(word) < width:
            found.append(word)
        else:
            found.extend(word[at : at + width] for at in range(len(word) - width + 1))
    return found


# NFKC alone makes 106 of 10⁶ and 21/2 of 2½.
_AFTER_DIGIT = re.compile(r"(?<=\d)(?:[⁰¹²³⁴-⁻]+|[¼½¾⅐-⅟↉])")


def _apart(match: re.Match[str]) -> str:
    return ("^" if unicodedata.decomposition(match[0][0]).startswith("<super>") else " ") + match[0]


def fold_text(text: str) -> str:
    """Text in one form of its characters: wide letters narrow, accents joined to theirs, all digits
    0 to 9."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", _AFTER_DIGIT.sub(_apart, text))
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain)


def _stem(word: str) -> str:
    """Plural and past endings off: enough for a question's "ferries" to meet a text's "ferry"."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word.removesuffix(ending) + instead
    return word


@cache
def function_stems(code: str) -> frozenset[str]:
    """The function words and abbreviations of a language in the form of `split_words`; none for
    English, whose function words `split_words` leaves out."""
    language = LANGUAGES.get(code)
    if language is None or code == "en":
        return frozenset()
    listed = (*language.function_words, *language.ends.abbreviations)
    return frozenset(stem for word in listed for stem in split_words(word))


class Ranker:
    """Texts that several questions are ranked by."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s  # takes longer to load than most commands that rank nothing

        # It would tell everything to whoever logs: the clients of `farside mcp`, a notebook.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        corpus = [split_words(text) for text in texts]
        self._known = {word for text in corpus for word in text}
        self._index = bm25s.BM25()
        if self._known:
            self._index.index(corpus, show_progress=False)

    def rank(self, question: str) -> list[tuple[int, float]]:
        """(index, score) of the texts that share a word with the question, best first; equal scores
        in text order."""
        asked = [word for word in split_words(question) if word in self._known]
        stems = function_stems(tell_code(question))
        query = [word for word in asked if word not in stems] or asked
        if not query:
            return []
        scores = self._index.get_scores(query)
        order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
        return [(at, float(scores[at])) for at in order if scores[at] > 0]


def rank_texts(texts: Sequence[str], question: str) -> list[tuple[int, float]]:
    """Rank like `Ranker.rank`, for one question."""
    return Ranker(texts).rank(question)


def score_texts(texts: Sequence[str], questions: Sequence[str]) -> list[float]:
    """Score how well each text meets the question at the same place in `questions`."""
    ranker = Ranker(texts)
    scores = {question: dict(ranker.rank(question)) for question in set(questions)}
    return [scores[question].get(at, 0.0) for at, question in enumerate(questions)]
