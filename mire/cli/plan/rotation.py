"""`mire plan rotation`: who sits at which table in which round."""

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from mire.cli import speech
from mire.cli.plan.rotation_file import RotationRequest, read_rotation
from mire.cli.plan.rotation_paper import print_papers, read_printing
from mire.documents.builders.rotation import clash_document, rotation_document, rule_words
from mire.planning.rotation.bench import benched
from mire.planning.rotation.clash import Clash, NoClash, clash
from mire.planning.rotation.facts import Facts, Visits, Wish
from mire.planning.rotation.layouts import Layout, better_layout
from mire.planning.rotation.plan import NoPlan, OutOfTime, Rotation, plan

NOTHING_HOLDS = 1
OUT_OF_TIME = 3


def plan_rotation(  # noqa: PLR0917 (typer: options, typed by name)
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help=_("Un CSV des personnes : id,department.")),
    ] = None,
    people: Annotated[
        int, typer.Option("--people", min=0, help=_("Sans fichier : combien de personnes."))
    ] = 0,
    stations: Annotated[
        int, typer.Option("--stations", min=1, max=1_000, help=_("Combien de postes."))
    ] = 1,
    tables: Annotated[
        int, typer.Option("--tables", min=1, max=1_000, help=_("Combien de tables à chaque poste."))
    ] = 1,
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, max=100, help=_("Combien de tours."))
    ] = 3,
    capacity: Annotated[
        int,
        typer.Option(
            "--capacity",
            min=0,
            max=2_000,
            help=_("Places à chaque table ; 0 : ce qu'il faut, à une place près."),
        ),
    ] = 0,
    is_once: Annotated[
        bool, typer.Option("--once", help=_("Chaque poste une fois au plus."))
    ] = False,
    is_even: Annotated[
        bool,
        typer.Option(
            "--even", help=_("Les postes aussi également que possible, avant les rencontres.")
        ),
    ] = False,
    wish: Annotated[
        Wish,
        typer.Option(
            "--wish",
            help=_(
                "Moins de retrouvailles (repeats), jamais trois fois "
                "(twice), ou le plus de rencontres (pairs)."
            ),
        ),
    ] = Wish.REPEATS,
    mix: Annotated[
        str, typer.Option("--mix", metavar="COLUMN", help=_("La colonne à mélanger aux tables."))
    ] = "department",
    is_bench: Annotated[
        bool,
        typer.Option("--bench", help=_("S'il manque des places, asseoir à part à tour de rôle.")),
    ] = False,
    together: Annotated[
        list[str] | None,
        typer.Option("--together", metavar="ID,ID", help=_("Deux personnes à la même table.")),
    ] = None,
    apart: Annotated[
        list[str] | None,
        typer.Option("--apart", metavar="ID,ID", help=_("Deux personnes jamais à la même table.")),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help=_("Le même nombre donne le même plan."))
    ] = 1,
    limit: Annotated[
        float, typer.Option("--limit", min=0.1, max=3600, help=_("Secondes de calcul, au plus."))
    ] = 10.0,
    as_json: Annotated[bool, typer.Option("--json", help=_("En JSON."))] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--print",
            metavar="DIR",
            help=_("Où écrire cartes, feuilles de table et badges, en PDF."),
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--start", metavar="HH:MM", help=_("Sur les cartes : l'heure du premier tour.")
        ),
    ] = None,
    round_minutes: Annotated[
        int | None,
        typer.Option(
            "--round-minutes",
            min=1,
            max=600,
            help=_("Sur les cartes : ce que dure un tour, en minutes."),
        ),
    ] = None,
    move_minutes: Annotated[
        int | None,
        typer.Option(
            "--move-minutes",
            min=0,
            max=600,
            help=_("Sur les cartes : ce que dure un déplacement, en minutes (4)."),
        ),
    ] = None,
) -> None:
    if (file is None) == (people == 0):
        speech.refuse(_("Donnez soit un fichier de personnes, soit --people."))
    if is_once and is_even:
        speech.refuse(_("--once et --even ne vont pas ensemble : choisissez l'un des deux."))
    given = read_rotation(
        RotationRequest(
            file=file,
            people=people,
            stations=stations,
            tables=tables,
            rounds=rounds,
            capacity=capacity,
            mix=mix,
            wish=wish,
            visits=Visits.ONCE if is_once else Visits.EVEN if is_even else Visits.FREE,
            together=tuple(together or ()),
            apart=tuple(apart or ()),
        )
    )
    printing = read_printing(folder, start=start, minutes=round_minutes, move=move_minutes)
    facts, bench = benched(given.facts) if is_bench else (given.facts, ())
    try:
        found = plan(facts, seed=seed, seconds=limit)
    except NoPlan:
        _tell_clash(facts, given.lines, seed, limit, as_json=as_json)
    except OutOfTime:
        _tell_out_of_time(limit, as_json=as_json)
    better = better_layout(facts, seed=seed, seconds=min(limit, 5.0))
    if as_json:
        speech.print_json({**_primitive(facts, found, better), "bench": [*map(list, bench)]})
    else:
        speech.print_document(rotation_document(facts, found, better, bench))
    if printing is not None:
        files = print_papers(printing, facts, found.rounds)
        if not as_json:
            typer.echo(
                _("Écrits dans %(folder)s : %(files)s.")
                % {"folder": printing.folder, "files": ", ".join(files)}
            )


def _tell_out_of_time(limit: float, *, as_json: bool) -> None:
    if as_json:
        speech.print_json({"out_of_time": True, "seconds": limit})
    typer.echo(
        _(
            "Aucun plan n'est trouvé en %(seconds)s s, et rien ne prouve qu'il n'y en a "
            "pas : donnez plus de temps avec --limit."
        )
        % {"seconds": f"{limit:g}"},
        err=True,
    )
    raise typer.Exit(OUT_OF_TIME) from None


def _tell_clash(
    facts: Facts, lines: dict[str, int], seed: int, limit: float, *, as_json: bool
) -> None:
    try:
        found: Clash = clash(facts, seed=seed, seconds=limit)
    except (NoClash, OutOfTime):
        _tell_out_of_time(limit, as_json=as_json)
        return
    if as_json:
        speech.print_json(
            {
                "clash": [
                    {
                        "rule": each.kind,
                        "subject": each.subject,
                        "other": each.other,
                        "words": rule_words(facts, each, lines),
                    }
                    for each in found.rules
                ],
                "is_smallest": found.is_smallest,
            }
        )
    else:
        speech.print_document(clash_document(facts, found, lines))
    raise typer.Exit(NOTHING_HOLDS) from None


def _primitive(facts: Facts, found: Rotation, better: Layout | None) -> dict[str, Any]:
    limits = found.bounds
    return {
        "tables": [
            {"id": each.id, "station": each.station, "capacity": each.capacity}
            for each in facts.tables
        ],
        "rounds": [[list(ids) for ids in one] for one in found.rounds],
        "repeats": found.counts.repeats,
        "same_department": found.counts.same_department,
        "distinct_pairs": found.counts.distinct_pairs,
        "bounds": {
            "repeats": limits.repeats,
            "same_department": limits.same_department,
            "distinct_pairs": limits.distinct_pairs,
            "revisits": limits.revisits,
        },
        "proven": found.is_proven,
        "method": found.method,
        "seconds": round(found.seconds, 3),
        "most_meetings": found.counts.most_meetings,
        "revisits": found.counts.revisits,
        "levels": [
            {"level": str(each.level), "value": each.value, "bound": each.bound, "gap": each.gap}
            for each in found.levels
        ],
        "better": better
        and {
            "stations": better.stations,
            "tables": better.tables,
            "capacity": better.capacity,
            "repeats": better.repeats,
        },
    }
