"""Run sheets for tests, made of plain values."""

from datetime import datetime
from typing import Any

from mire.runsheet.checks import sheet_from
from mire.runsheet.sheet import Sheet

GRID: dict[str, Any] = {
    "question": "Où placez-vous le laboratoire ?",
    "x": {"low": {"label": "interne"}, "high": {"label": "externe"}},
    "y": {"low": {"label": "opérationnel"}, "high": {"label": "prospectif"}},
    "corners": {"bottom_left": {"name": "Labo Coach"}, "top_right": {"name": "Labo Veilleur"}},
}


def activity(id: str, technique: str = "framing", **changes: Any) -> dict[str, Any]:
    """Return one activity of ten minutes."""
    settings = {"positioning": GRID, "mood": {"question": "Quelle météo ?"}}.get(technique, {})
    made = {
        "id": id,
        "technique": technique,
        "title": f"Séquence {id}",
        "planned": 10,
        "least": 5,
        "most": 20,
        "settings": settings,
    }
    return {**made, **changes}


def values(*activities: dict[str, Any], **meeting: Any) -> dict[str, Any]:
    """Return a whole sheet as plain values: framing, grid, mood unless told otherwise."""
    chosen = activities or (
        activity("cadrage"),
        activity("grille", "positioning"),
        activity("meteo", "mood"),
    )
    facts = {
        "title": "Séminaire",
        "starts": datetime(2018, 3, 21, 9),  # noqa: DTZ001
        "slot": 90,
        "participants": 36,
    }
    return {"format": 1, "meeting": {**facts, **meeting}, "activity": list(chosen)}


def sheet(*activities: dict[str, Any], **meeting: Any) -> Sheet:
    """Return a sheet that is read and accepted."""
    return sheet_from(values(*activities, **meeting))
