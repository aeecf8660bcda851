"""What a sentence stands on: paraphrases stay, what shares nothing with its quotation does not."""

from __future__ import annotations

import pytest

from farside.reading.grounding import support
from farside.reading.grounding.notes import Note

NOTES = [
    Note("The side trial began in May.", (0,), "a.pdf, p. 1"),
    Note("There the effect was gone after seven weeks.", (1,), "a.pdf, p. 2"),
    Note("Acknowledgements", (2,), "a-999.pdf, p. 2"),
    Note("Total due: EUR 2,238.60 by 14 March, at 1.5 per cent.", (3,), "b.pdf, p. 1"),
    Note("湖面结冰厚度超过三厘米；", (4,), "cv002.pdf, p. 1"),
]


@pytest.mark.parametrize(
    ("sentence", "named", "expected"),
    [
        ("The effect was gone after seven weeks.", [1], (1,)),
        ("The effect was gone after seven weeks.", [2], (1,)),
        ("The effect was gone after seven weeks.", [1, 2], (1,)),
        ("The effect was gone after 7 weeks.", [1], (1,)),
        ("The total is EUR 2238.60.", [0], (3,)),
        ("The effect was gone after seven weeks, and 2,238.60 was due.", [1], (1, 3)),
        ("结冰厚度超过三厘米时停航。", [0], (4,)),
        ("结冰厚度超过3厘米时停航。", [0], (4,)),
        ("The total is EUR 999.", [3], ()),
        ("The rate is 15 per cent.", [3], ()),
        ("The total is EUR 2.238,60.", [3], (3,)),
        ("Nothing that any piece says at all", [2], ()),
        ("Whales are large and sing in the trial.", [0], ()),  # one word of many
    ],
)
def test_a_citation_one_off_is_put_right(
    sentence: str, named: list[int], expected: tuple[int, ...]
) -> None:
    assert support.cite_notes(sentence, named, NOTES, "How long?") == expected


def test_numbers_of_the_question_need_no_evidence() -> None:
    assert support.cite_notes(
        "In 2019 it began in May.", [0], NOTES, "When did it begin in 2019?"
    ) == (0,)


def test_only_its_text_makes_a_quotation_carry_a_sentence_not_the_name_of_its_document() -> None:
    notes = [Note("Python and SQL, daily.", (0,), "cv003.pdf, p. 1")]
    assert support.cite_notes("Candidate cv003 knows Python.", [0], notes, "Who?") == (0,)
    assert support.cite_notes("cv003.pdf says so and much more.", [0], notes, "Who?") == ()


@pytest.mark.parametrize(
    ("question", "sentence", "quotation"),
    [
        (
            "Which cities did they visit?",
            "They visited Samarkand.",
            "On Tuesday they stopped at Samarkand.",
        ),
        ("Does Maria speak German?", "Yes.", "Maria Keller. Languages: German (fluent)."),
        (
            "Does Maria speak German?",
            "Maria speaks German.",
            "Maria Keller. Languages: German (fluent).",
        ),
        ("What is the code?", "7351-QX.", "The maintenance code is 7351-QX."),
        ("Who is it?", "Maria Keller", "Maria Keller\nBerlin"),
        (
            "How can it be ended?",
            "Termination takes 3 months' notice.",
            "Each may terminate with three months' notice.",
        ),
        ("How much is due?", "1.2 million euros are due.", "An amount of EUR 1,200,000 falls due."),
        (
            "When does it start?",
            "It starts on 2026-11-29.",
            "The start is the 29th of November 2026.",
        ),
        (
            "When does it start?",
            "It starts on 29 November 2026.",
            "The agreement starts 29.11.2026.",
        ),
        (
            "Wann endet der Vertrag?",
            "Der Vertrag endet nach drei Monaten.",
            "Die Frist des Vertrages: drei Monate.",
        ),
        (
            "Кто подписал договор?",
            "Договор подписан Ивановым.",
            "Иванов подписал договора две копии.",
        ),
        ("누가 서명했습니까?", "김철수가 서명했습니다.", "계약서는 김철수 씨가 서명하였다."),
        ("من وقع العقد؟", "وقع أحمد العقد.", "وقع أحمد العقد في ٣ مايو."),
        ("誰が署名しましたか。", "田中さんが署名しました。", "契約は田中一郎が署名した。"),
        ("ใครลงนามในสัญญา", "นายสมชายลงนาม", "นายสมชายลงนามในสัญญา"),
        ("हस्ताक्षर किसने किए?", "राम ने हस्ताक्षर किए।", "अनुबंध पर हस्ताक्षर राम ने किए।"),
        ("共设几座车站？", "7座", "全长61公里，共设7座车站。"),
        ("合同何时终止？", "合同于2026年3月终止。", "本合同在2026年3月31日终止。"),
    ],
)
def test_a_right_answer_stands_in_every_language(
    question: str, sentence: str, quotation: str
) -> None:
    assert support.cite_notes(sentence, [0], [Note(quotation, (0,))], question) == (0,)


@pytest.mark.parametrize(
    ("question", "sentence", "quotation"),
    [
        (
            "Who may end it?",
            "The wild boar was watered in spring.",
            "Each party may terminate with notice.",
        ),
        ("Is he a doctor?", "Yes.", "The wild boar was watered in spring."),
        ("Кто подписал договор?", "Погода была хорошая весь день.", "Иванов подписал две копии."),
        ("누가 서명했습니까?", "오늘은 비가 옵니다.", "계약서는 김철수 씨가 서명하였다."),
        ("誰が署名しましたか。", "天気が良かったです。", "契約は田中一郎が署名した。"),
        ("合同何时终止？", "天气很好，大家都很高兴。", "本合同在2026年3月31日终止。"),
        (
            "Wer zahlt?",
            "Der Hund ist auf dem Berg und bellt.",
            "Der Mieter zahlt die Nebenkosten an den Vermieter.",
        ),
    ],
)
def test_what_shares_nothing_with_its_quotation_does_not_stand(
    question: str, sentence: str, quotation: str
) -> None:
    assert support.cite_notes(sentence, [0], [Note(quotation, (0,))], question) == ()


@pytest.mark.parametrize(
    ("question", "sentence", "quotation", "stands"),
    [
        ("合同何时终止？", "合同于2026年终止。", "The agreement ends in March 2026.", True),
        ("合同何时终止？", "合同于2027年终止。", "The agreement ends in March 2026.", False),
        ("谁会Python？", "她熟悉 Python。", "Skills: Python, SQL", True),
        ("谁会Python？", "她熟悉 Rust。", "Skills: Python, SQL", False),
        ("Who signed?", "Zhang Wei signed on 3 May.", "张伟于5月3日签署。", True),
        ("Who signed?", "Zhang Wei signed on 4 May.", "张伟于5月3日签署。", False),
        (
            "Wann endet der Vertrag?",
            "Er endet nach drei Monaten.",
            "The term is three months from the start.",
            True,
        ),
        (
            "Wie hoch ist die Haftung?",
            "Sie ist auf 500 Euro begrenzt.",
            "It is limited to EUR 900 in all.",
            False,
        ),
    ],
)
def test_in_another_language_numbers_and_names_must_fit(
    question: str, sentence: str, quotation: str, stands: bool
) -> None:
    assert bool(support.cite_notes(sentence, [0], [Note(quotation, (0,))], question)) == stands


def test_a_heading_alone_carries_nothing_unless_headings_were_asked_for() -> None:
    notes = [
        Note("3 Results of the trial", (0,), heading=True),
        Note("The roof was 4 degrees cooler.", (1,)),
    ]
    assert support.cite_notes("The results of the trial.", [0], notes, "What came out?") == ()
    assert support.cite_notes(
        "The results of the trial.", [0], notes, "What is section 3 called?"
    ) == (0,)
    assert support.cite_notes("The roof was 4 degrees cooler.", [0], notes, "What came out?") == (
        1,
    )


@pytest.mark.parametrize(
    ("sentence", "source", "kept"),
    [
        (
            "With working posts 7 died, with silent posts 19.",
            "Working posts: 7 died; silent posts 19.",
            True,
        ),
        (
            "With silent posts 7 died, with working posts 19.",
            "Working posts: 7 died; silent posts 19.",
            False,
        ),
        ("Collisions fell from 7 to 19.", "There were 19 collisions, then 7.", False),
        (
            "The 7 posts are silent.",
            "Silent were 7 posts.",
            True,
        ),  # one number says nothing of the order
        ("About 3,690 euros for 9 posts.", "About 3690 euros for 9 posts", True),
    ],
)
def test_numbers_that_change_places_are_seen(sentence: str, source: str, kept: bool) -> None:
    assert support.keeps_order(sentence, source) == kept
