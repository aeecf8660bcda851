"""What an editor of a shared collection sends comes into the collection, or has failed."""

from __future__ import annotations

from contextlib import suppress

from farside.errors import FarsideError
from farside.library import items
from farside.library.items import UploadItem
from farside.library.library import Library
from farside.server.http import errors
from farside.server.people.mirror import Mirror
from farside.server.person import Person


def publish_item(mirror: Mirror, library: Library, person: Person, item: UploadItem) -> UploadItem:
    """Put the document of an item into the collection, and return the item; failed, and without the
    document, where that cannot be."""
    document = item.document or ""
    try:
        mirror.publish(person, document)
    except FarsideError as error:
        told = errors.inner_error(error, person)
        with suppress(FarsideError):  # it went meanwhile
            library.remove(document)
        return items.update_item(
            library, item, state="failed", document=None, code=told["code"], why=told["message"]
        )
    return item
