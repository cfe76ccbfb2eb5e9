"""What each screen of a decision by consent is told: steps, objections; never their words."""

from typing import Any

from mire.choice.consent import State as Became
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Lines, Primitives, Screen, Table
from mire.technique_api.text import Text, text, text_n
from mire.techniques.consent.config import ASKS, PROPOSAL_LIMIT, STEPS, Config, label, n_tables
from mire.techniques.consent.contribution import table_name
from mire.techniques.consent.drawing import draw_objections
from mire.techniques.consent.synthesis import (
    BECAME,
    Objected,
    Result,
    State,
    became,
    objections,
    sentence,
)


def _primitive(words: Text | str) -> Any:
    return words.primitive() if isinstance(words, Text) else words


def participant(config: Config, state: State, _result: Result | None) -> Primitives:
    """The proposal, where one stands, the tables' pages."""
    made = objections(state)
    return {
        "question": config.question,
        "proposal": config.proposal.strip(),
        "amended": {"entry": state.wording} if state.wording else None,
        "is_amended": bool(state.amended),
        "limit": PROPOSAL_LIMIT,
        "step": state.step,
        "steps": [
            {
                "number": number,
                "label": words.primitive(),
                "asks": ASKS[number].primitive(),
                "is_now": number == state.step,
            }
            for number, words in STEPS.items()
        ],
        "tables": [
            {"number": number, "label": _primitive(label(config, number))}
            for number in range(1, n_tables(config) + 1)
        ],
        "n_open": sum(became(each) is Became.OPEN for each in made),
        "n_objections": len(made),
        "places_texts": True,
    }


def _with_result(config: Config, state: State, result: Result | None) -> dict[str, Any]:
    said: dict[str, Any] = {**participant(config, state, None), "figure": None}
    if result is None:
        return said
    said["sentence"] = sentence(result).primitive()
    said["table"] = table(config, result).primitive()
    said["figure"] = draw_objections(result)
    return said


def _objection(config: Config, state: State, number: int, each: Objected) -> dict[str, Any]:
    """An objection, its words by their entries alone."""
    return {
        "number": number,
        "id": each.id,
        "table": each.table,
        "label": _primitive(label(config, each.table)),
        "risk": {"entry": each.risk} if each.risk else None,
        "lift": {"entry": each.lift} if each.lift and each.lift not in state.gone else None,
        "is_open": became(each) is Became.OPEN,
        "became": BECAME[became(each)].primitive(),
        "answered": state.amended[-1] if len(state.amended) > each.after else "",
    }


def _objections(config: Config, state: State) -> list[dict[str, Any]]:
    return [
        _objection(config, state, number, each)
        for number, each in enumerate(objections(state), start=1)
    ]


def _notes(state: State, config: Config, part: str, table: int | None = None) -> list[Primitives]:
    return [
        {"entry": each.id, "table": each.table, "label": _primitive(label(config, each.table))}
        for each in state.said
        if each.part == part and each.id not in state.gone and table in (None, each.table)
    ]


def facilitator(config: Config, state: State, result: Result | None) -> Primitives:
    """Everything that was said, and what to press."""
    acts: list[Primitives] = []
    if state.step < len(STEPS):
        words = text("Étape : %(step)s", step=STEPS[state.step + 1])
        acts.append({"do": "step", "words": words.primitive()})
    n_open = sum(became(each) is Became.OPEN for each in objections(state))
    left = text_n("%(count)s objection reste ouverte", "%(count)s objections restent ouvertes",
                  n_open)  # fmt: skip
    return {
        **_with_result(config, state, result),
        "acts": acts,
        "left": left.primitive() if n_open else None,
        "notes": [
            {"number": number, "notes": _notes(state, config, str(number))} for number in (1, 2)
        ],
        "objections": _objections(config, state),
    }


def projector(config: Config, state: State, result: Result | None) -> Primitives:
    """The proposal and where one stands; objections by the words that a facilitator shows."""
    shown = [
        {"entry": each["risk"]["entry"], **{k: each[k] for k in ("number", "label", "is_open")}}
        for each in _objections(config, state)
        if each["risk"] is not None
    ]
    return {**_with_result(config, state, result), "objections": shown}


def report(config: Config, state: State, result: Result | None) -> Primitives:
    said = _with_result(config, state, result)
    told: list[Text | str] = [
        text("Proposition lue : « %(proposal)s »", proposal=config.proposal.strip())
    ]
    if result is not None:
        told.append(
            text(
                "Une objection nomme un risque et ce qui la lèverait ; seule la table ou la "
                "personne qui l'a faite peut la lever. Rien n'est compté ni voté : personne n'est "
                "mis en minorité."
            )
        )
    said["parts"] = [Lines(told).primitive()]
    return said


def board(config: Config, state: State, author: str) -> Primitives:
    """Return what a table's page is told: the proposal, what it said, its objections."""
    tables = range(1, n_tables(config) + 1)
    table = next((number for number in tables if table_name(number) == author), None)
    if table is None:
        raise Refusal(text("Cette table n'existe pas."), path=("table",), code="unknown")
    told = participant(config, state, None)
    return {
        **told,
        "table": table,
        "label": _primitive(label(config, table)),
        "headings": [
            {**each, "notes": _notes(state, config, str(each["number"]), table)}
            for each in told["steps"]
        ],
        "objections": [each for each in _objections(config, state) if each["table"] == table],
        "clock": None,
    }


def table(config: Config, result: Result) -> Table:
    return Table(
        caption=text("Objections, et ce qu'elles sont devenues"),
        columns=(text("Objection"), text("De"), text("Ce qu'elle est devenue")),
        rows=tuple(
            (number, label(config, each.table), BECAME[each.became])
            for number, each in enumerate(result.objections, start=1)
        ),
    )


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: facilitator,
    Screen.PROJECTOR: projector,
    Screen.REPORT: report,
}
