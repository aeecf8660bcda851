"""FictionBook: every word of a book, its notes told apart from its numbers, and books that are
broken or hostile."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.errors import DocumentError
from tests.documents.files import lines, read_given, words_of

_WORD = st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=1, max_size=8)


def _book(body: str, about: str = "", more: str = "") -> str:
    return (
        '<?xml version="1.0"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" '
        'xmlns:l="http://www.w3.org/1999/xlink"><description><title-info>'
        f"{about}</title-info></description><body>{body}</body>{more}</FictionBook>"
    )


def _read(body: str, about: str = "", more: str = "") -> list[str]:
    return words_of(read_given(_book(body, about, more), "a.fb2"))


def test_the_number_of_a_note_joins_no_number() -> None:
    body = '<section><p>250<a l:href="#n1" type="note">1</a> crates</p></section>'
    assert _read(body) == ["250¹ crates"]


def test_a_link_that_is_no_note_stays_in_its_line() -> None:
    assert _read('<section><p>see <a l:href="#c2">chapter 2</a></p></section>') == ["see chapter 2"]


def test_what_is_struck_out_says_so() -> None:
    body = "<section><p>for <strikethrough>800</strikethrough> 900 francs</p></section>"
    assert _read(body) == ["for [struck out: 800] 900 francs"]


def test_raised_and_lowered_signs_keep_numbers_apart() -> None:
    body = "<section><p>10<sup>6</sup> m<sup>2</sup>, x<sub>max</sub></p></section>"
    assert _read(body) == ["10⁶ m², x_max"]


def test_words_without_a_paragraph_are_read_in_their_place() -> None:
    body = "<section>before<p>one</p>between<empty-line/><p>two</p>behind</section>"
    assert _read(body) == ["before", "one", "between", "two", "behind"]


def test_verses_letters_and_their_authors_are_lines() -> None:
    body = (
        "<section><epigraph><p>Motto</p><text-author>Ida</text-author></epigraph><poem>"
        "<title><p>Song</p></title><stanza><v>first</v><v>second</v></stanza>"
        "<date>1901</date></poem>"
        "<cite><p>quoted</p></cite><subtitle>* * *</subtitle></section>"
    )
    expected = ["Motto", "Ida", "Song", "first", "second", "1901", "quoted", "* * *"]
    assert _read(body) == expected


def test_cells_that_span_stand_in_each_of_their_rows() -> None:
    rows = "<tr><th>Year</th><th>Tonnes</th></tr><tr><td rowspan='2'>1901</td><td>12</td></tr>"
    body = f"<section><table>{rows}<tr><td>14</td></tr></table></section>"
    assert _read(body) == ["Year | Tonnes", "1901 | 12", "1901 | 14"]


def test_title_authors_and_annotation_come_first() -> None:
    about = (
        "<book-title>Mills</book-title><author><first-name>Ida</first-name>"
        "<last-name>Rot</last-name></author><annotation><p>On water.</p></annotation>"
    )
    pages = read_given(_book("<section><p>x</p></section>", about), "a.fb2")
    assert [page.label for page in pages] == ["about the book", "section 1 (x)"]
    assert lines(pages[0]) == ["Mills", "Ida Rot", "On water."]


def test_notes_are_pages_of_their_own_named_so() -> None:
    notes = (
        '<body name="notes"><section id="n1"><title><p>1</p></title><p>A debt.</p></section></body>'
    )
    pages = read_given(_book("<section><p>x</p></section>", more=notes), "a.fb2")
    assert (pages[1].label, lines(pages[1])) == ("notes 1 (1)", ["1", "A debt."])


def test_chapters_within_a_part_keep_their_order() -> None:
    inner = "".join(f"<section><p>chapter {number}</p></section>" for number in (1, 2, 10))
    pages = read_given(_book(f"<section><p>part</p>{inner}</section>"), "a.fb2")
    assert words_of(pages) == ["part", "chapter 1", "chapter 2", "chapter 10"]


def test_pictures_are_told_with_the_last_page() -> None:
    held = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
    binary = f'<binary id="map.png" content-type="image/png">{held}</binary>'
    *_, last = read_given(_book("<section><p>x</p></section>", more=binary), "a.fb2")
    assert [one.name for one in last.unread] == ["map.png"]


def test_a_book_in_an_old_encoding_is_read_as_it_says() -> None:
    book = _book("<section><p>Мельница на реке</p></section>")
    data = book.replace('version="1.0"', 'version="1.0" encoding="windows-1251"').encode("cp1251")
    assert words_of(read_given(data, "a.fb2")) == ["Мельница на реке"]


def test_a_book_that_is_cut_gives_what_is_there_and_says_so() -> None:
    book = _book("<section><p>one</p><p>two</p></section>")
    (page,) = read_given(book[: book.index("</p><p>two") + 12], "a.fb2")
    assert lines(page)[0] == "one"
    assert "is damaged" in (page.problem or "")
    assert read_given(book, "a.fb2")[0].problem is None


@pytest.mark.parametrize("book", ["<FictionBook", "<FictionBook xmlns='x'><body/></FictionBook>"])
def test_a_book_without_text_names_the_file(book: str) -> None:
    with pytest.raises(DocumentError, match=r"mill\.fb2"):
        read_given(f"<?xml version='1.0'?>{book}", "mill.fb2")


def test_depth_is_no_danger_and_loses_no_word() -> None:
    deep = "<emphasis>" * 1500 + "deepest" + "</emphasis>" * 1500
    assert _read(f"<section><p>before {deep} behind</p></section>") == ["before deepest behind"]


def test_what_lies_too_deep_for_the_library_is_told() -> None:
    deep = "<emphasis>" * 5000 + "deepest" + "</emphasis>" * 5000
    (page,) = read_given(_book(f"<section><p>before {deep} behind</p></section>"), "a.fb2")
    assert "may lack text" in (page.problem or "")


@settings(max_examples=25)
@given(st.lists(st.lists(_WORD, min_size=1, max_size=4), min_size=1, max_size=8))
def test_every_word_is_read_once_in_its_order(paragraphs: list[list[str]]) -> None:
    styles = ("{}", "<emphasis>{}</emphasis>", "<strong><style name='x'>{}</style></strong>")
    body = "".join(
        f"<p>{' '.join(styles[at % 3].format(word) for at, word in enumerate(words))}</p>"
        for words in paragraphs
    )
    assert _read(f"<section>{body}</section>") == [" ".join(words) for words in paragraphs]
