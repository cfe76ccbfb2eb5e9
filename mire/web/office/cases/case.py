"""The page of one case: a story, what belongs to each part of it, its sources beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from mire.programme.cases.actions import move_case, remove_case, say_read
from mire.programme.cases.queries import Case, CaseFile, Graded, file_of
from mire.programme.cases.rules import (
    CASE,
    HOW_WORDS,
    LEARNT,
    MOST_TEXT,
    MOVES,
    STATUS_WORDS,
    HowGraded,
    Status,
    days_words,
    follow_up_on,
    grade_words,
    reason_missing,
)
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.thread.queries import citables, cited_by
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.cases.views import PLACE, address, case_of
from mire.web.office.citables import told
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.grades import spread_told
from mire.web.office.pages import EVERYBODY, GROUP, actor, show
from mire.words import words

PRESSES = {
    Status.STUDIED: text("Étudier"),
    Status.CHOSEN: text("Retenir"),
    Status.REFUSED: text("Écarter"),
    Status.UNDER_WAY: text("Commencer"),
    Status.CLOSED: text("Clore"),
}
AGAIN = {Status.STUDIED: text("Reprendre l'étude"), Status.UNDER_WAY: text("Reprendre le cas")}
"""What a press that goes back is called."""


class MoveForm(OfficeForm):
    """When, and why."""

    on = forms.DateField(label=gettext_lazy("Le"), widget=DayInput())
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


@require_safe
@evidence_page(*EVERYBODY)
def case(request: HttpRequest, member: Member, *, case: str) -> HttpResponse:
    """Show a case."""
    return show_case(request, member, case_of(member, case))


@evidence_page(*GROUP)
def moved(request: HttpRequest, member: Member, *, case: str, status: str) -> HttpResponse:
    """Give a case a status, on a day, for a reason."""
    found = case_of(member, case)
    was = Status(found.status)
    if status not in [each.value for each in MOVES[was]]:
        raise Http404
    to = Status(status)
    needed = reason_missing(was, to)

    def save(form: OfficeForm) -> str:
        move_case(
            case=found,
            seen=was,
            to=to,
            today=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
            **form.values(),
        )
        return address("office_case", member, found)

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        if "initial" in kwargs:
            kwargs["initial"] = {"on": timezone.localdate(), **kwargs["initial"]}
        made = MoveForm(*args, **kwargs)
        made.fields["reason"].required = needed is not None
        return made

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("%(act)s : « %(title)s »") % {"act": press_words(was, to), "title": found},
            lede=words.translate(needed),
            submit=press_words(was, to),
            back=address("office_case", member, found),
            place=PLACE,
        ),
    )


@require_POST
@evidence_page(*GROUP)
def read(request: HttpRequest, member: Member, *, case: str) -> HttpResponse:
    """Say that a case's story was read again."""
    found = case_of(member, case)
    try:
        say_read(
            case=found,
            seen=request.POST.get("seen", ""),
            today=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return show_case(request, member, case_of(member, case), refusal=refusal)
    return redirect(address("office_case", member, found))


@require_POST
@evidence_page(*GROUP)
def removed(request: HttpRequest, member: Member, *, case: str) -> HttpResponse:
    """Take a case away, or put it back."""
    found = case_of(member, case)
    remove_case(case=found, by=actor(member), now=timezone.now())
    return redirect(address("office_case", member, found))


def press_words(was: Status, to: Status) -> str:
    """Return what a move is called on its button."""
    is_back = was in (Status.REFUSED, Status.CLOSED)
    return words.translate(AGAIN[to] if is_back else PRESSES[to])


def show_case(
    request: HttpRequest, member: Member, found: Case, *, refusal: Refusal | None = None
) -> HttpResponse:
    """Show a case's page; ``refusal``: why what was asked could not be done."""
    file = file_of(found, today=timezone.localdate())
    may_write = member.may(*GROUP) and found.removed_at is None
    may_see_drafts = member.may(*GROUP)
    is_read = found.read_at is not None
    status = Status(found.status)
    is_back = status in (Status.REFUSED, Status.CLOSED)
    learnt = [each for each in file.learnt if may_see_drafts or each.read_at is not None]
    sources = _sources(member, found, [each.key for each in learnt])
    context = {
        "case": found,
        "file": file,
        "status": words.translate(STATUS_WORDS[status]),
        "lede": _lede(file),
        "asked_day": words.day(found.asked_on),
        "presses": [
            (is_back, press_words(status, each), address_of_move(member, found, each))
            for each in MOVES[status]
        ]
        if may_write
        else [],
        "moves": [
            {
                "to": words.translate(STATUS_WORDS[Status(each.to)]),
                "day": words.day(each.on),
                "by": each.by,
                "reason": each.reason,
            }
            for each in file.moves
        ],
        "departments": words.listed([str(each) for each in file.departments]),
        "shows_story": may_see_drafts or is_read,
        "has_story": bool(found.done or found.outputs or found.became),
        "outputs": [line.strip() for line in found.outputs.splitlines() if line.strip()],
        "is_draft": file.is_draft and may_see_drafts,
        "days": [
            {
                "key": each.key,
                "day": words.day(each.on),
                "what": each.what,
                "n": words.translate(days_words(each.half_days)),
            }
            for each in file.days
        ],
        "n_days": words.translate(days_words(file.half_days)),
        "graded": [_graded(member, found, each) for each in file.graded],
        "learnt": [{"learnt": each, "sources": sources.get(each.key, ())} for each in learnt],
        "sources": sources.get(found.key, ()),
        "follow_up_day": _follow_up(found),
        "became_day": words.day(found.became_on) if found.became_on else "",
        "seen": file.digest,
        "may_write": may_write,
        "may_put_back": member.may(*GROUP) and found.removed_at is not None,
        "may_follow": member.may(*GROUP, Right.MANAGEMENT),
        "threshold": member.programme.threshold,
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    code = 409 if refusal is not None else 200
    return show(request, member, "office/case.html", context, place=PLACE, status=code)


def address_of_move(member: Member, case: Case, to: Status) -> str:
    """Return the page that gives a case a status."""
    return address("office_move_case", member, case, status=to.value)


def _lede(file: CaseFile) -> str:
    """Say in one line what a case touches, took, and is worth."""
    parts = []
    if n := len(file.departments):
        parts.append(ngettext("%(n)s direction touchée", "%(n)s directions touchées", n) % {"n": n})
    if file.half_days:
        parts.append(words.translate(days_words(file.half_days)))
    if file.stakes is not None:
        level = words.translate(grade_words(file.stakes.level))
        parts.append(_("un enjeu de %(level)s") % {"level": level})
    return " · ".join(parts)


def _follow_up(case: Case) -> str:
    closed_on: date | None = case.closed_on
    return "" if closed_on is None else words.day(follow_up_on(closed_on))


def _graded(member: Member, case: Case, graded: Graded) -> Mapping[str, Any]:
    tally, spread = graded.tally, graded.spread
    how = words.translate(HOW_WORDS[HowGraded(tally.how)])
    said = _("%(how)s, le %(day)s") % {"how": how, "day": words.day(tally.on)}
    return {
        "key": tally.key,
        "criterion": tally.criterion.name,
        "meaning": tally.criterion.meaning,
        "is_latest": graded.is_latest,
        "said": said if tally.meeting is None else f"{said} · {tally.meeting.title}",
        "remove_href": address("office_remove_grades", member, case, tally=tally.key),
        **spread_told(spread, graded.n),
    }


def _sources(
    member: Member, case: Case, learnt: Sequence[str]
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return what a case and its learnt points cite, by their keys, for who may follow the thread.

    Two queries, and one or two for each kind that is cited.
    """
    if not member.may(*GROUP, Right.MANAGEMENT):
        return {}
    links = {
        **cited_by(member.programme, CASE, [case.key]),
        **cited_by(member.programme, LEARNT, learnt),
    }
    known = citables(member.programme, {link.cited for each in links.values() for link in each})
    return {
        key: [
            {
                **told(known[link.cited], member),
                "has_changed": bool(link.digest) and link.digest != known[link.cited].digest,
                "is_contrary": link.is_contrary,
            }
            for link in each
        ]
        for key, each in links.items()
    }
