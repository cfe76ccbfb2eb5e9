"""What changed between two states of the note, and which of it undoes an approval. Pure."""

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mire.programme.approvals.rules.frozen import FrozenPassage, FrozenSection
from mire.technique_api.text import Text, text


class ChangeKind(enum.StrEnum):
    """What may happen to a passage or to a section between two states of the note."""

    WORDS = "words"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # into another section
    SHOWN = "shown"  # other sources stand under its words
    UNSOURCED = "unsourced"  # it cites something no more, or as the contrary
    SOURCED = "sourced"  # it cites something more
    TITLE = "title"
    SECTION_ADDED = "section_added"
    SECTION_REMOVED = "section_removed"
    ORDER = "order"
    HEADING = "heading"
    SUMMARY = "summary"  # a passage was put into the summary, or taken out


CHANGE_WORDS = {
    ChangeKind.WORDS: text("les mots d'un passage ont changé"),
    ChangeKind.ADDED: text("un passage a été ajouté"),
    ChangeKind.REMOVED: text("un passage a été retiré"),
    ChangeKind.MOVED: text("un passage a changé de partie"),
    ChangeKind.SHOWN: text("une source montrée sous un passage a changé"),
    ChangeKind.UNSOURCED: text("un passage a perdu une source"),
    ChangeKind.SOURCED: text("un passage a une source de plus"),
    ChangeKind.TITLE: text("le titre de la partie a changé"),
    ChangeKind.SECTION_ADDED: text("la partie a été ajoutée"),
    ChangeKind.SECTION_REMOVED: text("la partie a été retirée"),
    ChangeKind.ORDER: text("l'ordre a changé"),
    ChangeKind.HEADING: text("le titre de la note a changé"),
    ChangeKind.SUMMARY: text("le choix de la synthèse a changé"),
}

HARMLESS = frozenset(
    {ChangeKind.SOURCED, ChangeKind.ORDER, ChangeKind.SECTION_ADDED, ChangeKind.SUMMARY}
)
"""What leaves an approval as it is: what was read is still there, word for word.

A section that was added is empty, or comes with passages that were added, which count.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed: in which section (its title), of which passage ("" for none).

    ``before`` and ``after``: the words as they were and are, "" where there are none.
    ``sections``: the keys of those that it concerns.
    """

    kind: ChangeKind
    section: str
    passage: str = ""
    before: str = ""
    after: str = ""
    sections: frozenset[str] = frozenset()

    @property
    def undoes(self) -> bool:
        """Say whether an approval that covers it falls."""
        return self.kind not in HARMLESS

    def told(self) -> Text:
        """Return it in one sentence, with the section's title."""
        return text("« %(title)s » : %(what)s.", title=self.section, what=CHANGE_WORDS[self.kind])


def changes_between(
    before: Sequence[FrozenSection], after: Sequence[FrozenSection]
) -> list[Change]:
    """Return what changed, in the order of the note as it is, what went last."""
    was = {each.key: (section, each) for section in before for each in section.passages}
    now = {each.key: (section, each) for section in after for each in section.passages}
    old = {each.key: each for each in before}
    found: list[Change] = []
    for section in after:
        here = frozenset({section.key})
        if section.key not in old:
            found.append(Change(ChangeKind.SECTION_ADDED, section.title, sections=here))
        elif old[section.key].title != section.title:
            found.append(
                Change(ChangeKind.TITLE, section.title, before=old[section.key].title,
                       after=section.title, sections=here)
            )  # fmt: skip
        for each in section.passages:
            if each.key not in was:
                found.append(
                    Change(ChangeKind.ADDED, section.title, each.key, "", each.words, here)
                )
                continue
            left, earlier = was[each.key]
            found += _of_passage(section, left, earlier, each)
        if section.key in old and _is_reordered(old[section.key], section):
            found.append(Change(ChangeKind.ORDER, section.title, sections=here))
    for section in before:
        here = frozenset({section.key})
        for each in section.passages:
            if each.key not in now:
                found.append(
                    Change(ChangeKind.REMOVED, section.title, each.key, each.words, "", here)
                )
        if section.key not in {each.key for each in after}:
            found.append(Change(ChangeKind.SECTION_REMOVED, section.title, sections=here))
    stay = [each.key for each in after if each.key in old]
    kept = {each.key for each in after}
    if stay != [each.key for each in before if each.key in kept]:
        first = next(iter(after))
        found.append(Change(ChangeKind.ORDER, first.title, sections=frozenset(stay)))
    return found


def heading_change(before: str, after: str, sections: Sequence[FrozenSection]) -> list[Change]:
    """Return that the note's title changed, which concerns every section; else nothing."""
    if before == after:
        return []
    keys = frozenset(each.key for each in sections)
    return [Change(ChangeKind.HEADING, after, before=before, after=after, sections=keys)]


def covered(changes: Sequence[Change], sections: Collection[str]) -> list[Change]:
    """Return the changes that concern these sections; all where ``sections`` is empty."""
    return [each for each in changes if not sections or each.sections & set(sections)]


def _of_passage(
    section: FrozenSection, left: FrozenSection, was: FrozenPassage, now: FrozenPassage
) -> list[Change]:
    where = frozenset({section.key, left.key})
    found: list[Change] = []
    if left.key != section.key:
        found.append(Change(ChangeKind.MOVED, section.title, now.key, "", now.words, where))
    if was.words != now.words:
        found.append(Change(ChangeKind.WORDS, section.title, now.key, was.words, now.words, where))
    if was.in_summary != now.in_summary:
        found.append(Change(ChangeKind.SUMMARY, section.title, now.key, sections=where))
    if list(was.shown) != list(now.shown):
        found.append(Change(ChangeKind.SHOWN, section.title, now.key, sections=where))
    cited = {(each.name, each.is_contrary) for each in was.cites}
    cites = {(each.name, each.is_contrary) for each in now.cites}
    if cited - cites:
        found.append(Change(ChangeKind.UNSOURCED, section.title, now.key, sections=where))
    elif cites - cited:
        found.append(Change(ChangeKind.SOURCED, section.title, now.key, sections=where))
    return found


def _is_reordered(was: FrozenSection, now: FrozenSection) -> bool:
    before = [each.key for each in was.passages]
    after = [each.key for each in now.passages]
    both = set(before) & set(after)
    return [each for each in before if each in both] != [each for each in after if each in both]
