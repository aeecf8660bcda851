"""A question that follows others, put so that it stands alone: windows are asked it without the
conversation.

The model's rewriting is taken only where code finds the person's question in it. Small models put
the question before in its place, or both into one: then the person's own words are asked, and where
these are hardly any ("When?"), the question before with them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from farside.engine.base import Engine, Message, Request, generate_reply
from farside.reading.grounding import content, echo, languages
from farside.reading.prompts import wording
from farside.reading.text.detect import tell_code
from farside.types import Answer

_MOST_TOKENS = 200
# Earlier questions that are shown: what a question points back to is rarely further away.
_TURNS = 4
# A question with at most this many words, or Chinese characters, and hardly a content word says
# nothing by itself.
_SHORT, _SHORT_HAN = 4, 8
# How many content words a rewriting may have from neither the question nor the conversation; pairs
# of characters may be more, as they change with every word beside them. The rewriting must keep
# this share of the question's pairs, and all of its words.
_MOST_STRANGE, _MOST_STRANGE_PAIRS, _KEPT_PAIRS = 2, 5, 2 / 3
_LONGEST = 600
_GOES_ON = " — "
_PAIRED = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
# Verbs that make a few words a whole question.
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|should|shall"
    r"|must|who \w+|ist|sind"
    r"|war|hat|haben|est|sont|es|son|è|sono|é|são)\b|[是有会能]",
    re.IGNORECASE,
)
# A question "who" may be put as "which person", and the other way round.
_INSTEAD = {
    "who": frozenset(("who", "which")),
    "which": frozenset(("who", "which", "what")),
    "what": frozenset(("which", "what")),
}
_RELATIVE = frozenset(("who", "which"))
# "The candidates and their languages": it points to a word before it.
_WITHIN = re.compile(r"(?<=\w)(?:,| and| with| by| or) (?:their|its|his|her)\b", re.IGNORECASE)
_AND_ASKS = re.compile(
    r"\w\W+and (?:who|whom|whose|what|which|when|where|why|how)\b|[?？؟].*[?？؟]",
    re.IGNORECASE | re.DOTALL,
)
_ASKS_FIRST = re.compile(r"\W*(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question, as it stood alone, and what was answered. `rows` are the ids of the
    documents that the answer named, and `sql` is the query that found them; both are empty where it
    was put to every window."""

    question: str
    answer: str
    rows: tuple[str, ...] = ()
    sql: str = ""


def turn_of(answer: Answer) -> Turn:
    """The turn that an answer was."""
    return Turn(answer.question, answer.text, answer.rows, answer.sql)


def points_back(question: str) -> bool:
    """Tell whether the question needs what was said before to be understood. Its words decide; in a
    language without a list of such words it is asked as it is."""
    own = _WITHIN.sub(" ", languages.cut_words(languages.OF_DOCUMENTS, question))
    return languages.goes_on(own) or languages.has_pointing_word(own) or _is_elliptic(question)


def points_to_rows(question: str, rows: int) -> bool:
    """Tell whether the question's words point back to what the answer before named: to several
    things, or to the only one. "What about Rust?" goes on from the question, and is about all
    again."""
    own = _WITHIN.sub(" ", languages.cut_words(languages.OF_DOCUMENTS, question))
    return (
        languages.points_to_several(own)
        if rows > 1
        else languages.has_pointing_word(own) and not _is_elliptic(question)
    )


def put_standalone(engine: Engine, turns: Sequence[Turn], question: str) -> str:
    """`question` with what it points back to put into words; as the person wrote it where it points
    to nothing, or that cannot be told. No reply of a model makes this fail; an engine that fails
    raises `EngineError`."""
    if not turns or not points_back(question):
        return question
    shown = turns[-_TURNS:]
    messages = _fitting(engine, shown, question)
    if messages is not None:
        reply = generate_reply(engine, Request(messages, _MOST_TOKENS, schema=wording.STANDALONE))
        rewritten = _rewritten(reply.text)
        if reply.finish_reason != "length" and keeps_question(rewritten, question, shown):
            return rewritten
    return _completed(turns[-1].question, question) if _is_elliptic(question) else question


def keeps_question(rewritten: str, question: str, turns: Sequence[Turn]) -> bool:
    """Tell whether a model's rewriting asks the person's question, and neither an earlier one nor
    both.
    """
    if not rewritten or len(rewritten) > _LONGEST:
        return False
    told = [text for one in turns for text in (one.question, one.answer)]
    if echo.find_echo(rewritten, [question, *told]):
        return False
    said = _own_words(rewritten)
    return (
        _keeps_words(said, question, told)
        and _keeps_kind(rewritten, question, turns)
        and not any(_asks_again(rewritten, said, one.question) for one in turns)
        and (not _is_elliptic(question) or bool(content.share_words(said, _words_of(told[-2:]))))
    )


def _keeps_words(said: frozenset[str], question: str, told: Sequence[str]) -> bool:
    """Tell whether all content words of the question are there, and hardly one that nobody said."""
    own = _own_words(question)
    paired = bool(_PAIRED.search(question))
    kept = len(content.share_words(own, said)) / (len(own) or 1)
    if own and kept < (_KEPT_PAIRS if paired else 1):
        return False
    strange = said - content.share_words(said, own | _words_of(told))
    return len(strange) <= (_MOST_STRANGE_PAIRS if paired else _MOST_STRANGE)


def _keeps_kind(rewritten: str, question: str, turns: Sequence[Turn]) -> bool:
    """Tell whether the rewriting asks for the same kind of thing ("when") and for nothing else. It
    may speak of a person "who" did something, and to "And in Bonn?" it may add what the question
    before asked for."""
    asked, now = languages.find_kinds(question), languages.find_kinds(rewritten)
    if not all(now & _INSTEAD.get(kind, {kind}) for kind in asked):
        return False
    if _AND_ASKS.search(rewritten) and not _AND_ASKS.search(question):
        return False
    if (
        not asked and _VERB.search(question) and _ASKS_FIRST.match(rewritten)
    ):  # a question for yes or no
        return False
    before = (
        frozenset[str]()
        if asked
        else frozenset().union(*(languages.find_kinds(one.question) for one in turns))
    )
    return now <= asked.union(before, _RELATIVE, *(_INSTEAD.get(kind, {kind}) for kind in asked))


def _asks_again(rewritten: str, said: frozenset[str], earlier: str) -> bool:
    """Tell whether the rewriting asks an earlier question again: it then has no word and no kind of
    its own.
    """
    new = said - content.share_words(said, _own_words(earlier))
    now, before = (languages.find_kinds(one) - _INSTEAD.keys() for one in (rewritten, earlier))
    return not new and now <= before


def _is_elliptic(question: str) -> bool:
    """Tell whether the question is too short to say anything by itself: "When?", "And in Chinese?",
    but not "Thanks" or "Who is Eve?"."""
    own = _own_words(question)
    goes_on = languages.goes_on(question) or question.rstrip("?？ ").endswith("呢")
    if _PAIRED.search(question):
        short, few = len(_PAIRED.findall(question)) <= _SHORT_HAN, len(own) <= (2 if goes_on else 1)
    else:
        short, few = len(re.findall(r"\w+", question)) <= _SHORT, len(own) <= 1
    if not (short and few):
        return False
    asks = bool(
        goes_on or languages.find_kinds(question) or question.rstrip().endswith(("?", "？", "؟"))
    )
    return asks and (
        goes_on or not own or not (_VERB.search(question) or languages.has_pointing_word(question))
    )


def _completed(earlier: str, question: str) -> str:
    """The question with the one before it, in the person's words: a wrong rewriting asks for
    something else."""
    before, _, last = earlier.rpartition(_GOES_ON)
    whole = before if before and _is_elliptic(last) else earlier
    return f"{whole.strip()}{_GOES_ON}{question.strip()}"


def _rewritten(reply: str) -> str:
    """The question in a reply; "" where there is none, or where it has control characters."""
    try:
        given = json.loads(reply)
    except ValueError:
        return ""
    text = given.get("question") if isinstance(given, dict) else None
    line = wording.harmless_line(text) if isinstance(text, str) else ""
    return "" if any(unicodedata.category(one) == "Cc" for one in line) else line


def _own_words(question: str) -> frozenset[str]:
    """The content words, without those that ask, point back or go on."""
    return content.find_words(languages.cut_asking(question), tell_code(question))


def _words_of(texts: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*(content.find_words(text) for text in texts))


def _fitting(engine: Engine, turns: Sequence[Turn], question: str) -> tuple[Message, ...] | None:
    """The prompt with as many of the latest turns as fit; None where not even one does."""
    for first in range(len(turns)):
        messages = wording.standalone_prompt(
            [(one.question, one.answer) for one in turns[first:]], question
        )
        if engine.count_prompt(messages) + _MOST_TOKENS <= engine.window:
            return messages
    return None
