"""The page of a report: one HTML file with its pictures inside. It has no script, asks for nothing
outside, and may be printed. Everything that comes from a run is escaped, and the page's own policy
forbids what might slip through."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from farside.lab.report.charts import score_colour
from farside.lab.report.tables import ReportTable, show_table_value

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light }
body {
  font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif;
  color: #1a1a1a; background: #fff; margin: 2rem auto; padding: 0 1.5rem; max-width: 1500px;
  overflow-wrap: anywhere }
h1 { font-size: 1.6rem; margin: 0 0 .3rem } h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem }
p, ul { max-width: 75ch } .note { border-left: 4px solid #ebb839; padding: .2rem 0 .2rem .8rem }
figure { margin: 1.2rem 0; break-inside: avoid } figcaption { color: #444; font-size: .9rem }
img { max-width: 100%; height: auto; display: block }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .9rem; margin: .6rem 0 }
th, td { border: 1px solid #ccc; padding: .2rem .5rem; text-align: left; overflow-wrap: normal }
th { background: #f3f3f3 } td.n { text-align: right; font-variant-numeric: tabular-nums }
tr { break-inside: avoid }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10pt }
  .wide { overflow: visible }
  table { font-size: 7.5pt } img { max-height: 23cm } h2 { break-after: avoid }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
@page { margin: 1.5cm }
"""


@dataclass(frozen=True, slots=True)
class ReportPicture:
    """`png` is the file's bytes; `caption` says what is in it, also to those who cannot see it."""

    name: str
    caption: str
    png: bytes


@dataclass(frozen=True, slots=True)
class ReportSection:
    title: str
    words: tuple[str, ...] = ()
    pictures: tuple[ReportPicture, ...] = ()
    table: ReportTable | None = None


def render_report(title: str, notes: Sequence[str], sections: Sequence[ReportSection]) -> str:
    """The whole document. All arguments are plain text."""
    body = [f"<h1>{escape(title)}</h1>"]
    body += [f'<p class="note">{escape(note)}</p>' for note in notes]
    body += [_section(section) for section in sections]
    head = (
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>"
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _section(section: ReportSection) -> str:
    parts = [f"<h2>{escape(section.title)}</h2>"]
    parts += [f"<p>{escape(words)}</p>" for words in section.words]
    parts += [_table(section.table)] if section.table else []
    parts += [_picture(picture) for picture in section.pictures]
    return "<section>\n" + "\n".join(parts) + "\n</section>"


def _picture(picture: ReportPicture) -> str:
    data = base64.b64encode(picture.png).decode("ascii")
    words = escape(picture.caption)
    return (
        f'<figure><img alt="{words}" src="data:image/png;base64,{data}">\n'
        f"<figcaption>{words} ({escape(picture.name)})</figcaption></figure>"
    )


def _table(table: ReportTable) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = ["".join(_cell(table, row, at) for at in range(len(row))) for row in table.rows]
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n'
        "</tbody></table></div>"
    )


def _cell(table: ReportTable, row: Sequence[str | int | float | None], at: int) -> str:
    value = row[at]
    words = escape(show_table_value(value, table.columns[at]))
    if isinstance(value, str):
        return f"<td>{words}</td>"
    back = (
        f' style="background:{score_colour(value)}"'
        if at in table.scores and value is not None
        else ""
    )
    return f'<td class="n"{back}>{words}</td>'
