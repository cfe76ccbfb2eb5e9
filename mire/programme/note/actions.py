"""Writing the note: sections, passages and their versions, remarks and what becomes of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor
from mire.programme.note.models import (
    Passage,
    PassageRemark,
    PassageVersion,
    PrefigurationNote,
    Section,
)
from mire.programme.note.rules.kinds import (
    MOST_PASSAGES,
    MOST_SECTIONS,
    PASSAGE,
    RemarkKind,
    RemarkState,
    check_words,
)
from mire.programme.note.rules.marks import plain_words
from mire.programme.people.models import Person
from mire.programme.programmes.models import Programme
from mire.programme.thread.queries import cited_by
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def begin_note(
    *,
    programme: Programme,
    title: str,
    sections: Sequence[tuple[str, str]],
    by: Actor,
    now: datetime,
) -> PrefigurationNote:
    """Begin the note of a programme with sections, each a title and a hint; once."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if done := PrefigurationNote.objects.filter(programme=programme).first():
        nothing_done()
        return done
    made = PrefigurationNote.objects.create(
        programme=programme, title=title, made_by=by.name[:120], made_at=now
    )
    for place, (name, hint) in enumerate(sections, 1):
        Section.objects.create(note=made, title=name, hint=hint, place=place)
    about = About("programme", programme.key, programme.name)
    note(by=by, act="note.begun", about=about, programme=programme.key, after={"title": title},
         now=now)  # fmt: skip
    return made


@journalled
def rename_note(*, made: PrefigurationNote, title: str, by: Actor, now: datetime) -> None:
    """Give the note another title."""
    made = PrefigurationNote.objects.select_for_update().get(pk=made.pk)
    if made.title == title:
        nothing_done()
        return
    before, made.title = made.title, title
    made.save(update_fields=["title"])
    programme = made.programme
    about = About("programme", programme.key, programme.name)
    note(by=by, act="note.renamed", about=about, programme=programme.key,
         before={"title": before}, after={"title": title}, now=now)  # fmt: skip


@journalled
def write_section(
    *,
    made: PrefigurationNote,
    key: str,
    title: str,
    hint: str,
    owners: Collection[Person],
    by: Actor,
    now: datetime,
) -> Section:
    """Add a section after the others, or change the one of this key. May raise a ``Refusal``."""
    made = PrefigurationNote.objects.select_for_update().get(pk=made.pk)
    row = Section.objects.filter(note=made, key=key).first()
    if row is not None:
        wanted = {each.pk for each in owners}
        is_owned = set(row.owners.values_list("pk", flat=True)) == wanted
        if (row.title, row.hint) == (title, hint) and is_owned:
            nothing_done()
            return row
        row.title, row.hint = title, hint
        row.save(update_fields=["title", "hint"])
        row.owners.set(owners)
        _note_section(row, "note.section_changed", by=by, now=now)
        return row
    if made.sections.filter(removed_at=None).count() >= MOST_SECTIONS:
        raise Refusal(
            text("%(most)s parties au plus : réunissez-en deux.", most=MOST_SECTIONS),
            path=("title",),
            code="many",
        )
    last = made.sections.aggregate(last=Max("place"))["last"] or 0
    row = Section.objects.create(note=made, key=key, title=title, hint=hint, place=last + 1)
    row.owners.set(owners)
    _note_section(row, "note.section_added", by=by, now=now)
    return row


@journalled
def move_section_up(*, section: Section, by: Actor, now: datetime) -> None:
    """Put a section before the one above it."""
    rows = list(section.note.sections.select_for_update().filter(removed_at=None))
    if not _moved_up(rows, section):
        nothing_done()
        return
    Section.objects.bulk_update(rows, ["place"])
    _note_section(section, "note.section_moved", by=by, now=now)


@journalled
def remove_section(*, section: Section, by: Actor, now: datetime) -> None:
    """Take a section out. Raises a ``Refusal`` while it holds a passage: nothing goes unseen."""
    section = Section.objects.select_for_update().get(pk=section.pk)
    if section.removed_at is not None:
        nothing_done()
        return
    if section.passages.filter(removed_at=None).exists():
        raise Refusal(
            text("Cette partie a encore des passages : déplacez-les ou retirez-les d'abord."),
            code="full",
        )
    section.removed_at = now
    section.save(update_fields=["removed_at"])
    _note_section(section, "note.section_removed", by=by, now=now)


@journalled
def write_passage(*, section: Section, key: str, words: str, by: Actor, now: datetime) -> Passage:
    """Write a passage after the others of its section, once for a key. May raise a ``Refusal``."""
    section = Section.objects.select_for_update().get(pk=section.pk)
    if done := Passage.objects.filter(key=key, section__note=section.note).first():
        if done.words != words:
            raise Refusal(
                text(
                    "Ce formulaire a déjà servi à écrire un passage : changez celui-là, ou "
                    "écrivez-en un autre."
                ),
                path=("words",),
                code="twice",
            )
        nothing_done()
        return done
    check_words(words)
    _check_there(section)
    if section.passages.filter(removed_at=None).count() >= MOST_PASSAGES:
        raise Refusal(
            text("%(most)s passages au plus par partie.", most=MOST_PASSAGES),
            path=("words",),
            code="many",
        )
    last = section.passages.aggregate(last=Max("place"))["last"] or 0
    row = Passage.objects.create(
        key=key, section=section, place=last + 1, words=words, made_by=by.name[:120], made_at=now
    )
    _keep_version(row, by, now)
    _note_passage(row, "note.passage_written", by=by, now=now)
    return row


@journalled
def change_passage(*, passage: Passage, seen: int, words: str, by: Actor, now: datetime) -> None:
    """Give a passage other words: a version more. ``seen``: the one that was read.

    Raises a ``Refusal`` when somebody saved another since.
    """
    row = _locked(passage)
    if row.words == words:
        nothing_done()
        return
    if row.version != seen:
        raise Refusal(
            text("Quelqu'un a changé ce passage entre-temps : relisez, puis recommencez."),
            code="moved",
        )
    check_words(words)
    row.words, row.version = words, row.version + 1
    row.writing_by, row.writing_at = "", None
    row.save(update_fields=["words", "version", "writing_by", "writing_at"])
    _keep_version(row, by, now)
    _note_passage(row, "note.passage_changed", by=by, now=now)


@journalled
def say_writing(*, passage: Passage, by: Actor, now: datetime) -> None:
    """Say that somebody opened a passage's form; no trace but for the next who opens it."""
    nothing_done()
    Passage.objects.filter(pk=passage.pk).update(writing_by=by.name[:120], writing_at=now)


@journalled
def move_passage(*, passage: Passage, to: Section | None, by: Actor, now: datetime) -> None:
    """Put a passage before the one above it, or (``to``) at the end of another section.

    Raises a ``Refusal`` for a section that was taken out, or is full.
    """
    row = _locked(passage)
    if to is not None and to.pk != row.section_id:
        to = Section.objects.select_for_update().get(pk=to.pk)
        _check_there(to)
        if to.passages.filter(removed_at=None).count() >= MOST_PASSAGES:
            raise Refusal(
                text("%(most)s passages au plus par partie.", most=MOST_PASSAGES), code="many"
            )
        last = to.passages.aggregate(last=Max("place"))["last"] or 0
        row.section, row.place = to, last + 1
        row.save(update_fields=["section", "place"])
        _note_passage(row, "note.passage_moved", by=by, now=now)
        return
    rows = list(row.section.passages.select_for_update().filter(removed_at=None))
    if to is not None or not _moved_up(rows, row):
        nothing_done()
        return
    Passage.objects.bulk_update(rows, ["place"])
    _note_passage(row, "note.passage_moved", by=by, now=now)


@journalled
def show_source(
    *, passage: Passage, source: Reference, is_shown: bool, by: Actor, now: datetime
) -> None:
    """Show one of a passage's sources under its words, or no more; a mask reaches it there.

    Raises a ``Refusal`` for what it doesn't cite.
    """
    row = _locked(passage)
    name = f"{source.kind}/{source.key}"
    links = cited_by(row.section.note.programme, PASSAGE, [row.key])[row.key]
    if is_shown and source not in [each.cited for each in links]:
        raise Refusal(text("Un passage ne montre que ce qu'il cite."), code="uncited")
    if (name in row.shown) == is_shown:
        nothing_done()
        return
    row.shown = [*row.shown, name] if is_shown else [each for each in row.shown if each != name]
    row.save(update_fields=["shown"])
    _note_passage(row, "note.source_shown", by=by, now=now, after={"is_shown": is_shown})


@journalled
def set_in_summary(*, passage: Passage, is_in: bool, by: Actor, now: datetime) -> None:
    """Put a passage into the summary on two pages, or take it out."""
    row = _locked(passage)
    if row.in_summary == is_in:
        nothing_done()
        return
    row.in_summary = is_in
    row.save(update_fields=["in_summary"])
    _note_passage(row, "note.summary_changed", by=by, now=now, after={"is_in_summary": is_in})


@journalled
def set_passage_removed(*, passage: Passage, is_removed: bool, by: Actor, now: datetime) -> None:
    """Take a passage out, or put it back; what cites it finds that."""
    row = _locked(passage)
    if (row.removed_at is not None) == is_removed:
        nothing_done()
        return
    row.removed_at = now if is_removed else None
    row.save(update_fields=["removed_at"])
    act = "note.passage_removed" if is_removed else "note.passage_put_back"
    _note_passage(row, act, by=by, now=now)


@journalled
def remark_on_passage(
    *, passage: Passage, key: str, kind: RemarkKind, words: str, by: Actor, now: datetime
) -> PassageRemark:
    """Say something of a passage, or other words for it; once for a key. May raise ``Refusal``."""
    row = _locked(passage)
    if done := PassageRemark.objects.filter(key=key, passage=row).first():
        if done.words != words:
            raise Refusal(
                text("Ce formulaire a déjà servi : laissez une autre remarque."),
                path=("words",),
                code="twice",
            )
        nothing_done()
        return done
    check_words(words)
    if kind is RemarkKind.SUGGESTION and words == row.words:
        raise Refusal(
            text("Ces mots sont ceux du passage : changez-les, ou laissez une remarque."),
            path=("words",),
            code="same",
        )
    made = PassageRemark.objects.create(
        key=key, passage=row, kind=kind, on_version=row.version, words=words, by=by.name[:120],
        at=now,
    )  # fmt: skip
    _note_passage(row, "note.remarked", by=by, now=now)
    return made


@journalled
def answer_remark(
    *,
    remark: PassageRemark,
    is_taken: bool,
    reply: str,
    by: Actor,
    now: datetime,
    keeps_words: bool = False,
) -> None:
    """Say what becomes of a remark; a suggestion that is taken becomes the passage's words.

    ``keeps_words``: somebody took them up by hand already.

    Raises a ``Refusal`` for a suggestion on words that have changed since.
    """
    row = _locked(remark.passage)
    one = PassageRemark.objects.select_for_update().get(pk=remark.pk)
    if one.state != RemarkState.OPEN:
        nothing_done()
        return
    if is_taken and one.kind == RemarkKind.SUGGESTION and not keeps_words:
        if one.on_version != row.version:
            raise Refusal(
                text(
                    "Le passage a changé depuis cette suggestion : reprenez-en les mots à la main, "
                    "puis dites qu'elle est prise en compte."
                ),
                code="moved",
            )
        row.words, row.version = one.words, row.version + 1
        row.save(update_fields=["words", "version"])
        _keep_version(row, Actor(by.key, one.by), now)
    one.state = RemarkState.TAKEN if is_taken else RemarkState.DECLINED
    one.reply, one.reply_by, one.reply_at = reply, by.name[:120], now
    one.save()
    _note_passage(row, "note.remark_answered", by=by, now=now, after={"state": str(one.state)})


def _check_there(section: Section) -> None:
    if section.removed_at is not None:
        raise Refusal(
            text("Cette partie a été retirée entre-temps : choisissez-en une autre."),
            path=("words",),
            code="gone",
        )


def _keep_version(row: Passage, by: Actor, now: datetime) -> None:
    PassageVersion.objects.create(
        passage=row, number=row.version, words=row.words, by=by.name[:120], at=now
    )


def _moved_up(rows: list[Any], one: Any) -> bool:
    """Put a row before the one above it, and number all; say whether there was one above."""
    at = next((n for n, each in enumerate(rows) if each.pk == one.pk), 0)
    if at == 0:
        return False
    rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for place, each in enumerate(rows, 1):
        each.place = place
    return True


def _locked(passage: Passage) -> Passage:
    rows = Passage.objects.select_for_update(of=("self",))
    return rows.select_related("section__note__programme").get(pk=passage.pk)


def _note_section(section: Section, act: str, *, by: Actor, now: datetime) -> None:
    about = About("section", section.key, section.title)
    note(by=by, act=act, about=about, programme=section.note.programme.key, now=now)


def _note_passage(
    row: Passage, act: str, *, by: Actor, now: datetime, after: Mapping[str, Any] | None = None
) -> None:
    about = About(PASSAGE, row.key, plain_words(row.words)[:80])
    programme = row.section.note.programme.key
    note(by=by, act=act, about=about, programme=programme, after=after, now=now)
