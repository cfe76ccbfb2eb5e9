"""A line as a secretary types it: « d Le labo ouvre en mai | car … | par la DG | reste le budget ».

The first letter says its kind, bars part its fields, the first word of each says which one. Both
languages' words are read whatever the page's language: a habit survives a change of language.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mire.programme.outcomes.rules.kinds import (
    LETTERS,
    MOST_LEFT,
    MOST_WHAT,
    MOST_WHO,
    MOST_WHY,
    OutcomeKind,
    Stance,
)
from mire.technique_api.free_text import read_whole
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

BAR = "|"
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""What a day that somebody types may be in: a year of more or fewer digits is a slip."""
MARKERS: Mapping[str, str] = {
    "car": "why",
    "because": "why",
    "par": "who",
    "by": "who",
    "reste": "left",
    "left": "left",
    "pour": "due",
    "due": "due",
    "vu": "sources",
    "see": "sources",
    "pro": "stance",
    "contre": "stance",
    "against": "stance",
}
"""The word that begins a field, and the field."""

BOUNDS = {"what": MOST_WHAT, "why": MOST_WHY, "who": MOST_WHO, "left": MOST_LEFT}
KIND_OF = {letter.casefold(): kind for kind, letter in LETTERS.items()}
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?")


@dataclass(frozen=True, slots=True)
class Line:
    """What a typed line says. ``sources``: numbers of those listed beside, from 1."""

    kind: OutcomeKind
    what: str
    why: str = ""
    who: str = ""
    left: str = ""
    due: date | None = None
    stance: Stance = Stance.UNSAID
    sources: Sequence[int] = field(default=())

    def values(self) -> dict[str, object]:
        """Return the fields of an outcome."""
        return {
            "kind": self.kind,
            "what": self.what,
            "why": self.why,
            "who": self.who,
            "left": self.left,
            "due": self.due,
            "stance": self.stance,
        }


def read_line(typed: str, *, kind: OutcomeKind, on: date, n_sources: int = 0) -> Line:
    """Read a typed line; ``kind`` is meant where no letter says another one.

    ``on``: the meeting's day; a due day without a year is the next one from there. A part whose
    first word is no marker belongs to what was said before it: nothing that was typed is lost.
    Raises a ``Refusal`` whose path names the field for a day or a source that can't be read, or a
    line that says nothing.
    """
    first, *parts = (" ".join(each.split()) for each in typed.split(BAR))
    letter, _space, rest = first.partition(" ")
    if letter.casefold() in KIND_OF and (rest or not first[1:]):
        kind, first = KIND_OF[letter.casefold()], rest
    said = {"what": first}
    due, stance, last = None, Stance.UNSAID, "what"
    sources: tuple[int, ...] = ()
    for part in filter(None, parts):
        marker, _space, words = part.partition(" ")
        name = MARKERS.get(marker.casefold().rstrip(":"))
        if name == "due" and words and due is None:
            due = read_day(words, on)
        elif name == "sources" and words:
            sources = tuple(dict.fromkeys((*sources, *_numbers(words, n_sources))))
        elif name == "stance" and not words and stance is Stance.UNSAID:
            stance = Stance.FOR if marker.casefold() == "pro" else Stance.AGAINST
        elif name in BOUNDS and words:
            said[name] = f"{said[name]} {BAR} {words}" if name in said else words
            last = name
        else:
            said[last] = f"{said[last]} {BAR} {part}".strip()
    if not said["what"]:
        raise Refusal(
            text("Écrivez d'abord ce dont il s'agit, puis les précisions après une barre."),
            path=("what",),
            code="missing",
        )
    for name, value in said.items():
        if len(value) > BOUNDS[name]:
            raise Refusal(
                text(
                    "Une partie de la ligne a %(n)s caractères ; elle en prend %(most)s au plus.",
                    n=len(value),
                    most=BOUNDS[name],
                ),
                path=(name,),
                code="long",
            )
    return Line(kind, due=due, stance=stance, sources=sources, **said)


def read_day(typed: str, on: date) -> date:
    """Read « 12/06 », « 12/06/2018 » or « 2018-06-12 »; without a year, the next from ``on``.

    Raises a ``Refusal`` for what is no day.
    """
    found = _DAY.fullmatch(typed.strip())
    try:
        if found is None:
            return _plausible(date.fromisoformat(typed.strip()))
        day, month = int(found[1]), int(found[2])
        if found[3]:
            return _plausible(date(int(found[3]), month, day))
        this = date(on.year, month, day)
        return this if this >= on else date(on.year + 1, month, day)
    except ValueError:
        raise Refusal(
            text(
                "« %(typed)s » n'est pas un jour. Écrivez 12/06 ou 12/06/2018 après « pour ».",
                typed=typed,
            ),
            path=("due",),
            code="value",
        ) from None


def _plausible(day: date) -> date:
    """Return a day. Raises ValueError for one of a year that nobody means."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError
    return day


def _numbers(typed: str, n_sources: int) -> tuple[int, ...]:
    found = []
    for each in typed.replace(",", " ").split():
        number = read_whole(each) or 0
        if not 1 <= number <= n_sources:
            raise Refusal(
                text(
                    "La source « %(number)s » n'est pas dans la liste : elle va de 1 à %(n)s.",
                    number=each,
                    n=n_sources,
                )
                if n_sources
                else text("Il n'y a pas de source à citer par son numéro ici."),
                path=("sources",),
                code="value",
            )
        found.append(number)
    return tuple(dict.fromkeys(found))
