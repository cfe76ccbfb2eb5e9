"""Readings, read: their cards, their board, their themes as things that can be cited."""

import functools
import json
import operator
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from mire.programme.closeness.queries import current_encoder
from mire.programme.closeness.rules import hash_of
from mire.programme.evidence.models import MeetingRead, Verbatim
from mire.programme.evidence.rules import MEDIA, VERBATIM, searched
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.reading.models import Line as Line
from mire.programme.reading.models import Reading as Reading
from mire.programme.reading.models import ReadingAct, Slip, ThemeKey
from mire.programme.reading.rules import ASIDE, Act, Board, Theme, continued, folded
from mire.programme.thread.rules import Reference, State
from mire.technique_api.technique import Regime

LINE = "line"
THEME = "theme"
MOST_KEPT = 8
"""Of how many readings the acts stay in memory: about a megabyte for two thousand acts."""


class Card(NamedTuple):
    """A text to read. A board has thousands: what few of them show is made when it is asked for.

    ``about``, ``beside``: where it was said, as JSON of a Text's primitives or of people's words,
    "" for nothing; ``place``, ``number``: at which activity and table, ``number`` None for none;
    ``searched``: its words as they are searched, which tell identical cards; ``source``: where an
    added line comes from, "" for what was said in Mire.
    """

    key: str
    text: str
    searched: str
    meeting: str
    activity: str = ""
    about: str = ""
    beside: str = ""
    medium: str = ""
    meeting_key: str = ""
    place: str = ""
    number: int | None = None
    source: str = ""
    regime: str = ""

    @property
    def is_anonymous(self) -> bool:
        """Tell whether people gave it alone: a table's words and an added line's are not."""
        return not self.is_added and self.regime != Regime.GROUP

    @property
    def is_added(self) -> bool:
        """Tell whether it is a line of before Mire."""
        return bool(self.source)

    @property
    def said(self) -> Sequence[Mapping[str, Any] | str]:
        """Return where it was said, each as JSON primitives of a Text or people's own words."""
        if self.is_added:
            return [self.source]
        where = [each for each in (self.heading, self.table_words) if each]
        if self.medium == "paper":
            where.append(MEDIA["paper"].primitive())
        return where

    @property
    def heading(self) -> Mapping[str, Any] | str:
        """Return under which heading it was said, "" for none."""
        return _read(self.about)

    @property
    def table_words(self) -> Mapping[str, Any] | str:
        """Return at which table, in words, "" for none."""
        return _read(self.beside)

    @property
    def table(self) -> str:
        """Return what tells one table of one activity from all others; "" for none."""
        return "" if self.number is None else f"{self.meeting_key} {self.place} {self.number}"


def _read(written: str) -> Mapping[str, Any] | str:
    """Return JSON, read; "" for nothing."""
    found: Mapping[str, Any] | str | None = json.loads(written) if written else None
    return found or ""


@dataclass(frozen=True, slots=True)
class OpenReading:
    """A reading with its cards, in the order of meetings, and its board. ``n_gone``: masked."""

    reading: Reading
    cards: Mapping[str, Card]
    acts: Sequence[Act]
    board: Board
    n_gone: int


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A reading as lists say it: how many cards can be read, how many acts it has."""

    key: str
    title: str
    made_by: str
    made_at: datetime
    n_cards: int
    n_acts: int


def readings_of(
    programme: Programme, *, words: str = "", start: int = 0, most: int = 25
) -> tuple[Sequence[ReadingLine], int]:
    """Return some readings of a programme, the last one first, and how many. Two queries."""
    found = Reading.objects.filter(programme=programme)
    for word in words.split():
        found = found.filter(title__icontains=word)
    is_said = Q(meetings__verbatims__state=State.SAID)
    counted = found.annotate(
        n_said=Count("meetings__verbatims", filter=is_said, distinct=True),
        n_lines=Count("lines", distinct=True) + Count("lines_of__lines", distinct=True),
    )
    lines = [
        ReadingLine(
            each.key,
            each.title,
            each.made_by,
            each.made_at,
            each.n_said + each.n_lines,
            each.number,
        )
        for each in counted.order_by("-made_at", "pk")[start : start + most]
    ]
    return lines, found.count()


def readable_meetings(programme: Programme) -> Sequence[Meeting]:
    """Return the meetings of which some text can be read, the last one first. One query."""
    found = Meeting.objects.filter(programme=programme, verbatims__state=State.SAID).distinct()
    return list(found.order_by("-planned_at", "pk"))


def reading_in(programme: Programme, key: str) -> Reading | None:
    """Return a reading of a programme, None when there is none. One query."""
    return Reading.objects.filter(programme=programme, key=key).first()


def open_reading(reading: Reading) -> OpenReading:
    """Return a reading with its cards and its board. Four queries."""
    cards: dict[str, Card] = {}
    n_gone = 0
    meetings = {each.pk: each for each in reading.meetings.order_by("planned_at", "pk")}
    rows = Verbatim.objects.filter(meeting__in=meetings).order_by(
        "meeting__planned_at", "meeting", "place"
    )
    where = (Cast(each, TextField()) for each in ("about", "beside"))
    for (
        state,
        pk,
        key,
        said,
        plain,
        activity,
        medium,
        place,
        number,
        regime,
        about,
        beside,
    ) in rows.values_list("state", "meeting", *_SAID, *where):
        if state == State.SAID:
            meeting = meetings[pk]
            cards[key] = Card(
                key, said, plain, meeting.title, activity, about or "", beside or "", medium,
                meeting.key, place, number, regime=regime,
            )  # fmt: skip
        elif state in (State.MASKED, State.ERASED):
            n_gone += 1
    for line in Line.objects.filter(reading__in=sources_of(reading)):
        cards[line.key] = Card(
            line.key, line.text, searched(line.text), line.source, source=line.source
        )
    story = _stories([reading.pk])[reading.pk]
    return OpenReading(reading, cards, story.acts, story.board, n_gone)


def texts_in_use() -> set[str]:
    """Return the hashes of all texts that can be read, of all programmes. Two queries."""
    said = Verbatim.objects.filter(state=State.SAID).values_list("text", flat=True)
    lines = Line.objects.values_list("text", flat=True)
    return {hash_of(each) for rows in (said, lines) for each in rows.iterator()}


def state_of_texts(reading: Reading) -> str:
    """Return what differs once a text of a reading came or went, or was compared. Two queries."""
    heads = MeetingRead.objects.filter(meeting__readings=reading).aggregate(n=Sum("head"))["n"]
    n_lines = Line.objects.filter(reading__in=sources_of(reading)).count()
    return f"{heads or 0}.{n_lines}.{current_encoder().state}"


def sources_of(reading: Reading) -> tuple[int, ...]:
    """Return whose added lines are cards of a reading: its own, and another's that it reads."""
    return tuple(each for each in (reading.pk, reading.lines_of_id) if each is not None)


def readable_cards(reading: Reading, keys: Collection[str]) -> set[str]:
    """Return those of some keys that are cards of a reading and can be read. Two queries."""
    verbatims = Verbatim.objects.filter(
        meeting__readings=reading, key__in=keys, state=State.SAID
    ).values_list("key", flat=True)
    lines = Line.objects.filter(reading__in=sources_of(reading), key__in=keys).values_list(
        "key", flat=True
    )
    return {*verbatims, *lines}


def acts_of(reading: Reading) -> Sequence[Act]:
    """Return the acts of a reading, in order. One query, two where more than the last are new."""
    return _stories([reading.pk])[reading.pk].acts


def board_of(reading: Reading) -> Board:
    """Return the board of a reading, which stays as it is. As many queries as ``acts_of``."""
    return _stories([reading.pk])[reading.pk].board


class _Story(NamedTuple):
    """The acts of a reading, the board that they make, and the row of the last of them."""

    acts: Sequence[Act]
    board: Board
    last: tuple[Any, ...]


_kept: OrderedDict[int, _Story] = OrderedDict()
_lock = threading.Lock()


def forget_stories() -> None:
    """Keep no acts in memory: words were taken out of some."""
    with _lock:
        _kept.clear()


def _stories(readings: Collection[int]) -> dict[int, _Story]:
    """Return what was done in each of these readings. One query, two for those not kept.

    What was read last is kept: a board asks for the acts that came since, and folds these alone.
    The last act that is known is read again with them: where it is another (what wrote it was
    rolled back), or words were taken out of acts since, all are read again.
    """
    with _lock:
        known = {each: _kept[each] for each in readings if each in _kept}
    of = [Q(reading=pk, number__gte=each.board.number) for pk, each in known.items()]
    rows = _rows([*of, Q(reading__in=[each for each in readings if each not in known])])
    again = [pk for pk, each in known.items() if not _is_same(each, rows.get(pk, ()))]
    if again:
        rows |= _rows([Q(reading__in=again)])
    found = {}
    for pk in readings:
        came = rows.get(pk, [])
        if pk in known and pk not in again:
            found[pk] = _longer(known[pk], came[1:])
        else:
            acts = [each.act for each in came]
            found[pk] = _Story(acts, folded(acts), came[-1].told if came else ())
    with _lock:
        for pk in readings:
            if found[pk].acts:
                _kept[pk] = found[pk]
                _kept.move_to_end(pk)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _is_same(story: _Story, rows: Sequence["_Row"]) -> bool:
    """Tell whether the first of some rows is the last act of a story, and nothing was rewritten."""
    return bool(rows) and rows[0].told == story.last


def _longer(story: _Story, rows: Sequence["_Row"]) -> _Story:
    """Return a story with the acts that came since."""
    if not rows:
        return story
    more = [each.act for each in rows]
    acts = [*story.acts, *more]
    board = continued(story.board, more)
    return _Story(acts, folded(acts) if board is None else board, rows[-1].told)


class _Row(NamedTuple):
    """An act, and its row: what tells it from others, with how often its reading was rewritten."""

    act: Act
    told: tuple[Any, ...]


def _rows(of: Sequence[Q]) -> dict[int, list[_Row]]:
    """Return acts by reading, in order. One query.

    Their bodies are read as one list of JSON: a long reading has thousands of them.
    """
    found = ReadingAct.objects.filter(functools.reduce(operator.or_, of)).order_by("number")
    told = found.values_list(
        "reading",
        "reading__key",
        "reading__rewrites",
        "at",
        "number",
        "kind",
        "by",
        "by_name",
        Cast("body", TextField()),
    )
    rows = list(told)
    bodies = json.loads(f"[{','.join(row[-1] for row in rows)}]")
    acts: dict[int, list[_Row]] = {}
    for row, body in zip(rows, bodies, strict=True):
        reading, *_, number, kind, by, by_name, _ = row
        acts.setdefault(reading, []).append(_Row(Act(number, kind, body, by, by_name), row))
    return acts


def slips_of(reading: Reading) -> dict[int, str]:
    """Return the cards that have a number on paper, by it. One query."""
    return dict(Slip.objects.filter(reading=reading).values_list("number", "card"))


@dataclass(frozen=True, slots=True)
class ThemeOfMeeting:
    """A theme and what it holds of one meeting: its texts, and those that say the contrary."""

    theme: Theme
    verbatims: Sequence[Verbatim]
    opposed: Collection[str]


def reading_of_meeting(meeting: Meeting) -> Reading | None:
    """Return the last reading that reads a meeting, None where nobody has. One query.

    Never one that was made blind: what it gave is taken up in the one beside which it was made.
    """
    return _that_go_on().filter(meetings=meeting).order_by("-made_at", "pk").first()


def _that_go_on() -> QuerySet[Reading]:
    """Return the readings that were not made blind beside another."""
    return Reading.objects.filter(lines_of=None)


def themes_of_meeting(meeting: Meeting) -> list[ThemeOfMeeting]:
    """Return the themes that hold texts of a meeting, from the last reading that reads it.

    In that reading's order; none where nobody has read it. Three queries.
    """
    reading = reading_of_meeting(meeting)
    if reading is None:
        return []
    board = board_of(reading)
    rows = Verbatim.objects.filter(meeting=meeting, state=State.SAID).order_by("place")
    by_key = {each.key: each for each in rows}
    found = []
    for theme in board.themes.values():
        held = [by_key[card] for card in theme.cards if card in by_key]
        if held:
            found.append(ThemeOfMeeting(theme, held, board.opposed.intersection(theme.cards)))
    return found


def boards_of(programme: Programme) -> list[Board]:
    """Return the boards of a programme's readings, the last one first. Two queries.

    Those that were made blind are left out.
    """
    return _boards(_that_go_on().filter(programme=programme))


def _boards(readings: QuerySet[Reading]) -> list[Board]:
    keys = list(readings.values_list("pk", flat=True))
    stories = _stories(keys)
    return [stories[each].board for each in keys]


def themes_of(programme: Programme) -> list[Theme]:
    """Return the themes of all readings, in the order of each, the last reading first.

    None of a reading beside which somebody reads blind. Two queries.
    """
    told = _that_go_on().filter(programme=programme, is_apart=False)
    return [theme for board in _boards(told) for theme in board.themes.values()]


def theme_boards(
    programme: Programme, keys: Collection[str]
) -> Mapping[str, tuple[Reading, Board]]:
    """Return the reading of each theme, and its board. Two queries."""
    rows = ThemeKey.objects.filter(key__in=keys, reading__programme=programme)
    found = {each.key: each.reading for each in rows.select_related("reading")}
    stories = _stories({reading.pk for reading in found.values()})
    return {key: (reading, stories[reading.pk].board) for key, reading in found.items()}


def themes_holding(programme: Programme, card: str) -> Sequence[str]:
    """Return the themes in which a card is. Two queries.

    None of a reading that somebody makes blind, or beside which somebody does.
    """
    has_it = Q(meetings__verbatims__key=card) | Q(lines__key=card) | Q(lines_of__lines__key=card)
    readings = Reading.objects.filter(has_it, programme=programme, is_apart=False).distinct()
    stories = _stories(list(readings.values_list("pk", flat=True)))
    places = [each.board.places.get(card) for each in stories.values()]
    return [each.theme for each in places if each is not None and each.theme != ASIDE]


def lines_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Line]:
    """Return the added lines of a programme that have these keys. One query."""
    found = Line.objects.filter(key__in=keys, reading__programme=programme)
    return {each.key: each for each in found.select_related("reading")}


def references_of(programme: Programme, cards: Collection[str]) -> Mapping[str, Reference]:
    """Return what each card is, by its key, whether it can be read or not. Two queries."""
    of_verbatims = Q(meeting__programme=programme, key__in=cards)
    verbatims = Verbatim.objects.filter(of_verbatims).values_list("key", flat=True)
    lines = Line.objects.filter(reading__programme=programme, key__in=cards)
    return {each: Reference(VERBATIM, each) for each in verbatims} | {
        each: Reference(LINE, each) for each in lines.values_list("key", flat=True)
    }


_SAID = (
    "key", "text", "searched", "activity_title", "medium", "activity", "table", "regime",
)  # fmt: skip
