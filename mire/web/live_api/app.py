"""The live door: answers in, frames and streams out. No middleware, no ORM, no HTML.

``/live/<CODE>/answer`` POST JSON · ``begun`` POST JSON, an answer is begun · ``own`` a seat's
own answer · ``frame`` the present frame (polling) · ``stream`` frames as server-sent events ·
``trial`` three beats, to try the way.
"""

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import msgspec

from mire.live.engine.answers import Answer, OwnAnswer
from mire.live.engine.engine import Engine
from mire.live.engine.requests import FindSeat
from mire.live.engine.rooms import RoomView, UnknownRoom
from mire.live.hub import BEAT_SECONDS, Hub, screen_of
from mire.live.state.entries import canonical
from mire.live.store import seats
from mire.live.views.screens import Surface
from mire.technique_api.reading import read_json
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text
from mire.web import rates, rights
from mire.web.finding import find_room_of, known_room
from mire.web.live_api.event_stream import Stream, piece
from mire.web.live_api.exchange import Exchange, Receive, Scope, Send
from mire.web.shell import intake
from mire.web.shell.writing import Connection

logger = logging.getLogger(__name__)

TRIAL_SECONDS = 0.5
MOST_STREAMS = 6
"""Streams of one seat at once: tabs, and a few that a proxy has not let go of yet."""

MOST_ENDED_STREAMS = 600
"""Streams of meetings that have ended, of one address: a large room that looks at the end."""

KEPT_ON_THE_PHONE = {
    "storage": text(
        "L'enregistrement est impossible pour le moment : rien n'est perdu, "
        "ce téléphone garde la réponse et la renverra."
    ),
    "late": text(
        "Cette question est fermée : votre réponse est arrivée trop tard, elle n'est pas "
        "comptée et reste sur ce téléphone."
    ),
}
"""What only a phone with an outbox may be told."""

HexId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a phone POSTs: the activity, an id of its own making, a revision, the answer."""

    activity: Annotated[str, msgspec.Meta(max_length=40)]
    id: HexId
    revision: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    body: msgspec.Raw


class Begun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a phone POSTs once something is begun that it has not sent: which activity's."""

    activity: Annotated[str, msgspec.Meta(max_length=40)]


@dataclass(frozen=True, slots=True)
class _Viewer:
    """Who looks at what. ``who`` and ``id`` are what presence knows them by; "": nobody."""

    surface: Surface
    who: str = ""
    id: bytes = b""


class LiveDoor:
    """The ASGI application under ``/live/``."""

    def __init__(self, engine: Engine, hub: Hub) -> None:
        self._engine = engine
        self._hub = hub
        self._streams: Counter[_Viewer] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one exchange."""
        exchange = Exchange(scope, receive, send)
        parts = scope["path"].split("/")  # "", "live", CODE, what
        try:
            with suppress(ConnectionResetError):
                await self._serve(exchange, parts[2:])
        except Refusal as refusal:
            if refusal.code == "too_often":
                await asyncio.sleep(intake.REFUSED_SECONDS)
            await exchange.refuse(refusal)

    def count_streams(self) -> int:
        """Return how many streams are open."""
        return self._streams.total()

    async def _serve(self, exchange: Exchange, parts: list[str]) -> None:
        if len(parts) != 2:
            raise UnknownRoom
        room = await self._room(exchange, parts[0])
        method = "GET" if exchange.method == "HEAD" else exchange.method
        match method, parts[1]:
            case "POST", "answer":
                await self._answer(exchange, room)
            case "POST", "begun":
                await self._begun(exchange, room)
            case "GET", "own":
                await self._own(exchange, room)
            case "GET", "frame":
                await self._frame(exchange, room)
            case "GET", "stream" | "trial" if exchange.method == "HEAD":
                await exchange.answer(200, b"", b"text/event-stream; charset=utf-8")
            case "GET", "stream":
                await self._stream(exchange, room)
            case "GET", "trial":
                await self._trial(exchange, room)
            case _:
                raise Refusal(text("Cette adresse n'accepte pas cette demande."), code="method")

    async def _room(self, exchange: Exchange, written: str) -> RoomView:
        known = self._engine.known(written) or known_room(self._engine, written)
        if known is not None:
            return known
        return await asyncio.to_thread(
            find_room_of,
            self._engine,
            written,
            address=exchange.address,
            cookies=exchange.cookies,
        )

    async def _seat(self, exchange: Exchange, room: RoomView) -> tuple[bytes, bytes]:
        """Return the seat's secret, and what is kept of it; raise Refusal for none."""
        seat = rights.seat_of(exchange.cookies, room.code)
        if seat is not None:
            kept = seats.hashed(seat)
            if not rates.answers.allows(kept):
                raise rates.too_often()
            if kept in room.seats:
                return seat, kept
            if room.state.ended_at is None and await self._engine.asked(FindSeat(room.code, seat)):
                return seat, kept
        if room.state.ended_at is not None:
            raise Refusal(text("La réunion est terminée : plus rien n'y change."), code="ended")
        raise Refusal(
            text("Ce téléphone n'a plus de place dans cette réunion : rejoignez-la à nouveau."),
            code="no_seat",
        )

    async def _answer(self, exchange: Exchange, room: RoomView) -> None:
        try:
            await self._take_answer(exchange, room)
        except Refusal as refusal:
            if refusal.code not in KEPT_ON_THE_PHONE:
                raise
            raise Refusal(KEPT_ON_THE_PHONE[refusal.code], code=refusal.code) from refusal

    async def _take_answer(self, exchange: Exchange, room: RoomView) -> None:
        exchange.check_origin()
        seat, kept = await self._seat(exchange, room)
        sent = read_json(Sent, await exchange.body())
        activity = room.state.activities.get(sent.activity)
        if activity is None:
            raise Refusal(text("Cette séquence n'attend pas de réponse."), code="no_answers")
        contribution = activity.technique.expect_answers().read_contribution(
            activity.config, bytes(sent.body)
        )
        if activity.regime is Regime.GROUP:
            author = activity.technique.expect_answers().author
            table = author(contribution) if author else None
            rates.check_table(room.code, sent.activity, table, kept)
        stored = await self._engine.asked(
            Answer(room.code, sent.activity, seat, sent.id, sent.revision, canonical(contribution))
        )
        if stored.status != "counted":
            self._engine.presence.answered(room.code, sent.activity, kept)
        await exchange.answer_json(
            200, {"status": stored.status, "revision": stored.revision, "activity": sent.activity}
        )

    async def _begun(self, exchange: Exchange, room: RoomView) -> None:
        exchange.check_origin()
        _, kept = await self._seat(exchange, room)
        begun = read_json(Begun, await exchange.body())
        if begun.activity == room.state.current:
            self._engine.presence.begun(room.code, begun.activity, kept)
            self._hub.mark(room.code)
        await exchange.answer(204, b"", b"application/json")

    async def _own(self, exchange: Exchange, room: RoomView) -> None:
        seat, kept = await self._seat(exchange, room)
        activity = room.state.activities.get(exchange.asked("activity"))
        if activity is None:
            raise Refusal(text("Cette séquence n'attend pas de réponse."), code="no_answers")
        slug = activity.sheet.id
        found = await asyncio.to_thread(self._engine.read, OwnAnswer(room.code, slug, seat))
        own: dict[str, Any] = {}
        revision = 0
        if found is not None:
            answers = activity.technique.expect_answers()
            contribution = answers.read_contribution(activity.config, found[0])
            own, revision = dict(answers.own(activity.config, contribution)), found[1]
            self._engine.presence.answered(room.code, slug, kept)
        await exchange.answer_json(
            200,
            {"activity": slug, "answered": found is not None, "revision": revision, "own": own},
        )

    async def _viewer(self, exchange: Exchange, room: RoomView) -> _Viewer:
        """Return who looks, and at what; raise Refusal when they may not."""
        try:
            surface = Surface(exchange.asked("surface"))
        except ValueError:
            raise Refusal(
                text("Cette adresse n'accepte pas cette demande."), code="method"
            ) from None
        if surface is Surface.PHONE:
            if room.state.ended_at is not None:  # its seats are gone: whoever comes is told so
                return _Viewer(surface, id=exchange.address.encode())
            _, kept = await self._seat(exchange, room)
            return _Viewer(surface, room.code, kept)
        if not rights.may_watch(room, surface, exchange.cookies):
            raise Refusal(
                text("Cette page demande l'adresse secrète qui l'ouvre."), code="no_right"
            )
        if exchange.asked("preview"):
            return _Viewer(surface)
        desk = rights.desk_of(exchange.cookies, room.code)
        id = b"" if surface is Surface.PROJECTOR else desk.encode()
        return _Viewer(surface, screen_of(room.code, surface), id)

    def _heard(self, code: str, viewer: _Viewer) -> None:
        if viewer.who and self._engine.presence.heard(viewer.who, viewer.id):
            self._hub.mark(code)

    async def _frame(self, exchange: Exchange, room: RoomView) -> None:
        viewer = await self._viewer(exchange, room)
        self._heard(room.code, viewer)
        frame = await self._hub.frame(room.code, viewer.surface, exchange.language)
        headers = [
            (b"x-frame-tag", frame.tag.encode()),
            (b"x-now", self._engine.stamp(room).encode()),
        ]
        if exchange.asked("have") == frame.tag:
            await exchange.answer(204, b"", b"text/html; charset=utf-8", *headers)
            return
        await exchange.answer(200, frame.body, b"text/html; charset=utf-8", *headers)

    async def _trial(self, exchange: Exchange, room: RoomView) -> None:
        """Send three beats, one a half second: a proxy that holds them back shows."""
        if not rates.streams_tried.allows(exchange.address):
            raise Refusal(
                text("Trop d'essais : attendez une minute, puis recommencez."), code="too_often"
            )
        await _start_stream(exchange)
        for _ in range(3):
            await _send_part(exchange, piece(self._engine.stamp(room), None))
            await asyncio.sleep(TRIAL_SECONDS)
        await exchange.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _stream(self, exchange: Exchange, room: RoomView) -> None:
        viewer = await self._viewer(exchange, room)
        most = {room.code: MOST_STREAMS, "": MOST_ENDED_STREAMS}.get(viewer.who)
        if most is not None and self._streams[viewer] >= most:
            raise rates.too_often()
        await _start_stream(exchange)
        self._streams[viewer] += 1
        self._heard(room.code, viewer)
        try:
            if exchange.connection is None:
                await self._send_frames(exchange, room.code, viewer)
            else:
                await self._leave_to_hub(exchange, exchange.connection, room.code, viewer)
        finally:
            self._streams[viewer] -= 1
            if not self._streams[viewer]:
                del self._streams[viewer]
                if viewer.who:
                    self._engine.presence.left(viewer.who, viewer.id)
                    self._hub.mark(room.code)

    async def _leave_to_hub(
        self, exchange: Exchange, connection: Connection, code: str, viewer: _Viewer
    ) -> None:
        """Have the hub write to the connection until who reads it has gone."""
        language = exchange.language
        stream = Stream(
            connection,
            on_heard=partial(self._heard, code, viewer),
            cookies={} if viewer.surface is Surface.PHONE else exchange.cookies,
            surface=viewer.surface,
        )
        try:
            await self._hub.frame(code, viewer.surface, language)
            self._hub.attach(code, viewer.surface, language, stream, have=exchange.asked("have"))
            exchange.forget_request()
            await _gone(exchange)
        except Refusal:  # the room went meanwhile
            stream.end()
        finally:
            self._hub.detach(code, viewer.surface, language, stream)

    async def _send_frames(self, exchange: Exchange, code: str, viewer: _Viewer) -> None:
        """Send frames as ASGI says, under a server whose connections we can't write to."""
        gone = asyncio.ensure_future(_gone(exchange))
        try:
            await self._send_each_frame(exchange, code, viewer, gone)
        except (OSError, asyncio.CancelledError):
            pass
        except Refusal:  # a rehearsal was thrown away, or addresses renewed: the stream ends
            await exchange.send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()

    async def _send_each_frame(
        self,
        exchange: Exchange,
        code: str,
        viewer: _Viewer,
        gone: "asyncio.Future[None]",
    ) -> None:
        language, tag = exchange.language, exchange.asked("have")
        async with self._hub.watching(code, viewer.surface, language) as changed:
            while not gone.done():
                changed.clear()
                frame = await self._hub.frame(code, viewer.surface, language)
                self._check_still_may(exchange, code, viewer.surface)
                shown = None if frame.tag == tag else frame
                tag = frame.tag
                if room := self._engine.known(code):
                    await _send_part(exchange, piece(self._engine.stamp(room), shown))
                self._heard(code, viewer)
                waiting = asyncio.ensure_future(changed.wait())
                await asyncio.wait(
                    (waiting, gone), timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                waiting.cancel()

    def _check_still_may(self, exchange: Exchange, code: str, surface: Surface) -> None:
        """Raise Refusal once the secret address that opened a stream was renewed."""
        room = self._engine.known(code)
        if surface is Surface.PHONE or room is None:
            return
        if not rights.may_watch(room, surface, exchange.cookies):
            raise Refusal(
                text("Cette page demande l'adresse secrète qui l'ouvre."), code="no_right"
            )


async def _gone(exchange: Exchange) -> None:
    while (await exchange.receive())["type"] != "http.disconnect":
        pass


async def _start_stream(exchange: Exchange) -> None:
    await exchange.send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
                (b"x-content-type-options", b"nosniff"),
            ],
        }
    )


async def _send_part(exchange: Exchange, body: bytes) -> None:
    await exchange.send({"type": "http.response.body", "body": body, "more_body": True})
