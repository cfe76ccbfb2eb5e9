"""A link for a guest: made for one page, shown once; opened, it leads to that page."""

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.programme.guests.actions import close_guest_link, invite_guest
from mire.programme.guests.queries import link_of_secret, open_links
from mire.programme.guests.rules import DAYS
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.addresses import public_address
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.link_pages import MadeLink, show_link
from mire.web.office.pages import GUEST, actor, office_page, open_page
from mire.web.shell import errors

MADE = "guest link made"
"""The secret of a link that was just made, kept in the session until it is shown."""


class InviteForm(OfficeForm):
    """For whom, until when."""

    whom = forms.CharField(
        label=gettext_lazy("Pour qui"),
        help_text=gettext_lazy("Une fonction suffit ; cela reste entre qui anime."),
        max_length=120,
    )
    ends_on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DayInput)


@office_page(Right.FACILITATOR)
def invite(request: HttpRequest, member: Member) -> HttpResponse:
    """Say which links open a page; make another, shown once."""
    page = _page_of(request, member)
    here = f"{reverse('office_invite', kwargs={'programme': member.programme.key})}?page={page}"
    made = request.session.pop(MADE, None) if request.method == "GET" else None
    if made:
        address = public_address(request) + reverse("guest_page", kwargs={"secret": made})
        link = MadeLink(
            address,
            title=_("Lien pour un invité"),
            said=_("Voici le lien. Il ne sera plus montré : copiez-le maintenant."),
            label=_("Lien vers cette page, et elle seule"),
            back=page,
            back_title=_("La page"),
            more=here,
            more_title=_("Les liens qui ouvrent cette page"),
        )
        return show_link(request, member, link, place="office_home")

    def save(form: OfficeForm) -> str:
        secret = secrets.token_urlsafe(24)
        invite_guest(
            programme=member.programme, key=form.key, path=page, secret=secret,
            by=actor(member), now=timezone.now(), **form.values(),
        )  # fmt: skip
        if link_of_secret(secret, today=timezone.localdate()) is not None:
            request.session[MADE] = secret
        return here

    today = timezone.localdate()
    context: dict[str, Any] = {
        "links": open_links(member.programme, page, today=today),
        "page": page,
    }
    initial = {"ends_on": today + timedelta(days=DAYS)}
    return answer_form(
        request,
        member,
        lambda *args, **kwargs: InviteForm(
            *args, **{**kwargs, "initial": {**initial, **kwargs.get("initial", {})}}
        ),
        save,
        said=FormWords(
            title=_("Inviter à lire une page"),
            lede=_(
                "Qui tient ce lien lit cette page, et elle seule, sans compte, jusqu'au dernier "
                "jour. La page reste vivante : ce qui est occulté entre-temps l'est là aussi."
            ),
            submit=_("Faire un lien"),
            back=page,
            template="office/invite.html",
        ),
        context=context,
    )


@require_POST
@office_page(Right.FACILITATOR)
def close_link(request: HttpRequest, member: Member, *, link: str) -> HttpResponse:
    """Close a link."""
    close_guest_link(programme=member.programme, key=link, by=actor(member), now=timezone.now())
    page = _page_of(request, member)
    where = reverse("office_invite", kwargs={"programme": member.programme.key})
    return HttpResponseRedirect(f"{where}?page={page}")


@require_safe
@open_page
def guest_page(request: HttpRequest, *, secret: str) -> HttpResponse:
    """Lead whoever holds a link to its page."""
    link = link_of_secret(secret, today=timezone.localdate())
    if link is None:
        return errors.say(
            request,
            _("Ce lien n'ouvre plus de page : demandez-en un à qui vous l'a donné."),
            status=404,
        )
    known = request.session.get(GUEST)
    request.session[GUEST] = {**(known if isinstance(known, dict) else {}), link.path: link.key}
    return HttpResponseRedirect(link.path)


def _page_of(request: HttpRequest, member: Member) -> str:
    """Return the page that is meant; raise Http404 for one that takes no guest, or elsewhere."""
    page = request.GET.get("page", "")
    try:
        found = resolve(page)
    except Resolver404 as unknown:
        raise Http404 from unknown
    is_here = found.kwargs.get("programme") == member.programme.key
    if not is_here or not getattr(found.func, "takes_guests", False):
        raise Http404
    return page
