"""What facilitators note for themselves; no log holds it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Note:
    """One note; ``activity`` is what was going on, "" for nothing. ``at`` is in UTC."""

    id: str
    activity: str
    at: datetime
    words: str
