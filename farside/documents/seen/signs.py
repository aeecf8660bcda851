"""Signs whose place is part of their meaning: without it 10⁶ is 106, and a price with a note is
another price."""

from __future__ import annotations

import re
from collections.abc import Sequence

# No sign for q exists; letters that stand for ordinals (5th, 1er) are read as they are written, see
# `raise_sign`.
_PLAIN = "0123456789+-−=()abcdefghijklmnoprstuvwxyz"
_NUMERIC = _PLAIN[:16]
_RAISED = str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LOWERED = str.maketrans(_NUMERIC, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_BETWEEN = frozenset(", ")  # signs between several notes: 250¹,²
_HAS_RAISED = frozenset(_PLAIN) | _BETWEEN
_HAS_LOWERED = frozenset(_NUMERIC) | _BETWEEN
_WORD = re.compile(r"[^\W\d_]{2}")
_SIMPLE = re.compile(r"[\w.,'’]+|[^\s\w]")

_STRUCK_ON = re.compile(r"(\[struck out: [^\[\]]*)\](\s*)\[struck out: ")

TICKED, NOT_TICKED = "☒", "☐"


def raise_sign(text: str) -> str:
    """A raised sign with nothing lost: 10⁶, 250¹, m², but 5th and Mme, whose letters change no
    number."""
    inner = text.strip()
    if _WORD.search(inner):
        return (
            text
            if not any(sign.isdecimal() for sign in inner)
            else _moved(text, {}, frozenset(), "^")
        )
    return _moved(text, _RAISED, _HAS_RAISED, "^")


def lower_sign(text: str, before: str = "") -> str:
    """A lowered sign: H2O and x1 as people type them, but 10₂ after a digit, x_max after a letter;
    `before` ends in it."""
    if before[-1:].isalpha() and text.strip().isdecimal():
        return text
    return _moved(text, _LOWERED, _HAS_LOWERED, "_") if before[-1:].isalnum() else text


def strike_out(text: str) -> str:
    """Text with a line through it, which says that it no longer holds: an old price, a clause that
    was taken out."""
    inner = text.strip()
    return text.replace(inner, f"[struck out: {inner}]", 1) if inner else text


def strike_whole(text: str) -> str:
    """A paragraph or cell with a line through all of it, once: its words may have said so
    themselves."""
    return text if "[struck out: " in text else strike_out(text)


def join_struck(text: str) -> str:
    """Struck pieces side by side as one: programs split a line through a sentence at any word."""
    while (joined := _STRUCK_ON.sub(r"\1\2", text)) != text:
        text = joined
    return text


def _moved(text: str, signs: dict[int, int], known: frozenset[str], mark: str) -> str:
    inner = text.strip()
    if inner and set(inner) <= known:
        written = inner.translate(signs)
    elif any(sign.isalnum() for sign in inner):
        written = f"{mark}{group_operand(inner)}"
    else:
        return text  # *, †, ™: no digits that could be glued to others
    return text.replace(inner, written, 1)


def group_operand(text: str) -> str:
    """`text` as one operand: in brackets unless it is one word or number, or in brackets
    already."""
    inner = text.strip()
    return inner if _SIMPLE.fullmatch(inner) or _is_grouped(inner) else f"({inner})"


def _is_grouped(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def write_fraction(above: str, below: str) -> str:
    """1/3, (a + b)/c."""
    return f"{group_operand(above)}/{group_operand(below)}"


def write_power(base: str, exponent: str) -> str:
    """1.02^5, (1 + p)^n."""
    return f"{group_operand(base)}^{group_operand(exponent)}" if exponent.strip() else base


def write_index(base: str, index: str) -> str:
    """x_1, x_(n+1)."""
    return f"{base}_{group_operand(index)}" if index.strip() else base


def write_root(inner: str, degree: str = "") -> str:
    """√2, √(a + b), root 3 of (x)."""
    return (
        f"root {degree.strip()} of ({inner.strip()})"
        if degree.strip()
        else f"√{group_operand(inner)}"
    )


def write_ruby(pairs: Sequence[tuple[str, str]]) -> str:
    """Neighbouring bases, then all of their readings in brackets: 料金(りょうきん). The words stay
    whole."""
    base, reading = ("".join(pair[side] for pair in pairs) for side in (0, 1))
    return (
        f"{base}({reading.strip()})"
        if reading.strip() and reading.strip() != base.strip()
        else base
    )


def write_tick(ticked: bool) -> str:
    return TICKED if ticked else NOT_TICKED


_RUBY = re.compile("(?:\ufff9[^\ufff9\ufffa\ufffb]*\ufffa[^\ufff9\ufffa\ufffb]*\ufffb)+")
_RUBY_PAIR = re.compile("\ufff9([^\ufffa]*)\ufffa([^\ufffb]*)\ufffb")


def mark_ruby(base: str, reading: str) -> str:
    """One annotated base in Unicode's own marks, until `join_ruby` has seen its neighbours."""
    return f"\ufff9{base}\ufffa{reading}\ufffb"


def join_ruby(text: str) -> str:
    """Write what `mark_ruby` marked, with neighbours as one word."""
    if "\ufff9" not in text:
        return text
    return _RUBY.sub(lambda found: write_ruby(_RUBY_PAIR.findall(found[0])), text)
