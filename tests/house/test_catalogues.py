"""The interface speaks French and English, completely."""

import gettext
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo

from tools import catalogues

PYTHON = """
from mire.technique_api.text import text, text_n

def said(n):
    return text("Bonjour"), text_n("%(count)s téléphone", "%(count)s téléphones", n)
"""
TEMPLATE = """{% load i18n %}<h1 title="{% translate "L’heure" %}">{{ _("Bonjour") }}</h1>
{% blocktranslate trimmed count n=n %}
  {{ n }} réponse
{% plural %}
  {{ n }} réponses
{% endblocktranslate %}
<script type="module" src="don't.js"></script>"""


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    templates = tmp_path / "mire" / "web" / "templates"
    templates.mkdir(parents=True)
    (tmp_path / "mire" / "words.py").write_text(PYTHON)
    (templates / "page.html").write_text(TEMPLATE)
    catalogues.extract_all(tmp_path)
    return tmp_path


def english(root: Path) -> str:
    return catalogues.catalogue_path(root, "en").read_text()


def translate_all(root: Path) -> None:
    path = catalogues.catalogue_path(root, "en")
    catalogue = catalogues.read(root, "en")
    for message in catalogue:
        if message.id:
            message.string = message.id
    path.write_bytes(catalogues.render(catalogue, "en"))


def test_the_house_has_no_gap() -> None:
    assert catalogues.gaps() == []


def test_sentences_come_from_python_and_templates(small_house: Path) -> None:
    catalogue = catalogues.gather(small_house)
    assert {message.id for message in catalogue if message.id} == {
        "Bonjour",
        "L’heure",
        ("%(count)s téléphone", "%(count)s téléphones"),
        ("%(n)s réponse", "%(n)s réponses"),
    }
    assert {name for name, _ in catalogue["Bonjour"].locations} == {
        "mire/web/templates/page.html",
        "mire/words.py",
    }


def test_extraction_repeated_changes_nothing(small_house: Path) -> None:
    assert catalogues.extract_all(small_house) == []
    assert "Date" not in english(small_house)


def test_code_moved_within_a_file_changes_nothing(small_house: Path) -> None:
    words = small_house / "mire" / "words.py"
    words.write_text("\n\n" + words.read_text())
    assert catalogues.extract_all(small_house) == []


def test_french_counts_zero_as_singular(small_house: Path) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogues.read(small_house, "fr"))
    compiled.seek(0)
    french = gettext.GNUTranslations(compiled)
    plural = ("%(count)s téléphone", "%(count)s téléphones")
    assert [french.ngettext(*plural, n) for n in (0, 1, 2)] == [plural[0], plural[0], plural[1]]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Qui a répondu ?", "Qui a répondu\u202f?"),
        ("« 3 curieux » ; ou « - »", "«\u202f3 curieux\u202f»\u202f; ou «\u202f-\u202f»"),
        ("La seule personne qui s'est exprimée", "La seule personne qui s’est exprimée"),
        ("Réponse du milieu : %(median)s.", "Réponse du milieu\u202f: %(median)s."),
        ("« %(name)s » ne va pas", "«\u202f%(name)s\u202f» ne va pas"),
        ("%(percent)s %%", "%(percent)s\u202f%%"),
        ("jusqu'à 10 000 places, 1 h 30", "jusqu’à 10\u202f000 places, 1\u202fh\u202f30"),
        ("<a href='l'x' title=\"a : b\">l'heure</a>", "<a href='l'x' title=\"a : b\">l’heure</a>"),
        ("Il est 9:30, voir http://exemple", "Il est 9:30, voir http://exemple"),
        ("d'<b>abord</b> !", "d’<b>abord</b>\u202f!"),
    ],
)
def test_french_is_typed_plainly_and_printed_well(typed: str, printed: str) -> None:
    assert catalogues.typeset(typed) == printed


def test_what_is_not_translated_is_named(small_house: Path) -> None:
    gaps = catalogues.gaps(small_house)
    assert len(gaps) == 4
    assert "mire/locale/en/LC_MESSAGES/django.po: untranslated: 'Bonjour'" in gaps
    translate_all(small_house)
    assert catalogues.gaps(small_house) == []


def test_a_new_sentence_makes_the_catalogues_out_of_date(small_house: Path) -> None:
    translate_all(small_house)
    words = small_house / "mire" / "words.py"
    words.write_text(words.read_text() + 'text_n("un stylo", "%(count)s stylos", 3)\n')
    assert catalogues.gaps(small_house) == [
        "mire/locale/en/LC_MESSAGES/django.po: out of date; run `make catalogues`",
        "mire/locale/fr/LC_MESSAGES/django.po: out of date; run `make catalogues`",
    ]


def test_a_reworded_sentence_keeps_its_translation_to_be_read_again(small_house: Path) -> None:
    translate_all(small_house)
    words = small_house / "mire" / "words.py"
    words.write_text(words.read_text().replace("téléphone", "telephone"))
    catalogues.extract_all(small_house)
    (gap,) = catalogues.gaps(small_house)
    assert "to be read again (fuzzy): '%(count)s telephone'" in gap


def test_a_translation_that_loses_a_hole_is_named(small_house: Path) -> None:
    translate_all(small_house)
    path = catalogues.catalogue_path(small_house, "en")
    path.write_text(
        path.read_text().replace('msgstr[0] "%(n)s réponse"', 'msgstr[0] "%(m)s answer"')
    )
    (gap,) = catalogues.gaps(small_house)
    assert "%(n)s réponse" in gap
