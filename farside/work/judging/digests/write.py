"""A digest of documents by its form; cards as a file that Anki takes."""

from __future__ import annotations

import csv
import io
from html import escape

from farside import config
from farside.config import Settings
from farside.errors import InputError
from farside.reading.in_order import summary
from farside.types import Notify, ignore
from farside.work.export import write
from farside.work.export.spreadsheets import without_formula
from farside.work.intake import Paths
from farside.work.judging.digests import briefing, questions
from farside.work.judging.digests.as_text import is_told, render_docx, render_markdown
from farside.work.judging.digests.digest import COLUMNS, Digest, Form
from farside.work.judging.predict_making import predicting
from farside.work.judging.summarise import Brief, parse_language
from farside.work.session import USUAL, Desk, Options, open_desk
from farside.work.tables.nouns import Cell, Table
from farside.work.tables.values import value_text

# What Anki reads before the cards: how they are written, and what they are tagged with.
_HEAD = ("#separator:Comma", "#html:true", "#columns:Front,Back", "#tags:farside")


def digest_documents(
    paths: Paths,
    form: Form,
    brief: Brief,
    number: int | None = None,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Digest:
    """Documents as a briefing, as questions and answers, or as study cards. `number` is how many
    questions or cards there are at most. Raises as `summarise.summarise_documents` does."""
    check_wanted(form, brief, number)
    with open_desk(paths, options, settings or config.load(), notify, predicting(form)) as at:
        return digest_desk(at, form, brief, number, notify)


def check_wanted(form: Form, brief: Brief, number: int | None) -> None:
    """Raises `InputError` for what cannot be had, before anything is read."""
    if form == "briefing":
        if number is not None:
            raise InputError("--number is for faq and cards: a briefing has a --length")
        summary.check_summary_length(brief.length)
        parse_language(brief.language)
    elif number is not None:
        questions.check_number(number)


def digest_desk(at: Desk, form: Form, brief: Brief, number: int | None, notify: Notify) -> Digest:
    """Digest a desk's documents as `digest_documents` does."""
    if form == "briefing":
        return briefing.brief_desk(at, brief, notify)
    return questions.ask_desk(at, form, number, notify)


def render_digest(table: Table, suffix: str) -> bytes:
    """The table in the format of an ending. Of digests, cards as .csv are what Anki takes, and
    Markdown and Word are text."""
    if is_told(table) and suffix in (".md", ".docx"):
        return render_docx(table) if suffix == ".docx" else render_markdown(table)
    if suffix == ".csv" and table.columns == COLUMNS["cards"]:
        return render_cards(table)
    return write.render_table(table, suffix)


def render_cards(table: Table) -> bytes:
    """Cards for Anki: the front, and the back with the quotation that it stands on. No text is HTML
    of the document, or a formula."""
    out = io.StringIO()
    out.writelines(f"{line}\n" for line in _HEAD)
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)  # of '#…' too
    for row in table.rows:
        front, back = row.cells
        writer.writerow((_shown(front), _shown(back) + _quoted(back)))
    return out.getvalue().encode("utf-8", "replace")


def _shown(cell: Cell) -> str:
    return escape(without_formula(value_text(cell.value)))


def _quoted(cell: Cell) -> str:
    return "".join(
        f"<br><br><small>“{escape(without_formula(one.quote))}” "
        f"({escape(without_formula(f'{one.document}, {one.label}'))})</small>"
        for one in cell.sources[:1]
    )
