"""The aims of the authority's plan, and what serves each."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.programme.people.queries import Member
from mire.programme.scheme.actions import (
    serve_aim,
    write_aims,
)
from mire.programme.scheme.queries import (
    aim_in,
    aims_of,
    aims_told,
)
from mire.programme.scheme.rules import (
    MOST_AIM,
    MOST_AIMS,
    MOST_FIELD,
)
from mire.programme.thread.queries import sought
from mire.technique_api.free_text import tidy, without_unseen
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.citables import pressed_source, told, with_search
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, address, show
from mire.web.office.scheme.scheme import PLACE, SERVING
from mire.words import words


class AimsForm(OfficeForm):
    """The aims of the authority's plan, one a line."""

    words = forms.CharField(
        label=gettext_lazy("Visées du plan"),
        help_text=gettext_lazy("Une par ligne, telles qu'elles sont écrites dans le plan."),
        max_length=MOST_AIM * MOST_AIMS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


@evidence_page(*GROUP)
def aims(request: HttpRequest, member: Member) -> HttpResponse:
    """Write the aims of the authority's plan."""

    def save(form: OfficeForm) -> str:
        lines = [" ".join(each.split()) for each in form.cleaned_data["words"].splitlines()]
        write_aims(
            programme=member.programme,
            words=[each for each in lines if each],
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_scheme", member) + "#plan"

    return answer_form(
        request,
        member,
        AimsForm,
        save,
        said=FormWords(
            title=_("Le plan de la collectivité"),
            lede=_("Une ligne ôtée perd ce qui la servait."),
            submit=_("Garder"),
            back=address("office_scheme", member),
            place=PLACE,
        ),
        stored={"words": "\n".join(each.words for each in aims_of(member.programme))},
    )


@require_safe
@evidence_page(*GROUP)
def aim(request: HttpRequest, member: Member, *, aim: str) -> HttpResponse:
    """Show an aim, what serves it, and what could."""
    return _show_aim(request, member, aim)


@require_POST
@evidence_page(*GROUP)
def served(request: HttpRequest, member: Member, *, aim: str) -> HttpResponse:
    """Say that something serves an aim, or does not any more."""
    found = aim_in(member.programme, aim)
    if found is None:
        raise Http404
    how, cited = pressed_source(request)
    if cited.kind not in SERVING:
        raise Http404
    try:
        serve_aim(
            aim=found,
            served=cited,
            how=tidy(request.POST.get("how"), limit=MOST_FIELD, path=("how",)) or "",
            is_served=bool(how),
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show_aim(request, member, aim, refusal=refusal)
    return redirect(with_search(request, address("office_plan_aim", member, aim=found.key)))


def _show_aim(
    request: HttpRequest, member: Member, key: str, *, refusal: Refusal | None = None
) -> HttpResponse:
    found = next((each for each in aims_told(member.programme) if each.aim.key == key), None)
    if found is None:
        raise Http404
    asked = without_unseen(request.GET.get("q", ""))[:200]
    here = [each.reference for each, _how in found.served]
    context: dict[str, Any] = {
        "aim": found.aim,
        "served": [(told(each, member), how) for each, how in found.served],
        "source_href": address("office_serve_aim", member, aim=found.aim.key),
        "sought": asked,
        "found": [
            told(each, member) for each in sought(member.programme, asked, of=SERVING, without=here)
        ],
        "refusal": "" if refusal is None else words.translate(refusal.text),
        "nothing": words.translate(text("Rien ne la sert encore.")),
    }
    status = 409 if refusal is not None else 200
    return show(request, member, "office/plan_aim.html", context, place=PLACE, status=status)
