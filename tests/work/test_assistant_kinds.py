"""Each kind of question goes to the task of the house that does it, and is told as what it was
understood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from farside.config import load
from farside.errors import InputError
from farside.reading.converse import turn_of
from farside.reading.prompts import for_judging
from farside.types import Answer, Citation, Event, Usage
from farside.work.assistant import answer_question
from farside.work.judging.digests.digest import Digest, Line
from farside.work.programs.tell_table import tell_digest
from farside.work.session import Options
from farside.work.tables.nouns import Table
from tests.script import YES, script

LEASE = """# Lease

1. Rent. The rent is 900 euros.

2. End. Notice is given by 1 May 2027.

3. Keys. Keys come back by 9 June 2027.
"""
DIGITS = for_judging.SCORES


NOBODY = [
    {"all": ["Fill in this form"], "reply": {"name": {"value": "none", "sentence": 1}}},
    {"all": ["What does the text above say"], "reply": {"name": "none"}},
]


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    file = tmp_path / "lease.md"
    file.write_text(LEASE)
    return file


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "ann.md").write_text(
        "Name: Ann\n\nI love patience and show patience to every guest, day by day.\n"
    )
    (folder / "bob.md").write_text(
        "Name: Bob\n\nI cook fast and sell more than anybody else does.\n"
    )
    return folder


def planned(plan: dict[str, Any]) -> dict[str, Any]:
    return {"all": ["You translate a question about documents"], "reply": plan}


def ask(folder: Path, question: str, path: Path, *rules: dict[str, Any], sql: str = "") -> Answer:
    heard: list[Event] = []
    options = Options(model=script(folder, rules), sql=sql)
    return answer_question(question, [path], options, load(), heard.append)


def digit(text: str, most: str) -> dict[str, Any]:
    """The score of whatever prompt has the text."""
    return {
        "all": [text, "One digit:"],
        "reply": most,
        "first_token": {one: -0.1 if one == most else -9.0 for one in DIGITS},
    }


SCORES = [
    digit("patience to every guest", "4"),
    digit("Lives in a small town", "0"),
    digit("The main strength", "4"),
    digit("", "0"),
]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("question", "what", "begins"),
    [
        ("Thanks a lot!", "thanks", "You are welcome."),
        ("谢谢！", "thanks", "不客气。"),
        ("Hi there", "hello", "Hello. Ask about your documents"),
        ("What can you do?", "help", "Ask about your documents"),
        ("你会做什么？", "anything", "请用自己的话"),
    ],
)
def test_talk_reads_nothing(
    lease: Path, tmp_path: Path, question: str, what: str, begins: str
) -> None:
    answer = ask(tmp_path, question, lease, planned({"kind": "talk", "what": what}))
    assert answer.text.startswith(begins)
    assert answer.found
    assert (answer.coverage.windows_read, answer.citations) == (0, ())


@pytest.mark.usefixtures("home")
def test_a_long_question_is_no_talk(lease: Path, tmp_path: Path) -> None:
    question = (
        "Thanks, and please tell me also what the lease says of the rent, of the notice, "
        "of the keys and their return"
    )
    assert not ask(tmp_path, question, lease, planned({"kind": "talk", "what": "thanks"})).found


@pytest.mark.usefixtures("home")
def test_a_clause_is_translated_alone(lease: Path, tmp_path: Path) -> None:
    plan = {"kind": "translate", "what": "clause 3", "into": "Chinese"}
    said = {
        "all": ["Keys come back", "Translate the whole"],
        "reply": {"translation": "3. 钥匙：2027年6月9日前归还。"},
    }
    answer = ask(
        tmp_path,
        "Translate clause 3 into Chinese",
        lease,
        planned(plan),
        said,
        {"all": [""], "reply": []},
    )
    assert answer.program == "Translate clause 3 into Chinese."
    assert answer.sentences[0].text.startswith("3. 钥匙：2027年6月9日前归还。")
    assert [one.quote for one in answer.citations] == ["3. Keys. Keys come back by 9 June 2027."]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("plan", "begins"),
    [
        ({"kind": "translate", "into": "German"}, "Translations are made into English and Chinese"),
        (
            {"kind": "translate", "what": "clause 9", "into": "Chinese"},
            "It is not clear which part",
        ),
    ],
)
def test_what_cannot_be_translated_is_said(
    lease: Path, tmp_path: Path, plan: dict[str, Any], begins: str
) -> None:
    assert ask(tmp_path, "Translate it", lease, planned(plan)).text.startswith(begins)


@pytest.mark.usefixtures("home")
def test_the_items_of_one_document_are_listed_and_computed_with(
    lease: Path, tmp_path: Path
) -> None:
    columns = [{"name": "deadline", "type": "date"}]
    given = [
        {"deadline": day, "sentence": at} for day, at in (("1 May 2027", 5), ("9 June 2027", 7))
    ]
    items = {"all": ["9 June 2027", "- deadline"], "reply": given}
    plan = {"kind": "list", "columns": columns, "sql": "SELECT deadline FROM items"}
    answer = ask(tmp_path, "List every deadline", lease, planned(plan), items)
    assert [one.text for one in answer.sentences] == ["2 found:", "2027-05-01", "2027-06-09"]
    assert [one.quote for one in answer.citations] == [
        "Notice is given by 1 May 2027.",
        "Keys come back by 9 June 2027.",
    ]
    assert answer.program == "List what the documents name: deadline."
    last = plan | {"sql": "SELECT deadline FROM items ORDER BY deadline DESC LIMIT 1"}
    answer = ask(tmp_path, "Which deadline is the last?", lease, planned(last), items)
    assert [one.text for one in answer.sentences] == ["1 of 2:", "2027-06-09"]


@pytest.mark.usefixtures("home")
def test_the_items_of_the_answer_before_are_added_up(tmp_path: Path) -> None:
    bill = tmp_path / "bill.md"
    bill.write_text("Repair of the roof: 100 EUR\n\nPaint: 30 EUR\n\nRepair of a door: 20 EUR\n")
    columns = [{"name": "position", "type": "text"}, {"name": "amount", "type": "money"}]
    given = [
        {"position": said, "amount": amount, "sentence": at}
        for at, (said, amount) in enumerate(
            (
                ("Repair of the roof", "100 EUR"),
                ("Paint", "30 EUR"),
                ("Repair of a door", "20 EUR"),
            ),
            1,
        )
    ]
    items = [
        {"all": ["Paint: 30", "- amount"], "reply": given},
        {"all": ["Paint: 30", "- position"], "reply": given},
    ]
    sql = "SELECT position, amount FROM items WHERE amount >= 30"
    first = ask(
        tmp_path,
        "Which positions cost 30 euros or more?",
        bill,
        planned({"kind": "list", "columns": columns, "sql": sql}),
        *items,
    )
    assert first.sentences[0].text == "2 of 3:"
    then = {
        "kind": "table",
        "of": "before",
        "columns": columns[1:],
        "sql": "SELECT SUM(amount) FROM documents",
    }
    options = Options(model=script(tmp_path, [planned(then), *items]), turns=(turn_of(first),))
    answer = answer_question("And what is their total?", [bill], options, load())
    assert [one.text for one in answer.sentences] == ["sum of amount: 130 EUR (of 2 of 3)"]


@pytest.mark.usefixtures("home")
def test_a_time_is_counted_from_today_and_that_is_said(letters: Path, tmp_path: Path) -> None:
    columns = [{"name": "start", "type": "date"}]
    sql = "SELECT name, start FROM documents WHERE start <= '2023-04-01'"
    forms = [
        {
            "all": [name, words],
            "reply": {
                "name": {"value": name, "sentence": 1},
                "start": {"value": "2 May 2020", "sentence": 2},
            },
        }
        for name in ("Ann", "Bob")
        for words in ("Fill in this form", "What does the text above say")
    ]
    for file in letters.iterdir():
        file.write_text(f"{file.read_text()}\nStart: 2 May 2020\n")
    plan = {"kind": "table", "columns": columns, "sql": sql}
    answer = ask(tmp_path, "Who can start within 4 weeks?", letters, planned(plan), *forms)
    assert answer.sentences[0].text == "2 of 2:"
    today = datetime.now(UTC).date()
    assert answer.sentences[-1].text == f"Counted from today, {today}."
    assert str(today + timedelta(days=28)) in answer.sql


@pytest.mark.usefixtures("home")
def test_a_list_of_nothing_is_looked_for_on_every_page(lease: Path, tmp_path: Path) -> None:
    plan = {
        "kind": "list",
        "columns": [{"name": "penalty", "type": "text"}],
        "sql": "SELECT penalty FROM items",
    }
    none = {"all": ["- penalty"], "reply": []}
    answer = ask(tmp_path, "List every penalty", lease, planned(plan), none)
    assert (answer.found, answer.program) == (False, "")
    assert answer.text.startswith("Not stated")


@pytest.mark.usefixtures("home")
def test_a_judgement_is_scored_with_its_evidence(letters: Path, tmp_path: Path) -> None:
    columns = [{"name": "patience", "type": "score"}]
    sql = "SELECT name, patience FROM documents WHERE patience >= 2.5 ORDER BY patience DESC"
    rules = [planned({"kind": "table", "columns": columns, "sql": sql}), *NOBODY, *SCORES]
    answer = ask(tmp_path, "Who is patient?", letters, *rules)
    assert [one.text for one in answer.sentences] == ["1 of 2:", "Ann (letters/ann.md): 4.0"]
    assert answer.citations[0].quote.startswith("I love patience")
    assert answer.program.startswith("For each of 2 documents: patience (judged, 0 to 4).")


@pytest.mark.usefixtures("home")
def test_documents_are_ranked_as_by_the_command(letters: Path, tmp_path: Path) -> None:
    rules = [planned({"kind": "rank", "what": "patience"}), *SCORES]
    answer = ask(tmp_path, "Rank them by who fits a job that needs patience", letters, *rules)
    assert answer.program == "Rank the 2 documents for: patience."
    first, second = [one.text for one in answer.sentences if ".md: rank" in one.text]
    assert first.startswith("letters/ann.md: rank: 1; total: 100")
    assert second.startswith("letters/bob.md: rank: 2; total: 0")
    assert len(answer.rows) == 2


@pytest.mark.usefixtures("home")
def test_a_query_of_a_person_takes_the_place_of_the_models(letters: Path, tmp_path: Path) -> None:
    answer = ask(tmp_path, "How many?", letters, *NOBODY, sql="SELECT COUNT(*) FROM documents")
    assert answer.text.startswith("2 of 2:")
    assert answer.sql == "SELECT COUNT(*) FROM documents"
    with pytest.raises(InputError, match="one SELECT"):
        ask(tmp_path, "How many?", letters, *NOBODY, sql="DROP TABLE documents")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("question", "said", "understood"),
    [
        ("Make study cards", "When do keys come back? 9 June 2027", "Read everything and make"),
        ("做学习卡片", "When do keys come back? 9 June 2027", "通读全部内容，做成学习卡片。"),
    ],
)
def test_cards_are_made_where_they_are_asked_for(
    lease: Path, tmp_path: Path, question: str, said: str, understood: str
) -> None:
    asked = "When do keys come back?"
    rules = (
        {"all": ["study card"], "reply": {"questions": [asked, asked, asked, asked]}},
        {"all": [asked, "answer"], "reply": {"answer": "9 June 2027", "sentences": [4]}},
        {"all": [asked], "reply": "Yes", "first_token": YES},
    )
    heard: list[Table] = []
    answer = answer_question(
        question, [lease], Options(model=script(tmp_path, rules)), load(), on_table=heard.append
    )
    assert answer.program.startswith(understood)
    assert answer.sentences[0].text == said
    assert answer.citations[0].quote == "Keys come back by 9 June 2027."
    assert [cell.value for cell in heard[-1].rows[0].cells] == [asked, "9 June 2027"]
    assert answer.table_rows == 1


def test_a_briefing_names_each_part_once_in_the_question_s_language() -> None:
    place = Citation(1, "a.md", "d" * 64, 1, "lines 1", 0, 4, "Rent")
    lines = [
        Line("what matters", "The rent is 900 euros.", (place,)),
        Line("what matters", "Notice is given by 1 May.", (place,), ("the day is a guess",)),
        Line("dates", "2027-05-01: Notice.", (place,)),
    ]
    made = Digest("briefing", tuple(lines), ("Left out: 2",), "m", Usage())
    told = tell_digest("写一份简报", made)
    assert [one.text for one in told.sentences] == [
        "要点: The rent is 900 euros.",
        "Notice is given by 1 May. (请核对：the day is a guess)",
        "日期: 2027-05-01: Notice.",
        "Left out: 2",
    ]
    assert (told.established, told.rows) == (True, ("d" * 64,))
