"""instructor, pydantic-ai, openai-agents and llama-index, each as it works by itself."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Any

import openai
from pydantic import BaseModel

from benchmarks.clients.checks import (
    API,
    CODE,
    DOCUMENTS,
    FILES,
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


def check_instructor() -> None:
    import instructor

    with_tools = instructor.from_openai(openai.OpenAI(base_url=API, api_key=KEY))

    @works(12, "its default mode (tools)")
    def default() -> str:
        asked: Any = [{"role": "user", "content": "Add up"}]
        made = with_tools.chat.completions.create(
            model=MODEL, messages=asked, response_model=Sum, max_retries=0
        )
        return repr(made)

    @works(0, "its modes JSON and JSON_SCHEMA")
    def schema() -> str:
        asked: Any = [{"role": "user", "content": "Add up"}]
        for mode in (instructor.Mode.JSON, instructor.Mode.JSON_SCHEMA):
            other = instructor.from_openai(openai.OpenAI(base_url=API, api_key=KEY), mode=mode)
            made = other.chat.completions.create(
                model=MODEL, messages=asked, response_model=Sum, max_retries=0
            )
        return repr(made)


def check_pydantic_ai() -> None:
    from pydantic_ai import Agent, BinaryContent
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    provider = OpenAIProvider(base_url=API, api_key=KEY)

    @works(12, "output_type as it is by default (a tool)")
    def typed() -> str:
        agent: Any = Agent(OpenAIChatModel(MODEL, provider=provider), output_type=Sum)
        return repr(agent.run_sync("Add up").output)

    @works(5, "a PDF as BinaryContent")
    def pdf() -> str:
        agent: Any = Agent(OpenAIChatModel(MODEL, provider=provider))
        sent = BinaryContent((FILES / "contract.pdf").read_bytes(), media_type="application/pdf")
        told = str(agent.run_sync([QUESTION, sent]).output)
        assert CODE in told, told
        return told

    @works(21, "a collection asked")
    def asked() -> str:
        agent: Any = Agent(OpenAIChatModel(DOCUMENTS, provider=provider))
        return cites(str(agent.run_sync(QUESTION).output))

    @works(0, "Responses")
    def responses() -> str:
        agent: Any = Agent(OpenAIResponsesModel(MODEL, provider=provider))
        return str(agent.run_sync("Say hello").output)


def check_agents() -> None:
    import agents

    agents.set_tracing_disabled(True)
    client = openai.AsyncOpenAI(base_url=API, api_key=KEY)

    @works(10, "Runner.run with nothing special (Responses)")
    def default() -> str:
        model = agents.OpenAIResponsesModel(MODEL, client)
        agent: Any = agents.Agent(name="greeter", model=model)
        told = str(agents.Runner.run_sync(agent, "Say hello").final_output)
        assert told == GREETING, told
        return told

    @works(0, "Chat Completions, with an output type")
    def chat() -> str:
        model = agents.OpenAIChatCompletionsModel(MODEL, client)
        agent: Any = agents.Agent(name="adder", model=model, output_type=Sum)
        return repr(agents.Runner.run_sync(agent, "Add up").final_output)

    @works(21, "a collection asked")
    def asked() -> str:
        agent: Any = agents.Agent(name="a", model=agents.OpenAIResponsesModel(DOCUMENTS, client))
        return cites(str(agents.Runner.run_sync(agent, QUESTION).final_output))


def check_llama_index() -> None:
    from llama_index.core.llms import ChatMessage
    from llama_index.core.prompts import PromptTemplate
    from llama_index.llms.openai_like import OpenAILike

    def like(model: str = MODEL) -> Any:
        return OpenAILike(
            model=model,
            api_base=API,
            api_key=KEY,
            is_chat_model=True,
            is_function_calling_model=True,
            max_retries=0,
        )

    @works(0, "chat and a stream")
    def chat() -> str:
        hello = [ChatMessage(role="user", content="Say hello")]
        assert like().chat(hello).message.content == GREETING
        return "".join(one.delta or "" for one in like().stream_chat(hello))

    @works(12, "structured output as it is by default (a function)")
    def structured() -> str:
        return repr(like().structured_predict(Sum, PromptTemplate("Add up")))

    @works(21, "a collection asked")
    def asked() -> str:
        question = [ChatMessage(role="user", content=QUESTION)]
        return cites(str(like(DOCUMENTS).chat(question).message.content))


FRAMEWORKS = {
    "instructor": check_instructor,
    "pydantic-ai-slim": check_pydantic_ai,
    "openai-agents": check_agents,
    "llama-index-llms-openai-like": check_llama_index,
}

if __name__ == "__main__":
    FRAMEWORKS[sys.argv[1]]()
    run_checks(f"{sys.argv[1]} {version(sys.argv[1])}")
