"""`mire analyse reach`: departments reached, newcomers, who works with whom."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from django.utils.translation import gettext as _

from mire.analysis.disclosure import DEFAULT_THRESHOLD
from mire.analysis.presences import Fault as Wrong
from mire.analysis.presences import Presence, Problem, ReachRefused, checked
from mire.analysis.reach import Reach, reach
from mire.cli import speech
from mire.cli.csv_table import Fault, Row, Table, fault_of_count, read_table
from mire.documents.builders.reach import reach_document
from mire.tables.values import read_count, read_day

COLUMNS = ("person", "department", "event", "date")
MORE_COLUMNS = ("role", "contributions", "table")
STAFF_COLUMNS = ("department", "people")
MOST_DIGITS = 9


def analyse_reach(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("Un CSV : person,department,event,date."))
    ],
    departments: Annotated[
        Path | None,
        typer.Option(
            "--departments",
            metavar="FILE",
            help=_(
                "L'effectif de chaque direction, même jamais venue : un CSV, department,people."
            ),
        ),
    ] = None,
    permutations: Annotated[
        int,
        typer.Option(
            "--permutations",
            min=99,
            max=99_999,
            help=_("Combien de fois redistribuer les directions au hasard."),
        ),
    ] = 999,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help=_("Le même nombre donne les mêmes tirages."))
    ] = 1,
    threshold: Annotated[
        int,
        typer.Option(
            "--threshold",
            min=3,
            help=_("En dessous de ce nombre de personnes, un groupe n'est pas montré."),
        ),
    ] = DEFAULT_THRESHOLD,
    as_json: Annotated[bool, typer.Option("--json", help=_("En JSON."))] = False,
) -> None:
    table = read_table(file, COLUMNS, MORE_COLUMNS)
    presences = _presences(table)
    table.tell_alike("person", "department", "event", "role", "table")
    staff = None if departments is None else _staff(departments)
    try:
        found = reach(
            presences,
            staff=staff,
            threshold=threshold,
            rng=np.random.default_rng(seed),
            n_permutations=permutations,
        )
    except ReachRefused as refused:
        lines = [row.line for row in table.rows]
        table.refuse([_fault(problem, lines) for problem in refused.problems])
    if as_json:
        speech.print_json(_primitive(found, seed))
    else:
        speech.print_document(reach_document(found))


def _presences(table: Table) -> list[Presence]:
    """Return the presences; refuse every line that can't be read, all at once."""
    faults = [
        Fault(
            table.head,
            name,
            _("colonne inconnue ; on attend : %(columns)s.")
            % {"columns": ",".join((*COLUMNS, *MORE_COLUMNS))},
        )
        for name in table.rows[0].cells
        if name and name not in (*COLUMNS, *MORE_COLUMNS)
    ]
    found, lines = [], []
    for row in table.rows:
        on, n = read_day(row.cells["date"]), _count(row.cells.get("contributions", "1"))
        if on is None:
            faults.append(
                Fault(
                    row.line,
                    "date",
                    _("« %(value)s » n'est pas une date ; écrivez AAAA-MM-JJ ou JJ/MM/AAAA.")
                    % {"value": row.cells["date"]},
                )
            )
        if n is None:
            faults.append(_fault_of_count(row, "contributions"))
        if on is None or n is None:
            faults += [
                Fault(row.line, field, _("cette case est vide."))
                for field in ("person", "department", "event")
                if not row.cells[field]
            ]
        else:
            lines.append(row.line)
            found.append(
                Presence(
                    person=row.cells["person"],
                    department=row.cells["department"],
                    event=row.cells["event"],
                    on=on,
                    role=row.cells.get("role", ""),
                    contributions=n,
                    table=row.cells.get("table", ""),
                )
            )
    if faults:
        try:
            checked(found, None)
        except ReachRefused as refused:
            # Where no line can be read, there is nothing more to say.
            faults += [_fault(problem, lines) for problem in refused.problems if lines]
        table.refuse(sorted(faults, key=lambda fault: fault.line))
    return found


def _staff(file: Path) -> dict[str, int]:
    staff: dict[str, int] = {}
    faults = []
    table = read_table(file, STAFF_COLUMNS)
    for row in table.rows:
        name, n = row.cells["department"], _count(row.cells["people"])
        if not name:
            faults.append(Fault(row.line, "department", _("ce nom est vide.")))
        if name in staff:
            faults.append(Fault(row.line, "department", _("ce nom vient deux fois.")))
        if n is None:
            faults.append(_fault_of_count(row, "people"))
        staff[name] = n or 0
    if faults:
        table.refuse(faults)
    table.tell_alike("department")
    return staff


def _count(written: str) -> int | None:
    try:
        return read_count(written, digits=MOST_DIGITS)
    except OverflowError:
        return None


def _fault_of_count(row: Row, field: str) -> Fault:
    return fault_of_count(row, field, digits=MOST_DIGITS)


def _fault(problem: Problem, lines: list[int]) -> Fault:
    value = {"value": problem.value, "line": 0 if problem.other is None else lines[problem.other]}
    told = {
        Wrong.BLANK: _("cette case est vide."),
        Wrong.TWICE: _("cette personne est déjà à cet événement, ligne %(line)s.") % value,
        Wrong.OTHER_DEPARTMENT: _(
            "cette personne a une autre direction, ligne %(line)s : donnez la même partout."
        )
        % value,
        Wrong.OTHER_ROLE: _(
            "cette personne a un autre rôle, ligne %(line)s : donnez le même partout."
        )
        % value,
        Wrong.OTHER_DATE: _("cet événement a une autre date, ligne %(line)s.") % value,
        Wrong.NO_STAFF: _("« %(value)s » manque dans le fichier des directions.") % value,
        Wrong.TOO_FEW_STAFF: _(
            "« %(value)s » : plus de personnes ont pris part que le fichier des "
            "directions n'en compte."
        )
        % value,
        Wrong.TOO_MANY_TIES: _(
            "trop de personnes ensemble (%(value)s paires au plus) : donnez une colonne table."
        )
        % value,
    }
    field = "date" if problem.field == "on" else problem.field
    why = told.get(problem.fault) or _("cette valeur n'est pas acceptée.")
    return Fault(1 if problem.row is None else lines[problem.row], field, why)


def _primitive(found: Reach, seed: int) -> dict[str, Any]:
    ties, test = found.ties, found.ties and found.ties.test
    return {
        "threshold": found.threshold,
        "people": found.n_people,
        "contributions": found.n_contributions,
        "departments_reached": found.n_reached,
        "coverage": [
            {
                "department": each.department,
                "staff": each.staff,
                "people": each.n_people,
                "share": each.share,
            }
            for each in found.coverage
        ],
        "roles": [
            {
                "role": each.role,
                "people": each.n_people,
                "contributions": each.n_contributions,
                "share": each.share,
            }
            for each in found.roles
        ],
        "attendance": [
            {"date": each.on.isoformat(), "events": each.events, "people": each.n_people}
            for each in found.attendance
        ],
        "periods": [
            {
                "from": each.first_on.isoformat(),
                "to": each.last_on.isoformat(),
                "newcomers": each.n_new,
                "people_so_far": each.n_so_far,
                "departments_so_far": each.n_departments,
                "growth": each.growth,
            }
            for each in found.periods
        ],
        "mixing": ties
        and {
            "departments": ties.departments,
            "ties": ties.counts,
            "within": ties.n_within,
            "between": ties.n_between,
        },
        "ei_index": ties and ties.ei_index,
        "assortativity": ties and ties.assortativity,
        "permutation_test": test and {**asdict(test), "seed": seed},
    }
