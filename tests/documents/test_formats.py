"""Each format of the table makes a file of its kind, and the office hands it out under its name."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import RequestFactory

from mire.documents.writers.formats import FORMATS
from mire.documents.writers.telling import tell_nobody
from mire.web.office.handing_out import handed_out
from tests.documents.test_pdf import DOCUMENT, NOTICE


def test_each_file_is_what_it_says() -> None:
    made = {suffix: each.write(DOCUMENT, NOTICE, tell_nobody) for suffix, each in FORMATS.items()}
    assert made["pdf"].startswith(b"%PDF-")
    assert made["md"].startswith("# Restitution complète\n".encode())
    with ZipFile(BytesIO(made["odt"])) as odt, ZipFile(BytesIO(made["docx"])) as docx:
        assert odt.infolist()[0].filename == "mimetype"
        assert odt.infolist()[0].compress_type == 0
        assert odt.read("mimetype").decode() == FORMATS["odt"].content_type
        assert "word/document.xml" in docx.namelist()


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_office_hands_it_out_under_a_name_that_can_be_read(suffix: str) -> None:
    answer = handed_out(RequestFactory().get("/"), DOCUMENT, suffix)
    assert answer["Content-Type"] == FORMATS[suffix].content_type
    how = "inline" if suffix == "pdf" else "attachment"
    assert answer["Content-Disposition"] == f'{how}; filename="restitution-complete.{suffix}"'
    assert answer["Cache-Control"] == "no-store"


def test_a_title_that_names_no_file_still_has_one_and_an_endless_one_is_cut() -> None:
    for title, name in (("???", "document"), ("a" * 300, "a" * 80)):
        answer = handed_out(RequestFactory().get("/"), replace(DOCUMENT, title=title), "md")
        assert answer["Content-Disposition"] == f'attachment; filename="{name}.md"'
