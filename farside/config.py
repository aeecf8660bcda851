"""One frozen table of settings: defaults, then `config.toml` in the home folder, then `FARSIDE_*`
in the environment.

An unknown key is an error, so that a typing mistake is never a silent default.
"""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import platformdirs

from farside.errors import SettingsError
from farside.system.addresses import show_address

PREFIX = "FARSIDE_"
USUAL_WINDOW = 2500
"""Tokens of documents in a window: small models read this many reliably."""
# Larger numbers fit neither into a database nor into the engine.
_MOST = 2**63 - 1
_URLS = ("remote_url", "database_url")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, its type and its default. `docs/settings.md` describes each one."""

    home: Path
    model: str = "qwen2.5-1.5b"
    models_dir: str = ""
    shared_dir: str = ""
    window_tokens: int = 0
    database_url: str = ""
    ocr: bool = True
    parse_seconds: float = 120.0
    parse_memory_mb: int = 3000
    parse_pages: int = 5000
    parse_expanded_mb: int = 2000
    engine_server: str = ""
    engine_gpu_layers: int = -1
    engine_lookup: bool = False
    engine_context: int = 8192
    engine_threads: int = 0
    engine_idle_seconds: float = 600.0
    reader_adapter: str = ""
    kv_type: str = "f16"
    rope: str = ""
    rope_scale: float = 0.0
    kv_bytes: int = 0
    remote_url: str = ""
    remote_key: str = ""
    remote_context: int = 0
    remote_timeout_seconds: float = 600.0
    server_read_ahead: bool = True
    server_upload_mb: int = 2000
    server_quota_mb: int = 0
    server_runs_at_once: int = 1
    server_runs_waiting: int = 20
    server_model_names: str = ""
    server_origins: str = ""
    server_trusted_proxies: str = ""
    server_login_header: str = ""
    server_watch_roots: str = ""
    server_fetch: str = "admins"
    fetch_mb: int = 50
    fetch_seconds: float = 60.0
    fetch_ports: str = "80, 443"

    @property
    def usual_window(self) -> int:
        """The most tokens of a window as a person gave it, else of a model that asks for no
        other."""
        return self.window_tokens or USUAL_WINDOW

    @property
    def shared(self) -> Path:
        """The folder for what belongs to the machine: KV states, models, what was measured of
        them."""
        return Path(self.shared_dir).expanduser().absolute() if self.shared_dir else self.home

    def __repr__(self) -> str:
        shown = (f"{f.name}={show_value(f.name, getattr(self, f.name))}" for f in fields(self))
        return f"Settings({', '.join(shown)})"


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force. Raises `SettingsError` for an unknown key or a value of the wrong
    type."""
    return load_with_origins(environ)[0]


def load_with_origins(
    environ: Mapping[str, str] = os.environ,
) -> tuple[Settings, Mapping[str, str]]:
    """The settings in force, and where each one that was set comes from: the name of a variable, or
    the path of the file. Raises `SettingsError` as `load` does."""
    home = find_home(environ)
    values: dict[str, Any] = {"home": home}
    origins = {"home": PREFIX + "HOME"} if environ.get(PREFIX + "HOME") else {}
    file = home / "config.toml"
    if file.exists():
        try:
            read = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise SettingsError(
                f"{file} cannot be read: {error.strerror}. Make it a file that you may read, or "
                "remove it"
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"{file} is not valid TOML: {error}. Mend the line or remove the file"
            ) from error
        for key, value in read.items():
            values[key], origins[key] = _checked(key, value, str(file)), str(file)
    for variable, text in environ.items():
        if variable.startswith(PREFIX) and variable != PREFIX + "HOME":
            _check_text(variable, text, "give it another value")
            key = variable.removeprefix(PREFIX).lower()
            values[key], origins[key] = _checked(key, text, variable), variable
    return Settings(**values), origins


def find_home(environ: Mapping[str, str] = os.environ) -> Path:
    """The home folder, whether it is there or not. Raises `SettingsError` for one that is not
    UTF-8."""
    home = (
        Path(environ.get(PREFIX + "HOME") or platformdirs.user_data_dir("farside"))
        .expanduser()
        .absolute()
    )
    _check_text(f"the home folder {home}", str(home), "set FARSIDE_HOME to another folder")
    return home


def _check_text(what: str, value: str, remedy: str) -> None:
    """Raise `SettingsError` for bytes that are not UTF-8: databases and the engine get paths as
    text."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        shown = what.encode("utf-8", "backslashreplace").decode()
        raise SettingsError(f"{shown} is not UTF-8: {remedy}") from error


def _checked(key: str, value: object, origin: str) -> object:
    """Convert `value` to the type of the setting `key`; numbers and booleans may come as text (from
    the environment)."""
    known: dict[str, Any] = {f.name: f.default for f in fields(Settings) if f.name != "home"}
    if key not in known:
        raise SettingsError(
            f"{origin}: there is no setting {key!r}. The settings are: {', '.join(sorted(known))}"
        )
    wanted = type(known[key])
    if isinstance(value, str) and wanted is bool:
        value = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(
            value.lower(), value
        )
    if isinstance(value, str) and wanted in (int, float):
        with contextlib.suppress(ValueError):
            value = wanted(value)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not wanted:
        article = "an" if wanted is int else "a"
        raise SettingsError(
            f"{origin}: {key} must be {article} {wanted.__name__}, not {show_value(key, value)}"
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        _check_number(key, value, known[key], origin)
    return value


def _check_number(key: str, value: float, usual: float, origin: str) -> None:
    """Raise `SettingsError` for a number that counts nothing. None is below zero, but for -1 where
    it has a meaning, and none is zero where that has none."""
    least = min(usual, 0)
    zero = usual <= 0 or key == "engine_idle_seconds"
    if not least <= value <= _MOST:
        raise SettingsError(f"{origin}: {key} must be from {least} to {_MOST:,}, not {value}")
    if value == 0 and not zero:
        raise SettingsError(f"{origin}: {key} must be more than 0: nothing would be done")


def show_value(key: str, value: object) -> str:
    """The value of a setting for a message or a log: a secret is left out, a URL keeps only host,
    port and name."""
    if key in _URLS and value:
        return repr(show_address(str(value)))
    return "***" if key == "remote_key" and value else repr(value)
