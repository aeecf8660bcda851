"""The true rows behind the questions: what is known of each document, from the data sets' truth
files and from `facts.jsonl`, which was written by hand after reading the documents."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypedDict, cast

from benchmarks.questions.case import Names

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
NOW = date(2026, 6, 1)
"""What "present" means in the CVs, as their truth counts it."""

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Known:
    """A document's row. Lists are JSON texts, dates are ISO texts, money is in the column
    `currency`."""

    document: str
    names: Names
    columns: Mapping[str, Cell]
    items: tuple[Mapping[str, Cell], ...] = field(default=())


def known_rows(data: Path) -> dict[str, Known]:
    """Every document of which a row is known, by its path as questions name it. Data that are not
    there are left out."""
    rows = (*_facts(), *_cvs(data), *_sample_invoices(), *_receipts(data))
    return {one.document: one for one in rows}


class _Fact(TypedDict):
    document: str
    names: list[str]
    columns: dict[str, object]
    items: list[dict[str, Cell]]


def _facts() -> Iterator[Known]:
    for line in (HERE / "facts.jsonl").read_text(encoding="utf-8").splitlines():
        one = cast(_Fact, json.loads(line))
        path, part, place = one["document"].partition("#")
        names = (*one["names"], Path(path).stem + (f"-{place}" if part else ""))
        columns = {name: _cell(value) for name, value in one["columns"].items()}
        yield Known(one["document"], names, columns, tuple(one.get("items", ())))


class _Job(TypedDict):
    company: str
    position: str
    start: str
    end: str


class _Cv(TypedDict):
    id: str
    file: str
    lang: str
    name: str
    location: str
    email: str
    phone: str
    degree: str
    area: str
    university: str
    degree_year: int
    jobs: list[_Job]
    total_experience_months: int
    skills: list[str]
    languages: list[str]
    expected_salary: int
    notice_weeks: int


_RANKS = {"BSc": 1, "MSc": 2, "PhD": 3}


def _cvs(data: Path) -> Iterator[Known]:
    file = data / "resumes/synthetic/truth.json"
    for one in cast("list[_Cv]", _json(file)) if file.is_file() else []:
        last = one["jobs"][-1]
        columns: dict[str, object] = {
            "email": one["email"],
            "phone": one["phone"],
            "location": one["location"],
            "cv_language": one["lang"],
            "degree": one["degree"],
            "degree_rank": _RANKS[one["degree"]],
            "area": one["area"],
            "university": one["university"],
            "degree_year": one["degree_year"],
            "experience_months": one["total_experience_months"],
            "skills": one["skills"],
            "languages": one["languages"],
            "expected_salary": one["expected_salary"],
            "currency": "EUR",
            "notice_weeks": one["notice_weeks"],
            "employer": last["company"] if last["end"] == "present" else None,
            "employers": [job["company"] for job in one["jobs"]],
        }
        jobs = tuple(map(_job, one["jobs"]))
        cells = {name: _cell(value) for name, value in columns.items()}
        yield Known(f"resumes/synthetic/{one['file']}", (one["name"], one["id"]), cells, jobs)


def _job(job: _Job) -> dict[str, Cell]:
    return {
        "company": job["company"],
        "position": job["position"],
        "start": job["start"],
        "end": job["end"],
        "months": _months(job["start"], job["end"]),
    }


def _months(start: str, end: str) -> int:
    last = NOW if end == "present" else date.fromisoformat(f"{end}-01")
    first = date.fromisoformat(f"{start}-01")
    return (last.year - first.year) * 12 + last.month - first.month


class _Invoice(TypedDict):
    file: str
    seller: str
    buyer: list[str]
    number: str
    date: str
    due: str
    currency: str
    tax_percent: float
    items: list[tuple[str, int, str]]


def _sample_invoices() -> Iterator[Known]:
    for one in cast("list[_Invoice]", _json(REPOSITORY / "samples/source/invoices.json")):
        items: list[Mapping[str, Cell]] = []
        net = Decimal(0)
        for text, count, price in one["items"]:
            amount = (count * Decimal(price)).quantize(Decimal("0.01"))
            net += amount
            items.append(
                {
                    "description": text,
                    "quantity": count,
                    "price": float(price),
                    "amount": float(amount),
                }
            )
        tax = (net * Decimal(str(one["tax_percent"])) / 100).quantize(Decimal("0.01"))
        columns: dict[str, Cell] = {
            "number": one["number"],
            "buyer": one["buyer"][0],
            "date": _day(one["date"]),
            "due": _day(one["due"]),
            "currency": one["currency"],
            "tax_percent": one["tax_percent"],
            "net": float(net),
            "tax": float(tax),
            "total": float(net + tax),
        }
        names = (one["seller"], _SHORT.get(one["seller"], one["seller"]), Path(one["file"]).stem)
        yield Known(
            f"samples/invoices/{one['file']}", tuple(dict.fromkeys(names)), columns, tuple(items)
        )


_SHORT = {
    "Ferro & Daughters Metalwork": "Ferro & Daughters",
    "Papyrus Office Supplies B.V.": "Papyrus Office Supplies",
    "Sorrel Kitchen Catering": "Sorrel Kitchen",
    "Velox Cloud Oy": "Velox Cloud",
    "Brightwell Garden Care": "Brightwell Garden",
    "Kowalski Piano Service": "Kowalski Piano",
}


def _receipts(data: Path) -> Iterator[Known]:
    for file in sorted((data / "invoices/sroie").glob("*.json")):
        one = cast("dict[str, str]", _json(file))
        vendor = _SAME.get(one["company"], one["company"])
        columns: dict[str, Cell] = {
            "vendor": vendor,
            "date": _day(one["date"]),
            "total": float(re.sub(r"[^\d.]", "", one["total"])),
            "currency": "MAD" if "RABAT" in one["address"] else "MYR",
        }
        yield Known(f"invoices/sroie/{file.stem}.jpg", (f"{file.stem}.jpg", file.stem), columns)


# The data set writes one vendor in two ways.
_SAME = {"RSTORAN WAN SHENG": "RESTORAN WAN SHENG"}
_FORMS = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d-%m-%y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y")


def _day(text: str) -> str:
    for form in _FORMS:
        try:
            return (
                datetime.strptime(text.title() if form.endswith("%b %Y") else text, form)
                .date()
                .isoformat()
            )
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no date that is known here")


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise ValueError(f"not a cell: {value!r}")


def _json(file: Path) -> object:
    return json.loads(file.read_text(encoding="utf-8"))


def run_sql(sql: str, rows: Sequence[Known]) -> list[tuple[Cell, ...]]:
    """What `sql` gives over the tables `documents` and `items` of these rows; `has(list, value)`
    tests a list.

    Raises `sqlite3.Error` for SQL that does not run."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.create_function("has", 2, _has, deterministic=True)
        documents = [{"name": row.names[0], "file": row.document, **row.columns} for row in rows]
        items = [{"name": row.names[0], **item} for row in rows for item in row.items]
        _fill(connection, "documents", documents)
        _fill(connection, "items", items)
        return [tuple(row) for row in connection.execute(sql)]
    finally:
        connection.close()


def _has(items: str | None, value: str) -> int:
    return int(
        items is not None and value.casefold() in (one.casefold() for one in json.loads(items))
    )


def _fill(connection: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Cell]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row)) or ["name"]
    quoted = ", ".join(f'"{name}"' for name in columns)
    connection.execute(f"CREATE TABLE {table} ({quoted})")
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"INSERT INTO {table} VALUES ({marks})",
        [[row.get(name) for name in columns] for row in rows],
    )
