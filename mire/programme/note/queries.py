"""The note, read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count

from mire.programme.findings.queries import findings_of
from mire.programme.findings.rules import FINDING, FindingKind, Status
from mire.programme.note.models import Passage as Passage
from mire.programme.note.models import PassageRemark as PassageRemark
from mire.programme.note.models import PassageVersion as PassageVersion
from mire.programme.note.models import PrefigurationNote as PrefigurationNote
from mire.programme.note.models import Section as Section
from mire.programme.note.rules.kinds import PASSAGE, RemarkState, written_beside
from mire.programme.note.rules.voices import behind, is_one_voice
from mire.programme.outcomes.queries import outcomes_of
from mire.programme.outcomes.rules.kinds import OutcomeKind
from mire.programme.programmes.models import Programme
from mire.programme.thread.queries import citables, cited_by, links_of
from mire.programme.thread.rules import Citable, Link, Reach, Reference, State


@dataclass(frozen=True, slots=True)
class PassageTold:
    """A passage with what it cites: for and against, as they are now; remarks still open.

    ``is_sourced``: it cites something, though whoever reads it may not read that.
    """

    passage: Passage
    sources: Sequence[Citable]
    contrary: Sequence[Citable]
    n_remarks: int
    is_sourced: bool

    @property
    def reference(self) -> Reference:
        """Return its address in the thread."""
        return Reference(PASSAGE, self.passage.key)

    @property
    def shown(self) -> list[Citable]:
        """Return the sources that stand under its words and can be read, as they were put."""
        known = {f"{one.reference.kind}/{one.reference.key}": one for one in self.sources}
        chosen = [known[name] for name in self.passage.shown if name in known]
        return [each for each in chosen if each.state is State.SAID]


@dataclass(frozen=True, slots=True)
class SectionTold:
    """A section, and its passages in their order."""

    section: Section
    owners: Sequence[str]
    passages: Sequence[PassageTold]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What no passage takes up, and what passages rest on.

    ``findings``, ``watch_points``, ``decisions``: released, shared, and cited by none;
    ``unsourced``: passages that cite nothing; ``one_voice``: that rest on a single text.
    """

    findings: Sequence[Citable]
    watch_points: Sequence[Citable]
    decisions: Sequence[Citable]
    unsourced: Sequence[Passage]
    one_voice: Sequence[Passage]


def note_of(programme: Programme) -> PrefigurationNote | None:
    """Return the note of a programme, None before it is begun. One query."""
    return PrefigurationNote.objects.filter(programme=programme).first()


def sections_of(note: PrefigurationNote) -> Sequence[Section]:
    """Return the sections of a note, in their order. One query."""
    return list(note.sections.filter(removed_at=None))


def section_in(programme: Programme, key: str) -> Section | None:
    """Return a section of a programme's note, None when there is none. One query."""
    rows = Section.objects.filter(note__programme=programme, key=key, removed_at=None)
    return rows.select_related("note__programme").first()


def passage_in(programme: Programme, key: str) -> Passage | None:
    """Return a passage of a programme's note, None when there is none. One query."""
    rows = Passage.objects.filter(
        section__note__programme=programme, key=key, removed_at=None, section__removed_at=None
    )
    return rows.select_related("section__note__programme").first()


def passages_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Passage]:
    """Return passages, removed ones too, by key. One query."""
    rows = Passage.objects.filter(section__note__programme=programme, key__in=keys)
    return {each.key: each for each in rows.select_related("section")}


def passages_of(programme: Programme) -> Sequence[Passage]:
    """Return the passages of a note in its order. One query."""
    rows = Passage.objects.filter(
        section__note__programme=programme, removed_at=None, section__removed_at=None
    )
    return list(rows.select_related("section").order_by("section__place", "place", "pk"))


def note_told(programme: Programme, note: PrefigurationNote) -> Sequence[SectionTold]:
    """Return a note's sections with their passages and sources.

    Five queries, and one for each kind that is cited.
    """
    sections = list(note.sections.filter(removed_at=None).prefetch_related("owners"))
    passages = passages_of(programme)
    links = cited_by(programme, PASSAGE, [each.key for each in passages])
    known = citables(programme, [link.cited for each in links.values() for link in each])
    counts = dict(
        PassageRemark.objects.filter(passage__section__note=note, state=RemarkState.OPEN)
        .values_list("passage__key")
        .annotate(n=Count("pk"))
    )
    told: dict[int, list[PassageTold]] = {}
    for each in passages:
        own: Sequence[Link] = links[each.key]
        told.setdefault(each.section_id, []).append(
            PassageTold(
                each,
                [known[link.cited] for link in own if not link.is_contrary],
                [known[link.cited] for link in own if link.is_contrary],
                counts.get(each.key, 0),
                any(not link.is_contrary for link in own),
            )
        )
    return [
        SectionTold(each, [str(one) for one in each.owners.all()], told.get(each.pk, []))
        for each in sections
    ]


def without_drafts(sections: Sequence[SectionTold]) -> Sequence[SectionTold]:
    """Return the note as its readers get it: no draft among its sources. No query."""
    return [
        replace(
            section,
            passages=[
                replace(
                    each,
                    sources=[one for one in each.sources if one.reach is not Reach.GROUP],
                    contrary=[one for one in each.contrary if one.reach is not Reach.GROUP],
                )
                for each in section.passages
            ],
        )
        for section in sections
    ]


def removed_passages(note: PrefigurationNote) -> Sequence[Passage]:
    """Return the passages that were taken out of sections that stand. One query."""
    rows = Passage.objects.filter(section__note=note, section__removed_at=None)
    return list(rows.exclude(removed_at=None).select_related("section"))


def versions_of(passage: Passage) -> Sequence[PassageVersion]:
    """Return the versions of a passage, the first one first. One query."""
    return list(passage.versions.all())


def remarks_of(passage: Passage) -> Sequence[PassageRemark]:
    """Return the remarks on a passage, the first one first. One query."""
    return list(passage.remarks.all())


def remark_in(passage: Passage, key: str) -> PassageRemark | None:
    """Return a remark on a passage, None when there is none. One query."""
    rows = passage.remarks.select_related("passage__section__note__programme")
    return rows.filter(key=key).first()


def writing_beside(passage: Passage, name: str, *, now: datetime) -> str:
    """Return who else opened the passage's form lately, "" for nobody. No query."""
    return written_beside(passage.writing_by, passage.writing_at, name, now=now)


def coverage_of(programme: Programme, *, today: date) -> Coverage:
    """Return what no passage takes up, and what passages rest on, by kind.

    Some twenty queries, and two for each kind that is behind a passage.
    """
    passages = passages_of(programme)
    starts = [Reference(PASSAGE, each.key) for each in passages]
    links = links_of(programme)
    near = behind(starts, links, {})
    known = citables(programme, {one for each in near.values() for one in each})
    resting = {reference: each.rests_on for reference, each in known.items() if each.rests_on}
    further = {one for each in resting.values() for one in each} - set(known)
    resting |= {
        reference: each.rests_on
        for reference, each in citables(programme, further).items()
        if each.rests_on
    }
    whole = behind(starts, links, resting)
    taken = {one for each in whole.values() for one in each}
    behind_each = behind(taken, links, resting)
    released, _n = findings_of(programme, status=Status.RELEASED)
    by_kind: dict[str, list[Reference]] = {}
    for each in released:
        reference = Reference(FINDING, each.finding.key)
        if reference not in taken:
            by_kind.setdefault(each.finding.kind, []).append(reference)
    decided = [
        Reference(OutcomeKind.DECISION, each.outcome.key)
        for each in outcomes_of(
            programme, kind=OutcomeKind.DECISION, with_drafts=False, today=today
        )
        if each.outcome.superseded_by_id is None
    ]
    left = [each for each in decided if each not in taken]
    found = citables(programme, [*left, *(one for each in by_kind.values() for one in each)])
    cited = {link.citing for link in links if not link.is_contrary}
    return Coverage(
        [found[each] for each in by_kind.get(FindingKind.FINDING, [])],
        [found[each] for each in by_kind.get(FindingKind.WATCH_POINT, [])],
        [found[each] for each in left],
        [each for each in passages if Reference(PASSAGE, each.key) not in cited],
        [
            each
            for each in passages
            if is_one_voice(whole[Reference(PASSAGE, each.key)], behind_each)
        ],
    )


def note_archived(programme: Programme) -> Mapping[str, Any]:
    """Return what the archive tells of a note: its passages, versions, what each cites.

    Five queries, none more where there is no note.
    """
    note = note_of(programme)
    if note is None:
        return {"note": None}
    passages = passages_of(programme)
    links = cited_by(programme, PASSAGE, [each.key for each in passages])
    versions: dict[int, list[PassageVersion]] = {}
    for row in PassageVersion.objects.filter(passage__in=[each.pk for each in passages]):
        versions.setdefault(row.passage_id, []).append(row)
    return {
        "note": {
            "title": note.title,
            "sections": [
                {
                    "key": section.key,
                    "title": section.title,
                    "passages": [
                        {
                            "key": each.key,
                            "words": each.words,
                            "cites": [
                                {
                                    "kind": link.cited.kind,
                                    "key": link.cited.key,
                                    "digest": link.digest,
                                    "is_contrary": link.is_contrary,
                                }
                                for link in links[each.key]
                            ],
                            "versions": [
                                {"number": one.number, "at": one.at.isoformat(), "words": one.words}
                                for one in versions.get(each.pk, [])
                            ],
                        }
                        for each in passages
                        if each.section_id == section.pk
                    ],
                }
                for section in sections_of(note)
            ],
        }
    }
