"""A criterion known by a judgment of a meeting: which judgments there are, one taken."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from mire.live.engine.engine import current_engine
from mire.programme.choices.actions import take_judgment
from mire.programme.choices.queries import Choice, told_of
from mire.programme.criteria.queries import Criterion, criterion_in
from mire.programme.people.queries import Member
from mire.programme.votes.queries import graded_in, votes_grading
from mire.programme.votes.rules import matched
from mire.technique_api.text import text
from mire.web.office.choices.about import PLACE, about_choice, address
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.matching import field_of, listed, matching_form, meant
from mire.web.office.pages import GROUP, actor, show
from mire.words import words


def _criterion(member: Member, key: str) -> Criterion:
    found = criterion_in(member.programme, key)
    if found is None:
        raise Http404
    return found


@require_safe
@about_choice(*GROUP)
def judgments(
    request: HttpRequest, member: Member, choice: Choice, *, criterion: str
) -> HttpResponse:
    """List the judgments of meetings that a criterion may be known by."""
    context = {
        "choice": choice,
        "criterion": _criterion(member, criterion),
        "has_scenarios": bool(told_of(choice).scenarios),
        "votes": [
            {
                "vote": each,
                "day": words.day(words.local(each.planned_at)),
                "href": address(
                    "office_choice_judgment",
                    member,
                    choice,
                    criterion=criterion,
                    meeting=each.meeting,
                    activity=each.activity,
                ),
            }
            for each in votes_grading(member.programme, engine=current_engine())
        ],
    }
    return show(request, member, "office/choice_judgments.html", context, place=PLACE)


@about_choice(*GROUP)
def judgment(
    request: HttpRequest,
    member: Member,
    choice: Choice,
    *,
    criterion: str,
    meeting: str,
    activity: str,
) -> HttpResponse:
    """Make a judgment of a meeting what is known by a criterion."""
    engine, known = current_engine(), _criterion(member, criterion)
    found = graded_in(member.programme, meeting, activity, engine=engine)
    told = told_of(choice)
    if found is None or not told.scenarios:
        raise Http404
    vote, graded = found
    near = matched(graded.options, {each.key: each.title for each in told.scenarios})

    def save(form: OfficeForm) -> str:
        chosen = meant(
            form.cleaned_data,
            graded.options,
            twice=text("Ce scénario est déjà celui d'une autre option."),
            none=text("Il faut une option au moins qui soit un scénario de ce dossier."),
        )
        with override(member.programme.language):
            mentions = [words.translate(each) for each in graded.mentions]
        take_judgment(
            choice=choice,
            criterion=known,
            mentions=mentions,
            counts={
                scenario: counts
                for number, counts in enumerate(graded.counts, 1)
                if (scenario := chosen[number]) and counts
            },
            source=vote.source,
            instead_of=[each.source for each in votes_grading(member.programme, engine=engine)],
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_choice_criteria", member, choice)

    return answer_form(
        request,
        member,
        matching_form(
            OfficeForm,
            graded.options,
            [(each.key, each.title) for each in told.scenarios],
            aside=_("Aucun de ces scénarios"),
            start={field_of(number): key for number, key in near.items()},
        ),
        save,
        said=FormWords(
            title=_("« %(name)s », d'après une réunion") % {"name": known.name},
            lede=_("« %(title)s » : %(meeting)s, %(day)s.")
            % {
                "title": vote.title,
                "meeting": vote.meeting_title,
                "day": words.day(words.local(vote.planned_at)),
            },
            submit=_("Prendre ces mentions"),
            back=address("office_choice_judgments", member, choice, criterion=criterion),
            place=PLACE,
            template="office/choice_judgment.html",
        ),
        context={
            "apart": listed(
                [each for number, each in enumerate(graded.options, 1) if number not in near]
            ),
            "few": listed(
                [
                    option
                    for option, counts in zip(graded.options, graded.counts, strict=True)
                    if not counts
                ]
            ),
            "lacking": listed(
                [each.title for each in told.scenarios if each.key not in near.values()]
            ),
            "replaces": any(known.key in each.measures for each in told.scenarios),
        },
    )
