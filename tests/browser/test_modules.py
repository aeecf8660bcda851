"""Pieces of the page on their own: Markdown that becomes nodes, places in code points, tables whose
cells have sources, a run as its events tell it, the difference of two evaluations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Serve
from tests.browser.watched import Watched

CALL = "async ([module, name, args]) => (await import(module))[name](...args)"


@pytest.fixture(scope="module")
def url(serve: Serve) -> str:
    return serve(server_read_ahead=0).url


@pytest.fixture
def open_page(url: str, page: Page, watched: Watched) -> Page:
    page.goto(url)
    expect(page.locator("h1")).to_be_visible()
    return page


@pytest.fixture(scope="module")
def kept_page(url: str, browser: Browser) -> Iterator[Page]:
    """One page for what leaves nothing behind in it."""
    context = browser.new_context(locale="en-GB", service_workers="block")
    seen = Watched(context)
    page = context.new_page()
    page.goto(url)
    expect(page.locator("h1")).to_be_visible()
    yield page
    seen.check()
    context.close()


def markdown(page: Page, text: str) -> str:
    made: str = page.evaluate(
        """async (text) => {
            const { html, render } = await import("/web/js/ui.js");
            const { markdown } = await import("/web/js/markdown.js");
            const box = document.createElement("div");
            render(html`<${() => markdown(text)} />`, box);
            return box.innerHTML;
        }""",
        text,
    )
    return made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Plain.", "<p>Plain.</p>"),
        (
            "One **two** *three* `four <b>`",
            "<p>One <strong>two</strong> <em>three</em> <code>four &lt;b&gt;</code></p>",
        ),
        ("2 * 3 * 4 and a_b_c", "<p>2 * 3 * 4 and a_b_c</p>"),
        ("- a\n- b", '<ul><li class="">a</li><li class="">b</li></ul>'),
        ("3. c\n4. d", '<ol start="3"><li class="">c</li><li class="">d</li></ol>'),
        ("# Head\ntext", '<p class="md-heading">Head</p><p>text</p>'),
        ("> said", "<blockquote><p>said</p></blockquote>"),
        ("```\n<script>\n```", "<pre><code>&lt;script&gt;</code></pre>"),
        ("![p](http://evil.example/x.png)", "<p>p</p>"),
        ("[x](javascript:alert(1))", "<p>x)</p>"),
        ("[x](data:text/html,hi)", "<p>x</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        (
            "[x](https://a.example/b)",
            '<p><a href="https://a.example/b" rel="noopener noreferrer nofollow" target="_blank">'
            "x (https://a.example/b)</a></p>",
        ),
        (
            "|a|b|\n|-|-|\n|1|2|",
            '<div class="md-table"><table><thead><tr><th>a</th><th>b</th></tr></thead>'
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>",
        ),
    ],
)
def test_markdown_becomes_nodes(kept_page: Page, text: str, made: str) -> None:
    assert markdown(kept_page, text) == made


def test_places_are_code_points(kept_page: Page) -> None:
    text = "a😀b𠀀c"
    assert kept_page.evaluate(CALL, ["/web/js/text.js", "slice", [text, 1, 4]]) == text[1:4]
    assert kept_page.evaluate(CALL, ["/web/js/text.js", "length", [text]]) == len(text)


def run_of(page: Page, events: list[dict[str, Any]]) -> Any:
    return page.evaluate(
        """async (events) => {
            const { fresh, step } = await import("/web/js/ask/live.js");
            const live = events.reduce(step, fresh());
            return { ...live, read: [...live.read], gates: [...live.gates] };
        }""",
        events,
    )


def test_a_new_attempt_draws_anew(kept_page: Page) -> None:
    planned = {
        "type": "planned",
        "documents": [{"id": "d", "name": "d"}],
        "windows": [["d", 0, 5, 5, 0], ["d", 5, 9, 4, 1]],
    }
    looked = {"type": "looked", "window": 1, "gates": [0.5, -1], "round": 1}
    first = run_of(
        kept_page,
        [{"type": "started", "attempt": 1}, planned, {"type": "read", "window": 0}, looked],
    )
    assert (first["read"], first["gates"], first["plan"]["total"]) == ([0, 1], [[1, 0.5]], 2)
    again = run_of(
        kept_page,
        [{"type": "started", "attempt": 1}, planned, looked, {"type": "started", "attempt": 2}],
    )
    assert (again["read"], again["gates"], again["plan"], again["attempt"]) == ([], [], None, 2)


def test_what_is_noted_cuts_a_text_into_pieces(kept_page: Page) -> None:
    def pieces(cited: tuple[int | None, int | None], *noted: tuple[int, int]) -> list[Any]:
        of = [{"start": start, "end": end} for start, end in (cited, *noted)]
        given = [10, 30, of[0], of[1:]]
        made = kept_page.evaluate(CALL, ["/web/js/notes/marks.js", "piecesOf", given])
        return [(one["start"], one["end"], one["cited"], one["noted"]) for one in made]

    assert pieces((None, None)) == [(10, 30, False, False)]
    assert pieces((12, 20), (0, 14), (18, 19), (29, 50), (40, 50)) == [
        (10, 12, False, True),
        (12, 14, True, True),
        (14, 18, True, False),
        (18, 19, True, True),
        (19, 20, True, False),
        (20, 29, False, False),
        (29, 30, False, True),
    ]


def test_the_difference_of_two_evaluations(kept_page: Page) -> None:
    row = {
        "kind": "niah",
        "strategy": "scan",
        "language": "en",
        "control": "",
        "length": 600,
        "depth": 50,
        "n": 2,
    }
    first, second = (
        [{**row, "score": 1.0}],
        [{**row, "score": 0.25}, {**row, "length": 900, "score": 1.0}],
    )
    made = kept_page.evaluate(CALL, ["/web/js/proof/heat.js", "difference", [first, second]])
    assert [(one["length"], one["score"]) for one in made] == [(600, -0.75)]
    assert kept_page.evaluate(CALL, ["/web/js/proof/heat.js", "colour", [0.5]]) == "rgb(235 184 57)"


def test_rows_stand_in_the_order_of_a_column(open_page: Page) -> None:
    """Amounts by size, not by letters; rows without one last, whichever way; or only those that
    wait for a person."""
    euros: list[Any] = [{"amount": one, "currency": "EUR"} for one in (90, 1000)]
    cells = [
        {"value": one, "flags": ["a doubt"] if one is None else []}
        for one in (*reversed(euros), None)
    ]
    rows = [{"problem": "", "cells": [cell]} for cell in cells]
    for by, marked, places in (
        (None, False, [0, 1, 2]),
        ({"column": 0, "down": False}, False, [1, 0, 2]),
        ({"column": 0, "down": True}, False, [0, 1, 2]),
        (None, True, [2]),
    ):
        assert (
            open_page.evaluate(CALL, ["/web/js/tables/order.js", "order", [rows, by, marked]])
            == places
        )


def test_a_summary_is_told_as_its_table_has_it(open_page: Page) -> None:
    """What is marked there is not told as a fact."""
    sources = [{"n": n, "quote": "It rains."} for n in (1, 2)]
    cells = [
        {"shown": "It rains.", "flags": [], "sources": sources[:1]},
        {"shown": "It snows.", "flags": ["no quotation carries this"], "sources": sources},
        {"shown": "", "flags": [], "sources": []},
    ]
    rows = [{"cells": [cell]} for cell in cells]
    made = open_page.evaluate(CALL, ["/web/js/tables/made.js", "told", [{"rows": rows}]])
    assert [(one["supported"], one["citations"]) for one in made["sentences"]] == [
        (True, [1]),
        (False, [1, 2]),
    ]
    assert made["citations"] == sources


@pytest.mark.parametrize(
    ("kinds", "first"),
    [
        (["invoice", "receipt", "CV"], ["expenses"]),
        (["CV", "CV"], ["rank"]),
        (["CV"], []),  # one alone cannot be ranked
        (["contract", "contract", None], ["briefing", "compare"]),
        ([None], []),
    ],
)
def test_what_fits_most_of_the_documents_stands_first(
    open_page: Page, kinds: list[str | None], first: list[str]
) -> None:
    script = """async (kinds) => {
        const { fitting } = await import("/web/js/make/kinds.js");
        const ids = kinds.map((_, at) => `d${at}`);
        return fitting(ids, new Map(ids.map((id, at) => [id, { id, kind: kinds[at] }])));
    }"""
    assert open_page.evaluate(script, kinds) == first


def test_expenses_are_made_of_the_invoices_of_a_choice(open_page: Page) -> None:
    """Where nobody said more; a ranking of documents that are no CVs is of all of them."""
    script = """async () => {
        const { narrowed } = await import("/web/js/make/kinds.js");
        const documents = new Map(["invoice", "paper"].map((kind) => [kind, { id: kind, kind }]));
        const of = (thing) => narrowed(thing, { kind: "all" }, documents, new Map());
        return ["expenses", "rank", "cards"].map(of);
    }"""
    assert open_page.evaluate(script) == [
        {"kind": "picks", "ids": ["invoice"]},
        {"kind": "all"},
        {"kind": "all"},
    ]


@pytest.mark.parametrize(
    ("run", "table", "fields"),
    [
        (
            {
                "kind": "extract",
                "spec": {
                    "rows": "each",
                    "columns": [
                        {
                            "name": "level",
                            "kind": "choice",
                            "about": "",
                            "choices": ["junior", "senior"],
                        },
                        {"name": "pay", "kind": "money", "about": "per year", "choices": []},
                        {"name": "name", "kind": "text", "about": "", "choices": []},
                    ],
                },
            },
            None,
            {"rows": "each", "columns": "level (junior | senior), pay (money, per year), name"},
        ),
        (
            {"kind": "extract", "spec": {"rows": "document", "columns": []}},
            {"columns": [{"name": "born", "kind": "date", "about": "", "choices": []}]},
            {"rows": "document", "columns": "born (date)"},
        ),
        (
            {"kind": "rank", "spec": {"job": "A cook", "rubric": None, "blind": False}},
            None,
            {"job": "A cook", "blind": False},
        ),
        (
            {"kind": "compare", "spec": {"aspects": "", "versions": False}},
            {"columns": [{"name": "rent"}]},
            {"aspects": "rent", "versions": False},
        ),
        (
            {"kind": "summarise", "spec": {"length": 90, "reader": "", "language": "zh"}},
            None,
            {"length": 90, "language": "zh"},
        ),
        (
            {"kind": "summarise", "spec": {"form": "cards", "number": 7, "length": 150}},
            None,
            {"number": 7},
        ),
    ],
)
def test_a_table_is_asked_again_as_it_was(
    open_page: Page, run: Any, table: Any, fields: Any
) -> None:
    """Choices, what was proposed, and what was switched off."""
    run["spec"] |= {"documents": [], "collection": "Mine"}
    made = open_page.evaluate(CALL, ["/web/js/tables/again.js", "given", [run, table]])
    assert made == {**fields, "scope": {"kind": "collection", "name": "Mine"}}


@pytest.mark.parametrize(
    ("run", "titles"),
    [
        ({"kind": "ask", "title": "Who signed?"}, ("Who signed?", "Who signed?")),
        ({"kind": "read", "more_documents": 50}, ("Reading 52 documents ahead", "预读 52 份文档")),
        ({"kind": "pull", "model": "tiny"}, ("Fetching tiny", "下载 tiny")),
        (
            {"kind": "eval", "model": "tiny", "task": "ruler"},
            ("Evaluation of tiny · RULER", "评测 tiny · RULER"),
        ),
        ({"kind": "rank", "job": "\n# A cook\nMust cook."}, ("A cook", "A cook")),
        (
            {"kind": "rank", "job": "A cook", "result": {"rubric": {"title": "Chef"}}},
            ("Chef", "Chef"),
        ),
        (
            {
                "kind": "rank",
                "rubric": {"title": "", "criteria": [{"name": "Rust"}, {"name": "Go"}]},
            },
            ("Rust, Go",) * 2,
        ),
        (
            {"kind": "extract", "columns": [{"name": "rent"}, {"name": "term"}]},
            ("rent, term", "rent, term"),
        ),
        ({"kind": "expenses"}, ("Expenses · 2 documents", "报销 · 2 份文档")),
        (
            {"kind": "translate", "collection": "Letters"},
            ("Translation · Letters", "翻译 · Letters"),
        ),
        ({"kind": "timeline", "collection": "Letters"}, ("Timeline · Letters", "时间线 · Letters")),
    ],
)
def test_what_a_run_is_called(
    kept_page: Page, run: dict[str, Any], titles: tuple[str, str]
) -> None:
    made = {
        "kind": run.pop("kind"),
        "title": run.pop("title", "The server's words"),
        "result": run.pop("result", None),
    }
    for language, title in zip(("en", "zh"), titles, strict=True):
        called = kept_page.evaluate(
            """async ([language, run]) => {
                const words = await import("/web/js/words/words.js");
                const { titled } = await import("/web/js/titles.js");
                words.choose(language);
                return titled(run);
            }""",
            [language, {**made, "spec": {"documents": ["a", "b"], **run}}],
        )
        assert called == title


def test_of_two_that_are_called_the_same_the_later_one_has_a_number(kept_page: Page) -> None:
    called = kept_page.evaluate(
        """async () => {
            const words = await import("/web/js/words/words.js");
            const { get, put } = await import("/web/js/store.js");
            const { titled } = await import("/web/js/titles.js");
            words.choose("en");
            const spec = { job: "A cook" };
            const runs = [["r1", "rank"], ["r2", "rank"], ["r3", "extract"], ["r4", "rank"]];
            put("runs", runs.map(([id, kind], at) => [id, { id, kind, created: `2026-0${at + 1}`,
                spec: kind === "rank" ? spec : { title: "A cook" } }]));
            const called = runs.map(([id]) => titled(get().runs.get(id)));
            put("runs", runs.map(([id]) => [id, undefined]));
            return called;
        }"""
    )
    assert called == ["A cook", "A cook (2)", "A cook", "A cook (3)"]


def test_a_tab_waits_for_a_table_as_for_an_answer(kept_page: Page) -> None:
    waits = kept_page.evaluate(
        """async () => {
            const { put } = await import("/web/js/store.js");
            const { awaited } = await import("/web/js/tabs.js");
            const before = location.href;
            put("runs", [["r1", { id: "r1", state: "running" }], ["r2", { id: "r2", state: "running", conversation: "c1" }]]);
            const found = ["/make/r1", "/c/c1", "/make/r2x", "/jobs"].map((path) => {
                history.replaceState(null, "", path);
                return awaited()?.id ?? null;
            });
            history.replaceState(null, "", before);
            put("runs", [["r1", undefined], ["r2", undefined]]);
            return found;
        }"""  # noqa: E501
    )
    assert waits == ["r1", "r2", None, None]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("p. 3", "第 3 页"),
        ("document", "文档"),
        ("part 2", "第 2 部分"),
        ("ch. 4 (The end)", "章节 4 (The end)"),
        ("a document", "a document"),
    ],
)
def test_where_words_stand_is_told_in_the_person_s_language(
    kept_page: Page, said: str, shown: str
) -> None:
    told = kept_page.evaluate(
        """async (said) => {
            const words = await import("/web/js/words/words.js");
            const { label } = await import("/web/js/text.js");
            words.choose("zh");
            const told = label(said);
            words.choose("en");
            return told;
        }""",
        said,
    )
    assert told == shown


@pytest.mark.parametrize(
    ("told", "reply", "kept"),
    [
        ((1, "running"), (1, "stopping"), "stopping"),
        ((1, "stopped"), (1, "stopping"), "stopped"),
        ((1, "stopped"), (1, "queued"), "queued"),
        ((2, "finished"), (1, "queued"), "finished"),
    ],
)
def test_a_reply_does_not_undo_what_was_told_before_it_came(
    kept_page: Page, told: tuple[int, str], reply: tuple[int, str], kept: str
) -> None:
    state = kept_page.evaluate(
        """async (runs) => {
            const { get, put } = await import("/web/js/store.js");
            const { replied } = await import("/web/js/sync.js");
            const made = ([attempt, state]) => ({ id: "r", kind: "read", attempt, state });
            const [told, reply] = runs.map(made);
            put("runs", [["r", told]]);
            replied(reply);
            const { state } = get().runs.get("r");
            put("runs", [["r", undefined]]);
            return state;
        }""",
        [told, reply],
    )
    assert state == kept


def test_what_is_told_while_the_lists_come_is_not_lost(
    serve: Serve, page: Page, watched: Watched
) -> None:
    """The list of documents is there, another one still on its way, and a document comes."""
    server = serve(server_read_ahead=0)
    held: list[Route] = []
    page.route("**/api/conversations?*", lambda route: held.append(route))
    with page.expect_response("**/api/documents*"), page.expect_request("**/api/conversations?*"):
        page.goto(f"{server.url}/library")
    with server.client() as client:
        client.add("early.txt", b"Some words.")
    page.wait_for_timeout(
        1000
    )  # as long as a page may take to hear of it; more or less changes nothing here
    for one in held:
        one.continue_()
    expect(page.get_by_label("Choose early.txt")).to_be_visible()


def test_a_table_shows_the_source_of_a_cell_and_takes_a_correction(
    open_page: Page, watched: Watched
) -> None:
    watched.allow("status of 422")  # the reader asks for a document that is none
    source = {
        "document": "a.txt",
        "document_id": "d",
        "page": 1,
        "label": "lines 1-1",
        "quote": "Ada <b>",
        "end": 99,
    }
    blank = {"sources": [], "flags": [], "corrected": False, "quote": ""}
    table = {
        "columns": [{"name": "name", "about": ""}, {"name": "years", "about": ""}],
        "rows": [
            _row(
                "d",
                {**blank, "shown": "<b>Ada</b>", "sources": [{**source, "start": 3}]},
                {
                    **blank,
                    "shown": "7",
                    "sources": [{**source, "start": 20}],
                    "flags": ["votes differ"],
                },
            ),
            _row(
                "e",
                {**blank, "shown": "Bo", "sources": [{**source, "start": 40}]},
                {**blank, "shown": ""},
            ),
            {**_row("f"), "problem": "cannot be read"},
        ],
    }
    open_page.evaluate(
        """async (table) => {
            const { html, render } = await import("/web/js/ui.js");
            const { Table } = await import("/web/js/tables/table.js");
            document.body.replaceChildren();
            window.corrections = [];
            const correct = (row, column, written) =>
                window.corrections.push([row.document_id, column, written]);
            const shown = html`<${Table} table=${table} label="People" onCorrect=${correct} />`;
            render(shown, document.body);
        }""",
        table,
    )
    expect(open_page.get_by_role("columnheader")).to_have_text(["Document", "name", "years"])
    expect(open_page.get_by_role("button", name="<b>Ada</b>")).to_be_visible()
    expect(open_page.get_by_role("button", name="7 (votes differ)")).to_be_visible()
    expect(open_page.get_by_role("button", name="not stated")).to_have_attribute(
        "aria-disabled", "true"
    )
    expect(open_page.get_by_text("cannot be read")).to_be_visible()
    open_page.get_by_role("button", name="Bo").click()
    chosen = (
        "import('/web/js/store.js').then(({ get }) => "
        "get().reader.citations[get().reader.at].start)"
    )
    assert open_page.evaluate(chosen) == 40
    open_page.get_by_role("button", name="7 (votes differ)").focus()
    open_page.keyboard.press("F2")
    open_page.get_by_role("textbox", name="Correct").fill("8")
    open_page.keyboard.press("Enter")
    assert open_page.evaluate("window.corrections") == [["d", "years", "8"]]
    expect(open_page.get_by_role("button", name="7 (votes differ)")).to_be_focused()
    open_page.keyboard.press("ArrowDown")
    expect(open_page.get_by_role("button", name="not stated")).to_be_focused()


def _row(document: str, *cells: dict[str, Any]) -> dict[str, Any]:
    return {
        "document": f"{document}.txt",
        "document_id": document,
        "item": 0,
        "problem": "",
        "cells": list(cells),
    }


def blocks_of(page: Page, text: str, **form: Any) -> list[list[Any]]:
    given = {"headings": [], "flows": False, "markdown": False, **form}
    made: list[dict[str, Any]] = page.evaluate(
        """async ([text, form]) => {
            const { blocksOf } = await import("/web/js/reader/blocks.js");
            return blocksOf(text, 100, { ...form, headings: new Map(form.headings) });
        }""",
        [text, given],
    )
    return [
        [
            one["kind"],
            [[part["start"], part["text"]] for row in one["rows"] for part in row["cells"]],
        ]
        if one["kind"] == "table"
        else [one["kind"], one["start"], one["text"]]
        for one in made
    ]


def test_text_becomes_blocks_that_know_their_places(kept_page: Page) -> None:
    text = "😀 Title\nWords.\n\n- a\n  2. b\nx | y\n1 | 2\none | alone"
    assert blocks_of(kept_page, text, headings=[[100, 1]]) == [
        ["heading", 100, "😀 Title"],
        ["lines", 108, "Words."],
        ["item", 118, "a"],
        ["item", 122, "2. b"],
        ["table", [[127, "x"], [131, "y"], [133, "1"], [137, "2"], [139, "one"], [145, "alone"]]],
    ]
    assert blocks_of(kept_page, "a | b") == [["lines", 100, "a | b"]]


def test_only_markdown_has_signs_for_headings(kept_page: Page) -> None:
    assert blocks_of(kept_page, "## Head\nx", markdown=True) == [
        ["heading", 103, "Head"],
        ["lines", 108, "x"],
    ]
    assert blocks_of(kept_page, "## Head")[0] == ["lines", 100, "## Head"]


def test_lines_that_fill_the_width_go_on_where_they_were_set_so(kept_page: Page) -> None:
    text = "A line that fills all of the width\nand ends here.\nAnother paragraph."
    assert blocks_of(kept_page, text, flows=True) == [
        ["lines", 100, "A line that fills all of the width\nand ends here."],
        ["lines", 150, "Another paragraph."],
    ]
    assert len(blocks_of(kept_page, text)) == 3


@pytest.mark.parametrize(
    ("text", "flown"),
    [
        ("one\ntwo", "one two"),
        ("折叠自\n行车", "折叠自行车"),
        ("long-\nterm", "long-term"),
        ("one\n\ntwo", "one\n\ntwo"),
    ],
)
def test_what_is_selected_runs_on(kept_page: Page, text: str, flown: str) -> None:
    assert kept_page.evaluate(CALL, ["/web/js/reader/selection.js", "flow", [text]]) == flown
