"""Writing the lines of a scheme, choosing what it answers, the plan's aims and what serves them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, changed
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Department
from mire.programme.programmes.models import Programme
from mire.programme.scheme.models import AimServed, PlanAim, Scheme, SchemeLine
from mire.programme.scheme.rules import (
    AIM,
    LINE,
    MOST_AIM,
    MOST_AIMS,
    Section,
    check_what,
    kept_fields,
)
from mire.programme.thread.queries import citables
from mire.programme.thread.rules import Reference, State
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def write_scheme_line(
    *,
    programme: Programme,
    key: str,
    section: Section,
    what: str,
    values: Mapping[str, str],
    department: Department | None,
    is_gap: bool,
    heading: str,
    by: Actor,
    now: datetime,
) -> SchemeLine:
    """Write a line after the others of its section, once for a key. May raise a ``Refusal``."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if done := SchemeLine.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    same = SchemeLine.objects.filter(programme=programme, section=section)
    check_what(what, same.filter(removed_at=None).count())
    line = SchemeLine.objects.create(
        key=key, programme=programme, section=section, what=what,
        values=kept_fields(section, values), department=department, is_gap=is_gap, heading=heading,
        place=(same.aggregate(last=Max("place"))["last"] or 0) + 1,
        made_by=by.name[:120], made_at=now,
    )  # fmt: skip
    _note_line(line, "scheme.written", by=by, now=now, after={"what": what})
    return line


@journalled
def change_scheme_line(
    *, line: SchemeLine, seen: int, values: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    """Change a line but for its section. ``seen``: the version that was read.

    Raises a ``Refusal`` when somebody changed it since.
    """
    line = SchemeLine.objects.select_for_update(of=("self",)).select_related(
        "programme", "department"
    ).get(pk=line.pk)  # fmt: skip
    values = {**values, "values": kept_fields(Section(line.section), values["values"])}
    before, after = changed({name: getattr(line, name) for name in values}, values)
    if not after:
        nothing_done()
        return
    if line.version != seen:
        raise Refusal(
            text("Quelqu'un a changé cette ligne entre-temps : relisez, puis recommencez."),
            code="moved",
        )
    check_what(values["what"], 0)
    for name in after:
        setattr(line, name, values[name])
    line.version += 1
    line.save()
    _note_line(line, "scheme.changed", by=by, now=now, before=_plain(before), after=_plain(after))


@journalled
def move_scheme_line_up(*, line: SchemeLine, by: Actor, now: datetime) -> None:
    """Put a line before the one above it."""
    same = list(
        SchemeLine.objects.select_for_update().filter(
            programme=line.programme, section=line.section, removed_at=None
        )
    )
    at = next((n for n, each in enumerate(same) if each.pk == line.pk), 0)
    if at == 0:
        nothing_done()
        return
    same[at - 1], same[at] = same[at], same[at - 1]
    for place, each in enumerate(same, 1):
        each.place = place
    SchemeLine.objects.bulk_update(same, ["place"])
    _note_line(line, "scheme.moved", by=by, now=now)


@journalled
def remove_scheme_line(*, line: SchemeLine, by: Actor, now: datetime) -> None:
    """Take a line out; what cites it finds that it was."""
    line = SchemeLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.removed_at is not None:
        nothing_done()
        return
    line.removed_at = now
    line.save(update_fields=["removed_at"])
    _note_line(line, "scheme.removed", by=by, now=now)


@journalled
def compare_scheme(
    *, programme: Programme, meeting: Meeting | None, activity: str, by: Actor, now: datetime
) -> None:
    """Say which activity of which meeting holds the headings that a scheme answers."""
    made, _is_new = Scheme.objects.get_or_create(programme=programme)
    if (made.meeting_id, made.activity) == (None if meeting is None else meeting.pk, activity):
        nothing_done()
        return
    made.meeting, made.activity = meeting, activity
    made.save()
    about = About("programme", programme.key, programme.name)
    after = {"meeting": "" if meeting is None else meeting.title}
    note(by=by, act="scheme.compared", about=about, programme=programme.key, after=after, now=now)


@journalled
def write_aims(*, programme: Programme, words: Sequence[str], by: Actor, now: datetime) -> None:
    """Write the plan's aims, in this order: those that stay keep what serves them.

    Raises a ``Refusal`` naming ``words`` for too many, or one too long.
    """
    wanted = list(dict.fromkeys(words))
    if len(wanted) > MOST_AIMS or any(len(each) > MOST_AIM for each in wanted):
        raise Refusal(
            text(
                "%(aims)s visées au plus, de %(letters)s caractères au plus chacune.",
                aims=MOST_AIMS,
                letters=MOST_AIM,
            ),
            path=("words",),
            code="many",
        )
    known = {each.words: each for each in PlanAim.objects.filter(programme=programme)}
    if list(known) == wanted:
        nothing_done()
        return
    was, gone = list(known), set(known) - set(wanted)
    for place, each in enumerate(wanted):
        # Reworded where it stood: the same aim, with what serves it.
        if each not in known and place < len(was) and was[place] in gone:
            renamed = known.pop(was[place])
            gone.discard(was[place])
            renamed.words = each
            renamed.save(update_fields=["words"])
            known[each] = renamed
    for each in gone:
        known.pop(each).delete()
    for place, each in enumerate(wanted, 1):
        if each in known:
            PlanAim.objects.filter(pk=known[each].pk).update(place=place)
        else:
            PlanAim.objects.create(programme=programme, words=each, place=place, made_at=now)
    about = About("programme", programme.key, programme.name)
    note(
        by=by, act="scheme.aims_written", about=about, programme=programme.key,
        before={"aims": was}, after={"aims": wanted}, now=now,
    )  # fmt: skip


@journalled
def serve_aim(
    *, aim: PlanAim, served: Reference, how: str, is_served: bool, by: Actor, now: datetime
) -> None:
    """Say that something serves an aim, and how; or that it does not (``is_served`` False).

    Raises a ``Refusal`` for what can't be read.
    """
    rows = AimServed.objects.filter(aim=aim, kind=served.kind, key=served.key)
    row = rows.first()
    if not is_served:
        if row is None:
            nothing_done()
            return
        row.delete()
    else:
        if row is not None and row.how == how:
            nothing_done()
            return
        if citables(aim.programme, [served])[served].state is not State.SAID:
            raise Refusal(text("Cela ne se lit pas, ou plus."), code="unknown")
        AimServed.objects.update_or_create(
            aim=aim, kind=served.kind, key=served.key, defaults={"how": how}
        )
    note(
        by=by, act="scheme.aim_served", about=About(AIM, aim.key, aim.words),
        programme=aim.programme.key, after={"is_served": is_served, "how": how}, now=now,
    )  # fmt: skip


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "name", value) for name, value in values.items()}


def _note_line(
    line: SchemeLine,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    note(
        by=by, act=act, about=About(LINE, line.key, line.what), programme=line.programme.key,
        before=before, after=after, now=now,
    )  # fmt: skip
