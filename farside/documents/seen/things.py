"""Links, comments, notes, form values and charts as lines and words of plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SHOWN = re.compile(r"(?:https?|ftps?|mailto|tel|sms):", re.I)
_TO_PEOPLE = re.compile(r"^(?:mailto|tel|sms):", re.I)
_WEB = re.compile(r"^\w+://(?:www\.)?")
_QUOTED = 80  # characters of a commented passage that its comment repeats
_MOST_ADDRESS = 2000


def write_link(label: str, address: str | None) -> str:
    """The label and where it leads: "my portfolio (https://…)"; an address that is the label is
    written once."""
    target = "".join((address or "").split())
    if not _SHOWN.match(target) or len(target) > _MOST_ADDRESS:
        return label  # a place in the same file, or a script
    target = _TO_PEOPLE.sub("", target)
    if not label.strip():
        return target
    if _bare(target) in _bare(label):
        return label
    end = label[len(label.rstrip()) :]
    return f"{label.rstrip()} ({target}){end}"


def _bare(address: str) -> str:
    text = _WEB.sub("", "".join(address.split()).casefold())
    return text.split("?subject=")[0].rstrip("/")


def write_comment(text: str, author: str = "", about: str = "") -> str:
    """A line such as `comment by Ida on "2 % a week": too much`. `about` is the passage that it
    hangs on."""
    by = f" by {_one_line(author)}" if author.strip() else ""
    passage = _one_line(about)
    if len(passage) > _QUOTED:
        passage = passage[: _QUOTED - 1] + "…"
    on = f' on "{passage}"' if passage else ""
    return f"[comment{by}{on}] {_one_line(text)}"


def write_note_mark(kind: str, number: str) -> str:
    """`[footnote 2]`: in the text, and before the note's own line."""
    return f"[{kind} {number}]"


def write_value(name: str, value: str) -> str:
    """A field of a form: "Seats: 4"; the value alone where the field has no name."""
    label = _one_line(name).rstrip(":：")
    return f"{label}: {_one_line(value)}".strip() if label else _one_line(value)


def write_picture(description: str) -> str:
    """What stands in a picture's place, in the words that its author gave it."""
    return f"[picture: {_one_line(description)}]"


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series of a chart: its name, and (category, value) as shown."""

    name: str
    points: tuple[tuple[str, str], ...]


def write_chart(title: str, series: Sequence[ChartSeries], axes: Sequence[str] = ()) -> list[str]:
    """The title, the names of the axes, then a line a series: "Sales: 2023 12; 2024 15"."""
    lines = [_one_line(title), *(f"axis: {_one_line(axis)}" for axis in axes)]
    for one in series:
        points = "; ".join(
            f"{_one_line(name)} {value}".strip() for name, value in one.points if value
        )
        lines.append(f"{_one_line(one.name)}: {points}" if one.name.strip() else points)
    return [line for line in lines if line.strip(" :")]


def _one_line(text: str) -> str:
    return " ".join(text.split())
