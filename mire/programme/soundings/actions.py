"""Making a sounding, opening its waves, answering one, closing it for good."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import NOBODY, About, Actor, changed
from mire.programme.keys import new_key
from mire.programme.links import digest_of_secret
from mire.programme.programmes.models import Programme
from mire.programme.soundings.models import Sounding, Wave, WaveAnswer
from mire.programme.soundings.queries import is_open, waves_past
from mire.programme.soundings.rules import (
    SOUNDING,
    Counts,
    Values,
    check_asked,
    check_values,
    counted,
    kept_counts,
)
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def make_sounding(
    *,
    programme: Programme,
    key: str,
    title: str,
    circle: str,
    statements: Sequence[str],
    by: Actor,
    now: datetime,
) -> Sounding:
    """Make a sounding, once for a key."""
    if done := Sounding.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    values = {"title": title, "circle": circle, "statements": list(statements)}
    made = Sounding.objects.create(
        key=key, programme=programme, made_by=by.name[:120], made_at=now, **values
    )
    _note(made, "sounding.made", by=by, now=now, after=values)
    return made


@journalled
def change_sounding(
    *, sounding: Sounding, values: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    """Change a sounding's words. Raises a ``Refusal`` once a wave is open: all ask the same."""
    sounding = Sounding.objects.select_for_update().get(pk=sounding.pk)
    before, after = changed({name: getattr(sounding, name) for name in values}, values)
    if not after:
        nothing_done()
        return
    if sounding.waves.exists():
        raise Refusal(
            text("Une vague est déjà ouverte : toutes doivent demander la même chose."),
            code="late",
        )
    for name in after:
        setattr(sounding, name, values[name])
    sounding.save(update_fields=list(after))
    _note(sounding, "sounding.changed", by=by, now=now, before=before, after=after)


@journalled
def remove_sounding(*, sounding: Sounding, by: Actor, now: datetime) -> None:
    """Remove a sounding that was never put. Raises a ``Refusal`` once a wave is open."""
    sounding = Sounding.objects.select_for_update().get(pk=sounding.pk)
    if sounding.waves.exists():
        raise Refusal(
            text("Ce sondage a été posé : il reste, avec ce qui y a été répondu."), code="late"
        )
    _note(sounding, "sounding.removed", by=by, now=now, before={"title": sounding.title})
    sounding.delete()


@journalled
def open_wave(
    *,
    sounding: Sounding,
    key: str,
    secret: str,
    n_asked: int,
    ends_on: date,
    today: date,
    by: Actor,
    now: datetime,
) -> Wave:
    """Open a wave by link, once for a key. Raises a ``Refusal`` naming the field.

    Also while another wave is open: who holds both links would answer twice.
    """
    sounding = Sounding.objects.select_for_update().get(pk=sounding.pk)
    if done := Wave.objects.filter(key=key, sounding=sounding).first():
        nothing_done()
        return done
    _check_none_open(sounding)
    check_asked(n_asked)
    if ends_on < today:
        raise Refusal(text("Ce jour est passé."), path=("ends_on",), code="value")
    wave = Wave.objects.create(
        key=key,
        sounding=sounding,
        number=_next_number(sounding),
        opened_on=today,
        ends_on=ends_on,
        n_asked=n_asked,
        digest=digest_of_secret(secret),
        made_by=by.name[:120],
        made_at=now,
    )
    after = {"version": wave.number, "ends_on": ends_on, "people": n_asked}
    _note(sounding, "sounding.opened", by=by, now=now, after=after)
    return wave


@journalled
def renew_link(*, wave: Wave, secret: str, by: Actor, now: datetime) -> None:
    """Give an open wave another link; the first opens nothing any more. May raise a ``Refusal``."""
    wave = _locked(wave)
    if wave.closed_on is not None or wave.ends_on is None:
        raise Refusal(text("Cette vague est fermée : elle ne prend plus de réponse."), code="late")
    wave.digest = digest_of_secret(secret)
    wave.save(update_fields=["digest"])
    _note(wave.sounding, "sounding.link_renewed", by=by, now=now, after={"version": wave.number})


@journalled
def answer_wave(*, wave: Wave, key: str, values: Values, today: date, now: datetime) -> None:
    """Keep an answer, or change it while the wave is open: once for a key, without a trace.

    The office's journal holds nothing of it. Raises a ``Refusal`` when it is too late, or when as
    many have answered as were asked.
    """
    nothing_done()
    wave = _locked(wave)
    if not is_open(wave, today=today):
        raise Refusal(
            text("Cette vague est fermée : votre réponse n'a pas été gardée."), code="late"
        )
    check_values(values, len(wave.sounding.statements))
    if WaveAnswer.objects.filter(key=key, wave=wave).update(values=list(values)):
        return
    if WaveAnswer.objects.filter(key=key).exists():  # of another wave: nobody's page sends it
        raise Refusal(
            text("Cette page a changé depuis : rechargez-la, puis répondez."), code="value"
        )
    if wave.answers.count() >= wave.n_asked:
        raise Refusal(
            text(
                "Autant de réponses que de personnes interrogées sont déjà là : la vôtre n'a pas "
                "été gardée. Dites-le à qui vous a donné ce lien."
            ),
            code="many",
        )
    WaveAnswer.objects.create(key=key, wave=wave, values=list(values))


@journalled
def close_wave(*, wave: Wave, today: date, by: Actor, now: datetime) -> None:
    """Close a wave for good: answers are counted, then destroyed.

    Under the programme's threshold nothing is counted, but how many have answered.
    """
    wave = _locked(wave)
    if wave.closed_on is not None:
        nothing_done()
        return
    sounding = wave.sounding
    answers = list(wave.answers.values_list("values", flat=True))
    counts = counted(answers, len(sounding.statements))
    wave.counts = kept_counts(counts, threshold=sounding.programme.threshold)
    wave.n_answers, wave.closed_on, wave.digest = len(answers), today, None
    wave.save(update_fields=["counts", "n_answers", "closed_on", "digest"])
    wave.answers.all().delete()
    after = {"version": wave.number, "n": wave.n_answers}
    _note(sounding, "sounding.closed", by=by, now=now, after=after)


@journalled
def close_past_waves(*, programme: Programme, today: date, now: datetime) -> None:
    """Close the waves whose last day is past; nobody pressed. One query when there is none."""
    nothing_done()
    for each in waves_past(programme, today=today):
        close_wave(wave=each, today=today, by=NOBODY, now=now)


@journalled
def note_wave(
    *,
    sounding: Sounding,
    key: str,
    n_asked: int,
    n_answers: int,
    counts: Sequence[Counts],
    on: date,
    today: date,
    by: Actor,
    now: datetime,
) -> Wave:
    """Note a wave that was taken in a meeting, by its counts, once for a key; it is closed at once.

    Raises a ``Refusal`` naming the field (of a statement: ``counts-1`` on) for what can't be.
    """
    sounding = Sounding.objects.select_for_update().get(pk=sounding.pk)
    if done := Wave.objects.filter(key=key, sounding=sounding).first():
        nothing_done()
        return done
    _check_none_open(sounding)
    check_asked(n_asked)
    threshold = sounding.programme.threshold
    last = sounding.waves.aggregate(last=Max("opened_on"))["last"]
    if on > today:
        raise Refusal(text("Ce jour est à venir."), path=("on",), code="value")
    if last is not None and on < last:
        raise Refusal(
            text("Une vague plus récente est déjà là : elles se notent dans l'ordre des jours."),
            path=("on",),
            code="value",
        )
    if n_answers > n_asked:
        raise Refusal(
            text("Il y a plus de réponses que de personnes interrogées."),
            path=("n_answers",),
            code="value",
        )
    if n_answers < threshold:
        raise Refusal(
            text(
                "Moins de %(threshold)s réponses : rien ne s'en garde, elles diraient qui a "
                "répondu quoi.",
                threshold=threshold,
            ),
            path=("n_answers",),
            code="few",
        )
    for place, each in enumerate(counts, 1):
        if sum(each) > n_answers:
            raise Refusal(
                text("Ces nombres font %(sum)s, pour %(n)s réponses.", sum=sum(each), n=n_answers),
                path=(f"counts-{place}",),
                code="value",
            )
    wave = Wave.objects.create(
        key=key,
        sounding=sounding,
        number=_next_number(sounding),
        opened_on=on,
        n_asked=n_asked,
        closed_on=on,
        n_answers=n_answers,
        counts=kept_counts(counts, threshold=threshold),
        made_by=by.name[:120],
        made_at=now,
    )
    after = {"version": wave.number, "n": n_answers, "people": n_asked}
    _note(sounding, "sounding.noted", by=by, now=now, after=after)
    return wave


def new_answer_key() -> str:
    """Return the random key of an answer: nobody guesses one, to read or change it."""
    return new_key() + new_key()


def _check_none_open(sounding: Sounding) -> None:
    if sounding.waves.filter(closed_on__isnull=True).exists():
        raise Refusal(text("Fermez d'abord la vague qui est ouverte."), code="open")


def _next_number(sounding: Sounding) -> int:
    return int(sounding.waves.aggregate(last=Max("number"))["last"] or 0) + 1


def _locked(wave: Wave) -> Wave:
    """Return a wave that only this transaction changes: none answers while it closes."""
    # Not with its sounding in one query: PostgreSQL would lock both.
    Wave.objects.select_for_update().get(pk=wave.pk)
    return Wave.objects.select_related("sounding__programme").get(pk=wave.pk)


def _note(
    sounding: Sounding,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    note(
        by=by,
        act=act,
        about=About(SOUNDING, sounding.key, sounding.title),
        programme=sounding.programme.key,
        before=before,
        after=after,
        now=now,
    )
