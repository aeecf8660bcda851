"""The words of the page: all of them in both languages, and for every name that the server gives to
a column."""

from __future__ import annotations

import re
from pathlib import Path

from farside.work.invoices import fields
from farside.work.judging.comparing import versions
from farside.work.judging.digests import digest
from farside.work.judging.ranking import rank, rubric

_FOLDER = Path(__file__).parents[2] / "farside" / "web" / "js" / "words"
_ENTRY = re.compile(r'(?:"([^"]+)"|\b(\w+)): "((?:[^"\\]|\\.)*)"')


def words(language: str) -> dict[str, str]:
    """What is said for each key."""
    found = _ENTRY.findall((_FOLDER / f"{language}.js").read_text(encoding="utf-8"))
    return {quoted or bare: said for quoted, bare, said in found}


def test_both_languages_say_everything_of_the_same_values() -> None:
    english, chinese = words("en"), words("zh")
    assert len(english) > 300
    assert english.keys() == chinese.keys()
    for key, said in english.items():
        assert set(re.findall(r"{\w+}", chinese[key])) <= set(re.findall(r"{\w+}", said)), key


def test_columns_and_values_of_the_server_s_own_tables_have_words() -> None:
    some = rubric.parse_rubric({"criteria": [{"name": "Python", "weight": 1}]})
    columns = [
        *fields.COLUMNS,
        *versions.COLUMNS,
        *(column for columns in digest.COLUMNS.values() for column in columns),
        *(one for one in rank.ranking_columns(some) if one.name != "Python"),
    ]
    names = {one.name for one in columns} | {"date", "event", "sentence", "source", "translation"}
    assert {f"column.{name}" for name in names} == {
        key for key in words("en") if key.startswith("column.")
    }
    values = {choice for one in columns for choice in one.choices}
    assert {f"value.{value}" for value in values} == {
        key for key in words("en") if key.startswith("value.")
    }
