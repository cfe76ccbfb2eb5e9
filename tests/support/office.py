"""A programme with one person for each right, and a browser of theirs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.test import Client

from mire.programme.accounts.actions import make_first_start_key
from mire.programme.accounts.models import Account
from mire.programme.journal.rules import Actor
from mire.programme.people.actions import (
    add_person,
    give_account,
    give_role,
    set_up_programme,
    start_installation,
)
from mire.programme.people.models import Person
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme

NOW = datetime(2018, 3, 20, 9, tzinfo=UTC)
SECRET = "a-secret-of-the-first-start"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLES = {
    Right.ADMINISTRATOR: "administrator",
    Right.FACILITATOR: "resident",
    Right.AMBASSADOR: "ambassador",
    Right.MANAGEMENT: "chief-executive",
    Right.READER: "director",
}


@dataclass
class Office:
    """A programme, and who holds which right in it."""

    programme: Programme
    people: dict[Right, Person]
    stranger: Person
    """Administers another programme of the same authority."""

    def address(self, rest: str = "") -> str:
        return f"/programme/{self.programme.key}/{rest}"

    def browser(self, right: Right | None = None, *, stranger: bool = False) -> Client:
        """Return a browser in which somebody is signed in; None and no stranger: nobody."""
        client = Client()
        person = self.stranger if stranger else self.people.get(right) if right else None
        if person is not None:
            assert isinstance(person.account, Account)
            client.force_login(person.account, backend=BACKEND)
        return client


def open_office() -> Office:
    """Start an installation; roles run since long before any test's day, and for long after."""
    make_first_start_key(secret=SECRET, now=NOW)
    account = start_installation(
        secret=SECRET,
        given_name="Personne",
        family_name="administrator",
        email="administrator@example.org",
        authority="Communauté urbaine",
        programme="La Transfo",
        starts_on=date(2017, 3, 1),
        ends_on=date(2018, 7, 31),
        now=NOW - timedelta(days=365),
    )
    programme = Programme.objects.get()
    people = {
        right: join(programme, right.value, role)
        for right, role in ROLES.items()
        if right is not Right.ADMINISTRATOR
    }
    people[Right.ADMINISTRATOR] = account.person
    other = set_up_programme(
        authority=programme.authority,
        name="Une autre",
        starts_on=date(2017, 3, 1),
        ends_on=date(2018, 7, 31),
        by=Actor(),
        now=NOW,
    )
    return Office(programme, people, join(other, "stranger", "administrator"))


def join(
    programme: Programme,
    name: str,
    role: str,
    *,
    starts_on: date = date(2017, 3, 1),
    ends_on: date | None = None,
) -> Person:
    """Add a person with an account, in a role."""
    person = add_person(
        authority=programme.authority,
        values={"given_name": "Personne", "family_name": name, "email": f"{name}@example.org"},
        programme=programme,
        by=Actor(),
        now=NOW,
    )
    give_account(person=person, programme=programme.key, by=Actor(), now=NOW)
    kind = programme.role_kinds.get(slug=role)
    give_role(person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, by=Actor(), now=NOW)
    return person
