"""Writing an outcome outside of a meeting, changing one, noting a correction beside it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.programme.outcomes.actions import (
    change_outcome,
    correct_outcome,
    write_outcome,
    write_successor,
)
from mire.programme.outcomes.queries import digest, outcome_in
from mire.programme.outcomes.rules.kinds import (
    KIND_WORDS,
    MOST_CORRECTION,
    MOST_LEFT,
    MOST_WHAT,
    MOST_WHO,
    MOST_WHY,
    STANCE_WORDS,
    OutcomeKind,
    Stance,
    name_of,
)
from mire.programme.outcomes.rules.masking import MOST_PASSAGE, MOST_REASON
from mire.programme.people.queries import Member
from mire.programme.steering.actions import mask_passage
from mire.programme.thread.queries import citables
from mire.programme.thread.rules import Reference, State
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.outcomes.outcome import PLACE, address, outcome_of
from mire.web.office.pages import GROUP, actor
from mire.words import words


class OutcomeForm(OfficeForm):
    """What was concluded, and by its kind why, by whom, until when, what is left."""

    what = forms.CharField(
        label=gettext_lazy("Quoi"),
        help_text=gettext_lazy("Une seule chose, en une phrase : elle sera citée."),
        max_length=MOST_WHAT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        max_length=MOST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    who = forms.CharField(
        label=gettext_lazy("Qui décide, ou qui fait"),
        help_text=gettext_lazy("Une fonction plutôt qu'un nom."),
        max_length=MOST_WHO,
        required=False,
    )
    left = forms.CharField(
        label=gettext_lazy("Ce qui n'a pas été décidé"),
        max_length=MOST_LEFT,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    due = forms.DateField(
        label=gettext_lazy("Pour le"),
        help_text=gettext_lazy("Pour une action."),
        widget=DayInput,
        required=False,
    )
    stance = forms.ChoiceField(
        label=gettext_lazy("Ce que la décision fait au laboratoire"),
        required=False,
    )


class NewOutcomeForm(OutcomeForm):
    """An outcome and its kind, which stays."""

    kind = forms.ChoiceField(label=gettext_lazy("Genre"), widget=forms.RadioSelect)

    field_order = ("kind",)


def _stances() -> list[tuple[str, str]]:
    return [(stance.value, words.translate(said)) for stance, said in STANCE_WORDS.items()]


def _new_form(*args: Any, **kwargs: Any) -> NewOutcomeForm:
    kinds = [(kind.value, words.translate(said)) for kind, said in KIND_WORDS.items()]
    initial = {"kind": OutcomeKind.DECISION.value, **(kwargs.pop("initial", None) or {})}
    choices = {"kind": kinds, "stance": _stances()}
    return NewOutcomeForm(*args, choices=choices, initial=initial, **kwargs)


def _form(*args: Any, **kwargs: Any) -> OutcomeForm:
    return OutcomeForm(*args, choices={"stance": _stances()}, **kwargs)


def _values(form: OfficeForm) -> dict[str, Any]:
    said = form.cleaned_data
    values = {name: " ".join(said[name].split()) for name in ("what", "why", "who", "left")}
    values |= {"due": said["due"], "stance": Stance(said["stance"] or "")}
    return values


@evidence_page(*GROUP)
def new_outcome(request: HttpRequest, member: Member) -> HttpResponse:
    """Write an outcome that belongs to no meeting; ``?remplace=KEY``, ``?source=KIND/KEY``."""
    given = request.GET
    replaced = outcome_in(member.programme, given.get("remplace", ""))
    kind, _slash, key = given.get("source", "").partition("/")
    cited = [Reference(kind, key)] if key else []
    known = citables(member.programme, cited)
    cited = [each for each in cited if known[each].state is State.SAID]

    def save(form: OfficeForm) -> str:
        common: dict[str, Any] = {
            "key": form.key,
            "on": timezone.localdate(),
            "cited": cited,
            "by": actor(member),
            "now": timezone.now(),
        }
        if replaced is not None:
            made = write_successor(outcome=replaced, values=_values(form), **common)
        else:
            values = {"kind": OutcomeKind(form.cleaned_data["kind"]), **_values(form)}
            made = write_outcome(programme=member.programme, values=values, **common)
        return address("office_outcome", member, made)

    name = "" if replaced is None else name_of(replaced.kind, replaced.number)
    return answer_form(
        request,
        member,
        _new_form if replaced is None else _form,
        save,
        said=FormWords(
            title=_("Écrire au registre"),
            lede=_("Elle remplacera %(name)s : « %(what)s ». Les deux restent au registre.")
            % {"name": name, "what": replaced.what}
            if replaced
            else _(
                "Ce qui se décide hors réunion. Dix minutes pour se reprendre, puis plus rien "
                "ne se réécrit."
            ),
            submit=_("Garder"),
            back=reverse("office_decide", kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )


@evidence_page(*GROUP)
def changed_outcome(request: HttpRequest, member: Member, *, outcome: str) -> HttpResponse:
    """Change an outcome that is not settled."""
    found = outcome_of(member, outcome)

    def save(form: OfficeForm) -> str:
        change_outcome(
            outcome=found,
            values=_values(form),
            seen=digest(found),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_outcome", member, found)

    return answer_form(
        request,
        member,
        _form,
        save,
        said=FormWords(
            title=_("Changer %(name)s") % {"name": name_of(found.kind, found.number)},
            submit=_("Garder"),
            back=address("office_outcome", member, found),
            place=PLACE,
        ),
        stored={
            name: getattr(found, name) for name in ("what", "why", "who", "left", "due", "stance")
        },
    )


class CorrectionForm(OfficeForm):
    """What stands beside a settled outcome."""

    words = forms.CharField(
        label=gettext_lazy("La correction"),
        help_text=gettext_lazy(
            "La ligne reste telle qu'elle a été arrêtée ; ceci se lira à côté, avec votre nom et "
            "le jour."
        ),
        max_length=MOST_CORRECTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@evidence_page(*GROUP)
def corrected_outcome(request: HttpRequest, member: Member, *, outcome: str) -> HttpResponse:
    """Note a correction beside an outcome."""
    found = outcome_of(member, outcome)

    def save(form: OfficeForm) -> str:
        correct_outcome(
            outcome=found,
            key=form.key,
            words=form.cleaned_data["words"].strip(),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_outcome", member, found)

    return answer_form(
        request,
        member,
        CorrectionForm,
        save,
        said=FormWords(
            title=_("Corriger %(name)s") % {"name": name_of(found.kind, found.number)},
            lede=found.what,
            submit=_("Noter"),
            back=address("office_outcome", member, found),
            place=PLACE,
        ),
    )


class MaskForm(OfficeForm):
    """A passage to be taken out of a settled line, and why."""

    passage = forms.CharField(
        label=gettext_lazy("Le passage qui nomme quelqu'un"),
        help_text=gettext_lazy(
            "Recopié lettre pour lettre : « […] » prendra sa place. Le reste de la ligne ne change "
            "pas."
        ),
        max_length=MOST_PASSAGE,
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Se lira à côté de la ligne : ne répétez pas le passage."),
        max_length=MOST_REASON,
    )


@evidence_page(*GROUP)
def masked_outcome(request: HttpRequest, member: Member, *, outcome: str) -> HttpResponse:
    """Take a passage that names somebody out of a settled outcome."""
    found = outcome_of(member, outcome)

    def save(form: OfficeForm) -> str:
        mask_passage(
            outcome=found,
            passage=form.cleaned_data["passage"],
            reason=" ".join(form.cleaned_data["reason"].split()),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_outcome", member, found)

    said = " · ".join(filter(None, (found.what, found.why, found.who, found.left)))
    return answer_form(
        request,
        member,
        MaskForm,
        save,
        said=FormWords(
            title=_("Occulter un passage de %(name)s")
            % {"name": name_of(found.kind, found.number)},
            lede=_(
                "« %(said)s » Le passage disparaît du registre, du relevé, des dossiers gardés et "
                "du journal ; personne ne pourra le remettre."
            )
            % {"said": said},
            submit=_("Occulter"),
            back=address("office_outcome", member, found),
            place=PLACE,
        ),
    )
