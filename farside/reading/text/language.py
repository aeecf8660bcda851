"""A language as one value: what reading needs of German stands in one file, and one object answers
for it. What else needs its words: `languages/__init__`.

The instructions of a prompt exist in English and Chinese. A question in any other language gets the
English ones, and the model is told which language to answer in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Instructions = Literal["en", "zh"]
"""The languages that a model is given instructions in."""
Script = Literal["Latin", "Han", "Kana", "Hangul", "Cyrillic", "Arabic", "other"]


@dataclass(frozen=True, slots=True)
class SentenceEnds:
    """Stops that end no sentence. Words are written without their last stop, separated by "|"; a
    blank inside one stands for a blank or none ("z. B" is "z. B." and "z.B."). Case does not
    matter.

    titles      Never an end: "Dr.", "z. B.".
    numbered    No end before a number: "Nr. 5", "art. 5".
    names       An end only before a word that begins sentences: "Acme Inc. The firm".
    closing     An end before a capital; where nouns have one too, as `names`: "etc.", "usw.".
    months      No end between a number and one of these: "3. Mai".
    """

    titles: str = ""
    numbered: str = ""
    names: str = ""
    closing: str = ""
    months: str = ""
    ordinals: str = ""
    """Words before an ordinal ("der 2. Vorsitzende"). Where there are any, numbers with stops are
    dates (3. 5. 2024)."""
    capital_nouns: bool = False
    quotes_go_on: bool = False
    """Whether a sentence goes on after a quotation that ends with a stop
    (「行こう。」と言った。)."""

    @property
    def abbreviations(self) -> tuple[str, ...]:
        """The abbreviations that say nothing about the subject of a sentence."""
        listed = "|".join((self.titles, self.numbered, self.closing)).split("|")
        return tuple(word for word in listed if "\\" not in word)


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences that a person is told where nothing was found; no model writes them. `{read}` and
    `{all}` are numbers of pages or windows; `{partly}` is `partly` or empty; `{said}` is what a
    second reading says."""

    pages: str
    windows: str
    partly: str
    unsupported_pages: str
    unsupported_windows: str
    uncomputed: str
    denied: str
    reread: str


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of one language. Patterns are regular expressions whose alternatives are whole
    words, matched in any case.

    name            In English, as it is said to a model: "Reply in German."
    function_words  In lower case. They tell the language and carry nothing by themselves.
    negations       Left out, they turn a sentence round: content, although they are short.
    yes, no         In lower case: the words that answer so. In a language without blanks an answer
                    that begins with one says so.
    stop_words      In lower case: words of a question that rank nothing; without, `function_words`.
    several         How people ask for more than one thing: a whole expression, with its own bounds.
    asking          The words that ask, by kind of question.
    pointing        Words that point back to something said before.
    pointing_to_several, leading   … to several things; words that go on from what was said.
    """

    code: str
    name: str
    script: Script
    told: Told
    function_words: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    stop_words: frozenset[str] = frozenset()
    several: str = ""
    asking: Mapping[str, str] = field(default_factory=dict)
    pointing: str = ""
    pointing_to_several: str = ""
    leading: str = ""
    usual: int = 22
    """Words, or characters where words have no blanks between them, of a usual sentence."""
    ends: SentenceEnds = SentenceEnds()
    instructions: Instructions = "en"


def listed(words: str) -> frozenset[str]:
    """Words that stand between blanks."""
    return frozenset(words.split())
