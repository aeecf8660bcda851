"""The archive reader with zip files that are nearly whole: whatever they hold, nothing is written
elsewhere."""

from __future__ import annotations

import io
import tempfile
import traceback
import zipfile
from pathlib import Path

from farside.documents.intake import collect_file
from farside.errors import FarsideError
from farside.system import signs
from fuzz.found import Faults, Turn, tries
from fuzz.mutate import near

_EXPANDED_MB = 20


def read(turn: Turn) -> tuple[int, Faults]:
    """Archives of files, folders, links, odd names and archives."""
    faults = Faults("archive", turn.failures)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def tried(content: bytes) -> None:
            fault = _collected(folder, content)
            if fault is not None:
                faults.add(fault[0], content, ".zip", fault[1])

        return tries(near(_seeds()), tried, turn), faults


def _collected(folder: Path, content: bytes) -> tuple[str, str] | None:
    """What is wrong with how the archive was taken: a kind, and all that is known of it."""
    path = folder / "a.zip"
    path.write_bytes(content)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        target = Path(name)
        try:
            sources, skipped = collect_file(path, "a.zip", target, _EXPANDED_MB)
        except FarsideError:
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is: that is what is looked for
            last = traceback.extract_tb(error.__traceback__)[-1]
            return (
                f"{type(error).__name__} in {last.name}, line {last.lineno}",
                traceback.format_exc(),
            )
        outside = [one.name for one in sources if one.path != path and one.path.parent != target]
        written = sum(file.stat().st_size for file in target.iterdir())
    left = sorted(one.name for one in folder.iterdir())
    names = [*(one.name for one in sources), *(one.name for one in skipped)]
    wrong = {
        "a member lies outside of the folder": bool(outside),
        "something was written beside the folder": left != ["a.zip"],
        "more was unpacked than is allowed": written > _EXPANDED_MB * 1_000_000,
        "two files have one name": len({one.name for one in sources}) < len(sources),
        "a name has parts that lead upwards, or signs that do not show": not all(
            map(_harmless, names)
        ),
    }
    kind = "; ".join(what for what, true in wrong.items() if true)
    return (kind, f"{kind}\n{names}\n{left}") if kind else None


def _harmless(name: str) -> bool:
    return ".." not in name.split("/") and all(map(signs.fits_file_name, name))


def _seeds() -> list[bytes]:
    inner = _zipped({"x.txt": b"inner"})
    plain = {
        "a.txt": b"text",
        "folder/b.md": b"# more",
        "folder/deep/c.csv": b"a,b\n1,2\n",
        "d.bin": bytes(300),
    }
    odd = {
        "../up.txt": b"x",
        "/root.txt": b"x",
        "C:\\w.txt": b"x",
        ".hidden": b"x",
        "中.txt": b"x",
        "\u202etxt.exe": b"x",
    }
    return [
        _zipped(plain),
        _zipped(odd),
        _zipped({"in.zip": inner, "a.txt": b"x"}),
        _zipped({"z": bytes(1 << 20)}),
    ]


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()
