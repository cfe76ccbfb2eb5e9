"""Soundings with their waves, read; facts about support that are settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mire.programme.findings.models import Finding
from mire.programme.findings.rules import Status
from mire.programme.links import digest_of_secret, is_link_open
from mire.programme.outcomes.models import Outcome
from mire.programme.outcomes.queries import Question, open_questions_of
from mire.programme.outcomes.rules.kinds import OutcomeKind, Stance
from mire.programme.programmes.models import Programme
from mire.programme.soundings.models import Sounding as Sounding
from mire.programme.soundings.models import Wave as Wave
from mire.programme.soundings.models import WaveAnswer
from mire.programme.soundings.rules import (
    Share,
    Shift,
    kept_counts,
    share_of,
    shift_between,
)


@dataclass(frozen=True, slots=True)
class ToldWave:
    """A wave and its shares, one for each statement; none while it is open."""

    wave: Wave
    shares: Sequence[Share | None]


@dataclass(frozen=True, slots=True)
class ToldSounding:
    """A sounding, its waves from the first, and for each statement how the last two differ."""

    sounding: Sounding
    waves: Sequence[ToldWave]
    shifts: Sequence[Shift | None]


def soundings_of(programme: Programme) -> list[ToldSounding]:
    """Return the soundings of a programme with what may be said of them. Two queries."""
    found = Sounding.objects.filter(programme=programme).select_related("programme")
    found = found.prefetch_related("waves")
    return [told_sounding(each) for each in found]


def sounding_in(programme: Programme, key: str) -> Sounding | None:
    """Return a sounding of a programme, None when there is none. Two queries."""
    found = Sounding.objects.filter(programme=programme, key=key)
    return found.select_related("programme").prefetch_related("waves").first()


def told_sounding(sounding: Sounding) -> ToldSounding:
    """Return what may be said of a sounding. One query, none when its waves were read before.

    The programme's threshold of today rules: it may have been raised since a wave was closed.
    """
    waves = []
    for each in sounding.waves.all():
        kept = (each.counts or ()) if each.closed_on is not None else ()
        told = kept_counts(kept, threshold=sounding.programme.threshold)
        waves.append(ToldWave(each, [share_of(of, each.n_asked) for of in told]))
    closed = [each for each in waves if each.wave.closed_on is not None]
    shifts: list[Shift | None] = [None] * len(sounding.statements)
    if len(closed) > 1:
        before, after = closed[-2:]
        shifts = [
            shift_between(was, now) for was, now in zip(before.shares, after.shares, strict=True)
        ]
    return ToldSounding(sounding, waves, shifts)


def wave_in(programme: Programme, key: str) -> Wave | None:
    """Return a wave of a programme, None when there is none. One query."""
    found = Wave.objects.filter(sounding__programme=programme, key=key)
    return found.select_related("sounding__programme").first()


def wave_of_secret(secret: str) -> Wave | None:
    """Return the wave that a link opens, whatever its last day. One query."""
    found = Wave.objects.filter(digest=digest_of_secret(secret))
    return found.select_related("sounding__programme").first()


def is_open(wave: Wave, *, today: date) -> bool:
    """Say whether a wave takes answers on a day."""
    return is_link_open(is_closed=wave.closed_on is not None, ends_on=wave.ends_on, today=today)


def own_values(wave: Wave, key: str) -> Sequence[int | None] | None:
    """Return the answer that a browser knows the key of, None for none. One query."""
    found = WaveAnswer.objects.filter(wave=wave, key=key).first()
    return None if found is None else list(found.values)


def n_answered(wave: Wave) -> int:
    """Return how many have answered so far. One query while it is open."""
    return wave.n_answers if wave.closed_on is not None else wave.answers.count()


def waves_past(programme: Programme, *, today: date) -> Sequence[Wave]:
    """Return the waves whose last day is past and that nobody closed. One query."""
    found = Wave.objects.filter(
        sounding__programme=programme, closed_on__isnull=True, ends_on__lt=today
    )
    return list(found.select_related("sounding__programme"))


@dataclass(frozen=True, slots=True)
class Decided:
    """Settled decisions that hold, the last one first: for, against; how many say neither."""

    in_favour: Sequence[Outcome]
    against: Sequence[Outcome]
    n_unsaid: int


def decided_about(programme: Programme) -> Decided:
    """Return what was decided about the laboratory, as everybody may read it. One query.

    Only what stands in minutes that are final, or was written outside of any; what was superseded
    or abandoned since is in the register.
    """
    rows = Outcome.objects.filter(
        programme=programme, kind=OutcomeKind.DECISION, struck_at=None, superseded_by=None, end="",
        settled_at__isnull=False, shared_at__isnull=False,
    )  # fmt: skip
    found = list(rows.select_related("meeting").order_by("-on", "-number"))
    return Decided(
        [each for each in found if each.stance == Stance.FOR],
        [each for each in found if each.stance == Stance.AGAINST],
        sum(each.stance == Stance.UNSAID for each in found),
    )


def waiting_questions(programme: Programme) -> list[Question]:
    """Return the questions that nothing answers, of final minutes and released findings only.

    The oldest first. Six queries.
    """
    settled = Outcome.objects.filter(
        programme=programme, kind=OutcomeKind.QUESTION, settled_at__isnull=False
    )
    released = Finding.objects.filter(programme=programme, status=Status.RELEASED)
    known = {*settled.values_list("key", flat=True), *released.values_list("key", flat=True)}
    found = open_questions_of(programme, with_drafts=False)
    return [each for each in found if each.reference.key in known]
