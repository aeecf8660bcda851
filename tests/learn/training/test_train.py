"""From problems to token ids, from matrices to tensors; the process between is not begun."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from farside.engine.base import Message
from farside.engine.llama_client import Prompt
from farside.errors import EngineError, InputError, TrainingError
from farside.learn.problems import Problem
from farside.learn.training import train
from farside.learn.training.base import Base
from farside.learn.training.card import make_card, write_card
from farside.learn.training.prepare import choose_invocation, write_tokens
from farside.learn.training.recipe import Recipe
from farside.learn.training.train import check_same, hear_line, pair_matrices
from farside.types import Event, Progress

STATED = Problem(
    "date", "en", "The ship sailed on 3 May.\nIt carried tea.", "When did it sail?",
    "on 3 May", (1,), "built", "log.txt", "own", "d" * 64,
)  # fmt: skip
OTHER = replace(STATED, question="What did it carry?", answer="tea", sentences=(2,))
ELSEWHERE = replace(STATED, text="Nothing is here.", answer="", sentences=(), made="other")


@dataclass
class Signs:
    """A token is a character; `names` are control tokens."""

    names: tuple[str, ...] = ("<repo_name>",)
    model: str = "signs"
    end_token: int = 2

    def prompt_tokens(self, messages: tuple[Message, ...]) -> Prompt:
        text = "".join(one.content for one in messages)
        kept = len(messages[0].content) + messages[1].kept
        return Prompt([ord(sign) for sign in text], kept)

    def text_tokens(self, text: str, *, control: bool = False) -> tuple[int, ...]:
        if control and text in self.names:
            return (900_000 + self.names.index(text),)
        return tuple(map(ord, text))


def said(tokens: tuple[int, ...]) -> str:
    return "".join(map(chr, tokens))


def test_a_window_is_read_once_for_all_its_questions() -> None:
    windows = list(write_tokens(Signs(), (900_000, 900_000), [STATED, ELSEWHERE, OTHER, STATED]))
    nothing, sailed = windows
    assert said(sailed.prefix).endswith("[2] It carried tea.\n</text>\n\n")
    assert [said(one.reply[:-1]) for one in sailed.examples] == ["on 3 May [1]", "tea [2]"]
    assert {one.reply[-1] for one in sailed.examples} == {2}
    assert sailed.examples[0].asked[:2] == (900_000, 900_000)
    assert "Question: When did it sail?" in said(sailed.examples[0].asked[2:])
    assert [said(one.reply[:-1]) for one in nothing.examples] == ["[0]"]


def test_half_of_what_is_asked_names_the_source() -> None:
    asked = [replace(STATED, question=f"When did ship {number} sail?") for number in range(60)]
    (window,) = write_tokens(Signs(), (900_000,), asked)
    named = [said(one.asked[1:]).startswith("<source>log.txt") for one in window.examples]
    assert 15 < sum(named) < 45


def test_an_adapter_begins_with_a_token_that_no_text_becomes() -> None:
    assert choose_invocation(Signs()) == (900_000,)
    with pytest.raises(EngineError, match="none of the control tokens"):
        choose_invocation(Signs(names=()))


def test_matrices_get_the_names_of_the_model_file() -> None:
    a, b = np.ones((2, 8), np.float32), np.arange(16, dtype=np.float32).reshape(8, 2)
    name = "base_model.model.model.layers.3.self_attn.q_proj.lora_{}.default.weight"
    matrices = {name.format("A"): a, name.format("B"): b}
    base = Base(Path("m.gguf"), "ab", "qwen2", 2, 1, 2)
    pairs = pair_matrices(matrices, base)
    assert list(pairs) == ["blk.3.attn_q.weight"]
    np.testing.assert_array_equal(pairs["blk.3.attn_q.weight"].b, b)
    turned = pair_matrices(matrices, replace(base, architecture="llama"))["blk.3.attn_q.weight"].b
    assert not np.array_equal(turned, b)
    assert sorted(turned.ravel()) == sorted(b.ravel())
    with pytest.raises(TrainingError, match="is no matrix"):
        pair_matrices({"lm_head": a}, base)


def test_progress_is_told_and_other_lines_are_not() -> None:
    heard: list[Event] = []
    for line in ("warming up\n", '"text"\n', '{"stage": "open"}\n'):
        hear_line(line, heard.append)
    assert heard == []
    hear_line('{"done": 4, "total": 8, "seconds_left": 9.5, "loss": 0.25}\n', heard.append)
    assert heard == [Progress("train", 4, 8, "examples", "loss 0.25", 9.5)]


def test_one_name_learns_from_one_set_of_documents(tmp_path: Path) -> None:
    check_same(tmp_path, [STATED, OTHER])
    check_same(tmp_path, [OTHER])
    with pytest.raises(InputError, match="learned from other documents"):
        check_same(tmp_path, [replace(STATED, document="e" * 64)])


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "find_spec", lambda name: None if name == "torch" else object())
    with pytest.raises(InputError, match=r"needs torch, .*farside\[learn\]"):
        train.check_extra()


def test_a_card_counts_what_was_learned() -> None:
    card = make_card("qwen2.5-0.5b", [STATED, OTHER, ELSEWHERE], Recipe(), 60.04)
    told = json.loads(write_card(card))
    assert (told["problems"], told["not_stated"], told["seconds"]) == (3, 1, 60.0)
    assert told["made"] == {"built": 2, "other": 1}
    assert told["sources"] == [["log.txt", "own"]]
    assert told["recipe"]["rank"] == Recipe().rank
