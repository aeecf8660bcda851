"""Ranking, comparing, summaries and timelines as runs: each gives a table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from farside.config import Settings
from farside.reading.text.languages import LANGUAGES
from farside.server.shapes.tables import SummariseBody
from farside.work.judging.predict_making import MADE
from tests.script import YES, script
from tests.server.served import serving

OLD = b"# Lease\n\nThe rent is 900 euros. It was signed on 5 March 2019.\n"
NEW = b"# Lease\n\nThe rent is 950 euros. It was signed on 5 March 2019.\n"
EVENT = {"all": ["2019-03-05"], "reply": {"event": "It was signed on 5 March 2019."}}
RUBRIC = {
    "title": "Leases",
    "criteria": [{"name": "Rent", "weight": 1}],
    "requirements": [{"experience": 2}],
}
BODIES = [
    {"kind": "compare", "versions": True},
    {"kind": "compare", "aspects": "rent"},
    {"kind": "rank", "rubric": RUBRIC},
    {"kind": "timeline"},
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: "-".join(body)[:30])
def test_a_run_gives_a_table(settings: Settings, tmp_path: Path, body: dict[str, Any]) -> None:
    with serving(
        replace(settings, model=script(tmp_path, [EVENT]), server_read_ahead=False)
    ) as server:
        documents = [server.add("old.md", OLD), server.add("new.md", NEW)]
        run = server.over(server.ok("POST", "/api/runs", {**body, "documents": documents})["id"])
        assert run["state"] == "finished", run["error"]
        table = server.ok("GET", f"/api/runs/{run['id']}/table")
        assert table["columns"]
        assert len(table["rows"]) == run["result"]["rows"]
        if body["kind"] == "rank":
            again = {**body, "rubric": run["result"]["rubric"], "documents": documents}
            server.ok("POST", "/api/runs", again)
            place = {"document_id": documents[1], "column": "Rent", "written": "4"}
            put_right = server.ok("PUT", f"/api/runs/{run['id']}/table/cell", place)["rows"]
            totals = {row["document_id"]: row["cells"][1]["value"] for row in put_right}
            assert totals == {documents[0]: 50, documents[1]: 100}, "the total follows the score"
        if body.get("versions"):
            said = str(table["rows"])
            assert len(table["rows"]) == 1, "one sentence changed"
            assert "900" in said
            assert "950" in said


def test_a_translation_is_a_table_and_running_text(settings: Settings, tmp_path: Path) -> None:
    """A person's correction is in both; of two documents none is translated."""
    rules: list[dict[str, Any]] = [
        {"all": ["List at most"], "reply": []},
        {
            "all": ["Translate the whole text", "900"],
            "reply": {"translation": "租金是900欧元。2019年3月5日签署。"},
        },
        {"all": ["Translate the whole text"], "reply": {"translation": "租约"}},
    ]
    with serving(
        replace(settings, model=script(tmp_path, rules), server_read_ahead=False)
    ) as server:
        documents = [server.add("old.md", OLD), server.add("new.md", NEW)]
        body = {"kind": "translate", "to": "zh", "documents": documents}
        refused = server.post("/api/runs", json=body)
        assert refused.status_code == 400
        assert "one at a time" in refused.json()["error"]["message"]
        run = server.over(
            server.ok("POST", "/api/runs", {**body, "documents": documents[:1]})["id"]
        )
        assert run["state"] == "finished", run["error"]
        path = f"/api/runs/{run['id']}/table"
        rows = server.ok("GET", path)["rows"]
        assert [row["cells"][0]["value"] for row in rows] == [
            "# Lease",
            OLD.decode().split("\n")[2],
        ]
        place = {
            "document_id": documents[0],
            "item": 1,
            "column": "translation",
            "written": "租赁合同",
        }
        server.ok("PUT", f"{path}/cell", place)
        said = server.get(f"{path}/export", params={"format": "txt"})
        assert said.text == "租赁合同\n\n租金是900欧元。2019年3月5日签署。\n"
        other = server.over(
            server.ok("POST", "/api/runs", {"kind": "timeline", "documents": documents})["id"]
        )
        assert server.get(f"/api/runs/{other['id']}/table/export?format=txt").status_code == 400


def test_what_cannot_be_judged_is_refused_before_it_waits(settings: Settings) -> None:
    with serving(settings) as server:
        document = server.add("old.md", OLD)
        for body in (
            {"kind": "rank"},
            {"kind": "rank", "job": "A cook", "rubric": RUBRIC},
            {"kind": "rank", "rubric": {"title": "None", "criteria": []}},
            {"kind": "compare", "aspects": ","},
            {"kind": "compare", "aspects": "rent", "versions": True},
            {"kind": "summarise", "length": 150, "documents": []},
            {"kind": "summarise", "form": "briefing", "number": 5},
        ):
            reply = server.post("/api/runs", json={"documents": [document], **body})
            assert reply.status_code == 400, (body, reply.text)


@pytest.mark.parametrize("code", ["", *LANGUAGES])
def test_a_summary_is_in_any_supported_language(code: str) -> None:
    assert SummariseBody(kind="summarise", language=code).language == code


@pytest.mark.parametrize("code", ["xx", "enzh", "EN", "en\n"])
def test_a_summary_is_in_no_other_language(code: str) -> None:
    with pytest.raises(ValidationError, match="language"):
        SummariseBody(kind="summarise", language=code)


CARD = "How much is the rent?"


def test_cards_are_a_table_of_their_own_and_a_file_for_anki(
    settings: Settings, tmp_path: Path
) -> None:
    """What a person puts right in one is right in this one alone."""
    draft = {"answer": "900 euros", "sentences": [2]}
    rules: list[dict[str, Any]] = [
        {"all": ["front of a study card"], "reply": {"questions": [CARD]}},
        {"all": [CARD], "reply": draft, "first_token": YES},
    ]
    text = b"# Lease\n\nThe rent of the shop is 900 euros in each month of the year.\n"
    with serving(
        replace(settings, model=script(tmp_path, rules), server_read_ahead=False)
    ) as server:
        document = server.add("lease.md", text)
        body = {"kind": "summarise", "form": "cards", "number": 3, "documents": [document]}
        run = server.over(server.ok("POST", "/api/runs", body)["id"])
        assert (run["state"], run["title"]) == ("finished", "Study cards"), run["error"]
        path = f"/api/runs/{run['id']}/table"
        told = server.ok("POST", "/api/plan", {"documents": [document], "make": True})
        assert (told["documents"], set(told["making"])) == (1, set(MADE))
        (row,) = server.ok("GET", path)["rows"]
        assert [cell["shown"] for cell in row["cells"]] == [CARD, "900 euros"]
        assert row["cells"][1]["quote"].startswith("The rent of the shop")
        written = {"document_id": document, "item": 1, "column": "back", "written": "EUR 900"}
        (right,) = server.ok("PUT", f"{path}/cell", written)["rows"]
        assert (right["cells"][1]["shown"], right["cells"][1]["corrected"]) == ("EUR 900", True)
        saved = server.get(f"{path}/export?format=csv").text
        assert saved.startswith("#separator:Comma\n#html:true\n#columns:Front,Back\n")
        assert f'"{CARD}","EUR 900<br>' in saved
        again = server.over(server.ok("POST", "/api/runs", body)["id"])
        (other,) = server.ok("GET", f"/api/runs/{again['id']}/table")["rows"]
        assert other["cells"][1]["shown"] == "900 euros"
        (back,) = server.ok("PUT", f"{path}/cell", {**written, "written": None})["rows"]
        assert (back["cells"][1]["shown"], back["cells"][1]["corrected"]) == ("900 euros", False)
        assert server.ok("GET", "/api/corrections")["corrections"] == []
