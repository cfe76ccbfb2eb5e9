"""Noting the vote: the text freezes, and gives its line of the national schema."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.documents.builders.deliberation import voted_text
from mire.documents.frozen import frozen
from mire.programme.people.queries import Member
from mire.programme.sponsorship.actions.deliberation import note_vote
from mire.programme.sponsorship.queries import text_of
from mire.programme.sponsorship.rules.deliberation import DeliberationState
from mire.programme.sponsorship.rules.scdl import FIELDS, act_from
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, address
from mire.web.office.sponsorship.deliberation import deliberation_at, text_told
from mire.web.office.sponsorship.views import PLACE

TYPED = tuple(each for each in FIELDS if each != "DELIB_OBJET")


class VoteForm(OfficeForm):
    """The vote, as the national schema asks for it; the object is the text's own."""

    result = forms.ChoiceField(
        label=gettext_lazy("Résultat"),
        choices=[
            (DeliberationState.ADOPTED.value, gettext_lazy("adoptée")),
            (DeliberationState.REJECTED.value, gettext_lazy("rejetée")),
        ],
    )
    DELIB_DATE = forms.DateField(label=gettext_lazy("Votée le"), widget=DayInput())
    DELIB_ID = forms.CharField(
        label=gettext_lazy("Numéro de la délibération"),
        help_text=gettext_lazy("Tel que la collectivité les écrit."),
        max_length=80,
    )
    VOTE_EFFECTIF = forms.IntegerField(
        label=gettext_lazy("Membres de l'assemblée"), required=False, min_value=0
    )
    VOTE_REEL = forms.IntegerField(
        label=gettext_lazy("Ont pris part au vote"),
        help_text=gettext_lazy("Pouvoirs compris : pour, contre et abstentions ensemble."),
        required=False,
        min_value=0,
    )
    VOTE_POUR = forms.IntegerField(label=gettext_lazy("Pour"), required=False, min_value=0)
    VOTE_CONTRE = forms.IntegerField(label=gettext_lazy("Contre"), required=False, min_value=0)
    VOTE_ABSTENTION = forms.IntegerField(
        label=gettext_lazy("Abstentions"), required=False, min_value=0
    )
    COLL_NOM = forms.CharField(label=gettext_lazy("Collectivité"), max_length=200)
    COLL_SIRET = forms.CharField(
        label=gettext_lazy("SIRET de la collectivité"),
        help_text=gettext_lazy("Quatorze chiffres."),
        max_length=20,
    )
    DELIB_MATIERE_CODE = forms.CharField(
        label=gettext_lazy("Code de matière (nomenclature ACTES)"),
        help_text=gettext_lazy("Deux niveaux : 5.2, 4.1, 9.1…"),
        max_length=4,
    )
    DELIB_MATIERE_NOM = forms.CharField(
        label=gettext_lazy("Nom de matière"),
        help_text=gettext_lazy(
            "Les deux niveaux, séparés par une barre : « fonction publique/autres catégories de "
            "personnels »."
        ),
        max_length=200,
    )
    BUDGET_ANNEE = forms.CharField(
        label=gettext_lazy("Année du budget"), max_length=9, required=False
    )
    BUDGET_NOM = forms.CharField(
        label=gettext_lazy("Nom du budget"), max_length=200, required=False
    )
    PREF_ID = forms.CharField(
        label=gettext_lazy("Préfecture"),
        help_text=gettext_lazy("PREF et le département sur trois signes : PREF038."),
        max_length=9,
        required=False,
    )
    PREF_DATE = forms.DateField(
        label=gettext_lazy("Reçue par le préfet le"), required=False, widget=DayInput()
    )
    DELIB_URL = forms.CharField(
        label=gettext_lazy("Adresse où elle se lit"), max_length=400, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Take spaces out of the SIRET, which people type in groups."""
        values = super().clean()
        if isinstance(values.get("COLL_SIRET"), str):
            values["COLL_SIRET"] = "".join(values["COLL_SIRET"].split())
        return values


@evidence_page(*GROUP)
def voted(request: HttpRequest, member: Member) -> HttpResponse:
    """Note the vote, or mend what was noted of it."""
    row = deliberation_at(member)

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        note_vote(
            deliberation=row,
            seen=row.version,
            act={name: said[name] for name in TYPED},
            is_adopted=said["result"] == DeliberationState.ADOPTED,
            document=frozen(voted_text(row)),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_deliberation", member)

    whole = text_of(row)
    act = act_from(row.act)
    council_on = row.path.council_on
    is_voted = row.document is not None
    start: dict[str, Any] = {name: act.get(name) for name in TYPED}
    start["result"] = row.state if is_voted else DeliberationState.ADOPTED
    if not is_voted:
        start["COLL_NOM"] = start["COLL_NOM"] or member.programme.authority.name
        start["DELIB_DATE"] = start["DELIB_DATE"] or council_on
    return answer_form(
        request,
        member,
        VoteForm,
        save,
        said=FormWords(
            title=_("Le vote"),
            lede=_("Le texte ne changera plus. Ce qui est noté du vote pourra être corrigé.")
            if not is_voted
            else _("Le texte est figé. Ce qui est noté du vote se corrige ici."),
            submit=_("Noter le vote"),
            back=address("office_deliberation", member),
            place=PLACE,
            template="office/deliberation_vote.html",
        ),
        # The text that was read goes with the form: it freezes no other.
        stored={**start, "version": row.version, "text": whole.stored()},
        context={"row": row, **text_told(whole)} if not is_voted else {},
    )
