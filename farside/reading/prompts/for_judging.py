"""The words of judging documents: rubrics, scores, pairs, and what several documents say of one
thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.prompts.wording import harmless_line, list_lines
from farside.reading.text.detect import instructions_for, language_of
from farside.reading.text.language import Instructions
from farside.types import Window

SCORES = ("0", "1", "2", "3", "4")
BEST = len(SCORES) - 1
PAIR = ("A", "B")

Two = Callable[[str, str, str], tuple[Message, ...]]
"""Asks about two statements that answer one question."""

ASPECTS: Mapping[str, tuple[str, str]] = {
    "question": ("Which question or problem does the text work on?", "文本研究什么问题？"),
    "method": ("Which method is used, and what is done?", "使用了什么方法？"),
    "data": ("Which data are used, and how many?", "使用了哪些数据，数量多少？"),
    "result": ("What is the main result, in numbers?", "主要结果是什么（数字）？"),
    "limits": ("Which limits or weaknesses does the text itself name?", "文本自己指出了哪些局限？"),
    "term": ("How long does the agreement last?", "协议期限多长？"),
    "notice": (
        "Who may end the agreement, and with how much notice?",
        "谁可以终止协议，须提前多久通知？",
    ),
    "liability": ("To what amount is liability limited?", "责任上限是多少？"),
    "price": ("What is to be paid, and when?", "应付多少，何时支付？"),
}
"""The question for each aspect that many people compare; any other aspect is asked by its name."""
_SAME = {
    "问题": "question", "方法": "method", "数据": "data", "结果": "result", "局限": "limits",
    "期限": "term", "通知": "notice", "责任": "liability", "价格": "price", "results": "result",
    "limitations": "limits", "methods": "method", "duration": "term",
}  # fmt: skip


def criteria_prompt(lines: Sequence[str], most: int, language: Instructions) -> tuple[Message, ...]:
    """Ask what to judge documents by, from the sentences of a job or task; the reply follows
    `criteria_schema`."""
    if language == "zh":
        asked = (
            f"以上是对候选文件的要求。列出最多{most}条评分标准，"
            "每条用几个词写出一项技能、经验或特征，互不重复，并给出它所依据的句子的编号。"
        )
    else:
        asked = (
            f"The text above says what is wanted. List at most {most} criteria to score documents "
            "by: each one skill, experience or quality, in a few words, all different, "
            "with the number of the sentence that asks for it."
        )
    return Message("system", wording.RULES), Message(
        "user", list_lines(map(harmless_line, lines)) + asked
    )


def criteria_schema(highest: int, most: int) -> dict[str, Any]:
    one = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 2, "maxLength": 60},
            "sentence": {"type": "integer", "minimum": 1, "maximum": highest},
        },
        "required": ["name", "sentence"],
        "additionalProperties": False,
    }
    return {"type": "array", "items": one, "minItems": 1, "maxItems": most}


def score_prompt(window: Window, name: str, about: str) -> tuple[Message, ...]:
    """Ask how well the window meets a criterion, in the criterion's language; the reply is one of
    `SCORES`.
    """
    return wording.ask_window(window, _score(name, about))


def score_lines(lines: Sequence[str], name: str, about: str) -> tuple[Message, ...]:
    """Ask like `score_prompt`, about a few lines."""
    return Message("system", wording.RULES), Message(
        "user", list_lines(map(harmless_line, lines)) + _score(name, about)
    )


def scale_ends(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two short texts of our own: one that has nothing to do with a criterion, one that meets it in
    full."""
    one = harmless_line(name)
    if instructions_for(name) == "zh":
        return ("住在一座小城。", "喜欢音乐和散步。", "另有其他情况。"), (
            f"{one}：多年来每天都在做。",
            f"在{one}方面成绩优异，并获得奖励。",
            f"{one}是其主要特长。",
        )
    return (
        "Lives in a small town.",
        "Likes music and long walks.",
        "Other things are said too.",
    ), (
        f"{one}: for many years, every day.",
        f"Excellent results in {one}, with awards.",
        f"The main strength is {one}.",
    )


def _score(name: str, about: str) -> str:
    """The words of the question, as short as they still work: each criterion costs their tokens in
    every window (`benchmarks/ranking.py`)."""
    if instructions_for(name) == "zh":
        more = f"（{harmless_line(about)}）" if about else ""
        return (
            f"标准：{harmless_line(name)}{more}\n以上文本有多符合？0=没有提到，2=部分，"
            "4=非常符合。一个数字："
        )
    more = f" ({harmless_line(about)})" if about else ""
    return (
        f"Criterion: {harmless_line(name)}{more}\nMet above? 0 = not mentioned, 2 = partly, "
        "4 = very well. One digit:"
    )


def evidence_question(name: str) -> str:
    """The question that finds the evidence of a criterion."""
    return (
        f"文本中什么表明“{name}”？"
        if instructions_for(name) == "zh"
        else f"What in the text shows: {name}?"
    )


def pair_prompt(
    first: Sequence[str], second: Sequence[str], wanted: Sequence[str], language: Instructions
) -> tuple[Message, ...]:
    """Ask which of two documents meets more, by the sentences found in them; the reply is one of
    `PAIR`."""
    one, other = list_lines(map(harmless_line, first)), list_lines(map(harmless_line, second))
    criteria = "; ".join(harmless_line(each) for each in wanted)
    if language == "zh":
        asked = f"文件A：\n{one}文件B：\n{other}标准：{criteria}\n哪个文件更符合标准？只回答A或B："
    else:
        asked = (
            f"Document A:\n{one}Document B:\n{other}Criteria: {criteria}\n"
            "Which document meets the criteria better? Reply with A or B only:"
        )
    return Message("system", wording.RULES), Message("user", asked)


def aspect_question(name: str, language: Instructions) -> str:
    """The question that a document is asked about an aspect."""
    known = ASPECTS.get(_SAME.get(name.lower(), name.lower()))
    if known:
        return known[1] if language == "zh" else known[0]
    return (
        f"文本对“{name}”是怎么说的？"
        if language == "zh"
        else f"What does the text say about {name}?"
    )


def person_prompt(text: str) -> tuple[Message, ...]:
    """Ask whose document this is, so that the name can be hidden; the reply follows
    `person_schema`.
    """
    asked = "Whose document is this? Reply with the person's full name as it stands there."
    if instructions_for(text) == "zh":
        asked = "这是谁的文件？原样写出此人的姓名。"
    return Message("system", wording.RULES), Message(
        "user", f"<text>\n{harmless_line(text)}\n</text>\n\n{asked}"
    )


def person_schema() -> dict[str, Any]:
    name = {"type": "string", "minLength": 1, "maxLength": 60}
    return {
        "type": "object",
        "properties": {"name": name},
        "required": ["name"],
        "additionalProperties": False,
    }


def suggest_aspects_prompt(text: str, language: Instructions) -> tuple[Message, ...]:
    """Ask what aspects to compare documents of this kind by; the reply follows `suggest_schema`."""
    if language == "zh":
        asked = "以上是若干文件的开头。列出比较这些文件的三到六个方面，每个方面一两个词。"
    else:
        asked = (
            "Above are the beginnings of some documents. List three to six aspects by which to "
            "compare documents of this kind, each in one or two words."
        )
    return Message("system", wording.RULES), Message(
        "user", f"<text>\n{harmless_line(text)}\n</text>\n\n{asked}"
    )


def suggest_schema(most: int) -> dict[str, Any]:
    aspect = {"type": "string", "minLength": 2, "maxLength": 30}
    return {"type": "array", "items": aspect, "minItems": 2, "maxItems": most}


def agree_prompt(first: str, second: str, question: str) -> tuple[Message, ...]:
    """Ask whether two documents say the same; the reply is one token of `prompts.gate_words`."""
    return _two(
        first,
        second,
        question,
        "Do both statements give the same answer to the question? Reply with Yes or No only.",
        "两个说法对问题的回答是否相同？只回答“是”或“否”。",
    )


def contradict_prompt(first: str, second: str, question: str) -> tuple[Message, ...]:
    """Ask whether the two statements cannot both be true; the reply is one token of
    `prompts.gate_words`.
    """
    return _two(
        first,
        second,
        question,
        (
            "Do the statements contradict each other, so that both cannot be true of one thing? "
            "Reply with Yes or No only."
        ),
        "两个说法是否互相矛盾？只回答“是”或“否”。",
    )


def _two(first: str, second: str, question: str, english: str, chinese: str) -> tuple[Message, ...]:
    about = harmless_line(question)  # an aspect may be a document's own word
    asked = (
        f"{about}\n{chinese}"
        if instructions_for(question) == "zh"
        else f"Question: {about}\n{english}"
    )
    return Message("system", wording.RULES), Message(
        "user", list_lines([harmless_line(first), harmless_line(second)]) + asked
    )


def change_prompt(before: str, after: str, language: Instructions) -> tuple[Message, ...]:
    """Ask what is different, in a few words; the reply follows `change_schema`."""
    lines = list_lines([harmless_line(before) or "—", harmless_line(after) or "—"])
    if language == "zh":
        asked = "[1]是旧版本，[2]是新版本。用一个短句说明改变了什么。"
    else:
        asked = (
            "[1] is the old version and [2] the new one. Say in one short sentence what changed."
        )
        asked += wording.reply_in_language(language_of(after or before), "text")
    return Message("system", wording.RULES), Message("user", lines + asked)


def change_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"change": {"type": "string", "minLength": 1, "maxLength": 200}},
        "required": ["change"],
        "additionalProperties": False,
    }
