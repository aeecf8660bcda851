"""Documents as the page shows them, after an upload and in lists."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from farside.library.library import Library
from farside.work.guides.kept_guides import list_kinds


def describe_documents(library: Library, wanted: set[str] | None = None) -> list[dict[str, Any]]:
    """Documents as people see them; all of them without `wanted`."""
    member_of, kinds = library.memberships(), list_kinds(library)
    return [
        {
            **asdict(one),
            "collections": member_of.get(one.id, []),
            "reading": None,
            "kind": kinds.get(one.id),
        }
        for one in library.documents()
        if wanted is None or one.id in wanted
    ]
