"""What a run leaves in its conversation: the question when it is asked, the answers or the error
when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from farside.errors import NotFound
from farside.library import conversations
from farside.library.conversations import ConversationMessage
from farside.library.library import Library
from farside.library.runs import Plain, Run
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.person import Person

_TITLE = 80


def question_title(question: str) -> str:
    """A question as a title."""
    line = " ".join(question.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1] + "…"


def keep_questions(library: Library, run: Run) -> None:
    """The questions, in the conversation of the run."""
    if run.conversation is None:
        return
    kept = conversations.load_conversation(library, run.conversation)
    if not kept.title:
        conversations.update_conversation(
            library, kept.id, title=question_title(run.spec["questions"][0])
        )
    for question in run.spec["questions"]:
        conversations.add_message(
            library, kept.id, ConversationMessage("", "user", question, run=run.id)
        )


def keep_rewritten(library: Library, run: Run, question: str) -> None:
    """Keep how the question was asked in the end."""
    conversations.rewrite_question(library, run.id, question)


def keep_outcome(
    library: Library, run: Run, answers: Sequence[Plain], last: dict[str, Any]
) -> None:
    """Keep what came of the run. It replaces the words of an earlier attempt."""
    if run.conversation is None:
        return
    conversations.unsay_run(library, run.id)
    for one in answers:
        said = ConversationMessage(
            "", "assistant", one["answer"], run=run.id, answer=one["id"] or None
        )
        conversations.add_message(library, run.conversation, said)
    if last["type"] != "finished":
        error = last.get("error") or {
            "message": "stopped",
            "type": "invalid_request_error",
            "param": None,
        }
        said = ConversationMessage(
            "", "assistant", "", run=run.id, error={"code": "stopped", **error}
        )
        conversations.add_message(library, run.conversation, said)


async def announce_conversation(
    hub: Hub, libraries: Libraries, person: Person, identity: str
) -> None:
    """The conversation as it is now, to the person's open pages."""
    try:
        kept = await asyncio.to_thread(
            lambda: conversations.load_conversation(libraries.of(person.settings), identity)
        )
    except NotFound:
        return
    hub.tell(person.id, {"type": "conversation", "conversation": asdict(kept)})
