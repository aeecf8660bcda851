"""The places of a page in HTML, which an e-book and a mail have too."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.documents.census.places import Census, Place


@dataclass(slots=True)
class Page:
    """A page that is being made."""

    body: list[str] = field(default_factory=list)
    title: str = "page"

    def add(self, markup: str) -> None:
        self.body.append(markup)

    def name(self, title: str) -> None:
        self.title = title


def _save(made: Page, path: Path) -> None:
    head = f'<head><meta charset="utf-8"><title>{made.title}</title></head>'
    path.write_text(
        f"<!doctype html><html>{head}<body><p>begin</p>{''.join(made.body)}</body></html>", "utf-8"
    )


def shown(markup: str, gap: str = "") -> Place[Page]:
    """A place in a body: the word stands where the braces are."""
    return Place(lambda page, word: page.add(markup.format(word)), gap=gap)


_SVG, _DIV = 'xmlns="http://www.w3.org/2000/svg"', 'xmlns="http://www.w3.org/1999/xhtml"'
_MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'

BODY: dict[str, Place[Page]] = {
    "paragraph": shown("<p>a {} b</p>"),
    "heading": shown("<h2>{}</h2>"),
    "text without an element": shown("{}<br/>"),
    "item of a list": shown("<ul><li>{}</li></ul>"),
    "item of a numbered list": shown('<ol start="7"><li>{}</li></ol>'),
    "list in a list": shown("<ul><li>a<ol><li>{}</li></ol></li></ul>"),
    "term of a definition": shown("<dl><dt>{}</dt><dd>a</dd></dl>"),
    "definition": shown("<dl><dt>a</dt><dd>{}</dd></dl>"),
    "table": shown("<table><tr><td>a</td><td>{}</td></tr></table>"),
    "heading of a table": shown(
        "<table><thead><tr><th>{}</th></tr></thead><tbody><tr><td>a</td></tr></tbody></table>"
    ),
    "foot of a table": shown("<table><tfoot><tr><td>{}</td></tr></tfoot></table>"),
    "caption of a table": shown("<table><caption>{}</caption><tr><td>a</td></tr></table>"),
    "table in a table": shown(
        "<table><tr><td><table><tr><td>{}</td></tr></table></td><td>a</td></tr></table>"
    ),
    "cell over columns": shown(
        '<table><tr><td colspan="2">{}</td></tr><tr><td>a</td><td>b</td></tr></table>'
    ),
    "cell over rows": shown(
        '<table><tr><td rowspan="2">{}</td><td>a</td></tr><tr><td>b</td></tr></table>'
    ),
    "list in a cell": shown("<table><tr><td><ul><li>a</li><li>{}</li></ul></td></tr></table>"),
    "header": shown("<header>{}</header>"),
    "footer": shown("<footer>{}</footer>"),
    "navigation": shown("<nav><a href='#x'>{}</a></nav>"),
    "side": shown("<aside>{}</aside>"),
    "caption of a figure": shown("<figure><figcaption>{}</figcaption></figure>"),
    "quotation": shown("<blockquote>{}</blockquote>"),
    "preformatted": shown("<pre>  {}</pre>"),
    "code": shown("<p><code>{}</code></p>"),
    "address": shown("<address>{}</address>"),
    "summary": shown("<details><summary>{}</summary><p>a</p></details>"),
    "details": shown("<details><summary>a</summary><p>{}</p></details>"),
    "dialog": shown("<dialog open='open'>{}</dialog>"),
    "label of a link": shown('<p><a href="https://a.example/b">{}</a></p>'),
    "address of a link": shown('<p><a href="https://a.example/{}">here</a></p>'),
    "address of a mail": shown('<p><a href="mailto:{}@a.example">write</a></p>'),
    "description of a picture": shown('<p><img src="x.png" alt="{}"/></p>'),
    "writing in a drawing": shown(
        '<svg xmlns="http://www.w3.org/2000/svg"><text x="1" y="9">{}</text></svg>'
    ),
    "page in a drawing": shown(
        f"<svg {_SVG}><foreignObject><div {_DIV}>{{}}</div></foreignObject></svg>",
        "foreignObject is not read",
    ),
    "drawing along a line": shown(
        f'<svg {_SVG}><text><textPath href="#x"><tspan>{{}}</tspan></textPath></text></svg>'
    ),
    "value of a field": shown('<p><label>a <input value="{}"/></label></p>'),
    "label of a field": shown('<p><label>{} <input value="a"/></label></p>'),
    "hint of a field": shown(
        '<p><label>a <input placeholder="{}"/></label></p>', "placeholder is not read"
    ),
    "label of a tick": shown('<p><label><input type="checkbox" checked="checked"/> {}</label></p>'),
    "chosen of a list": shown(
        '<p><select><option>a</option><option selected="selected">{}</option></select></p>'
    ),
    "area of text": shown("<p><textarea>{}</textarea></p>"),
    "button": shown("<p><button>{}</button></p>"),
    "label of a submit button": shown(
        '<p><input type="submit" value="{}"/></p>', "labels of such buttons are not read"
    ),
    "legend": shown("<form><fieldset><legend>{}</legend></fieldset></form>"),
    "output": shown("<p><output>{}</output></p>"),
    "meter": shown('<p><meter value="1" max="2">{}</meter></p>'),
    "word under a reading": shown("<p><ruby>{}<rp>(</rp><rt>x</rt><rp>)</rp></ruby></p>"),
    "reading of a word": shown("<p><ruby>x<rt>{}</rt></ruby></p>"),
    "formula": shown(f"<p>{_MATH.format('<mfrac><mi>{}</mi><mn>2</mn></mfrac>')}</p>"),
    "inserted text": shown("<p><ins>{}</ins></p>"),
    "struck out text": shown("<p><del>{}</del></p>"),
    "raised text": shown("<p>a<sup>{}</sup></p>"),
    "abbreviation": shown('<p><abbr title="a">{}</abbr></p>'),
    "word with a soft break": Place(
        lambda page, word: page.add(f"<p>{word[:4]}<wbr/>{word[4:]}</p>")
    ),
    "word in several elements": Place(
        lambda page, word: page.add(f"<p>{word[:3]}<b>{word[3:]}</b></p>")
    ),
}
"""What is shown of a body."""

HTML = Census(
    ".html",
    Page,
    _save,
    BODY
    | {
        "title": Place(lambda page, word: page.name(word), flows=False),
        "page in a frame": shown("<iframe srcdoc='&lt;p&gt;{}&lt;/p&gt;'></iframe>"),
        "tree in the shade": shown(
            '<div><template shadowrootmode="open"><p>{}</p></template></div>',
            "shadow trees are not read",
        ),
    },
)
"""What is shown of a page."""
