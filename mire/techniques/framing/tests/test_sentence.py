import numpy as np
import pytest

from mire.technique_api.technique import Screen
from mire.techniques.framing.config import read_config
from mire.techniques.framing.manifest import technique

SPEAKER = {"role": "Direction générale", "minutes": 5}
ITEM = {"label": "Moyens"}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "Séquence sans recueil de réponses."),
        ({"speakers": [SPEAKER]}, "1 prise de parole prévue ; aucune réponse recueillie."),
        ({"items": [ITEM] * 4}, "4 points présentés ; aucune réponse recueillie."),
        (
            {"speakers": [SPEAKER] * 2, "items": [ITEM]},
            "2 prises de parole prévues, 1 point présenté ; aucune réponse recueillie.",
        ),
    ],
)
def test_the_sentence_says_what_the_sequence_was_made_of(settings: dict, words: str) -> None:
    config = read_config(settings)
    state = technique.first_state(config)
    result = technique.synthesis(config, state, np.random.default_rng(0))
    said = technique.screens[Screen.REPORT](config, state, result)["sentence"]
    text = said["msgid"]
    assert str(_filled(said)) == words, text


def _filled(said: dict) -> str:
    params = {
        name: _filled(value) if isinstance(value, dict) else value
        for name, value in said.get("params", {}).items()
    }
    if "plural" in said:
        params["count"] = said["count"]
        return (said["msgid"] if said["count"] < 2 else said["plural"]) % params
    return said["msgid"] % params


def test_the_phone_says_where_to_go_else_the_first_paragraph() -> None:
    state = None
    for settings, phone in (
        ({"text": ["Un.", "Deux."]}, "Un."),
        ({"text": ["Un."], "phone": "Dans le couloir."}, "Dans le couloir."),
        ({}, None),
    ):
        config = read_config(settings)
        said = technique.screens[Screen.PARTICIPANT](config, state, None)
        assert said["phone"] == phone
