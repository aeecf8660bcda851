"""What a run was asked: what it is called, what it is about, and how it is shown."""

from __future__ import annotations

from farside.library.library import Library
from farside.library.runs import Plain

# Documents that are named.
_SHOWN = 100
# Characters of a question that are.
_QUESTION = 300


def read_title(documents: int) -> str:
    """What a reading ahead is called."""
    return f"Read {documents} document{'' if documents == 1 else 's'}"


def documents_of(library: Library, spec: Plain) -> list[str]:
    """The documents that a run is given, by id."""
    collection = spec.get("collection")
    members = library.collection(collection).documents if collection else ()
    return list(dict.fromkeys([*(spec.get("documents") or ()), *members]))


def short(spec: Plain) -> Plain:
    """A spec as it is shown again and again: of very many documents the first, and how many more there are; of a long
    question its beginning."""
    shown = dict(spec)
    documents = spec.get("documents") or []
    if (more := len(documents) - _SHOWN) > 0:
        shown |= {"documents": documents[:_SHOWN], "more_documents": more}
    if "questions" in spec:
        shown["questions"] = [_begun(one) for one in spec["questions"]]
    return shown


def _begun(question: str) -> str:
    return question if len(question) <= _QUESTION else question[: _QUESTION - 1] + "…"
