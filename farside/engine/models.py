"""Which file a model's name means: found, fetched when it is not there yet, and verified to the
byte.

Names come from the catalogue; a local .gguf and `hf:owner/repo/file.gguf[@revision]` work as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from farside.config import Settings
from farside.engine import download, gguf, hub
from farside.engine.catalogue import CATALOGUE, CatalogueModel, HubFile
from farside.engine.checksums import remember_fact, remembered_sha256
from farside.engine.gguf_shape import read_model_shape
from farside.errors import InputError, ModelError, NotFound
from farside.types import Notify, Progress, ignore


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model that is on disk, whole. `trained_window` is in tokens, `sha256` in hex.
    `suited_window`: tokens of a window that suits how the model remembers, by its file; 0 where any
    does."""

    name: str
    path: Path
    sha256: str
    bytes: int
    trained_window: int
    suited_window: int = 0


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model of the catalogue, or one fetched from a hub; `path` is None until it is on disk."""

    name: str
    title: str
    licence: str
    bytes: int
    path: Path | None
    partial_bytes: int


def resolve_model(spec: str, settings: Settings, notify: Notify = ignore) -> ModelFile:
    """The file that `spec` means, fetched first where it is not on disk.

    Raises `NotFound` for a name or path that does not exist, `ModelError` for a file that cannot be
    had or is damaged (a damaged file of ours is removed), `DiskFull` with the bytes that are
    missing.
    """
    if spec in CATALOGUE:
        return _from_catalogue(CATALOGUE[spec], settings, notify)
    if spec.startswith("hf:"):
        return _from_hub(spec, settings, notify)
    path = Path(spec).expanduser().absolute()
    if path.suffix == ".gguf" and path.is_file():
        return _described(spec, path, settings, notify)
    raise NotFound(
        f"{spec!r} is neither a model's name ({', '.join(CATALOGUE)}), "
        "nor a .gguf file that exists, nor hf:owner/repository/file.gguf"
    )


def fetch_model(spec: str, settings: Settings, notify: Notify = ignore) -> ModelFile:
    """Fetch a model if it is not on disk yet, as `resolve_model` does; for names and `hf:` specs
    only."""
    if spec not in CATALOGUE and not spec.startswith("hf:"):
        raise NotFound(
            f"{spec!r} cannot be fetched; the names are {', '.join(CATALOGUE)}, "
            "or write hf:owner/repository/file.gguf"
        )
    return resolve_model(spec, settings, notify)


def is_here(spec: str, settings: Settings) -> bool:
    """Tell whether `resolve_model` can give the file without fetching it."""
    if spec in CATALOGUE:
        return (models_folder(settings) / f"{spec}.gguf").exists()
    return (
        _hub_path(hub.parse_hub_spec(spec), settings).exists()
        if spec.startswith("hf:")
        else Path(spec).expanduser().is_file()
    )


def list_models(settings: Settings) -> tuple[ListedModel, ...]:
    """The catalogue in its order, then what was fetched from a hub."""
    known = tuple(
        _listed(model, models_folder(settings) / f"{model.name}.gguf")
        for model in CATALOGUE.values()
    )
    fetched = sorted((models_folder(settings) / "hf").rglob("*.gguf"))
    return known + tuple(
        ListedModel(
            _hub_name(path, settings), "from the hub", "see the hub", path.stat().st_size, path, 0
        )
        for path in fetched
    )


def delete_model(spec: str, settings: Settings) -> int:
    """Delete a fetched model and what is left of a broken download of it. Return how many bytes
    this frees."""
    if spec in CATALOGUE:
        path = models_folder(settings) / f"{spec}.gguf"
    elif spec.startswith("hf:"):
        path = _hub_path(hub.parse_hub_spec(spec), settings)
    else:
        raise InputError(
            f"{spec!r} was not fetched by Farside, so it is not removed; "
            "'farside models' lists what was"
        )
    return download.discard_download(path)


def models_folder(settings: Settings) -> Path:
    """The folder where fetched models are kept."""
    return (
        Path(settings.models_dir).expanduser().absolute()
        if settings.models_dir
        else settings.shared / "models"
    )


def _from_catalogue(model: CatalogueModel, settings: Settings, notify: Notify) -> ModelFile:
    path = models_folder(settings) / f"{model.name}.gguf"
    if not path.exists():
        wanted = download.WantedFile(model.name, path, model.bytes, model.sha256)
        download.fetch_model_file(wanted, download.order_sources(wanted, model), notify)
    found = path.stat().st_size
    if found != model.bytes:
        download.discard_download(path)
        raise ModelError(
            f"{path} was {found:,} bytes long, not {model.bytes:,}; it was removed. "
            f"Run 'farside models pull {model.name}' to fetch it again"
        )
    sha256 = remembered_sha256(path, _notes(settings), notify)
    if sha256 != model.sha256:
        download.discard_download(path)
        raise ModelError(
            f"{path} had the SHA-256 {sha256}, not {model.sha256}; it was removed. "
            f"Run 'farside models pull {model.name}' to fetch it again"
        )
    return ModelFile(model.name, path, sha256, found, model.trained_window)


def _from_hub(spec: str, settings: Settings, notify: Notify) -> ModelFile:
    file = hub.parse_hub_spec(spec)
    path = _hub_path(file, settings)
    if not path.exists():
        listing = hub.look_up_hub_file(file)
        told = f"{spec}: {listing.bytes / 1e9:.2f} GB, SHA-256 {listing.sha256}, as the hub says"
        notify(Progress("download", 0, listing.bytes, "bytes", told))
        wanted = download.WantedFile(spec, path, listing.bytes, listing.sha256)
        download.fetch_model_file(wanted, (download.from_listing(wanted, listing),), notify)
    return _described(spec, path, settings, notify)


def _described(spec: str, path: Path, settings: Settings, notify: Notify) -> ModelFile:
    window = gguf.trained_window(path)
    sha256 = remembered_sha256(path, _notes(settings), notify)
    # Looking through a vocabulary for it takes a fifth of a second.
    noted = models_folder(settings) / "windows.json"
    told = remember_fact((path,), noted, lambda: f"{_suited_window(path)}")
    suited = int(told) if told.isdecimal() else 0
    return ModelFile(spec, path, sha256, path.stat().st_size, window, suited)


def _suited_window(path: Path) -> int:
    """Any for a file that does not say how its model remembers: it can still be read and answer."""
    try:
        return read_model_shape(path).suited_window()
    except ModelError:
        return 0


def _listed(model: CatalogueModel, path: Path) -> ListedModel:
    whole = path if path.exists() else None
    return ListedModel(
        model.name, model.title, model.licence, model.bytes, whole, download.partial_bytes(path)
    )


def _hub_path(file: HubFile, settings: Settings) -> Path:
    return (
        models_folder(settings)
        / "hf"
        / file.repository
        / file.revision.replace("/", "+")
        / file.file
    )


def _hub_name(path: Path, settings: Settings) -> str:
    owner, repository, revision, *file = path.relative_to(models_folder(settings) / "hf").parts
    return f"hf:{owner}/{repository}/{'/'.join(file)}@{revision.replace('+', '/')}"


def _notes(settings: Settings) -> Path:
    return models_folder(settings) / "known.json"
