"""Web archives (MHT, MHTML): the page that was saved, its frames, and the pictures that it
shows."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from urllib.parse import urljoin

from farside.documents import html
from farside.documents.content import Content
from farside.documents.draft import PageDraft
from farside.documents.encoding import decode_text
from farside.documents.inside import read_references
from farside.documents.mail import BROKEN
from farside.documents.options import ParseOptions
from farside.documents.text import cut_parts, lines_of
from farside.errors import DamagedFile, EmptyFile


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The page in parts of a few thousand characters. Raises `DocumentError` for a damaged
    archive."""
    try:
        message = email.message_from_bytes(content.read(), policy=email.policy.default)
        found = [part for part in message.walk() if isinstance(part, EmailMessage)]
        pages = [page for part in found if _is_page(part) for page in _page(part, found, options)]
    except BROKEN as error:
        raise DamagedFile(
            options.name, f"is damaged ({error}): save the page again, as PDF"
        ) from error
    if not any(page.lines for page in pages):
        raise EmptyFile(options.name, "is a web archive without text: print the page to PDF")
    yield from pages


def _is_page(part: EmailMessage) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml", "text/plain")


def _page(
    part: EmailMessage, beside: list[EmailMessage], options: ParseOptions
) -> Iterator[PageDraft]:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        yield PageDraft("document", (), problem="is damaged and was not read")
        return
    if part.get_content_type() == "text/plain":
        decoded = decode_text(data, part.get_content_charset(), options.encoding)
        parts = cut_parts(lines_of(decoded.text)) if decoded.text.strip() else ()
        yield from (replace(page, problem=decoded.problem) for page in parts)
        return
    read = html.read_html(data, part.get_content_charset(), options.encoding)
    base = str(part.get("content-location", ""))
    places = {place: one for one in beside for place in _places(one)}

    def fetch(address: str) -> bytes | None:
        one = places.get(address) or places.get(urljoin(base, address))
        payload = one.get_payload(decode=True) if one is not None else None
        return payload if isinstance(payload, bytes) else None

    inside = read_references(read.references, fetch, options)
    lines = (
        [read.title, *read.lines] if read.title and read.title not in read.lines[:1] else read.lines
    )
    drafts = (
        [replace(page, problem=read.problem) for page in cut_parts(lines)]
        if lines
        else [PageDraft("document", ())]
    )
    yield from drafts[:-1]
    yield inside.beside(drafts[-1])
    yield from inside.pages


def _places(part: EmailMessage) -> Iterator[str]:
    if location := str(part.get("content-location", "")).strip():
        yield location
    if identity := str(part.get("content-id", "")).strip().strip("<>"):
        yield f"cid:{identity}"
