"""Terms that a document repeats are translated once, only where the reply is a translation, and the
glossary stays small."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.engine.base import Request
from farside.engine.scripted import ScriptedEngine
from farside.reading import windows
from farside.types import Window
from farside.work.judging.translating import glossary
from tests.reading.reader import document, reader

ENGLISH = (
    "We say that the Charter Party binds the Owner. Later the Charter Party ends. "
    "If the Charter Party is void, the LIBOR rate of Port Said applies."
)
KNOWN = {"Charter Party": "租船合同", "Owner": "船东", "LIBOR": "拆借利率"}


def _window(text: str) -> Window:
    (made,) = windows.cut_windows(
        [document(text, media_type="text/markdown")], 4000, reader().count_text
    )
    return made


class _Model:
    """Lists `terms` and translates by `said`; `asked` are the terms that it was asked for."""

    def __init__(self, terms: str, said: dict[str, str]) -> None:
        self.terms, self.said, self.asked = terms, said, list[str]()
        self.engine = ScriptedEngine(self._reply)

    def _reply(self, request: Request) -> str:
        if (request.schema or {})["type"] == "array":
            return self.terms
        words = request.messages[-1].content.rpartition("“")[2].partition("”")[0]
        self.asked.append(words)
        return json.dumps({"translation": self.said.get(words, "什么")})


def test_a_term_that_the_document_repeats_is_translated_once_and_stays() -> None:
    model = _Model("[]", KNOWN)
    grown = glossary.grow_glossary(model.engine, {}, _window(ENGLISH), ENGLISH, "zh")
    assert grown == {"Charter Party": "租船合同"}  # LIBOR and Port Said stand there once
    again = glossary.grow_glossary(model.engine, grown, _window(ENGLISH), ENGLISH, "zh")
    assert (again, model.asked) == (grown, ["Charter Party"])


def test_what_was_agreed_on_is_never_changed_and_a_part_of_it_is_no_new_term() -> None:
    model = _Model('["Party", "the Owner"]', {"Charter Party": "别的"})
    whole = ENGLISH * 3
    agreed = {"Charter Party": "租船合同", "Owner": "船东"}
    grown = glossary.grow_glossary(model.engine, agreed, _window(ENGLISH), whole, "zh")
    assert grown | agreed == grown
    assert not {"Party", "the Owner"} & set(model.asked)


@pytest.mark.parametrize(
    "listed", ["no JSON", "{}", "null", "[1, null, {}]", '["Nowhere at all"]', '["x"]', '[""]']
)
def test_only_terms_of_the_text_are_asked_for_whatever_the_model_lists(listed: str) -> None:
    model = _Model(listed, KNOWN)
    glossary.grow_glossary(model.engine, {}, _window(ENGLISH), ENGLISH, "zh")
    assert model.asked == ["Charter Party"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("租船合同", "租船合同"),
        (" “租船合同”。 ", "租船合同"),
        ("租船\n合同", "租船 合同"),
        ("Charter Party", "Charter Party"),  # a name may stay as it is
        ("the charter contract", None),
        ("", None),
        ("租船合同" * 20, None),  # it explains the term
    ],
)
def test_a_reply_that_is_no_translation_is_left_out(said: str, kept: str | None) -> None:
    model = _Model("[]", {"Charter Party": said})
    grown = glossary.grow_glossary(model.engine, {}, _window(ENGLISH), ENGLISH, "zh")
    assert grown == ({"Charter Party": kept} if kept else {})


@pytest.mark.parametrize("reply", ["", "[]", "5", '{"other": "x"}', '{"translation"'])
def test_a_reply_without_the_form_is_left_out(reply: str) -> None:
    engine = ScriptedEngine(lambda _: reply)
    assert glossary.grow_glossary(engine, {}, _window(ENGLISH), ENGLISH, "zh") == {}


def test_a_chinese_document_has_the_terms_that_the_model_names_and_it_repeats() -> None:
    text = "船东付款。承租人还船。船东验船。船东交船，承租人收船。"
    model = _Model('["船东", "承租人"]', {"船东": "Owner", "承租人": "Charterer"})
    assert glossary.grow_glossary(model.engine, {}, _window(text), text, "en") == {"船东": "Owner"}


@settings(max_examples=20)
@given(st.integers(0, 70), st.integers(1, 30))
def test_a_glossary_is_bounded_and_grows_slowly(held: int, new: int) -> None:
    names = [f"Zulu{chr(97 + at % 26) * 3}{chr(97 + at // 26)} Name" for at in range(new)]
    text = "".join(f"we saw {name}, then {name} and {name}. " for name in names)
    known = {f"known{at:02}": "旧" for at in range(held)}
    model = _Model("[]", dict.fromkeys(names, "名"))
    grown = glossary.grow_glossary(model.engine, known, _window(text), text, "zh")
    assert len(grown) == max(held, min(held + new, held + glossary.MOST_NEW, glossary.MOST))
    assert grown.items() >= known.items()
