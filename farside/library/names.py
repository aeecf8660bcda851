"""The names that a collection may have: one rule for the command line, every route and what older
releases kept.

A name stands in addresses (`/api/collections/NAME`), file names and lines of a terminal. So it is
one line that no program takes for a path: no `/`, no control characters, none that turn the order
of the others, and something besides dots, spaces and what is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import count

from farside.errors import InputError
from farside.system import signs

MOST = 200
_NOT = rf"/\x00-\x1f\x7f-\x9f\u2028\u2029{signs.TURNING}"
# Without looking ahead or back, which the expressions of JSON Schema and pydantic cannot.
PATTERN = rf"^[^{_NOT}]*[^{_NOT}{signs.UNSEEN}\s.][^{_NOT}]*$"
_PATTERN, _UNFIT = re.compile(PATTERN.strip("^$")), re.compile(f"[{_NOT}]")


def is_collection_name(name: str) -> bool:
    """Tell whether a collection may have this name."""
    return len(name) <= MOST and name == name.strip() and bool(_PATTERN.fullmatch(name))


def collection_name(name: str) -> str:
    """The name without the spaces around it. Raises `InputError` for one that no collection may
    have."""
    stripped = name.strip()
    if not is_collection_name(stripped):
        raise InputError(
            f"a collection cannot be called {name[:MOST]!r}: a name has 1 to {MOST} "
            "characters, no /, no control characters and none that turn the direction, "
            "and more than dots and what is not seen"
        )
    return stripped


def nearest_name(name: str, taken: Container[str]) -> str:
    """A name nearest to one that no longer fits, and that is not `taken`."""
    near = _UNFIT.sub("-", name).strip()[:MOST].strip()
    near = near if is_collection_name(near) else f"collection {near}".strip()[:MOST].strip()
    more = (f"{near[: MOST - 10].strip()} {number}" for number in count(2))
    return near if near not in taken else next(one for one in more if one not in taken)
