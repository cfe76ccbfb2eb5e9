"""What everybody can read: asked again each time that it is shown."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mire.programme.approvals.queries import published_versions, title_of
from mire.programme.chronicle.models import EpisodeVersion, PublicDecision
from mire.programme.chronicle.models import PublicSite as PublicSite
from mire.programme.chronicle.rules.kinds import EPISODE, NOTE, OPENING
from mire.programme.chronicle.rules.naming import named_in
from mire.programme.chronicle.rules.site import lacking
from mire.programme.evidence.queries import verbatims_by_key
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.outcomes.rules.kinds import OutcomeKind
from mire.programme.people.models import Person
from mire.programme.programmes.models import Programme
from mire.programme.restitutions.models import ReleasedRestitution, Restitution
from mire.programme.restitutions.rules import GONE, RESTITUTION, Length
from mire.programme.thread.rules import Reference, State
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.words import words


@dataclass(frozen=True, slots=True)
class PublicThing:
    """Something that everybody can read: where it is, what it is called, of which day."""

    reference: Reference
    title: str
    on: date

    @property
    def name(self) -> str:
        """Return how an episode keeps that it leads there."""
        return f"{self.reference.kind}/{self.reference.key}"


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """A published episode in a list."""

    key: str
    number: int
    title: str
    lead: str
    published_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionTold:
    """A decision that is public: what, why, what it leaves open; never who.

    ``corrections``: words and day of each; ``is_over``: another stands in its place, or none.
    """

    key: str
    number: int
    what: str
    why: str
    left: str
    on: date
    corrections: Sequence[tuple[str, datetime]]
    is_over: bool
    ended_why: str

    @property
    def said(self) -> list[str]:
        """Return all its words."""
        corrections = [words for words, _at in self.corrections]
        return [self.what, self.why, self.left, self.ended_why, *corrections]


def site_of(programme: Programme) -> PublicSite | None:
    """Return the public site of a programme, None before anybody wrote it. One query."""
    return PublicSite.objects.filter(programme=programme).first()


def open_site(slug: str) -> PublicSite | None:
    """Return the site that everybody reads at an address, None for none. One query."""
    found = PublicSite.objects.filter(slug=slug, opened_at__isnull=False)
    return found.select_related("programme__authority").first()


def open_sites() -> Sequence[PublicSite]:
    """Return the sites that everybody reads. One query."""
    found = PublicSite.objects.filter(opened_at__isnull=False).order_by("slug")
    return list(found.select_related("programme"))


def published_lines(programme: Programme) -> list[EpisodeLine]:
    """Return the published episodes that everybody reads, the first one first. Two queries.

    One whose title or lead names somebody of the authority now is not among them.
    """
    found = every_published_line(programme)
    return _naming_nobody(found, known_people(programme) if found else [])


def _naming_nobody(
    lines: Sequence[EpisodeLine], people: Collection[tuple[str, str]]
) -> list[EpisodeLine]:
    return [each for each in lines if not named_in([each.title, each.lead], people)]


def every_published_line(programme: Programme) -> list[EpisodeLine]:
    """Return the published episodes, whoever they name now, the first one first. One query."""
    last: dict[int, EpisodeVersion] = {}
    first: dict[int, EpisodeVersion] = {}
    rows = EpisodeVersion.objects.filter(
        episode__programme=programme, episode__withdrawn_at=None, episode__removed_at=None
    )
    for each in rows.select_related("episode").order_by("episode__number", "number"):
        first.setdefault(each.episode_id, each)
        last[each.episode_id] = each
    return [
        EpisodeLine(
            each.episode.key, each.episode.number or 0, each.content["title"],
            each.content["lead"], first[pk].at, each.at,
        )
        for pk, each in last.items()
    ]  # fmt: skip


def public_things(programme: Programme) -> list[PublicThing]:
    """Return what everybody can read, by kind, the last one first. Eight queries.

    Restitutions and decisions that were published, meetings whose data are open, the note,
    episodes; what is called by somebody's name is left out.
    """
    restitutions = Restitution.objects.filter(
        programme=programme, published_at__isnull=False
    ).select_related("meeting")
    open_meetings = Meeting.objects.filter(
        programme=programme, opening__isnull=False, opening__closed_at=None
    )
    people = known_people(programme)
    found = [
        *(
            PublicThing(
                Reference(RESTITUTION, each.key), each.meeting.title, _day(each.meeting.planned_at)
            )
            for each in restitutions.order_by("-meeting__planned_at", "pk")
        ),
        *(
            PublicThing(Reference(OutcomeKind.DECISION, each.key), each.what, each.on)
            for each in _decisions_told(programme, people)
        ),
        *(
            PublicThing(Reference(OPENING, key), title, _day(at))
            for key, title, at in open_meetings.order_by("-planned_at", "pk").values_list(
                "opening__key", "title", "planned_at"
            )
        ),
        *(
            PublicThing(Reference(NOTE, each.key), title_of(each), _day(each.published_at))
            for each in published_versions(programme)[:1]
            if each.published_at is not None
        ),
        *(
            PublicThing(Reference(EPISODE, each.key), each.title, _day(each.published_at))
            for each in reversed(_naming_nobody(every_published_line(programme), people))
        ),
    ]
    return [each for each in found if not named_in([each.title], people)]


def decisions_told(programme: Programme) -> list[DecisionTold]:
    """Return the decisions that are public, the last one first. Three queries.

    What was struck, is not final, or names somebody of the authority is not among them, whatever
    was pressed before.
    """
    return _decisions_told(programme, known_people(programme))


def _decisions_told(
    programme: Programme, people: Collection[tuple[str, str]]
) -> list[DecisionTold]:
    rows = Outcome.objects.filter(
        programme=programme,
        kind=OutcomeKind.DECISION,
        public__isnull=False,
        settled_at__isnull=False,
        shared_at__isnull=False,
        struck_at=None,
    )
    found = [
        DecisionTold(
            each.key,
            each.number,
            each.what,
            each.why,
            each.left,
            each.on,
            [(one.words, one.at) for one in each.corrections.all()],
            bool(each.end) or each.superseded_by_id is not None,
            each.ended_why,
        )
        for each in rows.order_by("-on", "-number").prefetch_related("corrections")
    ]
    return [each for each in found if not named_in(each.said, people)]


def final_decisions(programme: Programme) -> Sequence[tuple[Outcome, bool]]:
    """Return the decisions that can be made public, and whether each is. Two queries."""
    rows = Outcome.objects.filter(
        programme=programme,
        kind=OutcomeKind.DECISION,
        settled_at__isnull=False,
        shared_at__isnull=False,
        struck_at=None,
    )
    public = set(PublicDecision.objects.filter(outcome__in=rows).values_list("outcome", flat=True))
    return [(each, each.pk in public) for each in rows.order_by("-on", "-number")]


def public_quotes(programme: Programme) -> dict[str, str]:
    """Return the texts that published restitutions quote and that can still be read, by key.

    Three queries.
    """
    found: dict[str, str] = {}
    for each in _last_released(programme):
        for length in (Length.FULL, Length.PAGE):
            found |= dict(_quoted(each.documents.get(length.value)))
    known = verbatims_by_key(programme, found)
    return {key: row.text for key, row in known.items() if row.state == State.SAID}


def public_sentences(programme: Programme) -> set[str]:
    """Return every sentence of the published restitutions, as they were released. One query."""
    found: set[str] = set()
    for each in _last_released(programme):
        for length in (Length.FULL, Length.PAGE):
            found.update(_strings(each.documents.get(length.value)))
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _last_released(programme: Programme) -> list[ReleasedRestitution]:
    """Return the last version of each restitution that is published. One query."""
    last: dict[int, ReleasedRestitution] = {}
    rows = ReleasedRestitution.objects.filter(
        restitution__programme=programme, restitution__published_at__isnull=False
    )
    for each in rows.order_by("restitution", "version"):
        last[each.restitution_id] = each
    return list(last.values())


def _quoted(document: Any) -> Iterator[tuple[str, str]]:
    """Yield the mark and words of every quote of a released document."""
    if isinstance(document, list):
        for each in document:
            yield from _quoted(each)
    elif isinstance(document, dict):
        if "mark" in document and document.get("words") not in (None, "", GONE):
            for mark in (document["mark"], *document.get("others", ())):
                yield str(mark), document["words"]
        for each in document.values():
            yield from _quoted(each)


def people_named(programme: Programme, said: Collection[str]) -> list[str]:
    """Return who of the authority's people is named in some words. One query."""
    return named_in(said, known_people(programme))


def naming_nobody(programme: Programme, said: Collection[str]) -> set[str]:
    """Return those of some words that name nobody of the authority. One query."""
    people = known_people(programme)
    return {each for each in said if not named_in([each], people)}


def check_nobody(programme: Programme, said: Collection[str], field: str) -> None:
    """Raise a ``Refusal`` naming ``field`` for words that name somebody. One query."""
    if named := people_named(programme, said):
        raise Refusal(
            text(
                "%(who)s : personne n'est nommé sur une page publique. Dites le rôle à la place.",
                who=words.listed(named),
            ),
            path=(field,) if field else (),
            code="named",
        )


def check_complete(values: Mapping[str, Any]) -> None:
    """Raise a ``Refusal`` while a site doesn't say what the law asks. No query."""
    if missing := lacking(values):
        what = words.listed([words.translate(each) for each in missing])
        raise Refusal(text("Avant d'ouvrir, dites %(what)s.", what=what), code="missing")


def known_people(programme: Programme) -> list[tuple[str, str]]:
    """Return the given and family names of the authority's people. One query."""
    people = Person.objects.filter(authority=programme.authority, erased_at=None)
    return list(people.values_list("given_name", "family_name"))


def _day(at: datetime) -> date:
    return words.local(at).date()
