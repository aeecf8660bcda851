"""What other tasks made, told at the front door: tables row by row, rankings, translations, and
talk."""

from __future__ import annotations

from collections.abc import Sequence

from farside.reading.text.detect import instructions_for
from farside.reading.text.language import Instructions
from farside.types import Sentence
from farside.work.programs.tell_result import SAID, CitedPlaces, ToldResult, tell_unread
from farside.work.tables import values
from farside.work.tables.nouns import Table

_CAN: dict[Instructions, str] = {
    "en": (
        "Ask about your documents in your own words: what they say and where; which of them, "
        "how many, how much, who has the most; a table, a ranking, an expense report; "
        "a list of every deadline, price or duty; a summary; what differs or was changed; "
        "what happened when; a translation. Every page is read, and every answer names its "
        "places."
    ),
    "zh": (
        "请用自己的话询问这些文件：内容及出处；哪些、多少、谁最多；表格、排名、报销单；"
        "列出所有期限、价格或义务；概括；有何不同或改动；何时发生了什么；翻译。每一页都会读到，"
        "每个回答都注明出处。"
    ),
}
_PLAIN: dict[str, dict[Instructions, str]] = {
    "thanks": {
        "en": "You are welcome. Ask whenever there is more to find in these documents.",
        "zh": "不客气。如需在这些文件中继续查找，请随时提问。",
    },
    "hello": {"en": f"Hello. {_CAN['en']}", "zh": f"你好。{_CAN['zh']}"},
    "help": _CAN,
    "languages": {
        "en": "Translations are made into English and Chinese only.",
        "zh": "目前只能翻译成中文和英文。",
    },
    "passage": {
        "en": (
            "It is not clear which part is to be translated. Name a clause, "
            "a heading or the whole document."
        ),
        "zh": "不清楚要翻译哪一部分。请指明条款、标题或整份文件。",
    },
}


def tell_table(question: str, table: Table, wanted: Sequence[str] = ()) -> ToldResult:
    """A table that another task made, row by row, with the `wanted` columns or all; cells with
    flags are marked."""
    language = instructions_for(question)
    places = CitedPlaces()
    names = [column.name for column in table.columns]
    said = []
    for row in table.rows:
        each = zip(table.columns, row.cells, strict=True)
        named = [(one.name, cell) for one, cell in each if one.name in (wanted or names)]
        cells = [(name, cell) for name, cell in named if cell.value not in (None, "")]
        shown = "; ".join(f"{name}: {values.value_text(cell.value)}" for name, cell in cells)
        doubts = [f"{name}: {why}" for name, cell in cells for why in cell.flags]
        checked = f" ({SAID['check'][language].format(why='; '.join(doubts))})" if doubts else ""
        numbers = places.number(source for _, cell in cells for source in cell.sources[:1])
        if cells:
            said.append(Sentence(f"{row.document}: {shown}{checked}", numbers, True))
    notes = [Sentence(note, (), True) for note in (*table.notes, *tell_unread(table, language))]
    rows = tuple(
        dict.fromkeys(row.document_id for row in table.rows if row.document_id and not row.problem)
    )
    return ToldResult(
        (*said, *notes), tuple(places.citations.values()), (), bool(said), rows=rows, table=table
    )


def tell_translation(question: str, table: Table) -> ToldResult:
    """A translation, a line for each paragraph with the place of its source; what is doubtful is
    marked."""
    language = instructions_for(question)
    places = CitedPlaces()
    said = []
    for row in table.rows:
        source, cell = row.cells
        checked = (
            f" ({SAID['check'][language].format(why='; '.join(cell.flags))})" if cell.flags else ""
        )
        text = values.value_text(cell.value) or values.value_text(source.value)
        said.append(Sentence(f"{text}{checked}", places.number(source.sources[:1]), True))
    rows = tuple(dict.fromkeys(row.document_id for row in table.rows))
    return ToldResult(
        tuple(said), tuple(places.citations.values()), (), bool(said), rows=rows, table=table
    )


def tell_plainly(question: str, what: str) -> ToldResult:
    """A sentence of our own that stands on no document."""
    return ToldResult((Sentence(_PLAIN[what][instructions_for(question)], (), True),), (), (), True)
