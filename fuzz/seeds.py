"""Whole files of every format to begin with: the samples, and small ones that are made here."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pptx
from PIL import Image
from pptx.util import Inches
from reportlab.pdfgen.canvas import Canvas

from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.options import Format, ParseOptions
from farside.errors import DocumentError
from tests.documents import files, ofds, pdfs
from tests.work.invoices import made

SAMPLES = Path(__file__).parents[1] / "samples"
ENDINGS: dict[Format, str] = {
    "pdf": ".pdf", "image": ".png", "docx": ".docx", "odt": ".odt", "odp": ".odp", "odg": ".odg",
    "xlsx": ".xlsx", "xls": ".xls", "ods": ".ods", "xmlsheet": ".xml", "csv": ".csv",
    "pptx": ".pptx", "html": ".html", "epub": ".epub", "ofd": ".ofd", "markdown": ".md",
    "text": ".txt", "json": ".json", "mail": ".eml", "einvoice": ".xml",
}  # fmt: skip
# A larger file takes so long to read that few of its kind are tried.
_LARGEST = 300_000

Seeds = dict[Format, list[bytes]]


def found(more: Path | None = None) -> Seeds:
    """By format: the samples, those made here, and the files below `more`. A format without any is
    left out."""
    seeds: Seeds = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make(folder)
        for path in (*_below(SAMPLES), *_below(folder), *(_below(more) if more else ())):
            if path.stat().st_size <= _LARGEST and (format := _format(path)) is not None:
                seeds.setdefault(format, []).append(path.read_bytes())
    return seeds


def _below(folder: Path) -> Iterator[Path]:
    return (
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".ttf", ".sh")
    )


def _format(path: Path) -> Format | None:
    try:
        return detect_format(Content.of_bytes(path.read_bytes()), ParseOptions(path.name))[0]
    except DocumentError:
        return None


def _make(folder: Path) -> None:
    _pdfs(folder)
    _office(folder)
    _open_documents(folder)
    _texts(folder)
    for number, kind in enumerate(("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")):
        pdfs.picture("Total 12", size=(300, 150)).save(folder / f"{number}.{kind.lower()}", kind)
    frames = [Image.new("L", (60, 40), shade) for shade in (0, 128, 255)]
    frames[0].save(folder / "many.tiff", save_all=True, append_images=frames[1:])


def _pdfs(folder: Path) -> None:
    pdfs.simple(folder / "simple.pdf", "Dear Ada", "Yours, Charles")
    pdfs.simple(folder / "locked.pdf", "Locked", password="x")
    pdfs.columns(folder / "columns.pdf", interleaved=True)
    pdfs.table(folder / "table.pdf")
    made.pdf(
        folder / "invoice.pdf",
        "Rechnung R-1",
        {"factur-x.xml": made.cii().encode(), "notes.txt": b"hello"},
    )
    canvas = Canvas(str(folder / "form.pdf"), pageCompression=0)
    canvas.drawString(72, 720, "Form")
    canvas.acroForm.textfield(name="surname", value="Lovelace", x=72, y=600, width=200, height=20)
    canvas.acroForm.checkbox(name="member", checked=True, x=72, y=500)
    canvas.save()


def _office(folder: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Date", "Vendor", "Amount"],
        ["2024-03-01", "Acme", 0.5],
        ["x", "=SUM(C2:C2)", True],
    ):
        book.worksheets[0].append(row)
    book.create_sheet("Other").append(["中文", -1])
    book.save(folder / "book.xlsx")
    _old_book(folder / "book.xlsx")
    written = docx.Document()
    written.add_heading("Title", 1)
    written.add_paragraph("One", style="List Number")
    written.add_paragraph("Two", style="List Bullet")
    table = written.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Net", "12"
    written.save(str(folder / "written.docx"))
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    size = (Inches(1), Inches(1), Inches(3), Inches(2))
    slide.shapes.add_table(1, 2, *size).table.cell(0, 0).text = "Net"
    slide.shapes.add_group_shape().shapes.add_textbox(*size).text_frame.text = "grouped"
    if slide.notes_slide.notes_text_frame is not None:
        slide.notes_slide.notes_text_frame.text = "say thanks"
    show.save(str(folder / "show.pptx"))


def _old_book(path: Path) -> None:
    """No library here writes .xls: LibreOffice does, where there is one."""
    office = shutil.which("soffice")
    if office is None:
        print("  without LibreOffice no .xls file is tried", flush=True)
        return
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xls",
        "--outdir",
        str(path.parent),
        str(path),
    ]
    subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, check=True
    )
    shutil.rmtree(path.parent / "profile")


def _open_documents(folder: Path) -> None:
    body = "<text:h>Head</text:h><text:p>One<text:s text:c='3'/>two<text:tab/>three</text:p>"
    body += "<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>"
    note = (
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p>"
        "</text:note-body>"
    )
    files.opendocument(
        folder / "a.odt", "text", f"{body}<text:p>n<text:note>{note}</text:note></text:p>"
    )
    cell = (
        "<table:table-cell table:number-columns-repeated='2'><text:p>x</text:p></table:table-cell>"
    )
    row = f"<table:table-row table:number-rows-repeated='3'>{cell}</table:table-row>"
    files.opendocument(
        folder / "a.ods", "spreadsheet", f"<table:table table:name='S'>{row}</table:table>"
    )
    ofds.fapiao(folder / "fapiao.ofd")
    text = ofds.page(ofds.text("电子发票", 10), ofds.picture())
    ofds.ofd(
        folder / "a.ofd",
        [text, text],
        attached={"a.xml": made.fapiao()},
        properties={"InvoiceNo": "2611"},
    )
    container = '<container><rootfiles><rootfile full-path="O/b.opf"/></rootfiles></container>'
    item = '<item id="{0}" href="{0}.xhtml" media-type="application/xhtml+xml"/>'
    manifest = f"<manifest>{item.format('a')}{item.format('b')}</manifest>"
    book = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "O/b.opf": (
            f'<package>{manifest}<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
        ),
        "O/a.xhtml": "<html><head><title>First</title></head><body><p>alpha</p></body></html>",
        "O/b.xhtml": (
            "<html><body><h1>Second</h1><table><tr><td>beta</td></tr></table></body></html>"
        ),
    }
    files.zipped(folder / "book.epub", book)


def _texts(folder: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ada <ada@example.org>", "b@example.org", "Grüße"
    mail["Date"] = "Mon, 02 Mar 2026 10:00:00 +0100"
    mail.set_content("Dear B,\nsee below.")
    mail.add_alternative("<p>Dear <b>B</b></p>", subtype="html")
    mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="a.csv")
    inner = io.BytesIO()
    pdfs.picture("x", size=(80, 40)).save(inner, "PNG")
    mail.add_attachment(inner.getvalue(), maintype="image", subtype="png", filename="p.png")
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.add_attachment(mail)
    html = (
        "<html><meta charset=gbk><body><h1>A</h1><ul><li>x<li>y</ul><table><tr><th>a<td>b"
        "</table><pre> c\n d</pre>"
    )
    texts = {
        "a.csv": "Date;Vendor;Amount\n2024-03-01;\"Acme; \nLtd\";1,50\n2024-03-02;B;2\n",
        "a.html": f"{html}<script>x</script><a href='#'>l</a></body></html>",
        "a.md": "# Head\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```\ncode\n```\n",
        "a.txt": "First line.\r\nSecond line.\fThird\u2028fourth\n中文。\n",
        "a.json": json.dumps({"a": [1, 2.5e300, None, {"b": "\ud83d\ude00\n"}],
                              "c": {"d": [[[]]]}}),
        "lines.jsonl": '{"a": 1}\n{"a": [2]}\n',
        "ubl.xml": made.ubl(), "cii.xml": made.cii(), "fapiao.xml": made.fapiao(),
        "old.xml": made.fapiao_2019(),
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "wide.txt").write_bytes("Wide, 宽。\n".encode("utf-16"))
    (folder / "a.eml").write_bytes(mail.as_bytes())
    (folder / "outer.eml").write_bytes(outer.as_bytes())
