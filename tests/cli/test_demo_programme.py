"""The demonstration's programme: dense, of today, without a name, and made once."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mire.cli.demo_cases import CASES
from mire.cli.demo_choices_words import CRITERIA, SCENARIOS
from mire.cli.demo_chronicle import EPISODES, SLUG
from mire.cli.demo_note_words import SECTIONS, THE_GRID, THE_PLAN, THE_WAVE
from mire.cli.demo_programme import AMBASSADORS, as_led, make_programme
from mire.cli.demo_reading import FINDINGS, THEMES
from mire.cli.demo_scheme import LINES
from mire.cli.demo_story import AFTER_THE_SEMINAR, BEFORE_THE_NOTE, told_today
from mire.cli.demo_topics import TOPICS
from mire.live.engine.readers import ReadLog
from mire.live.engine.requests import CreateRoom
from mire.live.replay import replayed, written_log
from mire.live.state import entries
from mire.programme.accounts.queries import has_accounts
from mire.programme.approvals.queries import circuit_of
from mire.programme.approvals.rules.circuit import Turn
from mire.programme.cases.queries import cases_of, file_of, points_of
from mire.programme.cases.rules import compared
from mire.programme.choices.queries import choices_of, sent_of, told_of
from mire.programme.choices.rules.compared import comparable, comparison
from mire.programme.choices.rules.told import changes, from_kept
from mire.programme.chronicle.queries.episodes import published_told
from mire.programme.chronicle.queries.public import open_site, published_lines
from mire.programme.evidence.queries import meetings_behind
from mire.programme.findings.queries import findings_of
from mire.programme.home.queries import graded_cases, stands_of
from mire.programme.home.rules import form_answer, stakes_answer, support_answer
from mire.programme.meetings.queries import meetings_with_room
from mire.programme.membership.queries import group_of, reach_of
from mire.programme.methods.queries import cards_of
from mire.programme.note.queries import note_of, note_told
from mire.programme.outcomes.queries import open_questions_of, outcomes_of
from mire.programme.outcomes.rules.kinds import OutcomeKind
from mire.programme.people.models import Person
from mire.programme.programmes.queries import sole_programme
from mire.programme.residencies.queries import changes_of, cycle_told, cycles_of
from mire.programme.restitutions.queries import (
    released_versions,
    remarks_of,
    restitution_of_meeting,
)
from mire.programme.scheme.queries import aims_told, sourced
from mire.programme.scheme.queries import lines_of as lines_of_scheme
from mire.programme.soundings.models import WaveAnswer
from mire.programme.soundings.queries import decided_about, soundings_of
from mire.programme.soundings.rules import Change
from mire.programme.sponsorship.queries import deliberation_of, facts_of, path_of, path_told
from mire.programme.sponsorship.rules.path import Sitting
from mire.programme.steering.models import Amendment
from mire.programme.steering.queries import dossier_of_meeting, steering_meetings, submitted
from mire.programme.thread.queries import cited_by, trace
from mire.programme.thread.rules import Reference
from mire.programme.topics.models import Selection, Topic
from mire.programme.topics.queries import lines_of
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.sheets import sheet


@given(st.dates(date(2018, 1, 1), date(2100, 1, 1)))
def test_the_story_is_told_as_of_this_week(today: date) -> None:
    story = told_today(today)
    assert story.shift % timedelta(weeks=1) == timedelta()
    assert timedelta() <= today - story.day(story.today) < timedelta(weeks=1)
    assert story.moment(story.today) == datetime.combine(
        story.day(story.today), datetime.min.time().replace(hour=9), ZoneInfo("Europe/Paris")
    )


def rehearsed_log(room: Room) -> bytes:
    room.code = room.engine.ask(CreateRoom(sheet(), is_rehearsal=True))[0]
    room.enter("cadrage")
    room.control(entries.MEETING_ENDED)
    first, *others = room.engine.read(ReadLog(room.code))
    return written_log([replace(first, id="f" * 32), *others])  # as of another installation


def test_a_rehearsal_becomes_a_meeting_that_was_led_and_nothing_else_changes(room: Room) -> None:
    raw = rehearsed_log(room)
    before, after = replayed(raw), replayed(as_led(raw))
    assert (before.room.is_rehearsal, after.room.is_rehearsal) == (True, False)
    assert before.log[1:] == after.log[1:]


@pytest.mark.django_db
def test_the_programme_stands_whole_around_a_meeting(room: Room) -> None:
    story = told_today(timezone.localdate(), AFTER_THE_SEMINAR)
    leader = make_programme(
        story=story,
        logs=[rehearsed_log(room)],
        engine=room.engine,
        address="http://mire.example",
    )
    programme = sole_programme()
    assert programme is not None
    assert has_accounts()
    assert leader.account is not None
    today = timezone.localdate()
    group = group_of(programme, on=today)
    still = [each for each in AMBASSADORS if not each[2]]
    assert (len(group.people), group.n) == (len(AMBASSADORS), len(still))
    reach = reach_of(programme, on=today)
    assert (len(reach.rows), len(reach.sessions)) == (14, 20)
    assert 3 <= reach.n_never <= 7
    assert reach.n_lately < 14 - reach.n_never + 1
    (brought_in,) = meetings_with_room(programme)
    assert brought_in.ended_at is not None
    assert meetings_behind([brought_in], engine=room.engine) == []
    findings, n = findings_of(programme)
    kinds = Counter(each.finding.kind for each in findings)
    assert (n, kinds) == (15, {"finding": 8, "watch_point": 4, "open_question": 3})
    assert {each.finding.status for each in findings} == {"released"}
    restitution = restitution_of_meeting(brought_in)
    assert restitution is not None
    assert (restitution.status, restitution.published_at is not None) == ("released", True)
    assert [each.state for each in remarks_of(restitution)] == ["shown", "shown"]
    assert "http://mire.example/r/" in str(released_versions(restitution)[0].documents["full"])
    cases = cases_of(programme, today=today)
    assert [each.case.status for each in cases] == ["closed", "closed", "closed", "under_way"]
    tedious = max(cases, key=lambda each: each.half_days)
    assert tedious is cases[2]
    assert compared(points_of(cases)).msgid.startswith("« %(title)s » a pris le plus de temps")
    assert "le plus faible" in compared(points_of(cases)).msgid
    assert [each.is_follow_up_due for each in cases] == [False, True, False, False]
    assert not any(file_of(each.case, today=today).is_draft for each in cases)
    own = {str(each.title): each.summary for each in cards_of(programme) if each.is_own}
    assert sum(each.n_people for each in own.values()) == 8
    assert sorted(each.interval is None for each in own.values()) == [False, True]
    assert programme.meetings.filter(planned_at__gt=timezone.now()).count() >= 4
    assert programme.phases.count() == 7
    (sounded,) = soundings_of(programme)
    assert [(each.wave.n_answers, each.wave.n_asked) for each in sounded.waves] == [(19, 40)]
    assert all(sounded.waves[0].shares)
    assert {each.email for each in Person.objects.all()} == {
        "",
        "residence@demonstration.example",
    }


@pytest.mark.django_db
def test_three_steering_meetings_end_in_decisions_that_lead_back(room: Room) -> None:
    story = told_today(timezone.localdate(), BEFORE_THE_NOTE)
    make_programme(
        story=story, logs=[rehearsed_log(room)], engine=room.engine, address="http://mire.example"
    )
    programme = sole_programme()
    assert programme is not None
    today = timezone.localdate()
    meetings = steering_meetings(programme, with_drafts=True)
    assert [(each.n_sent, each.minutes, each.n_decisions) for each in meetings] == [
        (1, "final", 3), (1, "final", 2), (1, "final", 2),
    ]  # fmt: skip
    decisions = outcomes_of(programme, kind=OutcomeKind.DECISION, with_drafts=False, today=today)
    assert Counter(each.standing for each in decisions) == {"in_force": 6, "superseded": 1}
    assert Counter(each.outcome.stance for each in decisions) == {"for": 5, "against": 1, "": 1}
    # Each cites something that was said, or a line that does.
    for each in decisions:
        reference = Reference(each.outcome.kind, each.outcome.key)
        found = trace(programme, reference)
        assert found is not None
        assert found.sources, each.outcome.what
    actions = outcomes_of(programme, kind=OutcomeKind.ACTION, with_drafts=False, today=today)
    assert Counter(each.standing for each in actions) == {"done": 3, "late": 1, "to_do": 1}
    still = [each.words for each in open_questions_of(programme, with_drafts=False)]
    assert "Comment un élu demande-t-il un sujet ?" in still
    assert "Qui saura solliciter le laboratoire avec des sujets porteurs ?" not in still
    (sounded,) = soundings_of(programme)
    assert [each.wave.n_answers for each in sounded.waves] == [19, 24]
    assert not WaveAnswer.objects.exists()
    # Twelve topics: nine chosen among, one line changed by the group, each answered with its why.
    rows = list(Topic.objects.filter(programme=programme))
    assert len(rows) == 12
    selection = Selection.objects.get(programme=programme)
    assert sum(n for _marked, n in selection.ballots) == 20
    assert selection.decided_on is not None
    lines = lines_of(selection)
    amended = [each for each in lines if each.amendment is not None]
    assert [(each.line.number, each.is_taken) for each in amended] == [(2, True)]
    for row in rows:
        assert (row.state == "asked") == (row.cost is None and row.number != 12)
        assert row.state == "asked" or row.reason
    changes = [each.change for each in sounded.shifts if each is not None]
    assert changes == [Change.UNKNOWN, Change.MORE, Change.UNKNOWN, Change.MORE]
    decided = decided_about(programme)
    assert (len(decided.in_favour), len(decided.against), decided.n_unsaid) == (4, 1, 1)
    assert sorted(Amendment.objects.values_list("state", flat=True)) == ["refused", "taken"]
    # The note says where it comes from, but for one passage: ninety citations in a small room.
    note = note_of(programme)
    assert note is not None
    sections = note_told(programme, note)
    passages = [each for section in sections for each in section.passages]
    assert all(section.passages for section in sections)
    assert sum(len(each.sources) + len(each.contrary) for each in passages) >= 90
    bare = [each.passage.words for each in passages if not each.sources]
    assert any(words.startswith("Le laboratoire rend compte") for words in bare)
    assert len(bare) <= 4
    assert sum(each.n_remarks for each in passages) == 2
    assert 6 <= sum(each.passage.in_summary for each in passages) <= 16
    # Its circuit is at the third of five approvals.
    circuit = circuit_of(programme, today=timezone.localdate())
    assert circuit is not None
    turns = [each.stands.turn for each in circuit.steps]
    assert turns == [Turn.APPROVED, Turn.APPROVED, Turn.OPEN, Turn.WAITS, Turn.WAITS]
    # Six public episodes, one corrected in the open, two with a drawing, most with a voice.
    assert open_site(SLUG) is not None
    lines_told = published_lines(programme)
    assert [each.title for each in lines_told] == [each.title for each in EPISODES]
    told = [published_told(programme, each.key) for each in lines_told]
    episodes = [each for each in told if each is not None]
    assert [len(each.changes) for each in episodes] == [1, 1, 1, 1, 2, 1]
    kinds = [[part.kind.value for part in each.parts] for each in episodes]
    assert [each.count("picture") for each in kinds] == [0, 0, 0, 0, 1, 1]
    assert sum(each.count("voice") for each in kinds) >= 5  # a small room may have said nothing
    assert [bool(each.recap) for each in episodes] == [False, True, True, True, True, True]
    assert [bool(each.links) for each in episodes] == [False, False, False, False, True, True]
    # Its path leads to the council of October; five facts, one of them withdrawn; a text to vote.
    path = path_of(programme)
    assert path is not None
    carried = path_told(path, today=timezone.localdate())
    assert carried.plan is not None
    assert carried.plan.holds
    assert all(each.planned.sitting is not Sitting.MISSING for each in carried.steps)
    assert [each.withdrawn_at is not None for each in facts_of(path)].count(True) == 1
    text = deliberation_of(path)
    assert text is not None
    assert (len(text.articles), text.state, text.act) == (4, "draft", {})
    links = cited_by(programme, "deliberation", [text.key])[text.key]
    cited = [each.cited.kind for each in links]
    assert cited == ["passage"] * (len(cited) - 3) + ["decision"] * 3
    assert len(cited) > 10
    # Thirteen departments host, two at once; the one that withdrew moved nobody.
    (cycle,) = cycles_of(programme)
    mended, first = cycle_told(cycle, now=timezone.now()).kept
    assert [len(each.tables.department) for each in (first, mended)] == [14, 13]
    assert all(each.found is not None and each.found.is_proven for each in (first, mended))
    assert mended.found is not None
    assert mended.found.moved == ()
    assert [each.at_once for each in mended.lengths] == [1, 2, 3, 4]
    assert len(changes_of(first, mended)) == 1
    # Most lines of the scheme lead back; some say what is still missing, and so does the plan.
    lines = lines_of_scheme(programme)
    assert len(lines) == 19
    assert sum(each.is_gap for each in lines) == 3
    cited = [each for each in sourced(programme, lines) if each.sources]
    assert len(cited) >= 9
    assert [bool(each.served) for each in aims_told(programme)] == [True, True, True, False]


@pytest.mark.django_db
def test_three_scenarios_are_weighed_before_the_second_meeting(room: Room) -> None:
    story = told_today(timezone.localdate(), BEFORE_THE_NOTE)
    make_programme(
        story=story, logs=[rehearsed_log(room)], engine=room.engine, address="http://mire.example"
    )
    programme = sole_programme()
    assert programme is not None
    (line,) = choices_of(programme, with_drafts=False)
    assert (line.n_scenarios, line.n_arguments, line.choice.version) == (3, 20, 3)
    told = told_of(line.choice)
    last, first = (from_kept(each.told) for each in sent_of(line.choice))
    assert last == told
    title = "En résidence, de direction en direction"
    assert [typed(each) for each in changes(first, last)] == [
        f"« {title} », réponse donnée à : La longueur du cycle, et la fatigue de deux agents.",
        f"« {title} », argument ajouté (risque) : {last.scenarios[2].arguments[-1].sentence}",
        "1 mesure a changé.",
    ]
    found = comparable(told)
    assert (len(found.criteria), found.left_out) == (4, ())
    counted = comparison(found)
    cell, inside, residence = (row[0] for row in counted.smaa.acceptability)
    assert residence > cell > inside == 0
    assert [each.may_be_first for each in counted.prospects] == [True, False, True]
    here = Reference("choice", line.choice.key)
    held = steering_meetings(programme, with_drafts=True)
    files = [dossier_of_meeting(each.meeting) for each in held]
    assert [here in submitted(each) for each in files if each is not None] == [False, True, False]


def test_each_argument_of_the_story_rests_on_what_can_be_said() -> None:
    beginnings = [each for _name, _words, starts in THEMES for each in starts]
    sentences = [sentence for _kind, sentence, *_ in FINDINGS]
    cited = [
        start
        for each in (*(one for told in SCENARIOS for one in told.argued), *CRITERIA)
        for start in (*each.cites, *getattr(each, "against", ()))
    ]
    assert all(each.cites for told in SCENARIOS for each in told.argued)
    for start in cited:
        assert any(each.startswith(start) or start.startswith(each) for each in beginnings) or any(
            each.startswith(start) for each in sentences
        ), start


def test_each_source_of_the_note_is_one_that_the_story_holds() -> None:
    """A name that nothing bears would be left out without a word."""
    beginnings = [each for _name, _words, starts in THEMES for each in starts]
    whole = [
        *(sentence for _kind, sentence, *_ in FINDINGS),
        *(line.what for line in LINES),
        "Trois scénarios de portage",
        *(f"Cas : {each.title}" for each in CASES),
        *(sentence for each in CASES for sentence in each.learnt),
        *(argued.sentence for each in SCENARIOS for argued in each.argued),
        *(f"Sujet {n} : {each.title}" for n, each in enumerate(TOPICS, 1)),
        "Choix des sujets : Les sujets de l'automne",
        THE_PLAN,
        THE_GRID,
        THE_WAVE,
        *(f"{letter}{n}" for letter, most in (("D", 7), ("Q", 4), ("A", 5), ("R", 2))
          for n in range(1, most + 1)),
    ]  # fmt: skip
    told = [each for section in SECTIONS for each in section]
    for start in (one for each in told for one in (*each.cites, *each.against)):
        known = any(each.startswith(start) for each in whole)
        assert known or any(
            each.startswith(start) or start.startswith(each) for each in beginnings
        ), start
    assert all(not each.shows or each.shows in each.cites for each in told)
    assert sum(len(each.cites) + len(each.against) for each in told) >= 120


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "form", "support"),
    [
        (
            AFTER_THE_SEMINAR,
            "Rien n'est encore décidé ; 8 constats sont relus, 3 questions restent ouvertes",
            "8 réponses favorables sur 17 au sondage du",
        ),
        (
            BEFORE_THE_NOTE,
            "6 décisions en vigueur, la dernière prise le",
            "4 décisions en faveur du laboratoire ; 1 décision contre ce qu'il demandait",
        ),
    ],
)
def test_the_home_says_what_one_would_write_by_hand(
    room: Room, day: date, form: str, support: str
) -> None:
    story = told_today(timezone.localdate(), day)
    make_programme(
        story=story, logs=[rehearsed_log(room)], engine=room.engine, address="http://mire.example"
    )
    programme = sole_programme()
    assert programme is not None
    today = timezone.localdate()
    weighed = stakes_answer(graded_cases(programme, today=today))
    assert typed(weighed.sentence) == (
        "Le dernier cas, « Choisir ce qui pèse », est jugé à 3 sur 4, plus que ceux d'avant (2). "
        "Le plus long, « La participation citoyenne numérique », a pris 62 jours."
    )
    stands = stands_of(programme, today=today, now=timezone.now())
    assert typed(form_answer(stands.formed, today).sentence).startswith(form)
    said = typed(support_answer(stands.supported, today).sentence)
    assert said.startswith(support)
