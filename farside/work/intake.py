"""Paths and a collection → documents, each parsed once in its life and kept in the library."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from farside.config import Settings
from farside.documents.intake import SourceFile, collect_files
from farside.documents.options import ParseOptions, check_encoding
from farside.documents.remaining import Remaining
from farside.documents.sandbox import Sandbox
from farside.errors import DocumentError, InputError
from farside.library.library import Library
from farside.types import Document, Notify, Progress, Skipped
from farside.work.noted_text import NotedText
from farside.work.unlocked import keep_unlocked

Paths = str | Path | Sequence[str | Path]
COPY = "has the same content as"
"""The beginning of the reason why a file that is read under another name was not taken."""


@dataclass(frozen=True, slots=True)
class TakenDocuments:
    """Documents in the order that they were named in, without repeats, and the files that were not
    taken. `noted` tells where what stands in the document of notes was noted, where there is one.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    noted: NotedText | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of a table of these documents must know, in plain words."""
        return (
            *tell_copies(self.skipped),
            *(f"{one.name}, {problem}" for one in self.documents for problem in one.problems),
        )


def tell_copies(skipped: Sequence[Skipped]) -> tuple[str, ...]:
    """Each file that was read under another name, in plain words."""
    return tuple(f"{one.name} {one.reason}" for one in skipped if one.reason.startswith(COPY))


def list_paths(paths: Paths) -> list[Path]:
    """One path, or several, as a list. Raises `InputError` for what is none."""
    given = [paths] if isinstance(paths, str | bytes | Path) else paths
    if not isinstance(given, Iterable):
        raise InputError(f"{given!r} is no path: give a text or Path, or several of them")
    for one in given:
        if not isinstance(one, str | Path):
            raise InputError(f"{one!r} is no path: give a text or Path")
    return [Path(one) for one in given]


def gather_documents(
    settings: Settings,
    paths: Paths,
    collection: str | None,
    password: str | None,
    notify: Notify,
    documents: Sequence[str] = (),
    encoding: str | None = None,
) -> TakenDocuments:
    """Everything under `paths`, then everything in `collection`, then the library's `documents` (by
    id or name).

    `encoding` is what a person says that the text files under `paths` are in. A file that fails
    does not stop the others. Raises `InputError` when nothing at all can be read, and the file's
    own `DocumentError` when it was the only one.
    """
    check_encoding(encoding)
    with closing(Library(settings)) as library:
        named = library.collection(collection).documents if collection else ()
        kept = _kept(library, (*named, *documents))
        with tempfile.TemporaryDirectory(prefix="farside-") as folder:
            found, passed = collect_files(
                list_paths(paths), Path(folder), settings.parse_expanded_mb
            )
            files = [(source, encoding) for source in found] + [(source, None) for source in kept]
            parsed, errors = _parse(settings, library, files, password, notify)
    everything: dict[str, Document] = {}
    again: list[Skipped] = []
    for document in parsed:
        first = everything.setdefault(document.id, document)
        if first.name != document.name:
            again.append(Skipped(document.name, f"{COPY} {first.name}", passed_over=True))
    skipped = [*passed, *again, *(Skipped(error.name, error.reason) for error in errors)]
    if not everything and len(errors) == 1 == len(skipped):
        raise errors[0]
    if not everything:
        raise InputError(_nothing(paths, collection, skipped))
    return TakenDocuments(tuple(everything.values()), tuple(skipped))


def _kept(library: Library, keys: Sequence[str]) -> list[SourceFile]:
    """The originals of documents of the library, which knows which of them it has to parse
    again."""
    if not keys:
        return []
    names = {kept.id: kept.name for kept in library.documents()}
    originals = dict.fromkeys(map(library.original, keys))
    return [SourceFile(original, names[original.name]) for original in originals]


def _parse(
    settings: Settings,
    library: Library,
    sources: Sequence[tuple[SourceFile, str | None]],
    password: str | None,
    notify: Notify,
) -> tuple[list[Document], list[DocumentError]]:
    documents: list[Document] = []
    errors: list[DocumentError] = []
    with Sandbox() as sandbox:
        for number, (source, encoding) in enumerate(sources):
            notify(Progress("parse", number, len(sources), "files", source.name))
            try:
                options = ParseOptions.of(settings, as_text(source.name), password, encoding)
                documents.append(
                    take_source(library, sandbox, source, options, (number, len(sources), notify))
                )
            except DocumentError as error:
                errors.append(error)
        notify(Progress("parse", len(sources), len(sources), "files"))
    return documents, errors


def take_source(
    library: Library,
    sandbox: Sandbox,
    source: SourceFile,
    options: ParseOptions,
    told: tuple[int, int, Notify],
) -> Document:
    """Take one file into the library; `told` is its number, of how many, and who is told of its
    pages. Raises `DocumentError`."""
    (number, total, notify), name = told, options.name

    def parse(path: Path, _: str) -> Document:
        remaining = Remaining()

        def on_page(done: int, pages: int) -> None:
            detail = f"{name} p. {done}" + (f" of {pages}" if pages else "")
            share, left = done / pages if pages else 0.0, remaining.seconds(done, pages)
            notify(Progress("parse", number + share, total, "files", detail, left))

        return sandbox.parse(path, options, on_page, library.begun)

    document = library.add(source.path, name, parse, options.variant, again=bool(options.encoding))
    keep_unlocked(library, document, options)
    return document


def as_text(name: str) -> str:
    """A file's name with U+FFFD for bytes that are no UTF-8: neither the library nor a model takes
    such bytes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _nothing(paths: Paths, collection: str | None, skipped: Sequence[Skipped]) -> str:
    if not paths and not collection:
        return "there is no document to read; name at least one file, folder or collection"
    if not paths and not skipped:
        return (
            f"the collection {collection!r} is empty; 'farside add PATH --collection "
            f"{shlex.quote(collection or '')}' puts files in"
        )
    reasons = "; ".join(f"{one.name}: {one.reason}" for one in skipped[:5])
    more = f"; and {len(skipped) - 5} more" if len(skipped) > 5 else ""
    return "nothing could be read. " + (reasons + more if reasons else "The folder holds no file")
