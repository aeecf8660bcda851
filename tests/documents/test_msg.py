"""Mail of Outlook: whom it is from and to, when, its text in each of its forms, and what hangs on
it, nested without end or damaged."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from farside.documents import msg
from farside.documents.draft import PageDraft
from farside.documents.options import ParseOptions
from tests.documents.files import lines, words_of
from tests.documents.test_formats import _Container

_PLACE = "__attach_version1.0_#0000000{}"


def _wide(**fields: str) -> dict[str, bytes]:
    return {f"__substg1.0_{key}001F": value.encode("utf-16-le") for key, value in fields.items()}


def _under(place: str, streams: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{place}/{name}": data for name, data in streams.items()}


def _fixed(head: int, *rows: tuple[int, int, int]) -> dict[str, bytes]:
    """The table of fixed values: (property, kind, value) after a head of so many bytes."""
    packed = b"".join(struct.pack("<HHIq", kind, key, 0, value) for key, kind, value in rows)
    return {"__properties_version1.0": bytes(head) + packed}


def _ticks(when: str) -> int:
    since = datetime.fromisoformat(f"{when}+00:00") - datetime(1601, 1, 1, tzinfo=UTC)
    return int(since.total_seconds()) * 10_000_000


def _read(streams: dict[str, bytes], **options: bool) -> list[PageDraft]:
    store = msg._Store(_Container(streams), ())
    chosen = ParseOptions("a.msg", format="msg", **options)  # type: ignore[arg-type]
    return list(msg._message(store, chosen))


def _recipient(number: int, name: str, address: str, kind: int) -> dict[str, bytes]:
    place = f"__recip_version1.0_#0000000{number}"
    fields = _wide(**{"3001": name, "39FE": address})
    return _under(place, fields | _fixed(8, (0x0C15, 3, kind)))


def test_people_are_in_their_fields_and_in_their_order() -> None:
    people = (
        _recipient(0, "Tom", "tom@b.ex", 1)
        | _recipient(1, "Ida", "ida@b.ex", 2)
        | _recipient(2, "Eve", "eve@b.ex", 1)
        | _recipient(3, "ann@b.ex", "ANN@b.ex", 1)
    )
    (page,) = _read(_wide(**{"0C1A": "Bo", "5D01": "bo@b.ex", "0037": "Offer"}) | people)
    assert lines(page)[:4] == [
        "From: Bo <bo@b.ex>",
        "To: Tom <tom@b.ex>, Eve <eve@b.ex>, ann@b.ex",
        "Cc: Ida <ida@b.ex>",
        "Subject: Offer",
    ]


def test_an_address_of_exchange_is_no_address() -> None:
    (page,) = _read(_wide(**{"0C1A": "Bo", "0C1F": "/O=EXCHANGE/CN=BO"}))
    assert lines(page)[0] == "From: Bo"


def test_a_letter_tells_its_date_and_a_meeting_its_time_and_place() -> None:
    when = _ticks("2026-05-04T10:30")
    table = _fixed(
        32, (0x0039, 0x40, when), (0x0060, 0x40, when), (0x0061, 0x40, when + 36 * 10**9)
    )
    (page,) = _read(_wide(**{"8208": "Room 7"}) | table)
    assert words_of([page]) == [
        "Date: 2026-05-04 10:30 UTC",
        "Place: Room 7",
        "Begins: 2026-05-04 10:30 UTC",
        "Ends: 2026-05-04 11:30 UTC",
    ]


def test_a_letter_that_was_never_sent_has_the_date_when_it_came() -> None:
    (page,) = _read(_fixed(32, (0x0E06, 0x40, _ticks("2026-05-05T00:00"))))
    assert lines(page)[0] == "Date: 2026-05-05 00:00 UTC"


@pytest.mark.parametrize("ticks", [-1, 0, 2**62])
def test_a_date_that_is_none_is_not_told(ticks: int) -> None:
    assert words_of(_read(_fixed(32, (0x0039, 0x40, ticks)) | _wide(**{"0037": "x"}))) == [
        "Subject: x"
    ]


def test_text_in_an_old_code_page_is_read_by_the_letters_word() -> None:
    body = {"__substg1.0_1000001E": "Мельница 42".encode("cp1251")}
    (page,) = _read(body | _fixed(32, (0x3FFD, 3, 1251)))
    assert words_of([page]) == ["Мельница 42"]


def test_a_letter_that_is_only_a_page_is_read_as_a_page() -> None:
    page = "<table><tr><th>Mill<th>Tonnes<tr><td>Au<td>42</table>"
    assert words_of(_read({"__substg1.0_10130102": page.encode()})) == ["Mill | Tonnes", "Au | 42"]
    assert words_of(_read(_wide(**{"1013": page}))) == ["Mill | Tonnes", "Au | 42"]


def test_a_letter_that_is_only_packed_writing_is_unpacked() -> None:
    raw = rb"{\rtf1 Total \b 42\b0 \par}"
    packed = struct.pack("<II4sI", len(raw) + 12, len(raw), b"MELA", 0) + raw
    assert words_of(_read({"__substg1.0_10090102": packed})) == ["Total 42"]


def test_attachments_are_named_in_the_letter_and_read_behind_it() -> None:
    table = _wide(**{"3707": "a/b.csv"}) | {"__substg1.0_37010102": b"a,b\n1,2\n"}
    unknown = {"__substg1.0_37010102": bytes(range(256)) * 4}
    first, rows, other = _read(_under(_PLACE.format(0), table) | _under(_PLACE.format(1), unknown))
    assert words_of([first]) == ["Attachment: a_b.csv", "Attachment: unnamed 2"]
    assert (rows.label, words_of([rows])[1]) == ("attachment a_b.csv, table", "row 2: 1 | 2")
    assert (other.problem or "").startswith("was not read: not a kind of file")


def _nested(depth: int) -> dict[str, bytes]:
    inner = _wide(**{"0037": f"level {depth}", "1000": "text"})
    if depth == 0:
        return inner
    place = f"{_PLACE.format(0)}/__substg1.0_3701000D"
    return (
        inner
        | _under(place, _nested(depth - 1))
        | _under(_PLACE.format(0), _wide(**{"3001": "in"}))
    )


def test_letters_in_letters_are_read_to_a_bound_that_is_told() -> None:
    pages = _read(_nested(8))
    told = [line for line in words_of(pages) if line.startswith("Subject")]
    assert told == [f"Subject: level {depth}" for depth in (8, 7, 6, 5, 4, 3)]
    assert pages[-1].problem == "lies too many mails deep: save it apart"


@pytest.mark.parametrize("packed", [b"", b"x" * 15, bytes(16), bytes(8) + b"LZFU" + bytes(8)])
def test_what_is_no_packed_writing_is_said(packed: bytes) -> None:
    with pytest.raises(ValueError, match="no packed RTF"):
        msg.unpack_rtf(packed)


@pytest.mark.parametrize("cut", range(17, 26))
def test_packed_writing_that_is_cut_gives_what_is_there(cut: int) -> None:
    whole = struct.pack("<II4sI", 30, 200, b"LZFu", 0) + b"\x00{\\rtf1 a\x02b\x00\x05\xff\xff"
    assert b"{\\rtf1 a".startswith(msg.unpack_rtf(whole[:cut])[:8])


def test_packed_writing_that_never_ends_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(msg, "_UNPACKED_MOST", 1000)
    again = b"\xff" + b"\x00\x0f" * 8  # eight references to what stands at the beginning
    whole = struct.pack("<II4sI", 30, 2**31, b"LZFu", 0) + again * 5000
    assert len(msg.unpack_rtf(whole)) <= 1000 + 8 * 17
