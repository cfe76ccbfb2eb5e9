"""The home's sentences: what a hand would write from the same counts, and silence for nothing."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mire.programme.home.rules import (
    Formed,
    GradedCase,
    Load,
    Sounded,
    Supported,
    breath_sentence,
    form_answer,
    stakes_answer,
    support_answer,
    without_news,
)
from tests.support.plain_words import typed

MARCH, JULY = date(2018, 3, 28), date(2018, 7, 4)


def test_topics_weigh_when_the_last_one_does() -> None:
    cases = [
        GradedCase("Accueil au siège", 2.0, 30),
        GradedCase("Participation numérique", 1.0, 80),
        GradedCase("Ce qui pèse", 3.0, 12),
    ]
    assert typed(stakes_answer(cases).sentence) == (
        "Le dernier cas, « Ce qui pèse », est jugé à 3 sur 4, plus que ceux d'avant (1,5). "
        "Le plus long, « Participation numérique », a pris 40 jours."
    )
    assert stakes_answer(cases).unknown == ()
    lighter = [*cases[:2], GradedCase("Un petit sujet", 0.5, 90)]
    assert typed(stakes_answer(lighter).sentence) == (
        "Le dernier cas, « Un petit sujet », est jugé à 0,5 sur 4, moins que ceux d'avant (1,5). "
        "C'est aussi le plus long : 45 jours."
    )


def test_what_nobody_graded_is_said_to_be_unknown() -> None:
    some = stakes_answer([GradedCase("Un", 2.0, 3), GradedCase("Deux", None, 0)])
    assert typed(some.sentence).startswith("« Un » est jugé à 2 sur 4 par le groupe.")
    assert [typed(each) for each in some.unknown] == [
        "On ignore ce qui pèse dans 1 cas : une notation du groupe le dirait."
    ]
    none = stakes_answer([GradedCase("Un", None, 3)] * 2)
    assert typed(none.sentence) == "2 cas, que personne n'a notés."
    assert stakes_answer([]).sentence is None
    assert len(stakes_answer([]).unknown) == 1


def test_the_lab_takes_shape_by_decisions_and_open_questions() -> None:
    formed = Formed(6, date(2018, 6, 14), 8, 4, date(2018, 3, 28), 1, is_next_planned=False)
    answer = form_answer(formed, JULY)
    assert typed(answer.sentence) == (
        "6 décisions en vigueur, la dernière prise le 14 juin 2018 ; 4 questions restent "
        "ouvertes, la plus ancienne depuis 3 mois."
    )
    assert [typed(each) for each in answer.unknown] == [
        "1 décision ne dit pas sur quoi elle repose.",
        "Aucune réunion de pilotage n'est prévue pour répondre à ce qui reste ouvert.",
    ]
    settled = Formed(1, date(2018, 6, 14))
    assert typed(form_answer(settled, JULY).sentence) == (
        "1 décision en vigueur, prise le 14 juin 2018."
    )
    assert form_answer(settled, JULY).unknown == ()


def test_before_any_decision_the_home_says_so_and_before_anything_it_says_nothing() -> None:
    march = Formed(n_findings=8, n_open=3, oldest_on=date(2018, 3, 27), is_next_planned=True)
    assert typed(form_answer(march, MARCH).sentence) == (
        "Rien n'est encore décidé ; 8 constats sont relus, 3 questions restent ouvertes, la plus "
        "ancienne depuis 1 jour."
    )
    assert form_answer(march, MARCH).unknown == ()
    assert form_answer(Formed(), MARCH).sentence is None


def test_support_is_told_as_facts_with_their_day() -> None:
    sounded = Sounded(15, 24, 40, date(2018, 6, 20))
    answer = support_answer(Supported(5, 1, 3, sounded), JULY)
    assert typed(answer.sentence) == (
        "5 décisions en faveur du laboratoire ; 1 décision contre ce qu'il demandait ; 3 questions "
        "qui attendent leur réponse ; 15 réponses favorables sur 24 au sondage du 20 juin 2018."
    )
    assert [typed(each) for each in answer.unknown] == [
        "On ignore ce qu'en pensent 16 personnes interrogées qui n'ont pas répondu."
    ]


def test_what_an_old_sounding_does_not_tell_any_more_is_said() -> None:
    old = Supported(1, 0, 0, Sounded(10, 12, 12, date(2018, 1, 10)))
    assert "depuis le 10 janvier 2018" in typed(support_answer(old, JULY).unknown[0])
    nothing = support_answer(Supported(n_pending=3), MARCH)
    assert nothing.sentence is None
    assert typed(nothing.unknown[0]) == (
        "On ignore ce qu'en pensent les directions : un sondage à leur intention le dirait."
    )


def test_the_groups_breath_is_never_a_persons() -> None:
    load = Load(Decimal(42), Decimal("55.5"), date(2018, 1, 1), 4, 3)
    assert typed(breath_sentence(load)) == (
        "Depuis janvier 2018, le groupe a donné 42 jours pour 55,5 accordés ; les 3 dernières "
        "sessions n'ont amené personne de nouveau."
    )
    alone = Load(Decimal(3), Decimal(0), date(2018, 1, 1), 1, 0)
    assert typed(breath_sentence(alone)) == (
        "Depuis janvier 2018, le groupe a donné 3 jours, sans lettre de mission."
    )
    assert breath_sentence(Load(Decimal(0), Decimal(9), MARCH, 0, 0)) is None


@given(st.lists(st.frozensets(st.integers(0, 6))))
def test_sessions_without_news_are_the_last_ones_in_a_row(came: list[frozenset[int]]) -> None:
    n = without_news(came)
    assert 0 <= n <= len(came)
    late = came[len(came) - n :] if n else []
    before = came[: len(came) - n]
    assert all(each <= set().union(*before) for each in late)
    if n < len(came):
        assert came[-n - 1] - set().union(*before[:-1])


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_form_is_silent_only_when_nothing_is_known(a: int, b: int, c: int, d: int) -> None:
    formed = Formed(a, MARCH if a else None, b, c, MARCH if c else None, min(a, d))
    assert (form_answer(formed, JULY).sentence is None) == (not (a or b or c))
