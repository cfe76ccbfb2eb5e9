"""What is said of a sounding, by rooms that make it say otherwise."""

import numpy as np
import pytest

from mire.technique_api.technique import Entry
from mire.technique_api.testing.generated_logs import AT, entries_of, folded
from mire.techniques.sounding.config import Config, read_config
from mire.techniques.sounding.contribution import Answer, Move
from mire.techniques.sounding.manifest import technique
from mire.techniques.sounding.sentences import claim, line_sentence, move_sentence, sentence
from mire.techniques.sounding.synthesis import Result, State
from mire.techniques.sounding.tests.test_laws import TestLaws as Sample

THREE, ONE, TEN = (read_config(settings) for settings in Sample.settings)
AGREE = read_config({"question": "?", "statements": ["Le labo est attendu."]})


def people(n: int, *marks: object) -> list[Answer]:
    return [Answer(**{f"s{i}": str(mark) for i, mark in enumerate(marks, start=1)})] * n


def state_of(
    answers: list[Answer], config: Config, pairs: list[tuple[int, int, int]] | None = None
) -> State:
    """Fold answers, then linked grades (statement, first, second)."""
    state = folded(technique, config, entries_of(technique, answers))
    for number, (statement, first, second) in enumerate(pairs or []):
        linked = Move(statement, first, second)
        state = technique.fold.step(
            config, state, Entry(f"pair-{number:03}", "move", linked, None, None, AT)
        )
    return state


def result_of(
    answers: list[Answer], config: Config = AGREE, pairs: list[tuple[int, int, int]] | None = None
) -> Result:
    return technique.synthesis(config, state_of(answers, config, pairs), np.random.default_rng(0))


@pytest.mark.parametrize(
    ("answers", "pattern", "words"),
    [
        ([], "nobody", "Personne n'a répondu."),
        (
            people(4, "unknown") + people(4, "decline"),
            "silent",
            "Les 8 personnes qui ont répondu ne savent pas, ou n'ont pas voulu se prononcer.",
        ),
        (people(7, 5), "few", "7 réponses seulement : c'est trop peu pour conclure."),
        (
            people(8, 4),
            "one",
            "Les 8 personnes qui se prononcent donnent la même réponse : « Plutôt d'accord ».",
        ),
        (
            people(5, 1) + people(1, 3) + people(5, 5),
            "split",
            (
                "Des avis opposés existent, du côté de « Tout à fait d'accord » et du côté de "
                "« Pas du tout d'accord »."
            ),
        ),
        (
            people(6, 4) + people(3, 5) + people(3, 2),
            "bright",
            (
                "La plupart sont du côté de « Tout à fait d'accord » : 9 des 12 personnes qui se "
                "prononcent."
            ),
        ),
        (
            people(6, 4) + people(6, 5),
            "bright",
            "Les 12 personnes qui se prononcent sont toutes du côté de « Tout à fait d'accord ».",
        ),
        (
            people(6, 2) + people(6, 1),
            "dark",
            "Les 12 personnes qui se prononcent sont toutes du côté de « Pas du tout d'accord ».",
        ),
        (
            people(6, 2) + people(3, 1) + people(3, 4),
            "dark",
            (
                "La plupart sont du côté de « Pas du tout d'accord » : 9 des 12 personnes qui se "
                "prononcent."
            ),
        ),
        (
            people(9, 3) + people(2, 4) + people(1, 2),
            "middle",
            "La plupart se tiennent entre les deux : 9 des 12 personnes qui se prononcent.",
        ),
        (
            people(4, 3) + people(5, 4) + people(3, 2),
            "mixed",
            (
                "Les réponses se répartissent : aucun côté ne réunit une nette majorité des "
                "12 personnes qui se prononcent."
            ),
        ),
    ],
)
def test_one_statement_is_said_as_its_grades_go(
    answers: list[Answer], pattern: str, words: str
) -> None:
    result = result_of(answers)
    assert result.lines[0].pattern == pattern
    assert str(line_sentence(AGREE, result.lines[0])) == words
    assert str(sentence(AGREE, result)) == words


def columns(*statements: list[object]) -> list[Answer]:
    """Return one person a place, from what each statement was given."""
    return [
        Answer(**{f"s{i}": str(mark) for i, mark in enumerate(marks, start=1)})
        for marks in zip(*statements, strict=True)
    ]


ALIKE = [4] * 10
NEAR = [4] * 7 + [5] * 3
WIDE = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
APART = [1] * 5 + [5] * 5


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            columns(WIDE, ALIKE, APART),
            "On se rejoint le plus sur l'affirmation 2, le moins sur l'affirmation 3.",
        ),
        (
            columns(ALIKE * 5, NEAR * 5, ALIKE * 5),
            "On se rejoint sur chaque affirmation, le plus sur les affirmations 1 et 3.",
        ),
        (
            columns(APART, ALIKE, APART),
            "On se rejoint le plus sur l'affirmation 2, le moins sur les affirmations 1 et 3.",
        ),
        (columns(ALIKE, NEAR, ALIKE), "On se rejoint sur chaque affirmation."),
        (
            columns([2, 3, 4, 4, 4, 4, 4, 5], [1, 2, 3, 4, 4, 4, 5, 5], [2, 3, 4, 4, 4, 4, 4, 5]),
            (
                "D'une affirmation à l'autre, l'accord ne diffère pas nettement : trop peu de "
                "réponses, ou des réponses trop proches."
            ),
        ),
        (
            columns(["decline"] * 4 + [4] * 8, ["unknown"] * 3 + ["decline"] + [2] * 8, [4] * 12),
            (
                "On se rejoint sur chaque affirmation. Sur l'affirmation 1, 4 personnes sur 12 ne "
                "savent pas, ou ne veulent pas répondre."
            ),
        ),
        (columns(ALIKE, ALIKE, [2] * 10), "On se rejoint sur chaque affirmation."),
        (columns(WIDE, WIDE[::-1], WIDE), "Les réponses se partagent sur chaque affirmation."),
        (
            columns(WIDE, APART, WIDE),
            "Aucun accord net ; les réponses se partagent le plus sur l'affirmation 2.",
        ),
        (people(7, 4, 4, 4), "7 personnes ont répondu : trop peu de réponses pour conclure."),
        (
            people(9, "unknown", "decline", "unknown"),
            "Les 9 personnes qui ont répondu ne savent pas, ou n'ont pas voulu se prononcer.",
        ),
        (
            columns(ALIKE, ["unknown"] * 6 + [3] * 4, ["decline"] * 10),
            (
                "Affirmation 1 : Les 10 personnes qui se prononcent donnent la même réponse : "
                "« Plutôt d'accord ». Ailleurs, trop peu de réponses pour conclure. 6 personnes "
                "sur 10 ne savent pas que répondre à l'affirmation 2."
            ),
        ),
        ([], "Personne n'a répondu."),
    ],
)
def test_several_statements_are_said_by_what_agrees_and_what_parts(
    answers: list[Answer], words: str
) -> None:
    assert str(sentence(THREE, result_of(answers, THREE))) == words


def test_statements_go_from_agreement_to_dissent_and_few_come_last() -> None:
    few = ["unknown"] * 3 + [4] * 7
    result = result_of(columns(few, APART, ALIKE), THREE)
    assert result.order == (3, 2, 1)
    assert [line.rank for line in result.lines] == [None, 2, 1]
    assert [line.agreement for line in result.lines] == [1.0, -1.0, 1.0]


def moved(statement: int, up: int, down: int, same: int) -> list[tuple[int, int, int]]:
    return [(statement, 2, 3)] * up + [(statement, 3, 2)] * down + [(statement, 3, 3)] * same


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([], None),
        (
            moved(1, 12, 1, 5) + moved(2, 3, 3, 10),
            (
                "Entre les deux tours, les réponses vont vers « Tout à fait d'accord » sur "
                "l'affirmation 1."
            ),
        ),
        (
            moved(1, 12, 1, 5) + moved(2, 1, 14, 3) + moved(3, 0, 13, 1),
            (
                "Entre les deux tours, les réponses vont vers « Tout à fait d'accord » sur "
                "l'affirmation 1 et vers « Pas du tout d'accord » sur les affirmations 2 et 3."
            ),
        ),
        (moved(1, 4, 3, 10), "Entre les deux tours, aucun changement net."),
        (
            moved(1, 5, 0, 0),
            (
                "5 personnes seulement ont leurs deux réponses rapprochées : trop peu pour dire "
                "si les réponses ont changé."
            ),
        ),
    ],
)
def test_a_change_is_said_when_the_test_supports_it(
    pairs: list[tuple[int, int, int]], words: str | None
) -> None:
    said = move_sentence(THREE, result_of(people(18, 3, 3, 3), THREE, pairs))
    assert (said and str(said)) == words


def test_many_statements_are_judged_together() -> None:
    """Eight up and one down is p = .039: told of one statement, not of one among ten."""
    pairs = moved(1, 8, 1, 4)
    assert result_of(people(13, 3, 3, 3), THREE, pairs).lines[0].change.is_clear  # type: ignore[union-attr]
    more = [*pairs, *moved(2, 2, 2, 9)]
    assert not result_of(people(13, 3, 3, 3), THREE, more).lines[0].change.is_clear  # type: ignore[union-attr]


def test_what_the_silent_could_undo_is_a_majority_on_one_statement() -> None:
    bright = people(6, 4) + people(3, 5) + people(3, 2)
    held = claim(AGREE, result_of(bright))
    assert held is not None
    assert (held[0], str(held[1])) == (9, "du côté de « Tout à fait d'accord »")
    assert claim(AGREE, result_of(people(8, 3))) is None
    assert claim(THREE, result_of(people(9, 5, 5, 5), THREE)) is None


def test_findings_rest_on_their_statement() -> None:
    answers = people(8, 4, 2, 5)
    state = state_of(answers, THREE, moved(2, 4, 1, 0))
    entries = entries_of(technique, answers)
    result = technique.synthesis(THREE, state, np.random.default_rng(0))
    found = {each.key: each for each in technique.findings(THREE, state, result)}
    assert set(found) == {
        "sentence",
        "statement-1",
        "statement-2",
        "statement-3",
        "change-2",
    }
    assert found["statement-2"].rests_on == tuple(sorted(each.id for each in entries[1::3]))
    assert str(found["statement-2"].sentence) == (
        "« Mon équipe pourrait y consacrer un jour par mois. » Les 8 personnes qui se prononcent "
        "donnent la même réponse : « Plutôt pas d'accord »."
    )
    assert str(found["change-2"].sentence).endswith(
        "Sur 5 personnes dont les deux réponses sont rapprochées, 4 vont vers « Tout à fait "
        "d'accord », 1 vers « Pas du tout d'accord »."
    )
    assert found["change-2"].rests_on == tuple(f"pair-{i:03}" for i in range(5))


def test_seven_grades_have_three_on_each_side() -> None:
    answers = [people(1, grade)[0] for grade in (1, 2, 3, 4, 5, 6, 7, 7)]
    (line,) = result_of(answers, ONE).lines
    assert (line.n_low, line.n_high, line.median) == (3, 4, (4, 5))
    assert line.margin == (0.2152, 0.7848), "Wilson, 4 of 8"
