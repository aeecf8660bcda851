"""OFD: a page a page, its e-invoice as lines, and nothing left out in silence; bad files are
named."""

from __future__ import annotations

import contextlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farside.documents import detect, einvoice, ofd
from farside.documents.draft import PageDraft
from farside.documents.options import ParseOptions
from farside.documents.sandbox import parse_file
from farside.errors import DocumentError
from tests.documents import ofds
from tests.documents.files import content, lines, lying_zip, pages_of, zipped
from tests.work.invoices import made


def read(path: Path, expanded_mb: int = 50) -> list[PageDraft]:
    return pages_of(ofd.parse, path, "ofd", expanded_mb)


def test_pages_come_through_the_sandbox_in_reading_order(tmp_path: Path) -> None:
    first = ofds.page(ofds.text("second line", 30), ofds.text("通知", 10))
    path = ofds.ofd(tmp_path / "a.ofd", [first, ofds.page(ofds.text("end", 10))])
    document = parse_file(path, ParseOptions("a.ofd"), lambda _, __: None)
    assert (document.media_type, document.text) == ("application/ofd", "通知\n\nsecond line\nend\n")
    assert [page.label for page in document.pages] == ["p. 1", "p. 2"]
    assert document.problems == ()


def test_an_attached_invoice_is_taken_as_it_is_and_other_files_are_named(tmp_path: Path) -> None:
    attached = {"original_invoice.xml": made.fapiao_2019(), "terms.pdf": "%PDF-"}
    page, data = read(ofds.ofd(tmp_path / "a.ofd", [ofds.page(ofds.text("发票", 10))], attached))
    assert page.problem == "files attached to the OFD are not read: terms.pdf"
    assert data.label == einvoice.LABEL
    assert "Seller/SellerName: 山岚茶艺馆" in lines(data)
    assert "GoodsInfos/GoodsInfo/Amount: 300.00" in lines(data)


def test_fields_that_tags_point_to_are_lines_whose_label_says_so(tmp_path: Path) -> None:
    page, data = read(ofds.fapiao(tmp_path / "a.ofd"))
    assert "¥318.00" in lines(page)
    assert (data.label, data.problem) == (einvoice.GATHERED, None)
    assert lines(data) == [
        "Source: custom_tags",
        "InvoiceType: 电子发票（普通发票）",
        "InvoiceNo: 26110000000000000017",
        "IssueDate: 2026-05-07",
        "TaxExclusiveTotalAmount: 300.00",
        "TaxTotalAmount: 18.00",
        "TaxInclusiveTotalAmount: 318.00",
        "Buyer/BuyerName: 远岸测试有限公司",
        "Seller/SellerName: 云杉酒店有限公司",
        "GoodsInfos/GoodsInfo(1)/Item: *住宿服务*住宿费",
        "GoodsInfos/GoodsInfo(1)/Amount: 300.00",
        "GoodsInfos/GoodsInfo(1)/TaxAmount: 18.00",
    ]


def test_properties_alone_are_fields_too(tmp_path: Path) -> None:
    known = {"发票号码": "26110000000000000017", "合计金额": "300.00"}
    data = read(ofds.ofd(tmp_path / "a.ofd", [ofds.page(ofds.text("发票", 10))], properties=known))[
        1
    ]
    assert lines(data)[:2] == ["Source: custom_data", "InvoiceNo: 26110000000000000017"]


def test_a_damaged_attachment_is_said_and_the_tags_are_read(tmp_path: Path) -> None:
    whole = ofds.FAPIAO_FIELDS
    numbers = {name: 100 + at for at, name in enumerate(whole)}
    shown = [ofds.text(value, 20 + 8 * at, 100 + at) for at, value in enumerate(whole.values())]
    attached = {"original_invoice.xml": made.fapiao_2019()[:-30]}
    path = ofds.ofd(tmp_path / "a.ofd", [ofds.page(*shown)], attached, ofds.tags(numbers))
    _, bad, data = read(path)
    assert "is damaged and was not read" in str(bad.problem)
    assert "InvoiceNo: 26110000000000000017" in lines(data)


def test_a_value_cannot_pass_for_another_line(tmp_path: Path) -> None:
    evil = dict(ofds.FAPIAO_FIELDS, **{"Seller/SellerName": "X&#10;InvoiceNo: 9"})
    known = {"销售方名称": "X\nInvoiceNo: 9", "发票号码": "1"}
    data = read(ofds.ofd(tmp_path / "b.ofd", [ofds.page(ofds.text("a", 10))], properties=known))[1]
    assert "Seller/SellerName: X InvoiceNo: 9" in lines(data)
    assert (
        len(
            [
                one
                for one in lines(read(ofds.fapiao(tmp_path / "a.ofd", evil))[1])
                if one.startswith("InvoiceNo")
            ]
        )
        == 1
    )


@pytest.mark.parametrize(
    ("objects", "said"),
    [
        ((ofds.picture(),), "holds only pictures (1): print it to a PDF"),
        (
            ('<ofd:PathObject ID="5" Boundary="1 1 9 9"/>',),
            "holds only drawn shapes (1), which may be letters",
        ),
        ((ofds.picture(), ofds.text("page 1", 280)), "a picture covers it and was not read"),
        ((ofds.picture(20, 20), ofds.text("page 1", 280)), None),
        ((), None),
    ],
)
def test_what_a_page_shows_beside_its_text_is_said(
    tmp_path: Path, objects: tuple[str, ...], said: str | None
) -> None:
    (page,) = read(ofds.ofd(tmp_path / "a.ofd", [ofds.page(*objects)]))
    assert page.problem is None if said is None else said in str(page.problem)


def test_a_file_of_pictures_alone_says_so(tmp_path: Path) -> None:
    path = ofds.ofd(tmp_path / "a.ofd", [ofds.page(ofds.picture())])
    with pytest.raises(DocumentError, match=r"no text on any of its 1 page .*holds only pictures"):
        parse_file(path, ParseOptions("a.ofd"), lambda _, __: None)


def test_a_damaged_or_missing_page_is_a_problem_not_a_gap(tmp_path: Path) -> None:
    good = ofds.page(ofds.text("alpha", 10))
    entity = good.replace("?>", '?><!DOCTYPE a [<!ENTITY b SYSTEM "/etc/hostname">]>', 1).replace(
        "alpha", "&b;"
    )
    path = ofds.ofd(tmp_path / "a.ofd", [good, good[:-30], entity, good.replace("UTF-8", "hex")])
    pages = read(path)
    assert [bool(page.problem) for page in pages] == [False, True, True, True]
    assert not any(page.lines for page in pages[1:])
    missing = {
        "Doc_0/Document.xml": '<Document><Pages><Page ID="1" BaseLoc="no.xml"/></Pages></Document>'
    }
    (page,) = read(ofds.ofd(tmp_path / "b.ofd", [], more=missing))
    assert page.problem == "the file names this page but does not hold it"
    (page,) = read(ofds.ofd(tmp_path / "c.ofd", []))
    assert page.problem == "the file names no pages"


def test_text_outside_of_the_page_is_not_taken_and_said(tmp_path: Path) -> None:
    (page,) = read(
        ofds.ofd(tmp_path / "a.ofd", [ofds.page(ofds.text("alpha", 10), ofds.text("hidden", 400))])
    )
    assert (lines(page), page.problem) == (
        ["alpha"],
        "6 characters stand outside of the page and were not read",
    )


def test_notes_on_a_page_are_said_not_to_be_read(tmp_path: Path) -> None:
    note = (
        '<PageAnnot xmlns="http://www.ofdspec.org/2016">'
        f"<Annot>{ofds.text('作废', 5)}</Annot></PageAnnot>"
    )
    more = {"Doc_0/Annots/0.xml": note.replace("ofd:", "")}
    (page,) = read(ofds.ofd(tmp_path / "a.ofd", [ofds.page(ofds.text("alpha", 10))], more=more))
    assert page.problem == "the notes on 1 of its pages are not read"


def test_bombs_are_refused(tmp_path: Path) -> None:
    bomb = ofds.ofd(tmp_path / "a.ofd", [ofds.page()], more={"Doc_0/Res/x.xml": bytes(3_000_000)})
    with pytest.raises(DocumentError, match="more than 1 MB"):
        read(bomb, expanded_mb=1)
    with pytest.raises(DocumentError, match="more than 1 MB"):
        read(lying_zip(tmp_path / "b.ofd", "OFD.xml", 3_000_000), expanded_mb=1)


@pytest.mark.parametrize(
    "root",
    [None, "<OFD/>", "<OFD><DocBody/></OFD>", "<html/>", "<?xml encoding='rot13'?><a/>", "PK"],
)
def test_what_is_no_ofd_is_named(tmp_path: Path, root: str | None) -> None:
    path = zipped(tmp_path / "a.ofd", {"OFD.xml": root} if root else {"other.xml": "<a/>"})
    assert detect.detect_format(content(path), ParseOptions("a.ofd"))[0] == "ofd"
    with pytest.raises(DocumentError, match=r"a\.ofd: is damaged or no OFD file"):
        read(path)


def test_an_encrypted_file_says_so(tmp_path: Path) -> None:
    data = bytearray(ofds.ofd(tmp_path / "a.ofd", [ofds.page()]).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            data[start + at] |= 1
    (tmp_path / "a.ofd").write_bytes(data)
    with pytest.raises(DocumentError, match="is encrypted"):
        read(tmp_path / "a.ofd")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from(
        ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/0.xml", "Doc_0/Tags/CustomTag.xml"]
    ),
    seed=st.data(),
)
def test_any_damage_is_a_document_error_or_a_page_with_a_problem(
    tmp_path: Path, part: str, seed: st.DataObject
) -> None:
    """Whatever is cut, put in or replaced in a part."""
    whole = ofds.fapiao(tmp_path / "whole.ofd")
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts[part]
    start = seed.draw(st.integers(0, len(content)))
    end = seed.draw(st.integers(start, min(len(content), start + 40)))
    parts[part] = content[:start] + seed.draw(st.binary(max_size=8)) + content[end:]
    with contextlib.suppress(DocumentError):
        pages = read(zipped(tmp_path / "a.ofd", parts))
        assert pages[0].lines or pages[0].problem or part == "Doc_0/Pages/0.xml"
