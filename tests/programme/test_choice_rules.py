"""What files of scenarios refuse, what changed in one, how it is handed to the computing."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.choice.scenarios.measures import Exact, Grades, Range
from mire.programme.choices.rules.compared import are_all_equal, comparable, export, hindrance
from mire.programme.choices.rules.kinds import (
    How,
    Way,
    check_figure,
    check_grades,
    refuse_one_more,
    tidy_scale,
    tidy_title,
)
from mire.programme.choices.rules.told import (
    Argument,
    Bearing,
    Scenario,
    Told,
    Yardstick,
    changes,
    from_kept,
    kept,
)
from mire.technique_api.refusal import Refusal
from tests.support.plain_words import typed

GRADED = Yardstick("y1", "c1", "Portage", "", How.GRADES, Way.MORE, "", None, None, "")
COUNTED = Yardstick("y2", "c2", "Jours", "", How.FIGURE, Way.LESS, "jours", None, None, "")


def scenario(key: str, measures: dict[str, Any], *arguments: Argument) -> Scenario:
    return Scenario(key, f"Scénario {key}", "", "", "", "", "", "", arguments, measures)


def file(*scenarios: Scenario, yardsticks: tuple[Yardstick, ...] = (GRADED, COUNTED)) -> Told:
    return Told("Titre", "Demande", yardsticks, scenarios, ())


WHOLE = file(
    scenario("a", {"c1": {"counts": [0, 0, 1, 2, 3]}, "c2": {"value": 400}}),
    scenario("b", {"c1": {"counts": [1, 4, 1, 0, 0]}, "c2": {"from": 280, "to": 360}}),
)


def test_a_title_is_tidied_and_never_twice_in_a_file() -> None:
    assert tidy_title("  Cellule   du DG ") == "Cellule du DG"
    for title in ("", " 1 + 1 "):
        with pytest.raises(Refusal) as refused:
            tidy_title(title)
        assert refused.value.path == ("title",)
    with pytest.raises(Refusal):
        tidy_title("CELLULE", others=["Cellule"])


def test_five_scenarios_are_the_most() -> None:
    refuse_one_more(4)
    with pytest.raises(Refusal):
        refuse_one_more(5)


@pytest.mark.parametrize(
    ("low", "high", "field"), [(1.0, None, "high"), (None, 1.0, "low"), (2.0, 2.0, "high")]
)
def test_a_scale_has_two_ends_in_order(low: float | None, high: float | None, field: str) -> None:
    given_values = {
        "how": "figure", "unit": "", "direction": "max", "low": low, "high": high, "note": "",
    }  # fmt: skip
    with pytest.raises(Refusal) as refused:
        tidy_scale(given_values)
    assert refused.value.path == (field,)
    graded = tidy_scale({**given_values, "how": "grades"})
    assert (graded["low"], graded["high"], graded["direction"]) == (None, None, Way.MORE)


def test_a_figure_is_one_or_two_in_order_on_its_scale() -> None:
    assert check_figure(3, 3, None) == {"value": 3}
    assert check_figure(3, 4, (3, 4)) == {"from": 3, "to": 4}
    for low, high, scale in (
        (4, 3, None),
        (3, 5, (0, 4)),
        (float("nan"), 1, None),
        (1e13,) * 2 + (None,),
    ):
        with pytest.raises(Refusal):
            check_figure(low, high, scale)


def test_too_few_voices_give_no_result() -> None:
    assert check_grades([0, 0, 0, 0, 5], threshold=5) == {"counts": [0, 0, 0, 0, 5]}
    for counts in ([0, 0, 0, 0, 4], [-1, 9, 0, 0, 0], [9, 9], [501, 0, 0, 0, 0]):
        with pytest.raises(Refusal):
            check_grades(counts, threshold=5)


def test_what_hinders_a_comparison_is_said_one_thing_at_a_time() -> None:
    def why(told: Told) -> str:
        said = hindrance(told, comparable(told))
        return "" if said is None else typed(said)

    assert why(file()).startswith("Aucun scénario encore")
    assert why(file(scenario("a", {}))).startswith("Un seul scénario")
    assert why(replace(WHOLE, yardsticks=())).startswith("Aucun critère n'est retenu")
    assert why(file(scenario("a", {}), scenario("b", {}))).startswith("Aucun critère n'est mesuré")
    assert why(WHOLE) == ""


def test_a_criterion_that_lacks_once_is_left_out_and_named() -> None:
    told = file(
        scenario("a", {"c1": {"counts": [0, 0, 1, 2, 3]}, "c2": {"value": 400}}),
        scenario("b", {"c2": {"value": 300}}),
    )
    found = comparable(told)
    assert [each.name for each in found.criteria] == ["Jours"]
    ((yardstick, lacking),) = found.left_out
    assert (yardstick.name, lacking) == ("Portage", ("Scénario b",))


def test_equal_measures_are_seen_to_be_equal() -> None:
    same = {"c1": {"counts": [0, 0, 1, 2, 3]}, "c2": {"value": 400}}
    assert are_all_equal(comparable(file(scenario("a", same), scenario("b", same))))
    assert not are_all_equal(comparable(WHOLE))


def test_the_export_says_each_criterion_and_measure() -> None:
    read = tomllib.loads(export(comparable(WHOLE), [3, 1]))
    assert [(each["name"], each["weight"]) for each in read["criterion"]] == [
        ("Portage", 3), ("Jours", 1),
    ]  # fmt: skip
    assert read["option"]["Scénario b"]["values"] == [
        {"0": 1, "1": 4, "2": 1, "3": 0, "4": 0}, {"from": 280, "to": 360},
    ]  # fmt: skip


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40))
def test_the_export_holds_any_words(words: str) -> None:
    named = replace(COUNTED, name=words, unit=words)
    told = file(
        replace(scenario("a", {"c2": {"value": 1}}), title=words),
        scenario("b", {"c2": {"value": 2}}),
        yardsticks=(named,),
    )
    read = tomllib.loads(export(comparable(told), [1]))
    assert read["criterion"][0]["name"] == words
    assert words in read["option"]


def test_measures_become_what_the_computing_takes() -> None:
    one, other = comparable(WHOLE).options
    assert one.measures == (Grades((0, 0, 1, 2, 3)), Exact(400))
    assert other.measures[1] == Range(280, 360)


def test_a_file_comes_back_from_what_is_kept_of_it() -> None:
    argument = Argument("k", "strength", "Pour.", "directors", "")
    told = replace(
        WHOLE,
        scenarios=(replace(WHOLE.scenarios[0], arguments=(argument,)), WHOLE.scenarios[1]),
        bearings=(Bearing("b", "Les agents", "a", "bears", "du temps"),),
    )
    assert from_kept(kept(told)) == told
    assert changes(told, from_kept(kept(told))) == []


def test_each_change_between_two_copies_is_a_sentence() -> None:
    old = Argument("k", "strength", "Portée au sommet.", "directors", "")
    gone = Argument("g", "risk", "On se lasse.", "directors", "")
    before = replace(
        WHOLE,
        scenarios=(scenario("a", WHOLE.scenarios[0].measures, old, gone), WHOLE.scenarios[1]),  # type: ignore[arg-type]
    )
    moved = replace(old, reply="Oui.")
    new = Argument("n", "weakness", "Loin des services.", "residents", "")
    after = replace(
        before,
        title="Autre titre",
        lead="Autre demande",
        yardsticks=(GRADED,),
        scenarios=(
            replace(
                before.scenarios[0],
                title="Cellule",
                hosts="La direction générale",
                arguments=(moved, new),
                measures={"c1": {"counts": [0, 0, 0, 3, 3]}},
            ),
            scenario("d", {}),
        ),
        bearings=(Bearing("b", "Les agents", "a", "bears", "du temps"),),
    )
    assert [typed(each) for each in changes(before, after)] == [
        "Le dossier s'appelle maintenant « Autre titre ».",
        "Ce qui est demandé est récrit.",
        "Scénario ajouté : « Scénario d ».",
        "Scénario retiré : « Scénario b ».",
        "« Scénario a » s'appelle maintenant « Cellule ».",
        "« Cellule », « Qui accueille » : récrit.",
        "« Cellule », réponse donnée à : Portée au sommet.",
        "« Cellule », argument ajouté (faiblesse) : Loin des services.",
        "« Cellule », argument retiré : On se lasse.",
        "Critère laissé de côté : « Jours ».",
        "1 mesure a changé.",
        "Ce que chacun aurait à porter est récrit.",
    ]
