"""What each screen of a world café is told: stations, rounds, routes; never a note's text."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any

import msgspec

from mire.technique_api import media
from mire.technique_api.seating import Moving, Place, Routes, Traveller
from mire.technique_api.technique import Primitives, Screen, Table
from mire.technique_api.text import Text, text
from mire.techniques.worldcafe import choices, commands
from mire.techniques.worldcafe import seats as seating
from mire.techniques.worldcafe.config import Config, badge_words, n_tables, station_of
from mire.techniques.worldcafe.contribution import POINTS
from mire.techniques.worldcafe.seats import listed, pair_words
from mire.techniques.worldcafe.synthesis import (
    Result,
    State,
    booking_round,
    clock,
    moving,
    people,
    routes,
    sentence,
    shown_round,
)

WIDTH, ROW, BAR, LABELS = 1600, 150, 70, 700
MOST_LETTERS = 32
"""Of a station's name on one of the two lines beside its bar."""

WALL_WIDTH, WALL_HEIGHT, GAP, NUMBER = 94.0, 38.0, 2.0, 10.0
"""What tables have of the wall, in hundredths of its width: across, down, between columns, and
before who sits at a table."""
LETTER, LINE, LABEL_LETTER, LABEL_LINE = 1.2, 2.9, 1.4, 3.1
"""How large letters and lines are there, of people and of a station's name."""
PLACES = "00 places"
"""What stands for how many seats are left, where its room on the wall is counted."""


def participant(config: Config, state: State, _result: Result | None) -> Primitives:
    """Every phone is told every route: its page shows the one of its badge."""
    first = 1
    stations = []
    booking = booking_round(config, state)
    free = choices.left(config, state.bookings, booking) if booking else {}
    number = booking or max(shown_round(config, state), 1)
    left_out = {str(badge) for badges in _waiting(config, state).values() for badge in badges}
    for each in config.stations:
        tables = list(range(first, first + each.tables))
        first += each.tables
        closed = [table for table in tables if choices.is_closed(state.bookings, table, number)]
        stations.append(
            {
                "label": each.label,
                "question": each.question.strip() or None,
                "host": each.host.strip() or None,
                "tables": tables,
                "seats": each.seats,
                "closed": closed,
                "open": [table for table in tables if table not in closed],
                "places": [
                    {
                        "table": table,
                        "left": free[table],
                        "seat": f"{booking}.{table}",
                        "is_closed": table in closed,
                    }
                    for table in tables
                    if free
                ],
            }
        )
    seats = state.seats
    known = routes(config, state)
    return {
        "question": config.question,
        "stations": stations,
        "round": shown_round(config, state),
        "moving": moving(config, state),
        "n_rounds": config.rounds,
        "n_points": POINTS if config.harvest else 0,
        "minutes": config.minutes,
        "move": config.move,
        "is_planned": config.assignment == "plan",
        "is_seated": seats is not None,
        "booking": booking or None,
        "clock": clock(config, state),
        "late": config.late,
        "routes": known,
        "routes_json": _compact(
            {
                badge: route
                for badge, route in known.items()
                if any(route) or seats is not None or badge in left_out
            }
        ),
        "departments": _departments(config, state),
        "changed": sorted(left_out if seats is None else {each.id for each in seats.moves}),
        "names": {str(n): badge_words(config, n) for n in range(1, len(config.badges) + 1)},
        "choices": _choices(config, state),
    }


def walked(config: Config, state: State) -> Moving:
    """Return who goes where: everyone who has a route, in the order of badges."""
    known = routes(config, state)
    names = {str(n): badge_words(config, n) for n in range(1, len(config.badges) + 1)}
    departments = _departments(config, state)
    places = [
        Place(str(table), config.stations[station_of(config, table)].label)
        for table in range(1, n_tables(config) + 1)
    ]
    return Moving(
        routes=Routes(
            people=[Traveller(id, names.get(id, id), departments.get(id, "")) for id in known],
            places=places,
            rounds=[
                [[id for id, route in known.items() if route[number] == p.id] for p in places]
                for number in range(config.rounds)
            ],
            n_points=POINTS if config.harvest else 0,
        ),
        late=config.late,
        minutes=config.minutes,
        move=config.move,
        now=shown_round(config, state),
        names=names,
        left_out=frozenset(
            str(badge) for badges in _waiting(config, state).values() for badge in badges
        ),
    )


def _choices(config: Config, state: State) -> list[Primitives]:
    """Return the badges to choose from, where they say roles; [] where they are mere numbers."""
    known = routes(config, state)
    if not config.badges or not known:
        return []
    departments = _departments(config, state)
    made: list[Primitives] = []
    for id in known:
        words = badge_words(config, int(id)) if id.isdecimal() else id
        told = [id, words if words != id else "", departments.get(id, "")]
        made.append({"number": id, "words": " · ".join(word for word in told if word)})
    return made


def _departments(config: Config, state: State) -> dict[str, str]:
    """Return the department of each badge that has one."""
    if state.seats is not None:
        return {each.id: each.department for each in state.seats.people if each.department}
    if config.assignment == "plan":
        return {}
    named = ((str(number), each.department.strip()) for number, each in enumerate(config.badges, 1))
    return {id: department for id, department in named if department}


def _compact(routes: Mapping[str, list[str | None]]) -> str:
    """Every route in few letters: the page of each phone holds them all."""
    numbers = {
        badge: [None if table is None else int(table) for table in route]
        for badge, route in routes.items()
    }
    return msgspec.json.encode(numbers).decode()


def facilitator(config: Config, state: State, result: Result | None) -> Primitives:
    said = {**_with_result(config, state, result), "n_people": people(config, state)}
    seats = state.seats
    said["acts"] = commands.offered(config, state)
    said["left"] = commands.left(config, state)
    said["tables"] = _tables(config, state, said["booking"] or max(said["round"], 1), is_named=True)
    said["is_over"] = state.moving > config.rounds
    said["closed"] = choices.closed_tables(config, state.bookings)
    said["seekers"] = [] if said["is_over"] else _seekers(config, state)
    said["repeats"] = None if seats is None else seats.repeats
    said["least"] = None if seats is None else seats.least
    said["unseated"] = (
        []
        if seats is None
        else [
            {"round": number + 1, "who": ", ".join(_who(config, each.id) for each in group)}
            for number, group in groupby(
                sorted(seats.unseated, key=lambda each: each.round), key=lambda each: each.round
            )
        ]
    )
    said["broken"] = (
        None
        if seats is None or not seats.broken
        else listed([_lost(config, each) for each in seats.broken]).primitive()
    )
    said["moves"] = [] if seats is None else _moves(config, seats)
    return said


def _waiting(config: Config, state: State) -> dict[int, list[int]]:
    """Whose table closed, and who has none since: in the round that goes on, and the next."""
    numbers = (shown_round(config, state), booking_round(config, state))
    return {number: choices.seekers(config, state.bookings, number) for number in numbers}


def _seekers(config: Config, state: State) -> list[Primitives]:
    """Return in words who waits for a table, and whom the console may seat at once."""
    return [
        {
            "round": number,
            "who": ", ".join(_who(config, str(badge)) for badge in badges),
            "badges": " ".join(map(str, badges)) if number > state.round else "",
        }
        for number, badges in _waiting(config, state).items()
        if badges
    ]


def _who(config: Config, id: str) -> str:
    """Return a badge's number, and its role where it has one."""
    words = badge_words(config, int(id))
    return id if words == id else f"{id} ({words})"


def _moves(config: Config, seats: seating.Seats) -> list[Primitives]:
    """Return whose route has changed, and where they go from now on: None for nowhere."""
    first = min((each.round for each in seats.moves), default=0)
    routes = seating.routes(seats)
    changed = dict.fromkeys(each.id for each in seats.moves)
    return [
        {
            "who": _who(config, id),
            "route": [
                {"round": number, "table": table}
                for number, table in enumerate(routes[id][first:], first + 1)
                if table is not None
            ],
        }
        for id in sorted(changed, key=int)
    ]


def _lost(config: Config, broken: seating.Broken) -> Text:
    """Say a rule that a mended seating does not keep, and when."""
    if broken.rule == "once":
        badge, station = broken.subjects
        return text(
            "« %(who)s » revient au poste « %(station)s »",
            who=badge_words(config, int(badge)),
            station=config.stations[int(station) - 1].label,
        )
    if len(broken.subjects) != 2 or broken.round is None:
        return text("des places ne sont pas sûres : demandez une autre correction")
    return text(
        "au tour %(number)s, il n'est plus vrai que %(rule)s",
        number=broken.round + 1,
        rule=pair_words(config, broken.rule, broken.subjects),
    )


def projector(config: Config, state: State, result: Result | None) -> Primitives:
    said = dict(_with_result(config, state, result))
    # While people talk, the wall is about where they are; then about where they may go.
    is_between = not state.round or state.moving > 0 or not config.move
    said["is_booking"] = said["booking"] is not None and is_between
    if said["is_booking"]:
        walls = [_free_wall(said["stations"], is_brief=is_brief) for is_brief in (False, True)]
    elif config.projector != "none" and config.assignment == "plan":
        is_named = config.projector == "names"
        told = _tables(config, state, max(said["round"], 1), is_named=is_named)
        walls = [
            [
                {"station": station, "tables": list(tables)}
                for station, tables in groupby(told, key=lambda each: each["station"])
            ]
        ]
    else:
        walls = []
    fitting = [wall for wall in walls if wall and _height(wall, _columns(wall)) <= WALL_HEIGHT]
    said["wall"] = fitting[0] if fitting else []
    said["columns"] = _columns(said["wall"])
    return {**said, "routes": {}, "routes_json": "{}", "departments": {}, "choices": []}


def _columns(wall: Sequence[Mapping[str, Any]]) -> int:
    """Return in how many columns stations stand least high."""
    return min(range(1, 5), key=lambda columns: _height(wall, columns))


def _free_wall(stations: Sequence[Mapping[str, Any]], *, is_brief: bool) -> list[Primitives]:
    """How many seats are left at each table, or in brief at each station."""
    made: list[Primitives] = []
    for each in stations:
        tables = [
            {
                "number": place["table"],
                "left": place["left"],
                "people": [PLACES],
                "is_closed": place["is_closed"],
            }
            for place in each["places"]
        ]
        all_left = sum(place["left"] for place in each["places"])
        brief = [
            {"number": None, "left": all_left, "people": [PLACES], "is_closed": not each["open"]}
        ]
        made.append({"station": each["label"], "tables": brief if is_brief else tables})
    return made


def report(config: Config, state: State, result: Result | None) -> Primitives:
    """Return what the projector showed, and on what tables wrote."""
    said = dict(projector(config, state, result))
    told = None if result is None else media.describe_media(result.media)
    return said if told is None else {**said, "more": told.primitive()}


def _height(wall: Sequence[Mapping[str, Any]], columns: int) -> float:
    """Return how high the tables stand on the wall, stations side by side in columns."""
    across = (WALL_WIDTH - GAP * (columns - 1)) / columns
    high = []
    for station in wall:
        label = LABEL_LINE * -(-len(station["station"]) * LABEL_LETTER // across)
        lines = sum(
            -(-len(" · ".join(table["people"])) * LETTER // (across - NUMBER)) or 1
            for table in station["tables"]
        )
        high.append(label + LINE * lines + GAP)
    rows = [high[start : start + columns] for start in range(0, len(high), columns)]
    return sum(map(max, rows))


def _tables(config: Config, state: State, number: int, *, is_named: bool) -> list[Primitives]:
    """Who sits at each table in a round (from 1), by name or by badge number."""
    if config.assignment == "free":
        return _booked_tables(config, state, number, is_named=is_named)
    if state.seats is None:
        return []
    one = state.seats.rounds[number - 1]
    return [
        {
            "number": place.id,
            "station": config.stations[int(place.station) - 1].label,
            "people": [
                badge_words(config, int(each)) if is_named else each
                for each in sorted(seated, key=lambda id: (len(id), id))
            ],
        }
        for place, seated in zip(state.seats.tables, one, strict=True)
        if place.rounds is None or number - 1 in place.rounds
    ]


def _booked_tables(
    config: Config, state: State, number: int, *, is_named: bool
) -> list[Primitives]:
    """Who booked a seat at each table for a round."""
    at = choices.at(config, state.bookings, number)
    left = choices.left(config, state.bookings, number)
    return [
        {
            "number": str(table),
            "station": config.stations[station_of(config, table)].label,
            "people": [
                badge_words(config, badge) if is_named else str(badge)
                for badge in sorted(at)
                if at[badge] == table
            ],
            "left": left[table],
        }
        for table in range(1, n_tables(config) + 1)
        if not choices.is_closed(state.bookings, table, number)
    ]


def _with_result(config: Config, state: State, result: Result | None) -> Primitives:
    said: dict[str, Any] = {**participant(config, state, None), "figure": None}
    if result is None:
        return said
    said["sentence"] = sentence(config, result).primitive()
    said["table"] = table(config, result).primitive()
    said["figure"] = _draw_stations(config, result)
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
        rows=tuple(
            _row(station.label, found.by_round, found.n_retained, found.n_points)
            for station, found in zip(config.stations, result.stations, strict=True)
        ),
    )


def _row(label: str, *counts: Any) -> tuple[Text | str | int, ...]:
    by_round, retained, points = counts
    return (label, *by_round, retained, points)


def _draw_stations(config: Config, result: Result) -> Primitives:
    """One bar a station: how many notes stand."""
    totals = [sum(each.by_round) for each in result.stations]
    most = max(totals, default=0)
    bars = []
    for row, (station, n) in enumerate(zip(config.stations, totals, strict=True)):
        long = (WIDTH - LABELS - 140) * n / most if most else 0
        bars.append(
            {
                "lines": _label(station.label, row * ROW + 40 + BAR // 2 + 14),
                "n": n,
                "y": row * ROW + 40,
                "words_y": row * ROW + 40 + BAR // 2 + 14,
                "width": f"{long:.1f}",
                "count_x": f"{LABELS + long + 20:.1f}",
            }
        )
    return {
        "width": WIDTH,
        "height": ROW * len(bars),
        "x": LABELS,
        "label_x": LABELS - 24,
        "bar": BAR,
        "bars": bars,
    }


def _label(label: str, middle: int) -> list[Primitives]:
    """Return a station's name on one line or two, and where each stands."""
    lines = wrap(label, MOST_LETTERS, max_lines=2, placeholder="…")
    first = middle - 24 * (len(lines) - 1)
    return [{"words": words, "y": first + 48 * row} for row, words in enumerate(lines)]


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: facilitator,
    Screen.PROJECTOR: projector,
    Screen.REPORT: report,
}
