from __future__ import annotations

import pytest

from farside.reading.grounding.repeats import drop_repeats
from farside.types import Sentence


def kept(*texts: str, question: str = "") -> list[str]:
    return [
        one.text for one in drop_repeats([Sentence(text, (0,), True) for text in texts], question)
    ]


def test_a_sentence_that_adds_no_content_word_is_dropped() -> None:
    said = "The Supplier's total liability is limited to EUR 120,000 in a year."
    again = "The total liability is limited to EUR 120,000."
    assert kept(said, again, "It was raised in 2019.") == [said, "It was raised in 2019."]
    assert kept("He speaks German.", "He does not speak German.") == [
        "He speaks German.",
        "He does not speak German.",
    ]
    assert kept("责任以十二万欧元为限。", "责任以十二万欧元为限", "每年一次。") == [
        "责任以十二万欧元为限。",
        "每年一次。",
    ]


@pytest.mark.parametrize(
    ("first", "second", "question"),
    [
        ("Подписал Иванов.", "3 мая.", "Кто подписал договор и когда?"),
        ("김철수가 서명했습니다.", "5월 3일입니다.", "누가 언제 서명했습니까?"),
        ("وقع أحمد.", "في ٣ مايو.", "من وقع العقد؟"),
        ("田中さんが署名しました。", "5月3日です。", "誰がいつ署名しましたか。"),
        ("Herr Maier hat unterschrieben.", "Am 3. Mai.", "Wer hat wann unterschrieben?"),
        ("นายสมชายลงนาม", "วันที่ 3 พฤษภาคม", "ใครลงนามในสัญญา"),
        ("राम ने हस्ताक्षर किए।", "3 मई को।", "हस्ताक्षर किसने किए?"),
        ("👍", "👎", "🤷"),  # no words at all are never the same words
    ],
)
def test_no_language_loses_a_sentence(first: str, second: str, question: str) -> None:
    assert kept(first, second, question=question) == [first, second]
    assert kept(first, first, second, question=question) == [first, second]


def test_the_question_again_is_no_answer() -> None:
    assert kept("What is the code?", "The code.", question="What is the code?") == []
    assert kept("Maria speaks German.", question="Does Maria speak German?") == [
        "Maria speaks German."
    ]
    assert kept("Does Maria speak German?", question="Does Maria speak German?") == []
    assert kept("The deed is older.", question="Which is older, the lease or the deed?") == [
        "The deed is older."
    ]


def test_what_stands_on_nothing_hides_nothing() -> None:
    one, two = Sentence("The code is 7.", (), False), Sentence("The code is 7.", (1,), True)
    assert drop_repeats([one, two]) == [one, two]
    assert drop_repeats([two, one]) == [two]
