"""A cycle of residencies as a calendar that other programs read (RFC 5545)."""

import hashlib
import json
from datetime import date, datetime, timedelta

from mire.planning.residency.facts import Facts
from mire.planning.residency.plan import Cycle


def cycle_calendar(
    facts: Facts, found: Cycle, starts: date, *, now: datetime, owner: str = "", version: int = 0
) -> bytes:
    """Return one all-day event a phase; the same phase keeps its number from plan to plan.

    ``owner``: what tells the phases of one cycle from those of another, "" for a file's.
    ``version``: that of the plan, so that a calendar that has an older one replaces it.
    """
    import icalendar  # slow, and seldom asked for

    made = icalendar.Calendar()
    made.add("prodid", "-//Mire//residency//FR")
    made.add("version", "2.0")
    names = {each.id: each.name for each in facts.departments}
    for each in found.residencies:
        for stage in each.stages:
            first = starts + timedelta(weeks=stage.first)
            last = starts + timedelta(weeks=stage.last, days=4)
            parts = [each.department, stage.name, *filter(None, (owner,))]
            digest = hashlib.sha256(json.dumps(parts).encode())
            event = icalendar.Event()
            event.add("uid", f"{digest.hexdigest()[:32]}@mire")
            event.add("dtstamp", now)
            event.add("sequence", version)
            event.add("dtstart", first)
            event.add("dtend", last + timedelta(days=1))
            event.add("transp", "TRANSPARENT")  # weeks of residency leave a diary free
            event.add("summary", f"{names[each.department] or each.department} · {stage.name}")
            if stage.people:
                event.add("description", ", ".join(stage.people))
            made.add_component(event)
    return bytes(made.to_ical())
