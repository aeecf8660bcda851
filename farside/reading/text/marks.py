"""Strings in a document that a model's server or a model could take for more than text, made
harmless.

Servers look for the control tokens of their model's template in what they are sent, and each model
has others: so not known tokens are looked for, but their form. Texts are compared as a reader sees
them: in any case and width (NFKC), and without signs that have no shape. The document itself stays
as it is, and quotations are cut from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

OPENING = {"<": "<＜﹤", "[": "[［﹇", ">": ">＞﹥"}
"""The characters that NFKC makes one of these; a test looks for others."""

# Signs without a shape beside those of the categories Cf and Cc: joiners, fillers, and selectors of
# variants.
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
# Signs that no font draws and that can hide a whole text between two letters: tags, and selectors
# for rare forms.
_UNSEEN = re.compile("[\U000e0000-\U000e0fff]+")

# A text without any of these is not looked at. A control token of Falcon's begins with two of ">".
_SUSPECT = re.compile(f"[{re.escape(OPENING['<'] + OPENING['['])}]|[{OPENING['>']}]{{2}}")
# Our own marks, opened, closed, or spaced out: a space more would only be another way to write
# them.
_OURS = r"<(?=[\s/\\|]*(?:t\s*e\s*x\s*t|s\s*o\s*u\s*r\s*c\s*e)(?!\w))"
# "<eos>", "<|user|>", "</s>", "<0x0A>"; "[INST]", "[/INST]", "[|user|]"; ">>TITLE<<". Not "a < b",
# "<= 3", "<-", "p<0.05", "[7]" and "[see there]".
_TOKENS = r"<(?=[^\s\d<>=-]|0x)|\[(?=\||/?(?=\d*[^\W\d])[\w-]{3,}\])|>(?=>\w+<<)"
_FORMS = re.compile(f"(?P<ours>{_OURS})|{_TOKENS}")
_HARMLESS = "‹"


def broken_up(text: str) -> str:
    """The text with a space after the first sign of what has the form of a control token, with `‹`
    for the first sign of what looks like a mark of ours, and without signs that no font draws.

    Doing so twice changes nothing more."""
    text = _UNSEEN.sub("", text)
    if not _SUSPECT.search(text):
        return text
    seen, places = _seen(text)
    signs = list(text)
    for found in _FORMS.finditer(seen):
        at = places[found.start()]
        signs[at] = _HARMLESS if found["ours"] else text[at] + " "
    return "".join(signs)


def _seen(text: str) -> tuple[str, list[int]]:
    """What a reader sees of a text, and for each character the place in the text that it is
    from."""
    signs, places = [], []
    for at, sign in _shaped(text):
        folded = sign if sign.isascii() else unicodedata.normalize("NFKC", sign)
        folded = folded.casefold()
        signs.append(folded)
        places += [at] * len(folded)
    return "".join(signs), places


def _shaped(text: str) -> Iterator[tuple[int, str]]:
    for at, sign in enumerate(text):
        if " " <= sign <= "~" or not (
            unicodedata.category(sign) in ("Cf", "Cc") or _SHAPELESS.match(sign)
        ):
            yield at, sign
