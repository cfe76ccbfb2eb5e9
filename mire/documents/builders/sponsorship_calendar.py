"""The path to the council as a calendar that other programs read (RFC 5545)."""

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from mire.programme.programmes.queries import Programme
from mire.programme.sponsorship.queries import PathTold
from mire.programme.sponsorship.rules.telling import (
    delay_sentence,
    restraint_words,
    standing_words,
)
from mire.words import words


def path_calendar(programme: Programme, told: PathTold, *, now: datetime) -> bytes:
    """Return one all-day event a step; a step keeps its number from version to version.

    ``now``: when the path was changed last, so that the same path is the same file.
    """
    import icalendar  # slow, and seldom asked for

    made = icalendar.Calendar()
    made.add("prodid", "-//Mire//sponsorship//FR")
    made.add("version", "2.0")
    titles = {each.row.key: each.row.title for each in told.steps}
    with override(programme.language):
        made.add("x-wr-calname", _("Portage : %(programme)s") % {"programme": programme.name})
        for each in told.steps:
            said = [words.translate(standing_words(each.planned)).capitalize()]
            sentence = delay_sentence(each.planned.step, titles)
            if sentence is not None:
                said.append(words.translate(sentence).capitalize())
            if each.row.source:
                said.append(each.row.source)
            if each.restraint is not None:
                is_public = each.row.is_public
                said.append(words.translate(restraint_words(each.restraint, is_public=is_public)))
            digest = hashlib.sha256(f"path-step/{each.row.key}".encode())
            event = icalendar.Event()
            event.add("uid", f"{digest.hexdigest()[:32]}@mire")
            event.add("dtstamp", now)
            event.add("last-modified", now)
            event.add("sequence", told.row.version)
            event.add("dtstart", each.planned.on)
            event.add("dtend", each.planned.on + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
            event.add("summary", each.row.title)
            event.add("description", "\n".join(said))
            if each.body:
                event.add("categories", [each.body])
            made.add_component(event)
    return bytes(made.to_ical())
