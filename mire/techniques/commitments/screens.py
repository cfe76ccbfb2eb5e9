"""What each screen of commitments is told: what may be offered, never what was."""

from collections.abc import Callable, Mapping
from typing import Any

from mire.technique_api.technique import Primitives, Screen, Table
from mire.technique_api.text import Text, text
from mire.techniques.commitments.config import (
    DETAIL_LIMIT,
    MOST_DAYS,
    NAME_LIMIT,
    Config,
    offers_of,
)
from mire.techniques.commitments.synthesis import Result, sentence


def participant(config: Config, _state: None, _result: Result | None) -> Primitives:
    return {
        "question": config.question,
        "offers": [
            {
                "number": each.number,
                "words": each.words.primitive() if isinstance(each.words, Text) else each.words,
                "asks": each.asks,
            }
            for each in offers_of(config)
        ],
        "name_label": config.name_label.strip() or None,
        "name_limit": NAME_LIMIT,
        "detail_limit": DETAIL_LIMIT,
        "most_days": MOST_DAYS,
    }


def with_result(config: Config, state: None, result: Result | None) -> Primitives:
    said: dict[str, Any] = {**participant(config, state, None), "figure": None}
    if result is not None:
        said["sentence"] = sentence().primitive()
        said["table"] = table(config).primitive()
    return said


def table(config: Config) -> Table:
    asks = {"none": text("rien"), "text": text("un mot"), "days": text("des jours par an")}
    return Table(
        caption=text("Ce qui pouvait être proposé"),
        columns=(text("Proposition"), text("Précision demandée")),
        rows=tuple((each.words, asks[each.asks]) for each in offers_of(config)),
    )


SCREENS: Mapping[Screen, Callable[[Config, None, Result | None], Primitives]] = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: with_result,
    Screen.PROJECTOR: with_result,
    Screen.REPORT: with_result,
}
