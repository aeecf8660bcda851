"""One tree of errors. Each says what is wrong, with which value, and what to do; `status` is its HTTP status,
`exit_code` its exit status on the command line (2 bad input, 3 engine failure)."""

from __future__ import annotations


class FarsideError(Exception):
    """The root. `str(error)` is a whole message for a person."""

    status = 500
    exit_code = 3
    code = "internal_error"


class InputError(FarsideError):
    """Something that the person gave cannot be used: a path, a file, a setting, a question."""

    status = 400
    exit_code = 2
    code = "invalid_input"


class SettingsError(InputError):
    code = "invalid_setting"


class DocumentError(InputError):
    """A file that cannot become a document. The message names the file and the remedy."""

    status = 422
    code = "unreadable_document"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str]]:
        return type(self), (self.name, self.reason)


class PasswordNeeded(DocumentError):
    code = "password_needed"


class NotFound(InputError):
    status = 404
    code = "not_found"


class LoginNeeded(InputError):
    """Nobody is logged in, or the key is none of ours."""

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


class DiskFull(FarsideError):
    status = 507
    code = "disk_full"


class DatabaseUnavailable(FarsideError):
    """The database of jobs cannot be reached, or does not answer."""

    status = 503
    code = "database_unavailable"


class DatabaseBusy(FarsideError):
    """Another program holds the library for longer than it may."""

    status = 503
    code = "database_busy"


class EngineError(FarsideError):
    """The engine failed: it did not start, died, or answered nonsense."""

    status = 502
    code = "engine_failed"


class EngineRefused(EngineError):
    """The engine does not take the request as it stands: a schema that it cannot follow, an order of roles."""

    status = 400
    code = "engine_refused"


class EngineTruncated(EngineError):
    """The server computed fewer prompt tokens than were sent: it cut the prompt without a word."""

    code = "engine_truncated_prompt"
