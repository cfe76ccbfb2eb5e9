"""The restitutions of a programme; composing one."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.told_gathering import released_documents
from mire.documents.writers.formats import FORMATS
from mire.programme.findings.queries import WeighedFinding, findings_of
from mire.programme.findings.rules import (
    KIND_WORDS,
    STATUS_WORDS,
    FindingKind,
    Status,
    moves_from,
)
from mire.programme.meetings.queries import meeting_in
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.restitutions.actions import (
    begin_correction,
    begin_restitution,
    compose_restitution,
    give_restitution_status,
    publish_restitution,
    tell_findings,
)
from mire.programme.restitutions.queries import (
    Restitution,
    ToTell,
    digest_of_told,
    meetings_to_tell,
    released_versions,
    remarks_of,
    restitution_in,
    told_findings,
)
from mire.programme.restitutions.rules import (
    LENGTH_WORDS,
    MOST_LEAD,
    MOST_NEXT,
    MOST_WHY,
    SECTION_WORDS,
    Length,
    RemarkState,
    Section,
    may_answer,
    moved,
    replies_by,
)
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.citables import contrary_line, weight_line
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.lists import PAGE, Column, Row, listing, read_asked
from mire.web.office.pages import GROUP, actor, show
from mire.web.office.restitutions.telling import (
    addresses_of,
    may_see_themes,
    read_apart,
    source_of,
)
from mire.words import words

PLACE = "office_said"

PRESSES = {
    Status.DRAFT: text("Remettre en brouillon"),
    Status.REVIEWED: text("Dire relue"),
    Status.RELEASED: text("Diffuser"),
}


class WordsForm(OfficeForm):
    """What opens a restitution, and what closes it."""

    lead = forms.CharField(
        label=gettext_lazy("Chapeau"),
        help_text=gettext_lazy("Deux ou trois phrases, lues en premier par qui n'était pas là."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_LEAD,
        required=False,
    )
    next_steps = forms.CharField(
        label=gettext_lazy("Et maintenant"),
        help_text=gettext_lazy("Ce qui se passe ensuite, qui s'en charge, quand."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_NEXT,
        required=False,
    )


def restitution_of(member: Member, key: str) -> Restitution:
    """Return a restitution of the programme; raise Http404 for none."""
    found = restitution_in(member.programme, key)
    if found is None:
        raise Http404
    return found


def address(name: str, member: Member, restitution: Restitution, **named: Any) -> str:
    """Return the address of one of a restitution's pages."""
    return reverse(
        name,
        kwargs={"programme": member.programme.key, "restitution": restitution.key, **named},
    )


@require_safe
@evidence_page(*GROUP, Right.MANAGEMENT)
def restitutions(request: HttpRequest, member: Member) -> HttpResponse:
    """List the meetings that have ended, and how far each one's restitution is."""
    asked = read_asked(request, sorts=["jour"], is_descending=True)
    lines, n = meetings_to_tell(member.programme, words=asked.words, start=asked.start, most=PAGE)
    shown = listing(
        asked,
        columns=(
            Column(_("Réunion")),
            Column(_("Jour")),
            Column(_("Restitution")),
            Column(_("Remarques à lire"), is_number=True),
        ),
        rows=[_row(member, each) for each in lines],
        n=n,
        count=ngettext("%(n)s réunion terminée", "%(n)s réunions terminées", n) % {"n": n},
        empty=_("Rien ne répond à cette recherche.")
        if asked.words
        else _("À la fin d'une réunion, sa restitution se compose ici."),
    )
    to_begin = [
        (each.meeting, words.day(timezone.localtime(each.meeting.planned_at)))
        for each in lines
        if each.restitution is None
    ]
    context = {
        "list": shown,
        "to_begin": to_begin if member.may(*GROUP) else [],
        "may_read_together": member.may(*GROUP),
    }
    return show(request, member, "office/restitutions.html", context, place=PLACE)


def _row(member: Member, line: ToTell) -> Row:
    day = words.day(timezone.localtime(line.meeting.held_at))
    if line.restitution is None:
        return Row((line.meeting.title, day, _("pas commencée"), ""))
    return Row(
        (
            line.meeting.title,
            day,
            words.translate(STATUS_WORDS[Status(line.restitution.status)]),
            str(line.n_waiting or ""),
        ),
        address("office_restitution", member, line.restitution),
    )


@require_POST
@evidence_page(*GROUP)
def begin(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin the restitution of a meeting; once."""
    meeting = meeting_in(member.programme, request.POST.get("meeting", ""))
    if meeting is None or meeting.ended_at is None:
        raise Http404
    made = begin_restitution(meeting=meeting, by=actor(member), now=timezone.now())
    return redirect(address("office_restitution", member, made))


@require_safe
@evidence_page(*GROUP, Right.MANAGEMENT)
def restitution(request: HttpRequest, member: Member, *, restitution: str) -> HttpResponse:
    """Show a restitution as it is being composed."""
    return _show(request, member, restitution_of(member, restitution))


@require_POST
@evidence_page(*GROUP)
def press(request: HttpRequest, member: Member, *, restitution: str) -> HttpResponse:
    """Move, take in or leave out a section or a finding."""
    found = restitution_of(member, restitution)
    do, _colon, written = request.POST.get("do", "").partition(":")
    what, _colon, which = written.partition(":")
    telling = [each.finding.key for each in told_findings(found)]
    items = {"section": list(found.sections), "finding": telling}.get(what)
    if items is None or do not in ("up", "down", "in", "out"):
        raise Http404
    if do == "in":
        taken = [which] if which else request.POST.getlist("taken")
        items = [*(each for each in items if each not in taken), *taken]
    elif do == "out":
        items = [each for each in items if each != which]
    else:
        items = moved(items, which, -1 if do == "up" else 1)
    try:
        if what == "section":
            compose_restitution(
                restitution=found, values={"sections": items}, by=actor(member), now=timezone.now()
            )
        else:
            tell_findings(restitution=found, findings=items, by=actor(member), now=timezone.now())
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    return redirect(address("office_restitution", member, found) + f"?ouvert={what}s#{what}s")


@evidence_page(*GROUP)
def changed_words(request: HttpRequest, member: Member, *, restitution: str) -> HttpResponse:
    """Write what opens a restitution and what closes it."""
    found = restitution_of(member, restitution)
    back = address("office_restitution", member, found)

    def save(form: OfficeForm) -> str:
        values = {name: value.strip() for name, value in form.values().items()}
        compose_restitution(restitution=found, values=values, by=actor(member), now=timezone.now())
        return back

    return answer_form(
        request,
        member,
        WordsForm,
        save,
        said=FormWords(
            title=_("Écrire le chapeau et la suite"), submit=_("Garder"), back=back, place=PLACE
        ),
        stored={"lead": found.lead, "next_steps": found.next_steps},
    )


@require_POST
@evidence_page(*GROUP)
def status(request: HttpRequest, member: Member, *, restitution: str) -> HttpResponse:
    """Give a restitution a status; what is released is kept as it is told now."""
    found = restitution_of(member, restitution)
    asked = request.POST.get("do", "")
    if asked not in [each.value for each in Status]:
        raise Http404
    wanted = Status(asked)
    if wanted is Status.DRAFT and found.status == Status.RELEASED:
        begin_correction(restitution=found, by=actor(member), now=timezone.now())
        return redirect(address("office_restitution", member, found))
    try:
        give_restitution_status(
            restitution=found,
            status=wanted,
            seen=request.POST.get("seen", ""),
            rights=member.rights,
            documents=_released(request, found) if wanted is Status.RELEASED else None,
            why=" ".join(without_unseen(request.POST.get("why", ""))[:MOST_WHY].split()),
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, restitution_of(member, restitution), refusal=refusal)
    return redirect(address("office_restitution", member, found))


@require_POST
@evidence_page(Right.FACILITATOR)
def publish(request: HttpRequest, member: Member, *, restitution: str) -> HttpResponse:
    """Let everybody read what is released, or no more."""
    found = restitution_of(member, restitution)
    try:
        publish_restitution(
            restitution=found,
            is_published=request.POST.get("do") == "publish",
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    return redirect(address("office_restitution", member, found) + "#public")


def _latest_first(found: list[WeighedFinding]) -> list[WeighedFinding]:
    """Return findings with what is being written before what was handed out, the latest first."""
    latest = found[::-1]
    return sorted(latest, key=lambda each: each.finding.status != Status.DRAFT)


def _show(
    request: HttpRequest, member: Member, found: Restitution, *, refusal: Refusal | None = None
) -> HttpResponse:
    telling = told_findings(found)
    told = {each.finding.key for each in telling}
    others, _n = findings_of(member.programme)
    remarks = remarks_of(found)
    today = timezone.localdate()
    may_write = member.may(*GROUP)
    may_lead = member.may(Right.FACILITATOR)
    moves = moves_from(Status(found.status), member.rights) if may_write else []
    n_drafts = sum(each.finding.status == Status.DRAFT for each in telling)
    versions = released_versions(found)
    seen = digest_of_told(found)
    is_released = found.status == Status.RELEASED
    is_apart = read_apart(found) is not None
    context: dict[str, Any] = {
        "restitution": found,
        "is_apart": is_apart,
        "may_see_themes": not is_apart or may_see_themes(found, member),
        "seen": seen,
        "is_released": is_released,
        "is_behind": is_released and bool(versions) and versions[0].seen != seen,
        "day": words.day(timezone.localtime(found.meeting.held_at)),
        "status": words.translate(STATUS_WORDS[Status(found.status)]),
        "status_day": words.day(timezone.localtime(found.status_at)) if found.status_at else "",
        "presses": [(each.value, words.translate(PRESSES[each])) for each in moves],
        "needs_why": found.version > 1 and Status.RELEASED in moves,
        "n_drafts": n_drafts if Status.REVIEWED in moves else 0,
        "formats": [(kind, each.name) for kind, each in FORMATS.items()],
        "lengths": [(each.value, words.translate(LENGTH_WORDS[each])) for each in Length],
        "telling": [_finding(member, each) for each in telling],
        "others": [
            _finding(member, each) for each in _latest_first(others) if each.finding.key not in told
        ],
        "sections": [
            (each, words.translate(SECTION_WORDS[Section(each)])) for each in found.sections
        ],
        "left_out": [
            (each.value, words.translate(SECTION_WORDS[each]))
            for each in Section
            if each.value not in found.sections
        ],
        "may_write": may_write,
        "may_lead": may_lead,
        "is_asked": found.heard_ends_on is not None,
        "is_open": may_answer(found.heard_ends_on, today=today),
        "ends_on": words.day(found.heard_ends_on) if found.heard_ends_on else "",
        "replies_by": words.day(replies_by(found.heard_ends_on)) if found.heard_ends_on else "",
        "readers": _readers(found),
        "remarks": [
            {
                "key": each.key,
                "sentence": each.sentence,
                "words": each.words,
                "state": each.state,
                "reply": each.reply,
                "by": each.reply_by,
            }
            for each in sorted(remarks, key=lambda each: each.state != RemarkState.WAITING)
        ],
        "n_waiting": sum(each.state == RemarkState.WAITING for each in remarks),
        "released": [
            {
                "version": each.version,
                "day": words.day(timezone.localtime(each.at)),
                "by": each.by,
                "why": each.why,
            }
            for each in versions
        ],
        "open": request.GET.get("ouvert", ""),
        "short": addresses_of(request, found).short,
        "refusal": "" if refusal is None else words.translate(refusal.text),
        "why": request.POST.get("why", "") if refusal is not None else "",
    }
    return show(
        request,
        member,
        "office/restitution.html",
        context,
        place=PLACE,
        status=409 if refusal is not None else 200,
    )


def _released(request: HttpRequest, found: Restitution) -> dict[str, Any]:
    addresses = addresses_of(request, found)
    return released_documents(source_of(found), addresses, today=timezone.localdate())


def _finding(member: Member, told: WeighedFinding) -> dict[str, Any]:
    finding = told.finding
    return {
        "key": finding.key,
        "kind": words.translate(KIND_WORDS[FindingKind(finding.kind)]),
        "sentence": finding.sentence,
        "status": words.translate(STATUS_WORDS[Status(finding.status)]),
        "weight": weight_line(told.weight),
        "contrary": contrary_line(told.weight),
        "href": reverse(
            "office_finding", kwargs={"programme": member.programme.key, "finding": finding.key}
        ),
    }


def _readers(found: Restitution) -> str:
    """Say how many opened the link; under the programme's threshold, no more than that."""
    n = found.n_readers
    threshold = found.programme.threshold
    if n == 0:
        return _("Personne ne l'a encore ouvert.")
    if n < threshold:
        return _("Moins de %(threshold)s personnes l'ont ouvert.") % {"threshold": threshold}
    return ngettext("Ouvert sur %(n)s appareil.", "Ouvert sur %(n)s appareils.", n) % {"n": n}
