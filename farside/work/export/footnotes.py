"""Footnotes in a Word document, which python-docx does not write: a part of their own, to which the
references in the text point."""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.text.paragraph import Paragraph
from lxml import etree

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# The lines that Word draws above footnotes: it wants them in the file, with these two ids.
_BEGIN = (
    f"<w:footnotes {nsdecls('w')}>"
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/>'
    "</w:r></w:p></w:footnote></w:footnotes>"
)


class Footnotes:
    """The footnotes of one document. `close` puts them into it, before it is saved."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._notes = parse_xml(_BEGIN)
        self._count = 0

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Puts the next number at the end of a paragraph, and its text among the footnotes."""
        self._count += 1
        reference = _raised("footnoteReference")
        reference[-1].set(qn("w:id"), str(self._count))
        paragraph._p.append(reference)
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), str(self._count))
        line = OxmlElement("w:p")
        line.append(_raised("footnoteRef"))
        line.append(_written(f" {text}"))
        note.append(line)
        self._notes.append(note)

    def close(self) -> None:
        """Adds the part with the footnotes, where there are any."""
        if not self._count:
            return
        written = etree.tostring(
            self._notes, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        main = self._document.part
        part = Part(PackURI("/word/footnotes.xml"), _TYPE, written, main.package)
        main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _raised(name: str) -> etree._Element:
    """A run with a raised sign of Word's own."""
    run, look, raised = (OxmlElement(f"w:{one}") for one in ("r", "rPr", "vertAlign"))
    raised.set(qn("w:val"), "superscript")
    look.append(raised)
    run.append(look)
    run.append(OxmlElement(f"w:{name}"))
    return run


def _written(text: str) -> etree._Element:
    run, said = OxmlElement("w:r"), OxmlElement("w:t")
    said.set(qn("xml:space"), "preserve")
    said.text = text
    run.append(said)
    return run
