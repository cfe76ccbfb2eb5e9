"""Opening a rehearsal of a sheet: a room of its own, simulated people, no trace."""

import secrets
from dataclasses import dataclass

from django.conf import settings

from mire.live.engine.engine import Crew as GoingCrew
from mire.live.engine.engine import current_engine
from mire.live.engine.rehearsals import SetPace
from mire.live.engine.requests import CreateRoom
from mire.live.rehearsal.crew import MOST_PEOPLE, Crew
from mire.runsheet.sheet import Sheet
from mire.technique_api.free_text import read_whole
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_REHEARSALS = 4
"""At once, in one process."""


@dataclass(frozen=True, slots=True)
class OpenedRehearsal:
    """A rehearsal's code, and its console's secret in hexadecimal."""

    code: str
    console: str


def open_rehearsal(
    sheet: Sheet, *, people: str, speed: str, back: str, meeting: str
) -> OpenedRehearsal:
    """Open a rehearsal and let its people in.

    ``people`` is how many, as it was typed; ``speed`` "1", "10" or "at_once"; ``back`` the path
    that ending the rehearsal leads to; ``meeting`` the key of what is rehearsed, or "".
    Raises a Refusal naming the field, or when too many go on.
    """
    if not read_whole(people, most=MOST_PEOPLE):
        raise Refusal(
            text("il faut un nombre entre %(low)s et %(high)s", low=1, high=MOST_PEOPLE),
            path=("n",),
        )
    if settings.WORKERS > 1:
        raise Refusal(
            text(
                "Plusieurs processus servent cette installation : une répétition n'en a qu'un, "
                "et son horloge serait fausse sur les autres. Répétez par la commande "
                "« mire rehearse »."
            ),
            code="workers",
        )
    live = current_engine()
    going = [crew for crew in live.crews.values() if not crew.is_done]
    if len(going) >= MOST_REHEARSALS:
        raise Refusal(
            text("%(most)s répétitions sont déjà en cours : arrêtez-en une.", most=MOST_REHEARSALS),
            code="too_often",
        )
    made, console, _projector = live.ask(CreateRoom(sheet, is_rehearsal=True))
    crew = Crew(live, made, n=int(people), seed=secrets.randbits(32), back=back, meeting=meeting)
    live.crews[made] = crew
    live.ask(SetPace(made, 10.0 if speed == "10" else 1.0))
    crew.start(is_at_once=speed == "at_once")
    return OpenedRehearsal(made, console.hex())


def rehearsal_of(*, meeting: str = "", back: str = "") -> GoingCrew | None:
    """Return the latest rehearsal that was not left, None for none.

    It rehearses ``meeting`` (a key), or leads ``back`` to a path.
    """
    going = [
        each
        for each in list(current_engine().crews.values())
        if (meeting and each.meeting == meeting) or (back and each.back == back)
    ]
    return going[-1] if going else None
