"""Notes as a file: Markdown and Word with a footnote for each quotation, or JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import count
from types import MappingProxyType
from typing import Any, Literal

from farside.library.notes import Note
from farside.types import Citation
from farside.work.export.plain import escape_markdown

NoteFormat = Literal["md", "docx", "json"]
MEDIA_TYPES = MappingProxyType(
    {
        "md": "text/markdown; charset=utf-8",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "json": "application/json",
    }
)
FORMATS: Mapping[str, NoteFormat] = MappingProxyType(
    {".md": "md", ".docx": "docx", ".json": "json"}
)
"""The formats by the ending of a file."""
TITLE = "Notes"
GONE = "the document is gone"


def render_notes(found: Sequence[Note], form: NoteFormat) -> bytes:
    """The notes in this format, in their order."""
    if form == "md":
        return _markdown(found)
    return _docx(found) if form == "docx" else _json(found)


def note_as_plain(note: Note) -> dict[str, Any]:
    """A note as JSON has it; a citation says whether its document is `gone`."""
    cited = [one.as_plain() | {"gone": one.document_id in note.gone} for one in note.citations]
    plain = {name: value for name, value in asdict(note).items() if name != "gone"}
    return plain | {"citations": cited}


def _json(found: Sequence[Note]) -> bytes:
    made = {"notes": [note_as_plain(one) for one in found]}
    return (json.dumps(made, indent=1) + "\n").encode("ascii")


def _markdown(found: Sequence[Note]) -> bytes:
    numbers = count(1)
    lines, foot = [f"# {TITLE}"], []
    for note in found:
        marks = ""
        for one in note.citations:
            number = next(numbers)
            marks += f"[^{number}]"
            foot.append(f"[^{number}]: {escape_markdown(tell_source(note, one))}")
        texts = [escape_markdown(text) for text in _paragraphs(note)]
        lines += [f"**{escape_markdown(note.title)}**"] if note.title.strip() else []
        lines += [*texts[:-1], texts[-1] + marks]
        lines.append("---")
    return ("\n\n".join([*lines, *foot]) + "\n").encode("utf-8", "replace")


def _docx(found: Sequence[Note]) -> bytes:
    import docx  # takes time to load, and few notes become Word documents

    from farside.work.export.docx import xml_text
    from farside.work.export.footnotes import Footnotes

    made = docx.Document()
    made.add_heading(TITLE, 0)
    footnotes = Footnotes(made)
    for note in found:
        if note.title.strip():
            made.add_heading(xml_text(note.title), 2)
        for text in _paragraphs(note):
            paragraph = made.add_paragraph(xml_text(text))
        for one in note.citations:
            footnotes.add(paragraph, xml_text(tell_source(note, one)))
    footnotes.close()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def tell_source(note: Note, citation: Citation) -> str:
    """What a footnote says: the quotation, where it stands, and whether that is gone."""
    quote = f"“{' '.join(citation.quote.split())}” " if citation.quote.strip() else ""
    gone = f" ({GONE})" if citation.document_id in note.gone else ""
    return f"{quote}{citation.document}, {citation.label}{gone}"


def _paragraphs(note: Note) -> list[str]:
    """What a note says, a paragraph each: what was pinned, and the person's words; the first
    quotation where it has neither. Never empty."""
    said = [text for text in (note.pinned, *note.words.split("\n\n")) if text.strip()]
    if said:
        return said
    return [f"“{' '.join(note.citations[0].quote.split())}”" if note.citations else note.title]
