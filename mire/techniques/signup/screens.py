"""What each screen of a sign-up is told.

Names stand on the room's screens, as phones announced; the report has counts alone.
"""

from typing import Any

from mire.technique_api.technique import Primitives, Screen, Table
from mire.technique_api.text import Text, text
from mire.techniques.signup.config import NAME_LIMIT, Config
from mire.techniques.signup.drawing import draw_tables
from mire.techniques.signup.synthesis import Result, State, sentence

WIDTH, ROW, BAR, LABELS = 1600, 150, 70, 620


def participant(config: Config, _state: State, _result: Result | None) -> Primitives:
    return {
        "question": config.question,
        "profiles": [
            {
                "number": number,
                "value": str(number),
                "label": each.label,
                "gloss": each.gloss.strip() or None,
                "places": each.tables * each.seats,
            }
            for number, each in enumerate(config.profiles, 1)
        ],
        "second": config.second,
        "departments": list(config.departments),
        "name_label": config.name_label.strip() or None,
        "name_limit": NAME_LIMIT,
    }


def with_result(config: Config, state: State, result: Result | None) -> Primitives:
    """The console's and the projector's common part: who sits where."""
    said: dict[str, Any] = {**participant(config, state, None), "figure": None}
    if result is None:
        return said
    said["sentence"] = sentence(result).primitive()
    said["table"] = places(config, result).primitive()
    said["is_table_open"] = True
    said["figure"] = draw_tables(config, result)
    return said


def report(config: Config, state: State, result: Result | None) -> Primitives:
    said: dict[str, Any] = {**participant(config, state, None), "figure": None}
    if result is None:
        return said
    said["sentence"] = sentence(result).primitive()
    said["table"] = demand(config, result).primitive()
    said["figure"] = _draw_demand(config, result)
    return said


def places(config: Config, result: Result) -> Table:
    rows: list[tuple[Text | str | int, ...]] = [
        (
            text("table %(number)s", number=each.number),
            config.profiles[each.profile].label,
            ", ".join(each.names),
        )
        for each in result.tables
    ]
    if result.standing:
        rows.append((text("sans place"), "", ", ".join(result.standing)))
    return Table(
        caption=text("Qui travaille à quelle table"),
        columns=(text("Table"), text("Profil"), text("Personnes")),
        rows=tuple(rows),
    )


def demand(config: Config, result: Result) -> Table:
    return Table(
        caption=text("Souhaits et places de chaque profil"),
        columns=(
            text("Profil"),
            text("Premier choix"),
            text("Second choix"),
            text("Placées"),
            text("Places"),
        ),
        rows=tuple(
            (profile.label, each.n_first, each.n_second, each.n_seated, each.seats)
            for profile, each in zip(config.profiles, result.demand, strict=True)
        ),
    )


def _draw_demand(config: Config, result: Result) -> Primitives:
    """One bar a profile: how many wished it first."""
    most = max((each.n_first for each in result.demand), default=0)
    bars = []
    for row, (profile, each) in enumerate(zip(config.profiles, result.demand, strict=True)):
        long = (WIDTH - LABELS - 140) * each.n_first / most if most else 0
        bars.append(
            {
                "label": profile.label,
                "n": each.n_first,
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


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: with_result,
    Screen.PROJECTOR: with_result,
    Screen.REPORT: report,
}
