"""A meeting opened: what is in its package, what never is, what a later version may not tell."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from mire.cli.rehearsal.outcome import outcome_of_log
from mire.live.engine.controls import Erase
from mire.live.engine.paper import PaperBatch
from mire.live.state import entries
from mire.live.state.results import results
from mire.programme.evidence.actions import take_in
from mire.programme.evidence.models import Verbatim
from mire.programme.evidence.queries import meetings_behind, read_log
from mire.programme.findings.actions import change_statuses, write_finding
from mire.programme.findings.models import Finding, ReleasedFinding
from mire.programme.findings.rules import FindingKind, Status
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.actions import note_ended, open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.opendata.actions import close_data, open_data
from mire.programme.opendata.models import Opening
from mire.programme.opendata.queries.archive import archive_of_meeting, archive_of_programme
from mire.programme.opendata.queries.openings import open_by_key, who_opened
from mire.programme.opendata.queries.package import open_package
from mire.programme.opendata.rules.columns import TABLES
from mire.programme.opendata.rules.package import Tables, read_table, recomputed
from mire.programme.reading.actions import begin_reading, read_together
from mire.programme.reading.models import Reading
from mire.programme.reading.rules import ActKind
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from tests.support.office import Office, open_office
from tests.support.rooms import Room, placed
from tests.support.sheets import activity, sheet

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

NOW = datetime(2018, 3, 21, 12, tzinfo=UTC)
BY = Actor("kkkkkkkkkkk", "Résidente · D07")
STATIONS = [{"label": f"Axe {n}", "tables": 2, "seats": 4} for n in range(1, 4)]
CAFE: dict[str, Any] = {"question": "Que ferait-on ?", "stations": STATIONS, "people": 20}
MOOD: dict[str, Any] = {"question": "Où en êtes-vous ?", "word": True}
SIGNUP = {"question": "Quel profil ?", "profiles": [{"label": "Coach"}, {"label": "Veilleur"}]}
CORNERS = [(5, 5)] * 9 + [(-5, 5)] * 2 + [(5, -5)] * 7


@pytest.fixture
def office() -> Office:
    return open_office()


@pytest.fixture
def held(office: Office, room: Room) -> tuple[Meeting, Room]:
    """An ended meeting: a café, a grid (9, 2, 7 in its corners), a mood of three, a signing up."""
    opened = open_meeting(
        sheet=sheet(
            activity("cafe", "worldcafe", settings=CAFE, planned=45, most=60),
            activity("grille", "positioning"),
            activity("meteo", "mood", settings={"question": "Où en êtes-vous ?"}),
            activity("profils", "signup", settings=SIGNUP),
            slot=90,
        ),
        engine=room.engine,
        now=NOW,
    )
    room.code = opened.code
    meeting = Meeting.objects.get(code=opened.code)
    meeting.programme = office.programme
    meeting.save()
    room.open("cafe")
    for said in ("Un lieu à nous.", "=cmd|'/C calc'!A0", "Du temps."):
        room.engine.ask(room.request("cafe", b"", {"table": 1, "round": 1, "said": said}))
    room.close("cafe")
    seats = [room.join() for _ in CORNERS]
    room.open("grille")
    for n, (x, y) in enumerate(CORNERS):
        room.answer("grille", seats[n], placed(x, y, f"Raison {n}" if n < 4 else ""))
    room.close("grille")
    room.open("meteo")
    for seat in seats[:3]:
        room.answer("meteo", seat, {"mood": "3"})
    room.close("meteo")
    room.open("profils")
    for n, seat in enumerate(seats[:9]):
        room.answer("profils", seat, {"first": "1", "name": f"Habitat · D{n:02}"})
    room.close("profils")
    room.control(entries.MEETING_ENDED)
    ended = room.state.ended_at
    assert ended is not None
    note_ended(code=room.code, ended_at=ended, by=BY, now=NOW)
    meeting.refresh_from_db()
    follow(meeting, room)
    return meeting, room


@pytest.fixture
def read(office: Office, held: tuple[Meeting, Room]) -> Reading:
    """Two texts are in a theme, one against it; one is set aside; the others nobody read."""
    reading = begin_reading(
        programme=office.programme, key="rrrrrrrrrrr", title="Lecture", meetings=[held[0]], by=BY,
        now=NOW,
    )  # fmt: skip
    cards = [key("Un lieu à nous."), key("Raison 1")]
    act(reading, ActKind.MADE, {"theme": "ttttttttttt", "name": "=Un lieu", "cards": cards})
    act(reading, ActKind.OPPOSED, {"cards": cards[1:], "on": True})
    aside = {"cards": [key("=cmd|'/C calc'!A0")], "reason": "hors sujet"}
    act(reading, ActKind.SET_ASIDE, aside)
    return reading


def act(reading: Reading, kind: ActKind, body: dict[str, Any]) -> None:
    reading.refresh_from_db()
    read_together(reading=reading, kind=kind, body=body, seen=reading.number, by=BY, now=NOW)


def key(text: str) -> str:
    return Verbatim.objects.get(text=text).key


def follow(meeting: Meeting, room: Room) -> None:
    for each in meetings_behind([meeting], engine=room.engine):
        take_in(meeting=each, read=read_log(each, engine=room.engine), now=NOW)


def opened(held: tuple[Meeting, Room], salt: str = "s" * 32) -> Opening:
    meeting, room = held
    return open_data(
        meeting=meeting, reason="duty", licence="etalab-2.0", salt=salt, engine=room.engine, by=BY,
        now=NOW,
    )  # fmt: skip


def files(held: tuple[Meeting, Room], *, is_whole: bool = False) -> dict[str, bytes]:
    """The package as it is given today: brought up to date first."""
    meeting, room = held
    follow(meeting, room)
    programme = meeting.programme
    assert programme is not None
    programme.refresh_from_db()
    opening = Opening.objects.select_related("meeting__programme").get(closed_at=None)
    return open_package(programme, [opening], engine=room.engine, is_whole=is_whole)


def tables(package: dict[str, bytes]) -> Tables:
    return {table.name: read_table(table, package[f"{table.name}.csv"]) for table in TABLES}


def rules(package: dict[str, bytes]) -> dict[tuple[str, str], int]:
    return {(row["what"], row["rule"]): row["n"] for row in tables(package)["suppressed"]}


def a_released_finding(office: Office, cited: list[Reference]) -> Finding:
    finding = write_finding(
        programme=office.programme, key=new_key(), kind=FindingKind.FINDING,
        sentence="Un lieu manque.", detail="", cited=cited, by=BY, now=NOW,
    )  # fmt: skip
    for status in (Status.REVIEWED, Status.RELEASED):
        change_statuses(findings=[finding], status=status, by=BY, now=NOW)
        finding.refresh_from_db()
    assert ReleasedFinding.objects.filter(finding=finding).exists()
    return finding


def test_a_meeting_is_closed_until_somebody_opens_it(held: tuple[Meeting, Room]) -> None:
    assert not Opening.objects.exists()
    opening = opened(held)
    assert open_by_key(opening.key) == opening
    assert who_opened(opening) == BY.name
    line = Entry.objects.get(act="opendata.opened")
    assert (line.actor_name, line.after) == (BY.name, {"licence": "etalab-2.0", "reason": "duty"})
    close_data(meeting=held[0], by=BY, now=NOW)
    assert open_by_key(opening.key) is None
    assert Entry.objects.filter(act="opendata.closed").count() == 1
    assert opened(held).key == opening.key


@pytest.mark.parametrize(("field", "value"), [("reason", "x"), ("licence", "CC0-1.0")])
def test_a_reason_or_a_licence_of_no_list_is_refused(
    held: tuple[Meeting, Room], field: str, value: str
) -> None:
    given = {"reason": "duty", "licence": "etalab-2.0", field: value}
    with pytest.raises(Refusal) as refused:
        open_data(meeting=held[0], **given, salt="s", engine=held[1].engine, by=BY, now=NOW)
    assert refused.value.path == (field,)
    assert not Opening.objects.exists()


def test_a_meeting_that_goes_on_is_not_opened(office: Office, room: Room) -> None:
    made = open_meeting(sheet=room.state.sheet, engine=room.engine, now=NOW)
    meeting = Meeting.objects.get(code=made.code)
    meeting.programme = office.programme
    meeting.save()
    with pytest.raises(Refusal):
        opened((meeting, room))


def test_it_holds_what_was_reread_and_says_what_is_held_back(
    held: tuple[Meeting, Room], read: Reading
) -> None:
    opened(held)
    package = files(held)
    found = tables(package)
    said = {row["words"]: row for row in found["texts"]}
    assert set(said) == {"Un lieu à nous.", "Raison 1", "=cmd|'/C calc'!A0"}
    assert said["Un lieu à nous."]["heading"] == "1. Axe 1"
    assert said["=cmd|'/C calc'!A0"]["theme"] is None
    assert said["Raison 1"]["is_contrary"]
    (theme,) = found["themes"]
    assert (theme["name"], theme["n_texts"], theme["n_contrary"]) == ("=Un lieu", 2, 1)
    assert rules(package)["texts", "unread"] == 4
    assert rules(package)["activities", "too_few"] == 1
    assert rules(package)["activities", "named"] == 1
    assert rules(package)["texts", "table"] == 2
    by_title = {row["number"]: row for row in found["activities"]}
    assert [by_title[n]["is_withheld"] for n in (1, 2, 3, 4)] == [False, False, True, True]
    assert by_title[3]["n_answers"] is None
    assert recomputed(found) == found


def test_the_corner_of_two_people_is_had_from_nothing(
    held: tuple[Meeting, Room], read: Reading
) -> None:
    opened(held)
    package = files(held)
    figures = {(row["breakdown"], row["part"]): row["n"] for row in tables(package)["figures"]}
    corners = {part: n for (name, part), n in figures.items() if name == "corner"}
    assert 9 in corners.values()
    hidden = [part for part, n in corners.items() if n is None]
    assert len(hidden) >= 2
    assert not {1, 2, 3, 4} & set(figures.values())
    whole = figures["stance", "placed"]
    if whole is not None:
        left = whole - sum(n for n in corners.values() if n is not None)
        assert left >= 5


def test_nothing_leads_back_to_the_log_to_a_person_or_to_an_hour(
    held: tuple[Meeting, Room], read: Reading
) -> None:
    meeting, room = held
    opened(held)
    everything = b"\n".join(files(held).values()).decode()
    log = room.engine.room(room.code).state
    for each in log.activities.values():
        for verbatim in each.verbatims():
            assert verbatim.id not in everything
    for verbatim in Verbatim.objects.all():
        assert verbatim.key not in everything
    for secret in ("Habitat", BY.name, meeting.code or "?", meeting.key, "Raison 2", "hors sujet",
                   "T10:", "T08:", "08:", "téléphone"):  # fmt: skip
        assert secret not in everything, secret


def test_cells_are_escaped_in_csv_and_plain_in_json(
    held: tuple[Meeting, Room], read: Reading
) -> None:
    opened(held)
    package = files(held)
    cells = [
        cell
        for name, body in package.items()
        if name.endswith(".csv")
        for row in csv.reader(StringIO(body.decode(), newline=""))
        for cell in row
    ]
    assert "'=cmd|'/C calc'!A0" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    told = json.loads(package["data.json"])
    assert "=cmd|'/C calc'!A0" in {row["words"] for row in told["texts"]}


def test_the_same_meeting_gives_the_same_bytes(held: tuple[Meeting, Room], read: Reading) -> None:
    opened(held)
    assert files(held) == files(held)


def late_paper(room: Room, n: int = 5) -> None:
    """Type answers on paper after the end, as many as a batch must be."""
    asked = room.state.activities["grille"]
    lines = [
        entries.canonical(
            asked.technique.answers.read_contribution(
                asked.config,
                json.dumps(placed(5, 5 if place % 2 else -5, f"Venu tard {place}")).encode(),
            )
        )
        for place in range(n)
    ]
    room.engine.ask(PaperBatch(room.code, "grille", new_key() * 3, tuple(lines)))


@pytest.mark.parametrize("n", [5, 8])
def test_answers_typed_after_the_opening_change_no_figure(
    held: tuple[Meeting, Room], read: Reading, n: int
) -> None:
    """Two versions are never taken off each other: theirs are the same numbers."""
    opened(held)
    before = files(held)
    late_paper(held[1], n)
    assert held[1].state.activities["grille"].n_answers == len(CORNERS) + n
    after = files(held)
    assert after["figures.csv"] == before["figures.csv"]
    assert after["activities.csv"] == before["activities.csv"]
    assert rules(after)["texts", "later"] == n
    close_data(meeting=held[0], by=BY, now=NOW)
    opened(held, salt="t" * 32)
    assert files(held)["figures.csv"] == before["figures.csv"]
    assert files(held)["texts.csv"] == before["texts.csv"]


def test_a_text_that_came_later_stays_out_even_reread(
    held: tuple[Meeting, Room], read: Reading
) -> None:
    opened(held)
    late_paper(held[1])
    follow(*held)
    act(read, ActKind.PLACED, {"cards": [key("Venu tard 0")], "theme": "ttttttttttt"})
    assert b"Venu tard" not in b"".join(files(held).values())


def test_a_mask_and_an_erasure_reach_the_next_version(
    held: tuple[Meeting, Room], read: Reading
) -> None:
    room = held[1]
    opened(held)
    before = files(held)
    spoken = {each.text: each.id for each in room.state.activities["cafe"].verbatims()}
    masked = spoken["Un lieu à nous."]
    room.control(entries.TEXT_MASKED, "cafe", entry=masked, reason="nomme une personne")
    room.engine.ask(Erase(room.code, spoken["=cmd|'/C calc'!A0"]))
    after = files(held)
    words = [row["words"] for row in tables(after)["texts"]]
    assert words == ["Raison 1"]
    assert rules(after)["texts", "masked"] == 2
    assert "nomme une personne" not in b"".join(after.values()).decode()
    assert after["figures.csv"] == before["figures.csv"]
    (theme,) = tables(after)["themes"]
    assert theme["n_texts"] == 1
    assert recomputed(tables(after)) == tables(after)


def test_a_higher_threshold_takes_figures_back(held: tuple[Meeting, Room], read: Reading) -> None:
    opened(held)
    programme = held[0].programme
    assert programme is not None
    programme.threshold = 8
    programme.save()
    package = files(held)
    assert tables(package)["figures"] == []
    assert {row["n_answers"] for row in tables(package)["activities"]} == {None}
    assert rules(package)["figures", "threshold_raised"] > 0
    programme.threshold = 25  # more than answered: the texts go too
    programme.save()
    assert "Raison 1" not in {row["words"] for row in tables(files(held))["texts"]}


def test_a_finding_is_there_once_released_and_resting_on_what_is_open(
    office: Office, held: tuple[Meeting, Room], read: Reading
) -> None:
    opened(held)
    theme = a_released_finding(office, [Reference("theme", "ttttttttttt")])
    a_released_finding(office, [])
    draft = write_finding(
        programme=office.programme, key=new_key(), kind=FindingKind.FINDING,
        sentence="Un brouillon.", detail="", by=BY, now=NOW,
        cited=[Reference("verbatim", key("Du temps."))],
    )  # fmt: skip
    package = files(held, is_whole=True)
    found = tables(package)
    (row,) = found["findings"]
    assert row["sentence"] == theme.sentence
    assert (row["n_texts"], row["n_meetings"], row["n_contrary"]) == (1, 1, 1)
    assert recomputed(found) == found
    assert rules(package)["findings", "from_elsewhere"] == 1
    assert rules(package)["findings", "not_released"] == 1
    assert draft.sentence not in b"".join(package.values()).decode()
    assert "Du temps." in {each["words"] for each in found["texts"]}  # cited by hand: reread
    spoken = {each.text: each.id for each in held[1].state.activities["cafe"].verbatims()}
    masked = spoken["Un lieu à nous."]
    held[1].control(entries.TEXT_MASKED, "cafe", entry=masked, reason="nomme une personne")
    after = files(held)
    assert tables(after)["findings"] == []
    assert rules(after)["findings", "source_gone"] == 1


def test_what_somebody_reads_blind_is_not_told(held: tuple[Meeting, Room], read: Reading) -> None:
    opened(held)
    Reading.objects.update(is_apart=True)
    package = files(held)
    assert tables(package)["texts"] == []
    assert tables(package)["themes"] == []


def no_page(_document: object) -> bytes:
    return b"<html></html>"


def test_the_archive_holds_logs_that_replay_to_the_same_results(
    office: Office, held: tuple[Meeting, Room], read: Reading
) -> None:
    meeting, room = held
    a_released_finding(office, [Reference("theme", "ttttttttttt")])
    whole = archive_of_programme(office.programme, engine=room.engine, shown=no_page)
    (name,) = [each for each in whole if each.endswith("/log.jsonl")]
    assert meeting.key in name
    outcome = outcome_of_log(whole[name])
    assert outcome["results.json"] == whole[name.replace("log.jsonl", "results.json")]
    assert json.loads(outcome["results.json"]) == json.loads(
        json.dumps(results(room.engine.room(room.code).state))
    )
    acts = json.loads(whole["readings/rrrrrrrrrrr.json"])["acts"]
    assert [each["kind"] for each in acts] == ["theme.made", "cards.opposed", "cards.set_aside"]
    (finding,) = json.loads(whole["findings.json"])
    assert finding["released"][0]["sentence"] == finding["sentence"]
    assert finding["cites"] == [{"kind": "theme", "key": "ttttttttttt", "is_contrary": False}]
    assert "example.org" not in b"".join(whole.values()).decode()
    people = {each["name"] for each in json.loads(whole["people.json"])}
    assert "Personne ambassador" in people
    one = archive_of_meeting(meeting, engine=room.engine, shown=no_page)
    assert "journal.json" not in one
    assert one[name] == whole[name]
