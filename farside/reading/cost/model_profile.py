"""What was measured of a model, as a file: how long a text it uses, and how to read its gate.

Some profiles come with the package (`profiles/`); `farside eval profile MODEL` writes one to the
home folder.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from farside.errors import InputError
from farside.system.replacing import write_whole
from farside.types import UNMEASURED, Aids, Calibration, ReaderName

KINDS = ("literal", "latent", "multi")
"""The kinds of facts: one that shares words with its question, one that shares none, and three to
be listed."""

_SAFE = re.compile(r"[\w.-]+", re.ASCII)


# JSON has no infinity: these are null in a file.
_ENDLESS = {"margin": math.inf, "drafted": -math.inf, "spread": math.inf}


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """What was measured of the model `name`.

    `effective` has for each kind of fact the length (tokens) of the longest text that the model
    answers well from; None where it answers none well or was not asked. Texts longer than those it
    was asked about are not known. `window`: the most tokens of a window that it reads reliably.
    `full_most`: the longest text that may be read in one prompt, 0 for none. Both are None where
    nothing was measured.

    `prefill` and `decode` are tokens a second after 2,000 tokens, on `machine`. `measured` is a
    date (ISO 8601).
    """

    name: str
    measured: str = ""
    machine: str = ""
    effective: Mapping[str, int | None] = field(default_factory=lambda: dict.fromkeys(KINDS))
    window: int | None = None
    full_most: int | None = None
    prefill: float | None = None
    decode: float | None = None
    calibration: Calibration = UNMEASURED
    verdict: str = ""
    note: str = ""


def unmeasured_hint(name: str) -> str:
    """Tell a person that the model has no profile, and how to make one."""
    return f"{name} is not measured: farside eval profile {name}"


def profile_path(home: Path, name: str) -> Path:
    """The path in the home folder where a model's profile is kept."""
    return home / "lab" / "profiles" / f"{file_name(name)}.json"


def file_name(name: str) -> str:
    """Make a file name, without ending, from a model's name: different names give different
    files."""
    if _SAFE.fullmatch(name) and not name.startswith("."):
        return name
    plain = "-".join(_SAFE.findall(name)).strip(".-")[:80]
    return f"{plain or 'model'}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"


@lru_cache(maxsize=64)
def packaged_profile(name: str) -> ModelProfile | None:
    """The profile that comes with the package; None for a model without one."""
    file = resources.files(__package__).joinpath("profiles", f"{file_name(name)}.json")
    return parse_profile(file.read_text(encoding="utf-8"), str(file)) if file.is_file() else None


def find_profile(name: str, home: Path) -> ModelProfile | None:
    """Find the profile of a model: in the home folder, else in the package; None where neither has
    one.

    Raises `InputError` with the file's path where it cannot be read or is damaged.
    """
    file = profile_path(home, name)
    if not file.is_file():
        return packaged_profile(name)
    try:
        return parse_profile(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read ({error}): {_remedy(name)}") from error


def keep_profile(home: Path, profile: ModelProfile) -> Path:
    """Write a profile to the home folder, all at once or not at all."""
    file = profile_path(home, profile.name)
    write_whole(file, profile_json(profile) + "\n")
    return file


def profile_json(profile: ModelProfile) -> str:
    """A profile as JSON: what `parse_profile` gives back as the same profile."""
    values = asdict(profile)
    known = values["calibration"]
    values["calibration"] = {
        key: None if _ENDLESS.get(key) == value else value for key, value in known.items()
    }
    return json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False)


def parse_profile(source: str, origin: str) -> ModelProfile:
    """The profile of a JSON text. What is left out is not measured. Raises `InputError` that names
    `origin` and the field that is wrong."""
    try:
        values = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{origin} is not JSON ({error}): {_remedy('MODEL')}") from error
    found = _checked(values, _FIELDS, {one.name for one in fields(ModelProfile)}, origin)
    if "name" not in found:
        raise InputError(f"{origin}: 'name' is missing: {_remedy('MODEL')}")
    calibration = _calibration_of(found.get("calibration", {}), origin)
    effective = {**dict.fromkeys(KINDS), **found.get("effective", {})}
    return ModelProfile(**{**found, "calibration": calibration, "effective": effective})


def _calibration_of(values: object, origin: str) -> Calibration:
    """Profiles that were written before there were aids have `judges` beside the thresholds, and
    those of earlier releases call `windows_by_words` `by_words`."""
    if isinstance(values, dict) and "by_words" in values:
        values = {"windows_by_words" if key == "by_words" else key: values[key] for key in values}
    known = {one.name for one in fields(Calibration)} | {"judges"}
    given = _checked(values, _GATE, known, origin)
    filled: dict[str, Any] = {
        key: _ENDLESS.get(key) if value is None else value for key, value in given.items()
    }
    before = {"judges": filled.pop("judges")} if "judges" in filled else {}
    names = {one.name for one in fields(Aids)}
    aids = before | _checked(filled.pop("aids", {}), dict.fromkeys(names, _SWITCH), names, origin)
    return replace(UNMEASURED, **filled, aids=replace(UNMEASURED.aids, **aids))


Check = tuple[Callable[[Any], bool], str]


def _remedy(name: str) -> str:
    return f"remove the file, or measure again with 'farside eval profile {name}'"


def _checked(
    values: object, checks: Mapping[str, Check], names: set[str], origin: str
) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise InputError(f"{origin}: {values!r:.80} is not an object: {_remedy('MODEL')}")
    for key, value in values.items():
        if key not in names:
            raise InputError(f"{origin}: there is no field {key!r:.80}: {_remedy('MODEL')}")
        fits, wanted = checks[key]
        if not fits(value):
            raise InputError(
                f"{origin}: '{key}' is {value!r:.80}, not {wanted}: {_remedy('MODEL')}"
            )
    return values


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _none_or(fits: Callable[[Any], bool], wanted: str) -> Check:
    return lambda value: value is None or fits(value), f"{wanted} or null"


def _whole(least: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def _date(value: object) -> bool:
    try:
        return value == "" or (isinstance(value, str) and bool(date.fromisoformat(value)))
    except ValueError:
        return False


def _lengths(value: object) -> bool:
    return isinstance(value, dict) and all(
        key in KINDS and (n is None or _whole(1)(n)) for key, n in value.items()
    )


_TEXT: Check = lambda value: isinstance(value, str), "a text"
_SHARE: Check = lambda value: _number(value) and 0 <= value <= 1, "a number from 0 to 1"
_SWITCH: Check = lambda value: isinstance(value, bool), "true or false"
_SPEED = _none_or(lambda value: _number(value) and value > 0, "a number above 0")
_FAR = _none_or(lambda value: _number(value) and value >= 0, "a number of 0 or more")
_FIELDS: Mapping[str, Check] = {
    "name": (lambda value: isinstance(value, str) and bool(value), "a name"),
    "measured": (_date, "a date such as 2026-01-31"),
    "machine": _TEXT,
    "effective": (_lengths, f"an object with tokens or null for {', '.join(KINDS)}"),
    "window": _none_or(_whole(64), "64 tokens or more"),
    "full_most": _none_or(_whole(0), "0 tokens or more"),
    "prefill": _SPEED,
    "decode": _SPEED,
    "calibration": (lambda value: isinstance(value, dict), "an object"),
    "verdict": _TEXT,
    "note": _TEXT,
}
_GATE: Mapping[str, Check] = {
    "margin": _FAR,
    "stated": (_number, "a number"),
    "windows_by_words": (_whole(0), "a whole number of 0 or more"),
    "drafted": _none_or(_number, "a number"),
    "spread": _FAR,
    "judges": _SWITCH,
    "aids": (lambda value: isinstance(value, dict), "an object"),
    "reader": (
        lambda value: value in get_args(ReaderName),
        f"one of {', '.join(get_args(ReaderName))}",
    ),
    "most": (_whole(1), "a whole number of 1 or more"),
    "drafts": _SHARE,
    "checks": _SHARE,
}
