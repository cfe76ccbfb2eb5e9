"""The open package as files: CSV, JSON, their dictionary, their descriptor, their checksums.

The same rows give the same bytes. What a spreadsheet would compute is escaped in the CSV, so that
it can be undone; JSON holds each value as it is.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, TypeAlias

from mire.programme.opendata.rules.columns import TABLE_KEYS, TABLES, Column, Table
from mire.programme.opendata.rules.figures import share_of
from mire.programme.opendata.rules.opening import Licence
from mire.programme.opendata.rules.readme import open_readme
from mire.programme.opendata.rules.seal import CHECKSUMS, checksums, digest_of_bytes

Row: TypeAlias = dict[str, Any]
Tables: TypeAlias = dict[str, list[Row]]

COMPUTES = re.compile(r"'*[=+\-@\t\r\n]")
"""How a cell begins that a spreadsheet would compute, or that was escaped: one ' is put before."""

DIGITS = 12
ROLES = (
    ("Participants", "contributor"),
    ("Facilitators", "wrangler"),
    ("Readers of the texts", "contributor"),
)
"""Who made the data, by role: no name."""


@dataclass(frozen=True, slots=True)
class About:
    """What a package says of itself. ``sources``: what it was made from, in words."""

    name: str
    title: str
    publisher: str
    sources: tuple[str, ...]
    licences: tuple[Licence, ...]
    language: str


def package(about: About, tables: Tables) -> dict[str, bytes]:
    """Return the files of a package, by name."""
    files = {f"{table.name}.csv": _csv(table, tables[table.name]) for table in TABLES}
    files["data.json"] = _json({table.name: tables[table.name] for table in TABLES})
    files["dictionary.csv"] = _written(
        [
            ("table", "column", "type", "french", "english"),
            *(
                (table.name, column.name, column.kind, column.french, column.english)
                for table in TABLES
                for column in table.columns
            ),
        ]
    )
    files["datapackage.json"] = _json(descriptor(about, files))
    files["README.md"] = open_readme(about.title, about.licences).encode()
    files[CHECKSUMS] = checksums(files)
    return files


def descriptor(about: About, files: Mapping[str, bytes]) -> Row:
    """Return what Frictionless wants to be told of the files."""
    digest = digest_of_bytes(b"".join(files[name] for name in sorted(files)))
    return {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "profile": "data-package",
        "name": about.name,
        "id": about.name,
        "title": about.title,
        "version": digest[:DIGITS],
        "languages": [about.language],
        "licenses": [
            {"name": each.name, "title": each.title, "path": each.path} for each in about.licences
        ],
        "sources": [{"title": each} for each in about.sources],
        "contributors": [
            {"title": about.publisher, "role": "publisher"},
            *({"title": title, "role": role} for title, role in ROLES),
        ],
        "resources": [
            *(_resource(table, files[f"{table.name}.csv"]) for table in TABLES),
            {
                "name": "data",
                "path": "data.json",
                "format": "json",
                "mediatype": "application/json",
                "encoding": "utf-8",
                "profile": "data-resource",
                "bytes": len(files["data.json"]),
                "hash": f"sha256:{digest_of_bytes(files['data.json'])}",
            },
        ],
    }


def _resource(table: Table, body: bytes) -> Row:
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "title": table.french,
        "description": table.english,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        "bytes": len(body),
        "hash": f"sha256:{digest_of_bytes(body)}",
        "schema": schema(table),
    }


def schema(table: Table) -> Row:
    """Return the schema of a table: types, constraints, keys."""
    made: Row = {
        "fields": [
            {
                "name": column.name,
                "type": column.kind,
                "title": column.french,
                "description": column.english,
                **({"constraints": dict(column.constraints)} if column.constraints else {}),
            }
            for column in table.columns
        ],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    foreign = [
        {
            "fields": [column.name],
            "reference": {"resource": column.to, "fields": [TABLE_KEYS[column.to]]},
        }
        for column in table.columns
        if column.to
    ]
    return {**made, "foreignKeys": foreign} if foreign else made


def escaped(cell: str) -> str:
    """Return a cell that no spreadsheet computes; ``unescaped`` gives it back."""
    return f"'{cell}" if COMPUTES.match(cell) else cell


def unescaped(cell: str) -> str:
    """Return what a cell held before it was escaped."""
    return cell[1:] if cell.startswith("'") and COMPUTES.match(cell) else cell


def read_table(table: Table, body: bytes) -> list[Row]:
    """Return the rows of a CSV of the package, as they were before it was written."""
    lines = csv.DictReader(StringIO(body.decode(), newline=""))
    return [{column.name: _value(column, line[column.name]) for column in table.columns}
            for line in lines]  # fmt: skip


def recomputed(tables: Tables) -> Tables:
    """Return tables whose figures are made again from the rows that they rest on."""
    in_theme = Counter(each["theme"] for each in tables["texts"])
    against = Counter(each["theme"] for each in tables["texts"] if each["is_contrary"])
    meeting = {each["text"]: each["meeting"] for each in tables["texts"]}
    all_of = {each["activity"]: each["n_answers"] for each in tables["activities"]}
    n_of = {
        (each["activity"], f"{each['breakdown']}.{each['part']}"): each["n"]
        for each in tables["figures"]
    }

    def figure(row: Row) -> Row:
        of = row["part_of"]
        total = n_of[row["activity"], of] if of else all_of[row["activity"]]
        return {**row, "total": total, **share_of(row["n"], total)}

    def finding(row: Row) -> Row:
        rests = [each for each in tables["finding_texts"] if each["finding"] == row["finding"]]
        behind = [each["text"] for each in rests if not each["is_contrary"]]
        return {
            **row,
            "n_texts": len(behind),
            "n_meetings": len({meeting[each] for each in behind}),
            "n_contrary": len(rests) - len(behind),
        }

    return {
        **tables,
        "figures": [figure(each) for each in tables["figures"]],
        "themes": [
            {**each, "n_texts": in_theme[each["theme"]], "n_contrary": against[each["theme"]]}
            for each in tables["themes"]
        ],
        "findings": [finding(each) for each in tables["findings"]],
    }


def _csv(table: Table, rows: Sequence[Row]) -> bytes:
    names = [column.name for column in table.columns]
    return _written([names, *([_cell(row[name]) for name in names] for row in rows)])


def _written(lines: Sequence[Sequence[str]]) -> bytes:
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([escaped(cell) for cell in line] for line in lines)
    return written.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _value(column: Column, cell: str) -> Any:
    if column.kind == "string":
        return unescaped(cell) if cell or column.constraints.get("required") else None
    if not cell:
        return None
    if column.kind == "boolean":
        return cell == "true"
    if column.kind == "integer":
        return int(cell)
    return float(cell) if column.kind == "number" else cell


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
