"""The servers that benchmarks measure, all under the same uvicorn: ``_servers.py KIND PORT JSON``.

``echo`` gives a POST back · ``synced`` is the same once it is on the disk, all that waits in one
sync, or once the database of ``DATABASE_URL`` has it, all that waits in one statement ·
``mire`` is the real application with an open ballot and seats · ``single`` is the same, one
request a transaction · ``ticks`` is the same with a frame of a kilobyte drawn anew so many times
a second · ``floor`` writes such frames to bare sockets · ``guarded`` is served as ``mire serve``
does, with a café that writes and a room that asks for cards beside the ballot · ``public`` is the
application with an open site of six episodes ·
``orm`` is a Django view that stores the same row by the ORM, under WSGI.
"""

import asyncio
import itertools
import json
import os
import queue
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import uvicorn
import uvloop

OURS = ("mire", "single", "ticks", "guarded", "public")
"""Those that run the real application, under the protocol that `mire serve` gives it."""


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer a POST with its own body."""
    if scope["type"] == "http":
        await reply(send, await body_of(receive))


async def body_of(receive: Any) -> bytes:
    """Return what was posted."""
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def keep_in_file(path: Path) -> Callable[[list[bytes]], None]:
    """Return what adds bodies to a file, and returns once they are on the disk."""
    file = path.open("ab", buffering=0)

    def keep(bodies: list[bytes]) -> None:
        file.write(b"".join(bodies))
        os.fdatasync(file.fileno())

    return keep


def keep_in_postgresql(url: str) -> Callable[[list[bytes]], None]:
    """Return what adds bodies to a table, by one statement that is its own transaction."""
    import psycopg

    session = psycopg.connect(url, autocommit=True)
    session.execute("CREATE TABLE IF NOT EXISTS synced (body bytea)")

    def keep(bodies: list[bytes]) -> None:
        session.execute("INSERT INTO synced SELECT unnest(%b::bytea[])", (bodies,), prepare=True)

    return keep


class Synced:
    """Answers a POST with its own body once that is kept: all that waits is kept at once.

    The least that an acknowledgement which survives a cut of the power can cost: nothing is
    read, checked or folded.
    """

    def __init__(self, keep: Callable[[list[bytes]], None]) -> None:
        self._keep = keep
        self._waiting: queue.SimpleQueue[tuple[bytes, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one exchange."""
        if scope["type"] != "http":
            return
        body = await body_of(receive)
        synced = asyncio.get_running_loop().create_future()
        self._waiting.put((body, synced))
        await synced
        await reply(send, body)

    def _run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get())
            self._keep([body for body, _ in batch])
            futures = [future for _, future in batch]
            futures[0].get_loop().call_soon_threadsafe(settle, futures)


def settle(futures: list[Any]) -> None:
    """Let those who wait go on."""
    for future in futures:
        future.set_result(None)


async def reply(send: Any, body: bytes) -> None:
    """Send a whole answer."""
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


def mire_application(*, seats: int, most_in_one: int | None = None) -> tuple[str, Any]:
    """Prepare a room with seats and an open grid; return the application and its secrets."""
    import django

    django.setup(set_prefix=False)
    from mire.cli import serving
    from mire.live.engine import committer, controls, requests
    from mire.live.engine.engine import current_engine
    from mire.live.state import entries
    from mire.live.state.controls.control import Command
    from mire.runsheet.toml_file import read_sheet

    serving.prepare_databases()
    engine = current_engine()
    sheet = read_sheet(SHEET.encode())
    code, console, projector = engine.ask(requests.CreateRoom(sheet))
    joins = [engine.submit(requests.Join(code)) for _ in range(seats)]
    secrets = [join.result().hex() for join in joins]
    for kind in (entries.ENTERED, entries.OPENED):
        version = engine.room(code).state.version
        engine.ask(controls.Control(code, Command(kind, "grille", version)))
    if most_in_one is not None:
        committer.MOST_IN_ONE = most_in_one
    facts = {"code": code, "seats": secrets, "projector": projector.hex(), "console": console.hex()}
    return "mire.config.asgi:application", facts


def guarded_application(*, seats: int) -> tuple[str, Any]:
    """Prepare three rooms: a ballot with seats, a café with as many, one that asks for cards."""
    application, facts = mire_application(seats=seats)
    from mire.live.engine import controls, join_cards, requests
    from mire.live.engine.engine import current_engine
    from mire.live.state import entries
    from mire.live.state.controls.control import Command
    from mire.runsheet.toml_file import read_sheet

    engine = current_engine()
    cafe, *_tokens = engine.ask(requests.CreateRoom(read_sheet(CAFE.encode())))
    joins = [engine.submit(requests.Join(cafe)) for _ in range(seats)]
    writers = [join.result().hex() for join in joins]
    for kind in (entries.ENTERED, entries.OPENED):
        version = engine.room(cafe).state.version
        engine.ask(controls.Control(cafe, Command(kind, "cafe", version)))
    carded, *_tokens = engine.ask(requests.CreateRoom(read_sheet(SHEET.encode())))
    engine.ask(join_cards.MakeJoinCards(carded, 300))
    return application, {**facts, "cafe": cafe, "writers": writers, "carded": carded}


def public_application() -> tuple[str, Any]:
    """Open a public site of six episodes; return the application and the site's pages."""
    import django

    django.setup(set_prefix=False)
    from mire.cli import serving
    from mire.programme.chronicle.models import Episode

    serving.prepare_databases()
    sys.path.insert(0, str(Path(__file__).parents[1]))  # a file that is run finds itself alone
    from tests.support import chronicle
    from tests.support.office import open_office

    office = open_office()
    last = chronicle.whole_chronicle(office)
    for number in range(3, 7):
        row = chronicle.episode(office.programme, f"Épisode {number}", body=last.body)
        chronicle.picture(row)
        chronicle.voice(row)
        chronicle.publish(row)
    at = f"/p/{chronicle.SLUG}/"
    keys = Episode.objects.filter(number__isnull=False).values_list("key", flat=True)
    pages = [at, *(f"{at}{each}" for each in chronicle.PUBLIC_PAGES if each)]
    pages += [f"{at}episode/{key}" for key in keys]
    return "mire.config.asgi:application", {"pages": pages}


FRAME_BYTES = 1_000


def stamped_frame(tick: int) -> bytes:
    """Return a kilobyte that says its number and when it was made."""
    return (b"tick=%d %f " % (tick, time.monotonic())).ljust(FRAME_BYTES, b"x")


def tick(hz: float) -> None:
    """Have the hub draw a new frame of a kilobyte so many times a second."""
    from mire.config import asgi
    from mire.live import hub

    number = itertools.count()
    asgi.frame = lambda *_: stamped_frame(next(number))
    hub.TICK_SECONDS = hub.SLOW_TICK_SECONDS = 1 / hz
    facts = itertools.count()
    hub.surface_facts = lambda *_: {"number": next(facts)}


class Floor(asyncio.Protocol):
    """A stream of an event loop that does nothing but write."""

    open: ClassVar[set[Any]] = set()

    def connection_made(self, transport: Any) -> None:
        """Start the answer."""
        self.transport = transport
        transport.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        self.open.add(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget it."""
        self.open.discard(self.transport)


async def serve_floor(port: int, hz: float) -> None:
    """Write such frames to all, so many times a second, for ever."""
    await asyncio.get_running_loop().create_server(Floor, "127.0.0.1", port, backlog=2048)
    for number in itertools.count():
        await asyncio.sleep(1 / hz)
        body = b"event: frame\ndata: %b\n\n" % stamped_frame(number)
        piece = b"%x\r\n%b\r\n" % (len(body), body)
        for transport in list(Floor.open):
            transport.write(piece)


SHEET = """
format = 1
[meeting]
title = "Mesure"
starts = 2018-03-21T09:00:00
slot = 60
participants = 36
[[activity]]
id = "grille"
technique = "positioning"
title = "La grille"
planned = 20
[activity.settings]
question = "Où placez-vous le laboratoire ?"
x = { low = { label = "interne" }, high = { label = "externe" } }
y = { low = { label = "opérationnel" }, high = { label = "prospectif" } }
"""


CAFE = """
format = 1
[meeting]
title = "Café"
starts = 2018-03-21T09:00:00
slot = 60
participants = 36
[[activity]]
id = "cafe"
technique = "worldcafe"
title = "Le café"
planned = 45
most = 60
[activity.settings]
question = "Que ferait-on ?"
people = 20
stations = [
  { label = "Axe 1", tables = 2, seats = 4 },
  { label = "Axe 2", tables = 2, seats = 4 },
  { label = "Axe 3", tables = 2, seats = 4 },
]
"""


def orm_application() -> Any:
    """Return a WSGI application: one view, no middleware, one row stored a request."""
    import django
    from django.conf import settings

    from mire.config.settings import prod

    settings.configure(
        **{name: getattr(prod, name) for name in ("DATABASES", "SECRET_KEY", "DATABASE_ROUTERS")},
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes"],
        DEBUG_PROPAGATE_EXCEPTIONS=True,
    )
    django.setup()
    from a2wsgi import WSGIMiddleware
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection, models
    from django.http import JsonResponse
    from django.urls import path

    class Row(models.Model):
        author = models.CharField(max_length=64, primary_key=True)
        revision = models.IntegerField()
        receipt = models.CharField(max_length=64)
        body = models.TextField()

        class Meta:
            app_label = "bench"

        def __str__(self) -> str:
            return self.author

    with connection.schema_editor() as editor:
        editor.create_model(Row)

    def answer(request: Any, code: str) -> JsonResponse:
        sent = json.loads(request.body)
        Row.objects.update_or_create(
            author=request.headers["Cookie"].partition("=")[2][:64],
            defaults={
                "revision": sent["revision"],
                "receipt": sent["id"],
                "body": json.dumps(sent["body"]),
            },
        )
        said = JsonResponse({"status": "stored", "revision": sent["revision"]})
        said["Content-Length"] = str(len(said.content))
        return said

    globals()["urlpatterns"] = [path("live/<str:code>/answer", answer)]
    return WSGIMiddleware(WSGIHandler(), workers=8)


def main(kind: str, port: str, more: str) -> None:
    """Print the facts as one line of JSON, then serve until interrupted."""
    given = json.loads(more)
    application: Any = echo
    facts: Any = {}
    if kind == "floor":
        print(json.dumps(None), flush=True)
        with suppress(KeyboardInterrupt):
            uvloop.run(serve_floor(int(port), given["hz"]))
        return
    if kind in ("mire", "single", "ticks"):
        application, facts = mire_application(
            seats=given.get("seats", 0), most_in_one=1 if kind == "single" else None
        )
    if kind == "ticks":
        tick(given["hz"])
    elif kind == "guarded":
        application, facts = guarded_application(seats=given["seats"])
    elif kind == "public":
        application, facts = public_application()
    elif kind == "synced":
        url = os.environ.get("DATABASE_URL", "")
        path = Path(os.environ["MIRE_DATA"]) / "synced"
        application = Synced(keep_in_postgresql(url) if url else keep_in_file(path))
    elif kind == "orm":
        application = orm_application()
    if kind in OURS:
        from mire.cli.serving import load_pages

        load_pages()
    print(json.dumps(facts), flush=True)
    if kind == "guarded":
        from mire.cli import serving

        held = socket.create_server(("127.0.0.1", int(port)), backlog=2_048)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(serving.configuration()).run(sockets=[held])
        return
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=int(port),
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=1,
        server_header=False,
        ws="none",
        proxy_headers=False,
        http="mire.web.shell.connections:BoundedProtocol" if kind in OURS else "auto",
        lifespan="on" if kind in OURS else "off",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
