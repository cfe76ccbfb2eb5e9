"""A steering meeting with a sheet, a file that submits a finding, minutes being taken."""

from datetime import date, datetime

from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.actions import make_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.outcomes.rules.kinds import OutcomeKind
from mire.programme.outcomes.rules.line import read_line
from mire.programme.steering.actions import begin_dossier, begin_minutes, submit, write_line
from mire.programme.steering.models import Dossier, Minutes
from mire.programme.thread.rules import Reference
from mire.runsheet.shipped import shipped_sheet
from tests.support.office import NOW, Office

SECRETARY = Actor("4" * 11, "Secrétaire · D07")
DAY = date(2018, 5, 17)


def steering_meeting(office: Office, title: str = "GT Labo 1") -> Meeting:
    """Make a steering meeting from the sheet that Mire ships."""
    return make_meeting(
        programme=office.programme,
        key=new_key(),
        source=shipped_sheet("gt-1").decode(),
        title=title,
        starts=datetime(2018, 5, 17, 9),  # noqa: DTZ001 - local, in the sheet's own zone
        by=SECRETARY,
        now=NOW,
    )


def file_of(meeting: Meeting, *cited: Reference) -> Dossier:
    """Begin a meeting's file, which submits these things."""
    dossier = begin_dossier(meeting=meeting, by=SECRETARY, now=NOW)
    if cited:
        submit(dossier=dossier, cited=cited, by=SECRETARY, now=NOW)
    return dossier


def minutes_of(meeting: Meeting, *typed: str) -> Minutes:
    """Begin a meeting's minutes with these lines."""
    minutes = begin_minutes(meeting=meeting, by=SECRETARY, now=NOW)
    for each in typed:
        note(minutes, each)
    return minutes


def note(minutes: Minutes, typed: str, *cited: Reference) -> Outcome:
    """Write one line of minutes as it is typed."""
    read = read_line(typed, kind=OutcomeKind.DECISION, on=DAY)
    return write_line(
        minutes=minutes,
        key=new_key(),
        values=read.values(),
        on=DAY,
        cited=cited,
        by=SECRETARY,
        now=NOW,
    )


def decided_pages(office: Office, finding: str) -> list[str]:
    """Hold a steering meeting whose file submits a finding (its key); return its pages."""
    meeting = steering_meeting(office)
    file_of(meeting, Reference("finding", finding))
    minutes = minutes_of(
        meeting, "q Qui paie ?", "a Écrire la note | par D07 | pour 01/06", "r On y revient"
    )
    decision = note(
        minutes, "d Un essai d'un an | car on veut voir | par la DG | reste le budget",
        Reference("finding", finding),
    )  # fmt: skip
    at = f"reunions/{meeting.key}"
    return [
        f"{at}/dossier",
        f"{at}/dossier/mots",
        f"{at}/dossier/document",
        f"{at}/releve",
        f"{at}/releve/document",
        f"{at}/releve/amender",
        "decider",
        "decider/questions",
        "decider/actions",
        "decider/reunions",
        "decider/ecrire",
        f"decider/{decision.key}",
        f"decider/{decision.key}/changer",
        f"decider/{decision.key}/corriger",
        f"decider/{decision.key}/occulter",
        f"fil/decision/{decision.key}",
    ]
