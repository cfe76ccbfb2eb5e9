"""Asking for topics, asking back, grading, choosing, amending, deciding."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from mire.choice.portfolio.reasons import Why
from mire.programme.cases.actions import propose_case
from mire.programme.cases.models import Case
from mire.programme.cases.rules import CASE, check_counts
from mire.programme.criteria.models import Criterion
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, changed
from mire.programme.links import digest_of_secret
from mire.programme.people.models import Department
from mire.programme.programmes.models import Programme
from mire.programme.thread.actions import set_source
from mire.programme.thread.queries import links_to
from mire.programme.thread.rules import Reference
from mire.programme.topics.models import (
    Call,
    QuestionBack,
    Selection,
    SelectionAmendment,
    Topic,
    TopicTally,
)
from mire.programme.topics.queries import (
    DecidedLine,
    is_open,
    lines_of,
    topics_to_choose,
)
from mire.programme.topics.rules.ballots import Ballots
from mire.programme.topics.rules.selecting import Terms, Wanted, propose
from mire.programme.topics.rules.states import (
    CALL,
    MOST_OPEN,
    SELECTION,
    TOPIC,
    TopicState,
    check_move,
)
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def open_call(
    *,
    programme: Programme,
    key: str,
    secret: str,
    lead: str,
    ends_on: date,
    today: date,
    by: Actor,
    now: datetime,
) -> Call:
    """Open a link by which departments ask for topics, once for a key. May raise a ``Refusal``."""
    if done := Call.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    if ends_on < today:
        raise Refusal(text("Ce jour est passé."), path=("ends_on",), code="value")
    call = Call.objects.create(
        key=key, programme=programme, lead=lead, ends_on=ends_on,
        digest=digest_of_secret(secret), made_by=by.name[:120], made_at=now,
    )  # fmt: skip
    _note(programme, "call.opened", About(CALL, call.key, ""), by=by, now=now,
          after={"ends_on": ends_on})  # fmt: skip
    return call


@journalled
def close_call(*, call: Call, by: Actor, now: datetime) -> None:
    """Close a link; what was asked by it stays."""
    call = Call.objects.select_for_update().select_related("programme").get(pk=call.pk)
    if call.closed_at is not None:
        nothing_done()
        return
    call.closed_at = now
    call.save(update_fields=["closed_at"])
    _note(call.programme, "call.closed", About(CALL, call.key, ""), by=by, now=now)


@journalled
def ask_topic(
    *,
    programme: Programme,
    key: str,
    values: Mapping[str, Any],
    department: Department | None,
    call: Call | None = None,
    secret: str = "",
    today: date,
    by: Actor,
    now: datetime,
) -> Topic:
    """Keep a topic that is asked for, once for a key.

    ``call``: the link that it came by, None where the group writes it; ``secret``: of the page
    where who asks will follow it. Raises a ``Refusal`` once the link is closed.
    """
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if done := Topic.objects.filter(key=key).first():
        if done.programme_id != programme.pk:
            raise Refusal(text("Cette page a changé depuis : rechargez-la."), code="value")
        if any(getattr(done, name) != value for name, value in values.items()):
            raise Refusal(
                text(
                    "Un premier sujet est déjà parti de cette page : ouvrez de nouveau le lien "
                    "pour en demander un autre."
                ),
                code="id_taken",
            )
        nothing_done()
        return done
    digest = digest_of_secret(secret) if secret else None
    if digest is not None and Topic.objects.filter(digest=digest).exists():
        raise Refusal(
            text(
                "Un premier sujet est déjà parti de cette page : ouvrez de nouveau le lien "
                "pour en demander un autre."
            ),
            code="id_taken",
        )
    if call is not None and not is_open(call, today=today):
        raise Refusal(
            text("Ce lien ne prend plus de sujet : votre texte n'a pas été gardé."), code="late"
        )
    same = Topic.objects.filter(programme=programme)
    if call is not None and same.filter(state=TopicState.ASKED).count() >= MOST_OPEN:
        raise Refusal(
            text("Il y a déjà %(most)s sujets : écrivez à qui anime ce programme.", most=MOST_OPEN),
            code="many",
        )
    topic = Topic.objects.create(
        key=key, programme=programme, call=call, department=department,
        number=(same.aggregate(last=Max("number"))["last"] or 0) + 1,
        digest=digest,
        made_by=by.name[:120], made_at=now, **values,
    )  # fmt: skip
    _note_topic(topic, "topic.asked", by=by, now=now, after={"number": topic.number})
    return topic


@journalled
def change_topic(
    *,
    topic: Topic,
    seen: int,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> None:
    """Change a topic that waits for its choice. ``seen``: the version that was read.

    Raises a ``Refusal`` when somebody changed it since, or once it was decided.
    """
    topic = _locked(topic)
    before, after = changed({name: getattr(topic, name) for name in values}, values)
    if not after:
        nothing_done()
        return
    if topic.version != seen:
        raise Refusal(
            text("Quelqu'un a changé ce sujet entre-temps : relisez, puis recommencez."),
            code="moved",
        )
    if topic.state != TopicState.ASKED:
        raise Refusal(text("Ce sujet a reçu sa réponse : rouvrez-le d'abord."), code="late")
    for name in after:
        setattr(topic, name, values[name])
    topic.version += 1
    topic.save()
    told = {name: getattr(value, "name", value) for name, value in after.items()}
    was = {name: getattr(value, "name", value) for name, value in before.items()}
    _note_topic(topic, "topic.changed", by=by, now=now, before=was, after=told)


@journalled
def move_topic(
    *, topic: Topic, to: TopicState, reason: str, on: date, by: Actor, now: datetime
) -> None:
    """Take a topic, refuse it, take it out or open it again, outside of any choice; with why."""
    topic = _locked(topic)
    was = TopicState(topic.state)
    if was is to and reason == topic.reason:
        nothing_done()
        return
    check_move(was, to, reason)
    _settle(topic, to, reason, on=on, by=by)
    _note_topic(
        topic, "topic.moved", by=by, now=now, before={"state": was},
        after={"state": to, "reason": reason},
    )  # fmt: skip


@journalled
def ask_back(*, topic: Topic, key: str, words: str, by: Actor, now: datetime) -> None:
    """Ask something of who asked for a topic; once for a key."""
    if QuestionBack.objects.filter(key=key, topic=topic).exists():
        nothing_done()
        return
    if not words:
        raise Refusal(text("Écrivez la question."), path=("words",), code="missing")
    QuestionBack.objects.create(key=key, topic=topic, words=words, by=by.name[:120], at=now)
    _note_topic(topic, "topic.questioned", by=by, now=now, after={"what": words})


@journalled
def answer_back(*, question: QuestionBack, answer: str, by: Actor, now: datetime) -> None:
    """Answer a question; what was answered before is replaced while the topic waits."""
    question = (
        QuestionBack.objects.select_for_update()
        .select_related("topic__programme")
        .get(pk=question.pk)
    )
    if question.answer == answer:
        nothing_done()
        return
    if not answer:
        raise Refusal(text("Écrivez la réponse."), path=("answer",), code="missing")
    if question.topic.state != TopicState.ASKED:
        raise Refusal(text("Ce sujet a déjà reçu sa réponse."), code="late")
    question.answer, question.answered_at = answer, now
    question.save(update_fields=["answer", "answered_at"])
    _note_topic(question.topic, "topic.answered", by=by, now=now, after={"what": answer})


@journalled
def grade_topic(
    *,
    topic: Topic,
    key: str,
    criterion: Criterion,
    on: date,
    counts: Sequence[int],
    by: Actor,
    now: datetime,
) -> None:
    """Note how many voices gave each grade by a criterion, once for a key.

    The journal tells that there were grades, not which. Raises a ``Refusal`` naming the field.
    """
    if TopicTally.objects.filter(key=key).exists():
        nothing_done()
        return
    check_counts(counts)
    TopicTally.objects.create(key=key, topic=topic, criterion=criterion, on=on, counts=[*counts])
    _note_topic(topic, "topic.graded", by=by, now=now, after={"criterion": criterion.name})


@journalled
def remove_topic_grades(*, tally: TopicTally, by: Actor, now: datetime) -> None:
    """Take grades away that were noted wrongly."""
    before = {"criterion": tally.criterion.name}
    tally.delete()
    _note_topic(tally.topic, "topic.grades_removed", by=by, now=now, before=before)


@journalled
def make_selection(
    *,
    programme: Programme,
    key: str,
    title: str,
    terms: Terms,
    ballots: Ballots,
    among: Collection[int] | None = None,
    source: Reference | None = None,
    by: Actor,
    now: datetime,
) -> Selection:
    """Propose a choice among the topics that wait, once for a key; ballots in no order.

    ``among``: the numbers of those that were put to the vote, None: all; what must be had is in
    any choice. ``source``: what says that vote, None for ballots that were typed. Raises the
    ``Refusal`` that ``propose`` raises, or one where no topic has a cost.
    """
    if done := Selection.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    topics = topics_to_choose(programme, among=among)
    if not topics:
        raise Refusal(
            text("Aucun sujet à choisir : il en faut un, avec son coût en jours d'agents."),
            code="none",
        )
    wanted = [Wanted(each.number, each.title, int(each.cost or 0), each.theme) for each in topics]
    made = Selection.objects.create(
        key=key, programme=programme, title=title,
        wanted=[asdict(each) for each in wanted],
        terms=asdict(terms),
        ballots=[[list(marked), n] for marked, n in ballots],
        proposal=propose(wanted, ballots, terms).primitive(),
        made_by=by.name[:120], made_at=now,
    )  # fmt: skip
    after = {"n": sum(n for _marked, n in ballots), "capacity": terms.capacity}
    _note_selection(made, "selection.made", by=by, now=now, after=after)
    if source is not None:
        set_source(
            programme=programme, citing=Reference(SELECTION, made.key), name=made.title,
            source=source, how="for", by=by, now=now,
        )  # fmt: skip
    return made


@journalled
def amend_selection(
    *,
    selection: Selection,
    number: int,
    is_taken: bool,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Take a topic that is not proposed, or leave one that is, with why; as proposed: no more.

    Raises a ``Refusal`` once the choice is decided, or without a reason.
    """
    selection = _open(selection)
    line = next((each for each in lines_of(selection) if each.line.number == number), None)
    if line is None:
        raise Refusal(text("Ce sujet n'est pas dans ce choix."), code="unknown")
    if is_taken == line.line.is_taken:
        if line.amendment is None:
            nothing_done()
            return
        line.amendment.delete()
        _note_selection(
            selection, "selection.amendment_removed", by=by, now=now, before={"number": number}
        )
        return
    if not reason:
        raise Refusal(
            text("Dites pourquoi : la raison se lira à côté de ce qui était proposé."),
            path=("reason",),
            code="missing",
        )
    if line.amendment is not None:
        if line.amendment.reason == reason:
            nothing_done()
            return
        raise Refusal(
            text(
                "%(by)s l'a déjà changé : « %(reason)s ». Relisez, puis recommencez.",
                by=line.amendment.by,
                reason=line.amendment.reason,
            ),
            code="moved",
        )
    SelectionAmendment.objects.create(
        selection=selection, number=number, is_taken=is_taken, reason=reason, by=by.name[:120],
        at=now,
    )  # fmt: skip
    after = {"number": number, "reason": reason}
    _note_selection(selection, "selection.amended", by=by, now=now, after=after)


@journalled
def decide_selection(
    *,
    selection: Selection,
    why: Callable[[DecidedLine], str],
    on: date,
    by: Actor,
    now: datetime,
) -> None:
    """Give each topic of a choice its answer, as proposed or amended; topics moved since stay.

    ``why``: says why a line stands where it does, as its letter will. What was left aside before
    the ballot waits on, unless the group takes it after all.
    """
    selection = _open(selection)
    for each in lines_of(selection):
        if each.topic is None or (each.line.why == Why.SET_ASIDE and not each.is_taken):
            continue
        topic = _locked(each.topic)
        if topic.state == TopicState.ASKED:
            to = TopicState.TAKEN if each.is_taken else TopicState.REFUSED
            _settle(topic, to, why(each), on=on, by=by)
    selection.decided_on, selection.decided_by = on, by.name[:120]
    selection.save(update_fields=["decided_on", "decided_by"])
    taken = sorted(each.line.number for each in lines_of(selection) if each.is_taken)
    _note_selection(selection, "selection.decided", by=by, now=now, after={"taken": taken})


@journalled
def drop_selection(*, selection: Selection, by: Actor, now: datetime) -> None:
    """Remove a choice that nobody decided. Raises a ``Refusal`` while something cites it."""
    selection = _open(selection)
    if links_to(selection.programme, [Reference(SELECTION, selection.key)]):
        raise Refusal(text("Ce choix est cité : son fil dit par quoi. Il reste."), code="cited")
    _note_selection(selection, "selection.dropped", by=by, now=now)
    selection.delete()


@journalled
def open_case(*, topic: Topic, key: str, on: date, by: Actor, now: datetime) -> Case:
    """Propose the case that a topic which was taken becomes; once."""
    topic = _locked(topic)
    if topic.case is not None:
        nothing_done()
        return topic.case
    if topic.state != TopicState.TAKEN:
        raise Refusal(text("Un cas s'ouvre sur un sujet retenu."), code="moved")
    case = propose_case(
        programme=topic.programme,
        key=key,
        values={
            "title": topic.title,
            "ask": "\n".join(filter(None, (topic.aim, topic.audience, topic.stakes))),
            "asked_by": topic.asked_by,
            "carried_by": "",
            "asked_on": on,
        },
        departments=[topic.department] if topic.department is not None else [],
        by=by,
        now=now,
    )
    topic.case = case
    topic.save(update_fields=["case"])
    set_source(
        programme=topic.programme, citing=Reference(CASE, case.key), name=case.title,
        source=Reference(TOPIC, topic.key), how="for", by=by, now=now,
    )  # fmt: skip
    _note_topic(topic, "topic.case_opened", by=by, now=now)
    return case


def _locked(topic: Topic) -> Topic:
    rows = Topic.objects.select_for_update(of=("self",))
    return rows.select_related("programme", "department", "case").get(pk=topic.pk)


def _open(selection: Selection) -> Selection:
    rows = Selection.objects.select_for_update(of=("self",)).select_related("programme")
    selection = rows.get(pk=selection.pk)
    if selection.decided_on is not None:
        raise Refusal(text("Ce choix est décidé : il ne se change plus."), code="late")
    return selection


def _settle(topic: Topic, to: TopicState, reason: str, *, on: date, by: Actor) -> None:
    topic.state, topic.reason = to, reason
    topic.state_by, topic.state_on = by.name[:120], on
    topic.version += 1
    topic.save()


def _note_topic(topic: Topic, act: str, *, by: Actor, now: datetime, **more: Any) -> None:
    _note(topic.programme, act, About(TOPIC, topic.key, topic.title), by=by, now=now, **more)


def _note_selection(
    selection: Selection, act: str, *, by: Actor, now: datetime, **more: Any
) -> None:
    about = About(SELECTION, selection.key, selection.title)
    _note(selection.programme, act, about, by=by, now=now, **more)


def _note(
    programme: Programme,
    act: str,
    about: About,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    note(by=by, act=act, about=about, programme=programme.key, before=before, after=after, now=now)
