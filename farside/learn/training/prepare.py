"""Problems become token ids: exactly those that the engine sends, so that what is learned is what
is asked later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from farside.engine.base import Message
from farside.engine.llama_client import Prompt
from farside.engine.local import LocalEngine
from farside.errors import EngineError
from farside.learn.problems import Problem, reply_of, window_of
from farside.learn.training.recipe import TokenExample, TokenWindow
from farside.reading.prompts.for_adapted import adapted_prompt

# Control tokens that no chat template uses and no text becomes, of the families of models.
_UNUSED = (
    "<|object_ref_start|>",  # Qwen 2.5, Qwen 3
    "<repo_name>",  # SmolLM2
    "<|reserved_special_token_8|>",  # Llama 3
    "<unused8>",  # Gemma
    "[control_8]",  # Mistral
)


class Tokenizer(Protocol):
    """What makes token ids of prompts and texts. `end_token` ends a reply."""

    @property
    def model(self) -> str: ...

    @property
    def end_token(self) -> int: ...

    def prompt_tokens(self, messages: tuple[Message, ...]) -> Prompt: ...

    def text_tokens(self, text: str, *, control: bool = False) -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True)
class EngineTokenizer:
    """The tokenizer of a local engine's model."""

    engine: LocalEngine
    end_token: int

    @property
    def model(self) -> str:
        return self.engine.model

    def prompt_tokens(self, messages: tuple[Message, ...]) -> Prompt:
        return self.engine.prompt_tokens(messages)

    def text_tokens(self, text: str, *, control: bool = False) -> tuple[int, ...]:
        return self.engine.text_tokens(text, control=control)


def choose_invocation(tokenizer: Tokenizer) -> tuple[int, ...]:
    """The token from which an adapter acts. Raises `EngineError` for a model without one that is
    free."""
    for name in _UNUSED:
        tokens = tokenizer.text_tokens(name, control=True)
        if len(tokens) == 1:
            return tokens
    raise EngineError(
        f"{tokenizer.model} has none of the control tokens {', '.join(_UNUSED)}, and an adapter "
        "must begin with one that no text becomes: train another model"
    )


def write_tokens(
    tokenizer: Tokenizer, opening: tuple[int, ...], problems: Iterable[Problem]
) -> Iterator[TokenWindow]:
    """The windows of the problems, each once, with what is asked of it after the `opening`."""
    for _, same in groupby(sorted(problems, key=_window_key), key=_window_key):
        prefix: tuple[int, ...] = ()
        examples: list[TokenExample] = []
        for one in same:
            window = window_of(one, among=1 + _is_named(one))
            prompt = tokenizer.prompt_tokens(adapted_prompt(window, one.question))
            prefix = tuple(prompt.tokens[: prompt.kept])
            asked = (*opening, *prompt.tokens[prompt.kept :])
            reply = (*tokenizer.text_tokens(reply_of(one)), tokenizer.end_token)
            examples.append(TokenExample(asked, reply))
        yield TokenWindow(prefix, tuple(dict.fromkeys(examples)))


def _is_named(problem: Problem) -> bool:
    """Tell whether the window's source is named, as it is where there are several documents: for
    half of what is asked, so that both are learned."""
    return int(problem.id[:2], 16) < 128


def _window_key(problem: Problem) -> tuple[str, str]:
    return problem.text, problem.source
