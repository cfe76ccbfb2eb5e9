"""Asking those who were there whether they recognise what was heard; replying to each."""

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.restitutions.actions import answer_remark, ask_who_was_there
from mire.programme.restitutions.queries import remark_in
from mire.programme.restitutions.rules import MOST_REPLY, RemarkState
from mire.web.addresses import public_address
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.link_pages import MadeLink, show_link
from mire.web.office.pages import GROUP, actor
from mire.web.office.restitutions.views import PLACE, address, restitution_of

MADE = "heard link made"
"""The secret of a link that was just made, kept in the session until it is shown."""

DAYS = 14
"""How long people may answer unless told otherwise."""


class AskForm(OfficeForm):
    """Until when people may answer."""

    ends_on = forms.DateField(label=gettext_lazy("Dernier jour pour répondre"), widget=DayInput)


class ReplyForm(OfficeForm):
    """What is replied, and whether the remark is shown."""

    reply = forms.CharField(
        label=gettext_lazy("Réponse"),
        help_text=gettext_lazy(
            "Ce que vous en faites, et pourquoi ; rien si la remarque n'est pas montrée."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_REPLY,
        required=False,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("La remarque"),
        widget=forms.RadioSelect,
        choices=[
            (RemarkState.SHOWN.value, gettext_lazy("se lit à côté de la phrase, avec la réponse")),
            (
                RemarkState.HIDDEN.value,
                gettext_lazy("n'est pas montrée : elle désigne quelqu'un, ou n'en est pas une"),
            ),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say nowhere that the reply may be left out: a remark that is shown asks for one."""
        super().__init__(*args, **kwargs)
        self.fields["reply"].widget.attrs["data-asked"] = ""


@evidence_page(Right.FACILITATOR)
def ask(request: HttpRequest, member: Member, *, restitution: str) -> HttpResponse:
    """Make the link for those who were there, shown once; an older one opens nothing any more."""
    found = restitution_of(member, restitution)
    back = address("office_restitution", member, found)
    here = address("office_ask", member, found)
    made = request.session.pop(MADE, None) if request.method == "GET" else None
    if made:
        link = MadeLink(
            public_address(request) + reverse("heard", kwargs={"secret": made}),
            title=_("Ce que nous avons entendu"),
            said=_(
                "Voici le lien. Il ne sera plus montré : copiez-le maintenant, et envoyez-le à "
                "celles et ceux qui étaient là."
            ),
            label=_("Lien pour répondre"),
            back=back,
            back_title=_("La restitution"),
        )
        return show_link(request, member, link, place=PLACE)

    def save(form: OfficeForm) -> str:
        secret = secrets.token_urlsafe(18)
        ask_who_was_there(
            restitution=found,
            secret=secret,
            ends_on=form.cleaned_data["ends_on"],
            by=actor(member),
            now=timezone.now(),
        )
        request.session[MADE] = secret
        return here

    initial = {"ends_on": timezone.localdate() + timedelta(days=DAYS)}
    return answer_form(
        request,
        member,
        lambda *args, **kwargs: AskForm(
            *args, **{**kwargs, "initial": {**initial, **kwargs.get("initial", {})}}
        ),
        save,
        said=FormWords(
            title=_("Demander à celles et ceux qui étaient là"),
            lede=_(
                "Qui tient ce lien lit la restitution phrase par phrase, et dit sans compte et "
                "sans nom ce qu'il ne reconnaît pas ou ce qui manque. Ce n'est pas le code de la "
                "salle."
            )
            + (
                " " + _("Un lien existe déjà : en faire un autre ferme le premier.")
                if found.heard_ends_on
                else ""
            ),
            submit=_("Faire le lien"),
            back=back,
            place=PLACE,
        ),
    )


@evidence_page(*GROUP)
def reply(request: HttpRequest, member: Member, *, restitution: str, remark: str) -> HttpResponse:
    """Reply to a remark, and say whether it is shown."""
    found = restitution_of(member, restitution)
    of = remark_in(found, remark)
    if of is None:
        raise Http404
    back = address("office_restitution", member, found)

    def save(form: OfficeForm) -> str:
        values = form.values()
        answer_remark(
            remark=of,
            state=RemarkState(values["state"]),
            reply=values["reply"].strip(),
            today=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        return back + "#remarques"

    context: dict[str, Any] = {"remark": of}
    return answer_form(
        request,
        member,
        ReplyForm,
        save,
        said=FormWords(
            title=_("Répondre à une remarque"),
            submit=_("Répondre"),
            back=back,
            place=PLACE,
            template="office/reply.html",
        ),
        stored={
            "reply": of.reply,
            "state": RemarkState.SHOWN.value if of.state == RemarkState.WAITING else of.state,
        },
        context=context,
    )
