"""What is said of a grid's result: one sentence for all, and facts that can be cited.

How many stand on each of two opposed sides is said in the report alone, and only when neither is
a small group: the wall says that opposed positions exist, and starts no hunt.
"""

from collections.abc import Sequence

from mire.technique_api.breakdown import Breakdown, Part
from mire.technique_api.technique import Finding
from mire.technique_api.text import Text, text, text_n
from mire.techniques.positioning.config import Axis, Config, Corner, corner_of, poles_of
from mire.techniques.positioning.synthesis import Camp, Move, Result, Share, Side, State

FEW_APART = 5
"""Fewer people than this who stand apart from all others are not counted for the room."""


def corner_words(config: Config, corner: Corner | None) -> Text:
    """The corner's name, or its two poles when it has none."""
    if corner is None:
        return text("sur un axe")
    if name := config.corners.at(corner).name.strip():
        return text("« %(name)s »", name=name)
    x, y = poles_of(config, corner)
    return text("« %(first)s × %(second)s »", first=y.label, second=x.label)


def breakdowns(config: Config, result: Result) -> Sequence[Breakdown]:
    """Return how many placed a point, and in which corner; never where exactly."""
    stance = (
        Part("placed", text("s'est positionné"), result.n_placed),
        Part("abstained", text("préfère ne pas se positionner"), result.n_abstained),
    )
    corners = tuple(
        Part(share.corner or "axis", corner_words(config, share.corner), share.n)
        for share in result.shares
    )
    return [
        Breakdown("stance", text("Se positionne"), stance),
        Breakdown("corner", config.question, corners, of="stance.placed"),
    ]


def sentence(config: Config, result: Result) -> Text:
    """What the figure shows, in one to three sentences."""
    said = _tendency(config, result)
    if result.n_abstained and result.n_placed and not result.move:
        abstained = text_n(
            "%(count)s personne a préféré ne pas se positionner.",
            "%(count)s personnes ont préféré ne pas se positionner.",
            result.n_abstained,
        )
        said = text("%(first)s %(second)s", first=said, second=abstained)
    if result.move:
        moved = move_sentence(config, result.move)
        said = text("%(first)s %(second)s", first=said, second=moved)
    return said


def _tendency(config: Config, result: Result) -> Text:
    reading, n = result.reading, result.n_placed
    match reading.pattern:
        case "nobody":
            return text("Personne n'a répondu.")
        case "abstained":
            return text_n(
                "La seule personne qui a répondu a préféré ne pas se positionner.",
                "Les %(count)s personnes qui ont répondu ont toutes préféré ne pas se positionner.",
                result.n_abstained,
            )
        case "few":
            return text_n(
                "Une seule personne s'est positionnée : trop peu de réponses pour conclure.",
                "%(count)s personnes se sont positionnées : trop peu de réponses pour conclure.",
                n,
            )
        case "point":
            return _same_point(config, result)
        case "centre":
            return _near_centre(result)
        case "opposed":
            return _opposed(config, result)
        case "corner":
            (corner,) = reading.corners
            if result.at(corner).n == n:
                return text(
                    "Les %(n)s personnes qui se sont positionnées sont toutes du côté de "
                    "%(corner)s.",
                    n=n,
                    corner=corner_words(config, corner),
                )
            if _is_nearly_all(result.at(corner).n, n):
                return text(
                    "Presque toutes les personnes (%(n)s en tout) se placent du côté de "
                    "%(corner)s.",
                    n=n,
                    corner=corner_words(config, corner),
                )
            return text(
                "La plupart se placent du côté de %(corner)s : %(held)s personnes sur %(n)s.",
                corner=corner_words(config, corner),
                held=result.at(corner).n,
                n=n,
            )
        case "side":
            return _leaning(config, result)
        case "spread":
            return text(
                "Les %(n)s personnes qui se sont positionnées se répartissent sur la grille : "
                "aucun côté ne réunit une nette majorité.",
                n=n,
            )


def _opposed(config: Config, result: Result) -> Text:
    """Where opposed positions lie where their corners tell it; never how many hold them."""
    places = [where for where, _ in sides(config, result)]
    if result.move or len({str(place) for place in places}) < 2:  # the move is the news
        return text("Des positions opposées existent.")
    return text(
        "Des positions opposées existent : les unes du côté de %(first)s, les autres du côté de "
        "%(second)s.",
        first=places[0],
        second=places[1],
    )


def sides(config: Config, result: Result) -> list[tuple[Text, int]]:
    """Return the two opposed sides, each with its people, the most first; [] without any."""
    if result.reading.pattern != "opposed":
        return []
    if result.reading.corners:
        return [
            (corner_words(config, corner), result.at(corner).n) for corner in result.reading.corners
        ]
    return [(_place(config, camp), camp.n) for camp in result.camps[:2]]


def _place(config: Config, camp: Camp) -> Text:
    """The corner of a group's mean, or the pole of the axis that it lies on."""
    x, y = (round(each) for each in (camp.x, camp.y))
    if corner := corner_of(x, y):
        return corner_words(config, corner)
    axis, value = (config.x, x) if x else (config.y, y)
    return text("« %(name)s »", name=_pole(axis, "low" if value < 0 else "high"))


def _pole(axis: Axis, side: Side) -> str:
    return (axis.low if side == "low" else axis.high).label


def sides_sentence(config: Config, result: Result) -> Text | None:
    """How many stand on each of two opposed sides: for a report, when neither is too small."""
    held = sides(config, result)
    if not held:
        return None
    (first, n_first), (second, n_second) = held
    return text_n(
        "Du côté de %(first)s : %(n_first)s personnes sur %(count)s ; du côté de %(second)s : "
        "%(n_second)s.",
        "Du côté de %(first)s : %(n_first)s personnes sur %(count)s ; du côté de %(second)s : "
        "%(n_second)s.",
        result.n_placed,
        first=first,
        n_first=n_first,
        second=second,
        n_second=n_second,
    )


def move_sentence(config: Config, move: Move) -> Text:
    """What became of those whose two answers are linked."""
    if move.is_clear:
        near = [
            text("« %(name)s »", name=_pole(axis, side))
            for axis, side in ((config.x, move.toward_x), (config.y, move.toward_y))
            if side
        ]
        if len(near) == 2:
            return text(
                "Entre les deux tours, les positions se rapprochent de %(first)s et de %(second)s.",
                first=near[0],
                second=near[1],
            )
        return text("Entre les deux tours, les positions se rapprochent de %(pole)s.", pole=near[0])
    if move.is_slight:
        return text("Entre les deux tours, les positions ont à peine bougé.")
    if move.p == 1 and move.first == move.second:
        return text("Entre les deux tours, les positions sont les mêmes en moyenne.")
    if move.x is None:
        return text_n(
            "%(count)s personne seulement a ses deux réponses rapprochées : trop peu pour dire si "
            "les positions ont bougé.",
            "%(count)s personnes seulement ont leurs deux réponses rapprochées : trop peu pour "
            "dire si les positions ont bougé.",
            move.n,
        )
    return text("Entre les deux tours, aucun déplacement net.")


def claim(config: Config, result: Result) -> tuple[int, Text] | None:
    """What a majority does, and how many do: what the silent could confirm or undo."""
    reading = result.reading
    if reading.pattern == "corner":
        (corner,) = reading.corners
        held = result.at(corner).n
        return held, text("du côté de %(corner)s", corner=corner_words(config, corner))
    if reading.pattern == "side" and (reading.x is None) != (reading.y is None):
        axis, side = (config.x, reading.x) if reading.x else (config.y, reading.y)
        assert side is not None
        held = _on_side(result, side, is_x=reading.x is not None)
        return held, text("du côté de « %(pole)s »", pole=_pole(axis, side))
    return None


def _on_side(result: Result, side: Side, *, is_x: bool) -> int:
    return sum(
        cell.n
        for cell in result.cells
        if (value := cell.x if is_x else cell.y) and (value < 0) == (side == "low")
    )


def _is_nearly_all(held: int, n: int) -> bool:
    """Seven in eight or more, and so few others that counting would point at them."""
    return 0 < n - held < FEW_APART and 8 * held >= 7 * n


def _same_point(config: Config, result: Result) -> Text:
    (cell,) = result.cells
    corner = corner_of(cell.x, cell.y)
    if corner is None:
        return text(
            "Les %(n)s personnes qui se sont positionnées ont choisi le même point, sur un axe.",
            n=result.n_placed,
        )
    return text(
        "Les %(n)s personnes qui se sont positionnées ont choisi le même point, "
        "du côté de %(corner)s.",
        n=result.n_placed,
        corner=corner_words(config, corner),
    )


def _near_centre(result: Result) -> Text:
    """Where a side stands out all the same, the figure says it: no pole is told to lack."""
    reading, n = result.reading, result.n_placed
    if reading.x or reading.y:
        return text(
            "La plupart des %(n)s personnes qui se sont positionnées restent près du centre.", n=n
        )
    return text(
        "La plupart des %(n)s personnes qui se sont positionnées restent près du centre : "
        "aucun pôle ne l'emporte.",
        n=n,
    )


def _leaning(config: Config, result: Result) -> Text:
    reading, n = result.reading, result.n_placed
    leant = [
        (_pole(axis, side), _on_side(result, side, is_x=axis is config.x))
        for axis, side in ((config.x, reading.x), (config.y, reading.y))
        if side
    ]
    if len(leant) == 2:
        (x, n_x), (y, n_y) = leant
        return text(
            "La plupart penchent vers « %(x)s » (%(n_x)s personnes sur %(n)s) "
            "et vers « %(y)s » (%(n_y)s sur %(n)s).",
            x=x,
            n_x=n_x,
            n=n,
            y=y,
            n_y=n_y,
        )
    ((pole, held),) = leant
    if held == n:
        return text(
            "Les %(n)s personnes qui se sont positionnées penchent toutes vers « %(pole)s » ; "
            "sur l'autre axe, les avis se partagent.",
            n=n,
            pole=pole,
        )
    if _is_nearly_all(held, n):
        return text(
            "Presque toutes les personnes (%(n)s en tout) penchent vers « %(pole)s » ; sur l'autre "
            "axe, les avis se partagent.",
            n=n,
            pole=pole,
        )
    return text(
        "La plupart penchent vers « %(pole)s » (%(held)s personnes sur %(n)s) ; "
        "sur l'autre axe, les avis se partagent.",
        pole=pole,
        held=held,
        n=n,
    )


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """The sentence, then one fact a corner that someone chose, then those who abstained.

    Where positions are opposed, no fact counts a corner. The move rests on linked answers.
    """
    points = [point.id for point in state.placed]
    found = []
    if result.n:
        everyone = [*points, *state.abstained, *(each for each, _ in state.shifts)]
        found.append(Finding("sentence", sentence(config, result), tuple(sorted(everyone))))
    for share in result.shares:
        if not share.n or result.reading.pattern == "opposed":
            continue
        held = [p.id for p in state.placed if corner_of(p.x, p.y) == share.corner]
        found.append(
            Finding(share.corner or "on_axis", _held(config, share, result), tuple(sorted(held)))
        )
    if result.move:
        linked = tuple(sorted(each for each, _ in state.shifts))
        found.append(Finding("move", move_sentence(config, result.move), linked))
    if result.n_abstained:
        abstained = text_n(
            "%(count)s personne sur %(n)s a préféré ne pas se positionner.",
            "%(count)s personnes sur %(n)s ont préféré ne pas se positionner.",
            result.n_abstained,
            n=result.n,
        )
        found.append(Finding("abstained", abstained, tuple(sorted(state.abstained))))
    return found


def _held(config: Config, share: Share, result: Result) -> Text:
    if share.corner is None:
        return text_n(
            "%(count)s personne sur %(n)s s'est placée sur un axe.",
            "%(count)s personnes sur %(n)s se sont placées sur un axe.",
            share.n,
            n=result.n_placed,
        )
    return text_n(
        "%(count)s personne sur %(n)s s'est placée du côté de %(corner)s.",
        "%(count)s personnes sur %(n)s se sont placées du côté de %(corner)s.",
        share.n,
        n=result.n_placed,
        corner=corner_words(config, share.corner),
    )
