"""The process that holds llama.cpp: `python -m farside.engine.llama_child`, with an `EngineJob` as
JSON on standard input.

It loads the model, notes where it listens, and ends itself when nobody has used it for a while. It
may die at any moment (llama.cpp aborts on a damaged file); nothing outside it dies with it.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

import psutil
import xllamacpp

from farside.engine.idle import serve_until_idle
from farside.engine.llama_settings import (
    BATCH,
    LOOKED_UP,
    LOOKUP,
    LOOKUP_HITS,
    PING_SECONDS,
)
from farside.engine.machine import CANNOT_LOAD, EngineJob, Room, Running
from farside.engine.rope import AS_TRAINED, Rope
from farside.system.confine import forbid_privileges


def main() -> None:
    forbid_privileges()
    job = EngineJob.parsed(json.load(sys.stdin))
    room = Room(Path(job.folder))
    life = room.lock("life")
    if not life.acquire(wait=False):
        sys.exit("another engine is already running here")
    started = psutil.Process().create_time()
    room.note(Running(os.getpid(), started, "", "", job.name, job.key))
    token = secrets.token_urlsafe(32)
    try:
        params = server_params(
            job.model, job.context, job.threads, job.kv_type, job.slots + os.sep, job.rope
        )
        params.api_keys = [token]
        if job.lookup:
            look_up_quotations(params)
        if job.adapter:
            load_adapter(params, job.adapter)
        server = xllamacpp.Server(params)
    except RuntimeError as error:
        print(f"cannot load {job.model}: {error}", file=sys.stderr, flush=True)
        # The threads of a half-made server would keep an ordinary exit waiting.
        os._exit(CANNOT_LOAD)
    running = Running(os.getpid(), started, server.listening_address, token, job.name, job.key)
    room.note(running)
    serve_until_idle(room, job, running, lambda: True)
    os._exit(0)


def server_params(
    model: str, context: int, threads: int, kv_type: str, states: str, rope: Rope = AS_TRAINED
) -> xllamacpp.CommonParams:
    """The settings that start llama.cpp: one slot with `context` tokens, KV states in the folder
    `states` (with its slash)."""
    params = xllamacpp.CommonParams()
    params.model.path = model
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.cors_origins = "http://127.0.0.1"
    params.cors_origins_explicit = True
    params.ui = False
    params.endpoint_slots = True
    params.n_ctx = context
    params.n_parallel = 1
    params.ctx_shift = False
    params.cache_ram_mib = 0
    params.n_batch = BATCH
    params.n_ubatch = BATCH
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_ENABLED
    params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type[f"GGML_TYPE_{kv_type.upper()}"]
    _stretch(params, rope)
    params.slot_save_path = states
    params.sse_ping_interval = PING_SECONDS
    params.verbosity = 1
    return params


def look_up_quotations(params: xllamacpp.CommonParams) -> None:
    """Guess what follows in the prompt after the words just written, and check it in one batch.
    Only what the model itself would write is taken; where two words are nearly as likely, a batch's
    rounding may turn them."""
    kinds = xllamacpp.common_speculative_type
    params.speculative.types = [kinds.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
    params.speculative.ngram_simple.size_n = LOOKUP
    params.speculative.ngram_simple.size_m = LOOKED_UP
    params.speculative.ngram_simple.min_hits = LOOKUP_HITS


def load_adapter(params: xllamacpp.CommonParams, path: str) -> None:
    """Load a reader adapter. Requests say whether it is applied."""
    adapter = xllamacpp.CommonAdapterLoraInfo()
    adapter.path = path
    adapter.scale = 1.0
    params.lora_adapters = [adapter]
    params.lora_init_without_apply = True


def _stretch(params: xllamacpp.CommonParams, rope: Rope) -> None:
    """Every value is set, also those that leave it to the model file."""
    kind = f"LLAMA_ROPE_SCALING_TYPE_{(rope.scaling or 'unspecified').upper()}"
    params.rope_scaling_type = xllamacpp.llama_rope_scaling_type[kind]
    params.rope_freq_scale = rope.freq_scale
    params.rope_freq_base = rope.freq_base
    params.yarn_ext_factor = rope.yarn_ext_factor
    params.yarn_attn_factor = rope.yarn_attn_factor
    params.yarn_beta_fast = rope.yarn_beta_fast
    params.yarn_beta_slow = rope.yarn_beta_slow
    params.yarn_orig_ctx = rope.yarn_orig_ctx


if __name__ == "__main__":
    main()
