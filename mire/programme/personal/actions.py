"""Erasing a person: their name goes everywhere in the office, figures and acts stay."""

import json
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Model, Q

from mire.programme.accounts.models import Account
from mire.programme.approvals.models import Approval, ApprovalStep, FrozenNote
from mire.programme.approvals.rules.frozen import canonical, mask_written
from mire.programme.cases.models import Case, CaseMove, Learnt
from mire.programme.choices.models import Argument, Choice, Scenario, SentChoice
from mire.programme.chronicle.models import (
    Episode,
    EpisodeVersion,
    Picture,
    PublicSite,
    Voice,
)
from mire.programme.findings.models import Finding, ReleasedFinding
from mire.programme.guests.models import GuestLink
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import About, Actor
from mire.programme.meetings.models import SheetVersion
from mire.programme.methods.models import Method
from mire.programme.note.models import (
    Passage,
    PassageRemark,
    PassageVersion,
    PrefigurationNote,
    Section,
)
from mire.programme.outcomes.models import Correction, Outcome
from mire.programme.people.models import Person
from mire.programme.personal.queries.naming import last_administrator_of, names_of
from mire.programme.personal.rules import STUB, without
from mire.programme.preparation.models import Duty
from mire.programme.reading.actions import tell_rewritten
from mire.programme.reading.models import Line, Reading, ReadingAct
from mire.programme.residencies.models import ResidencyCycle, ResidencyPlan
from mire.programme.restitutions.models import ReleasedRestitution, Remark, Restitution
from mire.programme.scheme.models import SchemeLine
from mire.programme.soundings.models import Sounding, Wave
from mire.programme.sponsorship.models import (
    Body,
    Deliberation,
    PathStep,
    RestraintPeriod,
    SponsorFact,
    SponsorshipPath,
)
from mire.programme.steering.models import Amendment, Dossier, Minutes, SentDossier
from mire.programme.thread.models import Citation
from mire.programme.topics.models import (
    Call,
    QuestionBack,
    Selection,
    SelectionAmendment,
    Topic,
)
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

BATCH = 500
SITE_WORDS = ("contact", "legal_words", "access_words", "privacy_words")


SIGNED: tuple[tuple[Any, str, str], ...] = (
    (SchemeLine, "made_by", STUB),
    (PrefigurationNote, "made_by", STUB),
    (FrozenNote, "by", STUB),
    (FrozenNote, "published_by", STUB),
    (Approval, "by", STUB),
    (Approval, "recorded_by", STUB),
    (Approval, "withdrawn_by", STUB),
    (Passage, "made_by", STUB),
    (Passage, "writing_by", ""),
    (PassageVersion, "by", STUB),
    (PassageRemark, "by", STUB),
    (PassageRemark, "reply_by", STUB),
    (SponsorshipPath, "made_by", STUB),
    (PathStep, "done_by", STUB),
    (SponsorFact, "made_by", STUB),
    (SponsorFact, "withdrawn_by", STUB),
    (Deliberation, "made_by", STUB),
    (Deliberation, "changed_by", STUB),
    (Deliberation, "voted_by", STUB),
    (Episode, "made_by", STUB),
    (Episode, "status_by", STUB),
    (Episode, "writing_by", ""),
    (EpisodeVersion, "by", STUB),
    (Picture, "made_by", STUB),
    (Voice, "made_by", STUB),
    (PublicSite, "opened_by", STUB),
    (ResidencyCycle, "made_by", STUB),
    (ResidencyPlan, "asked_by", STUB),
    (ResidencyPlan, "kept_by", STUB),
    (SheetVersion, "by", ""),
    (Citation, "by", ""),
    (Reading, "made_by", STUB),
    (Line, "by_name", STUB),
    (Finding, "made_by", STUB),
    (Finding, "status_by", STUB),
    (ReleasedFinding, "by", STUB),
    (Case, "made_by", STUB),
    (Case, "read_by", STUB),
    (CaseMove, "by", STUB),
    (Learnt, "made_by", STUB),
    (Method, "made_by", STUB),
    (Restitution, "made_by", STUB),
    (Restitution, "status_by", STUB),
    (ReleasedRestitution, "by", STUB),
    (Remark, "reply_by", STUB),
    (Outcome, "made_by", STUB),
    (Outcome, "ended_by", STUB),
    (Correction, "by", STUB),
    (Call, "made_by", STUB),
    (Topic, "made_by", STUB),
    (Topic, "state_by", STUB),
    (QuestionBack, "by", STUB),
    (Selection, "made_by", STUB),
    (Selection, "decided_by", STUB),
    (SelectionAmendment, "by", STUB),
    (Choice, "made_by", STUB),
    (Scenario, "made_by", STUB),
    (Argument, "made_by", STUB),
    (Argument, "reply_by", STUB),
    (SentChoice, "by", STUB),
    (Sounding, "made_by", STUB),
    (Wave, "made_by", STUB),
    (Dossier, "made_by", STUB),
    (SentDossier, "by", STUB),
    (Minutes, "made_by", STUB),
    (Minutes, "state_by", STUB),
    (Amendment, "by", STUB),
    (Amendment, "on_behalf_of", STUB),
    (Amendment, "reply_by", STUB),
    (Duty, "name", STUB),
    (GuestLink, "made_by", ""),
    (GuestLink, "whom", STUB),
)
"""Columns that hold the name of who did something, and what stands there once it is erased."""


@journalled
def erase_person(*, person: Person, programme: str, on: date, by: Actor, now: datetime) -> None:
    """Leave of a person a stub without a name, and tell of it once.

    Raises a ``Refusal`` when nobody else administers one of their programmes.
    """
    if not leave_stubs([person], on=on, erased_at=now):
        nothing_done()
        return
    about = About("person", person.key, STUB)
    note(by=by, act="person.erased", about=about, programme=programme, now=now)


def leave_stubs(persons: Collection[Person], *, on: date, erased_at: datetime) -> int:
    """Leave of persons stubs: days of roles and presence stay as figures; return how many.

    Accounts go with their sessions; in the journal a stub stands in place of names, and what acts
    on them changed is taken out. To be called in the action that tells of it.
    """
    names: set[str] = set()
    keys: set[tuple[str, str]] = set()
    still = Person.objects.select_for_update().filter(erased_at=None)
    found = list(still.filter(pk__in=[each.pk for each in persons]))
    for person in found:
        if alone := last_administrator_of(person, on=on):
            raise Refusal(
                text(
                    "Personne d'autre n'administre « %(programme)s » : donnez d'abord ce droit.",
                    programme=alone[0],
                )
            )
        account = person.account
        names |= names_of(person)
        keys.add(("person", person.key))
        _empty(person, on=on, erased_at=erased_at)
        if account is not None:
            keys.add(("account", account.key))
            erase_account(account)
    if found:
        _scrub_journal(keys, names)
        accounts = [key for kind, key in keys if kind == "account"]
        ReadingAct.objects.filter(by__in=accounts).update(by_name=STUB)
        tell_rewritten(Q(acts__by__in=accounts))
        for model, column, stub in SIGNED:
            model.objects.filter(**{f"{column}__in": names}).update(**{column: stub})
        _scrub_documents(names)
    return len(found)


def _scrub_documents(names: AbstractSet[str]) -> None:
    """Put the stub in place of names in who does what, and in what was kept as it was then."""
    for outcome in Outcome.objects.exclude(who=""):
        who = without(outcome.who, names)[:160]
        if who != outcome.who:
            Outcome.objects.filter(pk=outcome.pk).update(who=who)
    for rows, columns in (
        (Topic.objects, ("asked_by", "made_by", "reason")),
        (QuestionBack.objects, ("answer",)),
        (Case.objects, ("asked_by",)),
        (ResidencyCycle.objects, ("title", "tables", "withdrawn")),
        (Passage.objects, ("words",)),
        (PassageVersion.objects, ("words",)),
        (PassageRemark.objects, ("words", "reply")),
        (ResidencyPlan.objects, ("tables", "found", "clash", "why")),
        (Episode.objects, ("title", "lead", "body", "recap", "withdrawn_why")),
        (EpisodeVersion.objects, ("content", "why")),
        (Picture.objects.defer("wide", "narrow"), ("alternative", "credit", "consent_where")),
        (Voice.objects, ("words", "role", "consent_where")),
        (PublicSite.objects, ("aims", "publisher", "director", "host", *SITE_WORDS)),
        (PrefigurationNote.objects, ("title",)),
        (FrozenNote.objects, ("why",)),
        (ApprovalStep.objects, ("title",)),
        (Approval.objects, ("remarks", "proof", "withdrawn_why")),
        (Section.objects, ("title", "hint")),
        (SponsorshipPath.objects, ("facts",)),
        (Body.objects, ("name",)),
        (PathStep.objects, ("title", "source", "visa")),
        (RestraintPeriod.objects, ("title", "source")),
        (SponsorFact.objects, ("function", "what", "words", "withdrawn_why")),
        (
            Deliberation.objects,
            (
                "title",
                "rapporteur",
                "visas",
                "considering",
                "reasons",
                "articles",
                "signatory",
                "act",
            ),
        ),
    ):
        for told in rows.all():
            was = {column: getattr(told, column) for column in columns}
            now = {
                column: _fitting(rows.model, column, without(said, names))
                for column, said in was.items()
            }
            if now != was:
                rows.filter(pk=told.pk).update(**now)
                if isinstance(told, ResidencyPlan) and told.version is None:
                    told.delete()  # what looks for it still tells the name
    for version in FrozenNote.objects.all():
        masked = mask_written(json.loads(version.content), lambda said: without(said, names))
        content = canonical(masked).decode()
        if content != version.content:
            FrozenNote.objects.filter(pk=version.pk).update(content=content)
    for model in (Minutes, SentDossier, SentChoice, Deliberation):
        for row in model.objects.exclude(document__isnull=True):
            document = without(row.document, names)
            if document != row.document:
                model.objects.filter(pk=row.pk).update(document=document)


def _fitting(model: type[Model], column: str, said: Any) -> Any:
    """Return words cut to what their column holds: what stands for a name may be longer."""
    kept = model._meta.get_field(column)  # noqa: SLF001 - Django documents it as open
    most = getattr(kept, "max_length", None)
    return said[:most] if most and isinstance(said, str) else said


def erase_account(account: Account) -> None:
    """Delete an account, and all that opens its sessions."""
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()
    account.delete()


def _empty(person: Person, *, on: date, erased_at: datetime) -> None:
    """Take away what tells who a person is; a role that runs ends the day before."""
    person.given_name = person.family_name = person.email = person.post = ""
    person.department = person.account = None
    person.erased_at = erased_at
    person.save()
    person.letters.all().delete()
    person.expected_at.all().delete()
    person.duties.update(person=None, name=STUB)
    person.sections.clear()
    person.approval_steps.update(holder=None, delegate=None)
    person.delegated_steps.update(delegate=None)
    person.presences.filter(meeting="").update(what="")
    person.roles.filter(starts_on__gte=on).delete()
    person.roles.filter(Q(ends_on=None) | Q(ends_on__gte=on)).update(ends_on=on - timedelta(days=1))
    person.roles.update(left_because="", manager_agreed_on=None)


def _scrub_journal(keys: AbstractSet[tuple[str, str]], names: AbstractSet[str]) -> None:
    """Put the stub in place of people's names in every line of the journal."""
    changed = []
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=2_000):
        was = (entry.actor_name, entry.about_name, entry.before, entry.after)
        is_about = (entry.about_kind, entry.about_key) in keys
        # A key that is another's means another person, though of the same name.
        if ("account", entry.actor) in keys:
            entry.actor_name = STUB
        elif not entry.actor:
            entry.actor_name = without(entry.actor_name, names)
        if is_about:
            entry.about_name = STUB
        elif entry.about_kind not in ("person", "account"):
            entry.about_name = without(entry.about_name, names)
        entry.before = None if is_about else without(entry.before, names)
        entry.after = None if is_about else without(entry.after, names)
        if was != (entry.actor_name, entry.about_name, entry.before, entry.after):
            changed.append(entry)
    Entry.objects.bulk_update(
        changed, ["actor_name", "about_name", "before", "after"], batch_size=BATCH
    )
