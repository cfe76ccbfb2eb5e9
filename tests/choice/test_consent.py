"""A proposal stands when no objection is open, however few object."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.choice.consent import (
    ConsentRefused,
    Objection,
    Proposal,
    Standing,
    State,
    consent,
    standing,
)

objections = st.lists(
    st.builds(
        Objection,
        reason=st.just("trop tôt"),
        role=st.none() | st.just("direction"),
        state=st.sampled_from(State),
        answer=st.just("après le budget"),
    ),
    max_size=5,
).map(tuple)


@given(st.lists(objections, min_size=1, max_size=4))
def test_one_open_objection_is_enough(given_: list[tuple[Objection, ...]]) -> None:
    proposals = [Proposal(id=str(n), objections=each) for n, each in enumerate(given_)]
    found = consent(proposals)
    assert len(found.outcomes) == len(proposals)
    assert {*found.standing, *found.waiting} == set(found.outcomes)
    for outcome, proposal in zip(found.outcomes, proposals, strict=True):
        states = [each.state for each in proposal.objections]
        assert outcome.stands is (State.OPEN not in states)
        listed = sorted([*outcome.open, *outcome.integrated, *outcome.withdrawn])
        assert listed == list(range(len(states)))
        assert all(states[n] is State.OPEN for n in outcome.open)
        assert all(states[n] is State.INTEGRATED for n in outcome.integrated)


def test_what_waits_says_on_which_objections() -> None:
    early = Objection(reason="le calendrier n'est pas tenable", role="direction")
    met = Objection(reason="le coût", state=State.INTEGRATED, answer="ramené à 8 jours")
    found = consent([Proposal(id="a", objections=(met, early)), Proposal(id="b")])
    assert [(each.proposal, each.open, each.integrated) for each in found.waiting] == [
        (0, (1,), (0,))
    ]
    assert [each.proposal for each in found.standing] == [1]


@pytest.mark.parametrize(
    ("proposals", "proposal", "objection"),
    [
        ([], None, None),
        ([Proposal(id=" ")], 0, None),
        ([Proposal(id="a"), Proposal(id="a")], 1, None),
        ([Proposal(id="a", objections=(Objection(reason=" "),))], 0, 0),
        ([Proposal(id="a", objections=(Objection(reason="x", state=State.INTEGRATED),))], 0, 0),
    ],
)
def test_what_does_not_hold_is_refused(
    proposals: list[Proposal], proposal: int | None, objection: int | None
) -> None:
    with pytest.raises(ConsentRefused) as caught:
        consent(proposals)
    assert (caught.value.proposal, caught.value.objection) == (proposal, objection)


@pytest.mark.parametrize("is_asked", [True, False])
@given(objections)
def test_nothing_is_adopted_before_objections_are_asked_for(
    is_asked: bool, made: tuple[Objection, ...]
) -> None:
    (outcome,) = consent([Proposal(id="a", objections=made)]).outcomes
    found = standing(outcome, is_asked=is_asked)
    assert (found is Standing.WAITING) is bool(outcome.open)
    assert (found is Standing.ADOPTED) is (is_asked and not outcome.open)
