"""A document's page runs its own style and nothing else."""

import hashlib
import re
from base64 import b64encode

from mire.documents.tree import Document, Grid, Imprint, Paragraph
from mire.web.document_pages import document_page

IMPRINT = Imprint("définitif", "version 2", "17 mai 2018", "https://mire.example/r/aaaaaaaaaaa")


def test_every_style_that_a_page_carries_may_run() -> None:
    # The foot of a printed page was refused by the page's own policy where it says an imprint.
    made = Document("Relevé", "GT Labo 1", "fr", (Paragraph("Rien."),), IMPRINT)
    answer = document_page(made)
    styles = re.findall(r"<style>(.*?)</style>", answer.content.decode(), re.DOTALL)
    assert len(styles) == 2
    for style in styles:
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer["Content-Security-Policy"]


def test_a_table_without_a_title_is_named_by_its_columns() -> None:
    # Two regions of the note bore no name.
    table = Grid("", ("Source", "Genre"), (("Propos", "constat"),))
    page = document_page(Document("Note", "", "fr", (table,))).content.decode()
    assert 'aria-label="Source, Genre"' in page
    assert "<caption></caption>" not in page
