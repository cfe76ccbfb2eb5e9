"""A reading, folded from the acts of those who read: pure.

What several people do to the cards of a reading is a list of acts, in the order in which they were
accepted; nothing else is kept. Undoing an act leaves it in the list and takes it out of the fold;
undoing an undoing puts it back.
"""

import enum
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

MOST_NAME, MOST_WORDS, MOST_REASON, MOST_THEMES = 80, 2_000, 280, 200
ASIDE = "-"
"""Where a card is that was set aside, in place of a theme's key."""
_BETWEEN_WORDS = re.compile(r"\W+")


class ActKind(enum.StrEnum):
    """What a reader does; after the dash, the fields of its body."""

    MADE = "theme.made"  # theme, name, cards
    NAMED = "theme.named"  # theme, name
    DESCRIBED = "theme.described"  # theme, words
    MOVED = "theme.moved"  # theme, before: a theme, "" for the end
    MERGED = "theme.merged"  # theme, into
    PLACED = "cards.placed"  # cards, theme: "" to be read again
    SET_ASIDE = "cards.set_aside"  # cards, reason
    OPPOSED = "cards.opposed"  # cards, on: they say the contrary of their theme, or no more
    REWORDED = "card.reworded"  # card, words: "" for no more
    UNDONE = "act.undone"  # act: its number


@dataclass(frozen=True, slots=True)
class Act:
    """An act that was accepted. ``number`` counts from 1; ``by`` is the key of who did it."""

    number: int
    kind: str
    body: Mapping[str, Any]
    by: str
    by_name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card is: a theme's key, or ``ASIDE`` for a ``reason``; by which act, and whose."""

    theme: str
    reason: str
    act: int
    by: str
    by_name: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as it stands. ``words`` describe it; ``cards`` in the order in which they came."""

    key: str
    name: str
    words: str
    by_name: str
    cards: tuple[str, ...] = ()


@dataclass(slots=True)
class Board:
    """What acts make: themes in order, where each card is, what is opposed or said otherwise.

    A card that is in no place is still to be read. ``number`` is that of the last act.
    """

    themes: dict[str, Theme] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    opposed: set[str] = field(default_factory=set)
    reworded: dict[str, str] = field(default_factory=dict)
    written: dict[tuple[str, str], Act] = field(default_factory=dict)
    """Which act last wrote a theme's name or description, or a card's rewording: (kind, key)."""
    number: int = 0
    held: dict[str, dict[str, None]] = field(default_factory=dict)
    """The cards of each theme, for the next acts: a dictionary loses one at no cost."""


def undone(acts: Sequence[Act]) -> set[int]:
    """Return the numbers of the acts that were undone, and not put back."""
    found: set[int] = set()
    for act in reversed(acts):
        if act.kind == ActKind.UNDONE and act.number not in found:
            found.add(int(act.body["act"]))
    return found


def last_of(acts: Sequence[Act], by: str) -> Act | None:
    """Return the last act of somebody that stands and is no undoing; None when there is none."""
    gone = undone(acts)
    return next(
        (
            act
            for act in reversed(acts)
            if act.by == by and act.kind != ActKind.UNDONE and act.number not in gone
        ),
        None,
    )


def needed_by(acts: Sequence[Act], act: Act) -> Act | None:
    """Return an act of somebody else, later and standing, that undoing ``act`` would take along.

    None when it takes nothing of others along. What is placed in a theme needs its making; a card
    that was moved again, a name that was given again, need nothing more of what came before.
    """
    gone = undone(acts)
    later = [
        each
        for each in acts
        if each.number > act.number and each.number not in gone and each.by != act.by
    ]
    if act.kind in (ActKind.MADE, ActKind.MERGED):
        theme = str(act.body["theme"] if act.kind == ActKind.MADE else act.body["into"])
        return next(
            (each for each in later if theme in (each.body.get("theme"), each.body.get("into"))),
            None,
        )
    return None


def folded(acts: Sequence[Act]) -> Board:
    """Return the board that acts make. What concerns a theme that is not there changes nothing."""
    gone = undone(acts)
    return _fold(Board(), (each for each in acts if each.number not in gone), acts)


def continued(board: Board, acts: Sequence[Act]) -> Board | None:
    """Return the board that further acts make of another, which stays as it is.

    None when one of them is an undoing: it changes what came before, so all is folded again.
    """
    if any(each.kind == ActKind.UNDONE for each in acts):
        return None
    copied = Board(
        dict(board.themes),
        dict(board.places),
        set(board.opposed),
        dict(board.reworded),
        dict(board.written),
        board.number,
        {key: dict(held) for key, held in board.held.items()},
    )
    return _fold(copied, acts, acts)


def _fold(board: Board, standing: Iterable[Act], acts: Sequence[Act]) -> Board:
    for act in standing:
        if act.kind != ActKind.UNDONE:
            _FOLDS[act.kind](board, act)
    for key, theme in board.themes.items():
        board.themes[key] = replace(theme, cards=tuple(board.held[key]))
    board.number = acts[-1].number if acts else board.number
    return board


def _made(board: Board, act: Act) -> None:
    key = str(act.body["theme"])
    if key in board.themes:
        return
    board.themes[key] = Theme(key, str(act.body["name"]), "", act.by_name)
    board.held[key] = {}
    _put(board, act, act.body["cards"], key)


def _named(board: Board, act: Act) -> None:
    if theme := board.themes.get(str(act.body["theme"])):
        board.themes[theme.key] = replace(theme, name=str(act.body["name"]))
        board.written[ActKind.NAMED, theme.key] = act


def _described(board: Board, act: Act) -> None:
    if theme := board.themes.get(str(act.body["theme"])):
        board.themes[theme.key] = replace(theme, words=str(act.body["words"]))
        board.written[ActKind.DESCRIBED, theme.key] = act


def _moved(board: Board, act: Act) -> None:
    theme = board.themes.get(str(act.body["theme"]))
    if theme is None or act.body["before"] == theme.key:
        return
    others = [each for each in board.themes.values() if each.key != theme.key]
    keys = [each.key for each in others]
    before = str(act.body["before"])
    others.insert(keys.index(before) if before in keys else len(others), theme)
    board.themes = {each.key: each for each in others}


def _merged(board: Board, act: Act) -> None:
    theme, into = (board.themes.get(str(act.body[name])) for name in ("theme", "into"))
    if theme is not None and into is not None and theme is not into:
        _put(board, act, list(board.held[theme.key]), into.key)
        del board.themes[theme.key]


def _placed(board: Board, act: Act) -> None:
    theme = str(act.body["theme"])
    if not theme or theme in board.themes:
        _put(board, act, act.body["cards"], theme)


def _set_aside(board: Board, act: Act) -> None:
    _put(board, act, act.body["cards"], ASIDE, str(act.body["reason"]))


def _opposed(board: Board, act: Act) -> None:
    cards = {each for each in act.body["cards"] if each in board.places}
    board.opposed = board.opposed | cards if act.body["on"] else board.opposed - cards


def _reworded(board: Board, act: Act) -> None:
    board.written[ActKind.REWORDED, str(act.body["card"])] = act
    if words := str(act.body["words"]):
        board.reworded[str(act.body["card"])] = words
    else:
        board.reworded.pop(str(act.body["card"]), None)


_FOLDS: Mapping[str, Callable[[Board, Act], None]] = {
    ActKind.MADE: _made,
    ActKind.NAMED: _named,
    ActKind.DESCRIBED: _described,
    ActKind.MOVED: _moved,
    ActKind.MERGED: _merged,
    ActKind.PLACED: _placed,
    ActKind.SET_ASIDE: _set_aside,
    ActKind.OPPOSED: _opposed,
    ActKind.REWORDED: _reworded,
}


def _put(board: Board, act: Act, cards: Iterable[str], theme: str, reason: str = "") -> None:
    """Put cards in a theme, aside, or ("") back among those to read."""
    for card in dict.fromkeys(cards):
        was = board.places.pop(card, None)
        if was is not None and was.theme in board.themes:
            board.held[was.theme].pop(card, None)
        if was is None or was.theme != theme:
            board.opposed.discard(card)
        if theme:
            board.places[card] = Place(theme, reason, act.number, act.by, act.by_name)
        if theme in board.themes:
            board.held[theme][card] = None


def check(
    board: Board,
    kind: ActKind,
    body: Mapping[str, Any],
    *,
    cards: Collection[str],
    seen: int,
    by: str,
) -> None:
    """Raise a Refusal for an act that can't be: whose theme is gone, whose cards moved meanwhile.

    ``cards``: those that are meant and can be read; ``seen``: the number of the board that the
    reader saw. A card that somebody else placed since is where they put it, and is told.
    """
    for name in ("theme", "into"):
        key = str(body.get(name, ""))
        may_be_none = name not in body or kind in (ActKind.MADE, ActKind.PLACED)
        if key not in board.themes and kind is not ActKind.MADE and (key or not may_be_none):
            raise Refusal(text("Ce thème n'est plus là."), path=(name,), code="gone")
    if kind in (ActKind.MADE, ActKind.NAMED):
        _check_name(board, str(body["name"]), str(body["theme"]))
    if kind is ActKind.MADE and len(board.themes) >= MOST_THEMES:
        raise Refusal(text("%(n)s thèmes au plus.", n=MOST_THEMES), path=("name",), code="many")
    if kind is ActKind.MERGED and body["theme"] == body["into"]:
        raise Refusal(text("Choisissez un autre thème."), path=("into",), code="same")
    if kind is ActKind.SET_ASIDE and not 1 <= len(str(body["reason"])) <= MOST_REASON:
        raise Refusal(text("Dites en quelques mots pourquoi."), path=("reason",), code="missing")
    moved = list(body.get("cards", ())) or ([body["card"]] if "card" in body else [])
    if kind in (ActKind.PLACED, ActKind.SET_ASIDE, ActKind.OPPOSED) and not moved:
        raise Refusal(text("Choisissez au moins un propos."), path=("cards",), code="missing")
    if any(each not in cards for each in moved):
        raise Refusal(
            text("Ce propos n'est plus de cette lecture."), path=("cards",), code="unknown"
        )
    if kind is ActKind.OPPOSED and any(each not in board.places for each in moved):
        raise Refusal(text("Placez d'abord ce propos."), path=("cards",), code="unplaced")
    _check_seen(board, moved, seen, by)
    _check_written(board, kind, str(body.get("card", body.get("theme", ""))), seen, by)


def _check_name(board: Board, name: str, theme: str) -> None:
    if not 1 <= len(name) <= MOST_NAME:
        raise Refusal(
            text("Un nom a de 1 à %(most)s signes.", most=MOST_NAME), path=("name",), code="length"
        )
    for each in board.themes.values():
        if each.key != theme and each.name.casefold() == name.casefold():
            raise Refusal(
                text("Un thème s'appelle déjà « %(name)s ».", name=each.name),
                path=("name",),
                code="twice",
            )


def _check_written(board: Board, kind: ActKind, key: str, seen: int, by: str) -> None:
    """Refuse to write over what somebody else wrote since."""
    act = board.written.get((kind, key))
    if act is not None and act.number > seen and act.by != by:
        words = str(act.body.get("name") or act.body.get("words") or "—")
        raise Refusal(
            text(
                "%(who)s vient d'écrire ici : « %(words)s ». Rien n'est écrasé : comparez, puis "
                "recommencez.",
                who=act.by_name,
                words=words,
            ),
            path=("words",),
            code="moved",
        )


def _check_seen(board: Board, cards: Iterable[str], seen: int, by: str) -> None:
    for card in cards:
        place = board.places.get(card)
        if place is None or place.act <= seen or place.by == by:
            continue
        if place.theme == ASIDE:
            said = text("%(who)s vient de mettre ce propos à part.", who=place.by_name)
        else:
            said = text(
                "%(who)s vient de placer ce propos dans « %(theme)s ».",
                who=place.by_name,
                theme=board.themes[place.theme].name,
            )
        raise Refusal(said, path=("cards",), code="moved")


def shown_together(keys: Iterable[str], groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return cards in their order, but each beside the first of those that are almost the same.

    Whatever is in no group stands alone.
    """
    first_of = {key: group[0] for group in groups for key in group}
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault(first_of.get(key, key), []).append(key)
    return list(found.values())


def piles(cards: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return cards by what they say, the first of each pile first: (key, words) as they come.

    ``words`` are those that are searched; a pile holds the same letters and figures, whatever
    their accents, capitals and signs. Nothing merges: each card stays one that is cited alone.
    """
    found: dict[str, list[str]] = {}
    for key, words in cards:
        letters = _BETWEEN_WORDS.sub(" ", words).strip() or words
        found.setdefault(letters, []).append(key)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class SlipsLine:
    """A line typed from slips, as it is understood: these ``cards`` go to one theme, or aside.

    ``theme``: a theme's key, ``ASIDE``, or "" for one to be made, named ``name`` (aside: the
    reason). ``wrong``: what can't be understood; the line is then not stored.
    """

    written: str
    cards: tuple[str, ...] = ()
    theme: str = ""
    name: str = ""
    wrong: Text | None = None

    @property
    def confirmed(self) -> str:
        """Return the line with its theme by name: numbers of themes may change meanwhile."""
        before = self.written.partition(">")[0].strip()
        return f"{before} > {f'{ASIDE} ' if self.theme == ASIDE else ''}{self.name}"


def slips_read(
    lines: str, numbers: Mapping[int, str], themes: Iterable[Theme], cards: Collection[str]
) -> list[SlipsLine]:
    """Return what lines such as « 3 7 12 > Du temps » mean; lines without a word say nothing.

    ``numbers``: of the slips, to keys; ``cards``: those that can be read. Behind the « > » stand a
    theme's name, or its number from 1, a new name, or « - » and why these are set aside.
    """
    standing = list(themes)
    seen: set[int] = set()
    made: list[SlipsLine] = []
    for written in filter(None, (" ".join(each.split()) for each in lines.splitlines())):
        before, sign, goal = (each.strip() for each in written.partition(">"))
        found = [int(each) for each in re.findall(r"[0-9]{1,9}", before)]
        wrong = _wrong(before, sign, goal, found, seen, numbers, cards)
        if wrong is not None:
            made.append(SlipsLine(written, wrong=wrong))
            continue
        seen.update(found)
        theme, name = _goal(goal, standing)
        meant = tuple(numbers[each] for each in dict.fromkeys(found))
        made.append(SlipsLine(written, meant, theme, name))
    return made


def _goal(goal: str, themes: Sequence[Theme]) -> tuple[str, str]:
    for each in themes:
        if " ".join(each.name.split()).casefold() == goal.casefold():
            return each.key, each.name
    if goal.startswith(ASIDE):
        return ASIDE, goal.removeprefix(ASIDE).strip()
    if goal.isascii() and goal.isdigit() and len(goal) < 9 and 1 <= int(goal) <= len(themes):
        return themes[int(goal) - 1].key, themes[int(goal) - 1].name
    return "", goal


def _wrong(
    before: str,
    sign: str,
    goal: str,
    found: Sequence[int],
    seen: Collection[int],
    numbers: Mapping[int, str],
    cards: Collection[str],
) -> Text | None:
    """Return what is wrong with a line, None for nothing."""
    if not sign or not goal or not found or re.sub(r"[0-9]{1,9}|[ ,;.]", "", before):
        return text("Écrivez des numéros, le signe >, puis un thème : 3 7 12 > Du temps")
    if unknown := [str(each) for each in found if each not in numbers]:
        return text("Aucun billet n'a ce numéro : %(numbers)s", numbers=", ".join(unknown))
    if gone := [str(each) for each in found if numbers[each] not in cards]:
        return text(
            "Le propos de ce billet n'est plus à lire ici : %(numbers)s", numbers=", ".join(gone)
        )
    if twice := [str(each) for each in found if each in seen]:
        return text(
            "Ce billet est déjà dans une ligne au-dessus : %(numbers)s", numbers=", ".join(twice)
        )
    if goal.startswith(ASIDE) and not 1 <= len(goal.removeprefix(ASIDE).strip()) <= MOST_REASON:
        return text("Dites en quelques mots pourquoi.")
    if not goal.startswith(ASIDE) and len(goal) > MOST_NAME:
        return text("Un nom a de 1 à %(most)s signes.", most=MOST_NAME)
    return None
