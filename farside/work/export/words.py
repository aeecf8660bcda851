"""What the pages that people send each other say by themselves, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from farside.reading.text.detect import language_of

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. `{…}` are filled in."""

    table: str
    sources: str
    pages: str
    answer: str
    unsupported: str
    closest: str
    picture: str
    see: str
    gone: str
    changed: str
    full: str
    late: str
    undrawn: str
    beyond: str
    left_out: str
    read: str
    partly: str
    doubts: str
    files: str
    checked: str
    how: str
    to_check: str
    total: str
    quoted: str
    quotes_left_out: str


WORDS: Mapping[Language, Words] = MappingProxyType(
    {
        "en": Words(
            table="Table",
            sources="Sources",
            pages="The pages",
            answer="Answer",
            unsupported="not supported by a quotation",
            closest="The documents do not state it. These places came closest:",
            picture="{name}, {label}, as it looks; what is quoted is marked",
            see="see the page",
            gone="This document is not in the library any more: here is what was quoted of it.",
            changed="The text of this document was read anew since: here is what was quoted then.",
            full="The picture of this page is left out: this file has as many as it may have.",
            late="The picture of this page is left out: drawing all of them would take too long.",
            undrawn="The picture of this page is left out: it could not be drawn.",
            beyond="This page is not shown: this file shows {n} pages at most.",
            left_out="{n} pages are shown without their picture, or not at all; each says why.",
            read="{read} of {all} pages read",
            partly="{n} with a part that was not read",
            doubts="Not read, or not surely",
            files="The files, and how to tell that they are the same (SHA-256)",
            checked="Made with Farside on {day}, by {model}. Every quotation was cut from its "
            "file, not written by a model. This page runs nothing and asks nothing of anybody.",
            how="How this was computed",
            to_check="{n} values wait for a person: they are marked.",
            total="Total of {name}: {sum}",
            quoted="“{quote}”",
            quotes_left_out="The quotations of the last {n} rows are left out: the file would be "
            "too large to send.",
        ),
        "zh": Words(
            table="表格",
            sources="来源",
            pages="相关页面",
            answer="回答",
            unsupported="没有引文支持",
            closest="文档中没有写明。以下几处最接近：",
            picture="{name}，{label}的原貌；引用处已标出",
            see="查看页面",
            gone="资料库中已没有这份文档：以下是当时引用的内容。",
            changed="这份文档后来被重新读取过：以下是当时引用的内容。",
            full="此页的图片未收入：本文件的图片已达上限。",
            late="此页的图片未收入：全部绘制需时过长。",
            undrawn="此页的图片未收入：无法绘制。",
            beyond="此页未显示：本文件最多显示 {n} 页。",
            left_out="有 {n} 页没有图片或未显示；各处均说明原因。",
            read="已读 {all} 页中的 {read} 页",
            partly="其中 {n} 页有部分未读",
            doubts="未读或未能可靠读取的内容",
            files="文件及其校验值（SHA-256）",
            checked="由 Farside 于 {day} 制作，模型：{model}。每条引文都直接截取自文件，"
            "并非模型所写。本页不运行任何程序，也不访问任何网络。",
            how="计算方法",
            to_check="有 {n} 个值待人工核对，已标出。",
            total="{name}合计：{sum}",
            quoted="“{quote}”",
            quotes_left_out="最后 {n} 行的引文未收入：否则文件过大，不便发送。",
        ),
    }
)
_LABELS = (
    (re.compile(r"p\. (\d+)"), "第 {} 页"),
    (re.compile(r"lines? (\d+(?:-\d+)?)"), "第 {} 行"),
    (re.compile(r"slide (\d+)"), "第 {} 张幻灯片"),
    (re.compile(r"sheet (.+)", re.DOTALL), "工作表 {}"),
    (re.compile(r"chapter (.+)", re.DOTALL), "章节 {}"),
    (re.compile(r"section (.+)", re.DOTALL), "第 {} 节"),
)


def page_language(text: str) -> Language:
    """The language of a page about this text."""
    return "zh" if language_of(text).code == "zh" else "en"


def page_label(label: str, language: Language) -> str:
    """What a page is called; documents keep it in English."""
    if language == "zh":
        for form, said in _LABELS:
            if found := form.fullmatch(label):
                return said.format(found[1])
    return label
