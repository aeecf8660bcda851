"""A `llama-server` for tests: it takes the real one's arguments and serves with the wheel's
llama.cpp.

    python -m tests.engine.llama_server --version | --help | --model FILE --port N …

`FORGETS=1` in the environment: what it restores is never used again, as with models that cannot go
back.
"""

from __future__ import annotations

import os
import sys
import time

import xllamacpp

from farside.engine.llama_child import load_adapter, server_params

HELP = (
    "--flash-attn [on|off|auto] --no-ui --offline --cache-ram N --gpu-layers N "
    "(default: auto, 'auto')"
)


def main() -> None:
    given = sys.argv[1:]
    if "--version" in given:
        print(f"version: {os.environ.get('LLAMA_VERSION', '1')} (test)\nbuilt with the wheel")
        return
    if "--help" in given:
        print(HELP)
        return
    flags = {
        name: value
        for name, value in zip(given, [*given[1:], ""], strict=True)
        if name.startswith("--")
    }
    params = server_params(
        flags["--model"],
        int(flags["--ctx-size"]),
        int(flags["--threads"]),
        flags["--cache-type-k"],
        flags["--slot-save-path"],
    )
    if "--lora" in flags:
        assert "--lora-init-without-apply" in given
        load_adapter(params, flags["--lora"])
    params.port = int(flags["--port"])
    params.api_keys = [os.environ["LLAMA_API_KEY"]]
    params.n_parallel = int(flags["--parallel"])
    server = xllamacpp.Server(params)
    assert server.listening_address.endswith(flags["--port"])
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main()
