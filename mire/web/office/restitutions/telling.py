"""Where the documents of a restitution take what they tell, and where their addresses lead."""

from django.http import HttpRequest
from django.urls import reverse

from mire.documents.builders.told_gathering import Addresses, Source
from mire.live.engine.engine import current_engine
from mire.programme.blind.queries import hidden_from
from mire.programme.people.queries import Member
from mire.programme.reading.queries import Reading, reading_of_meeting
from mire.programme.restitutions.queries import Restitution
from mire.web.addresses import public_address
from mire.web.commitment_pages import promised_in


def source_of(restitution: Restitution) -> Source:
    """Return a restitution with its meeting's room. Raises UnknownRoom, StorageUnavailable."""
    room = current_engine().room(restitution.meeting.code or "")
    return Source(restitution, room.state, promised_in(room))


def addresses_of(request: HttpRequest, restitution: Restitution) -> Addresses:
    """Return the addresses that stand in a restitution's documents."""
    base = public_address(request)

    def thread(kind: str, key: str) -> str:
        named = {"programme": restitution.programme.key, "kind": kind, "key": key}
        return base + reverse("office_thread", kwargs=named)

    return Addresses(base + reverse("restitution", kwargs={"key": restitution.key}), thread)


def read_apart(restitution: Restitution) -> Reading | None:
    """Return the reading whose themes a restitution tells, beside which somebody reads blind.

    None where nobody does, or nobody has read. One query.
    """
    reading = reading_of_meeting(restitution.meeting)
    return reading if reading is not None and reading.is_apart else None


def may_see_themes(restitution: Restitution, member: Member) -> bool:
    """Say whether a member may be told themes: not while they read blind beside. Two queries."""
    apart = read_apart(restitution)
    return apart is None or hidden_from(apart, member.account.key) is None
