"""« Ce qui sera effacé »: what goes at the end of its time, by which rule, and the two presses."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.live.engine.engine import current_engine
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.retention.actions import MOST_OF_VISA, dispose_of_archives, erase_kind
from mire.programme.retention.queries import due_of
from mire.programme.retention.rules import FATE_WORDS, Due, Fate, erased_kinds, period_words
from mire.technique_api.refusal import Refusal
from mire.web.office.forms import fingerprint
from mire.web.office.pages import actor, office_page, show
from mire.words import words

PLACE = "office_settings"


@office_page(Right.ADMINISTRATOR)
def keeping(request: HttpRequest, member: Member) -> HttpResponse:
    """Say what goes, when and by which rule; a press makes what is due go, as it was shown."""
    visa = request.POST.get("visa", "").strip()
    try:
        due = due_of(member.programme, current_engine(), today=timezone.localdate())
    except Refusal as refusal:
        return _show(request, member, (), notice=words.translate(refusal.text), status=503)
    if request.method != "POST":
        return _show(request, member, due)
    if request.POST.get("mark") != _mark(due):
        notice = _("Ce qui part a changé entre-temps : relisez, puis recommencez.")
        return _show(request, member, due, notice=notice, visa=visa, status=409)
    try:
        n = _dispose(member, visa) if request.POST.get("act") == "dispose" else _erase(member)
    except Refusal as refusal:
        said = words.translate(refusal.text)
        if refusal.path == ("visa",):
            return _show(request, member, due, visa_error=said, status=422)
        return _show(request, member, due, notice=said, visa=visa, status=503)
    here = reverse("office_keeping", kwargs={"programme": member.programme.key})
    return redirect(f"{here}?partis={n}")


def _erase(member: Member) -> int:
    now = timezone.now()
    return sum(
        erase_kind(
            kind=kind,
            programme=member.programme,
            engine=current_engine(),
            today=timezone.localdate(now),
            by=actor(member),
            now=now,
        )
        for kind in erased_kinds(is_common=False)
    )


def _dispose(member: Member, visa: str) -> int:
    now = timezone.now()
    return dispose_of_archives(
        programme=member.programme,
        visa=visa,
        engine=current_engine(),
        today=timezone.localdate(now),
        by=actor(member),
        now=now,
    )


def _mark(due: Sequence[Due]) -> str:
    return fingerprint({each.rule.kind.value: each.n for each in due})


def _show(
    request: HttpRequest,
    member: Member,
    due: Sequence[Due],
    *,
    notice: str = "",
    visa: str = "",
    visa_error: str = "",
    status: int = 200,
) -> HttpResponse:
    erased = [each for each in due if each.rule.fate is Fate.DESTROYED]
    archived = [each for each in due if each.rule.fate is Fate.ARCHIVED]
    gone = request.GET.get("partis", "")
    return show(
        request,
        member,
        "office/keeping.html",
        {
            "erased": [_told(each, member) for each in erased],
            "archived": [_told(each, member) for each in archived],
            "n_erased": sum(each.n for each in erased),
            "n_archived": sum(each.n for each in archived),
            "has_no_date": any(each.n_in_use for each in due),
            "mark": _mark(due),
            "gone": _gone(int(gone)) if gone.isdecimal() and len(gone) < 10 else "",
            "notice": notice,
            "visa": visa,
            "visa_error": visa_error,
            "most_of_visa": MOST_OF_VISA,
        },
        place=PLACE,
        status=status,
    )


def _gone(n: int) -> str:
    if not n:
        return _("Rien n'était à effacer.")
    return ngettext("%(n)s élément est parti.", "%(n)s éléments sont partis.", n) % {"n": n}


def _told(due: Due, member: Member) -> dict[str, Any]:
    """Return a kind in words: what, what for, how long, by which source, what goes and when."""
    rule = due.rule
    period = period_words(rule, retention_months=member.programme.retention_months)
    parts = []
    if due.n:
        parts.append(_("%(n)s maintenant") % {"n": words.number(due.n)})
    if due.next_on is not None:
        day = words.day(due.next_on)
        parts.append(_("%(n)s le %(day)s") % {"n": words.number(due.n_next), "day": day})
    if due.n_later > due.n_next:
        parts.append(_("%(n)s plus tard") % {"n": words.number(due.n_later - due.n_next)})
    if due.n_in_use:
        parts.append(_("%(n)s sans échéance") % {"n": words.number(due.n_in_use)})
    return {
        "what": words.translate(rule.what),
        "purpose": words.translate(rule.purpose),
        "period": words.translate(period),
        "source": words.translate(rule.source),
        "fate": words.translate(FATE_WORDS[rule.fate]),
        "when": words.listed(parts) if parts else _("rien encore"),
        "is_due": bool(due.n),
    }
