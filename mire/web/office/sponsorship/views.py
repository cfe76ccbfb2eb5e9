"""The page of the path: whether the council's date holds, each step, who carries it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.sponsorship import path_drawing
from mire.programme.keys import new_key
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.sponsorship.actions.path import begin_path
from mire.programme.sponsorship.queries import (
    PathTold,
    SponsorFact,
    SponsorshipPath,
    StepTold,
    deliberation_of,
    facts_of,
    path_of,
    path_told,
    removed_steps,
)
from mire.programme.sponsorship.rules.deliberation import STATE_WORDS, DeliberationState
from mire.programme.sponsorship.rules.elections import known_restraints
from mire.programme.sponsorship.rules.kinds import ROLE_WORDS, SERVED, SponsorRole
from mire.programme.sponsorship.rules.path import Side, Standing
from mire.programme.sponsorship.rules.telling import (
    day_words,
    delay_sentence,
    earliest_words,
    later_words,
    lead_words,
    restraint_words,
    shorter_words,
    standing_words,
)
from mire.programme.sponsorship.rules.template import template_in
from mire.technique_api.refusal import Refusal
from mire.web.office.forms import OfficeForm
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.words import words

PLACE = "office_note"
READERS = (*GROUP, Right.MANAGEMENT)
MOST_SHOWN_DATES = 6
"""Sessions to come that are shown of each body; its form holds them all."""


def path_at(member: Member) -> SponsorshipPath:
    """Return the programme's path, or raise Http404 before it is begun."""
    found = path_of(member.programme)
    if found is None:
        raise Http404
    return found


@contextmanager
def adding(form: OfficeForm) -> Iterator[None]:
    """Give a form that already added something else another key, so that it can be sent again."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code == SERVED:
            data = QueryDict(mutable=True)
            data.update(form.data)
            data["once"] = new_key()
            form.data = data
        raise


@require_safe
@office_page(*READERS)
def sponsorship(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the path, or how to begin it."""
    return show_path(request, member)


def show_path(request: HttpRequest, member: Member, refusal: Refusal | None = None) -> HttpResponse:
    """Show the path's page, with what an act was refused for."""
    row = path_of(member.programme)
    may_write = member.may(*GROUP)
    context: dict[str, Any] = {
        "may_write": may_write,
        "path": row,
        "tab": "sponsorship",
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    if row is not None:
        context |= _told(row, may_write=may_write)
    status = 409 if refusal is not None else 200
    return show(request, member, "office/sponsorship.html", context, place=PLACE, status=status)


def _told(row: SponsorshipPath, *, may_write: bool) -> dict[str, Any]:
    today = timezone.localdate()
    told = path_told(row, today=today)
    said = deliberation_of(row)
    titles = {each.row.key: each.row.title for each in told.steps}
    return {
        "plan": told.plan,
        "lead": "" if told.plan is None else words.translate(lead_words(told.plan)),
        "earliest": words.translate(earliest_words(told.earliest))
        if told.plan is not None and not told.plan.holds and told.earliest is not None
        else "",
        # The markup is the program's own: the builder draws it, and escapes every word in it.
        "figure": mark_safe(path_drawing(told, today)) if told.steps else "",  # noqa: S308
        "steps": [_step(each, titles) for each in told.steps],
        "later": [(words.translate(later_words(each)), each.council_on) for each in told.later],
        "shorter": [(words.translate(shorter_words(each)), each.key) for each in told.shorter],
        "bodies": _bodies(told, today),
        "periods": [
            {"row": each, "first": words.day(each.first), "last": words.day(each.last)}
            for each in told.periods
        ],
        "facts": _facts(facts_of(row)),
        "deliberation": said,
        "state": ""
        if said is None
        else words.translate(STATE_WORDS[DeliberationState(said.state)]),
        "removed": removed_steps(row) if may_write else [],
    }


def _step(each: StepTold, titles: dict[str, str]) -> dict[str, Any]:
    planned = each.planned
    delay = delay_sentence(planned.step, titles)
    return {
        "row": each.row,
        "body": each.body,
        "when": words.translate(day_words(planned)),
        "standing": words.translate(standing_words(planned)),
        "is_pressing": planned.standing in (Standing.LATE, Standing.SHORT),
        "delay": "" if delay is None else words.translate(delay),
        "restraint": ""
        if each.restraint is None
        else words.translate(restraint_words(each.restraint, is_public=each.row.is_public)),
        "press": _("Corriger le jour") if each.row.done_on else _("Noter faite"),
        "may_be_done": planned.step.side is not Side.TERM,
    }


def _bodies(told: PathTold, today: Any) -> list[dict[str, Any]]:
    found = []
    for each in told.bodies:
        ahead = [on for on in sorted(told.path.sessions[each.key]) if on >= today]
        shown = [words.day(on) for on in ahead[:MOST_SHOWN_DATES]]
        found.append({"row": each, "dates": words.listed(shown), "n": len(each.sessions)})
    return found


def _facts(rows: Any) -> list[dict[str, Any]]:
    return [_fact(each) for each in rows]


def _fact(each: SponsorFact) -> dict[str, Any]:
    return {
        "row": each,
        "what": each.what[:1].lower() + each.what[1:],
        "role": words.translate(ROLE_WORDS[SponsorRole(each.role)]),
        "since": words.day(each.since),
        "until": "" if each.until is None else words.day(each.until),
        "withdrawn": ""
        if each.withdrawn_at is None
        else words.day(timezone.localdate(each.withdrawn_at)),
    }


@require_POST
@office_page(*GROUP)
def begun(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin the path with the template, in the programme's language."""
    with override(member.programme.language):
        begins = template_in(words.translate)
    begin_path(
        programme=member.programme,
        bodies=begins.bodies,
        steps=begins.steps,
        facts=begins.facts,
        periods=[each for each in known_restraints() if each.last >= timezone.localdate()],
        by=actor(member),
        now=timezone.now(),
    )
    return redirect(address("office_sponsorship", member))
