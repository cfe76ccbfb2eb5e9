"""What an archive holds of decisions: outcomes, files, scenarios, minutes."""

from typing import Any

from mire.programme.choices.models import Choice
from mire.programme.choices.queries import sent_of, sources_behind, told_of
from mire.programme.choices.rules.told import kept
from mire.programme.outcomes.models import Outcome
from mire.programme.outcomes.rules.kinds import name_of
from mire.programme.programmes.models import Programme
from mire.programme.steering.models import Dossier, Minutes
from mire.programme.thread.queries import links_from
from mire.programme.thread.rules import Reference

SAID = (
    "key", "kind", "what", "why", "who", "left", "due", "stance", "on", "made_by", "made_at",
    "shared_at", "settled_at", "struck_at", "end", "ended_on", "ended_why", "ended_by",
    "masked_at", "masked_why",
)  # fmt: skip


def decisions_told(programme: Programme) -> dict[str, Any]:
    """Return outcomes with their corrections and what each cites, files, scenarios, minutes.

    Nine queries, and eight for each file of scenarios.
    """
    rows = list(
        Outcome.objects.filter(programme=programme)
        .select_related("meeting", "superseded_by")
        .prefetch_related("corrections")
    )
    cites = links_from(programme, [Reference(each.kind, each.key) for each in rows])
    return {
        "outcomes": [
            {
                "name": name_of(each.kind, each.number),
                **{name: getattr(each, name) for name in SAID},
                "meeting": None if each.meeting is None else each.meeting.key,
                "superseded_by": None if each.superseded_by is None else each.superseded_by.key,
                "corrections": [
                    {"words": one.words, "by": one.by, "at": one.at}
                    for one in each.corrections.all()
                ],
                "cites": [
                    {
                        "kind": link.cited.kind,
                        "key": link.cited.key,
                        "is_contrary": link.is_contrary,
                    }
                    for link in cites[Reference(each.kind, each.key)]
                ],
            }
            for each in rows
        ],
        "files": [
            {
                "meeting": each.meeting.key,
                "lead": each.lead,
                "asks": each.asks,
                "sent": [
                    {
                        "version": one.version,
                        "why": one.why,
                        "by": one.by,
                        "at": one.at,
                        "document": one.document,
                    }
                    for one in each.sent.all()
                ],
            }
            for each in Dossier.objects.filter(programme=programme)
            .select_related("meeting")
            .prefetch_related("sent")
        ],
        "scenarios": [_scenarios(each) for each in Choice.objects.filter(programme=programme)],
        "minutes": [
            {
                "meeting": each.meeting.key,
                "state": each.state,
                "state_by": each.state_by,
                "state_at": each.state_at,
                "amend_until": each.amend_until,
                "document": each.document,
                "amendments": [
                    {
                        "outcome": one.outcome,
                        "said": one.said,
                        "words": one.words,
                        "by": one.by,
                        "on_behalf_of": one.on_behalf_of,
                        "at": one.at,
                        "state": one.state,
                        "reply": one.reply,
                        "reply_by": one.reply_by,
                    }
                    for one in each.amendments.all()
                ],
            }
            for each in Minutes.objects.filter(programme=programme)
            .select_related("meeting")
            .prefetch_related("amendments")
        ],
    }


def _scenarios(choice: Choice) -> dict[str, Any]:
    """Return a file of scenarios as it stands, what it cites, copies as they were sent."""
    told = told_of(choice)
    behind = sources_behind(choice.programme, told)
    return {
        "key": choice.key,
        "removed_at": choice.removed_at,
        "stands": kept(told),
        "cites": [
            {
                "citing": {"kind": here.kind, "key": here.key},
                "kind": step.citable.reference.kind,
                "key": step.citable.reference.key,
                "is_contrary": step.is_contrary,
            }
            for here, steps in behind.items()
            for step in steps
        ],
        "sent": [
            {
                "version": one.version,
                "why": one.why,
                "by": one.by,
                "at": one.at,
                "stood": one.told,
                "document": one.document,
            }
            for one in sent_of(choice)
        ],
    }
