"""Spans, files, tables and changes of a cycle: pure."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mire.planning.residency.plan import plan
from mire.planning.residency.tables import (
    CycleTable,
    DepartmentTable,
    NeedTable,
    PersonTable,
    PhaseTable,
    ResidencyTables,
    Span,
    SponsorTable,
    facts_of,
)
from mire.programme.residencies.rules.columns import with_lines
from mire.programme.residencies.rules.editing import (
    changed_tables,
    check_monday,
    moved_up,
    with_cycle,
    with_row,
    without_row,
)
from mire.programme.residencies.rules.faults import faults_of, wrong_faults
from mire.programme.residencies.rules.file import (
    read_cycle_file,
    stored_tables,
    tables_from,
    write_cycle_file,
)
from mire.programme.residencies.rules.holidays import ZONES, holidays_in, known_until, with_added
from mire.programme.residencies.rules.plans import (
    BEAT_SECONDS,
    PlanState,
    changes_between,
    days_of,
    months_words,
    state_at,
    stays_of,
    with_current,
)
from mire.programme.residencies.rules.spans import read_spans, write_spans
from mire.technique_api.refusal import Refusal
from tests.support.office import NOW
from tests.support.residencies import STARTS, facts

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
NAMES = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12).filter(
    lambda name: name.strip() == name and name.lower() not in ("du", "le", "from", "au", "to")
)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first, last = sorted([draw(DAYS), draw(DAYS)])
    words = draw(st.lists(NAMES.filter(lambda name: not name.isdigit()), max_size=3))
    return Span(first, last, " ".join(words))


@given(st.lists(spans(), max_size=5))
def test_spans_are_read_as_they_are_written(given_spans: list[Span]) -> None:
    assert read_spans(write_spans(given_spans), field="windows") == tuple(given_spans)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("du 14/09/2026 au 18/12/2026", Span(date(2026, 9, 14), date(2026, 12, 18))),
        ("14/09/2026-18/12/2026", Span(date(2026, 9, 14), date(2026, 12, 18))),
        ("2026-09-14 2026-12-18 Automne", Span(date(2026, 9, 14), date(2026, 12, 18), "Automne")),
        ("Budget : 1.10.2026 à 30.11.2026", Span(date(2026, 10, 1), date(2026, 11, 30), "Budget")),
        ("3/5/2027", Span(date(2027, 5, 3), date(2027, 5, 3))),
    ],
)
def test_spans_are_taken_as_people_write_them(written: str, expected: Span) -> None:
    assert read_spans(written, field="windows") == (expected,)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("bientôt", "no_day"),
        ("31/02/2026 – 05/03/2026", "no_day"),
        ("05/03/2026 – 01/03/2026", "order"),
        ("1/1/2026 2/1/2026 3/1/2026", "many_days"),
        ("1/1/2026 " + "x" * 130, "long"),
    ],
)
def test_a_bad_span_is_quoted(written: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_spans(f"01/01/2026 – 02/01/2026\n{written}", field="blackout")
    assert refused.value.code == code
    assert refused.value.path == ("blackout",)
    assert written[:20] in str(refused.value.text)


@given(
    st.lists(NAMES, min_size=1, max_size=4, unique=True),
    st.integers(1, 60),
    st.lists(spans(), max_size=2),
    st.floats(0, 7),
    st.booleans(),
)
def test_a_file_gives_back_the_facts(
    names: list[str], weeks: int, given_spans: list[Span], days: float, is_bound: bool
) -> None:
    tables = ResidencyTables(
        format=1,
        cycle=CycleTable(
            starts=STARTS, weeks=weeks, equity=2 if is_bound else None, holidays=tuple(given_spans)
        ),
        phase=(PhaseTable(name="P", weeks=1, gap=(0, 1), needs=(NeedTable(days=days),)),),
        person=tuple(PersonTable(name=each, days=days, skills=(each,)) for each in names),
        department=tuple(
            DepartmentTable(
                id=each, ready=STARTS if is_bound else None, after=tuple(names[:n]), priority=n
            )
            for n, each in enumerate(names)
        ),
        sponsor=(SponsorTable(name="S", windows=()),),
        current={names[0]: (STARTS,)},
    )
    assert tables_from(stored_tables(tables)) == tables
    if not wrong_faults(tables):
        assert read_cycle_file(write_cycle_file(tables).encode()) == tables


def test_a_file_that_is_not_finished_is_read_a_wrong_one_is_not() -> None:
    begun = replace(facts(), phase=(), person=())
    assert read_cycle_file(write_cycle_file(begun).encode()) == begun
    assert {each.what for each in faults_of(begun)} == {"phase", "person"}
    written = write_cycle_file(facts())
    for was, is_now, line in (
        ("format = 1", "format = 2", "Ligne 1 "),
        ("weeks = 40", "weeks = 900", "Ligne 5 "),
        ("starts = 2018-09-03", "starts = 2018-09-04", "Ligne 4 "),
        ('sponsor = "DGA Ville"', 'sponsor = "X"', "« X »"),
        ("days = 8", "days = 1e308", "de 0 à 31 jours"),
        ("2018-12-22", "0001-01-01", "0001-01-01"),
        ("2019-01-06", "9999-12-31", "9999-12-31"),
        ('"Immersion"', '"Imm\\u0000"', "signes"),
    ):
        assert was in written
        with pytest.raises(Refusal) as refused:
            read_cycle_file(written.replace(was, is_now, 1).encode())
        assert line in str(refused.value.text)
    for unreadable in (b"\xff\xfe", b"format = ", b"[" * 5_000):
        with pytest.raises(Refusal):
            read_cycle_file(unreadable)


def test_a_holiday_that_reaches_far_costs_nothing() -> None:
    wide = (Span(date(1900, 1, 1), date(2199, 12, 31)),) * 200
    tables = replace(facts(), cycle=replace(facts().cycle, holidays=wide))
    assert facts_of(tables).holidays == frozenset(range(40))


def test_holidays_of_a_zone_are_whole_and_in_order() -> None:
    for zone in ZONES:
        known = holidays_in(zone, first=date(2026, 9, 7), weeks=51)
        assert [each.name for each in known] == [
            "Vacances de la Toussaint", "Vacances de Noël", "Vacances d'hiver",
            "Vacances de printemps", "Vacances d'été",
        ]  # fmt: skip
        assert all(each.first <= each.last for each in known)
        assert all(each.first.weekday() == 5 for each in known)  # from a Saturday on
    assert holidays_in("", first=date(2026, 9, 7), weeks=51) == ()
    assert holidays_in("B", first=known_until() + timedelta(days=1), weeks=51) == ()
    (winter,) = [
        each for each in holidays_in("B", first=date(2027, 1, 4), weeks=10) if "hiver" in each.name
    ]
    assert (winter.first, winter.last) == (date(2027, 2, 20), date(2027, 3, 7))
    assert with_added((winter,), (winter,)) == (winter,)


def test_rows_are_changed_and_what_names_them_follows() -> None:
    tables = facts()
    renamed = changed_tables(
        tables, with_row("sponsor", "DGA Ville", replace(tables.sponsor[0], name="DGA Espaces"))
    )
    assert renamed.department[2].sponsor == "DGA Espaces"
    assert (
        changed_tables(renamed, without_row("sponsor", "DGA Espaces")).department[2].sponsor == ""
    )
    waiting = changed_tables(
        tables, with_row("department", "D08", replace(tables.department[2], after=("D02",)))
    )
    assert changed_tables(waiting, without_row("department", "D02")).department[1].after == ()
    assert [each.name for each in changed_tables(tables, moved_up("phase", "Projet")).phase] == [
        "Projet", "Immersion",
    ]  # fmt: skip
    for change in (with_row("phase", "Nulle", tables.phase[0]), without_row("person", "Nulle")):
        with pytest.raises(Refusal) as refused:
            changed_tables(tables, change)
        assert refused.value.code == "gone"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (with_cycle(weeks=0), "weeks"),
        (with_row("phase", None, PhaseTable(name="Immersion", weeks=1)), "name"),
        (with_row("department", None, DepartmentTable(id="X", after=("Y",))), "after"),
        (with_row("department", None, DepartmentTable(id="X", fixed=date(2030, 1, 7))), "fixed"),
        (with_row("phase", None, PhaseTable(name="P", weeks=1, gap=(3, 1))), "gap"),
    ],
)
def test_what_nothing_later_mends_is_refused_at_its_field(change: Any, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        changed_tables(facts(), change)
    assert refused.value.path == (field,)


def test_what_is_written_later_may_mend_is_let_in() -> None:
    """A window shorter than a residency, a skill that nobody has yet: the page says so."""
    short = (Span(STARTS, STARTS + timedelta(days=4)),)
    tables = changed_tables(
        facts(), with_row("department", None, DepartmentTable(id="X", windows=short))
    )
    asks = PhaseTable(name="Film", weeks=1, needs=(NeedTable(days=1, skill="montage"),))
    tables = changed_tables(tables, with_row("phase", None, asks))
    assert {each.kind for each in faults_of(tables)} == {"too_short", "nobody"}


def test_a_cycle_begins_on_a_monday() -> None:
    check_monday(STARTS, field="starts")
    with pytest.raises(Refusal) as refused:
        check_monday(date(2018, 9, 5), field="starts")
    assert "3 septembre 2018" in str(refused.value.text)
    assert "10 septembre 2018" in str(refused.value.text)


HEADER = ["Direction", "Code", "Pôle", "Fenêtres", "Prête le", "Priorité", "Après", "Remarque"]


def test_a_table_of_departments_is_brought_in() -> None:
    lines = [
        (1, HEADER),
        (2, ["Habitat", "D07", "Ville", "07/01/2019 – 30/04/2019", "05/11/2018", "2", "D02", "-"]),
        (3, ["Culture", "D03", "Services", "", "", "", "Habitat", ""]),
        (4, ["", "", "", "", "", "", "", ""]),
    ]
    made = changed_tables(facts(), with_lines(lines))
    assert [each.id for each in made.department] == ["D02", "D07", "D08", "D03"]
    habitat, culture = made.department[1], made.department[3]
    assert (habitat.name, habitat.pole, habitat.priority) == ("Habitat", "Ville", 2)
    assert habitat.windows == (Span(date(2019, 1, 7), date(2019, 4, 30)),)
    assert (habitat.ready, habitat.after) == (date(2018, 11, 5), ("D02",))
    assert (culture.after, culture.priority) == (("D07",), 1)
    # A column that the table hasn't leaves what is known alone.
    again = changed_tables(made, with_lines([(1, ["Direction", "Pôle"]), (2, ["habitat", "Nord"])]))
    assert again.department[1] == replace(habitat, name="habitat", pole="Nord")


def test_a_table_with_faults_brings_nothing_in_and_names_its_lines() -> None:
    lines = [
        (1, HEADER),
        (2, ["Habitat", "D07", "", "bientôt", "", "", "", ""]),
        (3, ["Culture", "D03", "", "", "32/01/2019", "", "", ""]),
        (4, ["Voirie", "D04", "", "", "", "beaucoup", "", ""]),
    ]
    with pytest.raises(Refusal) as refused:
        changed_tables(facts(), with_lines(lines))
    said = str(refused.value.text)
    assert "3 lignes" in said
    assert all(f"ligne {n}" in said for n in (2, 3, 4))
    with pytest.raises(Refusal):
        with_lines([(1, ["Titre", "Autre"])])
    with pytest.raises(Refusal):
        with_lines([])


def test_what_has_begun_stays_where_it_is() -> None:
    tables = facts()
    first = plan(facts_of(tables))
    current = days_of(tables, first)
    begun = first.residencies[0].department
    today = current[begun][0] + timedelta(days=3)
    asked = with_current(tables, current, today=today)
    assert asked.current == current
    rows = {each.id: each for each in asked.department}
    assert rows[begun].fixed == current[begun][0]
    assert (rows[begun].windows, rows[begun].sponsor, rows[begun].ready) == ((), "", None)
    later = first.residencies[-1].department
    assert rows[later] == next(each for each in tables.department if each.id == later)
    again = plan(facts_of(asked))
    kept = {each.department: each.stages[0].first for each in again.residencies}
    assert kept[begun] == first.residencies[0].stages[0].first
    # Other phases make another plan: none of the dates is compared.
    assert with_current(replace(tables, phase=tables.phase[:1]), current, today=today).current == {}


def test_changes_between_two_plans_say_who_moves_and_by_how_much() -> None:
    tables = facts()
    before = stays_of(tables, plan(facts_of(tables)))
    without = replace(tables, department=tables.department[1:])
    added = DepartmentTable(id="D03", name="Culture · D03")
    after_tables = replace(without, department=(*without.department, added))
    after = stays_of(after_tables, plan(facts_of(after_tables)))
    said = [str(each) for each in changes_between(before, after)]
    assert said[0].startswith("Culture · D03 accueille, du ")
    assert said[-1].startswith("Ressources humaines · D02 n'accueille plus, du ")
    assert changes_between(before, before) == []
    assert len(said) == len({*after} - {*before}) + len({*before} - {*after}) + sum(
        before[id] != after[id] for id in {*before} & {*after}
    )


@pytest.mark.parametrize(
    ("weeks", "said"), [(1, "1 semaine"), (8, "8 semaines"), (9, "2 mois"), (68, "16 mois")]
)
def test_lengths_are_said_in_months(weeks: int, said: str) -> None:
    assert str(months_words(weeks)) == said


def test_a_search_of_which_nothing_is_heard_was_cut() -> None:
    late = NOW + timedelta(seconds=BEAT_SECONDS + 1)
    assert state_at("running", beat_at=NOW, now=late) is PlanState.CUT
    assert state_at("waiting", beat_at=NOW, now=late) is PlanState.CUT
    assert state_at("running", beat_at=NOW, now=NOW) is PlanState.RUNNING
    assert state_at("found", beat_at=NOW, now=late) is PlanState.FOUND
