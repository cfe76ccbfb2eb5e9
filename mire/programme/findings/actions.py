"""Writing findings, citing what they rest on, giving them their status."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from mire.programme.findings.models import Finding, ReleasedFinding
from mire.programme.findings.rules import (
    FINDING,
    STATUS_WORDS,
    FindingKind,
    Status,
    digest_of_finding,
    moves_from,
)
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, changed
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme
from mire.programme.thread.actions import cite
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def write_finding(
    *,
    programme: Programme,
    key: str,
    kind: FindingKind,
    sentence: str,
    detail: str,
    cited: Sequence[Reference],
    by: Actor,
    now: datetime,
) -> Finding:
    """Write a finding that cites some things; once for a key. Raises what ``cite`` raises."""
    if done := Finding.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    finding = Finding.objects.create(
        key=key,
        programme=programme,
        kind=kind,
        sentence=sentence,
        detail=detail,
        made_by=by.name[:120],
        made_at=now,
    )
    _note(finding, "finding.written", by=by, now=now, after={"kind": kind})
    if cited:
        cite(
            programme=programme,
            citing=Reference(FINDING, key),
            name=sentence,
            cited=cited,
            by=by,
            now=now,
        )
    return finding


@journalled
def change_finding(
    *, finding: Finding, values: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    """Change what a finding says (``kind``, ``sentence``, ``detail``): a draft again.

    What was released stays as it was, under its version; what is changed is the next one.
    """
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    before, after = changed({name: getattr(finding, name) for name in values}, values)
    if not after or finding.removed_at is not None:
        nothing_done()
        return
    for name, value in after.items():
        setattr(finding, name, value)
    if finding.status == Status.RELEASED:
        finding.version += 1
        after["version"] = finding.version
    finding.status, finding.status_by, finding.status_at = Status.DRAFT, "", None
    finding.save()
    _note(finding, "finding.changed", by=by, now=now, before=before, after=after)


@journalled
def give_status(
    *,
    finding: Finding,
    status: Status,
    seen: str,
    rights: Collection[Right],
    by: Actor,
    now: datetime,
) -> None:
    """Give a finding a status, by somebody who has these rights.

    ``seen``: the digest of what they read. Raises a ``Refusal`` for a move that can't be, or a
    finding that says something else since.
    """
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    was = Status(finding.status)
    if was is status:
        nothing_done()
        return
    if finding.removed_at is not None or status not in moves_from(was, rights):
        raise Refusal(
            text(
                "Ce constat est « %(was)s » : il ne peut pas passer à « %(to)s » d'ici.",
                was=STATUS_WORDS[was],
                to=STATUS_WORDS[status],
            ),
            code="status",
        )
    if digest_of_finding(finding.kind, finding.sentence, finding.detail) != seen:
        raise Refusal(text("Ce constat a changé entre-temps : relisez-le."), code="moved")
    _give(finding, status, by=by, now=now)
    _note(
        finding, "finding.status", by=by, now=now, before={"status": was}, after={"status": status}
    )


@journalled
def change_statuses(
    *, findings: Collection[Finding], status: Status, by: Actor, now: datetime
) -> None:
    """Give findings the status of what tells them, reviewed or released; who is further stays so.

    To be called by who may give this status: they read these findings where they are told.
    """
    order = list(Status)
    late = [each for each in findings if order.index(Status(each.status)) < order.index(status)]
    if not late:
        nothing_done()
    for finding in late:
        was = finding.status
        _give(finding, status, by=by, now=now)
        _note(
            finding,
            "finding.status",
            by=by,
            now=now,
            before={"status": was},
            after={"status": status},
        )


def _give(finding: Finding, status: Status, *, by: Actor, now: datetime) -> None:
    finding.status, finding.status_by, finding.status_at = status, by.name[:120], now
    finding.save()
    if status is Status.RELEASED:
        ReleasedFinding.objects.update_or_create(
            finding=finding,
            version=finding.version,
            defaults={
                "sentence": finding.sentence,
                "detail": finding.detail,
                "by": by.name[:120],
                "at": now,
            },
        )


@journalled
def remove_finding(*, finding: Finding, by: Actor, now: datetime) -> None:
    """Take a finding away, or put it back: what cites it says that it is withdrawn."""
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    is_back = finding.removed_at is not None
    finding.removed_at = None if is_back else now
    finding.save(update_fields=["removed_at"])
    _note(finding, "finding.put_back" if is_back else "finding.removed", by=by, now=now)


def _note(
    finding: Finding,
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
        about=About(FINDING, finding.key, finding.sentence),
        programme=finding.programme.key,
        before=before,
        after=after,
        now=now,
    )
