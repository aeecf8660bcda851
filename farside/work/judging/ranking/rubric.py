"""A rubric: criteria with weights, and hard requirements that are facts. A person reads, edits and
keeps it as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from farside.errors import InputError
from farside.system.private import give_out
from farside.work.tables.nouns import KINDS, Kind

MOST_WEIGHT = 10
MOST_CRITERIA = 12
Degree = Literal["bachelor", "master", "doctor"]
DEGREES: tuple[Degree, ...] = get_args(Degree)

_HEAD = (
    "# What documents are ranked by. Edit it, and give it with --rubric.\n"
    "# weight: 1 to 10. words: what a document that meets the criterion would say.\n"
    "# requirements, each a fact that code checks: experience (years, at least), "
    "degree (bachelor, master or doctor,\n"
    "# at least), language, words (all of them), or fact with kind (number, money, "
    "date) and at_least or at_most.\n"
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """`about` says more than the name. `words`: what documents that meet it are likely to say, to
    check the model."""

    name: str
    weight: int = 1
    about: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """A fact that a document must state. `what` is years of experience, a degree, a language, or
    the name of a fact; `words` must all stand in the document."""

    check: Literal["experience", "degree", "language", "words", "fact"]
    what: str
    words: tuple[str, ...] = ()
    kind: Kind = "number"
    at_least: str = ""
    at_most: str = ""

    @property
    def name(self) -> str:
        """The requirement in plain words, as a column's head."""
        if self.check == "experience":
            return f"at least {self.what} years of experience"
        if self.check == "degree":
            return (
                f"degree: {self.what} or higher"
                if self.what != DEGREES[-1]
                else f"degree: {self.what}"
            )
        if self.check == "language":
            return f"language: {self.what}"
        if self.check == "words":
            return f"says {', '.join(self.words)}"
        limits = [
            f"at least {self.at_least}" if self.at_least else "",
            f"at most {self.at_most}" if self.at_most else "",
        ]
        return f"{self.what}: {' and '.join(filter(None, limits))}"


@dataclass(frozen=True, slots=True)
class Rubric:
    """`as_of`: the day until which "present" lasts (empty: today), as an ISO date or month."""

    title: str
    criteria: tuple[Criterion, ...]
    requirements: tuple[Requirement, ...] = ()
    as_of: str = ""

    @property
    def weights(self) -> int:
        return sum(one.weight for one in self.criteria)


def write_rubric(rubric: Rubric, path: Path) -> None:
    """Write the rubric as YAML, with a word on how to edit it."""
    new = not path.exists()
    path.write_text(
        _HEAD
        + yaml.safe_dump(rubric_as_plain(rubric), allow_unicode=True, sort_keys=False, width=100),
        "utf-8",
    )
    if new:
        give_out(path)


def rubric_as_plain(rubric: Rubric) -> dict[str, Any]:
    """The rubric as YAML and JSON have it; what is empty is left out."""
    criteria = [
        _without_empty(
            {"name": one.name, "weight": one.weight, "about": one.about, "words": list(one.words)},
        )
        for one in rubric.criteria
    ]
    shown = {"title": rubric.title, "as_of": rubric.as_of, "criteria": criteria}
    return _without_empty(
        {**shown, "requirements": [_plain_requirement(one) for one in rubric.requirements]}
    )


def _plain_requirement(one: Requirement) -> dict[str, Any]:
    if one.check == "words":
        return {"words": list(one.words)}
    if one.check == "fact":
        limits = {"kind": one.kind, "at_least": one.at_least, "at_most": one.at_most}
        return _without_empty({"fact": one.what, **limits})
    return {one.check: _figure(one.what) if one.check == "experience" else one.what}


def _figure(text: str) -> int | float:
    return int(text) if text.isdigit() else float(text)


def _without_empty(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if value not in ("", [], ())}


def read_rubric(path: Path) -> Rubric:
    """Raises `InputError` that names the file, the place and the remedy."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(
            f"--rubric {path}: cannot be read as YAML: {' '.join(str(error).split())}"
        ) from error
    return parse_rubric(given, f"--rubric {path}")


def parse_rubric(given: object, where: str = "rubric") -> Rubric:
    """A rubric from plain values, as YAML or JSON have them."""
    known = _mapping(given, where, ("title", "as_of", "criteria", "requirements"))
    criteria = _listed(known, "criteria", where)
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        raise InputError(
            f"{where}: criteria must list 1 to {MOST_CRITERIA} of them, not {len(criteria)}"
        )
    rubric = Rubric(
        _text(known, "title", where),
        tuple(_criterion(one, f"{where}: criterion {n}") for n, one in enumerate(criteria, 1)),
        tuple(
            _requirement(one, f"{where}: requirement {n}")
            for n, one in enumerate(_listed(known, "requirements", where), 1)
        ),
        _text(known, "as_of", where),
    )
    names = [one.name.casefold() for one in rubric.criteria]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise InputError(
            f"{where}: the criterion {twice!r} is there twice; give each a name of its own"
        )
    as_of(rubric)
    return rubric


def as_of(rubric: Rubric) -> date:
    """The day until which "present" lasts."""
    if not rubric.as_of:
        return date.today()
    text = rubric.as_of if len(rubric.as_of) > 7 else f"{rubric.as_of}-01"
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"as_of: {rubric.as_of!r} is no date; write it as 2026-06 or 2026-06-30"
        ) from error


def _criterion(given: object, where: str) -> Criterion:
    one = _mapping(given, where, ("name", "weight", "about", "words"))
    weight, name = one.get("weight", 1), _text(one, "name", where)
    if not name:
        raise InputError(f"{where}: name is missing; a few words such as 'Python in production'")
    if not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= MOST_WEIGHT:
        raise InputError(
            f"{where}: weight must be a whole number from 1 to {MOST_WEIGHT}, not {weight!r}"
        )
    return Criterion(name, weight, _text(one, "about", where), _words(one, where))


def _requirement(given: object, where: str) -> Requirement:
    one = _mapping(
        given,
        where,
        ("experience", "degree", "language", "words", "fact", "kind", "at_least", "at_most"),
    )
    checks = [name for name in ("experience", "degree", "language", "words", "fact") if name in one]
    if len(checks) != 1:
        raise InputError(
            f"{where}: give exactly one of experience, degree, language, words or fact, "
            f"not {len(checks)}"
        )
    check = checks[0]
    if check == "words":
        return Requirement("words", "", _words(one, where))
    what = _text(one, check, where)
    if check == "fact":
        return _fact(one, what, where)
    if check == "degree":
        if what.lower() not in DEGREES:
            raise InputError(
                f"{where}: there is no degree {what!r}; the degrees are {', '.join(DEGREES)}"
            )
        return Requirement("degree", what.lower())
    if check == "experience":
        return Requirement("experience", f"{_number(what, where).normalize():f}")
    return Requirement("language", what)


def _fact(one: Mapping[str, Any], what: str, where: str) -> Requirement:
    kind = _text(one, "kind", where) or "number"
    if kind not in KINDS:
        raise InputError(f"{where}: there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    least, most = _text(one, "at_least", where), _text(one, "at_most", where)
    if kind in ("number", "money", "date") and not (least or most):
        raise InputError(f"{where}: {what!r} needs at_least or at_most")
    if kind not in ("number", "money", "date"):
        raise InputError(
            f"{where}: code can compare number, money and date, not {kind}; "
            "use words or a criterion"
        )
    return Requirement("fact", what, kind=KINDS[KINDS.index(kind)], at_least=least, at_most=most)


def _number(text: str, where: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise InputError(f"{where}: {text!r} is no number of years") from error
    if not 0 <= value <= 60:
        raise InputError(f"{where}: {text} years of experience; 0 to 60 can be asked for")
    return value


def _mapping(given: object, where: str, keys: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise InputError(
            f"{where}: must have keys and values ({', '.join(keys)}), not {str(given)[:40]!r}"
        )
    for key in given:
        if key not in keys:
            raise InputError(f"{where}: there is no key {key!r}; the keys are {', '.join(keys)}")
    return given


def _listed(known: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = known.get(key) or []
    if not isinstance(value, list):
        raise InputError(f"{where}: {key} must be a list, not {str(value)[:40]!r}")
    return value


def _text(known: Mapping[str, Any], key: str, where: str) -> str:
    value = known.get(key, "")
    if value is None or isinstance(value, Mapping | list | bool):
        raise InputError(f"{where}: {key} must be text, not {str(value)[:40]!r}")
    return " ".join(str(value).split())


def _words(known: Mapping[str, Any], where: str) -> tuple[str, ...]:
    value = known.get("words", [])
    listed = value.split(",") if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str | int) for one in listed):
        raise InputError(f"{where}: words must be a list of words, not {str(value)[:40]!r}")
    return tuple(" ".join(str(one).split()) for one in listed if str(one).strip())
