"""What each screen of an allotment is told: JSON primitives, geometry included."""

import textwrap
from typing import Any

from mire.technique_api.technique import Lines, Primitives, Screen, Table
from mire.technique_api.text import Text, text
from mire.techniques.allotment.config import Config, label, n_ranked
from mire.techniques.allotment.contribution import rank_field, topic_field
from mire.techniques.allotment.drawing import MOST_ROWS, draw_topics
from mire.techniques.allotment.sentences import (
    LONG,
    best_sentence,
    change_words,
    days_words,
    other_sentence,
    sentence,
    tie_sentence,
    unserved_sentence,
)
from mire.techniques.allotment.synthesis import Line, Result, State

Cell = Text | str | int | float


MANY, IN_COLUMNS = 8, 24
"""More topics stand in two columns on a wall, each on a line of so many letters."""


def _question(config: Config) -> dict[str, Any]:
    longest = LONG if len(config.topics) <= MANY else IN_COLUMNS
    return {
        "question": config.question,
        "mode": config.mode,
        "points": config.points,
        "values": [str(each) for each in range(1, config.points + 1)],
        "is_many": len(config.topics) > MANY,
        "capacity": days_words(config.capacity).primitive(),
        "topics": [
            {
                "number": number,
                "value": str(number),
                "field": topic_field(number),
                "label": label(config, number),
                "short": textwrap.shorten(label(config, number), longest, placeholder="…"),
                "gloss": each.gloss.strip(),
                "days": days_words(each.days).primitive(),
            }
            for number, each in enumerate(config.topics, start=1)
        ],
        "ranks": [
            {"rank": rank, "field": rank_field(rank)} for rank in range(1, n_ranked(config) + 1)
        ],
    }


def participant(config: Config, _state: State, _result: Result | None) -> Primitives:
    return _question(config)


def with_result(config: Config, _state: State, result: Result | None) -> Primitives:
    """The console's part, and what others begin with."""
    said: dict[str, Any] = {**_question(config), "figure": None}
    if result is None:
        return said
    said["sentence"] = sentence(config, result).primitive()
    said["table"] = table(config, result).primitive()
    said["figure"] = draw_topics(config, result)
    return said


def projector(config: Config, state: State, result: Result | None) -> Primitives:
    """As the console, with the rows and the names that a wall has room for."""
    said = dict(with_result(config, state, result))
    if result is not None:
        said["sentence"] = sentence(config, result, LONG).primitive()
        said["figure"] = draw_topics(config, result, MOST_ROWS)
    return said


def report(config: Config, state: State, result: Result | None) -> Primitives:
    said = dict(with_result(config, state, result))
    if result is None:
        topics = [
            text("%(topic)s : %(days)s", topic=label(config, i), days=days_words(each.days))
            for i, each in enumerate(config.topics, start=1)
        ]
        return {**said, "parts": [Lines(topics, is_list=True).primitive()]}
    if not result.by_number:
        return said
    told = [
        unserved_sentence(result),
        other_sentence(config, result),
        best_sentence(config, result),
        *(tie_sentence(config, tie) for tie in result.ties),
        _method(),
        None if result.is_searched else _not_searched(),
    ]
    said["parts"] = [Lines([each for each in told if each is not None]).primitive()]
    said["annex"] = {"table": shares(result).primitive()}
    return said


def _method() -> Text:
    return text(
        "Chaque personne a la même part de la capacité. Un sujet est pris quand celles qui le "
        "soutiennent peuvent en payer ensemble les jours, celui qui coûte le moins à chacune "
        "d'abord ; les parts sont ensuite relevées ensemble tant que la capacité n'est pas "
        "dépassée, et ce qui tient encore est ajouté. Ce calcul éclaire une décision, il ne la "
        "prend pas."
    )


def _not_searched() -> Text:
    return text(
        "Ce qui aurait changé le sort de chaque sujet n'a pas été cherché : il y en a trop, avec "
        "trop de bulletins, pour le dire en séance."
    )


def table(config: Config, result: Result) -> Table:
    """Each topic, in the figure's order: what it takes, who supports it, what would change it."""
    more = {
        "approval": (),
        "points": (text("Points"),),
        "ranking": (text("En premier"), text("Deux à deux")),
    }[config.mode]
    return Table(
        caption=text("Sujets : leurs jours, qui les soutient, ce qui aurait changé leur sort"),
        columns=(
            text("Sujet"),
            text("Jours"),
            text("Personnes"),
            *more,
            text("Ce qui l'aurait changé"),
        ),
        rows=tuple(_cells(config, result.line(number)) for number in result.order),
    )


def _cells(config: Config, line: Line) -> tuple[Cell, ...]:
    more: tuple[Cell, ...] = ()
    if config.mode == "points":
        more = (line.points,)
    elif config.mode == "ranking":
        more = (line.n_first, line.place or text("sans objet"))
    return (
        label(config, line.number),
        config.topics[line.number - 1].days,
        line.n,
        *more,
        change_words(line),
    )


def shares(result: Result) -> Table:
    """Who is represented: how many people have how many of their topics."""
    counts = list(result.by_number)
    while len(counts) > 1 and not counts[-1]:
        counts.pop()
    return Table(
        caption=text(
            "Combien de personnes verraient pris combien des sujets qu'elles soutiennent ; parts "
            "relevées de %(step)s jour en %(step)s jour",
            step=float(result.step),
        ),
        columns=(text("Sujets pris"), text("Personnes")),
        rows=tuple(enumerate(counts)),
    )


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: with_result,
    Screen.PROJECTOR: projector,
    Screen.REPORT: report,
}
