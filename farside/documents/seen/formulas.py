"""Formulas on one line, so that numbers stay right: 1/3, 1.02^5, √2, ∑_(i=1)^n i. They come as OMML
(Office) or MathML.

An element is any XML element of lxml; tags count without their namespaces. What is not known is
read as its children.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from farside.documents.seen.signs import (
    group_operand,
    write_fraction,
    write_index,
    write_power,
    write_root,
)

_DEEPEST = 200  # lxml lets XML be 256 deep


def write_omml(element: etree._Element, depth: int = 0) -> str:
    """`m:oMath` or any part of it."""
    if depth > _DEEPEST:
        return "".join(element.itertext())
    shape = _OMML.get(_tag(element))
    if shape is not None:
        return shape(element, depth)
    if _tag(element) == "t":
        return element.text or ""
    return "".join(
        write_omml(child, depth + 1)
        for child in _children(element)
        if not _tag(child).endswith("Pr")
    )


def write_mathml(element: etree._Element, depth: int = 0) -> str:
    """Write `math` or any part of it; an element with annotations gives only what is shown."""
    tag, parts = _tag(element), list(_children(element))
    if depth > _DEEPEST:
        return "".join(element.itertext())
    if tag in ("annotation", "annotation-xml", "mphantom"):
        return ""
    if tag in ("mi", "mn", "mo", "mtext", "ms"):
        text = " ".join("".join(element.itertext()).split())
        return f" {text} " if tag == "mo" and text in _SPACED else text
    if tag == "mtable":
        rows = (
            ", ".join(write_mathml(cell, depth + 1).strip() for cell in _children(row))
            for row in parts
        )
        return f"[{'; '.join(rows)}]"
    # Once for each part: whoever writes it twice takes twice the time at every depth.
    pieces = [write_mathml(part, depth + 1) for part in parts]
    written = [piece.strip() for piece in pieces]
    if tag == "msqrt":
        return write_root("".join(_joined(parts, pieces)))
    if tag == "mroot" and len(written) == 2:
        return write_root(written[0], written[1])
    if tag == "mfrac" and len(written) == 2:
        if _NO_BAR.fullmatch(element.get("linethickness") or ""):
            return f"({written[0]} over {written[1]})"
        return write_fraction(written[0], written[1])
    if tag == "mmultiscripts" and parts:
        return _scripts(parts, written)
    if tag in ("msup", "mover") and len(written) == 2:
        return write_power(written[0], written[1])
    if tag in ("msub", "munder") and len(written) == 2:
        return write_index(written[0], written[1])
    if tag in ("msubsup", "munderover") and len(written) == 3:
        return f"{write_index(written[0], written[1])}^{group_operand(written[2])}"
    if tag == "mfenced":
        return f"{element.get('open', '(')}{', '.join(written)}{element.get('close', ')')}"
    return "".join(_joined(parts, pieces))


# Of a fraction that is none: the choices of k from n.
_NO_BAR = re.compile(r"\s*0(?:\.0+)?(?:[a-z]+|%)?\s*", re.I)
_SPACED = frozenset("+−-=<>≤≥≠≈×÷·±→⇒∈")


def _scripts(parts: Sequence[etree._Element], written: Sequence[str]) -> str:
    """A base with indices and powers in pairs behind it, and after `mprescripts` before it."""
    tags = [_tag(part) for part in parts]
    middle = tags.index("mprescripts") if "mprescripts" in tags else len(tags)
    before, behind = _pairs(written[middle + 1 :]), _pairs(written[1:middle])
    return f"{before} {written[0]}{behind}".strip()


def _pairs(written: Sequence[str]) -> str:
    marks = ("_", "^")
    return "".join(
        f"{marks[at % 2]}{group_operand(text)}" for at, text in enumerate(written) if text.strip()
    )


def _joined(parts: Sequence[etree._Element], pieces: Sequence[str]) -> Iterator[str]:
    before = ""
    for part, piece in zip(parts, pieces, strict=True):
        # 2½ is no 21/2.
        yield " " + piece if _tag(part) == "mfrac" and before[-1:].isdigit() else piece
        before = piece


def _tag(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _children(element: etree._Element) -> Iterator[etree._Element]:
    yield from element.iterchildren(etree.Element)


def _part(element: etree._Element, name: str, depth: int) -> str:
    found = element.find(f"{{*}}{name}")
    return write_omml(found, depth + 1).strip() if found is not None else ""


def _setting(element: etree._Element, path: str) -> str | None:
    """The value of a property such as `naryPr/chr`; "" where it is there without one."""
    found = element.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    if found is None:
        return None
    return next(
        (value for name, value in found.items() if etree.QName(name).localname == "val"), ""
    )


def _fraction(element: etree._Element, depth: int) -> str:
    above, below = _part(element, "num", depth), _part(element, "den", depth)
    if _setting(element, "fPr/type") == "noBar":
        return f"({above} over {below})"
    return f"{_apart(element)}{write_fraction(above, below)}"


def _apart(element: etree._Element) -> str:
    """A blank between a number and the fraction after it: 2 1/2."""
    before = element.getprevious()
    return " " if before is not None and "".join(before.itertext()).rstrip()[-1:].isdigit() else ""


def _power(element: etree._Element, depth: int) -> str:
    return write_power(_part(element, "e", depth), _part(element, "sup", depth))


def _index(element: etree._Element, depth: int) -> str:
    return write_index(_part(element, "e", depth), _part(element, "sub", depth))


def _both(element: etree._Element, depth: int) -> str:
    return f"{_index(element, depth)}^{group_operand(_part(element, 'sup', depth))}"


def _before(element: etree._Element, depth: int) -> str:
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    return f"_{group_operand(below)}^{group_operand(above)} {_part(element, 'e', depth)}"


def _root(element: etree._Element, depth: int) -> str:
    return write_root(_part(element, "e", depth), _part(element, "deg", depth))


def _sum(element: etree._Element, depth: int) -> str:
    sign = _setting(element, "naryPr/chr")
    written = "∫" if sign is None else sign
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    written += f"_{group_operand(below)}" if below else ""
    written += f"^{group_operand(above)}" if above else ""
    return f"{written} {_part(element, 'e', depth)}"


def _brackets(element: etree._Element, depth: int) -> str:
    first, last = _setting(element, "dPr/begChr"), _setting(element, "dPr/endChr")
    between = _setting(element, "dPr/sepChr") or "|"
    inner = between.join(write_omml(part, depth + 1).strip() for part in element.findall("{*}e"))
    return f"{'(' if first is None else first}{inner}{')' if last is None else last}"


def _matrix(element: etree._Element, depth: int) -> str:
    rows = (
        ", ".join(write_omml(cell, depth + 1).strip() for cell in row.findall("{*}e"))
        for row in element.findall("{*}mr")
    )
    return f"[{'; '.join(rows)}]"


def _equations(element: etree._Element, depth: int) -> str:
    return "; ".join(write_omml(part, depth + 1).strip() for part in element.findall("{*}e"))


def _function(element: etree._Element, depth: int) -> str:
    name, inner = _part(element, "fName", depth), _part(element, "e", depth)
    return f"{name} {inner}"


def _limit(element: etree._Element, depth: int) -> str:
    mark = "_" if _tag(element) == "limLow" else "^"
    return f"{_part(element, 'e', depth)}{mark}{group_operand(_part(element, 'lim', depth))}"


def _accent(element: etree._Element, depth: int) -> str:
    sign = _setting(element, "accPr/chr")
    inner = _part(element, "e", depth)
    return inner + ("\u0302" if sign is None else sign) if len(inner) == 1 else inner


_OMML: dict[str, Callable[[etree._Element, int], str]] = {
    "f": _fraction,
    "sSup": _power,
    "sSub": _index,
    "sSubSup": _both,
    "sPre": _before,
    "rad": _root,
    "nary": _sum,
    "d": _brackets,
    "m": _matrix,
    "eqArr": _equations,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "acc": _accent,
}
