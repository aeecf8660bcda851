"""The words of the `recurrent` strategy: notes carried from window to window, summaries, events,
translations.

As in `wording`: what does not depend on the task stands first, and whatever a model or a document
wrote is data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.prompts.wording import harmless_line, list_lines
from farside.reading.text.detect import instructions_for, language_of
from farside.reading.text.language import Instructions, Language
from farside.reading.text.languages import LANGUAGES
from farside.types import Window

LONGEST_NOTE = 220
"""Characters."""


def notes_prompt(
    window: Window, memory: Sequence[str], chosen: Sequence[int], reader: str
) -> tuple[Message, ...]:
    """Ask for a note on each of the chosen sentences (their numbers) that adds to the notes so far;
    the reply follows `notes_schema`. It is asked in the window's own language, so that code can
    compare the notes with it."""
    known = [harmless_line(one) for one in memory]
    if instructions_for(window.text) == "zh":
        before = f"此前的笔记：\n{_dashed(known)}\n" if known else ""
        whom = f"，供{harmless_line(reader)}阅读" if reader else ""
        which = "、".join(f"[{number}]" for number in chosen)
        asked = (
            f"{before}为句子{which}各写一条笔记{whom}：用一个单独也能读懂的完整短句说明要点，"
            "保留姓名和数字。"
        )
        return wording.ask_window(window, asked + wording.CITE["zh"])
    before = f"Notes so far:\n{_dashed(known)}\n" if known else ""
    whom = f" for {harmless_line(reader)}" if reader else ""
    which = ", ".join(f"[{number}]" for number in chosen)
    asked = (
        f"{before}Write a note{whom} on each of the sentences {which}: what it says, "
        "in one short whole sentence that can be understood alone. Keep names and numbers. "
    )
    return wording.ask_window(
        window,
        asked + wording.CITE["en"] + wording.reply_in_language(language_of(window.text), "text"),
    )


def _dashed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def notes_schema(lowest: int, highest: int, most: int, least: int = 1) -> dict[str, Any]:
    """The schema of at most `most` short sentences, each with the numbers (`lowest` to `highest`)
    that it stands on."""
    item = {"type": "integer", "minimum": lowest, "maximum": highest}
    numbers = {
        "type": "array",
        "items": item,
        "minItems": 1,
        "maxItems": min(3, highest - lowest + 1),
    }
    sentence = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": LONGEST_NOTE},
            "evidence": numbers,
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


def condense_prompt(lines: Sequence[str], most: int) -> tuple[Message, ...]:
    """Ask for the same in fewer notes; the reply follows `notes_schema`."""
    language = language_of(" ".join(lines))
    if language.instructions == "zh":
        asked = f"把以上笔记合并为{most}条短笔记，保留姓名和数字。{wording.CITE['zh']}"
    else:
        asked = (
            f"Write the notes above as {most} short notes. Keep names and numbers. "
            f"{wording.CITE['en']}"
        )
        asked += wording.reply_in_language(language, "text")
    return Message("system", wording.RULES), Message(
        "user", list_lines(map(harmless_line, lines)) + asked
    )


def summary_prompt(
    lines: Sequence[str], words: int, reader: str, language: Language
) -> tuple[Message, ...]:
    """Ask for a few notes in one sentence of at most `words` words (in Chinese and Japanese,
    characters); the reply follows `notes_schema` with one sentence."""
    if language.instructions == "zh":
        whom = f"，读者是{harmless_line(reader)}" if reader else ""
        asked = (
            f"用中文把以上内容写成一个不超过{words}字的完整句子{whom}，"
            "保留姓名和数字，不要添加内容。"
        )
        return Message("system", wording.RULES), Message(
            "user", list_lines(map(harmless_line, lines)) + asked + wording.CITE["zh"]
        )
    whom = f" for {harmless_line(reader)}" if reader else ""
    into = language.name or "the language of the text"
    units = "characters" if language.script == "Kana" else "words"
    asked = (
        f"Say the above in {into}{whom} in one whole sentence of at most {words} {units}. "
        "Keep names and numbers, and add nothing. "
    )
    return Message("system", wording.RULES), Message(
        "user", list_lines(map(harmless_line, lines)) + asked + wording.CITE["en"]
    )


def event_prompt(
    sentence: str, before: str, day: str, language: Instructions
) -> tuple[Message, ...]:
    """Ask what happened on a date of this sentence, in its language and its words; the reply
    follows `event_schema`."""
    lines = [harmless_line(one) for one in (before, sentence) if one]
    if language == "zh":
        asked = (
            f"用原文的词语写一个短句：{harmless_line(day)}这一天发生什么事？如果没有说明就写“无”。"
        )
    else:
        asked = (
            "In one short whole sentence, with the words of the text: what happens on "
            f"{harmless_line(day)}? Write none where it does not say."
        )
    text = "<text>\n" + "\n".join(lines) + "\n</text>\n\n"
    return Message("system", wording.RULES), Message("user", text + asked)


def event_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"event": {"type": "string", "minLength": 1, "maxLength": 200}},
        "required": ["event"],
        "additionalProperties": False,
    }


def terms_prompt(window: Window, language: Instructions, most: int) -> tuple[Message, ...]:
    """Ask for names and terms that must be translated in the same way everywhere; the reply follows
    `terms_schema`. `language` is the window's own."""
    if language == "zh":
        return wording.ask_window(window, f"列出以上文本中最多{most}个专有名词或术语，原样抄写。")
    asked = (
        f"List at most {most} proper names and technical terms of the text above, "
        "written as they stand there."
    )
    return wording.ask_window(window, asked)


def terms_schema(most: int) -> dict[str, Any]:
    term = {"type": "string", "minLength": 2, "maxLength": 40}
    return {"type": "array", "items": term, "maxItems": most}


def term_prompt(word: str, text: str, into: Instructions) -> tuple[Message, ...]:
    """Ask for one translation of a term; the reply follows `term_schema`."""
    name = LANGUAGES[into].name
    asked = (
        f"Translate the term “{harmless_line(word)}” of the text above into {name}. "
        "Reply with the translation only."
    )
    if into == "en":
        asked = f"把以上文本中的词语“{harmless_line(word)}”译成英文，只写译文。"
    return Message("system", wording.RULES), Message(
        "user", f"<text>\n{harmless_line(text)}\n</text>\n\n{asked}"
    )


def term_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"translation": {"type": "string", "minLength": 1, "maxLength": 60}},
        "required": ["translation"],
        "additionalProperties": False,
    }


def translation_prompt(
    text: str, glossary: Mapping[str, str], into: Instructions, again: str = ""
) -> tuple[Message, ...]:
    """Ask for the translation of `text`; the reply follows `translation_schema`. `again` says what
    was wrong with an earlier try."""
    if into == "en":
        asked = "把以上文本完整地译成英文，不要省略，数字用阿拉伯数字。"
        if glossary:
            asked += "必须使用这些译法：" + "；".join(
                f"{harmless_line(one)} = {harmless_line(other)}" for one, other in glossary.items()
            )
            asked += "。"
        again = f"上一次译文有误：{harmless_line(again)}。" if again else ""
        return Message("system", wording.RULES), Message(
            "user", f"<text>\n{harmless_line(text)}\n</text>\n\n{asked}{again}"
        )
    asked = (
        f"Translate the whole text above into {LANGUAGES[into].name}. Leave nothing out and "
        "keep every number. "
    )
    if glossary:
        pairs = "; ".join(
            f"{harmless_line(one)} = {harmless_line(other)}" for one, other in glossary.items()
        )
        asked += f"Use these translations: {pairs}. "
    again = f"An earlier try was wrong: {harmless_line(again)}." if again else ""
    return Message("system", wording.RULES), Message(
        "user", f"<text>\n{harmless_line(text)}\n</text>\n\n{asked}{again}"
    )


def translation_schema(longest: int) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"translation": {"type": "string", "minLength": 1, "maxLength": longest}},
        "required": ["translation"],
        "additionalProperties": False,
    }
