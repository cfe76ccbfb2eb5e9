"""The circuit's page: where the note waits, its steps, its versions; what changed since."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mire.programme.approvals.actions import freeze_note
from mire.programme.approvals.queries import (
    Approval,
    Circuit,
    FrozenNote,
    StepTold,
    circuit_of,
    may_answer,
    title_of,
    version_in,
    version_told,
)
from mire.programme.approvals.rules.changes import CHANGE_WORDS, Change
from mire.programme.approvals.rules.circuit import (
    MOST_PROOF,
    TURN_WORDS,
    VERDICT_WORDS,
    Turn,
    Verdict,
)
from mire.programme.approvals.rules.sentences import Waits, message_for, where_it_waits
from mire.programme.keys import is_key, new_salt
from mire.programme.note.queries import SectionTold, sections_of
from mire.programme.note.rules.difference import difference
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, address, show
from mire.web.office.passages import passage_context
from mire.words import words

PLACE = "office_note"
READERS = (*GROUP, Right.MANAGEMENT)

SIGNS = {
    Turn.WAITS: "○",
    Turn.OPEN: "●",
    Turn.APPROVED: "✓",
    Turn.FELL: "✕",
    Turn.SENT_BACK: "↩",
}
"""What stands beside the word: nobody has to tell colours apart."""

BADGES = {Turn.WAITS: "", Turn.OPEN: "badge-now", Turn.APPROVED: "badge-good"}


def the_circuit(member: Member) -> Circuit:
    """Return the circuit of the programme's note, or raise Http404 before the note is begun."""
    found = circuit_of(member.programme, today=timezone.localdate())
    if found is None:
        raise Http404
    return found


def step_in(circuit: Circuit, key: str) -> StepTold:
    """Return the step of an address, or raise Http404."""
    found = circuit.told(key)
    if found is None:
        raise Http404
    return found


def version_of(member: Member, key: str) -> FrozenNote:
    """Return the version of an address, or raise Http404."""
    found = version_in(member.programme, key)
    if found is None:
        raise Http404
    return found


@require_safe
@evidence_page(*READERS)
def circuit(request: HttpRequest, member: Member) -> HttpResponse:
    """Show where the note waits and for how long, each step, each version."""
    return show_circuit(request, member)


def show_circuit(
    request: HttpRequest, member: Member, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show the circuit's page, with what an act was refused for."""
    found = the_circuit(member)
    today = timezone.localdate()
    may_write = member.may(*GROUP)
    titles = {each.key: each.title for each in sections_of(found.note)}
    steps = [_step(each, found, member, titles, today) for each in found.steps]
    own = next((each for each in steps if each["is_own"]), None)
    context = {
        "tab": "circuit",
        "may_write": may_write,
        "may_lead": member.may(Right.FACILITATOR),
        "note": found.note,
        "where": _where(found, today),
        "steps": steps,
        "own": own,
        "n_approved": found.n_approved,
        "versions": [_version(each, found) for each in reversed(found.versions)],
        "last": found.last,
        "changed": changes_told(found.changed) if found.last else [],
        "may_freeze": may_write and bool(found.changed),
        "may_publish": may_write and found.is_complete and found.is_current,
        "refusal": refusal,
    }
    return show(request, member, "office/circuit.html", context, place=PLACE, status=status)


def _where(found: Circuit, today: date) -> str:
    waits = [
        Waits(
            each.step.title,
            each.stands.turn,
            max(0, (today - _day(each.stands.since)).days) if each.stands.since else 0,
        )
        for each in found.steps
    ]
    last = found.last
    said = where_it_waits(
        waits,
        number=last.number if last else 0,
        is_current=found.is_current,
        published=last is not None and last.published_at is not None,
    )
    return words.translate(said)


def _day(at: datetime) -> date:
    return words.local(at).date()


def _step(
    each: StepTold, found: Circuit, member: Member, titles: Mapping[str, str], today: date
) -> dict[str, Any]:
    step, stands = each.step, each.stands
    is_asked = stands.turn in (Turn.OPEN, Turn.FELL) and found.is_current
    covered = [title for key, title in titles.items() if key in step.covers]
    stands_in = step.delegate is not None and may_answer(step, step.delegate, on=today)
    return {
        "row": step,
        "turn": words.translate(TURN_WORDS[stands.turn]),
        "sign": SIGNS[stands.turn],
        "kind": stands.turn.value,
        "badge": BADGES.get(stands.turn, "badge-warn"),
        "due": words.day(step.due_on) if step.due_on else "",
        "late": stands.late,
        "covers": words.listed([words.quoted(title) for title in covered]),
        "stands_in": str(step.delegate) if stands_in else "",
        "approval": approval_told(each.approval) if each.approval else None,
        "earlier": [approval_told(one) for one in each.earlier],
        "fell_for": changes_told(stands.fell_for),
        "n_changed": len(stands.changed),
        "is_asked": is_asked,
        "is_own": is_asked and may_answer(step, member.person, on=today),
    }


def approval_told(row: Approval) -> dict[str, Any]:
    """Return an approval as templates show it."""
    return {
        "row": row,
        "verdict": words.translate(VERDICT_WORDS[Verdict(row.verdict)]),
        "day": words.day(row.given_on),
        "number": row.version.number,
        "withdrawn": words.day(_day(row.withdrawn_at)) if row.withdrawn_at else "",
    }


def changes_told(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return changes as templates show them, with what changed word by word."""
    return [
        {
            "section": each.section,
            "passage": each.passage,
            "what": words.translate(CHANGE_WORDS[each.kind]),
            "undoes": each.undoes,
            "pieces": difference(each.before, each.after) if each.before or each.after else [],
        }
        for each in changes
    ]


def _version(row: FrozenNote, found: Circuit) -> dict[str, Any]:
    return {
        "row": row,
        "day": words.day(_day(row.at)),
        "is_last": row == found.last,
        "published": words.day(_day(row.published_at)) if row.published_at else "",
        "short": row.digest[:16],
    }


class FreezeForm(OfficeForm):
    """Why a version is frozen."""

    why = forms.CharField(
        label=gettext_lazy("Ce que cette version apporte"),
        help_text=gettext_lazy("En une phrase, pour qui l'a déjà lue."),
        max_length=MOST_PROOF,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@evidence_page(*GROUP)
def frozen(request: HttpRequest, member: Member) -> HttpResponse:
    """Freeze the note as it stands, after a look at what changed."""
    found = the_circuit(member)

    def save(form: OfficeForm) -> str:
        freeze_note(
            made=found.note,
            key=form.key,
            why=" ".join(form.cleaned_data["why"].split()),
            salt=new_salt,
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_circuit", member)

    sent = request.POST.get("once", "")
    is_done = request.method == "POST" and is_key(sent) and version_in(member.programme, sent)
    state = [found.last.number if found.last else 0, *map(repr, found.changed)]
    fallen = [each.step.title for each in found.steps if each.stands.turn is Turn.FELL]
    return answer_form(
        request,
        member,
        FreezeForm,
        save,
        said=FormWords(
            title=_("Figer la version %(number)s")
            % {"number": found.last.number + 1 if found.last else 1},
            lede=_("Ses mots et son empreinte ne changeront plus ; le texte, lui, peut continuer."),
            # Nothing to freeze: the page says so, and offers no act that would be refused.
            submit=_("Figer cette version") if found.changed or request.method == "POST" else "",
            back=address("office_circuit", member),
            place=PLACE,
            template="office/freeze.html",
        ),
        # Who froze it already is not told that somebody else did.
        stored=None if is_done else {"state": state},
        context={
            "changed": changes_told(found.changed) if found.last else [],
            "last": found.last,
            "fallen": fallen,
        },
    )


@require_safe
@evidence_page(*READERS)
def version(request: HttpRequest, member: Member, *, version: str) -> HttpResponse:
    """Show a version as it was frozen, each passage with its sources as they are now."""
    found = version_of(member, version)
    context = {
        "version": found,
        "title": title_of(found),
        "day": words.day(_day(found.at)),
        "sections": sections_told(version_told(member.programme, found), member),
    }
    return show(request, member, "office/note_version.html", context, place=PLACE)


def sections_told(sections: Sequence[SectionTold], member: Member) -> list[dict[str, Any]]:
    """Return a version's sections as templates show them."""
    return [
        {
            "row": each.section,
            "passages": [passage_context(one, member) for one in each.passages],
        }
        for each in sections
    ]


@require_safe
@evidence_page(*READERS)
def since(request: HttpRequest, member: Member, *, step: str) -> HttpResponse:
    """Show what changed in what a step covers since its approval, word by word."""
    found = the_circuit(member)
    told = step_in(found, step)
    if told.approval is None:
        raise Http404
    context = {
        "step": told.step,
        "approval": approval_told(told.approval),
        "changes": changes_told(told.stands.changed),
        "fell": told.stands.turn is Turn.FELL,
    }
    return show(request, member, "office/approval_since.html", context, place=PLACE)


@require_safe
@evidence_page(*GROUP)
def message(request: HttpRequest, member: Member, *, step: str) -> HttpResponse:
    """Show the message that asks a step for its approval, ready to copy."""
    found = the_circuit(member)
    told = step_in(found, step)
    if found.last is None:
        raise Http404
    said = message_for(
        title=told.step.title,
        note=found.note.title,
        programme=member.programme.name,
        number=found.last.number,
        due=words.day(told.step.due_on) if told.step.due_on else "",
        address=request.build_absolute_uri(address("office_approve", member, step=told.step.key)),
        changed=told.stands.fell_for,
        had_approved=told.stands.turn is Turn.FELL,
    )
    context = {
        "step": told.step,
        "subject": words.translate(said.subject),
        "body": "\n\n".join(words.translate(each) for each in said.body),
    }
    return show(request, member, "office/approval_message.html", context, place=PLACE)
