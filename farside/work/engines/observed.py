"""How long an engine was seen to take on this machine, kept in the home folder so that plans can
predict the time.

`farside doctor` measures it on purpose; every request of every other command refines it.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from farside.config import Settings
from farside.engine import models
from farside.engine.base import Engine, Prefilled, Reply, Request, Text
from farside.engine.gguf_shape import read_model_shape
from farside.engine.metered import MeteredEngine
from farside.errors import ModelError
from farside.reading.cost.predict import Profile, RequestCost, Sums
from farside.system.replacing import write_whole


class ObservedEngine(MeteredEngine):
    """An engine with its profile: what was known of it, and every request that it finished since.

    `close()` keeps the profile. An engine that does not report its seconds is not observed: by the
    clock alone it cannot be told which part of a prompt a server had kept.
    """

    def __init__(self, engine: Engine, settings: Settings, spec: str) -> None:
        super().__init__(engine)
        self._file = settings.shared / "profiles" / f"{engine.fingerprint()[:16]}.json"
        self._kept = _known(self._file)
        # Reading it from the model file takes a fifth of a second; it cannot change under this
        # fingerprint.
        self.profile = replace(
            self._kept, kv_bytes=self._kept.kv_bytes or _kv_bytes(settings, spec)
        )

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        for event in super().stream(request):
            if isinstance(event, Reply):
                self.profile = self.profile.observed(_run(event))
            yield event

    def close(self) -> None:
        super().close()
        if self.profile != self._kept:
            self._kept = self.profile
            _keep(
                self._file, {**_read(self._file), "model": self.model, "cost": asdict(self.profile)}
            )


def _run(reply: Reply) -> RequestCost:
    used, prefix = reply.usage, reply.prefix
    restored = prefix if prefix and prefix.origin == "restored" else None
    return RequestCost(
        prompt=used.prompt_tokens,
        cached=used.cached_tokens,
        prompt_seconds=reply.prompt_seconds,
        reply=used.completion_tokens,
        decode_seconds=reply.decode_seconds,
        restored=restored.tokens if restored else 0,
        restore_seconds=restored.seconds if restored else 0.0,
    )


def _kv_bytes(settings: Settings, spec: str) -> float:
    """Bytes of a token's kept state on disk, its share of what is of fixed size included; 0 where
    none is kept, and for a model file that does not say."""
    if spec.startswith(("remote:", "scripted:")):
        return 0.0
    try:
        shape = read_model_shape(models.resolve_model(spec, settings).path)
        window = settings.window_tokens or shape.suited_window() or settings.usual_window
        return shape.state_bytes(window, settings.kv_type) / window
    except ModelError:  # a model without attention has no such sizes, and can still read and answer
        return 0.0


def _known(file: Path) -> Profile:
    seen = _read(file).get("cost", {})
    try:
        laws = {name: Sums(**seen[name]) for name in ("prefill", "decode", "restore")}
        laws |= {
            name: Sums(**seen.get(name, {})) for name in ("append", "forms")
        }  # not there in older files
        return Profile(**laws, kv_bytes=seen["kv_bytes"])
    except (KeyError, TypeError):  # only observations: a damaged file is as good as none
        return Profile()


def _read(file: Path) -> dict[str, Any]:
    try:
        seen = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError, ValueError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _keep(file: Path, seen: dict[str, Any]) -> None:
    # Only observations: the answer that was computed meanwhile must not be lost with them.
    with suppress(OSError):
        write_whole(file, json.dumps(seen, indent=1))
