"""What is said of a comparison: true sentences, rounded to the side where they hold."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from django.utils import translation

from mire.analysis.effects import Effect, Group, group_effects
from mire.choice.scenarios.comparison import Comparison, compare
from mire.choice.scenarios.criteria import Criterion, Direction, Shape
from mire.choice.scenarios.measures import Exact, Measure, Normal, Option, Range
from mire.choice.scenarios.weights import WeightSpace
from mire.documents.builders.scenarios import lead, scenarios_document, share_told
from mire.documents.tree import Facts, Figure, Grid, Heading, Paragraph
from mire.documents.writers import html, terminal


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def compared(rows: dict[str, tuple[float | Measure, ...]], **more: object) -> Comparison:
    n = len(next(iter(rows.values())))
    criteria = [Criterion(name=f"critère {index + 1}", scale=(0, 1)) for index in range(n)]
    options = [
        Option(
            name=name,
            measures=[Exact(each) if isinstance(each, int | float) else each for each in row],
        )
        for name, row in rows.items()
    ]
    return compare(
        criteria,
        options,
        rng=np.random.default_rng(1),
        n_draws=5_000,
        **more,  # type: ignore[arg-type]
    )


def plain(said: str) -> str:
    return re.sub(r"[\s\u202f]+", " ", said)


def test_scenarios_that_come_first_as_often_are_said_together() -> None:
    found = compared({"A": (1, 0), "B": (0, 1), "C": (0.6, 0.6)})
    assert plain(lead(found)) == (
        "« A » et « B » arrivent chacun en tête dans 40 % de toutes les pondérations ; « C » "
        "seulement si « critère 1 » pèse plus de 40 %."
    )


def test_the_sentence_of_the_story() -> None:
    found = compared({"C": (1, 1, 0), "A": (0, 0, 0.8), "B": (0, 0, 0)})
    assert plain(lead(found)) == (
        "Dans 60 % de toutes les pondérations, « C » arrive en tête ; « A » seulement si "
        "« critère 3 » pèse plus de 55 % ; « B » jamais."
    ).replace("60 %", plain(f"{round(100 * found.smaa.acceptability[0][0])} %"))
    # Exactly: A leads from w₃ ≥ 1/1.8, a simplex of side 1 − 1/1.8.
    assert found.smaa.acceptability[1][0] == pytest.approx((1 - 1 / 1.8) ** 2)


@pytest.mark.parametrize("share", [0.65, 0.6501, 0.6599])
def test_a_condition_is_rounded_to_where_it_holds(share: float) -> None:
    """A leads where w₁ (1 − t) ≥ (1 − w₁) t, so where w₁ ≥ t."""
    found = compared({"C": (0, share), "A": (round(1 - share, 4), 0)})
    assert "« A » seulement si « critère 1 » pèse plus de 65 %" in plain(lead(found))
    said = terminal.written(scenarios_document(found, None), width=200, is_colour=False)
    top = 65 if share == 0.65 else 66
    assert f"C il faut que « critère 2 » pèse plus de {100 - top} % et « critère 1 » pèse" in plain(
        said
    )
    assert f"pèse moins de {top} %" in plain(said)


def test_who_always_leads_and_who_ties() -> None:
    assert plain(lead(compared({"A": (1, 1), "B": (0, 1)}))) == (
        "Quels que soient les poids, « A » arrive en tête."
    )
    assert plain(lead(compared({"A": (1, 1), "B": (1, 1), "C": (0, 0)}))) == (
        "Quels que soient les poids, « A » et « B » arrivent en tête à égalité."
    )


def test_where_weights_are_known_a_little_the_sentence_says_so() -> None:
    space = WeightSpace(n=2, order=((0,), (1,)))
    said = plain(lead(compared({"A": (1, 0), "B": (0.4, 1)}, space=space)))
    assert said.startswith("Dans 75 % des pondérations retenues, « A » arrive en tête")


def test_nothing_is_said_to_be_never_that_may_be() -> None:
    found = compared({"A": (1.0, 1.0), "B": (Normal(0, 0.01), Normal(0, 0.01))})
    assert found.smaa.acceptability[1][0] == 0
    assert "jamais" not in lead(found)
    assert "seulement" not in lead(found)


def test_a_share_is_all_or_none_only_when_it_is() -> None:
    assert [plain(share_told(each)) for each in (0.0, 1e-9, 0.004, 0.5, 0.996, 1 - 1e-9, 1.0)] == [
        "0 %",
        "moins de 1 %",
        "moins de 1 %",
        "50 %",
        "plus de 99 %",
        "plus de 99 %",
        "100 %",
    ]


def test_the_document_begins_with_strengths_and_has_a_table_for_its_figure() -> None:
    found = compared({"A": (1, 0), "B": (Range(0, 0.5), 1)})
    people = [
        Group("g", 6, (Effect(1, 2, 3), Effect(6, 0, 0))),
        Group("h", 7, (Effect(7, 0, 0), Effect(0, 0, 7))),
    ]
    document = scenarios_document(found, group_effects(people, n_options=2))
    kinds = [type(each) for each in document.blocks]
    assert kinds[:3] == [Paragraph, Paragraph, Heading]
    headings = [each.words for each in document.blocks if isinstance(each, Heading)]
    assert headings[:3] == ["Forces et faiblesses", "A", "B"]
    strengths = next(each for each in document.blocks if isinstance(each, Facts))
    assert plain(" ".join(strengths.rows[0])) == "Forces critère 1 (1, mieux que « B »)"
    figure = next(each for each in document.blocks if isinstance(each, Figure))
    assert figure.sentence
    place = list(document.blocks).index(figure)
    table = document.blocks[place + 1]
    assert isinstance(table, Grid)
    assert [row[0] for row in table.rows] == ["A", "B"]
    widths = [int(each) for each in re.findall(r'plot-column[^>]*width="(\d+)"', figure.drawing)]
    assert widths == [round(480 * row[0]) for row in found.smaa.acceptability]
    last = document.blocks[-1]
    assert isinstance(last, Grid)
    assert last.rows[-1][0] == "Tout le monde"
    assert b"<svg" in html.written(document, "")
    assert "svg" not in terminal.written(document, width=80, is_colour=False)


def test_what_somebody_wrote_is_escaped_in_the_drawing() -> None:
    found = compared({"<b>": (1, 0), "B": (0, 1)})
    page = html.written(scenarios_document(found, None), "").decode()
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_two_models_that_part_say_so_and_why() -> None:
    """By addition C is worth 0.43, A 0.46; a small gap on quality counts whole by preference."""
    criteria = [
        Criterion(name="coût", direction=Direction.MIN, weight=30, shape=Shape.LINEAR, q=10, p=40),
        Criterion(name="qualité", weight=50, scale=(0, 20)),
        Criterion(name="délai", direction=Direction.MIN, weight=40, shape=Shape.LINEAR, q=1, p=3),
    ]
    figures = {"A": (100, 12.5, 6), "B": (80, 12.5, 9), "C": (120, 15, 6)}
    options = [
        Option(name=name, measures=[Exact(each) for each in row]) for name, row in figures.items()
    ]
    found = compare(criteria, options, rng=np.random.default_rng(1), n_draws=5_000)
    assert (found.models.by_worth, found.models.by_preference) == ((0,), (2,))
    assert [float(each) for each in found.models.worths] == pytest.approx(
        [0.25 * 0.5 + 5 / 12 * 0.625 + 1 / 3, 0.25 + 5 / 12 * 0.625, 5 / 12 * 0.75 + 1 / 3]
    )
    said = terminal.written(scenarios_document(found, None), width=400, is_colour=False)
    said = plain(said).replace("’", "'")
    assert "l'addition met en tête « A », les préférences « C »" in said
    assert "sur « qualité » qu'ils diffèrent" in said
    assert "un écart y compte dès qu'il y en a un." in said


def test_two_models_that_agree_say_so() -> None:
    found = compared({"A": (1, 1), "B": (0, 0)})
    assert found.models.criterion is None
    said = terminal.written(scenarios_document(found, None), width=400, is_colour=False)
    said = plain(said).replace("’", "'")
    assert "les deux mettent en tête « A »" in said
