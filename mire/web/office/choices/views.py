"""The files of scenarios of a programme; one of them, side by side; its weights; its copies."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.choices import (
    Copy,
    bearings_grid,
    choice_document,
    choice_summary,
    cited_told,
    measures_grid,
)
from mire.documents.builders.choices_words import left_out_told
from mire.documents.builders.told_gathering import Addresses
from mire.documents.builders.weight_map import SIGNS
from mire.documents.frozen import frozen, thawed
from mire.documents.tree import Document
from mire.documents.writers.formats import FORMATS
from mire.programme.choices.actions import remove_choice, send_choice
from mire.programme.choices.queries import (
    Choice,
    choices_of,
    removed_choice,
    removed_choices,
    removed_from,
    sent_of,
    sources_behind,
    told_of,
)
from mire.programme.choices.rules.compared import comparable, export, hindrance
from mire.programme.choices.rules.kinds import (
    ARGUMENT,
    ARGUMENT_SIGNS,
    ARGUMENT_WORDS,
    CHOICE,
    MOST_SCENARIOS,
    MOST_WHY,
    ORIGIN_WORDS,
    PART_WORDS,
    PARTS,
    ArgumentKind,
    Origin,
)
from mire.programme.choices.rules.told import Scenario, Told, changes, from_kept
from mire.programme.meetings.queries import meeting_in
from mire.programme.people.queries import Member
from mire.programme.steering.actions import begin_dossier, submit
from mire.programme.steering.queries import dossier_of_meeting, steering_meetings, submitted
from mire.programme.thread.rules import Reference, Step
from mire.technique_api.free_text import read_whole, without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.addresses import public_address
from mire.web.office.choices.about import PLACE, READERS, about_choice, address, told_for
from mire.web.office.choices.weighing import read_asked, sliders, weighed, what_places_first
from mire.web.office.handing_out import give_document
from mire.web.office.pages import GROUP, actor, office_page, show
from mire.words import words

Behind = dict[Reference, list[Step]]


@require_safe
@office_page(*READERS)
def choices(request: HttpRequest, member: Member) -> HttpResponse:
    """List the files of scenarios, the last one first."""
    may_write = member.may(*GROUP)
    lines = [
        {
            "choice": each.choice,
            "title": each.title,
            "n_scenarios": each.n_scenarios,
            "n_arguments": each.n_arguments,
            "version": each.choice.version - 1,
            "sent": ""
            if each.choice.sent_at is None
            else words.day(timezone.localtime(each.choice.sent_at)),
        }
        for each in choices_of(member.programme, with_drafts=may_write)
    ]
    context = {
        "lines": lines,
        "removed": removed_choices(member.programme) if may_write else [],
        "tab": "choices",
        "may_write": may_write,
    }
    return show(request, member, "office/choices.html", context, place=PLACE)


@require_safe
@about_choice(*READERS)
def choice(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """Show a file: scenarios side by side, then what would put each first."""
    return _show(request, member, choice)


@require_safe
@about_choice(*READERS)
def weights(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """Answer one move of a slider: who is first at these weights, and the map."""
    told = told_for(member, choice)
    found = comparable(told)
    if hindrance(told, found):
        raise Http404
    asked = read_asked(request.GET.dict(), len(found.criteria))
    return render(request, "office/choice_weighed.html", {"weighed": weighed(found, asked)})


@require_safe
@about_choice(*READERS)
def exported(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """Give the file that the public command reads, with the weights that the address says."""
    told = told_for(member, choice)
    found = comparable(told)
    if hindrance(told, found):
        raise Http404
    asked = read_asked(request.GET.dict(), len(found.criteria))
    given = asked.given if sum(asked.given) else (1,) * len(asked.given)
    answer = HttpResponse(export(found, given), content_type="application/toml; charset=utf-8")
    name = slugify(told.title)[:80] or "scenarios"
    answer["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@about_choice(*READERS)
def document(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """Show a file as a document, or give it (``?format=pdf``); ``?version=2``: as sent then.

    ``?court=1``: its summary. Who doesn't compose reads what was sent.
    """
    version = request.GET.get("version", "")
    is_short = request.GET.get("court") == "1"
    if not version and not member.may(*GROUP):
        version = str(choice.version - 1)
    if version:
        copies = {str(each.version): each for each in sent_of(choice)}
        if version not in copies:
            raise Http404
        sent = copies[version]
        made = (
            choice_summary(
                from_kept(sent.told),
                _copy(request, member, choice, version=sent.version, at=sent.at),
            )
            if is_short
            else thawed(sent.document)
        )
    else:
        told = told_of(choice)
        copy = _copy(request, member, choice)
        made = choice_summary(told, copy) if is_short else _document(request, member, choice, told)
    return give_document(request, made)


@require_POST
@about_choice(*GROUP)
def sent(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """Keep the file as it is sent now."""
    why = without_unseen(request.POST.get("why", "")).strip()[:MOST_WHY]
    version = request.POST.get("version", "")
    told = told_of(choice)
    try:
        send_choice(
            choice=choice,
            document=frozen(_document(request, member, choice, told, why=why)),
            version=read_whole(version) or 0,
            why=why,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, choice, refusal=refusal, why=why)
    return redirect(address("office_choice", member, choice) + "#envoi")


@require_POST
@about_choice(*GROUP)
def submitted_to(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """Put the file among what a steering meeting's own file submits, beginning that if needed."""
    meeting = meeting_in(member.programme, request.POST.get("meeting", ""))
    if meeting is None:
        raise Http404
    by, now = actor(member), timezone.now()
    try:
        file = dossier_of_meeting(meeting) or begin_dossier(meeting=meeting, by=by, now=now)
        cited = submitted(file)
        here = Reference(CHOICE, choice.key)
        submit(dossier=file, cited=cited if here in cited else [*cited, here], by=by, now=now)
    except Refusal as refusal:
        return _show(request, member, choice, refusal=refusal)
    return redirect(address("office_choice", member, choice) + "#envoi")


@require_POST
@about_choice(*GROUP)
def removed(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """Take a file away."""
    remove_choice(choice=choice, is_out=True, by=actor(member), now=timezone.now())
    return redirect("office_choices", programme=member.programme.key)


@require_POST
@office_page(*GROUP)
def put_back(request: HttpRequest, member: Member, *, choice: str) -> HttpResponse:
    """Put back a file that was withdrawn."""
    found = removed_choice(member.programme, choice)
    if found is None:
        raise Http404
    remove_choice(choice=found, is_out=False, by=actor(member), now=timezone.now())
    return redirect(address("office_choice", member, found))


def _copy(
    request: HttpRequest,
    member: Member,
    choice: Choice,
    *,
    version: int | None = None,
    at: Any = None,
    changed: Any = (),
    why: str = "",
) -> Copy:
    base = public_address(request)

    def thread(kind: str, key: str) -> str:
        named = {"programme": member.programme.key, "kind": kind, "key": key}
        return base + reverse("office_thread", kwargs=named)

    return Copy(
        version=choice.version if version is None else version,
        day=timezone.localdate() if at is None else timezone.localtime(at).date(),
        language=member.programme.language,
        addresses=Addresses(base + address("office_choice", member, choice), thread),
        changes=changed,
        why=why,
    )


def _document(
    request: HttpRequest, member: Member, choice: Choice, told: Told, *, why: str = ""
) -> Document:
    copies = sent_of(choice)
    changed = changes(from_kept(copies[0].told), told) if copies else []
    copy = _copy(request, member, choice, changed=changed, why=why)
    return choice_document(told, sources_behind(member.programme, told), copy)


def _show(
    request: HttpRequest,
    member: Member,
    choice: Choice,
    *,
    refusal: Refusal | None = None,
    why: str = "",
) -> HttpResponse:
    may_write = member.may(*GROUP)
    copies = sent_of(choice)
    told = told_of(choice) if may_write else from_kept(copies[0].told)
    behind = sources_behind(member.programme, told)
    found = comparable(told)
    hindered = hindrance(told, found)
    before = from_kept(copies[0].told) if copies else None
    context: dict[str, Any] = {
        "choice": choice,
        "told": told,
        "tab": "choices",
        "may_write": may_write,
        "may_add": len(told.scenarios) < MOST_SCENARIOS,
        "scenarios": [_scenario(place, each, behind) for place, each in enumerate(told.scenarios)],
        "n_unsourced": sum(
            not behind.get(Reference(ARGUMENT, one.key))
            for each in told.scenarios
            for one in each.arguments
        ),
        "measures": measures_grid(told, found) if told.yardsticks and told.scenarios else None,
        "left_out": left_out_told(found, told),
        "hindrance": hindered,
        "bearings": bearings_grid(told) if told.bearings else None,
        "bearing_rows": told.bearings,
        "copies": _copies(copies),
        "changed": [] if before is None else changes(before, told),
        "formats": [(kind, each.name) for kind, each in FORMATS.items()],
        "refusal": "" if refusal is None else words.translate(refusal.text),
        "why": why,
    }
    if may_write:
        context["removed_scenarios"], context["removed_arguments"] = removed_from(choice)
        context["meetings"] = [
            {
                "key": each.meeting.key,
                "title": each.meeting.title,
                "day": words.day(timezone.localtime(each.meeting.held_at)),
            }
            for each in steering_meetings(member.programme, with_drafts=True)
        ]
    if hindered is None:
        asked = read_asked(request.GET.dict(), len(found.criteria))
        context |= {
            "first": what_places_first(found),
            "sliders": sliders(found, asked),
            "weighed": weighed(found, asked),
            "has_pairs": len(found.criteria) > 3,
            "query": request.GET.urlencode(),
        }
    code = 409 if refusal is not None else 200
    return show(request, member, "office/choice.html", context, place=PLACE, status=code)


def _scenario(place: int, each: Scenario, behind: Behind) -> dict[str, Any]:
    order = list(ArgumentKind)
    arguments = sorted(each.arguments, key=lambda one: order.index(ArgumentKind(one.kind)))
    return {
        "row": each,
        "place": place,
        "sign": SIGNS[place],
        "parts": [
            (PART_WORDS[part], getattr(each, part)) for part in PARTS[1:] if getattr(each, part)
        ],
        "arguments": [
            {
                "row": one,
                "sign": ARGUMENT_SIGNS[ArgumentKind(one.kind)],
                "kind": ARGUMENT_WORDS[ArgumentKind(one.kind)],
                "origin": ORIGIN_WORDS[Origin(one.origin)],
                "cited": cited_told(behind.get(Reference(ARGUMENT, one.key), [])),
                "has_changed": any(
                    step.has_changed for step in behind.get(Reference(ARGUMENT, one.key), [])
                ),
            }
            for one in arguments
        ],
    }


def _copies(copies: Any) -> list[dict[str, Any]]:
    """Return copies, the last first, each with what it changed since the one before."""
    told = [from_kept(each.told) for each in copies]
    return [
        {
            "version": each.version,
            "why": each.why,
            "by": each.by,
            "day": words.day(timezone.localtime(each.at)),
            "changes": changes(told[place + 1], told[place]) if place + 1 < len(told) else [],
            "is_first": each.version == 1,
        }
        for place, each in enumerate(copies)
    ]
