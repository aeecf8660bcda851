"""What the package's page shows: the README with whole addresses instead of paths in the
repository, where nobody who sees the page could follow them.

Whoever publishes says where the repository is: `FARSIDE_REPOSITORY=https://… python -m build`. A
wheel that is built without it has the words of a link and of a picture instead of the link.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

VARIABLE = "FARSIDE_REPOSITORY"
# A picture or a link to a path of the repository; one to an address or a heading is none.
_LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<path>(?![a-z]+:|#)[^)\s]+)\)")


class PackagePage(MetadataHookInterface):
    """Writes the `readme` and the `urls` of the package."""

    def update(self, metadata: dict[str, object]) -> None:
        """Called by hatchling with what `pyproject.toml` says."""
        site = os.environ.get(VARIABLE, "").rstrip("/")
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": make_links_whole(text, site, str(metadata["version"])),
        }
        if site:
            metadata["urls"] = {
                "Homepage": site,
                "Documentation": f"{site}/tree/main/docs",
                "Changelog": f"{site}/blob/main/CHANGELOG.md",
                "Issues": f"{site}/issues",
            }


def make_links_whole(text: str, site: str, version: str) -> str:
    """The README with addresses below `site` for paths: pictures as they were in this version.
    Without a site, with the words alone."""

    def whole(link: re.Match[str]) -> str:
        if not site:
            return f"*{link['words']}*" if link["picture"] else link["words"]
        kind = "raw" if link["picture"] else "blob"
        return f"{link['picture']}[{link['words']}]({site}/{kind}/v{version}/{link['path']})"

    return _LINK.sub(whole, text)
