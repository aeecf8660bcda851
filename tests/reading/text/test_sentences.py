from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.reading.text.sentences import LONGEST, split_sentences
from tests.reading.reader import document


def texts(text: str, media_type: str = "text/plain") -> list[str]:
    made = document(text, media_type=media_type)
    return [" ".join(span.of(made.text).split()) for span in split_sentences(made)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        (
            "Dr. Marsh met Mr. J. Smith at 3.5 km. He left.",
            ["Dr. Marsh met Mr. J. Smith at 3.5 km.", "He left."],
        ),
        ("See Fig. 3 for e.g. details. Next.", ["See Fig. 3 for e.g. details.", "Next."]),
        (
            "夜班渡轮从14号码头出发。船票三十元！几点开？",
            ["夜班渡轮从14号码头出发。", "船票三十元！", "几点开？"],
        ),
        ("他说：“走吧。”然后离开了。", ["他说：“走吧。”", "然后离开了。"]),
        ("Skills:\n- Python\n- Kubernetes\n", ["Skills:", "- Python", "- Kubernetes"]),
        ("1. First item\n2. Second item", ["1. First item", "2. Second item"]),
        ("a | b | c\nd | e | f\n", ["a | b | c", "d | e | f"]),
    ],
)
def test_ends_of_sentences(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences


WRAPPED = """The committee met on the third of March and heard the long report of
its chairman about the state of the harbour and of the new bridge which
was still not finished.
Budget
The costs were high."""


def test_wrapped_lines_of_prose_go_on() -> None:
    assert texts(WRAPPED)[1:] == ["Budget", "The costs were high."]
    assert texts(WRAPPED)[0].endswith("was still not finished.")


@pytest.mark.parametrize(
    "lines",
    [
        ["Seller: Acme Limited", "Total due: 2,700 EUR", "Payment: by transfer"],
        ["Zahlbar bis: 3. Mai 2024", "Betrag (netto): 900,00", "Empfängerin: Anna Bach"],
        ["销售方：上海明光电子有限公司", "购买方：北京华信科技有限公司", "项目：显示器 3台"],
        ["Продавец: ООО «Свет» Томск", "Покупатель: Анна Иванова"],
    ],
)
def test_lines_of_a_form_are_sentences(lines: list[str]) -> None:
    assert texts("\n".join(lines)) == lines


@pytest.mark.parametrize(
    "text",
    [
        "They agree on what matters to\nboth of them: the price, and on\nthe rest: nothing at all.",
        "The places are http://a.example/x\nhttp://b.example/y and others.",
        "The meeting begins at\n12:30 and it ends at last by\n13:30 in the same room.",
    ],
)
def test_a_colon_in_wrapped_prose_makes_no_form_of_it(text: str) -> None:
    assert texts(text) == [" ".join(text.split())]


def test_an_indent_makes_no_row_of_wrapped_prose() -> None:
    indented = "".join(f"      {line}" for line in WRAPPED.splitlines(keepends=True))
    assert len(texts(indented)) == len(texts(WRAPPED))
    table = (
        "    Kettle, electric, with a lid       12.50\n    Toaster for four slices "
        "of bread   31.00\n"
    )
    assert len(texts(table)) == 2


def test_a_line_of_a_table_of_contents_is_one_sentence() -> None:
    lines = [f"{n}.1 Of the harbour and its boats" + " ." * 20 + f" {n}0\n" for n in range(1, 5)]
    lines.append("9.1 Of the end ......................................... 90")
    assert texts("".join(lines)) == [line.strip() for line in lines]


def test_a_mark_on_a_line_of_its_own_is_of_its_item() -> None:
    assert texts("Bring:\n(a)\nropes.\n(b)\n\nnets.\n•\noars.\n2.\nhooks.") == [
        "Bring:", "(a) ropes.", "(b)", "nets.", "• oars.", "2. hooks.",
    ]  # fmt: skip


NUMBERED = """5.1. The rights that were granted in the sections above end at once where a fact in
2.1 of this licence shows that they were granted to a person who owes more than
3.5 million for any other work of this house;
5.2 What was passed on before that day stays where it is, and nobody needs to be asked;
(iii) It is not to be sold."""


def test_a_number_is_no_sentence_and_begins_an_item_only_before_a_capital() -> None:
    assert [one[:8] for one in texts(NUMBERED)] == ["5.1. The", "5.2 What", "(iii) It"]


def test_lines_of_formats_that_do_not_wrap_are_sentences() -> None:
    assert len(texts(WRAPPED, "text/csv")) == 5


def test_a_sentence_stays_on_its_page() -> None:
    made = document("It goes on", "over the page.")
    assert [made.page_at(span.start).number for span in split_sentences(made)] == [1, 2]


def test_an_endless_run_is_cut_at_words() -> None:
    made = document("word " * 1000)
    pieces = [span.of(made.text) for span in split_sentences(made)]
    assert len(pieces) > 5
    assert all(len(piece.rstrip()) <= LONGEST for piece in pieces)
    assert not any(piece.startswith(("ord", "rd", "d ")) for piece in pieces)


@given(
    st.lists(
        st.text(alphabet=st.sampled_from("ab .!?。；\n\t|-1甲“”'\u00e9"), max_size=300),
        min_size=1,
        max_size=4,
    )
)
def test_sentences_cover_the_text(pages: list[str]) -> None:
    made = document(*pages)
    spans = split_sentences(made)
    assert "".join(span.of(made.text) for span in spans) == made.text
    assert all(len(span) > 0 for span in spans)
    for span in spans:
        page = made.page_at(span.start)
        assert span.end <= page.span.end


@pytest.mark.parametrize("run", ["." * 100_000, "…" * 100_000, "a.)" * 50_000, "?!" * 50_000])
def test_hostile_runs_of_stops_take_no_time(run: str) -> None:
    made = document(run)
    assert "".join(span.of(made.text) for span in split_sentences(made)) == made.text
