"""Findings, read: each with how much it rests on; what nothing took up, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mire.programme.evidence.queries import (
    Verbatim,
    VerbatimPlace,
    figures_by_key,
    places_of,
)
from mire.programme.evidence.rules import FIGURE, VERBATIM
from mire.programme.findings.models import Finding as Finding
from mire.programme.findings.models import ReleasedFinding as ReleasedFinding
from mire.programme.findings.rules import FINDING, TextBehind, Weight, weigh
from mire.programme.programmes.models import Programme
from mire.programme.reading.queries import (
    LINE,
    THEME,
    boards_of,
    lines_by_key,
    references_of,
    theme_boards,
)
from mire.programme.reading.rules import ASIDE, Board
from mire.programme.thread.queries import cited_by
from mire.programme.thread.rules import Link, Reference, State


@dataclass(frozen=True, slots=True)
class WeighedFinding:
    """A finding and what it rests on."""

    finding: Finding
    weight: Weight


@dataclass(frozen=True, slots=True)
class NotTakenUp:
    """A text that no finding rests on, its words as they are searched, its meeting's title.

    ``theme``: the one that holds it; ``reason``: why it was set aside; "" for neither.
    """

    key: str
    text: str
    searched: str
    meeting: str
    theme: str
    reason: str


def finding_in(programme: Programme, key: str) -> Finding | None:
    """Return a finding of a programme, None when there is none. One query."""
    return Finding.objects.filter(programme=programme, key=key).first()


def findings_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Finding]:
    """Return the findings of a programme that have these keys. One query."""
    found = Finding.objects.filter(programme=programme, key__in=keys)
    return {each.key: each for each in found}


def findings_of(
    programme: Programme,
    *,
    words: str = "",
    kind: str = "",
    status: str = "",
    start: int = 0,
    most: int | None = None,
) -> tuple[list[WeighedFinding], int]:
    """Return some findings, the oldest first, and how many there are.

    ``kind``, ``status``: "" for all; ``most`` None: all from ``start``. Two queries, and those of
    ``weights_of``.
    """
    found = Finding.objects.filter(programme=programme, removed_at=None)
    for word in words.split():
        found = found.filter(sentence__icontains=word)
    if kind:
        found = found.filter(kind=kind)
    if status:
        found = found.filter(status=status)
    chosen = list(found[start : None if most is None else start + most])
    weights = weights_of(programme, chosen)
    return [WeighedFinding(each, weights[each.key]) for each in chosen], found.count()


def released_of(finding: Finding) -> Sequence[ReleasedFinding]:
    """Return what a finding said each time it was released, the first one first. One query."""
    return list(ReleasedFinding.objects.filter(finding=finding))


def weights_of(programme: Programme, findings: Collection[Finding]) -> Mapping[str, Weight]:
    """Return how much each finding rests on, by its key.

    Six queries, and one for each reading whose themes are cited.
    """
    links = cited_by(programme, FINDING, [each.key for each in findings])
    cited: dict[str, set[str]] = {VERBATIM: set(), LINE: set(), FIGURE: set(), THEME: set()}
    for each in links.values():
        for link in each:
            cited.setdefault(link.cited.kind, set()).add(link.cited.key)
    themes = themes_cited(programme, cited[THEME])
    in_themes = {card for cards, _opposed in themes.values() for card in cards}
    verbatims = places_of(programme, cited[VERBATIM] | in_themes)
    lines = lines_by_key(programme, cited[LINE] | (in_themes - verbatims.keys()))
    figures = figures_by_key(programme, cited[FIGURE])
    digests = {
        **{key: row.digest for key, row in verbatims.items()},
        **{key: row.digest for key, row in figures.items()},
    }
    texts = {
        **{key: _behind(row) for key, row in verbatims.items() if row.state == State.SAID},
        **{key: TextBehind(key, line.source) for key, line in lines.items()},
    }
    return {
        key: _weigh(each, themes, texts, verbatims, set(figures), digests)
        for key, each in links.items()
    }


def themes_cited(
    programme: Programme, keys: Collection[str]
) -> Mapping[str, tuple[Sequence[str], set[str]]]:
    """Return the cards of each theme, and those among them that say its contrary.

    Two queries, and one for each reading.
    """
    found = {}
    for key, (_reading, board) in theme_boards(programme, keys).items() if keys else ():
        theme = board.themes.get(key)
        cards = () if theme is None else theme.cards
        found[key] = (cards, board.opposed.intersection(cards))
    return found


def cards_cited(
    links: Sequence[Link], themes: Mapping[str, tuple[Sequence[str], Collection[str]]]
) -> dict[str, bool]:
    """Return the texts and lines behind some links, and whether each says the contrary.

    ``themes``: what ``themes_cited`` says of those that are cited.
    """
    wanted: dict[str, bool] = {}
    for link in links:
        cards, opposed = themes.get(link.cited.key, ((), set()))
        if link.cited.kind in (VERBATIM, LINE):
            cards = (link.cited.key,)
        for card in cards:
            wanted[card] = wanted.get(card, False) or link.is_contrary != (card in opposed)
    return wanted


def _behind(row: VerbatimPlace) -> TextBehind:
    is_at_table = row.table is not None
    table = f"{row.meeting} {row.activity} {row.table}" if is_at_table else ""
    return TextBehind(row.key, row.meeting, table)


def _weigh(
    links: Sequence[Link],
    themes: Mapping[str, tuple[Sequence[str], set[str]]],
    texts: Mapping[str, TextBehind],
    verbatims: Mapping[str, VerbatimPlace],
    figures: Collection[str],
    digests: Mapping[str, str],
) -> Weight:
    wanted = cards_cited(links, themes)
    return weigh(
        [texts[card] for card in wanted if card in texts],
        [card for card, is_contrary in wanted.items() if is_contrary and card in texts],
        n_figures=sum(
            link.cited.kind == FIGURE and link.cited.key in figures and not link.is_contrary
            for link in links
        ),
        n_gone=sum(
            card in verbatims and verbatims[card].state in (State.MASKED, State.ERASED)
            for card in wanted
        ),
        has_changed=any(
            link.cited.key in digests and digests[link.cited.key] != link.digest for link in links
        ),
    )


def opposed_in_themes(
    programme: Programme, finding: Finding, *, without: Collection[str] = ()
) -> list[Reference]:
    """Return the texts that say the contrary of a theme that a finding cites.

    ``without``: the themes that who asks may not see. Five queries.
    """
    links = cited_by(programme, FINDING, [finding.key])[finding.key]
    keys = {link.cited.key for link in links if link.cited.kind == THEME and not link.is_contrary}
    keys.difference_update(without)
    opposed = {card for _cards, some in themes_cited(programme, keys).values() for card in some}
    cited = {link.cited for link in links}
    references = references_of(programme, opposed)
    return [each for each in references.values() if each not in cited]


def not_taken_up(programme: Programme) -> list[NotTakenUp]:
    """Return the texts that no finding rests on, the last meeting's first.

    Four queries, one for each reading, and those of findings' sources.
    """
    findings = Finding.objects.filter(programme=programme, removed_at=None)
    links = cited_by(programme, FINDING, list(findings.values_list("key", flat=True)))
    cited = {link.cited for each in links.values() for link in each}
    boards = boards_of(programme)
    taken = {each.key for each in cited if each.kind == VERBATIM}
    themes = {each.key for each in cited if each.kind == THEME}
    for board in boards:
        for key in themes & board.themes.keys():
            taken.update(board.themes[key].cards)
    figures = figures_by_key(programme, {each.key for each in cited if each.kind == FIGURE})
    taken.update(key for row in figures.values() for key in row.rests_on)
    rows = Verbatim.objects.filter(meeting__programme=programme, state=State.SAID)
    return [
        NotTakenUp(key, said, plain, meeting, *_where(boards, key))
        for key, said, plain, meeting in rows.values_list(
            "key", "text", "searched", "meeting__title"
        )
        if key not in taken
    ]


def _where(boards: Sequence[Board], card: str) -> tuple[str, str]:
    """Return the name of the theme that holds a card, and why it was set aside: "" for neither."""
    places = [(board, board.places[card]) for board in boards if card in board.places]
    for board, place in places:
        if place.theme in board.themes:
            return board.themes[place.theme].name, ""
    return "", next((place.reason for _board, place in places if place.theme == ASIDE), "")
