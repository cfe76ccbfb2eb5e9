"""A passage of the note, as templates show it: its blocks, the sources that a member reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from mire.documents.builders.note_figures import note_figures
from mire.documents.tree import Block
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import UnknownRoom
from mire.live.state.room import RoomState
from mire.programme.note.queries import PassageTold, SectionTold
from mire.programme.note.rules.marks import read_marks
from mire.programme.people.queries import Member
from mire.programme.programmes.queries import Programme
from mire.programme.thread.rules import Reference
from mire.web.marked import blocks_told
from mire.web.office.citables import reads, told


def passage_context(each: PassageTold, member: Member) -> dict[str, Any]:
    """Return a passage as templates show it: its blocks, its sources that the member reads."""
    return {
        "row": each.passage,
        "blocks": blocks_told(read_marks(each.passage.words)),
        "sources": [told(one, member) for one in each.sources if reads(member, one)],
        "contrary": [told(one, member) for one in each.contrary if reads(member, one)],
        "shown": [told(one, member) for one in each.shown if reads(member, one)],
        "n_remarks": each.n_remarks,
        "is_sourced": each.is_sourced,
    }


def figures_shown(
    programme: Programme, sections: Sequence[SectionTold]
) -> Mapping[Reference, Sequence[Block]]:
    """Return what draws the figures that passages show (``note_figures``), for their documents."""
    engine = current_engine()

    def room_of(code: str) -> RoomState | None:
        try:
            return engine.room(code).state
        except UnknownRoom:
            return None

    return note_figures(programme, sections, room_of)
