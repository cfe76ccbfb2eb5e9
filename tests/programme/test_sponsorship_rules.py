"""Days, paths planned backwards, what slips, the national line: pure."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from dateutil.easter import easter as known_easter
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.programme.sponsorship.rules.days import (
    Count,
    WorkingDays,
    after,
    before,
    easter,
    public_holidays,
)
from mire.programme.sponsorship.rules.deliberation import (
    DeliberationText,
    check_ready,
    check_result,
    check_text,
    read_lines,
    read_paragraphs,
)
from mire.programme.sponsorship.rules.elections import (
    Restraint,
    known_restraints,
    restrained_from,
    restraint_on,
)
from mire.programme.sponsorship.rules.kinds import check_step, read_sessions, written_sessions
from mire.programme.sponsorship.rules.path import (
    Path,
    Plan,
    Side,
    Sitting,
    Standing,
    Step,
    earliest_council,
    later_dates,
    ordered,
    plan,
    shortenings,
)
from mire.programme.sponsorship.rules.scdl import (
    FIELDS,
    REQUIRED,
    act_from,
    check_act,
    faults_of,
    is_siret,
    scdl_csv,
    stored_act,
)
from mire.programme.sponsorship.rules.template import STEPS
from mire.technique_api.refusal import Refusal
from tests.support.drawing import examples

COUNCIL_ON = date(2018, 10, 4)
WORKED = WorkingDays()


def template(sessions: dict[str, list[date]] | None = None, **done: date) -> Path:
    """Return the shipped path; ``done``: by the template's names, "_" for "-"."""
    return Path(
        [
            Step(
                each.name, str(each.title), each.side, each.anchors, each.delay, each.count,
                each.body, each.is_law, each.is_public, done.get(each.name.replace("-", "_")),
            )
            for each in STEPS
        ],
        sessions or {},
    )  # fmt: skip


def days_of(made: Plan) -> dict[str, date]:
    return {each.step.key: each.on for each in made.steps}


# --- Days -------------------------------------------------------------------------------------


@given(st.integers(1900, 2199))
def test_easter_is_the_one_that_everybody_computes(year: int) -> None:
    assert easter(year) == known_easter(year)


def test_the_public_holidays_of_a_year() -> None:
    assert sorted(public_holidays(2018)) == [
        date(2018, 1, 1), date(2018, 4, 2), date(2018, 5, 1), date(2018, 5, 8), date(2018, 5, 10),
        date(2018, 5, 21), date(2018, 7, 14), date(2018, 8, 15), date(2018, 11, 1),
        date(2018, 11, 11), date(2018, 12, 25),
    ]  # fmt: skip
    more = public_holidays(2018, is_alsace_moselle=True) - public_holidays(2018)
    assert sorted(more) == [date(2018, 3, 30), date(2018, 12, 26)]


def test_days_are_counted_as_texts_count_them() -> None:
    # Five clear days before a council on Thursday 4 October: sent on Friday 28 September.
    assert before(COUNCIL_ON, 5, Count.CLEAR, WORKED) == date(2018, 9, 28)
    assert before(COUNCIL_ON, 15, Count.CALENDAR, WORKED) == date(2018, 9, 19)
    assert before(date(2018, 5, 11), 3, Count.WORKING, WORKED) == date(2018, 5, 4)
    assert after(date(2018, 5, 4), 3, Count.WORKING, WORKED) == date(2018, 5, 11)
    # Two months from 8 October: the last day is 9 December, a Sunday.
    assert after(date(2018, 10, 8), 2, Count.MONTHS, WORKED) == date(2018, 12, 9)
    assert after(date(2018, 12, 31), 2, Count.MONTHS, WORKED) == date(2019, 3, 1)


@given(
    st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 40), st.sampled_from(list(Count))
)
def test_a_longer_delay_never_ends_nearer(on: date, delay: int, count: Count) -> None:
    assert before(on, delay + 1, count, WORKED) < before(on, delay, count, WORKED) <= on
    assert after(on, delay + 1, count, WORKED) > after(on, delay, count, WORKED) >= on
    later = on + timedelta(days=1)
    assert before(later, delay, count, WORKED) >= before(on, delay, count, WORKED)


# --- The path ---------------------------------------------------------------------------------


def test_the_shipped_path_is_planned_backwards() -> None:
    sessions = {
        "council": [COUNCIL_ON, date(2018, 11, 15), date(2018, 12, 13)],
        "committee": [date(2018, 9, 12), date(2018, 9, 26), date(2018, 10, 2)],
        "bureau": [date(2018, 9, 3), date(2018, 9, 17), date(2018, 9, 24)],
        "social": [date(2018, 9, 18), date(2018, 9, 27)],
    }
    made = plan(template(sessions), COUNCIL_ON, date(2018, 7, 2))
    assert days_of(made) == {
        "signed": date(2018, 8, 27),  # five working days before what leaves on 3 September
        "social-sent": date(2018, 9, 3),
        "bureau-sent": date(2018, 9, 10),
        "bureau": date(2018, 9, 17),
        "social": date(2018, 9, 18),  # that of the 27th leaves one working day: two are wanted
        "committee-sent": date(2018, 9, 21),
        "committee": date(2018, 9, 26),
        "council-sent": date(2018, 9, 28),
        "council": COUNCIL_ON,
        "listed": date(2018, 10, 11),
        "prefect": date(2018, 10, 12),
        "published": date(2018, 10, 16),
        "deferral": date(2018, 12, 13),
        "appeal": date(2018, 12, 17),
    }
    assert made.holds
    assert made.next_step is not None
    assert made.next_step.step.key == "signed"
    assert next(each.step.key for each in made.steps) == "signed"


def test_a_body_without_dates_is_due_at_the_latest() -> None:
    made = {each.step.key: each for each in plan(template(), COUNCIL_ON, date(2018, 7, 2)).steps}
    assert made["committee"].sitting is Sitting.UNKNOWN
    assert made["committee"].on == date(2018, 9, 27)
    assert made["council"].sitting is Sitting.UNKNOWN
    late = template({"committee": [date(2018, 10, 3)]})
    whole = plan(late, COUNCIL_ON, date(2018, 7, 2))
    rows = {each.step.key: each for each in whole.steps}
    assert rows["committee"].sitting is Sitting.MISSING
    assert not whole.holds
    assert earliest_council(late, date(2018, 7, 2)) == date(2018, 10, 10)
    assert earliest_council(late, date(2018, 10, 4)) is None  # its last session has gone by


def test_what_slips_is_told_with_what_can_be_done() -> None:
    sessions = {
        "council": [COUNCIL_ON, date(2018, 11, 15), date(2018, 12, 13)],
        "bureau": [date(2018, 9, 17), date(2018, 10, 15)],
    }
    today = date(2018, 9, 12)
    path = template(sessions, signed=date(2018, 8, 30), social_sent=date(2018, 9, 3))
    made = plan(path, COUNCIL_ON, today)
    assert not made.holds
    assert [(each.step.key, each.days_late) for each in made.late] == [("bureau-sent", 2)]
    assert [each.council_on for each in later_dates(path, COUNCIL_ON, today)] == [
        date(2018, 11, 15), date(2018, 12, 13),
    ]  # fmt: skip
    assert [(each.key, each.was, each.to) for each in shortenings(path, COUNCIL_ON, today)] == [
        ("bureau-sent", 7, 5)
    ]
    # A law's delay is never offered.
    convened = template(council_sent=date(2018, 10, 1))
    assert not plan(convened, COUNCIL_ON, date(2018, 10, 1)).holds
    assert shortenings(convened, COUNCIL_ON, date(2018, 10, 1)) == []


def test_a_step_that_nobody_noted_blocks_nothing_behind_it() -> None:
    path = template(committee=date(2018, 9, 26), social=date(2018, 9, 18))
    rows = {each.step.key: each for each in plan(path, COUNCIL_ON, date(2018, 9, 27)).steps}
    assert {key for key, each in rows.items() if each.standing is Standing.UNTOLD} == {
        "signed", "social-sent", "bureau-sent", "bureau", "committee-sent",
    }  # fmt: skip
    assert plan(path, COUNCIL_ON, date(2018, 9, 27)).holds


def test_after_the_council_terms_run_and_deadlines_are_late() -> None:
    path = template(council=COUNCIL_ON, prefect=date(2018, 10, 8))
    rows = {each.step.key: each for each in plan(path, COUNCIL_ON, date(2018, 10, 20)).steps}
    assert rows["listed"].standing is Standing.LATE
    assert rows["deferral"].on == date(2018, 12, 10)  # the 9th is a Sunday
    assert rows["deferral"].standing is Standing.TO_COME
    assert rows["published"].on == date(2018, 10, 10)
    rows = {each.step.key: each for each in plan(path, COUNCIL_ON, date(2019, 1, 2)).steps}
    assert rows["deferral"].standing is Standing.OVER


DAYS = st.dates(date(2018, 9, 1), date(2019, 3, 1))


@st.composite
def paths(draw: st.DrawFn) -> Path:
    """Draw steps that count to those drawn before, the council first; some done, some seated."""
    steps = [Step("council", "", Side.COUNCIL, body="b0")]
    for number in range(draw(st.integers(1, 5))):
        anchors = draw(st.sets(st.sampled_from([each.key for each in steps]), min_size=1))
        done_on = draw(st.none() | DAYS)
        steps.append(
            Step(
                f"s{number}", "", Side.BEFORE, tuple(sorted(anchors)), draw(st.integers(0, 12)),
                draw(st.sampled_from(list(Count)[:3])), draw(st.sampled_from(["", "b0", "b1"])),
                draw(st.booleans()), done_on=done_on,
            )
        )  # fmt: skip
    sessions = {key: sorted(draw(st.sets(DAYS, max_size=6))) for key in ("b0", "b1")}
    return Path(draw(st.permutations(steps)), sessions)


@settings(max_examples=examples(400), deadline=None)
@given(paths(), DAYS, DAYS)
def test_a_date_holds_where_going_forwards_reaches_it(path: Path, on: date, today: date) -> None:
    """Backwards as late as can be, forwards as early as can be: both say the same of a date."""
    made = plan(path, on, today)
    first = earliest_council(path, today)
    assert made.holds == (on >= today and first is not None and first <= on)
    by_key = {each.step.key: each for each in made.steps}
    for row in made.steps:
        if row.step.done_on is not None or row.step.side is not Side.BEFORE:
            continue
        for key in row.step.anchors:  # each delay is left
            limit = before(by_key[key].on, row.step.delay, row.step.count, path.worked)
            assert row.on <= row.limit <= limit
        if row.sitting is Sitting.KNOWN:
            assert row.on in path.sessions[row.step.body]
        if row.sitting is Sitting.NONE:
            assert path.worked.holds(row.on)


@settings(max_examples=examples(200), deadline=None)
@given(paths(), DAYS, DAYS)
def test_what_is_offered_instead_does_hold(path: Path, on: date, today: date) -> None:
    for each in later_dates(path, on, today):
        assert each.holds
        assert each.council_on in path.council_dates
        assert each.council_on != on
    if plan(path, on, today).holds:
        return
    for short in shortenings(path, on, today):
        chosen = {short.key: short.to} if short.key else None
        steps = [
            replace(each, delay=0 if chosen is None else chosen.get(each.key, each.delay))
            if chosen is None and not each.is_law and each.done_on is None
            else replace(each, delay=(chosen or {}).get(each.key, each.delay))
            for each in path.steps
        ]
        assert not any(each.key == short.key and each.is_law for each in path.steps)
        assert plan(Path(steps, path.sessions), on, today).holds


def test_steps_in_a_ring_are_refused() -> None:
    council = Step("c", "", Side.COUNCIL)
    one, two = Step("1", "", Side.BEFORE, ("c",)), Step("2", "", Side.BEFORE, ("1",))
    rows = [council, one, two]
    assert [each.key for each in ordered(rows)] == ["c", "1", "2"]
    for step, code in (
        (replace(one, anchors=("2",)), "ring"),
        (replace(one, anchors=()), "missing"),
        (replace(one, anchors=("9",)), "side"),
        (replace(one, delay=401), "delay"),
        (replace(one, body="b"), "body"),
        (Step("3", "", Side.AFTER, ("1",)), "side"),
        (Step("3", "", Side.AFTER, ("c",), body="x"), "body"),
    ):
        with pytest.raises(Refusal) as refused:
            check_step(step, rows, bodies=["x"])
        assert refused.value.code == code
    check_step(Step("3", "", Side.TERM, ("c",), 2, Count.MONTHS), rows, bodies=[])


def test_sessions_are_read_a_line_each() -> None:
    found = read_sessions("04/10/2018\n\n 2018-09-06;\n4/10/2018")
    assert found == [date(2018, 9, 6), COUNCIL_ON]
    assert read_sessions(written_sessions(found)) == found
    for wrong in ("31/02/2018", "demain", "2018", "01/01/18", "1/2/3/4"):
        with pytest.raises(Refusal, match="Ligne 2"):
            read_sessions(f"04/10/2018\n{wrong}")


# --- Elections --------------------------------------------------------------------------------


def test_restraint_runs_from_the_sixth_month_before() -> None:
    assert restrained_from(date(2020, 3, 15)) == date(2019, 9, 1)
    assert restrained_from(date(2021, 6, 20)) == date(2020, 12, 1)  # a law said September
    known = {each.first: each for each in known_restraints()}
    assert date(2019, 9, 1) in known
    assert all(each.source for each in known.values())
    period = Restraint("Élections", date(2019, 9, 1), date(2020, 3, 22))
    assert restraint_on(date(2019, 9, 1), [period]) == period
    assert restraint_on(date(2020, 3, 22), [period]) == period
    assert restraint_on(date(2019, 8, 31), [period]) is None


# --- The deliberation -------------------------------------------------------------------------


def test_the_text_of_a_deliberation_has_its_limits() -> None:
    said = DeliberationText("Créer un laboratoire", articles=("Le laboratoire est créé.",))
    check_text(said)
    check_ready(said)
    for wrong in (
        replace(said, title=" "),
        replace(said, title="x" * 301),
        replace(said, reasons="x" * 30_001),
        replace(said, visas=("x",) * 61),
    ):
        with pytest.raises(Refusal):
            check_text(wrong)
    with pytest.raises(Refusal):
        check_ready(replace(said, articles=()))
    assert read_lines(" a \n\n b  c\n") == ("a", "b c")
    assert read_paragraphs("un\ndeux\n\n\n trois ") == ("un\ndeux", "trois")
    check_result(is_adopted=True, n_for=5, n_against=5)
    check_result(is_adopted=False, n_for=5, n_against=5)
    check_result(is_adopted=True, n_for=None, n_against=None)
    for is_adopted, n_for in ((True, 2), (False, 9)):
        with pytest.raises(Refusal):
            check_result(is_adopted=is_adopted, n_for=n_for, n_against=5)


# --- The national line ------------------------------------------------------------------------

# The example of each field, as the schema's documentation gives them (2.1.5).
EXAMPLE = {
    "COLL_NOM": "Ville de Poitiers", "COLL_SIRET": "21860194600013", "DELIB_ID": "1DL15494",
    "DELIB_DATE": date(2017, 10, 15), "DELIB_MATIERE_CODE": "8.4",
    "DELIB_MATIERE_NOM": "domaines de compétences par thèmes/aménagement du territoire",
    "DELIB_OBJET": "Lancement d'une démarche partenariale", "BUDGET_ANNEE": "2017/2018",
    "BUDGET_NOM": "Budget annexe déchets", "PREF_ID": "PREF038", "PREF_DATE": date(2017, 11, 3),
    "VOTE_EFFECTIF": 43, "VOTE_REEL": 40, "VOTE_POUR": 25, "VOTE_CONTRE": 10,
    "VOTE_ABSTENTION": 5,
    "DELIB_URL": "https://data.maville.fr/deliberations/files/200417_1.pdf",
}  # fmt: skip


def test_the_schema_s_own_example_is_a_valid_line() -> None:
    assert list(EXAMPLE) == list(FIELDS)
    assert faults_of(EXAMPLE) == []
    header, line, end = scdl_csv(EXAMPLE).split("\r\n")
    assert header == ",".join(FIELDS)
    assert line.startswith("Ville de Poitiers,21860194600013,1DL15494,2017-10-15,8.4,")
    assert line.endswith(
        "PREF038,2017-11-03,43,40,25,10,5,https://data.maville.fr/deliberations/files/200417_1.pdf"
    )
    assert end == ""
    assert act_from(stored_act(EXAMPLE)) == EXAMPLE


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_what_the_schema_asks_for_is_asked_for(name: str) -> None:
    assert next(each.field for each in faults_of({**EXAMPLE, name: ""})) == name
    with pytest.raises(Refusal) as refused:
        scdl_csv({**EXAMPLE, name: None})
    assert refused.value.path == (name,)


def test_what_it_lets_out_can_be_left_out() -> None:
    check_act({name: value for name, value in EXAMPLE.items() if name in REQUIRED})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("COLL_SIRET", "21860194600014"),
        ("COLL_SIRET", "218 601 946 00013"),
        ("COLL_SIRET", "2186019460001"),
        ("DELIB_MATIERE_CODE", "8"),
        ("DELIB_MATIERE_CODE", "0.1"),
        ("DELIB_MATIERE_CODE", "8.10"),
        ("DELIB_MATIERE_NOM", "finances locales/divers"),
        ("DELIB_MATIERE_NOM", "domaines de compétences par thèmes"),
        ("DELIB_MATIERE_NOM", "domaines de compétences par thèmes / voirie"),
        ("BUDGET_ANNEE", "18"),
        ("BUDGET_ANNEE", "2018/2017"),
        ("PREF_ID", "PREF38"),
        ("PREF_ID", "SPREF038"),
        ("PREF_DATE", date(2017, 10, 14)),
        ("VOTE_EFFECTIF", 39),
        ("VOTE_REEL", 41),
        ("VOTE_POUR", -1),
        ("VOTE_ABSTENTION", None),
        ("VOTE_REEL", None),
        ("DELIB_URL", "maville.fr/1.pdf"),
        ("DELIB_URL", "javascript:alert(1)"),
    ],
)
def test_each_field_says_what_to_mend(field: str, value: object) -> None:
    faults = faults_of({**EXAMPLE, field: value})
    assert field in [each.field for each in faults] or field == "VOTE_POUR"
    assert all(str(each.words) for each in faults)


def test_names_of_subjects_are_read_whatever_their_accents() -> None:
    name = "Domaines de competences par themes/Voirie"
    assert faults_of({**EXAMPLE, "DELIB_MATIERE_CODE": "8.3", "DELIB_MATIERE_NOM": name}) == []
    for good in ("PREF02A", "SPREF0381", "SGAR084", "PREF971"):
        assert faults_of({**EXAMPLE, "PREF_ID": good}) == []


@given(st.from_regex(r"\A\d{13}\Z"))
def test_one_last_digit_in_ten_makes_a_siret(thirteen: str) -> None:
    if not thirteen.isascii() or thirteen.startswith("356000000"):
        return
    assert sum(is_siret(f"{thirteen}{last}") for last in range(10)) == 1


def test_la_poste_has_its_own_key() -> None:
    assert is_siret("35600000049837")


@given(st.text(max_size=60))
def test_a_line_stays_a_line(words: str) -> None:
    """Whatever an object holds, a spreadsheet reads two rows of seventeen cells."""
    import csv
    import io

    said = words if words.strip() else "Objet"
    rows = list(csv.reader(io.StringIO(scdl_csv({**EXAMPLE, "DELIB_OBJET": said}), newline="")))
    assert [len(each) for each in rows] == [17, 17]
