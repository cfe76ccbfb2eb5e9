"""One person's data: all of it told, all of it erased, and what stays says no name."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.accounts.actions import add_passkey, make_sign_in_link, note_sign_in
from mire.programme.accounts.models import Account
from mire.programme.cases.actions import move_case, propose_case, say_read, write_learnt
from mire.programme.cases.queries import file_of
from mire.programme.cases.rules import Status as CaseStatus
from mire.programme.choices.actions import (
    add_scenario,
    answer_argument,
    begin_choice,
    send_choice,
    write_argument,
)
from mire.programme.choices.rules.kinds import PARTS, ArgumentKind, Origin
from mire.programme.chronicle.models import PublicSite
from mire.programme.findings.actions import give_status, write_finding
from mire.programme.findings.rules import FindingKind, Status, digest_of_finding
from mire.programme.guests.models import GuestLink
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import make_meeting, note_who_came
from mire.programme.meetings.models import Meeting
from mire.programme.membership.queries import group_of
from mire.programme.methods.actions import review_method
from mire.programme.methods.queries import cards_of
from mire.programme.people.actions import (
    change_person,
    change_role,
    note_time,
    set_mission_letter,
)
from mire.programme.people.models import Person, Presence, Role
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.personal.queries.held import held_of
from mire.programme.personal.queries.naming import loss_of, names_of
from mire.programme.personal.rules import STUB, mentions, titled, without
from mire.programme.preparation.models import Duty, ExpectedPerson, Preparation
from mire.programme.reading.actions import add_lines, begin_reading, read_together
from mire.programme.reading.rules import ActKind
from mire.programme.thread.models import Citation
from mire.programme.topics.models import Topic
from mire.runsheet.shipped import shipped_sheet
from mire.technique_api.refusal import Refusal
from tests.support.office import BACKEND, NOW, Office, join, open_office

TODAY = date(2018, 3, 20)
NAMES = ("Quincaillerie", "Zébulon", "zebulon", "Ancienne-Fiche")
"""What a person under test is called in all ways; none of it is in another row."""


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def person(office: Office) -> Person:
    """An ambassador in every table that may hold one, who had another name before."""
    person = join(office.programme, "zebulon", "ambassador")
    by = Actor(person.account.key, str(person.account))
    values = {"given_name": "Zébulon", "family_name": "Ancienne-Fiche", "post": "Chez Zébulon"}
    change_person(person=person, values=values, programme=office.programme, by=by, now=NOW)
    by = Actor(person.account.key, "Zébulon Ancienne-Fiche")
    again = {**values, "family_name": "Quincaillerie"}
    change_person(person=person, values=again, programme=office.programme, by=by, now=NOW)
    by = Actor(person.account.key, "Zébulon Quincaillerie")
    person.refresh_from_db()
    account = person.account
    Account.objects.filter(pk=account.pk).update(name="Zébulon Quincaillerie")
    EmailAddress.objects.create(user=account, email="zebulon@example.net")
    credential = {"id": "abc"}
    add_passkey(account=account, name="clé de Zébulon", credential=credential, now=NOW)
    make_sign_in_link(account=account, secret="s", by=by, now=NOW)
    note_sign_in(account=account, how="code", now=NOW)
    set_mission_letter(
        programme=office.programme,
        person=person,
        key="",
        days_a_month=Decimal(2),
        starts_on=date(2017, 4, 1),
        ends_on=None,
        by=by,
        now=NOW,
    )
    note_time(
        programme=office.programme,
        person=person,
        on=TODAY,
        days=Decimal("0.5"),
        what="avec Zébulon Quincaillerie",
        by=by,
        now=NOW,
        key="",
    )
    meeting = make_meeting(
        programme=office.programme,
        key="kkkkkkkkkkk",
        source=shipped_sheet("seminaire").decode(),
        title="Séminaire",
        starts=datetime(2018, 3, 21, 9),  # noqa: DTZ001 - local, as its action takes it
        by=by,
        now=NOW,
    )
    note_who_came(meeting=meeting, persons=[person], on=TODAY, by=by, now=NOW)
    ExpectedPerson.objects.create(meeting=meeting, person=person)
    Duty.objects.create(meeting=meeting, slot="lead", person=person, say="Bonjour")
    Duty.objects.create(meeting=meeting, slot="time", name="Zébulon Quincaillerie")
    reading = begin_reading(
        programme=office.programme, key="", title="Lecture", meetings=[meeting], by=by, now=NOW
    )
    body = {"theme": "t", "name": "Un thème", "cards": []}
    read_together(reading=reading, kind=ActKind.MADE, body=body, seen=0, by=by, now=NOW)
    add_lines(reading=reading, lines=["Une ligne"], source="Carnet", by=by, now=NOW)
    finding = write_finding(
        programme=office.programme,
        key="fffffffffff",
        kind=FindingKind.FINDING,
        sentence="Le temps manque",
        detail="",
        cited=(),
        by=by,
        now=NOW,
    )
    for status in (Status.REVIEWED, Status.RELEASED):
        give_status(
            finding=finding,
            status=status,
            seen=digest_of_finding("finding", "Le temps manque", ""),
            rights=[Right.FACILITATOR],
            by=by,
            now=NOW,
        )
    work_on_a_case(office, by)
    weigh_scenarios(office, by)
    Preparation.objects.create(meeting=meeting, signed_by="Zébulon Quincaillerie")
    role = Role.objects.get(person=person)
    change_role(
        role=role,
        starts_on=role.starts_on,
        ends_on=None,
        manager_agreed_on=TODAY,
        left_because="Zébulon part en mission",
        by=by,
        now=NOW,
    )
    GuestLink.objects.create(
        programme=office.programme,
        digest=b"d" * 32,
        path="/",
        whom="Zébulon Quincaillerie",
        made_by="Zébulon Quincaillerie",
        made_at=NOW,
        ends_on=TODAY,
    )
    Citation.objects.create(
        programme=office.programme,
        citing_kind="x",
        citing_key="x",
        cited_kind="verbatim",
        cited_key="y",
        digest="d",
        place=1,
        by="Zébulon Quincaillerie",
        at=NOW,
    )
    Topic.objects.create(
        programme=office.programme,
        number=1,
        title="Le standard",
        aim="Répondre.",
        asked_by="Zébulon Quincaillerie, directeur",
        made_by="Zébulon Quincaillerie",
        made_at=NOW,
    )
    Entry.objects.create(
        programme=office.programme.key,
        at=NOW,
        act="programme.changed",
        about_kind="programme",
        about_name="vu par Zébulon Quincaillerie",
        before={"aims": "l'idée de zébulon QUINCAILLERIE, ici"},
        after={"words": [{"axes": "zebulon@example.org"}]},
    )
    return Person.objects.select_related("account", "authority").get(pk=person.pk)


def work_on_a_case(office: Office, by: Actor) -> None:
    """Propose a case, move it, learn from it, read it again."""
    values = {
        "title": "L'accueil", "ask": "On attend.", "asked_by": "", "carried_by": "",
        "asked_on": TODAY,
    }  # fmt: skip
    case = propose_case(
        programme=office.programme, key="ccccccccccc", values=values, departments=[], by=by, now=NOW
    )
    move_case(
        case=case, seen=CaseStatus.PROPOSED, to=CaseStatus.REFUSED, on=TODAY, reason="Trop tôt.",
        today=TODAY, by=by, now=NOW,
    )  # fmt: skip
    write_learnt(case=case, key="mmmmmmmmmmm", sentence="Attendre.", by=by, now=NOW)
    card = cards_of(office.programme)[0]
    review_method(
        programme=office.programme, card=card, key="vvvvvvvvvvv",
        person=Person.objects.get(family_name="Quincaillerie"), meeting=None, case=case, on=TODAY,
        ease=3, effect=2, would_again=True, recommended_for="", said="Bien menée.", by=by, now=NOW,
    )  # fmt: skip
    digest = file_of(case, today=TODAY).digest
    say_read(case=case, seen=digest, today=TODAY, by=by, now=NOW)


def weigh_scenarios(office: Office, by: Actor) -> None:
    """Begin a file of two scenarios, argue, answer, send it."""
    choice = begin_choice(
        programme=office.programme, key="hhhhhhhhhhh", title="Portage", lead="", by=by, now=NOW
    )
    for key, title in (("aaaaaaaaaaa", "Cellule"), ("bbbbbbbbbbb", "En résidence")):
        values = {"title": title, **dict.fromkeys(PARTS, "")}
        scenario = add_scenario(choice=choice, key=key, values=values, by=by, now=NOW)
    argument = write_argument(
        scenario=scenario, key="ggggggggggg", kind=ArgumentKind.RISK, sentence="On s'use.",
        origin=Origin.AMBASSADORS, by=by, now=NOW,
    )  # fmt: skip
    answer_argument(argument=argument, reply="Deux ans au plus.", by=by, now=NOW)
    send_choice(choice=choice, document={}, version=1, why="", by=by, now=NOW)


def texts() -> dict[str, list[str]]:
    """Return every text of every table of the office, of its sessions and its accounts."""
    found: dict[str, list[str]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith(("mire.programme", "allauth", "django.contrib.ses")):
            continue
        for row in model.objects.values():  # type: ignore[attr-defined]
            for column, value in row.items():
                if isinstance(value, str | dict | list):
                    written = json.dumps(value, ensure_ascii=False)
                    found.setdefault(f"{model.__name__}.{column}", []).append(written)
    return found


def leaks() -> list[tuple[str, str]]:
    return [
        (column, text)
        for column, written in texts().items()
        for text in written
        if any(name.casefold() in text.casefold() for name in NAMES)
    ]


def test_every_table_holds_the_person_before(person: Person) -> None:
    columns = {column for column, _text in leaks()}
    assert columns >= {
        "Person.given_name",
        "Person.family_name",
        "Person.email",
        "Account.email",
        "Account.name",
        "EmailAddress.email",
        "Authenticator.data",
        "Entry.actor_name",
        "Entry.about_name",
        "Entry.before",
        "Entry.after",
        "Presence.what",
        "Role.left_because",
        "SheetVersion.by",
        "Citation.by",
        "GuestLink.whom",
        "GuestLink.made_by",
        "Duty.name",
        "Reading.made_by",
        "ReadingAct.by_name",
        "Line.by_name",
        "Finding.made_by",
        "Finding.status_by",
        "ReleasedFinding.by",
        "Case.made_by",
        "Case.read_by",
        "CaseMove.by",
        "Learnt.made_by",
        "Method.made_by",
        "Topic.asked_by",
        "Topic.made_by",
        "Choice.made_by",
        "Scenario.made_by",
        "Argument.made_by",
        "Argument.reply_by",
        "SentChoice.by",
        "Preparation.signed_by",
    }


def test_after_erasure_no_table_holds_the_name(office: Office, person: Person) -> None:
    account = person.account
    assert account is not None
    session = office.browser(Right.READER)
    browser_session = dict(session.session)
    theirs = Client()
    theirs.force_login(account, backend=BACKEND)
    n_sessions = Session.objects.count()
    by = Actor("k", "Agent D07")
    erase_person(person=person, programme=office.programme.key, on=TODAY, by=by, now=NOW)
    # What people wrote around a meeting is listed for them to read again, and left to them.
    assert [column for column, _text in leaks()] == ["Preparation.signed_by"]
    assert not Account.objects.filter(pk=account.pk).exists()
    assert not Authenticator.objects.exists()
    assert not ExpectedPerson.objects.exists()
    assert [(each.person, each.name, each.say) for each in Duty.objects.order_by("slot")] == [
        (None, STUB, "Bonjour"),
        (None, STUB, ""),
    ]
    assert Session.objects.count() == n_sessions - 1
    assert dict(session.session) == browser_session  # other people's stay open
    told = Entry.objects.get(act="person.erased")
    assert (told.about_name, told.actor_name, told.before, told.after) == (
        STUB,
        "Agent D07",
        None,
        None,
    )


def test_a_public_site_says_no_erased_name(office: Office, person: Person) -> None:
    name = "Zébulon Quincaillerie"
    said = {"publisher": f"Édité par {name}", "director": name, "host": f"Chez {name}"}
    site = PublicSite.objects.create(programme=office.programme, slug="site", **said)
    erase_person(
        person=person, programme=office.programme.key, on=TODAY, by=Actor("k", "A"), now=NOW
    )
    site.refresh_from_db()
    assert (site.publisher, site.director, site.host) == (
        f"Édité par {STUB}", STUB, f"Chez {STUB}",
    )  # fmt: skip
    assert not [column for column, _text in leaks() if column.startswith("PublicSite")]


def test_what_stands_for_a_name_fits_its_column(office: Office) -> None:
    short = join(office.programme, "lea", "ambassador")
    values = {"given_name": "Léa", "family_name": "Roy"}
    change_person(
        person=short, values=values, programme=office.programme, by=Actor("k", "A"), now=NOW
    )
    site = PublicSite.objects.create(
        programme=office.programme, slug="site", contact="Léa Roy, " + "x" * 151
    )
    erase_person(
        person=short, programme=office.programme.key, on=TODAY, by=Actor("k", "A"), now=NOW
    )
    site.refresh_from_db()
    assert site.contact == (f"{STUB}, " + "x" * 151)[:160]


def test_what_figures_need_stays_without_a_name(office: Office, person: Person) -> None:
    before = group_of(office.programme, on=TODAY)
    n_acts = Entry.objects.count()
    erase_person(
        person=person, programme=office.programme.key, on=TODAY, by=Actor("k", "A"), now=NOW
    )
    after = group_of(office.programme, on=TODAY)
    assert after.n == before.n - 1
    assert min(each.name for each in after.people) == ""
    assert len(after.people) == len(before.people)
    assert Presence.objects.filter(person=person).count() == 2
    assert Entry.objects.count() == n_acts + 1
    role = Role.objects.get(person=person)
    assert (role.starts_on, role.ends_on) == (date(2017, 3, 1), TODAY - timedelta(days=1))


def test_somebody_of_the_same_name_keeps_theirs(office: Office, person: Person) -> None:
    double = join(office.programme, "double", "relay")
    by = Actor("k", "Agent D07")
    values = {"given_name": "Zébulon", "family_name": "Quincaillerie"}
    change_person(person=double, values=values, programme=office.programme, by=by, now=NOW)
    acts = Entry.objects.filter(about_key=double.key)
    names = list(acts.values_list("about_name", "before", "after"))
    erase_person(person=person, programme=office.programme.key, on=TODAY, by=by, now=NOW)
    double.refresh_from_db()
    assert str(double) == "Zébulon Quincaillerie"
    assert list(acts.values_list("about_name", flat=True)) == [each[0] for each in names]


def test_a_sheet_that_names_them_is_told_and_left_to_read_again(
    office: Office, person: Person
) -> None:
    assert loss_of(person).sheets == ["Séminaire"]  # signed, around the meeting
    Preparation.objects.update(signed_by="")
    assert loss_of(person).sheets == []
    Duty.objects.filter(slot="lead").update(say="Remercier Zébulon Quincaillerie")
    assert loss_of(person).sheets == ["Séminaire"]
    Duty.objects.update(say="")
    Meeting.objects.update(sheet='notes = "demander à zébulon quincaillerie"')
    assert loss_of(person).sheets == ["Séminaire"]
    erase_person(
        person=person, programme=office.programme.key, on=TODAY, by=Actor("k", "A"), now=NOW
    )
    assert Meeting.objects.get().sheet == 'notes = "demander à zébulon quincaillerie"'


def test_who_alone_administers_is_not_erased(office: Office) -> None:
    person = office.people[Right.ADMINISTRATOR]
    with pytest.raises(Refusal, match="La Transfo"):
        erase_person(person=person, programme="", on=TODAY, by=Actor("k", "A"), now=NOW)
    person.refresh_from_db()
    assert person.erased_at is None
    assert person.account is not None


def test_erasing_twice_tells_once(office: Office, person: Person) -> None:
    for _ in range(2):
        erase_person(person=person, programme="", on=TODAY, by=Actor("k", "A"), now=NOW)
    assert Entry.objects.filter(act="person.erased").count() == 1


def test_everything_held_is_told(office: Office, person: Person) -> None:
    told = held_of(person, on=TODAY, programmes=None)
    json.dumps(told)
    assert told["person"]["family_name"] == "Quincaillerie"
    assert told["account"]["addresses"] == ["zebulon@example.net"]
    assert told["account"]["passkeys"][0]["name"] == "clé de Zébulon"
    assert told["roles"][0]["left_because"] == "Zébulon part en mission"
    assert told["letters"][0]["days_a_month"] == "2.0"
    assert {each["what"] for each in told["presence"]} == {
        "avec Zébulon Quincaillerie",
        "Séminaire",
    }
    assert [each["body"]["name"] for each in told["readings"]["acts"]] == ["Un thème"]
    assert [each["text"] for each in told["readings"]["lines"]] == ["Une ligne"]
    assert [each["sentence"] for each in told["findings"]] == ["Le temps manque"]
    assert [each["title"] for each in told["cases"]["proposed"]] == ["L'accueil"]
    assert [each["reason"] for each in told["cases"]["moves"]] == ["Trop tôt."]
    assert [each["sentence"] for each in told["cases"]["learnt"]] == ["Attendre."]
    assert [(each["sentence"], each["reply"]) for each in told["arguments"]] == [
        ("On s'use.", "Deux ans au plus.")
    ]
    assert [each["words"] for each in told["reviews"]] == ["Bien menée."]
    assert len(told["guests"]) == 1
    (expected,) = told["expected"]
    assert (expected["title"], expected["duties"][0]["say"]) == ("Séminaire", "Bonjour")
    acts = {each["act"] for each in told["journal"]}
    assert acts >= {"person.changed", "account.signed_in", "meeting.made", "role.changed"}


def test_a_programme_that_is_not_asked_for_is_not_told(office: Office, person: Person) -> None:
    told = held_of(person, on=TODAY, programmes=[])
    assert (told["roles"], told["letters"], told["presence"], told["expected"]) == ([], [], [], [])
    assert told["is_whole"] is False
    assert {each["act"] for each in told["journal"]} <= {
        "account.made",
        "account.passkey_added",
        "account.link_made",
        "account.signed_in",
    }


def test_nobody_else_is_in_the_export(office: Office, person: Person) -> None:
    told = json.dumps(held_of(person, on=TODAY, programmes=None), ensure_ascii=False)
    for right, other in office.people.items():
        assert str(other) not in told, right
        assert other.email not in told, right


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)


@given(WORDS, WORDS, st.text("abcdéÉŒ- ", min_size=5, max_size=9).filter(str.strip))
def test_a_name_is_nowhere_after(before: str, after: str, name: str) -> None:
    name = name.strip().ljust(5, "x")
    value: Any = {"a": [before + name + after, name.upper(), {"b": name}], "n": 3}
    told = json.dumps(without(value, [name]), ensure_ascii=False)
    assert name not in told.replace(STUB, "")
    assert not mentions(STUB, [name])


def test_a_short_name_is_only_a_whole_value() -> None:
    assert without(["Léa", "Paléa"], ["Léa"]) == [STUB, "Paléa"]


@pytest.mark.parametrize(
    "said",
    [
        "Léa Roy-Martin",
        "Roy-Martin Léa",
        "LÉA ROY-MARTIN",
        "Lea Roy Martin",
        "Le\u0301a Roy\u2011Martin",
        "Léa **Roy-Martin**",
        "_Léa_ **Roy Martin**",
        "Roy Martin, Léa",
        "Mme Roy-Martin",
        "Madame Roy Martin",
        "M. **Roy-Martin**",
        "M.\u00a0Roy-Martin",
    ],
)
def test_a_name_is_replaced_however_it_is_written(said: str) -> None:
    names = {"Léa Roy-Martin", *titled("Roy-Martin")}
    told = without(f"Selon {said}, on essaie (avec {said}).", names)
    assert "oy" not in told.replace("essaie", "")
    assert "artin" not in told
    assert told.count(STUB) == 2
    assert without(said, names).strip("*_") == STUB
    assert mentions(said, names)


@pytest.mark.parametrize(
    "said",
    ["Mme Roy-Martinez", "Mme Roy", "Léa Roy", "Mme Anne-Roy-Martin", "Martin, puis Léa",
     "Mme Roy-Martin-Petit", "Le roi Martin et Léa"],
)  # fmt: skip
def test_somebody_elses_name_stays(said: str) -> None:
    names = {"Léa Roy-Martin", *titled("Roy-Martin")}
    assert without(said, names) == said


NAME_WORDS = st.lists(st.text("abéÉzŒ", min_size=3, max_size=6), min_size=2, max_size=3)


@given(WORDS, WORDS, NAME_WORDS, st.sampled_from([" ", "-", "\u00a0", " **", ", "]))
def test_a_name_turned_round_is_found_and_the_rest_stays(
    before: str, after: str, words: list[str], between: str
) -> None:
    turned = between.join([*words[1:], words[0]])
    text = f"{before} . {turned} . {after}"
    told = without(text, [" ".join(words)])
    assert f" . {turned} . " not in told.replace(STUB, "#")
    assert told.replace(STUB, "") != text
    assert without(told, [" ".join(words)]) == told


def test_a_title_alone_erases_nobody_elses(office: Office, person: Person) -> None:
    assert "Mme Quincaillerie" in names_of(person)
    Person.objects.filter(pk=office.people[Right.READER].pk).update(family_name="Quincaillerie")
    names = names_of(person)
    assert "Mme Quincaillerie" not in names
    assert "Mme Ancienne-Fiche" in names
    assert "Zébulon Quincaillerie" in names


def test_a_capital_that_becomes_two_letters_hides_nothing() -> None:
    assert without("İ Zébulon", ["Zébulon"]) == f"İ {STUB}"


def test_the_day_is_in_the_file(office: Office, person: Person) -> None:
    told = held_of(person, on=TODAY, programmes=None)
    assert (told["format"], told["version"], told["on"]) == ("mire-person", 1, "2018-03-20")
    assert told["account"]["made_at"] == NOW.astimezone(UTC).isoformat()


def test_queries_are_as_many_as_is_said(office: Office, person: Person) -> None:
    with CaptureQueriesContext(connection) as seen:
        held_of(person, on=TODAY, programmes=None)
    assert len(seen) == 32
    with CaptureQueriesContext(connection) as seen:
        loss_of(person)
    assert len(seen) == 29
