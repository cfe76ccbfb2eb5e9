"""A finding with sources on both sides, and a restitution that people answered."""

from datetime import timedelta

from django.utils import timezone

from mire.programme.evidence.models import Verbatim
from mire.programme.findings.actions import write_finding
from mire.programme.findings.models import Finding
from mire.programme.findings.rules import FindingKind
from mire.programme.journal.rules import Actor
from mire.programme.meetings.models import Meeting
from mire.programme.restitutions.actions import (
    answer_remark,
    ask_who_was_there,
    begin_restitution,
    remark,
    tell_findings,
)
from mire.programme.restitutions.models import Restitution
from mire.programme.restitutions.rules import RemarkState
from mire.programme.thread.actions import set_source
from mire.programme.thread.rules import Reference
from tests.support.office import NOW, Office

SECRET = "entendu-de-la-salle"


def conclude(office: Office, meeting: Meeting) -> Finding:
    """Write a finding that rests on the meeting's first text, and that another contradicts."""
    by = Actor("2" * 11, "Résidente · D07")
    first, second = Verbatim.objects.filter(meeting=meeting).order_by("place")[:2]
    finding = write_finding(
        programme=office.programme,
        key="f" * 11,
        kind=FindingKind.FINDING,
        sentence="Le temps manque avant le lieu.",
        detail="On ne sait pas encore à qui.",
        cited=[Reference("verbatim", first.key)],
        by=by,
        now=NOW,
    )
    against = Reference("verbatim", second.key)
    set_source(
        programme=office.programme, citing=Reference("finding", finding.key),
        name=finding.sentence, source=against, how="against", by=by, now=NOW,
    )  # fmt: skip
    return finding


def tell(office: Office, meeting: Meeting, finding: Finding) -> Restitution:
    """Begin the meeting's restitution with one finding, two remarks, one of them answered."""
    by = Actor("2" * 11, "Résidente · D07")
    Meeting.objects.filter(pk=meeting.pk).update(ended_at=NOW)
    meeting.refresh_from_db()
    made = begin_restitution(meeting=meeting, by=by, now=NOW)
    tell_findings(restitution=made, findings=[finding.key], by=by, now=NOW)
    today = timezone.localdate()
    ask_who_was_there(
        restitution=made, secret=SECRET, ends_on=today + timedelta(days=7), by=by, now=NOW
    )
    made.refresh_from_db()
    for key, about in (("g" * 11, finding.key), ("h" * 11, "")):
        remark(
            restitution=made, key=key, finding=about, words="Une remarque.", today=today, now=NOW
        )
    answer_remark(
        remark=made.remarks.get(key="g" * 11), state=RemarkState.SHOWN, reply="Nous corrigeons.",
        today=today, by=by, now=NOW,
    )  # fmt: skip
    return made
