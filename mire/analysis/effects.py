"""Who would gain and who would be hurt by each option, group by group, none of them too small.

Groups are counted here and not in ``mire.choice``: this is what people said, and the rule that
hides small groups stands in one place (``mire.analysis.disclosure``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mire.analysis.disclosure import DEFAULT_THRESHOLD, shown_of_total


class Fault(StrEnum):
    """Why groups are not accepted."""

    BLANK = "blank"
    DUPLICATE = "duplicate"
    NUMBER_OF_OPTIONS = "number of options"
    NOT_A_COUNT = "not a count"
    NOT_ITS_MEMBERS = "not its members"
    NO_ONE = "no one"


class EffectsRefused(ValueError):
    """A group is not accepted: which one (index), for which option (index, or None), and why.

    ``value`` is what stands there.
    """

    def __init__(
        self, fault: Fault, group: int, option: int | None = None, value: object = None
    ) -> None:
        super().__init__(f"group {group}, option {option}: {fault}")
        self.fault = fault
        self.group = group
        self.option = option
        self.value = value


@dataclass(frozen=True, slots=True)
class Effect:
    """How many would be better off, as well off, and worse off."""

    better: int
    same: int
    worse: int

    @property
    def n(self) -> int:
        """How many people that is."""
        return self.better + self.same + self.worse

    @property
    def share_worse(self) -> float:
        """Which share would be worse off."""
        return self.worse / self.n


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people: how many answered, and what each option would do to them, in order."""

    name: str
    n_members: int
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """What may be shown.

    ``groups``: those that may be, in order. ``n_hidden``: how many others there are. ``everyone``
    per option, hidden groups included; None where all together are under the threshold, and then
    there is no group either.
    """

    threshold: int
    groups: tuple[Group, ...]
    n_hidden: int
    everyone: tuple[Effect, ...] | None

    def most_hurt(self, option: int) -> Group | None:
        """Return the shown group of which the greatest share would be worse off, if any would."""
        hurt = [group for group in self.groups if group.effects[option].worse]
        return max(hurt, key=lambda group: group.effects[option].share_worse, default=None)


def group_effects(
    groups: Sequence[Group], *, n_options: int, threshold: int = DEFAULT_THRESHOLD
) -> Effects:
    """Return the effects of each option on each group that may be shown.

    A group may be shown when it has ``threshold`` members or more and when what is left of the
    total without the shown groups is no smaller; inside a shown group counts may be small.
    Raises :class:`EffectsRefused` for the first group that is not as it should be.
    """
    _check(groups, n_options)
    members = [group.n_members for group in groups]
    if sum(members) < threshold:
        return Effects(threshold, (), len(groups), None)
    seen = shown_of_total(members, threshold=threshold)
    return Effects(
        threshold=threshold,
        groups=tuple(group for group, is_shown in zip(groups, seen, strict=True) if is_shown),
        n_hidden=seen.count(False),
        everyone=tuple(
            Effect(
                sum(group.effects[option].better for group in groups),
                sum(group.effects[option].same for group in groups),
                sum(group.effects[option].worse for group in groups),
            )
            for option in range(n_options)
        ),
    )


def _check(groups: Sequence[Group], n_options: int) -> None:
    names: list[str] = []
    for index, group in enumerate(groups):
        if not group.name.strip():
            raise EffectsRefused(Fault.BLANK, index)
        if group.name in names:
            raise EffectsRefused(Fault.DUPLICATE, index, value=group.name)
        names.append(group.name)
        if group.n_members < 1:
            raise EffectsRefused(Fault.NO_ONE, index, value=group.n_members)
        if len(group.effects) != n_options:
            raise EffectsRefused(Fault.NUMBER_OF_OPTIONS, index, value=len(group.effects))
        for option, effect in enumerate(group.effects):
            counts = (effect.better, effect.same, effect.worse)
            if any(count < 0 or count % 1 for count in counts):
                raise EffectsRefused(Fault.NOT_A_COUNT, index, option, counts)
            if effect.n != group.n_members:
                raise EffectsRefused(Fault.NOT_ITS_MEMBERS, index, option, effect.n)
