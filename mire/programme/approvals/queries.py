"""The circuit, read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mire.programme.approvals.models import Approval as Approval
from mire.programme.approvals.models import ApprovalStep as ApprovalStep
from mire.programme.approvals.models import FrozenNote as FrozenNote
from mire.programme.approvals.rules.changes import Change, changes_between, heading_change
from mire.programme.approvals.rules.circuit import (
    Given,
    StepFacts,
    StepStands,
    Turn,
    Verdict,
    circuit_stands,
    is_complete,
    may_approve,
)
from mire.programme.approvals.rules.frozen import Cited, FrozenPassage, FrozenSection, thaw
from mire.programme.approvals.rules.provenance import Signed
from mire.programme.note.queries import (
    Passage,
    PassageTold,
    PrefigurationNote,
    Section,
    SectionTold,
    note_of,
    passages_of,
    sections_of,
)
from mire.programme.note.rules.kinds import PASSAGE
from mire.programme.people.queries import Person
from mire.programme.programmes.queries import Programme
from mire.programme.thread.queries import citables, cited_by
from mire.programme.thread.rules import Reference


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step, where it stands, its last approval (None: none), those that were before it."""

    step: ApprovalStep
    stands: StepStands
    approval: Approval | None
    earlier: Sequence[Approval]


@dataclass(frozen=True, slots=True)
class Circuit:
    """The circuit of a note: its versions, the last one last, and its steps in their order.

    ``changed``: what changed in the note since its last version; all of it before there is one.
    """

    note: PrefigurationNote
    versions: Sequence[FrozenNote]
    steps: Sequence[StepTold]
    changed: Sequence[Change]

    @property
    def last(self) -> FrozenNote | None:
        """Return the last version, None before there is one."""
        return self.versions[-1] if self.versions else None

    @property
    def is_current(self) -> bool:
        """Say whether the last version says what the note says."""
        return bool(self.versions) and not any(each.undoes for each in self.changed)

    @property
    def n_approved(self) -> int:
        """Return how many steps have approved, and stand."""
        return sum(each.stands.turn is Turn.APPROVED for each in self.steps)

    @property
    def is_complete(self) -> bool:
        """Say whether every step has approved."""
        return is_complete({each.step.key: each.stands for each in self.steps})

    def told(self, key: str) -> StepTold | None:
        """Return the step of a key, None where there is none."""
        return next((each for each in self.steps if each.step.key == key), None)


def sections_now(programme: Programme, note: PrefigurationNote) -> list[FrozenSection]:
    """Return the note as it stands, as a version would hold it.

    Three queries, and one for each kind that is cited.
    """
    passages = passages_of(programme)
    links = cited_by(programme, PASSAGE, [each.key for each in passages])
    known = citables(programme, [link.cited for each in links.values() for link in each])
    held: dict[int, list[FrozenPassage]] = {}
    for each in passages:
        cites = [
            Cited(link.cited.kind, link.cited.key, known[link.cited].digest, link.is_contrary)
            for link in links[each.key]
        ]
        names = {one.name for one in cites}
        shown = [name for name in each.shown if name in names]
        passage = FrozenPassage(each.key, each.version, each.words, cites, shown, each.in_summary)
        held.setdefault(each.section_id, []).append(passage)
    return [
        FrozenSection(each.key, each.title, held.get(each.pk, [])) for each in sections_of(note)
    ]


def circuit_of(programme: Programme, *, today: date) -> Circuit | None:
    """Return the circuit of a programme's note, None before the note is begun.

    Seven queries, and one for each kind that the note cites.
    """
    note = note_of(programme)
    if note is None:
        return None
    versions = list(note.frozen.all())
    steps = list(note.steps.filter(removed_at=None).select_related("holder", "delegate"))
    approvals: dict[int, list[Approval]] = {}
    for row in Approval.objects.filter(step__note=note).select_related("version"):
        approvals.setdefault(row.step_id, []).append(row)
    now = sections_now(programme, note)
    last = {
        step.key: next(
            (each for each in reversed(approvals.get(step.pk, [])) if each.withdrawn_at is None),
            None,
        )
        for step in steps
    }
    wanted = {each.version.number for each in last.values() if each is not None}
    wanted |= {each.number for each in versions[-1:]}
    since = {
        each.number: [
            *heading_change(title_of(each), note.title, now),
            *changes_between(content_of(each), now),
        ]
        for each in versions
        if each.number in wanted
    }
    stands = circuit_stands(
        [StepFacts(each.key, each.rank, frozenset(each.covers), each.due_on) for each in steps],
        {
            key: Given(Verdict(each.verdict), each.version.number, each.at)
            for key, each in last.items()
            if each is not None
        },
        frozen={each.number: each.at for each in versions},
        since_version=since,
        today=today,
    )
    return Circuit(
        note,
        versions,
        [
            StepTold(
                each,
                stands[each.key],
                last[each.key],
                [one for one in approvals.get(each.pk, []) if one is not last[each.key]],
            )
            for each in steps
        ],
        since[versions[-1].number] if versions else changes_between([], now),
    )


def content_of(version: FrozenNote) -> list[FrozenSection]:
    """Return the sections that a version holds. No query."""
    return thaw(json.loads(version.content))


def version_in(programme: Programme, key: str) -> FrozenNote | None:
    """Return a version of a programme's note, None when there is none. One query."""
    rows = FrozenNote.objects.filter(note__programme=programme, key=key)
    return rows.select_related("note__programme").first()


def approval_in(programme: Programme, key: str) -> Approval | None:
    """Return an approval of a programme's note, None when there is none. One query."""
    rows = Approval.objects.filter(step__note__programme=programme, key=key)
    return rows.select_related("step__note__programme", "version").first()


def published_version(programme: Programme) -> FrozenNote | None:
    """Return the version of a programme's note that everybody reads, None for none. One query."""
    return next(iter(published_versions(programme)), None)


def title_of(version: FrozenNote) -> str:
    """Return the title of the note as a version has it. No query."""
    return str(json.loads(version.content)["heading"]["title"])


def published_versions(programme: Programme) -> Sequence[FrozenNote]:
    """Return the versions of a programme's note that are published, the last first. One query."""
    rows = FrozenNote.objects.filter(note__programme=programme).exclude(published_at=None)
    return list(rows.select_related("note__programme").order_by("-number"))


def version_told(
    programme: Programme, version: FrozenNote, sections: Sequence[FrozenSection] | None = None
) -> Sequence[SectionTold]:
    """Return a version as the note is told: its words as frozen, its sources as they are now.

    So a mask reaches what it shows. ``sections``: those to tell in place of its own, words taken
    out. The rows in it are stored nowhere. One query for each kind that it cites.
    """
    sections = content_of(version) if sections is None else sections
    cites = [one for section in sections for each in section.passages for one in each.cites]
    known = citables(programme, {Reference(one.kind, one.key) for one in cites})
    told = []
    for section in sections:
        row = Section(key=section.key, title=section.title)
        passages = []
        for each in section.passages:
            links = [(known[Reference(one.kind, one.key)], one.is_contrary) for one in each.cites]
            passages.append(
                PassageTold(
                    Passage(
                        key=each.key, section=row, words=each.words, version=each.version,
                        shown=list(each.shown), in_summary=each.in_summary,
                    ),
                    [one for one, is_contrary in links if not is_contrary],
                    [one for one, is_contrary in links if is_contrary],
                    0,
                    any(not is_contrary for _one, is_contrary in links),
                )
            )  # fmt: skip
        told.append(SectionTold(row, [], passages))
    return told


def signed_on(version: FrozenNote) -> list[Signed]:
    """Return what each step said last up to a version, by function. One query.

    A step whose approval on an earlier version still stood has it told: nothing that it covers had
    changed.
    """
    rows = Approval.objects.filter(
        step__note=version.note_id, version__number__lte=version.number, withdrawn_at=None
    ).select_related("step", "version")
    last = {each.step_id: each for each in rows.order_by("at", "pk")}
    return [
        Signed(
            each.key, each.step.title, each.verdict, each.given_on.isoformat(), each.version.number
        )
        for each in sorted(last.values(), key=lambda each: (each.step.rank, each.step_id))
    ]


def steps_waiting_for(programme: Programme, person: Person, *, today: date) -> list[ApprovalStep]:
    """Return the steps whose turn it is and that a person may answer for.

    One query where they hold none; else those of ``circuit_of``.
    """
    rows = ApprovalStep.objects.filter(note__programme=programme, removed_at=None)
    if not (rows.filter(holder=person) | rows.filter(delegate=person)).exists():
        return []
    circuit = circuit_of(programme, today=today)
    if circuit is None or not circuit.is_current:
        return []
    return [
        each.step
        for each in circuit.steps
        if each.stands.turn in (Turn.OPEN, Turn.FELL) and may_answer(each.step, person, on=today)
    ]


def may_answer(step: ApprovalStep, person: Person, *, on: date) -> bool:
    """Say whether a person may answer for a step on a day. No query."""
    return may_approve(
        person=person.key,
        holder="" if step.holder is None else step.holder.key,
        delegate="" if step.delegate is None else step.delegate.key,
        away_from=step.away_from,
        away_until=step.away_until,
        on=on,
    )


def undone_by_a_change(programme: Programme, section: str, *, today: date) -> list[ApprovalStep]:
    """Return the steps whose approval would fall if this section changed.

    Those of ``circuit_of``; one query where nothing was approved.
    """
    rows = Approval.objects.filter(step__note__programme=programme, withdrawn_at=None)
    if not rows.exclude(verdict=Verdict.SENT_BACK).exists():
        return []
    circuit = circuit_of(programme, today=today)
    steps = () if circuit is None else circuit.steps
    return [
        each.step
        for each in steps
        if each.stands.turn is Turn.APPROVED
        and (not each.step.covers or section in each.step.covers)
    ]


def approvals_archived(programme: Programme) -> Mapping[str, Any]:
    """Return what the archive tells of the circuit: versions, steps, approvals. Three queries."""
    versions = FrozenNote.objects.filter(note__programme=programme)
    steps = ApprovalStep.objects.filter(note__programme=programme)
    approvals = Approval.objects.filter(step__note__programme=programme)
    return {
        "versions": [json.loads(each.content) for each in versions],
        "steps": [
            {
                "key": each.key,
                "rank": each.rank,
                "title": each.title,
                "covers": each.covers,
                "due_on": _plain(each.due_on),
                "removed_at": _plain(each.removed_at),
            }
            for each in steps
        ],
        "approvals": [
            {
                "step": each.step.key,
                "version": each.version.number,
                "digest": each.version.digest,
                "verdict": each.verdict,
                "remarks": each.remarks,
                "given_on": _plain(each.given_on),
                "is_delegate": each.is_delegate,
                "is_recorded": bool(each.recorded_by),
                "proof": each.proof,
                "withdrawn_at": _plain(each.withdrawn_at),
                "withdrawn_why": each.withdrawn_why,
            }
            for each in approvals.select_related("step", "version")
        ],
    }


def _plain(value: date | datetime | None) -> str:
    return "" if value is None else value.isoformat()
