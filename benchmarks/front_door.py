"""Questions over generated CVs, asked as people ask them: what they were understood as, the answer,
the truth, seconds.

python -m benchmarks.front_door DATA/resumes/synthetic --model qwen2.5-1.5b
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from farside import config
from farside.work.assistant import answer_question
from farside.work.session import Options


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="CVs with questions.json beside them")
    parser.add_argument("--model", default=None)
    given = parser.parse_args()
    files = sorted(file for file in given.folder.iterdir() if file.suffix in (".docx", ".pdf"))
    for case in json.loads((given.folder / "questions.json").read_text(encoding="utf-8")):
        started = time.perf_counter()
        answer = answer_question(case["q"], files, Options(model=given.model), config.load())
        print(f"## {case['q']}\n\n{answer.program or 'put to every page'}\n\n{answer.text}\n")
        taken, told = time.perf_counter() - started, answer.seconds.predicted
        print(
            (
                f"Truth: {case['a']}. {taken:.0f} s, "
                f"{f'{told:.0f} s' if told else 'nothing'} predicted\n"
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
