"""A document that lies inside of another one."""

from __future__ import annotations

import importlib
from dataclasses import replace

from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.draft import PageDraft
from farside.documents.formats import PARSERS
from farside.documents.options import ParseOptions
from farside.documents.seen.unread import Unread
from farside.errors import DocumentError

_DEEPEST = 5  # a document in a document in a document …


def read_file(data: bytes, name: str, options: ParseOptions) -> list[PageDraft] | Unread:
    """The pages of the file `data`, which lies as `name` in the file that `options` names; or why
    it has none."""
    if options.depth >= _DEEPEST:
        return Unread("embedded file", name, f"lies {_DEEPEST} files deep: save it apart")
    content = Content.of_bytes(data)
    inner = replace(options, name=f"{options.name}/{name}", depth=options.depth + 1, known=0)
    try:
        found, _ = detect_format(content, inner)
        parser = importlib.import_module(PARSERS[found])
        return list(parser.parse(content, replace(inner, format=found)))
    except DocumentError as error:
        return Unread("embedded file", name, error.reason)
