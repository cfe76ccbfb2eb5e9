"""What each screen of a framing is told: its settings, large or small."""

from collections.abc import Callable, Mapping
from typing import Any

from mire.technique_api.technique import Lines, Primitives, Screen, Table, Terms
from mire.technique_api.text import Text, text
from mire.techniques.framing.config import Config
from mire.techniques.framing.synthesis import Result, sentence


def participant(config: Config, _state: None, _result: Result | None) -> Primitives:
    """What happens now; the paragraphs stay on the projector, the phone is put down."""
    first = config.text[0] if config.text else None
    return {
        "phone": config.phone.strip() or first,
        "items": [
            {"label": item.label, "text": item.text.strip() or None} for item in config.items
        ],
    }


def with_result(config: Config, _state: None, result: Result | None) -> Primitives:
    """The console's, the projector's and the report's common part."""
    said: dict[str, Any] = {
        "text": list(config.text),
        "phone": config.phone.strip() or None,
        "speakers": [{"role": each.role, "minutes": each.minutes} for each in config.speakers],
        "items": [
            {"label": item.label, "text": item.text.strip() or None} for item in config.items
        ],
        "is_many": len(config.items) > 3,
        "figure": None,
    }
    if result is not None:
        said["sentence"] = sentence(result).primitive()
        said["table"] = table(config).primitive()
    return said


def report(config: Config, state: None, result: Result | None) -> Primitives:
    """All of it in words: nothing is drawn."""
    speakers = [
        (
            each.role,
            text("%(minutes)s min", minutes=each.minutes) if each.minutes else text("durée libre"),
        )
        for each in config.speakers
    ]
    items = [(each.label, each.text.strip() or text("sans précision")) for each in config.items]
    parts = (Lines(config.text), Terms(speakers), Terms(items))
    return {**with_result(config, state, result), "parts": [each.primitive() for each in parts]}


def table(config: Config) -> Table:
    rows: list[tuple[Text | str, ...]] = []
    for speaker in config.speakers:
        minutes = text("%(minutes)s min", minutes=speaker.minutes) if speaker.minutes else ""
        rows.append((text("prise de parole"), speaker.role, minutes))
    rows.extend((text("point"), item.label, item.text.strip()) for item in config.items)
    return Table(
        caption=text("Contenu de la séquence"),
        columns=(text("Nature"), text("Intitulé"), text("Précision")),
        rows=tuple(rows),
    )


SCREENS: Mapping[Screen, Callable[[Config, None, Result | None], Primitives]] = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: with_result,
    Screen.PROJECTOR: with_result,
    Screen.REPORT: report,
}
