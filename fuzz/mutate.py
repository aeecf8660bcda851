"""From a whole file to one that is nearly whole: bytes turned and cut, members of zip archives,
elements of XML, objects of PDF and values of JSON changed so that what reads them gets beyond the
first check."""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from zlib import error as ZlibError

from hypothesis import strategies as st

_NUMBERS = [
    b"0",
    b"-1",
    b"1",
    b"2147483648",
    b"18446744073709551616",
    b"1e999",
    b"NaN",
    b"9" * 400,
    b"",
]
_WORDS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n" * 50, b"'", b'"', b"\\", b"%", b"<", b">",
    b"&", b"&a;", b"]]>", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "\u202e".encode(),
    "\u2028".encode(), "中".encode(), "中".encode("gbk"), b"../../x", b"=1+1", b"A" * 5000,
    b"<?xml version='1.0' encoding='utf-16'?>", b"<!DOCTYPE a [<!ENTITY a 'aa'>]>", b"<a>" * 300,
    b"[" * 300, b"(" * 300, b"{" * 300, b"charset=utf-7", b"Content-Type: message/rfc822\n\n",
]  # fmt: skip
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_TAG = re.compile(rb"<[^<>]{1,400}>")
_VALUE = re.compile(rb"""(?<==)(["'])[^"'<>]*\1""")
_NAME = re.compile(rb"/[A-Za-z]{1,20}")
_REFERENCE = re.compile(rb"\d+ 0 R")
# A file that grew beyond is cut: growth without end shows nothing but the limits.
_MOST = 2_000_000

Change = Callable[[Random, bytes, Sequence[bytes]], bytes]


def near(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the files after one to four changes; now and then as it is."""
    return st.builds(lambda chance: _changed(chance, seeds), st.randoms(use_true_random=False))


def _changed(chance: Random, seeds: Sequence[bytes]) -> bytes:
    content = chance.choice(seeds)
    for _ in range(chance.choice([0, 1, 1, 2, 2, 3, 4])):
        content = change(chance, content, seeds)[:_MOST]
    return content


def change(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """One change that suits what the bytes look like."""
    if content.startswith(b"PK") and chance.randrange(5):
        return _zip(chance, content, others)
    changes: list[Change] = [*_BYTES]
    if content.lstrip()[:1] in (b"<", b"\xef") or b"<?xml" in content[:100]:
        changes += _XML * 3
    elif content.startswith(b"%PDF"):
        changes += _PDF * 3
    elif content.lstrip()[:1] in (b"{", b"["):
        changes += [_json] * 6
    return chance.choice(changes)(chance, content, others)


# bytes


def _turn(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    turned = bytearray(content)
    for _once in range(chance.choice([1, 1, 2, 8, 32]) if content else 0):
        turned[chance.randrange(len(turned))] = chance.choice(
            [0, 1, 0x20, 0x7F, 0x80, 0xFF, chance.randrange(256)]
        )
    return bytes(turned)


def _cut(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _drop(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _part(chance, content)
    return content[:start] + content[end:]


def _again(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _part(chance, content)
    return content[:end] + content[start:end] * chance.choice([1, 2, 50]) + content[end:]


def _put(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(_WORDS) + content[at + chance.choice([0, 0, 1, 4]) :]


def _splice(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


def _renumber(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return _instead(chance, content, _NUMBER, chance.choice(_NUMBERS))


_BYTES: list[Change] = [_turn, _cut, _drop, _again, _put, _splice, _renumber]


def _part(chance: Random, content: bytes) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice([1, 2, 10, 100, 1000]))


def _instead(chance: Random, content: bytes, what: re.Pattern[bytes], new: bytes) -> bytes:
    """One of the places that match, replaced."""
    places = list(what.finditer(content))
    if not places:
        return content
    start, end = chance.choice(places).span()
    return content[:start] + new + content[end:]


# XML and HTML


def _tag(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    """A tag lost, said twice, many times, or in the place of another."""
    tags = [found.group() for found in _TAG.finditer(content)] or [b"<a>"]
    one, other = chance.choice(tags), chance.choice(tags)
    return _instead(
        chance, content, re.compile(re.escape(one)), chance.choice([b"", one * 2, one * 400, other])
    )


def _attribute(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    value = chance.choice([*_NUMBERS, *_WORDS[:20]]).replace(b'"', b"")
    return _instead(chance, content, _VALUE, b'"' + value + b'"')


_XML: list[Change] = [_tag, _attribute, _attribute]


# PDF


def _key(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    """A name of a dictionary in the place of another."""
    names = _NAME.findall(content) or [b"/A"]
    return _instead(chance, content, _NAME, chance.choice(names))


def _object(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    """A reference to another object, which may be the one that it stands in."""
    return _instead(chance, content, _REFERENCE, b"%d 0 R" % chance.randrange(40))


def _kind(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    """A value of another kind in the place of a reference or a number."""
    value = chance.choice(
        [b"null", b"[1 0 R 2 0 R]", b"<< /A 1 0 R >>", b"(x)", b"<FFFE00>", b"true", b"/Name"]
    )
    return _instead(chance, content, chance.choice([_REFERENCE, _NUMBER]), value)


_PDF: list[Change] = [_key, _object, _kind, _renumber]


# JSON


def _json(chance: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    """A value in the place of another, somewhere within."""
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        return _put(chance, content, _)
    odd: object = chance.choice(
        [None, True, -0.0, 10**400, "\ud800", "", [], {}, {"": [whole]}, [whole, whole]]
    )
    if not isinstance(whole, dict | list) or not whole:
        return json.dumps(odd).encode()
    at = whole
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = chance.choice(keys)
        within = at[key]
        if not isinstance(within, dict | list) or not within or not chance.randrange(3):
            at[key] = odd if chance.randrange(2) else json.loads("[" * 200 + "]" * 200)
            break
        at = within
    try:
        return json.dumps(whole).encode()
    except ValueError:  # the value holds itself
        return b"[" * 2000 + b"]" * 2000


# zip archives


def _zip(chance: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """A member changed, lost, renamed, said twice, or with the content of another."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ZlibError,
    ):
        return chance.choice(_BYTES)(chance, content, others)
    if not members:
        return _put(chance, content, others)
    at = chance.randrange(len(members))
    name, inner = members[at]
    how = chance.randrange(8)
    if how == 0:
        del members[at]
    elif how == 1:
        members[at] = (
            chance.choice(["", "../x", "a" * 300, name.upper(), chance.choice(members)[0]]),
            inner,
        )
    elif how == 2:
        members[at] = (name, chance.choice(members)[1])
    elif how == 3:
        members.insert(at, (name, change(chance, inner, others)))
    else:
        members[at] = (name, change(chance, inner, [one for _, one in members]))
    return _packed(members, chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))


def _packed(members: Sequence[tuple[str, bytes]], how: int) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", how) as archive:
        warnings.simplefilter("ignore")  # a name that is there twice is meant
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return out.getvalue()
