"""Pages of the web, fetched by the server for people who may: each becomes an item, with the
address that it came from."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator

from farside.config import Settings
from farside.errors import Forbidden, SettingsError
from farside.library.items import UploadItem
from farside.library.origins import Origin
from farside.server.http import journal
from farside.server.http.errors import Busy
from farside.server.people.hub import Hub
from farside.server.person import Person
from farside.server.uploads.intake import Intake
from farside.work.fetching.fetch import FetchLimits, Page, open_page
from farside.work.fetching.network import Internet, Network

_WHO = ("nobody", "admins", "everybody")
_AT_ONCE, _OF_ONE = 8, 2
_RETRY_SECONDS = 5
# Between two tellings of how much of a page has come.
_TELL_SECONDS = 0.3


def check_fetching(settings: Settings) -> None:
    """Raises `SettingsError` for settings of fetching that cannot be used."""
    FetchLimits.of(settings)
    if settings.server_fetch not in _WHO:
        raise SettingsError(
            f"server_fetch = {settings.server_fetch!r}: give one of {', '.join(_WHO)}"
        )


def may_fetch(person: Person) -> bool:
    """Tell whether the server fetches pages for this person."""
    who = person.settings.server_fetch
    return who == "everybody" or (who == "admins" and person.admin)


class PageFetcher:
    """Belongs to the event loop."""

    def __init__(self, intake: Intake, hub: Hub, network: Network | None = None) -> None:
        self._intake = intake
        self._hub = hub
        self.network: Network = network or Internet()
        self._going: Counter[str] = Counter()

    async def fetch(self, person: Person, url: str, collection: str | None) -> UploadItem:
        """Fetch the page at `url` as an item. Raises `Forbidden` for a person who may not, `Busy`,
        and as `open_page` and `Intake.receive`."""
        if not may_fetch(person):
            raise Forbidden(
                "this server fetches no pages for you: download the file and add it, or ask "
                "whoever runs the server (the setting server_fetch)"
            )
        if self._going[person.id] >= _OF_ONE or self._going.total() >= _AT_ONCE:
            raise Busy("other pages are being fetched; try again in a moment", _RETRY_SECONDS)
        self._going[person.id] += 1
        try:
            limits = FetchLimits.of(person.settings)
            async with open_page(url, limits, self.network) as page:
                item = await self._receive(person, url, page, collection)
        finally:
            self._going[person.id] -= 1
        journal.log_access(person=person.id, kind="fetched", item=item.id)
        return item

    async def _receive(
        self, person: Person, url: str, page: Page, collection: str | None
    ) -> UploadItem:
        return await self._intake.receive(
            person,
            page.name,
            collection,
            self._told(person, url, page),
            encoding=page.encoding,
            origin=Origin(page.url, page.fetched),
        )

    async def _told(self, person: Person, url: str, page: Page) -> AsyncIterator[bytes]:
        """The blocks of a page, of which its person's open pages are told."""
        told = 0.0
        async for block in page.blocks:
            if (now := time.monotonic()) - told >= _TELL_SECONDS:
                told = now
                event = {"type": "fetching", "url": url, "done": page.done, "total": page.total}
                self._hub.tell(person.id, event)
            yield block
            await asyncio.sleep(0)  # a fast site leaves others their turn
