"""The words that ask a model what a document is, and what people can ask about it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for, language_of
from farside.reading.text.language import Instructions
from farside.types import Window

_LONGEST = 120
"""Characters of a question."""


# The names of each kind, as a model says them in the language of the document.
_KINDS: Mapping[Instructions, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "CV": "resume (CV) of a person",
            "invoice": "invoice or bill",
            "receipt": "receipt of a purchase",
            "contract": "contract or agreement",
            "paper": "scientific paper",
            "letter": "letter or email",
            "minutes": "minutes of a meeting",
            "book": "book or story",
            "manual": "manual or instructions",
            "regulation": "law, rules or regulation",
            "table": "table of data",
            "report": "report or article",
            "code": "program code",
            "other": "something else",
        },
        "zh": {
            "CV": "个人简历",
            "invoice": "发票或账单",
            "receipt": "购物收据",
            "contract": "合同或协议",
            "paper": "学术论文",
            "letter": "信函或邮件",
            "minutes": "会议纪要",
            "book": "书籍或小说",
            "manual": "使用手册或说明书",
            "regulation": "法规、规章或条例",
            "table": "数据表",
            "report": "报告或文章",
            "code": "程序代码",
            "other": "其他",
        },
    }
)


def ask_kind(window: Window) -> tuple[Message, ...]:
    """Ask what kind of document begins with this window; the reply follows `kind_schema`. Given all
    kinds in one list, a 0.5B model takes the last one; given their bare names ("CV"), it takes a CV
    for a letter."""
    if instructions_for(window.text) == "zh":
        return wording.ask_window(
            window, "以上文件是什么？用几个字回答，例如个人简历、发票、合同、论文、规章。"
        )
    asked = (
        "What is the document above? Answer in a few words, such as resume, invoice, contract, "
        "scientific paper, rules."
    )
    return wording.ask_window(window, asked)


def kind_schema(window: Window) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"kind": {"enum": list(_KINDS[instructions_for(window.text)].values())}},
        "required": ["kind"],
        "additionalProperties": False,
    }


def name_kind(given: object) -> str:
    """The kind that a model gave this name; "" where it names none."""
    return next(
        (kind for names in _KINDS.values() for kind, name in names.items() if name == given), ""
    )


def propose_questions(window: Window, most: int) -> tuple[Message, ...]:
    """Ask for questions that a reader of this text would have and that it answers; the reply
    follows `questions_schema`."""
    if instructions_for(window.text) == "zh":
        asked = f"读者最想知道什么？写出{most}个以上内容能够回答的具体问题，涉及不同方面。"
    else:
        asked = (
            f"What would a reader want to know? Write {most} specific questions on different "
            "things that the text above answers."
        )
        asked += wording.reply_in_language(language_of(window.text), "text")
    return wording.ask_window(window, asked)


def questions_schema(most: int, least: int = 1) -> dict[str, Any]:
    question = {"type": "string", "minLength": 4, "maxLength": _LONGEST}
    return {
        "type": "object",
        "properties": {
            "questions": {"type": "array", "items": question, "minItems": least, "maxItems": most}
        },
        "required": ["questions"],
        "additionalProperties": False,
    }
