"""Models that read documents well, by the memory they need: what is known of each before it is
fetched.

None of them comes with Farside. `spec` names the file on a hub; its size and SHA-256 are the hub's
own, shown and checked when it is fetched (`engine.download`). Sizes here only say what fits: they
are those that the publishers' pages told in November 2026, to a tenth of a gigabyte.
"""

from __future__ import annotations

from dataclasses import dataclass

from farside.engine.gguf_shape import Attention


@dataclass(frozen=True, slots=True)
class KnownReader:
    """A model worth having. `file_gb` is the size of its file, `active_billions` the weights that
    each token uses, `state_kib` what a token's kept state takes on disk (f16), 0 where that does
    not grow by the token."""

    title: str
    spec: str
    licence: str
    file_gb: float
    active_billions: float
    state_kib: float
    attention: Attention
    why: str


# From the weakest to the best reader, as far as they can be ranked: our own reading of published
# comparisons of local models that answer from documents, not measured by Farside.
READERS = (
    KnownReader(
        "Qwen2.5-Coder-0.5B-Instruct",
        "qwen2.5-0.5b",
        "Apache-2.0",
        0.5,
        0.5,
        12,
        "full",
        "fast, and often wrong",
    ),
    KnownReader(
        "Qwen2.5-Coder-1.5B-Instruct",
        "qwen2.5-1.5b",
        "Apache-2.0",
        1.1,
        1.5,
        28,
        "full",
        "the default: its answers were measured",
    ),
    KnownReader(
        "Qwen3-4B-Instruct-2507",
        "hf:bartowski/Qwen_Qwen3-4B-Instruct-2507-GGUF/Qwen_Qwen3-4B-Instruct-2507-Q4_K_M.gguf"
        "@ae44f08e1392f39c0e474af10c3ff8355c8b6688",
        "Apache-2.0",
        2.5,
        4.0,
        144,
        "full",
        "answers at once, keeps exact states: the best fit for a laptop",
    ),
    KnownReader(
        "Qwen3.5-4B",
        (
            "hf:unsloth/Qwen3.5-4B-GGUF/Qwen3.5-4B-Q4_K_M.gguf@e87f176479d0855a907a4127"
            "7aca2f8ee7a09523"
        ),
        "Apache-2.0",
        2.7,
        4.0,
        0,
        "hybrid",
        "newer; its states must prove that they serve again",
    ),
    KnownReader(
        "Qwen3.5-9B",
        (
            "hf:unsloth/Qwen3.5-9B-GGUF/Qwen3.5-9B-Q4_K_M.gguf@3885219b6810b007914f3a79"
            "50a8d1b469d598a5"
        ),
        "Apache-2.0",
        5.7,
        9.0,
        0,
        "hybrid",
        "right and deep; its states must prove that they serve again",
    ),
    KnownReader(
        "Gemma 4 E4B",
        "hf:unsloth/gemma-4-E4B-it-GGUF/gemma-4-E4B-it-Q4_K_M.gguf",
        "Apache-2.0",
        5.0,
        4.0,
        0,
        "sliding",
        "cites best among the small ones",
    ),
    KnownReader(
        "gpt-oss-20b",
        "hf:lmstudio-community/gpt-oss-20b-GGUF/gpt-oss-20b-MXFP4.gguf",
        "Apache-2.0",
        12.1,
        3.6,
        0,
        "sliding",
        "right and fast for its size; it thinks before it answers",
    ),
    KnownReader(
        "Qwen3-30B-A3B-Instruct-2507",
        "hf:unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF/Qwen3-30B-A3B-Instruct-2507-Q4_K_M.gguf",
        "Apache-2.0",
        18.6,
        3.3,
        96,
        "full",
        "a large reader at the speed of a small one",
    ),
    KnownReader(
        "Qwen3.8-27B",
        "hf:unsloth/Qwen3.8-27B-GGUF/Qwen3.8-27B-UD-Q4_K_M.gguf",
        "Apache-2.0",
        17.0,
        27.0,
        0,
        "hybrid",
        "the deepest, for a GPU of 24 GB",
    ),
)
