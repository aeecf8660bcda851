"""Lexical ranking (BM25) of sentences and windows, for English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[a-z0-9]+(?:[.,'’-][a-z0-9]+)*|[\u3040-\u30ff\u3400-\u9fff]+", re.IGNORECASE)
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
# Words of a question that every text holds; without them a three-sentence window ranks by chance.
_STOP = frozenset(
    """a an and are as at be been by did do does for from had has have he her his how in is it its list many much of
    on or she that the their them they this to was were what when where which who whom whose why will with would you
    your""".split()
)


def words(text: str) -> list[str]:
    """Lower-case words without English function words; runs of Han characters as overlapping pairs."""
    found: list[str] = []
    for match in _WORD.finditer(text.lower()):
        word = match.group()
        if not _HAN.match(word):
            if word not in _STOP:
                found.append(_stem(word))
        elif len(word) == 1:
            found.append(word)
        else:
            found.extend(word[at : at + 2] for at in range(len(word) - 1))
    return found


def _stem(word: str) -> str:
    """Plural and past endings off: enough for a question's "ferries" to meet a text's "ferry"."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word.removesuffix(ending) + instead
    return word


class Ranker:
    """Texts that several questions are ranked by."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s  # takes longer to load than most commands that rank nothing

        corpus = [words(text) for text in texts]
        self._known = {word for text in corpus for word in text}
        self._index = bm25s.BM25()
        if self._known:
            self._index.index(corpus, show_progress=False)

    def rank(self, question: str) -> list[tuple[int, float]]:
        """(index, score) of the texts that share a word with the question, best first; equal scores in text order."""
        query = [word for word in words(question) if word in self._known]
        if not query:
            return []
        scores = self._index.get_scores(query)
        order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
        return [(at, float(scores[at])) for at in order if scores[at] > 0]


def rank(texts: Sequence[str], question: str) -> list[tuple[int, float]]:
    """As `Ranker.rank`, for one question."""
    return Ranker(texts).rank(question)
