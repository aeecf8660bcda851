"""Texts of a workbook in which some letters are struck out, raised or lowered."""

from __future__ import annotations

import re

from lxml import etree

from farside.documents.seen.signs import join_struck, lower_sign, raise_sign, strike_out


def read_rich_text(element: etree._Element) -> str:
    """A string with its raised and lowered signs; readings over characters are left out."""
    pieces = ""
    for run in element.iterchildren("{*}r", "{*}t"):
        text = "".join(one.text or "" for one in run.iter("{*}t"))
        moved = run.find("{*}rPr/{*}vertAlign")
        where = moved.get("val") if moved is not None else ""
        text = (
            raise_sign(text)
            if where == "superscript"
            else lower_sign(text, pieces)
            if where == "subscript"
            else text
        )
        own = run.find("{*}rPr")
        pieces += strike_out(text) if own is not None and is_struck_font(own) else text
    return " ".join(join_struck(pieces).split())


def is_struck_font(font: etree._Element) -> bool:
    line = font.find("{*}strike")
    return line is not None and line.get("val", "1") not in ("0", "false")


def read_rich_inline(inner: bytes) -> str:
    try:
        root = etree.fromstring(
            b"<c>" + re.sub(rb"<(/?)\w+:", rb"<\1", inner) + b"</c>",
            etree.XMLParser(resolve_entities=False),
        )
    except etree.XMLSyntaxError:
        return ""
    found = root.find("is")
    return read_rich_text(found) if found is not None else ""
