"""Does n-gram lookup pay? The same replies with and without it, from windows that were kept.

    python -m benchmarks.lookup DATA/longqa --model qwen2.5-1.5b --articles l1:8000 --window 450

Drafts as JSON and as plain lines, and a quotation that the model is asked to copy. The windows must
have been read before (by `benchmarks.tokens` with the same home, articles and window). It says how
many texts differ (none should), whether the kept states served whole, and the seconds of writing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.tokens import article
from farside import config
from farside.engine import launch
from farside.engine.base import Engine, Reply, Request, generate_reply
from farside.engine.registry import open_engine
from farside.reading import plain
from farside.reading.cost import plan
from farside.reading.cost.predict import Profile
from farside.reading.findings import list_sentences
from farside.reading.prompts import for_plain, wording
from farside.types import Window, ignore

COPY = "Copy the sentence of the text above that says most about this question, word by word."


def requests(window: Window, asked: str) -> Iterator[tuple[str, Request]]:
    schema = wording.draft_schema(len(list_sentences(window)), 5)
    yield "JSON draft", Request(wording.draft_prompt(window, asked), 80, schema=schema)
    yield "plain draft", Request(for_plain.draft_prompt(window, asked), 64, stop=plain.STOP)
    yield "quotation", Request(wording.window_prompt(window, asked, COPY, COPY), 64)


def answers(
    engine: Engine, folder: Path, names: list[str], limit: int, most: int
) -> Iterator[tuple[str, Reply]]:
    for name in names:
        document, asked = article(folder, name)
        texts = [one.question for one in asked]
        made = plan.make_plan(engine, [document], texts, "scan", limit, Profile())
        kept = [one for one in made.windows if engine.has(wording.window_prefix(one))]
        for window, text in list(zip(kept, texts, strict=False))[:most]:
            for kind, request in requests(window, text):
                yield kind, generate_reply(engine, request)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument("--articles", nargs="+", default=["l1:8000"])
    parser.add_argument("--window", type=int, default=450)
    parser.add_argument("--most", type=int, default=4, help="windows of an article")
    options = parser.parse_args()
    seen: dict[bool, list[tuple[str, Reply]]] = {}
    for lookup in (False, True):
        settings = replace(config.load(), engine_lookup=lookup)
        engine = open_engine(options.model, settings, ignore)
        try:
            seen[lookup] = list(
                answers(engine, options.data, options.articles, options.window, options.most)
            )
        finally:
            engine.close()
            launch.stop_engine()
    print("| kind | replies | same text | tokens | seconds without | with | times as fast |")
    print("|---|---|---|---|---|---|---|")
    for kind in dict.fromkeys(kind for kind, _ in seen[True]):
        pairs = [
            (one, two)
            for (name, one), (_, two) in zip(seen[False], seen[True], strict=True)
            if name == kind
        ]
        same = sum(one.text == two.text for one, two in pairs)
        tokens = sum(one.usage.completion_tokens for one, _ in pairs)
        slow, fast = (sum(pair[at].decode_seconds for pair in pairs) for at in (0, 1))
        print(
            f"| {kind} | {len(pairs)} | {same} | {tokens} | {slow:.1f} | {fast:.1f} | "
            f"{slow / fast:.2f} |"
        )
    read_again = sum(
        reply.prefix is not None and reply.prefix.origin == "computed" for _, reply in seen[True]
    )
    print(f"\nkept states that were read again with lookup: {read_again}")


if __name__ == "__main__":
    main()
