"""Rich Text: code pages, tables, notes, links, ticks, and what nobody sees."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.documents import rtf
from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.options import ParseOptions
from farside.documents.rtf import RtfReader
from farside.errors import DocumentError
from tests.documents.files import lines

FONTS = (
    rb"{\fonttbl{\f0 Calibri;}{\f1\fcharset204 Arial;}{\f2\fcharset134 "
    rb"SimSun;}{\f3\fcharset2 Wingdings;}}"
)


def _lines(body: bytes) -> list[str]:
    return RtfReader(ParseOptions("a.rtf")).read(
        rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + body + b"}"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rb"\u8364?\'a045 caf\'e9\par\uc2\u24352\'d5\'c5 x\par", ["€\xa045 café", "张 x"]),
        (rb"\f1 \'cf\'f0\'e8\'e2\'e5\'f2\par{\f2\'d1\'ba\'bd\'f0}\par", ["Привет", "押金"]),
        (rb"\u-10179?\u-8704?\par", ["😀"]),
        (
            rb"10{\super 6} cells\par fine 250{\super 1} H{\sub 2}O\par 4\up6 2\up0 .\par",
            ["10⁶ cells", "fine 250¹ H2O", "4²."],
        ),
        (
            rb"{\listtext\tab 7.\tab}heats\par{\*\pn\pndec}{\pntext a)\tab}days\par",
            ["7.\theats", "a)\tdays"],
        ),
        (rb"a{\v hidden}{\deleted gone}b\par{\*\unknown no}{\info{\title no}}c\par", ["ab", "c"]),
        (
            rb'{\field{\*\fldinst HYPERLINK "https://e.example/q"}{\fldrslt offer}} x\par',
            ["offer (https://e.example/q) x"],
        ),
        (
            rb"due{\footnote\chftn  30 days} now\par",
            ["due[footnote 1] now", "[footnote 1] 30 days"],
        ),
        (
            rb"rent{\*\atnid IM}{\*\atnauthor Ida}{\*\annotation too much}\par",
            ["rent", "[comment by Ida] too much"],
        ),
        (rb"{\header top\par}body\par{\footer end\par}", ["top", "end", "body"]),
        (
            rb"{\shppict{\*\x no}}{\pict\picwgoal100\pichgoal100 ffd8}{\upr{no}{\*\ud yes}}\par",
            ["yes"],
        ),
        (rb"{\f3\u-3842?} Pets \f3\'a8\f0  Smoking\par", ["☑ Pets ☐ Smoking"]),
        (
            rb"{\strike old} {\strike price} new \strike off\strike0 .\par",
            ["[struck out: old price] new [struck out: off]."],
        ),
        (
            (
                rb"a{\shp{\*\shpinst\shpleft1{\sp{\sn no}{\sv no}}{\shptxt "
                rb"boxed\par}}{\shprslt{\*\do no}}}b\par"
            ),
            ["boxed", "ab"],
        ),
        (rb"a\bin4 {{}}b\par", ["ab"]),
    ],
)
def test_what_a_person_sees(body: bytes, expected: list[str]) -> None:
    found = _lines(body)
    assert [line.strip("\t") for line in found] == expected


def test_rows_make_sense_alone() -> None:
    row = rb"\trowd%s\cellx1\cellx2\pard\intbl %s\cell 1\par 2\cell\row"
    table = row % (rb"\clvmgf", b"North") + row % (rb"\clvmrg", b"") + rb"\pard after\par"
    assert _lines(table) == ["North | 1 2", "North | 1 2", "after"]


def test_forms_show_their_ticks_and_choices() -> None:
    field = rb"{\field{\*\fldinst %s{\*\formfield{\fftype1\ffres%d\ffdefres1 %s}}}{\fldrslt}}"
    choices = rb"{\*\ffl Fri}{\*\ffl Sat}"
    body = (
        field % (b"FORMCHECKBOX ", 25, b"")
        + b" Pets"
        + field % (b"FORMCHECKBOX ", 0, b"")
        + b" Smoke "
    )
    assert _lines(body + field % (b"FORMDROPDOWN ", 1, choices)) == ["☒ Pets☐ Smoke Sat"]


def test_a_picture_is_told_and_a_cut_file_too() -> None:
    pages = list(
        rtf.parse(
            Content.of_bytes(rb"{\rtf1 text{\pict\pngblip 89504e47}\par more"),
            ParseOptions("a.rtf"),
        )
    )
    assert lines(pages[0]) == ["text", "more"]
    assert [one.kind for one in pages[-1].unread] == ["picture"]
    assert "ends too early" in (pages[-1].problem or "")


def test_it_is_known_by_its_beginning(tmp_path: Path) -> None:
    assert (
        detect_format(Content.of_bytes(b"\xef\xbb\xbf{\\rtf1 x}"), ParseOptions("letter.doc"))[0]
        == "rtf"
    )


@given(
    st.lists(
        st.sampled_from(
            [b"{", b"}", rb"\par ", rb"\u8364?", rb"\'e9", rb"\row ", rb"\*", rb"\field", b"x"]
        ),
        max_size=60,
    )
)
@settings(max_examples=80)
def test_any_nonsense_is_read_or_refused(tokens: list[bytes]) -> None:
    with suppress(DocumentError):
        RtfReader(ParseOptions("a.rtf")).read(rb"{\rtf1 " + b"".join(tokens))
