"""Episodes, read: as they are being written, and as everybody reads them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mire.programme.chronicle.models import Episode as Episode
from mire.programme.chronicle.models import EpisodeVersion as EpisodeVersion
from mire.programme.chronicle.models import Picture as Picture
from mire.programme.chronicle.models import Voice as Voice
from mire.programme.chronicle.queries.public import (
    PublicThing,
    known_people,
    public_quotes,
    public_things,
    published_lines,
)
from mire.programme.chronicle.rules.kinds import OPENING, who_speaks, words_of
from mire.programme.chronicle.rules.naming import named_in
from mire.programme.chronicle.rules.placing import Part, placed, withheld
from mire.programme.chronicle.rules.recap import recap_of
from mire.programme.evidence.rules import VERBATIM
from mire.programme.note.rules.kinds import written_beside
from mire.programme.note.rules.marks import plain_words
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Reference
from mire.technique_api.text import text
from mire.words import words

WITHHELD = text("Un passage a été retiré d'ici : il nommait quelqu'un.")


@dataclass(frozen=True, slots=True)
class PictureTold:
    """A picture as a page shows it. ``is_gone``: it was withdrawn since."""

    key: str
    alternative: str
    credit: str
    width: int
    height: int
    narrow_width: int
    is_gone: bool


@dataclass(frozen=True, slots=True)
class VoiceTold:
    """Words that somebody said, and who: a role. ``is_gone``: withdrawn, masked or erased since."""

    words: str
    who: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a version changed, and when."""

    number: int
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class EpisodeTold:
    """An episode as everybody reads it; ``n_gone``: how many links lead nowhere any more."""

    key: str
    number: int | None
    title: str
    lead: str
    recap: str
    parts: Sequence[Part]
    links: Sequence[PublicThing]
    n_gone: int
    published_at: datetime | None
    changes: Sequence[Change]


def episodes_of(programme: Programme, *, removed: bool = False) -> Sequence[Episode]:
    """Return the episodes of a programme, those without a number last. One query."""
    return list(Episode.objects.filter(programme=programme, removed_at__isnull=not removed))


def episode_in(programme: Programme, key: str) -> Episode | None:
    """Return an episode of a programme, None when there is none. One query."""
    found = Episode.objects.filter(programme=programme, key=key, removed_at=None)
    return found.select_related("programme").first()


def episodes_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Episode]:
    """Return the episodes of a programme that have these keys, removed ones too. One query."""
    found = Episode.objects.filter(programme=programme, key__in=keys)
    return {each.key: each for each in found}


def told_from(programme: Programme, content: Mapping[str, Any]) -> list[Reference]:
    """Return what an episode quotes and leads to that stands in the thread. A dozen queries."""
    quotes = public_quotes(programme) if quotes_a_text(content) else {}
    found = [
        Reference(VERBATIM, each["verbatim"])
        for each in content["voices"]
        if each["verbatim"] in quotes
    ]
    if content["links"]:
        known = {each.name: each.reference for each in public_things(programme)}
        linked = [known[name] for name in content["links"] if name in known]
        found += [each for each in linked if each.kind != OPENING]
    return list(dict.fromkeys(found))


def versions_of(episode: Episode) -> Sequence[EpisodeVersion]:
    """Return what was published of an episode, the first version first. One query."""
    return list(episode.published.all())


def pictures_of(episode: Episode) -> Sequence[Picture]:
    """Return the pictures of an episode without their bytes. One query."""
    return list(episode.pictures.defer("wide", "narrow"))


def voices_of(episode: Episode) -> Sequence[Voice]:
    """Return the voices of an episode. One query."""
    return list(episode.voices.all())


def picture_in(programme: Programme, key: str) -> Picture | None:
    """Return a picture of a programme that stands, with its bytes. One query."""
    found = Picture.objects.filter(episode__programme=programme, key=key, withdrawn_at=None)
    return found.select_related("episode__programme").first()


def published_picture(programme: Programme, key: str) -> Picture | None:
    """Return a picture that a published episode shows, None for any other. Three queries."""
    found = picture_in(programme, key)
    if found is None or found.episode.removed_at or found.episode.withdrawn_at:
        return None
    last = found.episode.published.last()
    if last is None:
        return None
    shown = next((each for each in last.content["pictures"] if each["key"] == key), None)
    if shown is None:
        return None
    said = [last.content["title"], last.content["lead"], shown["alternative"], shown["credit"]]
    return None if named_in(said, known_people(programme)) else found


def voice_in(episode: Episode, key: str) -> Voice | None:
    """Return a voice of an episode, None when there is none. One query."""
    return episode.voices.filter(key=key).select_related("episode__programme").first()


def recap_for(episode: Episode) -> str:
    """Return what stands before an episode: somebody's own words, else the rule's. Two queries."""
    return episode.recap if episode.has_own_recap else ruled_recap(episode)


def ruled_recap(episode: Episode) -> str:
    """Return the summary that the rule makes of the published episodes before one. Two queries."""
    lines = published_lines(episode.programme)
    return recap_of(
        [
            each.lead
            for each in lines
            if each.key != episode.key and (episode.number is None or each.number < episode.number)
        ]
    )


def content_of(episode: Episode) -> dict[str, Any]:
    """Return an episode as it is being written, as a version keeps it. Three queries."""
    return {
        "title": episode.title,
        "lead": episode.lead,
        "recap": recap_for(episode),
        "is_ruled": not episode.has_own_recap,
        "body": episode.body,
        "pictures": [
            {
                "key": each.key,
                "number": each.number,
                "alternative": each.alternative,
                "credit": each.credit,
            }
            for each in pictures_of(episode)
            if each.is_in
        ],
        "voices": [
            {
                "key": each.key,
                "number": each.number,
                "verbatim": each.verbatim,
                "words": each.words,
                "role": each.role,
                "department": each.department,
            }
            for each in voices_of(episode)
            if each.is_in
        ],
        "links": list(episode.links),
    }


def draft_told(episode: Episode) -> EpisodeTold:
    """Return an episode as everybody would read it. A dozen queries."""
    return _told(episode, content_of(episode), versions_of(episode))


def published_told(programme: Programme, key: str) -> EpisodeTold | None:
    """Return an episode as everybody reads it, None where there is none. Sixteen queries at most.

    None too where its title or lead names somebody of the authority now; any other part that does
    is withheld.
    Who calls it has what was said brought up to date first, where it quotes a text.
    """
    found = episode_in(programme, key)
    if found is None or found.withdrawn_at is not None:
        return None
    versions = versions_of(found)
    people = known_people(programme) if versions else []
    if not versions or _names(people)([versions[-1].content[name] for name in ("title", "lead")]):
        return None
    told = _told(found, versions[-1].content, versions)
    if _is_recap_of_withdrawn(found, versions[-1], people):
        told = replace(told, recap=ruled_recap(found))
    return _without_names(told, people)


def _is_recap_of_withdrawn(
    episode: Episode, version: EpisodeVersion, people: Collection[tuple[str, str]]
) -> bool:
    """Say whether a summary that the rule made may tell of what is public no more. One query.

    An earlier episode was withdrawn since, or the summary names somebody. Where a
    version doesn't keep whether the rule made it, only the episode's own words are somebody's.
    """
    recap = version.content["recap"]
    is_own = episode.has_own_recap and episode.recap == recap
    if not recap or not version.content.get("is_ruled", not is_own):
        return False
    since = Episode.objects.filter(
        programme=episode.programme, number__lt=episode.number, withdrawn_at__gte=version.at
    )
    return _names(people)([recap]) or since.exists()


def _without_names(told: EpisodeTold, people: Collection[tuple[str, str]]) -> EpisodeTold:
    """Return an episode with its parts that name somebody withheld. No query."""
    names, instead = _names(people), words.translate(WITHHELD)
    return replace(
        told,
        recap=instead if names([told.recap]) else told.recap,
        parts=withheld(told.parts, names, _said),
        changes=[
            replace(each, why=instead) if names([each.why]) else each for each in told.changes
        ],
    )


def _names(people: Collection[tuple[str, str]]) -> Callable[[list[str]], bool]:
    return lambda said: bool(named_in(said, people))


def _said(piece: PictureTold | VoiceTold) -> list[str]:
    if isinstance(piece, PictureTold):
        return [piece.alternative, piece.credit]
    return [piece.words, piece.who]


def named_since(episode: Episode, versions: Sequence[EpisodeVersion]) -> list[str]:
    """Return who of the authority's people what everybody reads of an episode names. One query."""
    if not versions or episode.withdrawn_at is not None:
        return []
    content = versions[-1].content
    said = [*words_of(content), plain_words(content["body"]), *(each.why for each in versions)]
    return named_in(said, known_people(episode.programme))


def withdrawn_episode(programme: Programme, key: str) -> Episode | None:
    """Return an episode that was public and is no more, None for any other. Two queries.

    Why it was withdrawn is left out once it names somebody of the authority.
    """
    found = episode_in(programme, key)
    if found is None or found.withdrawn_at is None:
        return None
    if named_in([found.withdrawn_why], known_people(programme)):
        found.withdrawn_why = words.translate(WITHHELD)
    return found


def quotes_a_text(content: Mapping[str, Any]) -> bool:
    """Say whether an episode quotes what was said in a meeting. No query."""
    return any(each["verbatim"] for each in content["voices"])


def _told(
    episode: Episode, content: Mapping[str, Any], versions: Sequence[EpisodeVersion]
) -> EpisodeTold:
    rows = {each.key: each for each in pictures_of(episode)}
    voices = {each.key: each for each in voices_of(episode)}
    quotes = public_quotes(episode.programme) if quotes_a_text(content) else {}
    links: list[PublicThing] = []
    if content["links"]:
        known = {each.name: each for each in public_things(episode.programme)}
        links = [known[name] for name in content["links"] if name in known]
    return EpisodeTold(
        episode.key,
        episode.number,
        content["title"],
        content["lead"],
        content["recap"],
        placed(
            content["body"],
            {
                each["number"]: _picture(each, row)
                for each in content["pictures"]
                if (row := rows.get(each["key"])) is not None
            },
            {
                each["number"]: _voice(each, voices.get(each["key"]), quotes)
                for each in content["voices"]
            },
        ),
        links,
        len(content["links"]) - len(links),
        versions[0].at if versions else None,
        [Change(each.number, each.at, each.why) for each in versions],
    )


def _picture(kept: Mapping[str, Any], row: Picture) -> PictureTold:
    return PictureTold(
        row.key,
        kept["alternative"],
        kept["credit"],
        row.wide_width,
        row.wide_height,
        row.narrow_width,
        row.withdrawn_at is not None,
    )


def _voice(kept: Mapping[str, Any], row: Voice | None, quotes: Mapping[str, str]) -> VoiceTold:
    said = quotes.get(kept["verbatim"], "") if kept["verbatim"] else kept["words"]
    is_gone = row is None or row.withdrawn_at is not None or not said
    who = who_speaks(kept["role"], kept["department"])
    return VoiceTold("" if is_gone else said, who, is_gone)


def writing_beside(episode: Episode, name: str, *, now: datetime) -> str:
    """Return who else opened the episode's form lately, "" for nobody. No query."""
    return written_beside(episode.writing_by, episode.writing_at, name, now=now)
