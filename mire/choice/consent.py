"""Consent: a proposal stands when nobody's objection is left open. None is outvoted.

An objection is an argument, not a vote: it is integrated into the proposal, or withdrawn by
the person who made it, or it stays open and the proposal waits.

See ``docs/algorithms/consent.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    INTEGRATED = "integrated"  # the proposal was changed to meet it
    WITHDRAWN = "withdrawn"  # by the person who made it


class Standing(StrEnum):
    """Where a proposal stands in a room."""

    ADOPTED = "adopted"
    WAITING = "waiting"
    UNASKED = "unasked"  # objections were never asked for: neither adopted nor set aside


class ConsentRefused(ValueError):
    """Proposals or objections that don't hold. ``proposal`` and ``objection`` are places."""

    def __init__(self, reason: str, proposal: int | None, objection: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.proposal = proposal
        self.objection = objection


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """An argument against a proposal.

    ``role``: of whoever made it, if given. ``answer``: what changed in the proposal, when the
    objection is integrated.
    """

    reason: str
    role: str | None = None
    state: State = State.OPEN
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed, and the objections to it, in the order in which they were made."""

    id: str
    words: str = ""
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A proposal's state: it ``stands`` when no objection is open; each list by place, in order."""

    proposal: int
    stands: bool
    open: tuple[int, ...]
    integrated: tuple[int, ...]
    withdrawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """What stands and what waits, each in the order given; ``outcomes``: all of them."""

    outcomes: tuple[Outcome, ...]

    @property
    def standing(self) -> tuple[Outcome, ...]:
        """The proposals that stand."""
        return tuple(outcome for outcome in self.outcomes if outcome.stands)

    @property
    def waiting(self) -> tuple[Outcome, ...]:
        """The proposals that wait, with the objections that they wait on."""
        return tuple(outcome for outcome in self.outcomes if not outcome.stands)


def consent(proposals: Sequence[Proposal]) -> Consent:
    """Return what stands and what waits.

    Raises :class:`ConsentRefused` for no proposal, an id that is missing or given twice, an
    objection without its argument, one that is integrated without saying what changed.
    """
    if not proposals:
        raise ConsentRefused("there is no proposal", None)
    seen: set[str] = set()
    for place, proposal in enumerate(proposals):
        if not proposal.id.strip():
            raise ConsentRefused("a proposal has an id", place)
        if proposal.id in seen:
            raise ConsentRefused("two proposals have one id", place)
        seen.add(proposal.id)
        for number, objection in enumerate(proposal.objections):
            if not objection.reason.strip():
                raise ConsentRefused("an objection gives its argument", place, number)
            if objection.state is State.INTEGRATED and not objection.answer.strip():
                raise ConsentRefused("an integrated objection says what changed", place, number)
    return Consent(tuple(_outcome(place, proposal) for place, proposal in enumerate(proposals)))


def _outcome(place: int, proposal: Proposal) -> Outcome:
    def numbers(state: State) -> tuple[int, ...]:
        return tuple(
            number
            for number, objection in enumerate(proposal.objections)
            if objection.state is state
        )

    waits = numbers(State.OPEN)
    return Outcome(place, not waits, waits, numbers(State.INTEGRATED), numbers(State.WITHDRAWN))


def standing(outcome: Outcome, *, is_asked: bool) -> Standing:
    """Return where a proposal stands; ``is_asked``: objections were asked for."""
    if not outcome.stands:
        return Standing.WAITING
    return Standing.ADOPTED if is_asked else Standing.UNASKED
