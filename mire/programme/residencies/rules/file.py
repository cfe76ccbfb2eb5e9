"""The file of a cycle: read from TOML, written as TOML and as JSON.

Its form is that of ``mire plan residency``: see ``docs/reference/residency.md``.
"""

import codecs
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from mire.planning.residency.tables import (
    PersonTable,
    ResidencyTables,
    SponsorTable,
    where_of,
)
from mire.programme.residencies.rules.faults import fault_words, wrong_faults
from mire.runsheet.toml_lines import line_of, lines_by_path
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

FORMAT = 1
FIRST_YEAR, LAST_YEAR, MOST_DAYS = 1900, 2199, 31

Named = TypeVar("Named", PersonTable, SponsorTable)


def read_cycle_file(raw: bytes) -> ResidencyTables:
    """Return what a TOML file says; raise a ``Refusal`` that names the line of the first fault.

    A file that is not finished (no phase yet) is read: its page says what is missing.
    """
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        values = tomllib.loads(raw.decode())
    except UnicodeDecodeError as error:
        raise Refusal(
            text("Ce fichier n'est pas en UTF-8 : enregistrez-le dans ce codage."), code="encoding"
        ) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits too
        raise Refusal(
            text("Ce fichier n'est pas du TOML lisible : %(why)s", why=str(error)[:200]),
            code="unreadable",
        ) from error
    lines = lines_by_path(raw)

    def refused(path: tuple[str | int, ...], why: Text) -> Refusal:
        line = line_of(path, lines)
        return Refusal(text("Ligne %(line)s : %(why)s", line=line, why=why), code="file")

    try:
        tables = read_mapping(ResidencyTables, values)
    except Refusal as refusal:
        raise refused(refusal.path, refusal.text) from refusal
    if tables.format != FORMAT:
        raise refused(("format",), text("il faut « format = 1 »"))
    if tables.cycle.starts.weekday() != 0:
        raise refused(("cycle", "starts"), text("le cycle commence un lundi."))
    _check_reach(tables, refused)
    for first in wrong_faults(tables):
        raise refused(where_of(first, tables), fault_words(first))
    return tables


def _check_reach(
    tables: ResidencyTables, refused: Callable[[tuple[str | int, ...], Text], Refusal]
) -> None:
    """Raise a ``Refusal`` for what no form would take: signs, years and days beyond reason."""
    if "\\u0000" in json.dumps(stored_tables(tables)):
        raise Refusal(text("Ce fichier contient des signes qui ne se lisent pas."), code="control")
    for day in _days(msgspec.to_builtins(tables, builtin_types=(date,))):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refusal(
                text("%(day)s : l'année va de %(first)s à %(last)s.", day=day.isoformat(),
                     first=FIRST_YEAR, last=LAST_YEAR),
                code="year",
            )  # fmt: skip
    for number, person in enumerate(tables.person):
        if not 0 <= person.days <= MOST_DAYS:
            raise refused(
                ("person", number, "days"), text("de 0 à %(most)s jours.", most=MOST_DAYS)
            )


def tables_from(stored: Mapping[str, Any]) -> ResidencyTables:
    """Return tables from what ``stored_tables`` made.

    Two people whose names were erased bear the same stub: the second is numbered, since a plan
    tells people by their names.
    """
    tables = msgspec.convert(stored, ResidencyTables)
    return msgspec.structs.replace(
        tables, person=_distinct(tables.person), sponsor=_distinct(tables.sponsor)
    )


def _distinct(rows: tuple[Named, ...]) -> tuple[Named, ...]:
    seen: Counter[str] = Counter()
    made = []
    for row in rows:
        seen[row.name] += 1
        n = seen[row.name]
        made.append(row if n == 1 else msgspec.structs.replace(row, name=f"{row.name} ({n})"))
    return tuple(made)


def stored_tables(tables: ResidencyTables) -> dict[str, Any]:
    """Return tables as JSON holds them."""
    made: dict[str, Any] = msgspec.to_builtins(tables)
    return made


def write_cycle_file(tables: ResidencyTables) -> str:
    """Return tables as TOML: what is at its ordinary value is left out."""
    import tomlkit  # takes memory: only once it is asked for

    document = tomlkit.document()
    for name, value in _without_defaults(tables).items():
        document.add(name, value)
    return tomlkit.dumps(document)


def _days(value: Any) -> Iterator[date]:
    """Return every day in plain values."""
    if isinstance(value, date):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _days(each)


def _without_defaults(tables: ResidencyTables) -> dict[str, Any]:
    """Return the tables as plain values with their days, () and ordinary values left out."""
    made: dict[str, Any] = msgspec.to_builtins(tables, builtin_types=(date,))
    kept = {
        name: _plain(value)
        for name, value in made.items()
        if value not in ((), [], {}) or name in _REQUIRED
    }
    for sponsor in kept.get("sponsor", []):
        sponsor.setdefault("windows", [])  # a sponsor without any is never there: it must be said
    # What is empty comes first: after the title of a table, TOML would count it as part of that.
    return dict(sorted(kept.items(), key=lambda item: (item[1] != [], _ORDER.index(item[0]))))


_ORDER = ("format", "cycle", "phase", "person", "sponsor", "department", "current")
_REQUIRED = ("phase", "person", "department")
_ORDINARY: Mapping[str, Any] = {
    "skill": "", "name": "", "pole": "", "sponsor": "", "at_once": 1, "priority": 1,
}  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: _plain(each)
            for name, each in value.items()
            if each is not None
            and each not in ((), [], {})
            and not (name in _ORDINARY and each == _ORDINARY[name])
        }
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
