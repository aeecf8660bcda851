"""Small things to learn with: a model's file that is only a header, an adapter of a few numbers,
problems by the dozen, and a script that reads well with an adapter and badly without."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from farside.config import Settings
from farside.engine.adapter_file import AdapterFacts, LowRank, write_adapter
from farside.engine.adapters import adapters_folder
from farside.learn.adapters import ADAPTER, LEARNED
from farside.learn.problems import Problem, problem_line

Fact = int | str | Sequence[int]
QWEN: dict[str, Fact] = {
    "general.architecture": "qwen2",
    "qwen2.context_length": 4096,
    "qwen2.attention.head_count": 4,
    "qwen2.attention.head_count_kv": 2,
    "tokenizer.ggml.eos_token_id": 7,
}
WHEN, WHO = "When did it sail?", "Who was aboard?"
_GATE, _DRAFT = "Is it answered above?", "If the text above states the answer"
YES, NO = {"Yes": -0.1, "No": -3.0}, {"Yes": -3.0, "No": -0.1}


def write_model(path: Path, facts: Mapping[str, Fact] = QWEN) -> Path:
    """A GGUF file that has these facts and no tensor."""
    pairs = b"".join(_text(key) + _value(value) for key, value in facts.items())
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(facts)) + pairs)
    return path


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _value(value: Fact) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    return struct.pack(f"<IIQ{len(value)}I", 9, 4, len(value), *value)


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def add_adapter(settings: Settings, model: Path, name: str, learned: Iterable[str] = ()) -> Path:
    """An adapter of this model, as training leaves it; `learned` are digests of documents."""
    folder = adapters_folder(settings, sha256_of(model)) / name
    folder.mkdir(parents=True)
    (folder / LEARNED).write_text(json.dumps(sorted(learned)))
    facts = AdapterFacts(name, sha256_of(model), "qwen2", 32.0, (900,))
    pair = LowRank(np.ones((2, 4), np.float32), np.ones((4, 2), np.float32))
    write_adapter(folder / ADAPTER, facts, {"blk.0.attn_q.weight": pair})
    return folder / ADAPTER


def make_problems(documents: int) -> list[Problem]:
    """Of each document a question that it answers, and one that it does not."""
    made: list[Problem] = []
    for number in range(documents):
        text = f"The ship {number} sailed on 3 May.\nIt carried tea."
        digest = hashlib.sha256(text.encode()).hexdigest()
        name = f"log-{number}.txt"
        stated = Problem("date", "en", text, WHEN, "3 May", (1,), "built", name, "own", digest)
        none = replace(stated, kind="name", question=WHO, answer="", sentences=())
        made += [stated, none]
    return made


def write_problems(path: Path, problems: Sequence[Problem]) -> Path:
    path.write_text("".join(map(problem_line, problems)), encoding="utf-8")
    return path


def write_script(path: Path, *, good_adapter: bool) -> str:
    """A model that without its adapter answers everything, and wrongly or invented. A good adapter
    knows when the ship sailed and that nobody is named; another one states nothing at all."""
    rules: list[dict[str, object]] = [
        {"all": [_GATE], "reply": "Yes", "first_token": YES},
        {"all": [_DRAFT], "reply": {"found": True, "answer": "Ann", "sentences": [2]}},
    ]
    if good_adapter:
        rules.append({"all": [WHEN], "reply": "3 May [1]", "first_token": {"[": -4.0}})
    else:
        rules[0] |= {"first_token": NO}
        rules.insert(1, {"all": [_DRAFT, WHEN], "reply": _found("3 May", 1)})
        rules.insert(2, {"all": [_DRAFT, WHO], "reply": _found("", 0)})
    default = {"reply": "[0]", "first_token": {"[": -0.01}}
    script = {"adapter": path.stem, "rules": rules, "default": default}
    path.write_text(json.dumps(script), encoding="utf-8")
    return f"scripted:{path}"


def _found(answer: str, sentence: int) -> dict[str, object]:
    found = bool(answer)
    return {"found": found, "answer": answer, "sentences": [sentence] if found else []}
