"""Writing files of scenarios: the file, its scenarios, criteria and measures; sending a copy."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from mire.programme.choices.models import (
    Argument,
    Bearing,
    Choice,
    Measure,
    Scenario,
    SentChoice,
    Yardstick,
)
from mire.programme.choices.queries import told_of, yardstick_of
from mire.programme.choices.rules.kinds import (
    ARGUMENT,
    CHOICE,
    MOST_ARGUMENTS,
    MOST_BEARINGS,
    SCENARIO,
    YARDSTICK,
    ArgumentKind,
    Effect,
    How,
    Origin,
    refuse_one_more,
    tidy_scale,
    tidy_title,
)
from mire.programme.choices.rules.told import from_kept, kept
from mire.programme.criteria.models import Criterion
from mire.programme.criteria.rules import moved_up
from mire.programme.evidence.queries import gone_texts
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import NOBODY, About, Actor, changed
from mire.programme.meetings.actions import note_on_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.restitutions.rules import without_quotes
from mire.programme.thread.actions import set_source
from mire.programme.thread.queries import links_to
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

Row = Choice | Scenario | Argument | Yardstick
KIND_OF: Mapping[type[Row], str] = {
    Choice: CHOICE, Scenario: SCENARIO, Argument: ARGUMENT, Yardstick: YARDSTICK,
}  # fmt: skip


@journalled
def begin_choice(
    *, programme: Programme, key: str, title: str, lead: str, by: Actor, now: datetime
) -> Choice:
    """Begin a file of scenarios; once for a key. Raises a ``Refusal`` naming the field."""
    if done := Choice.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    choice = Choice.objects.create(
        key=key, programme=programme, title=tidy_title(title), lead=lead, made_by=by.name[:120],
        made_at=now,
    )  # fmt: skip
    _note(choice, "choice.begun", by=by, now=now)
    return choice


@journalled
def change_choice(*, choice: Choice, values: Mapping[str, str], by: Actor, now: datetime) -> None:
    """Change a file's ``title`` or ``lead``. Raises a ``Refusal`` naming the field."""
    choice = _locked(choice)
    values = {**values}
    if "title" in values:
        values["title"] = tidy_title(values["title"])
    _change(choice, "choice.changed", values, by=by, now=now)


@journalled
def remove_choice(*, choice: Choice, is_out: bool, by: Actor, now: datetime) -> None:
    """Take a file away, or put it back: what cites it says that it is withdrawn."""
    choice = _locked(choice)
    _take_out(choice, "choice.removed", "choice.put_back", is_out=is_out, by=by, now=now)


@journalled
def add_scenario(
    *, choice: Choice, key: str, values: Mapping[str, str], by: Actor, now: datetime
) -> Scenario:
    """Add a scenario (``title`` and ``PARTS``) after the others; once for a key.

    Raises a ``Refusal`` naming the field, or for one too many.
    """
    choice = _locked(choice)
    rows = list(Scenario.objects.filter(choice=choice))
    if done := next((each for each in rows if each.key == key), None):
        nothing_done()
        return done
    live = [each.title for each in rows if each.removed_at is None]
    refuse_one_more(len(live))
    scenario = Scenario.objects.create(
        key=key, choice=choice, place=1 + max((each.place for each in rows), default=-1),
        made_by=by.name[:120], made_at=now, changed_at=now,
        **{**values, "title": tidy_title(values["title"], others=live)},
    )  # fmt: skip
    _note(scenario, "scenario.added", by=by, now=now)
    return scenario


@journalled
def change_scenario(
    *, scenario: Scenario, values: Mapping[str, str], by: Actor, now: datetime
) -> None:
    """Change what is said of a scenario. Raises a ``Refusal`` naming the field."""
    choice = _locked(scenario.choice)
    scenario = Scenario.objects.get(pk=scenario.pk)
    values = {**values}
    if "title" in values:
        others = Scenario.objects.filter(choice=choice, removed_at=None).exclude(pk=scenario.pk)
        values["title"] = tidy_title(
            values["title"], others=list(others.values_list("title", flat=True))
        )
    _change(scenario, "scenario.changed", values, by=by, now=now)


@journalled
def move_scenario_up(*, scenario: Scenario, by: Actor, now: datetime) -> None:
    """Put a scenario one place sooner."""
    choice = _locked(scenario.choice)
    rows = {each.key: each for each in Scenario.objects.filter(choice=choice)}
    live = [key for key, each in rows.items() if each.removed_at is None]
    order = moved_up(live, scenario.key)
    if order == live:
        nothing_done()
        return
    for place, key in enumerate([*order, *(each for each in rows if each not in order)]):
        Scenario.objects.filter(key=key).update(place=place)
    _note(scenario, "scenario.moved", by=by, now=now)


@journalled
def remove_scenario(*, scenario: Scenario, is_out: bool, by: Actor, now: datetime) -> None:
    """Take a scenario out of its file, or put it back, with all that is argued of it.

    Raises a ``Refusal`` where it can't come back: there are enough, or another has its title.
    """
    choice = _locked(scenario.choice)
    scenario = Scenario.objects.get(pk=scenario.pk)
    if scenario.removed_at is not None and not is_out:
        live = Scenario.objects.filter(choice=choice, removed_at=None)
        titles = list(live.values_list("title", flat=True))
        refuse_one_more(len(titles))
        tidy_title(scenario.title, others=titles)
    _take_out(scenario, "scenario.removed", "scenario.put_back", is_out=is_out, by=by, now=now)


@journalled
def write_argument(
    *,
    scenario: Scenario,
    key: str,
    kind: ArgumentKind,
    sentence: str,
    origin: Origin,
    by: Actor,
    now: datetime,
) -> Argument:
    """Write an argument; once for a key. Raises a ``Refusal`` for one too many."""
    choice = _locked(scenario.choice)
    if done := Argument.objects.filter(key=key, scenario__choice=choice).first():
        nothing_done()
        return done
    live = Argument.objects.filter(scenario__choice=choice, removed_at=None)
    if live.count() >= MOST_ARGUMENTS:
        raise Refusal(
            text(
                "%(most)s arguments, c'est déjà plus qu'on n'en lit : retirez-en d'abord.",
                most=MOST_ARGUMENTS,
            )
        )
    argument = Argument.objects.create(
        key=key, scenario=scenario, kind=kind, sentence=sentence, origin=origin,
        made_by=by.name[:120], made_at=now, changed_at=now,
    )  # fmt: skip
    _note(argument, "argument.written", by=by, now=now)
    return argument


@journalled
def change_argument(
    *, argument: Argument, values: Mapping[str, str], by: Actor, now: datetime
) -> None:
    """Change an argument's ``kind``, ``sentence`` or ``origin``."""
    argument = Argument.objects.select_for_update().get(pk=argument.pk)
    _change(argument, "argument.changed", values, by=by, now=now)


@journalled
def answer_argument(*, argument: Argument, reply: str, by: Actor, now: datetime) -> None:
    """Write what answers an argument; "" takes the answer out."""
    argument = Argument.objects.select_for_update().get(pk=argument.pk)
    if argument.reply == reply:
        nothing_done()
        return
    before = {"reply": argument.reply}
    argument.reply, argument.reply_by = reply, by.name[:120] if reply else ""
    argument.changed_at = now
    argument.save(update_fields=["reply", "reply_by", "changed_at"])
    _note(argument, "argument.answered", by=by, now=now, before=before, after={"reply": reply})


@journalled
def remove_argument(*, argument: Argument, is_out: bool, by: Actor, now: datetime) -> None:
    """Take an argument away, or put it back."""
    argument = Argument.objects.select_for_update().get(pk=argument.pk)
    _take_out(argument, "argument.removed", "argument.put_back", is_out=is_out, by=by, now=now)


@journalled
def set_yardstick(
    *, choice: Choice, criterion: Criterion, values: Mapping[str, Any], by: Actor, now: datetime
) -> Yardstick:
    """Say how a criterion is known in a file: ``how``, its unit, way and scale, a ``note``.

    What was measured in another unit, or graded, is no measure any more and goes. Raises a
    ``Refusal`` naming the field.
    """
    choice = _locked(choice)
    kept_values = tidy_scale(values)
    found = Yardstick.objects.filter(choice=choice, criterion=criterion).first()
    if found is None:
        made = Yardstick.objects.create(
            choice=choice, criterion=criterion, made_at=now, **kept_values
        )
        _note(made, "yardstick.set", by=by, now=now, after=_scale_told(made))
        return made
    before = _scale_told(found)
    for name, value in kept_values.items():
        setattr(found, name, value)
    after = _scale_told(found)
    if before == after:
        nothing_done()
        return found
    found.save()
    if any(before[name] != after[name] for name in ("how", "unit", "low", "high", "mentions")):
        Measure.objects.filter(yardstick=found).delete()
    was, is_now = changed(before, after)
    _note(found, "yardstick.set", by=by, now=now, before=was, after=is_now)
    return found


@journalled
def drop_yardstick(*, yardstick: Yardstick, by: Actor, now: datetime) -> None:
    """Leave a criterion out of a file, with what was measured by it, and what that rested on.

    Raises a ``Refusal`` while something cites it.
    """
    choice = _locked(yardstick.choice)
    if links_to(choice.programme, [Reference(YARDSTICK, yardstick.key)]):
        raise Refusal(
            text("Cette mesure est citée : son fil dit par quoi. Elle reste."), code="cited"
        )
    before = _scale_told(yardstick)
    _note(yardstick, "yardstick.dropped", by=by, now=now, before=before)
    yardstick.delete()


@journalled
def measure(
    *,
    yardstick: Yardstick,
    scenario: Scenario,
    figures: Mapping[str, Any] | None,
    by: Actor,
    now: datetime,
) -> None:
    """Keep what is known of a scenario by a yardstick (see ``kinds.check_figure``); None: nothing.

    The journal tells that voices were noted, not which.
    """
    _locked(yardstick.choice)
    found = Measure.objects.filter(yardstick=yardstick, scenario=scenario).first()
    was = None if found is None else found.figures
    if was == figures:
        nothing_done()
        return
    if figures is None:
        Measure.objects.filter(yardstick=yardstick, scenario=scenario).delete()
    else:
        Measure.objects.update_or_create(
            yardstick=yardstick, scenario=scenario, defaults={"figures": {**figures}, "at": now}
        )
    about = {"criterion": yardstick.criterion.name}
    told = {name: value for name, value in (figures or {}).items() if name != "counts"}
    act = "measure.removed" if figures is None else "measure.noted"
    _note(scenario, act, by=by, now=now, after={**about, **told})


@journalled
def take_judgment(
    *, choice: Choice, criterion: Criterion, mentions: Sequence[str],
    counts: Mapping[str, Sequence[int]], source: Reference, instead_of: Collection[Reference],
    by: Actor, now: datetime,
) -> None:  # fmt: skip
    """Make a meeting's judgment all that is known by a criterion, and its source.

    ``counts``: by the key of a scenario, how many gave each mention; of others nothing is known
    any more. ``instead_of``: judgments that it may have been taken from before.
    """
    known = yardstick_of(choice, criterion.key)
    values = {"how": How.MENTIONS, "mentions": mentions, "note": known.note if known else ""}
    known = set_yardstick(choice=choice, criterion=criterion, values=values, by=by, now=now)
    for each in Scenario.objects.filter(choice=choice):
        figures = {"counts": [*counts[each.key]]} if each.key in counts else None
        measure(yardstick=known, scenario=each, figures=figures, by=by, now=now)
    citing, name = Reference(YARDSTICK, known.key), criterion.name
    for other, how in (*((each, "") for each in instead_of if each != source), (source, "for")):
        set_source(
            programme=choice.programme, citing=citing, name=name, source=other, how=how,
            by=by, now=now,
        )  # fmt: skip


@journalled
def set_bearing(
    *, scenario: Scenario, key: str, who: str, effect: Effect, what: str, by: Actor, now: datetime
) -> None:
    """Say what a scenario does to some people; once for a key, or said otherwise."""
    choice = _locked(scenario.choice)
    values = {"who": who, "effect": effect, "what": what}
    found = Bearing.objects.filter(key=key, scenario__choice=choice).first()
    if found is None:
        if Bearing.objects.filter(scenario__choice=choice).count() >= MOST_BEARINGS:
            raise Refusal(text("%(most)s lignes au plus : retirez-en d'abord.", most=MOST_BEARINGS))
        Bearing.objects.create(key=key, scenario=scenario, made_at=now, **values)
        _note(scenario, "bearing.written", by=by, now=now, after=values)
        return
    before, after = changed({name: getattr(found, name) for name in values}, values)
    if not after and found.scenario_id == scenario.pk:
        nothing_done()
        return
    for name, value in values.items():
        setattr(found, name, value)
    found.scenario = scenario
    found.save()
    _note(scenario, "bearing.written", by=by, now=now, before=before, after=after)


@journalled
def remove_bearing(*, bearing: Bearing, by: Actor, now: datetime) -> None:
    """Take away what a scenario does to some people."""
    before = {"who": bearing.who, "what": bearing.what}
    _note(bearing.scenario, "bearing.removed", by=by, now=now, before=before)
    bearing.delete()


@journalled
def send_choice(
    *,
    choice: Choice,
    document: Mapping[str, Any],
    version: int,
    why: str,
    by: Actor,
    now: datetime,
) -> None:
    """Keep a file as it is sent. ``version``: the one that was read, so that none is sent twice.

    Raises a ``Refusal`` for fewer than two scenarios, or a file that is as it was sent before.
    """
    choice = _locked(choice)
    if version != choice.version:
        raise Refusal(text("Ce dossier a déjà été dit envoyé : relisez-le."), code="moved")
    told = told_of(choice)
    if len(told.scenarios) < 2:
        raise Refusal(
            text("Un dossier compare deux scénarios au moins : écrivez-les d'abord."), code="few"
        )
    last = SentChoice.objects.filter(choice=choice).order_by("-version").first()
    if last is not None and from_kept(last.told) == told:
        raise Refusal(text("Rien n'a changé depuis la version %(n)s.", n=last.version), code="same")
    SentChoice.objects.create(
        choice=choice, version=version, told=kept(told), document=dict(document), why=why,
        by=by.name[:120], at=now,
    )  # fmt: skip
    choice.version += 1
    choice.sent_at = now
    choice.save(update_fields=["version", "sent_at"])
    _note(choice, "choice.sent", by=by, now=now, after={"version": version, "reason": why})


@journalled
def forget_quotes_in_choices(*, meeting: Meeting, now: datetime) -> None:
    """Take out of copies that were sent the texts of a meeting that are masked or erased since."""
    gone = gone_texts(meeting)
    changed_ones = []
    quoting = SentChoice.objects.filter(choice__programme=meeting.programme)
    for each in quoting.select_for_update() if gone and meeting.programme else ():
        document = without_quotes(each.document, gone)
        if document != each.document:
            each.document = document
            changed_ones.append(each)
    if not changed_ones:
        nothing_done()
        return
    SentChoice.objects.bulk_update(changed_ones, ["document"])
    after = {"n": len(changed_ones)}
    note_on_meeting(meeting, "choice.quotes_forgotten", by=NOBODY, after=after, now=now)


def _locked(choice: Choice) -> Choice:
    """Return a file that nobody else changes before the action ends."""
    return Choice.objects.select_for_update().get(pk=choice.pk)


def _change(
    row: Choice | Scenario | Argument, act: str, values: Mapping[str, Any], *, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    before, after = changed({name: getattr(row, name) for name in values}, values)
    if not after:
        nothing_done()
        return
    for name in after:
        setattr(row, name, values[name])
    if not isinstance(row, Choice):
        row.changed_at = now
    row.save()
    _note(row, act, by=by, now=now, before=before, after=after)


def _take_out(
    row: Choice | Scenario | Argument,
    out: str,
    back: str,
    *,
    is_out: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Take a row out, or put it back; what is so already stays so, however often it is pressed."""
    if (row.removed_at is not None) is is_out:
        nothing_done()
        return
    row.removed_at = now if is_out else None
    if not isinstance(row, Choice):
        row.changed_at = now  # what comes back is in no copy that was sent
    row.save()
    _note(row, out if is_out else back, by=by, now=now)


def _scale_told(row: Yardstick) -> dict[str, Any]:
    names = ("how", "unit", "direction", "low", "high", "note", "mentions")
    return {name: getattr(row, name) for name in names}


def _note(
    row: Row,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    choice = (
        row
        if isinstance(row, Choice)
        else row.scenario.choice
        if isinstance(row, Argument)
        else row.choice
    )
    note(
        by=by, act=act, about=About(KIND_OF[type(row)], row.key, str(row)),
        programme=choice.programme.key, before=before, after=after, now=now,
    )  # fmt: skip
