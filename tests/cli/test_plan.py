"""`mire plan residency`, as one types it: the reference's own example, its forms, its refusals."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from lxml import etree
from typer.testing import CliRunner

from mire.cli.commands import app
from tests.house.reading import ROOT

PAGE = (ROOT / "docs" / "reference" / "residency.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def run(text: str, *options: str) -> Any:
        file = tmp_path / "cycle.toml"
        file.write_text(text, encoding="utf-8")
        return CliRunner().invoke(app, ["plan", "residency", str(file), *options])

    return run


def test_the_references_example_is_planned_and_said(run: Any) -> None:
    done = run(EXAMPLE)
    assert done.exit_code == 0, done.stderr
    assert "aucun cycle plus court n’existe (prouvé)" in done.stdout
    assert "Direction de l'habitat · D07" in re.sub(r"\s+", " ", done.stdout)


def test_json_holds_mondays_fridays_people_and_the_proof(run: Any) -> None:
    told = json.loads(run(EXAMPLE, "--json").stdout)
    assert list(told)[:4] == ["residencies", "cycle_weeks", "bound", "proven"]
    assert told["proven"] is True
    assert told["bound"] == told["cycle_weeks"]
    assert [each["department"] for each in told["residencies"]] == ["D02", "D07"]
    for each in told["residencies"]:
        assert [phase["name"] for phase in each["phases"]] == ["Immersion", "Projet"]
        for phase in each["phases"]:
            assert list(phase) == ["name", "start", "end", "people"]
            assert date.fromisoformat(phase["start"]).weekday() == 0
            assert date.fromisoformat(phase["end"]).weekday() == 4
            assert phase["people"]
    first, second = told["residencies"]
    assert first["phases"][-1]["end"] < second["phases"][0]["start"]
    assert second["phases"][0]["start"] >= "2018-11-05"


def test_a_calendar_can_read_the_plan(run: Any) -> None:
    told = json.loads(run(EXAMPLE, "--json").stdout)
    read = icalendar.Calendar.from_ical(run(EXAMPLE, "--ics").stdout)
    events = list(read.walk("VEVENT"))
    phases = [phase for each in told["residencies"] for phase in each["phases"]]
    assert [each["dtstart"].dt.isoformat() for each in events] == [p["start"] for p in phases]
    assert [(each["dtend"].dt - timedelta(days=1)).isoformat() for each in events] == [
        phase["end"] for phase in phases
    ]
    assert len({str(each["uid"]) for each in events}) == 4
    assert {each["transp"] for each in events} == {"TRANSPARENT"}, "a diary stays free"
    assert all(each["dtstamp"].dt <= datetime.now(UTC) for each in events)
    again = icalendar.Calendar.from_ical(run(EXAMPLE, "--ics").stdout)
    assert [each["uid"] for each in again.walk("VEVENT")] == [each["uid"] for each in events]


def test_the_drawing_has_a_row_a_department_and_a_label(run: Any) -> None:
    drawn = etree.fromstring(run(EXAMPLE, "--svg").stdout.encode())
    assert drawn.get("aria-label")
    texts = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("I") == texts.count("P") == 2, "each phase has its letter"


def test_a_plan_in_force_is_mended(run: Any) -> None:
    current = '\n[current]\nD02 = ["2018-09-10", "2018-09-24"]\n'
    told = json.loads(run(EXAMPLE + current, "--json", "--mend").stdout)
    assert told["moved"] == []
    assert told["residencies"][0]["phases"][0]["start"] == "2018-09-10"
    assert json.loads(run(EXAMPLE + current, "--json").stdout)["moved"] == ["D02"]


def test_what_clashes_is_said_in_words(run: Any) -> None:
    text = EXAMPLE.replace("priority = 3", "fixed = 2018-11-12").replace(
        "ready = 2018-11-05", "fixed = 2018-11-19"
    )
    done = run(text)
    assert done.exit_code == 1
    words = re.sub(r"\s+", " ", done.stdout)
    assert "commence la semaine du 12 novembre 2018" in words
    assert "commence la semaine du 19 novembre 2018" in words
    told = json.loads(run(text, "--json").stdout)
    assert told["is_smallest"] is True
    assert [each["rule"] for each in told["clash"]].count("fixed") == 2
    assert len(told["clash"]) == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", "ligne 1"),
        ("starts = 2018-09-03", "starts = 2018-09-04", "commence un lundi"),
        ("starts = 2018-09-03", 'starts = "bientôt"', "cycle.starts"),
        ("weeks = 44", "weeks = 0", "cycle.weeks"),
        ("at_once = 1", "at_once = 0", "cycle.at_once"),
        ("weeks = 44", "semaines = 44", "semaines"),
        ('skills = ["design"]', "", "design"),
        ("days = 8", "days = nan", "person[1].days"),
        ("days = 8", "days = -1", "person[1].days"),
        ('after = ["D02"]', 'after = ["D99"]', "D99"),
        ('id = "D07"', 'id = "D02"', "department[2].id"),
        ('sponsor = "DGA Ressources"', 'sponsor = "X"', "department[1].sponsor"),
        ("priority = 3", 'after = ["D07"]', "D02, D07"),
        (
            "ready = 2018-11-05",
            "windows = [{ from = 2018-11-05, to = 2018-11-16 }]",
            "department[2].windows",
        ),
        ("gap = [0, 1]", "gap = [2, 1]", "phase[1].gap"),
        ("[cycle]", "[cycle", "TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(run: Any, old: str, new: str, said: str) -> None:
    assert old in EXAMPLE
    done = run(EXAMPLE.replace(old, new, 1))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert re.search(r"ligne \d+", done.stderr)


def test_one_form_at_a_time(run: Any) -> None:
    assert run(EXAMPLE, "--json", "--ics").exit_code == 2


@pytest.mark.parametrize(
    ("changed", "into", "said"),
    [
        ('ready = 2018-11-05', 'fixed = 2018-10-22',
         ["dans les congés", "15 octobre 2018 ou 5 novembre 2018"]),
        ('ready = 2018-11-05', 'windows = [{ from = 2018-10-15, to = 2018-12-02 }]',
         ["sa plus longue fenêtre : 5", "une résidence en demande 7", "il en manque 2"]),
        ('skill = "design", days = 1.5', 'skill = "design", days = 3',
         ["« Immersion » demande 3 j par semaine", "en donnent 1,8 par semaine",
          "il faudrait 13 j par mois", "1,2 j de moins"]),
        ("weeks = 44", "weeks = 14",
         ["semaines de travail : 12", "en demandent au moins 14", "il en manque 2"]),
    ],
)  # fmt: skip
def test_a_clash_names_its_cause_and_by_how_much_to_loosen(
    run: Any, changed: str, into: str, said: list[str]
) -> None:
    text = EXAMPLE.replace(changed, into)
    if "weeks = 14" in text:
        text = re.sub(
            r"  \{ from = 2018-12.*\n|to = 2019-06-30",
            lambda found: (
                found[0].replace("2019-06-30", "2018-12-01") if "2019-06" in found[0] else ""
            ),
            text,
        )
        text = text.replace("ready = 2018-11-05\n", "")
    done = run(text)
    assert done.exit_code == 1, done.stderr
    told = re.sub(r"\s+", " ", done.stdout).replace("’", "'")
    for each in said:
        assert each in told, told
    as_json = json.loads(run(text, "--json").stdout)
    assert any(said[0] in re.sub(r"\s+", " ", each["words"]) for each in as_json["clash"])


def test_mending_without_a_plan_in_force_is_refused(run: Any) -> None:
    done = run(EXAMPLE, "--mend")
    assert done.exit_code == 2
    assert "[current]" in done.stderr
