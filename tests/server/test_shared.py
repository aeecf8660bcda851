"""A collection that is shared: one and the same for everybody who has a role in it, nothing to
everybody else, and nothing at all any more once it is taken back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from farside.access.users import Users
from farside.config import Settings
from farside.documents.options import ParseOptions
from farside.library.library import Library
from farside.server.access.places import may
from farside.server.app import create_app
from farside.types import Citation
from farside.work.guides.guide import Guide
from farside.work.guides.kept_guides import keep_guide
from tests.script import finds, stuck
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving
from tests.work.tables.made import document

SECRET = "Something of Anna's own that she shares with nobody."
CHAT = {"model": "scripted", "messages": [{"role": "user", "content": "What is the code?"}]}


@dataclass(frozen=True, slots=True)
class House:
    """A server with four users, and the home of each by name."""

    anna: Client
    ben: Client
    cid: Client
    dan: Client
    homes: dict[str, Path]

    def put(self, name: str, text: str, collection: str = "") -> str:
        """Puts a text into Anna's library, without the time that a parser takes; its id."""
        settings = Settings(home=self.homes["anna"])
        with closing(Library(settings)) as library:
            file = library.home / "tmp" / "given"
            file.write_text(text, encoding="utf-8")
            variant = ParseOptions.of(settings, name).variant
            kept = library.add(file, name, lambda _path, _name: document(text, name), variant)
            if collection:
                library.create(collection)
                library.add_to(collection, [kept.id])
        return kept.id

    def share(self, collection: str, **roles: str) -> dict[str, str]:
        """Shares a collection of Anna's; the way in of each user, the same for all."""
        for name, role in roles.items():
            body = {"user": name, "role": role}
            self.anna.ok("POST", f"/api/collections/{collection}/shares", body)
        ways = {}
        for name in roles:
            found = getattr(self, name).ok("GET", "/api/shared")["shared"]
            (mine,) = (one for one in found if one["collection"] == collection)
            ways[name] = f"/s/{mine['id']}"
        return ways


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    model = stuck(finds(folder, "a.txt, lines 1-1", FACT, FACT), "Line 200 says")
    settings = Settings(
        home=folder / "home", model=model, window_tokens=1000, server_read_ahead=False
    )
    names = ("anna", "ben", "cid", "dan")
    with closing(Users(settings)) as users:
        keys = {name: users.new_key(users.add(name, "correct horse"))[1] for name in names}
        homes = {one.name: settings.home / "users" / one.id for one in users.all()}
    with serving(settings) as server, ExitStack() as stack:
        clients = {
            name: stack.enter_context(
                Client(
                    base_url=server.base_url,
                    timeout=60,
                    headers={"Authorization": f"Bearer {key}"},
                )
            )
            for name, key in keys.items()
        }
        yield House(**clients, homes=homes)


def names(client: Client, way: str = "") -> list[str]:
    return [one["name"] for one in client.ok("GET", f"{way}/api/documents")["documents"]]


def routes() -> list[tuple[str, str]]:
    paths = create_app(Settings(home=Path("/nowhere"))).openapi()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


WRITES = {
    "read": {
        ("PATCH", "/api/settings"),
        ("POST", "/api/guides"),
        ("POST", "/api/notes"),
        ("PATCH", "/api/notes/{identity}"),
        ("DELETE", "/api/notes/{identity}"),
        ("POST", "/api/notes/{identity}/restore"),
    },
    "ask": {
        ("POST", "/api/runs"),
        ("POST", "/api/runs/{identity}/stop"),
        ("POST", "/api/runs/{identity}/resume"),
        ("DELETE", "/api/runs/{identity}"),
        ("PUT", "/api/runs/{identity}/table/cell"),
        ("POST", "/api/plan"),
        ("POST", "/api/conversations"),
        ("PATCH", "/api/conversations/{identity}"),
        ("DELETE", "/api/conversations/{identity}"),
        ("POST", "/api/answers/{identity}/mark"),
        ("DELETE", "/api/answers/{identity}/mark"),
        ("DELETE", "/api/corrections/{identity}"),
        ("POST", "/v1/chat/completions"),
        ("POST", "/v1/responses"),
        ("POST", "/v1/tokenizers/estimate-token-count"),
        ("POST", "/v1/messages"),
        ("POST", "/v1/messages/count_tokens"),
        ("POST", "/v1/systemone"),
        ("POST", "/v1/decisions"),
    },
    "edit": {
        ("POST", "/api/uploads"),
        ("POST", "/api/items/{identity}/retry"),
        ("DELETE", "/api/items/{identity}"),
        ("DELETE", "/api/documents/{identity}"),
    },
}
"""What each role may do besides looking, and besides what the role before it may."""
NEVER = {
    "/api/keys",
    "/api/users",
    "/api/storage",
    "/api/shared",
    "/api/evaluations",
    "/api/evaluations/tasks",
    "/api/evaluations/{identity}",
    "/api/watches",
    "/api/watches/{identity}",
    "/metrics",
    "/healthz",
    "/v1/files",
    "/v1/files/{file_id}",
    "/v1/files/{file_id}/content",
    "/v1/vector_stores",
    "/v1/vector_stores/{store_id}",
    "/v1/vector_stores/{store_id}/files",
    "/v1/vector_stores/{store_id}/files/{file_id}",
    "/v1/vector_stores/{store_id}/file_batches/{batch_id}",
}
"""What nobody may look at there."""


@pytest.mark.parametrize("role", ["read", "ask", "edit"])
def test_a_role_allows_what_is_said_here_and_no_other_route(role: str) -> None:
    wanted = WRITES["read"] | (WRITES["ask"] if role != "read" else set())
    wanted |= WRITES["edit"] if role == "edit" else set()
    wanted |= {("GET", path) for method, path in routes() if method == "GET" and path not in NEVER}
    allowed = {
        (method, path)
        for method, path in routes()
        if may(role, method, path.replace("{", "").replace("}", ""))  # type: ignore[arg-type]
    }
    assert allowed == wanted


def test_it_is_one_and_the_same_for_all_and_conversations_stay_each_ones_own(house: House) -> None:
    first = house.put("a.txt", f"It begins. {FACT}", "One")
    own = house.put("own.txt", SECRET)
    ways = house.share("One", ben="ask", cid="edit")
    assert ways["ben"] == ways["cid"]
    ben, cid = ways["ben"], ways["cid"]
    assert names(house.ben, ben) == names(house.cid, cid) == ["a.txt"]
    assert names(house.ben) == [], "nothing comes into a library"

    item = house.cid.ok(
        "POST", f"{cid}/api/uploads", params={"name": "new.txt"}, content=b"Added by Cid."
    )
    house.cid.until(f"{cid}/api/items/{item['id']}", lambda one: one["state"] == "ready", 240)
    house.anna.until("/api/documents?collection=One", lambda found: found["total"] == 2)
    assert sorted(names(house.ben, ben)) == ["a.txt", "new.txt"]

    talk = house.ben.ok(
        "POST", f"{ben}/api/conversations", {"title": "Ben's", "documents": [first]}
    )
    body = {"kind": "ask", "question": "What is the code?", "documents": [first]}
    run = house.ben.ok("POST", f"{ben}/api/runs", {**body, "conversation": talk["id"]})["id"]
    done = house.ben.until(f"{ben}/api/runs/{run}", lambda one: one["state"] == "finished")
    answer = house.ben.ok("GET", f"{ben}/api/answers/{done['answers'][0]}")
    assert FACT in answer["answer"]
    assert FACT in house.ben.get(f"{ben}/api/answers/{answer['id']}/export").text
    chat = {**CHAT, "model": house.ben.ok("GET", f"{ben}/v1/models")["data"][0]["id"]}
    assert house.ben.post(f"{ben}/v1/chat/completions", json=chat).is_success
    for other, way in ((house.anna, ""), (house.cid, cid), (house.ben, "")):
        assert other.ok("GET", f"{way}/api/conversations")["total"] == 0
        assert other.ok("GET", f"{way}/api/answers")["total"] == 0
        assert other.get(f"{way}/api/runs/{run}").status_code == 404

    house.cid.ok("DELETE", f"{cid}/api/documents/{first}")
    assert names(house.ben, ben) == ["new.txt"]
    assert house.anna.get(f"/api/documents/{first}").is_success, "its owner keeps it"
    assert house.ben.get(f"{ben}/api/documents/{first}/text").status_code == 404
    house.anna.ok("POST", "/api/collections/One/documents", {"add": [first]})
    assert sorted(names(house.ben, ben)) == ["a.txt", "new.txt"]

    for path in ("", "/text", "/original", "/pages", "/pages/1/picture", "/guide"):
        assert house.cid.get(f"{cid}/api/documents/{own}{path}").status_code == 404
    for about in ({"documents": [own]}, {"collection": "One", "documents": []}):
        assert house.ben.post(f"{ben}/api/runs", json=body | about).status_code == 404

    record = house.anna.ok("GET", "/api/collections/One/shares")
    told = [(one["who"], one["what"], one["whom"] or one["document"]) for one in record["events"]]
    assert told == [
        ("anna", "added", "a.txt"),
        ("cid", "removed", "a.txt"),
        ("cid", "added", "new.txt"),
        ("anna", "gave", "cid"),
        ("anna", "added", "a.txt"),
        ("anna", "gave", "ben"),
    ]
    assert [(one["user"], one["role"]) for one in record["members"]] == [
        ("ben", "ask"),
        ("cid", "edit"),
    ]
    for way in ("", cid):
        reply = house.cid.get(f"{way}/api/collections/One/shares")
        assert reply.status_code == 404, "the record is its owner's"


def test_how_answers_are_wished_for_and_what_documents_are_reach_the_others(house: House) -> None:
    given = house.put("g.txt", f"It begins. {FACT}", "Guided")
    way = house.share("Guided", ben="ask")["ben"]
    asked = {"kind": "ask", "question": "What is the code?", "everything": True}

    def wish_of_answer() -> object:
        run = house.ben.ok("POST", f"{way}/api/runs", asked)["id"]
        done = house.ben.until(f"{way}/api/runs/{run}", lambda one: one["state"] == "finished")
        return house.ben.ok("GET", f"{way}/api/answers/{done['answers'][0]}")["wish"]

    def guide() -> str | None:
        reply = house.ben.get(f"{way}/api/documents/{given}/guide")
        return reply.json()["title"] if reply.is_success else None

    def make_guide(title: str) -> None:
        with closing(Library(Settings(home=house.homes["anna"]))) as library:
            place = Citation(1, "g.txt", given, 1, "line 1", 0, 2, "It")
            keep_guide(library, Guide("g.txt", given, "letter", title, (place,), ()), "tests")

    assert (wish_of_answer(), guide()) == (None, None)
    wish = {"wish": "Briefly", "language": "de"}
    house.anna.ok("PATCH", "/api/collections/Guided", wish)
    assert wish_of_answer() == {"text": "Briefly", "language": "de"}
    make_guide("A first one")
    assert guide() == "A first one"
    make_guide("Another")
    assert guide() == "Another"
    (one,) = house.ben.ok("GET", f"{way}/api/documents")["documents"]
    assert one["kind"] == "letter"
    house.anna.ok("PATCH", "/api/collections/Guided", {"wish": "", "language": ""})
    assert wish_of_answer() is None
    assert house.ben.ok("GET", f"{way}/api/settings").keys().isdisjoint({"wish"})


def test_a_reader_asks_nothing_and_changes_nothing(house: House) -> None:
    given = house.put("r.txt", "To be read.", "Read")
    way = house.share("Read", ben="read")["ben"]
    assert house.ben.get(f"{way}/api/documents/{given}/text").json()["text"] == "To be read."
    asked = {"kind": "ask", "question": "What?", "documents": [given]}
    for method, path, body in (
        ("POST", "/api/uploads?name=x.txt", None),
        ("DELETE", f"/api/documents/{given}", None),
        ("POST", "/api/runs", asked),
        ("POST", "/api/plan", asked),
        ("POST", "/v1/chat/completions", CHAT),
        ("POST", "/v1/files", None),
        ("POST", "/api/collections", {"name": "Mine", "documents": [given]}),
        ("POST", "/api/collections/Read/shares", {"user": "dan", "role": "edit"}),
        ("POST", "/api/password", {"old": "correct horse", "new": "another horse"}),
        ("POST", "/api/keys", {}),
    ):
        reply = house.ben.request(method, f"{way}{path}", json=body)
        assert reply.status_code == 403, f"{method} {path}: {reply.text}"
        assert "you may read" in reply.json()["error"]["message"]
    assert names(house.anna).count("r.txt") == 1
    me = house.ben.ok("GET", f"{way}/api/me")
    assert (me["name"], me["shared"]["role"], me["shared"]["owner"]) == ("ben", "read", "anna")
    assert not me["admin"]


def test_one_who_may_ask_changes_no_documents(house: House) -> None:
    given = house.put("k.txt", "To be kept.", "Keep")
    way = house.share("Keep", ben="ask")["ben"]
    for method, path in (
        ("POST", "/api/uploads?name=x.txt"),
        ("DELETE", f"/api/documents/{given}"),
    ):
        assert house.ben.request(method, f"{way}{path}").status_code == 403
    assert names(house.ben, way) == ["k.txt"]


def test_without_a_role_there_is_nothing(house: House) -> None:
    given = house.put("n.txt", "For some.", "Some")
    way = house.share("Some", ben="edit")["ben"]
    for method, path in routes():
        if path in ("/healthz", "/api/session"):
            continue
        filled = path.replace("{identity}", given).replace("{number}", "1")
        filled = filled.replace("{name}", "Some").replace("{", "").replace("}", "")
        reply = house.dan.request(method, f"{way}{filled}")
        assert reply.status_code == 404, f"{method} {path}: {reply.status_code} {reply.text}"
        assert "For some" not in reply.text
    assert house.dan.ok("GET", "/api/shared")["shared"] == []
    nobody = Client(base_url=house.dan.base_url)
    with nobody:
        assert nobody.get(f"{way}/api/documents").status_code == 401
        assert nobody.get(f"{way}/v1/models").status_code == 401
        assert nobody.get(f"{way}//api/documents").status_code in (200, 404), "the page, or none"
        assert "n.txt" not in nobody.get(f"{way}//api/documents").text


def test_taken_back_nothing_is_reached_any_more_and_a_running_question_ends(house: House) -> None:
    given = house.put("a.txt", TEXT, "Back")
    way = house.share("Back", ben="ask")["ben"]
    body = {"kind": "ask", "question": "What is the code?", "documents": [given]}
    run = house.ben.ok("POST", f"{way}/api/runs", body)["id"]
    house.ben.until(f"{way}/api/runs/{run}", lambda one: one["state"] == "running")
    home = house.homes["ben"] / "shared" / way.removeprefix("/s/")
    assert (home / "library.db").exists()
    events = house.ben.events(f"{way}/api/runs/{run}/events")
    assert next(events)

    house.anna.ok("DELETE", "/api/collections/Back/shares/ben")
    for path in (
        "/api/documents",
        f"/api/documents/{given}/text",
        f"/api/documents/{given}/pages/1/picture",
        f"/api/documents/{given}/original",
        f"/api/runs/{run}",
        f"/api/runs/{run}/events",
        "/api/runs",
        "/api/conversations",
        "/api/answers",
        "/api/events",
        "/v1/models",
        "/api/me",
    ):
        assert house.ben.get(f"{way}{path}").status_code == 404, path
    mine = [one["id"] for one in house.ben.ok("GET", "/api/shared")["shared"]]
    assert way.removeprefix("/s/") not in mine
    assert [kind for _, event in events if (kind := event["type"])][-1:] in ([], ["stopped"])
    patience = time.monotonic() + 60
    while home.exists():
        assert time.monotonic() < patience, "the place goes with its end"
        time.sleep(0.1)
    assert house.anna.get(f"/api/documents/{given}").is_success
    (last, *_) = house.anna.ok("GET", "/api/collections/Back/shares")["events"]
    assert (last["who"], last["what"], last["whom"]) == ("anna", "took back", "ben")


def test_another_role_counts_at_once_and_whoever_leaves_has_left(house: House) -> None:
    house.put("c.txt", "To be changed.", "Change")
    way = house.share("Change", ben="edit")["ben"]
    house.share("Change", ben="read")
    assert house.ben.post(f"{way}/api/uploads?name=x.txt", content=b"x").status_code == 403
    house.ben.ok("DELETE", f"/api/shared/{way.removeprefix('/s/')}")
    assert house.ben.get(f"{way}/api/documents").status_code == 404
    (last, *_) = house.anna.ok("GET", "/api/collections/Change/shares")["events"]
    assert (last["who"], last["what"], last["whom"]) == ("ben", "left", "ben")


def test_a_collection_of_another_name_stays_shared_and_one_of_the_same_name_is_another(
    house: House,
) -> None:
    house.put("m.txt", "To be moved.", "Old")
    way = house.share("Old", ben="read")["ben"]
    house.anna.ok("PATCH", "/api/collections/Old", {"name": "New"})
    assert names(house.ben, way) == ["m.txt"]
    house.anna.ok("DELETE", "/api/collections/New")
    assert house.ben.get(f"{way}/api/documents").status_code == 404
    house.put("m2.txt", "Another.", "New")
    mine = [one["id"] for one in house.ben.ok("GET", "/api/shared")["shared"]]
    assert way.removeprefix("/s/") not in mine
    assert house.ben.get(f"{way}/api/documents").status_code == 404


def test_a_name_that_nobody_has_is_told_like_any_other(house: House) -> None:
    house.put("w.txt", "Whatever.", "Whose")
    body = {"user": "nobody.here", "role": "read"}
    told = house.anna.ok("POST", "/api/collections/Whose/shares", body)
    other = house.anna.ok("POST", "/api/collections/Whose/shares", {**body, "user": "dan"})
    assert [one["user"] for one in other["members"]] == ["dan", "nobody.here"]
    assert told["members"][0].keys() == other["members"][0].keys()
    reply = house.anna.post("/api/collections/Whose/shares", json={**body, "user": "Anna"})
    assert reply.status_code == 400
    assert house.anna.delete("/api/collections/Whose/shares/ben").status_code == 404


def test_what_an_editor_sends_counts_as_the_owners_and_what_does_not_fit_has_failed(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path / "home", server_quota_mb=1, server_read_ahead=False)
    settings = replace(settings, model=finds(tmp_path, "a.txt, lines 1-1", FACT, FACT))
    with closing(Users(settings)) as users:
        keys = [users.new_key(users.add(name, "correct horse"))[1] for name in ("anna", "ben")]
    with serving(settings) as server, ExitStack() as stack:
        anna, ben = (
            stack.enter_context(
                Client(
                    base_url=server.base_url,
                    timeout=60,
                    headers={"Authorization": f"Bearer {key}"},
                )
            )
            for key in keys
        )
        anna.add("s.txt", b"Small.", "Shared")
        anna.add("large.txt", b"x " * 499_000)
        anna.ok("POST", "/api/collections/Shared/shares", {"user": "ben", "role": "edit"})
        way = f"/s/{ben.ok('GET', '/api/shared')['shared'][0]['id']}"
        item = ben.ok("POST", f"{way}/api/uploads?name=b.txt", content=b"y " * 5_000)
        failed = ben.until(
            f"{way}/api/items/{item['id']}", lambda one: one["state"] in ("failed", "ready")
        )
        failed = ben.until(f"{way}/api/items/{item['id']}", lambda one: one["state"] == "failed")
        assert failed["code"] == "quota_exceeded"
        assert names(ben, way) == ["s.txt"]
        assert anna.ok("GET", "/api/documents?collection=Shared")["total"] == 1
