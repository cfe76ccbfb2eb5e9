"""How a person is named and where, what erasing them takes away, whom they alone are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.db.models import Q, TextField, Value
from django.db.models.functions import Concat

from mire.programme.cases.models import Case, CaseMove, Learnt
from mire.programme.choices.models import Argument, Bearing, Choice, Scenario, Yardstick
from mire.programme.choices.rules.kinds import PARTS
from mire.programme.findings.models import Finding
from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting, SheetTemplate, SheetVersion
from mire.programme.methods.models import Review
from mire.programme.outcomes.models import Outcome
from mire.programme.people.models import Person, Role
from mire.programme.people.rules import Right
from mire.programme.personal.rules import mentions, titled
from mire.programme.preparation.models import Duty, Preparation
from mire.programme.programmes.models import Programme
from mire.programme.reading.models import Line
from mire.programme.soundings.models import Sounding
from mire.programme.steering.models import Amendment, Dossier


def acts_of(person: Person) -> Q:
    """Return which lines of the journal are by a person, or about them."""
    asked = Q(about_kind="person", about_key=person.key)
    if person.account is not None:
        key = person.account.key
        asked |= Q(actor=key) | Q(about_kind="account", about_key=key)
    return asked


def names_of(person: Person) -> frozenset[str]:
    """Return how the office names a person or did, and their addresses. Four queries.

    Whole names, never a given name alone, which is other people's too; a family name behind a
    title, « Mme Roy-Martin », unless somebody else who is still there has it.
    """
    names = {str(person), person.email}
    families = {person.family_name}
    emails = {"email"}
    account = person.account
    if account is not None:
        names |= {account.name, account.email or ""}
        names |= {*EmailAddress.objects.filter(user=account).values_list("email", flat=True)}
        names |= {
            *Entry.objects.filter(actor=account.key).values_list("actor_name", flat=True).distinct()
        }
    for kept in Entry.objects.filter(acts_of(person)):
        if kept.about_kind in ("person", "account") and kept.about_key in _keys(person):
            names.add(kept.about_name)
            for values in (kept.before or {}, kept.after or {}):
                names |= {str(values[field]) for field in emails & values.keys() if values[field]}
                families.add(str(values.get("family_name") or ""))
    others = Person.objects.filter(family_name__in=families, erased_at=None).exclude(pk=person.pk)
    families -= set(others.values_list("family_name", flat=True))
    for family in families:
        names |= titled(family)
    return frozenset(name.strip() for name in names if name.strip())


def _keys(person: Person) -> set[str]:
    return {person.key} | ({person.account.key} if person.account else set())


@dataclass(frozen=True, slots=True)
class Loss:
    """What erasing somebody takes away, what it leaves, and what it does not reach.

    ``sheets``: titles of run sheets whose text holds their name, which people have to read again.
    """

    n_roles: int
    n_letters: int
    n_presences: int
    n_acts: int
    has_account: bool
    sheets: Sequence[str]


def loss_of(person: Person) -> Loss:
    """Return what erasing a person would take away. Twenty-nine queries at most."""
    names = names_of(person)
    return Loss(
        person.roles.count(),
        person.letters.count(),
        person.presences.count(),
        Entry.objects.filter(acts_of(person)).count(),
        person.account is not None,
        sheets_naming(person, names),
    )


def sheets_naming(person: Person, names: Collection[str]) -> Sequence[str]:
    """Return the titles of meetings, templates and readings whose texts hold a name.

    Run sheets, what surrounds a meeting, lines added to a reading, findings, decisions, minutes,
    cases, reviews of methods, soundings, scenarios. Twenty-one queries.
    """
    within = Q(meeting__programme__authority=person.authority) | Q(meeting__programme=None)
    of_meeting = Q(programme__authority=person.authority) | Q(programme=None)
    written: list[tuple[str, str]] = [
        *SheetVersion.objects.filter(within).values_list("meeting__title", "text"),
        *Meeting.objects.filter(of_meeting).values_list("title", "sheet"),
        *SheetTemplate.objects.filter(programme__authority=person.authority).values_list(
            "name", "text"
        ),
    ]
    around = Preparation.objects.filter(meeting__programme__authority=person.authority)
    for title, *texts in around.values_list(
        "meeting__title", "purpose", "contact", "why", "asked", "comes_back", "signed_by"
    ):
        written.append((title, "\n".join(texts)))
    written += Duty.objects.filter(meeting__programme__authority=person.authority).values_list(
        "meeting__title", Concat("say", Value("\n"), "notes", output_field=TextField())
    )
    written += Meeting.objects.filter(of_meeting).values_list("title", "place")
    written += Line.objects.filter(reading__programme__authority=person.authority).values_list(
        "reading__title", Concat("text", Value("\n"), "source", output_field=TextField())
    )
    written += Finding.objects.filter(programme__authority=person.authority).values_list(
        "sentence", Concat("sentence", Value("\n"), "detail", output_field=TextField())
    )
    outcomes = Outcome.objects.filter(programme__authority=person.authority)
    for what, *texts in outcomes.values_list(
        "what", "why", "who", "left", "ended_why", "corrections__words"
    ):
        written.append((what, "\n".join([what, *(each or "" for each in texts)])))
    written += Dossier.objects.filter(programme__authority=person.authority).values_list(
        "meeting__title", "lead"
    )
    soundings = Sounding.objects.filter(programme__authority=person.authority)
    for title, circle, statements in soundings.values_list("title", "circle", "statements"):
        written.append((title, "\n".join([title, circle, *statements])))
    asked = Amendment.objects.filter(minutes__programme__authority=person.authority)
    for title, *texts in asked.values_list("minutes__meeting__title", "words", "said", "reply"):
        written.append((title, "\n".join(texts)))
    cases = Case.objects.filter(programme__authority=person.authority)
    for title, *texts in cases.values_list(
        "title", "asked_by", "carried_by", "ask", "done", "outputs", "became"
    ):
        written.append((title, "\n".join([title, *texts])))
    written += CaseMove.objects.filter(case__in=cases).values_list("case__title", "reason")
    written += Learnt.objects.filter(case__in=cases).values_list("case__title", "sentence")
    written += _written_of_scenarios(person)
    reviews = Review.objects.filter(method__programme__authority=person.authority)
    for title, *texts in reviews.values_list("method__title", "recommended_for", "words"):
        written.append((title, "\n".join(texts)))
    return sorted({title for title, sheet in written if mentions(sheet, names)})


def _written_of_scenarios(person: Person) -> list[tuple[str, str]]:
    """Return the texts of files of scenarios, each with the title of its file. Five queries."""
    choices = Choice.objects.filter(programme__authority=person.authority)
    scenarios = Scenario.objects.filter(choice__in=choices)
    found = [(title, f"{title}\n{lead}") for title, lead in choices.values_list("title", "lead")]
    for title, *texts in scenarios.values_list("choice__title", "title", *PARTS):
        found.append((title, "\n".join(texts)))
    arguments = Argument.objects.filter(scenario__in=scenarios)
    for title, *texts in arguments.values_list("scenario__choice__title", "sentence", "reply"):
        found.append((title, "\n".join(texts)))
    bearings = Bearing.objects.filter(scenario__in=scenarios)
    for title, *texts in bearings.values_list("scenario__choice__title", "who", "what"):
        found.append((title, "\n".join(texts)))
    notes = Yardstick.objects.filter(choice__in=choices).values_list("choice__title", "note")
    return [*found, *notes]


def last_administrator_of(person: Person, *, on: date) -> Sequence[str]:
    """Return the programmes that nobody else administers on a day. Two queries."""
    current = Role.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on),
        starts_on__lte=on,
        kind__right=Right.ADMINISTRATOR,
        person__erased_at=None,
    )
    theirs = current.filter(person=person).values("kind__programme")
    others = current.exclude(person=person).values("kind__programme")
    alone = Programme.objects.filter(pk__in=theirs).exclude(pk__in=others)
    return list(alone.values_list("name", flat=True))
