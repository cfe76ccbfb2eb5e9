"""Who would be hurt: groups under the threshold are not shown, nor had by subtraction."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.analysis.effects import Effect, EffectsRefused, Fault, Group, group_effects


def group(name: str, *effects: tuple[int, int, int]) -> Group:
    told = tuple(Effect(*each) for each in effects)
    return Group(name, told[0].n, told)


AGENTS = group("Agents d'accueil", (2, 4, 8), (6, 6, 2))
CADRES = group("Cadres", (10, 10, 0), (5, 5, 10))
JURISTES = group("Juristes", (0, 1, 2), (1, 1, 1))
USAGERS = group("Usagers", (3, 1, 2), (0, 0, 6))


def test_a_small_group_and_the_next_smallest_are_hidden() -> None:
    found = group_effects([AGENTS, CADRES, JURISTES, USAGERS], n_options=2)
    assert [each.name for each in found.groups] == ["Agents d'accueil", "Cadres"]
    assert found.n_hidden == 2
    assert found.everyone == (Effect(15, 16, 12), Effect(12, 12, 19))
    assert found.most_hurt(0) == AGENTS
    assert found.most_hurt(1) == CADRES


def test_nobody_is_hurt_by_an_option_that_hurts_nobody() -> None:
    found = group_effects([group("a", (5, 0, 0)), group("b", (0, 6, 0))], n_options=1)
    assert found.most_hurt(0) is None


def test_there_is_no_result_when_all_together_are_too_few() -> None:
    found = group_effects([group("a", (1, 0, 1)), group("b", (0, 2, 0))], n_options=1)
    assert found.groups == ()
    assert found.everyone is None
    assert found.n_hidden == 2


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(1, 6))
def test_hidden_groups_together_are_no_smaller_than_the_threshold(
    sizes: list[int], threshold: int
) -> None:
    given_ = [group(str(index), (0, 0, size)) for index, size in enumerate(sizes)]
    found = group_effects(given_, n_options=1, threshold=threshold)
    assert all(each.n_members >= threshold for each in found.groups)
    assert len(found.groups) + found.n_hidden == len(sizes)
    if found.everyone is not None and found.n_hidden:
        assert found.n_hidden > 1
        assert found.everyone[0].n - sum(each.n_members for each in found.groups) >= threshold


@pytest.mark.parametrize(
    ("groups", "fault", "index", "option"),
    [
        ([group(" ", (1, 1, 1))], Fault.BLANK, 0, None),
        ([group("a", (1, 1, 1)), group("a", (1, 1, 1))], Fault.DUPLICATE, 1, None),
        ([group("a", (1, 1, 1), (1, 1, 1))], Fault.NUMBER_OF_OPTIONS, 0, None),
        ([Group("a", 4, (Effect(1, 1, 1),))], Fault.NOT_ITS_MEMBERS, 0, 0),
        ([Group("a", 3, (Effect(-1, 3, 1),))], Fault.NOT_A_COUNT, 0, 0),
        ([Group("a", 3, (Effect(0.5, 1.5, 1),))], Fault.NOT_A_COUNT, 0, 0),  # type: ignore[arg-type]
        ([Group("a", 0, (Effect(0, 0, 0),))], Fault.NO_ONE, 0, None),
    ],
)
def test_groups_that_do_not_add_up_are_refused(
    groups: Any, fault: Fault, index: int, option: int | None
) -> None:
    with pytest.raises(EffectsRefused) as caught:
        group_effects(groups, n_options=1)
    assert (caught.value.fault, caught.value.group, caught.value.option) == (fault, index, option)
