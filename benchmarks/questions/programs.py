"""Is a program right? It is run over the true rows, and what it gives is scored as an answer would
be."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.questions.case import Question
from benchmarks.questions.rows import Cell, Known, run_sql
from benchmarks.questions.score import is_right

# What a program may call the columns of the true rows.
CALLED: Mapping[str, tuple[str, ...]] = {
    "expected_salary": (
        "salary",
        "salary_expectation",
        "expected_annual_salary",
        "期望薪资",
        "期望年薪",
        "薪资",
    ),
    "degree": ("highest_degree", "degree_level", "education", "学历", "学位"),
    "area": ("field_of_study", "field", "major", "subject", "专业"),
    "university": ("school", "学校", "毕业院校"),
    "degree_year": ("graduation_year", "year_of_graduation", "year", "毕业年份"),
    "notice_weeks": (
        "notice_period",
        "notice",
        "weeks_of_notice",
        "notice_period_weeks",
        "到岗时间",
    ),
    "experience_months": (
        "months_of_experience",
        "total_experience_months",
        "experience",
        "工作月数",
    ),
    "skills": ("skill", "技能"),
    "languages": ("language", "spoken_languages", "语言"),
    "location": ("city", "place", "所在地", "城市"),
    "employer": ("current_employer", "company", "current_company", "公司"),
    "clubs": ("teams", "球队"),
    "position": ("位置", "role"),
    "nationality": ("country", "国籍"),
    "stations": ("number_of_stations", "station_count", "车站数"),
    "length_km": ("length", "total_length", "长度", "全长"),
    "opened": ("opening_date", "date", "开通时间"),
    "total": (
        "gross",
        "total_amount",
        "amount",
        "total_due",
        "gross_amount",
        "总金额",
        "金额",
        "总额",
    ),
    "net": ("net_amount", "subtotal"),
    "tax": ("tax_amount", "vat", "税额"),
    "tax_percent": ("tax_rate", "vat_rate"),
    "due": ("due_date", "payable_by", "payment_due", "付款期限"),
    "date": ("invoice_date", "issue_date", "日期", "开票日期"),
    "number": ("invoice_number", "发票号"),
    "vendor": ("seller", "company", "merchant", "store", "商家", "供应商"),
    "currency": ("币种", "货币"),
    "since": ("current_job_start", "start_date", "start"),
    "first_job": ("first_job_start", "career_start"),
    "quantity": ("qty", "count", "数量"),
    "description": ("item", "item_name", "product", "品名"),
    "amount": ("line_total", "item_amount", "小计"),
    "months": ("duration", "duration_months"),
    "company": ("employer", "公司"),
}


_YEARS = ("years_of_experience", "experience_years", "years", "工作年限")


def is_program_right(question: Question, sql: str, rows: Sequence[Known]) -> bool:
    """Whether the rows that `sql` gives answer the question. SQL that does not run is not right."""
    try:
        result = run_sql(sql, [_called(row) for row in rows])
    except sqlite3.Error:
        return False
    return is_right(replace(question, also=()), _told(result, question.kind == "does_each"))


def _called(row: Known) -> Known:
    """The row with its columns under all their names."""
    months = row.columns.get("experience_months")
    more: dict[str, Cell] = {}
    if "net" in row.columns:
        more = {"vendor": row.names[0], "seller": row.names[0]}
    if isinstance(months, int):
        more |= dict.fromkeys(_YEARS, round(months / 12, 2))
    columns = {**_renamed(row.columns), **more, **row.columns}
    items = tuple({**_renamed(one), **one} for one in row.items)
    return replace(row, columns=columns, items=items)


def _renamed(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for name, cell in cells.items():
        for other in CALLED.get(name, ()):
            if other not in cells:
                found.setdefault(other, cell)
    return found


def _told(result: Sequence[tuple[Cell, ...]], yes_or_no: bool) -> str:
    """A result as lines; a list in a cell loses its brackets, and 1 and 0 are yes and no where
    that was asked."""
    said: dict[Cell, str] = {1: "yes", 0: "no"} if yes_or_no else {}
    rows = ([said.get(cell, str(cell)) for cell in row if cell is not None] for row in result)
    return "\n".join(re.sub(r'[\[\]"]', "", " | ".join(row)) for row in rows)
