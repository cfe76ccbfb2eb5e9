"""LibreOffice opens what we write: every word is there, titles are titles, pictures have words."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import html as parsed
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from mire.documents.tree import Document
from mire.documents.writers import docx, odt
from mire.documents.writers.prepared import held
from tests.documents.reading import as_read, n_read
from tests.documents.test_hostile import HOSTILE, blocks_of, n_said
from tests.documents.test_pdf import DOCUMENT, FIGURE
from tools.provision import find_libreoffice

BLOCKS = [blocks_of(words, f"n-{number}") for number, words in enumerate(HOSTILE.values())]
ANYTHING = Document("Tout", "", "fr", tuple(each for some in BLOCKS for each in some))
WRITERS = {"odt": odt.written, "docx": docx.written}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write documents in each format, and have LibreOffice save them as HTML, one as tagged PDF."""
    folder = tmp_path_factory.mktemp("libreoffice")
    written = []
    for name, document in (("whole", DOCUMENT), ("anything", ANYTHING)):
        for suffix, write in WRITERS.items():
            written.append(folder / f"{name}-{suffix}.{suffix}")
            written[-1].write_bytes(write(document))
    convert(folder, "html:HTML (StarWriter)", written)
    tagged = '{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    convert(folder, f"pdf:writer_pdf_Export:{tagged}", written[: len(WRITERS)])
    return folder


def convert(folder: Path, to: str, written: Sequence[Path]) -> None:
    program = find_libreoffice()
    assert program is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    done = subprocess.run(
        [program, profile, "--headless", "--norestore", "--convert-to", to, "--outdir", folder,
         *written],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.count("using filter") == len(written), done.stderr


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_word_is_there(opened: Path, suffix: str) -> None:
    page = parsed.fromstring((opened / f"anything-{suffix}.html").read_bytes())
    read = as_read(suffix, str(page.find("body").text_content()))
    counts = {
        name: (n_read(suffix, held(words), read), n_said(ANYTHING, words))
        for name, words in HOSTILE.items()
    }
    assert {name: (n, said) for name, (n, said) in counts.items() if n < said} == {}


@pytest.mark.parametrize("suffix", WRITERS)
def test_titles_tables_and_pictures_are_what_they_are(opened: Path, suffix: str) -> None:
    page = parsed.fromstring((opened / f"whole-{suffix}.html").read_bytes())
    titles = [
        (each.tag, re.sub(r"\s+", " ", each.text_content()).strip())
        for each in page.iter("h1", "h2", "h3")
        if not each.get("class", "").startswith("contents-heading")  # of the table of contents
    ]
    assert titles == [
        ("h1", "Restitution complète"),
        ("h2", "Ce qui ressort"),
        ("h3", "Le dessin"),
        ("h2", "Notes"),
    ]
    (table,) = page.iter("table")
    rows = [
        [each.text_content().strip() for each in row.iter("th", "td")] for row in table.iter("tr")
    ]
    assert rows == [["Direction", "Propos"], ["D01", "3"], ["D02", "4"]]
    reader = PdfReader(opened / f"whole-{suffix}.pdf")
    alternatives = [
        made["/Alt"]
        for number in range(1, reader.trailer["/Size"])
        if isinstance(made := reader.get_object(number), DictionaryObject) and "/Alt" in made
    ]
    assert alternatives == [FIGURE.sentence]
