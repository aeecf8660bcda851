"""HTML as a person sees it: blocks are lines, rows are lines, scripts are nothing."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.documents import html
from farside.errors import DocumentError
from tests.documents.files import lines, pages_of


def test_blocks_rows_and_lists() -> None:
    found = html.read_html(
        b"<title> The  title</title><style>p{}</style><h1>Head <b>bold</b></h1><p>one<br>two\n"
        b" three</p>"
        b"<script>bad()</script><table><tr><th>A<th>B<tr><td>1<p>x</p><td></table><ul>"
        b"<li>item</ul>tail"
    )
    assert found.title == "The title"
    assert found.lines == ["Head bold", "one", "two three", "A | B", "1 x", "- item", "tail"]


def test_preformatted_text_keeps_its_spaces() -> None:
    assert html.read_html(b"<pre>if x:\n    y</pre>").lines == ["if x:", "    y"]


@pytest.mark.parametrize("declared", ["gb2312", "GBK"])
def test_charset_of_the_file(declared: str) -> None:
    source = f"<meta charset={declared}><p>朱镕基</p>".encode("gb18030")
    assert html.read_html(source).lines == ["朱镕基"]


def test_charset_that_came_with_it_wins() -> None:
    assert html.read_html("<meta charset=utf-8>é".encode("cp1252"), "cp1252").lines == ["é"]


def test_deep_nesting_is_walked() -> None:
    assert html.read_html(b"<div>" * 5000 + b"deep").lines == ["deep"]


def test_a_page_without_text_is_said(tmp_path: Path) -> None:
    file = tmp_path / "app.html"
    file.write_text("<body><script>render()</script></body>")
    with pytest.raises(DocumentError, match="has no text"):
        pages_of(html.parse, file)


def test_xhtml_ends_its_empty_elements() -> None:
    start = (
        b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/><style/>"
        b"<script src='a>b'/>"
    )
    body = (
        b"</head><body><p>one<br/>two</p><iframe/><textarea/><p><a id='x'/>three<![CDATA[ & "
        b"<four>]]></p></body></html>"
    )
    assert html.read_html(start + body).lines == ["one", "two", "three & <four>"]
    assert html.read_html(b"<p>a<br/>b</p><script src=x />c</script>d").lines == [
        "a",
        "b",
        "d",
    ]  # HTML's own rules


def test_lists_keep_their_numbers_and_depth() -> None:
    source = (
        b"<ol start=7><li><p>heats</p><li>mends<ol type=a><li>within ten days<li "
        b"value=4>at cost</ol></ol>"
        b"<ol reversed><li>x<li>y</ol><ol style='list-style-type: "
        b"upper-roman'><li><ol><li>deep</ol></ol><ul><li>-</ul>"
    )
    expected = [
        "7. heats",
        "8. mends",
        "  a. within ten days",
        "  d. at cost",
        "2. x",
        "1. y",
        "I.",
        "  1. deep",
        "- -",
    ]
    assert html.read_html(source).lines == expected


def test_signs_that_their_place_gives_a_meaning() -> None:
    source = (
        "<p>250<sup><a href='#n'>1</a></sup> and 10<sup>6</sup>, H<sub>2</sub>O, "
        "x<sub>max</sub></p><p><math><mfrac><mn>1</mn><mn>3</mn></mfrac></math> of it; "
        "was <del>900</del> 750; <q>yes</q></p><p><ruby>料<rt>りょう</rt></ruby><ruby>金<rp>(</rp>"
        "<rt>きん</rt><rp>)</rp></ruby>は</p>"
    )
    assert html.read_html(source.encode()).lines == [
        "250¹ and 10⁶, H2O, x_max",
        "1/3 of it; was [struck out: 900] 750; “yes”",
        "料金(りょうきん)は",
    ]


def test_forms_show_their_values() -> None:
    source = (
        b"<label>Name <input value=Ida></label><label>Dog <input type=checkbox checked></label>"
        b"<input type=radio><label>Cat</label><input type=hidden value=no><label>Day "
        b"<select><option>Fri"
        b"<option selected>Sat</select></label><textarea>late\n"
        b"and wet</textarea><select><option>a<option>b</select>"
    )
    expected = ["Name Ida", "Dog ☒ ☐ Cat", "Day Sat late", "and wet", "a / b"]
    assert html.read_html(source).lines == expected


def test_spans_links_and_pictures() -> None:
    source = (
        b"<table><caption>Depots</caption><tr><th>A<th>B<th>C<tr><td rowspan=2>N<td>1<td>2<tr>"
        b"<td colspan=2>shut</table>"
        b"<a href='https://e.example/q'>offer</a> <a href=mailto:i@e.example>Ida</a> <a "
        b"href='#x'>here</a>"
        b"<img alt='a plan' src=p.png><img width=1 height=1 "
        b"src=pixel><svg><text>12</text><title>icon</title></svg>"
    )
    found = html.read_html(source)
    assert found.lines[:4] == ["Depots", "A | B | C", "N | 1 | 2", "N | shut |"]
    assert found.lines[4:] == [
        "offer (https://e.example/q) Ida (i@e.example) here [picture: a plan]",
        "12",
    ]
    assert [one.address for one in found.references] == ["p.png"]


def test_tables_that_lay_out_a_page_are_its_lines() -> None:
    source = (
        b"<table><tr><td><p>Dear Ida,</p><p>thanks.</p></td></tr><tr><td><table><tr>"
        b"<td>Oil<td>18.40"
        b"<tr><td>Wick<td>3<br>boxes</table></td></tr></table>"
    )
    assert html.read_html(source).lines == ["Dear Ida,", "thanks.", "Oil | 18.40", "Wick | 3 boxes"]


def test_a_link_around_blocks_is_not_lost() -> None:
    source = b"<a href=https://e.example/1><div>Card</div><div>Price</div></a><p>end"
    assert html.read_html(source).lines == ["Card", "Price (https://e.example/1)", "end"]


def test_what_a_data_address_holds_is_told_and_is_no_text(tmp_path: Path) -> None:
    packed = base64.b64encode(bytes(range(256)) * 8).decode()
    (tmp_path / "a.html").write_text(
        f"<p>Plot</p><img src='data:image/png;base64,{packed}' alt=plot>"
    )
    (page,) = pages_of(html.parse, tmp_path / "a.html")
    assert lines(page) == ["Plot", "[picture: plot]"]
    assert [one.kind for one in page.unread] == ["picture"]


_NESTED = "p div td tr table li ol a sup ruby rt option pre label del".split()


@given(st.lists(st.sampled_from(_NESTED), max_size=26))
@settings(max_examples=60)
def test_every_word_is_read_once_whatever_the_nesting(tags: list[str]) -> None:
    words = [f"word{chr(ord('a') + at)}x" for at in range(len(tags))]
    text = "\n".join(
        html.read_html(
            "".join(f"<{tag}>{word} " for tag, word in zip(tags, words, strict=True)).encode()
        ).lines
    )
    assert [word for word in words if text.count(word) != 1] == []


def test_videos_and_sounds_are_told(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        "<p>Talk</p><video><source src='x/talk.mp4'>old</video><audio src=a.mp3 title=Song></audio>"
    )
    (page,) = pages_of(html.parse, file, "html")
    assert lines(page) == ["Talk"]
    assert [(one.kind, one.name) for one in page.unread] == [
        ("video", "talk.mp4"),
        ("recording", "Song"),
    ]


def test_a_style_strikes_and_raises_as_its_element_does() -> None:
    source = (
        b"<p>was <span style='color:red; text-decoration: underline line-through'>900</span> 750"
        b"<span style='vertical-align:super'>2</span></p>"
        b"<p style='text-decoration-line:line-through'>gone <s>too</s></p>"
        b"<p style='text-decoration:underline'>kept</p>"
    )
    assert html.read_html(source).lines == [
        "was [struck out: 900] 750\u00b2",
        "gone [struck out: too]",
        "kept",
    ]


def test_every_line_of_what_is_struck_says_so() -> None:
    source = (
        b"<div>Rent <del>800<br>and heat</del> 900</div><div><del><p>one</p><p>two</p></del>"
        b"</div><p>three</p>"
    )
    expected = [
        "Rent [struck out: 800]",
        "[struck out: and heat] 900",
        "[struck out: one]",
        "[struck out: two]",
        "three",
    ]
    assert html.read_html(source).lines == expected


def test_what_is_raised_twice_is_raised_once() -> None:
    source = (
        b"<p>10<sup><span style='vertical-align:super'>6</span></sup> 5<span "
        b"style='vertical-align:super'><sup>2</sup>"
        b"</span> end<a epub:type=noteref href=#n>1</a> end<a role=doc-noteref "
        b"href=#n><sup>2</sup></a></p>"
        b"<table><tr><td style='vertical-align:super'>cell 5</td><td>6</td></tr></table>"
    )
    assert html.read_html(source).lines == ["10\u2076 5\u00b2 end\u00b9 end\u00b2", "cell 5 | 6"]


def test_frames_and_bars_are_read_or_told(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    nested = "".join(f"<iframe srcdoc='&lt;p&gt;Due {n}&lt;/p&gt;'>old</iframe>" for n in (1, 2))
    bars = (
        "<p>Paid <progress value=70 max=100></progress><p><meter "
        "value=0.4>0.4</meter><p><progress></progress>"
    )
    others = (
        "<iframe src='https://x.ex/terms.html?a'></iframe><iframe "
        "src='about:blank'></iframe><iframe></iframe>"
    )
    file.write_text(f"<ol><li>{nested}</ol>{bars}{others}")
    (page,) = pages_of(html.parse, file)
    assert lines(page) == ["1. Due 1", "Due 2", "Paid 70 of 100", "0.4"]
    assert [(one.kind, one.name) for one in page.unread] == [("frame", "terms.html")]


def test_frames_within_frames_end_somewhere() -> None:
    source = "deep"
    for _ in range(8):
        source = f'<iframe srcdoc="{escape(source)}"></iframe>'
    found = html.read_html(source.encode())
    assert not found.lines
    assert [one.medium for one in found.references] == ["frame"]
