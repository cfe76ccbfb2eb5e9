"""A long document that says nothing, as a restitution is built: figures, tables, quotations."""

from mire.documents.tree import (
    Block,
    Citation,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Imprint,
    List,
    Note,
    Notes,
    Paragraph,
    Quote,
    Quotes,
)

SAID = (
    "Les services décrivent ce qui les ralentit : trop de validations, des outils qui ne se "
    "parlent pas, et peu de temps pour essayer. "
)
NOTICE = {"title": "Signes remplacés", "why": "Aucune police ne les a."}


def long_document(chapters: int) -> Document:
    """Return so many chapters, a little over a page and a half each, no two alike."""
    blocks: list[Block] = [Paragraph("Ce que la salle retient.", "lead"), Facts((("Où", "ici"),))]
    for number in range(chapters):
        blocks += _chapter(number)
    blocks += [Heading(2, "Notes"), Notes((Note("n", "12 propos, tables 2 et 5"),))]
    imprint = Imprint("brouillon", "version 3", "21 mars 2018", "https://mire.example.org/f/K7Q2")
    return Document("Restitution complète", "Un essai", "fr", tuple(blocks), imprint, "Sommaire")


def _chapter(number: int) -> list[Block]:
    rows = tuple((f"Direction D{n:02}", str((7 * n + number) % 23)) for n in range(6))
    quotes = tuple(
        Quote(f"q{number}-{n}", f"{number}.{n} {SAID * (1 + n % 2)}".strip(), f"table {n + 1}")
        for n in range(9)
    )
    return [
        Heading(2, f"Activité {number + 1}"),
        Paragraph(SAID * (1 + number % 4)),
        Figure(_drawing(number), f"{number + 1} propos notés.", "Que faut-il changer ?"),
        Grid("Par direction", ("Direction", "Propos"), rows, frozenset({1})),
        Paragraph(("Selon ", Emphasis("douze"), " personnes", Citation("n"), "."), "aside"),
        Heading(3, "Ce qui a été dit"),
        Quotes(quotes, first=1 + 9 * number),
        List(("Décider", "Annoncer"), is_ordered=True),
    ]


def _drawing(number: int) -> str:
    bars = "".join(
        f'<text x="20" y="{80 + 90 * n}" font-size="42">Direction {n}</text>'
        f'<rect x="500" y="{40 + 90 * n}" width="{100 + (7 * n + number) % 23 * 40}" height="60" '
        'fill="#4a5270"/>'
        for n in range(6)
    )
    return f'<svg viewBox="0 0 1600 600" fill="#16213e">{bars}</svg>'
