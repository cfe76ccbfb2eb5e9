"""A meeting that has ended, without a room: rows stand for what its log gave."""

from collections.abc import Sequence

from mire.programme.evidence.models import Verbatim
from mire.programme.evidence.rules import searched
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from tests.support.office import NOW, Office


def held_meeting(office: Office, texts: Sequence[str], *, n_tables: int = 0) -> Meeting:
    """Make a meeting in whose café these texts were said, table after table if there are some."""
    meeting = Meeting.objects.create(
        programme=office.programme, title="Séminaire", kind="seminar", planned_at=NOW
    )
    for place, said in enumerate(texts, 1):
        table = place % n_tables if n_tables else None
        words = {"msgid": "table %(table)s", "params": {"table": table}}
        Verbatim.objects.create(
            key=new_key(),
            meeting=meeting,
            place=place,
            activity="cafe",
            activity_title="Café",
            regime="group",
            beside=None if table is None else words,
            table=table,
            text=said,
            searched=searched(said),
            state="said",
            digest=str(place),
        )
    return meeting
