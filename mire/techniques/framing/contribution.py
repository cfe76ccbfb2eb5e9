"""A framing collects nothing: whatever is sent is refused, with words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

import numpy as np

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Primitives
from mire.technique_api.text import Text, text
from mire.techniques.framing.config import Config


def _refuse() -> NoReturn:
    raise Refusal(text("Cette séquence ne recueille pas de réponse."), code="nothing_asked")


def read_contribution(_config: Config, _raw: bytes) -> NoReturn:
    _refuse()


def read_form(_config: Config, _fields: Mapping[str, str]) -> NoReturn:
    _refuse()


def read_line(_config: Config, _line: str) -> NoReturn:
    _refuse()


def line_help(_config: Config) -> Text:
    return text("Rien à saisir : cette séquence ne recueille pas de réponse.")


def split(_answer: None) -> Sequence[Piece]:
    return ()


def read_piece(_kind: str, _body: Primitives) -> NoReturn:
    _refuse()


def own(_config: Config, _answer: None) -> Primitives:
    return {}


def simulate(_config: Config, _rng: np.random.Generator, _n: int) -> Iterator[None]:
    return iter(())
