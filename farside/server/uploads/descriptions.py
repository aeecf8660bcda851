"""Documents as the page shows them, after an upload and in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from farside.library.library import KeptDocument, Library
from farside.work.guides.kept_guides import list_kinds

_FIELDS = tuple(one.name for one in fields(KeptDocument))


def describe_documents(library: Library, wanted: set[str] | None = None) -> list[dict[str, Any]]:
    """Documents as people see them; all of them without `wanted`."""
    only = next(iter(wanted)) if wanted is not None and len(wanted) == 1 else None
    kept = [one for one in library.documents(only) if wanted is None or one.id in wanted]
    return describe_kept(library, kept)


def describe_kept(library: Library, kept: Sequence[KeptDocument]) -> list[dict[str, Any]]:
    """These documents as people see them."""
    member_of, kinds = library.memberships(), list_kinds(library)
    return [
        {
            **{name: getattr(one, name) for name in _FIELDS},
            "collections": member_of.get(one.id, []),
            "reading": None,
            "kind": kinds.get(one.id),
        }
        for one in kept
    ]
