"""Which quotations a sentence of a model stands on. Code checks that: small models cite one piece
off, or anything.

A sentence shares two of its content words with its quotations, or all that it adds to its question
if that is only one, and all its numbers stand there. In another language than its quotations it can
share no words: it then stands where the model pointed, if its numbers and names do not speak
against that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from farside.reading.grounding import content, headings, languages, numbers
from farside.reading.grounding.notes import Note
from farside.reading.text import bm25
from farside.reading.text.detect import tell_code

LEAST_SHARED = 2
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9.+#-]+")
_LAST_LATIN = 0x24F


def cite_notes(
    sentence: str, named: Sequence[int], notes: Sequence[Note], question: str
) -> tuple[int, ...]:
    """Indexes of the notes that carry the sentence, in order; none when they do not. `named`: those
    that the model gave. Where these carry too little, the notes that share most with the whole
    sentence are tried."""
    chosen = choose_notes(sentence, named, notes, question)
    others = (
        _chosen(set(bm25.split_words(sentence)), (), notes, _wanted(sentence, question))
        if named
        else ()
    )
    for tried in (chosen, others):
        if _states(tried, notes, question) and shares_words(
            sentence, [notes[at] for at in tried], question
        ):
            return tried
    foreign = _states(chosen, notes, question) and fits_foreign(
        sentence, [notes[at] for at in chosen], question, notes
    )
    return chosen if foreign else ()


def choose_notes(
    sentence: str, named: Sequence[int], notes: Sequence[Note], question: str
) -> tuple[int, ...]:
    """The notes that carry most of the sentence, in order; none when it holds a number that no note
    has.

    Only words that the question did not hold count: they are what the sentence adds. Of the named
    ones those stay that carry half as much as the best note; when none does, the best note takes
    their place. A note that alone holds one of the sentence's numbers is added.
    """
    added = set(bm25.split_words(sentence)) - set(bm25.split_words(question))
    added = added - bm25.function_stems(tell_code(_spoken(sentence, question))) or added
    return _chosen(added, named, notes, _wanted(sentence, question))


def is_carried(sentence: str, quoted: Sequence[Note], question: str) -> bool:
    """Tell whether these quotations carry the sentence, in its own language or in another."""
    return shares_words(sentence, quoted, question) or fits_foreign(sentence, quoted, question)


def shares_words(sentence: str, quoted: Sequence[Note], question: str) -> bool:
    """Tell whether these quotations have two of the sentence's content words and numbers, or all
    that it adds to the question."""
    text = " ".join(note.text for note in quoted)
    language = tell_code(_spoken(sentence, question))
    said, stated = _parted(sentence, language)
    if _agrees(sentence) or not (
        said or stated
    ):  # "Yes", "It is so": this says what the question says
        said, stated = _parted(question, language)
    values = numbers.find_values([text])
    shared = content.share_words(said, bm25.split_words(text))
    shared |= {
        word for word in said if len(word) == 1 and not word.isascii() and word in text
    }  # 座 of 7座车站
    counted = len(stated) - len(numbers.find_missing(stated, values))
    if not shared and not counted:
        return False
    if counted and not _parted(text, "")[0]:  # the cell of a sheet: a number alone
        return True
    if len(shared) + counted < LEAST_SHARED:  # the name of a document says where, not what
        shared |= content.share_words(said, _named(quoted))
    added = said - content.share_words(said, content.find_words(question))
    new = numbers.find_missing(stated, numbers.find_values([question]))
    whole = added <= shared and not numbers.find_missing(new, values)
    return len(shared) + counted >= min(LEAST_SHARED, len(said) + len(stated)) or (
        whole and bool(added or new)
    )


def fits_foreign(
    sentence: str, quoted: Sequence[Note], question: str, context: Sequence[Note] = ()
) -> bool:
    """Tell whether the quotations are in another language and nothing speaks against them. No
    number of the sentence is missing there: the caller has checked that. Of the names that the
    sentence writes in Latin letters, in a script of its own, at least one must stand there.
    `context` is what else was quoted; it tells the language of short quotations."""
    text = " ".join(note.text for note in quoted)
    written = text if tell_code(text) else " ".join(note.text for note in (*quoted, *context))
    if not languages.is_foreign(_spoken(sentence, question), written):
        return False
    own_script = any(one.isalpha() and ord(one) > _LAST_LATIN for one in sentence)
    names = _LATIN_WORD.findall(sentence) if own_script else []
    return not names or any(name.casefold() in text.casefold() for name in names)


@lru_cache(4096)
def _words(text: str) -> frozenset[str]:
    """The words of a text, kept: while an answer is written, every sentence is compared with the
    same notes again and again.
    """
    return frozenset(bm25.split_words(text))


def _spoken(sentence: str, question: str) -> str:
    """The text to tell the sentence's language from: a sentence that is too short is taken to be in
    the question's.
    """
    return sentence if tell_code(sentence) else f"{sentence} {question}"


def _states(chosen: Sequence[int], notes: Sequence[Note], question: str) -> bool:
    """Tell whether there is a note, and one of them is more than a heading."""
    return bool(chosen) and (
        not all(notes[at].heading for at in chosen) or headings.asks_for_heading(question)
    )


def _wanted(sentence: str, question: str) -> list[numbers.Meanings]:
    """The numbers that must stand in the quotations: those of the sentence that the question does
    not name."""
    return numbers.find_missing(numbers.find_numbers(sentence), numbers.find_values([question]))


def _chosen(
    added: set[str], named: Sequence[int], notes: Sequence[Note], wanted: Sequence[numbers.Meanings]
) -> tuple[int, ...]:
    carried = [len(added & _words(note.line)) for note in notes]
    values = [numbers.find_values([note.text]) for note in notes]
    if numbers.find_missing(wanted, set().union(*values)):
        return ()
    best = max(carried, default=0)
    chosen = [at for at in dict.fromkeys(named) if 2 * carried[at] >= best]
    if not chosen and best:
        chosen = [carried.index(best)]
    for number in numbers.find_missing(wanted, set().union(*(values[at] for at in chosen))):
        holding = [at for at in range(len(notes)) if not numbers.find_missing([number], values[at])]
        chosen += sorted(holding, key=lambda at: (-carried[at], at))[:1]
    return tuple(sorted(set(chosen)))


def keeps_order(sentence: str, source: str) -> bool:
    """False for a sentence with several numbers whose words and numbers stand in another order than
    in its source: "7 with posts, 19 without" made from "7 without, 19 with". It may still be right;
    code cannot tell."""
    said, held = _signs(sentence), _signs(source)
    if sum(sign[0].isdigit() for sign in said) < 2:
        return True
    once = {sign for sign in held if held.count(sign) == 1}
    shared = [sign for sign in dict.fromkeys(said) if sign in once]
    return shared == sorted(shared, key=held.index)


def _agrees(sentence: str) -> bool:
    return bool(re.fullmatch(rf"\W*(?:{languages.AGREEMENT})\W*", sentence, re.IGNORECASE))


def _parted(text: str, language: str) -> tuple[frozenset[str], list[numbers.Meanings]]:
    """The content words of a text, and its numbers."""
    words = content.find_words(text, language)
    return frozenset(
        word for word in words if not numbers.find_numbers(word)
    ), numbers.find_numbers(text)


def _named(quoted: Iterable[Note]) -> list[str]:
    """Words of the names of documents, without their endings."""
    return [
        part
        for note in quoted
        for word in bm25.split_words(note.where)
        for part in (word, *re.split(r"[.\-]", word))
    ]


def _signs(text: str) -> list[str]:
    """Numbers and words, in order."""
    return bm25.split_words(_THOUSANDS.sub("", text))
