"""The help and the version are there at once: what is heavy is loaded by the command that needs
it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from typer.testing import CliRunner

from farside.cli import main
from farside.cli.commands import COMMANDS
from tests.cli.test_cli_docs import CONTEXT

# Runs `farside WORDS…` and tells on its last line what was loaded that Python itself has not.
LOADED = """
import sys
sys.argv[0] = "farside"
try:
    from farside.__main__ import main
    main()
finally:
    own = {name for name in sys.modules if name.partition(".")[0] == "farside"}
    others = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
    print(*sorted(own | others))
"""
OURS = {
    "farside",
    "farside.__main__",
    "farside.cli",
    "farside.cli.commands",
    "farside.cli.guarded",
    "farside.cli.main",
    "farside.errors",
    "farside.system",
    "farside.system.private",
    "farside.system.reports",
}
# What makes the command line, and what it draws with.
THEIRS = {
    "annotated_doc",
    "attr",
    "markdown_it",
    "mdurl",
    "pygments",
    "rich",
    "shellingham",
    "typer",
}
# What an environment may load into every process of it.
OF_THE_ENVIRONMENT = {"__main__", "_distutils_hack", "google", "mpl_toolkits", "sitecustomize"}


ALL: Any = CONTEXT.command


def loaded(*words: str, variables: Mapping[str, str] | None = None) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        env=os.environ | (variables or {}),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_nothing_heavy_is_loaded(word: str) -> None:
    found = loaded(word)
    assert {name for name in found if name.startswith("farside")} <= OURS
    assert found - OURS - THEIRS - OF_THE_ENVIRONMENT == set()


def asked(line: str, shell: str = "bash") -> Mapping[str, str]:
    """What a shell tells a program that completes for it."""
    words = line.split(" ")
    return {
        "_FARSIDE_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }


def test_completing_a_command_loads_none() -> None:
    found = loaded(variables=asked("farside re"))
    assert {name for name in found if name.startswith("farside")} <= OURS


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("farside re", {"read", "restore"}),
        ("farside --ver", {"--version"}),
        ("farside documents re", {"remove"}),
        ("farside ask --strat", {"--strategy"}),
        ("farside ask --strategy re", {"retrieve"}),
    ],
)
def test_each_shell_is_offered_what_fits(shell: str, line: str, offered: set[str]) -> None:
    done = CliRunner().invoke(main.app, env=dict(asked(line, shell)), prog_name="farside")
    words = set(re.findall(r"[\w-]+", done.stdout))
    assert offered <= words, done.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(shell: str) -> None:
    given = {"_FARSIDE_COMPLETE": f"source_{shell}"}
    script = CliRunner().invoke(main.app, env=given, prog_name="farside").stdout
    assert f"_FARSIDE_COMPLETE=complete_{shell}" in script
    if found := shutil.which(shell):
        subprocess.run([found, "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_says_of_a_command_what_it_says_itself(name: str) -> None:
    command = ALL.get_command(CONTEXT, name)
    assert " ".join(command.help.split("\n\n")[0].split()) == COMMANDS[name][1]


def test_the_help_names_every_command_in_order() -> None:
    shown = CliRunner().invoke(main.app, ["--help"], env={"COLUMNS": "200"}).stdout
    places = [shown.index(f"│ {name} ") for name in COMMANDS]
    assert places == sorted(places)


def test_a_word_that_is_no_command_is_refused() -> None:
    assert ALL.get_command(CONTEXT, "nothing") is None
    assert CliRunner().invoke(main.app, ["nothing"]).exit_code == 2
