"""The office's lists with many programmes, and an import: queries, time as a ratio in one process.

Pages are asked through Django's own stack, in this process, without a network: a list page's time
stands beside that of a page without rows (signing in), an import's beside a bare bulk insert of the
same persons and roles.
"""

import os
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from _bench import Report, installation, median, options, spread

MOST_QUERIES, LIST_MS, IMPORT_SECONDS = 10, 100.0, 5.0
PROGRAMMES, MEMBERS, MEETINGS, IMPORTED, BAD = 50, 200, 60, 5_000, 37
CARDS, THEMES, FINDINGS = 2_000, 60, 40
START = date(2017, 3, 1)
NOW = datetime(2018, 3, 20, 9, tzinfo=UTC)


def main() -> None:
    """Fill an installation, ask each list, import."""
    given = options(__doc__ or "")
    report = Report("office", given.smoke)
    with installation() as (_, environment):
        os.environ.update(environment)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.HAS_PROPOSALS = False  # proposals.py measures them
        call_command("migrate", verbosity=0)
        sizes = (3, 40, 12) if given.smoke else (PROGRAMMES, MEMBERS, MEETINGS)
        rounds = 2 if given.smoke else 15
        report.head(
            given.seed,
            f"{sizes[0]} programmes × {sizes[1]} members × {sizes[2]} meetings, {rounds} rounds",
        )
        browser, programme, person = fill(*sizes)
        time_lists(report, browser, programme, person, rounds)
        time_reading(report, browser, programme, 100 if given.smoke else CARDS, rounds)
        time_findings(report, browser, programme, 5 if given.smoke else FINDINGS, rounds)
        time_beside_plan(report, browser, programme, 3 if given.smoke else 60)
        time_import(report, programme, 300 if given.smoke else IMPORTED)
        from mire.live.engine.engine import current_engine

        current_engine().stop()  # before its folder goes
    report.end()


def fill(n_programmes: int, n_members: int, n_meetings: int) -> tuple[Any, Any, Any]:
    """Return a browser of an administrator, a programme, and one of its group, among many."""
    from django.test import Client

    from mire.programme.accounts.models import Account
    from mire.programme.journal.models import Entry
    from mire.programme.journal.rules import Actor
    from mire.programme.meetings.models import Meeting
    from mire.programme.people.actions import give_account, set_up_programme
    from mire.programme.people.models import Department, Person, Presence, Role
    from mire.programme.programmes.actions import make_authority

    by = Actor()
    authority = make_authority(name="Communauté urbaine", by=by, now=NOW)
    departments = Department.objects.bulk_create(
        Department(authority=authority, name=f"Direction D{n:02}", code=f"D{n:02}")
        for n in range(40)
    )
    made = []
    for p in range(n_programmes):
        programme = set_up_programme(
            authority=authority, name=f"Programme {p}", starts_on=START,
            ends_on=date(2018, 7, 31), by=by, now=NOW,
        )  # fmt: skip
        kinds = list(programme.role_kinds.all())
        group = next(each for each in kinds if each.is_group)
        people = Person.objects.bulk_create(
            Person(
                authority=authority,
                given_name="Personne",
                family_name=f"P{p:02} {n:03}",
                email=f"p{p}.{n}@example.org",
                department=departments[n % 33],
            )
            for n in range(n_members)
        )
        Role.objects.bulk_create(
            Role(
                kind=group if n % 4 else kinds[n % len(kinds)],
                person=each,
                starts_on=START + timedelta(days=n % 300),
                ends_on=date(2018, 2, 1) if n % 11 == 0 else None,
            )
            for n, each in enumerate(people)
        )
        meetings = Meeting.objects.bulk_create(
            Meeting(
                programme=programme,
                title=f"Session {n}",
                kind="session",
                planned_at=datetime(2017, 3, 1, 9, tzinfo=UTC) + timedelta(days=6 * n),
            )
            for n in range(n_meetings)
        )
        Presence.objects.bulk_create(
            Presence(
                programme=programme,
                person=person,
                on=meeting.planned_at.date(),
                days=1,
                meeting=meeting.key,
            )
            for m, meeting in enumerate(meetings)
            for n, person in enumerate(people)
            if (n + m) % 3 == 0
        )
        Entry.objects.bulk_create(
            Entry(programme=programme.key, at=NOW, actor_name="Personne", act="person.changed",
                  about_kind="person", about_name=f"P{n}", after={"post": "Agent"})
            for n in range(n_members * 5)
        )  # fmt: skip
        made.append((programme, people))
    programme, people = made[0]
    Role.objects.create(
        kind=programme.role_kinds.get(slug="administrator"), person=people[0], starts_on=START
    )
    account = give_account(person=people[0], programme=programme.key, by=by, now=NOW)
    if not isinstance(account, Account):
        raise TypeError(account)
    browser = Client()
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser, programme, people[1]


def time_beside_plan(report: Report, browser: Any, programme: Any, rounds: int) -> None:
    """Ask a list while a process looks for a plan over 101 departments, and without it."""
    import msgspec

    from mire.planning.residency import tables as facts
    from mire.planning.residency.worker import Task
    from mire.programme.residencies.runner import COMMAND

    cycle = facts.ResidencyTables(
        format=1,
        cycle=facts.CycleTable(starts=date(2017, 3, 6), weeks=500, at_once=3, equity=1),
        phase=(
            facts.PhaseTable(name="immersion", weeks=2, needs=(facts.NeedTable(days=1),)),
            facts.PhaseTable(name="project", weeks=5, gap=(0, 2)),
        ),
        person=(facts.PersonTable(name="team", days=20),),
        department=tuple(
            facts.DepartmentTable(id=f"D{n:03d}", pole=f"P{n % 7}", priority=n % 5 + 1)
            for n in range(101)
        ),
    )

    def ask() -> float:
        begun = time.perf_counter()
        browser.get(f"/programme/{programme.key}/personnes")
        return 1e3 * (time.perf_counter() - begun)

    ask()
    alone = [ask() for _ in range(rounds)]
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError(COMMAND)
        process.stdin.write(msgspec.json.encode(Task(cycle, seconds=600, compared=0)) + b"\n")
        process.stdin.flush()
        process.stdout.readline()  # a first plan is known: the search is under way
        beside = [ask() for _ in range(rounds)]
        is_searching = process.poll() is None
        process.kill()
    if not is_searching:
        raise RuntimeError("the search had ended: nothing was measured beside it")
    report.add(
        "people, while a plan over 101 departments is looked for: ms · times alone",
        f"{spread(beside, '.1f')} · {median(beside) / median(alone):.2f}",
        f"≤ {LIST_MS:g} · —",
        is_met=median(beside) <= LIST_MS,
    )


def time_lists(report: Report, browser: Any, programme: Any, person: Any, rounds: int) -> None:
    """Ask each list again and again, beside a page without rows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    home = f"/programme/{programme.key}/"
    pages = {
        "people": "personnes",
        "people, searched and sorted": "personnes?q=p00&role=ambassador&tri=-depuis",
        "a person": f"personnes/{person.key}",
        "departments": "personnes/directions",
        "meetings": "reunions",
        "journal": "reglages/journal",
    }

    def ask(address: str) -> float:
        begun = time.perf_counter()
        answer = browser.get(address)
        if answer.status_code != 200:
            raise RuntimeError(address, answer.status_code)
        return 1e3 * (time.perf_counter() - begun)

    for address in pages.values():  # templates and catalogues are read once
        ask(home + address)
    for name, address in pages.items():
        empty, taken = [], []
        for _ in range(rounds):
            empty.append(ask("/compte/entrer"))
            taken.append(ask(home + address))
        with CaptureQueriesContext(connection) as caught:
            browser.get(home + address)
        report.add(
            f"{name}: queries",
            str(len(caught)),
            f"≤ {MOST_QUERIES}",
            is_met=len(caught) <= MOST_QUERIES,
            must=True,
        )
        report.add(
            f"{name}: ms",
            spread(taken, ".1f"),
            f"≤ {LIST_MS:g}",
            is_met=median(taken) <= LIST_MS,
        )
        report.add(f"{name}: times an empty page", f"{median(taken) / median(empty):.1f}")


def time_reading(report: Report, browser: Any, programme: Any, n_cards: int, rounds: int) -> None:
    """Look at a reading that is three quarters done, and place its cards, beside an empty page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mire.programme.evidence.models import Verbatim
    from mire.programme.journal.rules import Actor
    from mire.programme.keys import new_key
    from mire.programme.meetings.models import Meeting
    from mire.programme.reading.actions import begin_reading
    from mire.programme.reading.models import ReadingAct, ThemeKey

    by = Actor("k", "Personne")
    meeting = Meeting.objects.filter(programme=programme).first()
    Verbatim.objects.bulk_create(
        Verbatim(
            key=new_key(), meeting=meeting, place=n, activity="cafe", activity_title="Café",
            regime="group", text=f"Propos {n} de la table", searched=f"propos {n} de la table",
            state="said", digest=str(n),
        )
        for n in range(n_cards)
    )  # fmt: skip
    reading = begin_reading(
        programme=programme, key=new_key(), title="Lecture", meetings=[meeting], by=by, now=NOW
    )
    keys = list(Verbatim.objects.values_list("key", flat=True))
    themes = [new_key() for _ in range(THEMES)]
    acts = [
        ("theme.made", {"theme": theme, "name": f"Thème {n}", "cards": []})
        for n, theme in enumerate(themes)
    ]
    n_placed = 3 * n_cards // 4
    acts += [
        ("cards.placed", {"theme": themes[n % THEMES], "cards": [key]})
        for n, key in enumerate(keys[:n_placed])
    ]
    ReadingAct.objects.bulk_create(
        ReadingAct(
            reading=reading, number=n, kind=kind, body=body, by=by.key, by_name=by.name, at=NOW
        )
        for n, (kind, body) in enumerate(acts, 1)
    )
    reading.number = len(acts)
    reading.save()
    ThemeKey.objects.bulk_create(ThemeKey(key=theme, reading=reading) for theme in themes)
    here = f"/programme/{programme.key}/dit/lectures/{reading.key}"
    left = iter(keys[n_placed:])
    other = member_beside(programme)

    def look() -> None:
        if browser.get(here).status_code != 200:
            raise RuntimeError(here)

    def press(by: Any = browser) -> None:
        sent = {"do": f"place:{themes[0]}", "card": next(left), "seen": str(len(acts))}
        if by.post(f"{here}/agir", sent).status_code != 302:
            raise RuntimeError(here)

    def nothing() -> None:
        pass

    begun = time.perf_counter()
    look()
    report.add(
        f"the first board of {n_cards} cards: ms", f"{1e3 * (time.perf_counter() - begun):.1f}"
    )
    for name, before, work in (
        ("a board again", nothing, look),
        ("a board, once another reader has pressed", lambda: press(other), look),
        ("a press on it", nothing, press),
    ):
        empty, taken = [], []
        for _ in range(rounds):
            before()
            empty.append(1e3 * timed(lambda: browser.get("/compte/entrer")))
            taken.append(1e3 * timed(work))
        before()
        with CaptureQueriesContext(connection) as caught:
            work()
        report.add(f"{name}: queries", str(len(caught)), "")
        report.add(
            f"{name}: ms", spread(taken, ".1f"), f"≤ {LIST_MS:g}", is_met=median(taken) <= LIST_MS
        )
        report.add(f"{name}: times an empty page", f"{median(taken) / median(empty):.1f}")


def member_beside(programme: Any) -> Any:
    """Return the browser of somebody else of the group."""
    from django.test import Client

    from mire.programme.accounts.models import Account
    from mire.programme.journal.rules import Actor
    from mire.programme.people.actions import give_account
    from mire.programme.people.models import Person, Role

    person = Person.objects.order_by("pk")[1]
    Role.objects.create(
        kind=programme.role_kinds.get(slug="ambassador"), person=person, starts_on=START
    )
    account = give_account(person=person, programme=programme.key, by=Actor(), now=NOW)
    if not isinstance(account, Account):
        raise TypeError(account)
    browser = Client()
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def time_findings(report: Report, browser: Any, programme: Any, n: int, rounds: int) -> None:
    """Look at findings that each cite three themes of the reading, one of them, what is left."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mire.programme.findings.actions import write_finding
    from mire.programme.findings.rules import FindingKind
    from mire.programme.journal.rules import Actor
    from mire.programme.keys import new_key
    from mire.programme.reading.queries import THEME, themes_of
    from mire.programme.thread.rules import Reference

    by = Actor("k", "Personne")
    themes = [Reference(THEME, each.key) for each in themes_of(programme)]
    for number in range(n):
        made = write_finding(
            programme=programme, key=new_key(), kind=FindingKind.FINDING,
            sentence=f"Constat {number}", detail="",
            cited=[themes[(3 * number + each) % len(themes)] for each in range(3)],
            by=by, now=NOW,
        )  # fmt: skip
    home = f"/programme/{programme.key}/dit/"
    pages = {
        "findings": "constats",
        "a finding": f"constats/{made.key}",
        "what is not taken up": "non-repris",
    }
    for name, address in pages.items():
        browser.get(home + address)
        empty, taken = [], []
        for _ in range(rounds):
            empty.append(1e3 * timed(lambda: browser.get("/compte/entrer")))
            taken.append(1e3 * timed(lambda address=address: browser.get(home + address)))
        with CaptureQueriesContext(connection) as caught:
            browser.get(home + address)
        report.add(f"{name}: queries", str(len(caught)), "")
        report.add(
            f"{name}: ms", spread(taken, ".1f"), f"≤ {LIST_MS:g}", is_met=median(taken) <= LIST_MS
        )
        report.add(f"{name}: times an empty page", f"{median(taken) / median(empty):.1f}")


def timed(work: Callable[[], Any]) -> float:
    """Return how long something takes, in seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def time_import(report: Report, programme: Any, n: int) -> None:
    """Read, plan and write a table, beside a bare bulk insert of the same rows."""
    from mire.programme.intake.actions import bring_in
    from mire.programme.intake.queries import known_of
    from mire.programme.intake.rules.columns import N_HEADS, find_head, n_fields, read_lines
    from mire.programme.intake.rules.plan import Asked, Plan, make_plan
    from mire.programme.journal.rules import Actor
    from mire.programme.people.models import Person, Role
    from mire.tables.cells import cells_of

    asked = Asked("ambassador", START, makes_departments=True)

    def plan_of(table: str) -> Plan:
        lines = list(cells_of(table.encode("cp1252"), n_fields, lambda _: None, n_heads=N_HEADS))
        head = find_head(lines)
        if head is None:
            raise RuntimeError("no heading")
        wanted, faults = read_lines(lines, head)
        known = known_of(programme, (), on=NOW.date())
        return make_plan(wanted, faults, head, known, asked)

    def rows(prefix: str) -> list[str]:
        return [
            f"{prefix}{k};Léa;{prefix}{k}@example.net;Direction D{k % 40:02};Agente;14/03/2017"
            for k in range(n)
        ]

    title = "Nom;Prénom;Courriel;Direction;Fonction;Depuis"
    good, bad = rows("a"), rows("b")
    for k in range(BAD):
        bad[k * (n // BAD)] += "/"
    n_before = Person.objects.count()
    refused = plan_of("\n".join([title, *bad]))
    report.add(
        f"of {n:,} lines, {BAD} bad: listed · written",
        f"{len(refused.faults)} · {Person.objects.count() - n_before}",
        f"{BAD} · 0",
        is_met=len(refused.faults) == BAD and Person.objects.count() == n_before,
        must=True,
    )
    table = "\n".join([title, *good])

    def bring(plan: Plan) -> None:
        bring_in(programme=programme, plan=plan, on=START, by=Actor(), now=NOW)

    seconds = timed(lambda: bring(plan_of(table)))
    again = timed(lambda: bring(plan_of(table.replace("Agente", "Cheffe"))))
    kind = programme.role_kinds.get(slug="ambassador")

    def bare() -> None:
        persons = Person.objects.bulk_create(
            (
                Person(authority=programme.authority, given_name="Léa", family_name=f"c{k}",
                       email=f"c{k}@example.net", post="Agente")
                for k in range(n)
            ),
            batch_size=500,
        )  # fmt: skip
        Role.objects.bulk_create(
            (Role(kind=kind, person=each, starts_on=START) for each in persons), batch_size=500
        )

    base = timed(bare)
    report.add(
        f"import of {n:,} people, s",
        f"{seconds:.2f}",
        f"≤ {IMPORT_SECONDS:g}",
        is_met=seconds <= IMPORT_SECONDS,
    )
    report.add("… times a bare bulk insert of the rows", f"{seconds / base:.1f}")
    report.add(
        "… again, each with a field that changes, s",
        f"{again:.2f}",
        f"≤ {IMPORT_SECONDS:g}",
        is_met=again <= IMPORT_SECONDS,
    )


if __name__ == "__main__":
    main()
