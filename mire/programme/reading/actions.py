"""Beginning a reading, and what readers do in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from mire.programme.closeness.actions import drop_vectors, keep_vectors
from mire.programme.closeness.queries import current_encoder, vectors_of
from mire.programme.closeness.rules import Learnt, Vectors, hash_of, unpacked
from mire.programme.evidence.models import Verbatim
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import NOBODY, About, Actor
from mire.programme.keys import new_key
from mire.programme.meetings.actions import note_on_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.reading.models import Line, Reading, ReadingAct, Slip, ThemeKey
from mire.programme.reading.queries import (
    Card,
    OpenReading,
    acts_of,
    board_of,
    forget_stories,
    open_reading,
    readable_cards,
    slips_of,
    sources_of,
    texts_in_use,
)
from mire.programme.reading.rules import (
    ASIDE,
    MOST_WORDS,
    ActKind,
    SlipsLine,
    check,
    last_of,
    needed_by,
)
from mire.programme.thread.rules import State
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Compared:
    """The vectors of a reading by hash of the text; of ``n`` texts, ``n_made`` have theirs."""

    vectors: Mapping[str, Vectors]
    n: int
    n_made: int
    is_absent: bool

    def of(self, cards: Iterable[Card]) -> dict[str, Vectors]:
        """Return the vectors of some cards that have one, by the cards' keys."""
        hashes = ((each.key, hash_of(each.text)) for each in cards)
        return {key: self.vectors[name] for key, name in hashes if name in self.vectors}

    def learnt(self, found: OpenReading) -> list[Learnt]:
        """Return what is known of each theme of a reading."""

        def held(keys: Iterable[str]) -> list[Card]:
            return [found.cards[key] for key in keys if key in found.cards]

        return [
            Learnt(
                theme.key,
                self.vectors.get(hash_of(theme.name)),
                list(
                    self.of(found.cards[key] for key in theme.cards if key in found.cards).values()
                ),
            )
            for theme in found.board.themes.values()
        ]


@journalled
def begin_reading(
    *,
    programme: Programme,
    key: str,
    title: str,
    meetings: Sequence[Meeting],
    by: Actor,
    now: datetime,
) -> Reading:
    """Begin a reading of what was said in some meetings; once for a key."""
    if done := Reading.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    reading = Reading.objects.create(
        key=key, programme=programme, title=title, made_by=by.name[:120], made_at=now
    )
    reading.meetings.set(meetings)
    _note(reading, "reading.begun", {"n": len(meetings)}, by=by, now=now)
    return reading


@journalled
def add_lines(
    *, reading: Reading, lines: Collection[str], source: str, by: Actor, now: datetime
) -> int:
    """Add texts of before Mire, as they are; return how many. What is there already stays alone.

    To a blind reading, they come into the one beside which it is made: both read the same cards.

    Raises a ``Refusal`` naming ``lines`` for one that is too long, or too many.
    """
    known = set(
        Line.objects.filter(reading__in=sources_of(reading), source=source).values_list(
            "text", flat=True
        )
    )
    added = [each for each in dict.fromkeys(lines) if each and each not in known]
    if long := next((each for each in added if len(each) > MOST_WORDS), ""):
        raise Refusal(
            text("« %(words)s… » dépasse %(most)s signes.", words=long[:40], most=MOST_WORDS),
            path=("lines",),
        )
    if len(added) > MOST_LINES:
        raise Refusal(text("%(most)s lignes au plus à la fois.", most=MOST_LINES), path=("lines",))
    if not added:
        nothing_done()
        return 0
    Line.objects.bulk_create(
        Line(
            reading_id=reading.lines_of_id or reading.pk,
            text=each,
            source=source,
            by_name=by.name[:120],
            at=now,
        )
        for each in added
    )
    _note(reading, "reading.lines_added", {"n": len(added)}, by=by, now=now)
    return len(added)


@journalled
def read_together(
    *,
    reading: Reading,
    kind: ActKind,
    body: Mapping[str, Any],
    seen: int,
    by: Actor,
    now: datetime,
) -> int:
    """Accept an act of a reader, or refuse it; return its number.

    ``seen`` is the number of the board that they saw. The journal of a reading is its acts: the
    office's journal holds its first one alone. Raises a ``Refusal`` (``rules.check``).
    """
    nothing_done()
    reading = Reading.objects.select_for_update().get(pk=reading.pk)
    if kind is ActKind.UNDONE:
        acts = acts_of(reading)
        last = last_of(acts, by.key)
        if last is None:
            raise Refusal(text("Vous n'avez rien à défaire ici."), code="nothing")
        if other := needed_by(acts, last):
            raise Refusal(
                text(
                    "%(who)s a continué à partir de ce geste : le défaire emporterait son travail.",
                    who=other.by_name,
                ),
                code="needed",
            )
        body = {"act": last.number}
    else:
        asked = [*body.get("cards", ()), *([body["card"]] if "card" in body else [])]
        cards = readable_cards(reading, asked)
        check(board_of(reading), kind, body, cards=cards, seen=seen, by=by.key)
    reading.number += 1
    reading.save(update_fields=["number"])
    if kind is ActKind.MADE:
        ThemeKey.objects.create(key=body["theme"], reading=reading)
    ReadingAct.objects.create(
        reading=reading,
        number=reading.number,
        kind=kind,
        body=dict(body),
        by=by.key,
        by_name=by.name[:120],
        at=now,
    )
    return reading.number


@journalled
def number_slips(*, reading: Reading, cards: Iterable[str]) -> dict[int, str]:
    """Give cards a number on paper, where they have none yet; return all, by number.

    What has one keeps it, whatever comes, goes or is masked. Nothing is written in the journal.
    """
    nothing_done()
    Reading.objects.select_for_update().get(pk=reading.pk)
    numbers = slips_of(reading)
    known = set(numbers.values())
    new = dict(
        enumerate((each for each in cards if each not in known), max(numbers, default=0) + 1)
    )
    Slip.objects.bulk_create(Slip(reading=reading, number=n, card=card) for n, card in new.items())
    return numbers | new


@journalled
def place_slips(
    *, reading: Reading, lines: Sequence[SlipsLine], seen: int, by: Actor, now: datetime
) -> int:
    """Do what lines typed from slips say, all or nothing; return how many cards went somewhere.

    Lines that name one new theme make it once. Raises a ``Refusal`` (``rules.check``).
    """
    nothing_done()
    common: dict[str, Any] = {"reading": reading, "seen": seen, "by": by, "now": now}
    made: dict[str, str] = {}
    for each in lines:
        cards = list(each.cards)
        theme = each.theme or made.get(each.name.casefold(), "")
        if theme == ASIDE:
            body = {"cards": cards, "reason": each.name}
            read_together(kind=ActKind.SET_ASIDE, body=body, **common)
        elif theme:
            read_together(kind=ActKind.PLACED, body={"cards": cards, "theme": theme}, **common)
        else:
            theme = made[each.name.casefold()] = new_key()
            body = {"theme": theme, "name": each.name, "cards": cards}
            read_together(kind=ActKind.MADE, body=body, **common)
    return sum(len(each.cards) for each in lines)


@journalled
def project_card(*, reading: Reading, card: str) -> None:
    """Show a card on the projector of those who read together; "" takes the last one off.

    Nothing is written in the journal, nor among the acts: it is where people look, not what they
    do. Raises a ``Refusal`` naming ``cards`` for one that can't be read any more.
    """
    nothing_done()
    if card and not readable_cards(reading, [card]):
        raise Refusal(
            text("Ce propos n'est plus de cette lecture."), path=("cards",), code="unknown"
        )
    reading.projected = card
    reading.save(update_fields=["projected"])


@journalled
def forget_words_about(*, meeting: Meeting, now: datetime) -> None:
    """Empty what readers wrote about texts of a meeting that are masked or erased since.

    A rewording, or why a text was set aside, may say again what may not be read any more. The acts
    stay, without these words; the vectors of such texts go.
    """
    gone = set(
        Verbatim.objects.filter(meeting=meeting)
        .exclude(state=State.SAID)
        .values_list("key", flat=True)
    )
    if gone:
        drop_vectors(in_use=texts_in_use())
    changed = []
    acts = ReadingAct.objects.filter(
        reading__meetings=meeting, kind__in=(ActKind.REWORDED, ActKind.SET_ASIDE)
    )
    for act in acts.select_for_update() if gone else ():
        cards = {act.body.get("card"), *act.body.get("cards", ())}
        words = "words" if act.kind == ActKind.REWORDED else "reason"
        if cards & gone and act.body[words]:
            act.body = {**act.body, words: ""}
            changed.append(act)
    if not changed:
        nothing_done()
        return
    ReadingAct.objects.bulk_update(changed, ["body"])
    tell_rewritten(Q(pk__in={each.reading_id for each in changed}))
    note_on_meeting(
        meeting,
        "reading.words_forgotten",
        by=NOBODY,
        after={"n": len(changed)},
        now=now,
    )


def tell_rewritten(readings: Q) -> None:
    """Tell every process that words were taken out of acts of some readings: it reads them again.

    One query; this process forgets at once what it holds of any.
    """
    Reading.objects.filter(readings).update(rewrites=F("rewrites") + 1)
    forget_stories()


def compare_texts(found: OpenReading) -> Compared:
    """Keep what was made of the vectors of a reading, and ask for what is missing.

    One query for 500 texts, and five when some were made: what was masked meanwhile is not kept.
    Nothing waits: what is missing is there at a later look, or never where the encoder can't run.
    """
    texts = {hash_of(each.text): each.text for each in found.cards.values()}
    names = {hash_of(each.name): each.name for each in found.board.themes.values()}
    vectors = vectors_of([*texts, *names])
    missing = {key: text for key, text in (texts | names).items() if key not in vectors}
    encoder = current_encoder()
    made = encoder.take(missing)
    if made:
        fresh = {hash_of(each.text) for each in open_reading(found.reading).cards.values()}
        keep_vectors({key: each for key, each in made.items() if key in fresh or key in names})
        vectors |= {key: unpacked(each) for key, each in made.items()}
    encoder.ask({key: text for key, text in missing.items() if key not in made})
    return Compared(
        vectors,
        n=len(texts),
        n_made=sum(key in vectors for key in texts),
        is_absent=encoder.is_absent,
    )


def _note(
    reading: Reading, act: str, after: Mapping[str, Any], *, by: Actor, now: datetime
) -> None:
    note(
        by=by,
        act=act,
        about=About("reading", reading.key, reading.title),
        programme=reading.programme.key,
        after=after,
        now=now,
    )
