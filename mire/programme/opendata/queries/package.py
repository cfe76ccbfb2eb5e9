"""The open package of some meetings: its rows, and what is held back.

Who asks has what was said brought up to date first: what was masked since is then left out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import override

from mire.live.engine.engine import Engine
from mire.live.state.room import RoomState
from mire.live.state.timing import timing
from mire.programme.evidence.models import Verbatim
from mire.programme.evidence.rules import VERBATIM
from mire.programme.keys import key_from
from mire.programme.meetings.models import Meeting
from mire.programme.opendata.models import Opening
from mire.programme.opendata.queries.told import add_findings
from mire.programme.opendata.rules.columns import TABLES
from mire.programme.opendata.rules.opening import LICENCES, RULE_WORDS, Held, Rule
from mire.programme.opendata.rules.package import About, Row, Tables, package
from mire.programme.opendata.rules.settling import SECRET, SIGNED, is_held, settled
from mire.programme.programmes.models import Programme
from mire.programme.reading.models import Reading, ReadingAct
from mire.programme.reading.rules import ASIDE, Act, Board, Theme, folded
from mire.programme.thread.queries import taken_up
from mire.programme.thread.rules import State
from mire.words import words

OPEN = "open"


@dataclass(slots=True)
class Gathered:
    """Rows of the package so far; ``keys``: of the verbatims in it, their own keys."""

    tables: Tables = field(default_factory=lambda: {table.name: [] for table in TABLES})
    held: list[Held] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def hold(self, meeting: str, what: str, n: int, rule: Rule) -> None:
        """Say that some are held back."""
        if n:
            self.held.append(Held(meeting, what, n, rule))


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of a programme that are told, the last first, and what each one reads."""

    boards: Sequence[tuple[Board, Collection[int]]]
    cited: Collection[str]

    def board_of(self, meeting: int) -> Board:
        """Return the board of the last reading of a meeting."""
        return next((board for board, meetings in self.boards if meeting in meetings), Board())

    def is_reread(self, card: str) -> bool:
        """Say whether somebody placed a text, set it aside, or cites it."""
        return card in self.cited or any(card in board.places for board, _ in self.boards)


def open_package(
    programme: Programme, openings: Sequence[Opening], *, engine: Engine, is_whole: bool
) -> dict[str, bytes]:
    """Return the files of some open meetings of a programme, or (``is_whole``) of all of them.

    Raises ``UnknownRoom``, ``StorageUnavailable``.
    """
    with override(programme.language):
        found = gathered(programme, openings, engine=engine, is_whole=is_whole)
        tables = {**found.tables, "suppressed": _suppressed(found.held)}
    names = dict.fromkeys(each.licence for each in openings)
    title = programme.name if is_whole else openings[0].meeting.title
    name = f"mire-{programme.key if is_whole else openings[0].key}"
    about = About(
        name,
        title,
        programme.authority.name,
        tuple(dict.fromkeys(each.meeting.title for each in openings)),
        tuple(LICENCES[each] for each in names),
        programme.language,
    )
    return package(about, tables)


def gathered(
    programme: Programme, openings: Sequence[Opening], *, engine: Engine, is_whole: bool
) -> Gathered:
    """Return the rows of some meetings of a programme, and what is held back of them."""
    found, readings = Gathered(), _readings(programme)
    for each in openings:
        room = engine.room(each.meeting.code or "").state
        threshold = max(room.sheet.meeting.threshold, programme.threshold, each.threshold)
        _add_meeting(found, each, room, threshold)
        held = _add_activities(found, each, room, threshold)
        _add_texts(found, each, room, readings, held)
    add_findings(
        programme,
        [each.meeting for each in openings],
        found.tables,
        found.keys,
        lambda n, rule: found.hold("", "findings", n, rule),
        is_whole=is_whole,
    )
    return found


def as_if_open(meeting: Meeting, *, engine: Engine) -> Opening:
    """Return what opening a meeting would settle, without writing anything. One query.

    Raises ``UnknownRoom``, ``StorageUnavailable``.
    """
    room = engine.room(meeting.code or "").state
    programme = meeting.programme
    threshold = max(room.sheet.meeting.threshold, programme.threshold if programme else 0)
    said = Verbatim.objects.filter(meeting=meeting, state=State.SAID)
    return Opening(
        meeting=meeting,
        threshold=threshold,
        settled=settled(room, threshold=threshold),
        texts=sorted(said.values_list("key", flat=True)),
    )


def _suppressed(held: Sequence[Held]) -> list[Row]:
    return [
        {
            "number": number,
            "meeting": each.meeting or None,
            "what": each.what,
            "n": each.n,
            "rule": each.rule.value,
            "why": words.translate(RULE_WORDS[each.rule]),
        }
        for number, each in enumerate(held, 1)
    ]


def _add_meeting(found: Gathered, opening: Opening, room: RoomState, threshold: int) -> None:
    start = room.started_at or opening.meeting.planned_at
    minutes = None
    if room.started_at is not None and room.ended_at is not None:
        minutes = round((room.ended_at - room.started_at).total_seconds() / 60)
    found.tables["meetings"].append(
        {
            "meeting": opening.key,
            "title": room.sheet.meeting.title,
            "day": start.astimezone(room.sheet.meeting.starts_at.tzinfo).date().isoformat(),
            "kind": room.sheet.meeting.kind or None,
            "minutes_planned": room.sheet.meeting.slot,
            "minutes_real": minutes,
            "threshold": threshold,
            "licence": opening.licence,
        }
    )


def _add_activities(found: Gathered, opening: Opening, room: RoomState, threshold: int) -> set[str]:
    """Add activities and their figures; return the activities of which nothing is told."""
    held, n_few, n_signed, n_hidden, n_raised = set(), 0, 0, 0, 0
    is_raised = threshold > opening.threshold
    for slot in timing(room, room.last_at).slots:
        activity = slot.activity
        known = opening.settled.get(activity.sheet.id)
        is_withheld = known is None or known["is_withheld"] or is_held(activity, threshold)
        if is_withheld:
            held.add(activity.sheet.id)
            n_signed += activity.regime in SIGNED
            n_few += activity.regime in SECRET
        is_told = not is_withheld and not is_raised and activity.regime in SECRET
        key = f"{opening.key}-{activity.number}"
        found.tables["activities"].append(
            {
                "activity": key,
                "meeting": opening.key,
                "number": activity.number,
                "title": activity.sheet.title,
                "technique": activity.technique.slug,
                "regime": str(activity.regime),
                "minutes_planned": activity.sheet.planned,
                "minutes_real": slot.actual_minutes,
                "n_answers": known["n"] if known is not None and is_told else None,
                "is_withheld": is_withheld,
            }
        )
        if known is None or is_withheld:
            continue
        if is_raised:
            n_raised += len(known["rows"])
            continue
        n_hidden += known["n_hidden"]
        found.tables["figures"] += [_figure(key, row) for row in known["rows"]]
    found.hold(opening.key, "activities", n_few, Rule.TOO_FEW)
    found.hold(opening.key, "activities", n_signed, Rule.NAMED)
    found.hold(opening.key, "figures", n_hidden, Rule.SMALL_PART)
    found.hold(opening.key, "figures", n_raised, Rule.THRESHOLD_RAISED)
    return held


def _figure(activity: str, row: Mapping[str, Row]) -> Row:
    return {
        "activity": activity,
        **row,
        "question": words.translate(row["question"]),
        "answer": words.translate(row["answer"]),
        "part_of": row["part_of"] or None,
    }


def _add_texts(
    found: Gathered,
    opening: Opening,
    room: RoomState,
    readings: Readings,
    held: Collection[str],
) -> None:
    rows = Verbatim.objects.filter(meeting=opening.meeting).exclude(activity__in=held)
    board, known = readings.board_of(opening.meeting.pk), set(opening.texts)
    said = [each for each in rows if each.state == State.SAID]
    later = [each for each in said if each.key not in known]
    read = [each for each in said if each.key in known and readings.is_reread(each.key)]
    texts: list[Row] = []
    in_theme: dict[str, Theme] = {}
    for each in read:
        found.keys[each.key] = key_from(OPEN, opening.salt, each.key)
        place = board.places.get(each.key)
        theme = board.themes.get(place.theme) if place and place.theme != ASIDE else None
        own = None
        if theme is not None:
            own = key_from(OPEN, "theme", theme.key)
            in_theme[own] = theme
        texts.append(
            {
                "text": found.keys[each.key],
                "meeting": opening.key,
                "activity": f"{opening.key}-{room.activities[each.activity].number}",
                "heading": words.translate(each.about) or None,
                "words": each.text,
                "theme": own,
                "is_contrary": each.key in board.opposed and theme is not None,
            }
        )
    # In the order of keys that chance made: that of the log would tell who spoke after whom.
    found.tables["texts"] += sorted(texts, key=lambda row: (row["activity"], row["text"]))
    _add_themes(found, sorted(in_theme.items(), key=lambda each: each[0]), texts)
    n_gone = sum(each.state in (State.MASKED, State.ERASED) for each in rows)
    found.hold(opening.key, "texts", n_gone, Rule.MASKED)
    found.hold(opening.key, "texts", len(said) - len(later) - len(read), Rule.UNREAD)
    found.hold(opening.key, "texts", len(later), Rule.LATER)
    n_placed = sum(each.table is not None or each.medium == "paper" for each in read)
    found.hold(opening.key, "texts", n_placed, Rule.TABLE)


def _add_themes(found: Gathered, themes: Sequence[tuple[str, Theme]], texts: Sequence[Row]) -> None:
    by_key = {each["theme"]: each for each in found.tables["themes"]}
    for own, theme in themes:
        held = [each for each in texts if each["theme"] == own]
        row = by_key.get(own)
        if row is None:
            row = {
                "theme": own,
                "name": theme.name,
                "description": theme.words or None,
                "n_texts": 0,
                "n_contrary": 0,
            }
            found.tables["themes"].append(row)
        row["n_texts"] += len(held)
        row["n_contrary"] += sum(each["is_contrary"] for each in held)


def _readings(programme: Programme) -> Readings:
    """Return the readings of a programme that are told: none that somebody makes blind."""
    readings = list(
        Reading.objects.filter(programme=programme, is_apart=False)
        .order_by("-made_at", "pk")
        .prefetch_related("meetings")
    )
    acts: dict[int, list[Act]] = {each.pk: [] for each in readings}
    rows = ReadingAct.objects.filter(reading__in=readings).order_by("number")
    for reading, *each in rows.values_list("reading", "number", "kind", "body", "by", "by_name"):
        acts[reading].append(Act(*each))
    return Readings(
        [
            (folded(acts[each.pk]), {meeting.pk for meeting in each.meetings.all()})
            for each in readings
        ],
        taken_up(programme, VERBATIM),
    )
