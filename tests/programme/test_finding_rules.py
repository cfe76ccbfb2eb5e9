"""What a finding rests on, counted; how its status moves."""

from hypothesis import given
from hypothesis import strategies as st

from mire.programme.findings.rules import (
    MOVES,
    Status,
    TextBehind,
    Weight,
    contrary_words,
    moves_from,
    weigh,
    weight_words,
)
from mire.programme.people.rules import Right

TEXTS = st.lists(
    st.builds(
        TextBehind,
        st.sampled_from("abcdefgh"),
        st.sampled_from(["m1", "m2"]),
        st.sampled_from(["", "m1 1", "m1 2", "m2 1"]),
    ),
    max_size=12,
)


@given(TEXTS, st.lists(st.sampled_from("abcdefgh"), max_size=4))
def test_a_text_counts_once_and_never_on_both_sides(
    texts: list[TextBehind], contrary: list[str]
) -> None:
    weight = weigh(texts, contrary, n_figures=0, n_gone=0, has_changed=False)
    for_it = {each.key for each in texts} - set(contrary)
    assert weight.n_texts == len(for_it)
    assert weight.n_contrary == len(set(contrary))
    assert weight.n_meetings <= weight.n_texts
    assert weight.n_tables <= weight.n_texts


def test_the_counts_are_said_in_words() -> None:
    weight = Weight(n_texts=12, n_tables=4, n_meetings=2, n_contrary=3)
    assert [str(each) for each in weight_words(weight)] == ["12 propos", "4 tables", "2 réunions"]
    assert str(contrary_words(weight)) == "3 propos disent le contraire"
    assert [str(each) for each in weight_words(Weight())] == ["sans source"]
    # What only its contrary is cited of rests on nothing, and says so.
    assert [str(each) for each in weight_words(Weight(n_contrary=1))] == ["sans source"]
    assert contrary_words(Weight()) is None


def test_a_status_moves_one_step_and_what_was_released_stays() -> None:
    assert moves_from(Status.DRAFT, [Right.AMBASSADOR]) == [Status.REVIEWED]
    assert moves_from(Status.REVIEWED, [Right.AMBASSADOR]) == [Status.DRAFT]
    assert moves_from(Status.REVIEWED, [Right.FACILITATOR]) == [Status.RELEASED, Status.DRAFT]
    assert moves_from(Status.DRAFT, [Right.MANAGEMENT, Right.READER]) == []
    assert not MOVES[Status.RELEASED]
