"""What a mail carries: alternatives of all kinds, letters in letters however they are packed, names
of attachments in any writing, and mailboxes that quote mailboxes."""

from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.documents.draft import PageDraft
from tests.documents.files import lines, read_given, words_of

_INNER = "From: tom@b.example\nSubject: inner\n\nPay 900 francs by May.\n"


def _mail(*parts: tuple[str, str], kind: str = "mixed") -> list[PageDraft]:
    """A mail of these parts: the header of each and its body."""
    inner = "".join(f"--b\n{head}\n\n{body}\n" for head, body in parts)
    head = f'Content-Type: multipart/{kind}; boundary="b"'
    return read_given(
        f"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n{head}\n\n{inner}--b--\n", "m.eml"
    )


def _body(pages: list[PageDraft]) -> list[str]:
    return words_of(pages[:1])[2:]


def _packed(text: str) -> str:
    return base64.encodebytes(text.encode("latin-1")).decode()


def test_a_page_with_scripts_is_not_read_beside_its_fixed_form() -> None:
    parts = (
        ("Content-Type: text/plain", "Your order: oil"),
        ("Content-Type: text/x-amp-html", "<html ⚡4email><p>Your order: oil</p></html>"),
        ("Content-Type: text/html", "<p>Your order: <b>oil</b></p>"),
    )
    assert _body(_mail(*parts, kind="alternative")) == ["Your order: oil"]


def test_what_only_the_page_with_scripts_says_is_read() -> None:
    parts = (
        (
            "Content-Type: text/x-amp-html",
            "<html><p>Your order: oil</p><p>Delivery on Friday</p></html>",
        ),
        ("Content-Type: text/html", "<p>Your order: oil</p>"),
    )
    assert _body(_mail(*parts, kind="alternative")) == ["Your order: oil", "Delivery on Friday"]


def test_a_page_with_scripts_alone_is_read_as_a_page() -> None:
    part = ("Content-Type: text/x-amp-html", "<html><p>Your <b>order</b></p></html>")
    assert _body(_mail(part, kind="alternative")) == ["Your order"]


def test_writing_of_a_word_processor_in_the_body_is_read_as_such() -> None:
    first, written = _mail(("Content-Type: text/rtf", r"{\rtf1 Total \b 42\b0 \par}"))
    assert "Attachment: unnamed.rtf" in lines(first)
    assert words_of([written]) == ["Total 42"]


@pytest.mark.parametrize(
    ("packing", "body"),
    [
        ("7bit", _INNER),
        ("base64", _packed(_INNER)),
        ("BASE64", _packed(_INNER)),
        ("quoted-printable", quopri.encodestring(_INNER.encode()).decode()),
    ],
)
def test_a_letter_in_a_letter_is_read_however_it_is_packed(packing: str, body: str) -> None:
    head = f"Content-Type: message/rfc822\nContent-Transfer-Encoding: {packing}"
    _, inner = _mail((head, body))
    assert inner.label == "attachment forwarded.eml, message"
    assert words_of([inner]) == ["From: tom@b.example", "Subject: inner", "Pay 900 francs by May."]


def test_letters_of_a_digest_are_read_one_by_one() -> None:
    pages = _mail(("X-Part: 1", _INNER), ("X-Part: 2", _INNER.replace("900", "800")), kind="digest")
    assert [page.label for page in pages[1:]] == ["attachment forwarded.eml, message"] * 2
    assert words_of(pages[1:])[2::3] == ["Pay 900 francs by May.", "Pay 800 francs by May."]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('attachment; filename="Bericht Mai.txt"', "Bericht Mai.txt"),
        ("attachment; filename*=UTF-8''Pr%C3%BCfung.txt", "Prüfung.txt"),
        ("attachment; filename*0*=UTF-8''Pr%C3%BC; filename*1*=fung.txt", "Prüfung.txt"),
        ('attachment; filename="=?utf-8?b?5Y+R56WoLnR4dA==?="', "发票.txt"),
        ('attachment; filename="../../etc/passwd.txt"', ".._.._etc_passwd.txt"),
        ("attachment; filename=two words.txt", "two words.txt"),
    ],
)
def test_names_of_attachments_in_any_writing(field: str, name: str) -> None:
    first, held = _mail((f"Content-Type: text/plain\nContent-Disposition: {field}", "Total 42"))
    assert f"Attachment: {name}" in lines(first)
    assert held.label.startswith(f"attachment {name}, ")
    assert words_of([held]) == ["Total 42"]


def test_an_attachment_in_an_old_encoding_keeps_its_signs() -> None:
    data = base64.b64encode("Straße; Größe\nÜber den Flüssen; zwölf\n".encode("cp1252")).decode()
    head = "Content-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: base64"
    _, table = _mail((head, data))
    assert words_of([table]) == ["row 1: Straße | Größe", "row 2: Über den Flüssen | zwölf"]


def test_a_charset_that_nobody_knows_costs_no_word() -> None:
    head = (
        "Content-Type: text/plain; charset=no-such-set\nContent-Transfer-Encoding: quoted-printable"
    )
    assert _body(_mail((head, "Gr=C3=B6=C3=9Fe 42"))) == ["Größe 42"]


def test_pictures_that_the_body_shows_are_attachments() -> None:
    shown = (
        "Content-Type: image/png; name=map.png\nContent-Transfer-Encoding: base64\nContent-ID: <1>"
    )
    page = ("Content-Type: text/html", '<p>See <img src="cid:1" alt="the map"></p>')
    first, picture = _mail(page, (shown, _packed("\x89PNG\r\n\x1a\n")), kind="related")
    assert _body([first]) == ["Attachment: map.png", "See [picture: the map]"]
    assert "the image is damaged" in (picture.problem or "")


def test_the_plain_text_keeps_its_lines_and_quotations() -> None:
    body = "New price:\n  900 francs\n> old price:\n>> 800 francs\n-- \nIda"
    said = [line.text for line in _mail(("Content-Type: text/plain", body))[0].lines][3:]
    assert said[: len(body.split("\n"))] == body.split("\n")


def test_a_mail_that_a_mail_quotes_begins_no_mail_of_the_mailbox() -> None:
    head = "From a@b.example Mon May  4 10:00:00 2026\n"
    quoted = "On Monday:\n\n>From a@b.example Mon May  4 10:00:00 2026\nFrom here on all is well.\n"
    box = "".join(
        f"{head}From: a@b.example\nSubject: {number}\n\n{quoted}\n" for number in range(3)
    )
    pages = read_given(box, "box.mbox")
    assert [page.label for page in pages] == [f"mail {number}, message" for number in (1, 2, 3)]
    assert "From a@b.example Mon May  4 10:00:00 2026" in lines(pages[0])


def test_a_damaged_letter_costs_no_other_letter_of_the_mailbox() -> None:
    head = "From a@b.example Mon May  4 10:00:00 2026\n"
    broken = f"{head}X-None: 1\n\nno mail\n\n"
    good = f"{head}From: a@b.example\nSubject: good\n\nHello\n\n"
    pages = read_given(good + broken + good, "box.mbox")
    assert [page.problem is None for page in pages] == [True, False, True]
    assert (pages[1].label, "is no mail" in (pages[1].problem or "")) == ("mail 2", True)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_headers_that_are_folded_are_whole(ending: str) -> None:
    text = (
        "From: a@b.example\nTo: tom@b.example,\n\tida@b.example\nSubject: a long\n subject\n\nx\n"
    )
    (page,) = read_given(text.replace("\n", ending), "m.eml")
    assert words_of([page])[1:3] == ["To: tom@b.example, ida@b.example", "Subject: a long subject"]


_TEXT = st.lists(
    st.text(
        st.characters(exclude_categories=["C", "Z"], exclude_characters="\u00ad"),
        min_size=1,
        max_size=9,
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=25)
@given(_TEXT, st.sampled_from(["base64", "quoted-printable", "8bit"]))
def test_every_word_of_a_body_comes_back(words: list[str], packing: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example", "x"
    message.set_content(" ".join(words) + "\n", charset="utf-8", cte=packing)
    assert _body(read_given(bytes(message), "m.eml"))[-1].split() == words


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_every_subject_comes_back(subject: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example", f"about {subject} end"
    message.set_content("x")
    (page,) = read_given(bytes(message), "m.eml")
    assert lines(page)[1] == f"Subject: about {subject} end"
