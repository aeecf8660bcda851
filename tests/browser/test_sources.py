"""What is asked stands beside the talk: everything stays everything, collections go together, names
that are not unique show their folders. What came in is told, down to what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import Serve
from tests.browser.serving import Served
from tests.browser.test_guides import ASKED, INVOICE, RULES
from tests.browser.test_uploads import archive, payload
from tests.browser.watched import Watched

Plain = dict[str, Any]
SCOPE = "/web/js/ask/scope.js"
REPORT = {
    "all": ["What is the document above", "was like"],
    "reply": {"kind": "report or article"},
}


@pytest.fixture(scope="module")
def server(serve: Serve) -> Served:
    return serve((), rules=[REPORT, *RULES])


@pytest.fixture(scope="module")
def kept_page(server: Served, browser: Browser) -> Iterator[Page]:
    """One page for what leaves nothing behind in it."""
    context = browser.new_context(locale="en-GB", service_workers="block")
    seen = Watched(context)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("h1")).to_be_visible()
    yield page
    seen.check()
    context.close()


def document(identity: str, name: str = "", **values: Any) -> Plain:
    return {"id": identity, "name": name or f"{identity}.txt", "collections": [], **values}


def called(page: Page, module: str, name: str, args: list[Any], **state: Any) -> Any:
    """What a function of the page gives. Lists of things with ids become maps: as arguments and in
    the state, which is as it was afterwards."""
    return page.evaluate(
        """async ([module, name, args, state]) => {
            const store = await import("/web/js/store.js");
            const mapped = (one) => Array.isArray(one?.mapped) ? new Map(one.mapped.map((row) => [row.id ?? row.name, row])) : one;
            const before = store.get();
            store.set(Object.fromEntries(Object.entries(state).map(([key, value]) => [key, mapped(value)])));
            try {
                return await (await import(module))[name](...args.map(mapped));
            } finally {
                store.set(before);
            }
        }""",  # noqa: E501
        [module, name, args, state],
    )


def mapped(*rows: Plain) -> Plain:
    return {"mapped": list(rows)}


LIBRARY = mapped(
    document("a", collections=["A"]), document("b", collections=["A", "B"]), document("c")
)
SHELVES = mapped({"name": "A"}, {"name": "B"})
NOTHING: Plain = {"documents": [], "collection": None, "collections": [], "everything": False}


@pytest.mark.parametrize(
    ("scope", "sent", "ids"),
    [
        ({"kind": "all"}, {"everything": True}, ["a", "b", "c"]),
        ({"kind": "collection", "name": "B"}, {"collection": "B"}, ["b"]),
        ({"kind": "collections", "names": ["A", "B"]}, {"collections": ["A", "B"]}, ["a", "b"]),
        ({"kind": "collections", "names": ["A", "gone"]}, {"collection": "A"}, ["a", "b"]),
        ({"kind": "picks", "ids": ["c", "gone"]}, {"documents": ["c"]}, ["c"]),
        ({"kind": "picks", "ids": []}, {}, []),
    ],
)
def test_a_choice_is_sent_as_what_it_is(
    kept_page: Page, scope: Plain, sent: Plain, ids: list[str]
) -> None:
    """And comes back so from a conversation: everything is no list of what there happens to be."""
    assert called(kept_page, SCOPE, "wire", [scope, LIBRARY, SHELVES]) == {**NOTHING, **sent}
    assert called(kept_page, SCOPE, "idsOf", [scope, LIBRARY, SHELVES]) == ids
    back = called(kept_page, SCOPE, "scopeOf", [{**NOTHING, **sent}])
    assert called(kept_page, SCOPE, "wire", [back, LIBRARY, SHELVES]) == {**NOTHING, **sent}


@pytest.mark.parametrize(
    ("scope", "tick", "becomes"),
    [
        ({"kind": "all"}, "b", {"kind": "picks", "ids": ["a", "c"]}),
        ({"kind": "picks", "ids": ["a", "c"]}, "b", {"kind": "all"}),
        ({"kind": "picks", "ids": ["a"]}, "a", {"kind": "picks", "ids": []}),
        ({"kind": "collection", "name": "A"}, "c", {"kind": "all"}),
        ({"kind": "collection", "name": "A"}, "a", {"kind": "picks", "ids": ["b"]}),
    ],
)
def test_a_tick_more_or_less(kept_page: Page, scope: Plain, tick: str, becomes: Plain) -> None:
    """All ticked is everything, also what comes later."""
    assert called(kept_page, SCOPE, "toggled", [scope, tick, LIBRARY, SHELVES]) == becomes


def test_files_on_their_way_into_a_choice(kept_page: Page) -> None:
    items = mapped(
        {"id": "1", "state": "waiting", "collection": "A"},
        {"id": "2", "state": "parsing", "collection": None},
        {"id": "3", "state": "failed", "collection": "A"},
        {"id": "4", "state": "ready", "collection": "A"},
    )
    sending = mapped(
        {"id": "s1", "state": "queued", "collection": None},
        {"id": "s2", "state": "failed", "collection": None},
    )
    state = {"items": items, "sending": sending, "collections": SHELVES}
    for scope, count in (
        ({"kind": "all"}, 3),
        ({"kind": "collection", "name": "A"}, 1),
        ({"kind": "picks", "ids": ["a"]}, 0),
    ):
        assert _coming(kept_page, scope, state) == count


def _coming(page: Page, scope: Plain, state: Plain) -> Any:
    return page.evaluate(
        """async ([scope, state]) => {
            const { comingInto } = await import("/web/js/ask/scope.js");
            const maps = Object.entries(state).map(([key, { mapped }]) => [key, new Map(mapped.map((one) => [one.id ?? one.name, one]))]);
            return comingInto(scope, Object.fromEntries(maps));
        }""",  # noqa: E501
        [scope, state],
    )


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("2024/report.txt", "2024/report.txt"),
        ("2025/report.txt", "2025/report.txt"),
        ("x/2026/report.txt", "x/2026/report.txt"),
        ("y/2026/report.txt", "y/2026/report.txt"),
        ("report.txt", "report.txt"),
        ("deep/down/alone.txt", "alone.txt"),
        ("of/nobody.txt", "nobody.txt"),
    ],
)
def test_folders_tell_names_apart_and_stand_nowhere_else(
    kept_page: Page, path: str, shown: str
) -> None:
    names = [
        "2024/report.txt", "2025/report.txt", "x/2026/report.txt", "y/2026/report.txt",
        "report.txt", "deep/down/alone.txt",
    ]  # fmt: skip
    documents = mapped(*(document(str(n), name) for n, name in enumerate(names)))
    assert called(kept_page, "/web/js/names.js", "shownName", [path, documents]) == shown


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("newest", ["10", "2", "1"]),
        ("name", ["1", "2", "10"]),
        ("size", ["2", "10", "1"]),
        ("state", ["10", "2", "1"]),
        ("kind", ["2", "1", "10"]),
    ],
)
def test_documents_stand_in_the_order_that_is_chosen(
    kept_page: Page, order: str, ids: list[str]
) -> None:
    read = {"state": "read", "done": 1, "windows": 1}
    reading = {**read, "state": "reading"}
    documents = mapped(
        document("1", "b/page 1.txt", added="1", size=5, kind="letter", reading=read),
        document("2", "a/page 2.txt", added="2", size=9, kind="CV", reading=None),
        document("10", "page 10.txt", added="3", size=7, kind="other", reading=reading),
    )
    found = called(kept_page, "/web/js/library/order.js", "sorted", [documents, order])
    assert [one["id"] for one in found] == ids


def test_an_order_that_is_kept_follows_what_changes(kept_page: Page) -> None:
    """Ten thousand names are not sorted anew for each page that is read; a new size is."""
    made = kept_page.evaluate(
        """async () => {
            const { sorted } = await import("/web/js/library/order.js");
            const of = (...rows) => new Map(rows.map(([id, size, done]) => [id, { id, size, done, name: id }]));
            const ids = (map) => sorted(map, "size").map((one) => `${one.id}${one.done ?? ""}`).join(" ");
            return [ids(of(["a", 1], ["b", 2])), ids(of(["a", 1, 5], ["b", 2])), ids(of(["a", 3], ["b", 2])), ids(of(["b", 2]))];
        }"""  # noqa: E501
    )
    assert made == ["b a", "b a5", "a b", "b"]


def test_a_search_means_words_of_path_kind_and_collections(kept_page: Page) -> None:
    found = kept_page.evaluate(
        """async () => {
            const { matcher } = await import("/web/js/library/order.js");
            const one = { name: "2024/Bill.txt", kind: "invoice", collections: ["Rents"] };
            return ["", "bill", "2024 invoice", "rents BILL", "2025 bill"].map((search) => matcher(search)(one));
        }"""  # noqa: E501
    )
    assert found == [True, True, True, True, False]


def test_the_sum_of_what_came_in(kept_page: Page) -> None:
    """The same bytes twice are one document more; what was here before is named with its place."""
    items = [
        {"id": "0", "created": "1", "state": "failed", "name": "old.txt"},
        {"id": "1", "created": "3", "state": "ready", "document": None, "members": 2},
        {"id": "2", "created": "4", "state": "ready", "document": "new", "name": "new.txt"},
        {"id": "3", "created": "4", "state": "ready", "document": "new", "name": "copy.txt"},
        {"id": "4", "created": "5", "state": "ready", "document": "was", "name": "again.txt"},
        {"id": "5", "created": "5", "state": "failed", "name": "bad.pdf"},
        {"id": "6", "created": "5", "state": "skipped", "name": "x.exe"},
        {"id": "7", "created": "6", "state": "parsing", "name": "slow.pdf"},
    ]
    documents = [document("new", "new.txt", added="5"), document("was", "was.txt", added="2")]
    sum_, words, places = kept_page.evaluate(
        """async ([items, documents]) => {
            const { sumOf, sumWords, placeWords } = await import("/web/js/library/arrivals.js");
            const map = (rows) => new Map(rows.map((row) => [row.id, row]));
            const sum = sumOf({ sending: new Map(), items: map(items), documents: map(documents), arrivedSince: "2" });
            return [sum, sumWords(sum), sum.here.map(placeWords)];
        }""",  # noqa: E501
        [items, documents],
    )
    assert (sum_["added"], sum_["coming"], sum_["need"], sum_["total"]) == (["new"], 1, 1, 5)
    assert words == "1 added, 2 were here already, 1 needs you, 1 passed over"
    assert places == ["copy.txt is here as new.txt", "again.txt is here as was.txt"]


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("damaged_file", False),
        ("unsupported_file", False),
        ("empty_file", False),
        ("locked_file", False),
        ("password_needed", False),  # it is unlocked instead
        ("file_limit", True),
        ("internal_error", True),
    ],
)
def test_trying_again_is_offered_where_it_can_help(kept_page: Page, code: str, again: bool) -> None:
    row = {"kind": "item", "one": {"id": "1", "code": code, "why": "PDFium: error 3"}}
    trouble = "/web/js/library/trouble.js"
    assert called(kept_page, trouble, "canRetry", [row]) is again
    said = called(kept_page, trouble, "remedy", [row])
    assert ("PDFium" in said) is (code == "internal_error")


def test_what_came_in_down_to_one_click(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    first, second = (INVOICE.format(n=n).encode() for n in (1, 2))
    reports = {f"{year}/report.txt": f"What {year} was like." for year in (2024, 2025)}
    with server.client() as client:
        client.add("known.txt", b"Known for long.")
    page.goto(f"{server.url}/library")
    page.locator("[data-pick=files]").first.set_input_files(
        [
            payload("invoice-1.txt", first),
            payload("invoice-2.txt", second),
            payload("copy.txt", b"Known for long."),
            payload("broken.pdf", b"%PDF-1.7 and no more"),
            payload("some.zip", archive({**reports, "tool.bin": "\0\1\2" * 99})),
        ]
    )
    came = page.get_by_role("region", name="What came in")
    for part in ("4 added", "1 was here already", "2 need you"):
        expect(came).to_contain_text(part, timeout=60_000)
    came.get_by_role("button", name="1 was here already").click()
    expect(came).to_contain_text("copy.txt is here as known.txt")
    expect(came).to_contain_text("2 invoices")
    expect(came.get_by_role("button", name=ASKED)).to_be_visible()
    names = page.locator("button.file-name")
    expect(names.filter(has_text="report.txt")).to_have_text(["2025/report.txt", "2024/report.txt"])

    broken, tool = (page.locator(".file.bad").filter(has_text=name) for name in ("broken", "tool"))
    expect(broken).to_contain_text("It is damaged: get an intact copy and add that.")
    expect(broken.get_by_role("button", name="Try broken.pdf again")).to_have_count(0)
    expect(tool).to_contain_text("from some.zip")
    tool.get_by_role("button", name="Why tool.bin cannot be read").click()
    expect(page.get_by_role("dialog")).to_contain_text("this kind of file is not read")
    page.screenshot(path=shots / "trouble.png")
    page.keyboard.press("Escape")
    page.screenshot(path=shots / "arrival.png")
    page.get_by_role("button", name="Remove the 2 that failed").click()
    expect(page.locator(".file.bad")).to_have_count(0)
    expect(came).not_to_contain_text("need you")
    page.get_by_label("Order").select_option("name")
    expect(names.first).to_have_text("invoice-1.txt")
    page.reload()
    expect(names.first).to_have_text("invoice-1.txt")
    came.get_by_role("button", name="Make an expense report").click()
    expect(page.get_by_role("dialog")).to_contain_text("2 documents")
    page.keyboard.press("Escape")
    came.get_by_role("button", name="Hide what came in").click()
    expect(came).to_have_count(0)


def test_everything_stays_everything(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    """The documents of the journey before."""
    page.goto(server.url)
    sources = page.get_by_role("complementary", name="Sources")
    chip = page.get_by_title("Choose what is read")
    expect(sources).to_contain_text("1 of 1 page read", timeout=60_000)
    expect(chip).to_contain_text("all 5 documents")
    sources.get_by_label("Ask invoice-1.txt").uncheck()
    expect(chip).to_contain_text("4 documents")
    sources.get_by_label("Ask invoice-1.txt").check()
    expect(chip).to_contain_text("all 5 documents")
    sources.get_by_label("Search by name").fill("2024 report")
    sources.get_by_role("button", name="Tick the one that matches").click()
    expect(chip).to_contain_text("2024/report.txt")
    sources.get_by_role("button", name="Asked: 1").click()
    sources.get_by_label("Search by name").fill("invoice-1")  # found, though it is not asked
    expect(sources.get_by_label("Ask invoice-1.txt")).to_be_visible()
    sources.get_by_label("Search by name").fill("")
    page.screenshot(path=shots / "sources.png")
    sources.get_by_role("button", name="Everything").click()

    page.get_by_label("Your question").fill("Who sang?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer-foot")).to_have_count(1)
    with server.client() as client:
        (talk,) = client.ok("GET", "/api/conversations")["conversations"]
        assert (talk["everything"], talk["documents"]) == (True, [])
        client.add("later.txt", b"What came later.")
    expect(page.locator(".coming")).to_have_text("1 new document is included.")
    _waits_for_what_is_coming(page, sources)
    with server.client() as client:
        (talk,) = client.ok("GET", "/api/conversations")["conversations"]
        run = client.ok("GET", "/api/runs", params={"kind": "ask"})["runs"][0]
        assert (run["spec"]["everything"], len(run["spec"]["documents"])) == (True, 7)
        assert talk["everything"]


def _waits_for_what_is_coming(page: Page, sources: Locator) -> None:
    """A question that is asked while a file is sent waits for it when the person says so."""
    held: list[Route] = []
    page.route("**/api/uploads*", lambda route: held.append(route))
    sources.locator("[data-pick=files]").set_input_files([payload("last.txt", b"The last one.")])
    expect(page.locator(".coming")).to_have_text("1 more is coming.")
    page.get_by_label("Your question").fill("What came last?")
    page.keyboard.press("Enter")
    choice = page.get_by_role("group", name="1 more is coming.")
    expect(choice.get_by_role("button", name="Wait for it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".coming")).to_contain_text("Your question is asked as soon as 1 more")
    expect(page.locator(".question")).to_have_count(1)
    for one in held:
        one.continue_()
    page.unroute("**/api/uploads*")
    expect(page.locator(".question")).to_have_count(2)
    expect(page.locator(".answer-foot")).to_have_count(2)


def test_on_a_phone_the_sources_are_a_sheet(
    server: Served, page: Page, watched: Watched, shots: Path
) -> None:
    page.set_viewport_size({"width": 375, "height": 780})
    page.goto(server.url)
    expect(page.get_by_role("complementary", name="Sources")).to_have_count(0)
    page.get_by_title("Choose what is read").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Ask last.txt").uncheck()
    page.screenshot(path=shots / "sources-phone.png")
    sheet.get_by_role("button", name="Use these 6 documents").click()
    expect(page.get_by_title("Choose what is read")).to_contain_text("6 documents")
