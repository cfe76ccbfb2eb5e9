"""What a board proposes for the cards to read, and how far their texts are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.programme.closeness.rules import (
    LEAST_CARDS,
    Closeness,
    Near,
    almost_the_same,
    proposals,
)
from mire.programme.reading.actions import Compared, compare_texts
from mire.programme.reading.queries import Card, OpenReading
from mire.words import words

LETTERS = "abc"
"""The keys that place a card in its first, second and third proposal."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme proposed for a card: its key and name, how close in words and as a number."""

    key: str
    theme: str
    name: str
    words: str
    number: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a board proposes: ``near`` by card, ``groups`` of cards that are almost the same."""

    near: Mapping[str, Sequence[Near]]
    groups: Sequence[Sequence[str]]
    names: Mapping[str, str]
    status: str

    def of(self, card: str) -> list[Proposal]:
        """Return what is proposed for a card, in words."""
        near = zip(LETTERS, self.near.get(card, ()), strict=False)
        return [_said(letter, each, self.names) for letter, each in near]


def proposed(found: OpenReading, to_read: Sequence[Sequence[Card]]) -> Proposed:
    """Return what is proposed for the piles to read, by the first card of each.

    What was not compared yet is asked for, and proposed at a later look.
    """
    if not settings.HAS_PROPOSALS:
        return Proposed({}, (), {}, "")
    compared = compare_texts(found)
    if not to_read:
        return Proposed({}, (), {}, "")
    if compared.is_absent:
        return Proposed({}, (), {}, _("Pas de propositions pour l'instant : placez sans elles."))
    cards = compared.of(pile[0] for pile in to_read)
    names = {each.key: each.name for each in found.board.themes.values()}
    near = proposals(cards, compared.learnt(found))
    return Proposed(near, almost_the_same(cards), names, _status(found, compared))


def _said(letter: str, near: Near, names: Mapping[str, str]) -> Proposal:
    said = {
        Closeness.VERY: _("très proche"),
        Closeness.CLOSE: _("proche"),
        Closeness.SOMEWHAT: _("un peu proche"),
        Closeness.FAR: _("loin"),
    }
    return Proposal(
        letter,
        near.theme,
        names[near.theme],
        said[near.words],
        words.number(near.closeness),
    )


def _status(found: OpenReading, compared: Compared) -> str:
    """Say how far the texts are compared; or why nothing is proposed yet, once themes begin."""
    if compared.n_made < compared.n:
        said = ngettext(
            "Thèmes proches : %(n)s propos sur %(all)s est comparé",
            "Thèmes proches : %(n)s propos sur %(all)s sont comparés",
            compared.n_made,
        )
        return said % {"n": compared.n_made, "all": compared.n}
    held = [sum(card in found.cards for card in each.cards) for each in found.board.themes.values()]
    if held and max(held) < LEAST_CARDS:
        return _("Un thème est proposé à partir de deux propos placés.")
    return ""
