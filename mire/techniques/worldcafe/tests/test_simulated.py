"""What simulated tables write suits the station they sit at."""

import numpy as np

from mire.technique_api.testing.generated_logs import simulated
from mire.techniques.worldcafe.config import Config, read_config
from mire.techniques.worldcafe.manifest import technique
from mire.techniques.worldcafe.simulated import ANYWHERE, AT


def config(*labels: str) -> Config:
    stations = [{"label": label, "tables": 2, "seats": 6} for label in labels]
    return read_config({"question": "Que ferait-on ?", "people": 12, "stations": stations})


STORY = ("Coopérer autrement", "Déformater le quotidien", "Aller voir les usagers")


def test_tables_of_the_story_write_what_their_station_asks() -> None:
    cafe = config(*STORY)
    answers = simulated(technique, cafe, np.random.default_rng(1), 200)
    met = set()
    for each in answers:
        said = each.said or each.point_1 or each.point_2 or each.point_3
        label = STORY[(each.table - 1) // 2].casefold()
        assert said in AT[label], (label, said)
        met.add(label)
    assert len(met) == len(STORY)


def test_a_station_that_is_not_of_the_story_gets_words_that_fit_any() -> None:
    cafe = config("Le budget", "Les bâtiments", "Les achats")
    answers = simulated(technique, cafe, np.random.default_rng(1), 60)
    said = {each.said or each.point_1 or each.point_2 or each.point_3 for each in answers}
    assert said <= set(ANYWHERE)
    assert len(said) > 3
