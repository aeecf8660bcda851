"""Numbers of lists: a clause is cited by the number that a person sees before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.documents import odt
from farside.documents.seen.numerals import write_letters, write_number
from tests.documents.files import opendocument, pages_of, read_given, words_of


def _read(opening: str, items: str) -> list[str]:
    return words_of(read_given(f"<html><body>{opening}{items}</ol></body></html>", "a.html"))


@pytest.mark.parametrize(
    ("opening", "items", "numbers"),
    [
        ("<ol>", "<li>x<li>x", "1. 2."),
        ("<ol start=0>", "<li>x<li>x", "0. 1."),
        ("<ol start='-1'>", "<li>x<li>x<li>x", "-1. 0. 1."),
        ("<ol start=x>", "<li>x", "1."),
        ("<ol start=' 7th'>", "<li>x<li>x", "7. 8."),
        ("<ol reversed>", "<li>x<li>x<li>x", "3. 2. 1."),
        ("<ol reversed start=9>", "<li>x<li>x", "9. 8."),
        ("<ol>", "<li>x<li value=5>x<li>x", "1. 5. 6."),
        ("<ol reversed>", "<li value=8>x<li>x", "8. 7."),
        ("<ol type=a start=3>", "<li>x<li>x", "c. d."),
        ("<ol type=A start=26>", "<li>x<li>x<li>x<li>x", "Z. AA. AB. AC."),
        ("<ol type=i start=4>", "<li>x<li>x", "iv. v."),
        ("<ol type=I style='list-style:lower-alpha'>", "<li>x", "a."),
        ("<ol style='LIST-STYLE-TYPE : upper-roman'>", "<li>x<li>x", "I. II."),
        ("<ol style='list-style-type: decimal-leading-zero'>", "<li>x", "01."),
        ("<ol style='list-style-type: simp-chinese-informal' start=12>", "<li>x", "十二."),
        ("<ol type=a start=0>", "<li>x<li>x", "0. a."),
    ],
)  # fmt: skip
def test_a_list_has_the_numbers_that_a_browser_shows(
    opening: str, items: str, numbers: str
) -> None:
    assert [line.partition(" ")[0] for line in _read(opening, items)] == numbers.split()


def test_a_list_without_numbers_has_bullets_and_an_inner_list_counts_for_itself() -> None:
    assert _read("<ol style='list-style: none'>", "<li>x") == ["- x"]
    inner = "<ol type=a><li>p<li>q</ol>"
    said = [line.split() for line in _read("<ol>", f"<li>x{inner}<li>y")]
    assert said == [["1.", "x"], ["a.", "p"], ["b.", "q"], ["2.", "y"]]


@given(st.integers(1, 20_000), st.sampled_from(["lowerLetter", "upperLetter", "lowerGreek"]))
def test_letters_go_on_as_columns_of_a_sheet_do(number: int, kind: str) -> None:
    letters = 24 if kind == "lowerGreek" else 26
    signs = [write_number(one, kind) for one in range(1, letters + 1)]
    value = 0
    for sign in write_letters(number, kind):
        value = value * letters + signs.index(sign) + 1
    assert value == number


@given(st.integers(-5, 5000), st.sampled_from(["decimal", "lowerRoman", "chineseCounting"]))
def test_what_has_no_letters_is_written_as_before(number: int, kind: str) -> None:
    assert write_letters(number, kind) == write_number(number, kind)


@pytest.mark.parametrize(("sync", "shown"), [("", "ab"), ("false", "ab"), ("true", "bb")])
def test_open_document_says_itself_how_letters_go_on(sync: str, shown: str, tmp_path: Path) -> None:
    more = f' style:num-letter-sync="{sync}"' if sync else ""
    style = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        f'style:num-format="a"{more} style:num-suffix=")" text:start-value="28"/></text:list-style>'
    )
    item = "<text:list-item><text:p>Fee</text:p></text:list-item>"
    body = f'<text:list text:style-name="L">{item}</text:list>'
    path = opendocument(tmp_path / "a.odt", "text", body, styles=style)
    assert words_of(pages_of(odt.parse, path, "odt")) == [f"{shown}) Fee"]
