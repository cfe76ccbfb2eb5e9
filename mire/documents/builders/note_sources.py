"""What a note rests on, as its documents tell it: numbered notes, and an annex by meeting."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from mire.documents.builders.cited_words import said_in_words, where_said
from mire.documents.tree import Block, Grid, Heading, Note, Notes, quoted
from mire.programme.note.queries import SectionTold
from mire.programme.thread.queries import kinds
from mire.programme.thread.rules import STATE_WORDS, Citable, Reference, State
from mire.words import words


def note_key(citable: Citable) -> str:
    """Return the key of the note that tells a source."""
    reference = citable.reference
    return f"{reference.kind.replace('_', '-')}-{reference.key}"


def source_words(citable: Citable, language: str) -> str:
    """Return a source in one sentence: what it says, where it was said, on which day."""
    if citable.state is not State.SAID:
        return _("Source qui ne se lit plus (%(state)s).") % {
            "state": words.translate(STATE_WORDS[citable.state])
        }
    said = _said(citable, language)
    days = [
        words.day(words.local(each)) for _what, each in citable.origin if isinstance(each, datetime)
    ]
    return " · ".join(filter(None, (said, where_said(citable), *days[:1])))


def cited_in(sections: Sequence[SectionTold]) -> list[Citable]:
    """Return the sources, each once, in the order in which they are cited first."""
    found: dict[Reference, Citable] = {}
    for section in sections:
        for passage in section.passages:
            for each in (*passage.sources, *passage.contrary):
                found.setdefault(each.reference, each)
    return list(found.values())


def source_notes(sections: Sequence[SectionTold], language: str) -> Iterator[Block]:
    """Return the sources as numbered notes."""
    rows = [Note(note_key(each), source_words(each, language)) for each in cited_in(sections)]
    if rows:
        yield Heading(2, _("Sources"))
        yield Notes(tuple(rows))


def sources_by_meeting(sections: Sequence[SectionTold], language: str) -> Iterator[Block]:
    """Return the same sources meeting by meeting, the first one first; then what is of none."""
    by_meeting: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for number, each in enumerate(cited_in(sections), 1):
        if each.state is State.SAID:
            by_meeting.setdefault(_meeting(each), []).append(
                (str(number), _said(each, language), _kind(each))
            )
    if not by_meeting:
        return
    yield Heading(2, _("Annexe : les sources, réunion par réunion"))
    for (day, title), rows in sorted(by_meeting.items(), key=_by_day):
        if title:
            yield Heading(3, f"{title} · {words.day(date.fromisoformat(day))}" if day else title)
        else:
            yield Heading(3, _("Hors des réunions"))
        yield Grid("", (_("N°"), _("Ce qui est dit"), _("Genre")), tuple(rows), widths=(1, 12, 4))


def _by_day(told: tuple[tuple[str, str], object]) -> tuple[bool, str, str]:
    """Put meetings in the order of their days, what is of none last."""
    (day, title), _rows = told
    return not title, day, title


def _meeting(citable: Citable) -> tuple[str, str]:
    """Return the day, in ISO 8601, and the title of the meeting where something was said."""
    origin = {what.msgid: said for what, said in citable.origin}
    meeting, day = origin.get("réunion"), origin.get("jour")
    if meeting is None:
        return "", ""
    on = words.local(day).date().isoformat() if isinstance(day, datetime) else ""
    return on, said_in_words(meeting)


def _kind(citable: Citable) -> str:
    """Return what kind of thing a source is."""
    kind = kinds().get(citable.reference.kind)
    return "" if kind is None else words.translate(kind.title)


def _said(citable: Citable, language: str) -> str:
    said = said_in_words(citable.words)
    return quoted(said, language) if isinstance(citable.words, str) else said
