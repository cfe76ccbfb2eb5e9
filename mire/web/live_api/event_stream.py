"""Server-sent events: the bytes of a frame and of a beat, and the streams that the hub writes."""

from collections.abc import Callable, Mapping

from mire.live.engine.rooms import RoomView
from mire.live.hub import Frame
from mire.live.views.screens import Surface
from mire.web import rights
from mire.web.shell.writing import Connection, chunk


def piece(stamp: str, frame: Frame | None) -> bytes:
    """Return a beat with the room's time, and the frame after it if there is one."""
    beat = b"event: beat\ndata: %s\n\n" % stamp.encode()
    if frame is None:
        return beat
    lines = b"\n".join([b"data: " + line for line in frame.body.split(b"\n")])
    return b"%bevent: frame\nid: %s\n%s\n\n" % (beat, frame.tag.encode(), lines)


class EventStream:
    """Pieces as HTTP writes them in chunks, made once for all the viewers of a frame."""

    def piece(self, stamp: str, frame: Frame | None) -> bytes:
        """Return a beat, and the frame after it if there is one."""
        return chunk(piece(stamp, frame))


class Stream:
    """One viewer's stream, written by the hub."""

    __slots__ = ("_connection", "_cookies", "_on_heard", "_surface", "write")

    def __init__(
        self,
        connection: Connection,
        *,
        on_heard: Callable[[], None],
        cookies: Mapping[str, str],
        surface: Surface,
    ) -> None:
        self._connection = connection
        self._on_heard = on_heard
        self._cookies = cookies
        self._surface = surface
        self.write = connection.write
        connection.begin_stream()

    def heard(self) -> None:
        """It was there until now."""
        self._on_heard()

    def may_watch(self, room: RoomView) -> bool:
        """Say whether who opened it may still see it; a phone's seat is looked at elsewhere."""
        is_phone = self._surface is Surface.PHONE
        return is_phone or rights.may_watch(room, self._surface, self._cookies)

    def end(self) -> None:
        """Write the end, and close."""
        self._connection.end()
