"""Draws values: of every kind, none twice in a text, and none that another one holds."""

from __future__ import annotations

import re
from random import Random

from farside.learn.making.built.templates import Slot, Templates
from farside.learn.making.check import stands_in
from farside.learn.problems import PART

_MARK = re.compile(r"<(?:(\d+)\.\.(\d+)|([a-z_]+))>")
_ATTEMPTS = 40
# How often a text that has written a date in one form writes the next one so.
_STEADY = 0.75


class Exhausted(Exception):
    """There is no other value of a kind that a text does not have already."""


class Drawn:
    """The values of one text."""

    def __init__(self, templates: Templates, rng: Random) -> None:
        self.templates, self.rng = templates, rng
        self._values: list[str] = []
        self._forms: dict[str, str] = {}

    def value(self, kind: str) -> str:
        """A value of this kind that is new in the text. Raises `Exhausted`."""
        for _ in range(_ATTEMPTS):
            drawn = self.fill(self._form(kind))
            if not any(stands_in(drawn, one) or stands_in(one, drawn) for one in self._values):
                self._values.append(drawn)
                return drawn
        raise Exhausted(kind)

    def slot(self, slot: Slot) -> str:
        """A value, or the values of a list with `PART` between."""
        if not slot.most:
            return self.value(slot.value)
        count = self.rng.randint(slot.least, slot.most)
        return PART.join(self.value(slot.value) for _ in range(count))

    def shown(self, value: str) -> str:
        """A list as a sentence has it; another value as it is."""
        parts = value.split(PART)
        if len(parts) == 1:
            return value
        return self.templates.comma.join(parts[:-1]) + self.templates.last + parts[-1]

    def fill(self, text: str) -> str:
        """The text with something drawn in the place of its marks."""

        def drawn(mark: re.Match[str]) -> str:
            low, high, pool = mark.groups()
            if pool:
                return self.fill(self.rng.choice(self.templates.pools[pool]))
            number = self.rng.randint(int(low), int(high))
            return str(number).zfill(len(low) if low.startswith("0") else 0)

        return _MARK.sub(drawn, text)

    def holds(self, text: str) -> bool:
        """Tell whether a text has one of the values drawn so far."""
        return any(stands_in(one, text) for one in self._values)

    def _form(self, kind: str) -> str:
        forms = self.templates.values[kind].forms
        usual = self._forms.setdefault(kind, self.rng.choice(forms))
        return usual if self.rng.random() < _STEADY else self.rng.choice(forms)
