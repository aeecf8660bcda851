"""Tables over HTTP: made, put right, saved."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from farside.config import Settings
from tests.script import script
from tests.server.served import Client, Plain, serving
from tests.work.invoices import made

PEOPLE = 3


def reads_names(folder: Path) -> str:
    """A model that reads the name that each file labels."""
    rules = [
        {"all": [f"Name: Ann{at}\n"], "reply": {"name": {"value": f"Ann{at}", "sentence": 2}}}
        for at in range(PEOPLE)
    ]
    return script(folder, rules)


def added(server: Client) -> list[str]:
    return [
        server.add(f"{at}.md", f"# Person\n\nName: Ann{at}\n\nNotice: {at} weeks.\n".encode())
        for at in range(PEOPLE)
    ]


def extracted(server: Client, documents: list[str]) -> Plain:
    body = {"kind": "extract", "documents": documents, "columns": "name", "title": "People"}
    run: Plain = server.over(server.ok("POST", "/api/runs", body)["id"])
    assert run["state"] == "finished", run["error"]
    return run


def test_a_table_is_made_put_right_and_saved(settings: Settings, tmp_path: Path) -> None:
    own = replace(settings, model=reads_names(tmp_path), server_read_ahead=False)
    with serving(own) as server:
        documents = added(server)
        run = extracted(server, documents)
        assert run["result"]["rows"] == PEOPLE
        path = f"/api/runs/{run['id']}/table"
        rows = server.ok("GET", path)["rows"]
        assert [row["cells"][0]["value"] for row in rows] == ["Ann0", "Ann1", "Ann2"]
        assert rows[1]["cells"][0]["quote"] == "Name: Ann1"
        cell = {"document_id": documents[1], "column": "name", "written": "=1+1"}
        changed = server.ok("PUT", f"{path}/cell", cell)["rows"][1]["cells"][0]
        assert (changed["value"], changed["corrected"]) == ("=1+1", True)
        book = openpyxl.load_workbook(io.BytesIO(server.get(f"{path}/export").content))
        values = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
        assert any("Ann0" in line for line in values)
        kinds = {
            cell.data_type
            for line in book.worksheets[0].iter_rows()
            for cell in line
            if cell.value == "=1+1"
        }
        assert kinds == {"s"}, "what a person or a document wrote is no formula"
        again = server.over(
            server.ok("POST", "/api/runs", {**run["spec"], "kind": "extract", "columns": "name"})[
                "id"
            ]
        )
        later = server.ok("GET", f"/api/runs/{again['id']}/table")["rows"][1]["cells"][0]
        assert later["value"] == "=1+1"
        back = server.ok("PUT", f"{path}/cell", {**cell, "written": None})["rows"][1]["cells"][0]
        assert (back["value"], back["corrected"]) == ("Ann1", False)


def test_what_is_not_in_the_table_cannot_be_put_right(settings: Settings, tmp_path: Path) -> None:
    with serving(replace(settings, model=reads_names(tmp_path), server_read_ahead=False)) as server:
        documents = added(server)
        path = f"/api/runs/{extracted(server, documents)['id']}/table"
        cell = {"document_id": documents[0], "column": "name", "written": "Bob"}
        assert server.put(f"{path}/cell", json={**cell, "column": "age"}).status_code == 400
        assert server.put(f"{path}/cell", json={**cell, "document_id": "0" * 64}).status_code == 404
        dated = {
            "kind": "extract",
            "documents": documents[:1],
            "columns": "level (junior | senior)",
        }
        run = server.over(server.ok("POST", "/api/runs", dated)["id"])
        reply = server.put(
            f"/api/runs/{run['id']}/table/cell", json={**cell, "column": "level", "written": "old"}
        )
        assert "write one of junior, senior" in reply.json()["error"]["message"]
        asked = server.ask("Who?", documents[:1])["id"]
        server.over(asked)
        assert server.get(f"/api/runs/{asked}/table").status_code == 404


@pytest.mark.parametrize("columns", ["/etc/passwd.json", "schema.json"])
def test_columns_are_words_and_no_files_of_this_machine(
    server: Client, tmp_path: Path, columns: str
) -> None:
    document = server.add("a.txt", b"Some words.")
    body = {"kind": "extract", "documents": [document], "columns": columns}
    run = server.ok("POST", "/api/runs", body)
    assert [one["name"] for one in run["spec"]["columns"]] == [columns]


def test_expenses_without_an_invoice_say_what_is_doubtful(
    settings: Settings, tmp_path: Path
) -> None:
    invoice = b"# Invoice\n\nInvoice number: 7\n\nTotal due: EUR 12.00\n"
    with serving(replace(settings, server_read_ahead=False)) as server:
        document = server.add("bill.md", invoice)
        run = server.over(
            server.ok("POST", "/api/runs", {"kind": "expenses", "documents": [document]})["id"]
        )
        assert run["state"] == "finished", run["error"]
        table = server.ok("GET", f"/api/runs/{run['id']}/table")
        assert [column["name"] for column in table["columns"]][:3] == [
            "date",
            "seller",
            "invoice number",
        ]
        assert len(table["rows"]) == 1
        assert server.get(f"/api/runs/{run['id']}/table/export").content.startswith(b"PK")


def test_expenses_are_added_up_as_asked_and_claimed(settings: Settings) -> None:
    """In the workbook and on the claim form; of no other table."""
    with serving(replace(settings, server_read_ahead=False)) as server:
        documents = [
            server.add(f"{trip}/bill.xml", made.cii(trip).encode()) for trip in ("Oslo", "Rome")
        ]
        run = server.over(
            server.ok("POST", "/api/runs", {"kind": "expenses", "documents": documents})["id"]
        )
        path = f"/api/runs/{run['id']}/table"
        for by, groups in (({}, ["2026-03", "all"]), ({"by": "trip"}, ["Oslo", "Rome", "all"])):
            book = openpyxl.load_workbook(
                io.BytesIO(server.get(f"{path}/export", params=by).content)
            )
            said = [cell.value for cell in book["Summary"]["A"]]
            assert said[: len(groups) + 1] == [by.get("by", "month"), *groups]
        assert server.get(f"{path}/claim").content.startswith(b"%PDF")
        form = docx.Document(
            io.BytesIO(server.get(f"{path}/claim?by=category&format=docx").content)
        )
        assert [row.cells[0].text for row in form.tables[1].rows] == ["category", "lodging", "all"]
        assert server.get(f"{path}/export?by=trip&format=csv").status_code == 400
        other = server.over(
            server.ok("POST", "/api/runs", {"kind": "timeline", "documents": documents})["id"]
        )
        for what in ("claim", "export?by=trip"):
            refused = server.get(f"/api/runs/{other['id']}/table/{what}")
            assert refused.status_code == 400
            assert "table of expenses" in refused.json()["error"]["message"]


def test_the_table_of_a_computed_answer_is_that_of_its_run(
    settings: Settings, tmp_path: Path
) -> None:
    """A file with the places; of an answer from pages there is none."""
    own = replace(settings, model=reads_names(tmp_path), server_read_ahead=False)
    with serving(own) as server:
        documents = added(server)
        sql = "SELECT name FROM documents ORDER BY name DESC LIMIT 2"
        run = server.over(server.ask("Who are the last two?", documents, sql=sql)["id"])
        assert server.ok("GET", f"/api/answers/{run['answers'][0]}")["table_rows"] == 2
        events = [event for _, event in server.events(f"/api/runs/{run['id']}/events")]
        (understood,) = [one for one in events if one["type"] == "understood"]
        assert understood["columns"] == [], "names are read by the way"
        reply = server.get(f"/api/runs/{run['id']}/table/export", params={"format": "csv"})
        lines = list(csv.reader(reply.content.decode("utf-8-sig").splitlines()))
        assert lines == [
            ["document", "name", "to be checked", "sources"],
            ["2.md", "Ann2", "", "name: lines 1-5"],
            ["1.md", "Ann1", "", "name: lines 1-5"],
        ]
        found = server.over(server.ask("Who signed?", documents)["id"])
        assert server.get(f"/api/runs/{found['id']}/table/export").status_code == 404
