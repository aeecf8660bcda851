"""RULER's question answering: the right paragraphs among many of the same make (arXiv:2404.06654,
3.4).

The paper takes SQuAD (qa-1, one paragraph answers) and HotpotQA (qa-2, two paragraphs must be put
together) and fills up with paragraphs of other questions. Here templates make all paragraphs from
names that no model has seen, so nothing can be answered from memory, and the other paragraphs are
as similar to the right one as they can be: harder distractors, easier language. qa-1 asks for a
library's town, founder or number of maps; qa-2 for the river of the town where a person was born.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from farside.lab.base import LabCell, Language
from farside.lab.tasks import ruler_names
from farside.lab.tasks.ruler_draft import ContextDraft

KINDS = ("qa-1", "qa-2")

_LIBRARY: dict[Language, tuple[str, ...]] = {
    "en": (
        "The {library} stands in the town of {town}. It was founded in {year} by {person}, "
        "and it has been open to everyone since then. Its collection holds {maps} maps, "
        "most of them drawn by hand.",
        "In {year} {person} founded the {library} in the town of {town}. Visitors come for its "
        "{maps} maps, which are shown in a hall on the upper floor.",
        "With {maps} maps the {library} is well known among those who draw them. Its founder, "
        "{person}, opened it in the town of {town} in {year}, in a building that was once a mill.",
    ),
    "zh": (
        (
            "{library}位于{town}，由{person}于{year}年创办，此后一直对所有人开放。"
            "院中藏有{maps}幅地图，大多为手工绘制。"
        ),
        (
            "{year}年，{person}在{town}创办了{library}。来访者多是为了看这里的{maps}幅地图，"
            "它们陈列在楼上的大厅里。"
        ),
        (
            "{library}以收藏的{maps}幅地图闻名。创办人{person}于{year}年在{town}开设了它，"
            "所用的房子曾是一座磨坊。"
        ),
    ),
}
_ASK_LIBRARY: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        ("town", "In which town is the {library}?"),
        ("person", "Who founded the {library}?"),
        ("maps", "How many maps does the {library} hold?"),
    ),
    "zh": (
        ("town", "{library}位于哪个镇？"),
        ("person", "{library}是谁创办的？"),
        ("maps", "{library}藏有多少幅地图？"),
    ),
}
_BORN: dict[Language, str] = {
    "en": (
        "{person}, a maker of clocks, was born in {year} in the town of {town}, and learned the "
        "craft from an uncle. The clocks of {person} are still wound once a week."
    ),
    "zh": (
        "钟表匠{person}于{year}年出生在{town}，手艺是跟叔父学的。{person}做的钟至今每周上一次发条。"
    ),
}
_LIES: dict[Language, str] = {
    "en": (
        "The town of {town} lies on the river {river}. It was given the right to hold a market in "
        "{year}, and the market is still held on the old bridge."
    ),
    "zh": "{town}坐落在{river}边，{year}年获准开设集市，集市至今仍在老桥上举行。",
}
_ASK_RIVER: dict[Language, str] = {
    "en": "On which river lies the town in which {person} was born?",
    "zh": "{person}出生的镇坐落在哪条河边？",
}
_DOCUMENT: dict[Language, str] = {"en": "Document {number}: {text}", "zh": "文档{number}：{text}"}


def draft_qa(cell: LabCell, chance: Random) -> ContextDraft:
    # A set of names makes a paragraph at least, and a paragraph takes a token: there are never more
    # than tokens.
    number = min(1 + cell.length, ruler_names.most_names(cell.language))
    make = _single if cell.kind == "qa-1" else _double
    question, references, facts, others = make(cell.language, chance, number)
    order = chance.getrandbits(64)
    text = _numbered(cell.language, facts, others, order)
    return ContextDraft(question, references, text, len(others))


def _single(
    language: Language, chance: Random, number: int
) -> tuple[str, tuple[str, ...], list[str], list[str]]:
    """The question, its references, the paragraph that answers it, and `number - 1` other
    paragraphs."""
    libraries = ruler_names.draw_libraries(language, chance, number)
    towns = ruler_names.draw_towns(language, chance, number)
    people = ruler_names.draw_people(language, chance, number)
    maps = chance.sample(range(10_000, 100_000), number)
    paragraphs = [
        chance.choice(_LIBRARY[language]).format(
            library=library, town=town, person=person, maps=held, year=chance.randint(1700, 1950)
        )
        for library, town, person, held in zip(libraries, towns, people, maps, strict=True)
    ]
    fact, question = chance.choice(_ASK_LIBRARY[language])
    # People write 48,213 for 48213.
    answers = {"town": (towns[0],), "person": (people[0],), "maps": (str(maps[0]), f"{maps[0]:,}")}
    return question.format(library=libraries[0]), answers[fact], paragraphs[:1], paragraphs[1:]


def _double(
    language: Language, chance: Random, number: int
) -> tuple[str, tuple[str, ...], list[str], list[str]]:
    """The question, its references, the two paragraphs that answer it, and `2 * (number - 1)` other
    paragraphs."""
    people = ruler_names.draw_people(language, chance, number)
    towns = ruler_names.draw_towns(language, chance, number)
    rivers = ruler_names.draw_rivers(language, chance, number)
    paragraphs = [
        paragraph.format(person=person, town=town, river=river, year=chance.randint(*years))
        for person, town, river in zip(people, towns, rivers, strict=True)
        for paragraph, years in ((_BORN[language], (1700, 1950)), (_LIES[language], (1200, 1600)))
    ]
    return (
        _ASK_RIVER[language].format(person=people[0]),
        (rivers[0],),
        paragraphs[:2],
        paragraphs[2:],
    )


def _numbered(
    language: Language, facts: list[str], others: list[str], order: int
) -> Callable[[int, bool], str]:
    def text(units: int, with_facts: bool) -> str:
        shown = [*(facts if with_facts else ()), *others[:units]]
        Random(order).shuffle(shown)
        return "\n\n".join(
            _DOCUMENT[language].format(number=at, text=one) for at, one in enumerate(shown, 1)
        )

    return text
