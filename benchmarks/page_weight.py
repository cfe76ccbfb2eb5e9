"""What a phone receives and sends from the QR's address to its first ✓, on a poor network.

Bytes are counted by a relay in front of the server, TCP's own headers apart. Chromium emulates
400 kbit/s and 400 ms of delay; it can't lose packets, so each of 5 % of the relay's pieces
waits a further 800 ms, as a lost packet sent again would.
"""

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from _bench import Report, free_port, installation, options, served, spread

from tests.support.browser import PHONE, open_browser

MOST_BYTES = 100_000
KILOBITS, DELAY_MS, LOSS, AGAIN_SECONDS = 400, 400, 0.05, 0.8


@dataclass
class Relay:
    """Copies bytes between a browser and a server, and counts them."""

    upstream: int
    seed: int
    port: int = 0
    n_down: int = 0
    n_up: int = 0
    chance: random.Random = field(default_factory=random.Random)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Relay one connection until either end closes."""
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            writer.close()
            return
        copies = [
            asyncio.ensure_future(self.copy(reader, far_writer, is_up=True)),
            asyncio.ensure_future(self.copy(far_reader, writer, is_up=False)),
        ]
        await asyncio.wait(copies, return_when=asyncio.FIRST_COMPLETED)
        for each in copies:
            each.cancel()
        await asyncio.gather(*copies, return_exceptions=True)
        writer.close()
        far_writer.close()

    async def copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_up: bool
    ) -> None:
        """Copy one way, by pieces of a packet's size."""
        while part := await reader.read(1_460):
            if is_up:
                self.n_up += len(part)
            else:
                self.n_down += len(part)
            if self.chance.random() < LOSS:
                await asyncio.sleep(AGAIN_SECONDS)
            writer.write(part)
            await writer.drain()


@contextmanager
def relay(upstream: int, seed: int) -> Iterator[Relay]:
    """Run a relay on a thread and loop of its own."""
    made = Relay(upstream, seed, port=free_port(), chance=random.Random(seed))
    is_ready, is_over = threading.Event(), asyncio.Event()
    loops = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        async with await asyncio.start_server(made.serve, "127.0.0.1", made.port):
            is_ready.set()
            await is_over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    is_ready.wait(timeout=10)
    try:
        yield made
    finally:
        loops[0].call_soon_threadsafe(is_over.set)
        thread.join(timeout=5)


def main() -> None:
    """Join and answer, each time on a phone that has never been here."""
    given = options(__doc__ or "")
    report = Report("page weight", given.smoke)
    rounds = 1 if given.smoke else 5
    report.head(
        given.seed,
        f"{rounds} phones with empty caches; {KILOBITS} kbit/s, {DELAY_MS} ms and {LOSS:.0%} of "
        "late pieces emulated",
    )
    bytes_down, bytes_all, seconds = [], [], []
    with (
        installation() as (_, environment),
        served("mire", environment, seats=8) as server,
        open_browser() as browser,
    ):
        for number in range(rounds):
            with relay(server.port, given.seed + number) as counted:
                context = browser.new_context(locale="fr-FR", viewport=PHONE)
                page = context.new_page()
                page.set_default_timeout(60_000)
                session = context.new_cdp_session(page)
                session.send("Network.enable")
                session.send(
                    "Network.emulateNetworkConditions",
                    {
                        "offline": False,
                        "latency": DELAY_MS,
                        "downloadThroughput": KILOBITS * 125,
                        "uploadThroughput": KILOBITS * 125,
                    },
                )
                begun = time.perf_counter()
                page.goto(f"http://127.0.0.1:{counted.port}/{server.facts['code']}")
                page.locator("main form button").click()
                plane = page.locator(".grid-plane")
                plane.click(position={"x": 60, "y": 60})
                page.locator("[data-send]").click()
                page.get_by_text("Votre réponse est enregistrée").wait_for()
                seconds.append(time.perf_counter() - begun)
                bytes_down.append(counted.n_down)
                bytes_all.append(counted.n_down + counted.n_up)
                context.close()
    report.add("received, bytes", spread(bytes_down, ",.0f"))
    report.add(
        "received and sent, bytes",
        spread(bytes_all, ",.0f"),
        f"≤ {MOST_BYTES:,} in the worst",
        is_met=max(bytes_all) <= MOST_BYTES,
    )
    report.add(
        "from the address to the first ✓, s", spread(seconds, ".1f"), "it works", is_met=True
    )
    report.end()


if __name__ == "__main__":
    main()
