"""Mixing: Zachary's karate club, networkx, every permutation of small networks."""

from itertools import permutations

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.analysis.mixing import Ints, mixing, permutation_test
from tests.support.drawing import examples

Drawn = tuple[Ints, Ints, int]


def karate() -> Drawn:
    graph = networkx.karate_club_graph()
    clubs = [graph.nodes[node]["club"] == "Officer" for node in graph]
    return np.array(graph.edges, np.int64), np.array(clubs, np.int64), 2


@st.composite
def networks(draw: st.DrawFn, most: int = 12) -> Drawn:
    n, n_groups = draw(st.integers(2, most)), draw(st.integers(1, 4))
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
    ties = draw(st.lists(st.sampled_from(pairs), unique=True))
    groups = draw(st.lists(st.integers(0, n_groups - 1), min_size=n, max_size=n))
    return np.array(ties, np.int64).reshape(-1, 2), np.array(groups, np.int64), n_groups


def test_the_karate_club_by_faction() -> None:
    """Zachary (1977), the 78 unweighted ties: 11 between the two factions."""
    ties, groups, n_groups = karate()
    found = mixing(ties, groups, n_groups)
    assert found.ties == ((35, 11), (0, 32))
    assert found.ei_index == pytest.approx(-0.7179, abs=5e-5)
    assert found.assortativity == pytest.approx(0.7175, abs=5e-5)
    tested = permutation_test(
        ties, groups, n_groups, rng=np.random.default_rng(1), n_permutations=999
    )
    assert tested.p_ei == 0.001  # none of the 999 is as far
    assert tested.p_assortativity == 0.001
    # 17 and 17 people: 272 of the 561 pairs are of one faction.
    assert tested.expected_ei == pytest.approx(1 - 2 * 272 / 561)


@settings(deadline=None)
@given(networks())
def test_figures_are_those_of_networkx(drawn: Drawn) -> None:
    ties, groups, n_groups = drawn
    found = mixing(ties, groups, n_groups)
    within = sum(groups[a] == groups[b] for a, b in ties)
    assert (found.n_within, found.n_between) == (within, len(ties) - within)
    if not len(ties):
        assert found.ei_index is None
        assert found.assortativity is None
        return
    assert found.ei_index == pytest.approx((len(ties) - 2 * within) / len(ties))
    graph = networkx.Graph()
    graph.add_nodes_from((node, {"group": int(group)}) for node, group in enumerate(groups))
    graph.add_edges_from(ties.tolist())
    if found.assortativity is None:
        assert len({groups[node] for node in ties.ravel()}) == 1
    else:
        expected = networkx.attribute_assortativity_coefficient(graph, "group")
        assert found.assortativity == pytest.approx(expected, abs=1e-9)


@settings(max_examples=examples(15), deadline=None)
@given(networks(most=6))
def test_the_test_comes_near_to_every_permutation(drawn: Drawn) -> None:
    ties, groups, n_groups = drawn
    observed = mixing(ties, groups, n_groups)
    every = [mixing(ties, np.array(dealt), n_groups) for dealt in permutations(groups)]
    found = permutation_test(
        ties, groups, n_groups, rng=np.random.default_rng(3), n_permutations=4_000
    )
    if observed.ei_index is None:
        assert found.expected_ei is None
        assert found.p_ei is None
        return
    indexes = np.array([each.ei_index for each in every], float)
    assert found.expected_ei == pytest.approx(indexes.mean())
    far = np.abs(indexes - indexes.mean()) >= abs(observed.ei_index - indexes.mean()) - 1e-9
    assert found.p_ei == pytest.approx(far.mean(), abs=0.05)
    kept = np.array([each.assortativity for each in every if each.assortativity is not None])
    if observed.assortativity is not None:
        assert found.expected_assortativity == pytest.approx(kept.mean(), abs=0.05)


def test_by_chance_p_values_are_even() -> None:
    """Groups dealt at random: p is under 10 % about one time in ten, never surely less often."""
    rng = np.random.default_rng(11)
    graph = networkx.gnm_random_graph(40, 120, seed=4)
    ties = np.array(graph.edges, np.int64)
    under = 0
    for _ in range(200):
        groups = rng.permuted(np.repeat(np.arange(4), 10))
        found = permutation_test(ties, groups, 4, rng=rng, n_permutations=99)
        assert found.p_assortativity is not None
        under += found.p_assortativity <= 0.1
    assert 8 <= under <= 34  # 20 ± 3.3 standard deviations


def test_the_same_seed_gives_the_same_test() -> None:
    ties, groups, n_groups = karate()
    first, second = (
        permutation_test(ties, groups, n_groups, rng=np.random.default_rng(5), n_permutations=50)
        for _ in range(2)
    )
    assert first == second
