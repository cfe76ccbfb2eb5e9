"""What each screen of work tables is told: tables, canvases, the clock; never a note's text."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

from mire.technique_api import media
from mire.technique_api.refusal import Refusal
from mire.technique_api.seating import Box, Canvas, Canvases, Seated, plan_act
from mire.technique_api.technique import Primitives, Screen
from mire.technique_api.technique import Table as Figures
from mire.technique_api.text import text, text_n
from mire.techniques.worktables import seats as seating
from mire.techniques.worktables.config import Config, badge_words, is_planned
from mire.techniques.worktables.contribution import table_name
from mire.techniques.worktables.drawing import draw_headings
from mire.techniques.worktables.seats import Table
from mire.techniques.worktables.synthesis import (
    MARK_WORDS,
    Result,
    State,
    notes,
    sentence,
    tables,
    telling,
)

COLUMNS, LINES, HEAD = 3, 14.5, 1.6
"""Tables side by side on a wall; lines of letters that are read from the back under the
question; what a table's title takes of them."""
NAME, WIDTH = 18, 28
"""Letters of a usual name, and of a line in one of the columns."""


def participant(config: Config, state: State, _result: Result | None) -> Primitives:
    """The tables, who sits there, where the work stands."""
    is_named = config.projector == "names"
    return {
        "question": config.question,
        "headings": [
            {
                "number": number,
                "label": each.label,
                "question": each.question.strip() or None,
                "is_now": number == state.heading,
            }
            for number, each in enumerate(config.headings, 1)
        ],
        "heading": state.heading,
        "n_headings": len(config.headings),
        "is_seated": state.seats is not None or bool(state.at),
        "clock": _clock(config, state),
        "turn": state.turn,
        "tables": [
            {
                "number": each.number,
                "label": each.label,
                "people": _people(config, state, each) if is_named else [],
            }
            for each in tables(config, state)
        ],
        "places_texts": True,
    }


def facilitator(config: Config, state: State, result: Result | None) -> Primitives:
    """Everything, canvases with all their notes."""
    standing = () if state.seats is None else state.seats.standing
    gone = [id for id, number in state.at.items() if number == 0]
    return {
        **_with_result(config, state, result),
        "is_last": state.heading >= len(config.headings),
        "acts": _acts(config, state),
        "left": _left(config, state),
        "has_turns": config.turn_seconds > 0,
        "is_planned": is_planned(config),
        "canvases": [
            {**canvas(config, state, each), "is_told": each.number in state.told}
            for each in tables(config, state)
        ],
        "order": telling(config, state),
        "next": next((n for n in telling(config, state) if n not in state.told), 0),
        "standing": [_person(config, state, id) for id in standing if id not in state.at],
        "gone": [_person(config, state, id) for id in gone],
    }


def _acts(config: Config, state: State) -> list[Primitives]:
    """Return what the console offers, the awaited act first: to seat, the next heading."""
    acts: list[Primitives] = []
    may_plan = is_planned(config) and not state.n_entries and not state.heading
    if state.heading < len(config.headings):
        words = text("Rubrique suivante") if state.heading else text("Première rubrique")
        acts.append({"do": "heading", "words": words.primitive()})
    if may_plan:
        is_seated = state.seats is not None
        acts.insert(len(acts) if is_seated else 0, plan_act(is_seated=is_seated))
    return acts


def _left(config: Config, state: State) -> Primitives | None:
    """Say how many headings a closing would cut short, None for none."""
    left = len(config.headings) - state.heading
    said = text_n("il reste %(count)s rubrique", "il reste %(count)s rubriques", left)
    return said.primitive() if left > 0 else None


def projector(config: Config, state: State, result: Result | None) -> Primitives:
    """Tables side by side: who is there, how full each canvas is; or one alone, whole."""
    said = _with_result(config, state, result)
    by_number = {each.number: each for each in tables(config, state)}
    speaking = by_number.get(state.turn)
    said["canvases"] = [_afar(_seen(config, state, each)) for each in by_number.values()]
    said["speaking"] = None if speaking is None else _seen(config, state, speaking)
    said["shows"] = _fitting(config, state)
    return said


def _fitting(config: Config, state: State) -> str:
    """Say what the wall has room for, side by side: the blank canvas before anybody sits; then
    names, else how many they are; once tables work, the tables alone.
    """  # noqa: D205
    found = tables(config, state)
    if state.heading or state.n_entries:
        return "tables"
    if not any(number for number in state.at.values()):
        return "canvas"
    seated = seating.placed(found, state.at)
    tall = [float(ceil(NAME * len(people) / WIDTH)) for people in seated.values()]
    return "names" if config.projector == "names" and _fit(tall) else "people"


def _fit(tall: Sequence[float]) -> bool:
    """Say whether tables of so many lines hold, in rows side by side."""
    rows = [max(tall[i : i + COLUMNS]) + HEAD for i in range(0, len(tall), COLUMNS)]
    return sum(rows) <= LINES


def _seen(config: Config, state: State, table: Table) -> dict[str, Any]:
    """A canvas as the room may see it: no words but those that a facilitator shows."""
    told = {**canvas(config, state, table), "speaker_name": ""}
    if config.projector == "names":
        return told
    return {**told, "people": [_unsaid(each) for each in told["people"]], "speaker": None}


def _unsaid(person: Primitives) -> Primitives:
    """Somebody without their name, which the room alone may know."""
    if "name" in person:
        return {"person": person["person"], "name": ""}
    return {"person": person["person"], "is_unsaid": True}


def report(config: Config, state: State, result: Result | None) -> Primitives:
    """The summary alone: names stay in the room."""
    said = _with_result(config, state, result)
    told = None if result is None else media.describe_media(result.media)
    if told is not None:
        said["more"] = told.primitive()
    return {
        **said,
        "tables": [{**each, "people": []} for each in said["tables"]],
        "canvases": [],
        "speaking": None,
    }


def canvas(config: Config, state: State, table: Table) -> dict[str, Any]:
    """Return a table's canvas: its people, its notes under each heading, who speaks for it."""
    standing = [each for each in notes(state) if each.table == table.number]
    new = {each.id for each in list(state.said)[state.turn_from :]} if state.turn else set()
    named = state.speakers.get(table.number)
    people = _people(config, state, table)
    return {
        "number": table.number,
        "label": table.label,
        "people": people,
        "n_notes": len(standing),
        "n_new": sum(each.id in new for each in standing),
        "speaker": None
        if named is None or not named.person
        else _person(config, state, named.person),
        "speaker_name": "" if named is None else named.name,
        "headings": [
            {
                "number": number,
                "notes": [
                    {
                        "entry": each.id,
                        "is_new": each.id in new,
                        **_marked(state.marks.get(each.root, "")),
                    }
                    for each in standing
                    if each.heading == number
                ],
            }
            for number in range(1, len(config.headings) + 1)
        ],
    }


def _marked(mark: str) -> Primitives:
    return {"mark": mark, "mark_words": MARK_WORDS[mark].primitive() if mark else None}


def canvases(config: Config, state: State) -> Canvases:
    """Return what tables fill in on paper, with who sits there."""
    return Canvases(
        question=config.question,
        headings=[Box(each.label, each.question.strip()) for each in config.headings],
        tables=[
            Canvas(
                each.number,
                each.label,
                [Seated(who["person"], who.get("name")) for who in _people(config, state, each)],
            )
            for each in tables(config, state)
        ],
    )


def board(config: Config, state: State, author: str) -> Primitives:
    """Return what a table's page is told: its canvas, who sits there, who speaks."""
    table = next(
        (each for each in tables(config, state) if table_name(each.number) == author), None
    )
    if table is None:
        raise Refusal(text("Cette table n'existe pas."), path=("table",), code="unknown")
    told = canvas(config, state, table)
    headings = [
        {
            **each,
            "label": heading.label,
            "question": heading.question.strip() or None,
            "is_now": each["number"] == state.heading,
        }
        for each, heading in zip(told["headings"], config.headings, strict=True)
    ]
    return {
        **told,
        "table": table.number,
        "question": config.question,
        "headings": headings,
        "heading": state.heading,
        "clock": _clock(config, state),
    }


def _afar(told: dict[str, Any]) -> Primitives:
    """A table from afar: who sits there, and not how much it wrote, which would be a score."""
    return {name: each for name, each in told.items() if name not in ("headings", "n_notes")}


def _people(config: Config, state: State, table: Table) -> list[Primitives]:
    ids = seating.placed([table], state.at)[table.number]
    return [_person(config, state, id) for id in ids]


def _person(config: Config, state: State, id: str) -> Primitives:
    """Somebody by their id; the name is here where the settings or the table gave it."""
    if id in state.added:
        return {"person": id, "name": state.added[id]}
    if not config.signup and id.isdecimal():
        return {"person": id, "name": badge_words(config, int(id))}
    return {"person": id}


def _clock(config: Config, state: State) -> Primitives | None:
    """The turn's clock while a table speaks, else the heading's; None where there is none."""
    if state.turn and state.turn_at is not None and config.turn_seconds:
        return _ring(state.turn_at, config.turn_seconds)
    if state.turn or state.heading_at is None or not config.minutes or state.told:
        return None
    return _ring(state.heading_at, 60 * config.minutes)


def _ring(since: datetime, seconds: int) -> Primitives:
    return {
        "ends_at_ms": int(since.timestamp() * 1000) + 1000 * seconds,
        "now_ms": "",
        "total_s": seconds,
        "shown": "",
        "left_s": None,
    }


def _with_result(config: Config, state: State, result: Result | None) -> dict[str, Any]:
    said: dict[str, Any] = {**participant(config, state, None), "figure": None}
    if result is None:
        return said
    said["sentence"] = sentence(config, result).primitive()
    said["table"] = table(config, result).primitive()
    said["figure"] = draw_headings(config, result.by_heading)
    return said


def table(config: Config, result: Result) -> Figures:
    return Figures(
        caption=text("Propos sous chaque rubrique"),
        columns=(
            text("Rubrique"),
            text("Propos"),
            text("Accord"),
            text("Désaccord"),
            text("À creuser"),
        ),
        rows=tuple(
            (heading.label, *row)
            for heading, row in zip(config.headings, result.by_heading, strict=True)
        ),
    )


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: facilitator,
    Screen.PROJECTOR: projector,
    Screen.REPORT: report,
}
