"""What reading the columns of a program will take, told before it starts: for each document, the
columns that are not kept yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from farside.reading.cost import predict
from farside.reading.cost.predict import Law, Profile
from farside.reading.prompts import wording
from farside.types import Cost, Document, Plan
from farside.work.programs.read_columns import ColumnReader, find_unread_columns
from farside.work.tables import asking
from farside.work.tables.nouns import Column

# Tokens of a form's own words, of its line for a column, and of what is written for a column with
# its name, the number of a sentence and JSON's signs. A second form asks for most columns once
# more, without sentences.
_FORM, _LINE = 40, 12
_WRITTEN, _WRITTEN_LIST = 24, 70
_AGAIN = 0.7
# This share of the columns is asked about once more, with one token and a prompt of this many
# tokens: whether a doubtful value is stated.
_JUDGED, _JUDGE = 0.5, 45
# In a document of many windows each column is looked for in all of them, with one token each, and
# filled in from this many.
_FILLED = 2


def plan_columns(
    reader: ColumnReader,
    documents: Sequence[Document],
    columns: Sequence[Column],
    planned: Plan,
    profile: Profile,
) -> Plan:
    """The plan with the cost of these columns. Cells that are kept cost nothing."""
    prefill, decode = profile.prefill.law(), profile.decode.law()
    if prefill is None or decode is None:
        return replace(planned, seconds=0.0, cost=Cost(None, None, planned.cost.bytes))
    read = asked = 0.0
    for document in documents:
        missing = find_unread_columns(reader, document, columns)
        if not missing:
            continue
        windows = asking.cut_document(reader.engine, document, reader.limit)
        read += sum(
            predict.prefill_seconds(prefill, window.tokens)
            for window in windows
            if not reader.engine.has(wording.window_prefix(window))
        )
        context = max(window.tokens for window in windows)
        filled = len(windows) if len(windows) <= asking.FEW else min(len(windows), _FILLED)
        asked += filled * _fill_seconds(
            profile, decode, missing, context, judges=reader.calibration.judges
        )
        if len(windows) > asking.FEW:
            asked += len(windows) * len(missing) * profile.appended(_JUDGE, context)
    asked *= profile.of_forms
    return replace(planned, seconds=read + asked, cost=Cost(read, asked, planned.cost.bytes))


def observe_columns(planned: Plan, profile: Profile, seconds: float) -> Profile:
    """The profile with what columns took in all that were planned with it."""
    cost = planned.cost
    if cost.read is None or not cost.question:
        return profile
    return profile.observed_forms(cost.question / profile.of_forms, seconds - cost.read)


def _fill_seconds(
    profile: Profile, decode: Law, columns: Sequence[Column], context: int, *, judges: bool
) -> float:
    """A window's form, filled and filled again, and what is asked of doubtful values."""
    written = sum(_WRITTEN_LIST if column.kind == "list" else _WRITTEN for column in columns)
    form = profile.appended(_FORM + _LINE * len(columns), context)
    first = form + predict.decode_seconds(decode, written, context)
    judged = _JUDGED * len(columns) * profile.appended(_JUDGE, context) if judges else 0.0
    return first + _AGAIN * first + judged
