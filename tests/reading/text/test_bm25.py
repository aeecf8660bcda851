from __future__ import annotations

import pytest

from farside.reading.text import bm25


def test_ranks_english_with_simple_endings() -> None:
    texts = ["The night ferry leaves from pier 14.", "Weather was fine.", "He has three boats."]
    assert [at for at, _ in bm25.rank_texts(texts, "From which pier do ferries leave?")] == [0]


def test_ranks_chinese_by_pairs() -> None:
    assert (
        bm25.rank_texts(["天气很好。", "夜班渡轮从14号码头出发。"], "渡轮从几号码头出发？")[0][0]
        == 1
    )


def test_no_word_in_common_ranks_nothing() -> None:
    assert bm25.rank_texts(["abc def"], "the zzz") == []
    assert bm25.rank_texts([], "what") == []
    assert bm25.rank_texts(["", " "], "what is it") == []


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Кто подписал договор?", "Договор подписал Иванов.", "Погода была хорошая."),
        ("누가 계약서에 서명했습니까?", "김철수가 계약서에 서명했다.", "날씨가 좋았다."),
        ("من وقع العقد؟", "وقع أحمد العقد في مايو.", "كان الطقس جميلا."),
        (
            "Wie lang ist die Kündigungsfrist?",
            "Die Kündigungsfrist beträgt drei Monate.",
            "Das Wetter war schön.",
        ),
        ("誰が契約に署名しましたか。", "田中さんが契約に署名した。", "天気が良かった。"),
        ("ใครลงนามในสัญญา", "นายสมชายลงนามในสัญญา", "อากาศดี"),
        ("अनुबंध पर हस्ताक्षर किसने किए?", "राम ने अनुबंध पर हस्ताक्षर किए।", "मौसम अच्छा था।"),
        ("Qui a signé la résiliation ?", "La résiliation fut signée par Anne.", "Il faisait beau."),
    ],
)
def test_every_script_has_words(question: str, text: str, other: str) -> None:
    assert bm25.rank_texts([other, text], question)[0][0] == 1


def test_a_word_is_whole_with_its_marks_and_one_in_all_its_forms() -> None:
    assert bm25.split_words("हस्ताक्षर Kündigung résiliation") == [
        "हस्ताक्षर",
        "kündigung",
        "résiliation",
    ]
    assert bm25.split_words("Ｋｕ\u0308ｎｄｉｇｕｎｇ １２ ٣") == bm25.split_words("kündigung 12 3")
    assert bm25.split_words("don't pay 2,238.60 — see cv002.pdf") == [
        "don't",
        "pay",
        "2,238.60",
        "see",
        "cv002.pdf",
    ]
