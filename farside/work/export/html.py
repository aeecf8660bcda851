"""A table as one HTML page that needs nothing else and runs nothing: every text is escaped."""

from __future__ import annotations

from html import escape

from farside.types import Citation
from farside.work.tables.nouns import Cell, Row, Table
from farside.work.tables.table import has_items, list_heads, sum_totals
from farside.work.tables.values import value_text

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #222; background: #fff }
table { border-collapse: collapse }
th, td { border: 1px solid #ccc; padding: .3rem .6rem; vertical-align: top }
th { position: sticky; top: 0; background: #f2f2f2; text-align: left }
td.number { text-align: right }
td.flag { background: #fff3cd } td.corrected { background: #d9f2d9 } td.problem { color: #a00 }
details summary { cursor: pointer; list-style: none }
blockquote { margin: .3rem 0; color: #555; max-width: 40em }
.why { color: #8a5a00 }
@media (prefers-color-scheme: dark) {
body { color: #ddd; background: #181818 } th { background: #2a2a2a }
td.flag { background: #4a3b10 } td.corrected { background: #1d3d1d } blockquote { color: #aaa }
.why { color: #e0b050 } }
"""


def render_html(table: Table) -> bytes:
    """Render the table as a page in UTF-8. A click on a value opens its quotes; a value to check
    says why.
    """
    title = escape(table.title or "Table")
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in list_heads(table))
    body = "\n".join(_row(table, row) for row in table.rows)
    notes = "".join(f"<li>{escape(note)}</li>" for note in _notes(table))
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{body}\n</tbody></table>\n"
        f"<ul>{notes}</ul></body></html>\n"
    )
    return page.encode("utf-8", "replace")


def _notes(table: Table) -> list[str]:
    totals = [f"Total of {column.name}: {said}" for column, said in sum_totals(table)]
    doubts = (
        [f"{table.flagged} values wait for a person: they are marked."] if table.flagged else []
    )
    return [*totals, *doubts, *table.notes]


def _row(table: Table, row: Row) -> str:
    item = f"<td>{row.item or ''}</td>" if has_items(table) else ""
    first = f'<th scope="row">{escape(row.document)}</th>{item}'
    if row.problem:
        return (
            f'<tr>{first}<td class="problem" '
            f'colspan="{len(row.cells)}">{escape(row.problem)}</td></tr>'
        )
    pairs = zip(table.columns, row.cells, strict=True)
    return "<tr>" + first + "".join(_cell(cell, column.kind) for column, cell in pairs) + "</tr>"


def _cell(cell: Cell, kind: str) -> str:
    classes = ["number"] if kind in ("number", "money") else []
    classes += ["flag"] if cell.flags else []
    classes += ["corrected"] if cell.corrected else []
    said = escape(value_text(cell.value)) + (" <b>?</b>" if cell.flags else "")
    why = "".join(f'<div class="why">{escape(one)}</div>' for one in cell.flags)
    quotes = "".join(map(_quote, cell.sources))
    inner = (
        f"<details><summary>{said or '—'}</summary>{why}{quotes}</details>"
        if why or quotes
        else said
    )
    return f'<td class="{" ".join(classes)}">{inner}</td>'


def _quote(source: Citation) -> str:
    return (
        f"<blockquote>“{escape(source.quote)}”<br>{escape(source.document)}, "
        f"{escape(source.label)}</blockquote>"
    )
