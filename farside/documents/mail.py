"""Mail (EML): the headers people see, the body as text, then every attachment read as pages of its own.

An attachment that cannot be read is a page with a problem.
"""

from __future__ import annotations

import email
import email.policy
import importlib
import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.message import EmailMessage

from farside.documents import html
from farside.documents.content import Content
from farside.documents.detect import detect
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.encoding import decode
from farside.documents.formats import PARSERS
from farside.documents.options import ParseOptions
from farside.documents.text import lines_of
from farside.errors import DocumentError

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_UNSAFE = re.compile(r"[/\\\x00-\x1f]")
_DEEPEST = 5  # a mail in a mail in a mail …
# What the library raises for fields that are not as the standard has them, which it parses when they are looked at.
_BROKEN = (MessageError, LookupError, ValueError, AttributeError, TypeError, OverflowError, RecursionError)


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The message, then its attachments, labelled with their names. Raises `DocumentError` for what is no mail."""
    try:
        yield from _message(content, options, 1)
    except _BROKEN as error:
        raise DocumentError(options.name, f"is damaged or no mail ({error}): save it again") from error


def _message(content: Content, options: ParseOptions, depth: int) -> Iterator[PageDraft]:
    message = email.message_from_binary_file(content.open(), policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not any(_field(message, name) for name in _HEADERS):
        raise DocumentError(options.name, "is no mail: it has no From, To, Date or Subject")
    attachments = _attachments(message)
    fields = [(name, _field(message, name)) for name in _HEADERS]
    lines = [f"{name}: {said}" for name, said in fields if said]
    lines += [f"Attachment: {name}" for name, _ in attachments]
    body, problem = _body(message)
    yield PageDraft("message", tuple(LineDraft(line) for line in [*lines, "", *body]), problem=problem)
    for name, part in attachments:
        yield from _attachment(name, part, options, depth)


def _field(message: EmailMessage, name: str) -> str:
    """One of the headers as people read it, or as it stands where it is not as the standard has it."""
    try:
        said = str(message.get(name, ""))
    except _BROKEN:
        said = next(str(value) for key, value in message.raw_items() if key.lower() == name.lower())
    return " ".join(said.split())


def _attachments(message: EmailMessage) -> list[tuple[str, EmailMessage]]:
    """Everything that is not the body; pictures that the HTML body shows inside of itself too."""
    body = message.get_body(("plain", "html"))
    found: list[tuple[str, EmailMessage]] = []
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_type() == "message/rfc822":
            found.append((part.get_filename() or "forwarded.eml", part))
        elif part.is_multipart():
            waiting[:0] = [inner for inner in part.iter_parts() if isinstance(inner, EmailMessage)]
        elif part is not body and (part.get_filename() or part.is_attachment() or not _is_text(part)):
            found.append((_UNSAFE.sub("_", part.get_filename() or f"unnamed.{part.get_content_subtype()}"), part))
    return found


def _is_text(part: EmailMessage) -> bool:
    return part.get_content_maintype() == "text"


def _body(message: EmailMessage) -> tuple[list[str], str | None]:
    part = message.get_body(("plain", "html"))
    if part is None:
        return [], None
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return [], "the body is damaged and was not read"
    charset = part.get_content_charset()
    if part.get_content_subtype() == "html":
        found = html.read(data, charset)
        return found.lines, found.problem
    decoded = decode(data, charset)
    return lines_of(decoded.text), decoded.problem


def _attachment(name: str, part: EmailMessage, options: ParseOptions, depth: int) -> Iterator[PageDraft]:
    inner = replace(options, name=f"{options.name}/{name}")
    if depth >= _DEEPEST:
        yield PageDraft(f"attachment {name}", (), problem=f"lies {_DEEPEST} mails deep and was not read: save it apart")
        return
    try:
        content = Content.of_bytes(_bytes(part))
        found, _ = detect(content, inner)
        if found == "mail":
            pages = _message(content, inner, depth + 1)
        else:
            pages = importlib.import_module(PARSERS[found]).parse(content, replace(inner, format=found))
        for page in pages:
            yield replace(page, label=f"attachment {name}, {page.label}")
    except DocumentError as error:
        yield PageDraft(f"attachment {name}", (), problem=f"was not read: {error.reason}")
    except _BROKEN as error:
        yield PageDraft(f"attachment {name}", (), problem=f"is damaged and was not read ({error})")


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return bytes(part.get_payload(0))  # type: ignore[arg-type]
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise ValueError("no content")
    return data
