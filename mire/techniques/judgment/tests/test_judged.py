"""Who comes first, what tells options apart, who is set aside; said in words, drawn alike."""

import numpy as np
import pytest

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Screen
from mire.technique_api.testing.generated_logs import entries_of, folded
from mire.techniques.judgment.config import Config, read_config
from mire.techniques.judgment.contribution import Answer, read_contribution
from mire.techniques.judgment.drawing import FILLS, HIGHEST, LEFT, PICKED, RIGHT
from mire.techniques.judgment.manifest import technique
from mire.techniques.judgment.sentences import findings, lead_sentence, sentence, tie_sentence
from mire.techniques.judgment.synthesis import Lead, Removed, Result, State, Tie

TWO = read_config(
    {"question": "Que vaut chacune ?", "options": [{"label": "A"}, {"label": "B"}], "scale": "six"}
)
THREE = read_config({"question": "?", "options": [{"label": each} for each in "ABC"]})


def state_of(config: Config, columns: list[str]) -> State:
    """Return what is folded when option n receives the mentions of column n, - for none."""
    marks = [[{"-": "none"}.get(mark, mark) for mark in column] for column in columns]
    answers = [
        Answer(**{f"o{i}": mark for i, mark in enumerate(row, start=1)})
        for row in zip(*marks, strict=True)
    ]
    state = folded(technique, config, entries_of(technique, answers))
    assert isinstance(state, State)
    return state


def judged(config: Config, *columns: str) -> Result:
    return technique.synthesis(config, state_of(config, list(columns)), np.random.default_rng(0))


def said(config: Config, *columns: str) -> str:
    return str(sentence(config, judged(config, *columns)))


def test_the_majority_mention_is_what_more_than_half_give_or_exceed() -> None:
    # Eight mentions: the fourth from the worst, which five give or exceed.
    result = judged(TWO, "11244566", "33333333")
    assert [line.grade for line in result.lines] == [4, 3]
    assert result.lines[0].n_at_least == 5
    assert result.order == (1, 2)
    assert said(TWO, "11244566", "33333333").startswith(
        "« A » vient en tête, avec la mention « Assez bien »."
    )


def test_a_tie_is_told_apart_by_what_is_removed() -> None:
    # Nine: both have 4 in the middle. One 4 away from each leaves the lower middle of eight:
    # 4 for A, 3 for B.
    result = judged(TWO, "224444555", "233344555")
    assert [line.grade for line in result.lines] == [4, 4]
    assert result.ties == (Tie(1, 2, (Removed(4, 1, round(1 / 9, 4)),), (4, 3)),)
    assert str(tie_sentence(TWO, result.ties[0])) == (
        "« A » et « B » ont la même mention : si l'on retire à chacune 1 mention « Assez bien », "
        "la mention devient « Assez bien » pour la première, « Passable » pour la seconde."
    )
    assert said(TWO, "224444555", "233344555") == (
        "« A » vient en tête, avec la mention « Assez bien », comme « B » : si l'on retire à "
        "chacune 1 mention « Assez bien », la première passe devant, « Assez bien » contre "
        "« Passable »."
    )


def test_nothing_tells_apart_what_is_the_same() -> None:
    result = judged(TWO, "123345566", "123345566")
    assert [line.rank for line in result.lines] == [1, 1]
    assert result.lead is None
    assert said(TWO, "123345566", "123345566") == (
        "« A » et « B » viennent en tête à égalité, avec la mention « Assez bien » : rien ne les "
        "départage."
    )


def test_who_gives_no_mention_weighs_on_nobody() -> None:
    # B has the same shares as A from half as many people: neither comes before the other.
    same = judged(TWO, "2233445522334455", "22334455--------")
    assert [line.rank for line in same.lines] == [1, 1]
    assert not same.is_even
    assert "8 personnes sur 16 ne se prononcent pas sur « B »." in said(
        TWO, "2233445522334455", "22334455--------"
    )
    # To remove a share, not a number: one person in nine for A, two in eighteen for B.
    told = judged(TWO, "224444555---------", "223333334444555555")
    (tie,) = told.ties
    assert [each.n for each in tie.removed] == [None]
    assert "% de mentions « Assez bien »" in str(tie_sentence(TWO, tie))


def test_an_option_that_few_judge_is_set_aside_and_said() -> None:
    result = judged(THREE, "5555555555", "3333333333", "7777777---")
    assert result.order == (1, 2, 3)
    assert result.lines[2].rank is None
    assert "« C » n'est pas classée : moins de 8 personnes se prononcent." in said(
        THREE, "5555555555", "3333333333", "7777777---"
    )
    few = said(THREE, "55555", "33333", "77777")
    assert few == "Chaque option a reçu moins de 8 mentions : c'est trop peu pour les classer."
    assert said(TWO, "--------", "--------") == (
        "Les 8 personnes qui ont répondu ne se prononcent sur aucune option."
    )
    assert said(TWO, "", "") == "Personne n'a répondu."


def test_a_room_that_rejects_all_is_not_told_that_one_comes_first() -> None:
    assert said(TWO, "111111123", "111112345") == (
        "Aucune option classée ne dépasse « À rejeter » : plus de la moitié des personnes qui "
        "les jugent leur donnent cette mention."
    )


def test_so_many_people_would_turn_the_first_place_and_no_fewer() -> None:
    columns = ("224444555", "233344555")
    result = judged(TWO, *columns)
    assert result.lead == Lead(1, 2, 1)
    assert judged(TWO, columns[0], "333344556").order == (1, 2)  # 2 → 6: not the best of 2, 3, 3
    assert "Il suffirait qu'une seule personne" in str(lead_sentence(TWO, result))

    wide = judged(TWO, "555555555555", "222222222222")
    assert wide.lead is not None
    n = wide.lead.n
    assert n is not None
    assert judged(TWO, "5" * 12, "2" * (12 - n) + "6" * n).order == (2, 1)
    assert judged(TWO, "5" * 12, "2" * (13 - n) + "6" * (n - 1)).order == (1, 2)

    best = judged(TWO, "666666666", "111111111")
    assert best.lead == Lead(1, 2, None)
    assert "ne passerait pas derrière" in str(lead_sentence(TWO, best))


def test_facts_rest_on_the_mentions_that_they_tell() -> None:
    columns = ["5555555555", "3333333333", "7777777---"]
    state = state_of(THREE, columns)
    result = technique.synthesis(THREE, state, np.random.default_rng(0))
    found = {each.key: each for each in findings(THREE, state, result)}
    assert set(found) == {"sentence", "option-1", "option-2", "option-3", "lead"}
    by_option = {1: 10, 2: 10, 3: 10}
    for number, n in by_option.items():
        assert len(found[f"option-{number}"].rests_on) == n
    assert len(found["lead"].rests_on) == 20
    assert "7 personnes seulement se prononcent" in str(found["option-3"].sentence)


def told(config: Config, *columns: str) -> dict:
    state = state_of(config, list(columns))
    result = technique.synthesis(config, state, np.random.default_rng(0))
    return dict(technique.screens[Screen.REPORT](config, state, result))


def test_bars_are_shares_of_those_who_judge_best_first() -> None:
    figure = told(THREE, "5555533321", "3333333333", "77------77")["figure"]
    assert [row["number"] for row in figure["rows"]] == [1, 2, 3]
    first = figure["rows"][0]["parts"]
    assert [(part["mention"], part["n"]) for part in first] == [(5, 5), (3, 3), (2, 1), (1, 1)]
    for row in figure["rows"]:
        assert float(row["parts"][0]["x"]) == LEFT
        end = float(row["parts"][-1]["x"]) + float(row["parts"][-1]["width"])
        assert end == pytest.approx(RIGHT, abs=0.3)
        for part in row["parts"]:
            n = sum(each["n"] for each in row["parts"])
            share = float(part["width"]) / (RIGHT - LEFT)
            assert share == pytest.approx(part["n"] / n, abs=0.001)


def test_a_wall_says_who_is_first_and_how_firmly_in_short_names() -> None:
    long = "Une cellule de trois agents auprès de la direction générale"
    config = read_config({"question": "?", "options": [{"label": long}, {"label": "B"}]})
    state = state_of(config, ["224444555", "233344555"])
    result = technique.synthesis(config, state, np.random.default_rng(0))
    wall = technique.screens[Screen.PROJECTOR](config, state, result)["sentence"]
    assert "Une cellule de trois agents…" in str(wall)
    assert long not in str(wall)
    assert "suffirait à inverser" not in str(wall)  # one in nine is more than one in ten
    assert long in str(technique.screens[Screen.FACILITATOR](config, state, result)["sentence"])


def test_no_number_stands_on_the_line_of_half_the_people() -> None:
    half = (LEFT + RIGHT) / 2
    for columns in (("5" * 9, "455555556"), ("445555566", "112223333")):
        for row in told(TWO, *columns)["figure"]["rows"]:
            wide = [part for part in row["parts"] if float(part["width"]) >= 150]
            assert wide
            assert all(abs(float(part["middle"]) - half) >= 30 for part in wide)


def test_the_table_counts_everyone() -> None:
    rows = told(THREE, "5555533321", "3333333333", "77------77")["table"]["rows"]
    assert [row[-1] for row in rows][:2] == [1, 2]
    assert all(sum(row[2:-1]) == 10 for row in rows)
    assert rows[2][2] == 4
    assert rows[2][-2] == 6


@pytest.mark.parametrize("n", [0, 3, 5, 8, 12, 36, 500])
def test_every_size_of_room_has_a_figure_within_its_frame(n: int) -> None:
    long = [{"label": f"Une option dont le nom est aussi long qu'il peut l'être, {i}"[:60]}
            for i in range(1, 8)]  # fmt: skip
    for config in (TWO, THREE, read_config({"question": "?", "options": long})):
        answers = list(technique.answers.simulate(config, np.random.default_rng(n), n))
        state = folded(technique, config, entries_of(technique, answers))
        result = technique.synthesis(config, state, np.random.default_rng(0))
        figure = technique.screens[Screen.PROJECTOR](config, state, result)["figure"]
        assert figure["height"] <= HIGHEST + 20
        for row in figure["rows"]:
            assert float(row["y"]) + row["height"] <= figure["height"]
            for line in (*row["words"], row["mention"]):
                assert 0 < float(line["y"]) <= figure["height"]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_number_is_readable_on_its_colour() -> None:
    for colours in FILLS:
        light, dark = sorted(map(luminance, colours), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert {len(picked) for picked in PICKED.values()} == set(PICKED)


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"options": [{"label": "A"}]}, ("options",)),
        ({"options": [{"label": "A"}, {"label": " a "}]}, ("options",)),
        ({"mentions": [{"label": "Non"}, {"label": "Oui"}]}, ("mentions",)),
        ({"mentions": [{"label": "Non"}, {"label": "non"}, {"label": "Oui"}]}, ("mentions",)),
    ],
)
def test_settings_that_make_no_judgment_are_refused(settings: dict, path: tuple) -> None:
    with pytest.raises(Refusal) as refused:
        read_config({"question": "?", "options": [{"label": "A"}, {"label": "B"}], **settings})
    assert refused.value.path == path


def test_a_mention_that_is_not_one_is_named_with_its_option() -> None:
    with pytest.raises(Refusal, match="« B » : cette mention n'existe pas") as refused:
        read_contribution(TWO, b'{"o1": "6", "o2": "7"}')
    assert refused.value.path == ("o2",)
    with pytest.raises(Refusal, match="Il manque votre réponse sur « B »"):
        read_contribution(TWO, b'{"o1": "6"}')
