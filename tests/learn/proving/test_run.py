"""`prove_adapter` from end to end: a scripted model is read without its adapter and with it, what
is better is put in force, and what is not is kept aside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_tests
from hypothesis import strategies as st

from farside.config import Settings
from farside.engine.adapters import NONE, PROMOTED, adapters_folder
from farside.engine.registry import open_engine
from farside.errors import InputError
from farside.learn.adapters import PROOF, TrainedAdapter, find_trained, put_in_force
from farside.learn.problems import Problem
from farside.learn.proving.run import Proved, pick_problems, prove_adapter
from farside.types import Event, Notify, Progress, ignore
from tests.learn.small import add_adapter, make_problems, sha256_of, write_model, write_script

PROBLEMS = make_problems(12)


@dataclass(frozen=True)
class Workshop:
    """A home with two adapters of one model, the first of which is in force."""

    settings: Settings
    base: str
    folder: Path

    @property
    def adapter(self) -> TrainedAdapter:
        return find_trained(self.settings, self.base, "new")

    @property
    def served(self) -> bytes:
        return (adapters_folder(self.settings, self.base) / PROMOTED).read_bytes()

    @property
    def kept(self) -> list[str]:
        return (self.adapter.path.parent / "readings.jsonl").read_text().splitlines()

    def prove(
        self,
        model: str,
        *beside: str,
        problems: Sequence[Problem] = PROBLEMS,
        notify: Notify = ignore,
    ) -> Proved:
        return prove_adapter(
            self.settings, model, self.base, self.adapter, problems, beside, notify
        )


@pytest.fixture
def workshop(home: Path, tmp_path: Path) -> Workshop:
    settings, model = Settings(home=home), write_model(tmp_path / "m.gguf")
    for name in ("old", "new"):
        add_adapter(settings, model, name)
    put_in_force(settings, sha256_of(model), "old")
    return Workshop(settings, sha256_of(model), tmp_path)


def test_a_better_adapter_is_put_in_force(workshop: Workshop) -> None:
    proved = workshop.prove(write_script(workshop.folder / "good.json", good_adapter=True))
    assert proved.proof.promoted
    assert (proved.proof.right.value, proved.proof.invented.value) == (1.0, -1.0)
    assert workshop.adapter.in_force
    assert workshop.served == workshop.adapter.path.read_bytes()
    assert [row[:4] for row in proved.rows[:2]] == [
        ("all", "before", "12", "0%"),
        ("all", "after", "12", "100%"),
    ]


def test_a_worse_adapter_is_kept_aside_with_its_table(workshop: Workshop) -> None:
    before = workshop.served
    proved = workshop.prove(write_script(workshop.folder / "bad.json", good_adapter=False))
    assert not proved.proof.promoted
    assert proved.proof.worse == ("right", "pointed", "date")
    assert workshop.served == before
    assert not workshop.adapter.in_force
    told = json.loads((workshop.adapter.path.parent / PROOF).read_text())
    assert told["promoted"] is False
    assert told["worse"] == ["right", "pointed", "date"]
    assert told["rows"] == [list(row) for row in proved.rows]
    assert {len(row) for row in told["rows"]} == {len(told["columns"])}


def test_what_was_read_is_not_read_again(workshop: Workshop) -> None:
    model = write_script(workshop.folder / "good.json", good_adapter=True)
    first = workshop.prove(model, problems=PROBLEMS[:10])
    assert first.rows[0][2] == "5"
    assert len(workshop.kept) == 20
    heard: list[Event] = []
    second = workshop.prove(model, notify=heard.append)
    told = [(one.done, one.total) for one in heard if isinstance(one, Progress)]
    left = len(PROBLEMS) - 10
    assert told == [(done, left) for done in range(left + 1)] * 2
    assert len(workshop.kept) == 2 * len(PROBLEMS)
    third = workshop.prove(model)
    assert (third, len(workshop.kept)) == (second, 2 * len(PROBLEMS))


def test_a_model_beside_is_read_without_an_adapter_and_decides_nothing(
    workshop: Workshop,
) -> None:
    good = write_script(workshop.folder / "good.json", good_adapter=True)
    bad = write_script(workshop.folder / "bad.json", good_adapter=False)
    proved = workshop.prove(bad, good)
    assert not proved.proof.promoted
    rows = {row[1]: row[3:] for row in proved.rows if row[0] == "all"}
    assert list(rows) == [good, "before", "after"]
    # Its adapter knows every answer; the model alone invents.
    assert rows[good][0] == "0%"
    assert rows[good][4] == "100%"
    assert workshop.prove(bad).proof == proved.proof


def test_nothing_is_read_where_a_document_was_learned_from(workshop: Workshop) -> None:
    folder = workshop.adapter.path.parent
    (folder / "learned.json").write_text(json.dumps([PROBLEMS[-1].document]))
    model = write_script(workshop.folder / "good.json", good_adapter=True)
    with pytest.raises(InputError, match=r"learned from log-11\.txt: prove it on"):
        workshop.prove(model)
    assert not (folder / "readings.jsonl").exists()
    assert workshop.prove(model, problems=PROBLEMS[:-2]).proof.promoted


def test_no_problem_is_no_proof(workshop: Workshop) -> None:
    model = write_script(workshop.folder / "good.json", good_adapter=True)
    with pytest.raises(InputError, match="no problem to prove on"):
        workshop.prove(model, problems=[])
    assert not workshop.adapter.proved


def test_a_damaged_reading_is_named(workshop: Workshop) -> None:
    model = write_script(workshop.folder / "good.json", good_adapter=True)
    workshop.prove(model)
    file = workshop.adapter.path.parent / "readings.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([lines[0], lines[1][:20] + "\n", *lines[2:]]))
    with pytest.raises(InputError, match=r"readings\.jsonl, line 2: not a reading .*take"):
        workshop.prove(model)
    file.write_text("".join([lines[0], *lines[2:]]))
    assert workshop.prove(model).proof.promoted
    assert sorted(map(_problem_of, workshop.kept)) == sorted(map(_problem_of, lines))


def _problem_of(line: str) -> tuple[str, str]:
    row = json.loads(line)
    return row["engine"], row["problem"]


def test_the_settings_may_take_the_adapter_from_a_script(workshop: Workshop) -> None:
    model = write_script(workshop.folder / "good.json", good_adapter=True)
    alone = replace(workshop.settings, reader_adapter=NONE)
    engines = [open_engine(model, one) for one in (alone, workshop.settings)]
    assert [one.adapter for one in engines] == ["", "good"]
    assert len({one.fingerprint() for one in engines}) == 2
    for one in engines:
        one.close()


@settings_of_tests(max_examples=20)
@given(st.permutations(PROBLEMS), st.integers(1, 30), st.integers(1, 30))
def test_the_same_problems_are_picked_whatever_their_order(
    mixed: list[Problem], few: int, many: int
) -> None:
    picked = pick_problems(mixed, few)
    assert picked == pick_problems(PROBLEMS, few)
    assert len(set(picked)) == min(few, len(PROBLEMS))
    if few <= many:
        assert picked == pick_problems(mixed, many)[:few]


@pytest.mark.parametrize("most", [0, -3])
def test_fewer_than_one_problem_cannot_be_picked(most: int) -> None:
    with pytest.raises(InputError, match=f"--most {most}"):
        pick_problems(PROBLEMS, most)
