"""Everything that the office holds of one person, as plain values."""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q

from mire.programme.accounts.models import Account, SignInLink
from mire.programme.accounts.queries import passkeys_of
from mire.programme.approvals.models import Approval
from mire.programme.cases.models import Case, CaseMove, Learnt
from mire.programme.choices.models import Argument
from mire.programme.chronicle.models import EpisodeVersion
from mire.programme.findings.models import Finding
from mire.programme.guests.models import GuestLink
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import plain
from mire.programme.meetings.models import Meeting
from mire.programme.methods.models import Review
from mire.programme.note.models import PassageRemark, PassageVersion
from mire.programme.outcomes.models import Outcome
from mire.programme.people.models import MissionLetter, Person, Presence, Role
from mire.programme.personal.queries.naming import acts_of
from mire.programme.personal.rules import mentions
from mire.programme.preparation.models import Duty
from mire.programme.programmes.models import Programme
from mire.programme.reading.models import Line, ReadingAct
from mire.programme.residencies.models import ResidencyCycle
from mire.programme.soundings.models import Sounding
from mire.programme.sponsorship.models import Deliberation, PathStep, SponsorFact
from mire.programme.steering.models import Amendment
from mire.programme.topics.models import Topic

FORMAT = "mire-person"
VERSION = 1


def person_of_account(account: Account) -> Person | None:
    """Return whose account it is, None when it is of no person. One query."""
    found = Person.objects.select_related("account", "authority", "department")
    return found.filter(account=account).first()


def held_of(
    person: Person, *, on: date, programmes: Collection[Programme] | None
) -> dict[str, Any]:
    """Return what is held of a person, as JSON holds it. Thirty-two queries at most.

    ``programmes``: those whose rows are told, None for all of them; docs/reference/person.md says
    each field.
    """
    roles = Role.objects.filter(person=person).select_related("kind__programme")
    letters = MissionLetter.objects.filter(person=person).select_related("programme")
    presences = Presence.objects.filter(person=person).select_related("programme")
    acts = Entry.objects.filter(acts_of(person)).order_by("pk")
    if programmes is not None:
        roles = roles.filter(kind__programme__in=programmes)
        letters = letters.filter(programme__in=programmes)
        presences = presences.filter(programme__in=programmes)
        acts = acts.filter(programme__in=["", *(each.key for each in programmes)])
    held = list(roles)
    titles = dict(
        Meeting.objects.filter(
            key__in=[each.meeting for each in presences if each.meeting]
        ).values_list("key", "title")
    )
    return {
        "format": FORMAT,
        "version": VERSION,
        "on": plain(on),
        "is_whole": programmes is None,
        "person": {
            "key": person.key,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "email": person.email,
            "department": "" if person.department is None else person.department.name,
            "post": person.post,
            "authority": person.authority.name,
        },
        "account": _account(person),
        "roles": [
            {
                "programme": each.kind.programme.name,
                "role": each.kind.name,
                "right": each.kind.right,
                "starts_on": plain(each.starts_on),
                "ends_on": plain(each.ends_on),
                "manager_agreed_on": plain(each.manager_agreed_on),
                "left_because": each.left_because,
            }
            for each in held
        ],
        "letters": [
            {
                "programme": each.programme.name,
                "days_a_month": plain(each.days_a_month),
                "starts_on": plain(each.starts_on),
                "ends_on": plain(each.ends_on),
            }
            for each in letters
        ],
        "presence": [
            {
                "programme": each.programme.name,
                "on": plain(each.on),
                "days": plain(each.days),
                "what": titles.get(each.meeting, each.what),
            }
            for each in presences
        ],
        "expected": _expected(person, programmes),
        "readings": _readings(person, programmes),
        "findings": _findings(person, programmes),
        "outcomes": _outcomes(person, programmes),
        "soundings": _soundings(person, programmes),
        "amendments": _amendments(person, programmes),
        "topics": _topics(person, programmes),
        "cycles": _cycles(person, programmes),
        "passages": _passages(person, programmes),
        "remarks": _remarks(person, programmes),
        "approvals": _approvals(person, programmes),
        "episodes": _episodes(person, programmes),
        "sponsorship": _sponsorship(person, programmes),
        "cases": _cases(person, programmes),
        "arguments": _arguments(person, programmes),
        "reviews": _reviews(person, programmes),
        "guests": _guests([str(person)], programmes),
        "journal": [
            {
                "at": plain(each.at),
                "actor": each.actor_name,
                "act": each.act,
                "about": each.about_name,
                "before": each.before,
                "after": each.after,
            }
            for each in acts
        ],
    }


def _account(person: Person) -> dict[str, Any] | None:
    account = person.account
    if account is None:
        return None
    return {
        "name": account.name,
        "email": account.email or "",
        "addresses": sorted(
            EmailAddress.objects.filter(user=account).values_list("email", flat=True)
        ),
        "providers": sorted(
            SocialAccount.objects.filter(user=account).values_list("provider", flat=True)
        ),
        "made_at": plain(account.made_at),
        "last_signed_in_at": plain(account.last_login),
        "passkeys": [
            {"name": each.name, "made_at": plain(each.made_at), "used_at": plain(each.used_at)}
            for each in passkeys_of(account)
        ],
        "links": [
            {"made_at": plain(each.made_at), "used_at": plain(each.used_at)}
            for each in SignInLink.objects.filter(account=account).order_by("pk")
        ],
    }


def _expected(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return the meetings at which they are expected by name, or have a duty. Two queries."""
    of_person = Q(expected_persons__person=person) | Q(duties__person=person)
    found = Meeting.objects.filter(of_person).distinct().order_by("planned_at", "pk")
    if programmes is not None:
        found = found.filter(programme__in=programmes)
    duties: dict[int, list[dict[str, str]]] = {}
    for each in Duty.objects.filter(person=person):
        told = {"slot": each.slot, "say": each.say, "notes": each.notes}
        duties.setdefault(each.meeting_id, []).append(told)
    return [
        {
            "title": each.title,
            "planned_at": plain(each.planned_at),
            "place": each.place,
            "duties": duties.get(each.pk, []),
        }
        for each in found
    ]


def _readings(
    person: Person, programmes: Collection[Programme] | None
) -> dict[str, list[dict[str, Any]]]:
    """Return what they did in readings, and the lines that they added. Two queries."""
    account = person.account
    acts = ReadingAct.objects.filter(by="" if account is None else account.key).exclude(by="")
    lines = Line.objects.filter(by_name=str(person))
    if programmes is not None:
        acts = acts.filter(reading__programme__in=programmes)
        lines = lines.filter(reading__programme__in=programmes)
    return {
        "acts": [
            {"reading": title, "kind": kind, "body": body, "at": plain(at)}
            for title, kind, body, at in acts.values_list("reading__title", "kind", "body", "at")
        ],
        "lines": [
            {"reading": title, "text": said, "source": source, "at": plain(at)}
            for title, said, source, at in lines.values_list(
                "reading__title", "text", "source", "at"
            )
        ],
    }


def _findings(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return the findings that they wrote. One query."""
    found = Finding.objects.filter(made_by=str(person), removed_at=None)
    if programmes is not None:
        found = found.filter(programme__in=programmes)
    return [
        {"sentence": each.sentence, "detail": each.detail, "made_at": plain(each.made_at)}
        for each in found
    ]


def _outcomes(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return the decisions, questions, actions and answers that they wrote. One query."""
    found = Outcome.objects.filter(made_by=str(person))
    if programmes is not None:
        found = found.filter(programme__in=programmes)
    return [
        {"kind": each.kind, "what": each.what, "made_at": plain(each.made_at)} for each in found
    ]


def _soundings(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return the soundings that they made; what people answer is nobody's. One query."""
    found = Sounding.objects.filter(made_by=str(person))
    if programmes is not None:
        found = found.filter(programme__in=programmes)
    return [{"title": each.title, "made_at": plain(each.made_at)} for each in found]


def _topics(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return the topics that they asked for or wrote down. One query."""
    named = Q(made_by=str(person)) | Q(asked_by__icontains=str(person))
    found = Topic.objects.filter(named)
    if programmes is not None:
        found = found.filter(programme__in=programmes)
    return [
        {"title": each.title, "asked_by": each.asked_by, "made_at": plain(each.made_at)}
        for each in found
    ]


def _cycles(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return the cycles of residencies that they began, or that name them. One query."""
    found = ResidencyCycle.objects.order_by("pk")
    if programmes is not None:
        found = found.filter(programme__in=programmes)
    name = str(person)
    return [
        {"title": each.title, "made_at": plain(each.made_at)}
        for each in found
        if each.made_by == name
        or mentions(json.dumps([each.tables, each.withdrawn], ensure_ascii=False), [name])
    ]


def _passages(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return the versions of passages that they saved. One query."""
    found = PassageVersion.objects.filter(by=str(person)).order_by("pk")
    if programmes is not None:
        found = found.filter(passage__section__note__programme__in=programmes)
    return [{"words": each.words, "at": plain(each.at)} for each in found]


def _remarks(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return what they said of passages. One query."""
    found = PassageRemark.objects.filter(by=str(person)).order_by("pk")
    if programmes is not None:
        found = found.filter(passage__section__note__programme__in=programmes)
    return [{"words": each.words, "reply": each.reply, "at": plain(each.at)} for each in found]


def _episodes(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return what they published of the chronicle. One query."""
    found = EpisodeVersion.objects.filter(by=str(person)).select_related("episode").order_by("pk")
    if programmes is not None:
        found = found.filter(episode__programme__in=programmes)
    return [
        {"title": each.content["title"], "version": each.number, "at": plain(each.at)}
        for each in found
    ]


def _approvals(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return what they said of versions of the note. One query."""
    found = Approval.objects.filter(person=person).select_related("step", "version")
    if programmes is not None:
        found = found.filter(step__note__programme__in=programmes)
    return [
        {
            "step": each.step.title,
            "version": each.version.number,
            "verdict": each.verdict,
            "remarks": each.remarks,
            "given_on": plain(each.given_on),
        }
        for each in found
    ]


def _sponsorship(
    person: Person, programmes: Collection[Programme] | None
) -> dict[str, list[dict[str, Any]]]:
    """Return steps and facts that they noted, deliberations that they wrote. Three queries."""
    name = str(person)
    steps = PathStep.objects.filter(done_by=name).order_by("pk")
    facts = SponsorFact.objects.filter(Q(made_by=name) | Q(withdrawn_by=name)).order_by("pk")
    texts = Deliberation.objects.filter(
        Q(made_by=name) | Q(changed_by=name) | Q(voted_by=name)
    ).order_by("pk")
    if programmes is not None:
        steps = steps.filter(path__programme__in=programmes)
        facts = facts.filter(path__programme__in=programmes)
        texts = texts.filter(path__programme__in=programmes)
    return {
        "steps": [{"title": each.title, "done_on": plain(each.done_on)} for each in steps],
        "facts": [
            {
                "function": each.function,
                "what": each.what,
                "words": each.words,
                "since": plain(each.since),
            }
            for each in facts
        ],
        "deliberations": [
            {"title": each.title, "changed_at": plain(each.changed_at)} for each in texts
        ],
    }


def _amendments(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return the amendments that they asked for. One query."""
    found = Amendment.objects.filter(Q(by=str(person)) | Q(on_behalf_of=str(person)))
    if programmes is not None:
        found = found.filter(minutes__programme__in=programmes)
    return [{"words": each.words, "reply": each.reply, "at": plain(each.at)} for each in found]


def _cases(
    person: Person, programmes: Collection[Programme] | None
) -> dict[str, list[dict[str, Any]]]:
    """Return the cases that they proposed, moved, and what they wrote was learnt. Three queries."""
    name = str(person)
    proposed = Case.objects.filter(made_by=name)
    moves = CaseMove.objects.filter(by=name)
    learnt = Learnt.objects.filter(made_by=name)
    if programmes is not None:
        proposed = proposed.filter(programme__in=programmes)
        moves = moves.filter(case__programme__in=programmes)
        learnt = learnt.filter(case__programme__in=programmes)
    return {
        "proposed": [{"title": each.title, "made_at": plain(each.made_at)} for each in proposed],
        "moves": [
            {"case": title, "to": to, "on": plain(on), "reason": reason}
            for title, to, on, reason in moves.values_list("case__title", "to", "on", "reason")
        ],
        "learnt": [{"sentence": each.sentence, "made_at": plain(each.made_at)} for each in learnt],
    }


def _arguments(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return the arguments on scenarios that they wrote, or answered. One query."""
    found = Argument.objects.filter(Q(made_by=str(person)) | Q(reply_by=str(person)))
    if programmes is not None:
        found = found.filter(scenario__choice__programme__in=programmes)
    return [
        {"sentence": each.sentence, "reply": each.reply, "made_at": plain(each.made_at)}
        for each in found
    ]


def _reviews(person: Person, programmes: Collection[Programme] | None) -> list[dict[str, Any]]:
    """Return what they said of methods that they used. One query."""
    found = Review.objects.filter(person=person).select_related("method", "meeting", "case")
    if programmes is not None:
        found = found.filter(method__programme__in=programmes)
    return [
        {
            "method": str(each.method),
            "where": str(each.meeting or each.case or ""),
            "on": plain(each.on),
            "ease": each.ease,
            "effect": each.effect,
            "would_again": each.would_again,
            "recommended_for": each.recommended_for,
            "words": each.words,
        }
        for each in found
    ]


def _guests(
    names: Collection[str], programmes: Collection[Programme] | None
) -> list[dict[str, Any]]:
    """Return the links that they gave to guests. One query."""
    links = GuestLink.objects.filter(made_by__in=names)
    if programmes is not None:
        links = links.filter(programme__in=programmes)
    return [
        {"whom": each.whom, "made_at": plain(each.made_at), "ends_on": plain(each.ends_on)}
        for each in links
    ]
