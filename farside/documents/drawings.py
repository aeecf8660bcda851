"""What drawings of Office files say: charts, diagrams (SmartArt), shapes and pictures, found
through relations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from farside.documents.ooxml import MC, A, Parts, R, resolve_alternatives
from farside.documents.options import ParseOptions
from farside.documents.pictures import read_picture
from farside.documents.seen.formats import is_date, write_formatted, write_serial
from farside.documents.seen.things import ChartSeries, write_chart, write_link, write_picture
from farside.documents.seen.unread import Unread
from farside.documents.zips import BROKEN

_EMU_PER_CM = 360_000
_SMALLEST_CM = 0.6  # a picture less wide or high holds no writing: a bullet, a line, an icon
_MOST_POINTS = 10_000
_DAMAGED = (etree.XMLSyntaxError, KeyError, ValueError, *BROKEN)
_LINKED = "is linked and not in the file: put the picture into it"


@dataclass(slots=True)
class SeenDrawing:
    """What one drawing says, and which of it was not read."""

    lines: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read_charts(graphic: etree._Element, part: str, parts: Parts) -> SeenDrawing:
    """The charts and diagrams that `graphic`, an element of `part`, refers to."""
    seen = SeenDrawing()
    relations = parts.relations(part)
    for element in graphic.iter("{*}chart", "{*}relIds"):
        identity = element.get(R + ("dm" if etree.QName(element).localname == "relIds" else "id"))
        relation = relations.get(identity or "")
        if relation is None or relation.external:
            continue
        kind = "chart" if etree.QName(element).localname == "chart" else "diagram"
        try:
            root = parts.root(relation.target)
            if root is None:
                seen.unread.append(Unread(kind, "", "is missing from the file: save it again"))
            elif kind == "chart":
                seen.lines += _chart(root)
                for drawing in parts.related(relation.target, "chartUserShapes"):
                    seen.lines += drawing_paragraphs(parts.root(drawing))
            else:
                seen.lines += drawing_paragraphs(root)
        except _DAMAGED as error:
            seen.unread.append(Unread(kind, "", f"is damaged ({error}): save it again"))
    return seen


def drawing_paragraphs(root: etree._Element | None) -> list[str]:
    """The paragraphs of DrawingML text in `root`, without empty ones."""
    if root is None:
        return []
    resolve_alternatives(root)
    lines = ("".join(text.text or "" for text in one.iter(A + "t")) for one in root.iter(A + "p"))
    return [line for line in lines if line.strip()]


def read_pictures(
    graphic: etree._Element, part: str, parts: Parts, options: ParseOptions
) -> SeenDrawing:
    """The pictures that `graphic` shows: their authors' descriptions, where they and other drawings
    lead, their writing, or that it was not read."""
    seen = SeenDrawing()
    name, description = _named(graphic)
    if description:
        seen.lines.append(write_picture(description))
    seen.lines += _addresses(graphic, part, parts)
    if _is_tiny(graphic):
        return seen
    for relation in _embedded(graphic):
        found = parts.relations(part).get(relation)
        if found is None:
            continue
        data = None if found.external else parts.read(found.target)
        if data is None:
            seen.unread.append(Unread("picture", description or name, _LINKED))
            continue
        read = read_picture(data, description or name or found.target.rpartition("/")[2], options)
        if isinstance(read, Unread):
            seen.unread.append(read)
        else:
            seen.lines += read
    return seen


def _addresses(graphic: etree._Element, part: str, parts: Parts) -> list[str]:
    """The addresses that a click on the drawing itself leads to; links of its words are read with
    the words.
    """
    relations = parts.relations(part)
    found: dict[str, None] = {}
    for named in graphic.iter("{*}docPr", "{*}cNvPr"):
        for link in named.iterchildren("{*}hlinkClick"):
            relation = relations.get(link.get(R + "id") or "")
            if relation is not None and relation.external:
                found[write_link("", relation.target)] = None
    return [address for address in found if address]


def _embedded(graphic: etree._Element) -> Iterator[str]:
    shown: dict[str, None] = {}
    for blip in graphic.iter("{*}blip"):
        shown[blip.get(R + "embed") or blip.get(R + "link") or ""] = None
    for image in graphic.iter("{*}imagedata"):
        shown[image.get(R + "id") or ""] = None
    yield from (one for one in shown if one)


def _named(graphic: etree._Element) -> tuple[str, str]:
    """The name and the description of the first thing in `graphic` that has any."""
    for element in graphic.iter("{*}docPr", "{*}cNvPr"):
        description = element.get("descr") or ""
        return element.get("name") or "", description
    return "", ""


def _is_tiny(graphic: etree._Element) -> bool:
    for extent in graphic.iter("{*}extent", "{*}ext"):
        width, height = (extent.get(side) or "" for side in ("cx", "cy"))
        if width.isdecimal() and height.isdecimal():
            return min(int(width), int(height)) < _SMALLEST_CM * _EMU_PER_CM
    return False


def _chart(root: etree._Element) -> list[str]:
    """The title, the axes' titles, then a line a series. Of old and of new kinds (`cx:`) of
    charts."""
    for alternative in list(root.iter(MC + "AlternateContent")):
        parent = alternative.getparent()
        if parent is not None:
            parent.remove(alternative)  # only styles
    title = _title(root.find("{*}chart/{*}title"))
    axes = [
        _title(one.find("{*}title"))
        for one in root.iter("{*}catAx", "{*}valAx", "{*}dateAx", "{*}serAx", "{*}axis")
    ]
    series = [_series(one) for one in root.iter("{*}ser")]
    new = {
        one.get("id"): one for one in root.iter("{*}data") if etree.QName(one).localname == "data"
    }
    series += [_new_series(one, new) for one in root.iter("{*}series")]
    labels = [line for one in root.iter("{*}dLbl") for line in drawing_paragraphs(one)]
    return write_chart(title, series, [axis for axis in axes if axis]) + labels


def _title(title: etree._Element | None) -> str:
    if title is None:
        return ""
    written = " ".join(drawing_paragraphs(title))
    return written or " ".join(value.text or "" for value in title.iter("{*}v"))


def _series(series: etree._Element) -> ChartSeries:
    name = " ".join(value.text or "" for value in series.iterfind("{*}tx//{*}v"))
    categories = _points(series.find("{*}cat")) or _points(series.find("{*}xVal"))
    values = _points(series.find("{*}val")) or _points(series.find("{*}yVal"))
    sizes = _points(series.find("{*}bubbleSize"))
    points = []
    for at, value in values.items():
        size = f" (size {sizes[at]})" if at in sizes else ""
        points.append((categories.get(at, ""), value + size))
    return ChartSeries(name, tuple(points))


def _points(source: etree._Element | None) -> dict[int, str]:
    """The values of a series by their places; for categories on several levels, the outer before
    the inner."""
    if source is None:
        return {}
    levels = list(source.iter("{*}lvl"))
    if len(levels) > 1:
        return _levels(levels)
    code = source.findtext(".//{*}formatCode") or "General"
    points = {}
    for point in list(source.iter("{*}pt"))[:_MOST_POINTS]:
        text = point.findtext("{*}v") or ""
        points[_place(point)] = _shown(text, point.get("formatCode") or code)
    return points


def _levels(levels: list[etree._Element]) -> dict[int, str]:
    inner = {_place(point): point.findtext("{*}v") or "" for point in levels[0].iter("{*}pt")}
    for level in levels[1:]:
        outer = {_place(point): point.findtext("{*}v") or "" for point in level.iter("{*}pt")}
        last = ""
        for at in sorted(inner):
            last = outer.get(at, last)
            inner[at] = f"{last} {inner[at]}".strip()
    return inner


def _place(point: etree._Element) -> int:
    place = point.get("idx") or "0"
    return int(place) if place.isdecimal() else 0


def _shown(text: str, code: str) -> str:
    try:
        return write_serial(float(text)) if is_date(code) else write_formatted(float(text), code)
    except (ValueError, OverflowError, ArithmeticError):
        return text


def _new_series(series: etree._Element, data: dict[str | None, etree._Element]) -> ChartSeries:
    name = " ".join(value.text or "" for value in series.iterfind("{*}tx//{*}v"))
    used = series.find("{*}dataId")
    source = data.get(used.get("val")) if used is not None else None
    if source is None:
        return ChartSeries(name, ())
    names, values = {}, {}
    for dimension in source.iterchildren(etree.Element):
        points = {
            _place(one): one.text or "" for one in list(dimension.iter("{*}pt"))[:_MOST_POINTS]
        }
        if etree.QName(dimension).localname == "strDim":
            names = points
        else:
            values = {at: _shown(text, "General") for at, text in points.items()}
    return ChartSeries(
        name, tuple((names.get(at, ""), values.get(at, "")) for at in sorted(names | values))
    )
