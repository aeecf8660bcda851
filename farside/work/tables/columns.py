"""Columns from what a person gives: plain words, a JSON Schema, or a Pydantic model."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, get_args

from farside.errors import InputError
from farside.work.tables.nouns import KINDS, Column, Kind

MOST = 40
"""Columns of a table: all of them are asked at once, and their names are tokens of every window's
question."""
_LONGEST = 80
_COLUMN = re.compile(
    r"\s*(?P<name>[^,;，；、(（）)\n]+?)\s*(?:[(（](?P<kind>[^()（）]*)[)）])?\s*(?:[,;，；、\n]"
    r"|\Z)"
)
_WORDS: Mapping[str, Kind] = {
    "text": "text", "string": "text", "文本": "text", "number": "number", "integer": "number",
    "int": "number", "数字": "number", "数值": "number", "money": "money", "amount": "money",
    "price": "money", "金额": "money", "date": "date", "日期": "date", "yes/no": "yes/no",
    "yes or no": "yes/no", "boolean": "yes/no", "bool": "yes/no", "是否": "yes/no",
    "是/否": "yes/no", "list": "list", "列表": "list",
}  # fmt: skip


class HasSchema(Protocol):
    """A Pydantic model's class."""

    def model_json_schema(self) -> dict[str, Any]: ...


def parse_columns(
    given: str | Path | Mapping[str, Any] | HasSchema | Sequence[Column],
) -> tuple[Column, ...]:
    """Columns of plain words, of the path or the text of a JSON Schema, of a schema, a Pydantic
    model, or columns.

    Raises `InputError` that names the column and what is wrong with it.
    """
    if isinstance(given, Path) or (isinstance(given, str) and given.strip().endswith(".json")):
        return of_file(Path(given))
    if isinstance(given, str) and given.lstrip().startswith("{"):
        return of_text(given)
    if isinstance(given, str):
        return of_words(given)
    if isinstance(given, Mapping):
        return of_schema(given)
    if isinstance(given, Sequence):
        return check_columns([one for one in given if isinstance(one, Column)])
    return of_schema(given.model_json_schema())


def of_words(words: str) -> tuple[Column, ...]:
    """`name, years of experience (number), level (junior | senior)`: kinds stand in brackets,
    choices with bars."""
    columns, at = [], 0
    while at < len(words) and words[at:].strip(" ,;，；、\n"):
        match = _COLUMN.match(words, at)
        if not match or match.end() == at:
            raise InputError(
                f"--columns {words[at : at + 40]!r}: cannot be read; write names with commas "
                "between them, and a kind in brackets: 'name, years (number), languages (list)'. "
                f"The kinds are {', '.join(KINDS[:-1])}, or choices such as (junior | senior)"
            )
        columns.append(_column(match["name"], (match["kind"] or "").strip()))
        at = match.end()
    return check_columns(columns)


def _column(name: str, said: str) -> Column:
    choices = (
        tuple(filter(None, (one.strip() for one in re.split(r"[|｜]", said))))
        if re.search("[|｜]", said)
        else ()
    )
    if choices:
        return Column(name, "choice", choices=choices)
    first, _, more = said.partition(",")
    if first.strip().lower() in _WORDS:  # "salary (money, per year)"
        return Column(name, _WORDS[first.strip().lower()], about=more.strip())
    # Other words in brackets say more of what is wanted: "salary (per year)".
    return Column(name, "text", about=said)


def of_file(path: Path) -> tuple[Column, ...]:
    """Read the columns from a file with a JSON Schema of an object."""
    try:
        return of_text(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--columns {path}: cannot be read as a JSON Schema: {error}") from error


def of_text(text: str, where: str = "{…}") -> tuple[Column, ...]:
    """Read the columns from the JSON Schema of an object; `where` names it in errors."""
    try:
        schema = json.loads(text)
    except ValueError as error:
        raise InputError(f"--columns {where}: cannot be read as a JSON Schema: {error}") from error
    if not isinstance(schema, dict):
        raise InputError(
            f'--columns {where}: a JSON Schema is an object with "properties", '
            f"not {str(schema)[:40]!r}"
        )
    return of_schema(schema)


def of_schema(schema: Mapping[str, Any]) -> tuple[Column, ...]:
    """One column for each of the schema's `properties`."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or not properties:
        raise InputError(
            'a JSON Schema of columns has "properties": {"name": {"type": "string"}, …}; '
            "this one has none"
        )
    defined = schema.get("$defs")
    known = defined if isinstance(defined, Mapping) else {}
    return check_columns([_of_property(str(name), one, known) for name, one in properties.items()])


def _of_property(name: str, given: object, defined: Mapping[str, Any]) -> Column:
    one = _resolved(name, given, defined)
    about = one.get("description") or ""
    if not isinstance(about, str):
        raise InputError(f"column {name!r}: its description must be text, not {about!r}")
    choices = one.get("enum")
    if isinstance(choices, list) and choices:
        return Column(name, "choice", about, tuple(map(str, choices)))
    return Column(name, _kind(name, one), about)


def _resolved(name: str, given: object, defined: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without `$ref`, and without the "or null" of an optional field."""
    one = given
    for _ in range(4):
        if isinstance(one, Mapping) and isinstance(one.get("$ref"), str):
            one = {**one, "$ref": None, **_mapping(defined.get(one["$ref"].rpartition("/")[2]))}
        if isinstance(one, Mapping) and isinstance(one.get("anyOf"), list):
            real = [each for each in one["anyOf"] if _mapping(each).get("type") != "null"]
            numeric = any(_mapping(each).get("type") in ("number", "integer") for each in real)
            best = {"type": "number"} if numeric else _mapping(real[0] if real else None)
            one = {**one, "anyOf": None, **best}
    if not isinstance(one, Mapping):
        raise InputError(f"column {name!r}: its schema must be an object, not {given!r}")
    return one


def _mapping(given: object) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _kind(name: str, one: Mapping[str, Any]) -> Kind:
    named = one.get("kind", one.get("format"))
    if named in get_args(Kind) and named != "choice":
        return KINDS[KINDS.index(named)]
    if named in ("date-time", "date"):
        return "date"
    kind = one.get("type", "string")
    kinds: Mapping[Any, Kind] = {
        "number": "number",
        "integer": "number",
        "boolean": "yes/no",
        "array": "list",
    }
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "string")
    if kind == "object":
        raise InputError(
            f"column {name!r}: an object is no cell; make its properties columns of their own"
        )
    return kinds.get(kind, "text")


def check_columns(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, or `InputError`: at least one, each with a name of its own, choices where it is
    a choice."""
    if not columns:
        raise InputError(
            "--columns names no column: write for example 'name, years (number), languages (list)'"
        )
    if len(columns) > MOST:
        raise InputError(f"--columns names {len(columns)} columns; ask for at most {MOST} at once")
    seen: set[str] = set()
    for column in columns:
        name = " ".join(column.name.split())
        if not name or len(name) > _LONGEST:
            raise InputError(f"column {column.name[:100]!r}: a name has 1 to {_LONGEST} characters")
        if name.casefold() in seen:
            raise InputError(f"column {name!r} is named twice")
        if column.kind not in KINDS:
            raise InputError(
                f"column {name!r}: there is no kind {column.kind!r}; "
                f"the kinds are {', '.join(KINDS)}"
            )
        if column.kind == "choice" and len(set(column.choices)) < 2:
            raise InputError(
                f"column {name!r}: a choice needs two choices or more, such as (junior | senior)"
            )
        seen.add(name.casefold())
    return tuple(columns)
