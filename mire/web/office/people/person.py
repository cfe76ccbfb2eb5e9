"""A person's page, and what may be changed there."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mire.programme.meetings.queries import meetings_of
from mire.programme.membership.queries import PersonFile, file_of, letter_of, role_of
from mire.programme.membership.rules import REASONS, days_sentence, may_touch, overlaps
from mire.programme.people.actions import (
    change_person,
    change_role,
    give_role,
    note_time,
    set_mission_letter,
)
from mire.programme.people.queries import (
    Member,
    Person,
    departments_of,
    person_of,
    role_kinds_of,
)
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.pages import EVERYBODY, GROUP, actor, office_page, show
from mire.web.shell import errors

PLACE = "office_people"
P = ParamSpec("P")


def of_person(
    view: Callable[Concatenate[HttpRequest, Member, Person, PersonFile, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give a view the person of its address, or say that nobody of the programme is there."""

    def respond(
        request: HttpRequest, member: Member, person: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        found = person_of(member.programme, person)
        file = found and file_of(
            member.programme,
            found,
            on=timezone.localdate(),
            with_reasons=member.may(*REASONS),
        )
        if not found or not file:
            return errors.not_found(request, LookupError(person))
        return view(request, member, found, file, *args, **kwargs)

    return respond


def address(member: Member, person: Person) -> str:
    """Return where a person's page is."""
    return reverse(
        "office_person", kwargs={"programme": member.programme.key, "person": person.key}
    )


@require_safe
@office_page(*EVERYBODY)
@of_person
def person_page(
    request: HttpRequest, member: Member, person: Person, file: PersonFile
) -> HttpResponse:
    """Say who somebody is in the programme; what they gave is for facilitators and themselves."""
    may_change = member.may(Right.FACILITATOR)
    sees_days = may_change or person == member.person
    titles = (
        {each.key: each.title for each in meetings_of(member.programme, most=None).lines}
        if sees_days
        else {}
    )
    times = [(each, titles.get(each.meeting, each.what)) for each in file.times]
    return show(
        request,
        member,
        "office/person.html",
        {
            "person": person,
            "file": file,
            "touchable": [r.key for r in file.roles if may_touch(r.right, member.rights)],
            "may_change": may_change,
            "may_link": member.may(Right.ADMINISTRATOR),
            "sees_days": sees_days,
            "sees_email": person == member.person or member.may(*GROUP),
            "days": days_sentence(file.granted, file.spent),
            "times": times,
        },
        place=PLACE,
    )


class PersonForm(OfficeForm):
    """Who somebody is."""

    given_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=80, required=False)
    family_name = forms.CharField(label=gettext_lazy("Nom"), max_length=80)
    email = forms.EmailField(label=gettext_lazy("Adresse électronique"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("Direction"), required=False)
    post = forms.CharField(label=gettext_lazy("Fonction"), max_length=160, required=False)


@office_page(Right.FACILITATOR)
@of_person
def change(request: HttpRequest, member: Member, person: Person, file: PersonFile) -> HttpResponse:
    """Change who somebody is."""
    departments = {each.key: each for each in departments_of(member.programme)}
    stored = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "department": person.department.key if person.department else "",
        "post": person.post,
    }

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        named = [(key, each.name) for key, each in departments.items() if _is_open(each, stored)]
        return PersonForm(*args, choices={"department": [("", _("aucune")), *named]}, **kwargs)

    def save(form: OfficeForm) -> str:
        values = form.values()
        values["department"] = departments.get(values["department"])
        try:
            change_person(
                person=person,
                values=values,
                programme=member.programme,
                by=actor(member),
                now=timezone.now(),
            )
        except IntegrityError:
            raise Refusal(
                text("Une autre personne a déjà cette adresse : cherchez-la dans la liste."),
                path=("email",),
            ) from None
        return address(member, person)

    said = _said(member, person, _("Changer la fiche de %(who)s") % {"who": person})
    return answer_form(request, member, form_of, save, said=said, stored=stored)


def _is_open(department: Any, stored: dict[str, Any]) -> bool:
    today = timezone.localdate()
    is_over = department.ends_on is not None and department.ends_on < today
    return not is_over or department.key == stored["department"]


class SpanForm(OfficeForm):
    """Something that begins one day, and may end."""

    def clean(self) -> dict[str, Any]:
        """Refuse what ends before it begins."""
        values = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("Le dernier jour vient après le premier."))
        return values


class RoleForm(SpanForm):
    """A role that somebody takes."""

    role = forms.ChoiceField(label=gettext_lazy("Rôle dans le programme"))
    starts_on = forms.DateField(label=gettext_lazy("Depuis le"), widget=DayInput)
    ends_on = forms.DateField(
        label=gettext_lazy("Dernier jour"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Ce jour compris ; laissez vide tant que rien n'est dit."),
    )
    manager_agreed_on = forms.DateField(
        label=gettext_lazy("Accord de la hiérarchie, donné le"), widget=DayInput, required=False
    )


@office_page(Right.FACILITATOR)
@of_person
def new_role(
    request: HttpRequest, member: Member, person: Person, file: PersonFile
) -> HttpResponse:
    """Give a person a role."""
    kinds = {
        each.slug: each
        for each in role_kinds_of(member.programme)
        if may_touch(each.right, member.rights)
    }

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        form = RoleForm(
            *args, choices={"role": [(slug, each.name) for slug, each in kinds.items()]}, **kwargs
        )
        form.initial.setdefault("starts_on", timezone.localdate())
        return form

    def save(form: OfficeForm) -> str:
        values = form.values()
        kind = kinds[values.pop("role")]
        spans = [
            (each.starts_on, each.ends_on)
            for each in file.roles
            if each.kind == kind.slug and each.key != form.key
        ]
        if overlaps(spans, values["starts_on"], values["ends_on"]):
            raise Refusal(
                text("Cette personne a déjà ce rôle à ces dates : changez-le sur sa fiche."),
                path=("role",),
            )
        give_role(
            person=person, kind=kind, **values, by=actor(member), now=timezone.now(), key=form.key
        )
        return address(member, person)

    said = _said(member, person, _("Donner un rôle à %(who)s") % {"who": person})
    return answer_form(request, member, form_of, save, said=said)


class ChangeRoleForm(SpanForm):
    """The days of a role, and why it ends."""

    starts_on = forms.DateField(label=gettext_lazy("Depuis le"), widget=DayInput)
    ends_on = forms.DateField(
        label=gettext_lazy("Dernier jour"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy(
            "Ce jour compris ; les droits que donne le rôle finissent avec lui."
        ),
    )
    manager_agreed_on = forms.DateField(
        label=gettext_lazy("Accord de la hiérarchie, donné le"), widget=DayInput, required=False
    )
    left_because = forms.CharField(
        label=gettext_lazy("Pourquoi ce rôle finit"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Seules les personnes qui animent ou administrent le programme le lisent."
        ),
    )


@office_page(Right.FACILITATOR)
@of_person
def changed_role(
    request: HttpRequest, member: Member, person: Person, file: PersonFile, role: str
) -> HttpResponse:
    """Change a role, or end it."""
    found = role_of(member.programme, person, role)
    if found is None:
        return errors.not_found(request, LookupError(role))
    if not may_touch(found.kind.right, member.rights):
        return errors.say(
            request,
            _("Seule une personne qui administre le programme peut changer ce rôle."),
            status=403,
        )
    stored = {name: getattr(found, name) for name in ChangeRoleForm.names()}

    def save(form: OfficeForm) -> str:
        values = form.values()
        spans = [
            (each.starts_on, each.ends_on)
            for each in file.roles
            if each.kind == found.kind.slug and each.key != role
        ]
        if overlaps(spans, values["starts_on"], values["ends_on"]):
            raise Refusal(
                text("Cette personne a déjà ce rôle à ces dates : changez-le sur sa fiche."),
                path=("starts_on",),
            )
        change_role(role=found, **values, by=actor(member), now=timezone.now())
        return address(member, person)

    title = _("%(who)s, %(role)s") % {"who": person, "role": found.kind.name}
    return answer_form(
        request, member, ChangeRoleForm, save, said=_said(member, person, title), stored=stored
    )


class LetterForm(SpanForm):
    """The days that a mission letter grants."""

    days_a_month = forms.DecimalField(
        label=gettext_lazy("Jours par mois"),
        min_value=0,
        max_value=31,
        max_digits=4,
        decimal_places=1,
        localize=True,
    )
    starts_on = forms.DateField(label=gettext_lazy("Depuis le"), widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DayInput, required=False)


@office_page(Right.FACILITATOR)
@of_person
def letter(
    request: HttpRequest, member: Member, person: Person, file: PersonFile, letter: str = ""
) -> HttpResponse:
    """Note a mission letter, or change one."""
    found = letter_of(member.programme, person, letter) if letter else None
    if letter and found is None:
        return errors.not_found(request, LookupError(letter))
    stored = {name: getattr(found, name) for name in LetterForm.names()} if found else None

    def save(form: OfficeForm) -> str:
        set_mission_letter(
            programme=member.programme,
            person=person,
            key=letter or form.key,
            **form.values(),
            by=actor(member),
            now=timezone.now(),
        )
        return address(member, person)

    said = _said(member, person, _("Lettre de mission de %(who)s") % {"who": person})
    return answer_form(request, member, LetterForm, save, said=said, stored=stored)


class TimeForm(OfficeForm):
    """Time given outside of meetings."""

    on = forms.DateField(label=gettext_lazy("Quel jour"), widget=DayInput)
    days = forms.DecimalField(
        label=gettext_lazy("Combien de jours"),
        min_value=0,
        max_value=31,
        max_digits=4,
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy("0,5 pour une demi-journée."),
    )
    what = forms.CharField(
        label=gettext_lazy("À quoi"),
        max_length=120,
        help_text=gettext_lazy("En quelques mots : préparer le séminaire, aller voir un service…"),
    )


@office_page(Right.FACILITATOR)
@of_person
def new_time(
    request: HttpRequest, member: Member, person: Person, file: PersonFile
) -> HttpResponse:
    """Note by hand the time that somebody gave."""

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        form = TimeForm(*args, **kwargs)
        form.initial.setdefault("on", timezone.localdate())
        return form

    def save(form: OfficeForm) -> str:
        note_time(
            programme=member.programme,
            person=person,
            **form.values(),
            by=actor(member),
            now=timezone.now(),
            key=form.key,
        )
        return address(member, person)

    said = _said(member, person, _("Noter du temps donné par %(who)s") % {"who": person})
    return answer_form(request, member, form_of, save, said=said)


def _said(member: Member, person: Person, title: str) -> FormWords:
    return FormWords(
        title=title, submit=_("Enregistrer"), back=address(member, person), place=PLACE
    )
