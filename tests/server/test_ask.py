"""From a file to an answer over HTTP."""

from __future__ import annotations

from tests.server.conftest import FACT, TEXT
from tests.server.served import Client


def test_a_file_becomes_a_document_and_a_question_is_answered_from_it(server: Client) -> None:
    document = server.add("a.txt", TEXT.encode(), "Vaults")
    run = server.ask("What is the code?", [document])
    events = [event for _, event in server.events(f"/api/runs/{run['id']}/events")]
    kinds = [event["type"] for event in events]
    assert kinds[0] in ("queued", "started")
    assert kinds[-2:] == ["answer", "finished"]
    planned = next(event for event in events if event["type"] == "planned")
    assert {row[0] for row in planned["windows"]} == {document}
    assert (
        sum(row[3] for row in planned["windows"]) == len(TEXT) + 1
    )  # and the end of its last line
    assert [event["window"] for event in events if event["type"] == "looked"][
        : len(planned["windows"])
    ] == list(range(len(planned["windows"])))
    answer = events[-2]["answer"]
    assert answer["answer"] == FACT
    (citation,) = answer["citations"]
    assert TEXT[citation["start"] : citation["end"]].strip() == FACT
    done = server.over(run["id"])
    assert (done["state"], done["answers"]) == ("finished", [answer["id"]])


def test_the_events_of_a_finished_run_are_kept(server: Client) -> None:
    run = server.ask("What is the code?", [server.add("a.txt", TEXT.encode())])
    server.over(run["id"])
    events = list(server.events(f"/api/runs/{run['id']}/events"))
    assert [event["type"] for _, event in events][-2:] == ["answer", "finished"]
    again = list(server.events(f"/api/runs/{run['id']}/events", Last_Event_ID=events[2][0]))
    assert again == events[3:]


def test_a_new_document_is_read_ahead(server: Client) -> None:
    document = server.add("a.txt", TEXT.encode())
    found = server.until(
        f"/api/documents/{document}", lambda one: (one["reading"] or {}).get("state") == "read"
    )
    assert found["reading"]["done"] == found["reading"]["windows"] > 3
    (run,) = server.ok("GET", "/api/runs")["runs"]
    assert (run["kind"], run["automatic"]) == ("read", True)


def test_a_question_to_nothing_is_refused(server: Client) -> None:
    reply = server.post("/api/runs", json={"kind": "ask", "question": "Who?"})
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "invalid_input"
