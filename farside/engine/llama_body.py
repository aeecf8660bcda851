"""What a request is to llama.cpp, and what it tells of the first token."""

from __future__ import annotations

from typing import Any

from farside.engine.base import Request
from farside.engine.json_grammar import write_grammar, write_line_grammar

# Alternatives are looked up among this many first tokens.
_RANKED = 512


def write_body(prompt: list[int], request: Request, guided: bool) -> dict[str, Any]:
    """What llama.cpp is asked for. `guided`: the program has the guidance library, which knows one
    way to write white space."""
    body: dict[str, Any] = {
        "prompt": prompt,
        "n_predict": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "cache_prompt": True,
        "return_progress": True,
        "stop": list(request.stop),
        "n_probs": _RANKED if request.alternatives else 0,
        **request.sampling.given(),
    }
    grammar = None
    if request.unopened:
        grammar = write_line_grammar(request.unopened)
    elif request.schema is not None and not guided:
        grammar = write_grammar(request.schema)
    if grammar is not None:
        body["grammar"] = grammar
    elif request.schema is not None:
        # One way to write white space: small models otherwise fill the reply with it.
        layout = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
        body["json_schema"] = {**request.schema, "x-guidance": layout}
    return body


def read_ranked(event: dict[str, Any]) -> dict[int, float]:
    """Token ids and natural log-probabilities of the event's first token, before sampling and
    grammar."""
    probabilities = event.get("completion_probabilities")
    if not probabilities:
        return {}
    return {item["id"]: item["logprob"] for item in probabilities[0]["top_logprobs"]}


def choose_first(first: dict[str, int], ranked: dict[int, float]) -> dict[str, float]:
    """Empty when nothing was ranked: two made-up numbers would look like an answer of the model."""
    if not ranked:
        return {}
    lowest = min(ranked.values())
    return {text: ranked.get(token, lowest) for text, token in first.items()}
