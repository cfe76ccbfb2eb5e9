"""A person's data, at their request: given as a file, or erased."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mire.documents.makings import makings
from mire.programme.membership.queries import PersonFile
from mire.programme.people.queries import Member, Person, has_right_elsewhere
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.personal.queries.held import held_of
from mire.programme.personal.queries.naming import loss_of
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.exports import exported_person
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import actor, office_page
from mire.web.office.people.person import PLACE, address, of_person
from mire.web.shell import errors
from mire.words import words


@require_safe
@office_page(Right.ADMINISTRATOR)
@of_person
def data(
    request: HttpRequest, member: Member, person: Person, file: PersonFile, *, kind: str
) -> HttpResponse:
    """Give everything that this programme holds of a person."""
    told = held_of(person, on=timezone.localdate(), programmes=[member.programme])
    return exported_person(kind, told)


class EraseForm(OfficeForm):
    """The name of whom one erases, typed."""

    name = forms.CharField(
        label=gettext_lazy("Prénom et nom, pour confirmer"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@office_page(Right.ADMINISTRATOR)
@of_person
def erase(request: HttpRequest, member: Member, person: Person, file: PersonFile) -> HttpResponse:
    """Say what would be lost and what stays; erase once the name is typed."""
    if refusal := _refusal(member, person):
        return errors.say(request, refusal, status=403)

    def save(form: OfficeForm) -> str:
        if _plain(form.values()["name"]) != _plain(str(person)):
            raise Refusal(
                text("Ce n'est pas le nom de cette fiche : « %(name)s ».", name=str(person)),
                path=("name",),
            )
        erase_person(
            person=person,
            programme=member.programme.key,
            on=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        makings.forget()
        return reverse(PLACE, kwargs={"programme": member.programme.key})

    loss = loss_of(person)
    context: dict[str, Any] = {"person": person, "loss": loss}
    context["sheets"] = words.listed([words.quoted(each) for each in loss.sheets])
    return answer_form(
        request,
        member,
        EraseForm,
        save,
        said=FormWords(
            title=_("Effacer %(who)s ?") % {"who": person},
            submit=_("Effacer cette personne"),
            back=address(member, person),
            place=PLACE,
            danger=True,
            template="office/erase.html",
        ),
        context=context,
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _refusal(member: Member, person: Person) -> str:
    """Say why a member may not erase somebody, "" when they may."""
    if person == member.person:
        return _("On ne s'efface pas soi-même : demandez-le à qui administre aussi le programme.")
    if has_right_elsewhere(member, person, on=timezone.localdate()):
        return _(
            "Cette personne a aussi un rôle dans un programme que vous n'administrez pas : "
            "demandez d'abord à qui l'administre de finir ce rôle."
        )
    return ""
