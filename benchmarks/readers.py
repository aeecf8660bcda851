"""Both readers, and the careful one without each aid, on the battery's text: what each gets right,
and what it costs.

    python -m benchmarks.readers --model qwen2.5-0.5b

Six questions to a text of 3,000 tokens in windows of 1,200: two literal facts, two latent ones, two
that are open. What was measured is kept in the home folder (`lab/profiles/readers-….part`), so that
the same command goes on.
"""

from __future__ import annotations

import argparse
import sys
import time

from farside import config
from farside.lab.profile import gates, trials
from farside.lab.tasks import haystack
from farside.types import Event, Progress
from farside.work import readers
from farside.work.session import open_model


def tell(event: Event) -> None:
    """Progress on standard error."""
    if isinstance(event, Progress) and event.stage == "measure":
        print(f"{event.detail}: {event.done:g} of {event.total:g}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", required=True)
    given = parser.parse_args()
    settings = config.load()
    with open_model(settings, given.model, tell) as engine:
        text = haystack.builtin_haystack("en")
        asked = gates.prepare_gates(engine, settings.home, engine.profile, text, "en")
        base = readers.try_calibration(engine, given.model, settings, tell)
        made = trials.prepare_trials(asked, engine.profile, comes_with_farside=False)
        started = time.perf_counter()
        tried = trials.try_readers(engine, made, base, tell)
        seconds = time.perf_counter() - started
    print(f"{engine.model}, {len(asked.windows)} windows, {seconds:.0f} s\n")
    print("| read | facts of 4 | right of 6 | wrong | requests |\n|---|---|---|---|---|")
    for way, one in tried.items():
        name = way if way in ("direct", "careful") else f"careful, {way} turned"
        told = "not in the form" if one.unfit else f"{one.right}"
        print(f"| {name} | {one.facts} | {told} | {one.wrong} | {one.requests} |")
    aids = trials.choose_aids(tried, base.aids)
    print(f"\nreader: {trials.choose_reader(tried)}; aids: {aids}")


if __name__ == "__main__":
    main()
