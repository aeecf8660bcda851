"""Mail (EML, EMLX, MBOX): the headers people see, all texts in order, then every attachment read as
pages of its own.

An attachment that cannot be read is a page with a problem.
"""

from __future__ import annotations

import base64
import email
import email.policy
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.errors import MessageError
from email.message import EmailMessage

from farside.documents import html
from farside.documents.calendars import unfold_fields
from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.embedded import read_file
from farside.documents.encoding import decode_text
from farside.documents.inside import read_references
from farside.documents.mail_fields import attachment_name, field_of
from farside.documents.options import ParseOptions
from farside.documents.seen.unread import Unread
from farside.documents.text import lines_of
from farside.errors import DamagedFile, DocumentError, EmptyFile

_HEADERS = ("From", "Reply-To", "To", "Cc", "Bcc", "Date", "Subject")
_UNSAFE = re.compile(r"[/\\\x00-\x1f]")
_MBOX = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{1,200}\d{4}[^\r\n]{0,12}\r?\n(?=[\w-]{1,60}:)"
)
_EMLX = re.compile(rb"\s*(\d{1,12})[ \t]*\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.M)
_REPORTS = ("message/delivery-status", "message/disposition-notification")
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_AMP = "text/x-amp-html"  # a page with scripts, of which the HTML beside it is the fixed form
_ADDRESS = re.compile(r"\bhttps?://\S+")
_COMPLETE = 0.5  # a text that has a smaller share of the other's words says less
_STUB = 30  # words: a shorter plain text that says something else tells people to look at the HTML
_LONG = 8  # letters: a shorter line may stand within other words by chance ("old" in "told")
_MOST_RUN = 200_000  # letters that a line is looked for in
# What the library raises for fields that break the standard; it parses them when they are looked
# at.
BROKEN = (
    MessageError,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    OverflowError,
    RecursionError,
)


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The message, then its attachments, labelled with their names. Raises `DocumentError` for what
    is no mail."""
    data = content.read()
    if options.format == "mbox":
        yield from _messages(data, options)
        return
    length = _EMLX.match(data)
    if length:  # Apple Mail writes the length before a message, and what it knows of it behind
        data = data[length.end() :][: int(length[1])]
    yield from _checked(data, options)


def _messages(data: bytes, options: ParseOptions) -> Iterator[PageDraft]:
    """The letters of a mailbox; a damaged one is a page with a problem."""
    starts = list(_MBOX.finditer(data))
    if not starts:
        raise EmptyFile(
            options.name, "holds no mail: export the mailbox again, or the letters one by one"
        )
    ends = [one.start() for one in starts[1:]] + [len(data)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        letter = _QUOTED_FROM.sub(rb"\1", data[start.end() : end])
        try:
            for page in _checked(letter, options):
                yield replace(page, label=f"mail {number}, {page.label}")
        except DocumentError as error:
            yield PageDraft(f"mail {number}", (), problem=f"was not read: {error.reason}")


def _checked(data: bytes, options: ParseOptions) -> Iterator[PageDraft]:
    try:
        yield from _message(data, options)
    except BROKEN as error:
        raise DamagedFile(
            options.name, f"is damaged or no mail ({error}): save it again"
        ) from error


@dataclass(slots=True)
class _Letter:
    """What a message holds: the lines of its texts in order, its attachments, and what went
    wrong."""

    lines: list[str] = field(default_factory=list)
    attachments: list[tuple[str, EmailMessage]] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    pages: list[PageDraft] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def _message(data: bytes, options: ParseOptions) -> Iterator[PageDraft]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    fields = [(name, field_of(message, name)) for name in _HEADERS]
    if not isinstance(message, EmailMessage) or not any(said for _, said in fields):
        raise DamagedFile(options.name, "is no mail: it has no From, To, Date or Subject")
    letter = _Letter()
    _take(message, letter, options)
    lines = [f"{name}: {said}" for name, said in fields if said]
    lines += [f"Attachment: {name}" for name, _ in letter.attachments]
    lines += [f"Signature: {name}" for name in letter.signatures]
    drafts = tuple(LineDraft(line) for line in [*lines, "", *letter.lines])
    problem = "; ".join(dict.fromkeys(letter.problems)) or None
    yield PageDraft("message", drafts, problem=problem, unread=tuple(letter.unread))
    yield from letter.pages
    for name, part in letter.attachments:
        yield from _attachment(name, part, options)


def _take(message: EmailMessage, letter: _Letter, options: ParseOptions) -> None:
    """All parts in order; of alternatives the one that says most, and what only the other says."""
    waiting: list[EmailMessage | list[str]] = [message]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, list):
            letter.lines += ["", *part]
            continue
        kind = part.get_content_type()
        if kind == "message/rfc822":
            letter.attachments.append((_named(part, "forwarded.eml"), part))
        elif kind in _REPORTS and part.is_multipart():
            letter.lines += _report(part)
        elif kind == "multipart/alternative" and part.is_multipart():
            waiting[:0] = _chosen(_parts(part), options)
        elif part.is_multipart():
            waiting[:0] = _parts(part)
        elif kind in _SIGNATURES:
            letter.signatures.append(_named(part, "signature"))
        elif (
            part.get_content_maintype() in ("text", "multipart")
            and kind != "text/rtf"
            and not part.is_attachment()
            and not attachment_name(part)
        ):
            if letter.lines:
                letter.lines.append("")
            _take_text(part, letter, options)
        else:
            letter.attachments.append((_named(part, f"unnamed.{part.get_content_subtype()}"), part))


def _report(part: EmailMessage) -> list[str]:
    """What became of a mail, field by field: who it did not reach, and why."""
    lines: list[str] = []
    for about in part.walk():
        if about is not part:
            fields = [f"{name}: {' '.join(str(value).split())}" for name, value in about.items()]
            lines += ["", *fields] if fields else []
    return lines


def _parts(part: EmailMessage) -> list[EmailMessage]:
    return [inner for inner in part.iter_parts() if isinstance(inner, EmailMessage)]


def _chosen(
    alternatives: list[EmailMessage], options: ParseOptions
) -> list[EmailMessage | list[str]]:
    """The plain text, or the HTML where the plain text is a stub of it, or both where they say
    different things; the lines that only the other has; and whatever is neither: an invitation, and
    what the HTML shows beside its words."""
    dynamic = [one for one in alternatives if one.get_content_type() == _AMP]
    if dynamic and len(dynamic) < len(alternatives):
        others = [one for one in alternatives if one not in dynamic]
        return [
            *_chosen(others, options),
            *_only(_lines(dynamic, options), _lines(others, options)),
        ]
    plain = [one for one in alternatives if one.get_content_type() == "text/plain"]
    rich = [one for one in alternatives if _has_html(one)]
    others = [one for one in alternatives if one not in plain and one not in rich]
    if not plain or not rich:
        return [*plain, *rich, *others]
    said, shown = _lines(plain, options), _lines(rich, options)
    words_said, words_shown = _words(said), _words(shown)
    common = len(words_said & words_shown)
    if common >= _COMPLETE * len(words_shown):
        beside = [
            part
            for one in rich
            if one.is_multipart()
            for part in _parts(one)
            if not _has_html(part)
        ]
        return [*plain, *_only(shown, said), *beside, *others]
    if common >= _COMPLETE * len(words_said) or len(words_said) < _STUB:
        return [*rich, *_only(said, shown), *others]
    return [*plain, *rich, *others]


def _only(lines: list[str], kept: list[str]) -> list[list[str]]:
    """The `lines` with a word that `kept` lacks: a text that says less may say something of its
    own. Text that is only broken into lines elsewhere, within a word where a language has no
    spaces, is no other text."""
    known, run = _words(kept), "".join(_in_order(kept))[:_MOST_RUN]
    found = []
    for line in lines:
        words = _in_order([line])
        joined = "".join(words)
        if not (known.issuperset(words) or (len(joined) >= _LONG and joined in run)):
            found.append(line)
    return [found] if found else []


def _has_html(part: EmailMessage) -> bool:
    return part.get_content_type() == "text/html" or (
        part.is_multipart() and any(_has_html(inner) for inner in _parts(part))
    )


def _lines(parts: list[EmailMessage], options: ParseOptions) -> list[str]:
    letter = _Letter()
    for part in parts:
        for text in (one for one in part.walk() if isinstance(one, EmailMessage)):
            if text.get_content_maintype() == "text":
                _take_text(text, letter, options)
    return letter.lines


def _words(lines: list[str]) -> set[str]:
    return set(_in_order(lines))


def _in_order(lines: list[str]) -> list[str]:
    return re.findall(r"[^\W_]+", _ADDRESS.sub("", "\n".join(lines)).casefold())


def _take_text(part: EmailMessage, letter: _Letter, options: ParseOptions) -> None:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        letter.problems.append("a part of the body is damaged and was not read")
        return
    charset = part.get_content_charset()
    if part.get_content_subtype() in ("html", "xhtml", "x-amp-html"):
        found = html.read_html(data, charset, options.encoding)
        letter.lines += found.lines
        letter.problems += [found.problem] if found.problem else []
        inside = read_references(found.references, lambda _: None, options)
        letter.lines += inside.lines
        letter.pages += inside.pages
        letter.unread += inside.unread
        return
    decoded = decode_text(data, charset, options.encoding)
    lines = lines_of(decoded.text)
    letter.lines += unfold_fields(lines) if part.get_content_subtype() == "calendar" else lines
    letter.problems += [decoded.problem] if decoded.problem else []


def _named(part: EmailMessage, otherwise: str) -> str:
    return _UNSAFE.sub("_", attachment_name(part) or otherwise)


def _attachment(name: str, part: EmailMessage, options: ParseOptions) -> Iterator[PageDraft]:
    try:
        read = read_file(_bytes(part), name, options)
    except BROKEN as error:
        yield PageDraft(f"attachment {name}", (), problem=f"is damaged and was not read ({error})")
        return
    if isinstance(read, Unread):
        yield PageDraft(f"attachment {name}", (), problem=f"was not read: {read.why}")
    else:
        yield from (replace(page, label=f"attachment {name}, {page.label}") for page in read)


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = bytes(part.get_payload(0))  # type: ignore[arg-type]
        # The standard forbids to encode it; programs that did not write mail do it all the same.
        packing = str(part.get("content-transfer-encoding", "")).strip().lower()
        if packing == "base64":
            return base64.b64decode(inner)
        return quopri.decodestring(inner) if packing == "quoted-printable" else inner
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise ValueError("no content")
    return data
