"""What is said of a room, by rooms that make it say otherwise."""

import numpy as np
import pytest

from mire.technique_api.testing.generated_logs import entries_of, folded
from mire.techniques.positioning.config import Config, read_config
from mire.techniques.positioning.contribution import Answer
from mire.techniques.positioning.manifest import technique
from mire.techniques.positioning.sentences import claim, sentence, sides_sentence
from mire.techniques.positioning.synthesis import Result, stands_out
from mire.techniques.positioning.tests.test_laws import TestLaws as Sample

CONFIG = read_config(Sample.settings[0])


def at(x: int, y: int, n: int = 1) -> list[Answer]:
    return [Answer(stance="placed", x=x, y=y)] * n


def abstain(n: int) -> list[Answer]:
    return [Answer(stance="abstain")] * n


def result_of(answers: list[Answer], config: Config = CONFIG) -> Result:
    state = folded(technique, config, entries_of(technique, answers))
    return technique.synthesis(config, state, np.random.default_rng(0))


def said(answers: list[Answer]) -> str:
    return str(sentence(CONFIG, result_of(answers)))


SPREAD = at(-5, 5, 3) + at(5, 5, 3) + at(5, -5, 3) + at(-5, -5, 3)


@pytest.mark.parametrize(
    ("answers", "pattern", "words"),
    [
        ([], "nobody", "Personne n'a répondu."),
        (
            abstain(1),
            "abstained",
            "La seule personne qui a répondu a préféré ne pas se positionner.",
        ),
        (
            abstain(6),
            "abstained",
            "Les 6 personnes qui ont répondu ont toutes préféré ne pas se positionner.",
        ),
        (
            at(3, 3),
            "few",
            "Une seule personne s'est positionnée : trop peu de réponses pour conclure.",
        ),
        (
            at(3, 3, 7) + abstain(2),
            "few",
            (
                "7 personnes se sont positionnées : trop peu de réponses pour conclure. "
                "2 personnes ont préféré ne pas se positionner."
            ),
        ),
        (
            at(-4, -4, 8),
            "point",
            (
                "Les 8 personnes qui se sont positionnées ont choisi le même point, "
                "du côté de « Labo Coach »."
            ),
        ),
        (
            at(0, 4, 500),
            "point",
            "Les 500 personnes qui se sont positionnées ont choisi le même point, sur un axe.",
        ),
        (
            at(1, 1, 4) + at(-1, -1, 4) + at(-2, 0, 1) + at(9, 9),
            "centre",
            (
                "La plupart des 10 personnes qui se sont positionnées restent près du centre : "
                "aucun pôle ne l'emporte."
            ),
        ),
        (
            at(2, 2, 7) + at(1, 2, 5),
            "centre",
            "La plupart des 12 personnes qui se sont positionnées restent près du centre.",
        ),
        (
            at(-6, -6, 7) + at(-7, -4, 5),
            "corner",
            "Les 12 personnes qui se sont positionnées sont toutes du côté de « Labo Coach ».",
        ),
        (
            at(-6, 2, 6) + at(-6, -2, 6),
            "side",
            (
                "Les 12 personnes qui se sont positionnées penchent toutes vers "
                "« Impact interne » ; sur l'autre axe, les avis se partagent."
            ),
        ),
        (
            at(-6, 2, 18) + at(-6, -2, 17) + at(6, 2),
            "side",
            (
                "Presque toutes les personnes (36 en tout) penchent vers « Impact interne » ; "
                "sur l'autre axe, les avis se partagent."
            ),
        ),
        (
            at(-6, -6, 9) + at(6, 6, 8) + abstain(1),
            "opposed",
            (
                "Des positions opposées existent : les unes du côté de « Labo Coach », "
                "les autres du côté de « Labo Veilleur ». "
                "1 personne a préféré ne pas se positionner."
            ),
        ),
        (
            at(-6, -6, 6) + at(-7, -4, 2) + at(6, 6, 2),
            "corner",
            "La plupart se placent du côté de « Labo Coach » : 8 personnes sur 10.",
        ),
        (
            at(-6, -6, 6) + at(-7, -4, 3) + at(6, 6, 1),
            "corner",
            "Presque toutes les personnes (10 en tout) se placent du côté de « Labo Coach ».",
        ),
        (
            at(-6, -6, 5) + at(-7, -4, 2) + at(6, 6, 1) + at(6, -6, 2),
            "corner",
            "La plupart se placent du côté de « Labo Coach » : 7 personnes sur 10.",
        ),
        (
            at(-6, -6, 35) + at(6, 6, 1),
            "corner",
            "Presque toutes les personnes (36 en tout) se placent du côté de « Labo Coach ».",
        ),
        (
            at(-6, -6, 31) + at(6, 6, 5),
            "corner",
            "La plupart se placent du côté de « Labo Coach » : 31 personnes sur 36.",
        ),
        (
            at(6, -6, 300) + at(-6, 6, 100) + at(-6, -6, 100),
            "corner",
            (
                "La plupart se placent du côté de « Opérationnel × Impact externe » : "
                "300 personnes sur 500."
            ),
        ),
        (
            at(-6, 2, 4) + at(-6, -2, 4) + at(6, 2, 1) + at(6, -2, 1),
            "side",
            (
                "La plupart penchent vers « Impact interne » (8 personnes sur 10) ; "
                "sur l'autre axe, les avis se partagent."
            ),
        ),
        (
            at(-6, -2, 5) + at(-6, 2, 2) + at(6, -2, 2) + at(6, 6, 1),
            "side",
            (
                "La plupart penchent vers « Impact interne » (7 personnes sur 10) "
                "et vers « Opérationnel » (7 sur 10)."
            ),
        ),
        (
            SPREAD,
            "spread",
            (
                "Les 12 personnes qui se sont positionnées se répartissent sur la grille : "
                "aucun côté ne réunit une nette majorité."
            ),
        ),
    ],
)
def test_the_sentence_follows_the_room(answers: list[Answer], pattern: str, words: str) -> None:
    assert result_of(answers).reading.pattern == pattern
    assert said(answers) == words


def test_one_cloud_cut_by_an_axis_is_not_two_camps() -> None:
    cloud = at(-1, -6, 6) + at(1, -6, 6)
    assert result_of(cloud).reading.pattern == "side"
    assert result_of(at(-6, -6, 6) + at(6, -6, 6)).reading.pattern == "opposed"


@pytest.mark.parametrize(
    ("part", "whole", "is_clear"),
    [
        (0, 0, False),
        (5, 6, True),
        (6, 10, False),
        (7, 10, True),
        (20, 36, False),
        (22, 36, True),
        (250, 500, False),
        (262, 500, True),
        (1, 10, False),
    ],
)
def test_a_bare_half_is_no_clear_majority(part: int, whole: int, *, is_clear: bool) -> None:
    assert stands_out(part, whole) is is_clear


def test_points_on_an_axis_are_counted_apart_and_shares_are_of_those_placed() -> None:
    result = result_of(at(0, 5, 2) + at(-3, -3, 2) + at(3, 3, 4) + abstain(2))
    assert {share.corner: (share.n, share.share) for share in result.shares} == {
        "top_left": (0, 0.0),
        "top_right": (4, 0.5),
        "bottom_left": (2, 0.25),
        "bottom_right": (0, 0.0),
        None: (2, 0.25),
    }
    assert (result.n, result.n_placed, result.n_abstained) == (10, 8, 2)


def test_findings_rest_on_the_points_that_they_count() -> None:
    answers = at(-3, -3, 2) + at(3, 3, 1) + abstain(1)
    entries = entries_of(technique, answers)
    state = folded(technique, CONFIG, entries)
    result = technique.synthesis(CONFIG, state, np.random.default_rng(0))
    found = {finding.key: finding for finding in technique.findings(CONFIG, state, result)}
    assert set(found) == {"sentence", "bottom_left", "top_right", "abstained"}
    assert found["bottom_left"].rests_on == (entries[0].id, entries[1].id)
    assert str(found["bottom_left"].sentence) == (
        "2 personnes sur 3 se sont placées du côté de « Labo Coach »."
    )
    assert found["abstained"].rests_on == (entries[3].id,)


def test_opposed_sides_are_counted_apart_from_the_sentence() -> None:
    two = result_of(at(-6, -6, 9) + at(6, 6, 8))
    assert str(sides_sentence(CONFIG, two)) == (
        "Du côté de « Labo Coach » : 9 personnes sur 17 ; du côté de « Labo Veilleur » : 8."
    )
    assert not any(digit in str(sentence(CONFIG, two)) for digit in "0123456789")
    assert sides_sentence(CONFIG, result_of(at(-6, -6, 16) + at(6, 6, 1))) is None


def test_opposed_groups_that_no_corner_holds_are_told_by_their_poles() -> None:
    """Two groups on an axis: no corner has them, the groups of twenty people do."""
    rng = np.random.default_rng(4)
    answers = [
        answer
        for side in (-7, 7)
        for dx, dy in rng.integers(-1, 2, (14, 2))
        for answer in at(int(side + dx), int(dy))
    ]
    result = result_of(answers)
    assert result.reading.pattern == "opposed"
    assert result.reading.corners == ()
    assert [camp.n for camp in result.camps] == [14, 14]
    assert said(answers) == (
        "Des positions opposées existent : les unes du côté de « Impact interne », "
        "les autres du côté de « Impact externe »."
    )
    assert result_of(answers[:14]).camps == ()


@pytest.mark.parametrize(
    ("answers", "held"),
    [
        (at(-6, -6, 6) + at(-7, -4, 2) + at(6, 6, 2), (8, "du côté de « Labo Coach »")),
        (
            at(-6, 2, 4) + at(-6, -2, 4) + at(6, 2, 1) + at(6, -2, 1),
            (8, "du côté de « Impact interne »"),
        ),
        (SPREAD, None),
        (at(-6, -6, 9) + at(6, 6, 8), None),
        (at(-6, -6, 4), None),
    ],
)
def test_what_the_silent_could_undo_is_a_majority(
    answers: list[Answer], held: tuple[int, str] | None
) -> None:
    found = claim(CONFIG, result_of(answers))
    assert (found and (found[0], str(found[1]))) == held


def test_shares_have_wilsons_margins() -> None:
    """8 of 12: .3906 to .8619."""
    share = result_of(at(-3, -3, 8) + at(3, 3, 4)).at("bottom_left")
    assert (share.share, share.low, share.high) == (0.6667, 0.3906, 0.8619)
    assert result_of([]).at("bottom_left").low is None


def test_agreement_is_read_on_five_bands_of_each_axis() -> None:
    """A band each is no agreement; one band is all; the two ends are none at all."""
    even = result_of(at(-10, 0, 2) + at(-5, 0, 2) + at(0, 0, 2) + at(5, 0, 2) + at(9, 0, 2))
    assert (even.agreement_x, even.agreement_y) == (0.0, 1.0)
    ends = result_of(at(-10, -7, 4) + at(10, -10, 4))
    assert (ends.agreement_x, ends.agreement_y) == (-1.0, 1.0)
    assert result_of(abstain(8)).agreement_x is None


def test_what_needs_people_is_left_out_without_them() -> None:
    five = result_of(at(-3, 1) + at(3, -3) + at(5, 5) + at(-1, -8) + at(0, 2))
    assert (five.middle, five.camps, five.zones) == (None, (), ())
    six = result_of(at(-3, 1) + at(3, -3) + at(5, 5) + at(-1, -8) + at(0, 2) + at(4, 1))
    assert six.middle is not None
    assert (six.middle.x, six.middle.y) == (1.333, -0.333)
    assert result_of(list(technique.answers.simulate(CONFIG, np.random.default_rng(1), 60))).zones
