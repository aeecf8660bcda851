"""Who asks: a person and the settings that lead to this person's library and to no other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from farside.access.shares import Grant, Role
from farside.config import Settings
from farside.library.library import Library

LOCAL = "local"
PLACES = "shared"
"""The folder of a user's home that has the places in what others share."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a user is in a collection that another one shares: a home of its own, which has the
    documents of the collection and what this user asked about them, and nothing else."""

    share: str
    collection: str
    owner: str
    user: str
    role: Role


@dataclass(frozen=True, slots=True)
class Person:
    """A person. `settings.home` is the person's own; a `local_person` sits at this machine and has
    no password. In the `place` of a shared collection a user is a person by themselves."""

    id: str
    name: str
    settings: Settings
    admin: bool = False
    local: bool = False
    place: Place | None = None

    @property
    def account(self) -> str:
        """Whose turns and bounds these are: a user has them once, in however many places."""
        return self.place.user if self.place else self.id


def local_person(settings: Settings) -> Person:
    """The person at this machine; their home is the command line's."""
    return Person(LOCAL, LOCAL, settings, admin=True, local=True)


def of_user(settings: Settings, identity: str, name: str, admin: bool = False) -> Person:
    """A user of the server: a home below the machine's, with the machine's KV states, models and
    measurements."""
    shared = settings.database_url.startswith("postgres")
    own = replace(
        settings,
        home=settings.home / "users" / identity,
        shared_dir=str(settings.shared),
        database_url=settings.database_url
        if shared
        else "",  # a file that is named there is the local person's
    )
    return Person(identity, name, own, admin)


def of_grant(settings: Settings, grant: Grant) -> Person:
    """A user in a shared collection: in a home below the user's own. Nobody is an admin there."""
    user = of_user(settings, grant.user.id, grant.user.name)
    place = Place(grant.share, grant.collection, grant.owner.name, grant.user.id, grant.role)
    home = place_home(user.settings, grant.share)
    return replace(
        user,
        id=f"{grant.user.id}.{grant.share}",
        settings=replace(user.settings, home=home),
        place=place,
    )


def place_home(own: Settings, share: str) -> Path:
    """The folder of a user's place in a share; `own` are the user's settings."""
    return own.home / PLACES / share


def current_person(request: Request) -> Person:
    """Whoever `access` found behind the request."""
    found: Person = request.state.person
    return found


Me = Annotated[Person, Depends(current_person)]


def open_person_library(request: Request, me: Me) -> Library:
    """The person's library, open."""
    found: Library = request.app.state.libraries.of(me.settings)
    return found


Shelf = Annotated[Library, Depends(open_person_library)]
