"""An answer's place read once more, in other words: where the two readings differ, a person is told
what each of them says.

What a small model reads wrongly stands in the text all the same, so that no check of words finds
it. A second reading that does not see the first one does, where it comes to something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from farside.engine.base import Engine, Request, generate_reply
from farside.engine.metered import MeteredEngine
from farside.reading.answer import cite_piece, show_sentence
from farside.reading.findings import Finding, list_sentences
from farside.reading.grounding import content, echo, languages, numbers
from farside.reading.prompts import for_rereading, wording
from farside.reading.step_values import Reread, WrittenAnswer, run_steps
from farside.reading.steps import Steps
from farside.reading.text import bm25
from farside.reading.text.detect import language_of, tell_code
from farside.reading.yes_or_no import read_yes_or_no
from farside.types import AnswerText, Citation, Evidence, Notify, Sentence

MOST_SENTENCES = 2
"""An answer of more is no fact, and no few words can be held against it."""
_MOST_TOKENS = 40
_BESIDE_YES = frozenset(("why", "how"))
"""What a question for Yes or No may ask besides."""


def mark_doubt(
    engine: Engine,
    question: str,
    chosen: Sequence[Finding],
    written: WrittenAnswer,
    notify: Notify,
    steps: Steps,
    places: int = 1,
) -> WrittenAnswer:
    """The answer, with what a second reading of its place says where that is something else. More
    `places` are read, of an answer of any length, where a person wants everything checked."""
    told = [one for one in written.sentences if one.supported]
    found = _find_cited(chosen, written.citations)[:places]
    if not told or not found or (len(told) > MOST_SENTENCES and places == 1):
        return written
    read = run_steps(steps, "reread", found, partial(_read_again, engine, question), Reread)
    said = " ".join(one.text for one in told)
    for finding, again in zip(found, read, strict=True):
        written = replace(written, usage=written.usage + again.usage)
        if differs(question, said, again.said):
            written = _add_doubt(question, finding, again, written, notify)
    return written


def _add_doubt(
    question: str, finding: Finding, again: Reread, written: WrittenAnswer, notify: Notify
) -> WrittenAnswer:
    place = _find_place(finding, question, again.said, written.citations)
    known = (*written.citations, place) if place.n > len(written.citations) else written.citations
    said = language_of(question).told.reread.format(said=again.said)
    doubt = Sentence(said, (place.n,), True)
    notify(AnswerText(show_sentence(doubt)))
    return replace(written, sentences=(*written.sentences, doubt), citations=known)


def mark_denied(question: str, written: WrittenAnswer, notify: Notify) -> WrittenAnswer:
    """Return the answer, with a word of doubt where it says Yes and what it cites denies something:
    small models take "no cooler" for cooler, "shall not" for may, and say so again when asked."""
    told = [one for one in written.sentences if one.supported]
    if not told or not says_yes_to_denial(
        question, told[0].text, [one.quote for one in written.citations]
    ):
        return written
    numbers_ = tuple(one.n for one in written.citations if languages.denies(one.quote))
    doubt = Sentence(language_of(question).told.denied, numbers_, True)
    notify(AnswerText(show_sentence(doubt)))
    return replace(written, sentences=(*written.sentences, doubt))


def says_yes_to_denial(question: str, said: str, quotes: Sequence[str]) -> bool:
    """Is Yes said to a question that denies nothing, on quotations of which one does?"""
    if languages.find_kinds(question) - _BESIDE_YES or languages.denies(question):
        return False
    return bool(read_yes_or_no(said)) and any(languages.denies(one) for one in quotes)


def _find_cited(chosen: Sequence[Finding], citations: Sequence[Citation]) -> list[Finding]:
    """The findings whose evidence the answer cites, of each window one, in the order of the
    citations."""
    found: dict[int, Finding] = {}
    for cited in citations:
        for one in sorted(chosen, key=lambda finding: -finding.strength):
            if any(_holds(piece, cited) for piece in one.evidence):
                found.setdefault(one.visit.window.index, one)
                break
    return list(found.values())


def _holds(piece: Evidence, cited: Citation) -> bool:
    whole = piece.span.start <= cited.start and cited.end <= piece.span.end
    return whole and piece.document.id == cited.document_id


def _read_again(engine: Engine, question: str, finding: Finding) -> Reread:
    metered = MeteredEngine(engine)
    asked = for_rereading.answer_again(finding.visit.window, question)
    reply = generate_reply(metered, Request(asked, _MOST_TOKENS))
    said = wording.harmless_line(reply.text.partition("\n")[0])
    if echo.find_echo(said, [question, finding.visit.window.text]):
        said = ""
    return Reread(said, metered.usage)


def differs(question: str, said: str, again: str) -> bool:
    """Does the second reading come to something else? To another number, to Yes where the first one
    says No, or to words of which the first one has none."""
    yes = read_yes_or_no(again)
    if yes is not None and not languages.find_kinds(question) - _BESIDE_YES:
        first = read_yes_or_no(said)
        return yes != (first if first is not None else not languages.denies(said))
    asked = numbers.find_values([question])
    told, new = (numbers.find_values([one]) - asked for one in (said, again))
    in_signs = numbers.find_numbers(again) or not again.isascii()  # not "nine hundred"
    if told and new and in_signs:
        return not told & new
    language = tell_code(question)
    words = content.find_words(again, language)
    added = words - content.share_words(words, content.find_words(question, language)) or words
    return bool(added) and not content.share_words(added, bm25.split_words(said))


def _find_place(
    finding: Finding, question: str, again: str, citations: Sequence[Citation]
) -> Citation:
    """The sentence of the window that has most of what the second reading says; one that is cited
    keeps its number."""
    known = list_sentences(finding.visit.window)
    texts = [span.of(document.text) for document, span in known]
    ranked = bm25.rank_texts(texts, again) or bm25.rank_texts(texts, question)
    at = ranked[0][0] if ranked else 0
    place = cite_piece(len(citations) + 1, Evidence(*known[at]))
    spots = {(one.document_id, one.start): one for one in citations}
    return spots.get((place.document_id, place.start), place)
