"""The page of one topic: what is asked, questions back, grades, its answer and its letter."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.topic_letter import (
    acknowledgement,
    letter_text,
    topic_letter,
)
from mire.programme.criteria.queries import criteria_in_use
from mire.programme.keys import new_key
from mire.programme.people.queries import Member, departments_by_key
from mire.programme.topics.actions import (
    ask_back,
    change_topic,
    grade_topic,
    move_topic,
    open_case,
    remove_topic_grades,
)
from mire.programme.topics.queries import (
    Topic,
    graded_of,
    tally_in,
    topic_in,
)
from mire.programme.topics.rules.states import MOST_REASON, MOVES, STATE_WORDS, TopicState
from mire.technique_api.free_text import tidy
from mire.technique_api.refusal import Refusal
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.grades import (
    GradesForm,
    counts_in,
    criterion_choices,
    entitled,
    lede_of,
    spread_told,
)
from mire.web.office.handing_out import give_document
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.web.office.topics.topics import (
    PLACE,
    READERS,
    TopicForm,
    department_choices,
    standings,
    topic_values,
)
from mire.words import words


def topic_of(member: Member, key: str) -> Topic:
    """Return the topic of an address, or raise Http404."""
    found = topic_in(member.programme, key)
    if found is None:
        raise Http404
    return found


@require_safe
@office_page(*READERS)
def topic(request: HttpRequest, member: Member, *, topic: str) -> HttpResponse:
    """Show a topic."""
    return _show(request, member, topic_of(member, topic))


@office_page(*GROUP)
def changed_topic(request: HttpRequest, member: Member, *, topic: str) -> HttpResponse:
    """Change a topic that waits, or say what it costs."""
    found = topic_of(member, topic)
    departments = departments_by_key(member.programme, on=timezone.localdate())
    if found.department is not None:  # one that ended since stays what was said
        departments.setdefault(found.department.key, found.department)

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        choices = {"department": department_choices(departments), "standing": standings()}
        return TopicForm(*args, choices=choices, **kwargs)

    def save(form: OfficeForm) -> str:
        change_topic(
            topic=found,
            seen=found.version,
            values=topic_values(form, departments),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_topic", member, topic=found.key)

    names = ("title", "aim", "audience", "stakes", "deadline", "freed", "asked_by", "cost", "theme")
    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Changer le sujet %(number)s") % {"number": found.number},
            submit=_("Garder"),
            back=address("office_topic", member, topic=found.key),
            place=PLACE,
        ),
        stored={
            **{name: getattr(found, name) for name in names},
            "department": "" if found.department is None else found.department.key,
            "standing": "must" if found.is_must else "aside" if found.is_aside else "",
        },
    )


@require_POST
@office_page(*GROUP)
def moved_topic(request: HttpRequest, member: Member, *, topic: str) -> HttpResponse:
    """Answer a topic outside of any choice, or open it again."""
    found = topic_of(member, topic)
    asked = request.POST.get("do", "")
    if asked not in {each.value for each in TopicState}:
        raise Http404
    try:
        move_topic(
            topic=found,
            to=TopicState(asked),
            reason=_typed(request, "reason"),
            on=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    return redirect(address("office_topic", member, topic=found.key))


@require_POST
@office_page(*GROUP)
def asked_back(request: HttpRequest, member: Member, *, topic: str) -> HttpResponse:
    """Ask something of who asked."""
    found = topic_of(member, topic)
    once = request.POST.get("once", "")
    key = once if once.isalnum() and len(once) == len(new_key()) else new_key()
    try:
        said = _typed(request, "words")
        ask_back(topic=found, key=key, words=said, by=actor(member), now=timezone.now())
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    return redirect(address("office_topic", member, topic=found.key) + "#questions")


@office_page(*GROUP)
def graded_topic(request: HttpRequest, member: Member, *, topic: str) -> HttpResponse:
    """Note how many voices gave each grade by a criterion."""
    found = topic_of(member, topic)
    criteria = {each.key: each for each in criteria_in_use(member.programme)}

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        if "initial" in kwargs:
            kwargs["initial"] = {"on": timezone.localdate(), **kwargs["initial"]}
        choices = {"criterion": criterion_choices(list(criteria.values()))}
        return entitled(GradesForm(*args, choices=choices, **kwargs))

    def save(form: OfficeForm) -> str:
        values = form.values()
        grade_topic(
            topic=found,
            key=form.key,
            criterion=criteria[values["criterion"]],
            on=values["on"],
            counts=counts_in(values),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_topic", member, topic=found.key) + "#enjeu"

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Noter l'enjeu"),
            lede=lede_of(member, list(criteria.values())),
            submit=_("Noter ces voix") if criteria else "",
            back=address("office_topic", member, topic=found.key),
            place=PLACE,
        ),
    )


@require_POST
@office_page(*GROUP)
def ungraded_topic(request: HttpRequest, member: Member, *, topic: str, tally: str) -> HttpResponse:
    """Take grades away that were noted wrongly."""
    found = topic_of(member, topic)
    graded = tally_in(found, tally)
    if graded is None:
        raise Http404
    remove_topic_grades(tally=graded, by=actor(member), now=timezone.now())
    return redirect(address("office_topic", member, topic=found.key) + "#enjeu")


@require_safe
@office_page(*READERS)
def letter(request: HttpRequest, member: Member, *, topic: str) -> HttpResponse:
    """Show the letter that answers, or give it as a file."""
    found = topic_of(member, topic)
    if found.state == TopicState.ASKED:
        raise Http404
    made = topic_letter(found)
    return give_document(request, made)


@require_POST
@office_page(*GROUP)
def cased_topic(request: HttpRequest, member: Member, *, topic: str) -> HttpResponse:
    """Open the case that a topic becomes."""
    found = topic_of(member, topic)
    try:
        case = open_case(
            topic=found,
            key=new_key(),
            on=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    return redirect(address("office_case", member, case=case.key))


def _typed(request: HttpRequest, name: str) -> str:
    """Return words that a form holds; raise a ``Refusal`` for too many: they are never cut."""
    return tidy(request.POST.get(name), limit=MOST_REASON, path=(name,)) or ""


def _show(
    request: HttpRequest,
    member: Member,
    found: Topic,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    state = TopicState(found.state)
    may_write = member.may(*GROUP)
    presses = {
        TopicState.TAKEN: _("Retenir"),
        TopicState.REFUSED: _("Ne pas retenir"),
        TopicState.WITHDRAWN: _("Retirer"),
        TopicState.ASKED: _("Rouvrir"),
    }
    context: dict[str, Any] = {
        "topic": found,
        "state": words.translate(STATE_WORDS[state]),
        "is_asked": state is TopicState.ASKED,
        "is_taken": state is TopicState.TAKEN,
        "day": words.day(timezone.localtime(found.made_at)),
        "deadline": "" if found.deadline is None else words.day(found.deadline),
        "state_day": "" if found.state_on is None else words.day(found.state_on),
        "questions": [
            {
                "words": each.words,
                "by": each.by,
                "day": words.day(timezone.localtime(each.at)),
                "answer": each.answer,
            }
            for each in found.questions.all()
        ],
        "graded": [
            {
                "criterion": each.tally.criterion.name,
                "said": _("le %(day)s") % {"day": words.day(each.tally.on)},
                "is_latest": True,
                "remove_href": address(
                    "office_ungrade_topic", member, topic=found.key, tally=each.tally.key
                ),
                **spread_told(each.spread, each.n),
            }
            for each in graded_of(found)
        ],
        "threshold": member.programme.threshold,
        "may_write": may_write,
        "once": new_key(),
        "presses": [(each.value, presses[each]) for each in MOVES[state]] if may_write else [],
        "letter": "" if state is TopicState.ASKED else letter_text(topic_letter(found)),
        "acknowledgement": acknowledgement(found, follow="") if state is TopicState.ASKED else "",
        "refusal": "" if refusal is None else words.translate(refusal.text),
        # What was typed is given back where it was refused.
        "reason": request.POST.get("reason", "") if refusal is not None else "",
        "asked": request.POST.get("words", "") if refusal is not None else "",
    }
    status = 409 if refusal is not None else 200
    return show(request, member, "office/topic.html", context, place=PLACE, status=status)
