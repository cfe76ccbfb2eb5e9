"""What the builder refuses, what a ballot says, how its pages are drawn."""

from typing import Any

import numpy
import pytest

from mire.documents.render import render_template
from mire.technique_api.ballot.builder import Ballot, ballot
from mire.technique_api.ballot.counts import Counts
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Screen
from mire.technique_api.testing.generated_logs import canonical, entries_of, folded
from mire.technique_api.text import Text, text

CHOICES = {"up": text("Je lève la main"), "down": text("Je garde la main baissée")}
BALLOTS = {
    "choices": ballot(slug="choices", title=text("Choix"), choices=CHOICES),
    "words": ballot(slug="words", title=text("Mots"), words=60, examples=("oui",)),
    "both": ballot(slug="both", title=text("Deux"), choices=CHOICES, words=60, examples=("oui",)),
}


def said(technique: Ballot, *sent: dict[str, Any], screen: Screen = Screen.PROJECTOR) -> Any:
    """Return what a screen is told once these answers are closed."""
    config = technique.read_config({"question": "Qui vient ?"})
    read = technique.expect_answers().read_contribution
    answers = [read(config, canonical(each)) for each in sent]
    state = folded(technique, config, entries_of(technique, answers))
    result = technique.synthesis(config, state, numpy.random.default_rng(0))
    return technique.screens[screen](config, state, result)


def sentence(technique: Ballot, *sent: dict[str, Any]) -> str:
    return str(_text(said(technique, *sent)["sentence"]))


def _text(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    params = {name: _text(each) for name, each in told.get("params", {}).items()}
    return Text(told["msgid"], params, told.get("plural"), told.get("count"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "two answers or more"),
        ({"choices": {"up": text("Je lève la main")}}, "two answers or more"),
        ({"words": 60}, "examples"),
    ],
)
def test_what_makes_no_ballot_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ballot(slug="none", title=text("Rien"), **given)


def test_a_ballot_says_how_many_gave_each_answer() -> None:
    up, down = {"choice": "up"}, {"choice": "down"}
    assert (
        sentence(BALLOTS["both"], up, down, up)
        == "3 réponses. « Je lève la main » : 2 ; « Je garde la main baissée » : 1."
    )
    assert sentence(BALLOTS["choices"]) == "Personne n'a répondu."
    assert sentence(BALLOTS["words"], {"words": "oui"}) == "1 personne a répondu par écrit."


def test_a_technique_may_say_its_own_sentence() -> None:
    def own(counts: Counts) -> Text:
        return text("%(n)s mains", n=counts.choices["up"])

    hands = ballot(slug="hands", title=text("Mains"), choices=CHOICES, sentence=own)
    assert sentence(hands, {"choice": "up"}, {"choice": "down"}) == "1 mains"


@pytest.mark.parametrize(
    ("name", "sent", "path", "code"),
    [
        ("choices", {}, ("choice",), "missing"),
        ("choices", {"choice": "sideways"}, ("choice",), "value"),
        ("choices", {"choice": "up", "words": "oui"}, ("words",), "unknown"),
        ("words", {"words": "  "}, ("words",), "missing"),
        ("words", {"words": "o" * 61}, ("words",), "length"),
        ("words", {"choice": "up", "words": "oui"}, ("choice",), "value"),
    ],
)
def test_an_answer_that_is_none_is_refused_at_its_field(
    name: str, sent: dict[str, Any], path: tuple[str, ...], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        said(BALLOTS[name], sent)
    assert (refused.value.path, refused.value.code) == (path, code)


@pytest.mark.parametrize("line", ["", "0", "3", "up", "12 mots"])
def test_a_line_without_one_of_the_numbers_is_refused(line: str) -> None:
    technique = BALLOTS["both"]
    with pytest.raises(Refusal) as refused:
        technique.expect_answers().read_line(technique.read_config({"question": "?"}), line)
    assert refused.value.path == ("choice",)


def test_a_choice_that_was_never_offered_is_not_read_from_a_log() -> None:
    with pytest.raises(Refusal):
        BALLOTS["choices"].expect_fold().read_piece("choice", {"choice": "sideways"})


@pytest.mark.parametrize("name", BALLOTS)
def test_its_templates_draw_every_screen(name: str) -> None:
    technique = BALLOTS[name]
    for screen in [*(each for each in Screen if each is not Screen.REPORT), "paper"]:
        told = said(
            technique,
            {"choice": "up"} if name != "words" else {"words": "oui"},
            screen=Screen.PARTICIPANT if screen == "paper" else Screen(screen),
        )
        page = render_template(
            technique.template(screen),
            {
                "screen": told,
                "own": {"choice": "up", "words": "<oui>"},
                "activity": {"id": "a1", "title": "Essai"},
                "paper": {"code": "ABCDEF", "on": "21 mars 2018", "lines": range(1, 4)},
                "refused": "",
                "refused_field": "",
            },
            "fr",
        )
        assert "Qui vient" in page
        assert "unknown" not in page
        has_choices = "Je lève la main" in page
        assert has_choices == (name != "words")
        if screen == Screen.PARTICIPANT:
            assert ('name="choice"' in page) == (name != "words")
            assert ('name="words"' in page) == (name != "choices")
            assert ("&lt;oui&gt;" in page) == (name != "choices")
            assert page.count("checked") == (0 if name == "words" else 1)
