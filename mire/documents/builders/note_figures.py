"""The figures that a note's passages show, drawn as their meeting's restitution draws them."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import override

from mire.documents.builders.restitution import figure_blocks
from mire.documents.tree import Block
from mire.live.state.room import RoomState
from mire.programme.evidence.queries import figures_by_key
from mire.programme.evidence.rules import FIGURE
from mire.programme.note.queries import SectionTold
from mire.programme.programmes.queries import Programme
from mire.programme.thread.rules import Reference


def note_figures(
    programme: Programme,
    sections: Sequence[SectionTold],
    room_of: Callable[[str], RoomState | None],
) -> Mapping[Reference, Sequence[Block]]:
    """Return what draws each figure that a passage shows: a drawing, its sentence, its table.

    Figures of one activity have the very same blocks. ``room_of`` returns the room of a meeting's
    code, None where it can't be had. One query, none where no figure is shown; each meeting's log
    is read once.
    """
    shown = {
        each.reference.key
        for section in sections
        for passage in section.passages
        for each in passage.shown
        if each.reference.kind == FIGURE
    }
    if not shown:
        return {}
    rooms: dict[str, RoomState | None] = {}
    drawn: dict[tuple[str, str], list[Block]] = {}
    found: dict[Reference, Sequence[Block]] = {}
    with override(programme.language):
        for key, row in figures_by_key(programme, shown).items():
            code = row.meeting.code or ""
            if code not in rooms:
                rooms[code] = room_of(code) if code else None
            room = rooms[code]
            activity = None if room is None else room.activities.get(row.activity)
            if room is None or activity is None:
                continue
            where = (code, row.activity)
            if where not in drawn:
                drawn[where] = figure_blocks(room, activity)
            found[Reference(FIGURE, key)] = drawn[where]
    return found
