from mire.documents.tree import Document, Facts, Figure, Grid, Heading, Paragraph, Quote, Quotes
from mire.documents.writers.terminal import written

DOCUMENT = Document(
    "Sujets",
    "Les sujets retenus",
    "fr",
    (
        Heading(2, "Résultat"),
        Paragraph("Deux sujets sont retenus.", "lead"),
        Facts((("Budget", "10 jours"),)),
        Grid(
            "Sujets retenus",
            ("Sujet", "Coût"),
            (("Accueil", "4"), ("Formulaires", "6")),
            frozenset({1}),
        ),
        Figure("<svg></svg>", "Deux barres."),
        Quotes((Quote("a-1", "[bold]mot pour mot[/bold]"),)),
    ),
)


def test_a_document_reads_in_a_terminal() -> None:
    said = written(DOCUMENT, width=60, is_colour=False)
    assert said.splitlines() == [
        "Sujets",
        "Les sujets retenus",
        "",
        "Résultat",
        "",
        "Deux sujets sont retenus.",
        "",
        "Budget  10 jours",
        "",
        "Sujets retenus",
        "",
        " Sujet         Coût",
        " ──────────────────",
        " Accueil          4",
        " Formulaires      6",
        "",
        "",
        "Deux barres.",
        "",
        "[a-1] [bold]mot pour mot[/bold]",
    ]


def test_colours_are_for_terminals_alone() -> None:
    assert "\x1b" not in written(DOCUMENT, width=60, is_colour=False)
    assert "\x1b[1m" in written(DOCUMENT, width=60, is_colour=True)


def test_what_somebody_typed_does_not_drive_the_terminal() -> None:
    wicked = Document("t", "", "fr", (Paragraph("a\x1b[2Jb\x07c\r"),))
    assert written(wicked, width=60, is_colour=False) == "t\n\na\ufffd[2Jb\ufffdc\n"


def test_the_spaces_of_french_print_stay() -> None:
    french = Document("t", "", "fr", (Paragraph("«\u202f50\u202f%\u202f» à 9\u00a0h"),))
    assert written(french, width=60, is_colour=False) == "t\n\n«\u202f50\u202f%\u202f» à 9\u00a0h\n"


def test_a_line_is_never_cut_at_a_space_that_does_not_break() -> None:
    french = Document("t", "", "fr", (Paragraph("Il en reste «\u202f1\u202f000\u202f»."),))
    for width in range(12, 40):
        assert "«\u202f1\u202f000\u202f»" in written(french, width=width, is_colour=False)


def test_a_narrow_terminal_loses_no_word_of_a_table() -> None:
    row = ("Une direction d'administration générale", "100\u202f%", "x" * 60)
    grid = Grid("Profils", ("Scénario", "Mention majoritaire", "Marque"), (row,), frozenset({1}))
    for width in (1, 10, 40, 80):
        said = written(Document("t", "", "fr", (grid,)), width=width, is_colour=False)
        assert "…" not in said
        table = said.replace("Profils", "")
        for word in ("Scénario", "majoritaire", "d'administration", "générale", "100\u202f%"):
            assert word in table
        assert table.count("x") == 60
