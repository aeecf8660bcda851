"""The words of the `recurrent` strategy: notes carried from window to window, summaries, events, translations.

As in `prompts`: what does not depend on the task stands first, and whatever a model or a document wrote is data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from farside.engine.base import Message
from farside.reading import prompts
from farside.reading.prompts import Language, data, listed
from farside.types import Window

LONGEST_NOTE = 220
"""Characters."""

_NAMES: dict[Language, str] = {"en": "English", "zh": "Chinese"}


def notes(window: Window, memory: Sequence[str], most: int, reader: str) -> tuple[Message, ...]:
    """To be answered as `notes_schema`: what this window adds to the notes so far. In the window's own language,
    so that code can compare the notes with it."""
    known = [data(one) for one in memory]
    if prompts.language_of(window.text) == "zh":
        before = f"此前的笔记：\n{_dashed(known)}\n" if known else ""
        whom = f"，供{data(reader)}阅读" if reader else ""
        asked = f"{before}为以上文本写最多{most}条新笔记{whom}：最重要的事实、人物、数字、决定。每条一个短句。"
        return prompts.ask_window(window, asked + prompts.CITE["zh"])
    before = f"Notes on what came before:\n{_dashed(known)}\n" if known else ""
    whom = f" for {data(reader)}" if reader else ""
    asked = (
        f"{before}Write at most {most} new notes{whom} on the text above: its most important facts, people, numbers "
        "and decisions. One short sentence each, about different things. "
    )
    return prompts.ask_window(window, asked + prompts.CITE["en"])


def _dashed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def notes_schema(highest: int, most: int) -> dict[str, Any]:
    """At most `most` short sentences, each with the numbers (1 to `highest`) of what it stands on after its text."""
    return _texts(highest, 1, most, LONGEST_NOTE)


def _texts(highest: int, least: int, most: int, longest: int) -> dict[str, Any]:
    sentence = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": longest},
            "evidence": prompts.numbers(highest, 1, min(4, highest)),
        },
        "required": ["text", "evidence"],
        "additionalProperties": False,
    }
    sentences = {"type": "array", "items": sentence, "minItems": least, "maxItems": most}
    return {
        "type": "object",
        "properties": {"sentences": sentences},
        "required": ["sentences"],
        "additionalProperties": False,
    }


def condense(lines: Sequence[str], most: int) -> tuple[Message, ...]:
    """To be answered as `notes_schema`: the same in fewer notes."""
    if prompts.language_of(" ".join(lines)) == "zh":
        asked = f"把以上笔记合并为{most}条短笔记，保留姓名和数字。{prompts.CITE['zh']}"
    else:
        asked = f"Write the notes above as {most} short notes. Keep names and numbers. {prompts.CITE['en']}"
    return Message("system", prompts.RULES), Message("user", listed(map(data, lines)) + asked)


def summary(lines: Sequence[str], words: int, reader: str, language: Language) -> tuple[Message, ...]:
    """To be answered as `summary_schema`: the notes as one text of about `words` words (in Chinese, characters)."""
    if language == "zh":
        whom = f"，读者是{data(reader)}" if reader else ""
        asked = f"根据以上笔记，用中文写一篇约{words}字的摘要{whom}。写成连贯的句子，不要添加笔记中没有的内容。"
        asked += prompts.CITE["zh"]
    else:
        whom = f" for {data(reader)}" if reader else ""
        asked = (
            f"From the notes above alone write a summary of about {words} words in English{whom}, in whole sentences "
            f"that follow each other well. Say first what it is about. {prompts.CITE['en']}"
        )
    return Message("system", prompts.RULES), Message("user", listed(map(data, lines)) + asked)


def summary_schema(highest: int, least: int, most: int) -> dict[str, Any]:
    return _texts(highest, least, most, 400)


def events(lines: Sequence[str], days: Sequence[str], language: Language) -> tuple[Message, ...]:
    """To be answered as `events_schema`: what happened on the dates of these sentences, in their language."""
    if language == "zh":
        asked = (
            "以上每个句子都有日期，依次是：" + "、".join(days) + "。用一个短句说明每个句子中该日期发生了什么；"
            "如果句子没有说明发生了什么事，就写“无”。"
        )
    else:
        asked = (
            "The sentences above have these dates, in this order: " + "; ".join(days) + ". For each sentence say in a "
            "few words what happened or is to happen on its date; write none where it does not say."
        )
    return Message("system", prompts.RULES), Message("user", listed(map(data, lines)) + asked)


def events_schema(count: int) -> dict[str, Any]:
    """One short text for each of `count` sentences, in order."""
    event = {"type": "string", "minLength": 1, "maxLength": 160}
    return {"type": "array", "items": event, "minItems": count, "maxItems": count}


def terms(text: str, language: Language, most: int) -> tuple[Message, ...]:
    """To be answered as `terms_schema`: names and terms that must be translated in the same way everywhere."""
    if language == "zh":
        asked = f"列出以上文本中最多{most}个专有名词或术语，原样抄写。"
    else:
        asked = f"List at most {most} proper names and technical terms of the text above, written as they stand there."
    return Message("system", prompts.RULES), Message("user", f"<text>\n{data(text)}\n</text>\n\n{asked}")


def terms_schema(most: int) -> dict[str, Any]:
    term = {"type": "string", "minLength": 2, "maxLength": 40}
    return {"type": "array", "items": term, "maxItems": most}


def term(word: str, text: str, into: Language) -> tuple[Message, ...]:
    """To be answered by one translation, as `term_schema`."""
    asked = f"Translate the term “{data(word)}” of the text above into {_NAMES[into]}. Reply with the translation only."
    if into == "en":
        asked = f"把以上文本中的词语“{data(word)}”译成英文，只写译文。"
    return Message("system", prompts.RULES), Message("user", f"<text>\n{data(text)}\n</text>\n\n{asked}")


def term_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"translation": {"type": "string", "minLength": 1, "maxLength": 60}},
        "required": ["translation"],
        "additionalProperties": False,
    }


def translate(
    text: str, before: str, glossary: Mapping[str, str], into: Language, again: str = ""
) -> tuple[Message, ...]:
    """To be answered by the translation of `text`, as `translation_schema`. `before` is what the text before it became;
    `again` says what was wrong with an earlier try."""
    if into == "en":
        asked = "把以上文本完整地译成英文，不要省略，数字保持不变。"
        if glossary:
            asked += "必须使用这些译法：" + "；".join(f"{data(one)} = {data(other)}" for one, other in glossary.items())
            asked += "。"
        if before:
            asked += f"前文的译文是：{data(before)}\n"
        again = f"上一次译文有误：{again}。" if again else ""
        return Message("system", prompts.RULES), Message("user", f"<text>\n{data(text)}\n</text>\n\n{asked}{again}")
    asked = f"Translate the whole text above into {_NAMES[into]}. Leave nothing out and keep every number. "
    if glossary:
        pairs = "; ".join(f"{data(one)} = {data(other)}" for one, other in glossary.items())
        asked += f"Use these translations: {pairs}. "
    if before:
        asked += f"The text before it was translated as: {data(before)}\n"
    again = f"An earlier try was wrong: {again}." if again else ""
    return Message("system", prompts.RULES), Message("user", f"<text>\n{data(text)}\n</text>\n\n{asked}{again}")


def translation_schema(longest: int) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"translation": {"type": "string", "minLength": 1, "maxLength": longest}},
        "required": ["translation"],
        "additionalProperties": False,
    }
