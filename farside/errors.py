"""One tree of errors. Each says what is wrong, with which value, and what to do; `status` is its
HTTP status, `exit_code` its exit status on the command line (2 bad input, 3 engine failure).

A person at the machine reads the whole message. A user of a server, who is elsewhere, reads
`message_for`: nothing about the machine's folders, addresses and models. A process that works for
such a user says so once (`speak_elsewhere`); from then on everything it writes about an error, in a
row, an event or a reply, is what the user may read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar

Problem = Mapping[str, str | None]
"""What an error tells programs: message, type, param and code."""
_KINDS = MappingProxyType(
    {
        401: "authentication_error",
        403: "permission_error",
        404: "not_found_error",
        429: "rate_limit_error",
    }
)
Hide = Callable[[str], str]
"""Removes what is private to the machine from a text."""

_hide: Hide | None = None


def speak_elsewhere(hide: Hide | None) -> None:
    """Say that somebody elsewhere reads the errors of this process from now on; None: the person at
    the machine reads them."""
    global _hide
    _hide = hide


class FarsideError(Exception):
    """The root. `str(error)` is a message for the person this process works for, `whole` the one
    for the machine's own person. Anybody else reads `elsewhere` instead; it is empty where the
    message is about what they gave."""

    status = 500
    exit_code = 3
    code = "internal_error"
    param: str | None = None
    """The value that a program goes on with, where there is one."""
    elsewhere: ClassVar[str] = "the server cannot do this now; tell whoever runs it"

    @property
    def whole(self) -> str:
        """The message with every value in it."""
        return super().__str__()

    def __str__(self) -> str:
        return message_for(self, _hide)


def tell_problem(status: int, message: str, code: str | None, param: str | None = None) -> Problem:
    """An error as programs read it, from the server and from the command line."""
    kind = _KINDS.get(status, "invalid_request_error" if status < 500 else "server_error")
    return {"message": message, "type": kind, "param": param, "code": code}


def message_for(error: FarsideError, hide: Hide | None) -> str:
    """The message for somebody elsewhere, with `hide` where it is about what they gave; all of it
    without `hide`."""
    if hide is None:
        return error.whole
    return error.elsewhere or hide(error.whole)


class InputError(FarsideError):
    """Something that the person gave cannot be used: a path, a file, a setting, a question."""

    status = 400
    exit_code = 2
    code = "invalid_input"
    elsewhere = ""


class SettingsError(InputError):
    code = "invalid_setting"
    elsewhere = "the server is not set up for this; tell whoever runs it"


class DocumentError(InputError):
    """A file that cannot become a document. The message names the file and the remedy."""

    status = 422
    code = "unreadable_document"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self._reason = reason

    @property
    def reason(self) -> str:
        """The reason, as the person this process works for may read it."""
        return _hide(self._reason) if _hide else self._reason

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str]]:
        return type(self), (self.name, self._reason)


class PasswordNeeded(DocumentError):
    code = "password_needed"


class EmptyFile(DocumentError):
    """There is nothing in it to read."""

    code = "empty_file"


class DamagedFile(DocumentError):
    """An intact copy would help, and nothing else."""

    code = "damaged_file"


class UnsupportedFile(DocumentError):
    """Of a kind that is not read: saved as another kind it may be."""

    code = "unsupported_file"


class LockedFile(DocumentError):
    """Protected in a way that no password opens here."""

    code = "locked_file"


class FileLimit(DocumentError):
    """Beyond a limit of time, memory, pages or size."""

    code = "file_limit"


FILE_FAULTS: Mapping[str, type[DocumentError]] = MappingProxyType(
    {
        kind.code: kind
        for kind in (PasswordNeeded, EmptyFile, DamagedFile, UnsupportedFile, LockedFile, FileLimit)
    }
)
"""What can be wrong with a file, by code."""


class NotFound(InputError):
    status = 404
    code = "not_found"


class LoginNeeded(InputError):
    """Nobody is logged in, or the key is not one of ours."""

    status = 401
    code = "not_signed_in"


class Forbidden(InputError):
    """A request that this person, or this web site, may not make."""

    status = 403
    code = "not_allowed"


class Exists(InputError):
    """A name that is taken."""

    status = 409
    code = "exists"


class TooLong(InputError):
    """A prompt that does not fit the model's window. Nothing is ever cut to make it fit."""

    status = 413
    code = "context_length_exceeded"


class ModelError(FarsideError):
    """A model that cannot be fetched, verified or loaded."""

    status = 503
    code = "model_unavailable"
    elsewhere = "the server cannot use this model now; take another one, or tell whoever runs it"


class TrainingError(FarsideError):
    """An adapter that could not be trained."""


class LibraryUnusable(FarsideError):
    """A database of the home folder that is damaged, of a newer release, or cannot be opened."""

    elsewhere = "your library cannot be used; tell whoever runs the server"


class DiskFull(FarsideError):
    status = 507
    code = "disk_full"
    elsewhere = "the disk of the server is full; tell whoever runs it"


class DatabaseUnavailable(FarsideError):
    """The database of jobs cannot be reached, or does not answer."""

    status = 503
    code = "database_unavailable"
    elsewhere = "the server cannot reach its database of jobs; try again, or tell whoever runs it"


class DatabaseBusy(FarsideError):
    """Another program holds the library for longer than it may."""

    status = 503
    code = "database_busy"
    elsewhere = "your library is held by another program of the server; try again"


class EngineError(FarsideError):
    """The engine failed: it did not start, died, or answered nonsense."""

    status = 502
    code = "engine_failed"
    elsewhere = "the engine of the server failed; ask again, or tell whoever runs it"


class EngineInterrupted(EngineError):
    """A reply ended in its middle, for a reason that may be gone at the next attempt. Some of its
    text was given out: a caller that has shown none of it may ask again."""

    code = "engine_interrupted"


class EngineRefused(EngineError):
    """The engine does not take the request as it stands: a schema that it cannot follow, an order
    of roles."""

    status = 400
    code = "engine_refused"
    elsewhere = ""


class EngineTruncated(EngineError):
    """The server computed fewer prompt tokens than were sent: it cut the prompt without a word."""

    code = "engine_truncated_prompt"
    elsewhere = (
        "the engine of the server cut the text that was sent to it; tell whoever runs the server"
    )
