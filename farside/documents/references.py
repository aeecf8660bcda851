"""What a page in HTML shows or links and does not hold as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # plain text has no need of the HTML parser
    from selectolax.lexbor import LexborNode

_TINY = 20  # pixels
_NO_PAGE = ("about:", "javascript:")
_NUMBER = re.compile(r"\s*([+-]?\d{1,9})")


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture or file that the page shows or links and that may lie inside: its address, and its
    name for people."""

    address: str
    name: str
    picture: bool
    medium: str = ""
    """"video", "recording" or "frame": told, for its text is not here."""


def medium_of(node: LexborNode) -> Reference:
    source = node if node.attributes.get("src") else node.css_first("source[src]")
    address = (source.attributes.get("src") if source is not None else "") or ""
    name = node.attributes.get("title") or node.attributes.get("aria-label") or ""
    return Reference(
        address, name, picture=False, medium="video" if node.tag == "video" else "recording"
    )


def frame_of(node: LexborNode) -> Reference | None:
    """A page that is shown in a frame and was not read; None where the frame is empty, or too small
    for people."""
    written, address = node.attributes.get("srcdoc"), (node.attributes.get("src") or "").strip()
    if not written and (not address or address.lower().startswith(_NO_PAGE) or is_tiny(node)):
        return None
    name = node.attributes.get("title") or node.attributes.get("name") or ""
    return Reference("srcdoc" if written else address, name, picture=False, medium="frame")


def is_tiny(node: LexborNode) -> bool:
    """A picture that counts readers, or a line or dot: no writing fits."""
    sides = (_NUMBER.match(node.attributes.get(side) or "") for side in ("width", "height"))
    return any(int(side[1]) < _TINY for side in sides if side)
