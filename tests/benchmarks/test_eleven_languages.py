"""The leases are the same in every language, and what counts as an answer."""

from __future__ import annotations

import pytest

from benchmarks.eleven_languages import holds_key, read_lease
from farside.reading.text.detect import tell_code
from farside.reading.text.languages import LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_its_lease(code: str) -> None:
    text, questions = read_lease(code)
    assert len(text.splitlines()) == 13
    assert tell_code(text) == code
    assert [bool(one.keys) for one in questions] == [True] * 5 + [False] * 2
    for question in questions[:5]:
        assert holds_key(text, question.keys), question
        assert not holds_key(question.text, question.keys), question


def test_digits_may_be_grouped() -> None:
    assert holds_key("5,550 euros", ["5550"])
    assert holds_key("5\u00a0550 euros", ["5550"])
    assert holds_key("Le dépôt est de 5 550 euros.", ["5550"])
    assert not holds_key("15 and 550", ["5550"])
