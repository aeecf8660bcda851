"""The commands as one group in which every error is one plain line and an exit status."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from farside.errors import FarsideError, InputError

INTERRUPTED = 130
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NO_WRITING = (errno.EACCES, errno.EROFS)


class Guarded(TyperGroup):
    """The commands; every error of ours or of the system is one plain line and its exit status."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except FarsideError as error:
            raise _failed(str(error), error.exit_code) from error
        except KeyboardInterrupt as error:
            raise _failed(str(error) or "stopped", INTERRUPTED) from error
        except (
            BrokenPipeError
        ) as error:  # the reader of our output went away, for example `farside text … | head`
            _mute()
            raise typer.Exit from error
        except OSError as error:
            where = error.filename or "writing the output"
            if not error.filename:  # what could not be written would be tried once more at the end
                _mute()
            status = FarsideError.exit_code if error.errno in _NO_ROOM else InputError.exit_code
            raise _failed(f"{where}: {error.strerror or error}{_remedy(error)}", status) from error
        return result


def _remedy(error: OSError) -> str:
    """Say what to do about a home that cannot be written to; "" for files elsewhere."""
    from farside import config

    home = config.load().home
    if (
        error.errno not in _NO_WRITING
        or home not in Path(os.fsdecode(error.filename or "")).parents
    ):
        return ""
    return (
        f"; Farside writes into its home {home}: make it writable, or set FARSIDE_HOME "
        "to another folder"
    )


def _mute() -> None:
    """Send what still waits to be written nowhere."""
    with suppress(io.UnsupportedOperation):  # a caller that gave a stream of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(message: str, status: int) -> typer.Exit:
    from farside.cli.screen import terminal  # takes longer to load than the whole of the help

    print(f"farside: {terminal.one_line(message)}", file=sys.stderr)
    return typer.Exit(status)
