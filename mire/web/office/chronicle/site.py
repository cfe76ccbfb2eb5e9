"""The public site: what it says of itself, opened and closed; decisions made public; previews."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from mire.programme.chronicle.actions import change_site, publish_decision, set_site_open
from mire.programme.chronicle.queries.public import PublicSite, final_decisions, site_of
from mire.programme.chronicle.rules.site import (
    ACCESS_WORDS,
    MOST_NAME,
    MOST_SLUG,
    MOST_WORDS,
    PAGE_TITLES,
    SitePage,
)
from mire.programme.outcomes.rules.kinds import name_of
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.web.office.chronicle.episodes import PLACE, READERS, preview_leads
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.web.site_pages import (
    decisions_context,
    home_context,
    public_leads,
    shipped,
    words_context,
    words_of,
)
from mire.words import words

COLUMNS = {
    SitePage.LEGAL: "legal_words",
    SitePage.ACCESS: "access_words",
    SitePage.PRIVACY: "privacy_words",
}
NAMES = ("slug", "publisher", "director", "host", "contact", "access", "aims", "shows_timeline")


class SiteForm(OfficeForm):
    """What a site says of itself."""

    slug = forms.CharField(
        label=gettext_lazy("Adresse"),
        help_text=gettext_lazy(
            "La fin de l'adresse du site : « la-transfo ». Elle ne change plus tant qu'il est "
            "ouvert."
        ),
        max_length=MOST_SLUG,
    )
    publisher = forms.CharField(
        label=gettext_lazy("Qui édite le site"),
        help_text=gettext_lazy("La collectivité, et son adresse."),
        max_length=MOST_NAME,
        required=False,
    )
    director = forms.CharField(
        label=gettext_lazy("Direction de la publication"),
        help_text=gettext_lazy("Une fonction : « la présidence ». Jamais un nom."),
        max_length=MOST_NAME,
        required=False,
    )
    host = forms.CharField(
        label=gettext_lazy("Qui l'héberge"),
        help_text=gettext_lazy("Un service ou une entreprise, et son adresse."),
        max_length=MOST_NAME,
        required=False,
    )
    contact = forms.CharField(
        label=gettext_lazy("Comment vous joindre"),
        help_text=gettext_lazy("Une adresse de service : elle sera publiée."),
        max_length=MOST_NAME,
        required=False,
    )
    access = forms.ChoiceField(
        label=gettext_lazy("Accessibilité, d'après le dernier audit"),
        help_text=gettext_lazy("Sans audit, un site est « non conforme » : c'est la règle."),
        widget=forms.RadioSelect,
        choices=[(value.value, "") for value in ACCESS_WORDS],
    )
    aims = forms.CharField(
        label=gettext_lazy("En tête de la page du programme"),
        help_text=gettext_lazy("Vide : les buts du programme, tels que les réglages les disent."),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    shows_timeline = forms.BooleanField(
        label=gettext_lazy("Montrer la frise du programme"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form, its choices in the reader's language."""
        choices = [(each.value, words.translate(said)) for each, said in ACCESS_WORDS.items()]
        super().__init__(*args, choices={"access": choices}, **kwargs)


@office_page(Right.ADMINISTRATOR)
def site_page(request: HttpRequest, member: Member) -> HttpResponse:
    """Write what the site says of itself; open it, or close it."""
    return _site(request, member)


def _site(request: HttpRequest, member: Member, refusal: str = "") -> HttpResponse:
    programme = member.programme
    found = site_of(programme) or PublicSite(
        slug=slugify(programme.name)[:MOST_SLUG], publisher=programme.authority.name
    )

    def save(form: OfficeForm) -> str:
        values = form.values()
        for name in ("publisher", "director", "host", "contact"):
            values[name] = " ".join(values[name].split())
        values["aims"] = values["aims"].replace("\r\n", "\n").strip()
        change_site(programme=programme, values=values, by=actor(member), now=timezone.now())
        return address("office_site", member) + "?garde=1"

    is_known = found.pk is not None
    return answer_form(
        request,
        member,
        SiteForm,
        save,
        said=FormWords(
            title=_("Le site public"),
            submit=_("Garder"),
            back=address("office_chronicle", member),
            place=PLACE,
            template="office/site.html",
        ),
        stored={name: getattr(found, name) for name in NAMES},
        context={
            "tab": "site",
            "site": found if is_known else None,
            "is_open": found.opened_at is not None,
            "opened_on": words.day(words.local(found.opened_at)) if found.opened_at else "",
            "public": request.build_absolute_uri(public_leads(found.slug).home) if is_known else "",
            "pages": [(each.value, words.translate(PAGE_TITLES[each])) for each in SitePage],
            "refusal": refusal,
            "is_kept": request.GET.get("garde") == "1",
        },
    )


@require_POST
@office_page(Right.ADMINISTRATOR)
def opened(request: HttpRequest, member: Member) -> HttpResponse:
    """Open the site to everybody, or close it."""
    try:
        set_site_open(
            programme=member.programme,
            is_open=request.POST.get("do") == "open",
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        request.method = "GET"  # the form as it is stored, with why it can't open
        answer = _site(request, member, words.translate(refusal.text))
        answer.status_code = 409
        return answer
    return redirect(address("office_site", member))


class WordsForm(OfficeForm):
    """The words of a page by which the site answers for itself."""

    words = forms.CharField(
        label=gettext_lazy("Texte"),
        help_text=gettext_lazy(
            "Une ligne vide sépare deux paragraphes, **deux étoiles** entourent ce qui compte. "
            "Vide : le texte que Mire propose, tenu à jour de ce que dit le site."
        ),
        max_length=MOST_WORDS,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )


@office_page(Right.ADMINISTRATOR)
def site_words(request: HttpRequest, member: Member, *, page: str) -> HttpResponse:
    """Write one of the pages by which the site answers for itself."""
    found = site_of(member.programme)
    if page not in set(SitePage) or found is None:
        raise Http404
    kind = SitePage(page)
    with override(member.programme.language):
        offered, stored = shipped(found, kind), words_of(found, kind)

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data["words"].replace("\r\n", "\n").strip()
        values = {COLUMNS[kind]: "" if said == offered else said}
        change_site(programme=member.programme, values=values, by=actor(member), now=timezone.now())
        return address("office_site", member)

    return answer_form(
        request,
        member,
        WordsForm,
        save,
        said=FormWords(
            title=words.translate(PAGE_TITLES[kind]),
            submit=_("Garder"),
            back=address("office_site", member),
            place=PLACE,
        ),
        stored={"words": stored},
    )


@require_safe
@evidence_page(*READERS)
def decisions(request: HttpRequest, member: Member) -> HttpResponse:
    """List the final decisions, and which everybody reads."""
    return _decisions(request, member)


def _decisions(request: HttpRequest, member: Member, refusal: str = "") -> HttpResponse:
    context = {
        "tab": "decisions",
        "may_publish": member.may(Right.FACILITATOR),
        "may_write": member.may(*GROUP),
        "refusal": refusal,
        "decisions": [
            {
                "row": row,
                "name": name_of(row.kind, row.number),
                "day": words.day(row.on),
                "is_public": is_public,
            }
            for row, is_public in final_decisions(member.programme)
        ],
    }
    status = 409 if refusal else 200
    return show(
        request, member, "office/public_decisions.html", context, place=PLACE, status=status
    )


@require_POST
@evidence_page(Right.FACILITATOR)
def pressed_decision(request: HttpRequest, member: Member, *, outcome: str) -> HttpResponse:
    """Let everybody read a decision, or no more."""
    rows = [row for row, _is_public in final_decisions(member.programme) if row.key == outcome]
    asked = request.POST.get("do", "")
    if not rows or asked not in ("publish", "unpublish"):
        raise Http404
    try:
        publish_decision(
            outcome=rows[0],
            is_published=asked == "publish",
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _decisions(request, member, words.translate(refusal.text))
    return redirect(address("office_public_decisions", member) + f"#{outcome}")


@require_safe
@evidence_page(*READERS)
def home_preview(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the programme's page as everybody would read it."""
    with override(member.programme.language):
        context = home_context(member.programme, site_of(member.programme), preview_leads(member))
        return _preview(request, member, "public/home.html", context)


@require_safe
@evidence_page(*READERS)
def page_preview(request: HttpRequest, member: Member, *, page: str) -> HttpResponse:
    """Show another page of the site as everybody would read it."""
    programme, found = member.programme, site_of(member.programme)
    leads = preview_leads(member)
    with override(programme.language):
        if page == "decisions":
            context = decisions_context(programme, found, leads)
            return _preview(request, member, "public/decisions.html", context)
        if page not in set(SitePage) or found is None:
            raise Http404
        context = words_context(programme, found, SitePage(page), leads)
        return _preview(request, member, "public/words.html", context)


def _preview(
    request: HttpRequest, member: Member, template: str, context: dict[str, Any]
) -> HttpResponse:
    back = address("office_chronicle", member)
    return render(request, template, {**context, "is_preview": True, "back": back})
