"""What an operator's programs ask: health, figures, and how a request arrives here.

``/sante`` says whether the database writes · ``/metriques`` gives figures, in Prometheus's text
format · ``/verification`` answers `mire doctor` alone. On the event loop, so that pages that are
slow hide nothing, and that a stream is one.
"""

import asyncio
import hmac
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import msgspec
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from mire import __version__
from mire.live.engine.engine import Engine
from mire.live.engine.requests import TryStorage
from mire.technique_api.refusal import Refusal
from mire.web.live_api.exchange import ALWAYS, Exchange, Receive, Scope, Send

PATHS = frozenset({"/sante", "/metriques", "/verification"})
PLAIN = b"text/plain; charset=utf-8"
FIGURES = b"text/plain; version=0.0.4; charset=utf-8"
BELIEVED_SECONDS = 2.0
"""How long what was found of the database is said again: who asks without end writes little."""

GOOD_SECONDS = 60
BEATS, BEAT_SECONDS = 4, 0.33
PROXY_HEADERS = (b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of this process: its name, what it counts, "gauge" or "counter", its value."""

    name: str
    means: str
    kind: str
    value: float


class Operating:
    """The ASGI application of these addresses."""

    def __init__(self, engine: Engine, count_streams: Callable[[], int]) -> None:
        self._engine = engine
        self._count_streams = count_streams
        self._tried_at = float("-inf")
        self._trial: asyncio.Task[bool] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one exchange."""
        exchange = Exchange(scope, receive, send)
        if exchange.method not in ("GET", "HEAD"):
            await exchange.answer(405, b"", PLAIN)
        elif scope["path"] == "/sante":
            is_well = await self._writes()
            await exchange.answer(200 if is_well else 503, b"", PLAIN)
        elif scope["path"] == "/metriques" and may_read_figures(exchange):
            figures = written([*self._figures(is_well=await self._writes())])
            await exchange.answer(200, figures, FIGURES)
        elif scope["path"] == "/verification" and _is_doctor(exchange):
            await _tell_doctor(exchange, scope)
        else:
            await exchange.answer(404, b"", PLAIN)

    async def _writes(self) -> bool:
        """Say whether the database writes, found lately; those who ask together wait together."""
        now = time.monotonic()
        if self._trial is None or now - self._tried_at >= BELIEVED_SECONDS:
            self._tried_at = now
            self._trial = asyncio.create_task(self._try())
        return await asyncio.shield(self._trial)

    async def _try(self) -> bool:
        try:
            await self._engine.asked(TryStorage(writes=True))
        except Refusal:
            return False
        return True

    def _figures(self, *, is_well: bool) -> Sequence[Figure]:
        codes = self._engine.codes()
        used = resource.getrusage(resource.RUSAGE_SELF)
        return [
            Figure("mire_storage_writes", "Whether the database writes.", "gauge", is_well),
            Figure("mire_rooms", "Meetings in the memory of this process.", "gauge", len(codes)),
            Figure(
                "mire_phones",
                "Phones that were heard of lately, in all of these meetings.",
                "gauge",
                sum(map(self._engine.presence.online, codes)),
            ),
            Figure("mire_streams", "Open streams of phones, consoles and projectors.", "gauge",
                   self._count_streams()),
            Figure("mire_entries", "Entries in the logs of these meetings.", "gauge",
                   sum(self._engine.heads_here().values())),
            Figure("process_cpu_seconds_total", "Processor time used.", "counter",
                   used.ru_utime + used.ru_stime),
            Figure("process_resident_memory_bytes", "Memory held now.", "gauge", _resident()),
            Figure("process_open_fds", "Open descriptors.", "gauge", _n_open()),
            Figure("process_max_fds", "Most descriptors that may be open.", "gauge",
                   resource.getrlimit(resource.RLIMIT_NOFILE)[0]),
        ]  # fmt: skip


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * resource.getpagesize()


def _n_open() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def written(figures: Sequence[Figure]) -> bytes:
    """Return figures in Prometheus's text format; no label but the version's, so no person's."""
    lines = [
        "# HELP mire_build_info Which version serves.",
        "# TYPE mire_build_info gauge",
        f'mire_build_info{{version="{__version__}"}} 1',
    ]
    for each in figures:
        lines += [
            f"# HELP {each.name} {each.means}",
            f"# TYPE {each.name} {each.kind}",
            f"{each.name} {float(each.value)!r}",
        ]
    return ("\n".join(lines) + "\n").encode()


def may_read_figures(exchange: Exchange) -> bool:
    """Say whether who asks is on this machine, behind no proxy, or has the operator's token."""
    if token := settings.METRICS_TOKEN:
        sent = exchange.headers.get(b"authorization", b"")
        if hmac.compare_digest(sent, b"Bearer " + token.encode()):
            return True
    if any(name in exchange.headers for name in PROXY_HEADERS):
        return False
    try:
        return ip_address(exchange.address).is_loopback
    except ValueError:
        return False


def _is_doctor(exchange: Exchange) -> bool:
    try:
        signer = TimestampSigner(salt=settings.DOCTOR_SALT)
        signer.unsign(exchange.asked("jeton"), max_age=GOOD_SECONDS)
    except BadSignature:
        return False
    return True


async def _tell_doctor(exchange: Exchange, scope: Scope) -> None:
    """Say how this request arrived, then beat for a second: what holds streams back shows."""
    told = exchange.headers.get(b"x-forwarded-for", b"").decode("latin-1")
    proto = exchange.headers.get(b"x-forwarded-proto", b"").decode("latin-1")
    seen = {
        "is_secure": scope.get("scheme") == "https" or proto == "https",
        "host": exchange.headers.get(b"host", b"").decode("latin-1"),
        "is_forwarded": bool(told),
        "is_believed": exchange.address in {each.strip() for each in told.split(",")},
    }
    headers = [*ALWAYS, (b"content-type", b"text/event-stream")]
    await exchange.send({"type": "http.response.start", "status": 200, "headers": headers})
    line = msgspec.json.encode(seen) + b"\n"
    for _ in range(BEATS):
        await exchange.send({"type": "http.response.body", "body": line, "more_body": True})
        line = b"\n"
        await asyncio.sleep(BEAT_SECONDS)
    await exchange.send({"type": "http.response.body", "body": b""})
