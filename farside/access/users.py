"""The users of a server: names, passwords, API keys, sessions. Kept in `users.db` of the home
folder.

A home that has had a user is closed, and stays so without any, until somebody reopens it by a
command: a `users.db` that was lost must not make everybody the person at the machine.

Everything here waits for the disk; a server calls it from threads.
"""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, text
from sqlalchemy.exc import IntegrityError

from farside.access import hashing
from farside.config import Settings
from farside.errors import InputError, NotFound
from farside.library import files
from farside.library.database import connect_database, readable_errors, write_transaction

SESSION_SECONDS = 7 * 86_400.0
_DATABASE = "users"
_FOLDER = "users"
# Says whether a home without users lets anybody in. Without this file it does, where no user ever
# had a folder.
_MARK = "access"
_CLOSED, _OPEN = "closed\n", "open\n"
_NAME = re.compile(r"[\w.@+-]{1,64}")
# How often the use of a key is written down.
_USED_EVERY = 3600.0


@dataclass(frozen=True, slots=True)
class User:
    """Who may come in. An admin may see the metrics of the machine; nobody may see another user's
    documents."""

    id: str
    name: str
    admin: bool = False


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A user who logged in on the page. `csrf` must come with every request that changes something;
    `expires` is in seconds since 1970."""

    user: User
    csrf: str
    expires: float


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key without the key itself. `created` and `used` are ISO times in UTC, `used` empty
    for never."""

    id: str
    created: str
    used: str


class Users:
    """The users kept under `settings.home`. Raises `FarsideError` for a damaged or locked
    database."""

    def __init__(self, settings: Settings) -> None:
        self._home = settings.home
        self._opening = threading.Lock()
        self._opened: Engine | None = None

    def close(self) -> None:
        if self._opened is not None:
            self._opened.dispose()

    # users

    def any(self) -> bool:
        with self.reading() as connection:
            return connection.execute(text("SELECT 1 FROM person LIMIT 1")).first() is not None

    def closed(self) -> bool:
        """Tell whether nobody may come in: there were users, there are none, and nobody has
        reopened the home."""
        return self.had_users() and not self.any()

    def had_users(self) -> bool:
        """Tell whether there were users since the home was reopened. A mark that was emptied, or is
        a folder, says nothing, so it opens nothing."""
        try:
            return (self._home / _MARK).read_bytes() != _OPEN.encode()
        except IsADirectoryError:
            return True
        except FileNotFoundError:
            folder = self._home / _FOLDER
            return folder.is_dir() and any(folder.iterdir())

    def reopen(self) -> None:
        """Let the person at the machine in again. Raises `InputError` where there are users."""
        if self.any():
            raise InputError(
                "this home has users, who log in; 'farside user remove NAME' removes one"
            )
        self._mark(_OPEN)

    def all(self) -> tuple[User, ...]:
        """Everybody, by name."""
        with self.reading() as connection:
            rows = connection.execute(text("SELECT id, name, admin FROM person ORDER BY folded"))
            return tuple(_user(row) for row in rows)

    def named(self, name: str) -> User:
        """Raises `NotFound`."""
        with self.reading() as connection:
            query = text("SELECT id, name, admin FROM person WHERE folded = :folded")
            row = connection.execute(query, {"folded": name.casefold()}).first()
        if row is None:
            raise NotFound(f"there is no user {name!r}; 'farside user list' shows them")
        return _user(row)

    def add(self, name: str, password: str, admin: bool = False) -> User:
        """Add a user. Raises `InputError` for a name that is taken or cannot be one, and for a bad
        password.
        """
        if not _NAME.fullmatch(name):
            raise InputError(
                f"{name!r} cannot be a user's name: use 1 to 64 letters, digits and . @ + - _"
            )
        user = User(secrets.token_hex(8), name, admin)
        row = {
            "id": user.id,
            "name": name,
            "folded": name.casefold(),
            "password": hashing.hash_password(password),
            "admin": int(admin),
            "created": _now(),
        }
        self._mark(_CLOSED)  # before there is a user: whatever happens then, the home is not open
        try:
            with self.writing() as connection:
                query = (
                    "INSERT INTO person VALUES (:id, :name, :folded, :password, :admin, :created)"
                )
                connection.execute(text(query), row)
        except IntegrityError as error:
            raise InputError(
                f"there is a user {name!r} already; 'farside user list' shows them"
            ) from error
        return user

    def remove(self, name: str) -> User:
        """Takes a user's keys and sessions and the right to come in; the folder of documents
        stays."""
        user = self.named(name)
        with self.writing() as connection:
            connection.execute(text("DELETE FROM person WHERE id = :id"), {"id": user.id})
        return user

    def set_password(self, name: str, password: str) -> User:
        """Ends every session of the user, too. API keys stay."""
        user = self.named(name)
        values = {"id": user.id, "password": hashing.hash_password(password)}
        with self.writing() as connection:
            connection.execute(
                text("UPDATE person SET password = :password WHERE id = :id"), values
            )
            connection.execute(text("DELETE FROM session WHERE person_id = :id"), values)
        return user

    def change_password(self, user: User, old: str, new: str, keep: str = "") -> bool:
        """Change the password if `old` is right, and return whether it was: every session but that
        of the cookie `keep` has then ended. Raises `InputError` for a bad new one."""
        with self.reading() as connection:
            known = connection.execute(
                text("SELECT password FROM person WHERE id = :id"), {"id": user.id}
            ).scalar()
        if known is None or not hashing.password_matches(known, old):
            return False
        values = {
            "id": user.id,
            "password": hashing.hash_password(new),
            "keep": hashing.digest_secret(keep),
        }
        with self.writing() as connection:
            connection.execute(
                text("UPDATE person SET password = :password WHERE id = :id"), values
            )
            connection.execute(
                text("DELETE FROM session WHERE person_id = :id AND digest <> :keep"), values
            )
        return True

    # keys

    def new_key(self, user: User) -> tuple[ApiKey, str]:
        """A key and its text, which is shown this once and kept nowhere."""
        secret = hashing.make_secret(hashing.KEY_PREFIX)
        key = ApiKey(secrets.token_hex(4), _now(), "")
        row = {"id": key.id, "user": user.id, "digest": secret.digest, "created": key.created}
        with self.writing() as connection:
            connection.execute(
                text("INSERT INTO api_key VALUES (:id, :user, :digest, :created, '')"), row
            )
        return key, secret.shown

    def keys(self, user: User) -> tuple[ApiKey, ...]:
        """The oldest first."""
        with self.reading() as connection:
            query = text(
                "SELECT id, created, used FROM api_key WHERE person_id = :id ORDER BY created, id"
            )
            return tuple(ApiKey(*row) for row in connection.execute(query, {"id": user.id}))

    def remove_key(self, user: User, key: str) -> None:
        """Remove a key. Raises `NotFound` for one that is not this user's."""
        with self.writing() as connection:
            query = text("DELETE FROM api_key WHERE id = :key AND person_id = :id")
            gone = connection.execute(query, {"key": key, "id": user.id}).rowcount
        if not gone:
            raise NotFound(f"{user.name} has no key {key!r}")

    def by_key(self, shown: str) -> User | None:
        """The user with this key; None for a key that is not ours."""
        query = text(
            "SELECT p.id, p.name, p.admin, k.id AS key, k.used FROM api_key k JOIN person p "
            "ON p.id = k.person_id WHERE k.digest = :digest"
        )
        with self.reading() as connection:
            row = connection.execute(query, {"digest": hashing.digest_secret(shown)}).first()
        if row is None:
            return None
        if not row.used or _age(row.used) > _USED_EVERY:
            with self.writing() as connection:
                used = text("UPDATE api_key SET used = :now WHERE id = :key")
                connection.execute(used, {"now": _now(), "key": row.key})
        return _user(row)

    # sessions

    def login(self, name: str, password: str) -> tuple[LoginSession, str] | None:
        """A session and the text of its cookie; None for a wrong name or password, after the same
        time."""
        with self.reading() as connection:
            query = text("SELECT id, name, admin, password FROM person WHERE folded = :folded")
            row = connection.execute(query, {"folded": name.casefold()}).first()
        if (
            not hashing.password_matches(row.password if row else hashing.of_nobody(), password)
            or row is None
        ):
            return None
        secret = hashing.make_secret()
        session = LoginSession(_user(row), secrets.token_urlsafe(32), time.time() + SESSION_SECONDS)
        values = {
            "digest": secret.digest,
            "id": row.id,
            "csrf": session.csrf,
            "expires": session.expires,
        }
        with self.writing() as connection:
            connection.execute(
                text("DELETE FROM session WHERE expires < :now"), {"now": time.time()}
            )
            connection.execute(
                text("INSERT INTO session VALUES (:digest, :id, :csrf, :expires)"), values
            )
        return session, secret.shown

    def by_cookie(self, shown: str) -> LoginSession | None:
        """The session of a cookie; None for one that ended."""
        query = text(
            "SELECT p.id, p.name, p.admin, s.csrf, s.expires FROM session s JOIN person p "
            "ON p.id = s.person_id WHERE s.digest = :digest AND s.expires > :now"
        )
        with self.reading() as connection:
            row = connection.execute(
                query, {"digest": hashing.digest_secret(shown), "now": time.time()}
            ).first()
        return LoginSession(_user(row), row.csrf, row.expires) if row else None

    def logout(self, shown: str) -> None:
        with self.writing() as connection:
            connection.execute(
                text("DELETE FROM session WHERE digest = :digest"),
                {"digest": hashing.digest_secret(shown)},
            )

    # inside

    def _mark(self, state: str) -> None:
        self._engine()  # makes the home
        files.write_whole(self._home / _MARK, state.encode(), self._home)

    def _engine(self) -> Engine:
        """The database, opened and made when it is first needed."""
        with self._opening:
            if self._opened is None:
                with files.full_disk(self._home.parent, 0):
                    self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._opened = connect_database(self._home, "", _DATABASE, "farside.access")
                (self._home / f"{_DATABASE}.db").chmod(0o600)
            return self._opened

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with readable_errors(self._home, _DATABASE), self._engine().connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with write_transaction(self._engine(), self._home, _DATABASE) as connection:
            yield connection


def home_of(settings: Settings, user: User) -> Path:
    """The folder of a user's library. Ids are ours, so that a name is never a path."""
    return settings.home / _FOLDER / user.id


def remove_documents(settings: Settings, user: User) -> None:
    """Removes the folder of a user who was removed: documents, answers, everything."""
    folder = home_of(settings, user)
    if folder.exists():
        shutil.rmtree(folder)


def _user(row: Row[Any]) -> User:
    return User(row.id, row.name, bool(row.admin))


def _age(moment: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
