"""The data that makes each sentence say otherwise; names where they may be, and nowhere else."""

from collections.abc import Sequence
from typing import Any

import pytest

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Entry, Screen
from mire.technique_api.testing.generated_logs import (
    canonical,
    entries_of,
    folded,
    result_of,
    strings_in,
)
from mire.techniques.signup.contribution import Answer
from mire.techniques.signup.manifest import technique
from mire.techniques.signup.synthesis import Result, sentence

CONFIG = technique.read_config(
    {
        "question": "Quel profil ?",
        "profiles": [{"label": "Coach", "seats": 3}, {"label": "Veilleur", "seats": 4}],
        "departments": ["Habitat", "Mobilités"],
    }
)


def entries(*wishes: tuple[str | None, str | None]) -> list[Entry[Any]]:
    """One entry a wish, signed D01, D02…"""
    answers = [Answer(first, second, f"D{i:02}") for i, (first, second) in enumerate(wishes, 1)]
    return [
        Entry(f"e{answer.name}", each.kind, each.body, answer.name, None, each.at)
        for answer in answers
        for each in entries_of(technique, [answer])
    ]


def outcome(*wishes: tuple[str | None, str | None]) -> Result:
    found = result_of(technique, CONFIG, entries(*wishes))
    assert isinstance(found, Result)
    return found


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ([], "Personne ne s'est inscrit."),
        ([("any", None)] * 2, "2 personnes sont placées, sans préférence exprimée."),
        ([("1", None)], "La personne qui avait un souhait l'obtient."),
        ([("1", None)] * 3, "obtiennent toutes leur premier choix"),
        ([("1", "2")] * 5, "3 personnes sur 5 sont à leur premier choix, 2 au second."),
        ([("1", None)] * 5, "3 personnes sur 5 sont à leur premier choix."),
        ([("1", "2")] * 9, "Il manque 2 places : ajoutez une table."),
    ],
)
def test_the_sentence_says_what_the_seating_is(
    wishes: Sequence[tuple[str | None, str | None]], said: str
) -> None:
    assert said in str(sentence(outcome(*wishes)))


def test_nobody_sits_twice_and_nobody_is_lost() -> None:
    found = outcome(*[("1", "2")] * 6, ("any", None), ("2", None), ("2", None))
    names = [*found.standing, *(name for table in found.tables for name in table.names)]
    assert sorted(names) == [f"D{i:02}" for i in range(1, 10)]
    assert len(found.standing) == 2


def test_the_report_has_counts_and_no_name() -> None:
    signed = entries(*[("1", "2")] * 6)
    state = folded(technique, CONFIG, signed)
    result = result_of(technique, CONFIG, signed)
    told = technique.screens[Screen.REPORT](CONFIG, state, result)
    assert not any("D0" in string for string in strings_in(told))
    found = technique.findings(CONFIG, state, result)
    assert not any("D0" in str(each.sentence) for each in found)


def test_two_of_one_name_are_two_people() -> None:
    twins = [
        Entry(
            f"e{i}", "signed", entries(("1", None))[0].body, "D01", None, entries(("1", None))[0].at
        )
        for i in range(2)
    ]
    assert result_of(technique, CONFIG, twins).n == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"first": "1"}, "name"),
        ({"first": "1", "name": "   "}, "name"),
        ({"first": "1", "name": "x" * 61}, "name"),
        ({"first": "3", "name": "D01"}, "first"),
        ({"first": "0", "name": "D01"}, "first"),
        ({"name": "D01"}, "first"),
        ({"first": "1", "second": "9", "name": "D01"}, "second"),
        ({"first": "1", "name": "D01", "department": "Lune"}, "department"),
    ],
)
def test_what_can_t_be_is_refused_at_its_field(given: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        technique.answers.read_contribution(CONFIG, canonical(given))
    assert caught.value.path == (field,)


def test_the_same_profile_twice_is_one_wish() -> None:
    read = technique.answers.read_form(CONFIG, {"first": "1", "second": "1", "name": "D01"})
    assert read == Answer("1", None, "D01")


def test_who_withdraws_leaves_no_name() -> None:
    read = technique.answers.read_form(
        CONFIG, {"first": "none", "name": "D01", "department": "Habitat"}
    )
    assert read == Answer("none")
    assert technique.answers.split(read) == []


@pytest.mark.parametrize(
    ("n", "tables", "name", "shows"),
    [
        (36, 6, "Direction · D07", "names"),
        (36, 6, "Direction de l'aménagement et de la planification urbaine", "tables"),
        (60, 10, "Direction · D07", "tables"),
        (240, 40, "Direction · D07", "profiles"),
    ],
)
def test_the_wall_says_shorter_what_it_cannot_hold(
    n: int, tables: int, name: str, shows: str
) -> None:
    half = tables // 2
    config = technique.read_config(
        {
            "question": "Quel profil ?",
            "profiles": [
                {"label": "Coach", "tables": half},
                {"label": "Veilleur", "tables": half},
            ],
        }
    )
    signed = [
        Entry(f"e{i}", each.kind, each.body, f"{name[:-3]}{i:03}", None, each.at)
        for i in range(n)
        for each in entries_of(technique, [Answer(str(1 + i % 2), None, "D")])
    ]
    state = folded(technique, config, signed)
    figure = technique.screens[Screen.PROJECTOR](
        config, state, result_of(technique, config, signed)
    )["figure"]
    assert figure["shows"] == shows
    assert [each["n"] for each in figure["profiles"]] == [n // 2, n // 2]
    assert figure["profiles"][1]["first"] == half + 1
