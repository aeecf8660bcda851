"""Questions with known answers from a folder of public data sets (L-Eval and LooGLE packings);
scoring by rule."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Any

from farside.documents.draft import assemble_document, plain_draft
from farside.types import Document


@dataclass(frozen=True, slots=True)
class Case:
    """A question, its reference answer, and the sentences of the text that hold it where the data
    set names them."""

    question: str
    answer: str
    evidence: tuple[str, ...] = ()


def named(folder: Path, name: str) -> tuple[Document, list[Case]]:
    """One document by a short name: l0 … of LooGLE, n0 … of the natural questions, c0 … of CMRC, q0
    … of CMRC with all of its questions."""
    kinds: dict[str, Callable[[Path, int], tuple[Document, list[Case]]]]
    kinds = {"l": loogle, "n": natural_questions, "c": cmrc, "q": partial(cmrc, most=99)}
    return kinds[name[0]](folder, int(name[1:]))


def natural_questions(folder: Path, number: int) -> tuple[Document, list[Case]]:
    """Article `number` of L-Eval's natural questions. The evidence is whatever sentence holds the
    short answer."""
    row = json.loads(_lines(folder / "leval_natural_question.jsonl")[number])
    cases = [Case(q, a) for q, a in zip(row["instructions"], row["outputs"], strict=True)]
    return document(row["input"], f"article-{number}.txt"), cases


def loogle(folder: Path, number: int) -> tuple[Document, list[Case]]:
    """Article `number` of LooGLE's short-dependency questions, which come with their evidence
    sentences."""
    row = json.loads(_lines(folder / "loogle_shortdep_qa_wiki.jsonl")[number])
    pairs = (
        ast.literal_eval(row["qa_pairs"]) if isinstance(row["qa_pairs"], str) else row["qa_pairs"]
    )
    cases = [
        Case(one["Q"], one["A"], tuple([one["S"]] if isinstance(one["S"], str) else one["S"]))
        for one in pairs
    ]
    return document(row["input"], f"{row['title']}.txt"), cases


def cmrc(
    folder: Path, number: int, passages: int = 20, most: int = 1
) -> tuple[Document, list[Case]]:
    """Chinese: CMRC 2018's passages, so many of them one after the other, with the first `most`
    questions about each. The evidence is the sentence that holds the answer."""
    known = json.loads((folder / "cmrc2018_dev_zh.json").read_text(encoding="utf-8"))["data"]
    rows = [one["paragraphs"][0] for one in known[number * passages : (number + 1) * passages]]
    asked = [(row["context"], one) for row in rows for one in row["qas"][:most]]
    cases = [
        Case(one["question"], one["answers"][0]["text"], (_around(text, one["answers"][0]),))
        for text, one in asked
    ]
    return document("\n\n".join(row["context"] for row in rows), f"百科{number}.txt"), cases


def _around(text: str, answer: dict[str, Any]) -> str:
    """The sentence of a passage that an answer begins in."""
    ends = [match.end() for match in re.finditer("[。！？]", text)]
    start = max((end for end in ends if end <= answer["answer_start"]), default=0)
    return text[
        start : min((end for end in ends if end > answer["answer_start"]), default=len(text))
    ]


def document(text: str, name: str) -> Document:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return assemble_document(digest, name, "text/plain", [plain_draft("text", text)])


def holds(text: str, case: Case) -> bool:
    """Does a sentence of the document carry the case's evidence? Fuzzy: published evidence is often
    not verbatim."""
    have = normal(text)
    if not case.evidence:
        return contains(text, case.answer)
    for evidence in case.evidence:
        want = normal(evidence)
        if have == want or (len(have) > 15 and (have in want or want in have)):
            return True
        match = SequenceMatcher(None, have, want, autojunk=False).find_longest_match()
        if match.size > 25 and match.size >= 0.6 * min(len(have), len(want)):
            return True
    return False


def contains(text: str, answer: str) -> bool:
    """The whole reference answer, as words, stands in the text."""
    want = normal(answer)
    return bool(want) and re.search(rf"\b{re.escape(want)}\b", normal(text)) is not None


def f1(given: str, answer: str) -> float:
    """Token F1 of SQuAD (Rajpurkar et al. 2016): articles and punctuation do not count."""
    have, want = _tokens(given), _tokens(answer)
    common = sum(min(have.count(token), want.count(token)) for token in set(have))
    if not common:
        return 0.0
    precision, recall = common / len(have), common / len(want)
    return 2 * precision * recall / (precision + recall)


def recall(given: str, answer: str) -> float:
    """Share of the reference's tokens that the given answer holds: short references, whole
    sentences as answers."""
    have, want = _tokens(given), _tokens(answer)
    return sum(token in have for token in want) / len(want) if want else 0.0


def normal(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _tokens(text: str) -> Sequence[str]:
    return [token for token in normal(text).split() if token not in ("a", "an", "the")]


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()
