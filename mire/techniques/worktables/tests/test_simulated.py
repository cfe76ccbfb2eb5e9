"""What simulated work tables write suits the heading."""

import numpy as np

from mire.technique_api.testing.generated_logs import simulated
from mire.techniques.worktables.config import read_config
from mire.techniques.worktables.manifest import technique
from mire.techniques.worktables.simulated import ANYWHERE, UNDER

ASKED = {
    "question": "Et si ce laboratoire ouvrait ?",
    "people": 12,
    "tables": [{"label": "A", "tables": 2}],
}


def test_each_heading_of_the_story_has_words_of_its_own() -> None:
    config = read_config(ASKED)
    met = set()
    for each in simulated(technique, config, np.random.default_rng(1), 200):
        label = config.headings[each.heading - 1].label.casefold()
        assert each.said in UNDER[label], (label, each.said)
        met.add(label)
    assert met == {each.label.casefold() for each in config.headings}


def test_another_heading_gets_words_that_fit_any() -> None:
    config = read_config({**ASKED, "headings": [{"label": "Les risques", "question": "?"}]})
    said = {each.said for each in simulated(technique, config, np.random.default_rng(1), 60)}
    assert said <= set(ANYWHERE)
    assert len(said) > 3
