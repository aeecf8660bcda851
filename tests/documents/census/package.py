"""Office packages as the programs write them, with types and relations, so that any reader opens
them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from tests.documents.files import zipped
from tests.documents.office import NAMES
from tests.documents.pdfs import picture

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ML = "application/vnd.openxmlformats-officedocument."
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8"
    "ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A picture of one white pixel."""


@lru_cache(maxsize=64)
def written_picture(said: str) -> bytes:
    """A picture in which these words stand."""
    made = io.BytesIO()
    picture(said, size=(700, 200)).save(made, "png")
    return made.getvalue()


@dataclass(slots=True)
class Package:
    """The parts of a package that is being made; `main` is the part that it is about."""

    main: str
    parts: dict[str, str | bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    related: dict[str, list[str]] = field(default_factory=dict)

    def add(
        self,
        name: str,
        kind: str,
        content: str | bytes,
        owner: str | None = None,
        relation: str = "",
    ) -> str:
        """Puts a part in, and returns the id of its relation from `owner` (the main part)."""
        if isinstance(content, str) and name.endswith((".xml", ".vml")):
            end = min(at for at in (content.find(" "), content.find(">")) if at > 0)
            content = f"{content[:end]} {NAMES}{content[end:]}"
        self.parts[name] = content
        if kind:
            self.types[name] = kind if "/" in kind else f"{_ML}{kind}+xml"
        return self.relate(relation, f"/{name}", owner) if relation else ""

    def relate(self, relation: str, target: str, owner: str | None = None) -> str:
        lines = self.related.setdefault(self.main if owner is None else owner, [])
        outside = "" if target.startswith("/") else ' TargetMode="External"'
        identity = f"rId{len(lines) + 1}"
        kind = relation if "://" in relation else f"{_OFFICE}/{relation}"
        lines.append(f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"{outside}/>')
        return identity

    def picture(self, owner: str | None = None, said: str = "") -> str:
        """The id of a picture, in which `said` stands."""
        name = f"{self.main.partition('/')[0]}/media/image{len(self.parts)}.png"
        return self.add(name, "", written_picture(said) if said else PIXEL, owner, "image")

    def save(self, path: Path) -> None:
        self.related[""] = []
        self.relate("officeDocument", f"/{self.main}", "")
        defaults = {
            "rels": "application/vnd.openxmlformats-package.relationships+xml",
            "xml": "application/xml",
            "png": "image/png",
            "vml": f"{_ML}vmlDrawing",
        }
        listed = [
            f'<Default Extension="{ending}" ContentType="{kind}"/>'
            for ending, kind in defaults.items()
        ]
        listed += [
            f'<Override PartName="/{name}" ContentType="{kind}"/>'
            for name, kind in self.types.items()
        ]
        members: dict[str, str | bytes] = {
            "[Content_Types].xml": (
                f'<Types xmlns="{_PACKAGE}/content-types">{"".join(listed)}</Types>'
            )
        }
        for owner, lines in self.related.items():
            folder, _, name = owner.rpartition("/")
            inner = "".join(lines)
            members[f"{folder}/_rels/{name}.rels".lstrip("/")] = (
                f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'
            )
        zipped(path, members | self.parts)
