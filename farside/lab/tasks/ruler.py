"""The core of RULER: nine kinds of synthetic task that fill a context of any length (Hsieh et al.
2024, "RULER: What's the Real Context Size of Your Long-Context Language Models?",
arXiv:2404.06654).

Made new from the paper's description, in English and Chinese. What differs for all kinds (each
module says what differs for its own):
- 9 of the paper's 13 tasks: two single and two multi-key needles are left out (see `ruler_niah`),
  so in the mean of a length needles weigh 4 of 9 in place of 8 of 13.
- The questions are in our words and come after the context; there is no worked example, and the
  answer is not begun for the model, since a product's prompt stands around them. Numbers are no
  reproduction of the published tables.
- A length is that of the context alone; the paper counts the question and the room for the answer
  into it.
- The places of the facts come by chance from the cell's seed, as in the paper: `cell.depth`
  changes what is drawn, and says nothing about where a fact stands. The score of a length is the
  mean over all kinds; see `effective`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farside.errors import InputError
from farside.lab.base import Case, Count, Given, LabCell, Language, Score
from farside.lab.tasks import ruler_niah, ruler_qa, ruler_tracking, ruler_words
from farside.lab.tasks.published import string_match_all, string_match_part
from farside.lab.tasks.refusals import is_refusal
from farside.lab.tasks.ruler_draft import ContextDraft, chance_of, context_of

KINDS: tuple[str, ...] = (
    *ruler_niah.KINDS,
    *ruler_tracking.KINDS,
    "common-words",
    "frequent-words",
    *ruler_qa.KINDS,
)
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_MATCHES = {"all": string_match_all, "part": string_match_part}


def make(cell: LabCell, haystack: str, count: Count) -> Case:
    """A context of at most `cell.length` tokens, filled up to a sentence, word or paragraph of the
    task.

    `haystack` is used by the needles alone. `expected` has `references` (strings) and `match`:
    "all" for the share of them that counts, "part" where one is enough. Raises `InputError` for an
    unknown kind or language, a length that cannot hold the task, and a haystack (or the task's own
    stock of names) that does not reach the length.
    """
    if cell.kind not in KINDS:
        raise InputError(f"ruler has no kind '{cell.kind}': take one of {', '.join(KINDS)}")
    if cell.language not in LANGUAGES:
        raise InputError(
            f"ruler has no language '{cell.language}': take one of {', '.join(LANGUAGES)}"
        )
    if cell.length < 1:
        raise InputError(
            f"a length of {cell.length} tokens holds nothing: take a length of 1,000 or more"
        )
    draft = _draft(cell, haystack, count)
    match = "part" if cell.kind in ruler_qa.KINDS else "all"
    context = context_of(draft, cell, count)
    return Case(context, draft.question, {"references": list(draft.references), "match": match})


def _draft(cell: LabCell, haystack: str, count: Count) -> ContextDraft:
    chance = chance_of(cell)
    if cell.kind in ruler_niah.KINDS:
        return ruler_niah.draft_needles(cell, haystack, chance)
    if cell.kind in ruler_tracking.KINDS:
        return ruler_tracking.draft_tracking(cell, chance)
    if cell.kind in ruler_qa.KINDS:
        return ruler_qa.draft_qa(cell, chance)
    if cell.kind == "common-words":
        return ruler_words.draft_common(cell, count, chance)
    return ruler_words.draft_frequent(cell, chance)


def score(expected: Mapping[str, Any], given: Given) -> Score:
    """RULER's own measure: 100 times the share of the references that stand in the answer, or, for
    `match` "part", 100 if any of them does. Plain substrings without case: an answer that recites
    everything is right too, as in the paper. A refusal by Farside is 0, whatever its text; a
    refusal in the model's words is called one when it scores 0.
    """
    if expected.get("match") not in _MATCHES:
        raise InputError(
            f"a ruler case is scored by match {' or '.join(_MATCHES)}, "
            f"not by {expected.get('match')!r}: make it again"
        )
    if not given.found:
        return Score(0.0, "refused")
    value = _MATCHES[expected["match"]](given.text, expected["references"])
    if value == 0:
        return Score(0.0, "refused" if is_refusal(given.text) else "wrong")
    return Score(value, "right" if value == 100 else "partly")
