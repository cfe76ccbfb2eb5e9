"""A choice among topics made from the ballots of a meeting, each of its options found a topic."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mire.live.engine.engine import current_engine
from mire.programme.people.queries import Member
from mire.programme.topics.actions import make_selection
from mire.programme.topics.queries import Topic, topics_to_choose
from mire.programme.topics.rules.ballots import ballots_among
from mire.programme.votes.queries import supported_in
from mire.programme.votes.rules import matched
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.technique_api.votes import Supported
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, address
from mire.web.office.topics.selections import TermsForm, terms_from
from mire.web.office.topics.topics import PLACE
from mire.words import words

ASIDE = "aside"
"""What an option is that is none of the topics."""


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
        meant = _meant(said, supported)
        among = {each for each in meant.values() if each is not None}
        chosen = topics_to_choose(member.programme, among=among)
        made = make_selection(
            programme=member.programme,
            key=form.key,
            title=" ".join(said["title"].split()),
            terms=terms_from(said, chosen),
            ballots=ballots_among(supported.ballots, meant),
            among=among,
            source=vote.source,
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_selection", member, selection=made.key)

    ready = {f"o{number}": str(topic) for number, topic in near.items()}
    return answer_form(
        request,
        member,
        _form_of(supported, topics, {**ready, "title": vote.title, "capacity": supported.capacity}),
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
            "apart": words.listed(
                [
                    words.quoted(option)
                    for number, option in enumerate(supported.options, 1)
                    if number not in near
                ]
            ),
            "waiting": [
                each for each in topics if each.number not in near.values() and not each.is_must
            ],
        },
    )


def _form_of(
    supported: Supported, topics: Sequence[Topic], start: Mapping[str, Any]
) -> Callable[..., OfficeForm]:
    """Return what makes the form: for each option the topic that it is, then the terms."""
    choices = [
        ("", _("À choisir")),
        *((str(each.number), f"{each.number} · {each.title}") for each in topics),
        (ASIDE, _("Aucun de ces sujets : ses voix sont laissées de côté")),
    ]
    fields = {
        f"o{number}": forms.ChoiceField(label=words.quoted(option), choices=choices)
        for number, option in enumerate(supported.options, 1)
    }
    kind: type[OfficeForm] = type(
        "TakenForm", (TermsForm,), {**fields, "field_order": (*fields, "title", "capacity")}
    )

    def made(*args: Any, **kwargs: Any) -> OfficeForm:
        if "initial" in kwargs:
            kwargs["initial"] = {**start, **kwargs["initial"]}
        return kind(*args, **kwargs)

    return made


def _meant(said: Mapping[str, Any], supported: Supported) -> dict[int, int | None]:
    """Return the topic that each option is, None for none. Raises a ``Refusal`` naming a field."""
    meant: dict[int, int | None] = {}
    for number in range(1, len(supported.options) + 1):
        chosen = said[f"o{number}"]
        topic = None if chosen == ASIDE else int(chosen)
        if topic is not None and topic in meant.values():
            raise Refusal(
                text("Ce sujet est déjà celui d'une autre option."),
                path=(f"o{number}",),
                code="twice",
            )
        meant[number] = topic
    if not any(each is not None for each in meant.values()):
        raise Refusal(
            text("Il faut une option au moins qui soit un sujet à choisir."),
            path=("o1",),
            code="none",
        )
    return meant
