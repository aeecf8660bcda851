"""How well languages and sentence ends are told, beside the libraries that do the same.

    python -m benchmarks.languages [pysbd] [icu4py] [lingua]

Short questions of eleven languages, and hard sentence ends of each ("Abs. 3", "3. Mai", "p. ej."):
texts of our own, in `benchmarks/language_cases`. A case is right if it is cut exactly as its "|"
say. Libraries are measured if they are named, and must be installed; none but py3langid is needed
to run Farside. Of the files `held_out` nothing was known when the rules were written.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from farside.documents.draft import assemble_document, plain_draft
from farside.reading.text.detect import language_of, tell_code
from farside.reading.text.languages import LANGUAGES
from farside.reading.text.sentences import split_sentences
from farside.types import Document

CASES = Path(__file__).parent / "language_cases"
UNSPACED = ("ja", "zh")
LONG = 2_000_000
"""Characters of the text that is timed."""

Case = tuple[str, ...]
Cutter = Callable[[str, str], list[str]]
"""A text and the code of its language → its sentences."""


def questions(name: str) -> list[tuple[str, str]]:
    """(code, question) of a file."""
    lines = (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines]


def sentences(code: str, folder: str = "sentences") -> list[Case]:
    """The cases of a language, each the sentences of a short text."""
    lines = (CASES / folder / f"{code}.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.split("|")) for line in lines]


def joined(code: str, case: Case) -> str:
    return ("" if code in UNSPACED else " ").join(case)


def cut(code: str, cases: Sequence[Case]) -> Iterator[Case]:
    """As Farside cuts the cases, which are pages of one document: its language is told from all."""
    made = pages([joined(code, case) for case in cases])
    spans = split_sentences(made)
    for page in made.pages:
        own = (one for one in spans if page.span.start <= one.start < page.span.end)
        yield tuple(one.of(made.text).strip() for one in own)


def pages(texts: Sequence[str]) -> Document:
    drafts = [plain_draft(f"p. {number}", text) for number, text in enumerate(texts, 1)]
    return assemble_document("0" * 64, "cases.txt", "text/plain", drafts)


def pysbd() -> Cutter:
    module = import_module("pysbd")
    known = {
        code: module.Segmenter(code, clean=False) for code in LANGUAGES if code not in ("pt", "ko")
    }
    return lambda text, code: known.get(code, known["en"]).segment(
        text
    )  # it has neither of the two


def icu4py() -> Cutter:
    module = import_module("icu4py.breakers")

    def cutter(text: str, code: str) -> list[str]:
        return list(module.SentenceBreaker(text, f"{code}@ss=standard"))

    return cutter


def lingua() -> Callable[[str], str]:
    module = import_module("lingua")
    own = {code: getattr(module.Language, one.name.upper()) for code, one in LANGUAGES.items()}
    detector = module.LanguageDetectorBuilder.from_languages(*own.values()).build()
    codes = {language: code for code, language in own.items()}
    return lambda text: codes.get(detector.detect_language_of(text), "")


def py3langid() -> Callable[[str], str]:
    module = import_module("py3langid")
    module.set_languages(list(LANGUAGES))
    return lambda text: str(module.classify(text)[0])


def tell_languages(detectors: Mapping[str, Callable[[str], str]]) -> None:
    for name in ("questions", "questions_held_out"):
        asked = questions(name)
        for label, detect in detectors.items():
            wrong = [(code, text, told) for code, text in asked if (told := detect(text)) != code]
            print(f"| {name} | {label} | {len(asked) - len(wrong)} of {len(asked)} |")
            for code, text, told in wrong:
                print(f"    {code} → {told or '?'}: {text}")


def cut_sentences(cutters: Mapping[str, Cutter], folder: str) -> None:
    right: defaultdict[str, int] = defaultdict(int)
    total = 0
    for code in LANGUAGES:
        cases = sentences(code, folder)
        total += len(cases)
        counts = {"farside": sum(map(case_is_right, cut(code, cases), cases))}
        for label, cutter in cutters.items():
            found = (cutter(joined(code, case), code) for case in cases)
            cuts = (tuple(one.strip() for one in own) for own in found)
            counts[label] = sum(map(case_is_right, cuts, cases))
        for label, count in counts.items():
            right[label] += count
        print(f"| {code} | {len(cases)} | {' | '.join(map(str, counts.values()))} |")
    print(f"| {folder} | {total} | {' | '.join(map(str, right.values()))} | ({', '.join(right)})")


def case_is_right(found: Case, case: Case) -> bool:
    return found == case


def time_cutting(cutters: Mapping[str, Cutter]) -> None:
    page = " ".join(joined("de", case) for case in sentences("de"))
    made = pages([page] * (LONG // len(page)))
    began = time.process_time()
    split_sentences(made)
    print(
        f"farside: {time.process_time() - began:.1f} s for {len(made.text):,} characters of German"
    )
    few = LONG // len(page) // 20
    for label, cutter in cutters.items():
        began = time.process_time()
        for _ in range(few):
            cutter(page, "de")
        print(f"{label}: {20 * (time.process_time() - began):.1f} s, from a twentieth")


def main(peers: Sequence[str]) -> None:
    detectors: dict[str, Callable[[str], str]] = {
        "farside": lambda text: language_of(text).code,
        "script and function words alone": tell_code,
        "py3langid alone": py3langid(),
    }
    if "lingua" in peers:
        detectors["lingua"] = lingua()
    tell_languages(detectors)
    cutters = {
        name: make() for name, make in (("pysbd", pysbd), ("icu4py", icu4py)) if name in peers
    }
    for folder in ("sentences", "sentences_held_out"):
        cut_sentences(cutters, folder)
    time_cutting(cutters)


if __name__ == "__main__":
    main(sys.argv[1:])
