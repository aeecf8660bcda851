"""Small Office files from their parts, with what the libraries that write such files cannot
make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.documents.files import zipped

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
        "x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "r": _OFFICE,
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a14": "http://schemas.microsoft.com/office/drawing/2010/main",
    }.items()
)

# (id, kind, target); a target with "://" or "mailto:" lies outside of the package.
Relations = Sequence[tuple[str, str, str]]


def package(
    path: Path,
    main: str,
    members: Mapping[str, str | bytes],
    relations: Mapping[str, Relations] | None = None,
) -> Path:
    """An Office file whose main part is `main`; XML members need not name their namespaces."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>'
    }
    for name, content in members.items():
        is_xml = isinstance(content, str) and name.endswith(".xml")
        made[name] = _named(str(content)) if is_xml else content
    for part, found in {"": [("rId1", "officeDocument", main)], **(relations or {})}.items():
        folder, _, name = part.rpartition("/")
        made[f"{folder}/_rels/{name}.rels".lstrip("/")] = _relations(found)
    return zipped(path, made)


def _named(xml: str) -> str:
    end = min(at for at in (xml.find(" "), xml.find(">"), xml.find("/>")) if at > 0)
    return f"{xml[:end]} {NAMES}{xml[end:]}"


def _relations(found: Relations) -> str:
    lines = []
    for identity, kind, target in found:
        outside = ' TargetMode="External"' if "://" in target or "mailto:" in target else ""
        place = target if outside else f"/{target}"
        lines.append(
            f'<Relationship Id="{identity}" Type="{_OFFICE}/{kind}" Target="{place}"{outside}/>'
        )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def word(
    path: Path,
    body: str,
    members: Mapping[str, str | bytes] | None = None,
    relations: Mapping[str, Relations] | None = None,
) -> Path:
    """A Word file; a string in `body` that is no XML becomes a paragraph."""
    inner = body if body.startswith("<") else paragraph(f"<w:r><w:t>{body}</w:t></w:r>")
    document = f"<w:document><w:body>{inner}</w:body></w:document>"
    return package(
        path, "word/document.xml", {"word/document.xml": document, **(members or {})}, relations
    )


def paragraph(*pieces: str) -> str:
    """Runs of text; a piece that is XML goes in as it is."""
    runs = (
        one if one.startswith("<") else f'<w:r><w:t xml:space="preserve">{one}</w:t></w:r>'
        for one in pieces
    )
    return f"<w:p>{''.join(runs)}</w:p>"


def moved(text: str, where: str) -> str:
    """A run that is raised ("superscript") or lowered ("subscript")."""
    return f'<w:r><w:rPr><w:vertAlign w:val="{where}"/></w:rPr><w:t>{text}</w:t></w:r>'


def chart(title: str, series: str, points: Mapping[str, str], code: str = "General") -> str:
    """The part of a bar chart with one series."""
    count = f'<c:ptCount val="{len(points)}"/>'
    names = count + "".join(
        f'<c:pt idx="{at}"><c:v>{name}</c:v></c:pt>' for at, name in enumerate(points)
    )
    values = count + "".join(
        f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(points.values())
    )
    return (
        f"<c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>{title}</a:t></a:r></a:p>"
        "</c:rich></c:tx></c:title><c:plotArea><c:barChart><c:barDir val='col'/><c:grouping "
        "val='clustered'/><c:ser><c:tx><c:strRef><c:strCache><c:ptCount val='1'/><c:pt "
        f"idx='0'><c:v>{series}</c:v></c:pt></c:strCache>"
        f"</c:strRef></c:tx><c:cat><c:strRef><c:strCache>{names}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:numCache><c:formatCode>{code}</c:formatCode>{values}</c:numCache>"
        "</c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )


def graphic(uri: str, inner: str, size: int = 3_000_000, description: str = "") -> str:
    """A drawing of Word that holds `inner`."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{size}" cy="{size}"/><wp:docPr '
        f'id="1" name="Thing 1" descr="{description}"/><a:graphic><a:graphicData '
        f'uri="{uri}">{inner}</a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def picture(relation: str, size: int = 3_000_000, description: str = "") -> str:
    blip = f'<pic:pic><pic:blipFill><a:blip r:embed="{relation}"/></pic:blipFill></pic:pic>'
    return graphic("picture", blip, size, description)


def show(
    path: Path,
    shapes: Sequence[str],
    members: Mapping[str, str | bytes] | None = None,
    relations: Mapping[str, Relations] | None = None,
    attributes: str = "",
) -> Path:
    """A file of one slide with these shapes."""
    tree = f"<p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>{''.join(shapes)}</p:spTree></p:cSld>"
    made = {
        "ppt/presentation.xml": (
            '<p:presentation><p:sldIdLst><p:sldId r:id="rId1"/></p:sldIdLst></p:presentation>'
        ),
        "ppt/slides/slide1.xml": f"<p:sld {attributes}>{tree}</p:sld>",
        **(members or {}),
    }
    related = {"ppt/presentation.xml": [("rId1", "slide", "ppt/slides/slide1.xml")]}
    more = dict(relations or {})
    related["ppt/presentation.xml"] += more.pop("ppt/presentation.xml", [])
    return package(path, "ppt/presentation.xml", made, related | more)


def box(
    text: str, left: int = 0, top: int = 0, width: int = 100, height: int = 20, kind: str = ""
) -> str:
    """A text box; text that is XML is the inside of its paragraph."""
    run = text if text.startswith("<") else f"<a:r><a:t>{text}</a:t></a:r>"
    inner = run if run.startswith("<a:p>") else f"<a:p>{run}</a:p>"
    holder = f'<p:ph type="{kind}"/>' if kind else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="Box"/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" '
        f'cy="{height}"/></a:xfrm><a:prstGeom '
        f'prst="rect"/></p:spPr><p:txBody>{inner}</p:txBody></p:sp>'
    )
