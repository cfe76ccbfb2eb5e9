"""The ASGI application: the live door under ``/live/``, Django's pages for the rest."""

import asyncio
import os
from collections.abc import MutableMapping
from typing import Any

import django
from a2wsgi import WSGIMiddleware
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.prod")
django.setup(set_prefix=False)

from django.conf import settings

from mire.live.engine.engine import current_engine
from mire.live.hub import Hub
from mire.web.frames import frame
from mire.web.live_api.app import LiveDoor
from mire.web.live_api.event_stream import EventStream
from mire.web.live_api.operating import PATHS, Operating
from mire.web.shell.connections import bound_connections
from mire.web.shell.intake import with_whole_messages

PAGE_WORKERS = 8

bound_connections(settings.PROXIES)


class Application:
    """Routes each exchange; starts the hub with the server's event loop and stops it."""

    def __init__(self) -> None:
        # Both packages have types of their own for the same protocols.
        handler: Any = WSGIHandler()
        pages: Any = WSGIMiddleware(handler, workers=PAGE_WORKERS)
        self._pages = with_whole_messages(pages, most_at_once=PAGE_WORKERS // 2)
        self._door: LiveDoor | None = None
        self._operating: Operating | None = None
        self._hub_task: asyncio.Task[None] | None = None

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Serve one exchange, or the server's life cycle."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith("/live/") and self._door:
            await self._door(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in PATHS and self._operating:
            await self._operating(scope, receive, send)
        elif scope["type"] == "http":
            await self._pages(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                engine = await asyncio.to_thread(current_engine)
                hub = Hub(engine, frame, EventStream())
                self._door = LiveDoor(engine, hub)
                self._operating = Operating(engine, self._door.count_streams)
                self._hub_task = asyncio.create_task(hub.run())
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self._hub_task is not None:
                    self._hub_task.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return


application = Application()
