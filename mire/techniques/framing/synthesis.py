"""A framing has no result but its own programme: who was to speak, on what."""

from collections.abc import Sequence

import msgspec
import numpy as np

from mire.technique_api.technique import Finding
from mire.technique_api.text import Text, text, text_n
from mire.techniques.framing.config import Config


class Result(msgspec.Struct, frozen=True):
    n_speakers: int
    n_items: int


def synthesis(config: Config, _state: None, _rng: np.random.Generator) -> Result:
    return Result(len(config.speakers), len(config.items))


def sentence(result: Result) -> Text:
    """What this sequence was made of."""
    speakers = text_n(
        "%(count)s prise de parole prévue",
        "%(count)s prises de parole prévues",
        result.n_speakers,
    )
    items = text_n("%(count)s point présenté", "%(count)s points présentés", result.n_items)
    if result.n_speakers and result.n_items:
        return text(
            "%(speakers)s, %(items)s ; aucune réponse recueillie.", speakers=speakers, items=items
        )
    if result.n_speakers or result.n_items:
        return text(
            "%(what)s ; aucune réponse recueillie.",
            what=speakers if result.n_speakers else items,
        )
    return text("Séquence sans recueil de réponses.")


def findings(_config: Config, _state: None, _result: Result) -> Sequence[Finding]:
    """Nothing was said by the room: nothing can be cited."""
    return ()
