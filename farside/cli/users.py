"""`farside user`: who may use a server. A password is typed, or comes as a line on standard input;
never as an argument, which other people of the machine could see."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer

from farside import config
from farside.access import users
from farside.access.users import Users
from farside.cli.options import Json
from farside.cli.screen import terminal
from farside.config import Settings
from farside.errors import InputError

app = typer.Typer()
user_app = typer.Typer(help="The people who may use a server.", no_args_is_help=True)
app.add_typer(user_app, name="user")

Name = Annotated[str, typer.Argument(help="The user's name.")]


@user_app.command("add")
def add(
    name: Name,
    admin: Annotated[
        bool, typer.Option("--admin", help="May see the metrics of the machine.")
    ] = False,
) -> None:
    """Add a user, with a password that is typed (or a line of standard input)."""
    with _users() as (known, settings):
        added = known.add(name, _password(), admin)
        print(f"added {added.name}; their documents will be in {users.home_of(settings, added)}")


@user_app.command("list")
def list_users(json: Json = False) -> None:
    """List the users and their API keys."""
    with _users() as (known, _):
        rows = [
            (
                one.name,
                "yes" if one.admin else "no",
                ", ".join(key.id for key in known.keys(one)) or "none",
            )
            for one in known.all()
        ]
    empty = "There is no user; 'farside user add NAME' adds one"
    terminal.print_list(["name", "admin", "keys"], rows, empty, json)


@user_app.command("remove")
def remove(
    name: Name,
    documents: Annotated[
        bool,
        typer.Option("--documents", help="Remove the user's documents and answers from disk, too."),
    ] = False,
) -> None:
    """Remove a user with all keys and sessions. Their documents stay on disk, unless told
    otherwise."""
    with _users() as (known, settings):
        gone = known.remove(name)
        folder = users.home_of(settings, gone)
        if documents:
            users.remove_documents(settings, gone)
        closed = known.closed()
    print(
        f"removed {gone.name}"
        + ("" if documents or not folder.exists() else f"; the documents stay in {folder}")
    )
    if closed:
        print(
            "no user is left: a server lets nobody in, until one is added or 'farside user "
            "reopen' opens the home"
        )


@user_app.command("reopen")
def reopen() -> None:
    """Open a home that had users, and has none now, to whoever sits at the machine."""
    with _users() as (known, settings):
        known.reopen()
        print(f"{settings.home} is open: without users, whoever sits at this machine may come in")


@user_app.command("password")
def password(name: Name) -> None:
    """Give a user another password. It ends their sessions; keys stay."""
    with _users() as (known, _):
        known.named(name)  # before anybody types
        print(f"{known.set_password(name, _password()).name} has another password")


@user_app.command("key")
def key(
    name: Name,
    remove: Annotated[
        str | None, typer.Option(help="Take this key away; 'farside user list' shows ids.")
    ] = None,
) -> None:
    """Make an API key for a user, and show it this once."""
    with _users() as (known, _):
        user = known.named(name)
        if remove:
            known.remove_key(user, remove)
            print(f"removed key {remove}")
            return
        made, shown = known.new_key(user)
    print(f"key {made.id} of {user.name}; it is shown only now:", file=sys.stderr)
    print(shown)


@contextmanager
def _users() -> Iterator[tuple[Users, Settings]]:
    settings = config.load()
    with closing(Users(settings)) as known:
        yield known, settings


def _password() -> str:
    if not sys.stdin.isatty():
        try:
            given = sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError as error:  # the line is not shown: it is a password
            raise InputError("the password on standard input is not UTF-8; write it so") from error
        if not given:
            raise InputError(
                "there is no password on standard input; write it there as one line, "
                "or use a terminal"
            )
        return given
    given = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != given:
        raise InputError("the passwords differ; nothing was changed")
    return given
