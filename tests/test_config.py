"""Settings: environment over file over default; unknown names and wrong types are errors; no secret
is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.config import Settings, load
from farside.errors import SettingsError


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    home.mkdir()
    return {"FARSIDE_HOME": str(home), "PATH": "/bin"}


def write(environ: dict[str, str], content: str) -> None:
    (Path(environ["FARSIDE_HOME"]) / "config.toml").write_text(content, encoding="utf-8")


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    environ: dict[str, str],
) -> None:
    assert load(environ) == Settings(home=Path(environ["FARSIDE_HOME"]))
    write(environ, 'window_tokens = 1000\nparse_pages = 7\nmodel = "file"')
    loaded = load({**environ, "FARSIDE_MODEL": "environment", "FARSIDE_PARSE_PAGES": "8"})
    assert (loaded.window_tokens, loaded.parse_pages, loaded.model) == (1000, 8, "environment")
    assert loaded.kv_type == Settings(home=loaded.home).kv_type


@pytest.mark.parametrize("key", ["windowtokens", "home", "MODEL", ""])
def test_an_unknown_name_in_the_file_is_named(environ: dict[str, str], key: str) -> None:
    write(environ, f'"{key}" = 1')
    with pytest.raises(
        SettingsError, match=rf"config\.toml: there is no setting '{key}'. .*window_tokens"
    ):
        load(environ)


def test_an_unknown_variable_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="FARSIDE_MODLE: there is no setting 'modle'"):
        load({**environ, "FARSIDE_MODLE": "x"})


def test_bytes_that_are_not_utf8_are_one_line_that_says_where(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FARSIDE_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv("HOME", "/nowhere")
        monkeypatch.setenv(name, "/x/\udcff")
        given = {"FARSIDE_HOME": "/x/\udcff"} if name == "FARSIDE_HOME" else {}
        with pytest.raises(
            SettingsError, match=r"home folder /x/\\udcff\S* is not UTF-8: set FARSIDE_HOME"
        ):
            load(given)
    with pytest.raises(
        SettingsError, match="FARSIDE_REMOTE_KEY is not UTF-8: give it another value"
    ):
        load({**environ, "FARSIDE_REMOTE_KEY": "secret\udcff"})


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('window_tokens = "many"', "an int"),
        ("window_tokens = 2.5", "an int"),
        ("window_tokens = true", "an int"),
        ("parse_seconds = true", "a float"),
        ("parse_seconds = [60]", "a float"),
        ("model = 3", "a str"),
        ("ocr = 1", "a bool"),
        ('ocr = "perhaps"', "a bool"),
    ],
)
def test_a_wrong_type_in_the_file_is_named(environ: dict[str, str], line: str, wanted: str) -> None:
    write(environ, line)
    key = line.split()[0]
    with pytest.raises(SettingsError, match=rf"config\.toml: {key} must be {wanted}, not "):
        load(environ)


@pytest.mark.parametrize(
    ("name", "value"), [("PARSE_PAGES", "1e3"), ("OCR", "2"), ("PARSE_SECONDS", "")]
)
def test_a_wrong_type_in_the_environment_names_the_variable(
    environ: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=f"FARSIDE_{name}: {name.lower()} must be a"):
        load({**environ, f"FARSIDE_{name}": value})


def test_text_of_the_environment_becomes_numbers_and_switches(environ: dict[str, str]) -> None:
    loaded = load(
        {
            **environ,
            "FARSIDE_OCR": "No",
            "FARSIDE_PARSE_SECONDS": "90",
            "FARSIDE_ENGINE_THREADS": "4",
        }
    )
    assert (loaded.ocr, loaded.parse_seconds, loaded.engine_threads) == (False, 90.0, 4)


def test_a_whole_number_in_the_file_serves_as_seconds(environ: dict[str, str]) -> None:
    write(environ, "parse_seconds = 90")
    assert load(environ).parse_seconds == 90.0


def test_a_broken_file_is_named_with_the_remedy(environ: dict[str, str]) -> None:
    write(environ, "model = qwen")
    with pytest.raises(SettingsError, match=r"config\.toml is not valid TOML.*Mend the line"):
        load(environ)


def test_the_secret_is_not_shown(environ: dict[str, str]) -> None:
    loaded = load({**environ, "FARSIDE_REMOTE_KEY": "sk-secret"})
    assert loaded.remote_key == "sk-secret"
    assert "sk-secret" not in repr(loaded)
    assert "sk-secret" not in str(loaded)
    assert "window_tokens=0" in repr(loaded)
    assert loaded.usual_window == 2500


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARSE_PAGES", "-1"),
        ("PARSE_SECONDS", "nan"),
        ("FETCH_SECONDS", "inf"),
        ("KV_BYTES", "9" * 20),
        ("ENGINE_GPU_LAYERS", "-2"),
        ("SERVER_RUNS_AT_ONCE", "0"),
        ("PARSE_SECONDS", "0"),
    ],
)
def test_a_number_that_counts_nothing_is_named(
    environ: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=f"FARSIDE_{name}: {name.lower()} must be (from|more)"):
        load({**environ, f"FARSIDE_{name}": value})


def test_a_file_with_a_byte_order_mark_is_read(environ: dict[str, str]) -> None:
    write(environ, "\ufeffocr = false")
    assert load(environ).ocr is False


def test_a_file_that_cannot_be_read_is_one_line(environ: dict[str, str]) -> None:
    (Path(environ["FARSIDE_HOME"]) / "config.toml").mkdir()
    with pytest.raises(SettingsError, match=r"config\.toml cannot be read: Is a directory"):
        load(environ)


@pytest.mark.parametrize("name", ["WINDOW_TOKENS", "KV_BYTES", "ENGINE_IDLE_SECONDS"])
def test_zero_has_a_meaning_in_some(environ: dict[str, str], name: str) -> None:
    assert getattr(load({**environ, f"FARSIDE_{name}": "0"}), name.lower()) == 0
    assert load({**environ, "FARSIDE_ENGINE_GPU_LAYERS": "-1"}).engine_gpu_layers == -1
