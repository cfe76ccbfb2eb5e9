"""What pages say of a sounding: its waves, each statement's shares, what changed, the figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.analysis.proportions import Interval
from mire.programme.soundings.queries import ToldSounding, ToldWave, is_open, n_answered
from mire.programme.soundings.rules import (
    CHANGE_WORDS,
    GRADES,
    Share,
    Shift,
    silence_words,
)
from mire.words import words

WIDTH, LINE = 1_000, 60
"""The figure's measures, in its own units: a share of 1 is as wide as the figure."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One wave of a figure, in its units: the share, its interval, its worst cases."""

    y: int
    at: int
    low: int
    high: int
    worst_low: int
    worst_high: int


def sounding_context(told: ToldSounding, *, today: date) -> dict[str, Any]:
    """Return what the template of a sounding holds."""
    closed = [each for each in told.waves if each.wave.closed_on is not None]
    return {
        "sounding": told.sounding,
        "waves": [_wave(each, today) for each in told.waves],
        "has_open": any(each.wave.closed_on is None for each in told.waves),
        "statements": [
            _statement(told, closed, place) for place in range(len(told.sounding.statements))
        ],
        "grades": [words.translate(each) for each in GRADES],
        "table": _table(closed),
    }


def _wave(told: ToldWave, today: date) -> dict[str, Any]:
    wave = told.wave
    n = n_answered(wave)
    return {
        "key": wave.key,
        "name": name_of(told),
        "how": _("en réunion") if wave.ends_on is None else _("par un lien"),
        "rate": ngettext(
            "%(n)s réponse pour %(asked)s personnes interrogées (%(share)s)",
            "%(n)s réponses pour %(asked)s personnes interrogées (%(share)s)",
            n,
        )
        % {"n": n, "asked": wave.n_asked, "share": words.percent(n / wave.n_asked)},
        "is_open": is_open(wave, today=today),
        "is_closed": wave.closed_on is not None,
        "ends_on": wave.ends_on,
        "is_few": wave.closed_on is not None and not any(told.shares),
    }


def name_of(told: ToldWave) -> str:
    """Return what a wave is called: « Vague 1 · 14 mars 2018 »."""
    return _("Vague %(number)s · %(day)s") % {
        "number": told.wave.number,
        "day": words.day(told.wave.opened_on),
    }


def _statement(told: ToldSounding, closed: Sequence[ToldWave], place: int) -> dict[str, Any]:
    shares = [(each, each.shares[place]) for each in closed]
    marks = [_mark(n, share) for n, (_wave, share) in enumerate(shares) if share is not None]
    shift = told.shifts[place]
    return {
        "text": told.sounding.statements[place],
        "marks": marks,
        "height": len(shares) * LINE,
        "lines": [(name_of(each), share_words(share)) for each, share in shares],
        "shift": None if shift is None else _shift(shift),
    }


def share_words(share: Share | None) -> str:
    """Say a share with its interval, and the whole circle's bounds."""
    if share is None:
        return _("trop peu de réponses pour en dire quelque chose")
    return _(
        "%(agreeing)s d'accord sur %(n)s (entre %(low)s et %(high)s) ; de %(worst_low)s à "
        "%(worst_high)s du cercle, selon ce qu'auraient dit les silencieux"
    ) % {
        "agreeing": share.agreeing,
        "n": share.n,
        "low": words.percent(share.interval.low),
        "high": words.percent(share.interval.high),
        "worst_low": words.percent(share.bounds.low),
        "worst_high": words.percent(share.bounds.high),
    }


def _shift(shift: Shift) -> dict[str, str]:
    figures = _(
        "D'une vague à l'autre : %(estimate)s points, entre %(low)s et %(high)s ; de "
        "%(worst_low)s à %(worst_high)s si les silencieux avaient répondu."
    ) % {
        "estimate": points(shift.estimate),
        "low": points(shift.interval.low),
        "high": points(shift.interval.high),
        "worst_low": points(shift.bounds.low),
        "worst_high": points(shift.bounds.high),
    }
    return {
        "sentence": words.translate(CHANGE_WORDS[shift.change]),
        "silence": words.translate(silence_words(shift)),
        "figures": figures,
    }


def points(share: float) -> str:
    """Write a difference of shares in points, with its sign: « +12 », « −3 »."""
    n = round(share * 100)
    return f"+{n}" if n > 0 else f"−{-n}" if n < 0 else "0"


def _mark(n: int, share: Share) -> Mark:
    def at(part: float) -> int:
        return round(part * WIDTH)

    def ends(interval: Interval) -> tuple[int, int]:
        return at(interval.low), at(interval.high)

    return Mark(
        n * LINE + LINE // 2,
        at(share.agreeing / share.n),
        *ends(share.interval),
        *ends(share.bounds),
    )


def _table(closed: Sequence[ToldWave]) -> list[dict[str, Any]]:
    """Return one row a wave and statement: its counts, how many did not answer it."""
    rows = []
    for each in closed:
        for place, share in enumerate(each.shares):
            counts = (each.wave.counts or ())[place] if share is not None else None
            rows.append(
                {
                    "wave": each.wave.number,
                    "place": place + 1,
                    "counts": counts,
                    "left": each.wave.n_answers - sum(counts or ()),
                }
            )
    return rows
