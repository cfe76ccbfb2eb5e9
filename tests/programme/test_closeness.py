"""Vectors: what is nearest, what is almost the same, and the process that makes them."""

import sys
import time
from importlib.metadata import version

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.closeness.actions import drop_vectors, keep_vectors
from mire.programme.closeness.encoder import Encoder
from mire.programme.closeness.models import Vector
from mire.programme.closeness.queries import vectors_of
from mire.programme.closeness.rules import (
    BYTES,
    DIMENSIONS,
    MODEL,
    Learnt,
    Near,
    almost_the_same,
    hash_of,
    packed,
    proposals,
    unpacked,
)

WAIT_SECONDS = 60.0


def axis(*weights: float) -> np.ndarray:
    found = np.zeros(DIMENSIONS, np.float32)
    found[: len(weights)] = weights
    return found


def learnt(key: str, *texts: np.ndarray, name: np.ndarray | None = None) -> Learnt:
    return Learnt(key, name, texts)


def wait_for(encoder: Encoder, keys: set[str]) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    until = time.monotonic() + WAIT_SECONDS
    while made.keys() != keys and time.monotonic() < until and not encoder.is_absent:
        made |= encoder.take(keys)
        time.sleep(0.02)
    return made


def test_the_model_is_the_one_in_each_hash() -> None:
    name, _, number = MODEL.partition(" ")
    assert number == version(name)
    assert hash_of("Du temps") != hash_of("du temps")


@given(st.lists(st.floats(-1, 1, width=16), max_size=40))
def test_a_vector_comes_back_as_it_was_kept(values: list[float]) -> None:
    whole = [*values, *[0.0] * (DIMENSIONS - len(values))]
    assert unpacked(packed(whole)).tolist() == whole


def test_what_is_no_vector_is_refused() -> None:
    assert packed([np.nan, np.inf]) == b"\0" * 4
    with pytest.raises(ValueError, match="3"):
        unpacked(b"123")


def test_the_nearest_themes_come_first_and_three_at_most() -> None:
    themes = [
        learnt("far", axis(0.1, 1), axis(0, 1)),
        learnt("near", axis(1), axis(1, 0.1)),
        learnt("between", axis(1, 1), axis(1, 1)),
        learnt("beyond", axis(0.4, 1), axis(0.4, 1)),
    ]
    found = proposals({"c": axis(1)}, themes)["c"]
    assert [each.theme for each in found] == ["near", "between", "beyond"]
    assert len(found) == 3
    assert [each.closeness for each in found] == sorted(
        (each.closeness for each in found), reverse=True
    )


@pytest.mark.parametrize(
    ("closeness", "words"),
    [(1, "very"), (0.6, "very"), (0.45, "close"), (0.25, "somewhat"), (0.24, "far")],
)
def test_closeness_has_a_word(closeness: float, words: str) -> None:
    assert Near("t", closeness).words == words


def test_a_theme_with_fewer_than_two_texts_is_silent() -> None:
    one, two = learnt("one", axis(1), name=axis(1)), learnt("two", axis(0.5, 1), axis(0.5, 1))
    assert [each.theme for each in proposals({"c": axis(1)}, [one, two])["c"]] == ["two"]
    assert proposals({"c": axis(1)}, [one]) == {}
    assert proposals({}, [two]) == {}


def test_a_text_of_which_nothing_is_known_is_near_nothing() -> None:
    theme = learnt("t", axis(1), axis(1))
    assert proposals({"c": axis()}, [theme]) == {"c": []}
    assert almost_the_same({"a": axis(), "b": axis()}) == []


def test_what_is_placed_changes_what_is_proposed() -> None:
    """The name says one axis; people place texts of another there: these win."""
    other = learnt("other", axis(0, 0, 1), axis(0.5, 0, 1))
    before = [learnt("t", axis(1), axis(1), name=axis(1)), other]
    after = [learnt("t", axis(1), *[axis(0, 1)] * 6, name=axis(1)), other]
    card = {"c": axis(0.1, 1, 0.6)}
    assert proposals(card, before)["c"][0].theme == "other"
    assert proposals(card, after)["c"][0].theme == "t"


def test_almost_the_same_holds_no_chain_and_each_once() -> None:
    """b is near a and near c; c is not near a: b goes with a, c stays alone."""
    cards = {"a": axis(1), "b": axis(1, 0.6), "c": axis(1, 1.4), "d": axis(0, 0, 1)}
    assert almost_the_same(cards) == [("a", "b")]
    assert almost_the_same({}) == []


def test_an_encoder_makes_close_texts_close() -> None:
    texts = ["On manque de temps.", "Il nous faudrait du temps.", "La salle est trop petite."]
    asked = {hash_of(each): each for each in texts}
    encoder = Encoder()
    try:
        encoder.ask(asked)
        made = wait_for(encoder, set(asked))
        time_, more, room = (unpacked(made[hash_of(each)]) for each in texts)
        assert float(time_ @ more) > float(time_ @ room) + 0.2
        assert encoder.take(asked) == {}  # taken once
        encoder.ask({"later": "Encore du temps."})
        assert wait_for(encoder, {"later"}).keys() == {"later"}
    finally:
        encoder.stop()


def test_what_is_asked_last_is_made_first_and_nothing_twice() -> None:
    encoder = Encoder(["/bin/false"])
    encoder._thread = object()  # type: ignore[assignment]  # nobody serves it
    encoder.ask({str(each): "" for each in range(40)})
    encoder.ask({"3": "", "new": ""})
    assert list(encoder._next())[:2] == ["new", "0"]
    assert len(encoder._asked) == 41


def test_an_encoder_that_dies_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = Encoder(["/bin/false"])
    encoder.ask({"a": "Du temps."})
    assert wait_for(encoder, {"a"}) == {}
    assert encoder.is_absent
    state = encoder.state
    encoder.ask({"a": "Du temps."})
    assert encoder._thread is None  # not yet
    monkeypatch.setattr("mire.programme.closeness.encoder.RETRY_SECONDS", 0.0)
    assert encoder.state != state  # a board that looks asks again
    encoder._command = (sys.executable, "-m", "mire.programme.closeness.encoder")
    try:
        encoder.ask({"a": "Du temps."})
        until = time.monotonic() + WAIT_SECONDS
        while not encoder.take(["a"]) and time.monotonic() < until:
            time.sleep(0.02)
        assert not encoder.is_absent
    finally:
        encoder.stop()


def test_an_encoder_ends_when_nobody_asks() -> None:
    encoder = Encoder(idle=0.05)
    encoder.ask({"a": "Du temps."})
    assert wait_for(encoder, {"a"})
    until = time.monotonic() + WAIT_SECONDS
    while encoder._process is not None and time.monotonic() < until:
        time.sleep(0.02)
    assert encoder._process is None
    assert not encoder.is_absent


def test_what_is_forgotten_while_it_is_made_is_not_kept() -> None:
    slow = (
        "import sys, time; sys.stdin.readline(); time.sleep(.3); "
        f"sys.stdout.buffer.write(b'0' * {BYTES})"
    )
    encoder = Encoder([sys.executable, "-c", slow])
    encoder.ask({"masked": "Un nom."})
    while encoder._process is None:
        time.sleep(0.005)
    encoder.forget()
    time.sleep(0.6)
    assert encoder.take(["masked"]) == {}
    encoder.stop()


def test_vectors_are_kept_once_and_dropped_with_their_text(db: None) -> None:
    made = {hash_of(str(each)): packed(axis(each)) for each in range(1200)}
    keep_vectors(made)
    keep_vectors(made)
    assert len(vectors_of(made)) == 1200
    stays = hash_of("7")
    assert drop_vectors(in_use={stays, "of a text without a vector"}) == 1199
    assert list(vectors_of(made)) == [stays]
    assert Vector.objects.count() == 1
