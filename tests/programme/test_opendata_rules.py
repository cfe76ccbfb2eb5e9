"""Open data, pure: nobody adds up or takes off a small group, cells unescape, seals hold."""

import csv
import hashlib
import io
import itertools
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.programme.opendata.rules.columns import TABLE_KEYS, TABLES
from mire.programme.opendata.rules.figures import Counted, counted
from mire.programme.opendata.rules.opening import LICENCES, Licence
from mire.programme.opendata.rules.package import (
    About,
    Tables,
    escaped,
    package,
    read_table,
    recomputed,
    unescaped,
)
from mire.programme.opendata.rules.seal import CHECKSUMS, SEAL, fault_in, sealed
from mire.technique_api.breakdown import EVERYBODY, Breakdown, Part
from tests.support.drawing import examples

THRESHOLD = 5
HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''=1", "'quoted'", "l'été",
    "'", "", "a,b", 'a"b', "a\r\nb", "=cmd|'/C calc'!A0", "رأي 🌻", "\u202eabc",
]  # fmt: skip
stances = st.lists(st.integers(0, 9), min_size=1, max_size=2)
grades_given = st.lists(st.integers(0, 9), min_size=2, max_size=3)


def breakdowns(stance: list[int], grades: list[int]) -> tuple[int, list[Breakdown]]:
    """Return a question of two levels: who says something, then what."""
    placed = sum(grades)
    first = [Part("placed", "Placé", placed)]
    first += [Part(f"other{n}", f"Autre {n}", count) for n, count in enumerate(stance)]
    second = tuple(Part(str(n), f"Note {n}", count) for n, count in enumerate(grades))
    return placed + sum(stance), [
        Breakdown("stance", "Se place", tuple(first)),
        Breakdown("grade", "Où ?", second, of="stance.placed"),
    ]


def possible(counted: Counted, n_stance: int, n_grades: int) -> list[dict[str, int]]:
    """Return every way in which the hidden numbers may be, given those that are told.

    By brute force, on small numbers: nothing of the code under test is used.
    """
    told = {f"{row['breakdown']}.{row['part']}": row["n"] for row in counted.rows}
    told["all"] = counted.n
    others = [f"stance.other{n}" for n in range(n_stance)]
    grades = [f"grade.{n}" for n in range(n_grades)]
    free = [[told[name]] if told[name] is not None else range(16) for name in (*others, *grades)]
    found = []
    for values in itertools.product(*free):
        world = dict(zip((*others, *grades), values, strict=True))
        world["stance.placed"] = sum(world[name] for name in grades)
        world["all"] = world["stance.placed"] + sum(world[name] for name in others)
        if all(world[name] == n for name, n in told.items() if n is not None):
            found.append(world)
    return found


@given(stances, grades_given)
@settings(max_examples=examples(60), deadline=None)
def test_no_number_that_is_hidden_can_be_had_from_the_others(
    stance: list[int], grades: list[int]
) -> None:
    n, divided = breakdowns(stance, grades)
    told = counted(n, divided, threshold=THRESHOLD)
    if told.n is None and not told.rows:
        assert n < THRESHOLD
        return
    shown = [row["n"] for row in told.rows if row["n"] is not None]
    assert all(count == 0 or count >= THRESHOLD for count in shown)
    worlds = possible(told, len(stance), len(grades))
    for row in told.rows:
        name = f"{row['breakdown']}.{row['part']}"
        if row["n"] is None:
            assert len({world[name] for world in worlds}) > 1, name
    # Nor is a group of a few people what is left of a total once its parts are taken off.
    for total, names in _sums(divided):
        whole = told.n if total == EVERYBODY else _told(told, total)
        if whole is not None:
            left = whole - sum(_told(told, name) or 0 for name in names)
            assert left == 0 or left >= THRESHOLD, total


def _told(counted: Counted, name: str) -> int | None:
    return {f"{row['breakdown']}.{row['part']}": row["n"] for row in counted.rows}[name]


def _sums(divided: list[Breakdown]) -> list[tuple[str, list[str]]]:
    first, second = ([f"{each.name}.{part.key}" for part in each.parts] for each in divided)
    through = [*(name for name in first if name != "stance.placed"), *second]
    return [(EVERYBODY, first), ("stance.placed", second), (EVERYBODY, through)]


def test_an_abstention_of_two_hides_who_placed_themselves_or_how_many_answered() -> None:
    n, divided = breakdowns([2], [20, 10])
    told = counted(n, divided, threshold=THRESHOLD)
    assert _told(told, "stance.other0") is None
    # 32 - 30 would give the two away, and 20 + 10 is 30: two of these three are hidden.
    assert told.n is None or _told(told, "stance.placed") is None
    assert all(row["share"] is None for row in told.rows if row["total"] is None)


def test_a_few_are_not_left_over_through_a_part_that_is_hidden() -> None:
    """One who abstains and three who give a grade: four people, had in two steps."""
    n, divided = breakdowns([1], [20, 10, 3])
    told = counted(n, divided, threshold=THRESHOLD)
    if told.n is not None:
        left = told.n - sum(_told(told, name) or 0 for name in _sums(divided)[2][1])
        assert left >= THRESHOLD


def test_shares_bear_their_interval() -> None:
    n, divided = breakdowns([0], [20, 10])
    row = counted(n, divided, threshold=THRESHOLD).rows[2]
    assert (row["n"], row["total"], row["share"]) == (20, 30, 0.6667)
    assert row["low"] < row["share"] < row["high"]


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_cell_is_escaped_and_given_back(cell: str) -> None:
    written = escaped(cell)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unescaped(written) == cell


@given(st.text(alphabet="'=+-@\t\r\nab", max_size=6))
@settings(max_examples=examples(200))
def test_escaping_is_undone_whatever_the_cell(cell: str) -> None:
    assert unescaped(escaped(cell)) == cell
    assert not escaped(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def tables() -> Tables:
    return {
        "meetings": [
            {
                "meeting": "m", "title": "=1+1", "day": "2018-03-21", "kind": "seminar",
                "minutes_planned": 90, "minutes_real": None, "threshold": 5,
                "licence": "etalab-2.0",
            }
        ],
        "activities": [
            {
                "activity": "m-1", "meeting": "m", "number": 1, "title": "Météo",
                "technique": "mood", "regime": "ballot", "minutes_planned": 5,
                "minutes_real": 6, "n_answers": 30, "is_withheld": False,
            }
        ],
        "figures": [
            {
                "activity": "m-1", "breakdown": "stance", "question": "Se prononce",
                "part_of": None, "part": "marked", "answer": "oui", "n": 30, "total": 30,
                "share": 1.0, "low": 0.8865, "high": 1.0,
            }
        ],
        "themes": [
            {"theme": "t", "name": "Du temps", "description": None, "n_texts": 2, "n_contrary": 1}
        ],
        "texts": [
            {
                "text": f"x{n}", "meeting": "m", "activity": "m-1", "heading": None,
                "words": words, "theme": "t" if n < 2 else None, "is_contrary": n == 1,
            }
            for n, words in enumerate(each for each in HOSTILE if each)
        ],
        "findings": [
            {
                "finding": "f", "kind": "finding", "sentence": "-1", "detail": None, "version": 1,
                "day": "2018-04-01", "n_texts": 1, "n_meetings": 1, "n_contrary": 1,
            }
        ],
        "finding_texts": [
            {"finding": "f", "text": "x0", "is_contrary": False},
            {"finding": "f", "text": "x1", "is_contrary": True},
        ],
        "suppressed": [
            {"number": 1, "meeting": "m", "what": "texts", "n": 3, "rule": "masked", "why": "…"}
        ],
    }  # fmt: skip


def made(**changed: object) -> dict[str, bytes]:
    about = About("mire-x", "Séminaire", "CUD", ("Séminaire",), tuple(LICENCES.values()), "fr")
    return package(about, {**tables(), **changed})  # type: ignore[dict-item]


def test_what_is_written_is_read_back_and_its_figures_made_again() -> None:
    files = made()
    read = {table.name: read_table(table, files[f"{table.name}.csv"]) for table in TABLES}
    assert read == tables()
    assert recomputed(read) == read


@pytest.mark.parametrize(
    ("table", "column"),
    [("themes", "n_texts"), ("findings", "n_contrary"), ("figures", "total"), ("figures", "share")],
)
def test_a_figure_that_its_rows_do_not_give_is_found(table: str, column: str) -> None:
    wrong = tables()
    wrong[table][0][column] = 0.5 if column == "share" else 99
    assert recomputed(wrong) != wrong


def test_the_same_rows_give_the_same_bytes_and_others_another_version() -> None:
    assert made() == made()
    assert made()["datapackage.json"] != made(finding_texts=[])["datapackage.json"]


def test_every_column_is_said_in_both_languages_and_points_to_a_table() -> None:
    names = {table.name for table in TABLES}
    for table in TABLES:
        assert table.french.endswith(".")
        assert table.english.endswith(".")
        assert set(table.key) <= {column.name for column in table.columns}
        for column in table.columns:
            assert column.french
            assert column.english
            if column.to:
                assert column.to in names
                assert TABLE_KEYS[column.to] == column.name


def test_a_licence_has_an_address() -> None:
    assert all(isinstance(each, Licence) and each.path.startswith("https://")
               for each in LICENCES.values())  # fmt: skip


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)


def test_a_seal_names_the_first_file_that_differs(tmp_path: Path) -> None:
    files = sealed({"b.txt": b"b", "a/c.txt": b"c", "README.md": b"r"})
    write(tmp_path, files)
    assert fault_in(tmp_path) is None
    (tmp_path / "b.txt").write_bytes(b"B")
    (tmp_path / "README.md").write_bytes(b"R")
    fault = fault_in(tmp_path)
    assert fault is not None
    assert fault.params == {"name": "README.md"}
    write(tmp_path, files)
    (tmp_path / "a" / "c.txt").unlink()
    assert "manque" in str(fault_in(tmp_path))
    write(tmp_path, files)
    (tmp_path / "a" / "new.txt").write_bytes(b"")
    assert "a/new.txt" in str(fault_in(tmp_path))


@pytest.mark.parametrize("name", [CHECKSUMS, SEAL])
def test_a_list_that_was_made_again_shows(tmp_path: Path, name: str) -> None:
    write(tmp_path, sealed({"a.txt": b"a"}))
    (tmp_path / name).write_bytes(b"0" * 64 + b"  a.txt\n")
    assert CHECKSUMS in str(fault_in(tmp_path))


def test_a_list_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / CHECKSUMS).write_bytes(b"0" * 64 + b"  ../secret\n")
    assert "lisible" in str(fault_in(tmp_path))
    assert "manque" in str(fault_in(tmp_path / "nowhere"))


NAME = re.compile(r"[-a-z0-9._/]+")
TYPES = {"string", "integer", "number", "boolean", "date"}
CONSTRAINTS = {"required", "unique", "minimum", "maximum", "enum"}


def faults_of(files: dict[str, bytes]) -> list[str]:
    """Return what the standard forbids: the part of its JSON schema that our packages use."""
    told = json.loads(files["datapackage.json"])
    faults = [name for name in ("name", "title", "licenses", "resources") if not told.get(name)]
    if not NAME.fullmatch(told["name"]):
        faults.append("name")
    faults += ["licence" for each in told["licenses"] if not (each.get("name") or each.get("path"))]
    faults += ["contributor" for each in told["contributors"] if not each.get("title")]
    faults += ["source" for each in told["sources"] if not each.get("title")]
    resources = {each["name"]: each for each in told["resources"]}
    if len(resources) != len(told["resources"]):
        faults.append("two resources of one name")
    for name, each in resources.items():
        if not NAME.fullmatch(name):
            faults.append(f"{name}: name")
        body = files.get(each["path"])
        if body is None:
            faults.append(f"{name}: no file")
            continue
        if each["bytes"] != len(body):
            faults.append(f"{name}: bytes")
        if each["hash"] != f"sha256:{hashlib.sha256(body).hexdigest()}":
            faults.append(f"{name}: hash")
        if each["profile"] == "tabular-data-resource":
            faults += [f"{name}: {fault}" for fault in _faults_of_table(each, resources, files)]
    return faults


def _rows(resource: dict[str, Any], files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[resource["path"]].decode(), newline="")))


def _faults_of_table(
    resource: dict[str, Any], resources: dict[str, Any], files: dict[str, bytes]
) -> Iterator[str]:
    schema, rows = resource["schema"], _rows(resource, files)
    names = [each["name"] for each in schema["fields"]]
    header = files[resource["path"]].decode().splitlines()[0].split(",")
    if header != names:
        yield "header"
    for each in schema["fields"]:
        if each["type"] not in TYPES or not set(each.get("constraints", {})) <= CONSTRAINTS:
            yield f"field {each['name']}"
        for row in rows:
            if not _is_valid(row[each["name"]], each):
                yield f"{each['name']}: {row[each['name']]!r}"
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    if len(set(keys)) != len(keys):
        yield "primary key"
    for foreign in schema.get("foreignKeys", ()):
        (field,), (to,) = foreign["fields"], foreign["reference"]["fields"]
        known = {row[to] for row in _rows(resources[foreign["reference"]["resource"]], files)}
        if {row[field] for row in rows if row[field]} - known:
            yield f"foreign key {field}"


def _is_valid(cell: str, field: dict[str, Any]) -> bool:
    constraints = field.get("constraints", {})
    if not cell:
        return not constraints.get("required")
    match field["type"]:
        case "integer" | "number":
            number = float(cell) if field["type"] == "number" else int(cell)
            low, high = constraints.get("minimum", number), constraints.get("maximum", number)
            return bool(low <= number <= high)
        case "boolean":
            return cell in {"true", "false"}
        case "date":
            return date.fromisoformat(cell).isoformat() == cell
        case _:
            return cell in constraints.get("enum", [cell])


def test_a_package_keeps_the_standard() -> None:
    assert faults_of(made()) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "fault"),
    [
        ("texts", "activity", "nowhere", "texts: foreign key activity"),
        ("texts", "words", "", "texts: words: ''"),
        ("activities", "regime", "secret", "activities: regime: 'secret'"),
        ("figures", "share", 1.5, "figures: share: '1.5'"),
        ("themes", "theme", "", "themes: theme: ''"),
    ],
)
def test_what_breaks_the_standard_is_found(
    table: str, column: str, value: object, fault: str
) -> None:
    wrong = tables()
    wrong[table][0][column] = value
    assert fault in faults_of(made(**wrong))


def test_a_row_twice_or_a_file_that_changed_is_found() -> None:
    assert "themes: primary key" in faults_of(made(themes=tables()["themes"] * 2))
    files = made()
    assert faults_of({**files, "texts.csv": files["texts.csv"] + b"x"})
