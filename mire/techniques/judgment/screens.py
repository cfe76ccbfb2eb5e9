"""What each screen of a judgment is told: JSON primitives, geometry included."""

from typing import Any

from mire.technique_api.technique import Lines, Primitives, Screen, Table
from mire.technique_api.text import Text, text
from mire.techniques.judgment.config import Config, label, mention_words, mentions
from mire.techniques.judgment.contribution import field_of
from mire.techniques.judgment.drawing import draw_profiles
from mire.techniques.judgment.sentences import lead_sentence, sentence, tie_sentence, wall_sentence
from mire.techniques.judgment.synthesis import Line, Result, State

Cell = Text | str | int | float


def _primitive(words: Text | str) -> Any:
    return words.primitive() if isinstance(words, Text) else words


def _question(config: Config) -> dict[str, Any]:
    return {
        "question": config.question,
        # The best first, as on a ballot paper.
        "mentions": [
            {"value": str(mention), "words": _primitive(mention_words(config, mention))}
            for mention in reversed(mentions(config))
        ],
        "options": [
            {
                "number": number,
                "field": field_of(number),
                "label": label(config, number),
                "gloss": each.gloss.strip(),
            }
            for number, each in enumerate(config.options, start=1)
        ],
        "last": mentions(config)[-1],
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
    said["figure"] = draw_profiles(config, result)
    return said


def projector(config: Config, state: State, result: Result | None) -> Primitives:
    """As the console, in the sentence that a wall has room for."""
    said = dict(with_result(config, state, result))
    if result is not None:
        said["sentence"] = wall_sentence(config, result).primitive()
    return said


def report(config: Config, state: State, result: Result | None) -> Primitives:
    said = dict(with_result(config, state, result))
    if result is None:
        options = [each["label"] for each in said["options"]]
        return {**said, "parts": [Lines(options, is_list=True).primitive()]}
    if lead := lead_sentence(config, result):
        said["more"] = lead.primitive()
    if result.ranked:
        told: list[Text | str] = [tie_sentence(config, tie) for tie in result.ties]
        said["parts"] = [Lines([*told, _method()]).primitive()]
        said["annex"] = {"table": measures(config, result).primitive()}
    return said


def _method() -> Text:
    return text(
        "La mention d'une option est la plus haute que plus de la moitié des personnes qui se "
        "prononcent donnent ou dépassent. À mention égale, on retire à chaque option une fois sa "
        "mention, et l'on recommence jusqu'à ce qu'elles diffèrent ; les profils sont comparés "
        "par leurs parts, et qui ne se prononce pas n'y compte pas."
    )


def table(config: Config, result: Result) -> Table:
    """Each option's mentions, in the figure's order, the best mention first."""
    best, *_, worst = reversed(mentions(config))
    return Table(
        caption=text(
            "Combien de personnes ont donné chaque mention, de %(best)s (%(high)s) à %(worst)s "
            "(%(low)s) ; « - » : sans avis",
            best=best,
            high=mention_words(config, best),
            worst=worst,
            low=mention_words(config, worst),
        ),
        columns=(
            text("Option"),
            text("Mention majoritaire"),
            *(text("%(sign)s", sign=str(mention)) for mention in reversed(mentions(config))),
            text("%(sign)s", sign="-"),
            text("Rang"),
        ),
        rows=tuple(_cells(config, result.line(number)) for number in result.order),
    )


def _cells(config: Config, line: Line) -> tuple[Cell, ...]:
    blank = text("sans objet")
    return (
        label(config, line.number),
        mention_words(config, line.grade) if line.grade else blank,
        *reversed(line.counts),
        line.n - line.n_judged,
        line.rank or blank,
    )


def measures(config: Config, result: Result) -> Table:
    """How sure each majority mention is, for a reader who counts."""
    return Table(
        caption=text("Qui donne à chaque option sa mention majoritaire, ou une meilleure"),
        columns=(
            text("Option"),
            text("Mention majoritaire"),
            text("Cette mention, ou mieux"),
            text("Marge à 95 %%"),
        ),
        rows=tuple(_measured(config, line) for line in result.ranked),
    )


def _measured(config: Config, line: Line) -> tuple[Cell, ...]:
    low, high = line.margin or (0.0, 1.0)
    return (
        label(config, line.number),
        mention_words(config, line.grade or 1),
        text("%(part)s sur %(whole)s", part=line.n_at_least, whole=line.n_judged),
        text("%(low)s à %(high)s %%", low=round(100 * low), high=round(100 * high)),
    )


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: with_result,
    Screen.PROJECTOR: projector,
    Screen.REPORT: report,
}
