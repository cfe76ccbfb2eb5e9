"""Which name an option of a meeting stands for: laws, then examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.topics.rules.ballots import ballots_among
from mire.programme.votes.rules import matched
from mire.technique_api.refusal import Refusal

NAMES = ("Le guichet unique", "Les courriers de relance", "Le guichet mobile", "Cantines")
names = st.lists(st.sampled_from([*NAMES, "Guichet", "!?", "Relances"]), max_size=6)


@given(names, names)
def test_a_name_is_given_to_one_option_and_the_order_of_names_changes_nothing(
    options: list[str], known: list[str]
) -> None:
    keys = dict(enumerate(known))
    found = matched(options, keys)
    assert len(set(found.values())) == len(found)
    assert found == matched(options, dict(reversed(keys.items())))


@given(st.permutations(NAMES))
def test_the_same_words_are_found_whatever_stands_beside(options: list[str]) -> None:
    keys = {each: each for each in NAMES}
    assert matched([each.upper() for each in options], keys) == dict(enumerate(options, 1))


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["Courrier de relance"], {1: 1}),  # a plural more or less
        (["CANTINES : les menus"], {1: 3}),
        (["Le guichet"], {}),  # two are as near
        (["Guichet unique", "Guichet mobile"], {1: 0, 2: 2}),
        (["Cantines", "Les cantines"], {}),  # two options say the same: neither is chosen for them
        (["Les menus des cantines scolaires", "Cantine"], {2: 3}),
        (["Les courriers du cabinet"], {}),  # one word in two is not enough
        (["…", "les"], {}),
    ],
)
def test_examples(options: list[str], found: dict[int, int]) -> None:
    assert matched(options, dict(enumerate(NAMES))) == found


def test_what_no_topic_stands_for_leaves_an_empty_ballot() -> None:
    cast = [((), 1), ((1, 2), 4), ((1, 3), 3), ((3,), 2)]
    assert ballots_among(cast, {1: 7, 2: 5, 3: None}) == [((), 3), ((5, 7), 4), ((7,), 3)]
    with pytest.raises(Refusal, match="8 bulletins"):
        ballots_among([((1,), 7)], {1: 7})
