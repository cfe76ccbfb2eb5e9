"""The log of a meeting that another installation led, brought in from a file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.live.engine.engine import current_engine
from mire.live.replay import DamagedLog
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.transfer.actions import bring_in_log
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.meetings.views import PLACE, address
from mire.web.office.pages import actor, office_page
from mire.web.office.uploads import MOST_BYTES, takes_file


class LogForm(OfficeForm):
    """A log's file."""

    file = forms.FileField(
        label=gettext_lazy("Le journal : un fichier log.jsonl"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".jsonl"}),
        help_text=gettext_lazy(
            "Celui que donne « Journal de la réunion » sur la page d'une réunion terminée, 5 Mo au "
            "plus ; au-delà, « mire import-log » l'apporte."
        ),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _(
                    "Ce fichier dépasse 5 Mo : qui tient le serveur peut l'apporter par « mire "
                    "import-log »."
                )
            )
        return file


@takes_file
@office_page(Right.FACILITATOR)
def bring_in(request: HttpRequest, member: Member) -> HttpResponse:
    """Take a log, check it whole, and lead to the meeting that it makes."""

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        files = request.FILES if request.method == "POST" else None
        return LogForm(*args, files=files, **kwargs)

    def save(form: OfficeForm) -> str:
        try:
            meeting = bring_in_log(
                raw=form.values()["file"].read(),
                programme=member.programme,
                engine=current_engine(),
                by=actor(member),
                now=timezone.now(),
            )
        except DamagedLog as damaged:
            raise Refusal(
                text("Ligne %(line)s : %(why)s", line=damaged.line, why=damaged.text),
                path=("file",),
            ) from damaged
        except Refusal as refusal:
            raise Refusal(refusal.text, path=("file",), code=refusal.code) from refusal
        return address("office_meeting", member, meeting)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Apporter le journal d'une réunion"),
            lede=_(
                "La réunion d'une autre installation, vérifiée en entier, devient ici une réunion "
                "terminée : résultats, restitution et journal s'ouvrent comme pour les autres."
            ),
            submit=_("Apporter la réunion"),
            back=reverse(PLACE, kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )
