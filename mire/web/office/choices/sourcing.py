"""What an argument, or the measure of a criterion, rests on: seen, added, taken out.

A judgment that a meeting gave is one of its figures: it is cited here like any other.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mire.programme.choices.queries import Choice, yardstick_of
from mire.programme.choices.rules.kinds import ARGUMENT, YARDSTICK
from mire.programme.people.queries import Member
from mire.programme.thread.actions import set_source
from mire.programme.thread.queries import sought as could_cite
from mire.programme.thread.queries import sources_of
from mire.programme.thread.rules import Reference
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.office.choices.about import PLACE, about_choice, address, argument_of
from mire.web.office.citables import pressed_source, step_told, told, with_search
from mire.web.office.pages import GROUP, actor, show
from mire.words import words


@require_safe
@about_choice(*GROUP)
def sources(
    request: HttpRequest,
    member: Member,
    choice: Choice,
    *,
    argument: str = "",
    criterion: str = "",
) -> HttpResponse:
    """Show what is cited, and what could be added."""
    return _show(request, member, choice, argument, criterion, request.GET.get("q", ""))


@require_POST
@about_choice(*GROUP)
def source(
    request: HttpRequest,
    member: Member,
    choice: Choice,
    *,
    argument: str = "",
    criterion: str = "",
) -> HttpResponse:
    """Add a source, say that it says the contrary, or take it out."""
    citing, name = _citing(choice, argument, criterion)
    how, cited = pressed_source(request)
    try:
        set_source(
            programme=member.programme,
            citing=citing,
            name=name,
            source=cited,
            how=how,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        sought = request.POST.get("q", "")
        return _show(request, member, choice, argument, criterion, sought, refusal=refusal)
    here = _here("sources", member, choice, argument, criterion)
    return redirect(with_search(request, here))


def _citing(choice: Choice, argument: str, criterion: str) -> tuple[Reference, str]:
    """Return what cites and its name; raise Http404 for what isn't there."""
    if argument:
        row = argument_of(choice, argument)
        if row.removed_at is not None:
            raise Http404
        return Reference(ARGUMENT, row.key), row.sentence
    known = yardstick_of(choice, criterion)
    if known is None:
        raise Http404
    return Reference(YARDSTICK, known.key), known.criterion.name


def _here(name: str, member: Member, choice: Choice, argument: str, criterion: str) -> str:
    if argument:
        return address(f"office_argument_{name}", member, choice, argument=argument)
    return address(f"office_yardstick_{name}", member, choice, criterion=criterion)


def _show(
    request: HttpRequest,
    member: Member,
    choice: Choice,
    argument: str,
    criterion: str,
    sought: str,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    citing, name = _citing(choice, argument, criterion)
    sought = without_unseen(sought)[:200]
    steps = sources_of(member.programme, citing)
    context = {
        "choice": choice,
        "name": name,
        "is_measure": bool(criterion),
        "back": address("office_choice_criteria", member, choice)
        if criterion
        else address("office_choice", member, choice),
        "sources": [step_told(each, member) for each in steps if not each.is_contrary],
        "against": [step_told(each, member) for each in steps if each.is_contrary],
        "may_write": True,
        "sought": sought,
        "found": [
            told(each, member)
            for each in could_cite(
                member.programme,
                sought,
                without=[*(each.citable.reference for each in steps), citing],
                most=8,
            )
        ],
        "source_href": _here("source", member, choice, argument, criterion),
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    code = 409 if refusal is not None else 200
    return show(request, member, "office/choice_sources.html", context, place=PLACE, status=code)
