"""The map of `ARCHITECTURE.md` is the tree, its layers are the contracts, and every name that the
documents give in backticks is a name of the code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "SECURITY.md")
MAP = (
    (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## The map\n")[2].partition("\n## ")[0]
)
ROWS = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", MAP, re.MULTILINE))
# Dotted, and no Python: files, and what a person types.
_OTHER = re.compile(
    r"\.(js|py|md|toml|html|css|svg|db|log|json|txt|pdf|kv|gguf|xlsx|docx|com|sh|yaml)\b"
    r"|^qwen|^farside\.ask"
)
_TICKS = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+")


def _folders() -> set[str]:
    """The rooms of the package, with a slash at the end, that hold modules."""
    modules = [file for file in (ROOT / "farside").rglob("*.py") if file.read_text("utf-8").strip()]
    return {f"{file.parent.relative_to(ROOT).as_posix()}/" for file in modules}


def test_the_map_has_every_room_and_no_other() -> None:
    assert sorted(path for path in ROWS if path.startswith("farside/")) == sorted(
        {*_folders(), "farside/web/"}
    )


def test_the_map_has_every_folder_of_the_repository() -> None:
    others = [path for path in ROWS if not path.startswith("farside/")]
    assert others == ["tests/", "fuzz/", "benchmarks/", "samples/", "deploy/", "docs/"]
    assert all((ROOT / path).is_dir() for path in others)


@pytest.mark.parametrize(
    "path", [path for path in ROWS if path.startswith("farside/") and path != "farside/web/"]
)
def test_the_modules_that_the_map_names_are_in_their_room(path: str) -> None:
    named = re.findall(r"`([\w/]+)`", ROWS[path])
    missing = [
        name
        for name in named
        if not (ROOT / path / f"{name}.py").is_file() and not (ROOT / path / name).is_dir()
    ]
    assert missing == []


def test_every_module_of_the_root_is_named() -> None:
    named = re.findall(r"`(\w+)`", ROWS["farside/"])
    assert sorted(named) == sorted(file.stem for file in (ROOT / "farside").glob("*.py"))


def test_the_layers_that_are_told_are_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    contract = contracts[0]["layers"]
    text = (
        (ROOT / "ARCHITECTURE.md")
        .read_text("utf-8")
        .partition("## Who may import whom\n")[2]
        .partition("\n## ")[0]
    )
    told = re.findall(r"^    (\w+(?: \| \w+)*)(?:  .*)?$", text, re.MULTILINE)
    assert told == [layer.replace("farside.", "") for layer in contract]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_dotted_name_is_a_name_of_the_code(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = {
        word[0]
        for word in map(_DOTTED.match, _TICKS.findall(text))
        if word and not _OTHER.search(word.string)
    }
    assert sorted(name for name in named if not _is_known(name)) == []


def _is_known(name: str) -> bool:
    """A module by the end of its dotted name, with or without what it defines; or a class with what
    it has."""
    parts = name.split(".")
    for at in range(len(parts), 0, -1):
        rest = tuple(parts[at:])
        if any(not rest or rest in _defined()[module] for module in _ends()[".".join(parts[:at])]):
            return True
    return any(tuple(parts) in names for names in _defined().values())


@cache
def _defined() -> dict[str, set[tuple[str, ...]]]:
    """For each module its names, (function,), (class,) and (class, member)."""
    found = {}
    for file in (ROOT / "farside").rglob("*.py"):
        parts = file.relative_to(ROOT).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[module] = {*_names(ast.parse(file.read_text("utf-8")).body)}
    return found


def _names(body: list[ast.stmt], of: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    found = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add((*of, node.name))
        if isinstance(node, ast.ClassDef) and not of:
            found |= _names(node.body, (node.name,))
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        found |= {(*of, target.id) for target in targets if isinstance(target, ast.Name)}
    return found


@cache
def _ends() -> dict[str, set[str]]:
    """Every end of a module's dotted name, with the modules that have it; folders are modules
    too."""
    ends = defaultdict(set)
    for module in _defined():
        parts = module.split(".")
        for at in range(len(parts)):
            ends[".".join(parts[at:])].add(module)
    return ends
