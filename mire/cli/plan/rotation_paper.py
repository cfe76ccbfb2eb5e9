"""What `mire plan rotation --print` writes: route cards, table sheets and badges, as PDF."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import typer
from django.utils.translation import gettext as _

from mire.cli import speech
from mire.documents.builders.routes_paper import PAPERS, Times, routes_of
from mire.documents.fonts import MISSING
from mire.documents.writers.paper import lacking_in, printed
from mire.planning.rotation.facts import Facts
from mire.planning.rotation.plan import Rounds

MOVE_MINUTES = 4
"""What a move from table to table takes where nothing is said: people get up and talk."""


@dataclass(frozen=True, slots=True)
class Printing:
    """Where to write, and the times that cards say."""

    folder: Path
    times: Times


def read_printing(
    folder: Path | None, *, start: str | None, minutes: int | None, move: int | None
) -> Printing | None:
    """Return what is to be printed, None for nothing; refuse what does not go together.

    The folder is made at once, so that nobody waits for a plan which can't be written.
    """
    if folder is None:
        if (start, minutes, move) != (None, None, None):
            speech.refuse(
                _(
                    "--start, --round-minutes et --move-minutes disent l'heure sur les "
                    "cartes : ajoutez --print DIR."
                )
            )
        return None
    if (start is None) != (minutes is None) or (start is None and move is not None):
        speech.refuse(
            _(
                "Pour que les cartes disent l'heure, donnez --start et --round-minutes "
                "ensemble ; sans eux, elles disent le numéro du tour."
            )
        )
    times = Times(None)
    if start is not None and minutes is not None:
        times = Times(_clock(start), minutes, MOVE_MINUTES if move is None else move)
    speech.write_all(folder, {})
    return Printing(folder, times)


def print_papers(printing: Printing, facts: Facts, rounds: Rounds) -> list[str]:
    """Write the papers of a rotation and return the names of the files."""
    routes = routes_of(facts, rounds)
    told = {template: made(routes, printing.times) for template, made in PAPERS.values()}
    files = {f"{template}.pdf": printed(template, data) for template, data in told.items()}
    speech.write_all(printing.folder, files)
    if missing := sorted({sign for data in told.values() for sign in lacking_in(data)}):
        typer.echo(
            _("Attention : %(box)s remplace des signes que l'impression n'a pas : %(signs)s.")
            % {"box": MISSING, "signs": ", ".join(missing)},
            err=True,
        )
    return list(files)


def _clock(written: str) -> datetime:
    """Return a time of day on whatever day."""
    if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", written, re.ASCII):
        speech.refuse(
            _("--start : « %(value)s » n'est pas une heure ; écrivez HH:MM.") % {"value": written}
        )
    hours, minutes = written.split(":")
    return datetime.combine(date(2000, 1, 1), time(int(hours), int(minutes)))
