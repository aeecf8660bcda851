"""Makes the example documents from the texts in `source/`: run `make samples`.

Everything in them is invented. The same versions of the libraries give the same bytes every time.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from invoices import invoice_pdf, scan
from layout import chinese_font
from office import invoice_xlsx, resume_docx
from pages import clauses, paper, resume

HERE = Path(__file__).parent
SOURCE = HERE / "source"
RESUMES = {
    "amelia-okafor.pdf": "#1f4e79",
    "mateo-varga.pdf": "#8a3b12",
    "tomasz-lindqvist.pdf": "#2e6b5e",
    "chen-yutong.pdf": "#7a1f2b",
    "priya-raghunathan.docx": "#5b3a86",
    "hannah-brandt.docx": "#34495e",
}


def main(target: Path) -> None:
    """Make all documents in the folder `target`."""
    chinese_font(SOURCE / "fonts" / "DroidSansFallback-subset.ttf")
    resumes, invoices, papers, legal = (
        target / name for name in ("resumes", "invoices", "papers", "legal")
    )
    for folder in (resumes, invoices, papers, legal):
        folder.mkdir(parents=True, exist_ok=True)
    for name, accent in RESUMES.items():
        source = (SOURCE / "resumes" / name).with_suffix(".md")
        (resume_docx if name.endswith(".docx") else resume)(source, resumes / name, accent)
    for invoice in json.loads((SOURCE / "invoices.json").read_text(encoding="utf-8")):
        path = invoices / invoice["file"]
        (invoice_xlsx if path.suffix == ".xlsx" else invoice_pdf)(invoice, path)
        if invoice.get("scan"):
            scan(path)
    paper(
        SOURCE / "papers" / "boar-bells.md",
        papers / "boar-bells.pdf",
        "Reports in Transport Ecology 7 (2024)",
    )
    paper(
        SOURCE / "papers" / "roof-cooling.md",
        papers / "roof-cooling.pdf",
        "Urban Climate Letters 12 (2023)",
    )
    clauses(SOURCE / "contract.md", legal / "hire-agreement.pdf", "Agreement no. NV-2024-0317")
    clauses(SOURCE / "regulation-zh.md", legal / "ferry-rules-zh.pdf", "青岚湖管理委员会")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
