"""What training must know of the model that an adapter is for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from farside.engine.gguf import UNREADABLE, read_gguf_header
from farside.engine.models import ModelFile
from farside.errors import ModelError


@dataclass(frozen=True, slots=True)
class Base:
    """The model that an adapter is for: its file, the SHA-256 of it, its architecture, how many
    heads its queries and its keys have, and the token that ends a reply."""

    path: Path
    sha256: str
    architecture: str
    heads: int
    key_heads: int
    end_token: int

    def heads_of(self, module: str) -> int:
        """How many heads of this module the model's file holds interleaved; 0 for none of them."""
        if self.architecture != "llama":
            return 0
        return {"self_attn.q_proj": self.heads, "self_attn.k_proj": self.key_heads}.get(module, 0)


def read_base(file: ModelFile) -> Base:
    """What a model's file says of itself. Raises `ModelError` for one that does not."""
    try:
        with file.path.open("rb") as data:
            facts = read_gguf_header(data).facts
        architecture = str(facts["general.architecture"])
        heads = int(facts[f"{architecture}.attention.head_count"][0])
        key_heads = int(facts.get(f"{architecture}.attention.head_count_kv", (heads,))[0])
        end = int(facts["tokenizer.ggml.eos_token_id"][0])
    except UNREADABLE as error:
        raise ModelError(
            f"{file.path} does not say what training must know ({error}): train another model"
        ) from error
    return Base(file.path, file.sha256, architecture, heads, key_heads, end)
