"""What is said to have been read was read: every character of every page that counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.reading import windows
from farside.reading.question import measure_coverage
from farside.types import Cost, Coverage, Document, Plan, Window
from tests.reading.reader import document, reader

PAGES = st.lists(
    st.text(alphabet=st.sampled_from("ab .\n甲。"), max_size=200), min_size=1, max_size=4
)
count = reader().count_text


def _planned(*documents: Document, limit: int = windows.SMALLEST) -> Plan:
    made = windows.cut_windows(documents, limit, count)
    return Plan("scan", tuple(made), documents, 0, 0.0, Cost(None, None, 0))


def _seen(document: Document, looked_at: list[Window]) -> set[int]:
    return {
        at
        for window in looked_at
        for part in window.parts
        if part.document.id == document.id
        for at in range(part.span.start, part.span.end)
    }


@settings(max_examples=60)
@given(PAGES, st.data())
def test_a_page_counts_only_when_each_of_its_characters_was_seen(
    pages: list[str], data: st.DataObject
) -> None:
    made = document(*pages)
    planned = _planned(made)
    looked = [one for one in planned.windows if data.draw(st.booleans())]
    told, seen = measure_coverage(planned, looked), _seen(made, looked)
    whole = [set(range(page.span.start, page.span.end)) <= seen for page in made.pages]
    problems = [bool(page.problem) and not page.span.of(made.text).strip() for page in made.pages]
    assert told.pages == len(pages)
    assert told.pages_read == sum(
        read and not unreadable for read, unreadable in zip(whole, problems, strict=True)
    )
    assert (told.characters_read, told.characters) == (len(seen), len(made.text))
    assert (told.windows_read, told.windows) == (len(looked), len(planned.windows))
    if len(seen) < len(made.text):
        assert not told.complete


@settings(max_examples=30)
@given(st.lists(PAGES, min_size=1, max_size=3, unique_by=tuple))
def test_who_looks_at_every_window_has_read_every_page_that_can_be_read(
    given_: list[list[str]],
) -> None:
    # A page without a word may have been a picture: the parser says so, and it is not read.
    documents = [document(*(f"Page. {one}" for one in pages)) for pages in given_]
    planned = _planned(*documents)
    told = measure_coverage(planned, planned.windows)
    assert told.complete
    assert told.documents == len(documents)
    assert told.pages_read == sum(map(len, given_))


def _with(made: Document, **change: object) -> Coverage:
    second = replace(made.pages[1], **change)  # type: ignore[arg-type]
    planned = _planned(replace(made, pages=(made.pages[0], second)))
    return measure_coverage(planned, planned.windows)


@pytest.mark.parametrize(
    ("text", "change", "read", "partly"),
    [
        ("Two.", {}, 2, 0),
        ("Two.", {"problem": "is doubtful"}, 2, 0),  # its words were read
        ("Two.", {"unread": ("a picture",)}, 2, 1),
        (" ", {"problem": "cannot be read"}, 1, 0),
        (" ", {"unread": ("a picture",)}, 1, 0),  # nothing of it was read
        (" ", {}, 2, 0),  # an empty page hides nothing
    ],
)
def test_what_could_not_be_read_is_not_counted(
    text: str, change: dict[str, object], read: int, partly: int
) -> None:
    told = _with(document("One.", text), **change)
    assert (told.pages_read, told.pages_partly) == (read, partly)
    assert told.complete is (read == 2 and not partly)


def test_nothing_looked_at_is_nothing_read() -> None:
    told = measure_coverage(_planned(document("One.", "Two.")), [])
    assert (told.pages_read, told.windows_read, told.characters_read) == (0, 0, 0)
    assert not told.complete
