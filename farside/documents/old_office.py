"""The old binary formats of Office programs that no parser here reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from farside.errors import UnsupportedFile

Old = Literal["doc", "ppt", "wps"]


@dataclass(frozen=True, slots=True)
class OldFormat:
    """An old format: what people call it, its media type, and the ending of what it becomes."""

    name: str
    media_type: str
    new: str


OLD: dict[Old, OldFormat] = {
    "doc": OldFormat("Word (.doc)", "application/msword", "docx"),
    "ppt": OldFormat("PowerPoint (.ppt)", "application/vnd.ms-powerpoint", "pptx"),
    "wps": OldFormat("Works (.wps)", "application/vnd.ms-works", "docx"),
}


class OldOffice(UnsupportedFile):
    """A file that LibreOffice can make a new one of; not one that lies `inside` of another."""

    def __init__(self, name: str, old: Old, inside: bool = False) -> None:
        kind = OLD[old]
        other = "" if inside else ", or install LibreOffice here, with which Farside converts it"
        super().__init__(
            name, f"an old format of {kind.name}: save it as .{kind.new} or PDF{other}"
        )
        self.old: Old = old
