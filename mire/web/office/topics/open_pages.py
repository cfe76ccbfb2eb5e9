"""Pages without an account: asking for a topic, following one's own, the public list."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mire.documents.builders.topic_letter import letter_text, topic_letter
from mire.programme.journal.rules import Actor
from mire.programme.keys import is_key, new_key
from mire.programme.people.queries import departments_by_key
from mire.programme.programmes.queries import Programme, programme_by_key
from mire.programme.topics.actions import answer_back, ask_topic
from mire.programme.topics.queries import call_of_secret, is_open, topic_of_secret, topics_of
from mire.programme.topics.rules.states import MOST_REASON, STATE_WORDS, TopicState
from mire.technique_api.free_text import tidy
from mire.technique_api.refusal import Refusal
from mire.web import rates
from mire.web.addresses import public_address
from mire.web.commitment_pages import private
from mire.web.office.pages import open_page
from mire.web.office.topics.topics import ReferralForm, department_choices, topic_values
from mire.web.shell import errors
from mire.words import words

SECRET = re.compile(r"^[\w-]{24}$")


@open_page
def referral(request: HttpRequest, *, secret: str) -> HttpResponse:
    """Show the form to whoever holds the link; keep a topic, and lead to the page that follows it.

    A form that is sent twice is one topic: its key and its private link are drawn when it is shown.
    """
    where = request.META.get("REMOTE_ADDR", "")
    if not rates.unknown_codes.has_left(where):
        raise Http404
    call = call_of_secret(secret)
    if call is None:
        rates.unknown_codes.allows(where)
        return errors.say(
            request,
            _(
                "Ce lien n'ouvre plus de page : un autre lien a été donné. Demandez à qui vous l'a "
                "envoyé."
            ),
            status=404,
        )
    programme = call.programme
    departments = departments_by_key(programme, on=timezone.localdate())
    choices = {"department": department_choices(departments)}
    context: dict[str, Any] = {
        "call": call,
        "programme_name": programme.name,
        "is_open": is_open(call, today=timezone.localdate()),
        "ends_on": words.day(
            call.ends_on if call.closed_at is None else timezone.localtime(call.closed_at)
        ),
        "link": secrets.token_urlsafe(18),
        "is_listed": programme.shows_topics,
        "list_key": programme.key,
    }
    if request.method != "POST":
        form = ReferralForm(choices=choices, initial={"once": new_key()})
        return private(render(request, "office/referral.html", {**context, "form": form}))
    form = ReferralForm(request.POST, choices=choices)
    link = request.POST.get("lien", "")
    if not SECRET.match(link):
        link = secrets.token_urlsafe(18)
    refusal = ""
    if form.is_valid():
        try:
            if not rates.remarks.allows(where):
                raise rates.too_often()
            values = topic_values(form, departments)
            ask_topic(
                programme=programme,
                key=form.key,
                department=values.pop("department"),
                values=values,
                call=call,
                secret=link,
                today=timezone.localdate(),
                by=Actor(name=values["asked_by"]),
                now=timezone.now(),
            )
            return private(redirect("topic_followed", secret=link))
        except Refusal as refused:
            refusal = words.translate(refused.text)
    context |= {"form": form, "refusal": refusal, "link": link}
    return private(render(request, "office/referral.html", context, status=422))


@open_page
def followed(request: HttpRequest, *, secret: str) -> HttpResponse:
    """Show a topic to who asked for it: questions to answer, what became of it."""
    where = request.META.get("REMOTE_ADDR", "")
    if not rates.unknown_codes.has_left(where):
        raise Http404
    topic = topic_of_secret(secret)
    if topic is None:
        rates.unknown_codes.allows(where)
        return errors.say(request, _("Ce lien n'ouvre aucune page."), status=404)
    refusal, typed = "", ("", "")
    if request.method == "POST":
        key = request.POST.get("question", "")
        question = next((each for each in topic.questions.all() if each.key == key), None)
        if question is None:
            raise Http404
        typed = (key, request.POST.get("answer", ""))
        try:
            said = tidy(typed[1], limit=MOST_REASON, path=("answer",)) or ""
            if not rates.remarks.allows(where):
                raise rates.too_often()
            answer_back(
                question=question,
                answer=said,
                by=Actor(name=topic.asked_by),
                now=timezone.now(),
            )
            return private(redirect("topic_followed", secret=secret))
        except Refusal as refused:
            refusal = words.translate(refused.text)
    state = TopicState(topic.state)
    context: dict[str, Any] = {
        "topic": topic,
        "programme_name": topic.programme.name,
        "address": public_address(request) + request.path,
        "state": words.translate(STATE_WORDS[state]),
        "is_asked": state is TopicState.ASKED,
        "deadline": "" if topic.deadline is None else words.day(topic.deadline),
        "questions": [
            (each, typed[1] if refusal and typed[0] == each.key else each.answer)
            for each in topic.questions.all()
        ],
        "letter": "" if state is TopicState.ASKED else letter_text(topic_letter(topic)),
        "refusal": refusal,
        "list_key": topic.programme.key if topic.programme.shows_topics else "",
    }
    return private(
        render(request, "office/topic_followed.html", context, status=422 if refusal else 200)
    )


@require_safe
@open_page
def listed(request: HttpRequest, *, listed: str) -> HttpResponse:
    """List the topics of a programme that shows them: no name of who asked, only titles."""
    found = programme_by_key(listed) if is_key(listed) else None
    if found is None or not found.shows_topics:
        raise Http404
    return render(request, "office/topics_listed.html", _listed(found))


def _listed(programme: Programme) -> Mapping[str, Any]:
    shown = [
        each.topic
        for each in topics_of(programme)
        if each.topic.state in (TopicState.TAKEN, TopicState.REFUSED)  # somebody has read these
    ]
    return {
        "programme_name": programme.name,
        "topics": [
            {
                "number": each.number,
                "title": each.title,
                "department": "" if each.department is None else each.department.name,
                "state": words.translate(STATE_WORDS[TopicState(each.state)]),
                "day": "" if each.state_on is None else words.day(each.state_on),
            }
            for each in shown
        ],
    }
