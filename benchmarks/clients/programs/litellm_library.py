"""LiteLLM as a library."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import litellm

from benchmarks.clients.checks import (
    API,
    DOCUMENTS,
    GREETING,
    KEY,
    MODEL,
    QUESTION,
    cites,
    run_checks,
    works,
)

HELLO = [{"role": "user", "content": "Say hello"}]


def say(model: str, messages: Any = HELLO, **more: Any) -> Any:
    return litellm.completion(
        model=model, messages=messages, api_base=API, api_key=KEY, num_retries=0, **more
    )


@works(21, "a collection asked: footnotes in the text, annotations kept")
def asked() -> str:
    asked = [{"role": "user", "content": QUESTION}]
    message = say(f"openai/{DOCUMENTS}", asked).choices[0].message
    assert message.annotations, message
    return cites(message.content)


@works(11, "top_p, penalties and a seed passed on; hosted_vllm too")
def fields() -> str:
    for kind in ("openai", "hosted_vllm"):
        made = say(f"{kind}/{MODEL}", top_p=0.9, presence_penalty=0.1, seed=3)
        assert made.choices[0].message.content == GREETING
    return GREETING


@works(10, "Responses, whose include is empty")
def responses() -> str:
    made: Any = litellm.responses(
        model=f"openai/{MODEL}", input="Say hello", api_base=API, api_key=KEY, include=[]
    )
    return str(made.output[0].content[0].text)


@works(24, "its bridge of Anthropic's messages")
def anthropic_bridge() -> str:
    made: Any = litellm.anthropic.messages.create(
        model=f"openai/{MODEL}", messages=HELLO, max_tokens=50, api_base=API, api_key=KEY
    )
    return str(made["content"][0]["text"])


if __name__ == "__main__":
    run_checks(f"litellm {version('litellm')}")
