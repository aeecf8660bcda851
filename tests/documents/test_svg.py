"""SVG is not drawn and not followed: what would grow without end in it is text, or nothing."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
from tests.documents.files import zipped

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="9e9" height="9e9">'
)
_LEVELS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
_USES = "".join(
    f'<g id="g{n}">{f"""<use xlink:href="#g{n - 1}"/>""" * 10}</g>' for n in range(1, 12)
)
BOMBS = {
    "laughs": f'<!DOCTYPE svg [<!ENTITY e0 "ha">{_LEVELS}]>{_SVG}<text>&e9;</text></svg>',
    "uses": f'{_SVG}<g id="g0"><text>ha</text></g>{_USES}<use xlink:href="#g11"/></svg>',
    "itself": f'{_SVG}<g id="a"><use xlink:href="#a"/></g><use xlink:href="#a"/></svg>',
    "depth": f"{_SVG}{'<g>' * 100_000}<text>ha</text>{'</g>' * 100_000}</svg>",
    "elsewhere": (
        f'{_SVG}<image href="SECRET"/><use href="file://SECRET"/><style>@import '
        '"SECRET";</style></svg>'
    ),
}


def _html(svg: str) -> bytes:
    inline = base64.b64encode(svg.encode()).decode()
    picture = f'<img src="data:image/svg+xml;base64,{inline}"/><object data="a.svg"></object>'
    return f"<html><body><p>Before</p>{svg}{picture}<p>After</p></body></html>".encode()


def _mail(svg: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "A picture"
    mail.set_content("Before")
    mail.add_alternative(_html(svg).decode(), subtype="html")
    mail.add_attachment(svg.encode(), "image", "svg+xml", filename="a.svg")
    mail.add_attachment(_html(svg), "text", "html", filename="a.html")
    return mail.as_bytes()


def _epub(svg: str, path: Path) -> bytes:
    made = {"a": "application/xhtml+xml", "b": "image/svg+xml"}
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="{kind}"/>' for name, kind in made.items()
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in made)
    members: dict[str, str | bytes] = {
        "META-INF/container.xml": (
            '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
        ),
        "b.opf": f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>",
        "a": _html(svg),
        "b": svg,
    }
    zipped(path, members)
    return path.read_bytes()


MAKERS: dict[str, Callable[[str, Path], bytes]] = {
    "svg": lambda svg, _: f"Before {svg}".encode(),
    "html": lambda svg, _: _html(svg),
    "eml": lambda svg, _: _mail(svg),
    "epub": _epub,
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.mark.parametrize("ending", MAKERS)
@pytest.mark.parametrize("kind", BOMBS)
def test_no_svg_grows_or_brings_in_a_file(
    sandbox: Sandbox, tmp_path: Path, ending: str, kind: str
) -> None:
    path, secret = tmp_path / f"a.{ending}", tmp_path / "secret"
    secret.write_text("The code of the vault is 4711.")
    path.write_bytes(MAKERS[ending](BOMBS[kind].replace("SECRET", str(secret)), tmp_path / "book"))
    began = time.monotonic()
    text = sandbox.parse(
        path, ParseOptions(path.name, seconds=20, memory_mb=1000), lambda *_: None
    ).text
    assert time.monotonic() - began < 20
    assert "Before" in text
    assert "vault" not in text
    assert len(text) < 4 * path.stat().st_size
