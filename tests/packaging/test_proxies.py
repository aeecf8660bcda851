"""The proxies of `deploy/`, run in front of a real server: what a client says of itself does not
come through, and whoever signed in elsewhere comes in."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from farside.access.users import Users
from farside.config import Settings
from tests.server.served import serving

DEPLOY = Path(__file__).parents[2] / "deploy"
FORGED = {"X-Farside-User": "zoe", "x-farside-user": "zoe", "X-Forwarded-For": "6.6.6.6"}
SECONDS = 30.0
Proxy = Callable[[str, Path, int, int], AbstractContextManager[httpx.Client]]
"""Runs a file of `deploy/` in front of the ports of Farside and of the sign-in."""


class SignIn(BaseHTTPRequestHandler):
    """What oauth2-proxy does: it knows people by a cookie."""

    def do_GET(self) -> None:
        person = SimpleCookie(self.headers.get("cookie", "")).get("person")
        self.send_response(202 if person else 401)
        if person:
            self.send_header("X-Auth-Request-Email", person.value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *given: object) -> None:
        """Says nothing."""


@pytest.fixture
def sign_in() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), SignIn) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(home: Path) -> Settings:
    settings = Settings(
        home=home,
        server_read_ahead=False,
        server_trusted_proxies="127.0.0.1",
        server_login_header="X-Farside-User",
    )
    with closing(Users(settings)) as users:
        users.add("anna", "correct horse")
        users.add("zoe", "correct horse", admin=True)
    return settings


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def nginx(name: str, folder: Path, upstream: int, sign_in: int) -> Iterator[httpx.Client]:
    """nginx with one of the files, its ports and its certificate changed."""
    secure, plain = free_port(), free_port()
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    told = (DEPLOY / name).read_text(encoding="utf-8")
    for before, after in {
        "/etc/ssl/farside.example.org": str(folder),
        "listen 443": f"listen 127.0.0.1:{secure}",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "    listen [::]": "    # ",
        "127.0.0.1:8500": f"127.0.0.1:{upstream}",
        "127.0.0.1:4180": f"127.0.0.1:{sign_in}",
    }.items():
        assert before in told or before == "127.0.0.1:4180", before
        told = told.replace(before, after)
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{told}\n}}\n"
    )
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with running(command, f"https://127.0.0.1:{secure}") as client:
        yield client


@contextmanager
def caddy(name: str, folder: Path, upstream: int, sign_in: int) -> Iterator[httpx.Client]:
    """Caddy with one of the files, without TLS, which would have it make an authority."""
    url = f"http://127.0.0.1:{free_port()}"
    given = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "FARSIDE_SITE": url,
        "FARSIDE_UPSTREAM": f"127.0.0.1:{upstream}",
        "FARSIDE_SIGN_IN": f"127.0.0.1:{sign_in}",
    }
    told = "{\n\tadmin off\n}\n" + (DEPLOY / name).read_text(encoding="utf-8")
    (folder / "Caddyfile").write_text(told, encoding="utf-8")
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with running(command, url, given) as client:
        yield client


@contextmanager
def running(
    command: list[str], url: str, given: dict[str, str] | None = None
) -> Iterator[httpx.Client]:
    with (
        subprocess.Popen(command, env=given, stderr=subprocess.PIPE) as proxy,
        httpx.Client(base_url=url, verify=False, timeout=SECONDS) as client,
    ):
        try:
            patience = time.monotonic() + SECONDS
            while not answers(client):
                assert proxy.poll() is None, proxy.stderr and proxy.stderr.read()
                assert time.monotonic() < patience
                time.sleep(0.05)
            yield client
        finally:
            proxy.terminate()
            proxy.wait(20)


def answers(client: httpx.Client) -> bool:
    try:
        client.get("/healthz")
    except httpx.TransportError:
        return False
    return True


PROXIES = [
    pytest.param(proxy, name, id=name)
    for proxy, name in ((nginx, "nginx{}.conf"), (caddy, "Caddyfile{}"))
    if shutil.which(proxy.__name__)
]


@pytest.mark.parametrize(("proxy", "name"), PROXIES)
def test_nobody_says_who_they_are(
    proxy: Proxy, name: str, settings: Settings, tmp_path: Path
) -> None:
    with serving(settings) as server:
        port = server.base_url.port or 0
        with proxy(name.format(""), tmp_path, port, 1) as client:
            assert client.get("/api/me", headers=FORGED).status_code == 401
            login = {"name": "anna", "password": "correct horse"}
            assert client.post("/api/session", json=login).status_code == 200
            assert client.get("/api/me", headers=FORGED).json()["name"] == "anna"
            assert client.get("/metrics").status_code == 404
            assert "<title>Farside" in client.get("/").text
            cookie = next(one for one in client.cookies.jar if one.name == "farside_session")
            assert cookie.secure == (client.base_url.scheme == "https")


@pytest.mark.parametrize(("proxy", "name"), PROXIES)
def test_who_signed_in_elsewhere_comes_in(
    proxy: Proxy, name: str, settings: Settings, sign_in: int, tmp_path: Path
) -> None:
    with closing(Users(settings)) as users:
        _, key = users.new_key(users.named("zoe"))
    with serving(settings) as server:
        port = server.base_url.port or 0
        with proxy(name.format(".oidc"), tmp_path, port, sign_in) as client:
            away = client.get("/api/me", headers=FORGED)
            assert away.status_code == 302
            assert "/oauth2/sign_in?rd=" in away.headers["location"]
            asked = client.get("/v1/models", headers=FORGED)
            assert asked.status_code in (401, 302)
            assert client.get("/v1/models", headers={"Authorization": f"Bearer {key}"}).is_success
            assert client.get("/metrics", headers={"Cookie": "person=zoe"}).status_code == 404
            client.cookies.set("person", "anna")
            me = client.get("/api/me", headers=FORGED).json()
            assert me["name"] == "anna"
            made = {"name": "letters"}
            assert client.post("/api/collections", json=made).status_code == 403
            token = {"X-CSRF-Token": me["csrf"]}
            assert client.post("/api/collections", headers=token, json=made).is_success
            client.cookies.set("person", "mallory")
            assert client.get("/api/me").status_code == 403
