"""Slides (PPTX, PPSX, POTX, PPTM): a page a slide with what it shows in reading order, its
comments, then its notes.

What cannot be read, such as pictures of text, is named with its slide.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.drawings import drawing_paragraphs
from farside.documents.ooxml import P, Parts, R, resolve_alternatives
from farside.documents.options import ParseOptions
from farside.documents.placing import Frame
from farside.documents.seen.things import write_comment
from farside.documents.slide_shapes import (
    Slide,
    paragraphs_of,
    place_of,
    placeholder_keys,
    read_shapes,
)
from farside.documents.zips import BROKEN, Member, open_zip, refuse_ole
from farside.errors import DamagedFile, EmptyFile

_BROKEN = (etree.XMLSyntaxError, KeyError, ValueError, *BROKEN)


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """A page a slide. Raises `DocumentError` for a file that is encrypted, damaged or holds no
    slide."""
    refuse_ole(content, options.name)
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        try:
            show = _Show(Parts(Member(archive, options.name, options.expanded_mb)), options)
        except _BROKEN as error:
            raise DamagedFile(
                options.name, f"is damaged or no PowerPoint file ({error}): save it again"
            ) from error
        if not show.slides:
            raise EmptyFile(options.name, "has no slides")
        for number, part in enumerate(show.slides, 1):
            yield show.page(part, number)


class _Show:
    """An open file: its slides in order, and what it told of layouts already."""

    def __init__(self, parts: Parts, options: ParseOptions) -> None:
        self._parts, self._options = parts, options
        main = parts.main()
        root = parts.root(main) if main else None
        if main is None or root is None or root.tag != P + "presentation":
            raise ValueError("its main part is no presentation")
        relations = parts.relations(main)
        named = (
            relations.get(one.get(R + "id") or "") for one in root.iterfind(f"{P}sldIdLst/{P}sldId")
        )
        self.slides = [one.target for one in named if one is not None]
        self._authors = _authors(parts, main)
        self._told: set[str] = set()

    def page(self, part: str, number: int) -> PageDraft:
        label = f"slide {number}"
        try:
            slide = self._open(part)
            label += " (hidden)" if slide.root.get("show") in ("0", "false") else ""
            seen = read_shapes(slide)
            for layout in self._layouts(slide):
                below = read_shapes(layout, placeholders=False)
                seen.lines += below.lines
                seen.unread += below.unread
            lines = seen.lines + self._comments(part) + self._notes(part)
        except _BROKEN as error:
            return PageDraft(label, (), problem=f"is damaged and was not read ({error})")
        return PageDraft(label, tuple(LineDraft(line) for line in lines), unread=tuple(seen.unread))

    def _open(self, part: str) -> Slide:
        root = self._parts.root(part)
        if root is None:
            raise ValueError(f"the file does not hold {part}")
        resolve_alternatives(root)
        slide = Slide(part, root, self._parts, self._options)
        for layout in self._parts.related(part, "slideLayout"):
            for place in (*self._parts.related(layout, "slideMaster"), layout):
                slide.places |= self._places(place)
        return slide

    def _places(self, part: str) -> dict[str, Frame]:
        root = self._parts.root(part)
        places: dict[str, Frame] = {}
        for shape in root.iter(P + "sp", P + "pic", P + "graphicFrame") if root is not None else ():
            frame = place_of(shape)
            if frame is not None:
                places |= dict.fromkeys(placeholder_keys(shape), frame)
        return places

    def _layouts(self, slide: Slide) -> Iterator[Slide]:
        """The layout and the master that show texts and pictures on this slide, each told with the
        first slide."""
        if slide.root.get("showMasterSp") in ("0", "false"):
            return
        for layout in self._parts.related(slide.part, "slideLayout"):
            for part in (layout, *self._parts.related(layout, "slideMaster")):
                if part not in self._told:
                    self._told.add(part)
                    yield self._open(part)

    def _comments(self, part: str) -> list[str]:
        lines = []
        for comments in self._parts.related(part, "comments"):
            root = self._parts.root(comments)
            for one in root.iter("{*}cm", "{*}reply") if root is not None else ():
                old = one.find(P + "text")
                body = one.find("{*}txBody")
                text = old.text or "" if old is not None else ""
                if body is not None:
                    text = " ".join(drawing_paragraphs(body))
                lines.append(write_comment(text, self._authors.get(one.get("authorId") or "", "")))
        return lines

    def _notes(self, part: str) -> list[str]:
        lines: list[str] = []
        for notes in self._parts.related(part, "notesSlide"):
            slide = self._open(notes)
            for shape in slide.root.iter(P + "sp"):
                kind, body = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph"), shape.find(P + "txBody")
                if body is not None and (kind is None or kind.get("type") in ("body", None)):
                    lines += paragraphs_of(body, slide)
        return ["Notes: " + "\n".join(lines)] if lines else []


def _authors(parts: Parts, main: str) -> dict[str, str]:
    """The names of those who comment, by their ids; in parts of one kind in old files, of another
    in new ones."""
    names = {}
    for part in (*parts.related(main, "commentAuthors"), *parts.related(main, "authors")):
        root = parts.root(part)
        for one in root.iter("{*}cmAuthor", "{*}author") if root is not None else ():
            names[one.get("id") or ""] = one.get("name") or ""
    return names
