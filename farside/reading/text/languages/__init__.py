"""The languages that are supported, one file each. A further one is a file and a line here, and
then has its place in these:

- `reading.text.detect`: `_SCRIPTS` where its script tells it. It leaves `_NEIGHBOURS`, languages
  that are only told apart, and its letters leave `_FOREIGN`.
- `work.phrases`: a file, and a line in `say.PHRASES`; a test wants it. Without, what code computed
  is told in English.
- `reading.grounding`: `languages` (words for documents and their parts), `headings`, `numbers`
  (million, thousand). Without, checks are stricter.
- `work.tables`: `dates._LANGUAGES` (names of months), `readings` (units of numbers);
  `ranking.drafting._LANGUAGES` (languages that a job may ask for) and `ranking.facts` ("since",
  "today").
- `docs/cli.md` and `docs/api.md`, where the codes are listed; a test wants it. README.md and
  ARCHITECTURE.md count them.

The command line and the API take their lists from `LANGUAGES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from farside.reading.text.language import Language
from farside.reading.text.languages.arabic import ARABIC
from farside.reading.text.languages.chinese import CHINESE
from farside.reading.text.languages.english import ENGLISH
from farside.reading.text.languages.french import FRENCH
from farside.reading.text.languages.german import GERMAN
from farside.reading.text.languages.italian import ITALIAN
from farside.reading.text.languages.japanese import JAPANESE
from farside.reading.text.languages.korean import KOREAN
from farside.reading.text.languages.portuguese import PORTUGUESE
from farside.reading.text.languages.russian import RUSSIAN
from farside.reading.text.languages.spanish import SPANISH

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        language.code: language
        for language in (
            ENGLISH, CHINESE, GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, JAPANESE, KOREAN,
            RUSSIAN, ARABIC,
        )
    }
)  # fmt: skip
"""The languages by code, in the order in which people see them listed."""

OTHER = Language(
    code="",
    name="",
    script="other",
    told=ENGLISH.told,
    ends=ENGLISH.ends,
)
"""Any other language: English instructions, and an answer as the question was put."""

YES = frozenset().union(*(one.yes for one in LANGUAGES.values()))
NO = frozenset().union(*(one.no for one in LANGUAGES.values()))
"""The words that say Yes and No, of all languages."""
