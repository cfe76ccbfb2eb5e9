"""The deliberation's page: its text, what it cites; assembling it, changing it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.programme.note.queries import passages_of
from mire.programme.note.rules.kinds import PASSAGE
from mire.programme.note.rules.marks import plain_words, read_marks
from mire.programme.outcomes.queries import Outcome, outcomes_of
from mire.programme.outcomes.rules.kinds import OutcomeKind, Standing, name_of
from mire.programme.people.queries import Member
from mire.programme.sponsorship.actions.deliberation import (
    assemble_deliberation,
    change_deliberation,
)
from mire.programme.sponsorship.queries import (
    Deliberation,
    assembled_text,
    deliberation_of,
    text_of,
)
from mire.programme.sponsorship.rules.deliberation import (
    MOST_OBJECT,
    MOST_REASONS,
    STATE_WORDS,
    DeliberationState,
    DeliberationText,
    read_lines,
    read_paragraphs,
)
from mire.programme.sponsorship.rules.kinds import DELIBERATION
from mire.programme.sponsorship.rules.scdl import act_from, faults_of
from mire.programme.thread.actions import set_source
from mire.programme.thread.queries import sought, sources_of
from mire.programme.thread.rules import Reference, State
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.marked import blocks_told
from mire.web.office.citables import pressed_source, reads, step_told, told, with_search
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form, form_with
from mire.web.office.pages import GROUP, actor, address, show
from mire.web.office.sponsorship.views import PLACE, READERS, path_at
from mire.words import words

MOST_FOUND, MOST_BEGINS = 12, 140


def deliberation_at(member: Member) -> Deliberation:
    """Return the programme's deliberation, or raise Http404 before it is begun."""
    found = deliberation_of(path_at(member))
    if found is None:
        raise Http404
    return found


@require_safe
@evidence_page(*READERS)
def deliberation(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the deliberation, or how to assemble it."""
    return show_deliberation(request, member, deliberation_of(path_at(member)))


def show_deliberation(
    request: HttpRequest,
    member: Member,
    row: Deliberation | None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Show the deliberation's page, with what an act was refused for."""
    may_write = member.may(*GROUP)
    context: dict[str, Any] = {
        "row": row,
        "may_write": may_write,
        "tab": "sponsorship",
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    if row is not None:
        context |= _told(request, member, row, may_write=may_write)
    status = 409 if refusal is not None else 200
    return show(request, member, "office/deliberation.html", context, place=PLACE, status=status)


def _told(
    request: HttpRequest, member: Member, row: Deliberation, *, may_write: bool
) -> dict[str, Any]:
    reference = Reference(DELIBERATION, row.key)
    steps = sources_of(member.programme, reference)
    read = [each for each in steps if reads(member, each.citable)]
    asked = without_unseen(request.GET.get("q", ""))[:200]
    said = text_of(row)
    act = act_from(row.act)
    is_voted = row.document is not None
    return {
        "state": words.translate(STATE_WORDS[DeliberationState(row.state)]),
        "is_voted": is_voted,
        **text_told(said),
        "act": {
            "number": act.get("DELIB_ID", ""),
            "day": words.day(act["DELIB_DATE"]) if "DELIB_DATE" in act else "",
            "n_for": act.get("VOTE_POUR"),
            "n_against": act.get("VOTE_CONTRE"),
            "n_abstain": act.get("VOTE_ABSTENTION"),
            "pref_day": words.day(act["PREF_DATE"]) if "PREF_DATE" in act else "",
            "url": act.get("DELIB_URL", ""),
        },
        "is_line_whole": is_voted and not faults_of(act),
        "changed_day": words.day(timezone.localdate(row.changed_at)),
        "sources": [step_told(each, member) for each in read if not each.is_contrary],
        "against": [step_told(each, member) for each in read if each.is_contrary],
        "moved": [
            told(each.citable, member)
            for each in read
            if each.has_changed or each.citable.state is not State.SAID
        ],
        "source_href": address("office_deliberation_source", member),
        "is_settled": is_voted,
        "sought": asked,
        "found": [
            told(each, member)
            for each in sought(
                member.programme,
                asked,
                without=[reference, *(each.citable.reference for each in steps)],
                most=MOST_FOUND,
            )
        ]
        if may_write and asked
        else [],
    }


def text_told(said: DeliberationText) -> dict[str, Any]:
    """Return a deliberation's text as ``deliberation_text.html`` shows it."""
    return {
        "whole": said,
        "blocks": blocks_told(read_marks(said.reasons)),
        "articles": [
            (_("Article premier") if n == 1 else _("Article %(n)s") % {"n": n}, each)
            for n, each in enumerate(said.articles, 1)
        ],
    }


@evidence_page(*GROUP)
def assembled(request: HttpRequest, member: Member) -> HttpResponse:
    """Assemble the deliberation from passages of the note and decisions in force; once."""
    path = path_at(member)
    passages = {each.key: each for each in passages_of(member.programme)}
    decisions = {each.key: each for each in _decisions(member)}
    fields: dict[str, forms.Field] = {
        "title": forms.CharField(
            label=_("Objet"),
            help_text=_("Ce que l'ordre du jour dira."),
            max_length=MOST_OBJECT,
        ),
        "passages": forms.MultipleChoiceField(
            label=_("Passages de la note repris dans l'exposé des motifs"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[
                (key, f"{each.section.title} · {_begins(plain_words(each.words))}")
                for key, each in passages.items()
            ],
        ),
        "decisions": forms.MultipleChoiceField(
            label=_("Décisions dont chacune devient un article"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[
                (key, f"{name_of(each.kind, each.number)} · {_begins(each.what)}")
                for key, each in decisions.items()
            ],
        ),
    }

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        taken = [each for key, each in passages.items() if key in said["passages"]]
        decided = [each for key, each in decisions.items() if key in said["decisions"]]
        assemble_deliberation(
            path=path,
            key=form.key,
            said=assembled_text(path, " ".join(said["title"].split()), taken, decided),
            cited=[
                *(Reference(PASSAGE, each.key) for each in taken),
                *(Reference(OutcomeKind.DECISION, each.key) for each in decided),
            ],
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_deliberation", member)

    return answer_form(
        request,
        member,
        form_with(fields),
        save,
        said=FormWords(
            title=_("Assembler la délibération"),
            lede=_(
                "Leurs mots sont repris tels qu'ils sont aujourd'hui ; le texte se change ensuite, "
                "et garde le fil de ce dont il vient."
            ),
            submit=_("Assembler"),
            back=address("office_deliberation", member),
            place=PLACE,
        ),
    )


def _decisions(member: Member) -> list[Outcome]:
    """Return the decisions that are settled and in force, the first one first."""
    found = outcomes_of(
        member.programme,
        kind=OutcomeKind.DECISION,
        with_drafts=False,
        today=timezone.localdate(),
    )
    return [each.outcome for each in reversed(found) if each.standing is Standing.IN_FORCE]


def _begins(said: str) -> str:
    return said if len(said) <= MOST_BEGINS else said[: MOST_BEGINS - 1].rstrip() + "…"


class TextForm(OfficeForm):
    """The text of a deliberation."""

    title = forms.CharField(label=gettext_lazy("Objet"), max_length=MOST_OBJECT)
    rapporteur = forms.CharField(
        label=gettext_lazy("Qui la présente"),
        help_text=gettext_lazy("Une fonction : « Vice-présidence à l'innovation »."),
        max_length=160,
        required=False,
    )
    visas = forms.CharField(
        label=gettext_lazy("Visas"),
        help_text=gettext_lazy("Un par ligne."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    considering = forms.CharField(
        label=gettext_lazy("Considérants"),
        help_text=gettext_lazy("Un par ligne."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reasons = forms.CharField(
        label=gettext_lazy("Exposé des motifs"),
        help_text=gettext_lazy(
            "Une ligne vide sépare deux paragraphes. « - » fait une liste, « | » un tableau, "
            "**deux étoiles** ce qui compte."
        ),
        max_length=MOST_REASONS,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "data-marks": "", "spellcheck": "true"}),
    )
    articles = forms.CharField(
        label=gettext_lazy("Articles"),
        help_text=gettext_lazy(
            "Une ligne vide sépare deux articles. Leurs numéros viennent seuls."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    signatory = forms.CharField(
        label=gettext_lazy("Qui signe"),
        help_text=gettext_lazy("Une fonction : « La présidence de la communauté urbaine »."),
        max_length=160,
        required=False,
    )


@evidence_page(*GROUP)
def changed(request: HttpRequest, member: Member) -> HttpResponse:
    """Change the deliberation's text; nothing once it is voted."""
    row = deliberation_at(member)
    if row.document is not None and request.method != "POST":  # who typed meanwhile keeps it
        return redirect(address("office_deliberation", member))

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        change_deliberation(
            deliberation=row,
            seen=row.version,
            said=DeliberationText(
                title=" ".join(said["title"].split()),
                rapporteur=" ".join(said["rapporteur"].split()),
                visas=read_lines(said["visas"]),
                considering=read_lines(said["considering"]),
                reasons=said["reasons"].replace("\r\n", "\n").strip(),
                articles=read_paragraphs(said["articles"]),
                signatory=" ".join(said["signatory"].split()),
            ),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_deliberation", member)

    said = text_of(row)
    return answer_form(
        request,
        member,
        TextForm,
        save,
        said=FormWords(
            title=_("Le texte de la délibération"),
            submit=_("Garder"),
            back=address("office_deliberation", member),
            place=PLACE,
            template="office/passage_form.html",
        ),
        stored={
            "title": said.title,
            "rapporteur": said.rapporteur,
            "visas": "\n".join(said.visas),
            "considering": "\n".join(said.considering),
            "reasons": said.reasons,
            "articles": "\n\n".join(said.articles),
            "signatory": said.signatory,
        },
        context={"draft": f"deliberation-{row.key}"},
    )


@require_POST
@evidence_page(*GROUP)
def sourced(request: HttpRequest, member: Member) -> HttpResponse:
    """Add a source to the deliberation, or take one out; nothing once it is voted."""
    row = deliberation_at(member)
    if row.document is not None:
        raise Http404
    how, cited = pressed_source(request)
    try:
        set_source(
            programme=member.programme,
            citing=Reference(DELIBERATION, row.key),
            name=row.title[:80],
            source=cited,
            how=how,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return show_deliberation(request, member, row, refusal)
    return redirect(with_search(request, address("office_deliberation", member), "#sources"))
