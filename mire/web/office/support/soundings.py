"""Making a sounding, opening a wave by a link that is shown once, noting a meeting's, closing."""

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.soundings.actions import (
    change_sounding,
    close_past_waves,
    close_wave,
    make_sounding,
    note_wave,
    open_wave,
    remove_sounding,
    renew_link,
)
from mire.programme.soundings.queries import (
    Sounding,
    Wave,
    n_answered,
    sounding_in,
    told_sounding,
    wave_in,
)
from mire.programme.soundings.rules import (
    FEWEST_ASKED,
    MOST_ASKED,
    MOST_CIRCLE,
    MOST_STATEMENTS,
    MOST_TITLE,
    read_counts,
    read_statements,
)
from mire.web.addresses import public_address
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form, form_with
from mire.web.office.link_pages import MadeLink, show_link
from mire.web.office.pages import EVERYBODY, actor, office_page, show
from mire.web.office.support.facts import PLACE, may_follow
from mire.web.office.support.telling import sounding_context

MADE = "wave link made"
"""The secret of a link that was just made, with its wave's key, until it is shown."""

DAYS = 14
"""How long a wave takes answers unless told otherwise."""


class SoundingForm(OfficeForm):
    """What a sounding asks, and of whom."""

    title = forms.CharField(
        label=gettext_lazy("Titre"),
        help_text=gettext_lazy("Ce sur quoi on interroge, en quelques mots."),
        max_length=MOST_TITLE,
    )
    circle = forms.CharField(
        label=gettext_lazy("Cercle interrogé"),
        help_text=gettext_lazy("En mots, jamais une liste de noms : les directrices et directeurs"),
        max_length=MOST_CIRCLE,
    )
    statements = forms.CharField(
        label=gettext_lazy("Affirmations"),
        help_text=gettext_lazy(
            "Une par ligne, six au plus : on dit de chacune si l'on est d'accord. Elles ne "
            "changent plus une fois la première vague ouverte."
        ),
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": MOST_STATEMENTS}),
    )


class WaveForm(OfficeForm):
    """Of how many people, and until when."""

    n_asked = forms.IntegerField(
        label=gettext_lazy("Personnes interrogées"),
        help_text=gettext_lazy("À combien de personnes vous enverrez le lien."),
        min_value=1,
        max_value=MOST_ASKED,
    )
    ends_on = forms.DateField(label=gettext_lazy("Dernier jour pour répondre"), widget=DayInput)


def sounding_of(member: Member, key: str) -> Sounding:
    """Return the sounding of an address, or raise Http404."""
    found = sounding_in(member.programme, key)
    if found is None:
        raise Http404
    return found


def wave_of(member: Member, key: str) -> Wave:
    """Return the wave of an address, or raise Http404."""
    found = wave_in(member.programme, key)
    if found is None:
        raise Http404
    return found


def _address(name: str, member: Member, **named: str) -> str:
    return reverse(name, kwargs={"programme": member.programme.key, **named})


def _values(form: OfficeForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "title": " ".join(said["title"].split()),
        "circle": " ".join(said["circle"].split()),
        "statements": read_statements(said["statements"]),
    }


@require_safe
@office_page(*EVERYBODY)
def sounding(request: HttpRequest, member: Member, *, sounding: str) -> HttpResponse:
    """Show a sounding and its waves."""
    today = timezone.localdate()
    close_past_waves(programme=member.programme, today=today, now=timezone.now())
    told = told_sounding(sounding_of(member, sounding))
    seen = sounding_context(told, today=today)
    context = {
        **seen,
        "told": seen,
        "may_follow": may_follow(member),
        "may_sound": member.may(Right.FACILITATOR),
        "asks": told.sounding.statements,
    }
    return show(request, member, "office/sounding.html", context, place=PLACE)


@office_page(Right.FACILITATOR)
def new_sounding(request: HttpRequest, member: Member) -> HttpResponse:
    """Make a sounding."""

    def save(form: OfficeForm) -> str:
        made = make_sounding(
            programme=member.programme,
            key=form.key,
            **_values(form),
            by=actor(member),
            now=timezone.now(),
        )
        return _address("office_sounding", member, sounding=made.key)

    return answer_form(
        request,
        member,
        SoundingForm,
        save,
        said=FormWords(
            title=_("Faire un sondage"),
            lede=_(
                "Les mêmes affirmations, posées au même cercle à plusieurs mois d'écart. Personne "
                "n'est suivi d'une fois sur l'autre."
            ),
            submit=_("Faire le sondage"),
            back=_address("office_support", member),
            place=PLACE,
        ),
    )


@office_page(Right.FACILITATOR)
def changed_sounding(request: HttpRequest, member: Member, *, sounding: str) -> HttpResponse:
    """Change a sounding, until its first wave."""
    found = sounding_of(member, sounding)
    back = _address("office_sounding", member, sounding=found.key)

    def save(form: OfficeForm) -> str:
        change_sounding(sounding=found, values=_values(form), by=actor(member), now=timezone.now())
        return back

    return answer_form(
        request,
        member,
        SoundingForm,
        save,
        said=FormWords(
            title=_("Changer le sondage"), submit=_("Enregistrer"), back=back, place=PLACE
        ),
        stored={
            "title": found.title,
            "circle": found.circle,
            "statements": "\n".join(found.statements),
        },
    )


@office_page(Right.FACILITATOR)
def removed_sounding(request: HttpRequest, member: Member, *, sounding: str) -> HttpResponse:
    """Remove a sounding that was never put."""
    found = sounding_of(member, sounding)

    def save(form: OfficeForm) -> str:
        remove_sounding(sounding=found, by=actor(member), now=timezone.now())
        return _address("office_support", member)

    return answer_form(
        request,
        member,
        form_with({}),
        save,
        said=FormWords(
            title=_("Retirer le sondage"),
            lede=_("« %(title)s » n'a été posé à personne. Ses affirmations seront perdues.")
            % {"title": found.title},
            submit=_("Retirer"),
            back=_address("office_sounding", member, sounding=found.key),
            place=PLACE,
            danger=True,
        ),
    )


@office_page(Right.FACILITATOR)
def new_wave(request: HttpRequest, member: Member, *, sounding: str) -> HttpResponse:
    """Open a wave by a link."""
    found = sounding_of(member, sounding)
    last = found.waves.last()
    initial = {
        "ends_on": timezone.localdate() + timedelta(days=DAYS),
        "n_asked": None if last is None else last.n_asked,
    }

    def save(form: OfficeForm) -> str:
        secret = secrets.token_urlsafe(18)
        wave = open_wave(
            sounding=found,
            key=form.key,
            secret=secret,
            n_asked=form.cleaned_data["n_asked"],
            ends_on=form.cleaned_data["ends_on"],
            today=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        request.session[MADE] = [wave.key, secret]
        return _address("office_wave_link", member, wave=wave.key)

    return answer_form(
        request,
        member,
        lambda *args, **kwargs: WaveForm(
            *args, **{**kwargs, "initial": {**initial, **kwargs.get("initial", {})}}
        ),
        save,
        said=FormWords(
            title=_("Ouvrir une vague"),
            lede=_(
                "Qui tient le lien répond une fois, sans compte et sans nom, depuis un téléphone. "
                "Personne ne voit de résultat avant la clôture, et la clôture est définitive."
            ),
            submit=_("Ouvrir et faire le lien"),
            back=_address("office_sounding", member, sounding=found.key),
            place=PLACE,
        ),
    )


@office_page(Right.FACILITATOR)
def wave_link(request: HttpRequest, member: Member, *, wave: str) -> HttpResponse:
    """Show the link of a wave that was just opened, once; make another one."""
    found = wave_of(member, wave)
    back = _address("office_sounding", member, sounding=found.sounding.key)
    kept = request.session.get(MADE)
    if request.method == "GET" and kept and kept[0] == found.key:
        del request.session[MADE]
        link = MadeLink(
            public_address(request) + reverse("sounding_wave", kwargs={"secret": kept[1]}),
            title=found.sounding.title,
            said=_(
                "Voici le lien. Il ne sera plus montré : copiez-le maintenant, et envoyez-le aux "
                "personnes interrogées, le même à toutes."
            ),
            label=_("Lien pour répondre"),
            back=back,
            back_title=_("Le sondage"),
        )
        return show_link(request, member, link, place=PLACE)

    def save(form: OfficeForm) -> str:
        secret = secrets.token_urlsafe(18)
        renew_link(wave=found, secret=secret, by=actor(member), now=timezone.now())
        request.session[MADE] = [found.key, secret]
        return _address("office_wave_link", member, wave=found.key)

    return answer_form(
        request,
        member,
        form_with({}),
        save,
        said=FormWords(
            title=_("Faire un autre lien"),
            lede=_("Le premier n'ouvrira plus rien ; les réponses déjà là restent."),
            submit=_("Faire un autre lien"),
            back=back,
            place=PLACE,
        ),
    )


@office_page(Right.FACILITATOR)
def closed_wave(request: HttpRequest, member: Member, *, wave: str) -> HttpResponse:
    """Close a wave for good."""
    found = wave_of(member, wave)
    back = _address("office_sounding", member, sounding=found.sounding.key)
    n, threshold = n_answered(found), member.programme.threshold

    def save(form: OfficeForm) -> str:
        close_wave(wave=found, today=timezone.localdate(), by=actor(member), now=timezone.now())
        return back

    lede = _(
        "%(n)s réponses pour %(asked)s personnes interrogées. Les réponses seront comptées, puis "
        "détruites : plus personne ne pourra répondre."
    ) % {"n": n, "asked": found.n_asked}
    if n < threshold:
        lede += " " + _("Sous %(threshold)s réponses, aucun résultat ne sera gardé.") % {
            "threshold": threshold
        }
    return answer_form(
        request,
        member,
        form_with({}),
        save,
        said=FormWords(
            title=_("Fermer la vague"),
            lede=lede,
            submit=_("Fermer pour de bon"),
            back=back,
            place=PLACE,
            danger=True,
        ),
    )


def _counts_fields(found: Sounding) -> dict[str, forms.Field]:
    """Return the fields of a meeting's counts: five numbers for each statement."""
    fields: dict[str, forms.Field] = {
        "on": forms.DateField(label=_("Jour de la réunion"), widget=DayInput),
        "n_asked": forms.IntegerField(
            label=_("Personnes présentes, à qui on a demandé"),
            help_text=_("À moins de %(fewest)s, on fait un tour de parole.")
            % {"fewest": FEWEST_ASKED},
            min_value=1,
            max_value=MOST_ASKED,
        ),
        "n_answers": forms.IntegerField(
            label=_("Feuilles ou mains comptées"), min_value=0, max_value=MOST_ASKED
        ),
    }
    for place, statement in enumerate(found.statements, 1):
        fields[f"counts-{place}"] = forms.CharField(
            label=statement,
            help_text=_(
                "Cinq nombres séparés par des espaces, de « pas du tout d'accord » à « tout à "
                "fait d'accord »."
            ),
            max_length=40,
        )
    return fields


@office_page(Right.FACILITATOR)
def counted_wave(request: HttpRequest, member: Member, *, sounding: str) -> HttpResponse:
    """Note what a meeting answered by hand or on paper."""
    found = sounding_of(member, sounding)
    back = _address("office_sounding", member, sounding=found.key)

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        names = [f"counts-{place}" for place in range(1, len(found.statements) + 1)]
        note_wave(
            sounding=found,
            key=form.key,
            n_asked=said["n_asked"],
            n_answers=said["n_answers"],
            counts=[read_counts(said[name], field=name) for name in names],
            on=said["on"],
            today=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        return back

    return answer_form(
        request,
        member,
        form_with(_counts_fields(found)),
        save,
        said=FormWords(
            title=_("Noter une vague prise en réunion"),
            lede=_(
                "Des comptes seulement, de feuilles sans nom. Une vague notée est fermée : elle ne "
                "se reprend plus."
            ),
            submit=_("Noter"),
            back=back,
            place=PLACE,
        ),
    )
