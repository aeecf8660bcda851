"""Who asks: a person and the settings that lead to this person's library and to no other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request

from farside.config import Settings
from farside.library.library import Library

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Person:
    """A person. `settings.home` is the person's own; a `local_person` sits at this machine and has
    no password."""

    id: str
    name: str
    settings: Settings
    admin: bool = False
    local: bool = False

    @property
    def account(self) -> str:
        """Whose turns, bounds and waiting it counts as."""
        return self.id


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
