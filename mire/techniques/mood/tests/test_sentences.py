"""What is said of a room's weather, by rooms that make it say otherwise."""

import numpy as np
import pytest

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Screen
from mire.technique_api.testing.generated_logs import entries_of, folded
from mire.techniques.mood.config import Config, read_config
from mire.techniques.mood.contribution import Answer
from mire.techniques.mood.manifest import technique
from mire.techniques.mood.synthesis import Result, sentence

WEATHER = read_config({"question": "Votre météo ?"})
TEN = read_config({"question": "Votre envie ?", "scale": "ten", "low": "aucune", "high": "entière"})


def marks(*counts: int) -> list[Answer]:
    """As many answers of grade 1, 2, … as the counts say."""
    return [Answer(mood=str(grade)) for grade, n in enumerate(counts, start=1) for _ in range(n)]


def decline(n: int) -> list[Answer]:
    return [Answer(mood="decline")] * n


def result_of(answers: list[Answer], config: Config = WEATHER) -> Result:
    state = folded(technique, config, entries_of(technique, answers))
    return technique.synthesis(config, state, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("answers", "pattern", "words"),
    [
        ([], "nobody", "Personne n'a répondu."),
        (
            decline(1),
            "declined",
            "La seule personne qui s'est exprimée a préféré ne pas répondre.",
        ),
        (
            decline(5),
            "declined",
            "Les 5 personnes qui se sont exprimées ont toutes préféré ne pas répondre.",
        ),
        (marks(0, 1), "few", "Une seule réponse : c'est trop peu pour dire une tendance."),
        (
            marks(1, 1, 0, 0, 2) + decline(1),
            "few",
            (
                "4 réponses seulement : c'est trop peu pour dire une tendance. "
                "1 personne a préféré ne pas répondre."
            ),
        ),
        (
            marks(0, 0, 0, 500),
            "one",
            "Les 500 personnes ont donné la même réponse : « Éclaircies ».",
        ),
        (
            marks(4, 4, 2, 3, 5),
            "split",
            (
                "Les avis s'opposent : 8 personnes sur 18 du côté de « Grand soleil », "
                "8 du côté de « Orage ». Réponse du milieu : « Nuages »."
            ),
        ),
        (
            marks(0, 1, 2, 4, 3),
            "bright",
            (
                "La plupart sont du côté de « Grand soleil » : 7 personnes sur 10. "
                "Réponse du milieu : « Éclaircies »."
            ),
        ),
        (
            marks(0, 0, 0, 7, 5),
            "bright",
            (
                "Les 12 personnes sont toutes du côté de « Grand soleil ». "
                "Réponse du milieu : « Éclaircies »."
            ),
        ),
        (
            marks(5, 3, 2, 0, 0) + decline(2),
            "dark",
            (
                "La plupart sont du côté de « Orage » : 8 personnes sur 10. "
                "Réponse du milieu : entre « Orage » et « Pluie ». "
                "2 personnes ont préféré ne pas répondre."
            ),
        ),
        (
            marks(0, 1, 8, 1, 0),
            "middle",
            (
                "La plupart se tiennent entre les deux : 8 personnes sur 10. "
                "Réponse du milieu : « Nuages »."
            ),
        ),
        (
            marks(1, 3, 6, 4, 3),
            "mixed",
            (
                "La météo est mitigée : 7 personnes sur 17 du côté de « Grand soleil », "
                "4 du côté de « Orage », 6 entre les deux. Réponse du milieu : « Nuages »."
            ),
        ),
    ],
)
def test_the_sentence_follows_the_room(answers: list[Answer], pattern: str, words: str) -> None:
    result = result_of(answers)
    assert result.pattern == pattern
    assert str(sentence(WEATHER, result)) == words


def test_one_bright_mark_is_one_person() -> None:
    assert str(sentence(WEATHER, result_of(marks(2, 3, 4, 1, 0)))).startswith(
        "La météo est mitigée : 1 personne sur 10 du côté de « Grand soleil », "
        "5 du côté de « Orage », 4 entre les deux."
    )


def test_one_to_ten_says_numbers_and_the_ends_words() -> None:
    result = result_of(marks(0, 0, 1, 2, 3, 3, 3, 0, 0, 0), TEN)
    assert str(sentence(TEN, result)) == (
        "Les réponses sont partagées : 3 personnes sur 12 du côté de « entière », "
        "3 du côté de « aucune », 6 entre les deux. Réponse du milieu : entre « 5 » et « 6 »."
    )


@pytest.mark.parametrize(
    ("counts", "median"),
    [((), None), ((1,), (1, 1)), ((1, 1), (1, 2)), ((3, 0, 0, 0, 3), (1, 5)), ((2, 1), (1, 1))],
)
def test_the_middle_answer(counts: tuple[int, ...], median: tuple[int, int] | None) -> None:
    assert result_of(marks(*counts)).median == median


def test_the_figure_marks_the_middle_and_counts_everyone() -> None:
    answers = marks(0, 1, 2, 4, 3) + decline(1)
    state = folded(technique, WEATHER, entries_of(technique, answers))
    result = technique.synthesis(WEATHER, state, np.random.default_rng(0))
    said = technique.screens[Screen.PROJECTOR](WEATHER, state, result)
    columns = said["figure"]["columns"]
    assert [column["n"] for column in columns] == [0, 1, 2, 4, 3]
    assert [column["grade"] for column in columns if column["is_median"]] == [4]
    assert [row[1] for row in said["table"]["rows"]] == [3, 4, 2, 1, 0, 1]


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"question": "?", "weathers": ["a", "b", "c", "d"]}, ("weathers",)),
        ({"question": "?", "weathers": ["a", "b", "c", "d", "A "]}, ("weathers",)),
        ({"question": "?", "scale": "ten", "weathers": list("abcde")}, ("weathers",)),
        ({"question": "?", "low": "bas"}, ("low",)),
        ({"question": "?", "scale": "stars"}, ("scale",)),
        ({"question": " "}, ("question",)),
    ],
)
def test_settings_that_do_not_go_together_are_named(settings: dict, path: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as caught:
        read_config(settings)
    assert caught.value.path == path


@pytest.mark.parametrize("line", ["0", "6", "11", "3x", "", "x", "3,mot"])
def test_a_line_that_is_not_on_the_scale_is_refused(line: str) -> None:
    with pytest.raises(Refusal) as caught:
        technique.answers.read_line(WEATHER, line)
    assert caught.value.path == ("mood",)
