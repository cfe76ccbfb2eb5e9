"""The kinds of outcomes, where each stands, until when it can be changed."""

import enum
from datetime import date, datetime, timedelta

from mire.programme.evidence.rules import digest_of
from mire.technique_api.text import Text, text, text_n

MOST_WHAT, MOST_WHY, MOST_WHO, MOST_LEFT, MOST_CORRECTION = 400, 1_000, 160, 400, 600
CHANGE_MINUTES = 10
"""Minutes during which what was written outside of minutes being taken can still be changed."""


class OutcomeKind(enum.StrEnum):
    """What sort of line an outcome is; each is a kind of the thread under this name."""

    DECISION = "decision"
    QUESTION = "question"
    ACTION = "action"
    ANSWER = "answer"  # to a question that it cites, without anything being decided


KIND_WORDS = {
    OutcomeKind.DECISION: text("décision"),
    OutcomeKind.QUESTION: text("question ouverte"),
    OutcomeKind.ACTION: text("action"),
    OutcomeKind.ANSWER: text("réponse"),
}

LETTERS = {
    OutcomeKind.DECISION: "D",
    OutcomeKind.QUESTION: "Q",
    OutcomeKind.ACTION: "A",
    OutcomeKind.ANSWER: "R",
}
"""The letter before an outcome's number: « D12 »; a typed line begins with it too."""


class Stance(enum.StrEnum):
    """What a decision means for the laboratory, where somebody said it."""

    UNSAID = ""
    FOR = "for"
    AGAINST = "against"


STANCE_WORDS = {
    Stance.UNSAID: text("sans effet dit sur le laboratoire"),
    Stance.FOR: text("en faveur du laboratoire"),
    Stance.AGAINST: text("contre ce que le laboratoire demandait"),
}


class Seen(enum.Enum):
    """Which outcomes somebody reads."""

    DRAFTS = "drafts"  # all: who takes minutes
    SHARED = "shared"  # those of minutes that were proposed, and what was written outside of any
    SETTLED = "settled"  # only what is final: who has no account


class End(enum.StrEnum):
    """How an outcome ended, "" while it has not."""

    NOT = ""
    DONE = "done"
    ABANDONED = "abandoned"


class Standing(enum.StrEnum):
    """Where an outcome stands."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    OPEN = "open"
    ANSWERED = "answered"
    TO_DO = "to_do"
    LATE = "late"
    DONE = "done"
    ABANDONED = "abandoned"
    GIVEN = "given"  # an answer


STANDING_WORDS = {
    Standing.IN_FORCE: text("en vigueur"),
    Standing.SUPERSEDED: text("remplacée"),
    Standing.OPEN: text("ouverte"),
    Standing.ANSWERED: text("a sa réponse"),
    Standing.TO_DO: text("à faire"),
    Standing.LATE: text("en retard"),
    Standing.DONE: text("faite"),
    Standing.ABANDONED: text("abandonnée"),
    Standing.GIVEN: text("donnée"),
}


def standing_of(
    kind: OutcomeKind,
    *,
    is_superseded: bool,
    end: End,
    due: date | None = None,
    is_answered: bool = False,
    today: date,
) -> Standing:
    """Say where an outcome stands on a day. An action is late from the day after it was due."""
    if is_superseded:
        return Standing.SUPERSEDED
    if end is End.ABANDONED:
        return Standing.ABANDONED
    if kind is OutcomeKind.DECISION:
        return Standing.IN_FORCE
    if kind is OutcomeKind.ANSWER:
        return Standing.GIVEN
    if kind is OutcomeKind.QUESTION:
        return Standing.ANSWERED if is_answered else Standing.OPEN
    if end is End.DONE:
        return Standing.DONE
    return Standing.LATE if due is not None and due < today else Standing.TO_DO


ENDS = {
    OutcomeKind.DECISION: (End.ABANDONED,),
    OutcomeKind.QUESTION: (End.ABANDONED,),
    OutcomeKind.ACTION: (End.DONE, End.ABANDONED),
    OutcomeKind.ANSWER: (End.ABANDONED,),
}
"""How an outcome of each kind can be ended by somebody."""


def may_change(*, settled_at: datetime | None, made_at: datetime, now: datetime) -> bool:
    """Say whether an outcome can still be changed.

    As long as it is not settled (None): the minutes that it stands in are being taken or amended.
    What was written outside of minutes is settled at once, and can be changed for ten minutes.
    """
    if settled_at is None:
        return True
    return settled_at == made_at and now < made_at + timedelta(minutes=CHANGE_MINUTES)


def digest_of_outcome(
    *, kind: str, what: str, why: str, who: str, left: str, due: date | None, stance: str
) -> str:
    """Return what tells that an outcome says something else."""
    return digest_of(
        {
            "kind": str(kind),
            "what": what,
            "why": why,
            "who": who,
            "left": left,
            "due": None if due is None else due.isoformat(),
            "stance": str(stance),
        }
    )


def name_of(kind: str, number: int) -> str:
    """Return what an outcome is called: « D12 »."""
    return f"{LETTERS[OutcomeKind(kind)]}{number}"


def open_for(asked_on: date, today: date) -> Text:
    """Say for how long a question has been open."""
    days = max(0, (today - asked_on).days)
    if days == 0:
        return text("ouverte aujourd'hui")
    return text("ouverte depuis %(since)s", since=span_words(days))


def span_words(days: int) -> Text:
    """Say some days in days up to two months, in months after: never fewer as days go by."""
    if days < 60:
        return text_n("%(count)s jour", "%(count)s jours", days)
    months = max(2, round(days * 12 / 365))
    return text_n("%(count)s mois", "%(count)s mois", months)
