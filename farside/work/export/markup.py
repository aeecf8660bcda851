"""The one writer of files that browsers open: it escapes every text, and knows no element,
attribute or address that could run, load or send anything.

What it does not know raises `ValueError`: a file is harmless by how it is made, not by what was
thought of when it was checked.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from farside.system.signs import TURNING

_ELEMENTS = frozenset(
    "a b bdi blockquote body defs details div figure footer h1 h2 h3 head html image li mark meta "
    "ol p pre rect section span style summary sup svg table tbody td th thead title tr ul "
    "use".split()
)
_VOID = frozenset(("meta",))
# What a person may read in an attribute stands in none of these but `aria-label` and `content`.
_ATTRIBUTES = frozenset(
    "aria-label charset class colspan content dir height href http-equiv id lang name role scope "
    "preserveAspectRatio viewBox width x y".split()
)
_HREF = re.compile(r"#[a-z]+\d+|data:image/png;base64,[A-Za-z0-9+/]+=*")
# Signs that no text has a use for, or that turn the signs after them around.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]")
_UNFIT_NAME = re.compile(f"[\x00-\x1f\x7f-\x9f{TURNING}\ud800-\udfff\ufffe\uffff]")
_REPLACED = "\ufffd"
_TITLE = 200  # characters; the whole stands on the page


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes and what it holds. Texts are texts: `<` in them is a sign."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Element | str, ...]


Child = Element | str


def element(name: str, /, *children: Child, **attributes: str) -> Element:
    """An element. An attribute is given with `_` for `-`, and with one more `_` at the end where
    Python has the word (`class_`). Raises `ValueError` for what this writer does not know."""
    held = tuple((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    if name not in _ELEMENTS:
        raise ValueError(f"no element that is written: {name!r}")
    for key, value in held:
        if key not in _ATTRIBUTES or (key == "href" and not _HREF.fullmatch(value)):
            raise ValueError(f"no attribute that is written: {key}={value[:50]!r}")
    return Element(name, held, children)


def told(text: str) -> Element:
    """A text of a document, a person or a model. Its direction is its own: it turns nothing around
    that stands beside it."""
    return element("bdi", _UNFIT.sub(_REPLACED, text))


def named(name: str) -> Element:
    """The name of a file, as it is: signs that would show it in another order are replaced."""
    return element("bdi", _UNFIT_NAME.sub(_REPLACED, name), class_="name")


def picture_address(png: bytes) -> str:
    """A picture as an address that loads nothing."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def render_page(title: str, language: str, style: str, body: Sequence[Child]) -> bytes:
    """A whole page in UTF-8. Its policy allows this style (by its hash) and pictures that are
    inside of the file, and nothing else: no script, no request, no form. Raises `ValueError` for a
    style that has signs of HTML."""
    if escape(style, quote=False) != style:
        raise ValueError("a style has no < > &")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="viewport", content="width=device-width"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", _UNFIT_NAME.sub(_REPLACED, " ".join(title.split())[:_TITLE])),
        element("style", style),
    )
    page = element("html", head, "\n", element("body", *body), lang=language)
    return ("<!doctype html>\n" + "".join(_written(page)) + "\n").encode("utf-8", "replace")


def _written(child: Child) -> Iterator[str]:
    if isinstance(child, str):
        yield escape(_UNFIT.sub(_REPLACED, child), quote=False)
        return
    attributes = "".join(
        f' {name}="{escape(_UNFIT.sub(_REPLACED, value))}"' for name, value in child.attributes
    )
    yield f"<{child.name}{attributes}>"
    for inner in child.children:
        yield from _written(inner)
    if child.name not in _VOID:
        yield f"</{child.name}>"
