"""LangChain's client of OpenAI's API."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

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


class Sum(BaseModel):
    """A sum."""

    sum: int


def chat(model: str = MODEL, **more: Any) -> ChatOpenAI:
    return ChatOpenAI(model=model, base_url=API, api_key=SecretStr(KEY), max_retries=0, **more)


@works(21, "a collection asked: the footnotes stay in the text")
def asked() -> str:
    return cites(str(chat(DOCUMENTS).invoke(QUESTION).content))


@works(9, "batch of 30 without retries")
def batch() -> str:
    told = chat().batch(["Say hello"] * 30)
    assert {one.content for one in told} == {GREETING}
    return f"{len(told)} replies"


@works(12, "with_structured_output by function calling")
def functions() -> str:
    made = chat().with_structured_output(Sum, method="function_calling").invoke("Add up")
    assert isinstance(made, Sum)
    return repr(made)


@works(0, "with_structured_output by JSON schema; a stream; Responses")
def schema() -> str:
    made = chat().with_structured_output(Sum, method="json_schema").invoke("Add up")
    assert isinstance(made, Sum)
    streamed = "".join(str(one.content) for one in chat().stream("Say hello"))
    assert streamed == GREETING, streamed
    assert chat(use_responses_api=True).invoke("Say hello").text == GREETING
    return repr(made)


if __name__ == "__main__":
    run_checks(f"langchain-openai {version('langchain-openai')}")
