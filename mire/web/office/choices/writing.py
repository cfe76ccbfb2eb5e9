"""Writing a file of scenarios: its words, its scenarios, what is argued, who bears what."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mire.programme.choices.actions import (
    add_scenario,
    answer_argument,
    begin_choice,
    change_argument,
    change_choice,
    change_scenario,
    move_scenario_up,
    remove_argument,
    remove_bearing,
    remove_scenario,
    set_bearing,
    write_argument,
)
from mire.programme.choices.queries import Choice, bearing_in
from mire.programme.choices.rules.kinds import (
    ARGUMENT_WORDS,
    EFFECT_WORDS,
    MOST_LEAD,
    MOST_PART,
    MOST_REPLY,
    MOST_SENTENCE,
    MOST_TITLE,
    MOST_WHAT,
    MOST_WHO,
    ORIGIN_WORDS,
    PARTS,
    ArgumentKind,
    Effect,
    Origin,
)
from mire.programme.people.queries import Member
from mire.technique_api.refusal import Refusal
from mire.web.office.choices.about import PLACE, about_choice, address, argument_of, scenario_of
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, office_page
from mire.web.shell import errors
from mire.words import words


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ChoiceForm(OfficeForm):
    """What is weighed, and what is asked."""

    title = forms.CharField(
        label=gettext_lazy("Titre"),
        help_text=gettext_lazy("« Trois scénarios de portage », par exemple."),
        max_length=MOST_TITLE,
    )
    lead = forms.CharField(
        label=gettext_lazy("Ce qu'il faut décider"),
        help_text=gettext_lazy("Deux ou trois phrases, en tête du dossier."),
        max_length=MOST_LEAD,
        widget=_area(4),
        required=False,
    )


class ScenarioForm(OfficeForm):
    """A scenario, in the words of the group."""

    title = forms.CharField(label=gettext_lazy("Nom du scénario"), max_length=MOST_TITLE)
    what = forms.CharField(
        label=gettext_lazy("Ce que c'est"),
        help_text=gettext_lazy("En dix lignes au plus."),
        max_length=MOST_WHAT,
        widget=_area(8),
        required=False,
    )
    hosts = forms.CharField(
        label=gettext_lazy("Qui accueille"),
        help_text=gettext_lazy("Une direction, une fonction : jamais un nom."),
        max_length=MOST_PART,
        widget=_area(2),
        required=False,
    )
    decides = forms.CharField(
        label=gettext_lazy("Qui décide"),
        help_text=gettext_lazy("Des sujets, des moyens, et quand on n'est pas d'accord."),
        max_length=MOST_PART,
        widget=_area(2),
        required=False,
    )
    means = forms.CharField(
        label=gettext_lazy("Des gens et de l'argent"),
        max_length=MOST_PART,
        widget=_area(3),
        required=False,
    )
    conditions = forms.CharField(
        label=gettext_lazy("À quelles conditions"),
        max_length=MOST_PART,
        widget=_area(3),
        required=False,
    )
    first_days = forms.CharField(
        label=gettext_lazy("Les cent premiers jours"),
        max_length=MOST_PART,
        widget=_area(4),
        required=False,
    )


class ArgumentForm(OfficeForm):
    """One argument."""

    kind = forms.ChoiceField(label=gettext_lazy("Genre"), widget=forms.RadioSelect)
    sentence = forms.CharField(
        label=gettext_lazy("L'argument"),
        help_text=gettext_lazy("Une phrase : ses sources se citent ensuite."),
        max_length=MOST_SENTENCE,
        widget=_area(3),
    )
    origin = forms.ChoiceField(label=gettext_lazy("D'où il vient"), widget=forms.RadioSelect)


class ReplyForm(OfficeForm):
    """What answers an argument."""

    reply = forms.CharField(
        label=gettext_lazy("Ce qui y répond"),
        help_text=gettext_lazy("L'argument reste ; la réponse se lit dessous. Vide : la retirer."),
        max_length=MOST_REPLY,
        widget=_area(4),
        required=False,
    )


class BearingForm(OfficeForm):
    """What a scenario does to some people."""

    who = forms.CharField(
        label=gettext_lazy("Qui"),
        help_text=gettext_lazy("Un groupe ou une fonction, jamais une personne."),
        max_length=MOST_WHO,
    )
    effect = forms.ChoiceField(label=gettext_lazy("Dans ce scénario"), widget=forms.RadioSelect)
    what = forms.CharField(label=gettext_lazy("En quoi"), max_length=MOST_SENTENCE, widget=_area(2))


def _argument_form(*args: Any, **kwargs: Any) -> OfficeForm:
    choices = {
        "kind": [(each.value, words.translate(said)) for each, said in ARGUMENT_WORDS.items()],
        "origin": [(each.value, words.translate(said)) for each, said in ORIGIN_WORDS.items()],
    }
    return ArgumentForm(*args, choices=choices, **kwargs)


def _bearing_form(*args: Any, **kwargs: Any) -> OfficeForm:
    effects = [(each.value, words.translate(said)) for each, said in EFFECT_WORDS.items()]
    return BearingForm(*args, choices={"effect": effects}, **kwargs)


def _tidy(values: dict[str, Any]) -> dict[str, str]:
    """Return texts without spaces at their ends; their lines stay."""
    return {name: value.strip() for name, value in values.items()}


@office_page(*GROUP)
def new_choice(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin a file of scenarios."""

    def save(form: OfficeForm) -> str:
        made = begin_choice(
            programme=member.programme,
            key=form.key,
            **_tidy(form.values()),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_choice", member, made)

    return answer_form(
        request,
        member,
        ChoiceForm,
        save,
        said=FormWords(
            title=_("Comparer des scénarios"),
            lede=_("De deux à cinq façons de faire, mises côte à côte, arguments d'abord."),
            submit=_("Commencer"),
            back=reverse("office_choices", kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )


@about_choice(*GROUP)
def changed_choice(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """Change a file's title and what it asks."""

    def save(form: OfficeForm) -> str:
        values = _tidy(form.values())
        change_choice(choice=choice, values=values, by=actor(member), now=timezone.now())
        return address("office_choice", member, choice)

    said = _words(member, choice, _("Changer le dossier"), _("Garder"))
    stored = {"title": choice.title, "lead": choice.lead}
    return answer_form(request, member, ChoiceForm, save, said=said, stored=stored)


@about_choice(*GROUP)
def new_scenario(request: HttpRequest, member: Member, choice: Choice) -> HttpResponse:
    """Add a scenario."""

    def save(form: OfficeForm) -> str:
        values = _tidy(form.values())
        add_scenario(
            choice=choice, key=form.key, values=values, by=actor(member), now=timezone.now()
        )
        return address("office_choice", member, choice)

    said = _words(member, choice, _("Ajouter un scénario"), _("Ajouter"))
    return answer_form(request, member, ScenarioForm, save, said=said)


@about_choice(*GROUP)
def changed_scenario(
    request: HttpRequest, member: Member, choice: Choice, *, scenario: str
) -> HttpResponse:
    """Change what is said of a scenario."""
    found = scenario_of(choice, scenario)

    def save(form: OfficeForm) -> str:
        values = _tidy(form.values())
        change_scenario(scenario=found, values=values, by=actor(member), now=timezone.now())
        return address("office_choice", member, choice)

    said = _words(member, choice, _("Changer « %(title)s »") % {"title": found.title}, _("Garder"))
    stored = {name: getattr(found, name) for name in ("title", *PARTS)}
    return answer_form(request, member, ScenarioForm, save, said=said, stored=stored)


@require_POST
@about_choice(*GROUP)
def pressed_scenario(
    request: HttpRequest, member: Member, choice: Choice, *, scenario: str
) -> HttpResponse:
    """Put a scenario one place sooner, take it out, or put it back."""
    found = scenario_of(choice, scenario)
    acts: dict[str, Callable[..., None]] = {
        "up": move_scenario_up,
        "remove": partial(remove_scenario, is_out=True),
        "back": partial(remove_scenario, is_out=False),
    }
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        act(scenario=found, by=actor(member), now=timezone.now())
    except Refusal as refusal:
        return errors.refused(request, refusal, status=409)
    return redirect(address("office_choice", member, choice))


@about_choice(*GROUP)
def new_argument(
    request: HttpRequest, member: Member, choice: Choice, *, scenario: str
) -> HttpResponse:
    """Write an argument, whose sources are cited on the next page."""
    found = scenario_of(choice, scenario)

    def save(form: OfficeForm) -> str:
        values = form.values()
        made = write_argument(
            scenario=found,
            key=form.key,
            kind=ArgumentKind(values["kind"]),
            sentence=" ".join(values["sentence"].split()),
            origin=Origin(values["origin"]),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_argument_sources", member, choice, argument=made.key)

    said = _words(
        member,
        choice,
        _("Écrire un argument"),
        _("Garder, puis citer ses sources"),
        lede=_("Sur « %(title)s ».") % {"title": found.title},
    )
    return answer_form(request, member, _argument_form, save, said=said)


@about_choice(*GROUP)
def changed_argument(
    request: HttpRequest, member: Member, choice: Choice, *, argument: str
) -> HttpResponse:
    """Change an argument; what it cites stays."""
    found = argument_of(choice, argument)

    def save(form: OfficeForm) -> str:
        values = form.values()
        values["sentence"] = " ".join(values["sentence"].split())
        change_argument(argument=found, values=values, by=actor(member), now=timezone.now())
        return address("office_choice", member, choice)

    said = _words(member, choice, _("Changer un argument"), _("Garder"))
    stored = {name: getattr(found, name) for name in ("kind", "sentence", "origin")}
    return answer_form(request, member, _argument_form, save, said=said, stored=stored)


@about_choice(*GROUP)
def answered_argument(
    request: HttpRequest, member: Member, choice: Choice, *, argument: str
) -> HttpResponse:
    """Write what answers an argument."""
    found = argument_of(choice, argument)

    def save(form: OfficeForm) -> str:
        reply = form.cleaned_data["reply"].strip()
        answer_argument(argument=found, reply=reply, by=actor(member), now=timezone.now())
        return address("office_choice", member, choice)

    said = _words(member, choice, _("Répondre à un argument"), _("Garder"), lede=found.sentence)
    stored = {"reply": found.reply}
    return answer_form(request, member, ReplyForm, save, said=said, stored=stored)


@require_POST
@about_choice(*GROUP)
def pressed_argument(
    request: HttpRequest, member: Member, choice: Choice, *, argument: str
) -> HttpResponse:
    """Take an argument away, or put it back."""
    found = argument_of(choice, argument)
    is_out = request.POST.get("do") != "back"
    remove_argument(argument=found, is_out=is_out, by=actor(member), now=timezone.now())
    return redirect(address("office_choice", member, choice))


@about_choice(*GROUP)
def new_bearing(
    request: HttpRequest, member: Member, choice: Choice, *, scenario: str
) -> HttpResponse:
    """Say what a scenario does to some people."""
    found = scenario_of(choice, scenario)

    def save(form: OfficeForm) -> str:
        values = form.values()
        set_bearing(
            scenario=found,
            key=form.key,
            who=" ".join(values["who"].split()),
            effect=Effect(values["effect"]),
            what=" ".join(values["what"].split()),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_choice", member, choice) + "#porter"

    said = _words(
        member, choice, _("Qui porterait quoi"), _("Garder"),
        lede=_("Dans « %(title)s ».") % {"title": found.title},
    )  # fmt: skip
    return answer_form(request, member, _bearing_form, save, said=said)


@require_POST
@about_choice(*GROUP)
def removed_bearing(
    request: HttpRequest, member: Member, choice: Choice, *, bearing: str
) -> HttpResponse:
    """Take away what a scenario does to some people."""
    found = bearing_in(choice, bearing)
    if found is None:
        raise Http404
    remove_bearing(bearing=found, by=actor(member), now=timezone.now())
    return redirect(address("office_choice", member, choice) + "#porter")


def _words(member: Member, choice: Choice, title: str, submit: str, *, lede: str = "") -> FormWords:
    back = address("office_choice", member, choice)
    return FormWords(title=title, submit=submit, back=back, lede=lede, place=PLACE)
