"""Passwords, keys and session ids: how they are made, and what is kept of them.

A password is hashed with argon2id, which makes guessing costly. A key or session id is 32 random
bytes: nobody can guess one however fast the hash is, so SHA-256 is enough, and a request does not
cost 64 MB and a tenth of a second.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from farside.errors import InputError

KEY_PREFIX = "fsk-"
_BYTES = 32
_SHORTEST = 8
# Argon2 takes time for every byte: a "password" of megabytes would be an attack.
LONGEST = 1024

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Secret:
    """`shown` goes to the person, once; `digest_secret` (SHA-256, hex) is what is kept."""

    shown: str
    digest: str

    def __repr__(self) -> str:
        return "Secret(***)"


def make_secret(prefix: str = "") -> Secret:
    shown = prefix + secrets.token_urlsafe(_BYTES)
    return Secret(shown, digest_secret(shown))


def digest_secret(shown: str) -> str:
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    """Hash a password for keeping. Raises `InputError` for one that is too short or too long, or
    that is no text."""
    if not _SHORTEST <= len(password) <= LONGEST:
        raise InputError(f"a password has {_SHORTEST} to {LONGEST} characters, not {len(password)}")
    if not _is_text(password):
        raise InputError(
            "a password is UTF-8 text, and this one is not: type it in a UTF-8 terminal"
        )
    return _hasher.hash(password)


@cache
def of_nobody() -> str:
    """The hash that is checked where nobody has the name, so that the time of an answer does not
    tell who exists."""
    return _hasher.hash(secrets.token_urlsafe(_BYTES))


def password_matches(kept: str, password: str) -> bool:
    """Tell whether it is the password. Takes about a tenth of a second."""
    if len(password) > LONGEST or not _is_text(password):
        return False
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):  # another password, or a damaged row
        return False


def _is_text(password: str) -> bool:
    """Whether it is whole characters; bytes of a terminal that are no UTF-8 come as halves."""
    try:
        password.encode()
    except UnicodeEncodeError:
        return False
    return True
