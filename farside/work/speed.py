"""How fast an engine is on this machine, as last observed; kept in the home folder so that plans can tell the time."""

from __future__ import annotations

import json
import os
from pathlib import Path

from farside.config import Settings
from farside.engine.base import Engine
from farside.reading.plan import Speed

# Fewer tokens than this say more about noise than about the machine.
_ENOUGH_TOKENS = 200


def known(settings: Settings, engine: Engine) -> Speed:
    """What was observed, or zeros."""
    seen = _all(settings).get(engine.fingerprint(), {})
    return Speed(seen.get("prefill", 0.0), seen.get("decode", 0.0))


def observe(settings: Settings, engine: Engine, prompt: tuple[int, float], decode: tuple[int, float]) -> None:
    """Keep tokens and seconds of computed prompt and reply, as the engine reported them."""
    seen = _all(settings)
    entry = seen.setdefault(engine.fingerprint(), {})
    for name, (tokens, seconds) in (("prefill", prompt), ("decode", decode)):
        if seconds > 0 and (tokens >= _ENOUGH_TOKENS or name not in entry):
            entry[name] = tokens / seconds
    _write(_file(settings), json.dumps(seen, indent=1))


def _write(file: Path, text: str) -> None:
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError:  # only an observation: the answer that was computed meanwhile must not be lost with it
        draft.unlink(missing_ok=True)


def _file(settings: Settings) -> Path:
    return settings.home / "speeds.json"


def _all(settings: Settings) -> dict[str, dict[str, float]]:
    try:
        seen = json.loads(_file(settings).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # only observations: a damaged file is as good as none
        return {}
    return seen if isinstance(seen, dict) else {}
