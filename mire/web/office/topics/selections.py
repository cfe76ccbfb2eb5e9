"""Choices among topics: the form with the ballots, what is proposed, amended and decided."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from mire.choice.portfolio import pabulib
from mire.documents.builders.topic_letter import (
    BALLOTS_FILE,
    method_words,
    reasons_of,
    selection_document,
    vote_behind,
)
from mire.live.engine.engine import current_engine
from mire.programme.people.queries import Member
from mire.programme.topics.actions import (
    amend_selection,
    decide_selection,
    drop_selection,
    make_selection,
)
from mire.programme.topics.queries import (
    DecidedLine,
    Selection,
    Topic,
    lines_of,
    proposal_in,
    selection_in,
    terms_of,
    topics_to_choose,
    wanted_of,
)
from mire.programme.topics.rules.ballots import FEWEST, read_ballots, read_groups
from mire.programme.topics.rules.selecting import (
    Terms,
    command_words,
    election_of,
    served_words,
    summary_words,
)
from mire.programme.topics.rules.states import MOST_REASON, MOST_TITLE
from mire.programme.votes.queries import votes_supporting
from mire.technique_api.free_text import read_whole, tidy
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.handing_out import give_document
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.web.office.topics.topics import PLACE, READERS
from mire.words import words

MOST_CAPACITY, MOST_BALLOTS_TYPED = 20_000, 60_000


class TermsForm(OfficeForm):
    """The terms of a choice."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=MOST_TITLE)
    capacity = forms.IntegerField(
        label=gettext_lazy("Jours d'agents disponibles"),
        help_text=gettext_lazy("Tout ce que le groupe peut donner sur la période."),
        min_value=0,
        max_value=MOST_CAPACITY,
    )
    most_topics = forms.IntegerField(
        label=gettext_lazy("Sujets en même temps, au plus"),
        help_text=gettext_lazy("Laissez vide si seuls les jours comptent."),
        min_value=0,
        max_value=100,
        required=False,
    )
    excludes = forms.CharField(
        label=gettext_lazy("Sujets qui s'excluent"),
        help_text=gettext_lazy("Un groupe par ligne, un seul sujet de chaque : 3, 7"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    themes = forms.CharField(
        label=gettext_lazy("Thèmes qui doivent avoir un sujet"),
        help_text=gettext_lazy("Un par ligne, comme ils sont écrits sur les sujets."),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SelectionForm(TermsForm):
    """The terms of a choice, and the ballots as they were counted."""

    ballots = forms.CharField(
        label=gettext_lazy("Bulletins"),
        help_text=gettext_lazy(
            "Un par ligne : les numéros des sujets soutenus. « 3 7 × 4 » pour quatre bulletins "
            "pareils, « blanc » pour un bulletin vide. Leur ordre n'est pas gardé."
        ),
        max_length=MOST_BALLOTS_TYPED,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    field_order = ("title", "capacity", "most_topics", "ballots")


def terms_from(said: Mapping[str, Any], topics: Sequence[Topic]) -> Terms:
    """Return the terms that a form says, for these topics. Raises a ``Refusal`` naming a field."""
    numbers = {each.number for each in topics}
    known = {each.theme for each in topics}
    themes = [
        " ".join(each.replace(",", " ").split())
        for each in said["themes"].splitlines()
        if each.strip()
    ]
    for each in themes:
        if each not in known:
            raise Refusal(
                text("Aucun sujet à choisir ne porte le thème « %(theme)s ».", theme=each),
                path=("themes",),
                code="value",
            )
    return Terms(
        capacity=said["capacity"],
        most_topics=said["most_topics"],
        musts=[each.number for each in topics if each.is_must],
        asides=[each.number for each in topics if each.is_aside],
        excludes=read_groups(said["excludes"], topics=numbers),
        themes=themes,
    )


def selection_of(member: Member, key: str) -> Selection:
    """Return the choice of an address, or raise Http404."""
    found = selection_in(member.programme, key)
    if found is None:
        raise Http404
    return found


@evidence_page(*GROUP)
def new_selection(request: HttpRequest, member: Member) -> HttpResponse:
    """Propose a choice among the topics that wait."""
    topics = topics_to_choose(member.programme)
    numbers = {each.number for each in topics}

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        made = make_selection(
            programme=member.programme,
            key=form.key,
            title=" ".join(said["title"].split()),
            terms=terms_from(said, topics),
            ballots=read_ballots(said["ballots"], topics=numbers),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_selection", member, selection=made.key)

    return answer_form(
        request,
        member,
        SelectionForm,
        save,
        said=FormWords(
            title=_("Choisir parmi les sujets"),
            lede=_(
                "Le calcul propose, le groupe amende et dit pourquoi. Il faut %(fewest)s bulletins "
                "au moins, et un coût par sujet."
            )
            % {"fewest": FEWEST}
            if topics
            else _(
                "Aucun sujet qui attend n'a encore de coût : ouvrez chacun, et écrivez ce qu'il "
                "prendrait de jours d'agents."
            ),
            submit=_("Proposer un choix") if topics else "",
            back=address("office_topics", member),
            place=PLACE,
            template="office/selection_form.html",
        ),
        context={
            "topics": topics,
            "votes": [
                {"vote": each, "day": words.day(words.local(each.planned_at))}
                for each in votes_supporting(member.programme, engine=current_engine())
            ]
            if topics
            else [],
        },
    )


@require_safe
@office_page(*READERS)
def selection(request: HttpRequest, member: Member, *, selection: str) -> HttpResponse:
    """Show a choice."""
    return _show(request, member, selection_of(member, selection))


@require_POST
@office_page(*GROUP)
def amended_selection(request: HttpRequest, member: Member, *, selection: str) -> HttpResponse:
    """Take a topic that is not proposed, or leave one that is, with why."""
    found = selection_of(member, selection)
    number = read_whole(request.POST.get("number", ""))
    asked = request.POST.get("do", "")
    if number is None or asked not in ("take", "leave"):
        raise Http404
    try:
        amend_selection(
            selection=found,
            number=number,
            is_taken=asked == "take",
            reason=tidy(request.POST.get("reason"), limit=MOST_REASON, path=("reason",)) or "",
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal, at=number)
    here = address("office_selection", member, selection=found.key)
    return redirect(f"{here}#sujet-{number}")


@office_page(*GROUP)
def decided_selection(request: HttpRequest, member: Member, *, selection: str) -> HttpResponse:
    """Give each topic its answer, after a page that says what it does."""
    found = selection_of(member, selection)
    back = address("office_selection", member, selection=found.key)

    def save(form: OfficeForm) -> str:
        threshold = member.programme.threshold

        def why(line: DecidedLine) -> str:
            with override(member.programme.language):
                return " ".join(reasons_of(line, threshold=threshold))

        decide_selection(
            selection=found,
            why=why,
            on=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        return back

    taken = sum(each.is_taken for each in lines_of(found))
    return answer_form(
        request,
        member,
        OfficeForm,
        save,
        said=FormWords(
            title=_("Décider ce choix"),
            lede=_(
                "Retenus : %(taken)s, pas retenus : %(left)s. Chaque sujet reçoit sa réponse et sa "
                "raison, et sa lettre sera prête. Le choix ne se changera plus ; un sujet pourra "
                "se rouvrir."
            )
            % {"taken": taken, "left": len(proposal_in(found).lines) - taken},
            submit=_("Décider"),
            back=back,
            place=PLACE,
        ),
        stored={"amended": sorted(each.number for each in found.amendments.all())},
    )


@office_page(*GROUP)
def dropped_selection(request: HttpRequest, member: Member, *, selection: str) -> HttpResponse:
    """Remove a choice that nobody decided."""
    found = selection_of(member, selection)

    def save(form: OfficeForm) -> str:
        drop_selection(selection=found, by=actor(member), now=timezone.now())
        return address("office_topics", member)

    return answer_form(
        request,
        member,
        OfficeForm,
        save,
        said=FormWords(
            title=_("Abandonner ce choix"),
            lede=_(
                "Ses bulletins et ce que le groupe y a changé seront perdus ; les sujets restent."
            ),
            submit=_("Abandonner"),
            back=address("office_selection", member, selection=found.key),
            place=PLACE,
            danger=True,
        ),
    )


@require_safe
@office_page(*READERS)
def document(request: HttpRequest, member: Member, *, selection: str) -> HttpResponse:
    """Show a choice as a document, or give it as a file."""
    made = selection_document(selection_of(member, selection))
    return give_document(request, made)


@require_safe
@office_page(*GROUP)
def ballots(request: HttpRequest, member: Member, *, selection: str) -> HttpResponse:
    """Give the ballots, in no order, as the public command reads them."""
    found = selection_of(member, selection)
    cast = [(tuple(marked), n) for marked, n in found.ballots]
    election = election_of(wanted_of(found), cast, terms_of(found).capacity)
    answer = HttpResponse(pabulib.written(election), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{BALLOTS_FILE}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _show(
    request: HttpRequest,
    member: Member,
    found: Selection,
    *,
    refusal: Refusal | None = None,
    at: int | None = None,
) -> HttpResponse:
    threshold = member.programme.threshold
    proposal, decided = proposal_in(found), lines_of(found)
    typed = request.POST.get("reason", "") if refusal is not None else ""
    lines = [
        {
            "number": each.line.number,
            "title": each.title,
            "cost": each.line.cost,
            "is_taken": each.is_taken,
            "is_proposed": each.line.is_taken,
            "amendment": each.amendment,
            "reasons": reasons_of(each, threshold=threshold),
            "key": "" if each.topic is None else each.topic.key,
            "asked_by": "" if each.topic is None else each.topic.asked_by,
            "refusal": words.translate(refusal.text) if refusal and at == each.line.number else "",
            "typed": typed if at == each.line.number else "",
        }
        for each in decided
    ]
    cost = sum(each.line.cost for each in decided if each.is_taken)
    context: dict[str, Any] = {
        "selection": found,
        "is_decided": found.decided_on is not None,
        "day": words.day(found.decided_on or timezone.localtime(found.made_at)),
        "summary": words.translate(summary_words(proposal)),
        "served": words.translate(served_words(proposal, threshold=threshold)),
        "taken": [each for each in lines if each["is_taken"]],
        "left": [each for each in lines if not each["is_taken"]],
        "is_amended": any(each.amendment is not None for each in decided),
        "cost": cost,
        "capacity": proposal.capacity,
        "is_over": cost > proposal.capacity,
        "ties": [words.listed([str(number) for number in each]) for each in proposal.ties],
        "method": method_words(),
        "vote": vote_behind(found),
        "command": command_words(terms_of(found), file=BALLOTS_FILE),
        "may_write": member.may(*GROUP),
        "may_amend": member.may(*GROUP) and found.decided_on is None,
        "refusal": words.translate(refusal.text) if refusal and at is None else "",
    }
    status = 409 if refusal is not None else 200
    return show(request, member, "office/selection.html", context, place=PLACE, status=status)
