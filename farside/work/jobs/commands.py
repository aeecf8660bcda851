"""Commands that work on many documents as jobs: listed, stopped, and called again with the words
they were given.

Every reply of the model is kept as it comes (`remembered`), so calling one again goes on where it
ended. What is noted here is that there is something to go on with.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from farside.config import Settings
from farside.errors import FarsideError, InputError
from farside.library import commands
from farside.library.commands import Command
from farside.library.library import Library
from farside.types import WORKING, Event, Notify, Progress
from farside.work.jobs import held
from farside.work.jobs.held import is_lease_free

_EVERY_SECONDS = 1.0
# Never kept.
_SECRET = "--password"
# Ids of long readings are hexadecimal: no beginning of one is a beginning of these.
_SIGN = "w"


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command, and whether a process works on it now."""

    command: Command
    running: bool

    @property
    def state(self) -> str:
        """The command's state, in the words that long readings use."""
        if self.command.finished:
            return "finished"
        if self.running:
            return "stopping" if self.command.stop else "running"
        return f"failed: {self.command.why}" if self.command.why else "stopped"


class CommandWatch:
    """Notes how far a command is, from when a model is at work."""

    def __init__(self, settings: Settings, words: Sequence[str]) -> None:
        folder = str(Path.cwd())
        identity = hashlib.sha256(json.dumps([*words, folder]).encode()).hexdigest()[:11]
        self.command = Command(_SIGN + identity, _without_secret(words), folder)
        self.begun = False
        self._settings = settings
        self._leases = held.in_home(settings)
        self._done, self._noted = -1, float("-inf")

    def heard(self, notify: Notify) -> Notify:
        """A notify that also notes how far the command is."""

        def hear(event: Event) -> None:
            if isinstance(event, Progress) and event.stage in WORKING:
                self._note(event)
            notify(event)

        return hear

    def _note(self, event: Progress) -> None:
        if not self.begun:
            self._begin()
        if int(event.done) != self._done or time.monotonic() - self._noted >= _EVERY_SECONDS:
            self._done, self._noted = int(event.done), time.monotonic()
            with closing(Library(self._settings)) as library:
                if not commands.note_progress(
                    library, self.command.id, event.done, event.total, event.unit
                ):
                    raise KeyboardInterrupt

    def _begin(self) -> None:
        if not self._leases.take(self.command.id):
            raise InputError(
                f"this command runs already, as job {self.command.id}: 'farside jobs' "
                "says how far it is"
            )
        with closing(Library(self._settings)) as library:
            commands.note_begun(library, self.command)
        self.begun = True

    def finish(self, why: str = "") -> None:
        """Note that the command came to its end; or, with `why`, that it failed before."""
        if self.begun:
            with closing(Library(self._settings)) as library:
                commands.note_ended(library, self.command.id, why)

    def close(self) -> None:
        self._leases.close()


@contextmanager
def watch_command(settings: Settings, words: Sequence[str]) -> Iterator[CommandWatch]:
    """The command with these words. Whatever ends it before its time is noted, and the person is
    told how it goes on; the caller says when it is finished."""
    watch = CommandWatch(settings, words)
    on = f"'farside jobs resume {watch.command.id}' goes on"
    try:
        yield watch
    except KeyboardInterrupt as error:
        if watch.begun:
            kept = find_command(settings, watch.command.id)
            raise KeyboardInterrupt(
                f"stopped; {on}" if kept else "the job was cancelled"
            ) from error
        raise
    except FarsideError as error:
        if watch.begun:
            watch.finish(why=str(error))
            error.args = (
                f"{error.whole}. What was read is kept: {on}",
            )  # the class is what callers know
        raise
    finally:
        watch.close()


def command_records(settings: Settings) -> list[CommandRecord]:
    """All commands, the newest first."""
    with closing(Library(settings)) as library:
        known = commands.every_command(library)
    leases = held.in_home(settings)
    return [CommandRecord(one, not is_lease_free(leases, one.id)) for one in known]


def find_command(settings: Settings, name: str) -> CommandRecord | None:
    """Find the command with this id or beginning of one; None where there is none. Raises
    `InputError` where several match."""
    with closing(Library(settings)) as library:
        found = [one for one in commands.every_command(library) if name and one.id.startswith(name)]
    if len(found) > 1:
        raise InputError(f"{name!r} begins the ids of several jobs; give more of it")
    return (
        CommandRecord(found[0], not is_lease_free(held.in_home(settings), found[0].id))
        if found
        else None
    )


def words_to_resume(record: CommandRecord) -> tuple[str, ...]:
    """The words that continue the command. Raises `InputError` where it cannot continue by
    itself."""
    one = record.command
    if one.finished:
        raise InputError(f"job {one.id} is finished")
    if record.running:
        raise InputError(f"job {one.id} runs; 'farside jobs stop {one.id}' stops it")
    if _SECRET in one.words:
        raise InputError(
            f"job {one.id} was given a password, which is not kept: give the whole command again"
        )
    if not Path(one.folder).is_dir():
        raise InputError(
            f"job {one.id} was begun in {one.folder}, which is not there: "
            "give the whole command again"
        )
    return one.words


def halt_command(settings: Settings, record: CommandRecord) -> None:
    """Tell a running command to end when it next says how far it is."""
    with closing(Library(settings)) as library:
        commands.note_stop(library, record.command.id)


def drop_command(settings: Settings, record: CommandRecord) -> None:
    """Stop and forget a command. What the model replied stays with the documents."""
    with closing(Library(settings)) as library:
        commands.forget_command(library, record.command.id)


def _without_secret(words: Sequence[str]) -> tuple[str, ...]:
    """The words, with only a mark in the place of a password."""
    kept: list[str] = []
    for before, word in zip(("", *words), words, strict=False):
        if before != _SECRET:
            kept.append(_SECRET if word.startswith(f"{_SECRET}=") else word)
    return tuple(kept)
