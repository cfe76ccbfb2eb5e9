"""`mire choose judgment`: options ranked by the grades that people gave them."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.analysis.disclosure import DEFAULT_THRESHOLD
from mire.choice.judgment import (
    USUAL_GRADES,
    Judgment,
    JudgmentRefused,
    MissingGrades,
    judge,
    majority_value,
)
from mire.cli import speech
from mire.cli.csv_table import Fault, Table, fault_of_count, read_table
from mire.documents.builders.judgment import MOST_VALUES, judgment_document
from mire.tables.values import folded, read_count
from mire.words import words

COLUMNS = ("option", "grade", "count")
MOST_OPTIONS = 1_000


def choose_judgment(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Un CSV : option,grade,count."))],
    grades: Annotated[
        str,
        typer.Option(
            "--grades", metavar="WORST,…,BEST", help=_("Les mentions, de la pire à la meilleure.")
        ),
    ] = ",".join(USUAL_GRADES),
    missing: Annotated[
        MissingGrades,
        typer.Option(
            "--missing",
            help=_(
                "Si les options n'ont pas toutes autant de mentions : refuser ; "
                "compter la pire pour qui n'en a pas donné ; la mention majoritaire "
                "de l'option ; ou ramener les profils à une même taille."
            ),
        ),
    ] = MissingGrades.REFUSE,
    threshold: Annotated[
        int,
        typer.Option(
            "--threshold",
            min=3,
            help=_("En dessous de ce nombre de personnes, une option n'est pas classée."),
        ),
    ] = DEFAULT_THRESHOLD,
    as_json: Annotated[bool, typer.Option("--json", help=_("En JSON."))] = False,
) -> None:
    names = _grades(grades)
    table = read_table(file, COLUMNS)
    options, tallies, lines = _tallies(table, names)
    table.tell_alike("option")
    try:
        found = judge(tallies, missing=missing, threshold=threshold)
    except JudgmentRefused as refused:
        line = 1 if refused.option is None else lines[refused.option]
        table.refuse([Fault(line, "count", _why(refused, options, tallies))])
    if as_json:
        speech.print_json(_primitive(found, options, names, threshold))
    else:
        speech.print_document(judgment_document(found, options, names, missing, threshold))


def _grades(given: str) -> list[str]:
    names = [name.strip() for name in given.split(",")]
    if len(names) < 2 or not all(names):
        speech.refuse(
            _(
                "--grades : donnez au moins deux mentions, de la pire à la meilleure, "
                "séparées par des virgules."
            )
        )
    if len(set(names)) < len(names):
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        speech.refuse(_("--grades : la mention « %(grade)s » vient deux fois.") % {"grade": twice})
    return names


def _tallies(table: Table, grades: list[str]) -> tuple[list[str], list[list[int]], list[int]]:
    """Return options in order of appearance, how many of each grade, each one's first line."""
    places: dict[str, int] = {}
    tallies: list[list[int]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    known = {folded(name): name for name in grades}
    if len(known) < len(grades):
        known = {}  # grades that only capitals or accents tell apart are to be written whole
    for row in table.rows:
        option, grade = row.cells["option"], row.cells["grade"]
        grade = grade if grade in grades else known.get(folded(grade), grade)
        if not option:
            faults.append(Fault(row.line, "option", _("le nom de l'option manque.")))
        if grade not in grades:
            faults.append(
                Fault(
                    row.line,
                    "grade",
                    _("« %(grade)s » n'est pas une des mentions : %(grades)s.")
                    % {"grade": grade, "grades": ", ".join(grades)},
                )
            )
        if (option, grade) in seen:
            faults.append(
                Fault(row.line, "grade", _("cette option et cette mention viennent deux fois."))
            )
        try:
            count = read_count(row.cells["count"])
        except OverflowError:
            count = None
        if count is None:
            faults.append(fault_of_count(row, "count"))
        seen.add((option, grade))
        if faults or count is None:
            continue
        if option not in places:
            if len(places) == MOST_OPTIONS:
                most = _("%(n)s options au plus.") % {"n": words.number(MOST_OPTIONS)}
                table.refuse([Fault(row.line, "option", most)])
            places[option] = len(tallies)
            tallies.append([0] * len(grades))
            lines.append(row.line)
        tallies[places[option]][grades.index(grade)] = count
    if faults:
        table.refuse(faults)
    return list(places), tallies, lines


def _why(refused: JudgmentRefused, options: list[str], tallies: list[list[int]]) -> str:
    """Return why tallies that were read well can't be judged."""
    if refused.option is None:
        return _("personne n'a donné de mention.")
    option, n = options[refused.option], sum(tallies[refused.option])
    most = max(sum(tally) for tally in tallies)
    if n == 0:
        return _(
            "« %(option)s » n'a reçu aucune mention ; --missing static la compterait avec la pire."
        ) % {"option": option}
    return ngettext(
        "« %(option)s » a reçu %(n)s mention, une autre option %(most)s ; --missing dit quoi "
        "compter pour les autres.",
        "« %(option)s » a reçu %(n)s mentions, une autre option %(most)s ; --missing dit quoi "
        "compter pour les autres.",
        n,
    ) % {"option": option, "n": words.number(n), "most": words.number(most)}


def _primitive(
    found: Judgment, options: list[str], grades: list[str], threshold: int
) -> dict[str, object]:
    return {
        "ranking": [
            {"option": options[each.option], "rank": each.rank, "grade": grades[each.grade]}
            for each in found.ranking
        ],
        "threshold": threshold,
        "set_aside": [options[each] for each in found.set_aside],
        "received": {options[each.option]: each.received for each in found.ranking},
        "majority_values": {
            options[each.option]: [
                grades[grade] for grade in majority_value(each.profile, MOST_VALUES)
            ]
            for each in found.ranking
        },
        "profiles": {
            options[each.option]: dict(zip(grades, each.profile, strict=True))
            for each in found.ranking
        },
        "ties": [
            {
                "options": [options[tie.winner], options[tie.loser]],
                "removed": {grades[grade]: n for grade, n in tie.removed},
                "grades": None if tie.grades is None else [grades[each] for each in tie.grades],
            }
            for tie in found.ties
        ],
    }
