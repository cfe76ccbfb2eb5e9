"""What a method card holds, what reviews of it add up to: pure."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from mire.analysis.proportions import Interval, wilson
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text, text_n

METHOD = "method"
MOST_TITLE, MOST_LINE, MOST_TEXT, MOST_CARDS = 120, 200, 4_000, 300
MOST_MINUTES, MOST_PEOPLE = 600, 2_000
LEAST_REVIEWS = 5
"""People who reviewed a method, under which nothing is concluded: their words alone are read."""

GRADES = (1, 2, 3, 4)
EASE_WORDS = {
    1: text("difficile"),
    2: text("plutôt difficile"),
    3: text("plutôt facile"),
    4: text("facile"),
}
EFFECT_WORDS = {
    1: text("aucun effet"),
    2: text("peu d'effet"),
    3: text("de l'effet"),
    4: text("beaucoup d'effet"),
}

FORMAT, VERSION = "mire-methods", 1
TEXTS: Mapping[str, int] = {
    "title": MOST_TITLE,
    "aim": MOST_TEXT,
    "avoid": MOST_TEXT,
    "steps": MOST_TEXT,
    "material": MOST_TEXT,
    "sources": MOST_TEXT,
}
"""The texts of a card, as a file of cards names them, and the most characters of each."""

RANGES: Mapping[str, int] = {"minutes": MOST_MINUTES, "people": MOST_PEOPLE}
"""The ranges of a card, [fewest, most], and how far each may go."""


class Where(enum.StrEnum):
    """What a method was used in."""

    MEETING = "meeting"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Given:
    """One person's review. ``who``: what tells people apart, and nothing else."""

    who: int
    on: date
    ease: int
    effect: int
    would_again: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What reviews add up to, each person counting once, by their last one.

    ``interval`` None: fewer than ``LEAST_REVIEWS`` people; then medians are None as well.
    """

    n_people: int
    n_again: int
    interval: Interval | None
    ease: float | None
    effect: float | None


def summed_up(reviews: Sequence[Given]) -> Summary:
    """Return what reviews add up to; they come in the order in which they were written."""
    last: dict[int, Given] = {}
    for each in sorted(reviews, key=lambda each: each.on):
        last[each.who] = each
    n, again = len(last), sum(each.would_again for each in last.values())
    if n < LEAST_REVIEWS:
        return Summary(n, again, None, None, None)
    return Summary(
        n,
        again,
        wilson(again, n),
        float(median(each.ease for each in last.values())),
        float(median(each.effect for each in last.values())),
    )


def summary_words(summary: Summary) -> Text:
    """Say how many would use a method again alone, and how far that can be trusted."""
    if not summary.n_people:
        return text("Personne ne l'a encore évaluée.")
    if summary.interval is None:
        return text_n(
            "%(count)s personne l'a évaluée : trop peu pour en conclure quoi que ce soit.",
            "%(count)s personnes l'ont évaluée : trop peu pour en conclure quoi que ce soit.",
            summary.n_people,
        )
    return text(
        "%(again)s personnes sur %(n)s s'en resserviraient sans aide. Sur si peu d'avis, la part "
        "réelle peut aller de %(low)s à %(high)s %%.",
        again=summary.n_again,
        n=summary.n_people,
        low=round(100 * summary.interval.low),
        high=round(100 * summary.interval.high),
    )


def short_words(summary: Summary) -> Text:
    """Return the summary as a list holds it: « 5 sur 7 », « 2 avis »."""
    if summary.interval is None:
        return text_n("%(count)s avis", "%(count)s avis", summary.n_people)
    return text("%(again)s sur %(n)s", again=summary.n_again, n=summary.n_people)


def median_words(value: float, words: Mapping[int, Text]) -> Text:
    """Return the words of a median grade; between two grades, both."""
    low = int(value)
    if value == low:
        return words[low]
    return text("entre « %(low)s » et « %(high)s »", low=words[low], high=words[low + 1])


def check_review(ease: int, effect: int, where: str) -> None:
    """Refuse a review whose grades can't be, or that says nothing of where."""
    if ease not in GRADES or effect not in GRADES:
        raise Refusal(text("Choisissez une réponse de la liste."), path=("ease",))
    if not where:
        raise Refusal(
            text("Dites à quelle réunion ou pour quel cas vous vous en êtes servi·e."),
            path=("where",),
        )


def check_range(low: int | None, high: int | None, name: str) -> None:
    """Refuse a range that goes down, or that lacks one end. ``name``: its field's beginning."""
    if (low is None) != (high is None) or (low is not None and high is not None and low > high):
        raise Refusal(
            text("Dites les deux nombres, du plus petit au plus grand, ou aucun."),
            path=(f"{name}_high",),
        )


def cards_in(file: Any) -> list[dict[str, Any]]:
    """Return the cards of a decoded file; raise a ``Refusal`` that says what is wrong and where."""
    if not isinstance(file, dict) or file.get("format") != FORMAT:
        raise _wrong(
            text("Ce n'est pas une bibliothèque de méthodes : elle s'exporte de la page Méthodes.")
        )
    if file.get("version") != VERSION:
        raise _wrong(
            text(
                "Cette bibliothèque est écrite dans une version que ce Mire ne lit pas : mettez "
                "Mire à jour, ou demandez-la dans la version %(version)s.",
                version=VERSION,
            )
        )
    cards = file.get("methods")
    if not isinstance(cards, list):
        raise _wrong(text("Le fichier ne contient pas la liste « methods »."))
    if len(cards) > MOST_CARDS:
        raise _wrong(text("Le fichier a plus de %(most)s fiches.", most=MOST_CARDS))
    return [_card(each, number) for number, each in enumerate(cards, 1)]


def _card(card: Any, number: int) -> dict[str, Any]:
    if not isinstance(card, dict):
        raise _wrong(text("Fiche n° %(number)s : ce n'est pas une fiche.", number=number))
    kept: dict[str, Any] = {}
    for name, most in {"key": 40, **TEXTS, "technique": 40}.items():
        value = card.get(name, "")
        if not isinstance(value, str) or (name in ("key", "title", "aim") and not value.strip()):
            raise _wrong(
                text(
                    "Fiche n° %(number)s : « %(field)s » manque, ou n'est pas un texte.",
                    number=number,
                    field=name,
                )
            )
        if len(value) > most:
            raise _wrong(
                text(
                    "Fiche n° %(number)s : « %(field)s » dépasse %(most)s signes.",
                    number=number,
                    field=name,
                    most=most,
                )
            )
        kept[name] = value.strip()
    for name, most in RANGES.items():
        kept[name] = _range(card.get(name), number, name, most)
    return kept


def _range(value: Any, number: int, name: str, most: int) -> tuple[int, int] | None:
    if value is None:
        return None
    is_pair = isinstance(value, list) and len(value) == 2
    if not is_pair or not all(type(each) is int and 1 <= each <= most for each in value):
        raise _wrong(
            text(
                "Fiche n° %(number)s : « %(field)s » attend deux nombres, de 1 à %(most)s.",
                number=number,
                field=name,
                most=most,
            )
        )
    low, high = value
    return min(low, high), max(low, high)


def _wrong(said: Text) -> Refusal:
    return Refusal(said, path=("file",), code="file")
