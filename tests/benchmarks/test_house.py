"""The figures of the house, counted in a small tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.house import (
    Module,
    count_figures,
    count_public_names,
    find_aliases,
    find_circles,
    has_one_word,
    read_modules,
)

FILES = {
    "farside/__init__.py": "",
    "farside/a.py": "from farside import b as bees\n\ndef parse(): ...\n",
    "farside/b.py": "def parse():\n    from farside.c import find_it\n\ndef _find(): ...\n",
    "farside/c.py": "from . import a\n\ndef find_it(): ...\n",
    "farside/d.py": "if TYPE_CHECKING:\n    from farside import e\n" + "# " + "x" * 99 + "\n",
    "farside/e.py": "import farside.d\n",
    "tests/test_a.py": "def test_parse(): ...\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def modules(root: Path) -> list[Module]:
    return read_modules(root)


def test_a_circle_is_found_through_an_import_inside_a_function_and_not_through_one_for_types(
    modules: list[Module],
) -> None:
    assert find_circles(modules) == [["farside.a", "farside.b", "farside.c"]]


def test_an_own_module_under_another_name_is_an_alias(modules: list[Module]) -> None:
    assert find_aliases(modules) == {("farside.b", "bees")}


def test_a_public_name_counts_once_for_each_module(modules: list[Module]) -> None:
    assert count_public_names(modules) == {"parse": 2, "find_it": 1}


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("parse", True),
        ("_parse", True),
        ("__init__", True),
        ("find_it", False),
        ("_find_it", False),
    ],
)
def test_a_name_without_an_underscore_inside_is_one_word(name: str, one: bool) -> None:
    assert has_one_word(name) is one


def test_the_figures_are_those_of_the_tree(root: Path) -> None:
    now = {figure.name: figure.now for figure in count_figures(root)}
    assert now["functions"] == "4"
    assert now["names of one word, all functions"] == "75.0 %"
    assert now["lines over 100 characters, farside"] == "1 of 11 (9.1 %)"
    assert now["files in the root"] == "6"
