"""Reading more than a model was trained for: how the positions of tokens are stretched (RoPE,
rotary embeddings).

`linear`: every position is divided by the factor (Chen et al. 2023, "Extending Context Window of
Large Language Models via Positional Interpolation", arXiv:2306.15595). `ntk`: the base of the
frequencies is raised instead, so that near positions stay apart (bloc97 2023, "NTK-Aware Scaled
RoPE"; equation 16 of the YaRN paper). `yarn`: fast frequencies stay, slow ones are divided, those
between are blended, and attention is a little sharper (Peng et al. 2023, "YaRN: Efficient Context
Window Extension of Large Language Models", arXiv:2309.00071), with the paper's values for Llama.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from farside.engine.gguf import UNREADABLE, read_gguf_numbers
from farside.errors import ModelError, SettingsError

KINDS = ("yarn", "linear", "ntk")
# YaRN's alpha and beta, by llama.cpp's names (section 3.2 of the paper).
_BETA_FAST, _BETA_SLOW = 32.0, 1.0
# llama.cpp's own value, for what a GGUF file leaves out.
_BASE = 10_000.0


@dataclass(frozen=True, slots=True)
class Rope:
    """llama.cpp's parameters by its names; the values here are those that leave everything to the
    model file.

    `scaling` is "" (the file's), "none", "linear" or "yarn"; `freq_scale` is one over the factor;
    `yarn_orig_ctx` is what the model was trained for, in tokens.
    """

    scaling: str = ""
    freq_scale: float = 0.0
    freq_base: float = 0.0
    yarn_ext_factor: float = -1.0
    yarn_attn_factor: float = -1.0
    yarn_beta_fast: float = -1.0
    yarn_beta_slow: float = -1.0
    yarn_orig_ctx: int = 0


AS_TRAINED = Rope()


def rope_factor(kind: str, scale: float, context: int, trained: int) -> float:
    """How many times its trained length a model must read: `scale`, or where that is 0 what
    `context` tokens need.

    1 without a kind. Raises `SettingsError` for a kind that does not exist, and for a factor that
    stretches nothing.
    """
    if not kind:
        if scale:
            raise SettingsError(
                f"rope_scale is {scale:g}, but rope says no way; set rope to one of "
                f"{', '.join(KINDS)}"
            )
        return 1.0
    if kind not in KINDS:
        raise SettingsError(f"rope must be one of {', '.join(KINDS)}, or empty, not {kind!r}")
    if scale and scale <= 1:
        raise SettingsError(
            f"rope_scale must be above 1 (or 0 for what engine_context needs), not {scale:g}"
        )
    if not scale and context <= trained:
        raise SettingsError(
            f"rope is {kind!r}, but engine_context is {context} and the model reads {trained} "
            "tokens without it; raise engine_context, set rope_scale, or leave rope empty"
        )
    return scale or context / trained


def stretch_rope(kind: str, times: float, trained: int, model: Path) -> Rope:
    """The parameters for a model (a GGUF file) that was trained for `trained` tokens to read
    `times` as many.

    Raises `ModelError` for a file that does not say how its positions are told.
    """
    if not kind:
        return AS_TRAINED
    if kind == "linear":
        return Rope("linear", freq_scale=1 / times)
    if kind == "ntk":
        return Rope("none", freq_scale=1.0, freq_base=_ntk_base(model, times))
    return Rope(
        "yarn",
        freq_scale=1 / times,
        yarn_ext_factor=1.0,
        yarn_attn_factor=1.0,
        yarn_beta_fast=_BETA_FAST,
        yarn_beta_slow=_BETA_SLOW,
        yarn_orig_ctx=trained,
    )


def _ntk_base(model: Path, times: float) -> float:
    """base · times^(d / (d − 2)) with d dimensions of a head that turn: the slowest frequency is
    then divided by `times`, the fastest not at all."""
    try:
        with model.open("rb") as file:
            known = {key.partition(".")[2]: values for key, values in read_gguf_numbers(file)}
        (base,) = known.get("rope.freq_base", (_BASE,))
        (size,) = known.get("rope.dimension_count") or (
            known["embedding_length"][0] / known["attention.head_count"][0],
        )
        return ntk_base(base, times, int(size))
    except UNREADABLE as error:
        raise ModelError(
            f"{model} does not say how it tells positions ({error}); use rope yarn or linear"
        ) from error


def ntk_base(base: float, times: float, dimensions: int) -> float:
    """The base of the frequencies for `times` as many positions. Raises `ValueError` for 2
    dimensions or fewer."""
    if dimensions <= 2:
        raise ValueError(f"{dimensions} dimensions of a head turn")
    return float(base * times ** (dimensions / (dimensions - 2)))
