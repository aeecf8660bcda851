"""Housekeeping: what is in the library, and which models are there. Rows for tables."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from farside.config import Settings
from farside.documents.intake import is_archive, no_file
from farside.documents.options import ParseOptions, check_encoding
from farside.documents.remaining import Remaining
from farside.documents.sandbox import parse_file
from farside.engine.models import delete_model, fetch_model, list_models
from farside.errors import InputError
from farside.library import names, preferences
from farside.library.library import Library
from farside.library.notes import NoteFilter, find_notes
from farside.reading.text.languages import LANGUAGES
from farside.types import Document, Notify, Progress, Wish
from farside.work import intake

Row = tuple[str, ...]


def add_documents(
    settings: Settings,
    paths: Sequence[Path],
    collection: str,
    password: str | None,
    notify: Notify,
    encoding: str | None = None,
) -> intake.TakenDocuments:
    """Put the files under `paths` into a collection, which is made when it is new. `encoding`: of
    text files."""
    collection = names.collection_name(collection)
    taken = intake.gather_documents(settings, paths, None, password, notify, encoding=encoding)
    with closing(Library(settings)) as library:
        library.create(collection)
        library.add_to(collection, [document.id for document in taken.documents])
    return taken


def read_document(
    settings: Settings,
    path: Path,
    password: str | None,
    notify: Notify,
    encoding: str | None = None,
) -> Document:
    """One file's document, without keeping it. Raises `DocumentError`."""
    check_encoding(encoding)
    if reason := no_file(path):
        raise InputError(f"{path}: {reason}")
    if is_archive(path, path.name):
        raise InputError(
            f"{path}: is an archive: give one of its files; 'farside add' and 'farside "
            "ask' take it whole"
        )
    name = intake.as_text(path.name)
    notify(Progress("parse", 0, 1, "files", name))
    remaining = Remaining()

    def on_page(done: int, pages: int) -> None:
        notify(Progress("parse", done, pages, "pages", name, remaining.seconds(done, pages)))

    return parse_file(path, ParseOptions.of(settings, name, password, encoding), on_page)


def document_rows(settings: Settings, collection: str | None) -> list[Row]:
    """The documents of the library, or of one collection."""
    with closing(Library(settings)) as library:
        kept = library.documents()
        wanted = (
            library.collection(collection).documents if collection else [one.id for one in kept]
        )
    return [
        (one.id[:12], one.name, f"{one.pages}", f"{one.characters:,}")
        for one in kept
        if one.id in wanted
    ]


def document_facts(settings: Settings, name: str) -> list[Row]:
    with closing(Library(settings)) as library:
        document = library.get(name)
        member_of = [one.name for one in library.collections() if document.id in one.documents]
    return [
        ("name", document.name),
        ("id", document.id),
        ("type", document.media_type),
        ("pages", f"{len(document.pages)}"),
        ("characters", f"{len(document.text):,}"),
        ("collections", ", ".join(member_of) or "none"),
        *(("problem", problem) for problem in document.problems),
    ]


def delete_document(settings: Settings, name: str) -> tuple[str, int]:
    """Remove a document; return its name, and how many notes about it stay."""
    with closing(Library(settings)) as library:
        identity = library.original(name).name  # its text may be lost
        shown = next((one.name for one in library.documents() if one.id == identity), name)
        library.remove(identity)
        return shown, len(find_notes(library, NoteFilter(document=identity)))


def collection_rows(settings: Settings) -> list[Row]:
    with closing(Library(settings)) as library:
        return [(one.name, f"{len(one.documents)}") for one in library.collections()]


def find_wish(settings: Settings, collection: str | None) -> Wish:
    """How answers about a collection are to be written; without one, what is wished for the whole
    library, which only the place of a shared collection has."""
    with closing(Library(settings)) as library:
        if collection is None:
            return preferences.read_wish(library)
        return library.collection(collection).wish


def keep_wish(settings: Settings, collection: str, wish: Wish) -> None:
    """Keep how answers about a collection are to be written. Raises `InputError` for a language
    that Farside does not know."""
    with closing(Library(settings)) as library:
        library.wish(collection, check_wish(wish))


def check_wish(wish: Wish) -> Wish:
    """The wish with its blanks folded. Raises `InputError` for an unknown language."""
    if wish.language and wish.language not in LANGUAGES:
        raise InputError(
            f"language={wish.language[:100]!r}: Farside writes {', '.join(LANGUAGES)}; "
            "leave it empty for the language of each question"
        )
    return Wish(" ".join(wish.text.split()), wish.language)


def drop_collection(settings: Settings, name: str) -> None:
    with closing(Library(settings)) as library:
        library.drop(name)


def model_rows(settings: Settings) -> list[Row]:
    return [
        (
            one.name,
            f"{one.bytes / 1e6:,.0f} MB",
            one.licence,
            one.title,
            str(one.path) if one.path else "not fetched",
        )
        for one in list_models(settings)
    ]


def pull(settings: Settings, name: str, notify: Notify) -> str:
    return str(fetch_model(name, settings, notify).path)


def delete_model_file(settings: Settings, name: str) -> str:
    return f"{name}: {delete_model(name, settings) / 1e6:,.0f} MB freed"
