"""What a meeting says of its ballots, computed again by `mire choose` from the meeting's log."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mire.live.engine import readers
from mire.live.replay import replayed, written_log
from mire.live.state import entries
from mire.live.state.results import result_of
from tests.support.commands import mire
from tests.support.rooms import Room
from tests.support.sheets import activity, sheet

pytestmark = pytest.mark.storage

OPTIONS = ["Cellule", "Direction", "Résidence"]
MENTIONS = "À rejeter,Insuffisant,Passable,Assez bien,Bien,Très bien,Excellent"
TOPICS = [("Guichet", 20), ("Formulaires", 12), ("Cantines", 15), ("Courriers", 8), ("Permis", 9)]


def asked(mode: str) -> dict[str, Any]:
    topics = [{"label": label, "days": days} for label, days in TOPICS]
    return {"question": "?", "topics": topics, "capacity": 40, "mode": mode}


def played(make_room: Callable[..., Room], technique: str, settings: dict[str, Any]) -> Room:
    """A room of twenty people whose answers are a rehearsal's."""
    room = make_room(sheet(activity("choix", technique, settings=settings)))
    room.open("choix")
    state = room.state.activities["choix"]
    answers = state.technique.expect_answers()
    for each in answers.simulate(state.config, np.random.default_rng(11), 20):
        room.answer("choix", room.join(), dict(answers.own(state.config, each)))
    room.close("choix")
    room.control(entries.SHOWN, "choix")
    return room


def exported(room: Room) -> tuple[list[dict[str, Any]], Any]:
    """Return the bodies of the answers in the exported log, and the result of its replay."""
    raw = written_log(room.engine.read(readers.ReadLog(room.code)))
    again = replayed(raw).room
    lines = [json.loads(line) for line in raw.splitlines()]
    bodies = [each["body"] for each in lines if each.get("kind") in {"mention", "ballot"}]
    result = result_of(again, again.activities["choix"])
    assert result == result_of(room.state, room.state.activities["choix"])
    return bodies, result


def test_a_judgment_is_the_command_s(make_room: Callable[..., Room], tmp_path: Path) -> None:
    settings = {"question": "?", "options": [{"label": each} for each in OPTIONS]}
    bodies, result = exported(played(make_room, "judgment", settings))
    counts = Counter((each["option"], each["mention"]) for each in bodies)
    names = MENTIONS.split(",")
    rows = [
        f"{OPTIONS[option - 1]},{names[mention - 1]},{n}"
        for (option, mention), n in sorted(counts.items(), key=str)
        if mention != "none"
    ]
    file = tmp_path / "mentions.csv"
    file.write_text("option,grade,count\n" + "\n".join(rows) + "\n", "utf-8")
    done = mire("choose", "judgment", file, "--missing", "rescaled", "--threshold", "8", "--json")
    told = json.loads(done.stdout)
    assert told["ranking"] == [
        {
            "option": OPTIONS[line.number - 1],
            "rank": line.rank,
            "grade": names[line.grade - 1],
        }
        for line in result.ranked
    ]
    assert told["received"] == {OPTIONS[line.number - 1]: line.n_judged for line in result.ranked}
    assert len(told["ties"]) == len(result.ties)
    for mine, theirs in zip(result.ties, told["ties"], strict=True):
        assert theirs["options"] == [OPTIONS[mine.winner - 1], OPTIONS[mine.loser - 1]]
        wanted = None if mine.mentions is None else [names[each - 1] for each in mine.mentions]
        assert theirs["grades"] == wanted


@pytest.mark.parametrize("mode", ["approval", "points", "ranking"])
def test_an_allotment_is_the_command_s(
    make_room: Callable[..., Room], tmp_path: Path, mode: str
) -> None:
    bodies, result = exported(played(make_room, "allotment", asked(mode)))
    is_points = mode == "points"
    votes = []
    for voter, body in enumerate(sorted(bodies, key=str), start=1):
        topics = ",".join(str(topic) for topic, _ in body["marks"])
        points = ",".join(str(value) for _, value in body["marks"])
        votes.append(f"{voter};{topics};{points}" if is_points else f"{voter};{topics}")
    projects = [f"{i};{days};{label}" for i, (label, days) in enumerate(TOPICS, start=1)]
    head = ["META", "key;value", "budget;40",
            f"vote_type;{'cumulative' if is_points else 'approval'}"]  # fmt: skip
    lines = [*head, "PROJECTS", "project_id;cost;name", *projects, "VOTES",
             "voter_id;vote;points" if is_points else "voter_id;vote", *votes]  # fmt: skip
    file = tmp_path / "sujets.pb"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    done = mire(
        "choose", "portfolio", file, "--completion", "add1-greedy", "--step", result.step, "--json"
    )
    told = json.loads(done.stdout)
    assert told["selected"] == [str(number) for number in result.taken]
    assert told["voters_by_topics_won"] == list(result.by_number)
    assert result.is_searched
    for lost in told["lost"]:
        line = result.line(int(lost["topic"]))
        assert (line.down_to, line.more) == (
            None if lost["down_to"] is None else int(lost["down_to"]),
            lost["voters"],
        )
