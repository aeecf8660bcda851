"""OpenAI's own client for Python."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import openai
from pydantic import BaseModel

from benchmarks.clients.checks import (
    API,
    BASE,
    CODE,
    DOCUMENTS,
    FILES,
    GREETING,
    KEY,
    MODEL,
    QUESTION,
    cites,
    refused,
    run_checks,
    works,
)

client = openai.OpenAI(base_url=API, api_key=KEY, max_retries=0, timeout=180)
HELLO: Any = [{"role": "user", "content": "Say hello"}]
ADD: Any = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "Adds up",
        "parameters": {"type": "object", "properties": {"sum": {"type": "integer"}}},
    },
}


class Sum(BaseModel):
    sum: int


def say(messages: Any = HELLO, model: str = MODEL, **more: Any) -> Any:
    return client.chat.completions.create(model=model, messages=messages, **more)


def parts(*more: Any) -> Any:
    return [{"role": "user", "content": [{"type": "text", "text": QUESTION}, *more]}]


def data_url(name: str, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode((FILES / name).read_bytes()).decode()}"


@works(4, "models: documents are among them")
def models() -> str:
    names = [one.id for one in client.models.list().data]
    assert {"farside/everything", DOCUMENTS} <= set(names), names
    assert client.models.retrieve(DOCUMENTS).id == DOCUMENTS
    return ", ".join(names)


@works(4, "a collection asked as a model")
def collection() -> str:
    return cites(say([{"role": "user", "content": QUESTION}], DOCUMENTS).choices[0].message.content)


@works(21, "a cited answer as a stream, with footnotes in the text and annotations")
def stream() -> str:
    text, marks = "", 0
    for chunk in say([{"role": "user", "content": QUESTION}], DOCUMENTS, stream=True):
        delta = chunk.choices[0].delta
        text += delta.content or ""
        marks += len(getattr(delta, "annotations", None) or [])
    assert marks, "no annotation"
    return cites(text)


@works(5, "a PDF inside of a message (file_data)")
def pdf() -> str:
    sent = {"filename": "contract.pdf", "file_data": data_url("contract.pdf", "application/pdf")}
    message = say(parts({"type": "file", "file": sent})).choices[0].message
    assert CODE in message.content, message
    return str(message.content)


@works(5, "a PDF in Responses (input_file.file_data)")
def pdf_of_responses() -> str:
    content: Any = [
        {"type": "input_text", "text": QUESTION},
        {
            "type": "input_file",
            "filename": "contract.pdf",
            "file_data": data_url("contract.pdf", "application/pdf"),
        },
    ]
    made = client.responses.create(model=MODEL, input=[{"role": "user", "content": content}])
    assert CODE in made.output_text, made
    return made.output_text


@refused(5, "a file by its address (file_url)", "fetch")
def file_url() -> str:
    content: Any = [
        {"type": "input_text", "text": QUESTION},
        {"type": "input_file", "file_url": "https://example.org/a.pdf"},
    ]
    return client.responses.create(
        model=MODEL, input=[{"role": "user", "content": content}]
    ).output_text


@works(6, "a picture inside of a message (image_url)")
def picture() -> str:
    part = {"type": "image_url", "image_url": {"url": data_url("picture.png", "image/png")}}
    return str(say(parts(part)).choices[0].message.content)


@refused(6, "sound inside of a message (input_audio)", "audio|sound")
def sound() -> object:
    part = {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}
    return say(parts(part)).choices[0].message.content


@works(6, "cache_control on a text; an assistant's message without content")
def cached() -> object:
    call = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    text = {"type": "text", "text": "Say hello", "cache_control": {"type": "ephemeral"}}
    messages = [
        {"role": "user", "content": [text]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "3"},
        {"role": "user", "content": [text]},
    ]
    return say(messages).choices[0].message.content


@works(7, "a temperature without a seed is taken")
def warm() -> object:
    return say(temperature=1.2).choices[0].message.content


@works(9, "40 requests at once, none of them refused")
def many() -> str:
    async def one(each: openai.AsyncOpenAI) -> str:
        made = await each.chat.completions.create(model=MODEL, messages=HELLO)
        return made.choices[0].message.content or ""

    async def all_of_them() -> list[str]:
        async with openai.AsyncOpenAI(base_url=API, api_key=KEY, max_retries=0) as each:
            return await asyncio.gather(*(one(each) for _ in range(40)))

    told = asyncio.run(all_of_them())
    assert set(told) == {GREETING}, told
    return f"{len(told)} replies"


@works(11, "top_p, penalties, top_k, thinking, seed -1, max_tokens -1 and others")
def fields() -> object:
    extra = {
        "top_k": 40,
        "min_p": 0.05,
        "repeat_penalty": 1.1,
        "enable_thinking": False,
        "chat_template_kwargs": {"enable_thinking": False},
        "thinking": {"type": "disabled"},
    }
    return (
        say(
            top_p=0.9,
            presence_penalty=0.5,
            frequency_penalty=0.5,
            reasoning_effort="low",
            seed=-1,
            max_tokens=-1,
            tools=[],
            tool_choice="auto",
            stream_options={"include_usage": True},
            extra_body=extra,
        )
        .choices[0]
        .message.content
    )


@works(12, "one forced function")
def forced() -> str:
    choice = {"type": "function", "function": {"name": "add"}}
    message = say([{"role": "user", "content": "Add up"}], tools=[ADD], tool_choice=choice)
    return str(message.choices[0].message.tool_calls[0].function.arguments)


@refused(12, "functions that the model may choose from", "tool|function")
def chosen() -> object:
    return say(tools=[ADD], tool_choice="auto").choices[0].message


@works(13, "Kimi's file-extract of a long file, in a message of its own")
def extract() -> str:
    return extracted("system", lambda whole: whole)


@refused(13, "the text alone of such an extract", "tokens")
def extract_text() -> str:
    return extracted("system", lambda whole: str(json.loads(whole)["content"]))


@refused(13, "such an extract within a larger prompt of a user", "tokens")
def extract_within() -> str:
    return extracted("user", lambda whole: f"Here is a file.\n\n{whole}\n\nRead it well.")


def extracted(role: str, put: Callable[[str], str]) -> str:
    purpose: Any = "file-extract"
    file = client.files.create(file=FILES / "long.txt", purpose=purpose)
    try:
        given = put(client.files.content(file.id).text)
        asked = [{"role": role, "content": given}, {"role": "user", "content": QUESTION}]
        told = str(say(asked).choices[0].message.content)
    finally:
        client.files.delete(file.id)
    assert CODE in told, told
    return told


@works(14, "Kimi's partial mode")
def partial() -> object:
    begun = [*HELLO, {"role": "assistant", "content": "Good", "partial": True}]
    return say(begun).choices[0].message.content


@refused(15, "Kimi's role cache", "cache")
def role_cache() -> object:
    return say([{"role": "cache", "content": "tag=x"}, *HELLO]).choices[0].message.content


@refused(15, "Kimi's balance", "no such route")
def balance() -> object:
    return client.get("/users/me/balance", cast_to=httpx.Response).json()


@works(15, "Kimi's count of tokens with tools: []")
def tokens() -> object:
    body = {"model": MODEL, "messages": HELLO, "tools": []}
    made = client.post("/tokenizers/estimate-token-count", body=body, cast_to=httpx.Response)
    return made.text


@refused(16, "a base URL without /v1", "below /v1")
def without_v1() -> object:
    with openai.OpenAI(base_url=BASE, api_key=KEY, max_retries=0) as other:
        return other.models.list().data


@refused(16, "GET /health and others that are not there", "404")
def health() -> object:
    with httpx.Client(base_url=BASE, headers={"authorization": f"Bearer {KEY}"}) as plain:
        told = [plain.get(f"/{one}").status_code for one in ("health", "models", "ollama/api/tags")]
    assert told == [404] * 3, told
    raise ValueError("404, as JSON")


@refused(22, "a JSON answer from documents (response_format)", "does not go with documents")
def schema_of_documents() -> object:
    form: Any = {
        "type": "json_schema",
        "json_schema": {"name": "sum", "schema": Sum.model_json_schema()},
    }
    asked = [{"role": "user", "content": QUESTION}]
    return say(asked, DOCUMENTS, response_format=form).choices[0].message.content


@works(0, "files: sent, listed, read, asked by id, deleted")
def files() -> str:
    made = client.files.create(file=FILES / "contract.txt", purpose="user_data")
    assert made.id in {one.id for one in client.files.list()}
    assert CODE in client.files.content(made.id).text
    message = say(parts({"type": "file", "file": {"file_id": made.id}})).choices[0].message
    assert CODE in message.content
    client.files.delete(made.id)
    return str(message.content)


@works(0, "Responses: plain, as a stream, parsed")
def responses() -> str:
    plain = client.responses.create(model=MODEL, input="Say hello")
    assert plain.output_text == GREETING, plain
    with client.responses.stream(model=MODEL, input="Say hello") as events:
        kinds = [one.type for one in events]
    assert kinds[-1] == "response.completed", kinds
    parsed = client.responses.parse(model=MODEL, input="Add up", text_format=Sum)
    return f"{parsed.output_parsed}"


@works(0, "chat: parsed by a pydantic model")
def parsed() -> str:
    asked: Any = [{"role": "user", "content": "Add up"}]
    made = client.chat.completions.parse(model=MODEL, messages=asked, response_format=Sum)
    return f"{made.choices[0].message.parsed}"


def first_store() -> str:
    return client.vector_stores.list().data[0].id


OTHERS: dict[str, Any] = {
    "embeddings": lambda: client.embeddings.create(model=MODEL, input="x"),
    "completions": lambda: client.completions.create(model=MODEL, prompt="x"),
    "assistants": lambda: client.beta.assistants.create(model=MODEL),
    "batches": lambda: client.batches.list().data,
    "moderations": lambda: client.moderations.create(input="x"),
    "conversations": lambda: client.conversations.create(),
    "responses.retrieve": lambda: client.responses.retrieve("resp_x"),
    "previous_response_id": lambda: client.responses.create(
        model=MODEL, input="Say hello", previous_response_id="resp_x"
    ),
    "n=2": lambda: say(n=2),
    "logprobs": lambda: say(logprobs=True),
    "vector_stores": lambda: client.vector_stores.list().data,
    "file_search": lambda: (
        client.responses.create(
            model=MODEL,
            input=QUESTION,
            tools=[
                {
                    "type": "file_search",
                    "vector_store_ids": [first_store()],
                }
            ],
        ).output_text
    ),
}
for name, call in OTHERS.items():
    words = r"no such|probabilities|cannot|not |no response|n:|support|Farside|there is"
    refused(23, name, words)(call)

if __name__ == "__main__":
    run_checks(f"openai {openai.__version__} (Python)")
