"""The places of an e-book: those of a page, over chapters, and those of the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.documents.census.html import BODY, Page
from tests.documents.census.package import PIXEL, written_picture
from tests.documents.census.places import Census, Place
from tests.documents.files import zipped

_XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'


@dataclass(slots=True)
class Ebook:
    """A book that is being made: every other place begins a chapter."""

    chapters: list[tuple[str, Page]] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=lambda: {"title": "Book", "creator": "Ida"})
    count: int = 0

    def page(self) -> Page:
        self.count += 1
        if self.count % 2 or not self.chapters:
            self.chapter()
        return self.chapters[-1][1]

    def show(self, drawn: str) -> None:
        self.page().add(f'<p><img src="p{len(self.pictures)}.png" alt="photo"/></p>')
        self.pictures.append(drawn)

    def chapter(self, title: str = "chapter", linear: str = "yes") -> Page:
        self.chapters.append((linear, Page(title=title)))
        return self.chapters[-1][1]


def _save(made: Ebook, path: Path) -> None:
    names = [f"c{number}.xhtml" for number in range(len(made.chapters))]
    items = "".join(
        f'<item id="{one}" href="{one}" media-type="application/xhtml+xml"/>' for one in names
    )
    spine = "".join(
        f'<itemref idref="{name}" linear="{linear}"/>'
        for name, (linear, _) in zip(names, made.chapters, strict=True)
    )
    about = "".join(f"<dc:{name}>{said}</dc:{name}>" for name, said in made.about.items())
    listed = "".join(f'<li><a href="{name}">a</a></li>' for name in names)
    listed += "".join(f'<li><a href="nav.xhtml">{said}</a></li>' for said in made.contents)
    drawn = [f"d{number}.svg" for number in range(len(made.drawings))]
    items += "".join(
        f'<item id="{name}" href="{name}" media-type="image/svg+xml"/>' for name in drawn
    )
    spine += "".join(f'<itemref idref="{name}"/>' for name in drawn)
    nav = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    picture = '<item id="x" href="x.png" media-type="image/png"/>'
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="i">i</dc:identifier>{about}</metadata>'
        f"<manifest>{nav}{picture}{items}</manifest><spine>{spine}</spine></package>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": (
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
            '<rootfiles><rootfile full-path="OEBPS/book.opf" '
            'media-type="application/oebps-package+xml"/></rootfiles>'
            "</container>"
        ),
        "OEBPS/book.opf": opf,
        "OEBPS/nav.xhtml": (
            f'{_XHTML}<body><nav epub:type="toc"><ol>{listed}</ol></nav></body></html>'
        ),
        "OEBPS/x.png": PIXEL,
    }
    for name, said in zip(drawn, made.drawings, strict=True):
        members[f"OEBPS/{name}"] = (
            f'<svg xmlns="http://www.w3.org/2000/svg"><text y="9">{said}</text></svg>'
        )
    members |= {f"OEBPS/p{at}.png": written_picture(said) for at, said in enumerate(made.pictures)}
    for name, (_, page) in zip(names, made.chapters, strict=True):
        body = f"<p>begin</p>{''.join(page.body)}"
        members[f"OEBPS/{name}"] = (
            f"{_XHTML}<head><title>{page.title}</title></head><body>{body}</body></html>"
        )
    zipped(path, members)


def _inside(place: Place[Page]) -> Place[Ebook]:
    return Place(
        lambda book, word: place.write(book.page(), word),
        place.flows,
        place.digits,
        place.alias,
        place.gap,
    )


EPUB = Census(
    ".epub",
    Ebook,
    _save,
    {name: _inside(place) for name, place in BODY.items()}
    | {
        "title of the book": Place(lambda book, word: book.about.update(title=word), flows=False),
        "author of the book": Place(
            lambda book, word: book.about.update(creator=word), flows=False
        ),
        "title of a chapter": Place(lambda book, word: book.chapter(word).add("<p>a</p>")),
        "chapter beside the others": Place(
            lambda book, word: book.chapter(linear="no").add(f"<p>{word}</p>")
        ),
        "chapter that is a drawing": Place(
            lambda book, word: book.drawings.append(word), flows=False
        ),
        "label in the contents": Place(
            lambda book, word: book.contents.append(word),
            flows=False,
            gap="the navigation is not read",
        ),
        "note": Place(
            lambda book, word: book.page().add(
                '<p>a<a epub:type="noteref" href="#n">1</a></p><aside epub:type="footnote" '
                f'id="n">{word}</aside>'
            )
        ),
        "writing in a picture": Place(
            lambda book, word: book.show(word), flows=False, alias="photo"
        ),
    },
)
"""What is shown of a book."""
