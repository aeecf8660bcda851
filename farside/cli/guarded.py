"""The commands as one group in which every error is one plain line and an exit status."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import typer
from typer.core import TyperGroup

from farside.errors import DiskFull, FarsideError, InputError, Problem, tell_problem

INTERRUPTED = 130
# click's UsageError, which typer does not give out.
_WORDS_REFUSED = cast(type[Exception], typer.BadParameter.__mro__[1])
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NO_WRITING = (errno.EACCES, errno.EROFS)


class Guarded(TyperGroup):
    """The commands; every error of ours or of the system is one plain line and its exit status."""

    def invoke(self, ctx: Any) -> Any:
        as_json = _asks_for_json(ctx.args)
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except FarsideError as error:
            told = tell_problem(error.status, str(error), error.code, error.param)
            raise _failed(told, error.exit_code, as_json) from error
        except KeyboardInterrupt as error:
            told = tell_problem(InputError.status, str(error) or "stopped", "stopped")
            raise _failed(told, INTERRUPTED, as_json) from error
        except (
            BrokenPipeError
        ) as error:  # the reader of our output went away, for example `farside text … | head`
            _mute()
            raise typer.Exit from error
        except OSError as error:
            where = error.filename or "writing the output"
            if not error.filename:  # what could not be written would be tried once more at the end
                _mute()
            kind = DiskFull if error.errno in _NO_ROOM else InputError
            said = f"{where}: {error.strerror or error}{_remedy(error)}"
            told = tell_problem(kind.status, said, kind.code)
            raise _failed(told, kind.exit_code, as_json) from error
        except _WORDS_REFUSED as error:
            if as_json:
                print_problem(tell_problem(InputError.status, str(error), InputError.code))
            raise
        return result


def _remedy(error: OSError) -> str:
    """Say what to do about a home that cannot be written to; "" for files elsewhere."""
    from farside import config

    home = config.find_home()
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


def _asks_for_json(words: Sequence[str]) -> bool:
    """Tell whether a command is asked for JSON; what stands behind `--` is no option."""
    return "--json" in words[: words.index("--")] if "--" in words else "--json" in words


def print_problem(problem: Problem) -> None:
    """An error for a program, in the one shape that the API has, too."""
    from farside.cli.screen import terminal

    print(terminal.one_object({"error": problem}))


def _failed(problem: Problem, status: int, as_json: bool) -> typer.Exit:
    from farside.cli.screen import terminal  # takes longer to load than the whole of the help

    print(f"farside: {terminal.one_line(problem['message'] or '')}", file=sys.stderr)
    if as_json:
        print_problem(problem)
    return typer.Exit(status)
