"""What a reading gives to cite: themes, and lines of before Mire."""

from collections.abc import Collection, Mapping, Sequence

from mire.programme.evidence.rules import VERBATIM, digest_of, searched
from mire.programme.programmes.models import Programme
from mire.programme.reading.queries import (
    LINE,
    THEME,
    lines_by_key,
    references_of,
    theme_boards,
    themes_holding,
    themes_of,
)
from mire.programme.thread.rules import Citable, Kind, Reference, State
from mire.technique_api.text import text, text_n


def _themes(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return themes. Four queries, and one for each reading that has some of them."""
    boards = theme_boards(programme, keys)
    standing = {key: board.themes.get(key) for key, (_, board) in boards.items()}
    cards = {card for theme in standing.values() if theme for card in theme.cards}
    references = references_of(programme, cards)
    found = {}
    for key, (reading, _board) in boards.items():
        theme = standing[key]
        held = () if theme is None else theme.cards
        found[key] = Citable(
            Reference(THEME, key),
            "" if theme is None else text("Thème : %(name)s", name=theme.name),
            digest_of({"theme": key, "name": theme and theme.name, "cards": sorted(held)}),
            State.WITHDRAWN if theme is None else State.SAID,
            (
                (text("lecture"), reading.title),
                (text("compte"), text_n("%(count)s propos", "%(count)s propos", len(held))),
            ),
            rests_on=[references[card] for card in held if card in references],
            apart=reading.key if reading.is_apart else "",
        )
    return found


def _lines(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return added lines. One query."""
    return {
        key: Citable(
            Reference(LINE, key),
            line.text,
            digest_of({"line": line.text}),
            State.SAID,
            ((text("d'avant Mire"), line.source),),
        )
        for key, line in lines_by_key(programme, keys).items()
    }


def _themes_on(programme: Programme, card: Reference) -> Sequence[str]:
    """Return the themes that hold a text. One query, and one for each reading that has it."""
    return themes_holding(programme, card.key) if card.kind in (VERBATIM, LINE) else ()


def _seek_themes(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return themes whose name holds the words; the first ones without words. Two queries."""
    wanted = searched(sought).split()
    found = [
        each.key
        for each in themes_of(programme)
        if all(word in searched(each.name) for word in wanted)
    ]
    return found[:most]


KINDS = (
    Kind(THEME, text("thème"), _themes, _themes_on, _seek_themes),
    Kind(LINE, text("propos d'avant Mire"), _lines),
)
