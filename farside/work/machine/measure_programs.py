"""Which llama.cpp of this machine serves a model best: each is tried, and must prove that its
states can be used again."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from farside.config import Settings
from farside.engine import models
from farside.engine.base import Engine, Message, Reply, Request, generate_reply
from farside.engine.kvstore import list_states
from farside.engine.local import open_local
from farside.engine.programs import (
    WHEEL,
    EngineProgram,
    Measured,
    choose_program,
    find_programs,
    note_measured,
    read_measured,
)
from farside.errors import EngineError, ModelError
from farside.types import Notify, Progress

_READ_WORDS = 600
"""About one token each."""
_WRITTEN = 32
_ASKED = "\nContinue this list with many more words."
_OTHER = "Say hello to the crew of the ship."
_WORDS = (
    "harbour master ship storm board sale wind north children town wall sails light "
    "house old nets water"
).split()


def measure_programs(settings: Settings, spec: str, notify: Notify) -> tuple[Measured, ...]:
    """Try every program that is there with a model, one after the other, and keep what was seen, so
    that the fastest that keeps its states serves from now on. One that fails is told with its
    reason."""
    file, found = models.resolve_model(spec, settings, notify), []
    programs = find_programs(settings)
    for number, program in enumerate(programs):
        notify(Progress("measure", number, len(programs), "engines", program.title))
        tried = replace(settings, engine_server=program.path or WHEEL)
        try:
            with closing(open_local(spec, tried, notify)) as engine:
                measured, key = measure_program(engine, file.sha256, program.build)
            _forget_state(settings, key)
        except (EngineError, ModelError) as error:
            measured = Measured(
                file.sha256, program.build, 0.0, 0.0, 0.0, f"it does not serve {file.name}: {error}"
            )
        note_measured(settings, measured)
        found.append(measured)
    return tuple(found)


def measure_program(engine: Engine, model_sha256: str, build: str) -> tuple[Measured, str]:
    """Measure a program. Return what was seen of it, and the key of the state that it kept.

    It reads a text that nobody has read, answers, reads another one, and is asked the first again:
    the state must come back from the disk, be used whole by the engine's own count, and give the
    answer of the first time.
    """
    text = " ".join(random.Random(time.time_ns()).choices(_WORDS, k=_READ_WORDS))
    asked = Request((Message("user", text + _ASKED, kept=len(text)),), _WRITTEN)
    generate_reply(
        engine, Request((Message("user", _OTHER),), 4)
    )  # loads the weights from the disk
    first = generate_reply(engine, asked)
    generate_reply(engine, Request((Message("user", _OTHER),), 4))  # takes the slot
    again = generate_reply(engine, asked)
    computed = first.usage.prompt_tokens - first.usage.cached_tokens
    measured = Measured(
        model_sha256,
        build,
        read=computed / max(first.prompt_seconds, 1e-9),
        write=again.usage.completion_tokens / max(again.decode_seconds, 1e-9),
        restore=again.prefix.seconds if again.prefix else 0.0,
        problem=(problem := find_difference(first, again)),
        keeps=not problem or not came_back(again),
    )
    return measured, first.prefix.key if first.prefix else ""


def find_difference(first: Reply, again: Reply) -> str:
    """Say why a kept state could not be used the second time; "" where it could."""
    if again.prefix is None or not came_back(again):
        problem = again.prefix.problem if again.prefix else ""
        return f"its state did not come back from the disk ({problem or 'it was computed anew'})"
    if again.usage.cached_tokens < again.prefix.tokens:
        return f"of {again.prefix.tokens} kept tokens it used {again.usage.cached_tokens}"
    if again.text != first.text:
        return "with its kept state it answers otherwise than without"
    return ""


def came_back(reply: Reply) -> bool:
    """Tell whether the prefix of a prompt was restored from the disk. If not, a full disk may be
    why, which says nothing against the states."""
    return reply.prefix is not None and reply.prefix.origin == "restored"


def list_programs(
    settings: Settings, spec: str
) -> Sequence[tuple[EngineProgram, Measured | None, bool]]:
    """Every program that is there, what was measured of it with a model, and whether it serves.
    Nothing is fetched."""
    sha256 = models.resolve_model(spec, settings).sha256 if models.is_here(spec, settings) else ""
    known = {one.build: one for one in read_measured(settings) if one.model == sha256}
    chosen = choose_program(settings, sha256)
    return [(one, known.get(one.build), one == chosen) for one in find_programs(settings)]


def _forget_state(settings: Settings, key: str) -> None:
    """Delete the state of a text that was made up for this: nobody will ask for it again."""
    for state in list_states(settings.shared / "kv"):
        if state.key == key:
            state.path.unlink(missing_ok=True)
