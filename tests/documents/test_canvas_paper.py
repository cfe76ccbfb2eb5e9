"""The canvas of a table on paper: one sheet, whatever it says."""

import re
from dataclasses import replace

import pytest

from mire.documents.builders.canvas_paper import canvases, places
from mire.documents.writers.paper import printed
from mire.technique_api.seating import Box, Canvas, Canvases, Seated


def told(n_headings: int, question: str, n_people: int) -> Canvases:
    people = [
        Seated(str(n), f"Direction générale des services à la population {n}")
        for n in range(n_people)
    ]
    return Canvases(
        question="Remplissez les rubriques comme si ce laboratoire ouvrait. " * 4,
        headings=[Box(f"Rubrique numéro {n}, plutôt longue", question) for n in range(n_headings)],
        tables=[Canvas(n, "Labo Veilleur du territoire", people) for n in (1, 2)],
    )


@pytest.mark.parametrize("question", ["", "Qui décide, qui arbitre, qui en répond ? " * 4])
@pytest.mark.parametrize("n_headings", range(1, 9))
@pytest.mark.parametrize("n_people", [0, 30])
def test_a_table_has_one_sheet_whatever_it_says(
    n_headings: int, question: str, n_people: int
) -> None:
    made = printed("canvas", canvases(told(n_headings, question[:160], n_people), {}))
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 2


def test_who_is_named_by_the_room_is_printed_and_who_was_erased_is_not() -> None:
    people = [Seated("a", "Habitat · D07"), Seated("b"), Seated("c"), Seated("d", "")]
    given = replace(told(5, "", 0), tables=[Canvas(1, "Coach", people)])
    names = {"a": "Autre", "c": "Eau · D10"}
    assert canvases(given, names)["tables"][0]["people"] == "Habitat · D07, Eau · D10"
    assert [row[0] for row in places(given, names)["rows"]] == ["Eau · D10", "Habitat · D07"]
