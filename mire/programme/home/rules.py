"""The home's sentences, made from counts: pure. Where nothing is known, nothing is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from mire.programme.outcomes.rules.kinds import span_words
from mire.technique_api.text import Text, text, text_n
from mire.words import words

FRENCH_PLURAL = 2
"""French counts from two; English whatever is not one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one of the four questions.

    ``sentence`` None: nothing is known. ``unknown``: what is not known, and what would tell.
    """

    sentence: Text | None
    unknown: Sequence[Text] = ()


@dataclass(frozen=True, slots=True)
class GradedCase:
    """A case as the home weighs it: its grade from 0 to 4 (None: not graded), its half days."""

    title: str
    grade: float | None
    half_days: int


def stakes_answer(cases: Sequence[GradedCase]) -> Answer:
    """Say whether topics weigh: the last graded case against those before, and the longest one.

    ``cases``: those that were not refused, in the order in which they were asked for.
    """
    if not cases:
        return Answer(
            None,
            (text("On ignore ce que le groupe essaie : aucun cas pratique n'est inscrit."),),
        )
    graded = [each for each in cases if each.grade is not None]
    n_without = len(cases) - len(graded)
    unknown = (
        (
            text_n(
                "On ignore ce qui pèse dans %(count)s cas : une notation du groupe le dirait.",
                "On ignore ce qui pèse dans %(count)s cas : une notation du groupe le dirait.",
                n_without,
            ),
        )
        if n_without
        else ()
    )
    if not graded:
        return Answer(
            text_n(
                "%(count)s cas, que personne n'a noté.",
                "%(count)s cas, que personne n'a notés.",
                len(cases),
            ),
            unknown,
        )
    last, before = graded[-1], [each.grade for each in graded[:-1] if each.grade is not None]
    grade = float(last.grade or 0)
    if not before:
        said = text(
            "« %(title)s » est jugé à %(grade)s sur 4 par le groupe.", title=last.title, grade=grade
        )
    else:
        earlier = float(median(before))
        said = text(
            "Le dernier cas, « %(title)s », est jugé à %(grade)s sur 4, %(than)s ceux d'avant "
            "(%(earlier)s).",
            title=last.title,
            grade=grade,
            than=_than(grade, earlier),
            earlier=earlier,
        )
    longest = max(cases, key=lambda each: each.half_days)
    if not longest.half_days or len(cases) == 1:
        return Answer(said, unknown)
    days = _half(longest.half_days)
    if longest is last:
        return Answer(
            text("%(said)s C'est aussi le plus long : %(days)s.", said=said, days=days),
            unknown,
        )
    return Answer(
        text(
            "%(said)s Le plus long, « %(title)s », a pris %(days)s.",
            said=said,
            title=longest.title,
            days=days,
        ),
        unknown,
    )


def _than(grade: float, earlier: float) -> Text:
    if grade > earlier:
        return text("plus que")
    return text("autant que") if grade == earlier else text("moins que")


def _half(half_days: int) -> Text:
    return days_words(Decimal(half_days) / 2)


def days_words(days: Decimal) -> Text:
    """Say some days: « 1,5 jour » and "1.5 days", each language by its own rule."""
    said = int(days) if days == int(days) else float(days)
    rule = 1 if days == 1 else 0 if days < FRENCH_PLURAL else 2
    return text_n("%(days)s jour", "%(days)s jours", rule, days=said)


@dataclass(frozen=True, slots=True)
class Formed:
    """What is concluded and what is not.

    ``last_on``: of the last decision; ``oldest_on``: of the question that waits for longest.
    ``n_unsourced``: decisions in force that cite nothing. ``is_next_planned``: a steering meeting
    is to come.
    """

    n_decisions: int = 0
    last_on: date | None = None
    n_findings: int = 0
    n_open: int = 0
    oldest_on: date | None = None
    n_unsourced: int = 0
    is_next_planned: bool = False


def form_answer(formed: Formed, today: date) -> Answer:
    """Say whether the lab takes shape: what is decided, what stays open and for how long."""
    unknown = []
    if formed.n_unsourced:
        unknown.append(
            text_n(
                "%(count)s décision ne dit pas sur quoi elle repose.",
                "%(count)s décisions ne disent pas sur quoi elles reposent.",
                formed.n_unsourced,
            )
        )
    if formed.n_open and not formed.is_next_planned:
        unknown.append(
            text("Aucune réunion de pilotage n'est prévue pour répondre à ce qui reste ouvert.")
        )
    still = _open_words(formed, today)
    if formed.n_decisions and formed.last_on is not None:
        said = text_n(
            "%(count)s décision en vigueur, prise le %(day)s",
            "%(count)s décisions en vigueur, la dernière prise le %(day)s",
            formed.n_decisions,
            day=words.day(formed.last_on),
        )
        sentence = (
            text("%(said)s.", said=said)
            if still is None
            else text("%(said)s ; %(still)s.", said=said, still=still)
        )
    elif formed.n_findings or still is not None:
        findings = text_n(
            "%(count)s constat est relu", "%(count)s constats sont relus", formed.n_findings
        )
        parts = [findings] if formed.n_findings else []
        parts += [] if still is None else [still]
        said = parts[0] if len(parts) == 1 else text("%(one)s, %(two)s", one=parts[0], two=parts[1])
        sentence = text("Rien n'est encore décidé ; %(said)s.", said=said)
    else:
        return Answer(
            None,
            (text("On ignore la forme que prendra le laboratoire : rien n'est conclu encore."),),
        )
    return Answer(sentence, tuple(unknown))


def _open_words(formed: Formed, today: date) -> Text | None:
    if not formed.n_open or formed.oldest_on is None:
        return None
    days = max(0, (today - formed.oldest_on).days)
    since = span_words(days)
    return text_n(
        "%(count)s question reste ouverte, depuis %(since)s",
        "%(count)s questions restent ouvertes, la plus ancienne depuis %(since)s",
        formed.n_open,
        since=since,
    )


@dataclass(frozen=True, slots=True)
class Sounded:
    """One closed wave of a sounding: how many agreed, answered, were asked, and its last day."""

    n_agree: int
    n: int
    n_asked: int
    on: date


@dataclass(frozen=True, slots=True)
class Supported:
    """What general management did and what waits for it: facts, never a verdict."""

    n_for: int = 0
    n_against: int = 0
    n_pending: int = 0
    last: Sounded | None = None


MONTHS_BETWEEN = 4
"""Months after which a sounding tells little of today."""


def support_answer(supported: Supported, today: date) -> Answer:
    """Say what general management decided and what waits for it, and what directors answered."""
    parts = []
    if supported.n_for:
        parts.append(
            text_n(
                "%(count)s décision en faveur du laboratoire",
                "%(count)s décisions en faveur du laboratoire",
                supported.n_for,
            )
        )
    if supported.n_against:
        parts.append(
            text_n(
                "%(count)s décision contre ce qu'il demandait",
                "%(count)s décisions contre ce qu'il demandait",
                supported.n_against,
            )
        )
    if supported.n_pending and (parts or supported.last):
        parts.append(
            text_n(
                "%(count)s question qui attend sa réponse",
                "%(count)s questions qui attendent leur réponse",
                supported.n_pending,
            )
        )
    last = supported.last
    if last is not None:
        parts.append(
            text_n(
                "%(count)s réponse favorable sur %(n)s au sondage du %(day)s",
                "%(count)s réponses favorables sur %(n)s au sondage du %(day)s",
                last.n_agree,
                n=last.n,
                day=words.day(last.on),
            )
        )
    unknown = _unknown_support(supported, today)
    if not parts:
        return Answer(None, unknown)
    return Answer(text("%(parts)s.", parts=_joined(parts)), unknown)


def _unknown_support(supported: Supported, today: date) -> tuple[Text, ...]:
    last = supported.last
    if last is None:
        return (
            text(
                "On ignore ce qu'en pensent les directions : un sondage à leur intention le dirait."
            ),
        )
    if (today - last.on).days > MONTHS_BETWEEN * 30:
        return (
            text(
                "On ignore ce qu'en pensent les directions depuis le %(day)s : un sondage manque.",
                day=words.day(last.on),
            ),
        )
    silent = last.n_asked - last.n
    if silent > 0:
        return (
            text_n(
                "On ignore ce qu'en pense %(count)s personne interrogée qui n'a pas répondu.",
                "On ignore ce qu'en pensent %(count)s personnes interrogées qui n'ont pas répondu.",
                silent,
            ),
        )
    return ()


def _joined(parts: Sequence[Text]) -> Text:
    said = parts[0]
    for each in parts[1:]:
        said = text("%(said)s ; %(each)s", said=said, each=each)
    return said


@dataclass(frozen=True, slots=True)
class Load:
    """What the group gave since a day, and what letters grant it; never of a person.

    ``n_sessions``: held since; ``n_without_news``: the last ones in a row to which nobody new came.
    """

    spent: Decimal
    granted: Decimal
    since: date
    n_sessions: int
    n_without_news: int


def breath_sentence(load: Load) -> Text | None:
    """Say how the group's load stands; None where nothing was noted."""
    if not load.spent and not load.n_sessions:
        return None
    since = words.month(load.since)
    if load.granted:
        said = text(
            "Depuis %(since)s, le groupe a donné %(spent)s pour %(granted)s accordés",
            since=since,
            spent=days_words(load.spent),
            granted=_days(load.granted),
        )
    else:
        said = text(
            "Depuis %(since)s, le groupe a donné %(spent)s, sans lettre de mission",
            since=since,
            spent=days_words(load.spent),
        )
    if load.n_without_news < 2:
        return text("%(said)s.", said=said)
    return text(
        "%(said)s ; les %(n)s dernières sessions n'ont amené personne de nouveau.",
        said=said,
        n=load.n_without_news,
    )


def _days(days: Decimal) -> float | int:
    return int(days) if days == int(days) else float(days)


def without_news(came: Sequence[frozenset[int]]) -> int:
    """Return how many of the last sessions in a row brought nobody who had not come before.

    ``came``: who came to each session, the oldest first.
    """
    known: set[int] = set()
    n = 0
    for each in came:
        n = 0 if each - known else n + 1
        known |= each
    return n
