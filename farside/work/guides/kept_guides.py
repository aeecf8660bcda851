"""Guides as the library keeps them: the newest of each document, and its kind beside it for
lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import zip_longest
from typing import Any

from farside.library import products
from farside.library.library import Library
from farside.types import Citation
from farside.work.guides.guide import AnsweredQuestion, DocumentKind, Guide, kind_of

_WHOLE, _KIND = "whole", "kind"
_MADE_BY = "made_by"
# How many guides are looked into for questions, and how many of these are offered.
_LOOKED_AT, _OFFERED = 12, 4


def keep_guide(library: Library, guide: Guide, made_by: str) -> None:
    """Keep the guide in the place of an older one. `made_by` names the model, and how it was
    made."""
    products.keep_product(
        library, "guide", _WHOLE, guide.document_id, {_MADE_BY: made_by, **asdict(guide)}
    )
    products.keep_product(library, "guide", _KIND, guide.document_id, {"kind": guide.kind})


def find_guide(
    library: Library, identity: str, name: str, made_by: str | None = None
) -> Guide | None:
    """The guide of the document with this id, with the `name` that it has now; of another maker
    only where `made_by` is None."""
    kept = products.find_product(library, "guide", _WHOLE, identity)
    if kept is None or made_by not in (None, kept.get(_MADE_BY)):
        return None
    return _unpack(kept, identity, name)


def list_kinds(library: Library) -> Mapping[str, DocumentKind]:
    """The kind of every document that has a guide, by its id."""
    kept = products.list_by_document(library, "guide", _KIND)
    return {identity: kind_of(one.get("kind")) for identity, one in kept.items()}


def pick_questions(library: Library, names: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """A few questions that documents answer, with the id of each one's document: the first of
    each document before the second of any. `names` has the documents by id."""
    found = (find_guide(library, *one) for one in list(names.items())[:_LOOKED_AT])
    asked = [[(one.document_id, each.question) for each in one.questions] for one in found if one]
    turns = [one for turn in zip_longest(*asked) for one in turn if one is not None]
    seen: dict[str, tuple[str, str]] = {}
    for one in turns:
        seen.setdefault(one[1].casefold(), one)
    return list(seen.values())[:_OFFERED]


def _unpack(kept: Mapping[str, Any], identity: str, name: str) -> Guide | None:
    """None for what is no guide of ours (any more): it is made again."""
    try:
        sentences = tuple(_citation(one, name) for one in kept["sentences"])
        questions = tuple(
            AnsweredQuestion(
                str(one["question"]), str(one["answer"]), _citation(one["citation"], name)
            )
            for one in kept["questions"]
        )
        return Guide(
            name, identity, kind_of(kept["kind"]), str(kept["title"]), sentences, questions
        )
    except (KeyError, TypeError):
        return None


def _citation(kept: Mapping[str, Any], name: str) -> Citation:
    return Citation(**{**kept, "document": name})
