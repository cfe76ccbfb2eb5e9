"""Names and limits of the room: roles of sponsors, what can be written, how long."""

import enum
from collections.abc import Collection, Iterable
from datetime import date

from mire.programme.sponsorship.rules.days import Count
from mire.programme.sponsorship.rules.path import MOST_DELAY, Side, Standing, Step, ordered
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

DELIBERATION = "deliberation"
SERVED = "served"
"""The code of what is refused to a form that already added something else."""

MOST_TITLE, MOST_FUNCTION, MOST_SAID, MOST_SOURCE = 300, 160, 400, 600
MOST_STEPS, MOST_BODIES, MOST_SESSIONS, MOST_FACTS, MOST_PERIODS = 60, 20, 200, 500, 40


class SponsorRole(enum.StrEnum):
    """In what capacity somebody carries the deliberation; never a person's worth."""

    ELECTED = "elected"
    CHIEF = "chief"
    DEPUTY = "deputy"
    DIRECTOR = "director"


ROLE_WORDS = {
    SponsorRole.ELECTED: text("élu ou élue"),
    SponsorRole.CHIEF: text("direction générale des services"),
    SponsorRole.DEPUTY: text("direction générale adjointe"),
    SponsorRole.DIRECTOR: text("direction"),
}

SIDE_WORDS = {
    Side.BEFORE: text("avant le conseil"),
    Side.COUNCIL: text("la séance du conseil"),
    Side.AFTER: text("après le conseil, au plus tard"),
    Side.TERM: text("après le conseil : un délai qui court"),
}

STANDING_WORDS = {
    Standing.DONE: text("fait"),
    Standing.SHORT: text("fait, délai trop court"),
    Standing.UNTOLD: text("rien de noté, la suite est faite"),
    Standing.LATE: text("en retard"),
    Standing.SOON: text("bientôt"),
    Standing.TO_COME: text("à venir"),
    Standing.OVER: text("délai écoulé"),
}


def check_step(step: Step, others: Iterable[Step], *, bodies: Collection[str]) -> None:
    """Raise a ``Refusal`` that names the field for a step that no path could hold."""
    rows = {each.key: each for each in others if each.key != step.key}
    most = MOST_DELAY[Count(step.count)]
    if not 0 <= step.delay <= most:
        raise Refusal(
            text("Un délai va de 0 à %(most)s.", most=most), path=("delay",), code="delay"
        )
    if step.side is Side.COUNCIL:
        return
    if step.body and step.body not in bodies:
        raise Refusal(text("Cette instance a été retirée."), path=("body",), code="body")
    if step.body and step.side is not Side.BEFORE:
        raise Refusal(
            text("Une séance ne se choisit que pour une étape d'avant le conseil."),
            path=("body",),
            code="body",
        )
    if not step.anchors:
        raise Refusal(
            text("Dites par rapport à quelle étape compte ce délai."),
            path=("anchors",),
            code="missing",
        )
    sides = (Side.BEFORE,) if step.side is Side.BEFORE else (Side.AFTER, Side.TERM)
    for key in step.anchors:
        anchor = rows.get(key)
        if anchor is None or anchor.side not in (Side.COUNCIL, *sides):
            raise Refusal(
                text(
                    "Une étape d'avant le conseil se compte jusqu'au conseil ou à une autre "
                    "étape d'avant ; une étape d'après, depuis le conseil ou une autre d'après."
                ),
                path=("anchors",),
                code="side",
            )
    try:
        ordered([*rows.values(), step])
    except ValueError:
        raise Refusal(
            text(
                "Ces étapes s'attendraient l'une l'autre : choisissez-en une qui vient plus loin."
            ),
            path=("anchors",),
            code="ring",
        ) from None


def read_sessions(written: str) -> list[date]:
    """Return the dates of a text, one a line (« 04/10/2018 » or « 2018-10-04 »), in order.

    Raises a ``Refusal`` that says the line.
    """
    found: set[date] = set()
    for number, line in enumerate(written.splitlines(), 1):
        said = line.strip().rstrip(",;.")
        if not said:
            continue
        if (day := _day(said)) is None:
            raise Refusal(
                text(
                    "Ligne %(number)s : « %(said)s » n'est pas une date. Écrivez « 04/10/2018 ».",
                    number=number,
                    said=said[:40],
                ),
                path=("sessions",),
                code="day",
            )
        found.add(day)
    if len(found) > MOST_SESSIONS:
        raise Refusal(
            text("%(most)s dates au plus.", most=MOST_SESSIONS), path=("sessions",), code="many"
        )
    return sorted(found)


def written_sessions(days: Iterable[date]) -> str:
    """Return dates as ``read_sessions`` reads them."""
    return "\n".join(each.strftime("%d/%m/%Y") for each in days)


FIRST_YEAR, LAST_YEAR = 1900, 2199


def _day(said: str) -> date | None:
    try:
        if "/" in said:
            day, month, year = said.split("/")
            found = date(int(year), int(month), int(day))
        else:
            found = date.fromisoformat(said)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
