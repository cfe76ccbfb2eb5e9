"""What each screen of a sounding is told: JSON primitives, geometry included."""

from typing import Any

from mire.technique_api.technique import Lines, Primitives, Screen, Table
from mire.technique_api.text import Text, text
from mire.techniques.sounding.config import COLOURS, Config, grade_words, grades, sign
from mire.techniques.sounding.contribution import field_of
from mire.techniques.sounding.drawing import draw_scale
from mire.techniques.sounding.sentences import claim, median_words, sentence
from mire.techniques.sounding.synthesis import Change, Line, Result, State

Cell = Text | str | int | float


def _primitive(words: Text | str) -> Any:
    return words.primitive() if isinstance(words, Text) else words


def _question(config: Config) -> dict[str, Any]:
    is_abacus = config.scale == "regnier"
    return {
        "question": config.question,
        "scale": config.scale,
        # Favourable first, as the abaque is read; numbers in their own order.
        "grades": [
            {
                "value": str(grade),
                "sign": sign(config, grade),
                "words": _primitive(grade_words(config, grade)),
                "colour": COLOURS[grade - 1].primitive() if is_abacus else None,
            }
            for grade in (reversed(grades(config)) if is_abacus else grades(config))
        ],
        "statements": [
            {"number": number, "field": field_of(number), "text": statement.strip()}
            for number, statement in enumerate(config.statements, start=1)
        ],
        "last": grades(config)[-1],
    }


def participant(config: Config, _state: State, _result: Result | None) -> Primitives:
    return _question(config)


def with_result(config: Config, _state: State, result: Result | None) -> Primitives:
    """The console's and the projector's part."""
    said: dict[str, Any] = {**_question(config), "figure": None}
    if result is None:
        return said
    said["sentence"] = sentence(config, result).primitive()
    said["table"] = table(config, result).primitive()
    said["figure"] = draw_scale(config, result)
    return said


def report(config: Config, state: State, result: Result | None) -> Primitives:
    said = dict(with_result(config, state, result))
    if result is None:
        statements = Lines([each["text"] for each in said["statements"]], is_list=True)
        return {**said, "parts": [statements.primitive()]}
    said["annex"] = {"table": measures(config, result).primitive()}
    if held := claim(config, result):
        said["claim"] = {"k": held[0], "n": result.n, "about": held[1].primitive()}
    return said


def table(config: Config, result: Result) -> Table:
    """Each statement's grades, in the figure's order."""
    rows: list[tuple[Cell, ...]] = []
    for number in result.order:
        line = result.line(number)
        rows.append(
            (
                _statement(config, line),
                *(bar.n for bar in line.bars),
                line.n_unknown,
                line.n_declined,
                median_words(config, line.median) if line.median else text("sans objet"),
            )
        )
    ends = grades(config)
    first, last = ends[0], ends[-1]
    return Table(
        caption=text(
            "Combien de personnes ont donné chaque réponse, de %(first)s (%(low)s) à %(last)s "
            "(%(high)s) ; « ? » : je ne sais pas, « × » : je ne veux pas répondre",
            first=sign(config, first),
            low=grade_words(config, first),
            last=sign(config, last),
            high=grade_words(config, last),
        ),
        columns=(
            text("Affirmation"),
            *(text("%(sign)s", sign=sign(config, grade)) for grade in ends),
            text("%(sign)s", sign="?"),
            text("%(sign)s", sign="×"),
            text("Réponse du milieu"),
        ),
        rows=tuple(rows),
    )


def _statement(config: Config, line: Line) -> str:
    return f"{line.number}. {config.statements[line.number - 1].strip()}"


def measures(config: Config, result: Result) -> Table:
    """What a reader who counts may check: agreement, margins, and changes with their test."""
    high = grade_words(config, grades(config)[-1])
    columns = [
        text("Affirmation"),
        text("Accord, de -1 à 1"),
        text("Du côté de « %(end)s »", end=high),
        text("Marge à 95 %%"),
    ]
    has_change = any(line.change for line in result.lines)
    if has_change:
        columns += [
            text("Vont vers « %(end)s » / en reviennent", end=high),
            text("Solde, et sa marge à 95 %%"),
            text("Hasard seul"),
        ]
    return Table(
        caption=text("Mesures, de l'accord au partage"),
        columns=tuple(columns),
        rows=tuple(
            _measured(config, result.line(number), has_change=has_change) for number in result.order
        ),
    )


def _measured(config: Config, line: Line, *, has_change: bool) -> tuple[Cell, ...]:
    blank = text("sans objet")
    cells: list[Cell] = [_statement(config, line), blank, blank, blank]
    if line.agreement is not None and line.margin:
        cells[1:] = [
            round(line.agreement, 2),
            text("%(part)s sur %(whole)s", part=line.n_high, whole=line.n_graded),
            _percents(*line.margin),
        ]
    if has_change:
        change = line.change
        cells += (
            [blank, blank, blank]
            if change is None
            else [
                text("%(up)s / %(down)s, de %(n)s", up=change.n_up, down=change.n_down, n=change.n),
                _net(change),
                text("%(percent)s %%", percent=round(100 * change.p, 1)),
            ]
        )
    return tuple(cells)


def _net(change: Change) -> Text:
    """Where nobody moved there is no margin: so few people say nothing of how sure that is."""
    net = round(100 * (change.n_up - change.n_down) / change.n)
    if not change.n_up + change.n_down:
        return text("%(percent)s %%", percent=net)
    return text("%(net)s %% (%(margin)s)", net=net, margin=_percents(change.low, change.high))


def _percents(low: float, high: float) -> Text:
    return text("%(low)s à %(high)s %%", low=round(100 * low), high=round(100 * high))


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: with_result,
    Screen.PROJECTOR: with_result,
    Screen.REPORT: report,
}
