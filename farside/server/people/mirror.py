"""Keeps every user's place in a shared collection as the collection is: what its owner or an editor
adds is there for all, what one of them takes out is gone for all.

A place is a home with a library of its own, so that everything a server does for a person works in
it, and nothing of the owner's or of another user's can be reached from it: only the documents of
the collection come in. Everything here waits for the disk.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from farside.access.shares import Grant, Shares
from farside.config import Settings
from farside.errors import FarsideError, Forbidden, NotFound
from farside.library import preferences, products
from farside.library.library import Library
from farside.library.shared_content import (
    SharedDocument,
    bring_document,
    collection_content,
    content_stamp,
    kept_bytes,
    newest_variant,
)
from farside.server.http import journal
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.people.quota import NoRoom, check_quota
from farside.server.person import Person, of_grant, of_user

# Events that tell of a change of what a collection has.
_CHANGES = ("collection", "collection_removed", "document_removed", "reset")
_TOGETHER_SECONDS = 0.5


def nothing_shared(share: str) -> NotFound:
    """What a person is told who has no right (any more), or where there is no such share."""
    return NotFound(f"nothing is shared with you under {share!r}, or it was taken back")


class Watch:
    """Hears what changes of anybody's, and has the places of what they share follow. Belongs to the
    event loop."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._waiting: set[str] = set()
        self._at_work: set[asyncio.Future[None]] = set()

    def heard(self, person: str, event: Mapping[str, object]) -> None:
        """Follow a change of a person (an id) a little later, together with those that come until
        then."""
        if event["type"] in _CHANGES and person not in self._waiting:
            self._waiting.add(person)
            asyncio.get_running_loop().call_later(_TOGETHER_SECONDS, self._follow, person)

    def _follow(self, person: str) -> None:
        self._waiting.discard(person)
        work = asyncio.ensure_future(asyncio.to_thread(self._mirror.tell_changed, person))
        self._at_work.add(work)
        work.add_done_callback(self._done)

    def _done(self, work: asyncio.Future[None]) -> None:
        self._at_work.discard(work)
        error = None if work.cancelled() else work.exception()
        if error is not None:
            journal.log_fault("fault", error)


class Mirror:
    """Safe from any thread."""

    def __init__(self, settings: Settings, shares: Shares, libraries: Libraries, hub: Hub) -> None:
        self._settings = settings
        self._shares = shares
        self._libraries = libraries
        self._hub = hub
        self._lock = threading.Lock()
        self._locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)
        self._seen: dict[str, tuple[object, ...]] = {}
        self._told: dict[str, tuple[object, ...] | None] = {}

    def refresh(self, person: Person) -> None:
        """Bring a person's place to what the collection has now. Raises `NotFound` where nothing is
        shared with them any more."""
        grant = self._granted(person)
        theirs = self._library_of(grant)
        if self._seen.get(person.id) == (grant.role, *self._stamp(grant, theirs)):
            return
        with self._locked(grant.share):
            stamp = (grant.role, *self._stamp(grant, theirs))
            if self._seen.get(person.id) != stamp:
                self._bring(grant, person, theirs)
                self._seen[person.id] = stamp

    def publish(self, person: Person, identity: str) -> None:
        """Put a document of an editor's place into the collection. Raises `Forbidden` for a person
        who may not, `NoRoom` where it does not fit into what the owner may keep."""
        grant = self._editing(person)
        with self._locked(grant.share):
            theirs, mine = self._library_of(grant), self._libraries.of(person.settings)
            content = self._content(grant, theirs)
            if identity not in content:
                self._put_in(grant, theirs, mine, identity)
                content = self._content(grant, theirs, grant.user.name)
            self._shares.note_held(grant, {identity: content[identity].parsed}, ())

    def take_out(self, person: Person, identity: str) -> None:
        """Take a document out of the collection, for an editor; its owner keeps it. Raises
        `Forbidden` and `NotFound`."""
        grant = self._editing(person)
        with self._locked(grant.share):
            theirs = self._library_of(grant)
            if identity not in self._content(grant, theirs):
                raise NotFound(f"there is no document {identity}")
            theirs.remove_from(grant.collection, [identity])
            journal.log_access(person=person.id, kind="taken out", document=identity)
            self._content(grant, theirs, grant.user.name)
        self.refresh(person)
        self._tell_owner(grant)

    def tell_changed(self, owner: str) -> None:
        """Bring the places of an owner's (an id) shares up to date that somebody looks at, and tell
        their pages."""
        for grant in self._shares.grants(owner=owner):
            person = of_grant(self._settings, grant)
            if self._hub.knows(person.id):
                try:
                    self.refresh(person)
                except FarsideError as error:  # of this place alone; its next request is told
                    journal.log_fault("fault", error, person=person.id)
                if self._told.get(person.id) != self._seen.get(person.id):
                    self._told[person.id] = self._seen.get(person.id)
                    self._hub.tell(person.id, {"type": "reset"})

    def note_content(self, grant: Grant) -> None:
        """Note what a shared collection has now."""
        with self._locked(grant.share):
            self._content(grant, self._library_of(grant))

    def remove_place(self, person: str, home: Path) -> None:
        """Forget a place that nobody may enter any more: what it has, and what was asked there."""
        self._seen.pop(person, None)
        self._told.pop(person, None)
        self._libraries.forget(home)
        shutil.rmtree(home, ignore_errors=True)
        self._hub.tell(person, {"type": "reset"})

    # inside

    def _bring(self, grant: Grant, person: Person, theirs: Library) -> None:
        """Bring in what is missing in a place, and take away what is in the collection no more."""
        content = self._content(grant, theirs)
        mine = self._libraries.of(person.settings)
        there, held = {one.id for one in mine.documents()}, self._shares.held(grant)
        gone = [one for one in held if one not in content]
        strays = [one for one in there if one not in content and one not in held]
        for identity in (*gone, *(() if grant.role == "edit" else strays)):
            if identity in there:
                mine.remove(identity)
        come = {
            one: document.parsed
            for one, document in content.items()
            if held.get(one) != document.parsed or one not in there
        }
        # Noted before it is done: what is noted and not there is brought again, and what is there
        # and not noted would be taken for an editor's.
        self._shares.note_held(grant, come, gone)
        for identity in come:
            self._bring_one(theirs, mine, identity, content[identity], person)
        preferences.save_wish(mine, theirs.collection(grant.collection).wish)
        products.bring_products(theirs, mine, "guide", list(content))
        if grant.role == "edit" and person.id not in self._seen:
            for identity in strays:  # a server that died did not come to publish these
                self._publish_stray(grant, theirs, mine, identity)

    def _bring_one(
        self, theirs: Library, mine: Library, identity: str, of: SharedDocument, person: Person
    ) -> None:
        try:
            bring_document(theirs, mine, identity, of.variant)
        except FarsideError as error:  # one that is damaged at its owner's must not hide the others
            journal.log_fault("fault", error, person=person.id, document=identity)
            return
        journal.log_access(person=person.id, kind="shared", document=identity)

    def _publish_stray(self, grant: Grant, theirs: Library, mine: Library, identity: str) -> None:
        try:
            self._put_in(grant, theirs, mine, identity)
        except NoRoom as error:
            journal.log_fault("fault", error, document=identity)
            mine.remove(identity)
            return
        content = self._content(grant, theirs, grant.user.name)
        self._shares.note_held(grant, {identity: content[identity].parsed}, ())

    def _put_in(self, grant: Grant, theirs: Library, mine: Library, identity: str) -> None:
        owner = of_user(self._settings, grant.owner.id, grant.owner.name)
        known = next((one for one in mine.documents() if one.id == identity), None)
        if known is None:
            raise NotFound(f"there is no document {identity}")
        if identity not in {one.id for one in theirs.documents()}:
            check_quota(owner.settings, theirs, known.name, kept_bytes(mine, identity))
            bring_document(mine, theirs, identity, newest_variant(mine, identity))
        theirs.add_to(grant.collection, [identity])
        journal.log_access(
            person=grant.owner.id, kind="added", document=identity, other=grant.user.id
        )
        self._tell_owner(grant)

    def _tell_owner(self, grant: Grant) -> None:
        self._hub.tell(grant.owner.id, {"type": "reset"})

    def _content(
        self, grant: Grant, theirs: Library, who: str = ""
    ) -> Mapping[str, SharedDocument]:
        """What the collection has; what came and went since the last look goes into the record, as
        `who` did it, by default the owner."""
        found = collection_content(theirs, grant.collection)
        names = {identity: one.name for identity, one in found.items()}
        self._shares.note_content(grant, names, who or grant.owner.name)
        return found

    def _stamp(self, grant: Grant, theirs: Library) -> tuple[object, ...]:
        """The stamp of the collection. Raises `NotFound` where it is gone, or another one has its
        name: that is not shared."""
        stamp = content_stamp(theirs, grant.collection)
        if stamp[0] != grant.made:
            self._shares.end(grant.owner, grant.collection)
            raise nothing_shared(grant.share)
        return stamp

    def _granted(self, person: Person) -> Grant:
        place = person.place
        grant = self._shares.grant(place.user, place.share) if place else None
        if grant is None:
            raise nothing_shared(place.share if place else "")
        return grant

    def _editing(self, person: Person) -> Grant:
        grant = self._granted(person)
        if grant.role != "edit":
            raise Forbidden(f"you may {grant.role} {grant.collection}, and not change it")
        return grant

    def _library_of(self, grant: Grant) -> Library:
        owner = of_user(self._settings, grant.owner.id, grant.owner.name)
        return self._libraries.of(owner.settings)

    def _locked(self, share: str) -> threading.RLock:
        with self._lock:
            return self._locks[share]
