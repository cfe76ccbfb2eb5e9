"""Methods: what reviews add up to with few people, what a file of cards may hold."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.methods.rules import (
    EASE_WORDS,
    FORMAT,
    LEAST_REVIEWS,
    MOST_CARDS,
    MOST_TITLE,
    Given,
    cards_in,
    check_range,
    check_review,
    median_words,
    short_words,
    summary_words,
    summed_up,
)
from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import techniques

DAY = date(2018, 3, 20)


def reviews(again: int, others: int) -> list[Given]:
    return [Given(n, DAY, 3, 2, n < again) for n in range(again + others)]


def test_few_reviews_conclude_nothing() -> None:
    found = summed_up(reviews(2, 2))
    assert (found.n_people, found.interval, found.ease, found.effect) == (4, None, None, None)
    assert "trop peu" in str(summary_words(found))
    assert str(short_words(found)) == "4 avis"
    assert str(summary_words(summed_up([]))) == "Personne ne l'a encore évaluée."


def test_five_of_seven_leave_much_open() -> None:
    found = summed_up(reviews(5, 2))
    assert (found.n_people, found.n_again, found.ease, found.effect) == (7, 5, 3.0, 2.0)
    said = str(summary_words(found))
    assert said.startswith("5 personnes sur 7 s'en resserviraient sans aide.")
    assert said.endswith("de 36 à 92 %.")  # Wilson's, as tables give it
    assert str(short_words(found)) == "5 sur 7"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30), st.booleans())))
def test_a_person_counts_once_by_their_last_word(
    drawn: list[tuple[int, int, bool]],
) -> None:
    given_reviews = [
        Given(who, DAY + timedelta(days=day), 1, 4, again) for who, day, again in drawn
    ]
    found = summed_up(given_reviews)
    last: dict[int, tuple[int, bool]] = {}
    for who, day, again in drawn:
        if who not in last or day >= last[who][0]:
            last[who] = (day, again)
    assert found.n_people == len(last)
    assert found.n_again == sum(again for _day, again in last.values())
    assert (found.interval is None) == (len(last) < LEAST_REVIEWS)


def test_a_median_between_two_grades_says_both() -> None:
    assert str(median_words(3, EASE_WORDS)) == "plutôt facile"
    assert "plutôt facile" in str(median_words(3.5, EASE_WORDS))
    assert "« facile »" in str(median_words(3.5, EASE_WORDS))


@pytest.mark.parametrize(("ease", "effect", "where"), [(0, 1, "x"), (1, 5, "x"), (2, 2, "")])
def test_a_review_that_cannot_be_is_refused(ease: int, effect: int, where: str) -> None:
    with pytest.raises(Refusal):
        check_review(ease, effect, where)
    check_review(1, 4, "x")


@pytest.mark.parametrize(("low", "high"), [(None, 4), (4, None), (5, 4)])
def test_a_range_has_two_ends_in_order(low: int | None, high: int | None) -> None:
    with pytest.raises(Refusal) as refused:
        check_range(low, high, "minutes")
    assert refused.value.path == ("minutes_high",)
    check_range(None, None, "minutes")
    check_range(4, 4, "minutes")


def file(**changed: Any) -> dict[str, Any]:
    card = {"key": "a", "title": "Marche", "aim": "Voir.", "minutes": [30, 60], **changed}
    return {"format": FORMAT, "version": 1, "methods": [card]}


def test_a_card_of_a_file_is_read_whole() -> None:
    (card,) = cards_in(file(steps="Partir.\nRevenir."))
    assert (card["title"], card["minutes"], card["people"]) == ("Marche", (30, 60), None)
    assert card["steps"] == "Partir.\nRevenir."


@pytest.mark.parametrize(
    ("given_file", "said"),
    [
        ([], "pas une bibliothèque"),
        ({"format": "mire-person"}, "pas une bibliothèque"),
        ({"format": FORMAT, "version": 2}, "version"),
        ({"format": FORMAT, "version": 1}, "methods"),
        ({"format": FORMAT, "version": 1, "methods": ["x"]}, "Fiche n° 1"),
        ({"format": FORMAT, "version": 1, "methods": [{}] * (MOST_CARDS + 1)}, "plus de"),
        (file(title=" "), "« title »"),
        (file(aim=None), "« aim »"),
        (file(title="x" * (MOST_TITLE + 1)), "dépasse 120"),
        (file(minutes=[30]), "« minutes »"),
        (file(minutes=[True, 60]), "« minutes »"),
        (file(people=[0, 5]), "« people »"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_card(given_file: Any, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        cards_in(given_file)
    assert said in str(refused.value.text)
    assert refused.value.path == ("file",)


def test_each_technique_says_what_it_is_for() -> None:
    for slug, technique in techniques().items():
        card = technique.card
        assert card is not None, slug
        assert str(card.aim)
        assert str(card.avoid)
        assert card.steps
        assert 1 <= card.minutes[0] <= card.minutes[1]
        assert 1 <= card.people[0] <= card.people[1]
