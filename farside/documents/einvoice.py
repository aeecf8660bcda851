"""Electronic invoices (Factur-X and ZUGFeRD, UBL, Chinese e-fapiao): the XML as one line a value,
"path/of/names [attribute=…]: value".

Nothing is left out and nothing interpreted; `work.invoices` knows what the paths mean. A value
never holds a line end, so that no value can pass for another line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from farside.documents.content import Content
from farside.documents.draft import PageDraft, plain_draft
from farside.documents.inside import Inside
from farside.documents.options import ParseOptions
from farside.documents.packed import decode_base64, show_size
from farside.documents.seen.unread import Unread
from farside.errors import DamagedFile

LABEL = "e-invoice data"
"""The beginning of the label of a page that holds nothing but such lines."""
GATHERED = f"{LABEL} (gathered from the tags and properties of the file)"
"""The label where no XML of an invoice is the source: the lines are made of what a file says its
page's texts are."""
MOST_BYTES = 20_000_000
_SHORTEST_FILE = 80  # characters of base64
_LONGEST_VALUE = 2000  # a longer value without blanks that is valid base64 is a file
_BLANKS = re.compile(r"\s+")


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """One page. Raises `DocumentError` for XML that is damaged."""
    try:
        root = _root(content.read())
    except ValueError as error:
        raise DamagedFile(
            options.name, f"is not a readable e-invoice ({error}): get an intact copy"
        ) from error
    inside = Inside()
    yield plain_draft(LABEL, "\n".join(_lines(root, "")))
    for element in root.iter(etree.Element):
        if (data := _attached(element)) is not None:
            inside.take_file(data, _file_name(element), options)
    yield from inside.pages
    for one in inside.unread:
        yield PageDraft(f"attachment {one.name}", (), problem=f"was not read: {one.why}")


def invoice_page(xml: bytes, label: str) -> PageDraft:
    """The lines of an e-invoice under a label that begins with `LABEL`; files inside of it are
    told, not read. Raises `ValueError` for damaged XML."""
    root = _root(xml)
    files = [
        _file_name(element)
        for element in root.iter(etree.Element)
        if _attached(element) is not None
    ]
    unread = tuple(
        Unread("embedded file", name, "lies in the XML of the invoice: save it apart")
        for name in files
    )
    return replace(plain_draft(label, "\n".join(_lines(root, ""))), unread=unread)


def _root(xml: bytes) -> Any:
    if len(xml) > MOST_BYTES:
        raise ValueError(f"{len(xml):,} bytes of XML, more than {MOST_BYTES:,}")
    # Entities could open other files, or unfold without end; an invoice has none.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error


def _attached(element: Any) -> bytes | None:
    """The bytes of a value that is a file in base64; None for another value."""
    text = element.text or ""
    if len(text) < _SHORTEST_FILE or len(element):
        return None
    return decode_base64(text) if _mime(element) or len(text) > _LONGEST_VALUE else None


def _mime(element: Any) -> str:
    return str(element.get("mimeCode") or "")


def _file_name(element: Any) -> str:
    return _folded(element.get("filename") or f"{_name(element)} {_mime(element)}".strip()).replace(
        "/", "_"
    )


def gathered_page(fields: Iterable[tuple[str, str]], problem: str | None) -> PageDraft:
    """A page of (path, value) pairs, in the same form."""
    text = "\n".join(f"{path}: {_folded(value)}" for path, value in fields)
    return replace(
        plain_draft(GATHERED, text) if text else PageDraft(GATHERED, ()), problem=problem
    )


def _lines(element: Any, path: str) -> Iterator[str]:
    """Elements in order; a name that a parent has several times is numbered."""
    children = [child for child in element if isinstance(child.tag, str)]
    often = Counter(_name(child) for child in children)
    seen: Counter[str] = Counter()
    for child in children:
        name = _name(child)
        seen[name] += 1
        numbered = f"{name}({seen[name]})" if often[name] > 1 else name
        below = f"{path}/{numbered}" if path else numbered
        data = _attached(child)
        told = f"[attachment {_file_name(child)}, {show_size(data)}]" if data is not None else ""
        text = told or _folded("".join(child.xpath("text()")))
        if text:
            yield f"{below}{_attributes(child)}: {text}"
        yield from _lines(child, below)


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)


def _attributes(element: Any) -> str:
    given = [
        f"{etree.QName(name).localname}={_folded(value)}" for name, value in element.attrib.items()
    ]
    return "".join(f" [{one.replace(']', ')')}]" for one in given)


def _folded(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()
