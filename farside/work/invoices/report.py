"""The expense report as a file: a workbook with totals, or the table in any other format."""

from __future__ import annotations

from pathlib import Path

from farside.config import Settings
from farside.work.export.write import check_ending, save_file, write_with_pages
from farside.work.invoices import workbook
from farside.work.invoices.grouping import By
from farside.work.tables.nouns import Table


def write_expense_report(table: Table, path: Path, by: By, settings: Settings) -> None:
    """Writes the report whole. Raises `InputError` for an ending that is no format."""
    if check_ending(path) == ".xlsx":
        save_file(path, workbook.render_workbook(table, by))
    else:
        write_with_pages(table, path, settings)
