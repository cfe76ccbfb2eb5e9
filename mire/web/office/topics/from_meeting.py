"""A choice among topics made from the ballots of a meeting, each of its options found a topic."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mire.live.engine.engine import current_engine
from mire.programme.people.queries import Member
from mire.programme.topics.actions import make_selection
from mire.programme.topics.queries import topics_to_choose
from mire.programme.topics.rules.ballots import ballots_among
from mire.programme.votes.queries import supported_in
from mire.programme.votes.rules import matched
from mire.technique_api.text import text
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.matching import field_of, listed, matching_form, meant
from mire.web.office.pages import GROUP, actor, address
from mire.web.office.topics.selections import TermsForm, terms_from
from mire.web.office.topics.topics import PLACE
from mire.words import words


@evidence_page(*GROUP)
def taken_ballots(
    request: HttpRequest, member: Member, *, meeting: str, activity: str
) -> HttpResponse:
    """Propose a choice from a meeting's ballots, which never go through the page."""
    found = supported_in(member.programme, meeting, activity, engine=current_engine())
    if found is None:
        raise Http404
    vote, supported = found
    topics = topics_to_choose(member.programme)
    near = matched(supported.options, {each.number: each.title for each in topics})

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        chosen = meant(
            said,
            supported.options,
            twice=text("Ce sujet est déjà celui d'une autre option."),
            none=text("Il faut une option au moins qui soit un sujet à choisir."),
        )
        numbers = {option: int(each) if each else None for option, each in chosen.items()}
        among = {each for each in numbers.values() if each is not None}
        put = topics_to_choose(member.programme, among=among)
        made = make_selection(
            programme=member.programme,
            key=form.key,
            title=" ".join(said["title"].split()),
            terms=terms_from(said, put),
            ballots=ballots_among(supported.ballots, numbers),
            among=among,
            source=vote.source,
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_selection", member, selection=made.key)

    ready = {field_of(number): str(topic) for number, topic in near.items()}
    return answer_form(
        request,
        member,
        matching_form(
            TermsForm,
            supported.options,
            [(str(each.number), f"{each.number} · {each.title}") for each in topics],
            aside=_("Aucun de ces sujets : ses voix sont laissées de côté"),
            start={**ready, "title": vote.title, "capacity": supported.capacity},
        ),
        save,
        said=FormWords(
            title=_("Choisir avec les bulletins d'une réunion"),
            lede=_("« %(title)s » : %(meeting)s, %(day)s.")
            % {
                "title": vote.title,
                "meeting": vote.meeting_title,
                "day": words.day(words.local(vote.planned_at)),
            },
            submit=_("Proposer un choix") if topics else "",
            back=address("office_new_selection", member),
            place=PLACE,
            template="office/selection_taken.html",
        ),
        context={
            "n": supported.n,
            "has_degrees": supported.has_degrees,
            "has_topics": bool(topics),
            "apart": listed(
                [each for number, each in enumerate(supported.options, 1) if number not in near]
            ),
            "waiting": [
                each for each in topics if each.number not in near.values() and not each.is_must
            ],
        },
    )
