"""How close a sentence is to the subject of its text. Code chooses what is worth a note: small
models choose the first sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from farside.reading.text import bm25

# A piece with fewer words (pairs of Han characters) is a heading, a name or a number.
_SENTENCE = 5


def text_worths(texts: Sequence[str]) -> list[float]:
    """The mean probability of each text's words, as in SumBasic (Nenkova and Vanderwende, "The
    Impact of Frequency on Summarization", MSR-TR-2005-101); 0 for questions and what is no
    sentence."""
    words = [
        [] if text.rstrip().endswith(("?", "？")) else bm25.split_words(text) for text in texts
    ]
    counts = Counter(word for each in words for word in each)
    total = sum(counts.values()) or 1
    return [
        sum(counts[word] for word in each) / total / len(each) if len(each) >= _SENTENCE else 0.0
        for each in words
    ]


def choose_salient(texts: Sequence[str], first: int, last: int, most: int) -> list[int]:
    """The indexes of the `most` texts in `texts[first:last]` that say most, in order. The words of
    a chosen text count less afterwards, so that two sentences that say the same are not both
    chosen."""
    worth = text_worths(texts)
    words = [set(bm25.split_words(text)) for text in texts]
    rest, found = list(range(first, last)), list[int]()
    while rest and len(found) < most:
        said = set().union(*(words[at] for at in found))
        best = max(
            rest, key=lambda at: worth[at] * (1 - len(words[at] & said) / (len(words[at]) or 1))
        )
        rest.remove(best)
        found.append(best)
    return sorted(found)
