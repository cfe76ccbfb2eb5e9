"""What each screen of the weather is told: JSON primitives, geometry included; no free text."""

import textwrap
from collections.abc import Mapping
from typing import Any

from mire.technique_api.technique import Primitives, Screen, Table
from mire.technique_api.text import Text, text
from mire.techniques.mood.config import WORD_LIMIT, Config, end_words, grade_words, grades
from mire.techniques.mood.synthesis import Result, State, median_words, sentence, tendency

WIDTH, HEIGHT = 1600, 900
FLOOR = 620
"""Where the columns stand; their names are under it."""
TALLEST = 520
SIZE, LINE = 58, 62
"""Of the letters and of their lines, in units of the drawing."""
COLUMN = 11
"""Letters that fit under a column of five, at the projector's type size."""


def _primitive(words: Text | str) -> Mapping[str, Any] | str:
    return words.primitive() if isinstance(words, Text) else words


def _question(config: Config) -> dict[str, Any]:
    low, high = end_words(config)
    return {
        "question": config.question,
        "scale": config.scale,
        # Sun first, as a forecast is read; numbers in their own order.
        "grades": [
            {"grade": grade, "value": str(grade), "words": _primitive(grade_words(config, grade))}
            for grade in (reversed(grades(config)) if config.scale == "weather" else grades(config))
        ],
        "low": _primitive(low),
        "high": _primitive(high),
        "word": config.word,
        "word_label": config.word_label.strip() or None,
        "word_limit": WORD_LIMIT,
    }


def participant(config: Config, _state: State, _result: Result | None) -> Primitives:
    return _question(config)


def with_result(config: Config, _state: State, result: Result | None) -> Primitives:
    """The console's, the projector's and the report's common part."""
    said: dict[str, Any] = {**_question(config), "figure": None}
    if result is None:
        return said
    said["sentence"] = sentence(config, result).primitive()
    said["table"] = table(config, result).primitive()
    said["figure"] = _draw_bars(config, result)
    said["n_marked"] = result.n_marked
    said["n_declined"] = result.n_declined
    said["median"] = median_words(config, result.median).primitive() if result.median else None
    return said


def projector(config: Config, state: State, result: Result | None) -> Primitives:
    """As :func:`shown`, in the one sentence that a wall has room for."""
    said = dict(with_result(config, state, result))
    if result is not None:
        said["sentence"] = tendency(config, result).primitive()
    return said


def table(config: Config, result: Result) -> Table:
    rows: list[tuple[Text | str | int, ...]] = []
    for bar in reversed(result.bars):
        percent = text("%(percent)s %%", percent=round(100 * bar.share))
        share = percent if result.n_marked else text("sans objet")
        rows.append((grade_words(config, bar.grade), bar.n, share))
    rows.append((text("préfère ne pas répondre"), result.n_declined, text("sans objet")))
    return Table(
        caption=text("Combien de personnes ont donné chaque réponse"),
        columns=(text("Réponse"), text("Personnes"), text("Part des réponses")),
        rows=tuple(rows),
    )


def _draw_bars(config: Config, result: Result) -> Primitives:
    """Columns side by side from the lowest grade to the highest, their height by count."""
    most = max((bar.n for bar in result.bars), default=0)
    room = WIDTH / len(result.bars)
    width = room * 0.62
    columns = []
    for i, bar in enumerate(result.bars):
        tall = TALLEST * bar.n / most if most else 0.0
        middle = room * (i + 0.5)
        columns.append(
            {
                "grade": bar.grade,
                "lines": _lines(config, bar.grade),
                "n": bar.n,
                "share": bar.share,
                "x": f"{middle - width / 2:.1f}",
                "y": f"{FLOOR - tall:.1f}",
                "width": f"{width:.1f}",
                "height": f"{tall:.1f}",
                "middle": f"{middle:.1f}",
                "above": f"{FLOOR - tall - 22:.1f}",
                "icon": f"{middle - 55:.1f}",
                "is_median": result.median is not None
                and result.median[0] <= bar.grade <= result.median[1]
                and bar.grade in result.median,
            }
        )
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "floor": FLOOR,
        "size": SIZE,
        "icons": FLOOR + 16,
        "ends": FLOOR + 2 * LINE + 60,
        "last": WIDTH - 10,
        "columns": columns,
    }


def _lines(config: Config, grade: int) -> list[Primitives]:
    """A grade's words under its column; the program's own are short, an organiser's may wrap."""
    words = grade_words(config, grade)
    first = FLOOR + LINE + (126 if config.scale == "weather" else 12)
    if isinstance(words, Text):
        return [{"y": first, "words": words.primitive()}]
    lines = textwrap.wrap(words, COLUMN) or [words]
    return [{"y": first + LINE * i, "words": line} for i, line in enumerate(lines)]


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: with_result,
    Screen.PROJECTOR: projector,
    Screen.REPORT: with_result,
}
