"""What is said of reach: nothing of small groups, and no verdict that chance would give."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from django.utils import translation

from mire.analysis.presences import Presence
from mire.analysis.reach import reach
from mire.documents.builders.reach import reach_document
from mire.documents.writers import terminal

MARCH = date(2017, 3, 14)


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def said(tables: list[list[tuple[str, int]]]) -> str:
    """The document of people seated by table: (department, number in it)."""
    presences = [
        Presence(
            person=f"{department}{n}",
            department=department,
            event="Session",
            on=MARCH,
            table=str(number),
        )
        for number, table in enumerate(tables)
        for department, n in table
    ]
    found = reach(presences, rng=np.random.default_rng(1), n_permutations=199)
    told = terminal.written(reach_document(found), width=100, is_colour=False)
    return " ".join(told.replace("’", "'").split())


def department(name: str, people: range) -> list[tuple[str, int]]:
    return [(name, n) for n in people]


def test_ties_inside_departments() -> None:
    tables = [department(name, range(6)) for name in ("Habitat", "Social", "Voirie")]
    words = said(tables)
    assert "18 personnes ont pris part, de 3 directions. On travaille entre collègues" in words
    assert (
        "Paires de personnes qui ont partagé une table : 45, dont 45 d'une même direction et 0"
        in words
    )


def test_ties_between_departments() -> None:
    tables = [[("Habitat", n), ("Social", n), ("Voirie", n)] for n in range(8)]
    assert "On travaille entre directions plus que le hasard" in said(tables)


def test_ties_as_chance_would_have_them() -> None:
    tables = [department("Habitat", range(6)) + department("Social", range(6))]
    assert "Rien ne dit que l'on travaille plus, ou moins" in said(tables)


def test_a_small_department_is_a_dash() -> None:
    tables = [
        department("Habitat", range(9))
        + department("Culture", range(3))
        + department("Social", range(6))
    ]
    words = said(tables)
    assert "Culture — " in words
    assert "Culture 3" not in words
    assert "— : non montré" in words
