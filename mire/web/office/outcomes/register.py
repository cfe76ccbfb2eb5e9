"""The register: decisions, questions, actions of the programme, and reminders ready to copy."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mire.programme.evidence.rules import searched
from mire.programme.outcomes.queries import (
    Question,
    StandingOutcome,
    corrections_of,
    outcomes_of,
    questions_of,
)
from mire.programme.outcomes.rules.kinds import (
    STANDING_WORDS,
    OutcomeKind,
    Standing,
    name_of,
    open_for,
)
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.lists import PAGE, Asked, Choice, Column, Filter, Row, listing, read_asked
from mire.web.office.pages import GROUP, office_page, show
from mire.words import words

PLACE = "office_decide"
DECISION_STANDINGS = (Standing.IN_FORCE, Standing.SUPERSEDED, Standing.ABANDONED)
ACTION_STANDINGS = (Standing.TO_DO, Standing.LATE, Standing.DONE, Standing.ABANDONED)
QUESTION_STANDINGS = (Standing.OPEN, Standing.ANSWERED)
NEW_KIND = {
    "decisions": OutcomeKind.DECISION.value,
    "questions": OutcomeKind.QUESTION.value,
    "actions": OutcomeKind.ACTION.value,
}
"""What one writes from each tab."""


@require_safe
@office_page(*GROUP, Right.MANAGEMENT)
def decisions(request: HttpRequest, member: Member) -> HttpResponse:
    """List the decisions of the programme, the last one first."""
    asked, found = _asked(request, member, OutcomeKind.DECISION)
    columns = (
        Column(_("Décision")),
        Column(_("Qui a décidé")),
        Column(_("Jour")),
        Column(_("Réunion")),
        Column(_("État")),
        Column(_("Ce qui n'a pas été décidé")),
        Column(_("Corrections")),
    )
    corrected = corrections_of([each.outcome for each in found])
    rows = [
        Row(
            (
                _named(each),
                each.outcome.who,
                words.day(each.outcome.on),
                _meeting(each),
                _standing(each),
                each.outcome.left,
                " ; ".join(one.words for one in corrected.get(each.outcome.pk, ())),
            ),
            _href(member, each),
        )
        for each in found
    ]
    n = len(found)
    return _listed(
        request,
        member,
        asked,
        tab="decisions",
        file=_("decisions"),
        columns=columns,
        rows=rows,
        count=ngettext("%(n)s décision", "%(n)s décisions", n) % {"n": n},
        empty=_(
            "Aucune décision encore : chacune dira qui l'a prise, pourquoi, et ce qui n'a pas été "
            "décidé."
        ),
        standings=DECISION_STANDINGS,
    )


@require_safe
@office_page(*GROUP, Right.MANAGEMENT)
def questions(request: HttpRequest, member: Member) -> HttpResponse:
    """List the questions, the one that has been open for longest first."""
    asked = read_asked(request, sorts=["ordre"], filters=("etat",))
    today = timezone.localdate()
    wanted = searched(asked.words).split()
    standing = asked.filters.get("etat", "")
    found = [
        each
        for each in questions_of(member.programme, with_drafts=member.may(*GROUP))
        if all(word in searched(each.words) for word in wanted)
        and (not standing or (standing == Standing.ANSWERED) == bool(each.answers))
    ]
    columns = (
        Column(_("Question")),
        Column(_("Posée le")),
        Column(_("Où")),
        Column(_("Depuis")),
        Column(_("Ce qui y répond")),
    )
    rows = [_question(member, each, today) for each in found]
    n = len(found)
    return _listed(
        request,
        member,
        asked,
        tab="questions",
        file=_("questions"),
        columns=columns,
        rows=rows,
        count=ngettext("%(n)s question", "%(n)s questions", n) % {"n": n},
        empty=_(
            "Aucune question encore : celles des réunions et des constats viennent ici, jusqu'à ce "
            "qu'une décision ou une réponse les cite."
        ),
        standings=QUESTION_STANDINGS,
    )


@require_safe
@office_page(*GROUP, Right.MANAGEMENT)
def actions(request: HttpRequest, member: Member) -> HttpResponse:
    """List the actions, with a text to copy that reminds of those that are not done."""
    asked, found = _asked(request, member, OutcomeKind.ACTION)
    columns = (
        Column(_("Action")),
        Column(_("Qui")),
        Column(_("Pour le")),
        Column(_("Réunion")),
        Column(_("État")),
    )
    rows = [
        Row(
            (
                _named(each),
                each.outcome.who,
                "" if each.outcome.due is None else words.day(each.outcome.due),
                _meeting(each),
                _standing(each),
            ),
            _href(member, each),
        )
        for each in found
    ]
    n = len(found)
    return _listed(
        request,
        member,
        asked,
        tab="actions",
        file=_("actions"),
        columns=columns,
        rows=rows,
        count=ngettext("%(n)s action", "%(n)s actions", n) % {"n": n},
        empty=_("Aucune action encore : chacune dira qui la fait, et pour quand."),
        standings=ACTION_STANDINGS,
        reminder=reminder_of(found, timezone.localdate()),
    )


def _asked(
    request: HttpRequest, member: Member, kind: OutcomeKind
) -> tuple[Asked, list[StandingOutcome]]:
    """Return what the list's address asks for, and the outcomes of a kind that answer it."""
    asked = read_asked(request, sorts=["ordre"], filters=("etat",))
    found = outcomes_of(
        member.programme,
        kind=kind,
        sought=asked.words,
        standing=asked.filters.get("etat", ""),
        with_drafts=member.may(*GROUP),
        today=timezone.localdate(),
    )
    return asked, found


def reminder_of(actions: Sequence[StandingOutcome], today: date) -> str:
    """Return a text that reminds of what is to do, the soonest first; "" where nothing is."""
    waiting = [each for each in actions if each.standing in (Standing.TO_DO, Standing.LATE)]
    if not waiting:
        return ""
    waiting.sort(key=lambda each: (each.outcome.due is None, each.outcome.due or today))
    lines = [_("Bonjour,"), "", _("Voici ce que nous avions convenu et qui reste à faire :")]
    for each in waiting:
        row = each.outcome
        due = _("pour le %(due)s") % {"due": words.day(row.due)} if row.due else ""
        late = _("la date est passée") if each.standing is Standing.LATE else ""
        said = (f"{name_of(row.kind, row.number)} {row.what}", row.who, due, late)
        lines.append("- " + " · ".join(filter(None, said)))
    closing = _("Si l'une n'a plus lieu d'être, dites-le : nous la retirerons. Merci.")
    return "\n".join([*lines, "", closing])


def _listed(
    request: HttpRequest,
    member: Member,
    asked: Asked,
    *,
    tab: str,
    file: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    count: str,
    empty: str,
    standings: Sequence[Standing],
    reminder: str = "",
) -> HttpResponse:
    if kind := asked_export(request):
        return exported(kind, file, columns, rows)
    chosen = asked.filters.get("etat", "")
    choices = [
        Choice(each.value, words.translate(STANDING_WORDS[each]), each == chosen)
        for each in standings
    ]
    shown = listing(
        asked,
        columns=columns,
        rows=rows[asked.start : asked.start + PAGE],
        n=len(rows),
        count=count,
        empty=_("Rien ne répond à cette recherche.") if asked.words or asked.filters else empty,
        filters=(Filter("etat", _("État"), [Choice("", _("tous"), not chosen), *choices]),),
        exports=export_links,
    )
    context = {
        "list": shown,
        "tab": tab,
        "new_kind": NEW_KIND[tab],
        "may_write": member.may(*GROUP),
        "reminder": reminder,
    }
    return show(request, member, "office/register.html", context, place=PLACE)


def _named(each: StandingOutcome) -> str:
    return f"{name_of(each.outcome.kind, each.outcome.number)} · {each.outcome.what}"


def _meeting(each: StandingOutcome) -> str:
    return "" if each.outcome.meeting is None else each.outcome.meeting.title


def _standing(each: StandingOutcome) -> str:
    said = words.translate(STANDING_WORDS[each.standing])
    row = each.outcome
    if row.superseded_by is not None:
        return f"{said} ({name_of(row.superseded_by.kind, row.superseded_by.number)})"
    return said if row.settled_at else " · ".join((said, _("provisoire")))


def _href(member: Member, each: StandingOutcome) -> str:
    named = {"programme": member.programme.key, "outcome": each.outcome.key}
    return reverse("office_outcome", kwargs=named)


def _question(member: Member, each: Question, today: date) -> Row:
    kind, key = each.reference.kind, each.reference.key
    named = {"programme": member.programme.key}
    href = (
        reverse("office_outcome", kwargs={**named, "outcome": key})
        if kind == OutcomeKind.QUESTION
        else reverse("office_thread", kwargs={**named, "kind": kind, "key": key})
    )
    return Row(
        (
            f"{each.name} · {each.words}" if each.name else each.words,
            words.day(each.asked_on),
            each.meeting or _("constat"),
            "" if each.answers else words.translate(open_for(each.asked_on, today)),
            words.listed([name_of(row.kind, row.number) for row in each.answers])
            if each.answers
            else "",
        ),
        href,
    )
