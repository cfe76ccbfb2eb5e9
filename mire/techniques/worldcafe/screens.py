"""What each screen of a world café is told: stations, rounds, routes; never a note's text."""

from collections.abc import Mapping
from typing import Any

import msgspec

from mire.technique_api.technique import Primitives, Screen, Table
from mire.technique_api.text import Text, text
from mire.techniques.worldcafe import seats as seating
from mire.techniques.worldcafe.config import Config, badge_words
from mire.techniques.worldcafe.synthesis import Result, State, people, sentence

MOST_NAMES_SHOWN = 60
WIDTH, ROW, BAR, LABELS = 1600, 150, 70, 620


def participant(config: Config, state: State, _result: Result | None) -> Primitives:
    """Every phone is told every route: its page shows the one of its badge."""
    first = 1
    stations = []
    for each in config.stations:
        tables = list(range(first, first + each.tables))
        first += each.tables
        stations.append({
            "label": each.label, "question": each.question.strip() or None,
            "host": each.host.strip() or None, "tables": tables, "seats": each.seats,
        })  # fmt: skip
    seats = state.seats
    routes = seating.routes(seats)
    return {
        "question": config.question,
        "stations": stations,
        "round": state.round,
        "n_rounds": config.rounds,
        "minutes": config.minutes,
        "move": config.move,
        "is_planned": config.assignment == "plan",
        "is_seated": seats is not None,
        "clock": _clock(config, state),
        "late": config.late,
        "routes": routes,
        "routes_json": _compact(routes),
        "departments": {}
        if seats is None
        else {each.id: each.department for each in seats.people if each.department},
        "changed": [] if seats is None else sorted({each.id for each in seats.moves}),
        "names": {str(n): badge_words(config, n) for n in range(1, len(config.badges) + 1)},
    }


def _compact(routes: Mapping[str, list[str | None]]) -> str:
    """Every route in few letters: the page of each phone holds them all."""
    numbers = {
        badge: [None if table is None else int(table) for table in route]
        for badge, route in routes.items()
    }
    return msgspec.json.encode(numbers).decode()


def _clock(config: Config, state: State) -> Primitives | None:
    if state.round_at is None:
        return None
    ends = int(state.round_at.timestamp() * 1000) + 60_000 * config.minutes
    return {"ends_at_ms": ends, "now_ms": "", "total_s": 60 * config.minutes, "shown": "",
            "left_s": None}  # fmt: skip


def facilitator(config: Config, state: State, result: Result | None) -> Primitives:
    said = {**_shown(config, state, result), "n_people": people(config, state)}
    seats = state.seats
    said["is_last"] = state.round >= config.rounds
    said["tables"] = _tables(config, state, max(state.round, 1), is_named=True)
    said["repeats"] = None if seats is None else seats.repeats
    said["least"] = None if seats is None else seats.least
    said["unseated"] = [] if seats is None else [badge_words(config, _number(each))
                                                  for each in seats.unseated]  # fmt: skip
    said["moves"] = [] if seats is None else [
        {"who": badge_words(config, _number(each.id)), "round": each.round + 1,
         "before": each.before, "after": each.after}
        for each in seats.moves
    ]  # fmt: skip
    return said


def projector(config: Config, state: State, result: Result | None) -> Primitives:
    said = dict(_shown(config, state, result))
    coming = min(max(state.round, 1), config.rounds)
    is_shown = config.projector != "none" and people(config, state) <= MOST_NAMES_SHOWN
    said["tables"] = (
        _tables(config, state, coming, is_named=config.projector == "names") if is_shown else []
    )
    return {**said, "routes": {}, "routes_json": "{}", "departments": {}}


def _number(id: str) -> int:
    return int(id) if id.isdecimal() else 0


def _tables(config: Config, state: State, number: int, *, is_named: bool) -> list[Primitives]:
    """Who sits at each table in a round (from 1), by name or by badge number."""
    if state.seats is None:
        return []
    one = state.seats.rounds[number - 1]
    return [
        {
            "number": place.id,
            "station": config.stations[int(place.station) - 1].label,
            "people": [badge_words(config, _number(each)) if is_named else each
                       for each in sorted(seated, key=lambda id: (len(id), id))],
        }
        for place, seated in zip(state.seats.tables, one, strict=True)
        if place.rounds is None or number - 1 in place.rounds
    ]  # fmt: skip


def _shown(config: Config, state: State, result: Result | None) -> Primitives:
    said: dict[str, Any] = {**participant(config, state, None), "figure": None}
    if result is None:
        return said
    said["sentence"] = sentence(config, result).primitive()
    said["table"] = table(config, result).primitive()
    said["figure"] = _drawn(config, result)
    return said


def table(config: Config, result: Result) -> Table:
    return Table(
        caption=text("Propos notés à chaque poste"),
        columns=(
            text("Poste"),
            *(text("Tour %(number)s", number=n) for n in range(1, config.rounds + 1)),
            text("À retenir"),
            text("Récolte"),
        ),
        rows=tuple(_row(station.label, found.by_round, found.n_retained, found.n_points)
                   for station, found in zip(config.stations, result.stations, strict=True)),
    )  # fmt: skip


def _row(label: str, *counts: Any) -> tuple[Text | str | int, ...]:
    by_round, retained, points = counts
    return (label, *by_round, retained, points)


def _drawn(config: Config, result: Result) -> Primitives:
    """One bar a station: how many notes stand."""
    totals = [sum(each.by_round) for each in result.stations]
    most = max(totals, default=0)
    bars = []
    for row, (station, n) in enumerate(zip(config.stations, totals, strict=True)):
        long = (WIDTH - LABELS - 140) * n / most if most else 0
        bars.append({
            "label": station.label, "n": n, "y": row * ROW + 40,
            "words_y": row * ROW + 40 + BAR // 2 + 14, "width": f"{long:.1f}",
            "count_x": f"{LABELS + long + 20:.1f}",
        })  # fmt: skip
    return {"width": WIDTH, "height": ROW * len(bars), "x": LABELS, "label_x": LABELS - 24,
            "bar": BAR, "bars": bars}  # fmt: skip


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: facilitator,
    Screen.PROJECTOR: projector,
    Screen.REPORT: projector,
}
