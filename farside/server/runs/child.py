"""The process that computes one piece of work: orders in over a pipe, events out as lines of JSON.

It is forked from a server that has everything loaded already. It ends by itself when its server
died.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any

from farside.config import Settings
from farside.engine.machine import Lock
from farside.errors import FarsideError, speak_elsewhere
from farside.server.http import errors, journal
from farside.server.http.told import event_for, hide_for, spec_of
from farside.server.person import Person
from farside.server.runs.kinds import (
    asking,
    completing,
    deciding,
    evaluating,
    judging,
    planning,
    pulling,
    tabling,
    taking,
    typed_specs,
)
from farside.server.runs.kinds.typed_specs import AnySpec, read_spec
from farside.server.runs.teller import Emit

Result = dict[str, Any] | None
Work = Callable[[Settings, dict[str, Any], Emit], Result]


def _typed(kind: type[AnySpec], work: Callable[[Settings, AnySpec, Emit], Result]) -> Work:
    """The work on a spec as its row has it."""
    return lambda settings, plain, emit: work(settings, read_spec(kind, plain), emit)


WORK: Mapping[str, Work] = MappingProxyType(
    {
        "ask": _typed(typed_specs.AskSpec, asking.run_questions),
        "read": _typed(typed_specs.DocumentsSpec, asking.run_reading),
        "plan": _typed(typed_specs.PlanSpec, planning.run_planning),
        "take": _typed(typed_specs.TakeSpec, taking.run_item_intake),
        "complete": _typed(typed_specs.CompleteSpec, completing.run_completion),
        "count": _typed(typed_specs.CountSpec, completing.run_token_count),
        "decide": _typed(typed_specs.DecideSpec, deciding.run_decision),
        "eval": _typed(typed_specs.EvalSpec, evaluating.run_evaluation),
        "extract": _typed(typed_specs.ExtractSpec, tabling.run_extraction),
        "expenses": _typed(typed_specs.DocumentsSpec, tabling.run_expenses),
        "rank": _typed(typed_specs.RankSpec, judging.run_ranking),
        "compare": _typed(typed_specs.CompareSpec, judging.run_comparison),
        "summarise": _typed(typed_specs.SummariseSpec, judging.run_summary),
        "timeline": _typed(typed_specs.DocumentsSpec, judging.run_timeline),
        "translate": _typed(typed_specs.TranslateSpec, judging.run_translation),
        "pull": _typed(typed_specs.PullSpec, pulling.run_model_pull),
    }
)
ENDS = ("finished", "failed", "stopped")
# How long the work may still take after its server died, before it is killed.
_GRACE_SECONDS = 10.0
# The work, and the parsers and the engine that it begins, are less urgent than the server, which
# somebody looks at.
_NICE = 5


def main(pipe: Connection, kind: str, person: Person, spec: dict[str, Any]) -> None:
    """Do the work and tell about it; the last event is one of `ENDS`. A fault of ours ends the
    process without one.

    Whatever it writes and tells about errors and models is what `person` may read.
    """
    os.nice(_NICE)
    speak_elsewhere(hide_for(person))
    settings, spec = person.settings, _resolved(person, spec)
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a server in the background may be deaf to it
    threading.Thread(target=_outlive_no_server, args=(pipe,), daemon=True).start()

    def emit(event: dict[str, Any]) -> None:
        with suppress(OSError):  # a server that died: the thread above ends us
            pipe.send_bytes(json.dumps(event_for(person, event)).encode())

    try:
        emit({"type": "ready"})  # from here on it may be interrupted
        with _alone(settings, spec):
            result = WORK[kind](settings, spec, emit)
        emit({"type": "finished", "result": result})
    except KeyboardInterrupt:
        emit({"type": "stopped"})
    except FarsideError as error:
        emit({"type": "failed", "error": errors.inner_error(error, person)})
    finally:
        fault = sys.exception()
        if isinstance(
            fault, Exception
        ):  # Python would print its words, and they may be a document's
            print(journal.line_of(fault), file=sys.stderr, flush=True)
            os._exit(1)
    from farside.work.jobs import (
        durable,
    )  # loaded before this was forked, and by no server: it takes half a second

    with suppress(KeyboardInterrupt):  # the server died meanwhile: everything is written
        durable.close_process()


def _resolved(person: Person, spec: dict[str, Any]) -> dict[str, Any]:
    return spec | {"model": spec_of(person, spec["model"])} if spec.get("model") else spec


def _outlive_no_server(pipe: Connection) -> None:
    try:
        pipe.recv_bytes()  # nothing is ever sent: it returns when the other end is gone
    except (EOFError, OSError):
        os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait(_GRACE_SECONDS)
        os._exit(1)


@contextmanager
def _alone(settings: Settings, spec: dict[str, Any]) -> Iterator[None]:
    """Do the work of one run in one process at a time: the process of a server that died may still
    be ending."""
    if "run" not in spec:
        yield
        return
    folder = settings.home / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{spec['run']}.run"
    lock = Lock(file)
    lock.acquire()
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
        lock.release()
