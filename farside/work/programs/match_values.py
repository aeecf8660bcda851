"""Words that a condition looks for, matched with the values that documents give in other words
("德语", "Deutsch")."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from farside.engine.base import Engine, Request, generate_reply
from farside.reading.prompts import for_programs
from farside.reading.scan import log_odds
from farside.work.programs.check_sql import sql_identifier
from farside.work.programs.program import CheckedQuery, Sought
from farside.work.programs.run_query import Meanings
from farside.work.tables import values
from farside.work.tables.nouns import Table

LONGEST = 60
"""Characters of what names a thing in other words; what is longer says more than a name."""
MOST_VALUES = 40
"""Different values of a column that are shown to the model."""
_MOST_TOKENS = 160
_HAN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def match_values(engine: Engine, question: str, query: CheckedQuery, table: Table) -> Meanings:
    """For each word that is looked for, find the values of its column that the model says mean it.

    Words that stand in a value as they are need no model; where they stand in some, only values in
    another script may mean them. A reply that is no list of numbers matches nothing.
    """
    meanings: dict[str, frozenset[str]] = {}
    for sought in query.literals:
        lacking, stands = _values_without(table, sought)
        if stands:
            lacking = [one for one in lacking if are_two_scripts(one, sought.text)]
        if lacking:
            meanings[sought.text] = ask_same(engine, question, sought.text, lacking[:MOST_VALUES])
    return meanings


def _values_without(table: Table, sought: Sought) -> tuple[list[str], bool]:
    """The different short values in the cells that lack the words; and whether other cells have
    them."""
    found: dict[str, None] = {}
    stands = False
    for at, column in enumerate(table.columns):
        if sql_identifier(column.name) == sought.column:
            for row in table.rows:
                value = row.cells[at].value
                items = (
                    value
                    if isinstance(value, tuple)
                    else (value,)
                    if isinstance(value, str)
                    else ()
                )
                if any(values.has_words(item, sought.text) for item in items):
                    stands = True
                else:
                    found |= dict.fromkeys(item for item in items if len(item) <= LONGEST)
    return list(found), stands


def are_two_scripts(one: str, other: str) -> bool:
    """Tell whether one is written in Chinese, Japanese or Korean characters and the other only in
    Latin letters."""
    return any(
        _HAN.search(a) and _LATIN.search(b) and not _HAN.search(b)
        for a, b in ((one, other), (other, one))
    )


def ask_same(engine: Engine, question: str, wanted: str, known: Sequence[str]) -> frozenset[str]:
    """The values that mean what is wanted: the model names them, and then judges them one by
    one."""
    messages = for_programs.mean_same(question, wanted, known)
    reply = generate_reply(
        engine, Request(messages, _MOST_TOKENS, schema=for_programs.values_schema(len(known)))
    )
    try:
        numbers = [int(one) for one in json.loads(reply.text)["numbers"]]
    except (ValueError, KeyError, TypeError):
        return frozenset()
    named = dict.fromkeys(known[one - 1] for one in numbers if 1 <= one <= len(known))
    # A small model names too many values of a list; asked about one alone, it knows better.
    english = ""  # the language that is answered in
    judged = {
        one: log_odds(engine, for_programs.is_asked_for(wanted, one), english) for one in named
    }
    return frozenset(one for one, score in judged.items() if score >= 0)
