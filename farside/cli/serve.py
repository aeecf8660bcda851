"""`farside serve`: the server and its page, until it is stopped."""

from __future__ import annotations

import resource
import socket
import threading
import time
import webbrowser
from contextlib import suppress
from typing import Annotated

import typer

from farside import config
from farside.engine.machine import Lock
from farside.errors import FarsideError, SettingsError
from farside.system.private import mend_permissions

PORT = 8500
app = typer.Typer()
_MOST_CONNECTIONS = 8000
# Databases, logs, uploads, pipes to children.
_OTHER_FILES = 256


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="The port to listen at; 0 takes a free one.", min=0, max=65535)
    ] = PORT,
    open_page: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Serve the page and the API until Ctrl-C."""
    settings = config.load()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    mend_permissions(settings.home)  # each person's home is mended as its library is opened
    home = Lock(
        settings.home / "server.lock"
    )  # held to the end: two servers would take each other's uploads and runs
    if not home.acquire(wait=False):
        raise SettingsError(
            f"another 'farside serve' runs with {settings.home}; end it, or set FARSIDE_HOME"
        )
    from farside.server.access import lines
    from farside.server.runs import process

    # children load what they need beside what is loaded here, which takes most of a second
    process.load_for_children()
    from farside.server.app import check_home, create_app
    from farside.server.running import run_server

    app = create_app(settings, host, port)
    told = lines.uvicorn_config(app, settings.server_trusted_proxies, most_connections())
    check_home(settings)
    listening = _listen(host, port)
    url = _url(listening)

    def announce() -> None:
        print(f"Farside is at {url} (Ctrl-C ends it)", flush=True)
        if open_page:
            threading.Timer(1.0, webbrowser.open, [url]).start()

    began = time.time()
    try:
        run_server(app, told, listening, announce)
    finally:  # a signal that ends it goes through here
        _end_engine(began)


def _end_engine(began: float) -> None:
    """End the engine that the server began, where nobody else uses it: nobody expects a program to
    hold a gigabyte after its Ctrl-C."""
    from farside.engine.launch import end_unused_engine

    with suppress(FarsideError):  # it ends by itself a little later
        if ended := end_unused_engine(began):
            print(f"The engine with {ended.name} was ended too: nobody else uses it", flush=True)


def most_connections() -> int:
    """The most connections the server may hold at once: with one more open file than the system
    allows it could do nothing for anybody. The limit is raised as far as possible."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_CONNECTIONS + _OTHER_FILES
    given = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < given:
        resource.setrlimit(resource.RLIMIT_NOFILE, (given, hard))
        soft = given
    return (
        _MOST_CONNECTIONS
        if soft == resource.RLIM_INFINITY
        else max(16, min(soft, wanted) - _OTHER_FILES)
    )


def _url(listening: socket.socket) -> str:
    """The address where this machine reaches what listens."""
    from farside.server.access.addresses import plain_address

    shown, port = listening.getsockname()[:2]
    shown = plain_address(shown)
    if shown == "::":
        only = listening.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
        shown = "::1" if only else "127.0.0.1"
    if shown == "0.0.0.0":
        shown = "127.0.0.1"
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP, so that asyncio sends at once: else a reply waits 40 ms for the
    # acknowledgement of its head.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"--host {host} --port {port}: cannot listen there ({error.strerror}); "
            "is Farside running already? Take another port"
        ) from error
    listening.listen(128)
    return listening
