"""How far a case has come, what is at stake in it, what it cost: pure."""

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from mire.programme.evidence.rules import digest_of
from mire.programme.programmes.rules import months_after
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

CASE, LEARNT = "case", "learnt"
GRADES = 5
"""From 0, nothing at stake, to 4, as much as can be."""
MOST_VOICES = 500
MOST_HALF_DAYS = 400
FOLLOW_UP_MONTHS = 6
MOST_TITLE, MOST_LINE, MOST_TEXT, MOST_SENTENCE = 120, 200, 6_000, 400


class Status(enum.StrEnum):
    """How far a case has come."""

    PROPOSED = "proposed"
    STUDIED = "studied"
    CHOSEN = "chosen"
    REFUSED = "refused"
    UNDER_WAY = "under_way"
    CLOSED = "closed"


STATUS_WORDS = {
    Status.PROPOSED: text("proposé"),
    Status.STUDIED: text("à l'étude"),
    Status.CHOSEN: text("retenu"),
    Status.REFUSED: text("écarté"),
    Status.UNDER_WAY: text("en cours"),
    Status.CLOSED: text("clos"),
}

MOVES: Mapping[Status, tuple[Status, ...]] = {
    Status.PROPOSED: (Status.STUDIED, Status.REFUSED),
    Status.STUDIED: (Status.CHOSEN, Status.REFUSED),
    Status.CHOSEN: (Status.UNDER_WAY, Status.REFUSED),
    Status.REFUSED: (Status.STUDIED,),
    Status.UNDER_WAY: (Status.CLOSED,),
    Status.CLOSED: (Status.UNDER_WAY,),
}
"""From which status to which, the usual next one first."""

REASONED = {
    Status.CHOSEN: text("Dites pourquoi ce cas est retenu : le groupe pourra le relire."),
    Status.REFUSED: text("Dites pourquoi ce cas est écarté : on le doit à qui l'a demandé."),
    Status.CLOSED: text("Dites comment le cas s'est fini, abouti ou non."),
}
"""The statuses that nobody gives without a reason, and what is said where it is missing."""

REOPENED = text("Dites pourquoi le cas est repris.")


class HowGraded(enum.StrEnum):
    """How voices were counted."""

    HANDS = "hands"
    BALLOT = "ballot"


HOW_WORDS = {
    HowGraded.HANDS: text("à main levée"),
    HowGraded.BALLOT: text("à bulletins"),
}


def reason_missing(was: Status, to: Status) -> Text | None:
    """Return what is said to who gives no reason for a move, None where it needs none."""
    if was in (Status.REFUSED, Status.CLOSED):
        return REOPENED
    return REASONED.get(to)


def check_move(was: Status, to: Status, reason: str) -> None:
    """Refuse a move that can't be, or that lacks its reason."""
    if to not in MOVES[was]:
        raise Refusal(
            text(
                "Ce cas est « %(was)s » : il ne peut pas passer à « %(to)s » d'ici.",
                was=STATUS_WORDS[was],
                to=STATUS_WORDS[to],
            ),
            code="status",
        )
    if not reason.strip() and (said := reason_missing(was, to)) is not None:
        raise Refusal(said, path=("reason",), code="reason")


def follow_up_on(closed_on: date) -> date:
    """Return the day from which one asks what became of a case."""
    return months_after(closed_on, FOLLOW_UP_MONTHS)


def is_follow_up_due(status: Status, closed_on: date | None, became: str, today: date) -> bool:
    """Say whether it is time to write what became of a case, and nobody has."""
    if status is not Status.CLOSED or closed_on is None or became:
        return False
    return follow_up_on(closed_on) <= today


def check_counts(counts: Sequence[int]) -> None:
    """Refuse voices by grade that can't be."""
    n = sum(counts)
    if len(counts) != GRADES or min(counts) < 0 or n == 0:
        raise Refusal(
            text("Comptez au moins une voix : combien pour chaque note, de 0 à 4."),
            path=("n0",),
            code="counts",
        )
    if n > MOST_VOICES:
        raise Refusal(
            text(
                "%(n)s voix, c'est trop pour un groupe : %(most)s au plus.", n=n, most=MOST_VOICES
            ),
            path=("n0",),
            code="counts",
        )


@dataclass(frozen=True, slots=True)
class Spread:
    """How the voices of a group lie on the grades 0 to 4.

    ``q1``, ``q3``: the lowest grade that a quarter, then three quarters, of the voices don't
    exceed: grades that somebody gave. ``median``: between two grades where the middle is.
    """

    counts: tuple[int, ...]
    median: float
    q1: int
    q3: int
    low: int
    high: int

    @property
    def n(self) -> int:
        """How many voices there are."""
        return sum(self.counts)


def spread(counts: Sequence[int], *, threshold: int) -> Spread | None:
    """Return how voices lie, None under the threshold: then nothing but their number is told."""
    if sum(counts) < threshold:
        return None
    voices = [grade for grade, n in enumerate(counts) for _ in range(n)]
    return Spread(
        tuple(counts),
        float(median(voices)),
        voices[-(-len(voices) // 4) - 1],
        voices[-(-3 * len(voices) // 4) - 1],
        voices[0],
        voices[-1],
    )


@dataclass(frozen=True, slots=True)
class Stakes:
    """What is at stake: the median of the criteria's medians, the lowest and highest of these."""

    level: float
    low: float
    high: float
    n_criteria: int


def stakes(spreads: Collection[Spread]) -> Stakes | None:
    """Return what is at stake by several criteria, each counting the same; None without any."""
    if not spreads:
        return None
    medians = [each.median for each in spreads]
    return Stakes(float(median(medians)), min(medians), max(medians), len(medians))


def latest_stakes(tallies: Iterable[tuple[int, Sequence[int]]], *, threshold: int) -> Stakes | None:
    """Return what is at stake by the last counts of each: (criterion, counts), in time."""
    spreads = [spread(counts, threshold=threshold) for counts in dict(tallies).values()]
    return stakes([each for each in spreads if each is not None])


@dataclass(frozen=True, slots=True)
class Point:
    """A case where stakes are compared with effort; ``place``: its number in the list, from 1."""

    place: int
    title: str
    half_days: int
    stakes: Stakes


def days_words(half_days: int) -> Text:
    """Return half days in words: « 12 jours », « un demi-jour »."""
    if half_days <= 2:
        return (text("aucun jour"), text("un demi-jour"), text("un jour"))[half_days]
    if half_days == 3:  # in French, one and a half is singular
        return text("%(days)s jour", days=1.5)
    return text("%(days)s jours", days=half_days / 2)


def grade_words(value: float) -> Text:
    """Return a median in words: « 3,5 sur 4 »."""
    return text("%(grade)s sur %(most)s", grade=value, most=GRADES - 1)


def compared(points: Sequence[Point]) -> Text:
    """Say what a comparison of stakes with effort shows, of those that have both."""
    if not points:
        return text(
            "Rien à comparer encore : il faut des jours passés et des enjeux notés par le groupe."
        )
    dearest = max(points, key=lambda each: each.half_days)
    if len(points) == 1:
        return text(
            "Un seul cas se compare : « %(title)s », %(days)s pour un enjeu de %(grade)s.",
            title=dearest.title,
            days=days_words(dearest.half_days),
            grade=grade_words(dearest.stakes.level),
        )
    levels = sorted(each.stakes.level for each in points)
    if dearest.stakes.level == levels[0] and levels[0] < levels[1]:
        return text(
            "« %(title)s » a pris le plus de temps (%(days)s) pour l'enjeu le plus faible "
            "(%(grade)s).",
            title=dearest.title,
            days=days_words(dearest.half_days),
            grade=grade_words(dearest.stakes.level),
        )
    if dearest.stakes.level == levels[-1] and levels[-1] > levels[-2]:
        return text(
            "« %(title)s » a pris le plus de temps (%(days)s), et son enjeu est le plus fort "
            "(%(grade)s).",
            title=dearest.title,
            days=days_words(dearest.half_days),
            grade=grade_words(dearest.stakes.level),
        )
    return text(
        "« %(title)s » a pris le plus de temps (%(days)s), pour un enjeu de %(grade)s ; d'un cas à "
        "l'autre, l'enjeu va de %(low)s à %(high)s.",
        title=dearest.title,
        days=days_words(dearest.half_days),
        grade=grade_words(dearest.stakes.level),
        low=levels[0],
        high=grade_words(levels[-1]),
    )


def digest_of_case(title: str, ask: str) -> str:
    """Return what tells that what was asked is something else."""
    return digest_of({"title": title, "ask": ask})


def digest_of_learnt(sentence: str) -> str:
    """Return what tells that a learnt point says something else."""
    return digest_of({"sentence": sentence})


def digest_of_story(done: str, outputs: str, became: str, learnt: Sequence[str]) -> str:
    """Return what tells that a case's story is not the one that was read."""
    return digest_of({"done": done, "outputs": outputs, "became": became, "learnt": [*learnt]})
