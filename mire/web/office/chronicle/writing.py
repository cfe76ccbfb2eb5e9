"""Forms of an episode: its words, the summary of those before, what it leads to."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mire.programme.chronicle.actions import (
    change_episode,
    say_writing,
    set_links,
    set_recap,
    write_episode,
)
from mire.programme.chronicle.queries.episodes import recap_for, ruled_recap, writing_beside
from mire.programme.chronicle.queries.public import PublicThing, public_things
from mire.programme.chronicle.rules.kinds import (
    EPISODE,
    MOST_BODY,
    MOST_LEAD,
    MOST_RECAP,
    MOST_TITLE,
)
from mire.programme.people.queries import Member
from mire.web.office.chronicle.episodes import PLACE, episode_of
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form, form_with
from mire.web.office.pages import GROUP, actor, address
from mire.web.site_pages import KIND_WORDS
from mire.words import words


class EpisodeForm(OfficeForm):
    """The words of an episode."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=MOST_TITLE)
    lead = forms.CharField(
        label=gettext_lazy("Chapeau"),
        help_text=gettext_lazy(
            "Deux phrases qui donnent envie de lire. La première servira de résumé aux épisodes "
            "suivants."
        ),
        max_length=MOST_LEAD,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = forms.CharField(
        label=gettext_lazy("Texte"),
        help_text=gettext_lazy(
            "Une ligne vide sépare deux paragraphes. « - » devant chaque point fait une liste, "
            "« > » une citation, **deux étoiles** ce qui compte. Une ligne « [image 1] » ou "
            "« [parole 1] » met là l'image ou la parole de ce numéro ; sans elle, elles viennent à "
            "la fin. Dites des rôles, jamais des noms."
        ),
        max_length=MOST_BODY,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 18, "data-marks": "", "spellcheck": "true"}),
    )


def _values(form: OfficeForm) -> dict[str, str]:
    said = form.cleaned_data
    return {
        "title": " ".join(said["title"].split()),
        "lead": " ".join(said["lead"].split()),
        "body": said["body"].replace("\r\n", "\n").strip(),
    }


@evidence_page(*GROUP)
def new_episode(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin an episode; its pictures, voices and links come next."""

    def save(form: OfficeForm) -> str:
        row = write_episode(
            programme=member.programme,
            key=form.key,
            values=_values(form),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_episode", member, episode=row.key)

    return answer_form(
        request,
        member,
        EpisodeForm,
        save,
        said=FormWords(
            title=_("Écrire un épisode"),
            lede=_("Personne d'autre que le groupe ne le lit tant qu'il n'est pas publié."),
            submit=_("Garder le brouillon"),
            back=address("office_chronicle", member),
            place=PLACE,
            template="office/passage_form.html",
        ),
        context={"draft": "episode-new"},
    )


@evidence_page(*GROUP)
def changed_episode(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Change an episode's words; who opened the form lately is told before."""
    found = episode_of(member, episode)
    now = timezone.now()
    beside = writing_beside(found, str(member.person)[:120], now=now)
    if request.method == "GET":
        say_writing(episode=found, by=actor(member), now=now)

    def save(form: OfficeForm) -> str:
        change_episode(
            episode=found,
            seen=found.version,
            values=_values(form),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_episode", member, episode=found.key)

    return answer_form(
        request,
        member,
        EpisodeForm,
        save,
        said=FormWords(
            title=_("Changer l'épisode"),
            lede=_("%(who)s a ouvert cet épisode il y a moins de trois minutes.") % {"who": beside}
            if beside
            else "",
            submit=_("Garder"),
            back=address("office_episode", member, episode=found.key),
            place=PLACE,
            template="office/passage_form.html",
        ),
        stored={"title": found.title, "lead": found.lead, "body": found.body},
        context={"draft": f"episode-{found.key}"},
    )


class RecapForm(OfficeForm):
    """The summary of the episodes before."""

    recap = forms.CharField(
        label=gettext_lazy("Résumé des épisodes précédents"),
        help_text=gettext_lazy("Vide : l'épisode commence sans résumé."),
        max_length=MOST_RECAP,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@evidence_page(*GROUP)
def recap(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Write the summary of the episodes before; the rule's is what one starts from."""
    found = episode_of(member, episode)

    def save(form: OfficeForm) -> str:
        said = " ".join(form.cleaned_data["recap"].split())
        is_ruled = not found.has_own_recap and said == ruled_recap(found)
        if not is_ruled:
            set_recap(episode=found, words=said, by=actor(member), now=timezone.now())
        return address("office_episode", member, episode=found.key)

    return answer_form(
        request,
        member,
        RecapForm,
        save,
        said=FormWords(
            title=_("Résumé des épisodes précédents"),
            lede=_(
                "Mire le fait de la première phrase de chaque chapeau publié avant. Écrivez le "
                "vôtre si cela se lit mal ; vous pourrez revenir à celui de Mire."
            ),
            submit=_("Garder"),
            back=address("office_episode", member, episode=found.key),
            place=PLACE,
        ),
        stored={"recap": recap_for(found)},
    )


@require_POST
@evidence_page(*GROUP)
def ruled(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Go back to the summary that the rule makes."""
    found = episode_of(member, episode)
    set_recap(episode=found, words=None, by=actor(member), now=timezone.now())
    return redirect(address("office_episode", member, episode=found.key))


def _kind(thing: PublicThing) -> str:
    return words.translate(KIND_WORDS[thing.reference.kind])


@evidence_page(*GROUP)
def links(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Choose what an episode leads to, among what everybody can read."""
    found = episode_of(member, episode)
    things = [
        each
        for each in public_things(member.programme)
        if (each.reference.kind, each.reference.key) != (EPISODE, found.key)
    ]
    choices = [
        (
            each.name,
            f"{each.title} · {_kind(each)}, {words.day(each.on)}",
        )
        for each in things
    ]
    known = {name for name, _title in choices}
    fields: dict[str, forms.Field] = {
        "links": forms.MultipleChoiceField(
            label=_("Ce que tout le monde peut lire"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=choices,
        )
    }

    def save(form: OfficeForm) -> str:
        set_links(
            episode=found,
            links=form.cleaned_data["links"],
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_episode", member, episode=found.key)

    stored: dict[str, Any] = {"links": [each for each in found.links if each in known]}
    return answer_form(
        request,
        member,
        form_with(fields),
        save,
        said=FormWords(
            title=_("Pour aller plus loin"),
            lede=_(
                "Un lien dont le document cesse d'être public disparaît de l'épisode, qui le dit."
            )
            if choices
            else _(
                "Rien n'est encore public : publiez d'abord une restitution, une décision, des "
                "données ou un autre épisode."
            ),
            submit=_("Garder") if choices else "",
            back=address("office_episode", member, episode=found.key),
            place=PLACE,
        ),
        stored=stored,
    )
