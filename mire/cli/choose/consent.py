"""`mire choose consent`: whether a proposal stands, recomputed from a meeting's log."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from mire.choice.consent import Objection, Proposal, Standing, consent, standing
from mire.cli import speech
from mire.cli.keeping import MOST_LOG_BYTES
from mire.documents.builders.consent import Decision, consent_document
from mire.live.replay import DamagedLog, replayed
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.technique_api.proposed import Proposed
from mire.words import words


def choose_consent(
    file: Annotated[Path, typer.Argument(metavar="LOG", help=_("Un journal, log.jsonl."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("En JSON."))] = False,
) -> None:
    room = _room(file)
    decisions = [
        Decision(each.sheet.id, each.sheet.title, proposed, _standing(each, proposed))
        for each in room.activities.values()
        if (proposed := _proposed(each)) is not None
    ]
    if not decisions:
        speech.refuse(_("%(file)s : aucune séquence n'y décide par consentement.") % {"file": file})
    if as_json:
        speech.print_json({"decisions": [_primitive(each) for each in decisions]})
    else:
        speech.print_document(consent_document(room.sheet.meeting.title, decisions))


def _room(file: Path) -> RoomState:
    raw = speech.read_bytes(file, most=MOST_LOG_BYTES)
    try:
        return replayed(raw).room
    except DamagedLog as damaged:
        speech.refuse(
            _("%(file)s, ligne %(line)s : %(why)s")
            % {"file": file, "line": damaged.line, "why": words.translate(damaged.text)}
        )


def _proposed(activity: ActivityState) -> Proposed | None:
    tables = activity.technique.tables
    if tables is None or tables.proposed is None:
        return None
    return tables.proposed(activity.config, activity.state)


def _standing(activity: ActivityState, proposed: Proposed) -> Standing | None:
    """Return where a proposal stands; None before its activity is closed."""
    if activity.phase is not Phase.CLOSED:
        return None
    objections = tuple(
        # Words that were masked leave an objection that stands without them.
        Objection(
            reason=each.risk or str(number), state=each.became, answer=str(each.by_text or "")
        )
        for number, each in enumerate(proposed.objections, 1)
    )
    (outcome,) = consent([Proposal(id=activity.sheet.id, objections=objections)]).outcomes
    return standing(outcome, is_asked=proposed.is_asked)


def _primitive(decision: Decision) -> dict[str, object]:
    proposed = decision.proposed
    return {
        "activity": decision.activity,
        "title": decision.title,
        "outcome": None if decision.standing is None else decision.standing.value,
        "text": proposed.text,
        "amended": proposed.n_amended,
        "objections": [
            {
                "by": words.translate(each.by),
                "risk": each.risk or None,
                "lift": each.lift or None,
                "state": each.became.value,
                "lifted_by_text": each.by_text,
            }
            for each in proposed.objections
        ],
    }
