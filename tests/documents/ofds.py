"""Tiny OFD files of our own, built part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.documents.files import zipped

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def text(words: str, y: float, number: int = 0, x: float = 20) -> str:
    """A line of text at `y` millimetres from the top."""
    place = f'ID="{number}" Boundary="{x} {y} 150 5" Font="1" Size="4"'
    return (
        f'<ofd:TextObject {place}><ofd:TextCode X="0" '
        f'Y="4">{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def picture(width: float = 200, height: float = 280) -> str:
    return f'<ofd:ImageObject ID="900" Boundary="5 5 {width} {height}" ResourceID="9"/>'


def page(*objects: str) -> str:
    """The content of a page of A4."""
    layer = f'<ofd:Layer ID="2">{"".join(objects)}</ofd:Layer>'
    return f"{_HEAD}<ofd:Page {_NS}><ofd:Content>{layer}</ofd:Content></ofd:Page>"


def tags(fields: Mapping[str, int | str]) -> str:
    """Custom tags as a fully digital invoice has them: each path names the object that shows its
    value."""
    inner = ""
    for path, number in fields.items():
        names = path.split("/")
        opened = "".join(f"<ofd:{name}>" for name in names)
        closed = "".join(f"</ofd:{name}>" for name in reversed(names))
        inner += f'{opened}<ofd:ObjectRef PageRef="10">{number}</ofd:ObjectRef>{closed}'
    return f"{_HEAD}<ofd:root {_NS}>{inner}</ofd:root>"


def ofd(
    path: Path,
    pages: Sequence[str],
    attached: Mapping[str, str | bytes] = {},
    tagged: str = "",
    properties: Mapping[str, str] = {},
    more: Mapping[str, str | bytes] = {},
) -> Path:
    """A file of these pages; `more` are further parts, which replace those of the same name."""
    named = "".join(
        f'<ofd:CustomData Name="{name}">{value}</ofd:CustomData>'
        for name, value in properties.items()
    )
    info = f"<ofd:DocInfo><ofd:CustomDatas>{named}</ofd:CustomDatas></ofd:DocInfo>"
    root = f"<ofd:DocBody>{info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    area = (
        "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 "
        "297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
    )
    places = "".join(
        f'<ofd:Page ID="{10 + at}" BaseLoc="Pages/{at}.xml"/>' for at in range(len(pages))
    )
    hung = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>" if attached else ""
    hung += "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>" if tagged else ""
    listed = "".join(
        (
            f'<ofd:Attachment ID="{at}" Name="{name}"><ofd:FileLoc>{name}</ofd:FileLoc>'
            "</ofd:Attachment>"
        )
        for at, name in enumerate(attached)
    )
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"{_HEAD}<ofd:OFD {_NS} DocType='OFD' Version='1.0'>{root}</ofd:OFD>",
        "Doc_0/Document.xml": (
            f"{_HEAD}<ofd:Document {_NS}>{area}<ofd:Pages>{places}</ofd:Pages>{hung}</ofd:Document>"
        ),
        **{f"Doc_0/Pages/{at}.xml": content for at, content in enumerate(pages)},
        **{f"Doc_0/Attachs/{name}": content for name, content in attached.items()},
    }
    if attached:
        parts["Doc_0/Attachs/Attachments.xml"] = (
            f"{_HEAD}<ofd:Attachments {_NS}>{listed}</ofd:Attachments>"
        )
    if tagged:
        tag = '<ofd:CustomTag TypeID="0"><ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag>'
        parts["Doc_0/Tags/CustomTags.xml"] = f"{_HEAD}<ofd:CustomTags {_NS}>{tag}</ofd:CustomTags>"
        parts["Doc_0/Tags/CustomTag.xml"] = tagged
    return zipped(path, {**parts, **more})


FAPIAO_FIELDS = {
    "InvoiceNo": "26110000000000000017",
    "IssueDate": "2026年05月07日",
    "Buyer/BuyerName": "远岸测试有限公司",
    "Seller/SellerName": "云杉酒店有限公司",
    "Item": "*住宿服务*住宿费",
    "Amount": "300.00",
    "TaxAmount": "18.00",
    "TaxExclusiveTotalAmount": "¥300.00",
    "TaxTotalAmount": "¥18.00",
    "TaxInclusiveTotalAmount": "¥318.00",
}


def fapiao(path: Path, fields: Mapping[str, str] = FAPIAO_FIELDS) -> Path:
    """A fully digital invoice whose values stand on the page alone; tags point to them."""
    numbers = {name: 100 + at for at, name in enumerate(fields)}
    shown = [
        text(value, 20 + 8 * at, numbers[name]) for at, (name, value) in enumerate(fields.items())
    ]
    return ofd(path, [page(text("电子发票（普通发票）", 10), *shown)], tagged=tags(numbers))
