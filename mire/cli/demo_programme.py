"""The demonstration's programme: the months of the story up to a day, told as if it were today.

People are called by their department and a number, never by a name. Days are those of the story
(March 2017 to July 2018), moved by whole weeks so that the chosen one falls in this week: what
comes next then is to come, and what was held is past.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
from msgspec.structs import replace

from mire.cli.demo_approvals import send_round
from mire.cli.demo_cases import Days, tell_cases
from mire.cli.demo_choices import weigh_scenarios
from mire.cli.demo_chronicle import tell_in_public
from mire.cli.demo_note import write_note
from mire.cli.demo_reading import Reader, tell_seminar
from mire.cli.demo_residencies import plan_residencies
from mire.cli.demo_scheme import write_scheme
from mire.cli.demo_sponsorship import carry_the_note
from mire.cli.demo_steering import Secretary, hold_steering_meetings
from mire.cli.demo_story import AFTER_THE_SEMINAR, ENDS_ON, STARTS_ON, Story
from mire.cli.demo_support import sound_out
from mire.cli.demo_topics import ask_for_topics
from mire.live.engine.engine import Engine
from mire.live.replay import replayed, written_log
from mire.programme.accounts.actions import make_first_start_key
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.actions import change_place, make_meeting, note_who_came
from mire.programme.people.actions import (
    add_department,
    add_person,
    change_role,
    give_role,
    note_time,
    set_mission_letter,
    start_installation,
)
from mire.programme.people.queries import Department, Person, Role
from mire.programme.programmes.actions import add_phase, change_programme
from mire.programme.programmes.queries import Programme
from mire.programme.programmes.rules import CASES, PILOTING
from mire.programme.transfer.actions import bring_in_log
from mire.runsheet.shipped import shipped_sheet
from mire.runsheet.toml_file import read_sheet

SOUNDING_SEED = 20180305

DEPARTMENTS = (
    # code, name, headcount
    ("D01", "Finances", 48),
    ("D02", "Ressources humaines", 61),
    ("D03", "Culture", 92),
    ("D04", "Voirie et espaces publics", 187),
    ("D05", "Eau et assainissement", 74),
    ("D06", "Collecte et propreté", 163),
    ("D07", "Habitat", 39),
    ("D08", "Urbanisme", 45),
    ("D09", "Développement économique", 28),
    ("D10", "Systèmes d'information", 37),
    ("D11", "Communication", 22),
    ("D12", "Mobilités", 31),
    ("D13", "Affaires juridiques", 19),
    ("D14", "Cohésion sociale", 54),
)

SESSIONS = (
    date(2017, 3, 22), date(2017, 4, 26), date(2017, 5, 31), date(2017, 6, 28), date(2017, 9, 13),
    date(2017, 10, 11), date(2017, 11, 15), date(2017, 12, 13), date(2018, 1, 31), date(2018, 3, 7),
)  # fmt: skip
"""First days; each session has a second one, the day after."""

AMBASSADORS = (
    # department; days of each session at which they were ("." before they joined, "-" after they
    # left); why they left, "" for who is still there; days a month that a letter grants
    ("D02", "2222122112", "", "2"),
    ("D03", "2221222112", "", "2"),
    ("D03", "2122110010", "", "2"),
    ("D04", "1212110---", "Plus de temps accordé depuis la réorganisation du service", "2"),
    ("D06", "2212210012", "", "2"),
    ("D07", "2222222222", "", "3"),
    ("D07", "2221211111", "", "2"),
    ("D08", "2212121001", "", "2"),
    ("D08", "122211----", "Mutation dans une autre collectivité", "2"),
    ("D10", "2122222122", "", "2"),
    ("D11", "2222221222", "", "2"),
    ("D11", "2110------", "Le troisième cas ne parlait plus à son métier", "1"),
    ("D12", "2221221112", "", "2"),
    ("D14", "2222122222", "", "2"),
    ("D14", "2212100---", "Congé long", "2"),
    ("D04", "..22211000", "", "1"),
    ("D10", "..21222111", "", "2"),
    ("D12", "....221112", "", "2"),
    ("D06", "....211000", "", ""),
    ("D02", "......2212", "", "2"),
    ("D03", ".........2", "", "2"),
    ("D07", ".........2", "", "2"),
    ("D11", ".........1", "", ""),
    ("D12", ".........2", "", "2"),
    ("D14", ".........2", "", "1"),
)
RELAYS = ("D01", "D05", "D08", "D10", "D14", "D02")
N_RESIDENTS, N_DEPUTIES = 3, 2

TO_COME = (
    # sheet, day, hour, place
    ("gt-1", date(2018, 4, 4), time(9), "Hôtel communautaire, salle du conseil"),
    ("session-jour-1", date(2018, 4, 18), time(9, 30), "Maison de l'environnement"),
    ("gt-2", date(2018, 5, 17), time(9), "Hôtel communautaire, salle du conseil"),
    ("gt-3", date(2018, 6, 14), time(14), "Hôtel communautaire, salle du conseil"),
    ("restitution", date(2018, 7, 4), time(14), "Learning center"),
)
PHASES = (
    ("Cas 1 : accueil au siège", CASES, date(2017, 3, 1), date(2017, 6, 30)),
    ("Cas 2 : courriers aux usagers", CASES, date(2017, 6, 28), date(2017, 9, 30)),
    ("Cas 3 : participation numérique", CASES, date(2017, 10, 1), date(2018, 1, 31)),
    ("Cas 4 : ce qui pèse", CASES, date(2018, 2, 1), date(2018, 5, 31)),
    ("Séminaire de direction", PILOTING, date(2018, 2, 1), date(2018, 3, 31)),
    ("Trois GT Labo", PILOTING, date(2018, 4, 1), date(2018, 6, 15)),
    ("Note de préfiguration", PILOTING, date(2018, 6, 1), date(2018, 7, 31)),
)
AIMS = (
    "Sortir de l'entre-soi et gagner les directions.\n"
    "Travailler sur des sujets qui pèsent.\n"
    "Donner une forme au laboratoire.\n"
    "Savoir si la direction générale suit et soutient."
)


def as_led(log: bytes) -> bytes:
    """Return a rehearsal's log as that of a meeting that was led: the demonstration's own."""
    first, *others = replayed(log).log
    return written_log([replace(first, body={**first.body, "rehearsal": False}), *others])


def make_programme(*, story: Story, logs: Sequence[bytes], engine: Engine, address: str) -> Person:
    """Make the whole programme on an installation that nobody has started.

    ``logs``: of meetings that were held, brought in; the first is read and told. ``address``:
    where documents' addresses begin. Returns who administers it, and leads its meetings.
    """
    secret = secrets.token_urlsafe(24)
    begun = story.moment(STARTS_ON)
    make_first_start_key(secret=secret, now=begun)
    account = start_installation(
        secret=secret,
        given_name="Résidence à domicile",
        family_name="D07",
        email="residence@demonstration.example",
        authority="Communauté urbaine",
        programme="La Transfo",
        starts_on=story.day(STARTS_ON),
        ends_on=story.day(ENDS_ON),
        now=begun,
    )
    made = _Making(story, account.person)
    made.phases()
    made.organisation()
    sessions = made.sessions()
    made.group(sessions)
    made.meetings_to_come()
    for log in logs:
        bring_in_log(
            raw=as_led(log), programme=made.programme, engine=engine, by=made.by,
            now=story.moment(AFTER_THE_SEMINAR - timedelta(days=5)),
        )  # fmt: skip
    now = story.moment(AFTER_THE_SEMINAR - timedelta(days=1))
    reader = Reader(made.by, now, now.date(), address)
    tell_seminar(programme=made.programme, engine=engine, reader=reader)
    made.cases(reader)
    secretary = Secretary(made.by, story.moment, story.today, address)
    weigh_scenarios(programme=made.programme, secretary=secretary)
    hold_steering_meetings(programme=made.programme, secretary=secretary)
    chance = np.random.default_rng(SOUNDING_SEED)
    sound_out(programme=made.programme, secretary=secretary, chance=chance)
    whole, here = made.programme, made.departments
    ask_for_topics(programme=whole, departments=here, secretary=secretary)
    write_scheme(programme=whole, departments=here, secretary=secretary)
    plan_residencies(programme=whole, departments=here, secretary=secretary)
    write_note(programme=whole, secretary=secretary)
    send_round(programme=whole, secretary=secretary)
    carry_the_note(programme=whole, secretary=secretary)
    tell_in_public(programme=whole, secretary=secretary)
    return made.leader


class _Making:
    def __init__(self, story: Story, leader: Person) -> None:
        self.story, self.leader = story, leader
        self.by = Actor(leader.account.key if leader.account else "", str(leader))
        role = leader.roles.select_related("kind__programme").get()
        self.programme: Programme = role.kind.programme
        self.kinds = {each.slug: each for each in self.programme.role_kinds.all()}
        self.departments: dict[str, Department] = {}
        change_programme(
            programme=self.programme, values={"aims": AIMS}, by=self.by, now=self.at(STARTS_ON)
        )
        self.take_role(leader, "home-resident", STARTS_ON)

    def at(self, told: date) -> datetime:
        return self.story.moment(told)

    def phases(self) -> None:
        """Cases on one track; the seminar, steering meetings and the note on the other."""
        for place, (name, track, starts_on, ends_on) in enumerate(PHASES):
            values = {
                "name": name, "track": track, "place": place,
                "starts_on": self.story.day(starts_on), "ends_on": self.story.day(ends_on),
            }  # fmt: skip
            add_phase(
                programme=self.programme, key=new_key(), values=values, by=self.by,
                now=self.at(STARTS_ON),
            )  # fmt: skip

    def organisation(self) -> None:
        """Departments, their directors, general management, residents, relays."""
        for code, name, headcount in DEPARTMENTS:
            values = {"code": code, "name": name, "headcount": headcount}
            self.departments[code] = add_department(
                programme=self.programme, values=values, by=self.by, now=self.at(STARTS_ON)
            )
            self.join("Direction", code, "director", code)
        self.join("Direction générale", "DGS", "chief-executive")
        for n in range(1, N_DEPUTIES + 1):
            self.join("Direction générale adjointe", f"DGA {n}", "deputy-chief-executive")
        for n in range(1, N_RESIDENTS + 1):
            self.join("Résidence", f"R{n}", "resident")
        for n, code in enumerate(RELAYS, 1):
            self.join("Relais", f"L{n:02}", "relay", code)
        self.join("Vice-présidence", "Élu·e 1", "elected-member")

    def sessions(self) -> list[tuple[str, str]]:
        """Both days of each session; return their keys."""
        return [
            (
                self.meeting("session-jour-1", day, time(9, 30), f"Session {n} · premier jour"),
                self.meeting(
                    "session-jour-2", day + timedelta(days=1), time(9), f"Session {n} · second jour"
                ),
            )
            for n, day in enumerate(SESSIONS, 1)
        ]

    def group(self, sessions: Sequence[tuple[str, str]]) -> None:
        """Ambassadors who come and go, their letters, and who came to which day."""
        came: dict[str, list[Person]] = {key: [] for both in sessions for key in both}
        for n, (code, days, why, a_month) in enumerate(AMBASSADORS, 1):
            since = SESSIONS[len(days) - len(days.lstrip("."))] - timedelta(days=7)
            person = self.add("Ambassade", f"A{n:02}", code, since)
            role = self.take_role(person, "ambassador", since, agreed=bool(a_month))
            if a_month:
                set_mission_letter(
                    programme=self.programme, person=person, key=new_key(),
                    days_a_month=Decimal(a_month), starts_on=self.story.day(since), ends_on=None,
                    by=self.by, now=self.at(since),
                )  # fmt: skip
            for both, n_days in zip(sessions, days, strict=True):
                for key in both[: int(n_days) if n_days.isdecimal() else 0]:
                    came[key].append(person)
            if why:
                left = SESSIONS[days.index("-")] - timedelta(days=14)
                change_role(
                    role=role, starts_on=role.starts_on, ends_on=self.story.day(left),
                    manager_agreed_on=role.manager_agreed_on, left_because=why,
                    by=self.by, now=self.at(left),
                )  # fmt: skip
            elif days.count("2") > 6:  # who also prepared the seminar
                note_time(
                    programme=self.programme, person=person,
                    on=self.story.day(date(2018, 3, 14)), days=Decimal("0.5"),
                    what="Préparation du séminaire de direction", by=self.by,
                    now=self.at(date(2018, 3, 14)), key=new_key(),
                )  # fmt: skip
        for both, day in zip(sessions, SESSIONS, strict=True):
            for later, key in enumerate(both):
                held = day + timedelta(days=later)
                note_who_came(
                    meeting=self.programme.meetings.get(key=key), persons=came[key],
                    on=self.story.day(held), by=self.by, now=self.at(held),
                )  # fmt: skip

    def meetings_to_come(self) -> None:
        """Steering meetings, a session, the restitution: sheets that still change, or were held."""
        for sheet, day, hour, place in TO_COME:
            meeting = self.programme.meetings.get(key=self.meeting(sheet, day, hour))
            change_place(
                meeting=meeting, place=place, by=self.by,
                now=self.at(AFTER_THE_SEMINAR - timedelta(days=21)),
            )  # fmt: skip
            if sheet == "session-jour-1" and day < self.story.today:
                here = self.kinds["ambassador"].roles.filter(ends_on=None).select_related("person")
                note_who_came(
                    meeting=meeting, persons=[each.person for each in here],
                    on=self.story.day(day), by=self.by, now=self.at(day),
                )  # fmt: skip

    def cases(self, reader: Reader) -> None:
        """Cases and methods, reviewed by people of the group."""
        roles = self.kinds["ambassador"].roles.select_related("person").order_by("pk")
        people = [each.person for each in roles[:8]]
        tell_cases(
            programme=self.programme, departments=self.departments, people=people,
            days=Days(self.story.day, self.at), reader=reader,
        )  # fmt: skip

    def meeting(self, sheet: str, day: date, hour: time, title: str = "") -> str:
        source = shipped_sheet(sheet)
        made = make_meeting(
            programme=self.programme,
            key=new_key(),
            source=source.decode(),
            title=title or read_sheet(source).meeting.title,
            starts=datetime.combine(self.story.day(day), hour),
            by=self.by,
            now=self.at(min(day, AFTER_THE_SEMINAR) - timedelta(days=21)),
        )
        return made.key

    def join(self, given: str, family: str, role: str, department: str = "") -> None:
        self.take_role(self.add(given, family, department, STARTS_ON), role, STARTS_ON)

    def add(self, given: str, family: str, department: str, since: date) -> Person:
        values = {
            "given_name": given,
            "family_name": family,
            "email": "",
            "department": self.departments.get(department),
        }
        return add_person(
            authority=self.programme.authority, values=values, programme=self.programme,
            by=self.by, now=self.at(since),
        )  # fmt: skip

    def take_role(self, person: Person, kind: str, since: date, *, agreed: bool = False) -> Role:
        return give_role(
            person=person, kind=self.kinds[kind], starts_on=self.story.day(since),
            manager_agreed_on=self.story.day(since) if agreed else None,
            by=self.by, now=self.at(since),
        )  # fmt: skip
