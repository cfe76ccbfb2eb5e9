"""The demonstration's sounding: the same four statements to the directors, in March and in June.

Answers are drawn, and kept as phones send them: each wave by its link, then its closing.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import numpy as np

from mire.cli.demo_steering import Secretary
from mire.programme.keys import new_key
from mire.programme.programmes.queries import Programme
from mire.programme.soundings.actions import (
    answer_wave,
    close_wave,
    make_sounding,
    new_answer_key,
    open_wave,
)
from mire.programme.soundings.queries import Sounding

TITLE = "Le laboratoire, vu des directions"
CIRCLE = "les directrices, directeurs et leurs adjoints"
STATEMENTS = (
    "Le laboratoire peut être utile à ma direction.",
    "Je lui confierais un sujet qui pèse.",
    "Je peux libérer du temps d'agents pour y prendre part.",
    "La direction générale suit cette démarche.",
)
N_ASKED = 40
SILENT = 0.05
"""How often somebody leaves a statement without an answer."""


@dataclass(frozen=True, slots=True)
class Told:
    """A wave of the story: its days, how many answer, how likely each value of each statement."""

    opened_on: date
    ends_on: date
    n_answers: int
    likely: Sequence[Sequence[float]]


WAVES = (
    Told(
        date(2018, 3, 5), date(2018, 3, 16), 19,
        (
            (0.10, 0.20, 0.25, 0.35, 0.10), (0.20, 0.35, 0.25, 0.15, 0.05),
            (0.25, 0.35, 0.20, 0.15, 0.05), (0.10, 0.35, 0.40, 0.10, 0.05),
        ),
    ),
    Told(
        date(2018, 6, 15), date(2018, 6, 25), 24,
        (
            (0.05, 0.10, 0.20, 0.45, 0.20), (0.10, 0.25, 0.25, 0.30, 0.10),
            (0.25, 0.35, 0.20, 0.15, 0.05), (0.00, 0.05, 0.15, 0.50, 0.30),
        ),
    ),
)  # fmt: skip


def sound_out(
    *, programme: Programme, secretary: Secretary, chance: np.random.Generator
) -> Sounding:
    """Put the sounding as often as the story's day has it; each wave that is over is closed."""
    first = WAVES[0].opened_on - timedelta(days=2)
    sounding = make_sounding(
        programme=programme, key=new_key(), title=TITLE, circle=CIRCLE, statements=STATEMENTS,
        by=secretary.by, now=secretary.moment(first, time(10)),
    )  # fmt: skip
    for told in WAVES:
        if told.opened_on < secretary.today:
            _put(sounding, told, secretary, chance)
    return sounding


def _put(sounding: Sounding, told: Told, secretary: Secretary, chance: np.random.Generator) -> None:
    now = secretary.moment(told.opened_on, time(10))
    ends = secretary.moment(told.ends_on, time(18))
    wave = open_wave(
        sounding=sounding, key=new_key(), secret=secrets.token_urlsafe(18), n_asked=N_ASKED,
        ends_on=ends.date(), today=now.date(), by=secretary.by, now=now,
    )  # fmt: skip
    for _each in range(told.n_answers):
        values = [
            None if chance.random() < SILENT else int(chance.choice(5, p=likely)) + 1
            for likely in told.likely
        ]
        answer_wave(wave=wave, key=new_answer_key(), values=values, today=now.date(), now=now)
    if told.ends_on < secretary.today:
        close_wave(wave=wave, today=ends.date(), by=secretary.by, now=ends)
