"""Choosing the council's day; writing a step, noting it done, taking it out."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mire.programme.people.queries import Member
from mire.programme.sponsorship.actions.path import (
    note_done,
    set_council,
    set_step_removed,
    write_step,
)
from mire.programme.sponsorship.queries import (
    PathStep,
    SponsorshipPath,
    bodies_of,
    path_told,
    removed_steps,
    step_in,
    steps_of,
)
from mire.programme.sponsorship.rules.days import COUNT_WORDS, Count
from mire.programme.sponsorship.rules.kinds import MOST_SOURCE, SIDE_WORDS
from mire.programme.sponsorship.rules.path import Side, Step
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form, form_with
from mire.web.office.pages import GROUP, actor, address, office_page
from mire.web.office.sponsorship.views import PLACE, adding, path_at, show_path
from mire.words import words

_NOT_OFFERED = Refusal(
    text("Cette séance n'est plus proposée : relisez le chemin, puis choisissez."), code="moved"
)


def step_at(path: SponsorshipPath, key: str) -> PathStep:
    """Return the step of an address, or raise Http404."""
    found = step_in(path, key)
    if found is None:
        raise Http404
    return found


class CouncilForm(OfficeForm):
    """The council's day."""

    council_on = forms.DateField(
        label=gettext_lazy("Date du conseil"),
        help_text=gettext_lazy(
            "Celle de la séance qui doit délibérer. Vide : le chemin attend une date."
        ),
        required=False,
        widget=DayInput(),
    )
    is_alsace_moselle = forms.BooleanField(
        label=gettext_lazy("En Alsace ou en Moselle"),
        help_text=gettext_lazy("Le Vendredi saint et le 26 décembre y sont fériés."),
        required=False,
    )


@office_page(*GROUP)
def council(request: HttpRequest, member: Member) -> HttpResponse:
    """Choose the council's day."""
    path = path_at(member)

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        set_council(
            path=path,
            on=said["council_on"],
            is_alsace_moselle=said["is_alsace_moselle"],
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_sponsorship", member)

    return answer_form(
        request,
        member,
        CouncilForm,
        save,
        said=FormWords(
            title=_("La date du conseil"),
            submit=_("Choisir cette date"),
            back=address("office_sponsorship", member),
            place=PLACE,
        ),
        stored={"council_on": path.council_on, "is_alsace_moselle": path.is_alsace_moselle},
    )


@require_POST
@office_page(*GROUP)
def chosen(request: HttpRequest, member: Member) -> HttpResponse:
    """Choose another session that the page offers; the one already chosen changes nothing."""
    path = path_at(member)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        raise Http404 from None
    told = path_told(path, today=timezone.localdate())
    if on not in (path.council_on, *(each.council_on for each in told.later)):
        return show_path(request, member, _NOT_OFFERED)
    set_council(
        path=path,
        on=on,
        is_alsace_moselle=path.is_alsace_moselle,
        by=actor(member),
        now=timezone.now(),
    )
    return redirect(address("office_sponsorship", member))


@office_page(*GROUP)
def step(request: HttpRequest, member: Member, *, step: str = "") -> HttpResponse:
    """Add a step, or change one: what it is counted to, its delay, what sets it."""
    path = path_at(member)
    found = step_at(path, step) if step else None
    is_council = found is not None and found.side == Side.COUNCIL
    fields = _fields(path, found, is_council=is_council)

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        with adding(form):
            row = write_step(
                path=path,
                step=Step(
                    form.key if found is None else found.key,
                    " ".join(said["title"].split()),
                    Side.COUNCIL if is_council else Side(said["side"]),
                    () if is_council else tuple(said["anchors"]),
                    0 if is_council else said["delay"],
                    Count.CALENDAR if is_council else Count(said["count"]),
                    (found.body.key if found and found.body else "")
                    if is_council
                    else said["body"],
                    False if is_council else said["is_law"],
                    False if is_council else said["is_public"],
                ),
                source=" ".join(said["source"].split()),
                visa="" if is_council else " ".join(said["visa"].split()),
                by=actor(member),
                now=timezone.now(),
                is_new=found is None,
            )
        return address("office_sponsorship", member) + f"#{row.key}"

    return answer_form(
        request,
        member,
        form_with(fields),
        save,
        said=FormWords(
            title=_("Ajouter une étape") if found is None else _("Changer une étape"),
            submit=_("Garder"),
            back=address("office_sponsorship", member),
            place=PLACE,
            template="office/path_step.html",
        ),
        stored=None if found is None else _stored(found, is_council=is_council),
        context={"step": found, "is_council": is_council},
    )


def _fields(
    path: SponsorshipPath, found: PathStep | None, *, is_council: bool
) -> dict[str, forms.Field]:
    others = [each for each in steps_of(path) if found is None or each.pk != found.pk]
    title: dict[str, forms.Field] = {
        "title": forms.CharField(label=_("Étape"), max_length=160),
    }
    source = forms.CharField(
        label=_("Ce qui fixe ce délai"),
        help_text=_("L'article d'un texte, le règlement intérieur, ou l'usage de la maison."),
        max_length=MOST_SOURCE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    if is_council:
        return {**title, "source": source}
    sides = [each for each in Side if each is not Side.COUNCIL]
    return {
        **title,
        "side": forms.ChoiceField(
            label=_("Quand"),
            choices=[(each.value, words.translate(SIDE_WORDS[each])) for each in sides],
        ),
        "delay": forms.IntegerField(label=_("Délai"), min_value=0, initial=0),
        "count": forms.ChoiceField(
            label=_("Compté en"),
            help_text=_("Jours francs : ni le premier ni le dernier ne comptent."),
            choices=[(each.value, words.translate(COUNT_WORDS[each])) for each in Count],
        ),
        "anchors": forms.MultipleChoiceField(
            label=_("Son délai se compte par rapport à"),
            help_text=_(
                "Avant chacune de celles que vous cochez ; après la dernière d'entre elles."
            ),
            required=False,
            initial=[each.key for each in others if each.side == Side.COUNCIL],
            widget=forms.CheckboxSelectMultiple,
            choices=[(each.key, each.title) for each in others if each.side != Side.TERM],
        ),
        "body": forms.ChoiceField(
            label=_("Se tient à une séance de"),
            required=False,
            choices=[
                ("", _("aucune instance : elle se fait au plus tard ce jour-là")),
                *((each.key, each.name) for each in bodies_of(path)),
            ],
        ),
        "is_law": forms.BooleanField(
            label=_("Ce délai vient d'un texte"),
            help_text=_("Sinon c'est un usage : Mire dira s'il peut être raccourci."),
            required=False,
        ),
        "is_public": forms.BooleanField(
            label=_("Cette étape s'adresse au public"),
            help_text=_("Mire le rappellera si elle tombe avant une élection."),
            required=False,
        ),
        "source": source,
        "visa": forms.CharField(
            label=_("Visa dans la délibération, une fois faite"),
            help_text=_("{day} y devient le jour : « Vu l'avis de la commission du {day} ; »."),
            max_length=300,
            required=False,
        ),
    }


def _stored(found: PathStep, *, is_council: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"title": found.title, "source": found.source}
    if is_council:
        return said
    return said | {
        "side": found.side,
        "anchors": list(found.anchors),
        "delay": found.delay,
        "count": found.count,
        "body": "" if found.body is None else found.body.key,
        "is_law": found.is_law,
        "is_public": found.is_public,
        "visa": found.visa,
    }


class DoneForm(OfficeForm):
    """On which day a step was done."""

    on = forms.DateField(
        label=gettext_lazy("Faite le"),
        help_text=gettext_lazy("Vide : elle n'est pas faite."),
        required=False,
        widget=DayInput(),
    )


@office_page(*GROUP)
def done(request: HttpRequest, member: Member, *, step: str) -> HttpResponse:
    """Note on which day a step was done, or that it is not."""
    path = path_at(member)
    found = step_at(path, step)

    def save(form: OfficeForm) -> str:
        note_done(step=found, on=form.cleaned_data["on"], by=actor(member), now=timezone.now())
        return address("office_sponsorship", member) + f"#{found.key}"

    def start(*args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> OfficeForm:
        given = dict(initial or {})
        if found.done_on is None and not given.get("on"):
            given["on"] = timezone.localdate()
        return DoneForm(*args, initial=given, **kwargs)

    return answer_form(
        request,
        member,
        start,
        save,
        said=FormWords(
            title=found.title,
            lede=_("Notée par %(who)s.") % {"who": found.done_by} if found.done_by else "",
            submit=_("Garder"),
            back=address("office_sponsorship", member),
            place=PLACE,
        ),
        stored={"on": found.done_on},
    )


@require_POST
@office_page(*GROUP)
def pressed(request: HttpRequest, member: Member, *, step: str) -> HttpResponse:
    """Take a step out, or put it back."""
    path = path_at(member)
    asked = request.POST.get("do", "")
    gone = {each.key: each for each in removed_steps(path)}
    found = gone.get(step) if asked == "back" else step_in(path, step)
    if found is None or asked not in ("out", "back"):
        raise Http404
    try:
        set_step_removed(
            step=found, is_removed=asked == "out", by=actor(member), now=timezone.now()
        )
    except Refusal as refusal:
        return show_path(request, member, refusal)
    return redirect(address("office_sponsorship", member))
