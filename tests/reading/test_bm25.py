from __future__ import annotations

from farside.reading import bm25


def test_ranks_english_with_simple_endings() -> None:
    texts = ["The night ferry leaves from pier 14.", "Weather was fine.", "He has three boats."]
    assert [at for at, _ in bm25.rank(texts, "From which pier do ferries leave?")] == [0]


def test_ranks_chinese_by_pairs() -> None:
    assert bm25.rank(["天气很好。", "夜班渡轮从14号码头出发。"], "渡轮从几号码头出发？")[0][0] == 1


def test_no_word_in_common_ranks_nothing() -> None:
    assert bm25.rank(["abc def"], "the zzz") == []
    assert bm25.rank([], "what") == []
    assert bm25.rank(["", " "], "what is it") == []
