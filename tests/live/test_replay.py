"""A log replays alone, to the byte; a damaged one is refused with its line."""

import hashlib
import json
import random
from collections.abc import Callable

import pytest

from mire.cli.rehearsal.outcome import outcome_of_log
from mire.live.engine import readers
from mire.live.replay import DamagedLog, replayed, written_log
from mire.live.state import entries
from mire.live.state.entries import LogEntry, canonical
from mire.live.state.fold import folded, step
from mire.live.state.results import results
from tests.support.rooms import Room, placed

pytestmark = pytest.mark.storage


@pytest.fixture
def played(room: Room) -> Room:
    """A meeting with twelve answers to the grid, shown, a text masked, then ended."""
    room.enter("cadrage")
    room.open("grille")
    for index in range(12):
        room.answer("grille", room.join(), placed(index - 6, 3 - index % 7, f"motif {index}"))
    room.clock.pass_time(minutes=4)
    room.close("grille")
    room.control(entries.SHOWN, "grille")
    text = room.state.activities["grille"].verbatims()[0].id
    room.control(entries.TEXT_MASKED, "grille", entry=text, reason="désigne une personne")
    room.control(entries.MEETING_ENDED)
    return room


def log_of(room: Room) -> list[LogEntry]:
    return room.engine.read(readers.ReadLog(room.code))


def test_a_replay_gives_what_the_server_gave(played: Room) -> None:
    raw = written_log(log_of(played))
    assert results(replayed(raw).room) == results(played.state)
    assert written_log(replayed(raw).log) == raw
    assert outcome_of_log(raw) == outcome_of_log(raw)


def test_a_masked_text_is_in_no_export(played: Room) -> None:
    raw = written_log(log_of(played))
    masked = next(e for e in log_of(played) if e.kind == entries.TEXT_MASKED).body["entry"]
    words = next(e.body["text"] for e in log_of(played) if e.id == masked)
    for name, content in outcome_of_log(raw).items():
        assert words.encode() not in content, name
    assert "1 propos est occulté".encode() in outcome_of_log(raw)["report.html"]


def test_no_order_of_a_ballot_s_entries_matters(played: Room) -> None:
    """Shuffle the pieces of a closed ballot: every result stays the same to the byte."""
    log = log_of(played)
    where = [index for index, entry in enumerate(log) if entry.kind not in entries.CONTROLS]
    expected = outcome_of_log(written_log(log))
    for seed in range(5):
        pieces = [log[index] for index in where]
        random.Random(seed).shuffle(pieces)
        shuffled = list(log)
        for index, piece in zip(where, pieces, strict=True):
            shuffled[index] = LogEntry(**{**_fields(piece), "seq": log[index].seq})
        again = outcome_of_log(written_log(shuffled))
        assert again["results.json"] == expected["results.json"]
        assert again["report.html"] == expected["report.html"]


def test_snapshot_and_tail_give_the_whole(played: Room) -> None:
    log = log_of(played)
    whole = folded(log)
    for cut in range(1, len(log)):
        state = folded(log[:cut])
        for entry in log[cut:]:
            state = step(state, entry)
        assert state == whole


def damaged(lines: list[bytes], change: Callable[[list[bytes]], None]) -> bytes:
    kept = list(lines)
    change(kept)
    return b"\n".join(kept) + b"\n"


def _at(index: int, **changes: object) -> Callable[[list[bytes]], None]:
    def change(lines: list[bytes]) -> None:
        lines[index] = canonical({**json.loads(lines[index]), **changes})

    return change


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: lines.pop(4), 5),
        (lambda lines: lines.insert(4, lines[4]), 6),
        (lambda lines: lines.__setitem__(slice(3, 5), [lines[4], lines[3]]), 4),
        (lambda lines: lines.__setitem__(6, b"{pas du json"), 7),
        (lambda lines: lines.__setitem__(6, b"\xff\xfe"), 7),
        (lambda lines: lines.__setitem__(6, b"[]"), 7),
        (lambda lines: lines.__setitem__(6, b""), 7),
        (_at(6, kind="inconnue"), 7),
        (_at(6, body={"x": 99, "y": 0}), 7),
        (_at(6, author="quelqu'un"), 7),
        (_at(2, at="hier"), 3),
        (_at(2, extra=1), 3),
        (_at(0, body={}), 1),
        (lambda lines: lines.pop(), None),
        (lambda lines: lines.__delitem__(slice(5, None)), 5),
        (lambda lines: lines.clear(), 1),
    ],
)
def test_a_damaged_log_is_refused_with_its_line(
    played: Room, change: Callable[[list[bytes]], None], line: int | None
) -> None:
    lines = written_log(log_of(played)).rstrip(b"\n").split(b"\n")
    with pytest.raises(DamagedLog) as caught:
        replayed(damaged(lines, change))
    assert caught.value.line == (line or len(lines) - 1)
    assert str(caught.value.text)


def test_a_forged_chain_does_not_make_a_log(played: Room) -> None:
    """Whole lines that agree with their chain are still read strictly."""
    log = log_of(played)
    piece = next(entry for entry in log if entry.kind == "placement")
    for change in (
        {"kind": "sorte"},
        {"author": "Direction"},
        {"activity": "ailleurs"},
        {"body": {"x": 99, "y": 0}},
    ):
        forged = [
            LogEntry(**{**_fields(entry), **change}) if entry.seq == piece.seq else entry
            for entry in log
        ]
        with pytest.raises(DamagedLog) as caught:
            replayed(written_log(forged))
        assert caught.value.line == piece.seq


def test_of_two_wrong_lines_the_first_is_named(played: Room) -> None:
    """A piece that can't follow is told before a line that can't be read, or follows it."""
    log = log_of(played)
    pieces = [entry for entry in log if entry.kind == "placement"]
    first, second = pieces[1], pieces[4]
    wrong = {first.seq: {"body": {"x": 99, "y": 0}}, second.seq: {"author": "Direction"}}
    forged = [
        LogEntry(**{**_fields(entry), **wrong[entry.seq]}) if entry.seq in wrong else entry
        for entry in log
    ]
    raw = written_log(forged)
    cut = b"\n".join([*raw.split(b"\n")[: second.seq - 1], b"{pas du json", b""])
    for each in (raw, cut):
        with pytest.raises(DamagedLog) as caught:
            replayed(each)
        assert caught.value.line == first.seq


@pytest.mark.parametrize(
    "at",
    [
        "2018-03-21 08:00:00.000Z",
        "2018-03-21T08:00:00,000Z",
        "2018-W12-3T08:00:00.000Z",
        "20180321T080000.0000000Z",
        "2018-03-21T08:00:00.000z",
    ],
)
def test_a_time_is_written_in_one_way_alone(played: Room, at: str) -> None:
    lines = [json.loads(line) for line in written_log(log_of(played)).splitlines()]
    chain, made = "", []
    for line in lines[:-1]:
        told = {**line, "at": at} if line["seq"] == 2 else line
        told.pop("chain")
        chain = hashlib.sha256(chain.encode() + canonical(told)).hexdigest()[:32]
        made.append(canonical({**told, "chain": chain}))
    made.append(canonical({"entries": len(made), "chain": chain}))
    with pytest.raises(DamagedLog) as caught:
        replayed(b"\n".join(made) + b"\n")
    assert caught.value.line == 2


def _fields(entry: LogEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in LogEntry.__slots__}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (entries.MEETING_OPENED, {"body": {"format": 1, "sheet": [], "techniques": {}}}),
        (entries.MEETING_OPENED, {"body": {"format": 2}}),
        (entries.OPENED, {"activity": "meteo"}),
        (entries.OPENED, {"kind": entries.SHOWN}),
        (entries.SHOWN, {"kind": entries.HEADCOUNT, "activity": "", "body": {"n": -5}}),
        (entries.SHOWN, {"kind": entries.EXTENDED, "body": {"minutes": "deux"}}),
        (entries.CLOSED, {"body": {"n": "douze"}}),
        (entries.CLOSING, {"kind": entries.CLOSED, "activity": "meteo", "body": {"n": 0}}),
        (entries.CLOSING, {"id": "same"}),
    ],
)
def test_what_could_not_have_happened_is_refused(
    played: Room, kind: str, change: dict[str, object]
) -> None:
    """The chain agrees, each line is readable, and still it is not the log of a meeting."""
    log = log_of(played)
    wrong = next(entry for entry in log if entry.kind == kind)
    forged = [
        LogEntry(**{**_fields(entry), **change}) if entry.seq == wrong.seq else entry
        for entry in log
    ]
    if change == {"id": "same"}:
        forged[wrong.seq - 2] = LogEntry(**{**_fields(forged[wrong.seq - 2]), "id": "same"})
    with pytest.raises(DamagedLog) as caught:
        replayed(written_log(forged))
    assert caught.value.line == wrong.seq


def test_nothing_follows_the_end_of_a_meeting(played: Room) -> None:
    log = log_of(played)
    after = LogEntry(
        **{**_fields(log[1]), "seq": len(log) + 1, "id": "x", "activity": "meteo", "at": log[-1].at}
    )
    with pytest.raises(DamagedLog) as caught:
        replayed(written_log([*log, after]))
    assert caught.value.line == len(log) + 1


def test_a_technique_of_a_later_version_is_refused(played: Room) -> None:
    log = log_of(played)
    body = {**log[0].body, "techniques": {**log[0].body["techniques"], "positioning": 99}}
    with pytest.raises(DamagedLog) as caught:
        replayed(written_log([LogEntry(**{**_fields(log[0]), "body": body}), *log[1:]]))
    assert caught.value.line == 1
