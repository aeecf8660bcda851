"""What a parser saw and did not read: told with its page, so that nothing is left out in
silence."""

from __future__ import annotations

from dataclasses import dataclass

_MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class Unread:
    """`kind` of thing in one or two words ("picture", "embedded file"), its `name` for people (may
    be empty), and `why` it was not read, with the remedy."""

    kind: str
    name: str
    why: str

    def __str__(self) -> str:
        name = " ".join(self.name.split())[:_MOST_NAME]
        named = f' "{name}"' if name else ""
        return f"{self.kind}{named}: {self.why}"


def told_once(unread: tuple[Unread, ...] | list[Unread]) -> tuple[str, ...]:
    """One line each, and one with a count for those that read alike: fifty pictures are no fifty
    lines."""
    alike: dict[tuple[str, str], list[Unread]] = {}
    for one in unread:
        alike.setdefault((one.kind, one.why), []).append(one)
    lines = []
    for (kind, why), members in alike.items():
        names = dict.fromkeys(
            " ".join(one.name.split())[:_MOST_NAME] for one in members if one.name.strip()
        )
        if len(members) == 1:
            lines.append(str(members[0]))
        else:
            some = ", ".join(f'"{name}"' for name in list(names)[:3]) + (
                ", …" if len(names) > 3 else ""
            )
            lines.append(f"{len(members)} {kind}s{f' ({some})' if some else ''}: {why}")
    return tuple(lines)
