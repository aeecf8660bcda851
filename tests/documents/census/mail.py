"""The places of a mail."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from tests.documents.census.html import BODY, Page
from tests.documents.census.package import PIXEL
from tests.documents.census.places import Census, Place


@dataclass(slots=True)
class Letter:
    """A mail in HTML that is being made: its fields, its body, and its attachments."""

    fields: dict[str, str] = field(default_factory=dict)
    sender: str = "Ida"
    mailbox: str = "ida"
    stub: str = ""
    page: Page = field(default_factory=Page)
    parts: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    forwarded: list[EmailMessage] = field(default_factory=list)

    def write(self, name: str, said: str) -> None:
        self.fields[name] = said

    def attach(self, kind: str, data: str | bytes, **given: str) -> None:
        self.parts.append((kind, data.encode() if isinstance(data, str) else data, given))

    def forward(self, subject: str = "a", said: str = "b") -> None:
        inner = EmailMessage()
        inner["From"], inner["Subject"] = "bo@a.example", subject
        inner.set_content(said)
        self.forwarded.append(inner)


def _save(made: Letter, path: Path) -> None:
    message = EmailMessage()
    message["From"] = f"{made.sender} <{made.mailbox}@a.example>"
    usual = {"To": "bo@a.example", "Subject": "Order", "Date": "Mon, 4 May 2026 10:00:00 +0200"}
    for name, said in (usual | made.fields).items():
        message[name] = said
    body = f"<html><body><p>begin</p>{''.join(made.page.body)}</body></html>"
    if made.stub:
        message.set_content(f"{made.stub}\n")
        message.add_alternative(body, subtype="html")
    else:
        message.set_content(body, subtype="html")
    for kind, data, given in made.parts:
        main, _, sub = kind.partition("/")
        message.add_attachment(
            data,
            main,
            sub,
            filename=given.get("filename"),
            disposition=given.get("disposition", "attachment"),
        )
    for inner in made.forwarded:
        message.add_attachment(inner)
    path.write_bytes(message.as_bytes())


def _zip(name: str, said: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, said)
    return made.getvalue()


def _event(said: str) -> str:
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        "SUMMARY:Meeting",
        f"LOCATION:{said}",
        "END:VEVENT",
    )
    return "\r\n".join((*lines, "END:VCALENDAR", ""))


def _inside(place: Place[Page]) -> Place[Letter]:
    return Place(
        lambda mail, word: place.write(mail.page, word),
        place.flows,
        place.digits,
        place.alias,
        place.gap,
    )


MAIL = Census(
    ".eml",
    Letter,
    _save,
    {name: _inside(place) for name, place in BODY.items()}
    | {
        "subject": Place(lambda mail, word: mail.write("Subject", word), flows=False),
        "sender": Place(lambda mail, word: setattr(mail, "sender", word), flows=False),
        "address of the sender": Place(
            lambda mail, word: setattr(mail, "mailbox", word), flows=False
        ),
        "receiver": Place(
            lambda mail, word: mail.write("To", f"{word} <bo@a.example>"), flows=False
        ),
        "copy": Place(lambda mail, word: mail.write("Cc", f"{word} <cy@a.example>"), flows=False),
        "blind copy": Place(
            lambda mail, word: mail.write("Bcc", f"{word} <di@a.example>"),
            flows=False,
            gap="Bcc is not read",
        ),
        "where to reply": Place(
            lambda mail, word: mail.write("Reply-To", f"{word} <re@a.example>"),
            flows=False,
            gap="Reply-To is not read",
        ),
        "name of an attachment": Place(
            lambda mail, word: mail.attach(
                "application/octet-stream", b"\0\1\2", filename=f"{word}.bin"
            ),
            flows=False,
        ),
        "text of an attachment": Place(
            lambda mail, word: mail.attach("text/plain", word, filename="a.txt"), flows=False
        ),
        "page of an attachment": Place(
            lambda mail, word: mail.attach("text/html", f"<p>{word}</p>", filename="a.html"),
            flows=False,
        ),
        "second text": Place(
            lambda mail, word: mail.attach("text/plain", f"{word}\n", disposition="inline"),
            flows=False,
        ),
        "file in an archive": Place(
            lambda mail, word: mail.attach(
                "application/zip", _zip("a.txt", word), filename="many.zip"
            ),
            flows=False,
            alias="many.zip",
        ),
        "appointment": Place(
            lambda mail, word: mail.attach("text/calendar", _event(word)), flows=False
        ),
        "subject of a forwarded mail": Place(
            lambda mail, word: mail.forward(subject=word), flows=False
        ),
        "text of a forwarded mail": Place(lambda mail, word: mail.forward(said=word), flows=False),
        "name of a picture": Place(
            lambda mail, word: mail.attach("image/png", PIXEL, filename=f"{word}.png"), flows=False
        ),
    },
)
"""What is shown of a mail and its attachments."""
