"""The writer of pages: whatever a text holds is shown as text, and nothing that it does not know is
written."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from farside.work.export.markup import (
    element,
    named,
    picture_address,
    render_page,
    told,
)
from farside.work.export.style import STYLE

NASTY = st.one_of(
    st.text(),
    st.sampled_from(
        (
            "</bdi><script>alert(1)</script>",
            "<!--",
            "]]>",
            "&lt;",
            '" onload="x',
            "</style>",
            "\x00",
        )
    ),
)


@given(st.lists(NASTY, min_size=1, max_size=5))
def test_texts_stay_texts_whatever_they_hold(texts: list[str]) -> None:
    body = [element("p", told(one), aria_label=one) for one in texts]
    page = html.fromstring(render_page(texts[0], "en", STYLE, body).decode())
    names = {one.tag for one in page.iter()}
    assert names == {"html", "head", "meta", "title", "style", "body", "p", "bdi"}
    assert len(page.xpath("//p")) == len(texts)
    for one, shown in zip(texts, page.xpath("//p"), strict=True):
        fit = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufffe\uffff]", "\ufffd", one)
        assert shown.text_content() == fit
        assert shown.attrib.keys() == ["aria-label"]


def test_the_policy_allows_this_style_and_nothing_that_runs_or_loads() -> None:
    page = render_page("t", "en", STYLE, [element("p", "x")]).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.replace("&#x27;", "'").split("; ") == [
        "default-src 'none'",
        "img-src data:",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("script", {}),
        ("iframe", {}),
        ("p", {"onclick": "x"}),
        ("p", {"style": "x"}),
        ("a", {"href": "javascript:alert(1)"}),
        ("a", {"href": "https://example.org"}),
        ("image", {"href": "data:image/svg+xml;base64,AAAA"}),
        ("image", {"href": "data:text/html;base64,AAAA"}),
        ("image", {"src": "x"}),
    ],
)
def test_what_could_run_load_or_lead_away_is_never_written(
    name: str, attributes: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="is written"):
        element(name, **attributes)


def test_a_style_cannot_end_itself() -> None:
    with pytest.raises(ValueError, match="no < > &"):
        render_page("t", "en", "</style><script>", [])


def test_a_name_shows_its_letters_in_their_order() -> None:
    page = html.fromstring(render_page("t", "en", "", [named("in\u202efdp.exe\u2066")]))
    assert page.xpath("//bdi/text()") == ["in\ufffdfdp.exe\ufffd"]


def test_a_picture_is_an_address_that_loads_nothing() -> None:
    address = picture_address(b"\x89PNG")
    assert element("image", href=address).attributes == (("href", address),)
