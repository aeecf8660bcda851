"""How long a computing server may be silent before it is taken for dead."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from farside.engine import llama_client
from farside.engine.llama_client import LlamaClient, Lost
from farside.engine.machine import Running

SILENT_SECONDS = 0.5


class Silent(BaseHTTPRequestHandler):
    """Reads its prompt for a while, and says nothing meanwhile."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        time.sleep(SILENT_SECONDS)
        self.wfile.write(b'data: {"content": "hello"}\n\n')

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(llama_client, "_SILENCE_SECONDS", SILENT_SECONDS / 5)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("pings", [True, False])
def test_only_a_server_that_can_give_a_sign_of_life_is_lost_without(
    address: str, pings: bool
) -> None:
    client = LlamaClient(Running(1, 0.0, address, "key", "m", "job", pings))
    try:
        if pings:
            with pytest.raises(Lost, match="stopped answering"):
                list(client.complete({}))
        else:
            assert list(client.complete({})) == [{"content": "hello"}]
    finally:
        client.close()
