"""What an answer cites as a bibliography, for programs that keep literature: BibTeX, RIS and
CSL-JSON. Title, authors and date are what the files say of themselves, pages those that are cited.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from farside.config import Settings
from farside.documents.options import ParseOptions
from farside.documents.read_about import About, read_about
from farside.documents.sandbox import Sandbox
from farside.errors import NotFound
from farside.library.library import Library
from farside.types import Answer, Citation, citation_line

ReferenceFormat = Literal["bibtex", "ris", "csl"]
_PAGE = "p. "
_TEX: Mapping[int, str] = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A cited document. `pages` are the numbers of those that are cited, of a document that has
    numbered pages; `name` is that of its file."""

    key: str
    name: str
    about: About
    pages: tuple[str, ...]
    citations: tuple[Citation, ...]

    @property
    def title(self) -> str:
        """Its title; the name of the file where the file says none."""
        return self.about.title or self.name

    @property
    def quoted(self) -> list[str]:
        """Each citation as a line."""
        return [citation_line(one.n, one.document, one.label, one.quote) for one in self.citations]


def list_references(answer: Answer, settings: Settings) -> list[Reference]:
    """The documents that the answer cites, in the order of their first citation. Notes of the
    person's own, which are of no document, are none."""
    cited: dict[str, list[Citation]] = {}
    for one in answer.citations:
        if one.document_id:
            cited.setdefault(one.document_id, []).append(one)
    with closing(Library(settings)) as library, Sandbox() as sandbox:
        return [
            _refer(identity, given, _about(library, sandbox, settings, identity, given[0].document))
            for identity, given in cited.items()
        ]


def write_references(references: Sequence[Reference], form: ReferenceFormat) -> str:
    """The bibliography as text; it ends with a line end."""
    return _WRITE[form](references)


def _about(
    library: Library, sandbox: Sandbox, settings: Settings, identity: str, name: str
) -> About:
    try:
        path = library.drawable(library.get(identity).id)
    except NotFound:  # it was removed; what is cited of it stays
        return About()
    return read_about(sandbox, path, ParseOptions.of(settings, name))


def _refer(identity: str, given: Sequence[Citation], about: About) -> Reference:
    name = given[0].document
    stem = re.sub(r"[^a-z0-9]+", "-", name.rpartition(".")[0].lower() or name.lower()).strip("-")
    labels = dict.fromkeys(one.label for one in given if one.label.startswith(_PAGE))
    pages = tuple(one.removeprefix(_PAGE) for one in labels)
    return Reference(f"{stem[:40] or 'document'}-{identity[:6]}", name, about, pages, tuple(given))


def _bibtex(references: Sequence[Reference]) -> str:
    return "\n".join(map(_bibtex_entry, references))


def _bibtex_entry(one: Reference) -> str:
    year, month, day = _parts(one.about.date)
    fields = {
        "title": f"{{{_tex(one.title)}}}",  # braces keep its capitals
        "author": " and ".join(map(_bibtex_author, one.about.authors)),
        "year": year,
        "date": "-".join(filter(None, (year, month, day))) if month else "",
        "pages": ", ".join(one.pages),
        "howpublished": _tex(one.name),
        "annote": _tex("; ".join(one.quoted)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{one.key},", *lines, "}", ""])


def _bibtex_author(name: str) -> str:
    """Family and given name where a comma tells them apart; else one name in braces, which no
    program takes apart."""
    return _tex(name) if name.count(",") == 1 else f"{{{_tex(name)}}}"


def _ris(references: Sequence[Reference]) -> str:
    return "\n".join(map(_ris_entry, references))


def _ris_entry(one: Reference) -> str:
    year, month, day = _parts(one.about.date)
    fields = [
        ("TY", "GEN"),
        ("ID", one.key),
        ("TI", one.title),
        *(("AU", name) for name in one.about.authors),
        ("PY", year),
        ("DA", "/".join((year, month, day, "")) if month else ""),
        ("SP", ", ".join(one.pages)),
        ("L1", one.name),
        *(("N1", line) for line in one.quoted),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - ", ""])


def _csl(references: Sequence[Reference]) -> str:
    return json.dumps(list(map(_csl_item, references)), ensure_ascii=False, indent=2) + "\n"


def _csl_item(one: Reference) -> Mapping[str, object]:
    day = [int(part) for part in _parts(one.about.date) if part]
    fields: Mapping[str, object] = {
        "id": one.key,
        "type": "document",
        "title": one.title,
        "author": [_csl_author(name) for name in one.about.authors],
        "issued": {"date-parts": [day]} if day else None,
        "page": ", ".join(one.pages),
        "archive_location": one.name,
        "note": "\n".join(one.quoted),
    }
    return {name: value for name, value in fields.items() if value}


def _csl_author(name: str) -> Mapping[str, str]:
    family, comma, given = name.partition(",")
    if comma and "," not in given:
        return {"family": family.strip(), "given": given.strip()}
    return {"literal": name}


_WRITE: Mapping[ReferenceFormat, Callable[[Sequence[Reference]], str]] = MappingProxyType(
    {"bibtex": _bibtex, "ris": _ris, "csl": _csl}
)


def _parts(date: str) -> tuple[str, str, str]:
    """Year, month and day, empty where the date does not say them."""
    year, month, day = (*date.split("-"), "", "")[:3] if date else ("", "", "")
    return year, month, day


def _tex(text: str) -> str:
    return " ".join(text.split()).translate(_TEX)
