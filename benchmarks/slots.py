"""What an appended question costs after a restored window, by its tokens and by how many windows
share a batch.

    python -m benchmarks.slots --model qwen2.5-0.5b --window 2500

The raw engine, one process for each number of slots, with random tokens: restore the same state
into every slot, append a question to all of them at once, take one token, or `--reply` tokens.
Seconds are those of a window, medians of `--repeats`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
import xllamacpp

from farside import config
from farside.engine import machine, models
from farside.engine.llama_child import server_params

_STATE = "state"


def serve(model: str, folder: Path, slots: int, window: int) -> httpx.Client:
    """An engine as Farside starts it, but with so many slots of their own context."""
    params = server_params(
        model, (window + 256) * slots, machine.count_cores(), "f16", str(folder) + "/"
    )
    params.n_parallel = slots
    server = xllamacpp.Server(params)
    client = httpx.Client(base_url=server.listening_address, timeout=900)
    client._server = server  # type: ignore[attr-defined]  # it ends when it is forgotten
    return client


def complete(client: httpx.Client, slot: int, tokens: Sequence[int], wanted: int) -> int:
    """Compute in one slot; how many of the tokens it still had."""
    body = {
        "prompt": list(tokens),
        "n_predict": wanted,
        "cache_prompt": True,
        "id_slot": slot,
        "temperature": 0,
    }
    body["ignore_eos"] = True  # every reply is as long as it was asked to be
    return int(
        client.post("/completion", json=body).raise_for_status().json()["timings"]["cache_n"]
    )


def visit(
    client: httpx.Client,
    slots: int,
    window: Sequence[int],
    questions: Sequence[Sequence[int]],
    reply: int,
) -> float:
    """Seconds a window when all slots are restored and then asked at once."""
    started = time.perf_counter()
    for slot in range(slots):
        client.post(f"/slots/{slot}?action=restore", json={"filename": _STATE}).raise_for_status()
    with ThreadPoolExecutor(slots) as pool:
        asked = [
            pool.submit(complete, client, slot, [*window, *questions[slot]], reply)
            for slot in range(slots)
        ]
    assert all(one.result() == len(window) for one in asked), "a restored window was computed again"
    return (time.perf_counter() - started) / slots


def measure(
    folder: Path,
    model: str,
    window: int,
    sizes: Sequence[int],
    repeats: int,
    reply: int,
    slots: int,
) -> list[float]:
    """Seconds a window for questions of each size."""
    client, chance = serve(model, folder, slots, window), random.Random(7)
    words = [chance.randrange(1000, 30_000) for _ in range(window)]
    complete(client, 0, words, 0)  # a state of one number of slots cannot be restored with another
    client.post("/slots/0?action=save", json={"filename": _STATE}).raise_for_status()

    def once(size: int) -> float:
        return visit(
            client,
            slots,
            words,
            [chance.choices(range(1000, 30_000), k=size) for _ in range(slots)],
            reply,
        )

    return [statistics.median(once(size) for _ in range(repeats)) for size in sizes]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="qwen2.5-0.5b")
    parser.add_argument("--window", type=int, default=2500)
    parser.add_argument("--slots", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--tokens", type=int, nargs="+", default=[1, 16, 24, 32, 48, 64])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--reply", type=int, default=1, help="tokens that are taken after the question"
    )
    given = parser.parse_args()
    model = str(models.resolve_model(given.model, config.load()).path)
    print(
        f"{given.model}, windows of {given.window} tokens, {machine.count_cores()} cores, "
        f"{time.strftime('%Y-%m-%d')}\n"
    )
    print(
        f"| slots | {' | '.join(f'{size} tokens' for size in given.tokens)} |\n"
        f"|---|{'---|' * len(given.tokens)}"
    )
    with tempfile.TemporaryDirectory(prefix="farside-") as folder:
        one = partial(
            measure, Path(folder), model, given.window, given.tokens, given.repeats, given.reply
        )
        for slots in given.slots:
            with ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn")
            ) as pool:  # a process holds one engine
                seconds = pool.submit(one, slots).result()
            print(f"| {slots} | {' | '.join(f'{each:.3f} s' for each in seconds)} |", flush=True)


if __name__ == "__main__":
    main()
