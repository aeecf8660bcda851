"""Documents, their pages and collections over HTTP."""

from __future__ import annotations

import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from farside.work import pictures
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client

NOBODY = "0" * 64


def pdf(*pages: str) -> bytes:
    """A line of text on each page of 300 by 200 points, its baseline 100 points from the top."""
    written = io.BytesIO()
    made = canvas.Canvas(written, pagesize=(300, 200))
    for text in pages:
        made.drawString(50, 100, text)
        made.showPage()
    made.save()
    return written.getvalue()


def test_documents_are_listed_found_read_and_removed(server: Client) -> None:
    one, two = (
        server.add("folder/a.txt", TEXT.encode(), "Vaults"),
        server.add("Rules.md", b"# Rules\n\nNone."),
    )
    listed = server.ok("GET", "/api/documents")
    assert [(each["id"], each["name"]) for each in listed["documents"]] == [
        (one, "folder/a.txt"),
        (two, "Rules.md"),
    ]
    assert listed["documents"][0]["collections"] == ["Vaults"]
    assert server.ok("GET", "/api/documents", params={"search": "rul"})["total"] == 1
    assert (
        server.ok("GET", "/api/documents", params={"collection": "Vaults"})["documents"][0]["id"]
        == one
    )
    first = server.ok("GET", "/api/documents", params={"limit": 1})
    rest = server.ok("GET", "/api/documents", params={"limit": 1, "after": first["next"]})
    assert (first["total"], rest["documents"][0]["id"], rest["next"]) == (2, two, None)
    text = server.ok("GET", f"/api/documents/{one}/text", params={"start": 0, "end": 30})
    assert text == {"text": TEXT[:30], "start": 0, "end": 30, "characters": len(TEXT) + 1}
    server.ok("DELETE", f"/api/documents/{one}")
    assert server.get(f"/api/documents/{one}").status_code == 404
    assert server.ok("GET", "/api/documents")["total"] == 1


def test_the_original_is_saved_and_not_shown(server: Client) -> None:
    content = b"<script>alert(1)</script> and some words"
    reply = server.get(f"/api/documents/{server.add('wört/a b.html', content)}/original")
    assert reply.content == content
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"] == "attachment; filename*=UTF-8''a%20b.html"
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["", "/text", "/original", "/pages", "/pages/1", "/pages/1/picture", "/boxes?start=0&end=1"],
)
def test_nothing_is_known_of_a_document_that_is_not_there(server: Client, path: str) -> None:
    reply = server.get(f"/api/documents/{NOBODY}{path}")
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")


def test_a_range_outside_of_the_text_is_refused(server: Client) -> None:
    document = server.add("a.txt", b"Some words.")
    for start, end in ((5, 3), (0, 100), (100, 100)):
        reply = server.get(f"/api/documents/{document}/text", params={"start": start, "end": end})
        assert reply.status_code == 400, reply.text


def test_the_words_of_a_citation_are_found_on_the_picture_of_the_page(server: Client) -> None:
    document = server.add("a.pdf", pdf("Nothing here.", f"Before. {FACT} After."))
    pages = server.ok("GET", f"/api/documents/{document}/pages")["pages"]
    assert [(page["number"], page["width"], page["height"], page["picture"]) for page in pages] == [
        (1, 300, 200, True),
        (2, 300, 200, True),
    ]
    page = server.ok("GET", f"/api/documents/{document}/pages/2")
    start = page["start"] + page["text"].index(FACT)
    found = server.ok(
        "GET", f"/api/documents/{document}/boxes", params={"start": start, "end": start + len(FACT)}
    )
    (where,) = found["pages"]
    (box,) = where["boxes"]
    reply = server.get(f"/api/documents/{document}/pages/2/picture", params={"width": 600})
    assert reply.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(reply.content)).convert("L")
    assert picture.size == (800, 534), "the next of the widths that are kept"
    left, top, right, bottom = (round(800 / 300 * side) for side in box)
    ink = picture.point(lambda value: 255 if value < 128 else 0)
    assert ink.crop((left, top, right, bottom)).getbbox(), "the words are inside of the box"
    assert not ink.crop((0, 0, 800, top - 2)).getbbox(), "nothing stands above"
    # "Before." and "After." stand outside, within the width of a letter or two of a proportional
    # font
    line = page["lines"][0]["box"]
    assert line[0] + 10 < box[0] < box[2] < line[2] - 10


def test_a_text_has_no_picture(server: Client) -> None:
    document = server.add("a.txt", b"Some words.")
    reply = server.get(f"/api/documents/{document}/pages/1/picture")
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "no_picture")
    assert server.get(f"/api/documents/{document}/pages/2").status_code == 404


def test_collections(server: Client) -> None:
    one, two = server.add("a.txt", b"Some words."), server.add("b.txt", b"Other words.")
    made = server.ok("POST", "/api/collections", {"name": "Mine", "documents": [one]})
    assert made == {"name": "Mine", "documents": 1, "wish": "", "language": "", "ids": [one]}
    assert server.post("/api/collections", json={"name": "Mine"}).status_code == 409
    changed = server.ok("POST", "/api/collections/Mine/documents", {"add": [two], "remove": [one]})
    assert changed["ids"] == [two]
    assert server.ok("PATCH", "/api/collections/Mine", {"name": "Ours 我们"})["ids"] == [two]
    assert server.get("/api/collections/Mine").status_code == 404
    assert server.ok("GET", "/api/collections")["collections"] == [
        {"name": "Ours 我们", "documents": 1, "wish": "", "language": ""}
    ]
    server.ok("DELETE", "/api/collections/Ours%20我们")
    assert server.ok("GET", "/api/documents")["total"] == 2
    assert server.post("/api/collections", json={"name": "a/b"}).status_code == 422
    assert (
        server.post("/api/collections", json={"name": "x", "documents": [NOBODY]}).status_code
        == 404
    )
    assert server.ok("GET", "/api/collections")["total"] == 0
    for name in ("A", "B", "C", "D"):
        server.ok("POST", "/api/collections", {"name": name})
    with ThreadPoolExecutor(4) as threads:
        renamed = list(
            threads.map(
                lambda old: server.patch(f"/api/collections/{old}", json={"name": "X"}), "ABCD"
            )
        )
    assert sorted(one.status_code for one in renamed) == [200, 409, 409, 409]


BAD_NAMES = ["a/b", "/", ".", "..", " . ", "a\0b", "\u2028", "a\x7f", "", " "]


def test_a_wish_is_kept_with_its_collection_and_shown_with_the_answer(server: Client) -> None:
    document = server.add("a.txt", TEXT.encode(), "Mine")
    changed = server.ok(
        "PATCH", "/api/collections/Mine", {"wish": "Briefly.\n\nPlease.", "language": "de"}
    )
    assert (changed["wish"], changed["language"]) == ("Briefly. Please.", "de")
    changed = server.ok("PATCH", "/api/collections/Mine", {"name": "Ours"})
    assert (changed["wish"], changed["language"]) == ("Briefly. Please.", "de")
    run = server.ask("What is the code of the vault?", [], collection="Ours")
    (answer,) = server.over(run["id"])["answers"]
    told = server.ok("GET", f"/api/answers/{answer}")
    assert told["wish"] == {"text": "Briefly. Please.", "language": "de"}
    run = server.ask("What is the code of the vault?", [document])
    (answer,) = server.over(run["id"])["answers"]
    assert server.ok("GET", f"/api/answers/{answer}")["wish"] is None
    assert server.ok("PATCH", "/api/collections/Ours", {"wish": ""})["language"] == "de"
    for bad in ({"wish": "a" * 601}, {"language": "xx"}, {"wish": 3}):
        assert server.patch("/api/collections/Ours", json=bad).status_code in (400, 422)
    assert server.patch("/api/collections/Nobody", json={"wish": "a"}).status_code == 404


@pytest.mark.parametrize("name", BAD_NAMES)
def test_no_way_makes_a_collection_that_could_not_be_asked_for(server: Client, name: str) -> None:
    server.ok("POST", "/api/collections", {"name": "Mine"})
    asked = quote(name, safe="")
    for reply in (
        server.post("/api/collections", json={"name": name}),
        server.patch("/api/collections/Mine", json={"name": name}),
        server.post(f"/api/uploads?name=a.txt&collection={asked}", content=b"Some words."),
        server.post("/api/conversations", json={"collection": name}),
        server.post("/api/runs", json={"kind": "ask", "question": "Who?", "collection": name}),
        server.get(f"/api/documents?collection={asked}"),
    ):
        assert reply.status_code in (400, 422), reply.text
    found = server.ok("GET", "/api/collections")["collections"]
    assert [(one["name"], one["documents"]) for one in found] == [("Mine", 0)]
    assert server.ok("GET", "/api/items")["total"] == 0


def test_a_file_that_is_named_like_another_one_s_id_does_not_take_its_place(server: Client) -> None:
    one = server.add("a.txt", b"The words of one.")
    two = server.add(one, b"The words of two.")
    assert server.ok("GET", f"/api/documents/{one}")["name"] == "a.txt"
    assert server.ok("GET", f"/api/documents/{one}/text")["text"].strip() == "The words of one."
    server.ok("DELETE", f"/api/documents/{one}")
    assert [each["id"] for each in server.ok("GET", "/api/documents")["documents"]] == [two]


def test_pictures_are_drawn_a_few_at_a_time_and_each_once(
    server: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = server.add("a.pdf", pdf("Nothing here."))
    drawn: list[int] = []
    two, go = threading.BoundedSemaphore(2), threading.Event()

    def slow(*given: Any) -> bytes:
        drawn.append(given[3])
        assert two.acquire(blocking=False)
        assert go.wait(30)
        two.release()
        return b"picture"

    monkeypatch.setattr(pictures, "draw_page", slow)
    path = f"/api/documents/{document}/pages/1/picture"
    with ThreadPoolExecutor(30) as threads:
        asked = [
            threads.submit(server.get, path, params={"width": 3000 - 100 * n}) for n in range(28)
        ]
        while len(drawn) < 2:
            time.sleep(0.01)
        assert server.get("/api/me").is_success, "nobody else waits for pictures"
        go.set()
        assert {one.result().content for one in asked} == {b"picture"}
    assert sorted(drawn) == [400, 800, 1200, 1600, 2400, 3000]
