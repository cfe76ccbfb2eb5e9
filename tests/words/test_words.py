"""Shares and tables in words: nearly all is not all, and a column of names is not of figures."""

from datetime import date

import pytest
from django.utils.translation import override
from lxml import html

from mire.documents.render import render_template
from mire.words import words


@pytest.mark.parametrize(
    ("share", "french", "english"),
    [
        (0, "0\u202f%", "0%"),
        (0.0004, "0,1\u202f%", "0.1%"),
        (0.002, "0,2\u202f%", "0.2%"),
        (0.006, "1\u202f%", "1%"),
        (0.994, "99\u202f%", "99%"),
        (0.998, "99,8\u202f%", "99.8%"),
        (0.9999, "99,9\u202f%", "99.9%"),
        (1, "100\u202f%", "100%"),
        (None, "", ""),
    ],
)
def test_some_is_not_none_and_nearly_all_is_not_all(
    share: float | None, french: str, english: str
) -> None:
    with override("fr"):
        assert words.percent(share) == french
    with override("en"):
        assert words.percent(share) == english


def test_columns_of_figures_are_told_from_columns_of_words() -> None:
    with override("fr"):
        rows = [["a", "3", "-0,5", "Dupont", "sans objet"], ["b", "12", "1", "4 mains", "5 %"]]
        assert words.number_columns(rows) == {1, 2, 4}
        assert words.number_columns([]) == frozenset()


def test_a_table_sets_figures_right_and_names_left() -> None:
    table = {"caption": "c", "columns": ["Table", "Qui", "Combien"], "rows": [["1", "D<7>", 2]]}
    page = html.fromstring(render_template("documents/table.html", {"table": table}, "fr"))
    (row,) = page.cssselect("tbody tr")
    assert [(each.tag, each.get("class"), each.text) for each in row] == [
        ("th", None, "1"),
        ("td", None, "D<7>"),
        ("td", "number", "2"),
    ]
    heads = [
        (each.get("scope"), each.get("class"), each.text) for each in page.cssselect("thead th")
    ]
    assert heads == [("col", None, "Table"), ("col", None, "Qui"), ("col", "number", "Combien")]


@pytest.mark.parametrize(
    ("language", "at", "said"),
    [
        ("fr", date(2018, 3, 1), "1er mars 2018"),
        ("fr", date(2018, 3, 11), "11 mars 2018"),
        ("fr", date(2018, 3, 21), "21 mars 2018"),
        ("en", date(2018, 3, 1), "1 March 2018"),
    ],
)
def test_the_first_of_a_month_is_said_as_people_say_it(language: str, at: date, said: str) -> None:
    with override(language):
        assert words.day(at) == said
