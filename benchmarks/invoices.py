"""Invoices and receipts: how much `farside expenses` reads right, wrong without a word, and marked
for a person.

    python -m benchmarks.invoices DATA/invoices --receipts 10 --model qwen2.5-1.5b \
        --out invoices.jsonl

Beside it `plain`: one prompt a file with the same model, its text and the fields, as scripts do it
(it flags nothing); and `invoice2data` with its own templates, where that program is installed. What
is read is kept in the home folder: given again with more receipts, only the new ones are read.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from lxml import etree

from farside import config
from farside.engine.base import Engine, Message, Request, generate_reply
from farside.errors import FarsideError
from farside.library.library import Library
from farside.types import Document, ignore
from farside.work import intake
from farside.work.engines.remembered import RememberedEngine
from farside.work.invoices import expenses, fields
from farside.work.session import Options, open_model
from farside.work.tables import values
from farside.work.tables.nouns import Cell, Day, Kind, Money, Value
from farside.work.tables.readings import Habit

FIELDS: dict[str, Kind] = {
    "date": "date", "seller": "text", "invoice number": "text", "net": "money", "tax": "money",
    "gross": "money",
}  # fmt: skip
_PLACES = [column.name for column in fields.COLUMNS]
_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Case:
    """A file, its kind, and its true fields as text; those that the truth does not name are not
    scored."""

    file: Path
    kind: str
    truth: dict[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """`outcome`: right, wrong (shown as a fact, or empty without a mark), flagged. `value`: what
    was given."""

    way: str
    kind: str
    file: str
    field: str
    truth: str
    value: str
    outcome: str
    flags: tuple[str, ...] = ()


def cases(data: Path, receipts: int) -> Iterator[Case]:
    """The PDF files of invoice2data, the e-invoices, and the first receipts."""
    for file in sorted(data.glob("invoice2data/*.pdf")):
        known = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))[0]
        named = {
            "date": "date",
            "issuer": "seller",
            "invoice_number": "invoice number",
            "amount": "gross",
        }
        named |= {"amount_untaxed": "net", "amount_tax": "tax"}
        yield Case(
            file,
            "invoice",
            {named[key]: str(value) for key, value in known.items() if key in named},
        )
    for file in sorted(data.glob("factur-x/*.xml")):
        truth = of_xml(file)
        if truth:
            yield Case(file, "e-invoice", truth)
    for file in sorted(data.glob("sroie/*.jpg"))[:receipts]:
        known = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        named = {"date": "date", "company": "seller", "total": "gross"}
        yield Case(
            file,
            "receipt",
            {named[key]: str(value) for key, value in known.items() if key in named},
        )


def of_xml(file: Path) -> dict[str, str]:
    """The truth of an e-invoice by paths of its own, not by Farside's reader."""
    root = etree.parse(file).getroot()
    if etree.QName(root).localname not in (
        "CrossIndustryInvoice",
        "CrossIndustryDocument",
        "Invoice",
    ):
        return {}
    paths = {
        "date": "//*[local-name()='IssueDateTime']/* | /*/*[local-name()='IssueDate']",
        "seller": "//*[local-name()='SellerTradeParty']/*[local-name()='Name'] | //*[local-name()="
        "'AccountingSupplierParty']/*/*[local-name()='PartyLegalEntity']/"
        "*[local-name()='RegistrationName']",
        "invoice number": "/*/*[contains(local-name(),'ExchangedDocument')]/*[local-name()='ID']"
        " | /*/*[local-name()='ID']",
        "gross": "//*[local-name()='GrandTotalAmount'] | //*[local-name()='TaxInclusiveAmount']",
        "net": "//*[local-name()='TaxBasisTotalAmount'] | //*[local-name()='TaxExclusiveAmount']",
    }
    found = {name: root.xpath(path) for name, path in paths.items()}
    return {name: str(nodes[0].text).strip() for name, nodes in found.items() if nodes}


def right(kind: Kind, truth: str, value: Value) -> bool:
    """Is it what the truth says, for a reader?"""
    if value is None:
        return False
    if kind == "date":
        return value == true_day(truth)
    if kind == "money":
        wanted = values.parse_value("money", truth).value
        return (
            isinstance(value, Money) and isinstance(wanted, Money) and value.amount == wanted.amount
        )
    one, other = values.word_tokens(truth), values.word_tokens(str(value))
    shorter, longer = sorted((" ".join(one), " ".join(other)), key=len)
    inside = len(shorter) >= 6 and f" {shorter} " in f" {longer} "
    return one == other or inside or SequenceMatcher(None, shorter, longer).ratio() >= _ALIKE


def true_day(truth: str) -> Day | None:
    """A date of the truth: ISO, compact, or as on the receipts of Malaysia, day first."""
    if len(truth) == 8 and truth.isdigit():
        truth = f"{truth[:4]}-{truth[4:6]}-{truth[6:]}"
    found = values.found_in("date", truth, Habit("dmy"))
    return found[0].value if found and isinstance(found[0].value, Day) else None


def by_farside(chosen: Sequence[Case], model: str) -> Iterator[Result]:
    """`farside expenses` as a person calls it, a file at a time so that duplicates among the cases
    do not meet."""
    for case in chosen:
        row = expenses.report_expenses([case.file], Options(model=model)).rows[0]
        print(f"{case.file.name}: read", file=sys.stderr)
        for name, truth in case.truth.items():
            cell = row.cells[_PLACES.index(name)]
            yield _result("farside", case, name, truth, cell)


def _result(way: str, case: Case, name: str, truth: str, cell: Cell) -> Result:
    good = right(FIELDS[name], truth, cell.value)
    outcome = "flagged" if cell.flags else "right" if good else "wrong"
    flags = (*cell.flags, "(right)" if good else "(wrong)") if cell.flags else ()
    return Result(
        way, case.kind, case.file.name, name, truth, values.value_text(cell.value), outcome, flags
    )


def by_one_prompt(chosen: Sequence[Case], model: str) -> Iterator[Result]:
    """The text of the file and the names of the fields, once."""
    settings = config.load()
    with open_model(settings, model, ignore) as engine, closing(Library(settings)) as library:
        remembered = RememberedEngine(engine, library)
        for case in chosen:
            document = intake.gather_documents(settings, [case.file], None, None, ignore).documents[
                0
            ]
            with remembered.about(document.id):
                given = _asked(remembered, document)
            for name, truth in case.truth.items():
                parsed = values.parse_value(
                    FIELDS[name], given.get(name, ""), (), values.habit_of(document.text)
                )
                yield _result("plain", case, name, truth, Cell(parsed.value))


def _asked(engine: Engine, document: Document) -> dict[str, str]:
    wanted = {
        "type": "object",
        "properties": {name: {"type": "string", "maxLength": 100} for name in FIELDS},
    }
    schema = {**wanted, "required": list(FIELDS), "additionalProperties": False}
    asked = (
        f"{document.text}\n\nExtract from this invoice as JSON: {', '.join(FIELDS)} (gross: "
        "total with tax)."
    )
    try:
        reply = generate_reply(engine, Request((Message("user", asked),), 400, schema=schema))
        given = json.loads(reply.text)
    except (FarsideError, json.JSONDecodeError) as error:
        print(f"plain, {document.name}: {error}", file=sys.stderr)
        return {}
    return {str(name): str(value) for name, value in given.items()}


def by_invoice2data(chosen: Sequence[Case]) -> Iterator[Result]:
    """The program with the templates that come with it, on the PDF files."""
    for case in chosen:
        if case.kind == "invoice":
            found = _with_templates(case.file)
            named = {
                "date": "date",
                "seller": "issuer",
                "invoice number": "invoice_number",
                "gross": "amount",
            }
            named |= {"net": "amount_untaxed", "tax": "amount_tax"}
            for name, truth in case.truth.items():
                parsed = values.parse_value(FIELDS[name], str(found.get(named[name], "")))
                yield _result("invoice2data", case, name, truth, Cell(parsed.value))


def _with_templates(file: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = ["invoice2data", "--output-format", "json", "--output-date-format", "%Y-%m-%d"]
        subprocess.run(
            [*command, "--output-name", str(out), str(file)],
            capture_output=True,
            timeout=120,
            check=False,
        )
        read = json.loads(out.read_text(encoding="utf-8")) if out.exists() else []
    return dict(read[0]) if read else {}


def table(results: Sequence[Result]) -> str:
    """Shares by way and kind, as Markdown."""
    lines = [
        "| way | kind | fields | right | wrong, not marked | marked |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for way, kind in dict.fromkeys((one.way, one.kind) for one in results):
        counted = Counter(one.outcome for one in results if (one.way, one.kind) == (way, kind))
        total = counted.total()
        shares = " | ".join(
            f"{counted[name]} ({counted[name] / total:.0%})"
            for name in ("right", "wrong", "flagged")
        )
        lines.append(f"| {way} | {kind} | {total} | {shares} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--receipts", type=int, default=50)
    parser.add_argument("--kinds", nargs="+", default=["invoice", "e-invoice", "receipt"])
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument("--ways", nargs="+", default=["farside", "plain", "invoice2data"])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    chosen = [one for one in cases(given.data, given.receipts) if one.kind in given.kinds]
    started = time.perf_counter()
    results: list[Result] = []
    if "farside" in given.ways:
        results += by_farside(chosen, given.model)
    if "plain" in given.ways:
        results += by_one_prompt([one for one in chosen if one.kind != "e-invoice"], given.model)
    if "invoice2data" in given.ways:
        results += by_invoice2data(chosen)
    if given.out:
        given.out.write_text(
            "\n".join(json.dumps(asdict(one), ensure_ascii=False) for one in results) + "\n"
        )
    print(table(results))
    print(
        f"\n{given.model}, {len(chosen)} files, {time.perf_counter() - started:.0f} "
        "s in this run.\n"
    )
    for one in results:
        if one.way == "farside" and one.outcome != "right":
            said = f"{one.value!r} for {one.truth!r}"
            print(f"- {one.file}, {one.field}, {one.outcome}: {said} {'; '.join(one.flags)}")


if __name__ == "__main__":
    main()
