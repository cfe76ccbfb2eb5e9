"""A log knows nothing of commitments: their result is that they are kept apart."""

from collections.abc import Sequence

import msgspec
import numpy as np

from mire.technique_api.technique import Finding
from mire.technique_api.text import Text, text
from mire.techniques.commitments.config import Config


class Result(msgspec.Struct, frozen=True):
    """Nothing is computed from a log."""


def synthesis(_config: Config, _state: None, _rng: np.random.Generator) -> Result:
    return Result()


def sentence() -> Text:
    return text(
        "Ce que chaque direction pourrait apporter a été proposé à part, nommément, et ne compte "
        "qu'une fois confirmé, dans les sept jours."
    )


def findings(_config: Config, _state: None, _result: Result) -> Sequence[Finding]:
    """Nothing of it can be cited."""
    return ()
