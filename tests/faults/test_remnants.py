"""After closing, nothing that is stored joins an answer to a seat, or two answers of a seat.

Reads every table, and every byte of every file. On PostgreSQL its write-ahead log is outside
the promise (docs/reference/security.md says so): there, the files of tables, indexes and
catalogues are read.
"""

import json
import secrets
import time
from collections.abc import Iterator

import pytest

from mire.live.engine import committer, controls, requests
from mire.live.engine.committer import Committer
from mire.live.engine.engine import Engine
from mire.live.engine.paper import PaperBatch
from mire.live.engine.readers import ReadLog
from mire.live.state import entries
from mire.live.store import seats
from mire.live.store.connect import Opener
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Entry
from tests.faults.traces import Traces, written_forms
from tests.support.rooms import Room, placed
from tests.support.server import ROOT

pytestmark = pytest.mark.storage

PEOPLE = 150
PAPERS = 6


class Evidence:
    """What the test knows and no file may still tell."""

    def __init__(self) -> None:
        self.drawn: list[bytes] = []
        self.seats: list[bytes] = []
        self.ids: dict[str, list[str]] = {"grille": [], "meteo": []}
        self.bodies: dict[str, list[str]] = {"grille": [], "meteo": []}
        self.dropped: list[str] = []
        self.paper = secrets.token_hex(16)

    def draw(self, n: int) -> bytes:
        self.drawn.append(secrets.token_bytes(n))
        return self.drawn[-1]

    @property
    def keys(self) -> list[bytes]:
        return [drawn for drawn in self.drawn if len(drawn) == seats.KEY_BYTES]

    def authors(self) -> Iterator[bytes]:
        for key in self.keys:
            yield from (seats.author_of(key, seat) for seat in self.seats)
            yield from (seats.paper_author_of(key, self.paper, line) for line in range(PAPERS))

    def receipts(self) -> list[bytes]:
        return [seats.hashed(id.encode()) for ids in self.ids.values() for id in ids]

    def secrets(self) -> Iterator[bytes]:
        """What must be nowhere once everything is closed, in any writing."""
        yield from self.seats
        yield from self.keys
        yield from self.authors()
        for ids in self.ids.values():
            yield from (bytes.fromhex(id) for id in ids)

    def texts(self) -> Iterator[str]:
        """Whole sealed answers (which tie a reason to its point), and those that don't count."""
        for bodies in self.bodies.values():
            yield from bodies
        yield from self.dropped


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own daemons read, too, and for long on a busy machine: they are waited for."""
    monkeypatch.setattr(committer, "CLEANING_SECONDS", 60.0)


@pytest.fixture
def traces(live_url: str) -> Traces:
    return Traces(live_url)


@pytest.fixture
def evidence(room: Room) -> Evidence:
    found = Evidence()
    room.engine._committer._random = found.draw
    return found


def point(seat: int) -> tuple[int, int]:
    return seat % 21 - 10, seat // 21 - 10


def send(room: Room, evidence: Evidence, activity: str, seat: int, text: str, n: int) -> None:
    x, y = point(seat)
    given = (
        placed(x, y, text) if activity == "grille" else {"mood": str(seat % 5 + 1), "word": text}
    )
    request = room.request(
        activity, evidence.seats[seat], given, id=secrets.token_hex(16), revision=n
    )
    evidence.ids[activity].append(request.id)
    body = request.body.decode()
    evidence.bodies[activity].append(body)
    room.engine.ask(request)


def text(activity: str, seat: int, n: int) -> str:
    return f"{activity}:{seat:03d}:{n} parce qu'il faut bien le dire"


def answer_all(room: Room, evidence: Evidence, activity: str) -> None:
    """Everyone answers; one in three thinks again."""
    for seat in range(PEOPLE):
        again = seat % 3 == 0
        send(room, evidence, activity, seat, text(activity, seat, 1), 1)
        if again:
            evidence.dropped.append(text(activity, seat, 1))
            send(room, evidence, activity, seat, text(activity, seat, 2), 2)
        room.clock.pass_time(seconds=1)


def test_while_open_the_secrets_can_be_seen(room: Room, evidence: Evidence, traces: Traces) -> None:
    """The search below sees what is there: without this, it would prove nothing."""
    evidence.seats += [room.join() for _ in range(PEOPLE)]
    room.open("grille")
    answer_all(room, evidence, "grille")
    traces.settle()
    everything = b"".join(traces.files().values())
    assert evidence.keys[0] in everything
    standing = [seats.author_of(evidence.keys[0], seat) for seat in evidence.seats]
    assert all(author in everything for author in standing)
    assert evidence.bodies["grille"][-1].encode() in everything
    assert [seat for seat in evidence.seats if seat in everything] == []
    tables = traces.tables()
    assert tables["live_key"]["key"] != []
    # PostgreSQL's samples of columns outlive the rows, and are compressed: none is taken.
    sampled = tables.get("pg_stats", {"tablename": [], "attname": []})
    assert {
        (table, column)
        for table, column in zip(sampled["tablename"], sampled["attname"], strict=True)
        if column in ("key", "author", "receipt", "body", "seat") and table != "live_entry"
    } == set()


@pytest.fixture
def closed(room: Room, evidence: Evidence, traces: Traces) -> Room:
    """Two ballots of the same people, closed: phones, paper, changed answers, late ones."""
    evidence.seats += [room.join() for _ in range(PEOPLE)]
    for activity in ("grille", "meteo"):
        room.open(activity)
        answer_all(room, evidence, activity)
        technique = room.state.activities[activity]
        lines = [f"{text(activity, 900 + line, 1)}" for line in range(PAPERS)]
        papers = [
            placed(3, line - 3, words) if activity == "grille" else {"mood": "2", "word": words}
            for line, words in enumerate(lines)
        ]
        bodies = [
            entries.canonical(
                technique.technique.answers.read_contribution(
                    technique.config, json.dumps(paper).encode()
                )
            )
            for paper in papers
        ]
        room.engine.ask(PaperBatch(room.code, activity, evidence.paper, bodies))
        evidence.bodies[activity] += [body.decode() for body in bodies]
        traces.settle()
        room.close(activity)
        with pytest.raises(Refusal, match="trop tard"):
            send(room, evidence, activity, 0, f"{activity} trop tard", 3)
        evidence.dropped.append(f"{activity} trop tard")
    return room


def check_bytes(files: dict[str, bytes], evidence: Evidence) -> None:
    everything = b"".join(files.values())
    found = [
        secret.hex()
        for secret in evidence.secrets()
        if any(form in everything for form in written_forms(secret))
    ]
    assert found == []
    assert [words for words in evidence.texts() if words.encode() in everything] == []


def test_no_file_joins_an_answer_to_a_seat(
    closed: Room, evidence: Evidence, traces: Traces
) -> None:
    assert len(evidence.keys) == 2
    check_bytes(traces.files(), evidence)
    traces.settle()
    files = traces.files()
    check_bytes(files, evidence)
    everything = b"".join(files.values())
    for activity in ("grille", "meteo"):  # what is kept is kept
        standing = [text(activity, seat, 2 if seat % 3 == 0 else 1) for seat in range(PEOPLE)]
        assert all(words.encode() in everything for words in standing)


def test_no_table_joins_an_answer_to_a_seat(
    closed: Room, evidence: Evidence, traces: Traces
) -> None:
    tables = traces.tables()
    kept = {name for name, columns in tables.items() if any(columns.values())}
    known = {"live_room", "live_entry", "live_seat", "live_receipt"}
    assert {name for name in kept if name.startswith("live_")} == known
    hashes = {seats.hashed(seat) for seat in evidence.seats}
    holders = [
        (name, column)
        for name, columns in tables.items()
        for column, values in columns.items()
        if any(isinstance(value, bytes) and bytes(value) in hashes for value in values)
    ]
    assert holders == [("live_seat", "seat")]
    # What is left of an answer's sending tells neither who, nor what, nor when.
    receipts = [bytes(value) for value in tables["live_receipt"]["receipt"]]
    assert set(tables["live_receipt"]) == {"room", "activity", "receipt"}
    assert set(receipts) <= set(evidence.receipts())
    for activity in ("grille", "meteo"):
        of_one = [
            receipt
            for receipt, owner in zip(receipts, tables["live_receipt"]["activity"], strict=True)
            if owner == activity
        ]
        assert of_one == sorted(of_one)
        assert len(of_one) == PEOPLE


def test_the_log_keeps_no_author_no_order_and_one_time(closed: Room, evidence: Evidence) -> None:
    log = closed.engine.read(ReadLog(closed.code))
    received = {id for ids in evidence.ids.values() for id in ids}
    for activity in ("grille", "meteo"):
        pieces = [
            entry
            for entry in log
            if entry.activity == activity and entry.kind not in entries.CONTROLS
        ]
        assert len(pieces) == 2 * (PEOPLE + PAPERS)
        assert {entry.author for entry in pieces} == {None}
        assert {entry.at for entry in pieces} == {closed.state.activities[activity].closed_at}
        assert received.isdisjoint(entry.id for entry in pieces)
        written = [(entry.kind, entries.canonical(entry.body)) for entry in pieces]
        assert written == sorted(written)


def test_the_end_of_the_meeting_leaves_no_seat_and_no_receipt(
    closed: Room, evidence: Evidence, traces: Traces
) -> None:
    closed.control(entries.MEETING_ENDED)
    check_bytes(traces.files(), evidence)
    traces.settle()
    files = traces.files()
    check_bytes(files, evidence)
    everything = b"".join(files.values())
    gone = [*map(seats.hashed, evidence.seats), *evidence.receipts()]
    assert [each.hex() for each in gone if each in everything] == []
    tables = traces.tables()
    assert not any(tables["live_seat"].values())
    assert not any(tables["live_receipt"].values())


def entry_of(room: Room, words: str) -> Entry:
    log = room.engine.read(ReadLog(room.code))
    [entry] = [each for each in log if each.body.get("text") == words]
    return entry


def wait_until_gone(traces: Traces, words: str) -> None:
    until = time.monotonic() + 60
    while words.encode() in b"".join(traces.files().values()):
        assert time.monotonic() < until, "the file is never cleaned"
        time.sleep(0.1)
        traces.settle()


def test_an_erased_text_is_nowhere(closed: Room, traces: Traces) -> None:
    words = text("grille", 7, 1)
    traces.settle()
    assert words.encode() in b"".join(traces.files().values())
    closed.engine.ask(controls.Erase(closed.code, entry_of(closed, words).id))
    traces.settle()
    assert words.encode() not in b"".join(traces.files().values())


def is_clean(traces: Traces, evidence: Evidence) -> bool:
    everything = b"".join(traces.files().values())
    return not any(secret in everything for secret in (*evidence.keys, *evidence.authors()))


def wait_until_clean(traces: Traces, evidence: Evidence) -> None:
    until = time.monotonic() + 60
    while not is_clean(traces, evidence):
        assert time.monotonic() < until, "the files are never cleaned"
        time.sleep(0.1)


@pytest.fixture
def answered(room: Room, evidence: Evidence, traces: Traces) -> Room:
    """A ballot that everyone has answered, still open."""
    evidence.seats += [room.join() for _ in range(PEOPLE)]
    room.open("grille")
    answer_all(room, evidence, "grille")
    traces.settle()
    return room


def test_what_a_killed_server_left_is_cleaned_by_the_next(
    answered: Room,
    evidence: Evidence,
    traces: Traces,
    open_database: Opener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between the closing's commit and the cleaning of files, a process may die."""
    monkeypatch.setattr(Committer, "_clean", lambda *_, **__: None)
    answered.close("grille")
    assert not is_clean(traces, evidence)
    monkeypatch.undo()
    later = Engine(open_database, clock=answered.clock)
    wait_until_clean(traces, evidence)
    later.stop()


def test_an_erasure_that_a_killed_server_left_is_cleaned_by_the_next(
    closed: Room, traces: Traces, open_database: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = text("grille", 7, 1)
    monkeypatch.setattr(Committer, "_clean", lambda *_, **__: None)
    closed.engine.ask(controls.Erase(closed.code, entry_of(closed, words).id))
    assert words.encode() in b"".join(traces.files().values())
    monkeypatch.undo()
    later = Engine(open_database, clock=closed.clock)
    wait_until_gone(traces, words)
    later.stop()


def test_a_reader_in_the_way_delays_the_cleaning_and_nothing_else(
    answered: Room,
    evidence: Evidence,
    traces: Traces,
    open_database: Opener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(committer, "CLEANING_SECONDS", 0.3)
    reader = open_database()
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM live_key")[0][0] == 1
    answered.close("grille")
    assert answered.state.activities["grille"].n_answers == PEOPLE
    assert not is_clean(traces, evidence)
    reader.execute("COMMIT")
    until = time.monotonic() + 60
    while not is_clean(traces, evidence):  # nor does a room that never pauses keep it from it
        assert time.monotonic() < until, "the files are never cleaned"
        for _ in range(20):
            answered.engine.ask(requests.Look(answered.code))
            time.sleep(0.02)
    reader.close()


def test_an_old_reader_of_anything_delays_the_cleaning_too(
    closed: Room, traces: Traces, open_database: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL keeps a deleted row for whoever began to read before, even other tables."""
    monkeypatch.setattr(committer, "CLEANING_SECONDS", 0.3)
    words = text("grille", 7, 1)
    reader = open_database()
    reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ" if traces.is_postgresql else "BEGIN")
    assert reader.execute("SELECT count(*) FROM live_room")[0][0] == 1
    closed.engine.ask(controls.Erase(closed.code, entry_of(closed, words).id))
    traces.settle()
    assert words.encode() in b"".join(traces.files().values())
    reader.execute("COMMIT")
    wait_until_gone(traces, words)
    reader.close()


def test_the_security_file_says_what_is_outside_the_promise() -> None:
    said = (ROOT / "docs" / "reference" / "security.md").read_text()
    outside = said.partition("## Ce que la promesse ne couvre pas")[2].partition("\n## ")[0]
    assert "archives du journal de PostgreSQL" in outside
    assert "réplicas" in outside
