"""A search for leaks: whatever a meeting does, no two looks tell what one person answered.

An attacker holds every log that was given away, of any moment, and knows of each person when
they came, by which medium and in which rounds. They subtract: what one look shows and the one
before did not, paper from phones, linked answers from all answers. Each difference is a group
of people whom they can name. The law: such a group is nobody, or as many as the threshold, and
not all of one mind about anything on which the room is of several.
"""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mire.live.engine import answers, paper, readers
from mire.live.replay import written_log
from mire.live.state import entries
from mire.live.state.results import results
from mire.live.state.room import Phase
from mire.live.store.connect import Opener
from mire.live.views.screens import Counts, console, phone, projector, remote
from mire.technique_api.refusal import Refusal
from tests.support.drawing import examples
from tests.support.rooms import Room
from tests.support.sheets import activity, sheet

pytestmark = pytest.mark.storage

THRESHOLD = 5
SOUNDING = {"question": "Et vous ?", "statements": ["Un.", "Deux."]}
JUDGED = {"question": "Que vaut chacune ?", "options": [{"label": "A"}, {"label": "B"}]}
ALLOTTED = {
    "question": "Lesquels ?",
    "capacity": 10,
    "topics": [{"label": "A", "days": 6}, {"label": "B", "days": 7}],
}
PLAYED = sheet(
    activity("grille", "positioning"),
    activity("sondage", "sounding", settings=SOUNDING),
    activity("grille-2", "positioning", again="grille", settings={}),
    activity("sondage-2", "sounding", again="sondage", settings={}),
    activity("meteo", "mood"),
    activity("jugement", "judgment", settings=JUDGED),
    activity("sujets", "allotment", settings=ALLOTTED),
    threshold=THRESHOLD, participants=12,
)  # fmt: skip
ROUNDS = {"grille-2": "grille", "sondage-2": "sondage"}
LINKED = {"shift", "move"}

Heap = Counter[tuple[str, bytes]]
"""Pieces that a look shows, by what is asked and what was said."""


@dataclass
class Play:
    """What happens: who answers each question and how, what is typed from paper, who looks."""

    answers: dict[str, dict[int, int]] = field(default_factory=dict)
    paper: dict[str, list[int]] = field(default_factory=dict)
    late_paper: dict[str, list[int]] = field(default_factory=dict)
    changes: dict[str, dict[int, int]] = field(default_factory=dict)
    unopened: frozenset[str] = frozenset()
    last_paper: dict[str, list[int]] = field(default_factory=dict)
    """After the meeting's end; ``unopened`` questions are led on paper alone, before or then."""
    n_phones: int = 14


values = st.integers(0, 2)
people = st.dictionaries(st.integers(0, 13), values, max_size=14)
slugs = [each.id for each in PLAYED.activity]
with_phones = st.builds(
    Play,
    st.fixed_dictionaries(dict.fromkeys(slugs, people)),
    st.fixed_dictionaries({slug: st.lists(values, max_size=8) for slug in slugs}),
    st.fixed_dictionaries({slug: st.lists(values, max_size=8) for slug in slugs}),
    st.fixed_dictionaries(dict.fromkeys(slugs, people)),
    st.frozensets(st.sampled_from(slugs)),
    st.fixed_dictionaries({slug: st.lists(values, max_size=8) for slug in slugs}),
)
sheets_of_paper = st.fixed_dictionaries(
    {slug: st.just([]) | st.lists(values, min_size=3, max_size=9) for slug in slugs}
)
on_paper_only = st.builds(
    Play,
    st.just({slug: {} for slug in slugs}),
    sheets_of_paper,
    sheets_of_paper,
    st.just({slug: {} for slug in slugs}),
    st.sampled_from([frozenset(slugs), frozenset(slugs[:4]), frozenset()]),
    sheets_of_paper,
    st.just(0),
)
"""No phone joins: each question is left unopened, or opened for its sheets; some after the end."""
plays = with_phones | on_paper_only


def line(slug: str, value: int) -> str:
    """Three answers to each question, one of them a refusal to say."""
    if slug.startswith("grille"):
        return ("A1", "U21", "-")[value]
    if slug.startswith("sondage"):
        return ("1 5", "5 1", "1 1")[value]
    if slug == "jugement":
        return ("7 2", "2 7", "- -")[value]
    if slug == "sujets":
        return ("1", "2 1", "-")[value]
    return ("1", "5", "-")[value]


@dataclass
class Meeting:
    """A meeting as it is played, with every log that could be taken away, oldest first."""

    room: Room
    looks: list[list[dict[str, Any]]] = field(default_factory=list)
    refusals: set[str] = field(default_factory=set)

    def look(self) -> None:
        log = self.room.engine.read(readers.ReadLog(self.room.code))
        self.looks.append([json.loads(each) for each in written_log(log).splitlines()[:-1]])

    def given_as(self, slug: str, value: int) -> bytes:
        asked = self.room.state.activities[slug]
        return entries.canonical(asked.technique.answers.read_line(asked.config, line(slug, value)))

    def type_in(self, slug: str, cards: list[int], id: str) -> None:
        """Type a batch, which the rules may refuse, and look."""
        if cards:
            bodies = [self.given_as(slug, value) for value in cards]
            batch = paper.PaperBatch(self.room.code, slug, f"{slug}-{id}", bodies)
            try:
                self.room.engine.ask(batch)
            except Refusal as refusal:
                self.refusals.add(refusal.code)
        self.look()

    def answer(self, slug: str, seats: list[bytes], play: Play) -> None:
        for revision, given_ in ((1, play.answers[slug]), (2, play.changes[slug])):
            for who, value in given_.items():
                if revision == 2 and who not in play.answers[slug]:
                    continue
                self.room.engine.ask(answers.Answer(
                    self.room.code, slug, seats[who], f"{revision}{who:031x}", revision,
                    self.given_as(slug, value),
                ))  # fmt: skip
            self.look()


def played(room: Room, play: Play) -> list[list[dict[str, Any]]]:
    """Play a meeting; return every log that could be taken away, oldest first."""
    meeting = Meeting(room)
    seats = [room.join() for _ in range(play.n_phones)]
    left = ""
    for slug in slugs:
        room.enter(slug)
        if left:  # without having been opened: its sheets may come in now, whole
            meeting.type_in(left, play.paper[left], "a")
            meeting.type_in(left, play.late_paper[left], "b")
        left = slug if slug in play.unopened else ""
        if left:
            continue
        room.control(entries.OPENED, slug)
        meeting.answer(slug, seats, play)
        meeting.type_in(slug, play.paper[slug], "a")
        room.close(slug)
        meeting.look()
        meeting.type_in(slug, play.late_paper[slug], "b")
    room.control(entries.MEETING_ENDED)
    meeting.look()
    for slug in slugs:
        meeting.type_in(slug, play.last_paper[slug], "c")
    room.control(entries.PAPERS_IN)
    meeting.look()
    assert meeting.refusals <= {"small_batch", "alike", "under_threshold"}
    return meeting.looks


def heap(look: list[dict[str, Any]], slug: str, medium: str | None = None) -> Heap:
    """Return the answers to one question in a look, links left out."""
    return Counter(
        (entry["kind"], entries.canonical(entry["body"]))
        for entry in look
        if entry["activity"] == slug and "." not in entry["kind"] and entry["kind"] not in LINKED
        and (medium is None or entry["medium"] == medium)
    )  # fmt: skip


def people_in(answers: Heap, slug: str) -> int:
    """How many people a heap is: each says two things of statements and options, one elsewhere."""
    return answers.total() // (2 if slug.startswith(("sondage", "jugement")) else 1)


def check(group: Heap, room: Heap, slug: str, where: str) -> None:
    n = people_in(group, slug)
    assert n == 0 or n >= THRESHOLD, f"{where}: {n} people stand alone in {slug}"
    everyone = people_in(room, slug)
    for piece, count in group.items():
        assert n == 0 or count < n or room[piece] == everyone, (
            f"{where}: all of {n} people said {piece}"
        )


def everyone_but(*absent: int) -> dict[int, int]:
    """Fourteen people of two minds, but those."""
    return {who: who % 2 for who in range(14) if who not in absent}


def attack(
    first: dict[int, int], second: dict[int, int], paper: list[int], late: list[int],
    last: Collection[int] = (), unopened: Collection[str] = (),
) -> Play:  # fmt: skip
    """One way to part a person from the others, on both linked questions."""
    slugs_of = {"grille": first, "grille-2": second, "sondage": first, "sondage-2": second}
    return Play(
        {slug: slugs_of.get(slug, {}) for slug in slugs},
        {slug: paper if slug in slugs_of else [] for slug in slugs},
        {slug: late if slug in slugs_of else [] for slug in slugs},
        {slug: {} for slug in slugs},
        frozenset(unopened),
        {slug: list(last) if slug in slugs_of else [] for slug in slugs},
    )


OF_ONE_MIND = dict.fromkeys(range(5), 0)
CARDS = [0, 1, 0, 1, 0, 1]
SECONDS = tuple(ROUNDS)


@pytest.mark.slow
@example(attack(everyone_but(), everyone_but(13), CARDS, []))  # one phone leaves, cards told apart
@example(attack(everyone_but(13), everyone_but(), CARDS, CARDS))  # one phone comes late
@example(attack(everyone_but(), everyone_but(), [1], []))  # a single card
@example(attack(everyone_but(), everyone_but(), [], [1, 1, 1, 1, 1]))  # late cards of one mind
@example(attack(everyone_but(0, 1, 2), everyone_but(3, 4, 5), [], CARDS))
@example(attack(OF_ONE_MIND, OF_ONE_MIND, [0] * 6, [0, 1, 0, 0, 0]))  # one mind until late cards
@example(attack(everyone_but(), {}, CARDS, [], unopened=SECONDS))  # a second round on paper alone
@example(attack(everyone_but(13), {}, CARDS, CARDS, [1], SECONDS))  # then a late sheet
@example(attack(everyone_but(13), {}, [], [], CARDS, SECONDS))  # the same, after the end
@example(attack({}, everyone_but(), CARDS, [], CARDS, tuple(ROUNDS.values())))  # a first alone
@example(attack({}, {}, [1] * 5, [0], [0] * 5, slugs))  # on paper alone, of one mind, then others
@example(attack(OF_ONE_MIND, OF_ONE_MIND, [], [], [0, 1, 0, 0, 0]))  # one mind until the end
@example(attack(everyone_but(), everyone_but(13), [0, 1], [], [1]))  # one sheet after the end
@example(replace(attack({}, {}, CARDS, [1] * 5, [0], slugs), n_phones=0))  # no phone at all
@example(replace(attack({}, {}, CARDS, CARDS, CARDS), n_phones=0))  # opened, for sheets alone
@settings(
    max_examples=examples(40), deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(plays)
def test_no_subtraction_tells_what_one_person_answered(open_database: Opener, play: Play) -> None:
    room = Room(open_database, PLAYED)
    try:
        looks = played(room, play)
        end = looks[-1]
        for slug in slugs:
            whole = heap(end, slug)
            for before, after in itertools.pairwise(looks):
                assert not heap(before, slug) - heap(after, slug), "an answer was taken away"
                whole_then = heap(after, slug)  # all alike at the time: nothing was to be hidden
                check(whole_then - heap(before, slug), whole_then, slug, "between two looks")
            for medium in ("paper", "phone"):
                check(heap(end, slug, medium), whole, slug, f"by medium ({medium})")
        for second, first in ROUNDS.items():
            _check_links(end, first, second)
        assert_nothing_while_open(looks)
    finally:
        room.engine.stop()


def _check_links(look: list[dict[str, Any]], first: str, second: str) -> None:
    """Subtract the linked answers from all answers, of each thing asked, in both rounds.

    From phones' answers as well, where they are told from paper: only a phone has links.
    """
    links = [e for e in look if e["activity"] == second and e["kind"] in LINKED]
    for statement in {entry["body"].get("statement") for entry in links}:
        linked = [e["body"] for e in links if e["body"].get("statement") == statement]
        assert len(linked) >= THRESHOLD
        for slug, side, medium in itertools.product(
            (first, second), ("first", "second"), (None, "phone")
        ):
            if (slug == first) != (side == "first"):
                continue
            told = Counter(entries.canonical(each[side]) for each in linked)
            whole = Counter(
                value for (kind, body), n in heap(look, slug, medium).items()
                for value in _values(kind, body, statement) for _ in range(n)
            )  # fmt: skip
            if medium and not whole:  # phone and paper are not told apart
                continue
            assert not told - whole
            alone = whole - told
            n = alone.total()
            assert n == 0 or n >= THRESHOLD, f"{n} people stand alone in {slug}"
            assert n == 0 or len(alone) > 1 or len(whole) == 1, f"{n} of one mind in {slug}"


def _values(kind: str, body: bytes, statement: int | None) -> list[bytes]:
    """What a piece says of one statement, as a link writes it; [] for what is never linked."""
    given_ = json.loads(body)
    if kind == "placement":
        return [body]
    if kind == "mark" and given_.get("statement") == statement:
        mark = str(given_.get("mark", given_.get("grade", "")))
        return [mark.encode()] if mark.isdecimal() else []
    return []


def assert_nothing_while_open(looks: list[list[dict[str, Any]]]) -> None:
    for look in looks:
        closed = {e["activity"] for e in look if e["kind"] == entries.CLOSED}
        for entry in look:
            assert "." in entry["kind"] or entry["activity"] in closed
            assert "." in entry["kind"] or entry["author"] is None


@pytest.mark.slow
@settings(
    max_examples=examples(25), deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(people.filter(lambda drawn: len(drawn) >= THRESHOLD), st.randoms(use_true_random=False))
def test_exchanging_two_peoples_answers_changes_nothing_that_anyone_is_told(
    open_database: Opener, given_: dict[int, int], random: Any
) -> None:
    """Two worlds, the same answers from other people: every screen and result is the same."""
    who = list(given_)
    exchanged = dict(zip(random.sample(who, len(who)), given_.values(), strict=True))
    told = []
    for world in (given_, exchanged):
        room = Room(open_database, PLAYED)
        try:
            seats = [room.join() for _ in range(14)]
            room.open("meteo")
            seen: list[object] = []
            for person in sorted(world):
                room.answer("meteo", seats[person],
                            {"mood": ("1", "5", "decline")[world[person]]})  # fmt: skip
                seen.append(_surfaces(room, len(world)))
            room.close("meteo")
            assert room.state.activities["meteo"].phase is Phase.CLOSED
            room.control(entries.SHOWN, "meteo")
            seen += [_surfaces(room, len(world)), results(room.state)]
            told.append(_without_ids(json.dumps(seen, default=str, sort_keys=True), room))
        finally:
            room.engine.stop()
    assert told[0] == told[1]


def _surfaces(room: Room, n: int) -> list[object]:
    counts = Counts(answered=n)
    return [
        phone(room.state), projector(room.state, counts),
        console(room.state, counts, room.clock()), remote(room.state, counts, room.clock()),
    ]  # fmt: skip


def _without_ids(told: str, room: Room) -> str:
    """Ids are drawn anew in each world; they say nothing but which entry."""
    log = room.engine.read(readers.ReadLog(room.code))
    for entry in log:
        told = told.replace(entry.id, "entry")
    return told.replace(room.code, "CODE")


def test_the_search_would_find_a_leak(make_room: Callable[..., Room]) -> None:
    """A single late card is caught by the law, were it let in."""
    whole: Heap = Counter({("placement", b"{}"): 6, ("placement", b"{1}"): 1})
    with pytest.raises(AssertionError, match="stand alone"):
        check(Counter({("placement", b"{1}"): 1}), whole, "grille", "between two looks")
    with pytest.raises(AssertionError, match="all of"):
        check(Counter({("placement", b"{}"): 6}), whole, "grille", "by medium")
