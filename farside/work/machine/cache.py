"""What the engine has kept of what it read: how much, for which documents, and how to make room."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from farside.config import Settings
from farside.engine import kvstore
from farside.engine.kvstore import KVStore, State, list_states
from farside.library import states
from farside.library.library import Library


@dataclass(frozen=True, slots=True)
class CachedStates:
    """States of one document read by one model. A state that documents share counts for each of
    them; `document` is empty for states that belong to no document of the library."""

    document: str
    model: str
    states: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Cache:
    """`bytes` are those on disk, each state once; `budget` is the most they may be."""

    sizes: tuple[CachedStates, ...]
    states: int
    bytes: int
    budget: int


def look_at_cache(settings: Settings) -> Cache:
    """Look at what is kept now."""
    kept = {state.key: state for state in list_states(settings.shared / "kv")}
    with closing(Library(settings)) as library:
        shown = states.shown_documents(library)
    with closing(_store(settings)) as store:
        budget = store.budget()
    named = [(name, kept[key]) for key, name in shown if key in kept]
    known = {state.key for _, state in named}
    named += [("", state) for state in kept.values() if state.key not in known]
    return Cache(_sizes(named), len(kept), sum(state.bytes for state in kept.values()), budget)


def remove_states(settings: Settings, document: str | None) -> int:
    """Remove all states, or those of one document (an id, its beginning, or a name). Return how
    many bytes were freed. To remove all of them nothing is opened: a full disk would not let it."""
    if document is None:
        return kvstore.remove_states(list_states(settings.shared / "kv"))
    with closing(Library(settings)) as library, closing(_store(settings)) as store:
        return store.remove(states.state_keys(library, library.get(document).id))


def _store(settings: Settings) -> KVStore:
    return KVStore(settings.shared / "kv", "", settings.kv_bytes)


def _sizes(named: Iterable[tuple[str, State]]) -> tuple[CachedStates, ...]:
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for name, state in named:
        count, total = sums.get((name, state.model), (0, 0))
        sums[name, state.model] = count + 1, total + state.bytes
    found = [
        CachedStates(name, model, count, total) for (name, model), (count, total) in sums.items()
    ]
    return tuple(sorted(found, key=lambda size: -size.bytes))
