"""Files on a Hugging Face hub: what a file is, and its bytes. One short look, no retries, nothing
sent but the request.

Addresses, tokens and the offline switch are huggingface_hub's (`HF_ENDPOINT`, `HF_TOKEN`,
`HF_HUB_OFFLINE`).
"""

from __future__ import annotations

import os
import queue
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import huggingface_hub
from huggingface_hub import constants

from farside.engine.catalogue import HubFile
from farside.errors import ModelError, NotFound

LOOK_SECONDS = 5.0
_STALL_SECONDS = 30.0
_SPEC = re.compile(r"hf:([\w.-]+/[\w.-]+)/([^@]+\.gguf)(?:@([\w./-]+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the hub says about a file: its address at one commit, its size and its hash."""

    url: str
    bytes: int
    sha256: str


def parse_hub_spec(spec: str) -> HubFile:
    """`hf:owner/repo/file.gguf[@revision]` as a file of the hub."""
    match = _SPEC.fullmatch(spec)
    if not match or ".." in spec:
        raise NotFound(
            f"{spec!r} names no model; write hf:owner/repository/file.gguf or add @revision to that"
        )
    return HubFile(match[1], match[2], match[3] or "main")


def look_up_hub_file(file: HubFile) -> Listing:
    """Ask the hub about a file, for at most `LOOK_SECONDS`. Raises `ModelError` when it cannot be
    reached."""
    answers: queue.Queue[Listing | ModelError] = queue.Queue()

    def ask() -> None:
        try:
            answers.put(_ask(file))
        except ModelError as error:
            answers.put(error)

    # A name look-up has no time limit of its own, so the waiting is done from outside.
    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=LOOK_SECONDS)
    except queue.Empty:
        raise ModelError(
            f"the hub did not answer within {LOOK_SECONDS:.0f} seconds about {_named(file)}"
        ) from None
    if isinstance(answer, ModelError):
        raise answer
    return answer


@contextmanager
def open_hub_blocks(listing: Listing, start: int) -> Iterator[Iterator[bytes]]:
    """The bytes of a file from `start` on. Raises `ModelError` when the connection breaks."""
    headers = _headers() | ({"range": f"bytes={start}-"} if start else {})
    try:
        with httpx.stream(
            "GET", listing.url, headers=headers, timeout=_STALL_SECONDS, follow_redirects=True
        ) as response:
            response.raise_for_status()
            if start and response.status_code != 206:
                raise ModelError(
                    f"{listing.url} cannot go on from byte {start} (status {response.status_code})"
                )
            yield response.iter_raw()
    except httpx.HTTPError as error:
        raise ModelError(f"the download from {listing.url} broke off ({error})") from error


def _ask(file: HubFile) -> Listing:
    if constants.HF_HUB_OFFLINE:
        raise ModelError(f"the hub was not asked about {_named(file)}, as HF_HUB_OFFLINE is set")
    try:
        response = httpx.head(_url(file), headers=_headers(), timeout=LOOK_SECONDS)
        if response.is_redirect and response.headers["location"].startswith("/"):
            response = httpx.head(
                response.url.join(response.headers["location"]), headers=_headers(), timeout=4.0
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ModelError(f"the hub cannot be reached for {_named(file)} ({error})") from error
    if response.status_code in (401, 403, 404):
        raise ModelError(_refused(file, response))
    sha256 = response.headers.get("x-linked-etag", "").strip('"')
    size = response.headers.get("x-linked-size", "")
    if (
        response.status_code >= 400
        or not re.fullmatch("[0-9a-f]{64}", sha256)
        or not size.isdigit()
    ):
        raise ModelError(
            f"the hub gives no size and hash for {_named(file)} (status {response.status_code})"
        )
    commit = response.headers.get("x-repo-commit", file.revision)
    return Listing(_url(HubFile(file.repository, file.file, commit)), int(size), sha256)


def _refused(file: HubFile, response: httpx.Response) -> str:
    """What a refusal means: hubs name the reason in a header, and tell a stranger of a private
    repository no more than of one that does not exist."""
    named, status = _named(file), response.status_code
    code = response.headers.get("x-error-code", "")
    if code == "GatedRepo":
        return (
            f"{named} is only for people who accepted its terms (status {status}): accept them on "
            "the hub's page of the model, and set HF_TOKEN to a token of that account"
        )
    if code == "RevisionNotFound":
        return f"{named}: the repository has no revision {file.revision!r} (status {status})"
    if code == "EntryNotFound":
        return f"{named}: the repository has no such file at that revision (status {status})"
    return f"the hub has no {named} for you (status {status}); see HF_TOKEN"


def _url(file: HubFile) -> str:
    endpoint = os.environ.get("HF_ENDPOINT") or None
    return huggingface_hub.hf_hub_url(
        file.repository, file.file, revision=file.revision, endpoint=endpoint
    )


def _headers() -> dict[str, str]:
    token = huggingface_hub.get_token()
    headers = {"user-agent": "farside", "accept-encoding": "identity"}
    return headers | {"authorization": f"Bearer {token}"} if token else headers


def _named(file: HubFile) -> str:
    return f"{file.repository}/{file.file}@{file.revision}"
