"""What can be cited, as pages show it: words, kind, where it was said, how much it rests on."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from mire.documents.builders.cited_words import said_in_words
from mire.programme.blind.queries import BlindReading, hidden_key_from
from mire.programme.findings.rules import Weight, contrary_words, weight_words
from mire.programme.keys import is_key
from mire.programme.outcomes.queries import StandingOutcome
from mire.programme.outcomes.rules.kinds import KIND_WORDS as OUTCOME_WORDS
from mire.programme.outcomes.rules.kinds import STANDING_WORDS, OutcomeKind, Seen, name_of
from mire.programme.people.queries import Member
from mire.programme.thread.queries import kinds
from mire.programme.thread.rules import STATE_WORDS, Citable, Reach, Reference, State, Step
from mire.technique_api.free_text import without_unseen
from mire.technique_api.text import text
from mire.web.office.pages import GROUP
from mire.words import words


def seen_by(member: Member) -> Seen:
    """Say which outcomes a member reads; a guest, only what is final."""
    if member.may(*GROUP):
        return Seen.DRAFTS
    return Seen.SHARED if member.rights else Seen.SETTLED


def reads(member: Member, citable: Citable) -> bool:
    """Say whether somebody reads something that can be cited: drafts are the group's."""
    if member.may(*GROUP):
        return True
    return citable.reach is Reach.ALL or (bool(member.rights) and citable.reach is Reach.MEMBERS)


def weight_line(weight: Weight) -> str:
    """Say what a finding rests on: « 12 propos · 4 tables · 2 réunions »."""
    return " · ".join(words.translate(each) for each in weight_words(weight))


def contrary_line(weight: Weight) -> str:
    """Say how many texts say the contrary; "" where none does."""
    return words.translate(contrary_words(weight))


def hidden_by(member: Member, citable: Citable) -> BlindReading | None:
    """Return the pair of readings for which a member may not see a theme yet. One query at most."""
    return hidden_key_from(member.programme, citable.apart, member.account.key)


def told(citable: Citable, member: Member) -> dict[str, Any]:
    """Return something that can be cited as templates show it (``office/thread_words.html``).

    One query for each theme of a reading beside which somebody reads blind: its name is hidden from
    one of the two.
    """
    reference = citable.reference
    kind = kinds().get(reference.kind)
    if hidden_by(member, citable) is not None:
        citable = replace(citable, words=text("Thème d'une lecture à l'aveugle"), origin=())
    is_missing = citable.state is State.MISSING
    named = {"programme": member.programme.key, "kind": reference.kind, "key": reference.key}
    return {
        "name": f"{reference.kind}/{reference.key}",
        "kind": kind.title if kind else reference.kind,
        "is_quote": isinstance(citable.words, str),
        "words": citable.words,
        "state": "" if citable.state is State.SAID else STATE_WORDS[citable.state],
        "reason": citable.reason,
        "origin": [(what, said_in_words(said)) for what, said in citable.origin],
        "is_anonymous": citable.is_anonymous,
        "href": "" if is_missing or not member.rights else reverse("office_thread", kwargs=named),
    }


def outcome_told(each: StandingOutcome) -> dict[str, Any]:
    """Return an outcome as templates show it (``office/followup_outcomes.html``)."""
    row = each.outcome
    return {
        "outcome": row,
        "name": name_of(row.kind, row.number),
        "kind": words.translate(OUTCOME_WORDS[OutcomeKind(row.kind)]),
        "standing": words.translate(STANDING_WORDS[each.standing]),
        "day": words.day(row.on),
        "corrections": [
            {"words": each.words, "day": words.day(words.local(each.at))}
            for each in row.corrections.all()
        ],
    }


def step_told(step: Step, member: Member, *, is_fixed: bool = False) -> dict[str, Any]:
    """Return a source as ``office/source_list.html`` shows it; ``is_fixed``: nobody can move it."""
    return {**told(step.citable, member), "has_changed": step.has_changed, "is_fixed": is_fixed}


def pressed_source(request: HttpRequest) -> tuple[str, Reference]:
    """Return how something was made a source ("for", "against", "" for no more), and what.

    Raises Http404 for what no page offers.
    """
    how, _colon, written = request.POST.get("do", "").partition(":")
    kind, _slash, key = written.partition("/")
    if how not in ("for", "against", "none") or kind not in kinds() or not is_key(key):
        raise Http404
    return "" if how == "none" else how, Reference(kind, key)


def with_search(request: HttpRequest, address: str, anchor: str = "") -> str:
    """Return an address with the words that were sought where a source was pressed."""
    sought = without_unseen(request.POST.get("q", ""))
    query = "?" + urlencode({"q": sought}) if sought else ""
    return address + query + anchor
