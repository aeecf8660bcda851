"""Fields of Word that keep no result say what their codes show."""

from __future__ import annotations

import pytest

from farside.documents.docx_fields import write_field
from farside.documents.seen.signs import join_ruby


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (r" EQ \f(1,3) ", "1/3"),
        (r"EQ 2\f(1;2)", "2 1/2"),
        (r"EQ \f(\f(1,2),x)", "(1/2)/x"),
        (r"EQ \r(x)", "√x"),
        (r"EQ x\s\up8(2) + H\s\do4(2)O", "x² + H2O"),
        (r' EQ \* jc2 \* "Font:MS Mincho" \* hps10 \o\ad(\s\up 9(りょう),料)', "料(りょう)"),
        (r"EQ \x(boxed)", "boxed"),
        (r"EQ \f(a\,b,2)", "a,b/2"),
        (r"EQ \f(1", "1"),
        (" MACROBUTTON NoMacro [Click (here)] ", "[Click (here)]"),
        (' QUOTE "said" ', "said"),
        (' XE "entry" ', ""),
        (" PAGE ", ""),
    ],
)
def test_what_a_code_shows(code: str, shown: str) -> None:
    assert join_ruby(write_field(code)) == shown


def test_nesting_without_end_is_bounded() -> None:
    assert write_field("EQ " + r"\f(" * 5000)
