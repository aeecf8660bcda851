"""No part of a URL but host, port and name is ever shown."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.config import Settings, load
from farside.engine.remote_server import RemoteServer
from farside.errors import FarsideError, SettingsError
from farside.system.addresses import UNREADABLE, hide_secrets, show_address
from farside.work.jobs.lease import ServerLeases, database_unreachable

SECRET = "s3cr3tpw"
# What a secret may be made of besides letters: marks of URLs, quotes, spaces, other alphabets.
marks = st.text("@:/?#&=%+[]\\'\" .;,|é中\n", max_size=4)
secrets = st.builds(lambda before, after: before + SECRET + after, marks, marks)
PLACES = (
    "{scheme}://{secret}@h:1/x",
    "{scheme}://u:{secret}@h:1/x",
    "{scheme}://u:{secret}@[::/x",
    "{scheme}://u:{secret}@[::1]:5/x",
    "{scheme}://u:{secret}@h:port/x",
    "{scheme}://h/x?password={secret}",
    "{scheme}://h/x?{secret}=1&b=2",
    "{scheme}://h/x#{secret}",
    "{scheme}://u:p@h/x?options=-c%20{secret}",
    "{scheme}:{secret}",
    "{scheme}:/u:{secret}@h",
)


@given(
    st.sampled_from(PLACES),
    st.sampled_from(["postgresql", "postgres+psycopg", "http", "https"]),
    secrets,
    st.booleans(),
)
def test_a_secret_anywhere_in_a_url_is_not_shown(
    form: str, scheme: str, secret: str, escaped: bool
) -> None:
    url = form.format(scheme=scheme, secret=quote(secret, safe="") if escaped else secret)
    assert SECRET not in show_address(url)
    said = f"no {url} and no {secret!r} or {quote(secret)}, said the driver of {SECRET}"
    assert SECRET not in hide_secrets(said, url)
    assert SECRET not in str(database_unreachable(url, ValueError(said)))
    assert SECRET not in repr(
        Settings(Path("home"), remote_url=url, database_url=url, remote_key=SECRET)
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://bob:pw@db.example:5432/jobs", "postgresql://db.example:5432/jobs"),
        ("postgresql://[::1]:5432/jobs?password=pw", "postgresql://[::1]:5432/jobs"),
        ("postgresql:///jobs?host=/run", "postgresql:///jobs"),
        ("postgresql://a:1,b:2/jobs", "postgresql://a:1,b:2/jobs"),
        ("http://u:pw@127.0.0.1:8000/v1/t0k3n?k=x", "http://127.0.0.1:8000"),
        ("postgresql://u:p/w@db/jobs", UNREADABLE),
        ("postgresql://u:p@[::/jobs", UNREADABLE),
        ("localhost:8000", UNREADABLE),
    ],
)
def test_host_port_and_name_are_shown(url: str, shown: str) -> None:
    assert show_address(url) == shown


def test_words_that_are_in_every_url_are_left_in_what_a_server_says() -> None:
    said = "Invalid api key for model v1beta at openrouter"
    assert hide_secrets(said, "https://openrouter.ai/api/v1") == said


@pytest.mark.parametrize(
    "url",
    ["postgresql://bob:s3cr3tpw@[::/x", "postgresql:s3cr3tpw", "postgresql://u:s3cr3tpw@h:port/x"],
)
def test_a_database_url_that_is_none_is_one_clear_line(url: str) -> None:
    with pytest.raises(FarsideError, match="FARSIDE_DATABASE_URL") as caught:
        ServerLeases(url)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "ftp://u:s3cr3tpw@h", "http://u:s3cr3tpw@[::/v1", "http://", "s3cr3tpw"]
)
def test_a_remote_url_that_is_none_is_one_clear_line(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="FARSIDE_REMOTE_URL") as caught:
        RemoteServer(Settings(tmp_path, remote_url=url))
    assert SECRET not in str(caught.value)


def test_a_setting_of_the_wrong_type_does_not_show_a_secret(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('remote_key = ["s3cr3tpw"]')
    with pytest.raises(SettingsError, match="remote_key must be a str") as caught:
        load({"FARSIDE_HOME": str(tmp_path)})
    assert SECRET not in str(caught.value)
