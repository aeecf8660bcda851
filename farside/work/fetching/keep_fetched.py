"""A web page → a document of the library, for the command line."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import closing
from pathlib import Path

from farside.config import Settings
from farside.library import names
from farside.library.files import full_disk
from farside.library.library import Library
from farside.library.origins import Origin, keep_origin
from farside.types import Notify, Progress
from farside.work import intake
from farside.work.fetching.fetch import FetchLimits, open_page


def keep_page(
    settings: Settings, url: str, collection: str | None, notify: Notify
) -> intake.TakenDocuments:
    """Fetch the page at `url` and keep it as the file it was, with its address and the time, in a
    collection where one is named. Raises as `open_page`, and as `gather_documents`."""
    limits = FetchLimits.of(settings)
    wanted = names.collection_name(collection) if collection else None
    with tempfile.TemporaryDirectory(prefix="farside-") as folder:
        file, origin, encoding = asyncio.run(_download(url, limits, Path(folder), notify))
        # The folder of the site is given, so that the document is called "example.org/page.html".
        taken = intake.gather_documents(
            settings, [file.parent], None, None, notify, encoding=encoding
        )
    with closing(Library(settings)) as library:
        for document in taken.documents:
            keep_origin(library, document.id, origin)
        if wanted:
            library.create(wanted)
            library.add_to(wanted, [document.id for document in taken.documents])
    return taken


async def _download(
    url: str, limits: FetchLimits, folder: Path, notify: Notify
) -> tuple[Path, Origin, str | None]:
    async with open_page(url, limits) as page:
        file = folder / page.name
        with full_disk(folder, page.total or 1):
            file.parent.mkdir()
            with file.open("wb") as target:
                async for block in page.blocks:
                    target.write(block)
                    notify(Progress("fetch", page.done, page.total or 0, "bytes", page.name))
        return file, Origin(page.url, page.fetched), page.encoding
