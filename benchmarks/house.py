"""The figures of the house: names, modules, lines, circles and tests of the working tree, counted
with ast alone.

    python -m benchmarks.house [ROOT]

ROOT is a checkout of Farside, by default the one that this file stands in. Each figure is defined
in its function below. The second column shows what a look at the code of 2026-11-29 (commit
b467f68) counted for the same figure.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = "farside"
_WIDEST = 100
_LONGEST = 50
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A parsed file of the package."""

    name: str  # dotted
    is_package: bool
    text: str
    tree: ast.Module


@dataclass(frozen=True)
class Figure:
    name: str
    then: str  # at b467f68
    now: str
    aim: str


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]
    print("| figure | at b467f68 | now | aim |\n|---|---|---|---|")
    for figure in count_figures(root):
        print(f"| {figure.name} | {figure.then} | {figure.now} | {figure.aim} |")


def count_figures(root: Path) -> list[Figure]:
    modules = read_modules(root)
    functions = [function for module in modules for function in find_functions(module.tree)]
    public = [function for module in modules for function in find_public_functions(module.tree)]
    names = count_public_names(modules)
    files = sum(bool(module.text.strip()) for module in modules)
    lines = [line for module in modules for line in module.text.splitlines()]
    test_lines = [
        line
        for file in sorted((root / "tests").rglob("*.py"))
        for line in file.read_text("utf-8").splitlines()
    ]
    return [
        Figure(
            "files that are not empty / lines of code",
            "299 / 38,737",
            f"{files:,} / {len(lines):,}",
            "",
        ),
        Figure("functions", "2,720", f"{len(functions):,}", ""),
        Figure("names of one word, all functions", "83 %", _share_of_one_word(functions), "≤ 55 %"),
        Figure(
            "names of one word, public functions",
            "not counted",
            _share_of_one_word(public),
            "≤ 35 %",
        ),
        Figure(
            "public names in several modules, of all public names",
            "188 of 1,021",
            f"{sum(1 for many in names.values() if many > 1)} of {len(names):,}",
            "≤ 60",
        ),
        Figure("aliases of own modules", "30", f"{len(find_aliases(modules))}", "0"),
        Figure("lines over 100 characters, farside", "10.1 %", _share_of_wide(lines), "0"),
        Figure("lines over 100 characters, tests", "not counted", _share_of_wide(test_lines), "0"),
        Figure("circles of imports, lazy ones included", "1 of 4", _tell_circles(modules), "0"),
        Figure("files in the root", "18", f"{len(list((root / _PACKAGE).glob('*.py')))}", "≤ 6"),
        Figure(
            "functions over 50 lines",
            "0",
            f"{sum(_length(one) > _LONGEST for one in functions)}",
            "0",
        ),
        Figure(
            "lines of tests for one of code",
            "0.60",
            f"{len(test_lines) / len(lines):.2f}",
            "≥ 0.75",
        ),
    ]


def read_modules(root: Path) -> list[Module]:
    return [_read_module(root, file) for file in sorted((root / _PACKAGE).rglob("*.py"))]


def _read_module(root: Path, file: Path) -> Module:
    parts = file.relative_to(root).with_suffix("").parts
    text = file.read_text("utf-8")
    is_package = parts[-1] == "__init__"
    return Module(".".join(parts[:-1] if is_package else parts), is_package, text, ast.parse(text))


def find_functions(tree: ast.Module) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def find_public_functions(tree: ast.Module) -> Iterator[Function]:
    """The functions of a module and the methods of its public classes that have no leading
    underscore."""
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            methods = (part for part in node.body if isinstance(part, Function))
            yield from (method for method in methods if not method.name.startswith("_"))


def has_one_word(name: str) -> bool:
    """A name without its leading underscores is one word if no underscore parts it. `__init__` has
    its name from the language and is one word, as every dunder."""
    return "_" not in name.strip("_")


def count_public_names(modules: Sequence[Module]) -> Counter[str]:
    """Each public name of a function or class at the top of a module, and the number of modules
    that define it."""
    return Counter(name for module in modules for name in {*_public_names(module.tree)})


def _public_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def find_aliases(modules: Sequence[Module]) -> set[tuple[str, str]]:
    """Each pair (own module, another name than its own) under which a module of the package is
    imported."""
    known = {module.name for module in modules}
    return {
        (target, alias.asname)
        for module in modules
        for node in ast.walk(module.tree)
        for target, alias in _imported(module, node)
        if target in known and alias.asname and alias.asname != target.rpartition(".")[2]
    }


def find_circles(modules: Sequence[Module]) -> list[list[str]]:
    """Modules that reach each other by imports, those inside functions included, those for types
    alone not."""
    known = {module.name for module in modules}
    arrows: dict[str, set[str]] = defaultdict(set)
    for module in modules:
        for node in _walk_at_run_time(module.tree):
            for target, _ in _imported(module, node):
                inside = target if target in known else target.rpartition(".")[0]
                if inside in known and inside != module.name:
                    arrows[module.name].add(inside)
    return [sorted(part) for part in _strongly_connected(sorted(known), arrows) if len(part) > 1]


def _walk_at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that is not under `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _walk_at_run_time(node)


def _imported(module: Module, node: ast.AST) -> Iterator[tuple[str, ast.alias]]:
    """The dotted names that an import statement names: `from a.b import c` names a.b.c."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, alias) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((f"{_origin(module, node)}.{alias.name}", alias) for alias in node.names)


def _origin(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    parts = parts[: len(parts) - node.level + module.is_package]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _strongly_connected(nodes: Sequence[str], arrows: dict[str, set[str]]) -> list[set[str]]:
    """Kosaraju's algorithm: in reverse order of finishing, each walk over the turned arrows is one
    component."""
    finished: list[str] = []
    seen: set[str] = set()
    for start in nodes:
        _finish(start, arrows, seen, finished)
    turned: dict[str, set[str]] = defaultdict(set)
    for source, targets in arrows.items():
        for target in targets:
            turned[target].add(source)
    components: list[set[str]] = []
    seen = set()
    for start in reversed(finished):
        walked: list[str] = []
        _finish(start, turned, seen, walked)
        if walked:
            components.append(set(walked))
    return components


def _finish(start: str, arrows: dict[str, set[str]], seen: set[str], finished: list[str]) -> None:
    """Walk from `start` over nodes that are not seen, and append each to `finished` after all that
    it reaches."""
    if start in seen:
        return
    seen.add(start)
    waiting = [(start, iter(sorted(arrows[start])))]
    while waiting:
        node, targets = waiting[-1]
        target = next((target for target in targets if target not in seen), None)
        if target is None:
            finished.append(node)
            waiting.pop()
        else:
            seen.add(target)
            waiting.append((target, iter(sorted(arrows[target]))))


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _share_of_one_word(functions: Sequence[Function]) -> str:
    return f"{sum(has_one_word(one.name) for one in functions) / len(functions):.1%}".replace(
        "%", " %"
    )


def _share_of_wide(lines: Sequence[str]) -> str:
    """Of the lines that are not blank."""
    filled = [line for line in lines if line.strip()]
    wide = sum(len(line) > _WIDEST for line in filled)
    return f"{wide:,} of {len(filled):,} ({wide / len(filled):.1%})".replace("%", " %")


def _tell_circles(modules: Sequence[Module]) -> str:
    circles = find_circles(modules)
    return "; ".join(
        [str(len(circles)), *(f"{len(one)} modules: {', '.join(one)}" for one in circles)]
    )


if __name__ == "__main__":
    main()
