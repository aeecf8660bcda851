"""The files of the page: what is not ours is as it was published, nothing is asked from elsewhere,
every word is there in both languages, and it is small."""

from __future__ import annotations

import gzip
import hashlib
import re
from importlib import resources
from pathlib import Path

import pytest

WEB = Path(str(resources.files("farside"))) / "web"
OURS = sorted(
    path
    for path in WEB.rglob("*")
    if path.suffix in (".js", ".css", ".html", ".svg") and "vendor" not in path.parts
)
SCRIPTS = [path for path in OURS if path.suffix == ".js"]
MOST_BYTES = 190_000
_KEY = re.compile(r'(?:^|[\s{,])(?:"([^"]+)"|([a-z]\w*)): "((?:[^"\\]|\\.)*)"', re.MULTILINE)
_IMPORTED = re.compile(r'(?:from |import\()"(\.[^"]+)"')
_PLACES = re.compile(r"\{(\w+)\}")


def words(language: str) -> dict[str, str]:
    source = (WEB / "js" / "words" / f"{language}.js").read_text(encoding="utf-8")
    return {
        one or other: text
        for one, other, text in _KEY.findall(source[source.index("export const") :])
    }


def test_what_is_not_ours_is_as_it_was_published() -> None:
    table = (WEB / "vendor" / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", table, re.MULTILINE))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (WEB / "vendor").glob("*.js")
    }
    assert told == found
    assert {"LICENSE-htm", "LICENSE-preact"} <= {path.name for path in (WEB / "vendor").iterdir()}


def test_the_page_is_small() -> None:
    sent = [path for path in WEB.rglob("*") if path.suffix in (".js", ".css", ".html", ".svg")]
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in sent) <= MOST_BYTES


def test_nothing_is_asked_from_elsewhere() -> None:
    for path in OURS:
        found = re.findall(r"https?://[\w.]+[^\s\"'`]*", path.read_text(encoding="utf-8"))
        assert set(found) <= {"http://www.w3.org/2000/svg"}, path


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(WEB)))
def test_no_script_can_make_html_or_code_of_text(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert (
        re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write|srcdoc", source
        )
        == []
    )
    assert re.findall(r"\beval\(|new Function|setAttribute\(", source) == []


def test_the_page_itself_holds_no_script_and_no_style() -> None:
    index = (WEB / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", index) == []


def test_both_languages_have_the_same_words() -> None:
    english, chinese = words("en"), words("zh")
    assert len(english) > 250
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert set(_PLACES.findall(chinese[key])) <= set(_PLACES.findall(text)), key
        assert chinese[key].strip(), key


def test_every_word_that_is_used_is_there() -> None:
    known = words("en").keys()
    for path in SCRIPTS:
        source = path.read_text(encoding="utf-8")
        for key in re.findall(r'\bt\(\s*"([^"]+)"', source):
            assert key in known, f"{path.name}: {key}"
        for start in re.findall(r"\bt\(`([a-z.-]+)\$\{", source):
            assert any(key.startswith(start) for key in known), f"{path.name}: {start}…"


def test_every_word_that_is_there_is_used() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in SCRIPTS if path.parent.name != "words"
    )
    used = set(re.findall(r'"([\w.-]+)"', source))
    starts = (
        "strategy.",
        "language.",
        "control.",
        "needle.",
        "column.",
        "value.",
        "table.",
        "rows.",
        "rubric.",
        "stage.",
        *re.findall(r"\bt\(`([a-z.-]+)\$\{", source),
    )
    assert [key for key in words("en") if key not in used and not key.startswith(starts)] == []


def test_no_words_stand_outside_of_the_languages() -> None:
    """Text between tags of a template, without what is filled in, has no letters but for the
    product's own names."""
    for path in SCRIPTS:
        source = re.sub(r"\$\{[^`{}]*\}", "", path.read_text(encoding="utf-8"))
        for text in re.findall(r"<[a-z][^<>`$]*>([^<>`${}]+)<", source):
            assert not re.search(r"[A-Za-z]{2,}|[\u4e00-\u9fff]", text.replace("Farside", "")), (
                f"{path.name}: {text!r}"
            )


def test_every_module_that_is_imported_is_there() -> None:
    for path in SCRIPTS:
        for name in _IMPORTED.findall(path.read_text(encoding="utf-8")):
            assert (path.parent / name).resolve().is_file(), f"{path.name}: {name}"


def test_every_module_is_used() -> None:
    imported = {
        (path.parent / name).resolve()
        for path in SCRIPTS
        for name in _IMPORTED.findall(path.read_text(encoding="utf-8"))
    }
    assert [path.name for path in SCRIPTS if path.resolve() not in imported] == [
        "main.js",
        "worker.js",
    ]
