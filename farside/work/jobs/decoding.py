"""How DBOS reads what it keeps: as JSON, whatever a row says about itself.

DBOS reads a column of the row and unpickles where that says `py_pickle`, so whoever can write a row
could make every process that reads it run their code. That is why its unpickling is replaced, and
watched in case a release does it elsewhere.
"""

from __future__ import annotations

import base64
import pickle
import sys
from collections.abc import Callable
from typing import Any

from dbos import DBOSPortableJSONSerializer, _serialization

from farside.errors import FarsideError

_PICKLE = _serialization.DBOSDefaultSerializer.name()
# The functions that DBOS decodes rows with. A release that lacks one of them is not one that
# Farside knows to be safe.
_DECODERS: tuple[Callable[..., Any], ...] = (
    _serialization.deserialize_value,
    _serialization.deserialize_args,
    _serialization.deserialize_exception,
)


class Pickled(ValueError):
    """Raised when a row would have made its reader run what it holds."""


def only_json() -> DBOSPortableJSONSerializer:
    """The serializer to give DBOS, which from now on decodes nothing but JSON in this process.
    Raises `FarsideError` for a release of DBOS that unpickles all the same."""
    serializer = DBOSPortableJSONSerializer()
    if _serialization.DefaultSerializer.deserialize is not _refuse:
        # Not assigned, since mypy knows it as a method.
        setattr(_serialization.DefaultSerializer, "deserialize", _refuse)  # noqa: B010
        sys.addaudithook(_watch)
    probe = base64.b64encode(pickle.dumps(Pickled)).decode("ascii")
    for decode in _DECODERS:
        try:
            decode(probe, _PICKLE, serializer)
        except Pickled:
            continue
        raise FarsideError(
            "this release of DBOS unpickles rows; install the one of requirements.lock"
        )
    return serializer


def _refuse(_self: object, _data: str) -> Any:
    raise Pickled("it is a pickle, which Farside never loads")


def _watch(event: str, _arguments: tuple[Any, ...]) -> None:
    """Stop whatever unpickles for DBOS before it has found the first thing to call. Other code of
    this process may belong to another program that calls Farside, and is left alone."""
    if event != "pickle.find_class":
        return
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        if frame.f_globals.get("__name__", "").partition(".")[0] == "dbos":
            _refuse(None, "")
