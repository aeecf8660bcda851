"""Files and a question in, a checked answer out: the main job, for the command line and for Python
alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from farside import config
from farside.config import Settings
from farside.errors import InputError
from farside.reading import question
from farside.reading.cost import plan
from farside.reading.manner import Manner
from farside.types import Answer, Notify, Plan, Planned, Seconds, ignore
from farside.work.intake import Paths
from farside.work.jobs import job
from farside.work.session import USUAL, Options, Session, keep_answers, open_session
from farside.work.shelf import find_wish

MOST_ROUNDS = 5


def ask_question(
    asked: str,
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Answer:
    """Answer a question from files, folders, zip archives and a collection, all of them read in
    full.

    Raises `InputError` for what cannot be read or asked, `ModelError` and `EngineError` when no
    model can answer.
    """
    return ask_all([asked], paths, options, settings, notify)[0]


def ask_all(
    asked: Sequence[str],
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> tuple[Answer, ...]:
    """Ask several questions as `ask_question` asks one: each window is brought to the engine once
    and asked all of them."""
    settings = settings or config.load()
    check_question(asked, options)
    with open_session(paths, options, settings, notify) as session:
        answers = ask_session(session, asked, notify)
    answers = tuple(with_parsing(one, session.parse_seconds) for one in answers)
    return keep_answers(settings, answers, session.taken)


def ask_session(session: Session, asked: Sequence[str], notify: Notify) -> tuple[Answer, ...]:
    """Ask as `ask_all` does, about a session's documents; the answers are not kept yet."""
    session = session.try_direct(notify)
    options, skipped, known = session.options, session.taken.skipped, session.known
    planned = session.plan(asked, options.strategy)
    notify(Planned(planned, skipped, known.hint))
    spec = options.model or session.settings.model
    wanted = job.Job(
        "ask",
        tuple(asked),
        spec,
        planned.strategy,
        known.limit,
        options.most_rounds,
        skipped,
        how=options.how,
        wish=find_wish(session.settings, options.collection),
    )
    return _answers(session, wanted, planned, notify)


def _answers(session: Session, asked: job.Job, planned: Plan, notify: Notify) -> tuple[Answer, ...]:
    engine = session.engine
    looked = plan.looked_at(planned, asked.questions)
    if len(looked) <= job.FEW:
        manner = Manner(asked.rounds, asked.wish)
        return question.ask_questions(engine, planned, asked.questions, notify, manner=manner)
    from farside.work.jobs import (
        lifecycle,
    )  # loading what keeps jobs takes longer than a short document

    ready = job.ReadyJob(job.plan_job(asked, engine, planned, looked), engine, looked)
    return lifecycle.ask_in_job(session.settings, ready, planned, notify)


def with_parsing(answer: Answer, parse: float) -> Answer:
    """The answer with the seconds that parsing its documents took."""
    seconds: Seconds = answer.seconds
    return replace(answer, seconds=replace(seconds, parse=parse, total=seconds.total + parse))


def check_question(asked: Sequence[str], options: Options) -> None:
    """Raises `InputError` for what cannot be asked."""
    for one in asked:
        if not isinstance(one, str):
            raise InputError(f"a question is a text, not {one!r}")
    if not asked or not all(one.strip() for one in asked):
        raise InputError("the question is empty")
    if not 1 <= options.most_rounds <= MOST_ROUNDS:
        raise InputError(f"--rounds {options.rounds}: a question takes 1 to {MOST_ROUNDS} rounds")
    try:
        "".join(asked).encode()
    except UnicodeEncodeError as error:
        raise InputError("the question is not valid UTF-8; ask it from a UTF-8 terminal") from error
