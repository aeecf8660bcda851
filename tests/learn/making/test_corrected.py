"""What people put right becomes problems that are true, or is thrown away with its reason."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.documents.draft import assemble_document, plain_draft
from farside.learn.making.check import Candidate, refuse_candidate, stands_in
from farside.learn.making.corrected import (
    MOST_ABSENT,
    Corrected,
    answer_candidates,
    cell_candidates,
)
from farside.learn.making.written import Source
from farside.learn.problems import Problem, reply_of
from farside.library.corrections import KeptCorrection, cell_place
from farside.library.verdicts import Said, Verdict
from farside.reading import windows
from farside.types import Answer, Citation, Document
from farside.work.tables.nouns import KINDS, Kind
from farside.work.tables.values import parse_value, same_value
from tests.library.test_answers import ANSWER

INVOICE = (
    "Invoice 4711 of Marsh & Daughters, dated 5 March 2026.",
    "The net amount is EUR 1,050.00.",
    "The amount to pay is EUR 1,234.50.",
    "It is to be paid within 30 days.",
    "Goods: oak boards, brass hinges and a lamp.",
    "Delivered to 12 Mill Lane, Ghent.",
)
QUESTION = "When was the invoice dated?"
Lines = tuple[str, ...]


def source_of(*lines: str, name: str = "invoice.md", limit: int = 400) -> Source:
    text = "\n\n".join(lines)
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = assemble_document(digest, name, "text/markdown", [plain_draft("", text)])
    cut = windows.cut_windows([document], limit, lambda one: len(one) // 4 + 1)
    return Source(document, "own", digest, cut)


def cell(source: Source, column: str, kind: str, written: str, item: int = 0) -> KeptCorrection:
    place = cell_place(source.document.id, item, column, kind)
    return KeptCorrection(place, written, "2026-11-30")


def corrected(
    kind: str, written: str, column: str = "amount to pay", item: int = 0
) -> list[Corrected]:
    source = source_of(*INVOICE)
    return list(cell_candidates(source, cell(source, column, kind, written, item)))


def problems(given: list[Corrected]) -> list[Problem]:
    """The problems that are kept."""
    found = [one for one in given if isinstance(one, Candidate)]
    return [one.problem for one in found if refuse_candidate(one) is None]


def reasons(given: list[Corrected]) -> list[str]:
    """Why the others are not."""
    return [
        str(reason)
        for one in given
        if (reason := one if isinstance(one, str) else refuse_candidate(one)) is not None
    ]


# cells


@pytest.mark.parametrize(
    ("kind", "written", "answer", "line"),
    [
        ("text", "12 mill lane, ghent", "12 Mill Lane, Ghent", 6),
        ("money", "1234.50 EUR", "EUR 1,234.50", 3),
        ("number", "30", "30", 4),
        ("date", "2026-03-05", "5 March 2026", 1),
        ("choice", "Ghent", "Ghent", 6),
        ("unheard of", "Ghent", "Ghent", 6),
        ("list", "oak boards", "oak boards", 5),
    ],
)
def test_a_value_is_found_as_the_document_writes_it(
    kind: str, written: str, answer: str, line: int
) -> None:
    stated, twin = problems(corrected(kind, written))
    assert (stated.kind, stated.question, stated.made) == ("field", "amount to pay", "corrected")
    assert (stated.answer, stated.sentences, stated.licence) == (answer, (line,), "own")
    assert (twin.made, twin.stated, twin.question) == ("cut", False, stated.question)
    assert INVOICE[line - 1] not in twin.text


def test_a_list_is_found_part_by_part() -> None:
    stated, _ = problems(corrected("list", "Brass hinges, a lamp, Ghent", "goods"))
    assert (stated.kind, stated.answer) == ("list", "brass hinges; a lamp; Ghent")
    assert stated.sentences == (5, 5, 6)


@pytest.mark.parametrize(
    ("kind", "written", "reason"),
    [
        ("money", "99 EUR", "the answer does not stand in its sentences"),
        ("text", "Mill", "the question contains the answer"),
        ("yes/no", "yes", "the answer does not stand in its sentences"),
        ("list", "a lamp, a bell", "the answer does not stand in its sentences"),
        ("text", "[4711", "the answer does not stand in its sentences"),
        ("text", " ".join(INVOICE), "the answer does not stand in its sentences"),
    ],
)
def test_what_stands_nowhere_is_thrown_away_with_its_reason(
    kind: str, written: str, reason: str
) -> None:
    given = corrected(kind, written, "mill")
    assert (problems(given), reasons(given)) == ([], [reason])


def test_a_cell_of_one_of_several_items_is_not_asked() -> None:
    for written in ("5 March 2026", ""):
        given = corrected("text", written, item=2)
        assert reasons(given) == ["it is of one of several items, which its question does not name"]
        assert problems(given) == []


def test_of_several_places_the_one_that_shares_most_with_the_column_counts() -> None:
    lines = ("The seller is Ann Lee.", "The clerk is Ann Lee.", "Ann Lee went home.")
    for column, line in (("seller", 1), ("clerk", 2)):
        (stated, *_), given = _far_apart(lines, column)
        assert stated.lines == (lines[line - 1],)
        assert reasons(given) == []
    kept, given = _far_apart(lines, "buyer")
    assert (kept, reasons(given)) == ([], ["the answer stands in other sentences too"])
    together = source_of(*lines)
    given = list(cell_candidates(together, cell(together, "seller", "text", "Ann Lee")))
    assert (problems(given), len(reasons(given))) == ([], 1)


def _far_apart(lines: Lines, column: str) -> tuple[list[Problem], list[Corrected]]:
    """What is kept of a name in windows that hold one of these lines each, and all that came."""
    source = source_of(*lines)
    part = source.windows[0].parts[0]
    apart = tuple(
        replace(source.windows[0], parts=(replace(part, sentences=(span,)),))
        for span in part.sentences
    )
    source = replace(source, windows=apart)
    given = list(cell_candidates(source, cell(source, column, "text", "Ann Lee")))
    return problems(given), given


def test_an_empty_cell_asks_the_nearest_windows_of_its_document() -> None:
    lines = tuple(f"Part {n} tells of rope, and of nothing else at all." for n in range(60))
    source = source_of(*lines, "The penalty is not agreed upon.", limit=100)
    assert len(source.windows) > MOST_ABSENT
    kept = problems(list(cell_candidates(source, cell(source, "penalty", "money", " "))))
    assert [(one.kind, one.stated, one.made) for one in kept] == [("field", False, "corrected")]
    assert "penalty" in kept[0].text
    kept = problems(list(cell_candidates(source, cell(source, "rope", "text", ""))))
    assert len(kept) == MOST_ABSENT
    kept = problems(list(cell_candidates(source, cell(source, "zebra", "text", ""))))
    assert len(kept) == MOST_ABSENT
    assert kept[0].text.startswith("Part 0 ")


def test_of_a_document_without_text_nothing_is_asked() -> None:
    blank = replace(source_of("x"), windows=())
    for written in ("5", ""):
        assert problems(list(cell_candidates(blank, cell(blank, "total", "number", written)))) == []


# answers


def answer_of(source: Source, *cited: str, text: str = "", draft: str = "") -> Answer:
    """An answer that cites these sentences of a document."""
    places = tuple(_citation(source.document, n, quote) for n, quote in enumerate(cited, 1))
    entry = replace(ANSWER.ledger[0], asked=QUESTION, document_id=source.document.id, draft=draft)
    sentence = replace(ANSWER.sentences[0], text=text)
    given = replace(
        ANSWER, question=QUESTION, sentences=(sentence,), ledger=(entry,), id="abcd1234"
    )
    return replace(given, citations=places, text=text)


def _citation(document: Document, n: int, quote: str) -> Citation:
    start = document.text.index(quote)
    end = start + len(quote)
    return Citation(n, document.name, document.id, 1, "p. 1", start, end, quote)


def judged(answer: Answer, said: Said, words: str = "", *more: Source) -> list[Corrected]:
    sources = [source_of(*INVOICE), *more]
    ids = tuple(one.document.id for one in sources)
    return list(answer_candidates(sources, answer, Verdict(answer.id, said, words, ids, "2026")))


INVOICE_SOURCE = source_of(*INVOICE)


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("The invoice was dated 5 March 2026 [1].", "5 march 2026"),
        ("5 March 2026. [1]", "It was early in March"),
        ("5 March 2026.", ""),
        ("It was dated 5 March 2026, to be paid within 30 days [1].", "It was dated so."),
    ],
)
def test_the_short_words_of_a_right_answer_are_asked_for(text: str, draft: str) -> None:
    answer = answer_of(INVOICE_SOURCE, INVOICE[0], INVOICE[3], text=text, draft=draft)
    stated, twin = problems(judged(answer, "right"))
    assert (stated.kind, stated.answer, stated.sentences) == ("date", "5 March 2026", (1,))
    assert (stated.question, stated.made, twin.made) == (QUESTION, "corrected", "cut")


def test_a_right_answer_in_other_words_than_its_sentences_is_thrown_away() -> None:
    answer = answer_of(INVOICE_SOURCE, INVOICE[3], text="It was dated long ago.", draft="2026")
    assert problems(judged(answer, "right")) == []
    assert reasons(judged(answer, "right")) == ["the answer does not stand in its sentences"]


def test_the_parts_of_a_right_answer_point_each_at_its_sentence() -> None:
    answer = answer_of(INVOICE_SOURCE, INVOICE[4], INVOICE[5], draft="a lamp; Ghent")
    stated, _ = problems(judged(answer, "right"))
    assert (stated.kind, stated.answer, stated.sentences) == ("list", "a lamp; Ghent", (5, 6))


def test_words_that_a_person_gives_stand_where_they_are_found() -> None:
    other = source_of("Nothing of the kind.", name="other.md")
    wrong = answer_of(INVOICE_SOURCE, INVOICE[1], text="1,050.00", draft="1,050.00")
    stated, _ = problems(judged(wrong, "wrong", "5 March  2026", other))
    assert (stated.answer, stated.sentences, stated.source) == ("5 March 2026", (1,), "invoice.md")
    assert reasons(judged(wrong, "wrong")) == ["nobody said what is right"]
    assert problems(judged(wrong, "wrong")) == []


def test_what_is_not_stated_asks_the_windows_that_were_cited() -> None:
    lines = tuple(f"Part {n} tells of rope, and of nothing else at all." for n in range(60))
    source = source_of(*lines, limit=100)
    answer = answer_of(source, lines[40], text="40")
    given = list(
        answer_candidates(
            [source], answer, Verdict("a", "not-stated", "", (source.document.id,), "2026")
        )
    )
    (absent,) = problems(given)
    assert lines[40] in absent.lines
    assert (absent.answer, absent.made, absent.kind) == ("", "corrected", "fact")


def test_not_stated_that_was_right_asks_the_closest_windows() -> None:
    answer = answer_of(INVOICE_SOURCE, INVOICE[0])
    closest = replace(answer, found=False, citations=(), closest=answer.citations)
    for said in ("right", "not-stated"):
        (absent,) = problems(judged(closest, said))
        assert not absent.stated
    (absent,) = problems(judged(replace(closest, closest=()), "right"))
    assert not absent.stated


# whatever is put right

_words = st.sampled_from(
    [
        *" ".join(INVOICE).split(),
        "[1]",
        "[",
        ";",
        "this passage",
        "?",
        "",
        "5 March 2026",
        "yes",
        "\f",
    ]
)
_text = st.lists(_words, max_size=6).map(" ".join) | st.text(max_size=9)
_lines = st.lists(_text.filter(str.strip), min_size=1, max_size=9)


def one_of(kind: str) -> Kind:
    return next(one for one in KINDS if one == kind)


def _is_true(given: list[Corrected]) -> None:
    assert given, "what is thrown away has a reason"
    answers = [one.answer for one in problems(given) if one.stated]
    for one in problems(given):
        reply_of(one)  # raises for what a model could not learn to reply
        pointed = [one.lines[number - 1] for number in one.sentences]
        assert all(any(stands_in(part, line) for line in pointed) for part in one.parts)
        assert not any(stands_in(part, one.question) for part in one.parts)
        if one.made == "cut":
            assert not any(stands_in(answers[-1], line) for line in one.lines)


@given(_lines, _text, st.sampled_from([*KINDS, "none"]), _text, st.integers(0, 1))
def test_whatever_a_cell_says_what_is_kept_is_true(
    lines: list[str], column: str, kind: str, written: str, item: int
) -> None:
    source = source_of(*lines, limit=64)
    given = list(cell_candidates(source, cell(source, column, kind, written, item)))
    _is_true(given)
    stated = [one for one in problems(given) if one.stated]
    assert not stated or (written.strip() and not item)
    for one in stated:
        if kind in ("number", "money", "date"):
            read = parse_value(one_of(kind), written).value
            assert read is None or same_value(parse_value(one_of(kind), one.answer).value, read)
        elif kind != "list":
            assert stands_in(one.answer, written)
            assert stands_in(written, one.answer)


@given(_lines, _text, _text, _text, st.sampled_from(["right", "wrong", "not-stated"]), st.data())
def test_whatever_is_said_of_an_answer_what_is_kept_is_true(
    lines: list[str], question: str, words: str, draft: str, said: Said, data: st.DataObject
) -> None:
    source = source_of(*lines, limit=64)
    spans = [span for window in source.windows for span in window.parts[0].sentences]
    cited = data.draw(st.lists(st.sampled_from(spans), max_size=3))
    document = source.document
    answer = replace(
        answer_of(source, text=draft, draft=draft),
        question=question,
        citations=tuple(
            Citation(n, document.name, document.id, 1, "", one.start, one.end, "")
            for n, one in enumerate(cited, 1)
        ),
    )
    verdict = Verdict("a", said, " ".join(words.split()), (document.id,), "2026")
    given = list(answer_candidates([source], answer, verdict))
    _is_true(given)
    stated = [one for one in problems(given) if one.stated]
    assert not stated or said != "not-stated" or verdict.words
    assert all(one.parts == (one.answer,) for one in stated if verdict.words)
