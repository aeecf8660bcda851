"""Evidence → an answer whose every sentence names the evidence it stands on.

Where the evidence does not fit one prompt, it is answered in groups, and the groups' sentences
become the evidence of the last prompt; citations still name the first evidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice

from farside.engine.base import Engine, Message, Reply, Request, Text
from farside.errors import EngineError
from farside.reading import plain
from farside.reading.findings import Finding, find_best, is_ordered, list_pieces, make_notes
from farside.reading.grounding import content, echo, support
from farside.reading.grounding.notes import Note
from farside.reading.grounding.repeats import drop_repeats
from farside.reading.prompts import for_plain, wording
from farside.reading.text import bm25, lists
from farside.types import NO_WISH, USUAL_AIDS, Aids, Citation, Evidence, Sentence, Wish

MOST_SENTENCES = 6
MOST_TOKENS = 400
# More proposals than this are not shown: they would fill the prompt with wrong answers.
MOST_DRAFTS = 3
# A plain sentence is known to be whole by what follows its numbers: characters to look back.
_JUST_ENDED = 12
# How much less strength than the surest window's one may have whose words are told beside it.
_LESS_SURE = 6.0
# Places shown with "not stated".
MOST_CLOSEST = 3

Beside = Callable[[Sequence[Evidence], str], Iterable[Evidence]]
"""Gives what belongs to an answer beside the evidence that it cites, from that evidence and the
answer's words."""


def nothing_beside(_cited: Sequence[Evidence], _told: str) -> Iterable[Evidence]:
    """Give nothing: a question that asks for one thing needs nothing beside its answer."""
    return ()


@dataclass(frozen=True, slots=True)
class WantedAnswer:
    """A question, what windows proposed, what helps the model to write, and how the person wishes
    it to be written."""

    question: str
    drafts: tuple[str, ...] = ()
    aids: Aids = USUAL_AIDS
    wish: Wish = NO_WISH

    def drop_repeats(self, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
        """The sentences without those that say the same again, where the model needs that."""
        return drop_repeats(sentences, self.question) if self.aids.drop_repeats else sentences


@dataclass(slots=True)
class _Held:
    """Hears sentences and passes them on once one of them is supported: what stands on nothing is
    told beside what stands, never alone."""

    hear: Callable[[Sentence], None]
    waiting: list[Sentence] = field(default_factory=list)
    told: bool = False

    def __call__(self, sentence: Sentence) -> None:
        self.waiting.append(sentence)
        self.told = self.told or sentence.supported
        while self.told and self.waiting:
            self.hear(self.waiting.pop(0))


def compose_answer(
    engine: Engine,
    findings: Sequence[Finding],
    wanted: WantedAnswer,
    on_text: Callable[[str], None],
    beside: Beside,
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The answer's sentences and the citations they name, numbered in the order of first mention;
    none for no evidence, or where no evidence carries what the model wrote.

    A reader that was trained to answer is taken at its words; the model alone writes worse ones.
    So is any model whose windows all say one thing, where that helps it (`Aids.retells`).
    What stands `beside` the cited evidence and is not told follows in its own words. `on_text`
    hears each sentence, with its marks, as soon as it is whole.
    """
    pieces = list_pieces(findings)
    if not pieces:
        return (), ()
    number: dict[int, int] = {}

    def hear(sentence: Sentence) -> None:
        on_text(show_sentence(_numbered(sentence, number)))

    notes, held = make_notes(findings), _Held(hear)
    written = _retell(engine, findings, notes, wanted)
    if written is None:
        written = _answer(engine, notes, replace(wanted, drafts=proposed_answers(findings)), held)
    else:
        for sentence in written:
            held(sentence)
    told = [one for one in written if one.supported]
    if not told:
        return (), ()
    cited = [pieces[at] for one in told for at in one.citations]
    own = written
    places = {(piece.document.id, piece.span): at for at, piece in enumerate(pieces)}
    for one in beside(cited, " ".join(one.text for one in told)):
        at = places.setdefault((one.document.id, one.span), len(pieces))
        pieces = (*pieces, one) if at == len(pieces) else pieces
        written = (*written, Sentence(lists.item_words(one.text), (at,), True))
        hear(written[-1])
    if written != own:  # what stands on nothing has no place beside what is told from the documents
        written = tuple(one for one in written if one.supported)
    sentences = tuple(_numbered(one, number) for one in written)
    return sentences, tuple(cite_piece(n, pieces[at]) for at, n in number.items())


def _retell(
    engine: Engine, findings: Sequence[Finding], notes: Sequence[Note], wanted: WantedAnswer
) -> tuple[Sentence, ...] | None:
    """The answer in the words of the windows; None where the model is to write it: it was not
    trained to answer, and the windows say more than one thing, or nothing that their evidence
    carries, or the person wishes it to be written in a way of their own."""
    if engine.adapter:
        return tell_drafts(findings, notes, wanted.question)
    several = any(one.visit.several for one in findings)
    if not wanted.aids.retells or several or wanted.wish != NO_WISH:
        return None
    said = tell_drafts(findings, notes, wanted.question)
    return said if len(said) == 1 and said[0].supported else None


def tell_drafts(
    findings: Sequence[Finding], notes: Sequence[Note], question: str
) -> tuple[Sentence, ...]:
    """What the windows say, in their reader's words: each said thing once, the surest first, with
    all that carries it. What a window says that is much less sure of it than the surest is left
    out: another text may answer a question that is nearly the same."""
    at = {(one.document.id, one.span): index for index, one in enumerate(list_pieces(findings))}
    ordered = sorted(
        (one for one in findings if not is_ordered(one)), key=lambda one: -one.strength
    )
    told: dict[str, Sentence] = {}
    for one in ordered:
        if told and one.strength < ordered[0].strength - _LESS_SURE:
            break
        named = [at[piece.document.id, piece.span] for piece in one.evidence]
        said = _grounded(one.draft.text, named, notes, question)
        if said is None:
            continue
        key = _word_key(said.text)
        before = told.get(key, said)
        cited = tuple(sorted({*before.citations, *said.citations}))
        told[key] = replace(before, citations=cited, supported=bool(cited))
    return tuple(told.values())[:MOST_SENTENCES]


def closest_places(findings: Iterable[Finding]) -> tuple[Citation, ...]:
    """The places where the model came nearest to an answer that it did not find: one for each
    finding, the best first. Of equals, those with more of their question's words come first."""
    found = [one for one in findings if one.evidence]
    worths = bm25.score_texts(
        [find_best(one).text for one in found], [one.visit.question for one in found]
    )
    ordered = sorted(range(len(found)), key=lambda at: (-found[at].strength, -worths[at]))
    known = dict.fromkeys(find_best(found[at]) for at in ordered)
    return tuple(cite_piece(n, piece) for n, piece in enumerate(list(known)[:MOST_CLOSEST], 1))


def proposed_answers(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The answers that the windows proposed, each once, the best first, without those that an order
    to the model made. Where there are too many to help, return none, or the best if a finding was
    not judged."""
    ordered = sorted(
        (one for one in findings if not is_ordered(one)), key=lambda one: -one.strength
    )
    said = [
        one.draft.text
        for one in ordered
        if not echo.find_echo(one.draft.text, [p.text for p in one.evidence])
    ]
    known: dict[str, str] = {}
    for text in said:
        known.setdefault(_word_key(text), text)
    texts = tuple(known.values())
    unjudged = any(one.score is None for one in findings)
    return texts[:MOST_DRAFTS] if unjudged or len(texts) <= MOST_DRAFTS else ()


def _word_key(text: str) -> str:
    """The same for texts of the same words, in whatever order."""
    return " ".join(sorted(bm25.split_words(text))) or text


def show_sentence(sentence: Sentence) -> str:
    """A sentence with its citation marks, or the word that it has none."""
    marks = "".join(f"[{n}]" for n in sentence.citations) if sentence.supported else "(unsupported)"
    return f"{sentence.text} {marks}"


def _numbered(sentence: Sentence, number: dict[int, int]) -> Sentence:
    """The sentence with citation numbers for indexes of evidence; `number` grows by what is cited
    first here."""
    cited = tuple(number.setdefault(at, len(number) + 1) for at in sentence.citations)
    return replace(sentence, citations=cited)


def _answer(
    engine: Engine, notes: Sequence[Note], wanted: WantedAnswer, hear: Callable[[Sentence], None]
) -> tuple[Sentence, ...]:
    """Sentences citing evidence by index. Notes that do not fit one prompt are answered in groups
    first."""
    groups = list(_groups(engine, notes, wanted))
    if len(groups) == 1:
        return _write(engine, notes, wanted, hear)
    partial: list[Sentence] = []
    following: list[Note] = []
    for group in groups:
        written = _write(engine, group, wanted, _unheard)
        stands = [Note(one.text, one.citations) for one in written if one.supported]
        following.extend(
            stands or group
        )  # evidence that no supported sentence uses yet is not lost
        partial.extend(written)
    if len(following) < len(notes):
        return _answer(engine, following, wanted, hear)
    whole = tuple(wanted.drop_repeats(partial))
    for (
        sentence
    ) in whole:  # the groups say no less than they were given: what they wrote is the answer
        hear(sentence)
    return whole


def _groups(
    engine: Engine, notes: Sequence[Note], wanted: WantedAnswer
) -> Iterator[Sequence[Note]]:
    """The notes in order, as many to a group as one prompt takes, and two at least."""
    at = 0
    while at < len(notes):
        end = len(notes)
        while end > at + 2 and not _fits(engine, notes[at:end], wanted):
            end = at + (end - at + 1) // 2
        yield notes[at:end]
        at = end


def _fits(engine: Engine, notes: Sequence[Note], wanted: WantedAnswer) -> bool:
    return engine.count_prompt(_prompt(notes, wanted)) + MOST_TOKENS <= engine.window


def _prompt(notes: Sequence[Note], wanted: WantedAnswer) -> tuple[Message, ...]:
    make = for_plain.answer_prompt if wanted.aids.plain else wording.answer_prompt
    lines = [note.line for note in notes]
    return make(lines, wanted.question, wanted.drafts, wish=wording.answer_wish(wanted.wish))


def _unheard(_: Sentence) -> None:
    """Partial answers are not shown: only the last prompt's sentences are the answer."""


def _write(
    engine: Engine, notes: Sequence[Note], wanted: WantedAnswer, hear: Callable[[Sentence], None]
) -> tuple[Sentence, ...]:
    """One prompt. `hear` gets each sentence as soon as it is whole."""
    plainly = wanted.aids.plain
    schema = None if plainly else wording.answer_schema(len(notes), MOST_SENTENCES)
    text, told, cut, ended = "", 0, False, False
    whole: tuple[Sentence, ...] = ()
    with closing(
        engine.stream(Request(_prompt(notes, wanted), MOST_TOKENS, schema=schema))
    ) as events:
        for event in events:
            if isinstance(event, Text):
                text += event.text
                ends = ("]", ")") if plainly else ("}",)
                new = text[-_JUST_ENDED:] if plainly else event.text
                if not any(end in new for end in ends):  # no sentence can have become whole
                    continue
                whole = tuple(_read(text, notes, wanted, ended=False))
                for sentence in wanted.drop_repeats(whole)[told:]:
                    hear(sentence)
                    told += 1
                # A small model that has begun to repeat itself goes on to its token limit.
                if _is_enough(whole, wanted.aids):
                    break
            elif isinstance(event, Reply):
                cut, ended = event.finish_reason == "length", event.finish_reason == "stop"
    whole = tuple(_read(text, notes, wanted, ended))
    written = tuple(wanted.drop_repeats(whole))
    if not written and (
        whole or cut or plainly
    ):  # the model said nothing of its own: the quotations speak for themselves
        written = tuple(Sentence(note.text, note.evidence, True) for note in notes[:MOST_SENTENCES])
    for sentence in written[told:]:
        hear(sentence)
    if not written:
        raise EngineError(
            f"{engine.model} did not write an answer in the form asked for, but {text[:80]!r}; "
            "the server must support response_format json_schema"
        )
    return written


def _is_enough(sentences: Sequence[Sentence], aids: Aids) -> bool:
    """Tell whether what follows would be of no use: the answer is as long as it may be, or repeats
    itself."""
    longest = aids.plain and len(sentences) >= MOST_SENTENCES
    return longest or (aids.drop_repeats and _repeats(sentences))


def _read(
    text: str, notes: Sequence[Note], wanted: WantedAnswer, ended: bool
) -> Iterator[Sentence]:
    """The whole sentences of a reply that has `ended`, or may still be growing; none that repeats
    the person's wish, which is no evidence."""
    sources = [wanted.question, *(note.text for note in notes)]
    written = _read_reply(text, notes, wanted, ended)
    return (one for one in written if not echo.repeats(one.text, wanted.wish.text, sources))


def _read_reply(
    text: str, notes: Sequence[Note], wanted: WantedAnswer, ended: bool
) -> Iterator[Sentence]:
    if not wanted.aids.plain:
        return complete_sentences(text, notes, wanted.question)
    given = islice(plain.split_answer(text, ended, len(notes)), MOST_SENTENCES)
    made = (
        _grounded(words, _named(numbers, notes), notes, wanted.question) for words, numbers in given
    )
    return (one for one in made if one is not None)


def _repeats(sentences: Sequence[Sentence]) -> bool:
    """The last sentence says what an earlier one says."""
    return len(sentences) > 1 and any(
        content.says_same(sentences[-1].text, one.text) for one in sentences[:-1]
    )


def complete_sentences(text: str, notes: Sequence[Note], question: str) -> Iterator[Sentence]:
    """The whole sentence objects in a reply that may still be growing, or was ended by its token
    limit; none that repeats what it was told to do."""
    decoder, at = json.JSONDecoder(), text.find("{", text.find("[") + 1)
    while at > 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return
        words = " ".join(str(value.get("text", "")).split())
        named = _named(value.get("evidence"), notes)
        sentence = _grounded(words, named, notes, question) if words else None
        if sentence is not None:
            yield sentence if named else replace(sentence, citations=(), supported=False)
        at = text.find("{", end)


def _named(given: object, notes: Sequence[Note]) -> list[int]:
    """Indexes of the notes that the model named by numbers from 1."""
    numbers = given if isinstance(given, list) else []
    return [n - 1 for n in numbers if isinstance(n, int) and 1 <= n <= len(notes)]


def _grounded(
    words: str, named: Sequence[int], notes: Sequence[Note], question: str
) -> Sentence | None:
    """A sentence with what carries it, which code checks; None for one that repeats what the model
    was told to do."""
    if echo.find_echo(words, [*(note.text for note in notes), question]):
        return None
    carrying = support.cite_notes(words, named, notes, question)
    cited = tuple(sorted({at for note in carrying for at in notes[note].evidence}))
    return Sentence(words, cited, bool(cited))


def cite_piece(n: int, piece: Evidence) -> Citation:
    """The quote is cut from the document, never taken from a model."""
    page, quote = piece.document.page_at(piece.span.start), piece.text.rstrip()
    start = piece.span.start + len(quote) - len(quote.lstrip())
    end = piece.span.start + len(quote)
    return Citation(
        n,
        piece.document.name,
        piece.document.id,
        page.number,
        page.label,
        start,
        end,
        piece.document.text[start:end],
    )
