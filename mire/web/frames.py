"""Frames: what a surface is told, drawn as the HTML that its page takes in."""

from collections.abc import Mapping
from typing import Any

from mire.documents.render import render_template
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.hub import Frame, surface_facts
from mire.live.views.screens import Surface

FRAMES = {
    Surface.PHONE: "phone/frame.html",
    Surface.CONSOLE: "console/frame.html",
    Surface.REMOTE: "console/remote_frame.html",
    Surface.PROJECTOR: "projector/frame.html",
}
"""The template of each surface's frame."""


def frame(room: RoomView, surface: Surface, language: str, told: Mapping[str, Any]) -> bytes:
    """Draw one frame for all its viewers."""
    return render_template(FRAMES[surface], {**told, "code": room.code}, language).encode()


def first_frame(
    room: RoomView, surface: Surface, language: str, **own: Any
) -> tuple[str, Mapping[str, Any]]:
    """Draw the frame that a page starts with; ``own`` adds what is this browser's alone."""
    now = surface_facts(current_engine(), room, surface)
    context = {**now, "code": room.code, **own}
    return render_template(FRAMES[surface], context, language), now


def tag_of_all(room: RoomView, surface: Surface, language: str, told: Mapping[str, Any]) -> str:
    """Return the tag of the frame that all see who are told this: a page that shows it has it."""
    return Frame.of(frame(room, surface, language, told)).tag
