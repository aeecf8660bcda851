"""The expense report as a file: a workbook with totals, or the table in any other format."""

from __future__ import annotations

from pathlib import Path

from farside.work.export.write import check_ending, render_table, save_file
from farside.work.invoices import workbook
from farside.work.invoices.grouping import By
from farside.work.tables.nouns import Table


def write_expense_report(table: Table, path: Path, by: By) -> None:
    """Writes the report whole. Raises `InputError` for an ending that is no format."""
    suffix = check_ending(path)
    content = (
        workbook.render_workbook(table, by) if suffix == ".xlsx" else render_table(table, suffix)
    )
    save_file(path, content)
