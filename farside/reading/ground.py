"""Which evidence does a sentence of an answer stand on? Checked by code, because small models cite one piece off.

Only words that the question did not already hold count: they are what the sentence adds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from farside.reading import bm25

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def cited(sentence: str, named: Sequence[int], pieces: Sequence[str], question: str) -> tuple[int, ...]:
    """Indexes of the pieces that carry the sentence, in order; none when it holds a number that no piece has.

    `named` are the indexes that the model gave. Those that carry half as much of the sentence as the best piece stay;
    when none does, the best piece takes their place. A piece that alone holds one of the sentence's numbers is added.
    """
    added = set(bm25.words(sentence)) - set(bm25.words(question))
    carried = [len(added & set(bm25.words(piece))) for piece in pieces]
    missing = _numbers(sentence) - _numbers(question)
    if not missing <= _numbers(" ".join(pieces)):
        return ()
    best = max(carried, default=0)
    chosen = [at for at in dict.fromkeys(named) if 2 * carried[at] >= best]
    if not chosen and best:
        chosen = [carried.index(best)]
    missing -= _numbers(" ".join(pieces[at] for at in chosen))
    for number in sorted(missing):
        holders = [at for at, piece in enumerate(pieces) if number in _numbers(piece)]
        chosen.append(max(holders, key=lambda at: (carried[at], -at)))
    return tuple(sorted(set(chosen)))


def _numbers(text: str) -> set[str]:
    """Numbers as written, without separators: 2,238.60 and 2238.60 are one."""
    return {re.sub(r"[.,:]", "", number) for number in _NUMBER.findall(text)}
