"""The form of an upload, in pieces of any size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.server.openai.form import FileForm
from farside.server.openai.refused import BadRequest

KIND = "multipart/form-data; boundary=XYZ"


def part(disposition: str, content: bytes) -> bytes:
    return (
        b"--XYZ\r\nContent-Disposition: form-data; "
        + disposition.encode()
        + b"\r\n\r\n"
        + content
        + b"\r\n"
    )


def form(content: bytes, name: str = "a.txt", first: str = "purpose") -> bytes:
    parts = [part('name="purpose"', b"user_data"), part(f'name="file"; filename="{name}"', content)]
    return b"".join(parts if first == "purpose" else parts[::-1]) + b"--XYZ--\r\n"


def parsed(body: bytes, size: int = 7, kind: str = KIND) -> tuple[str, bytes, dict[str, str]]:
    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), size):
            yield body[at : at + size]

    async def read() -> tuple[str, bytes, dict[str, str]]:
        one = FileForm(kind, pieces())
        name = await one.file_name()
        content = b"".join([piece async for piece in one.content()])
        return name, content, dict(one.fields)

    return asyncio.run(read())


@given(st.binary(max_size=200), st.integers(1, 64), st.sampled_from(["purpose", "file"]))
def test_any_bytes_arrive_in_pieces_of_any_size(content: bytes, size: int, first: str) -> None:
    content = content.replace(b"--XYZ", b"")
    assert parsed(form(content, first=first), size) == ("a.txt", content, {"purpose": "user_data"})


def test_a_chinese_name() -> None:
    assert parsed(form(b"x", "合同.txt"))[0] == "合同.txt"


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (form(b"x")[:-9], KIND, "ended before"),
        (part('name="purpose"', b"user_data") + b"--XYZ--\r\n", KIND, "has no file"),
        (b"{}", "application/json", "multipart/form-data"),
        (b"nonsense", KIND, "not a multipart form"),
        (form(b"x"), f"multipart/form-data; boundary={'x' * 500}", "too long"),
        (part('name="file"; filename="a"', b"x") + form(b"x"), KIND, "several files"),
        (part('name="purpose"', b"x" * 70_000) + form(b"x"), KIND, "65,536"),
        (part('name="purpose"', b"user_data") * 30_000, KIND, "more than 10 parts"),
        (part(f'name="{"f" * 4_000}"', b"x" * 7_000) * 8 + form(b"x"), KIND, "65,536"),
    ],
)
def test_what_is_no_such_form(body: bytes, kind: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        parsed(body, kind=kind)
