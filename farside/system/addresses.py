"""How to show addresses of servers and databases: host, port and name. Whatever else a URL holds
may be a secret."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

UNREADABLE = "(an address that cannot be read)"
_HOST = r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
_HOSTS = re.compile(rf"{_HOST}(?:,{_HOST})*")
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30})://(?P<place>[^/?#]*)(?P<path>[^?#]*)(?P<rest>.*)",
    re.DOTALL,
)
_NAME = re.compile(r"/([\w.-]+)")
# The signs between the parts of a URL.
_MARKS = re.compile(r"[/?#@&=;,]+|://|:")
_WORD = re.compile("[A-Za-z0-9_]+")
# Shorter parts of a URL stand in many words that have nothing to do with it.
_SHORT = 4
# Parts of paths that are in everybody's URL ("/api/v1"), and in what servers say.
_COMMON = re.compile(r"[a-z]{1,8}|v[0-9]+[a-z]*")


def show_address(url: str) -> str:
    """Scheme, host and port; for a database also its name. `UNREADABLE` for what is no URL, or
    where the beginning of the host cannot be told: a password with an @ or / that was not escaped
    would look like a host or a name."""
    found = _URL.fullmatch(url.strip())
    if found is None or "@" in found["path"] + found["rest"]:
        return UNREADABLE
    place = found["place"].rpartition("@")[2]
    if place and not _HOSTS.fullmatch(place):
        return UNREADABLE
    name = _NAME.fullmatch(found["path"])
    is_database = not found["scheme"].lower().startswith("http")
    return f"{found['scheme']}://{place}{name[0] if name and is_database else ''}"


def hide_secrets(text: str, url: str) -> str:
    """What another program said about a URL, without the parts of the URL that must not be
    shown."""
    if not url:
        return text
    shown = show_address(url)
    text = text.replace(url, shown)
    for part in sorted(
        _secrets(url) - {*_MARKS.split(shown), *_WORD.findall(shown)}, key=len, reverse=True
    ):
        pattern = re.escape(part) if len(part) >= _SHORT else rf"(?<!\w){re.escape(part)}(?!\w)"
        text = re.sub(pattern, "***", text)
    return text


def _secrets(url: str) -> set[str]:
    """The parts of a URL between its marks, as they stand there and unescaped, and the words in
    them."""
    found = _URL.fullmatch(url.strip())
    path = found["path"] if found and "@" not in found["path"] + found["rest"] else ""
    common = {part for part in _MARKS.split(path) if _COMMON.fullmatch(part)}
    parts = set(_MARKS.split(url)) - common
    plain = {unquote_plus(part) for part in parts}
    return {word for part in parts | plain for word in (part, *_WORD.findall(part)) if word}
