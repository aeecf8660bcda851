"""What a run was asked: its name, what it is about, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields

from farside.errors import NotFound
from farside.library import answers
from farside.library.deletions import list_deleted
from farside.library.library import Library
from farside.library.notes import noted_documents
from farside.library.runs import Plain, Run

TEXT = "text"
"""The name of a summary in the result of its run."""

# How many documents are named.
_SHOWN = 100
# How many characters of a question are.
_QUESTION = 300


def read_title(documents: int) -> str:
    """The name of a reading ahead."""
    return f"Read {documents} document{'' if documents == 1 else 's'}"


def spec_documents(library: Library, spec: Plain) -> list[str]:
    """The documents that a run is given, by id, and those that notes quote which it is given."""
    collection = spec.get("collection")
    members = library.collection(collection).documents if collection else ()
    noted = noted_documents(library) if spec.get("notes") else ()
    return list(dict.fromkeys([*(spec.get("documents") or ()), *members, *noted]))


def choose_documents(
    library: Library,
    documents: Sequence[str],
    collections: Sequence[str],
    everything: bool,
) -> list[str]:
    """The documents, with those that several collections, or everything, have at this moment: a
    run keeps to what it began with. Raises `NotFound` for a collection that is not there."""
    members = [one for name in collections for one in library.collection(name).documents]
    rest = [one.id for one in library.documents()] if everything else []
    deleted = list_deleted(library, "document") if rest or members else set()
    chosen = [one for one in (*members, *rest) if one not in deleted]
    return list(dict.fromkeys([*documents, *chosen]))


def given_of(library: Library, run: Run) -> list[str]:
    """The documents of `spec_documents` and those that the run's answers quote: its collection may
    be different by now, or gone."""
    found = list(run.spec.get("documents") or ())
    with suppress(NotFound):
        found = spec_documents(library, run.spec)
    for identity in run.answers:
        with suppress(NotFound):
            answer = answers.load_answer(library, identity)
            found += [one.document_id for one in (*answer.citations, *answer.closest)]
    return list(dict.fromkeys(found))


def shown_run(run: Run) -> Plain:
    """A run as it is told again and again, without what was written about documents."""
    told = {one.name: getattr(run, one.name) for one in fields(run)}
    result = run.result and {name: value for name, value in run.result.items() if name != TEXT}
    return {**told, "spec": shorten_spec(run.spec), "result": result}


def shorten_spec(spec: Plain) -> Plain:
    """A spec as it is shown again and again: of very many documents only the first, with how many
    more there are; of a long question its beginning."""
    shown = dict(spec)
    documents = spec.get("documents") or []
    if (more := len(documents) - _SHOWN) > 0:
        shown |= {"documents": documents[:_SHOWN], "more_documents": more}
    if "questions" in spec:
        shown["questions"] = [_begun(one) for one in spec["questions"]]
    return shown


def _begun(question: str) -> str:
    return question if len(question) <= _QUESTION else question[: _QUESTION - 1] + "…"
