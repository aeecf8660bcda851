"""Rich Text (RTF): text in any code page, tables, list numbers, raised signs, links, notes,
comments, ticks, pictures.

What Word does not show (revisions that took text away, hidden text) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from farside.documents.content import Content
from farside.documents.draft import PageDraft
from farside.documents.options import ParseOptions
from farside.documents.pictures import read_picture
from farside.documents.rtf_flow import Flow
from farside.documents.rtf_groups import RtfField, RtfGroup
from farside.documents.rtf_words import CHARSETS, SIGNS, SILENT, SYMBOLS, TO_SEE, codec_of
from farside.documents.seen.signs import write_tick
from farside.documents.seen.symbols import read_symbols
from farside.documents.seen.things import write_comment, write_link, write_note_mark
from farside.documents.seen.unread import Unread
from farside.documents.text import cut_parts
from farside.errors import EmptyFile, UnsupportedFile

_TOKEN = re.compile(
    (
        rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])"
        rb"|[\r\n]+|([^\\{}\r\n]+)"
    ),
    re.S,
)
_LINK = re.compile(r'HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\s]{1,2000})', re.I)
_DEEPEST = 20_000
_SMALLEST = 340  # twips, 0.6 cm: a picture less wide or high holds no writing
_AS_MADE = 25  # what a tick that nobody touched says
_SYMBOL_FONT = 2


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The text in parts of a few thousand characters. Raises `DocumentError` for a file without
    text."""
    reader = RtfReader(options)
    lines = reader.read(content.read())
    if not lines and not reader.unread:
        raise EmptyFile(options.name, "has no text")
    pages = list(cut_parts(lines)) if lines else [PageDraft("document", ())]
    pages[-1] = replace(pages[-1], problem=reader.problem, unread=tuple(reader.unread))
    yield from pages


class RtfReader:
    """Reads one text. `unread` and `problem` tell what was not read of it."""

    def __init__(self, options: ParseOptions) -> None:
        self.unread: list[Unread] = []
        self.problem: str | None = None
        self._options = options
        self._body = Flow()
        self._margins: list[str] = []
        self._notes: list[str] = []
        self._groups = [RtfGroup(self._body)]
        self._codec = "cp1252"
        self._fonts: dict[int, tuple[int, str]] = {}  # the charset and the name
        self._defining = 0
        self._bytes = b""
        self._units = b""
        self._left = 0  # signs still to be passed over after \u
        self._author = ""
        self._numbers = 0

    @property
    def _group(self) -> RtfGroup:
        return self._groups[-1]

    def read(self, data: bytes) -> list[str]:
        at = 0
        while self._groups and (found := _TOKEN.search(data, at)):
            at = found.end()
            word, value, code, sign, brace, text = found.groups()
            if word == b"bin":
                at += max(int(value or 0), 0)
            elif word is not None:
                self._flush(word == b"u")
                self._word(word.decode("ascii"), int(value) if value else None)
            elif brace is not None:
                self._flush()
                if brace == b"{":
                    self._open()
                else:
                    self._close()
                    if len(self._groups) == 1:
                        break  # what follows here is no text
            elif sign is not None:
                self._flush()
                self._sign(sign)
            else:
                self._take(bytes([int(code, 16)]) if code else text or b"")
        self._flush()
        if len(self._groups) > 1:
            self.problem = "ends too early: get an intact copy"
        while len(self._groups) > 1:
            self._close()
        self._body.end_row()
        self._body.end_line()
        return [*dict.fromkeys(self._margins), *self._body.lines, *self._notes]

    def _open(self) -> None:
        if len(self._groups) > _DEEPEST:
            raise UnsupportedFile(
                self._options.name,
                "has too many braces inside of each other: save it again as .docx",
            )
        self._groups.append(replace(self._group, starred=False, ends=None))

    def _close(self) -> None:
        if len(self._groups) > 1:
            group = self._groups.pop()
            self._left = 0
            if group.ends:
                group.ends()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._group.starred = True
        elif sign in (b"\r", b"\n"):
            self._end_paragraph()
        elif sign in SYMBOLS:
            if self._left:
                self._left -= 1
            else:
                self._put(SYMBOLS[sign])

    def _take(self, data: bytes) -> None:
        """Bytes of text; those that stand for a \\u before them are passed over."""
        passed = min(self._left, len(data))
        self._left -= passed
        if data[passed:]:
            self._bytes += data[passed:]

    def _flush(self, more: bool = False) -> None:
        """Writes what waits; `more`: another \\u comes, which may be the second half of a
        character."""
        if self._units and not (more and not self._bytes):
            units, self._units = self._units, b""
            self._put(units.decode("utf-16-le", "replace"))
        data, self._bytes = self._bytes, b""
        if not data:
            return
        group = self._group
        if group.caught is not None:
            group.caught.append(data)
        elif group.fonts:
            charset, name = self._fonts.get(self._defining, (0, ""))
            self._fonts[self._defining] = charset, name + data.decode("latin-1")
        elif not group.silent:
            charset, name = self._fonts.get(group.font, (1, ""))
            if charset == _SYMBOL_FONT:
                self._put(read_symbols(data.decode("latin-1"), name.rstrip("; ")))
            else:
                self._put(data.decode(self._codec_of(charset), "replace"))

    def _codec_of(self, charset: int) -> str:
        wide = self._codec in ("cp932", "cp949", "gb18030", "big5hkscs")
        if charset == 0 and not wide:
            return "cp1252" if self._codec.startswith("cp125") else self._codec
        return CHARSETS.get(charset, self._codec)

    def _put(self, text: str) -> None:
        group = self._group
        if text and group.caught is not None:
            group.caught.append(text.encode("utf-8", "replace"))
        elif text and not (group.silent or group.unseen or group.fonts):
            group.flow.put(text, group.place, group.struck)

    def _end_paragraph(self) -> None:
        group = self._group
        if group.silent or group.unseen or group.caught is not None:
            return
        if group.table:
            group.flow.put(" ")
        else:
            group.flow.end_line()

    def _word(self, word: str, value: int | None) -> None:
        group = self._group
        if word in _BEGINNINGS:
            if not group.silent or word == "ud":
                _BEGINNINGS[word](self)
        elif word in SILENT or (group.starred and word not in TO_SEE):
            group.silent = True
        elif word == "u" and value is not None:
            self._units += (
                (value & 0xFFFF).to_bytes(2, "little") if not self._is_private(value) else b""
            )
            self._left = group.skip
        elif word in SIGNS:
            self._put(SIGNS[word])
        elif word in ("par", "line", "sect", "page", "column"):
            self._end_paragraph()
        elif not group.silent:
            self._set(group, word, value)
        group.starred = False

    def _is_private(self, value: int) -> bool:
        """A sign of a symbol font, written at once."""
        code = value & 0xFFFF
        name = self._fonts.get(self._group.font, (0, ""))[1].rstrip("; ")
        shown = read_symbols(chr(code), name) if 0xF000 <= code < 0xF100 else ""
        self._put(shown)
        return bool(shown)

    def _set(self, group: RtfGroup, word: str, value: int | None) -> None:
        on = value != 0
        if word == "f" and group.fonts:
            self._defining = value or 0
            self._fonts[self._defining] = (1, "")
        elif word == "fcharset":
            self._fonts[self._defining] = (value or 0, self._fonts.get(self._defining, (0, ""))[1])
        elif word in ("f", "deff"):
            group.font = value or 0
        elif word == "ansicpg":
            self._codec = codec_of(value or 1252)
        elif word in ("mac", "pc", "pca"):
            self._codec = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "uc":
            group.skip = max(value or 0, 0)
        elif word in ("super", "sub", "nosupersub", "up", "dn"):
            signs = {"super": 1, "up": 1, "sub": -1, "dn": -1}
            group.place = signs.get(word, 0) if on else 0
        elif word in ("strike", "striked"):
            group.struck = on
        elif word in ("v", "deleted", "htmlrtf"):
            group.unseen = on
        elif word in ("plain", "pard"):
            group.place, group.unseen, group.struck = 0, False, False
            group.table = group.table and word == "plain"
        elif word in ("ffres", "ffdefres", "fftype") and group.field:
            group.field.values[word] = value or 0
        elif group.picture is not None and value is not None:
            group.picture[word] = value
        elif group.picture is not None:
            group.picture[word] = 1
        else:
            self._set_table(group, word)

    def _set_table(self, group: RtfGroup, word: str) -> None:
        flow = group.flow
        if word == "intbl":
            group.table = True
        elif word == "trowd":
            flow.merged = []
            flow.merged.append(False)
        elif word == "clvmrg" and flow.merged:
            flow.merged[-1] = True
        elif word == "cellx":
            flow.merged.append(False)
        elif word == "cell":
            flow.end_cell()
        elif word == "row":
            flow.end_row()
        elif word in ("nestcell", "nestrow"):
            flow.put(" | " if word == "nestcell" else "; ", 0)

    def _catch(self, write: Callable[[str], None]) -> None:
        """Gives the text of the group to `write` when it ends."""
        caught: list[bytes] = []
        self._group.caught, self._group.silent = caught, False
        self._group.ends = lambda: write(b"".join(caught).decode("utf-8", "replace"))

    def _begin_fonts(self) -> None:
        self._group.fonts = True

    def _begin_field(self) -> None:
        flow = self._group.flow
        flow.join()
        made = self._group.field = RtfField(flow, len(flow.current), flow.ended)
        self._group.ends = lambda: self._end_field(made)

    def _end_field(self, made: RtfField) -> None:
        flow, kind = made.flow, made.instruction.split()[:1]
        flow.join()
        start = made.start if flow.ended == made.ended else 0
        result = "".join(flow.current[start:])
        link = _LINK.search(made.instruction)
        if link and result.strip():
            flow.current[start:] = [write_link(result, link[1])]
        elif kind == ["FORMCHECKBOX"]:
            value = made.values.get("ffres", _AS_MADE)
            flow.current.append(
                write_tick(bool(made.values.get("ffdefres", 0) if value == _AS_MADE else value))
            )
        elif kind == ["FORMDROPDOWN"] and not result.strip():
            flow.current += made.choices[made.values.get("ffres", 0) :][:1]

    def _begin_instruction(self) -> None:
        made = self._group.field
        if made is not None:
            self._catch(lambda text: setattr(made, "instruction", text))

    def _begin_choice(self) -> None:
        made = self._group.field
        if made is not None:
            self._catch(made.choices.append)

    def _begin_picture(self) -> None:
        known = self._group.picture = {}
        self._catch(lambda text: self._end_picture(text, known))

    def _end_picture(self, text: str, known: dict[str, int]) -> None:
        if min(known.get("picwgoal", _SMALLEST), known.get("pichgoal", _SMALLEST)) < _SMALLEST:
            return
        packed = re.sub(r"[^0-9A-Fa-f]", "", text)
        read = read_picture(bytes.fromhex(packed[: len(packed) // 2 * 2]), "", self._options)
        if isinstance(read, Unread):
            self.unread.append(read)
        else:
            self._group.flow.lines += read

    def _begin_object(self) -> None:
        self.unread.append(Unread("embedded file", "", "was not read: open it and save it apart"))

    def _begin_apart(self, lines: list[str]) -> None:
        flow = self._group.flow = Flow()
        self._group.table = False

        def end() -> None:
            flow.end_row()
            flow.end_line()
            lines.extend(flow.lines)

        self._group.ends = end

    def _begin_note(self) -> None:
        self._numbers += 1
        mark = write_note_mark("footnote", str(self._numbers))
        self._group.flow.put(mark, 0)
        self._begin_aside(lambda text: f"{mark} {text}")

    def _begin_comment(self) -> None:
        self._begin_aside(lambda text: write_comment(text, self._author))

    def _begin_aside(self, write: Callable[[str], str]) -> None:
        flow = self._group.flow = Flow()
        self._group.table, self._group.place = False, 0

        def end() -> None:
            flow.end_row()
            flow.end_line()
            if flow.lines:
                self._notes.append(write(" ".join(flow.lines)))

        self._group.ends = end

    def _begin_author(self) -> None:
        self._catch(lambda text: setattr(self, "_author", text))

    def _begin_identity(self) -> None:
        self._catch(lambda text: None)  # noqa: ARG005

    def _begin_unicode(self) -> None:
        self._group.silent = False


_BEGINNINGS: dict[str, Callable[[RtfReader], None]] = {
    "fonttbl": RtfReader._begin_fonts,
    "field": RtfReader._begin_field,
    "fldinst": RtfReader._begin_instruction,
    "ffl": RtfReader._begin_choice,
    "ffname": RtfReader._begin_identity,
    "pict": RtfReader._begin_picture,
    "object": RtfReader._begin_object,
    **dict.fromkeys(
        ("header", "headerl", "headerr", "headerf"),
        lambda reader: reader._begin_apart(reader._margins),
    ),
    **dict.fromkeys(
        ("footer", "footerl", "footerr", "footerf"),
        lambda reader: reader._begin_apart(reader._margins),
    ),
    "shptxt": lambda reader: reader._begin_apart(reader._group.flow.lines),
    "footnote": RtfReader._begin_note,
    "annotation": RtfReader._begin_comment,
    "atnauthor": RtfReader._begin_author,
    "atnid": RtfReader._begin_identity,
    "ud": RtfReader._begin_unicode,
}
