"""What sponsors did, on which day, in which capacity; never what they are worth."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.programme.people.queries import Member
from mire.programme.sponsorship.actions.sponsors import (
    end_fact,
    note_fact,
    withdraw_fact,
    word_facts,
)
from mire.programme.sponsorship.queries import SponsorFact, SponsorshipPath, fact_in
from mire.programme.sponsorship.rules.deliberation import read_lines
from mire.programme.sponsorship.rules.kinds import (
    MOST_FUNCTION,
    MOST_SAID,
    ROLE_WORDS,
    SponsorRole,
)
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form, form_with
from mire.web.office.pages import GROUP, actor, address, office_page
from mire.web.office.sponsorship.views import PLACE, adding, path_at
from mire.words import words

MOST_WORDED = 160


def _fact_at(path: SponsorshipPath, key: str) -> SponsorFact:
    found = fact_in(path, key)
    if found is None:
        raise Http404
    return found


def _said(member: Member, title: str, submit: str, lede: str = "") -> FormWords:
    back = address("office_sponsorship", member) + "#porteurs"
    return FormWords(title=title, submit=submit, back=back, lede=lede, place=PLACE)


@office_page(*GROUP)
def fact(request: HttpRequest, member: Member) -> HttpResponse:
    """Note what somebody did in a capacity."""
    path = path_at(member)
    fields: dict[str, forms.Field] = {
        "role": forms.ChoiceField(
            label=_("En quelle qualité"),
            choices=[(each.value, words.translate(ROLE_WORDS[each])) for each in SponsorRole],
        ),
        "function": forms.CharField(
            label=_("Fonction"),
            help_text=_(
                "« Vice-présidence à l'innovation », « direction des mobilités » : pas de nom."
            ),
            max_length=MOST_FUNCTION,
        ),
        "what": forms.ChoiceField(label=_("Fait"), choices=[(each, each) for each in path.facts]),
        "words": forms.CharField(
            label=_("Ce qui s'est passé"),
            max_length=MOST_SAID,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
        "since": forms.DateField(label=_("Le"), widget=DayInput()),
    }

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        with adding(form):
            note_fact(
                path=path,
                key=form.key,
                role=SponsorRole(said["role"]),
                function=" ".join(said["function"].split()),
                what=said["what"],
                words=" ".join(said["words"].split()),
                since=said["since"],
                by=actor(member),
                now=timezone.now(),
            )
        return address("office_sponsorship", member) + "#porteurs"

    lede = _(
        "Un fait daté, que la personne pourrait relire. Aucune note, aucun avis sur quelqu'un."
    )
    said = _said(member, _("Noter un fait"), _("Noter"), lede)
    return answer_form(request, member, form_with(fields), save, said=said)


class WordsForm(OfficeForm):
    """What a sponsor may have done."""

    facts = forms.CharField(
        label=gettext_lazy("Faits proposés"),
        help_text=gettext_lazy("Un par ligne. Ceux déjà notés gardent leurs mots."),
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


@office_page(*GROUP)
def worded(request: HttpRequest, member: Member) -> HttpResponse:
    """Word what a sponsor may have done."""
    path = path_at(member)

    def save(form: OfficeForm) -> str:
        lines = list(dict.fromkeys(read_lines(form.cleaned_data["facts"])))
        if any(len(each) > MOST_WORDED for each in lines):
            raise Refusal(
                text("%(most)s caractères au plus par ligne.", most=MOST_WORDED),
                path=("facts",),
                code="long",
            )
        word_facts(path=path, facts=lines, by=actor(member), now=timezone.now())
        return address("office_sponsorship", member) + "#porteurs"

    return answer_form(
        request,
        member,
        WordsForm,
        save,
        said=_said(member, _("Les faits proposés"), _("Garder")),
        stored={"facts": "\n".join(path.facts)},
    )


class EndForm(OfficeForm):
    """Until when a fact held."""

    until = forms.DateField(
        label=gettext_lazy("Jusqu'au"),
        help_text=gettext_lazy("Vide : il tient toujours."),
        required=False,
        widget=DayInput(),
    )


@office_page(*GROUP)
def ended(request: HttpRequest, member: Member, *, fact: str) -> HttpResponse:
    """Say until when a fact held."""
    found = _fact_at(path_at(member), fact)

    def save(form: OfficeForm) -> str:
        until = form.cleaned_data["until"]
        end_fact(fact=found, until=until, by=actor(member), now=timezone.now())
        return address("office_sponsorship", member) + "#porteurs"

    return answer_form(
        request,
        member,
        EndForm,
        save,
        said=_said(member, _("Jusqu'à quand"), _("Garder"), f"{found.function} : {found.what}"),
        stored={"until": found.until},
    )


class WithdrawForm(OfficeForm):
    """Why a fact is withdrawn."""

    why = forms.CharField(
        label=gettext_lazy("Pourquoi ce fait est faux"),
        max_length=MOST_SAID,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@office_page(*GROUP)
def withdrawn(request: HttpRequest, member: Member, *, fact: str) -> HttpResponse:
    """Withdraw a fact that was wrong; it stays in sight, struck."""
    found = _fact_at(path_at(member), fact)

    def save(form: OfficeForm) -> str:
        why = " ".join(form.cleaned_data["why"].split())
        withdraw_fact(fact=found, why=why, by=actor(member), now=timezone.now())
        return address("office_sponsorship", member) + "#porteurs"

    lede = f"{found.function} : {found.what}"
    said = _said(member, _("Retirer un fait"), _("Retirer, en le laissant barré"), lede)
    return answer_form(request, member, WithdrawForm, save, said=said)
