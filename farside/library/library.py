"""The library: documents by the hash of their bytes, their text parsed once, and collections of
them.

The same bytes are one document whatever their name. Two processes at once are safe, and a process
that is killed or meets a full disk leaves only whole documents.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, text

from farside.config import Settings
from farside.errors import DocumentError, InputError, NotFound
from farside.library import files, names
from farside.library.clock import utc_now
from farside.library.codec import FORMAT, pack_document, unpack_document
from farside.library.collection_rows import (
    read_wish,
    rename_among_several,
    rename_collection,
    require_collection,
    require_free_name,
    write_wish,
)
from farside.library.database import (
    BUSY_SECONDS,
    connect_database,
    readable_errors,
    write_transaction,
)
from farside.library.document_rows import leave_out_document, record_document, record_name
from farside.library.search.index import cut_parts, insert_document
from farside.system.private import mend_permissions
from farside.types import NO_WISH, Document, Wish

Parse = Callable[[Path, str], Document]
_VARIANT = re.compile(r"[a-z0-9.-]{1,60}")
# What is made from a document's bytes, by folder; "begun" has the pages of one that is not read
# whole, "unlocked" a PDF without the lock that a person had the password of.
_DERIVED = ("texts", "pictures", "begun", "unlocked")
_PREFIX = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document in the library, without its text. `size` is in bytes, `added` an ISO time in
    UTC."""

    id: str
    name: str
    media_type: str
    size: int
    pages: int
    characters: int
    added: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of documents, by id, in the order they were added, and how answers about it are
    to be written."""

    name: str
    documents: tuple[str, ...]
    wish: Wish = NO_WISH


class Library:
    """Everything kept under `settings.home`. Raises `DiskFull` where there is no room."""

    def __init__(self, settings: Settings, busy_seconds: float = BUSY_SECONDS) -> None:
        """`busy_seconds`: the longest wait for another process that writes."""
        self.home = settings.home
        self._temporary = self.home / "tmp"
        with files.full_disk(self.home.parent, 0):
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (
                self._temporary,
                *(self.home / kind for kind in ("blobs", "texts", "begun")),
            ):
                folder.mkdir(exist_ok=True, mode=0o700)
        self.begun = self.home / "begun"
        """The folder where `parse` keeps the pages of a file while it reads on, in files named as
        in `texts`."""
        mend_permissions(self.home)
        # Its rows belong to the files beside them: a PostgreSQL URL is for jobs, which machines
        # share.
        shared = settings.database_url.startswith("postgres")
        self.engine = connect_database(
            self.home, "" if shared else settings.database_url, busy_seconds=busy_seconds
        )
        self._mend_names()
        self._sweep()

    def close(self) -> None:
        self.engine.dispose()

    # documents

    def add(
        self, path: Path, name: str, parse: Parse, variant: str = "1", again: bool = False
    ) -> Document:
        """Keeps the file at `path` and its parsed text; bytes that are known are not parsed again.

        `parse(path, name)` is called with a copy that does not change meanwhile. `variant` stands
        for everything else that changes the text (parser version, OCR on or off). `again`: known
        bytes too are parsed, and the text replaced. What `parse` raises goes through, and nothing
        is kept. Raises `DocumentError` for a file that the system does not let be read.
        """
        if not _VARIANT.fullmatch(variant):
            raise ValueError(f"not a variant: {variant!r}")
        try:
            identity = files.hash_file(path)
        except OSError as error:
            raise DocumentError(name, f"cannot be read: {error.strerror}") from error
        known = None if again else self._parsed(identity, variant)
        if known is None:
            return self._add_new(path, name, parse, variant)
        with write_transaction(self.engine, self.home) as connection:
            # Another process may have removed it since: then the text in hand is kept again.
            gone = (
                connection.execute(
                    text("SELECT 1 FROM document WHERE id = :id"), {"id": known.id}
                ).first()
                is None
            )
            if not gone:
                record_name(connection, known.id, name)
        return self._add_new(path, name, parse, variant) if gone else replace(known, name=name)

    def get(self, key: str) -> Document:
        """The document with this id, beginning of an id (4 characters or more), name, or last part
        of a name ("cv.pdf" for "folder/cv.pdf"). Raises `NotFound`, and `InputError` where several
        match."""
        found = self._find(key)
        with readable_errors(self.home), self.engine.connect() as connection:
            variants = connection.execute(
                text(
                    "SELECT variant FROM document_text WHERE document_id = :id ORDER BY parsed DESC"
                ),
                {"id": found},
            ).scalars()
            for variant in variants:
                document = self._load(found, variant)
                if document is not None:
                    return document
        raise DocumentError(
            key, "its text was kept by another version of Farside or is damaged: add the file again"
        )

    def original(self, key: str) -> Path:
        """The path of the document's original bytes. They must not be changed."""
        return self._blob(self._find(key))

    def drawable(self, identity: str) -> Path:
        """The path of the bytes that pages are drawn from: those of a document without its lock
        where they are kept, else the original."""
        unlocked = self._unlocked(identity)
        return unlocked if unlocked.is_file() else self._blob(identity)

    def keep_unlocked(self, identity: str, unlock: Callable[[Path], bool]) -> None:
        """Keeps what `unlock(path)` writes to a file in the library's own folder, which nobody else
        may look into; nothing where it gives False. What it raises goes through."""
        target = self._unlocked(identity)
        with files.temporary_path(self._temporary) as written:
            if not target.is_file() and unlock(written):
                files.move_file(written, target)

    def unlocked_bytes(self) -> int:
        """Bytes of all copies without a lock."""
        size = 0
        for file in self.home.glob("unlocked/*/*.pdf"):
            with suppress(FileNotFoundError):  # it is being deleted
                size += file.stat().st_size
        return size

    def documents(self, only: str | None = None) -> tuple[KeptDocument, ...]:
        """All documents, in the order they were added; `only` the one with this id."""
        query = (
            "SELECT d.id, d.name, d.media_type, d.size, t.pages, t.characters, d.added "
            "FROM document d JOIN document_text t ON t.document_id = d.id AND t.parsed = "
            "(SELECT MAX(parsed) FROM document_text WHERE document_id = d.id) "
            f"{'' if only is None else 'WHERE d.id = :only '}ORDER BY d.added, d.id, t.variant"
        )
        given = {} if only is None else {"only": only}
        with readable_errors(self.home), self.engine.connect() as connection:
            rows = {row.id: KeptDocument(*row) for row in connection.execute(text(query), given)}
        return tuple(rows.values())

    def remove(self, key: str) -> None:
        """Forgets a document: its bytes, its text, its place in collections. Raises `NotFound`."""
        found = self._find(key)
        with write_transaction(self.engine, self.home) as connection:
            connection.execute(text("DELETE FROM document WHERE id = :id"), {"id": found})
            leave_out_document(connection, found)
            # Inside of the transaction, so that no other process adds it between the row and the
            # files.
            for file in self._files(found):
                file.unlink(missing_ok=True)

    def forget_begun(self, path: Path) -> None:
        """Forgets the pages that are kept of the file at `path`, which nobody wants to be read on.

        Raises `OSError` for a file that cannot be read.
        """
        if any(self.begun.glob("??/*")):  # a large file is not hashed for nothing
            self._forget_begun(files.hash_file(path))

    # collections

    def create(self, collection: str, new: bool = False) -> None:
        """Makes an empty collection. One of that name may exist already, unless it must be `new`:
        then `Exists`. Raises `InputError` for a name that none may have."""
        collection = names.collection_name(collection)
        with write_transaction(self.engine, self.home) as connection:
            if new:
                require_free_name(connection, collection)
            query = (
                "INSERT INTO collection (name, created) VALUES (:name, :now) ON CONFLICT DO NOTHING"
            )
            connection.execute(text(query), {"name": collection, "now": utc_now()})

    def add_to(self, collection: str, keys: Iterable[str]) -> None:
        """Puts documents into a collection; those it has already stay where they are."""
        found = [self._find(key) for key in keys]
        with write_transaction(self.engine, self.home) as connection:
            require_collection(connection, collection)
            query = (
                "INSERT INTO collection_document (collection, document_id, added) "
                "VALUES (:name, :id, :now) ON CONFLICT DO NOTHING"
            )
            for identity in found:
                connection.execute(
                    text(query), {"name": collection, "id": identity, "now": utc_now()}
                )

    def remove_from(self, collection: str, keys: Iterable[str]) -> None:
        """Takes documents out of a collection; the library keeps them."""
        found = [self._find(key) for key in keys]
        with write_transaction(self.engine, self.home) as connection:
            require_collection(connection, collection)
            query = "DELETE FROM collection_document WHERE collection = :name AND document_id = :id"
            for identity in found:
                connection.execute(text(query), {"name": collection, "id": identity})

    def collection(self, name: str) -> Collection:
        """Raises `NotFound` for a name that no collection has, and `InputError` for one that none
        may have."""
        name = names.collection_name(name)
        query = (
            "SELECT document_id FROM collection_document WHERE collection = :name "
            "ORDER BY added, document_id"
        )
        with readable_errors(self.home), self.engine.connect() as connection:
            require_collection(connection, name)
            members = tuple(connection.execute(text(query), {"name": name}).scalars())
            return Collection(name, members, read_wish(connection, name))

    def wish(self, collection: str, wish: Wish) -> None:
        """Keeps how answers about a collection are to be written. Raises `NotFound`, and
        `InputError` for a wish that is too long."""
        with write_transaction(self.engine, self.home) as connection:
            require_collection(connection, collection)
            write_wish(connection, collection, wish)

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name."""
        with readable_errors(self.home), self.engine.connect() as connection:
            names = tuple(
                connection.execute(text("SELECT name FROM collection ORDER BY name")).scalars()
            )
        return tuple(self.collection(name) for name in names)

    def rename(self, collection: str, name: str) -> None:
        """Gives a collection another name, for its conversations too. Raises `NotFound`, `Exists`
        for a name that another has, and `InputError` for one that none may have."""
        name = names.collection_name(name)
        with write_transaction(self.engine, self.home) as connection:
            require_collection(connection, collection)
            require_free_name(connection, name)
            rename_collection(connection, collection, name)

    def memberships(self) -> dict[str, list[str]]:
        """The collections that each document is in, by its id."""
        found: dict[str, list[str]] = {}
        with readable_errors(self.home), self.engine.connect() as connection:
            query = text(
                "SELECT document_id, collection FROM collection_document ORDER BY collection"
            )
            for identity, name in connection.execute(query):
                found.setdefault(identity, []).append(name)
        return found

    def drop(self, collection: str) -> None:
        """Forgets a collection; the library keeps its documents. Raises as `collection`."""
        collection = names.collection_name(collection)
        with write_transaction(self.engine, self.home) as connection:
            require_collection(connection, collection)
            connection.execute(
                text("DELETE FROM collection WHERE name = :name"), {"name": collection}
            )
            # Files on their way into it would make it anew.
            for table in ("conversation", "item"):
                query = f"UPDATE {table} SET collection = NULL WHERE collection = :name"
                connection.execute(text(query), {"name": collection})
            rename_among_several(connection, collection, None)
            query = "UPDATE watch SET active = 0, problem = :why WHERE collection = :name"
            why = f"its collection {collection!r} was removed"
            connection.execute(text(query), {"name": collection, "why": why})

    # inside

    def _add_new(self, path: Path, name: str, parse: Parse, variant: str) -> Document:
        with files.temporary_copy(path, self._temporary) as (copied, identity):
            size = copied.stat().st_size
            document = replace(parse(copied, name), id=identity, name=name)
            packed = pack_document(document)
            searchable = next(cut_parts(document.text, document.pages))
            with write_transaction(self.engine, self.home) as connection:
                files.move_file(copied, self._blob(identity))
                files.write_whole(self._text(identity, variant), packed, self._temporary)
                record_document(connection, document, size, variant)
                insert_document(connection, document, searchable)
                self._forget_begun(identity)
        return document

    def _forget_begun(self, identity: str) -> None:
        for file in (self.begun / identity[:2]).glob(f"{identity}.*"):
            file.unlink(missing_ok=True)

    def _mend_names(self) -> None:
        """Rename collections of older releases whose names none may have now: each gets the nearest
        name that can be asked for."""
        query = text("SELECT name FROM collection")
        with readable_errors(self.home), self.engine.connect() as connection:
            if all(map(names.is_collection_name, connection.execute(query).scalars())):
                return
        with write_transaction(self.engine, self.home) as connection:
            taken = set(connection.execute(query).scalars())
            for old in sorted(one for one in taken if not names.is_collection_name(one)):
                new = names.nearest_name(old, taken)
                rename_collection(connection, old, new)
                taken.add(new)

    def _find(self, key: str) -> str:
        with readable_errors(self.home), self.engine.connect() as connection:
            # An id first: a file may be named like another one's.
            query = text("SELECT id FROM document WHERE id = :key")
            found = list(connection.execute(query, {"key": key}).scalars())
            if not found:
                query = text("SELECT DISTINCT document_id FROM document_name WHERE name = :key")
                found = list(connection.execute(query, {"key": key}).scalars())
            if not found and _PREFIX.fullmatch(key):
                query = text("SELECT id FROM document WHERE id LIKE :key")
                found = list(connection.execute(query, {"key": key + "%"}).scalars())
            if not found and key:
                # The end is compared here: % and _ in a file's name are no wildcards, and databases
                # differ on case.
                names = connection.execute(text("SELECT document_id, name FROM document_name"))
                found = list({row.document_id for row in names if row.name.endswith("/" + key)})
        if not found:
            raise NotFound(
                f"The library has no document {key!r}: `farside documents` lists what it has"
            )
        if len(found) > 1:
            raise InputError(
                f"{key!r} stands for {len(found)} documents, give an id: {', '.join(sorted(found))}"
            )
        return str(found[0])

    def _parsed(self, identity: str, variant: str) -> Document | None:
        with readable_errors(self.home), self.engine.connect() as connection:
            query = text(
                "SELECT 1 FROM document_text WHERE document_id = :id AND variant = :variant"
            )
            known = (
                connection.execute(query, {"id": identity, "variant": variant}).first() is not None
            )
        return self._load(identity, variant) if known and self._blob(identity).is_file() else None

    def _load(self, identity: str, variant: str) -> Document | None:
        try:
            return unpack_document(self._text(identity, variant).read_bytes())
        except (FileNotFoundError, IsADirectoryError):
            return None

    def _blob(self, identity: str) -> Path:
        return self.home / "blobs" / identity[:2] / identity

    def _text(self, identity: str, variant: str) -> Path:
        return self.home / "texts" / identity[:2] / f"{identity}.{variant}.{FORMAT}.json.gz"

    def _unlocked(self, identity: str) -> Path:
        return self.home / "unlocked" / identity[:2] / f"{identity}.pdf"

    def _files(self, identity: str) -> list[Path]:
        """The files that are kept for a document. A folder with such a name is not ours, and
        stays."""
        derived = (self.home / kind / identity[:2] for kind in _DERIVED)
        kept = [
            self._blob(identity),
            *(file for folder in derived for file in folder.glob(f"{identity}.*")),
        ]
        return [file for file in kept if not file.is_dir()]

    def _sweep(self) -> None:
        """Removes what killed processes left: temporary files, and files of no document, when they
        are a day old."""
        for file in self._temporary.iterdir():
            if files.is_day_old(file):
                shutil.rmtree(file) if file.is_dir() else file.unlink(missing_ok=True)
        with readable_errors(self.home), self.engine.connect() as connection:
            strays = self._strays(connection)
        if strays:
            # Looked at again under the write lock: another process may be adding one of them just
            # now.
            with write_transaction(self.engine, self.home) as connection:
                for file in self._strays(connection):
                    file.unlink(missing_ok=True)

    def _strays(self, connection: Connection) -> list[Path]:
        known = set(connection.execute(text("SELECT id FROM document")).scalars())
        stored = (file for kind in ("blobs", *_DERIVED) for file in (self.home / kind).glob("??/*"))
        return [
            file
            for file in stored
            if file.name[:64] not in known and file.is_file() and files.is_day_old(file)
        ]
