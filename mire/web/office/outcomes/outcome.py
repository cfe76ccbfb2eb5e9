"""The page of one outcome: what it says, what it rests on, what became of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mire.programme.outcomes.actions import (
    end_outcome,
    put_back_outcome,
    set_outcome_source,
    strike_outcome,
    supersede,
)
from mire.programme.outcomes.queries import (
    Outcome,
    answers_of,
    corrections_of,
    is_seen,
    outcome_in,
    outcomes_by_key,
    outcomes_of,
    stand,
)
from mire.programme.outcomes.rules.kinds import (
    ENDS,
    KIND_WORDS,
    STANCE_WORDS,
    STANDING_WORDS,
    End,
    OutcomeKind,
    Stance,
    Standing,
    may_change,
    name_of,
    open_for,
)
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.thread.queries import sought, sources_of
from mire.programme.thread.rules import Reference
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.citables import pressed_source, seen_by, step_told, told, with_search
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, actor, show
from mire.web.shell import errors
from mire.words import words

PLACE = "office_decide"
END_PRESSES = {
    End.NOT: text("Reprendre"),
    End.DONE: text("Dire faite"),
    End.ABANDONED: text("Abandonner"),
}


def outcome_of(member: Member, key: str) -> Outcome:
    """Return an outcome that somebody may read; raise Http404 for none."""
    found = outcome_in(member.programme, key)
    if found is None or (found.shared_at is None and not member.may(*GROUP)):
        raise Http404
    return found


def address(name: str, member: Member, outcome: Outcome) -> str:
    """Return the address of one of an outcome's pages."""
    return reverse(name, kwargs={"programme": member.programme.key, "outcome": outcome.key})


@require_safe
@evidence_page(*GROUP, Right.MANAGEMENT)
def outcome(request: HttpRequest, member: Member, *, outcome: str) -> HttpResponse:
    """Show an outcome."""
    return _show(request, member, outcome_of(member, outcome))


@require_POST
@evidence_page(*GROUP)
def ended(request: HttpRequest, member: Member, *, outcome: str) -> HttpResponse:
    """Say that an outcome is done, abandoned, or goes on."""
    found = outcome_of(member, outcome)
    asked = request.POST.get("do", "not")
    if asked not in {"not", *(each.value for each in End if each)}:
        raise Http404
    why = without_unseen(request.POST.get("why", "")).strip()[:1_000]
    try:
        end_outcome(
            outcome=found,
            end=End("" if asked == "not" else asked),
            why=why,
            on=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal, why=why)
    return redirect(address("office_outcome", member, found))


@require_POST
@evidence_page(*GROUP)
def superseded(request: HttpRequest, member: Member, *, outcome: str) -> HttpResponse:
    """Say which decision stands in the place of this one."""
    found = outcome_of(member, outcome)
    successor = outcomes_by_key(member.programme, [request.POST.get("by", "")])
    if not successor:
        raise Http404
    try:
        supersede(
            outcome=found,
            successor=next(iter(successor.values())),
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    return redirect(address("office_outcome", member, found))


@require_POST
@evidence_page(*GROUP)
def struck(request: HttpRequest, member: Member, *, outcome: str) -> HttpResponse:
    """Take an outcome out before it is settled, or put it back."""
    if request.POST.get("do") == "back":
        known = outcomes_by_key(member.programme, [outcome])
        if not known:
            raise Http404
        found = known[outcome]
        try:
            put_back_outcome(
                key=outcome, programme=member.programme, by=actor(member), now=timezone.now()
            )
        except Refusal as refusal:
            return errors.refused(request, refusal, status=409)
        return redirect(address("office_outcome", member, found))
    known = outcomes_by_key(member.programme, [outcome])
    if outcome in known and known[outcome].struck_at is not None:  # pressed twice
        context = {"outcome": known[outcome]}
        return show(request, member, "office/outcome_struck.html", context, place=PLACE)
    found = outcome_of(member, outcome)
    try:
        strike_outcome(outcome=found, by=actor(member), now=timezone.now())
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    found.refresh_from_db()
    return show(request, member, "office/outcome_struck.html", {"outcome": found}, place=PLACE)


@require_POST
@evidence_page(*GROUP)
def source(request: HttpRequest, member: Member, *, outcome: str) -> HttpResponse:
    """Add a source to an outcome, say that it says the contrary, or take it out."""
    found = outcome_of(member, outcome)
    how, cited = pressed_source(request)
    try:
        set_outcome_source(
            outcome=found,
            source=cited,
            how=how,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    return redirect(with_search(request, address("office_outcome", member, found), "#sources"))


def _show(
    request: HttpRequest,
    member: Member,
    found: Outcome,
    *,
    refusal: Refusal | None = None,
    why: str = "",
) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    kind = OutcomeKind(found.kind)
    reference = Reference(kind, found.key)
    steps = sources_of(member.programme, reference)
    standing = stand(member.programme, [found], seen=seen_by(member), today=today)[0].standing
    may_write = member.may(*GROUP)
    may_rewrite = may_write and may_change(
        settled_at=found.settled_at, made_at=found.made_at, now=now
    )
    words_sought = without_unseen(request.GET.get("q", ""))[:200]
    is_decision = kind is OutcomeKind.DECISION
    successor = found.superseded_by
    if successor is not None and not is_seen(successor, seen_by(member)):
        successor = None
    is_in_force = standing is Standing.IN_FORCE
    holds = found.superseded_by_id is None
    context: dict[str, Any] = {
        "outcome": found,
        "name": name_of(found.kind, found.number),
        "kind": words.translate(KIND_WORDS[kind]),
        "standing": words.translate(STANDING_WORDS[standing]),
        "is_provisional": found.settled_at is None,
        "is_settled": not may_rewrite,
        "day": words.day(found.on),
        "due": "" if found.due is None else words.day(found.due),
        "ended_day": "" if found.ended_on is None else words.day(found.ended_on),
        "stance": words.translate(STANCE_WORDS[Stance(found.stance)]) if found.stance else "",
        "open_for": words.translate(open_for(found.on, today)) if standing is Standing.OPEN else "",
        "answers": [
            {
                "name": name_of(each.kind, each.number),
                "what": each.what,
                "href": address("office_outcome", member, each),
            }
            for each in answers_of(member.programme, [reference], seen=seen_by(member)).get(
                reference, ()
            )
        ]
        if kind is OutcomeKind.QUESTION
        else [],
        "successor": successor,
        "successor_name": "" if successor is None else name_of(successor.kind, successor.number),
        "successor_end": ""
        if successor is None or not successor.end
        else words.translate(STANDING_WORDS[Standing.ABANDONED]),
        "predecessors": [
            {
                "name": name_of(each.kind, each.number),
                "what": each.what,
                "href": address("office_outcome", member, each),
            }
            for each in found.supersedes.all()
            if is_seen(each, seen_by(member))
        ],
        "masked_day": ""
        if found.masked_at is None
        else words.day(timezone.localtime(found.masked_at)),
        "corrections": [
            {"words": each.words, "by": each.by, "day": words.day(timezone.localtime(each.at))}
            for each in corrections_of([found]).get(found.pk, ())
        ],
        "sources": [step_told(each, member) for each in steps if not each.is_contrary],
        "against": [step_told(each, member) for each in steps if each.is_contrary],
        "source_href": address("office_outcome_source", member, found),
        "may_write": may_write,
        "may_rewrite": may_rewrite,
        "may_correct": may_write and not may_rewrite,
        "presses": [
            (each.value, words.translate(END_PRESSES[each]))
            for each in ENDS[kind]
            if may_write and holds and not found.end
        ],
        "may_resume": may_write and holds and bool(found.end),
        "others": [
            (
                each.outcome.key,
                f"{name_of(each.outcome.kind, each.outcome.number)} · {each.outcome.what}",
            )
            for each in outcomes_of(
                member.programme,
                kind=kind,
                standing=Standing.IN_FORCE,
                with_drafts=True,
                today=today,
            )
            if each.outcome.pk != found.pk and each.outcome.settled_at is not None
        ]
        if may_write and is_decision and is_in_force
        else [],
        "is_in_force": is_decision and is_in_force,
        "sought": words_sought,
        "found": [
            told(each, member)
            for each in sought(
                member.programme,
                words_sought,
                without=[reference, *(each.citable.reference for each in steps)],
            )
        ]
        if may_write and (words_sought or may_rewrite)
        else [],
        "refusal": "" if refusal is None else words.translate(refusal.text),
        "why": why,
        "no_source": _("Sans source : rien ne dit d'où cela vient."),
    }
    return show(
        request,
        member,
        "office/outcome.html",
        context,
        place=PLACE,
        status=409 if refusal is not None else 200,
    )
