"""Anthropic's own client for Python: messages, documents and their citations."""

from __future__ import annotations

from typing import Any

import anthropic

from benchmarks.clients.checks import (
    BASE,
    CODE,
    FILES,
    KEY,
    MODEL,
    QUESTION,
    NotThere,
    run_checks,
    works,
)

client = anthropic.Anthropic(base_url=BASE, auth_token=KEY, api_key=None, max_retries=0)


def say(content: Any, **more: Any) -> Any:
    asked: Any = [{"role": "user", "content": content}]
    try:
        return client.messages.create(model=MODEL, max_tokens=200, messages=asked, **more)
    except anthropic.NotFoundError as error:
        raise NotThere("POST /v1/messages is not there: 404, as JSON") from error


@works(24, "messages")
def plain() -> str:
    return str(say("Say hello").content[0].text)


@works(24, "a text document with citations (char_location)")
def text() -> str:
    data = (FILES / "contract.txt").read_text(encoding="utf-8")
    document = {
        "type": "document",
        "source": {"type": "text", "media_type": "text/plain", "data": data},
        "title": "contract.txt",
        "citations": {"enabled": True},
    }
    told = say([document, {"type": "text", "text": QUESTION}])
    cited = [one for block in told.content for one in getattr(block, "citations", None) or []]
    assert CODE in "".join(getattr(block, "text", "") for block in told.content)
    assert cited[0].type == "char_location", told
    assert data[cited[0].start_char_index : cited[0].end_char_index] == cited[0].cited_text
    return str(cited[0].cited_text)


@works(24, "as a stream")
def stream() -> str:
    asked: Any = [{"role": "user", "content": "Say hello"}]
    try:
        with client.messages.stream(model=MODEL, max_tokens=50, messages=asked) as events:
            return events.get_final_text()
    except anthropic.NotFoundError as error:
        raise NotThere("POST /v1/messages is not there: 404, as JSON") from error


if __name__ == "__main__":
    run_checks(f"anthropic {anthropic.__version__} (Python)")
