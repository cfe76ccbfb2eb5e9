"""What each screen of the grid is told: JSON primitives, geometry included.

No free text: the room shows reasons itself, once a facilitator has let them. Where positions are
opposed, nothing but a report is told how many stand on each side.
"""

from typing import Any

from mire.technique_api.technique import Primitives, Screen, Table, Terms
from mire.technique_api.text import Text, text
from mire.techniques.positioning.config import (
    CORNERS,
    LIMIT,
    REASON_LIMIT,
    Axis,
    Config,
    poles_of,
)
from mire.techniques.positioning.drawing import SHAPES, draw_grid, paper
from mire.techniques.positioning.sentences import (
    claim,
    corner_words,
    sentence,
    sides,
    sides_sentence,
)
from mire.techniques.positioning.synthesis import FEW, Move, Result, Share, State

FEW_FOR_A_MEAN = 20
"""Of fewer people, a camp of three in ten may have nobody among them: see the ellipse's page."""


def _axis(axis: Axis) -> Primitives:
    return {
        "low": {"label": axis.low.label, "gloss": axis.low.gloss},
        "high": {"label": axis.high.label, "gloss": axis.high.gloss},
    }


def _question(config: Config) -> dict[str, Any]:
    return {
        "question": config.question,
        "x": _axis(config.x),
        "y": _axis(config.y),
        "limit": LIMIT,
        "reason": config.reason,
        "reason_label": config.reason_label.strip() or None,
        "reason_limit": REASON_LIMIT,
    }


def _corners(config: Config) -> list[Primitives]:
    said: list[Primitives] = []
    for corner in CORNERS:
        x, y = poles_of(config, corner)
        said.append(
            {
                "corner": corner,
                "shape": SHAPES[corner],
                "name": config.corners.at(corner).name.strip() or None,
                "gloss": config.corners.at(corner).gloss.strip() or None,
                "poles": [y.label, x.label],
            }
        )
    return said


def _profiles(config: Config) -> Terms:
    """The corners that bear a name, with what it means."""
    return Terms(
        [
            (each["name"], each["gloss"] or " × ".join(each["poles"]))
            for each in _corners(config)
            if each["name"]
        ]
    )


def participant(config: Config, _state: State, _result: Result | None) -> Primitives:
    """The question and its poles; profiles appear after the reveal, and would lead answers."""
    return {**_question(config), "paper": paper(config)}


def with_result(config: Config, _state: State, result: Result | None) -> Primitives:
    """The console's and the projector's part: where positions are opposed, nothing is counted."""
    said: dict[str, Any] = {**_question(config), "corners": _corners(config), "figure": None}
    if result is None:
        said["empty"] = draw_grid(config, None)
        return said
    is_discreet = result.reading.pattern == "opposed"
    said["sentence"] = sentence(config, result).primitive()
    said["table"] = (places if is_discreet else table)(config, result).primitive()
    said["figure"] = draw_grid(config, result, is_discreet=is_discreet)
    said["n_placed"] = result.n_placed
    said["n_abstained"] = result.n_abstained
    return said


def report(config: Config, state: State, result: Result | None) -> Primitives:
    """All that is known; ``discreet`` takes its place where a side is under the threshold."""
    said = {**with_result(config, state, result), "parts": [_profiles(config).primitive()]}
    if result is None:
        return said
    wall = {name: said[name] for name in ("table", "figure")}
    said["table"] = table(config, result, has_margins=True).primitive()
    is_measured = result.n_placed >= FEW
    # A mean between two camps is where nobody stands: the annex alone says it, in numbers.
    has_middle = is_measured and result.reading.pattern != "opposed"
    said["figure"] = draw_grid(config, result, is_report=True, has_ellipse=has_middle)
    said["annex"] = {"table": measures(config, result).primitive()} if is_measured else None
    if held := claim(config, result):
        said["claim"] = {"k": held[0], "n": result.n, "about": held[1].primitive()}
    if counted := sides_sentence(config, result):
        said["more"] = counted.primitive()
        said["discreet"] = {
            "under": min(n for _, n in sides(config, result)),
            "screen": {**wall, "more": None, "annex": None},
        }
    return said


def table(config: Config, result: Result, *, has_margins: bool = False) -> Table:
    """How many are in each corner; ``has_margins``: with what so few people leave open."""
    blank = text("sans objet")
    rows: list[tuple[Text | str | int | float, ...]] = [
        (corner_words(config, share.corner), share.n, _percent(share), _margin(share))
        for share in result.shares
    ]
    rows.append((text("préfère ne pas se positionner"), result.n_abstained, blank, blank))
    columns = (
        text("Endroit"),
        text("Personnes"),
        text("Part des personnes positionnées"),
        text("Marge à 95 %%"),
    )
    width = 4 if has_margins else 3
    return Table(
        caption=text("Où les personnes se sont placées"),
        columns=columns[:width],
        rows=tuple(row[:width] for row in rows),
    )


def _percent(share: Share) -> Text:
    if share.low is None:
        return text("sans objet")
    percent: float = round(100 * share.share)
    if 0 < share.share < 1 and percent in (0, 100):  # neither nobody nor everybody
        percent = min(max(round(100 * share.share, 1), 0.1), 99.9)
    return text("%(percent)s %%", percent=percent)


def _margin(share: Share) -> Text:
    if share.low is None or share.high is None:
        return text("sans objet")
    return text("%(low)s à %(high)s %%", low=round(100 * share.low), high=round(100 * share.high))


def places(config: Config, result: Result) -> Table:
    """Where there are positions, and nothing on how many."""
    return Table(
        caption=text("Où se trouvent des positions"),
        columns=(text("Endroit"), text("Des positions s'y trouvent")),
        rows=tuple(
            (corner_words(config, share.corner), text("oui") if share.n else text("non"))
            for share in result.shares
        ),
    )


def measures(config: Config, result: Result) -> Table:
    """What a reader who counts may check: indices, the mean and its ellipse, groups, the move."""
    rows: list[tuple[Text | str | int | float, ...]] = []
    scale = text("de -1 (aux deux bouts) à 1 (au même endroit) ; 0 : partout également")
    for axis, agreed in ((config.x, result.agreement_x), (config.y, result.agreement_y)):
        if agreed is not None:
            between = text(
                "Accord entre « %(low)s » et « %(high)s »", low=axis.low.label, high=axis.high.label
            )
            rows.append((between, round(agreed, 2), scale))
    if middle := result.middle:
        rows.append(
            (
                text("Position moyenne"),
                text("%(x)s ; %(y)s", x=round(middle.x, 1), y=round(middle.y, 1)),
                text("de -10 à 10 sur chaque axe ; souvent, personne ne s'y tient"),
            )
        )
        rows.append(
            (
                text("Ellipse à 95 %% de cette moyenne"),
                text(
                    "%(long)s sur %(short)s",
                    long=round(middle.long, 1),
                    short=round(middle.short, 1),
                ),
                text(
                    "demi-axes, en pas de la grille : plus elle est grande, moins on en sait. Avec "
                    "si peu de personnes, un groupe entier peut n'avoir pas répondu : quand les "
                    "avis sont très décalés ou en trois camps, elle se trompe jusqu'à une fois sur "
                    "trois"
                )
                if result.n_placed < FEW_FOR_A_MEAN
                else text(
                    "demi-axes, en pas de la grille : plus elle est grande, moins on en sait. "
                    "Quand les avis sont très décalés ou en trois camps, elle se trompe une fois "
                    "sur dix"
                ),
            )
        )
    rows.append(
        (
            text("Groupes distincts"),
            len(result.camps) if result.camps else text("aucun"),
            text("à partir de 20 personnes, et seulement quand ils sont nets"),
        )
    )
    if result.move:
        rows += _move_rows(config, result.move)
    return Table(
        caption=text("Mesures"),
        columns=(text("Mesure"), text("Valeur"), text("Comment la lire")),
        rows=tuple(rows),
    )


def _move_rows(config: Config, move: Move) -> list[tuple[Text | str | int | float, ...]]:
    rows: list[tuple[Text | str | int | float, ...]] = []
    reading = text("moyenne des réponses rapprochées, et sa marge à 95 %%")
    for i, (axis, bounds) in enumerate(((config.x, move.x), (config.y, move.y))):
        moved = round(move.second[i] - move.first[i], 1)
        value: Text | float = moved
        # All moved alike: those few say nothing of how sure that is.
        if bounds and bounds[0] < bounds[1]:
            value = text(
                "%(moved)s (de %(low)s à %(high)s)",
                moved=moved,
                low=round(bounds[0], 1),
                high=round(bounds[1], 1),
            )
        rows.append((text("Déplacement vers « %(pole)s »", pole=axis.high.label), value, reading))
    rows.append(
        (
            text("Hasard seul"),
            text("%(percent)s %%", percent=round(100 * move.p, 1)),
            text(
                "probabilité que le hasard seul déplace autant la moyenne ; un déplacement est dit "
                "net à 5 %% au plus"
            ),
        )
    )
    rows.append(
        (
            text("Réponses rapprochées"),
            move.n,
            text(
                "personnes dont les deux réponses sont liées ; d'autres liens ont pu être défaits, "
                "pour que personne ne soit reconnu"
            ),
        )
    )
    return rows


SCREENS = {
    Screen.PARTICIPANT: participant,
    Screen.FACILITATOR: with_result,
    Screen.PROJECTOR: with_result,
    Screen.REPORT: report,
}
