"""`mire plan residency`: the lab in residence, from one department to the next."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from mire.cli import speech
from mire.cli.plan.residency_file import ResidencyFile
from mire.documents.builders.residency import (
    clash_document,
    cycle_chart,
    cycle_document,
    rule_words,
)
from mire.documents.builders.residency_calendar import cycle_calendar
from mire.planning.residency.clash import Clash, clash
from mire.planning.residency.plan import (
    MENDED,
    PLANNED,
    Cycle,
    NoPlan,
    OutOfTime,
    Reached,
    plan,
)

NOTHING_HOLDS = 1
OUT_OF_TIME = 3


def plan_residency(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("Un TOML : directions, phases, personnes."))
    ],
    as_json: Annotated[bool, typer.Option("--json", help=_("En JSON."))] = False,
    as_ics: Annotated[bool, typer.Option("--ics", help=_("En calendrier, iCalendar."))] = False,
    as_svg: Annotated[bool, typer.Option("--svg", help=_("Le dessin du cycle, en SVG."))] = False,
    is_mended: Annotated[
        bool,
        typer.Option("--mend", help=_("Bouger le moins possible le plan en vigueur, avant tout.")),
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help=_("Le même nombre donne le même plan."))
    ] = 1,
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, max=3600, help=_("Temps de calcul, au plus."))
    ] = 20.0,
) -> None:
    if as_json + as_ics + as_svg > 1:
        speech.refuse(_("Une seule forme à la fois : --json, --ics ou --svg."))
    given = ResidencyFile(file)
    if is_mended and not given.facts.current:
        speech.refuse(
            _(
                "--mend : %(file)s n'a pas de plan en vigueur ; donnez-le dans une table "
                "[current], ou ôtez --mend."
            )
            % {"file": file}
        )
    try:
        found = plan(
            given.facts,
            seed=seed,
            seconds=seconds,
            levels=MENDED if is_mended else PLANNED,
            progress=_print_progress if sys.stderr.isatty() else None,
        )
    except NoPlan:
        _tell_clash(given, clash(given.facts, seed=seed, seconds=seconds), as_json=as_json)
    except OutOfTime:
        said = _(
            "Aucun plan n'est trouvé en %(seconds)s s, et rien ne prouve qu'il n'y en a "
            "pas : donnez plus de temps avec --seconds."
        ) % {"seconds": f"{seconds:g}"}
        if as_json:
            speech.print_json({"out_of_time": True, "seconds": seconds})
        typer.echo(said, err=True)
        raise typer.Exit(OUT_OF_TIME) from None
    if as_json:
        speech.print_json(_primitive(given, found))
    elif as_ics:
        made = cycle_calendar(given.facts, found, given.starts, now=datetime.now(UTC))
        typer.echo(made.decode(), nl=False)
    elif as_svg:
        typer.echo(cycle_chart(given.facts, found, given.starts))
    else:
        speech.print_document(cycle_document(given.facts, found, given.starts))


def _print_progress(reached: Reached) -> None:
    """Say progress on a terminal, on one line that the next one covers."""
    sys.stderr.write(f"\r\x1b[K{reached.level}: {reached.value} (≥ {reached.bound})")
    sys.stderr.flush()


def _tell_clash(given: ResidencyFile, found: Clash, *, as_json: bool) -> None:
    if as_json:
        speech.print_json(
            {
                "clash": [
                    {
                        "rule": each.kind,
                        "subject": each.subject,
                        "other": each.other,
                        "words": rule_words(given.facts, each, given.starts),
                        "is_enough": each in found.enough,
                    }
                    for each in found.rules
                ],
                "is_smallest": found.is_smallest,
            }
        )
    else:
        speech.print_document(clash_document(given.facts, found, given.starts))
    raise typer.Exit(NOTHING_HOLDS)


def _days(given: ResidencyFile, first: int, last: int) -> tuple[date, date]:
    """Return the Monday of the first week and the Friday of the last one."""
    return given.monday(first), given.monday(last) + timedelta(days=4)


def _primitive(given: ResidencyFile, found: Cycle) -> dict[str, Any]:
    return {
        "residencies": [
            {
                "department": each.department,
                "phases": [
                    {
                        "name": stage.name,
                        "start": _days(given, stage.first, stage.last)[0].isoformat(),
                        "end": _days(given, stage.first, stage.last)[1].isoformat(),
                        "people": list(stage.people),
                    }
                    for stage in each.stages
                ],
            }
            for each in found.residencies
        ],
        "cycle_weeks": found.weeks,
        "bound": found.bound,
        "proven": found.is_proven,
        "levels": [
            {"level": str(each.level), "value": each.value, "bound": each.bound, "gap": each.gap}
            for each in found.levels
        ],
        "moved": list(found.moved),
        "seconds": round(found.seconds, 3),
    }
