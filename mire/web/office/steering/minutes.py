"""The minutes of a meeting: a line by keyboard, amendments, what becomes final."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.minutes import final_minutes, minutes_document
from mire.documents.frozen import frozen
from mire.documents.tree import Document
from mire.documents.writers.formats import FORMATS
from mire.programme.keys import is_key, new_key
from mire.programme.meetings.queries import Meeting
from mire.programme.outcomes.queries import (
    Outcome,
    corrections_of,
    is_seen,
    outcomes_of_meeting,
    questions_of,
    stand,
)
from mire.programme.outcomes.rules.kinds import (
    KIND_WORDS,
    LETTERS,
    STANDING_WORDS,
    OutcomeKind,
    Standing,
    name_of,
)
from mire.programme.outcomes.rules.line import read_line
from mire.programme.people.queries import Member
from mire.programme.steering.actions import (
    begin_minutes,
    move_minutes,
    write_line,
)
from mire.programme.steering.queries import (
    Minutes,
    amendments_of,
    changed_late,
    digest_of_minutes,
    dossier_of_meeting,
    minutes_of_meeting,
    submitted,
)
from mire.programme.steering.rules import (
    AMENDMENT_WORDS,
    MINUTES_WORDS,
    MOVES,
    AmendmentState,
    MinutesState,
    amend_until,
    may_amend,
    may_make_final,
    may_read_minutes,
)
from mire.programme.thread.queries import citables, kinds, links_from
from mire.programme.thread.rules import Reference, State
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.citables import seen_by, told
from mire.web.office.handing_out import give_document
from mire.web.office.pages import GROUP, actor, show, take_typed
from mire.web.office.steering.views import PLACE, READERS, about_meeting, address, addresses_of
from mire.words import words

MOST_TYPED = 3_000
PRESSES = {
    MinutesState.TAKING: text("Reprendre l'écriture"),
    MinutesState.PROPOSED: text("Proposer à celles et ceux qui étaient là"),
    MinutesState.FINAL: text("Rendre définitif"),
}


def minutes_of(member: Member, meeting: Meeting) -> Minutes:
    found = minutes_of_meeting(meeting)
    if found is None or not may_read_minutes(
        MinutesState(found.state), member.rights, was_proposed=found.amend_until is not None
    ):
        raise Http404
    return found


def _rows(member: Member, meeting: Meeting) -> list[Outcome]:
    """Return the lines that somebody reads: those written since minutes were taken back, not."""
    seen = seen_by(member)
    return [each for each in outcomes_of_meeting(meeting) if is_seen(each, seen)]


@require_safe
@about_meeting(*READERS)
def minutes(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Show minutes: to write them, to read them, to ask for an amendment."""
    found = minutes_of_meeting(meeting)
    if found is None and member.may(*GROUP):
        context = {"meeting": meeting, "day": words.day(timezone.localtime(meeting.held_at))}
        return show(request, member, "office/minutes_none.html", context, place=PLACE)
    return _show(request, member, minutes_of(member, meeting))


@require_POST
@about_meeting(*GROUP)
def begin(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Begin the minutes of a meeting."""
    begin_minutes(meeting=meeting, by=actor(member), now=timezone.now())
    return redirect(address("office_minutes", member, meeting))


@about_meeting(*GROUP)
def line(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Write a line as it was typed; sent again, it is written once."""
    found = minutes_of(member, meeting)
    if request.method != "POST":
        take_typed(request)
        return redirect(address("office_minutes", member, meeting))
    sent = request.POST
    typed = without_unseen(sent.get("typed", ""))[:MOST_TYPED]
    if sent.get("by", member.account.key) != member.account.key:
        somebody = Refusal(
            text("Cette ligne a été écrite sous un autre compte : elle l'attend sur cet appareil."),
            code="other",
        )
        return _show(request, member, found, refusal=somebody, typed=typed)
    asked = sent.get("kind", "")
    kind = OutcomeKind(asked) if asked in {each.value for each in OutcomeKind} else None
    key = sent.get("once", "")
    sources = _listed(sent.get("sources", ""))
    try:
        read = read_line(
            typed,
            kind=kind or OutcomeKind.DECISION,
            on=_day(meeting),
            n_sources=len(sources),
        )
        write_line(
            minutes=found,
            key=key if is_key(key) else new_key(),
            values=read.values(),
            on=timezone.localdate() if found.state == MinutesState.FINAL else _day(meeting),
            cited=[sources[number - 1] for number in read.sources],
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal, typed=typed, kind=kind)
    return redirect(address("office_minutes", member, meeting))


@require_safe
@about_meeting(*GROUP)
def lines(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Return the lines alone; nothing new for who has seen them (``?vu=DIGEST``)."""
    found = minutes_of(member, meeting)
    rows = _rows(member, meeting)
    seen = digest_of_minutes(member.programme, rows)
    if request.GET.get("vu") == seen:
        return HttpResponse(status=204)
    context = {"meeting": meeting, "seen": seen, **_lines(member, found, rows)}
    return show(request, member, "office/minutes_lines.html", context, place=PLACE)


@require_POST
@about_meeting(*GROUP)
def moved(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Propose minutes, take them back, make them final."""
    found = minutes_of(member, meeting)
    asked = request.POST.get("do", "")
    if asked not in {each.value for each in MinutesState}:
        raise Http404
    state = MinutesState(asked)
    made = frozen(_document(request, member, found, state)) if state is MinutesState.FINAL else None
    try:
        move_minutes(
            minutes=found,
            state=state,
            seen=request.POST.get("seen", ""),
            today=timezone.localdate(),
            until=_read_day(request.POST.get("until", "")),
            document=made,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    return redirect(address("office_minutes", member, meeting))


@require_safe
@about_meeting(*READERS)
def document(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Show minutes as a document, or give them (``?format=pdf``)."""
    found = minutes_of(member, meeting)
    if found.state == MinutesState.TAKING and not member.may(*GROUP):
        raise Http404
    made = (
        final_minutes(found, _addresses(request, member, found), today=timezone.localdate())
        if found.state == MinutesState.FINAL
        else _document(request, member, found)
    )
    return give_document(request, made)


def _addresses(request: HttpRequest, member: Member, found: Minutes) -> Any:
    return addresses_of(request, member, address("office_minutes", member, found.meeting))


def _document(
    request: HttpRequest, member: Member, found: Minutes, state: MinutesState | None = None
) -> Document:
    addresses = _addresses(request, member, found)
    return minutes_document(found, addresses, today=timezone.localdate(), state=state)


def _day(meeting: Meeting) -> date:
    return timezone.localtime(meeting.held_at).date()


def _read_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _listed(written: str) -> list[Reference]:
    """Return the sources that the page listed, in the order in which it numbered them."""
    pairs = (each.partition("/") for each in written.split()[:200])
    return [Reference(kind, key) for kind, _slash, key in pairs if kind in kinds()]


def _sources(member: Member, meeting: Meeting) -> list[Reference]:
    """Return what a line can cite by its number: what the file submits, then questions.

    A question that a line of this meeting answers keeps its number while others are written.
    """
    dossier = dossier_of_meeting(meeting)
    cited = [] if dossier is None else submitted(dossier)
    asked = [
        each.reference
        for each in questions_of(member.programme, with_drafts=True)
        if all(answer.meeting_id == meeting.pk for answer in each.answers)
    ]
    return list(dict.fromkeys([*cited, *asked]))


def _lines(member: Member, found: Minutes, rows: Sequence[Outcome]) -> dict[str, Any]:
    links = links_from(member.programme, [Reference(row.kind, row.key) for row in rows])
    corrections = corrections_of(rows)
    standings = {
        each.outcome.pk: each.standing
        for each in stand(member.programme, rows, seen=seen_by(member), today=timezone.localdate())
    }
    ordinary = (Standing.IN_FORCE, Standing.OPEN, Standing.TO_DO, Standing.GIVEN)
    return {
        "may_write": member.may(*GROUP),
        "lines": [
            {
                "outcome": row,
                "name": name_of(row.kind, row.number),
                "kind": words.translate(KIND_WORDS[OutcomeKind(row.kind)]),
                "due": "" if row.due is None else words.day(row.due),
                "n_sources": len(links.get(Reference(row.kind, row.key), ())),
                "standing": ""
                if standings[row.pk] in ordinary
                else words.translate(STANDING_WORDS[standings[row.pk]]),
                "corrections": [
                    (words.day(timezone.localtime(each.at)), each.by, each.words)
                    for each in corrections.get(row.pk, ())
                ],
                "is_after": found.state == MinutesState.FINAL
                and found.state_at is not None
                and row.made_at > found.state_at,
            }
            for row in rows
        ],
    }


def _show(
    request: HttpRequest,
    member: Member,
    found: Minutes,
    *,
    refusal: Refusal | None = None,
    typed: str = "",
    kind: OutcomeKind | None = None,
) -> HttpResponse:
    meeting, today = found.meeting, timezone.localdate()
    state = MinutesState(found.state)
    rows = _rows(member, meeting)
    may_write = member.may(*GROUP)
    sources = _sources(member, meeting) if may_write else []
    known = citables(member.programme, sources)
    sources = [each for each in sources if known[each].state is State.SAID]
    amendments = amendments_of(found)
    waiting = sum(each.state == AmendmentState.WAITING for each in amendments)
    late = [name_of(each.kind, each.number) for each in changed_late(found)]
    why_not = may_make_final(state, found.amend_until, waiting, late=late, today=today)
    names = {row.key: name_of(row.kind, row.number) for row in rows}
    context: dict[str, Any] = {
        "meeting": meeting,
        "minutes": found,
        "day": words.day(_day(meeting)),
        "state": words.translate(MINUTES_WORDS[state]),
        "state_day": words.day(timezone.localtime(found.state_at)) if found.state_at else "",
        "is_final": state is MinutesState.FINAL,
        "is_proposed": state is MinutesState.PROPOSED,
        "amend_until": words.day(found.amend_until) if found.amend_until else "",
        "until": amend_until(today).isoformat(),
        "may_extend": bool(late) and may_write and state is MinutesState.PROPOSED,
        "may_amend": may_amend(state, found.amend_until, today=today),
        "why_not": "" if why_not is None else words.translate(why_not),
        "seen": digest_of_minutes(member.programme, rows),
        "once": new_key(),
        "by": member.account.key,
        "presses": [(each.value, words.translate(PRESSES[each])) for each in MOVES[state]]
        if may_write
        else [],
        "kinds": [
            (each.value, LETTERS[each], words.translate(KIND_WORDS[each])) for each in OutcomeKind
        ],
        "chosen": (kind or OutcomeKind.DECISION).value,
        "typed": typed,
        "sources": [told(known[each], member) for each in sources],
        "listed": " ".join(f"{each.kind}/{each.key}" for each in sources),
        "formats": [(kind, each.name) for kind, each in FORMATS.items()],
        "amendments": [
            {
                "amendment": each,
                "name": names.get(each.outcome, ""),
                "state": words.translate(AMENDMENT_WORDS[AmendmentState(each.state)]),
                "day": words.day(timezone.localtime(each.at)),
                "is_waiting": each.state == AmendmentState.WAITING,
            }
            for each in amendments
        ],
        "refusal": "" if refusal is None else words.translate(refusal.text),
        **_lines(member, found, rows),
    }
    return show(
        request,
        member,
        "office/minutes.html",
        context,
        place=PLACE,
        status=200 if refusal is None else 422 if typed else 409,
    )
