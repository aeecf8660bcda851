"""How a `llama-server` is started: with the same settings that `llama_child` gives to the wheel's,
as arguments."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from farside.engine.llama_settings import (
    BATCH,
    LOOKED_UP,
    LOOKUP,
    LOOKUP_HITS,
    PING_SECONDS,
)
from farside.engine.machine import EngineJob
from farside.engine.rope import AS_TRAINED

_AUTOMATIC = -1
"""GPU layers that llama.cpp chooses by the memory that is free."""
# Names that flags had, or have: the first that the program knows is used. What it knows by no name
# is left out, since a program that lacks it also lacks what it would switch off.
_PING = "--sse-ping-interval"
_OPTIONAL: tuple[tuple[tuple[str, ...], str | None], ...] = (
    (("--no-ui", "--no-webui"), None),
    (("--offline",), None),
    (("--no-context-shift",), None),
    (("--cache-ram", "-cram"), "0"),
    ((_PING,), str(PING_SECONDS)),
    (("--cors-origins",), "http://127.0.0.1"),
    (("--slots",), None),
)


def can_ping(known: str) -> bool:
    """Tell whether a program gives signs of life while it computes. `known` as for `list_flags`."""
    return _PING in _words(known)


def list_flags(job: EngineJob, port: str, known: str) -> list[str]:
    """The arguments for one slot of `job.context` tokens on `port` of the loopback. `known` is what
    the program says of its own arguments (`--help`)."""
    threads = str(job.threads)
    return [
        *("--model", job.model, "--host", "127.0.0.1", "--port", port),
        *("--ctx-size", str(job.context), "--parallel", "1"),
        *("--batch-size", str(BATCH), "--ubatch-size", str(BATCH)),
        *("--threads", threads, "--threads-batch", threads),
        *(("--flash-attn", "on") if "[on|off|auto]" in known else ("--flash-attn",)),
        *("--cache-type-k", job.kv_type, "--cache-type-v", job.kv_type),
        *("--slot-save-path", job.slots + os.sep),
        *_gpu(job, known),
        *_stretch(job),
        *(_lookup(_words(known)) if job.lookup else ()),
        *(("--lora", job.adapter, "--lora-init-without-apply") if job.adapter else ()),
        *_optional(_words(known)),
    ]


def _gpu(job: EngineJob, known: str) -> Sequence[str]:
    """All that fits, unless a person said how much: an older program that does not choose itself
    gets all layers."""
    if job.gpu_layers != _AUTOMATIC:
        return ("--gpu-layers", str(job.gpu_layers))
    return () if "'auto'" in known or "(default: auto" in known else ("--gpu-layers", "999")


def _lookup(words: set[str]) -> Sequence[str]:
    """The arguments for n-gram lookup; none for a program that does not know this kind: it writes
    the same, token by token."""
    name = "--spec-ngram-simple"
    if f"{name}-size-n" not in words:
        return ()
    return (
        *("--spec-type", "ngram-simple"),
        *(f"{name}-size-n", str(LOOKUP), f"{name}-size-m", str(LOOKED_UP)),
        *(f"{name}-min-hits", str(LOOKUP_HITS)),
    )


def _stretch(job: EngineJob) -> Iterator[str]:
    if job.rope == AS_TRAINED:
        return
    rope = job.rope
    yield from ("--rope-scaling", rope.scaling or "none")
    for flag, value in (
        ("--rope-freq-scale", rope.freq_scale),
        ("--rope-freq-base", rope.freq_base),
        ("--yarn-ext-factor", rope.yarn_ext_factor),
        ("--yarn-attn-factor", rope.yarn_attn_factor),
        ("--yarn-beta-fast", rope.yarn_beta_fast),
        ("--yarn-beta-slow", rope.yarn_beta_slow),
        ("--yarn-orig-ctx", rope.yarn_orig_ctx),
    ):
        yield from (flag, str(value))


def _words(known: str) -> set[str]:
    return set(known.replace(",", " ").split())


def _optional(words: set[str]) -> Iterator[str]:
    for names, value in _OPTIONAL:
        name = next((one for one in names if one in words), None)
        if name is not None:
            yield from (name,) if value is None else (name, value)
