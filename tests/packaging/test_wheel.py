"""The wheel has everything that Farside needs, and nothing of the repository is needed to use
it."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from hatch_build import VARIABLE, make_links_whole
from tests.packaging.installed import use_farside

ROOT = Path(__file__).parents[2]
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
SITE = "https://example.org/us/farside"


def build(folder: Path, site: str) -> Path:
    given = {name: value for name, value in os.environ.items() if name != VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)],
        cwd=ROOT,
        env=given | ({VARIABLE: site} if site else {}),
        capture_output=True,
        text=True,
        check=True,
    )
    return folder / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"), "")


def page_of(wheel: Path) -> email.message.Message:
    with zipfile.ZipFile(wheel) as held:
        [name] = [one for one in held.namelist() if one.endswith("/METADATA")]
        return email.message_from_bytes(held.read(name))


def test_every_file_of_the_package_is_in_it(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "farside"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not listed:
        pytest.skip("the sources are no checkout of git")
    with zipfile.ZipFile(wheel) as held:
        names = set(held.namelist())
    assert {one for one in listed if (ROOT / one).exists()} - names == set()
    assert {"farside/samples/questions.json", "farside/py.typed"} <= names
    assert not [one for one in names if "__pycache__" in one or "/tests/" in one]


def test_it_is_used_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    """With the packages of this environment, and Farside from the wheel alone."""
    with zipfile.ZipFile(wheel) as held:
        held.extractall(tmp_path / "package")
    code = (
        "import sys, farside; assert farside.__file__.startswith(sys.argv.pop(1)), "
        "farside.__file__; from farside.__main__ import main; main()"
    )
    command = [sys.executable, "-P", "-c", code, str(tmp_path)]
    found = use_farside(command, tmp_path, {"PYTHONPATH": str(tmp_path / "package")})
    assert found == version("farside")


def test_its_page_has_no_link_that_leads_nowhere(wheel: Path, tmp_path: Path) -> None:
    """Neither without an address of the repository nor with one."""
    plain, whole = page_of(wheel), page_of(build(tmp_path, SITE))
    assert plain["Project-URL"] is None
    assert f"Homepage, {SITE}" in whole.get_all("Project-URL", [])
    for page in (plain, whole):
        text = page.get_payload()
        assert isinstance(text, str)
        assert text.startswith("# Farside")
        links = re.findall(r"\]\(([^)\s]+)\)", text)
        assert all(one.startswith(("https://", "#")) for one in links), links
        assert bool(links) == (page is whole)


def test_each_link_is_made_whole() -> None:
    text = "![A run](docs/run.svg), [a page](docs/cli.md#x), [far](https://a.example/), [up](#top)"
    assert make_links_whole(text, SITE, "1.2") == (
        f"![A run]({SITE}/raw/v1.2/docs/run.svg), [a page]({SITE}/blob/v1.2/docs/cli.md#x), "
        "[far](https://a.example/), [up](#top)"
    )
    assert make_links_whole(text, "", "1.2") == (
        "*A run*, a page, [far](https://a.example/), [up](#top)"
    )


def test_the_links_of_the_readme_lead_to_files() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((?![a-z]+:|#)([^)\s#]+)", text)
    assert len(links) > 10
    assert [one for one in links if not (ROOT / one).exists()] == []
