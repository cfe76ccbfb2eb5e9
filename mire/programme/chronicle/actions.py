"""Writing and publishing episodes: their text, links, status; decisions; the public site."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from mire.programme.chronicle.models import (
    Episode,
    EpisodeVersion,
    Picture,
    PublicDecision,
    PublicSite,
    Voice,
)
from mire.programme.chronicle.queries.episodes import content_of, told_from
from mire.programme.chronicle.queries.public import (
    check_complete,
    check_nobody,
    final_decisions,
    public_quotes,
    public_things,
)
from mire.programme.chronicle.rules.kinds import (
    EPISODE,
    MOST_EPISODES,
    MOST_LINKS,
    MOST_PIECES,
    MOST_RECAP,
    OF_PICTURE,
    OF_VOICE,
    STATUS_WORDS,
    Status,
    check_episode,
    check_length,
    moves_from,
    words_of,
)
from mire.programme.chronicle.rules.picture import MadePicture
from mire.programme.chronicle.rules.site import NEEDED, check_slug
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, changed
from mire.programme.outcomes.models import Outcome
from mire.programme.outcomes.rules.kinds import name_of
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme
from mire.programme.thread.actions import cite
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def write_episode(
    *, programme: Programme, key: str, values: Mapping[str, str], by: Actor, now: datetime
) -> Episode:
    """Begin an episode: ``title``, ``lead``, ``body``; once for a key. May raise ``Refusal``."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if done := Episode.objects.filter(programme=programme, key=key).first():
        nothing_done()
        return done
    check_episode(**values)
    if programme.episodes.filter(removed_at=None).count() >= MOST_EPISODES:
        raise Refusal(text("%(most)s épisodes au plus.", most=MOST_EPISODES), code="many")
    row = Episode.objects.create(
        programme=programme, key=key, made_by=by.name[:120], made_at=now, **values
    )
    _note(row, "episode.written", by=by, now=now)
    return row


@journalled
def change_episode(
    *, episode: Episode, seen: int, values: Mapping[str, str], by: Actor, now: datetime
) -> None:
    """Give an episode other words: a draft again. ``seen``: the version that was read.

    Raises a ``Refusal`` when somebody changed it since.
    """
    row = _locked(episode)
    if all(getattr(row, name) == value for name, value in values.items()):
        nothing_done()
        return
    _check_seen(row, seen)
    check_episode(**values)
    for name, value in values.items():
        setattr(row, name, value)
    row.writing_by, row.writing_at = "", None
    _be_draft(row)
    _note(row, "episode.changed", by=by, now=now)


@journalled
def say_writing(*, episode: Episode, by: Actor, now: datetime) -> None:
    """Say that somebody opened an episode's form; no trace but for the next who opens it."""
    nothing_done()
    Episode.objects.filter(pk=episode.pk).update(writing_by=by.name[:120], writing_at=now)


@journalled
def set_recap(*, episode: Episode, words: str | None, by: Actor, now: datetime) -> None:
    """Write an episode's summary of those before; None: go back to the rule's."""
    row = _locked(episode)
    if (row.has_own_recap, row.recap) == (words is not None, words or ""):
        nothing_done()
        return
    check_length("recap", words or "", MOST_RECAP)
    row.has_own_recap, row.recap = words is not None, words or ""
    _be_draft(row)
    _note(row, "episode.recap", by=by, now=now)


@journalled
def set_links(*, episode: Episode, links: Sequence[str], by: Actor, now: datetime) -> None:
    """Say what an episode leads to, as "kind/key". Raises a ``Refusal`` for what isn't public."""
    row = _locked(episode)
    wanted = list(dict.fromkeys(links))
    if wanted == row.links:
        nothing_done()
        return
    known = {each.name for each in public_things(row.programme)} - {f"{EPISODE}/{row.key}"}
    if set(wanted) - known - set(row.links):
        raise Refusal(
            text("Un épisode ne mène qu'à ce que tout le monde peut lire : publiez-le d'abord."),
            path=("links",),
            code="private",
        )
    if len(wanted) > MOST_LINKS:
        raise Refusal(text("%(most)s liens au plus.", most=MOST_LINKS), path=("links",))
    row.links = wanted
    _be_draft(row)
    _note(row, "episode.linked", by=by, now=now, after={"n": len(wanted)})


@journalled
def add_picture(
    *,
    episode: Episode,
    key: str,
    made: MadePicture,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> Picture:
    """Add a picture that was made anew; once for a key.

    ``values``: those of ``Picture`` that somebody said, checked by whoever calls.
    """
    row = _locked(episode)
    if done := Picture.objects.filter(episode=row, key=key).first():
        nothing_done()
        return done
    _check_room(row.pictures.filter(is_in=True).count())
    picture = Picture.objects.create(
        episode=row, key=key, number=_next(row.pictures), media=made.media,
        wide=made.wide.content, wide_width=made.wide.width, wide_height=made.wide.height,
        narrow=made.narrow.content, narrow_width=made.narrow.width,
        made_by=by.name[:120], made_at=now, **values,
    )  # fmt: skip
    _be_draft(row)
    _note(row, "episode.picture_added", by=by, now=now, after={"number": picture.number})
    return picture


@journalled
def change_picture(
    *, picture: Picture, values: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    """Say otherwise what a picture shows, who made it, or who agreed."""
    row = _locked(picture.episode)
    one = Picture.objects.select_for_update().get(pk=picture.pk)
    if all(getattr(one, name) == value for name, value in values.items()):
        nothing_done()
        return
    for name, value in values.items():
        setattr(one, name, value)
    one.save(update_fields=list(values))
    _be_draft(row)
    _note(row, "episode.picture_changed", by=by, now=now, after={"number": one.number})


@journalled
def add_voice(
    *, episode: Episode, key: str, values: Mapping[str, Any], by: Actor, now: datetime
) -> Voice:
    """Add words that somebody said; once for a key.

    ``values``: ``verbatim`` alone for a text that a published restitution quotes, else ``words``,
    with ``consent_where`` and ``consent_on``; ``role`` and ``department``. Raises a ``Refusal`` for
    a text that isn't public, or for words that name somebody.
    """
    row = _locked(episode)
    if done := Voice.objects.filter(episode=row, key=key).first():
        nothing_done()
        return done
    _check_room(row.voices.filter(is_in=True).count())
    verbatim = values.get("verbatim", "")
    if verbatim and verbatim not in public_quotes(row.programme):
        raise Refusal(text("Ce propos n'est cité par aucune restitution publiée."))
    said = [values.get("words", ""), values["role"], values.get("department", "")]
    check_nobody(row.programme, said, "words")
    voice = Voice.objects.create(
        episode=row, key=key, number=_next(row.voices), made_by=by.name[:120], made_at=now, **values
    )
    _be_draft(row)
    _note(row, "episode.voice_added", by=by, now=now, after={"number": voice.number})
    return voice


@journalled
def set_piece_in(*, piece: Picture | Voice, is_in: bool, by: Actor, now: datetime) -> None:
    """Take a picture or a voice out of the text being written, or put it back."""
    row = _locked(piece.episode)
    one = type(piece).objects.select_for_update().get(pk=piece.pk)
    if one.is_in == is_in or (is_in and one.withdrawn_at is not None):
        nothing_done()
        return
    one.is_in = is_in
    one.save(update_fields=["is_in"])
    _be_draft(row)
    act = "episode.piece_put_back" if is_in else "episode.piece_out"
    _note(row, act, by=by, now=now, after={"number": one.number})


@journalled
def withdraw_piece(*, piece: Picture | Voice, by: Actor, now: datetime) -> None:
    """Take a picture or a voice out of everything, published versions too: nothing of it is left.

    So whoever agreed to it takes it back. The public page says that something was withdrawn.
    """
    row = _locked(piece.episode)
    one = type(piece).objects.select_for_update().get(pk=piece.pk)
    if one.withdrawn_at is not None:
        nothing_done()
        return
    is_picture = isinstance(one, Picture)
    name, said = ("pictures", OF_PICTURE) if is_picture else ("voices", OF_VOICE)
    blank = dict.fromkeys(said, "")
    for field, value in {**blank, "consent_where": "", "consent_on": None}.items():
        setattr(one, field, value)
    if isinstance(one, Picture):
        one.wide = one.narrow = b""
    one.withdrawn_at, one.is_in = now, False
    one.save()
    for each in row.published.select_for_update():
        kept = [
            {**told, **blank} if told["key"] == one.key else told for told in each.content[name]
        ]
        if kept != each.content[name]:
            each.content[name] = kept
            each.save(update_fields=["content"])
    if row.status != Status.PUBLISHED:
        _be_draft(row)
    act = "episode.picture_withdrawn" if is_picture else "episode.voice_withdrawn"
    _note(row, act, by=by, now=now, after={"number": one.number})


@journalled
def give_episode_status(
    *,
    episode: Episode,
    status: Status,
    seen: int,
    rights: Collection[Right],
    why: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Give an episode a status; published, it is what everybody reads where the site is open.

    ``seen``: the version that was read; ``why``: what changed since the one that was published
    before. Raises a ``Refusal`` for a move that can't be, words that name somebody, a correction
    of which nobody says what it changes.
    """
    row = _locked(episode)
    was = Status(row.status)
    if was is status:
        nothing_done()
        return
    if status not in moves_from(was, rights):
        raise Refusal(
            text(
                "Cet épisode est « %(was)s » : il ne peut pas passer à « %(to)s » d'ici.",
                was=STATUS_WORDS[was],
                to=STATUS_WORDS[status],
            ),
            code="status",
        )
    _check_seen(row, seen)
    if status is Status.PUBLISHED:
        _publish(row, why=why, by=by, now=now)
    row.status, row.status_by, row.status_at = status, by.name[:120], now
    row.save()
    after = {"status": status, "number": row.number}
    _note(row, "episode.status", by=by, now=now, before={"status": was}, after=after)


def _publish(row: Episode, *, why: str, by: Actor, now: datetime) -> None:
    content = content_of(row)
    check_nobody(row.programme, [*words_of(content), why], "why")
    if not row.body.strip():
        raise Refusal(text("Cet épisode n'a pas encore de texte."), code="empty")
    last = row.published.last()
    if last is not None and not why:
        raise Refusal(
            text("Dites ce qui change : chacun le lira sous l'épisode."),
            path=("why",),
            code="missing",
        )
    if row.number is None:
        Programme.objects.select_for_update().get(pk=row.programme_id)
        row.number = (row.programme.episodes.aggregate(last=Max("number"))["last"] or 0) + 1
    row.withdrawn_at, row.withdrawn_why = None, ""
    cite(
        programme=row.programme, citing=Reference(EPISODE, row.key), name=row.title,
        cited=told_from(row.programme, content), by=by, now=now,
    )  # fmt: skip
    number = 1 if last is None else last.number + 1
    EpisodeVersion.objects.create(
        episode=row, number=number, content=content, why=why, by=by.name[:120], at=now
    )


@journalled
def withdraw_episode(*, episode: Episode, why: str, by: Actor, now: datetime) -> None:
    """Take a published episode from the public; its address says so, and why."""
    row = _locked(episode)
    if row.withdrawn_at is not None or not row.published.exists():
        nothing_done()
        return
    if not why:
        raise Refusal(
            text("Dites pourquoi : la raison se lit à l'adresse de l'épisode."),
            path=("why",),
            code="missing",
        )
    check_nobody(row.programme, [why], "why")
    row.withdrawn_at, row.withdrawn_why = now, why
    _be_draft(row)
    _note(row, "episode.withdrawn", by=by, now=now, after={"why": why})


@journalled
def set_episode_removed(*, episode: Episode, is_removed: bool, by: Actor, now: datetime) -> None:
    """Take an episode that nobody can read out of the list, or put it back."""
    row = _locked(episode)
    if (row.removed_at is not None) == is_removed:
        nothing_done()
        return
    if is_removed and row.withdrawn_at is None and row.published.exists():
        raise Refusal(text("Cet épisode est publié : retirez-le d'abord du site."))
    row.removed_at = now if is_removed else None
    row.save(update_fields=["removed_at"])
    _note(row, "episode.removed" if is_removed else "episode.put_back", by=by, now=now)


@journalled
def publish_decision(*, outcome: Outcome, is_published: bool, by: Actor, now: datetime) -> None:
    """Let everybody read a final decision, or no more. Who decided it is never told.

    Raises a ``Refusal`` for one that is not final, or that names somebody.
    """
    outcome = Outcome.objects.select_for_update().get(pk=outcome.pk)
    found = PublicDecision.objects.filter(outcome=outcome).first()
    if is_published == (found is not None):
        nothing_done()
        return
    if found is not None:
        found.delete()
    else:
        if outcome.pk not in {each.pk for each, _is_public in final_decisions(outcome.programme)}:
            raise Refusal(text("Cette décision n'est pas encore définitive."), code="draft")
        corrections = outcome.corrections.values_list("words", flat=True)
        said = [outcome.what, outcome.why, outcome.left, outcome.ended_why, *corrections]
        check_nobody(outcome.programme, said, "")
        PublicDecision.objects.create(outcome=outcome, published_at=now)
    act = "decision.published" if is_published else "decision.unpublished"
    about = About(outcome.kind, outcome.key, name_of(outcome.kind, outcome.number))
    note(by=by, act=act, about=about, programme=outcome.programme.key, now=now)


@journalled
def change_site(
    *, programme: Programme, values: Mapping[str, Any], by: Actor, now: datetime
) -> PublicSite:
    """Write what the public site says of itself. Raises a ``Refusal`` naming the field."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    site = PublicSite.objects.filter(programme=programme).first() or PublicSite(programme=programme)
    before, after = changed({name: getattr(site, name) for name in values}, values)
    if not after:
        nothing_done()
        return site
    if "slug" in after:
        if site.opened_at is not None:
            raise Refusal(
                text("Le site est ouvert : ses liens circulent. Fermez-le pour changer d'adresse."),
                path=("slug",),
                code="open",
            )
        check_slug(str(after["slug"]))
        if PublicSite.objects.filter(slug=after["slug"]).exclude(pk=site.pk).exists():
            raise Refusal(
                text("Un autre programme a déjà cette adresse."), path=("slug",), code="taken"
            )
    for name in ("director", "aims", "legal_words", "access_words", "privacy_words"):
        if name in after:
            check_nobody(programme, [str(after[name])], name)
    if site.opened_at is not None:
        check_complete({**{name: getattr(site, name) for name in NEEDED}, **values})
    for name, value in after.items():
        setattr(site, name, value)
    site.save()
    _note_site(programme, "site.changed", by=by, now=now, before=before, after=after)
    return site


@journalled
def set_site_open(*, programme: Programme, is_open: bool, by: Actor, now: datetime) -> None:
    """Open the public site to everybody, or close it: then nobody finds anything at its address.

    Raises a ``Refusal`` while something that the law asks is not said.
    """
    site = PublicSite.objects.select_for_update().filter(programme=programme).first()
    if site is None:
        raise Refusal(text("Écrivez d'abord ce que le site dit de lui-même."))
    if (site.opened_at is not None) == is_open:
        nothing_done()
        return
    if is_open:
        check_complete({name: getattr(site, name) for name in NEEDED})
        check_nobody(programme, [programme.name, programme.aims], "")
    site.opened_at, site.opened_by = (now, by.name[:120]) if is_open else (None, "")
    site.save(update_fields=["opened_at", "opened_by"])
    _note_site(programme, "site.opened" if is_open else "site.closed", by=by, now=now)


def _check_room(n: int) -> None:
    if n >= MOST_PIECES:
        raise Refusal(text("%(most)s au plus par épisode.", most=MOST_PIECES), code="many")


def _check_seen(row: Episode, seen: int) -> None:
    if row.version != seen:
        raise Refusal(
            text("Quelqu'un a changé cet épisode entre-temps : relisez, puis recommencez."),
            code="moved",
        )


def _next(rows: Any) -> int:
    last: int = rows.aggregate(last=Max("number"))["last"] or 0
    return last + 1


def _locked(episode: Episode) -> Episode:
    rows = Episode.objects.select_for_update(of=("self",))
    return rows.select_related("programme").get(pk=episode.pk)


def _be_draft(row: Episode) -> None:
    """Keep a change: a version more, that nobody reviewed."""
    row.version += 1
    row.status, row.status_by, row.status_at = Status.DRAFT, "", None
    row.save()


def _note(row: Episode, act: str, *, by: Actor, now: datetime, **changes: Any) -> None:
    about = About(EPISODE, row.key, row.title)
    note(by=by, act=act, about=about, programme=row.programme.key, now=now, **changes)


def _note_site(programme: Programme, act: str, *, by: Actor, now: datetime, **changes: Any) -> None:
    about = About("programme", programme.key, programme.name)
    note(by=by, act=act, about=about, programme=programme.key, now=now, **changes)
