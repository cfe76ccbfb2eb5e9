"""The people of `mire plan rotation`: a CSV, or a number of them; refused with every line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.cli import csv_table, speech
from mire.cli.csv_table import Row
from mire.cli.plan.rotation_groups import over_large
from mire.planning.rotation.facts import (
    MOST_PEOPLE,
    BadFacts,
    Facts,
    Fault,
    Pair,
    Person,
    Visits,
    Wish,
    even_tables,
)
from mire.tables.values import folded
from mire.words import words

COLUMNS = ("id", "department")
OWN = ("host", "first", "rounds", "together", "apart")
"""Columns that say a rule; all others are attributes, carried along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationRequest:
    """What was typed. ``people`` is read where there is no ``file``."""

    file: Path | None
    people: int
    stations: int
    tables: int
    rounds: int
    capacity: int
    mix: str
    visits: Visits
    wish: Wish
    together: tuple[str, ...]
    apart: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RotationGiven:
    """The facts, and the line of each person of a file."""

    facts: Facts
    lines: dict[str, int]


def read_rotation(asked: RotationRequest) -> RotationGiven:
    """Return what is asked; say everything that is wrong with it, and end with code 2."""
    if asked.file is None:
        if asked.mix != "department":
            speech.refuse(_("--mix se lit dans un fichier de personnes."))
        table, rows = None, []
        people = tuple(Person(id=str(number + 1)) for number in range(asked.people))
        faults: list[csv_table.Fault] = []
        pairs: dict[str, list[Pair]] = {"together": [], "apart": []}
    else:
        table = csv_table.read_table(asked.file, COLUMNS, OWN)
        rows = table.rows
        asked = replace(asked, mix=_column(rows[0], asked.mix))
        _refuse_too_many(table)
        faults = list(_row_faults(rows, asked))
        people = tuple(_person(row, asked) for row in rows)
        pairs = {name: list(_marked(rows, name)) for name in ("together", "apart")}
    together, apart = _typed("--together", asked.together), _typed("--apart", asked.apart)
    pairs["together"] += together
    pairs["apart"] += apart
    try:
        facts = Facts(
            people=people,
            rounds=asked.rounds,
            visits=asked.visits,
            wish=asked.wish,
            tables=even_tables(
                stations=asked.stations,
                tables=asked.tables,
                people=len(people),
                capacity=asked.capacity,
            ),
            together=tuple(pairs["together"]),
            apart=tuple(pairs["apart"]),
        )
    except BadFacts as bad:
        if asked.file is None or any(not _has_line(each) for each in bad.faults):
            speech.refuse(
                "\n".join(
                    _why_typed(each)
                    for each in bad.faults
                    if asked.file is None or not _has_line(each)
                )
            )
        faults += [_with_line(each, rows) for each in bad.faults]
    if table is not None:
        if faults:
            table.refuse(sorted(faults, key=lambda fault: fault.line))
        table.tell_alike("id", asked.mix, *({"together", "apart"} & set(table.titles)))
    if said := over_large(facts, together=together, apart=apart):
        speech.refuse("\n".join(said))
    return RotationGiven(facts, {row.cells["id"]: row.line for row in rows})


def _refuse_too_many(table: csv_table.Table) -> None:
    if len(table.rows) > MOST_PEOPLE:
        told = _(
            "%(most)s personnes au plus ; ce fichier en a %(n)s. Répartissez-les en "
            "plusieurs salles."
        ) % {"most": words.number(MOST_PEOPLE), "n": words.number(len(table.rows))}
        table.refuse([csv_table.Fault(table.rows[MOST_PEOPLE].line, "", told)])


def _column(row: Row, typed: str) -> str:
    """Return the column that ``--mix`` names, capitals and accents aside; else what was typed."""
    if typed in row.cells:
        return typed
    alike = [name for name in row.cells if folded(name) == folded(typed)]
    known = [
        name for name in row.cells if folded(typed) in map(folded, csv_table.NAMES.get(name, ()))
    ]
    return next(iter([*alike, *known]), typed)


def _person(row: Row, asked: RotationRequest) -> Person:
    cells = row.cells
    return Person(
        id=cells["id"],
        department=cells.get(asked.mix, ""),
        attributes={
            name: value for name, value in cells.items() if name and name not in ("id", *OWN)
        },
        rounds=_rounds(cells.get("rounds", ""), asked.rounds),
        host=_host(cells.get("host", ""), asked),
        first=_host(cells.get("first", ""), asked),
    )


def _host(written: str, asked: RotationRequest) -> str:
    """Return a table's id; "" where the cell is not one, which is said apart."""
    known = {str(number + 1) for number in range(asked.stations * asked.tables)}
    return written if written in known else ""


def _rounds(written: str, rounds: int) -> frozenset[int] | None:
    """Return the rounds of « 1-2 », « 3 », « 1-2 4 »; None for "" and for what can't be read."""
    found: set[int] = set()
    for part in written.split():
        first, dash, last = part.partition("-")
        if not _is_number(first) or (dash and not _is_number(last)):
            return None
        span = range(int(first), int(last or first) + 1)
        if not span or span[0] < 1 or span[-1] > rounds:
            return None
        found |= {number - 1 for number in span}
    return frozenset(found) or None


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) <= 4


def _row_faults(rows: list[Row], asked: RotationRequest) -> Iterator[csv_table.Fault]:
    if asked.mix not in rows[0].cells:
        yield csv_table.Fault(1, asked.mix, _("cette colonne manque ; --mix la demande."))
    for row in rows:
        written = row.cells.get("rounds", "")
        if written and _rounds(written, asked.rounds) is None:
            yield csv_table.Fault(
                row.line,
                "rounds",
                _(
                    "« %(value)s » ne dit pas des tours de 1 à %(rounds)s ; écrivez par exemple "
                    "« 1-2 », ou « 1 3 »."
                )
                % {"value": written, "rounds": asked.rounds},
            )
        host = row.cells.get("host", "")
        if host and not _host(host, asked):
            yield csv_table.Fault(row.line, "host", _not_a_table(host, asked))
        first = row.cells.get("first", "")
        if first and not _host(first, asked):
            yield csv_table.Fault(row.line, "first", _not_a_table(first, asked))
    yield from _too_many_apart(rows, asked)


def _too_many_apart(rows: list[Row], asked: RotationRequest) -> Iterator[csv_table.Fault]:
    """Yield marks of ``apart`` with more people in a round than there are tables."""
    n = asked.stations * asked.tables
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if mark := row.cells.get("apart", ""):
            groups.setdefault(mark, []).append(row)
    for mark, members in groups.items():
        there = [_rounds(row.cells.get("rounds", ""), asked.rounds) for row in members]
        for r in range(asked.rounds):
            here = [
                row
                for row, rounds in zip(members, there, strict=True)
                if rounds is None or r in rounds
            ]
            if len(here) > n:
                yield csv_table.Fault(
                    here[n].line,
                    "apart",
                    ngettext(
                        "%(people)s personnes « %(mark)s » ne sont jamais à la même table, et il "
                        "y a %(n)s table.",
                        "%(people)s personnes « %(mark)s » ne sont jamais à la même table, et il "
                        "y a %(n)s tables.",
                        n,
                    )
                    % {"people": words.number(len(here)), "mark": mark, "n": words.number(n)},
                )
                break


def _not_a_table(host: str, asked: RotationRequest) -> str:
    n = asked.stations * asked.tables
    parts = host.replace(",", " ").replace("+", " ").split()
    if len(parts) > 1 and all(_host(part, asked) for part in parts):
        return _("un hôte tient une seule table ; « %(value)s » en nomme plusieurs.") % {
            "value": host
        }
    return _("« %(value)s » n'est pas une table ; elles vont de 1 à %(n)s.") % {
        "value": host,
        "n": n,
    }


def _marked(rows: list[Row], column: str) -> Iterator[Pair]:
    """Yield pairs of those who have the same mark in a column."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        if mark := row.cells.get(column, ""):
            groups.setdefault(mark, []).append(row.cells["id"])
    for ids in groups.values():
        named = [id for id in dict.fromkeys(ids) if id]
        if column == "together":
            yield from pairwise(named)
        else:
            yield from combinations(named, 2)


def _typed(option: str, given: tuple[str, ...]) -> list[Pair]:
    found = []
    for each in given:
        names = [name.strip() for name in each.split(",")]
        if len(names) != 2 or not all(names):
            speech.refuse(
                _("%(option)s : « %(value)s » n'est pas deux personnes ; écrivez ID,ID.")
                % {"option": option, "value": each}
            )
        found.append((names[0], names[1]))
    return found


def _has_line(fault: Fault) -> bool:
    return fault.what == "person"


def _with_line(fault: Fault, rows: list[Row]) -> csv_table.Fault:
    """Return a fault of somebody with their line."""
    row = rows[fault.index]
    if fault.kind == "twice" and fault.other is not None:
        first = rows[fault.other]
        hosts = {each.cells.get("host", "") for each in (row, first)}
        if len(hosts) == 2 and "" not in hosts:
            why = _(
                "« %(value)s » est déjà hôte de la table %(table)s, ligne %(line)s : un hôte "
                "tient une seule table."
            )
        else:
            why = _("« %(value)s » est déjà à la ligne %(line)s : une ligne par personne.")
        told = why % {
            "value": fault.value,
            "line": first.line,
            "table": first.cells.get("host", ""),
        }
    elif fault.kind == "empty":
        told = _("cette case est vide.")
    else:
        told = _("cette valeur n'est pas acceptée.")
    return csv_table.Fault(row.line, fault.field, told)


def _why_typed(fault: Fault) -> str:
    """Say what is wrong with what was typed as an option."""
    if fault.what in {"together", "apart"}:
        option = f"--{fault.what}"
        if fault.kind == "self":
            return _("%(option)s : « %(value)s » y vient deux fois.") % {
                "option": option,
                "value": fault.value,
            }
        return _("%(option)s : « %(value)s » n'est pas l'une des personnes.") % {
            "option": option,
            "value": fault.value,
        }
    if fault.kind == "too_many":
        most = words.number(int(fault.value))
        if fault.field == "people":
            return _("%(most)s personnes au plus ; répartissez-les en plusieurs salles.") % {
                "most": most
            }
        return _("%(most)s tables au plus.") % {"most": most}
    return _("%(field)s : la valeur %(value)s n'est pas acceptée.") % {
        "field": fault.field,
        "value": fault.value,
    }
