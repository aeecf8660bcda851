"""Translation: every paragraph once and in order, numbers and terms checked, what fails tried again
and flagged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.engine.base import Request
from farside.reading.text.language import Instructions
from farside.work.export.write import render_table
from farside.work.judging.translating import checks, translate, words
from farside.work.judging.translating.translate import Translation, cut_paragraphs
from tests.work.desks import desk


@pytest.mark.parametrize(
    ("source", "text", "lost"),
    [
        ("It costs EUR 1,250.50 for 3 days.", "3天的费用为1250.50欧元。", []),
        ("It costs EUR 1,250 for 3 days.", "费用为欧元。", ["1,250", "3"]),
        ("12,000 people", "1.2万人", []),
        ("水深不足三厘米的", "less than three centimetres", []),
        ("水深不足三厘米的", "not very deep", ["三"]),
        ("一些统一的规定", "some common rules", []),
        ("自2026年3月5日起", "from 5 March 2026", []),
        ("自2026年3月5日起", "from 6 March 2026", ["2026年3月5日"]),
        ("第五条", "Article 5", []),
        ("百分之一百一十的救生衣", "life jackets for 110 per cent", []),
        ("百分之一百一十的救生衣", "life jackets for 100 per cent", ["一百一十"]),
        ("不少于四百小时", "at least 400 hours", []),
        ("The hire begins on 2 May 2024.", "租赁期从2024年5月2日开始。", []),
    ],
)
def test_missing_numbers(source: str, text: str, lost: list[str]) -> None:
    assert checks.missing_numbers(source, text) == lost


@pytest.mark.parametrize(
    ("source", "text", "new"),
    [
        ("Harbour fees are due.", "港口费为30元。", ["30"]),
        ("Three days.", "3天。", []),
        ("A day at sea.", "在海上一天。", []),
        ("三厘米", "3 centimetres", []),
        ("自2026年3月5日起", "from 5 March 2026", []),
        ("1.2万人", "12,000 people", []),
    ],
)
def test_added_numbers(source: str, text: str, new: list[str]) -> None:
    assert checks.added_numbers(source, text) == new


@pytest.mark.parametrize(
    ("source", "text", "into", "why"),
    [
        (
            "The keeper lights the lamp every evening at sea.",
            "守护者每天晚上在海上点灯。",
            "zh",
            None,
        ),
        (
            "The keeper lights the lamp every evening at sea.",
            "The keeper lights it.",
            "zh",
            "language",
        ),
        ("The keeper lights the lamp every evening at sea.", "点。", "zh", "shorter or longer"),
        (
            "The Supplier pays the Customer for every day.",
            "卖方按天向客户付款给他。",
            "zh",
            "Supplier = 供应商",
        ),
        ("渡船应当停航。", "", "en", "no translation"),
    ],
)
def test_doubts(source: str, text: str, into: Instructions, why: str | None) -> None:
    found = checks.doubt_translation(
        source, text, {"Supplier": "供应商"} if "Supplier" in source else {}, into
    )
    assert bool(found) == bool(why)
    assert why is None or why in "; ".join(found)


@given(st.text("ab. \n1甲。", min_size=1, max_size=600))
def test_paragraphs_cover_the_document(text: str) -> None:
    with desk({"a.md": text}, lambda _: "") as at:
        (document,) = at.documents
        spans = [span for window in at.windows(document) for span in cut_paragraphs(window, "zh")]
    assert "".join(span.of(document.text) for span in spans) == document.text


class Translator:
    """Knows a few terms; forgets the number of the first try where `forgets`."""

    def __init__(self, forgets: int = 0, stubborn: bool = False) -> None:
        self.tries: dict[str, int] = {}
        self.forgets = forgets
        self.stubborn = stubborn
        self.prompts: list[str] = []

    def __call__(self, request: Request) -> str:
        content = request.messages[-1].content
        self.prompts.append(content)
        schema: Any = request.schema
        if schema["type"] == "array":
            return json.dumps(["Supplier", "Unicorn"])
        if "Translate the term" in content:
            return json.dumps({"translation": "供应商" if "Supplier" in content else "独角兽"})
        source = content.partition("<text>\n")[2].partition("\n</text>")[0]
        self.tries[source] = self.tries.get(source, 0) + 1
        bad = "45" in source and (self.stubborn or self.tries[source] <= self.forgets)
        number = "" if bad or "45" not in source else "45"
        seller = "供应商" if "Supplier = 供应商" in content else "卖家"
        return json.dumps({"translation": f"{seller}应当每天支付约定的费用{number}元给客户。"})


TEXT = "\n".join(
    f"The Supplier shall pay the agreed sum to him on day {word}." for word in "abcdefgh"
) + ("\nThe Supplier shall pay 45 euros to the customer every day.\n")


def translated(model: Translator, limit: int = 80) -> Translation:
    with desk({"a.md": TEXT}, model, limit=limit) as at:
        parts: list[Translation] = []
        done = translate.translate_desk(at, "zh", on_part=parts.append)
        assert [len(part.blocks) for part in parts] == sorted(
            {len(part.blocks) for part in parts}
        ), "window by window"
        assert parts[-1].blocks == done.blocks
        return done


def test_terms_are_the_same_from_the_first_window_to_the_last() -> None:
    model = Translator()
    done = translated(model)
    assert done.terms == (("Supplier", "供应商"),)
    assert all("供应商" in block.text for block in done.blocks)
    assert sum("Translate the term" in prompt for prompt in model.prompts) == 1
    assert [block.source.quote for block in done.blocks] == TEXT.strip().split("\n")


@pytest.mark.parametrize(
    ("model", "flagged"), [(Translator(forgets=1), 0), (Translator(stubborn=True), 1)]
)
def test_a_lost_number_is_tried_again_and_then_flagged(model: Translator, flagged: int) -> None:
    done = translated(model)
    assert done.flagged == flagged
    assert any(
        "An earlier try was wrong: numbers are missing: 45" in prompt for prompt in model.prompts
    )
    text = translate.running_text(translate.tabulate_translation(done))
    assert ("[?1]" in text) == bool(flagged)
    if flagged:
        assert text.rstrip().endswith("The Supplier shall pay 45 euros to the customer every day.")


def test_source_and_translation_stand_side_by_side_in_a_table() -> None:
    table = translate.tabulate_translation(translated(Translator()))
    assert b"Supplier = " in render_table(table, ".md")
    assert table.rows[0].cells[1].sources == table.rows[0].cells[0].sources


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at least four hundred hours", [400]),
        ("one hundred and ten per cent", [110]),
        ("twenty-one boats, inspected twice in March", [21, 2, 3]),
        ("three thousand five hundred", [3500]),
        ("nothing at all", []),
    ],
)
def test_numbers_in_words(text: str, found: list[int]) -> None:
    assert list(words.numbers_in_words(text)) == found


@pytest.mark.parametrize(
    ("text", "head", "rest"),
    [
        ("第八条　渡船应当", "Article 8", "渡船应当"),
        ("第十二章 总则", "Chapter 12", "总则"),
        ("渡船", "", "渡船"),
        ("第一次检验", "", "第一次检验"),
    ],
)
def test_heads_of_articles_are_code_s(text: str, head: str, rest: str) -> None:
    assert words.article_head(text) == (head, rest)


def test_what_is_left_in_chinese_is_doubtful() -> None:
    found = checks.doubt_translation(
        "维护码头的秩序是湖管委的责任。", "To keep order at the 码头 is its duty here.", {}, "en"
    )
    assert "parts are not translated: 码头" in found
