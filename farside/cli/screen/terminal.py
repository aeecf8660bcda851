"""What a person sees in a terminal: progress on standard error, answers and tables on standard
output.

Nothing of a document reaches the terminal as a control code; output to a pipe has none at all.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import TracebackType

from rich.console import Console, RenderableType
from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from farside.cli.screen.ledger import ScanPicture
from farside.reading.answer import show_sentence
from farside.reading.cost.plan import RETRIEVED
from farside.types import (
    NOT_READ,
    UNKEPT,
    Answer,
    AnswerText,
    Citation,
    Document,
    Event,
    Found,
    Looked,
    Plan,
    Planned,
    Progress,
    Rewritten,
    Skipped,
    Stage,
    Understood,
)
from farside.work import json_form

# Control codes, signs that turn the direction of the text around them, and halves of characters.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_STAGES: Mapping[Stage, str] = {
    "parse": "Opening files",
    "download": "Fetching the model",
    "fetch": "Fetching the page",
    "start": "Starting the engine",
    "build": "Building the engine",
    "understand": "Understanding the question",
    "read": "Reading",
    "extract": "Looking closer",
    "check": "Checking the places found",
    "follow": "What else is needed",
    "measure": "Measuring",
    "judge": "Judging",
    "compare": "Comparing",
    "guide": "Writing guides",
    "make": "Making problems",
    "train": "Learning",
    "index": "Indexing",
}
# A pipe gets a line now and then instead of a bar: often enough to see that it lives, seldom enough
# to read.
_LINE_SECONDS = 10.0
# Files that the last line of an answer names.
_NAMED = 3
# Characters of evidence that are shown while the scan goes on.
_QUOTED = 160


def without_controls(text: str) -> str:
    """Text of a document or a file name without terminal control codes."""
    return _CONTROLS.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Text `without_controls`, in one line: file names may hold line ends and tabs too."""
    return " ".join(without_controls(text).split())


class _Bars(Bars):
    """Bars with a picture under them."""

    shown: Text | None = None

    def get_renderables(self) -> Iterable[RenderableType]:
        yield from super().get_renderables()
        if self.shown is not None:
            yield self.shown


class Screen:
    """Shows events as they come; a context manager, so that a bar is taken away whatever happens.

    `show_text` is false where standard output must hold one JSON object and nothing else. `agree`
    is told every plan before it starts, and may raise to stop it.
    """

    def __init__(self, show_text: bool, agree: Callable[[Plan], None] | None = None) -> None:
        self._console = Console(stderr=True)
        self._show_text = show_text
        self._agree = agree
        self._picture = ScanPicture()
        self._bars = _Bars(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID | None = None
        self._stage = ""
        self._since = self._last_line = self._before = 0.0
        self.streamed = False

    def __enter__(self) -> Screen:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._progress(event)
        elif isinstance(event, Planned):
            self.say(tell_plan(event.plan))
            self.notices(event.plan.documents, event.skipped)
            if event.hint:
                self.say(one_line(event.hint))
            if self._agree:
                self._bars.stop()
                self._agree(event.plan)
                self._bars.start()
        elif isinstance(event, Understood):
            self.say(one_line(event.words))
            if event.sql:
                self.say(f"Query: {one_line(event.sql)}")
        elif isinstance(event, Rewritten):
            if event.standalone != event.original:
                self.say(f"Asked as: {one_line(event.standalone)}")
        elif isinstance(event, Looked):
            self._looked(event)
        elif isinstance(event, Found):
            self._found(event)
        elif self._show_text:
            self._text(event)

    def _looked(self, event: Looked) -> None:
        """The picture of all windows stays under the bar while the scan goes on."""
        self._picture.add(event)
        self._bars.shown = self._picture.cells() if event.total > 1 else None

    def _found(self, event: Found) -> None:
        """Evidence above the bar, as soon as it is found; a pipe gets the answer alone."""
        place = f"{one_line(event.document)} {one_line(event.label)}"
        quote = one_line(event.text)
        if self._console.is_terminal:
            short = quote if len(quote) <= _QUOTED else quote[: _QUOTED - 1] + "…"
            self._console.print(
                Text(f"  found ({event.score:+.1f}) {place}: {short}", style="dim"), soft_wrap=True
            )

    def notices(self, documents: Iterable[Document], skipped: Iterable[Skipped]) -> None:
        """Say what could not be taken, and which pages are missing or doubtful."""
        for one in skipped:
            self.say(f"Not taken: {one_line(one.name)}: {one_line(one.reason)}")
        for document in documents:
            for problem in document.problems:
                start = "" if f": {NOT_READ}" in problem else "Doubtful: "
                self.say(f"{start}{one_line(document.name)} {one_line(problem)}")

    def _text(self, event: AnswerText) -> None:
        if not self.streamed:
            self._bars.stop()
            self.streamed = True
            if self._console.is_terminal:
                self.say("")
        sys.stdout.write(without_controls(event.text) + "\n")
        sys.stdout.flush()

    def say(self, line: str) -> None:
        """One line on standard error."""
        self._console.print(Text(line), soft_wrap=True)

    def _progress(self, event: Progress) -> None:
        now = time.monotonic()
        if event.stage != self._stage:
            self._stage, self._since, self._last_line = event.stage, now, now
            self._before = event.done
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._task = self._bars.add_task(_STAGES[event.stage], total=event.total, figures="")
        text = progress_figures(event, now - self._since, self._before)
        if self._task is not None:
            self._bars.update(
                self._task, completed=event.done, total=event.total or None, figures=text
            )
        if not self._console.is_terminal and now - self._last_line >= _LINE_SECONDS:
            self._last_line = now
            self.say(f"{_STAGES[event.stage]}: {text}")


def progress_figures(event: Progress, elapsed: float, before: float = 0.0) -> str:
    """Done of total, the rate where it says something, and what is at work. `before` is what was
    done when the stage began, as of a reading that goes on: it took none of the `elapsed` seconds.
    """
    total = f" of {_amount(event.total, event.unit)}" if event.total else ""
    # A file that is half read is not a file done.
    done = int(event.done) if event.unit == "files" else event.done
    parts = [f"{_amount(done, event.unit)}{total} {_unit(event.unit)}"]
    new = event.done - before
    if event.unit in ("tokens", "bytes") and elapsed > 1 and new > 0:
        parts.append(f"{_amount(new / elapsed, event.unit)} {_unit(event.unit)}/s")
    if event.detail:
        left = (
            f" (about {format_duration(event.seconds_left)} left)"
            if event.seconds_left is not None
            else ""
        )
        parts.append(one_line(event.detail) + left)
    return " · ".join(parts)


def _amount(value: float, unit: str) -> str:
    return f"{value / 1e6:,.1f}" if unit == "bytes" else f"{value:,.0f}"


def _unit(unit: str) -> str:
    return "MB" if unit == "bytes" else unit


def tell_plan(plan: Plan) -> str:
    """The plan in one line, before it starts."""
    pages = sum(len(document.pages) for document in plan.documents)
    cost = (
        f"about {format_duration(plan.seconds)}"
        if plan.seconds
        else "time not known before the first run"
    )
    read = f"at most {min(RETRIEVED, len(plan.windows))} of " if plan.strategy == "retrieve" else ""
    return (
        f"Plan: {plan.strategy}, {_count(pages, 'page')} of "
        f"{_count(len(plan.documents), 'document')} in "
        f"{read}{_count(len(plan.windows), 'window')}, about {plan.tokens:,} tokens, {cost}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def format_duration(seconds: float) -> str:
    """Say the time as exactly as a person wants to know it: "12 s", "3 min", "1.5 h"."""
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    if seconds < 3570:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def print_answer(given: Answer, streamed: bool, several: bool = False) -> None:
    """The answer with its citations and what it stands on. Text that was streamed is not written
    twice; one of `several` answers begins with its question."""
    out = Console(highlight=False, soft_wrap=True)
    if several:
        out.print(Text(one_line(given.question), style="bold"))
    if not given.sentences:
        out.print(Text(given.text))
    elif not streamed:
        for sentence in given.sentences:
            out.print(Text(without_controls(show_sentence(sentence))))
    if given.citations:
        out.print()
    for citation in given.citations:
        out.print(Text(f"[{citation.n}] {quote_place(citation)}"))
    if given.closest:
        out.print(Text("\nThe closest places:"))
    for place in given.closest:
        out.print(Text(f"- {quote_place(place)}"))
    out.print()
    out.print(Text(tell_coverage(given), style="dim"))
    lacking = tell_not_read(given)
    if lacking:
        out.print(Text(lacking, style="bold yellow"))


def quote_place(place: Citation) -> str:
    """A quotation in one line, after the place where it stands."""
    return f'{one_line(place.document)} {one_line(place.label)}: "{one_line(place.quote)}"'


def tell_coverage(given: Answer) -> str:
    """Say in one line what was looked at."""
    seen = given.coverage
    if given.strategy == "retrieve":
        start = f"{seen.windows_read} of {seen.windows} windows looked at"
    else:
        partly = (
            f", {seen.pages_partly} with a part that was not read," if seen.pages_partly else ""
        )
        start = (
            f"{seen.pages_read} of {seen.pages} pages read{partly} in "
            f"{_count(seen.windows_read, 'window')}"
        )
    named = f" · farside ledger {given.id}" if given.id else ""
    return f"{start} · {one_line(given.model)} · {format_duration(given.seconds.total)}{named}"


def tell_not_read(given: Answer) -> str:
    """Say in one line what was given but not read, or not surely; "" when there is no such
    thing."""
    seen, parts = given.coverage, []
    if seen.windows_read < seen.windows:
        parts.append(f"{_count(seen.windows - seen.windows_read, 'window')} not looked at")
    elif seen.pages_read < seen.pages:
        parts.append(f"{_count(seen.pages - seen.pages_read, 'page')} without readable text")
    if seen.pages_partly:
        parts.append(
            f"{_count(seen.pages_partly, 'page')} with a part that was not read, named above"
        )
    lost = [one.name for one in given.skipped if not one.passed_over]
    if lost:
        parts.append(f"{_count(len(lost), 'file')} not taken ({_few(lost)})")
    start = "NOT EVERYTHING WAS READ: " if parts else ""
    unkept = [one_line(problem) for problem in given.problems if problem.startswith(UNKEPT)]
    doubtful = [
        one for one in given.problems if not one.startswith(UNKEPT) and f": {NOT_READ}" not in one
    ]
    if doubtful:  # why, was said at the beginning
        places = [problem.partition(": ")[0] for problem in doubtful]
        parts.append(f"{_count(len(places), 'page')} doubtful ({_few(places)})")
    parts += unkept
    return start + ", ".join(parts)


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more, named above" if len(names) > _NAMED else ""
    return ", ".join(one_line(name) for name in names[:_NAMED]) + more


def tell_added(number: int, collection: str) -> str:
    verb = "is" if number == 1 else "are"
    return f"{_count(number, 'document')} {verb} in {one_line(collection)}"


def answer_json(given: Answer, ledger: bool = False) -> str:
    """One object, the public form of an answer."""
    return one_object(json_form.answer_as_plain(given, ledger))


def answers_json(given: Sequence[Answer], ledger: bool = False) -> str:
    """One object that holds several answers."""
    return one_object({"answers": [json_form.answer_as_plain(one, ledger) for one in given]})


def one_object(shown: Mapping[str, object]) -> str:
    """JSON on one line, without anything that could steer a terminal."""
    # Inside of JSON strings, where alone such signs can stand, an escape is the same character.
    return _CONTROLS.sub(
        lambda found: f"\\u{ord(found.group()):04x}", json.dumps(shown, ensure_ascii=False)
    )


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
    """A table on standard output, or the sentence `empty`. A pipe gets tab-separated lines."""
    listed = [[one_line(cell) for cell in row] for row in rows]
    out = Console(highlight=False)
    if not listed:
        out.print(Text(empty))
    elif not out.is_terminal:
        for row in listed:
            print("\t".join(row))
    else:
        shown = Table(*columns, box=None, pad_edge=False)
        for row in listed:
            shown.add_row(*(Text(cell) for cell in row))
        out.print(shown)


def print_list(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    empty: str,
    as_json: bool,
    numbers: Collection[str] = (),
) -> None:
    """A table as `print_table` does, or one JSON object with a row for each; the columns `numbers`
    are numbers there."""
    if as_json:
        told = rows_as_plain(columns, rows, numbers)
        print(one_object({"rows": told, "total": len(told)}))
    else:
        print_table(columns, rows, empty)


def rows_as_plain(
    columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[str] = ()
) -> list[Mapping[str, object]]:
    """Rows for a program: each cell by the name of its column, as the table has it. A column
    without a name is `note`."""
    names = [(column or "note").replace(" ", "_") for column in columns]
    return [
        {
            name: _number(cell) if column in numbers else cell
            for column, name, cell in zip(columns, names, row, strict=True)
        }
        for row in rows
    ]


def _number(cell: str) -> object:
    """The number that a cell shows; the cell itself where it shows none, such as "not known"."""
    plain = cell.replace(",", "")
    try:
        return int(plain) if plain.isdecimal() else float(plain)
    except ValueError:
        return cell
