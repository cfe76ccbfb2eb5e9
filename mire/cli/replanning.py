"""Saying re-plans: what each shortens, in minutes and words, and the end that it keeps."""

import json
import re
from datetime import datetime, timedelta

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.cli import speech
from mire.live.state.replans import PLAN_NAMES, proof_of
from mire.planning.replan import (
    Cost,
    FixedTimesClash,
    Plan,
    Proof,
    Remaining,
    Replan,
    replan,
)
from mire.runsheet.sheet import Activity, Sheet
from mire.words import words


def print_replan(sheet: Sheet, *, at: str, now: str, as_json: bool) -> None:
    """Print the re-plans of a sheet; refuse an unknown activity or an unreadable time."""
    ids = [activity.id for activity in sheet.activity]
    if at not in ids:
        speech.refuse(
            _("--at : ce conducteur n'a pas de séquence « %(id)s » ; il a : %(ids)s.")
            % {"id": at, "ids": ", ".join(ids)}
        )
    if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", now):
        speech.refuse(_("--now : « %(now)s » n'est pas une heure ; écrivez HH:MM.") % {"now": now})
    first = ids.index(at)
    remaining = sheet.activity[first:]
    try:
        found = replan(
            sheet.minute_of(now),
            [_remaining(sheet, each) for each in remaining],
            sheet.meeting.slot,
        )
    except FixedTimesClash:
        speech.refuse(_("Les heures fixes de ce conducteur ne sont pas dans l'ordre."))
    if as_json:
        typer.echo(json.dumps(_primitive(sheet, remaining, found), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(sheet, remaining, found)))


def _remaining(sheet: Sheet, activity: Activity) -> Remaining:
    return Remaining(
        id=activity.id,
        planned=activity.planned,
        least=activity.least_minutes,
        most=activity.most_minutes,
        priority=activity.priority,
        is_droppable=activity.droppable,
        is_buffer=activity.buffer,
        starts_at=sheet.minute_of(activity.fixed) if activity.fixed else None,
    )


def _lines(sheet: Sheet, remaining: tuple[Activity, ...], found: Replan) -> list[str]:
    promised = _hour(sheet, sheet.meeting.slot)
    if found.drift:
        lines = [
            ngettext(
                "En retard de %(n)s minute : à ce rythme, fin à %(end)s au lieu de %(promised)s.",
                "En retard de %(n)s minutes : à ce rythme, fin à %(end)s au lieu de %(promised)s.",
                found.drift,
            )
            % {"n": found.drift, "end": _hour(sheet, found.as_planned.end), "promised": promised}
        ]
    else:
        lines = [
            _("La fin promise, %(promised)s, est tenue : à ce rythme, fin à %(end)s.")
            % {"promised": promised, "end": _hour(sheet, found.as_planned.end)}
        ]
    for plan in found.plans:
        changes = " ; ".join(_changes(remaining, plan))
        lines.append(
            _("%(plan)s : %(changes)s ; fin à %(end)s tenue")
            % {
                "plan": words.translate(PLAN_NAMES[plan.kind]),
                "changes": changes,
                "end": promised,
            }
        )
        if (proof := proof_of(plan)) is not None:
            lines.append(f"  {words.translate(proof)}")
    if found.drift and not found.plans:
        lines.append(
            _("La fin promise ne peut plus être tenue : au plus tôt, fin à %(end)s.")
            % {"end": _hour(sheet, found.earliest_end)}
        )
    return lines


def _changes(remaining: tuple[Activity, ...], plan: Plan) -> list[str]:
    said = []
    for activity, given in zip(remaining, plan.minutes, strict=True):
        if given is None:
            said.append(
                _("%(title)s : supprimée (%(planned)s min)")
                % {"title": activity.title, "planned": activity.planned}
            )
        elif given != activity.planned:
            said.append(
                _("%(title)s : %(planned)s → %(given)s min")
                % {"title": activity.title, "planned": activity.planned, "given": given}
            )
    return said


def _primitive(sheet: Sheet, remaining: tuple[Activity, ...], found: Replan) -> dict[str, object]:
    return {
        "drift": found.drift,
        "promised_end": _written(sheet, sheet.meeting.slot),
        "forecast_end": _written(sheet, found.as_planned.end),
        "earliest_end": _written(sheet, found.earliest_end),
        "plans": [
            {
                "kind": plan.kind,
                "end": _written(sheet, plan.end),
                "taken": plan.taken,
                "added": plan.added,
                "dropped": plan.dropped,
                "cost": [str(each) for each in plan.cost],
                "proof": _proof(plan.proof),
                "activities": [
                    {
                        "id": activity.id,
                        "planned": activity.planned,
                        "minutes": given,
                        "start": None if start is None else _written(sheet, start),
                    }
                    for activity, given, start in zip(
                        remaining, plan.minutes, plan.starts, strict=True
                    )
                ],
            }
            for plan in found.plans
        ],
    }


def _proof(proof: Proof) -> dict[str, object]:
    """Write a proof: what it compares, None where it compares nothing."""
    return {
        "dearest_taken": _cost(proof.taken),
        "cheapest_left": _cost(proof.left),
        "needed": proof.needed,
        "freed_with_one_fewer": proof.freed,
    }


def _cost(cost: Cost | None) -> list[str] | None:
    return None if cost is None else [str(each) for each in cost]


def _at(sheet: Sheet, minute: int) -> datetime:
    return sheet.meeting.starts_at + timedelta(minutes=minute)


def _hour(sheet: Sheet, minute: int) -> str:
    return words.hour(_at(sheet, minute))


def _written(sheet: Sheet, minute: int) -> str:
    return _at(sheet, minute).strftime("%H:%M")
