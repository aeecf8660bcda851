"""Rules of scoring: each is shown to say yes and to say no."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.errors import InputError
from farside.lab.base import Language
from farside.lab.tasks import published, refusals, scoring


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It is 7351-QX.", "7351-QX"),
        ("It is 7351‑qx", "7351-QX"),
        ("Pier 14, at 22:40.", "14"),
        ("Pier 14, at 22:40.", "22:40"),
        ("4,14,22", "14"),
        ("It costs 14.00 euros", "14"),
        ("从14号码头出发", "14"),
        ("有１４，２２和３０", "14"),
        ("The deposit is €3650.", "3,650|3650"),
        ("押金是二百八十元", "二百八十|280"),
        ("钥匙在灯塔里", "灯塔"),
        ("“Walden”", "Walden"),
        ("the Dolores\n Park", "dolores park"),
        ("房间A7的门", "A7"),
    ],
)
def test_a_keyword_is_found(text: str, wanted: str) -> None:
    assert scoring.holds_keyword(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "14"),
        ("Pier 114.", "14"),
        ("Pier 140.", "14"),
        ("It is 14.5 m.", "14"),
        ("At 14:30.", "14"),
        ("It is 1.14 m.", "14"),
        ("13,650 euros", "650"),
        ("13,650 euros", "3,650|3650"),
        ("14,500 euros", "14"),
        ("一千二百八十元", "二百八十"),
        ("二百八十五元", "二百八十"),
        ("The heronry", "heron"),
        ("Martha", "Marta"),
        ("编号B4826-K", "4826-K"),
    ],
)
def test_a_part_of_another_word_or_number_is_not_the_keyword(text: str, wanted: str) -> None:
    assert not scoring.holds_keyword(text, wanted)


@settings(max_examples=30)
@given(st.from_regex(r"[a-z]{1,8}|[1-9][0-9]{0,5}|[\u4e00-\u4e20]{1,4}", fullmatch=True))
def test_a_keyword_between_spaces_is_always_found_and_never_with_letters_around(word: str) -> None:
    assert scoring.holds_keyword(f"it is {word} .", word)
    assert not scoring.holds_keyword(f"x{word}x", word) or "\u4e00" <= word[0] <= "\u4e20"


def test_an_empty_alternative_is_told() -> None:
    for alternatives in ("", "a|", "|"):
        with pytest.raises(InputError, match="empty alternative"):
            scoring.holds_keyword("a", alternatives)


def test_the_share_of_keywords() -> None:
    assert (
        scoring.keyword_share("cobalt and heron", ["cobalt", "heron|egret", "lantern", "owl"]) == 50
    )
    assert scoring.keyword_share("none of them", ["cobalt"]) == 0
    with pytest.raises(InputError):
        scoring.keyword_share("x", [])


@pytest.mark.parametrize(
    "text",
    [
        "3,650 euros",
        "It was 4,200 euros and is now 3,650.",
        "The deposit was set at 4,200 in March; in June it was corrected to 3,650.",
        "It is 3,650 euros (it was 4,200 euros before).",
        "3,650 euros, not 4,200.",
        "3,650 (4,200 originally)",
        "It is 3,650 instead of 4,200.",
    ],
)
def test_the_last_value_that_is_not_the_past_is_the_answer(text: str) -> None:
    assert scoring.ends_at_answer(text, "3,650|3650", ["4,200|4200"])


@pytest.mark.parametrize(
    "text",
    [
        "4,200 euros",
        "",
        "It was set at 3,650 and is now 4,200.",
        "Not 3,650: it is 4,200.",
        "It is not 3650 but 4200.",
        "It is 4,200 instead of 3,650.",
    ],
)
def test_ending_at_the_old_value_is_wrong(text: str) -> None:
    assert not scoring.ends_at_answer(text, "3,650|3650", ["4,200|4200"])


def test_final_values_in_chinese() -> None:
    for text in (
        "从三百六十元改为二百八十元。",
        "二百八十元，原来是三百六十元。",
        "不是三百六十元，而是二百八十元",
    ):
        assert scoring.ends_at_answer(text, "二百八十|280", ["三百六十"]), text
    for text in ("三百六十元。", "二百八十元改为三百六十元。", "不是二百八十元而是三百六十元"):
        assert not scoring.ends_at_answer(text, "二百八十|280", ["三百六十"]), text


KEEPER = ("Ines Okafor|Okafor|Ines", ["Ludo Brandt|Brandt|Ludo"])
DEPOSIT = ("3,650|3650", ["4,200|4200"])
DAY = ("Friday|Fridays", ["Tuesday|Tuesdays"])
FEE = ("二百八十|280", ["三百六十|360"])
GUARD = ("沈若兰", ["罗启明"])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (DEPOSIT, "The current deposit is 4,200 euros (previously 3,650 euros)."),
        (DEPOSIT, "The deposit is 4,200 euros; it was 3,650 euros."),
        (DEPOSIT, "4,200 euros. It used to be 3,650 euros."),
        (FEE, "现在的会费是每年三百六十元（原来是二百八十元）。"),
        (KEEPER, "Ludo Brandt is the keeper now; before him it was Ines Okafor."),
        (KEEPER, "Ludo Brandt, who succeeded Ines Okafor."),
        (KEEPER, "Ines Okafor stepped down, so Ludo Brandt is the keeper."),
        (KEEPER, "Ludo Brandt is the keeper, after Ines Okafor stepped down."),
        (DAY, "It takes place on Tuesdays; before the flood it was on Fridays."),
        (DAY, "On Tuesdays; the spring timetable had Fridays."),
        (GUARD, "现在是罗启明，在他之前是沈若兰。"),
        (GUARD, "罗启明接替了沈若兰。"),
    ],
)
def test_the_right_value_named_as_the_past_is_wrong(
    values: tuple[str, list[str]], text: str
) -> None:
    assert not scoring.ends_at_answer(text, *values)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (
            DEPOSIT,
            "The March notice says 4,200 euros, but in June it was corrected to 3,650 euros.",
        ),
        (DEPOSIT, "In March: 4,200 euros. From June on the deposit is 3,650 euros."),
        (DEPOSIT, "It is 3,650 euros; the previous deposit is 4,200 euros."),
        (FEE, "会费原为三百六十元，现改为二百八十元。"),
        (KEEPER, "Ines Okafor is the keeper now, after Ludo Brandt stepped down."),
        (DAY, "Fridays. It used to be on Tuesdays."),
        (KEEPER, "Ludo Brandt was succeeded by Ines Okafor."),
        (KEEPER, "Ines Okafor is the keeper; Ludo Brandt has stepped down."),
        (DAY, "The rehearsal is on Fridays since the flood; the spring timetable had Tuesdays."),
        (GUARD, "沈若兰，罗启明已经离任。"),
        (GUARD, "沈若兰接替了罗启明。"),
    ],
)
def test_the_wrong_value_named_as_the_past_does_not_count(
    values: tuple[str, list[str]], text: str
) -> None:
    assert scoring.ends_at_answer(text, *values)


REFUSALS = [
    "Not stated.",
    '"Not stated."',
    "not stated in the 312 of 312 pages read",
    "Answer: NOT STATED",
    "NOT_STATED",
    "None",
    "The text does not say.",
    "The text doesn't mention the dog's name.",
    "The document does not provide any information about it.",
    "There is no information about a dog.",
    "There is no mention of this.",
    "No dog of his is mentioned.",
    "I don't know.",
    "I could not find the answer.",
    "The name cannot be determined from the text.",
    "It is not in the text.",
    "Unfortunately, several codes are listed. The one for Larkfield is not given.",
    (
        'The text does not state the code. The only code is in "The code for the Larkfield '
        'station is 7351-QX."'
    ),
    (
        'I am sorry, the code is unclear. It says "7351-QX", but there is not enough '
        "information to be sure."
    ),
    "The passage talks of ferries and mentions nothing else, so the answer cannot be found.",
    "文中没有提到。",
    "文中未提及该密码。",
    "没有说明",
    "文本中并没有给出镇长的生日。",
    "未在文中提到。",
    "无法根据文本确定。",
    "我不知道。",
    "很抱歉，这段文字讲的是别的事。其中没有相关信息。",
    "没有任何关于镇长生日的信息。",
    "未知",
]

ANSWERS = [
    "",
    "7351-QX",
    "The code is 7351-QX. The text does not say who chose it.",
    "Priya cannot digest lactose.",
    "It is Priya, who does not drink milk.",
    "The stated code is 7351-QX.",
    "He left nothing but the key.",
    "The code is unfortunately 7351-QX.",
    'The text does not name it as such. It says "the code is 7351-QX". So the code is 7351-QX.',
    "密码是4826-K。文中没有说明是谁定的。",
    "她不喝牛奶。",
    "钥匙没有藏在灯塔里，而是在磨坊里。",
    "陈默没有搬家，住在上海。",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_seen(text: str) -> None:
    assert refusals.is_refusal(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_no_refusal(text: str) -> None:
    assert not refusals.is_refusal(text)


def test_anywhere_takes_every_sentence() -> None:
    text = "The harbour master walks his dog by pier 3. Its name is not mentioned."
    assert refusals.is_refusal(text, anywhere=True)
    assert not refusals.is_refusal(text)
    assert not refusals.is_refusal('The dog is called "not stated".', anywhere=True)


CODE = "What is the maintenance code for the Larkfield station?"


@pytest.mark.parametrize(
    ("text", "answers", "question"),
    [
        ("The code is 7351-QX, but the text does not say who chose it.", ["7351-QX"], CODE),
        ("7351-QX (the text does not say who chose it).", ["7351-QX"], CODE),
        ("It is 7351-QX, although no reason is given.", ["7351-QX"], CODE),
        ("密码是4826-K，但文中没有说明是谁设定的。", ["4826-K"], "检修密码是什么？"),
        ("会费是二百八十元，不包括其他费用。", ["二百八十|280"], "现在的会费是每年多少元？"),
        (
            "From pier 14, but the time is not given.",
            ["14", "22:40"],
            "At what time, from which pier?",
        ),
    ],
)
def test_a_refusal_of_something_else_is_an_aside(
    text: str, answers: list[str], question: str
) -> None:
    assert refusals.is_refusal(text)
    assert refusals.is_aside(text, answers, question)
    assert not refusals.is_aside(text, ["Rex"], question)


@pytest.mark.parametrize(
    ("text", "answers", "question"),
    [
        ("7351-QX", ["7351-QX"], CODE),
        ("The code 7351-QX is not stated for Larkfield.", ["7351-QX"], CODE),
        ("The text has 7351-QX, but it is not explicitly stated.", ["7351-QX"], CODE),
        ("The text has 7351-QX, but no code is given for Larkfield.", ["7351-QX"], CODE),
        ("The text has 7351-QX, but does not say what the maintenance code is.", ["7351-QX"], CODE),
        ('It says "the code is 7351-QX", but it does not say who chose it.', ["7351-QX"], CODE),
        (
            "I am sorry, it may be 7351-QX, but the text does not say who chose it.",
            ["7351-QX"],
            CODE,
        ),
        ("陈默的阳台正对着东方明珠塔，但文中没有说明谁住在上海。", ["陈默"], "谁住在上海？"),
        ("Priya, Marta and Bruno are not mentioned.", ["Priya"], "Who cannot digest lactose?"),
    ],
)
def test_a_refusal_of_what_was_asked_is_no_aside(
    text: str, answers: list[str], question: str
) -> None:
    assert not refusals.is_aside(text, answers, question)


LENGTH = (
    "How many metres long is the bridge at Ostermill?",
    ["The bridge at Ostermill was painted green."],
)
DOG = (
    "What is the name of the dog of the harbour master?",
    ["The harbour master walks his dog along pier 3."],
)
BIRTHDAY = ("镇长的生日是哪一天？", ["镇长每天早上七点到镇政府上班。"])


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (LENGTH, "Not stated."),
        (LENGTH, "NOT_STATED"),
        (
            LENGTH,
            '**Not stated.** The closest place is "The bridge at Ostermill was painted green."',
        ),
        (LENGTH, "not stated in the 312 of 312 pages read"),
        (
            LENGTH,
            (
                "Unfortunately, it is not given (see page 12). It only tells of the "
                "painting at Ostermill."
            ),
        ),
        (LENGTH, "I could not find it. The text is about Rome and the year 476, as Gibbon tells."),
        (DOG, "He walks his dog by pier 3, but its name is not mentioned."),
        (BIRTHDAY, "文中没有提到镇长的生日，只说他每天早上七点上班。"),
        (BIRTHDAY, "这一点文中没有说明。"),
    ],
)
def test_a_refusal_alone_is_seen(known: tuple[str, list[str]], text: str) -> None:
    assert refusals.declines_answer(text, *known)


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (LENGTH, "240 metres"),
        (LENGTH, "The bridge is 240 metres long. The text does not mention its width."),
        (LENGTH, "Not stated in the text, but it is probably 240 metres."),
        (LENGTH, "Not stated, but probably two hundred metres."),
        (LENGTH, "Not stated, but I would say about 240."),
        (DOG, "It tells that he is called Rex. His breed is not mentioned."),
        (LENGTH, "The text says that the bridge is 240 metres long. Its width is not mentioned."),
        (DOG, "Rex. The breed is not mentioned."),
        (DOG, "The dog is called Rex, but its breed is not mentioned."),
        (DOG, 'The dog is called "Rex". Its breed is not mentioned.'),
        (BIRTHDAY, "生日是三月五日。文中没有提到年份。"),
        (BIRTHDAY, "文中没有提到，但可能是3月5日。"),
    ],
)
def test_an_invented_answer_beside_a_refusal_is_seen(
    known: tuple[str, list[str]], text: str
) -> None:
    assert not refusals.declines_answer(text, *known)


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text",
    [
        "." * 100_000,
        '"' * 100_001,
        "so " * 30_000,
        "no " * 30_000,
        "没" * 100_000,
        "14 not stated, but " * 5_000,
    ],
)
def test_long_nonsense_takes_no_time(text: str) -> None:
    refusals.is_refusal(text)
    scoring.ends_at_answer(text, "14", ["15"])
    refusals.is_aside(text, ["14"], "why")
    refusals.declines_answer(text, "why", ["so"])


def test_ruler_measures() -> None:
    references = ["8231507", "4490126", "1200943", "7003115"]
    assert published.string_match_all("They are 8231507 and 4490126.", references) == 50
    assert published.string_match_all("None", references) == 0
    assert published.string_match_all("PIER", ["pier"]) == 100
    assert published.string_match_part("It is 7003115", references) == 100
    assert published.string_match_part("It is 7003", references) == 0
    for measure in (published.string_match_all, published.string_match_part):
        with pytest.raises(InputError):
            measure("x", [])


@pytest.mark.parametrize(
    ("text", "reference", "language", "f1", "exact"),
    [
        ("The Weaver Hall!", "weaver hall", "en", 100, 100),
        ("in the Weaver Hall", "Weaver Hall", "en", 80, 0),
        ("a ferry", "the lantern", "en", 0, 0),
        ("", "", "en", 100, 100),
        ("", "hall", "en", 0, 0),
        ("灯塔。", "灯塔", "zh", 100, 100),
        ("在灯塔里", "灯塔", "zh", 66.7, 0),
        ("灯在塔", "灯塔", "zh", 40, 0),
        ("编号A7", "编号 a7", "zh", 100, 100),
        ("磨坊", "灯塔", "zh", 0, 0),
    ],
)
def test_f1_and_exact_match(
    text: str, reference: str, language: Language, f1: float, exact: float
) -> None:
    assert published.token_f1(text, [reference], language) == pytest.approx(f1, abs=0.1)
    assert published.exact_match(text, [reference], language) == exact
    assert published.token_f1(text, ["zzz 琴", reference], language) == pytest.approx(f1, abs=0.1)


@given(
    st.text("abc 的一。", max_size=20),
    st.text("abc 的一。", max_size=20),
    st.sampled_from(["en", "zh"]),
)
def test_f1_is_even_and_full_for_equals(left: str, right: str, language: Language) -> None:
    assert published.token_f1(left, [right], language) == published.token_f1(
        right, [left], language
    )
    assert published.token_f1(left, [left], language) == 100
    assert published.token_f1(left, [right], language) >= published.exact_match(
        left, [right], language
    )
