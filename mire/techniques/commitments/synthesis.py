"""A log knows nothing of commitments: their result is that they are kept apart."""

from collections.abc import Sequence
from typing import NoReturn

import msgspec
import numpy as np

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Entry, Finding, Verbatim
from mire.technique_api.text import Text, text
from mire.techniques.commitments.config import Config


class State(msgspec.Struct, frozen=True):
    """Nothing accumulates."""


class Result(msgspec.Struct, frozen=True):
    """Nothing is computed from a log."""


def start(_config: Config) -> State:
    return State()


def step(_config: Config, _state: State, _entry: Entry[None]) -> NoReturn:
    raise Refusal(text("Un engagement n'entre pas dans le journal."), path=("kind",), code="apart")


def n_answers(_state: State) -> int:
    return 0


def verbatims(_state: State) -> Sequence[Verbatim]:
    return ()


def synthesis(_config: Config, _state: State, _rng: np.random.Generator) -> Result:
    return Result()


def sentence() -> Text:
    return text(
        "Ce que chaque direction pourrait apporter a été proposé à part, nommément, et ne compte "
        "qu'une fois confirmé, dans les sept jours."
    )


def findings(_config: Config, _state: State, _result: Result) -> Sequence[Finding]:
    """Nothing of it can be cited."""
    return ()
