"""Evidence → an answer whose every sentence names the evidence it stands on.

Where the evidence does not fit one prompt, it is answered in groups, and the groups' sentences are the evidence of
the last prompt; citations stay those of the first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from farside.engine.base import Engine, Reply, Request, Text
from farside.errors import EngineError
from farside.reading import prompts
from farside.types import Citation, Evidence, Sentence, Usage

MOST_SENTENCES = 6
MOST_TOKENS = 400


def write(
    engine: Engine, evidence: Sequence[Evidence], question: str, on_text: Callable[[str], None]
) -> tuple[tuple[Sentence, ...], Usage]:
    """Sentences whose `citations` are numbers (from 1) into `evidence`. `on_text` gets each whole sentence."""
    request = Request(
        prompts.answer(evidence, question),
        max_tokens=MOST_TOKENS,
        schema=prompts.answer_schema(len(evidence), MOST_SENTENCES),
    )
    text, told, usage = "", 0, Usage()
    for event in engine.stream(request):
        if isinstance(event, Text):
            text += event.text
            for sentence in list(_complete(text, len(evidence)))[told:]:
                on_text(sentence.text + " ")
                told += 1
        elif isinstance(event, Reply):
            usage = event.usage
    found = tuple(_complete(text, len(evidence)))
    if not found:
        raise EngineError(f"{engine.model} did not write an answer in the form asked for: {text[:80]!r}")
    return found, usage


def _complete(text: str, count: int) -> Iterator[Sentence]:
    """The whole sentence objects in a reply that may still be growing (or was ended by its token limit)."""
    decoder = json.JSONDecoder()
    at = text.find("{", text.find("["))
    while text.find("[") >= 0 and at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return
        cited = tuple(dict.fromkeys(n for n in value.get("evidence", ()) if isinstance(n, int) and 1 <= n <= count))
        words = " ".join(str(value.get("text", "")).split())
        if words:
            yield Sentence(words, cited, bool(cited))
        at = text.find("{", end)


def cite(evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """Numbered citations of the evidence; the quote is cut from the document, never taken from a model."""
    citations: list[Citation] = []
    for n, piece in enumerate(evidence, 1):
        page = piece.document.page_at(piece.span.start)
        start, quote = piece.span.start, piece.text.rstrip()
        citations.append(
            Citation(
                n, piece.document.name, piece.document.id, page.number, page.label, start, start + len(quote), quote
            )
        )
    return tuple(citations)
