"""Tables that runs have made: looked at, put right by a person, saved."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from farside.errors import InputError, NotFound
from farside.library import runs
from farside.library.library import Library
from farside.server.access.watch import note_touched
from farside.server.http.told import model_for
from farside.server.pages.drawings import Drawings
from farside.server.person import Me, Person, Shelf
from farside.server.routes.answers import AsciiJson
from farside.server.routes.documents import attachment_header
from farside.server.shapes.tables import CorrectedCell
from farside.work.export.html import render_html
from farside.work.export.proofs import Proofs
from farside.work.export.words import Language
from farside.work.invoices.grouping import By
from farside.work.judging.digests.write import render_digest
from farside.work.judging.ranking import recount, rubric
from farside.work.judging.translating import translate
from farside.work.tables import corrected, kept, table
from farside.work.tables.nouns import Column, Row, Table

router = APIRouter(prefix="/api/runs/{identity}/table", tags=["tables"])
_WRITTEN = frozenset({"summarise", "timeline", "translate"})
"""Kinds whose rows are what a model wrote: another table has others in their places."""
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv": "text/csv; charset=utf-8",
        "json": "application/json",
        "md": "text/markdown; charset=utf-8",
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "html": "text/html; charset=utf-8",
        "txt": "text/plain; charset=utf-8",
    }
)


@router.get("", response_class=AsciiJson)
def get_table(identity: str, me: Me, library: Shelf, request: Request) -> AsciiJson:
    """The table of a run, as far as it is, with what people put right."""
    made = run_table(me, library, identity)
    note_touched(request, _quoted(made))
    return AsciiJson(table.table_as_plain(made))


@router.put("/cell", response_class=AsciiJson)
def correct_cell(
    identity: str, body: CorrectedCell, me: Me, library: Shelf, request: Request
) -> AsciiJson:
    """Puts a cell right, in this table and in every later one that asks the same; null takes that
    back. Of a summary, a timeline and a translation, in this one alone."""
    made = run_table(me, library, identity)
    note_touched(request, _quoted(made))
    row, column = _place(made, body)
    if runs.load_run(library, identity).kind in _WRITTEN:
        found = runs.load_run_table(library, identity) or {}
        right = corrected.put_right_here(found, row, column, body.written)
        runs.keep_table(library, identity, right)
    elif body.written is None:
        corrected.withdraw_correction(library, row, column)
    else:
        corrected.save_correction(library, row, column, body.written)
    return AsciiJson(table.table_as_plain(run_table(me, library, identity)))


@router.get("/export", response_class=Response)
async def export_table(
    identity: str,
    me: Me,
    library: Shelf,
    request: Request,
    format: Literal["xlsx", "csv", "json", "md", "docx", "html", "txt"] = "xlsx",
    by: By | None = None,
    language: Language = "en",
) -> Response:
    """The table as a file. A workbook of expenses has its totals beside it, `by` month where
    nothing is said; `txt` is the running text of a translation; study cards as `csv` are what Anki
    takes; `html` shows the pages that are quoted, in `language`."""
    kind = (await asyncio.to_thread(runs.load_run, library, identity)).kind
    spent = kind == "expenses"
    if format == "txt" and kind != "translate":
        raise InputError(
            f"format=txt: run {identity} ({kind}) is no translation: only these are running text"
        )
    if by and not (spent and format == "xlsx"):
        raise InputError(
            f"by={by}: only the workbook of a table of expenses has totals by month, "
            "category or trip"
        )
    made = await asyncio.to_thread(run_table, me, library, identity)
    note_touched(request, _quoted(made))
    if format == "html":
        proofs = Proofs(library, me.settings, language)
        drawings: Drawings = request.app.state.drawings
        content = await drawings.make_file(me.account, partial(render_html, made, proofs))
    else:
        content = await asyncio.to_thread(_written, made, format, by, spent)
    return Response(
        content,
        media_type=_TYPES[format],
        headers=attachment_header(f"{made.title or 'table'}.{format}"),
    )


@router.get("/claim", response_class=Response)
def claim_form(
    identity: str,
    me: Me,
    library: Shelf,
    request: Request,
    format: Literal["pdf", "docx"] = "pdf",
    by: By = "month",
) -> Response:
    """The claim form of a table of expenses, its totals by month, category or trip, with room to
    sign."""
    from farside.work.invoices import claim  # what draws the form takes time to load

    if (kind := runs.load_run(library, identity).kind) != "expenses":
        raise InputError(
            f"run {identity} ({kind}) is no table of expenses: only these have a claim form"
        )
    made = run_table(me, library, identity)
    note_touched(request, _quoted(made))
    headers = attachment_header(f"{claim.TITLE}.{format}")
    return Response(
        claim.render_claim(made, by, f".{format}"), media_type=_TYPES[format], headers=headers
    )


def _written(made: Table, format: str, by: By | None, spent: bool) -> bytes:
    """The table in a format that shows no pages."""
    if format == "txt":
        return translate.running_text(made).encode()
    if spent and format == "xlsx":
        from farside.work.invoices import workbook  # what draws takes time to load

        return workbook.render_workbook(made, by or "month")
    return render_digest(made, f".{format}")


def run_table(me: Person, library: Library, identity: str) -> Table:
    """The table of a run, with what people put right. Raises `NotFound`."""
    run = runs.load_run(library, identity)
    found = runs.load_run_table(library, identity)
    if found is None:
        raise NotFound(f"run {identity} ({run.kind}) has no table" + ("" if run.over else " yet"))
    made = kept.unpack_table(found)
    if run.kind in _WRITTEN:
        made = corrected.apply_here(found, made)
    else:
        rows = corrected.apply_corrections(library, made.columns, made.rows)
        made = replace(made, rows=rows)
    made = replace(made, model=model_for(me, made.model))
    used = (run.result or {}).get("rubric") if run.kind == "rank" else None
    return recount.recount_table(made, rubric.parse_rubric(used)) if used else made


def _quoted(made: Table) -> Iterator[str]:
    """Yield the ids of the documents that the table has something of."""
    for row in made.rows:
        yield row.document_id
        yield from (source.document_id for cell in row.cells for source in cell.sources)


def _place(made: Table, body: CorrectedCell) -> tuple[Row, Column]:
    row = next(
        (one for one in made.rows if (one.document_id, one.item) == (body.document_id, body.item)),
        None,
    )
    column = next((one for one in made.columns if one.name == body.column), None)
    if row is None:
        raise NotFound(f"the table has no row of document {body.document_id}, item {body.item}")
    if column is None:
        raise InputError(
            f"the table has no column {body.column!r}; "
            f"it has {', '.join(one.name for one in made.columns)}"
        )
    return row, column
