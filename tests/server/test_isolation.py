"""Two users of one server: whatever route is asked with what is the other's, there is no such
thing.

The routes are those of the OpenAPI document: a new one fails here until it is said what it would
have to hide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import httpx
import pytest

from farside.access.users import Users
from tests.server.chatty import MODEL, settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving

CANARY = "Zanzibar-7731"
"""Stands in the name, the text and the question of everything that is Anna's."""
SECRET = f"{FACT} {CANARY}. " + TEXT

# Gives nothing of anybody, or belongs to whoever asks.
HARMLESS = {
    "/api/me",
    "/api/settings",
    "/api/models",
    "/api/engine",
    "/api/storage",
    "/api/storage/kv",
    "/api/samples",
    "/api/session",
    "/api/offers",
    "/api/offers/sent",
    "/api/shared",
    "/api/password",
    "/api/texts",
    "/api/fetch",
    "/api/watches",
    "/healthz",
    "/v1/models",
    "/v1/models/{model}",
    "/v1/tokenizers/estimate-token-count",
    "/v1/messages/count_tokens",
}
# Never ends; what it tells has a test of its own.
ENDLESS = {"/api/events"}
ADMIN = {"/api/users", "/metrics"}

# Kinds of runs about documents, with what each needs besides.
WORK: Mapping[str, Mapping[str, Any]] = {
    "ask": {"question": "What?"},
    "read": {},
    "extract": {},
    "expenses": {},
    "rank": {"job": "A diver."},
    "compare": {"aspects": "price"},
    "summarise": {},
    "timeline": {},
    "translate": {"to": "en"},
}


def offered(giver: Client, taker: Client) -> str:
    """The id of an offer that waits for `taker`."""
    giver.add("offered.txt", b"Something that is offered.", "Offered")
    giver.ok("POST", "/api/collections/Offered/share", {"user": taker.ok("GET", "/api/me")["name"]})
    return str(taker.ok("GET", "/api/offers")["offers"][-1]["id"])


def shared(giver: Client, taker: Client) -> str:
    """The id of a collection that is shared with `taker`."""
    body = {"user": taker.ok("GET", "/api/me")["name"], "role": "edit"}
    giver.ok("POST", "/api/collections/Offered/shares", body)
    return str(taker.ok("GET", "/api/shared")["shared"][-1]["id"])


def offered_to_nobody(giver: Client) -> str:
    """The id of an offer to a name that nobody has."""
    giver.ok("POST", f"/api/collections/{CANARY}/share", {"user": "Mistyped"})
    return str(giver.ok("GET", "/api/offers/sent")["offers"][-1]["id"])


def watching(giver: Client) -> str:
    """The id of a watch of the folder that is named for Anna."""
    (root,) = giver.ok("GET", "/api/watches")["roots"]
    watch = giver.ok("POST", "/api/watches", {"folder": root, "collection": f"{CANARY} watched"})
    return str(watch["id"])


def deleted(giver: Client) -> str:
    """The id of a deletion that may be taken back."""
    giver.ok("POST", "/api/collections", {"name": f"{CANARY} to delete"})
    things = [{"kind": "collection", "key": f"{CANARY} to delete"}]
    return str(giver.ok("POST", "/api/deletions", {"things": things})["id"])


class Both:
    """Anna, whose things there are, and Ben, who knows every id of hers."""

    def __init__(self, anna: Client, ben: Client) -> None:
        self.anna, self.ben = anna, ben
        document = anna.add(f"{CANARY}.txt", SECRET.encode(), CANARY)
        file = anna.post(
            "/v1/files",
            files={"purpose": (None, "file-extract"), "file": (f"{CANARY}.md", SECRET.encode())},
        ).json()
        conversation = anna.ok(
            "POST", "/api/conversations", {"title": CANARY, "documents": [document]}
        )["id"]
        run = anna.ask(f"What is {CANARY}?", [document], conversation=conversation)["id"]
        (answer,) = anna.over(run)["answers"]
        spec = {
            "kind": "eval",
            "task": "niah",
            "lengths": [500],
            "depths": [50],
            "strategies": ["full"],
        }
        evaluation = anna.over(anna.ok("POST", "/api/runs", spec)["id"])["result"]["evaluation"]
        table = anna.over(
            anna.ok("POST", "/api/runs", {"kind": "expenses", "documents": [document]})["id"]
        )
        assert CANARY in anna.get(f"/api/runs/{table['id']}/table").text
        anna.ok("POST", f"/api/answers/{answer}/mark", {"said": "not-stated"})
        pinned = {"document_id": document, "start": 0, "end": len(SECRET)}
        note = anna.ok(
            "POST", "/api/notes", {"kind": "own", "words": CANARY, "citations": [pinned]}
        )["id"]
        item = anna.ok(
            "POST", "/api/uploads", params={"name": f"{CANARY}.pdf"}, content=b"%PDF-1.7"
        )["id"]
        anna.settled(item)
        self.document = document
        stores = anna.ok("GET", "/v1/vector_stores")["data"]
        store = next(one["id"] for one in stores if one["name"] == CANARY)
        self.hers: Mapping[str, Mapping[str, str]] = {
            "/api/documents": {"identity": document, "number": "1"},
            "/api/collections": {"name": CANARY, "user": "anna"},
            "/api/items": {"identity": item, "number": "1"},
            "/api/runs/{identity}/table": {"identity": table["id"]},
            "/api/runs": {"identity": run},
            "/api/answers": {"identity": answer},
            "/api/corrections": {"identity": answer},
            "/api/conversations": {"identity": conversation},
            "/api/notes": {"identity": note},
            "/api/evaluations": {"identity": evaluation},
            "/api/watches": {"identity": watching(anna)},
            "/api/deletions": {"identity": deleted(anna)},
            "/api/keys": {"key": anna.ok("POST", "/api/keys", {})["id"]},
            "/api/offers/sent": {"identity": offered_to_nobody(anna)},
            "/api/offers": {"identity": offered(ben, anna)},
            "/api/shared": {"identity": shared(ben, anna)},
            "/v1/files": {"file_id": file["id"]},
            "/v1/vector_stores": {
                "store_id": store,
                "file_id": file["id"],
                "batch_id": "vsfb_1_1_0_a",
            },
        }
        self.bodies: Mapping[tuple[str, str], list[Any]] = {
            ("PATCH", "/api/collections/{name}"): [{"name": "Mine"}],
            ("POST", "/api/collections/{name}/documents"): [{"add": [], "remove": [document]}],
            ("POST", "/api/collections/{name}/share"): [{"user": "anna"}],
            ("POST", "/api/collections/{name}/shares"): [{"user": "anna", "role": "edit"}],
            ("POST", "/api/offers/{identity}/take"): [{}],
            ("POST", "/api/items/{identity}/retry"): [{"password": None}],
            ("PATCH", "/api/watches/{identity}"): [{"active": False}],
            ("POST", "/api/watches/{identity}/look"): [{}],
            ("POST", "/api/watches/{identity}/gone"): [{"remove": True}],
            ("POST", "/api/runs/{identity}/stop"): [{}],
            ("POST", "/api/runs/{identity}/resume"): [{}],
            ("PUT", "/api/runs/{identity}/table/cell"): [
                {"document_id": document, "column": "Date", "written": "x"}
            ],
            ("PATCH", "/api/conversations/{identity}"): [{"title": "Mine"}],
            ("POST", "/api/answers/{identity}/mark"): [{"said": "right"}],
            ("PATCH", "/api/notes/{identity}"): [{"words": "mine"}],
            ("POST", "/api/notes/{identity}/restore"): [{}],
            ("POST", "/v1/vector_stores/{store_id}"): [{"name": "Mine"}],
            ("POST", "/v1/vector_stores/{store_id}/files"): [{"file_id": file["id"]}],
            ("POST", "/v1/vector_stores/{store_id}/file_batches"): [{"file_ids": [file["id"]]}],
            ("POST", "/v1/vector_stores/{store_id}/search"): [{"query": CANARY}],
        }
        ask = {"kind": "ask", "question": "What?"}
        chat = {"model": MODEL, "messages": [{"role": "user", "content": "What is the code?"}]}
        attached = [
            {"type": "text", "text": "What?"},
            {"type": "file", "file": {"file_id": file["id"]}},
        ]
        sent = [
            {"type": "input_text", "text": "What?"},
            {"type": "input_file", "file_id": file["id"]},
        ]
        message = {**chat, "max_tokens": 100}
        decided = {"type": "date", "instructions": "When?"}
        search = {"type": "file_search", "vector_store_ids": [store]}
        source = {"type": "file", "file_id": file["id"]}
        cited = [{"type": "document", "source": source}, {"type": "text", "text": "What?"}]
        self.naming: Mapping[tuple[str, str], list[Any]] = {
            ("POST", "/api/runs"): [
                {**ask, "conversation": conversation},
                *({**more, "kind": kind, "documents": [document]} for kind, more in WORK.items()),
                *({**more, "kind": kind, "collection": CANARY} for kind, more in WORK.items()),
            ],
            ("POST", "/api/plan"): [
                {"documents": [document]},
                {"documents": [], "collection": CANARY},
            ],
            ("POST", "/api/guides"): [
                {"documents": [document]},
                {"documents": [], "collection": CANARY},
            ],
            ("POST", "/api/deletions"): [
                {"things": [{"kind": kind, "key": key}]}
                for kind, key in (
                    ("document", document),
                    ("collection", CANARY),
                    ("conversation", conversation),
                    ("run", run),
                )
            ],
            ("POST", "/api/collections"): [{"name": "Mine", "documents": [document]}],
            ("POST", "/api/conversations"): [{"documents": [document]}, {"collection": CANARY}],
            ("POST", "/api/notes"): [{"kind": "own", "citations": [pinned]}],
            ("POST", "/v1/chat/completions"): [
                {**chat, "messages": [{"role": "user", "content": attached}]},
                {**chat, "farside": {"documents": [document]}},
                {**chat, "farside": {"documents": [file["id"]]}},
                {**chat, "farside": {"collection": CANARY}},
            ],
            ("POST", "/v1/systemone"): [
                {"model": MODEL, "questions": {"x": decided}, "farside": {"documents": [document]}},
                {"model": MODEL, "questions": {"x": decided}, "farside": {"collection": CANARY}},
            ],
            ("POST", "/v1/decisions"): [
                {"model": MODEL, "questions": [decided], "farside": {"documents": [file["id"]]}},
                {"model": MODEL, "questions": [decided], "farside": {"collection": CANARY}},
            ],
            ("POST", "/v1/messages"): [
                {**message, "messages": [{"role": "user", "content": cited}]},
                {**message, "farside": {"documents": [document]}},
                {**message, "farside": {"collection": CANARY}},
            ],
            ("POST", "/v1/vector_stores"): [
                {"name": "Mine", "file_ids": [one]} for one in (file["id"], document)
            ],
            ("POST", "/v1/responses"): [
                {"model": MODEL, "input": "What?", "tools": [search]},
                {"model": MODEL, "input": [{"role": "user", "content": sent}]},
                {"model": MODEL, "input": "What?", "farside": {"documents": [document]}},
                {"model": MODEL, "input": "What?", "farside": {"collection": CANARY}},
            ],
        }


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    settings = settings_of(tmp_path_factory.mktemp("two"))
    keys = []
    with closing(Users(settings)) as users:
        for name in ("anna", "ben"):
            keys.append(users.new_key(users.add(name, "correct horse"))[1])
    with serving(settings) as server:
        anna, ben = (
            Client(base_url=server.base_url, timeout=30, headers={"Authorization": f"Bearer {key}"})
            for key in keys
        )
        with anna, ben:
            yield Both(anna, ben)


def routes(both: Both) -> list[tuple[str, str]]:
    paths = both.ben.ok("GET", "/api/openapi.json")["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def filled(both: Both, path: str) -> str | None:
    """The path with what is Anna's; None where nobody has said what that is."""
    family = next(
        (hers for start, hers in both.hers.items() if f"{path}/".startswith(f"{start}/")), None
    )
    return path.format(**family) if family else None


def refused(reply: httpx.Response) -> None:
    where = f"{reply.request.method} {reply.request.url}: {reply.status_code} {reply.text[:300]}"
    assert reply.status_code == 404, where
    assert reply.json()["error"]["code"] == "not_found", where
    assert FACT not in reply.text, where


def test_every_route_knows_nothing_of_the_others_things(both: Both) -> None:
    tried = 0
    for method, path in routes(both):
        if path in HARMLESS or path in ENDLESS or path in ADMIN or "{" not in path:
            continue
        place = filled(both, path)
        assert place is not None, f"{path}: say in this test what of Anna's it could give away"
        bodies = both.bodies.get((method, path), [None])
        assert bodies != [None] or method in ("GET", "DELETE"), (
            f"{method} {path}: say with which body"
        )
        for body in bodies:
            params = {"start": 0, "end": 5} if path.endswith("/boxes") else None
            refused(both.ben.request(method, place, params=params, json=body))
            tried += 1
    assert tried > 25


def test_no_body_names_the_others_things(both: Both) -> None:
    for method, path in routes(both):
        if (
            path in HARMLESS
            or "{" in path
            or method in ("GET", "DELETE")
            or path in ("/api/uploads", "/v1/files")
        ):
            continue
        if path == "/api/keys":
            continue
        for body in both.naming[method, path]:
            refused(both.ben.request(method, path, json=body))


def test_every_kind_of_run_about_documents_is_among_them(both: Both) -> None:
    found = both.ben.ok("GET", "/api/openapi.json")
    body = found["paths"]["/api/runs"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    shapes = {
        kind: name.rpartition("/")[2] for kind, name in body["discriminator"]["mapping"].items()
    }
    known = found["components"]["schemas"]
    assert {
        kind for kind, name in shapes.items() if "documents" in known[name]["properties"]
    } == set(WORK)


def test_no_list_has_the_others_things(both: Both) -> None:
    known = 0
    for method, path in routes(both):
        if method != "GET" or "{" in path or path in ENDLESS | ADMIN:
            continue
        for params in ({}, {"search": CANARY}, {"hidden": "true"}, {"collection": CANARY}):
            reply = both.ben.get(path, params=params)
            assert reply.status_code in (200, 404), f"{path}: {reply.text}"
            assert CANARY not in reply.text.replace(f"'{CANARY}'", ""), f"{path}: {reply.text}"
        known += CANARY in both.anna.get(path).text
    assert known >= 6, "what is hidden from Ben is there for Anna"


def test_neither_is_an_admin(both: Both) -> None:
    for path in ADMIN:
        assert both.ben.get(path).status_code == 403


def test_nobody_without_a_key_gets_anything(both: Both) -> None:
    with httpx.Client(base_url=both.ben.base_url) as nobody:
        for method, path in routes(both):
            reply = nobody.request(
                method, filled(both, path) or path.replace("{model}", MODEL), json={}
            )
            if path == "/healthz":
                assert reply.status_code == 200
            elif path == "/api/session":
                assert reply.status_code in (204, 422)
            else:
                assert (reply.status_code, reply.json()["error"]["code"]) == (
                    401,
                    "not_signed_in",
                ), (method, path)
                assert ("type" in reply.json()) == path.startswith("/v1/messages"), path


def test_the_same_file_is_a_document_of_each(both: Both) -> None:
    mine = both.ben.add("mine.txt", SECRET.encode())
    assert mine == both.document
    found = both.ben.ok("GET", f"/api/documents/{mine}")
    assert (found["name"], found["collections"]) == ("mine.txt", [])
    assert both.ben.ok("DELETE", f"/api/documents/{mine}") is None
    assert both.anna.ok("GET", f"/api/documents/{mine}")["name"].startswith(CANARY)


def test_what_happens_to_one_is_not_told_to_the_other(both: Both) -> None:
    with both.ben.stream("GET", "/api/events", timeout=5.0) as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith(":")
        both.anna.add("more.txt", f"More about {CANARY}.".encode(), CANARY)
        both.ben.add("own.txt", b"Of Ben's own.")
        told: list[str] = []
        while not any("own.txt" in line and '"ready"' in line for line in told):
            told.append(next(lines))
    assert CANARY not in "\n".join(told)


def test_what_is_shared_is_the_others_own_from_then_on(both: Both) -> None:
    document = both.anna.add("shared.txt", b"A shared page.", "Shared")
    given = both.anna.ok("POST", "/api/collections/Shared/share", {"user": "Ben"})
    assert given == {"user": "Ben", "collection": "Shared", "documents": 1}
    (offer,) = both.ben.ok("GET", "/api/offers")["offers"]
    assert (offer["user"], offer["collection"], offer["documents"]) == ("anna", "Shared", 1)
    assert both.ben.get(f"/api/documents/{document}").status_code == 404, "nothing comes unasked"
    taken = both.ben.ok("POST", f"/api/offers/{offer['id']}/take", {})
    assert taken == {"collection": "Shared (anna)", "documents": 1}
    assert both.ben.ok("GET", "/api/offers")["total"] == 0
    assert both.ben.ok("GET", "/api/collections/Shared (anna)")["ids"] == [document]
    both.anna.ok("DELETE", f"/api/documents/{document}")
    assert both.ben.ok("GET", f"/api/documents/{document}/text")["text"].startswith(
        "A shared page."
    )
    both.ben.ok("DELETE", f"/api/documents/{document}")
    both.ben.ok("DELETE", "/api/collections/Shared (anna)")


def test_an_offer_is_declined_and_an_offer_to_nobody_looks_like_any_other(both: Both) -> None:
    told = [
        both.anna.post(f"/api/collections/{CANARY}/share", json={"user": user})
        for user in ("ben", "nobody", "../x")
    ]
    assert {one.status_code for one in told} == {200}
    assert [one.json() | {"user": ""} for one in told] == 3 * [told[0].json() | {"user": ""}]
    (offer,) = both.ben.ok("GET", "/api/offers")["offers"]
    assert both.ben.ok("DELETE", f"/api/offers/{offer['id']}") is None
    assert both.ben.ok("GET", "/api/offers")["total"] == 0
    assert both.ben.post(f"/api/offers/{offer['id']}/take", json={}).status_code == 404


def test_an_offer_is_taken_back_by_who_made_it_and_is_taken_without_a_body(both: Both) -> None:
    both.anna.add("back.txt", b"A page that comes back.", "Back")
    for user in ("ben", "nobdy"):
        both.anna.ok("POST", "/api/collections/Back/share", {"user": user})
    told = [
        one
        for one in both.anna.ok("GET", "/api/offers/sent")["offers"]
        if one["collection"] == "Back"
    ]
    assert [(one["user"], one["documents"]) for one in told] == [("ben", 1), ("nobdy", 1)]
    (offer,) = both.ben.ok("GET", "/api/offers")["offers"]
    assert both.ben.delete(f"/api/offers/sent/{offer['id']}").status_code == 404
    for one in told:
        assert both.anna.delete(f"/api/offers/sent/{one['id']}").status_code == 204
    assert both.ben.ok("GET", "/api/offers")["total"] == 0
    assert both.ben.post(f"/api/offers/{offer['id']}/take").status_code == 404
    both.anna.ok("POST", "/api/collections/Back/share", {"user": "ben"})
    (offer,) = both.ben.ok("GET", "/api/offers")["offers"]
    taken = both.ben.post(f"/api/offers/{offer['id']}/take")
    assert (taken.status_code, taken.json()) == (200, {"collection": "Back (anna)", "documents": 1})
    both.ben.ok(
        "DELETE", f"/api/documents/{both.ben.ok('GET', '/api/collections/Back (anna)')['ids'][0]}"
    )
    both.ben.ok("DELETE", "/api/collections/Back (anna)")


@pytest.mark.parametrize(("user", "status"), [("ANNA", 400), ("anna", 400), ("", 422)])
def test_a_collection_is_shared_with_another_user_only(both: Both, user: str, status: int) -> None:
    assert (
        both.anna.post(f"/api/collections/{CANARY}/share", json={"user": user}).status_code
        == status
    )
