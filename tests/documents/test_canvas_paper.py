"""The canvas of a table on paper: one sheet, whatever it says."""

import re
from typing import Any

import pytest

from mire.documents.builders.canvas_paper import canvases
from mire.documents.writers.paper import printed


def told(n_headings: int, question: str, n_people: int) -> dict[str, Any]:
    people = [{"person": str(n), "name": f"Direction générale des services à la population {n}"}
              for n in range(n_people)]  # fmt: skip
    return {
        "question": "Remplissez les rubriques comme si ce laboratoire ouvrait. " * 4,
        "headings": [{"label": f"Rubrique numéro {n}, plutôt longue", "question": question}
                     for n in range(n_headings)],
        "canvases": [{"number": n, "label": "Labo Veilleur du territoire", "people": people}
                     for n in (1, 2)],
    }  # fmt: skip


@pytest.mark.parametrize("question", ["", "Qui décide, qui arbitre, qui en répond ? " * 4])
@pytest.mark.parametrize("n_headings", range(1, 9))
@pytest.mark.parametrize("n_people", [0, 30])
def test_a_table_has_one_sheet_whatever_it_says(
    n_headings: int, question: str, n_people: int
) -> None:
    made = printed("canvas", canvases(told(n_headings, question[:160], n_people)))
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 2


def test_names_that_hold_a_dot_are_told_apart() -> None:
    given = told(5, "", 0)
    given["canvases"][0]["people"] = [{"name": "Habitat · D07"}, {}, {"name": "Eau · D10"}]
    assert canvases(given)["tables"][0]["people"] == "Habitat · D07, Eau · D10"
