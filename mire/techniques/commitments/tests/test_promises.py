"""What a promise is, and that nothing of it can enter a log or a screen."""

import pytest

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Screen
from mire.technique_api.testing.generated_logs import canonical, strings_in
from mire.techniques.commitments.manifest import technique

CONFIG = technique.read_config({"question": "Votre part ?"})


def test_a_promise_leaves_no_piece_and_its_author_is_who_signed() -> None:
    answer = technique.answers.read_form(CONFIG, {"name": "  D07 \n habitat ", "offer_3": "yes"})
    assert technique.answers.split(answer) == ()
    assert technique.answers.author(answer) == "D07 habitat"
    for kind in ("pledge", "signed", "text"):
        with pytest.raises(Refusal):
            technique.expect_fold().read_piece(kind, {})


def test_no_screen_says_what_was_promised() -> None:
    state = technique.first_state(CONFIG)
    result = technique.synthesis(CONFIG, state, None)
    for screen in Screen:
        told = strings_in(technique.screens[screen](CONFIG, state, result))
        assert not any("D07" in each for each in told)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "D07"}, "offer_1"),
        ({"name": "D07", "detail_1": "sans cocher"}, "offer_1"),
        ({"offer_3": "yes"}, "name"),
        ({"name": " ", "offer_3": "yes"}, "name"),
        ({"name": "D07", "offer_2": "yes"}, "detail_2"),
        ({"name": "D07", "offer_2": "yes", "detail_2": "0"}, "detail_2"),
        ({"name": "D07", "offer_2": "yes", "detail_2": "221"}, "detail_2"),
        ({"name": "D07", "offer_2": "yes", "detail_2": "-3"}, "detail_2"),
        ({"name": "D07", "offer_7": "yes"}, "offer_7"),
        ({"name": "D07", "offer_1": "yes", "detail_1": "x" * 281}, "detail_1"),
        ({"name": "x" * 61, "offer_1": "yes"}, "name"),
    ],
)
def test_what_can_t_be_is_refused_at_its_field(given: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        technique.answers.read_contribution(CONFIG, canonical(given))
    assert caught.value.path == (field,)


def test_a_detail_of_what_is_not_offered_is_not_kept() -> None:
    answer = technique.answers.read_form(
        CONFIG, {"name": "D07", "offer_3": "yes", "detail_1": "secret"}
    )
    assert b"secret" not in canonical(answer)


@pytest.mark.parametrize("line", ["", "D07", " D07 "])
def test_a_card_without_a_number_is_told_so_in_a_scribes_words(line: str) -> None:
    with pytest.raises(Refusal, match="au moins un numéro de la carte"):
        technique.answers.read_line(CONFIG, line)
