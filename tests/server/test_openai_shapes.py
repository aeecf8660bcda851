"""An answer about documents as the message of a completion."""

from __future__ import annotations

from typing import Any

from farside.server.openai.shapes import answer_message

CITED = {
    "n": 1,
    "document": "a.txt",
    "document_id": "0" * 64,
    "page": 1,
    "label": "p. 1",
    "start": 0,
    "end": 4,
    "quote": "Four",
}


def test_what_was_computed_is_a_line_for_each_row_and_its_head_needs_no_citation() -> None:
    answer: dict[str, Any] = {
        "answer": "",
        "program": "For each of 2 documents: age.",
        "citations": [CITED],
        "sentences": [
            {"text": "1 of 2:", "citations": [], "supported": True},
            {"text": "Ann (a.txt)", "citations": [1], "supported": True},
            {"text": "Guessed", "citations": [], "supported": False},
        ],
    }
    message = answer_message(answer, {}, "http://here/")
    assert message["content"] == "1 of 2:\nAnn (a.txt) [1]\nGuessed (unsupported)"
    (annotation,) = message["annotations"]
    place = annotation["url_citation"]
    assert message["content"][place["start_index"] : place["end_index"]] == "[1]"
