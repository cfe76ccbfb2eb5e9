"""A document as one HTML file that stands alone: no link to anything, same bytes each time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from html import escape

from mire.documents.tree import (
    CONTENTS_LEVEL,
    Block,
    Citation,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Imprint,
    Inline,
    Link,
    List,
    Notes,
    PageBreak,
    Paragraph,
    Quotes,
    Words,
    numbers_of_notes,
    parts_of,
)
from mire.documents.writers.prepared import held, prepared


def written(document: Document, style: str, above: Sequence[Link] = ()) -> bytes:
    """Return the document as UTF-8 HTML; ``style`` is the style sheet to carry along.

    ``above``: links before the text of a page that is served, to the text (``#contenu``) first;
    a file has none. A second style, :func:`paged_style`, says on each printed page which document
    it is of.
    """
    document = prepared(document)
    numbers = numbers_of_notes(document)
    blocks = _anchored(document) if document.contents else document.blocks
    body = "\n".join(_kept(run, numbers) for run in _runs(blocks))
    return (
        "<!doctype html>\n"
        f'<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>{style}</style>\n"
        f"<style>{paged_style(document)}</style>\n</head>\n"
        f'<body class="document">\n{_above(above)}<main id="contenu">\n<header>\n'
        f"<h1>{escape(document.title)}</h1>\n"
        f'<p class="document-subtitle">{escape(document.subtitle)}</p>\n'
        f"{_imprint(document.imprint)}</header>\n"
        f"{_contents(document.contents, blocks)}{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def _above(links: Sequence[Link]) -> str:
    if not links:
        return ""
    leads = " · ".join(
        f'<a href="{escape(each.address)}">{escape(each.words)}</a>' for each in links
    )
    return f'<nav class="document-above" aria-label="{escape(links[-1].words)}">{leads}</nav>\n'


def _imprint(imprint: Imprint) -> str:
    said = escape(imprint.said())
    if address := escape(imprint.address):
        is_link = address.startswith(("http://", "https://"))
        lead = f'<a href="{address}">{address}</a>' if is_link else address
        said = f"{said} · {lead}" if said else lead
    return f'<p class="document-imprint">{said}</p>\n' if said else ""


@dataclass(frozen=True, slots=True)
class _Anchored(Heading):
    """A heading that the table of contents leads to."""

    key: str = ""


def _anchored(document: Document) -> Sequence[Block]:
    return [
        _Anchored(each.level, each.words, f"part-{number}") if isinstance(each, Heading) else each
        for number, each in enumerate(document.blocks, 1)
    ]


def _contents(title: str, blocks: Sequence[Block]) -> str:
    """Return the table of contents: one list, whose items say how deep they are."""
    rows = "".join(
        f'<li class="document-depth-{each.level}">'
        f'<a href="#{each.key}">{escape(each.words)}</a></li>'
        for each in blocks
        if isinstance(each, _Anchored) and each.level <= CONTENTS_LEVEL
    )
    if not rows:
        return ""
    return (
        '<nav class="document-contents" aria-labelledby="contents">\n'
        f'<h2 id="contents">{escape(title)}</h2>\n<ul>{rows}</ul>\n</nav>\n'
    )


def _runs(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Return the blocks by what a printed page keeps together.

    A figure stands with its heading, a paragraph between them and the table behind; others alone.
    """
    at = 0
    while at < len(blocks):
        end = at
        while isinstance(blocks[end], Heading) and end + 1 < len(blocks):
            end += 1
        if end > at and isinstance(blocks[end], Paragraph) and end + 1 < len(blocks):
            end += 1
        if isinstance(blocks[end], Figure):
            end += 1 + (end + 1 < len(blocks) and isinstance(blocks[end + 1], Grid))
        else:
            end = at + 1
        yield blocks[at:end]
        at = end


def _kept(run: Sequence[Block], numbers: "Numbers") -> str:
    body = "\n".join(_block(block, numbers) for block in run)
    return body if len(run) == 1 else f'<div class="document-together">\n{body}\n</div>'


def paged_style(document: Document) -> str:
    """Return what a printed page says at its head and foot: title, imprint, number, how many."""
    foot = " · ".join(filter(None, (document.imprint.said(), document.imprint.address)))
    below = f'@bottom-left {{ content: "{_css(foot)}" }} ' if foot else ""
    return (
        f'@page {{ @top-left {{ content: "{_css(document.title)}" }} {below}'
        '@bottom-right { content: counter(page) " / " counter(pages) } } '
        "@page :first { @top-left { content: none } }"
    )


def _css(words: str) -> str:
    """Return words as a style sheet's string holds them: nothing in them ends it."""
    return "".join(
        each if each == " " or (each.isascii() and each.isalnum()) else f"\\{ord(each):x} "
        for each in held(words)
    )


Numbers = Mapping[str, int]


def _words(words: Words, numbers: Numbers) -> str:
    """Return a sentence as markup; citations lead to their notes."""
    return "".join(_inline(part, numbers) for part in parts_of(words))


def _inline(part: Inline, numbers: Numbers) -> str:
    match part:
        case Emphasis(words, is_strong):
            tag = "strong" if is_strong else "em"
            return f"<{tag}>{escape(words)}</{tag}>"
        case Link(words, address):
            return f'<a href="{escape(address)}">{escape(words)}</a>'
        case Citation(note):
            target = f'href="#note-{escape(note)}" role="doc-noteref"'
            return f'<a class="document-citation" {target}>[{numbers[note]}]</a>'
    return escape(part)


@singledispatch
def _block(block: Block, numbers: Numbers) -> str:
    raise NotImplementedError(type(block))


@_block.register
def _(block: Heading, numbers: Numbers) -> str:
    return f"<h{block.level}>{escape(block.words)}</h{block.level}>"


@_block.register
def _(block: _Anchored, numbers: Numbers) -> str:
    return f'<h{block.level} id="{block.key}">{escape(block.words)}</h{block.level}>'


@_block.register
def _(block: PageBreak, numbers: Numbers) -> str:
    return '<div class="document-page"></div>'


@_block.register
def _(block: Paragraph, numbers: Numbers) -> str:
    role = f' class="document-{block.role}"' if block.role else ""
    return f"<p{role}>{_words(block.words, numbers)}</p>"


@_block.register
def _(block: List, numbers: Numbers) -> str:
    tag = "ol" if block.is_ordered else "ul"
    items = "".join(f"<li>{_words(each, numbers)}</li>" for each in block.items)
    return f"<{tag}>{items}</{tag}>"


@_block.register
def _(block: Notes, numbers: Numbers) -> str:
    rows = "".join(
        f'<li id="note-{escape(each.key)}" value="{numbers[each.key]}">'
        f"{_words(each.words, numbers)}</li>"
        for each in block.rows
    )
    return f'<ol class="document-notes">{rows}</ol>'


@_block.register
def _(block: Facts, numbers: Numbers) -> str:
    rows = "".join(
        f"<div><dt>{escape(what)}</dt><dd>{escape(value)}</dd></div>" for what, value in block.rows
    )
    return f'<dl class="document-facts">{rows}</dl>'


@_block.register
def _(block: Grid, numbers: Numbers) -> str:
    def mark(column: int) -> str:
        return ' class="number"' if column in block.numbers else ""

    head = "".join(
        f'<th scope="col"{mark(index)}>{escape(title)}</th>'
        for index, title in enumerate(block.columns)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(cell)}</th>'
            if index == 0
            else f"<td{mark(index)}>{escape(cell)}</td>"
            for index, cell in enumerate(row)
        )
        + "</tr>\n"
        for row in block.rows
    )
    caption = f"<caption>{escape(block.caption)}</caption>\n" if block.caption else ""
    label = block.caption or ", ".join(block.columns)
    return (
        f'<div class="document-table" tabindex="0" role="region" '
        f'aria-label="{escape(label)}"><table>'
        f"{caption}<thead><tr>{head}</tr></thead>\n"
        f"<tbody>{rows}</tbody></table></div>"
    )


@_block.register
def _(block: Figure, numbers: Numbers) -> str:
    if not (block.sentence or block.question):
        return f'<div class="document-part">{block.drawing}</div>'
    sentence = f"<figcaption>{escape(block.sentence)}</figcaption>" if block.sentence else ""
    question = f'<p class="lede">{escape(block.question)}</p>' if block.question else ""
    return f'<figure class="document-figure">{sentence}{question}{block.drawing}</figure>'


@_block.register
def _(block: Quotes, numbers: Numbers) -> str:
    rows = "".join(
        f'<li id="{escape(each.mark)}">'
        + "".join(f'<span id="{escape(other)}"></span>' for other in each.others)
        + f'<blockquote><p dir="auto">{escape(each.words)}</p></blockquote>'
        + (f'<p class="document-beside">{escape(each.beside)}</p>' if each.beside else "")
        + "</li>"
        for each in block.rows
    )
    start = f' start="{block.first}"' if block.first > 1 else ""
    return f'<ol class="document-quotes"{start}>{rows}</ol>'
