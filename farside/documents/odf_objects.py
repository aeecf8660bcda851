"""Objects in OpenDocument frames: charts, formulas, and small documents, each a folder of the same
archive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from farside.documents.odf_lists import CHART, OFFICE, TABLE, TEXT, XLINK
from farside.documents.ooxml import parse_xml
from farside.documents.seen.formulas import write_mathml
from farside.documents.seen.things import ChartSeries, write_chart
from farside.documents.seen.unread import Unread
from farside.documents.zips import BROKEN, Member

if TYPE_CHECKING:
    from farside.documents.opendocument import Walker

_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_DEEPEST = 5
_MOST_POINTS = 10_000


def read_object(element: etree._Element, members: Member, walker: Walker) -> list[str] | Unread:
    """The lines of a `draw:object`, whatever it is; or why it was not read."""
    target = (element.get(XLINK + "href") or "").removeprefix("./").rstrip("/")
    inside = element.find(_MATH)
    try:
        if inside is not None:
            return [write_mathml(inside).strip()]
        member = f"{target}/content.xml"
        if not target or member not in members.names:
            return Unread("embedded file", target, "is not in the file: save it again")
        root = parse_xml(members.read(member))
    except (etree.XMLSyntaxError, *BROKEN) as error:
        return Unread("embedded file", target, f"is damaged ({error}): save it again")
    if root.tag == _MATH:
        return [write_mathml(root).strip()]
    chart = root.find(f"{OFFICE}body/{OFFICE}chart/{CHART}chart")
    if chart is not None:
        return _chart(chart)
    if len(list(element.iterancestors())) > 200 or target.count("/") >= _DEEPEST:
        return Unread("embedded file", target, "lies too deep: save it apart")
    body = root.find(OFFICE + "body")
    return [line for line in walker.blocks(body) if line.strip()] if body is not None else []


def _chart(chart: etree._Element) -> list[str]:
    titles = [
        _said(one)
        for one in chart.iterchildren(CHART + "title", CHART + "subtitle", CHART + "footer")
    ]
    axes = [
        _said(title)
        for axis in chart.iter(CHART + "axis")
        for title in axis.iterchildren(CHART + "title")
    ]
    rows = [[_said(cell) for cell in _cells(row)] for row in chart.iter(TABLE + "table-row")]
    series = []
    if rows:
        names, body = rows[0], rows[1:]
        for column in range(1, max(map(len, rows))):
            points = tuple(
                (row[0], row[column]) for row in body[:_MOST_POINTS] if column < len(row)
            )
            series.append(ChartSeries(names[column] if column < len(names) else "", points))
    return write_chart(
        " ".join(title for title in titles if title), series, [axis for axis in axes if axis]
    )


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    yield from row.iterchildren(TABLE + "table-cell")


def _said(element: etree._Element) -> str:
    return " ".join(" ".join("".join(one.itertext()).split()) for one in element.iter(TEXT + "p"))
