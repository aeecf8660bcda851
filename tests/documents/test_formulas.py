"""Formulas of Office and of web pages on one line: no number joins another, none is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from farside.documents.seen.formulas import write_mathml, write_omml

_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def _omml(inner: str) -> str:
    text = inner.replace("<", "<m:").replace("<m:/", "</m:")
    return write_omml(etree.fromstring(f'<m:oMath xmlns:m="{_M}">{text}</m:oMath>'))


def _mathml(inner: str) -> str:
    named = f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inner}</math>'
    return write_mathml(etree.fromstring(named)).strip()


def _run(text: str) -> str:
    return f"<r><t>{text}</t></r>"


def _holder(tag: str, **parts: str) -> str:
    inner = "".join(f"<{name}>{_run(text)}</{name}>" for name, text in parts.items())
    return f"<{tag}>{inner}</{tag}>"


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        (_holder("f", num="1", den="3"), "1/3"),
        (_run("2") + _holder("f", num="1", den="2"), "2 1/2"),
        (_holder("f", num="a+b", den="2"), "(a+b)/2"),
        (_holder("sSup", e="1.02", sup="5"), "1.02^5"),
        (_holder("sSub", e="x", sub="n+1"), "x_(n+1)"),
        (_holder("sSubSup", e="x", sub="1", sup="2"), "x_1^2"),
        (_holder("sPre", sub="6", sup="14", e="C"), "_6^14 C"),
        (_holder("rad", deg="", e="2"), "√2"),
        (_holder("rad", deg="3", e="x+1"), "root 3 of (x+1)"),
        (_holder("nary", sub="i=1", sup="n", e="i"), "∫_(i=1)^n i"),
        (_holder("func", fName="sin", e="30°"), "sin 30°"),
        (_holder("limLow", e="lim", lim="n→∞"), "lim_(n→∞)"),
        (_holder("limUpp", e="x", lim="def"), "x^def"),
        (_holder("acc", e="x"), "x\u0302"),
        (_holder("acc", e="ab"), "ab"),
        (_holder("d", e="1, 2"), "(1, 2)"),
        (_holder("bar", e="12"), "12"),
        (_holder("unknown", e="12"), "12"),
    ],
)
def test_shapes_of_office(formula: str, written: str) -> None:
    assert _omml(formula) == written


def test_settings_of_office_change_the_signs() -> None:
    m = f'xmlns:m="{_M}"'
    chosen = (
        f'<m:f {m}><m:fPr><m:type m:val="noBar"/></m:fPr><m:num><m:r><m:t>n</m:t></m:r></m:num>'
        "<m:den><m:r><m:t>k</m:t></m:r></m:den></m:f>"
    )
    assert write_omml(etree.fromstring(chosen)) == "(n over k)"
    total = (
        f'<m:nary {m}><m:naryPr><m:chr m:val="∑"/></m:naryPr>'
        "<m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary>"
    )
    assert write_omml(etree.fromstring(total)) == "∑ i"


def test_matrices_and_equations_of_office_keep_their_rows() -> None:
    row = "<mr><e>{}</e><e>{}</e></mr>"
    matrix = f"<m>{row.format(_run('1'), _run('2'))}{row.format(_run('3'), _run('4'))}</m>"
    assert _omml(matrix) == "[1, 2; 3, 4]"
    assert _omml(f"<eqArr><e>{_run('x=1')}</e><e>{_run('y=2')}</e></eqArr>") == "x=1; y=2"


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("<mfrac><mn>1</mn><mn>3</mn></mfrac>", "1/3"),
        ("<mn>2</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "2 1/2"),
        ('<mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>', "(n over k)"),
        ('<mfrac linethickness="0pt"><mi>n</mi><mi>k</mi></mfrac>', "(n over k)"),
        ('<mfrac linethickness="0.5pt"><mi>n</mi><mi>k</mi></mfrac>', "n/k"),
        ("<msup><mn>10</mn><mn>6</mn></msup>", "10^6"),
        ("<msub><mi>x</mi><mn>1</mn></msub>", "x_1"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x_1^2"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a + b)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "root 3 of (x)"),
        ("<munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover><mi>i</mi>", "∑_1^ni"),
        ("<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>", "_6^14 C"),
        ("<mmultiscripts><mi>x</mi><mn>1</mn><mn>2</mn></mmultiscripts>", "x_1^2"),
        ("<mmultiscripts><mi>U</mi><mprescripts/><none/><mn>235</mn></mmultiscripts>", "^235 U"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>", "[1, 2]"),
        ('<mfenced open="["><mn>1</mn><mn>2</mn></mfenced>', "[1, 2)"),
        ("<mn>7</mn><mphantom><mn>9</mn></mphantom>", "7"),
        ("<semantics><mn>7</mn><annotation>seven</annotation></semantics>", "7"),
        ("<mtext>if  x</mtext><mo>≥</mo><mn>0</mn>", "if x ≥ 0"),
    ],
)
def test_shapes_of_web_pages(formula: str, written: str) -> None:
    assert _mathml(formula) == written


_NUMBERS = st.integers(10, 99).map(str)
_PAIRS = ("mfrac", "msup", "msub", "mroot", "munder", "mover")
_TREES = st.recursive(
    _NUMBERS.map(lambda number: f"<mn>{number}</mn>"),
    lambda inner: (
        st.builds(
            lambda tag, first, second: f"<{tag}>{first}{second}</{tag}>",
            st.sampled_from(_PAIRS),
            inner,
            inner,
        )
        | st.builds(lambda first, second: f"<mrow>{first}<mo>+</mo>{second}</mrow>", inner, inner)
    ),
    max_leaves=6,
)


@settings(max_examples=60)
@given(_TREES)
def test_every_number_of_a_formula_stands_alone(formula: str) -> None:
    root = etree.fromstring(f"<math>{formula}</math>")
    written = "".join(sign if sign.isdigit() else " " for sign in write_mathml(root))
    assert sorted(written.split()) == sorted(one.text for one in root.iter("mn"))


@pytest.mark.parametrize("write", [write_omml, write_mathml])
def test_depth_is_no_danger_and_loses_no_number(write: object) -> None:
    parser = etree.XMLParser(huge_tree=True)
    deep = etree.fromstring("<e>" * 1500 + "<t>42</t>" + "</e>" * 1500, parser)
    assert "42" in (write_omml(deep) if write is write_omml else write_mathml(deep))
