"""Writing a card; saying what one thinks of a method that one used."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.programme.cases.queries import Case, cases_of
from mire.programme.meetings.queries import Meeting, meetings_held
from mire.programme.methods.actions import FIELDS, change_method, review_method, write_method
from mire.programme.methods.queries import MethodCard
from mire.programme.methods.rules import (
    EASE_WORDS,
    EFFECT_WORDS,
    MOST_LINE,
    MOST_MINUTES,
    MOST_PEOPLE,
    MOST_TEXT,
    MOST_TITLE,
    Where,
)
from mire.programme.people.queries import Member
from mire.technique_api.registry import techniques
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.methods.card import method_card
from mire.web.office.methods.views import PLACE, address
from mire.web.office.pages import GROUP, actor, office_page
from mire.words import words


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CardForm(OfficeForm):
    """A method card."""

    title = forms.CharField(label=gettext_lazy("Le nom de la méthode"), max_length=MOST_TITLE)
    aim = forms.CharField(
        label=gettext_lazy("À quoi ça sert"), max_length=MOST_TEXT, widget=_lines(3)
    )
    avoid = forms.CharField(
        label=gettext_lazy("Quand s'en passer"),
        max_length=MOST_TEXT,
        widget=_lines(3),
        required=False,
    )
    minutes_low = forms.IntegerField(
        label=gettext_lazy("Minutes, au moins"), min_value=1, max_value=MOST_MINUTES, required=False
    )
    minutes_high = forms.IntegerField(
        label=gettext_lazy("Minutes, au plus"), min_value=1, max_value=MOST_MINUTES, required=False
    )
    people_low = forms.IntegerField(
        label=gettext_lazy("Personnes, au moins"),
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
    )
    people_high = forms.IntegerField(
        label=gettext_lazy("Personnes, au plus"), min_value=1, max_value=MOST_PEOPLE, required=False
    )
    steps = forms.CharField(
        label=gettext_lazy("Comment faire"),
        help_text=gettext_lazy("Une étape par ligne, dans l'ordre."),
        max_length=MOST_TEXT,
        widget=_lines(6),
        required=False,
    )
    material = forms.CharField(
        label=gettext_lazy("Matériel"), max_length=MOST_TEXT, widget=_lines(2), required=False
    )
    sources = forms.CharField(
        label=gettext_lazy("Sources"),
        help_text=gettext_lazy("D'où elle vient : un livre, un laboratoire, une adresse."),
        max_length=MOST_TEXT,
        widget=_lines(2),
        required=False,
    )
    technique = forms.ChoiceField(
        label=gettext_lazy("Technique de Mire qui la joue"),
        help_text=gettext_lazy("Le conducteur la proposera sous le nom de cette fiche."),
        required=False,
    )


class ReviewForm(OfficeForm):
    """What one thinks of a method that one used."""

    where = forms.ChoiceField(label=gettext_lazy("Où vous en êtes-vous servi·e ?"))
    on = forms.DateField(label=gettext_lazy("Le"), widget=DayInput())
    ease = forms.ChoiceField(label=gettext_lazy("La mener était"), widget=forms.RadioSelect)
    effect = forms.ChoiceField(label=gettext_lazy("Elle a eu"), widget=forms.RadioSelect)
    would_again = forms.ChoiceField(
        label=gettext_lazy("Vous en resserviriez-vous sans aide ?"), widget=forms.RadioSelect
    )
    recommended_for = forms.CharField(
        label=gettext_lazy("Vous la conseilleriez pour…"), max_length=MOST_LINE, required=False
    )
    said = forms.CharField(
        label=gettext_lazy("Vos mots"),
        help_text=gettext_lazy("Ce qui a marché, ce qui a coincé, ce que vous changeriez."),
        max_length=MOST_TEXT,
        widget=_lines(4),
        required=False,
    )


@office_page(*GROUP)
def new_method(request: HttpRequest, member: Member) -> HttpResponse:
    """Write a card."""

    def save(form: OfficeForm) -> str:
        write_method(
            programme=member.programme,
            key=form.key,
            values=_values(form),
            by=actor(member),
            now=timezone.now(),
        )
        named = {"programme": member.programme.key, "method": form.key}
        return reverse("office_method", kwargs=named)

    return answer_form(
        request,
        member,
        _card_form,
        save,
        said=FormWords(
            title=_("Écrire une fiche méthode"),
            lede=_("Pour qui ne l'a jamais vue faire."),
            submit=_("Garder la fiche"),
            back=reverse("office_methods", kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )


@office_page(*GROUP)
def changed(request: HttpRequest, member: Member, *, method: str) -> HttpResponse:
    """Change a card; a technique's becomes the group's own."""
    card = _open_card(member, method)

    def save(form: OfficeForm) -> str:
        change_method(
            programme=member.programme,
            card=card,
            values=_values(form),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_method", member, card)

    return answer_form(
        request,
        member,
        _card_form,
        save,
        said=FormWords(
            title=_("Changer cette fiche"),
            lede=""
            if card.is_own
            else _("C'est la fiche de Mire : ce que vous enregistrez la remplace pour le groupe."),
            submit=_("Garder la fiche"),
            back=address("office_method", member, card),
            place=PLACE,
        ),
        stored=_stored(card),
    )


def _card_form(*args: Any, **kwargs: Any) -> OfficeForm:
    offered = [(slug, words.translate(each.title)) for slug, each in techniques().items()]
    return CardForm(*args, choices={"technique": [("", _("aucune")), *offered]}, **kwargs)


def _values(form: OfficeForm) -> dict[str, Any]:
    values = form.values()
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }


def _stored(card: MethodCard) -> dict[str, Any]:
    stored: dict[str, Any] = {
        name: words.translate(getattr(card, name))
        for name in ("title", "aim", "avoid", "material", "sources", "technique")
    }
    stored["steps"] = "\n".join(words.translate(each) for each in card.steps)
    for name in ("minutes", "people"):
        stored[f"{name}_low"], stored[f"{name}_high"] = getattr(card, name) or (None, None)
    return {name: stored[name] for name in FIELDS}


@office_page(*GROUP)
def new_review(request: HttpRequest, member: Member, *, method: str) -> HttpResponse:
    """Say what one thinks of a method that one used."""
    card = _open_card(member, method)
    today: date = timezone.localdate()
    meetings = {each.key: each for each in meetings_held(member.programme, now=timezone.now())}
    cases = {each.case.key: each.case for each in cases_of(member.programme, today=today)}

    def save(form: OfficeForm) -> str:
        values = form.values()
        kind, _colon, key = values.pop("where").partition(":")
        for name in ("ease", "effect"):
            values[name] = int(values[name])
        review_method(
            programme=member.programme,
            card=card,
            key=form.key,
            person=member.person,
            meeting=meetings.get(key) if kind == Where.MEETING else None,
            case=cases.get(key) if kind == Where.CASE else None,
            would_again=values.pop("would_again") == "yes",
            recommended_for=" ".join(values.pop("recommended_for").split()),
            said=values.pop("said").strip(),
            by=actor(member),
            now=timezone.now(),
            **values,
        )
        return address("office_method", member, card) + "#avis"

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        if "initial" in kwargs:
            kwargs["initial"] = {"on": today, **kwargs["initial"]}
        return ReviewForm(*args, choices=_choices(meetings, cases), **kwargs)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Évaluer « %(title)s »") % {"title": words.translate(card.title)},
            lede=_("Votre nom et vos mots sont lus par le groupe ; les autres voient le compte.")
            if meetings or cases
            else _(
                "On évalue ce dont on s'est servi : notez d'abord la réunion, ou le cas, où vous "
                "l'avez essayée."
            ),
            submit=_("Garder mon avis") if meetings or cases else "",
            back=address("office_method", member, card),
            place=PLACE,
        ),
    )


def _choices(
    meetings: dict[str, Meeting], cases: dict[str, Case]
) -> dict[str, list[tuple[str, str]]]:
    return {
        "where": [
            *(
                (f"{Where.CASE}:{key}", _("Cas : %(title)s") % {"title": each.title})
                for key, each in cases.items()
            ),
            *(
                (
                    f"{Where.MEETING}:{key}",
                    f"{each.title}, {words.day(timezone.localtime(each.planned_at))}",
                )
                for key, each in meetings.items()
            ),
        ],
        "ease": [(str(value), words.translate(said)) for value, said in EASE_WORDS.items()],
        "effect": [(str(value), words.translate(said)) for value, said in EFFECT_WORDS.items()],
        "would_again": [("yes", _("oui")), ("no", _("non"))],
    }


def _open_card(member: Member, key: str) -> MethodCard:
    card = method_card(member, key)
    if card.is_removed:
        raise Http404
    return card
