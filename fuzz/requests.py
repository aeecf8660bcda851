"""Requests made from the OpenAPI document by a user and by an admin, with the ids of another user's
things: no fault, and nothing of that user's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from fuzz.found import Faults, Turn, tries
from fuzz.serving import MARKER, USERS, Server, plant, serving

# A stream that ends with its client.
_ENDLESS = {"/api/events"}
_SECONDS = 20
_ROUND = 8  # an example takes long to make


def asked(turn: Turn) -> tuple[int, Faults]:
    """Each operation in turn, with Ben's key and with the admin's."""
    faults = Faults("requests", turn.failures)
    count = 0
    with serving() as server, server.client("anna") as anna:
        hers = plant(anna)
        document = schemathesis.openapi.from_dict(anna.ok("GET", "/api/openapi.json"))
        found = [result.ok() for result in document.get_all_operations() if isinstance(result, Ok)]
        operations = [one for one in found if one.path not in _ENDLESS]
        for at, operation in enumerate(operations):
            share = replace(
                turn, seconds=turn.seconds / len(operations), seed=turn.seed + 1000 * at
            )
            cases = st.tuples(
                operation.as_strategy(), st.sampled_from(["ben", "root"]), st.integers(0, 2)
            )
            count += tries(cases, _Try(server, hers, faults), share, _ROUND)
        kept = MARKER in anna.get("/api/documents").text
        if not kept:
            faults.add("what is Anna's was removed by another", b"", ".txt", "see the seed")
    print(
        f"  {len(operations)} operations, {'0' if not faults.kept else 'some'} leaks or faults",
        flush=True,
    )
    return count, faults


class _Try:
    """One request: sent, checked against the document, and looked through for the marker."""

    def __init__(self, server: Server, hers: Mapping[str, str], faults: Faults) -> None:
        self.server, self.hers, self.faults = server, hers, faults

    def __call__(self, made: tuple[Any, str, int]) -> None:
        case, who, how = made
        if how and case.path_parameters:
            given = case.path_parameters.items()
            case.path_parameters = {
                name: self._hers(case.path, name, str(value)) for name, value in given
            }
        if how == 2 and isinstance(case.body, dict):
            case.body = {name: self._within(name, value) for name, value in case.body.items()}
        if _removes_a_user(case):
            return
        where = f"{case.method} {case.path}"
        request = f"{where}\n{case.path_parameters}\n{case.query}\n{case.body!r}\nas {who}"
        try:
            reply = case.call(base_url=self.server.url, headers=self._key(who), timeout=_SECONDS)
        except (
            requests.RequestException,
            ValueError,
        ) as error:  # ValueError: what cannot be sent at all
            if not isinstance(error, ValueError) and not self.server.alive:
                self._add("the server ended", request)
            elif isinstance(error, requests.Timeout):
                self._add(f"{where}: no reply in {_SECONDS} seconds", request)
            return
        said = (
            request + "\n" + "\n".join(f"{name}: {value}" for name, value in reply.headers.items())
        )
        sent = str(case.body) + str(case.path_parameters) + str(case.query)
        if MARKER not in sent and MARKER.encode() in reply.content:
            self._add(f"{where}: LEAK to {who}", f"{said}\n{reply.text}")
        if reply.status_code >= 500 and reply.status_code != 503:
            self._add(f"{where}: status {reply.status_code}", f"{said}\n{reply.text}")
        try:
            case.validate_response(reply, excluded_checks=[positive_data_acceptance])
        except FailureGroup as group:
            self._add(
                f"{where}: {'; '.join(sorted({one.title for one in group.exceptions}))}",
                f"{said}\n{group}",
            )
        if complaint := self.server.complaint():
            self._add(complaint, said)

    def _key(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.server.keys[who]}"}

    def _hers(self, path: str, name: str, value: str) -> str:
        """The id of a thing of Anna's of the kind that the path names; `value` where it names
        none."""
        if name not in ("identity", "name", "file_id", "key"):
            return value
        kinds = [kind for kind in self.hers if f"/{kind}s" in path]
        return (
            self.hers["table" if path.endswith(("/table", "/cell")) else kinds[0]]
            if kinds
            else value
        )

    def _within(self, name: str, value: object) -> object:
        if name == "documents":
            return [self.hers["document"], self.hers["file"]]
        return self.hers.get(name.removesuffix("_id"), value) if isinstance(value, str) else value

    def _add(self, kind: str, why: str) -> None:
        self.faults.add(kind, why.encode("utf-8", "replace"), ".request.txt", why)


def _removes_a_user(case: Any) -> bool:
    """The admin may: then there would be nobody left to ask."""
    return case.path.startswith("/api/users/") and any(
        name in str(case.path_parameters) for name in USERS
    )
