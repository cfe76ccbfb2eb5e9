"""What can be cited, and the way through citations. Pure."""

import enum
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from mire.technique_api.text import Text, text


class Reach(enum.Enum):
    """Who reads something that can be cited, beyond the group that works on it."""

    GROUP = "group"  # nobody else: a draft
    MEMBERS = "members"  # whoever has a right in the programme: it is not final
    ALL = "all"  # guests too


class State(enum.StrEnum):
    """Where something that can be cited stands."""

    SAID = "said"  # it can be read
    MASKED = "masked"  # a passage that names a third person: not read any more, for a reason
    ERASED = "erased"  # gone, at the request of who is named
    WITHDRAWN = "withdrawn"  # struck or corrected by who said it, or no longer a result
    MISSING = "missing"  # cited, and nowhere to be found


STATE_WORDS = {
    State.SAID: text("lisible"),
    State.MASKED: text("occulté"),
    State.ERASED: text("effacé"),
    State.WITHDRAWN: text("retiré"),
    State.MISSING: text("introuvable"),
}


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """The address of something that can be cited: its kind and its key."""

    kind: str
    key: str


Said: TypeAlias = "Text | Mapping[str, Any] | str | datetime"
"""Words: of ours, to be translated (or their JSON primitives), people's own, or a time whose day
is meant."""


@dataclass(frozen=True, slots=True)
class Citable:
    """Something that can be cited, as the thread shows it.

    ``words``: what it says, "" where it can't be read. ``digest``: of what it says, so that a
    citation knows that it has changed since. ``origin``: where it was said, from the widest to the
    nearest, as (what it is, its words). ``reason``: why it can't be read, "" for none given.
    ``rests_on``: what it comes from by itself, without anybody's citation, in order.
    ``is_anonymous``: it was said by nobody who is known. ``reach``: who reads it. ``apart``: the
    key of the reading that it is of, while somebody reads blind there or beside; "" for none.
    """

    reference: Reference
    words: Said
    digest: str
    state: State
    origin: Sequence[tuple[Text, Said]]
    reason: str = ""
    rests_on: Sequence[Reference] = ()
    is_anonymous: bool = False
    reach: Reach = Reach.ALL
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that can be cited: the contract of a room that has some.

    ``find`` returns those of a programme (its row) that have these keys; a key that is unknown is
    left out. It makes one query, or as many as its docstring says. ``resting`` returns the keys of
    those that rest on something by themselves (``Citable.rests_on``), None where none ever do.
    ``seek`` returns the keys of at most so many that can be read and hold these words, whatever
    their accents ("": those worth offering before anybody searches, or none); None where nobody
    cites them by choice. A room lists its kinds in a module ``citable`` as ``KINDS``.
    """

    name: str
    title: Text
    find: Callable[[Any, Collection[str]], Mapping[str, Citable]]
    resting: Callable[[Any, Reference], Sequence[str]] | None = None
    seek: Callable[[Any, str, int], Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """``citing`` cites ``cited``, as it was when its digest was ``digest``.

    ``is_contrary``: as what says the contrary.
    """

    citing: Reference
    cited: Reference
    digest: str
    is_contrary: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing on the way, ``depth`` citations away (1: the next one).

    ``has_changed``: it says something else than when it was cited. ``is_contrary``: what cites it
    cites it as what says the contrary.
    """

    citable: Citable
    depth: int
    has_changed: bool
    is_contrary: bool = False


def reached(
    start: Reference, links: Iterable[Link], *, upstream: bool
) -> dict[Reference, tuple[int, Link]]:
    """Return all that lies behind ``start`` (``upstream``), or ahead of it, and how far.

    Each with its distance and the link by which it was met. What cites itself by a detour is met
    once; ``start`` is never among them. In the order in which they are met.
    """
    beside: dict[Reference, list[tuple[Reference, Link]]] = {}
    for link in links:
        here, there = (link.citing, link.cited) if upstream else (link.cited, link.citing)
        beside.setdefault(here, []).append((there, link))
    met: dict[Reference, tuple[int, Link]] = {}
    edge, depth = [start], 0
    while edge:
        depth += 1
        coming = []
        for here in edge:
            for there, link in beside.get(here, ()):
                if there != start and there not in met:
                    met[there] = (depth, link)
                    coming.append(there)
        edge = coming
    return met


def missing(reference: Reference) -> Citable:
    """Return what stands in place of something that is cited and can't be found."""
    return Citable(reference, "", "", State.MISSING, ())
