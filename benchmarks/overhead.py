"""Farside's own time while reading: the clock's time for N windows over the engine's own prompt
time for them.

python -m benchmarks.overhead FILE --model qwen2.5-0.5b --windows 6
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from farside import config
from farside.documents.options import ParseOptions
from farside.documents.sandbox import parse_file
from farside.engine.metered import MeteredEngine
from farside.engine.registry import open_engine
from farside.reading import scan, windows
from farside.types import ignore


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", default="qwen2.5-0.5b")
    parser.add_argument("--window", type=int, default=2500)
    parser.add_argument("--windows", type=int, default=6)
    options = parser.parse_args()
    settings = config.load()
    document = parse_file(
        options.file, ParseOptions.of(settings, options.file.name), lambda _done, _total: None
    )
    engine = MeteredEngine(open_engine(options.model, settings, ignore))
    started = time.perf_counter()
    cut = windows.cut_windows([document], options.window, engine.count_text)[: options.windows]
    planned = time.perf_counter()
    for window in cut:
        scan.read_window(engine, window, lambda _: None)
    read = time.perf_counter() - planned
    engine.close()
    tokens = engine.usage.prompt_tokens - engine.usage.cached_tokens
    print(
        f"{engine.model}: {len(cut)} windows, {tokens:,} tokens computed, "
        f"{tokens / read:.0f} tokens/s"
    )
    print(f"cutting the whole document into windows: {planned - started:.2f} s")
    own = engine.prompt_seconds
    print(f"reading: {read:.2f} s by the clock, {own:.2f} s by the engine: {read / own:.3f}x")


if __name__ == "__main__":
    main()
