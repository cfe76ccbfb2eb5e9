"""Setting up the circuit: its steps, who answers, who stands in, what each covers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from mire.programme.approvals.actions import begin_circuit, remove_step, write_step
from mire.programme.approvals.queries import ApprovalStep
from mire.programme.approvals.rules.circuit import MOST_STEPS, MOST_TITLE, TEMPLATE
from mire.programme.note.queries import sections_of
from mire.programme.people.queries import Member, Person, persons_with
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.web.office.approvals.views import (
    PLACE,
    READERS,
    show_circuit,
    step_in,
    the_circuit,
)
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form, form_with
from mire.web.office.pages import GROUP, actor, address
from mire.words import words


@require_POST
@evidence_page(*GROUP)
def begun(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin the circuit with the steps of the template."""
    found = the_circuit(member)
    with override(member.programme.language):
        steps = [(rank, words.translate(title)) for rank, title in TEMPLATE]
    begin_circuit(made=found.note, steps=steps, by=actor(member), now=timezone.now())
    return redirect(address("office_circuit", member))


@require_POST
@evidence_page(Right.FACILITATOR)
def removed(request: HttpRequest, member: Member, *, step: str) -> HttpResponse:
    """Take a step out of the circuit."""
    told = step_in(the_circuit(member), step)
    try:
        remove_step(step=told.step, by=actor(member), now=timezone.now())
    except Refusal as refusal:
        return show_circuit(request, member, words.translate(refusal.text), 409)
    return redirect(address("office_circuit", member))


@evidence_page(*GROUP)
def step(request: HttpRequest, member: Member, *, step: str = "") -> HttpResponse:
    """Add a step, or change one."""
    circuit = the_circuit(member)
    found = step_in(circuit, step).step if step else None
    people = {
        each.key: each for each in persons_with(member.programme, *READERS, on=timezone.localdate())
    }
    last = max((each.step.rank for each in circuit.steps), default=0)

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        write_step(
            made=circuit.note,
            key=form.key if found is None else found.key,
            rank=said["rank"],
            title=" ".join(said["title"].split()),
            holder=people.get(said["holder"]),
            delegate=people.get(said["delegate"]),
            away_from=said["away_from"],
            away_until=said["away_until"],
            covers=said["covers"],
            due_on=said["due_on"],
            by=actor(member),
            now=timezone.now(),
            is_new=found is None,
        )
        return address("office_circuit", member)

    return answer_form(
        request,
        member,
        form_with(_fields(people, circuit.note, last, () if found is None else found.covers)),
        save,
        said=FormWords(
            title=_("Ajouter une étape") if found is None else _("Changer une étape"),
            submit=_("Garder"),
            back=address("office_circuit", member),
            place=PLACE,
        ),
        stored=None if found is None else _stored(found, people),
    )


def _fields(
    people: dict[str, Person], note: Any, last: int, covers: Sequence[str]
) -> dict[str, forms.Field]:
    sections = {each.key: each.title for each in sections_of(note)}
    gone = {key: _("une partie retirée depuis") for key in covers if key not in sections}
    chosen = [("", "—"), *((key, str(each)) for key, each in people.items())]
    return {
        "title": forms.CharField(
            label=_("Qui donne ce visa"),
            help_text=_("Une fonction plutôt qu'un nom : « Direction générale des services »."),
            max_length=MOST_TITLE,
        ),
        "rank": forms.IntegerField(
            label=_("À quel rang"),
            help_text=_("Deux étapes du même rang lisent en même temps."),
            min_value=1,
            max_value=MOST_STEPS,
            initial=last + 1,
        ),
        "holder": forms.ChoiceField(
            label=_("La personne"),
            help_text=_(
                "Elle donne son visa ici, avec son compte. Sans personne, le secrétariat consigne "
                "ce qui arrive autrement."
            ),
            required=False,
            choices=chosen,
        ),
        "due_on": forms.DateField(
            label=_("Réponse attendue le"), required=False, widget=DayInput()
        ),
        "delegate": forms.ChoiceField(
            label=_("Qui la remplace en son absence"), required=False, choices=chosen
        ),
        "away_from": forms.DateField(label=_("Absente du"), required=False, widget=DayInput()),
        "away_until": forms.DateField(
            label=_("Jusqu'au"),
            help_text=_("Sans dates, le remplacement vaut tout le temps."),
            required=False,
            widget=DayInput(),
        ),
        "covers": forms.MultipleChoiceField(
            label=_("Ce que le visa couvre"),
            help_text=_(
                "Rien de coché : toute la note. Un visa tombe quand ce qu'il couvre change."
            ),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=list((sections | gone).items()),
        ),
    }


def _stored(found: ApprovalStep, people: dict[str, Person]) -> dict[str, Any]:
    return {
        "title": found.title,
        "rank": found.rank,
        "holder": found.holder.key if found.holder and found.holder.key in people else "",
        "due_on": found.due_on,
        "delegate": found.delegate.key if found.delegate and found.delegate.key in people else "",
        "away_from": found.away_from,
        "away_until": found.away_until,
        "covers": found.covers,
    }
