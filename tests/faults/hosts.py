"""Two hosts of one installation, each in a network of its own: phones go from one to the other.

By hand, as root (it makes two network namespaces and a bridge, and removes them)::

    python -m tests.faults.hosts

Raises AssertionError if an acknowledged answer is lost or counted twice, a number is missing in
the log, or the projectors of both hosts do not come to show the same within 250 ms. The database
is reached by its socket, which no network cuts.
"""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django

from mire.live.state import entries
from tests.faults.crowd import GONE, Crowd, Facilitator, Phone
from tests.faults.serving import MEETING
from tests.support.built import build_static
from tests.support.postgres import USER, PostgreSQL
from tests.support.server import Server
from tests.web.streams import Reader

PHONES, SEED, MOVES = 24, 20180321, 40
APART_SECONDS = 0.25
NETWORK, BRIDGE = "10.199.7", "mire-hosts"
HOSTS = {"mire-host-a": f"{NETWORK}.11", "mire-host-b": f"{NETWORK}.12"}


class Host(Server):
    """`mire serve` in a network namespace."""

    def __init__(self, name: str, folder: Path, static: Path, environment: dict[str, str]) -> None:
        super().__init__(folder, static)
        self.name = name
        self.address = f"http://{HOSTS[name]}:{self.port}"
        self.environment = {**self.environment, **environment}

    def command(self) -> list[str]:
        """Start it there."""
        return ["ip", "netns", "exec", self.name, *super().command()]


def ip(*words: str) -> None:
    """Run ``ip``; raises CalledProcessError."""
    subprocess.run(["ip", *words], check=True)


@contextmanager
def networks() -> Iterator[None]:
    """Two namespaces on one bridge, removed at the end with all that is in them."""
    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for number, (name, address) in enumerate(HOSTS.items()):
            outside = f"mire-veth{number}"
            ip("netns", "add", name)
            ip("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", outside, "master", BRIDGE, "up")
            for each in ("lo", "eth0"):
                ip("-n", name, "link", "set", each, "up")
            ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
        yield
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            ip("link", "del", BRIDGE)
        for name in HOSTS:
            with contextlib.suppress(subprocess.CalledProcessError):
                ip("netns", "del", name)


@contextmanager
def hosts(folder: Path) -> Iterator[list[Host]]:
    """Both, on one database, begun."""
    with PostgreSQL() as database:
        secret = database.url.partition(":")[2].partition(":")[2].partition("@")[0]
        url = f"postgresql://{USER}:{secret}@/{USER}?host={database.folder}&port={database.port}"
        static = build_static(folder / "built")
        given = {"DATABASE_URL": url, "MIRE_SECRET_KEY": secrets.token_hex(32)}
        both = [Host(name, folder / name, static, given) for name in HOSTS]
        try:
            for host in both:
                host.start()
            yield both
        finally:
            for host in both:
                host.stop()


def move_between(both: list[Host], crowd: Crowd) -> str:
    """Have phones answer and change hosts, one host die and come back; return what was seen."""
    from tests.faults import proofs

    first, second = both
    opened = first.open_room(MEETING)
    cookie = f"ecran_{opened.code}={opened.projector.partition('cle=')[2]}"
    crowd.phones = [
        Phone(phone.browser, opened.code, phone.number, phone.random) for phone in crowd.phones
    ]
    died, alive = threading.Event(), threading.Event()

    def wander(phone: Phone) -> None:
        for _ in range(MOVES):
            here = first if died.is_set() and not alive.is_set() else phone.random.choice(both)
            phone.turn_to(here.address)
            letter = phone.write(proofs.ACTIVITY)
            with contextlib.suppress(*GONE):
                phone.send(letter)
            phone.turn_to(first.address)  # what was sent and not acknowledged is sent again
            assert phone.deliver(letter) in ("stored", "superseded")

    with closing(Facilitator(first.address, opened.code, opened.console)) as facilitator:
        proofs.start(facilitator, crowd)
        screens = [Reader(host.address, opened.code, cookie, surface="projector") for host in both]
        crowd.start(wander)
        time.sleep(1.0)
        died.set()
        second.kill()
        screens[1].made.close()
        time.sleep(1.0)
        second.start()
        alive.set()
        screens[1] = Reader(second.address, opened.code, cookie, surface="projector")
        crowd.join()
        proofs.prove_open(crowd)
        facilitator.press(entries.CLOSING, proofs.ACTIVITY)
        time.sleep(12.0)  # the grace of a closing
        log = proofs.prove_closed(facilitator, crowd)
        apart = _shown_apart(facilitator, screens)
        assert apart <= APART_SECONDS, f"{apart:.3f} s"
        proofs.prove_replay(facilitator)
        for screen in screens:
            screen.made.close()
        n = len(log.splitlines())
        return (
            f"{PHONES} phones, {crowd.n_acknowledged} acknowledged sends, one host killed: "
            f"nothing lost, {n} lines without a gap, projectors {1000 * apart:.0f} ms apart"
        )


def _shown_apart(facilitator: Facilitator, screens: list[Reader]) -> float:
    """Show the results; return the seconds between one projector's frame and the other's."""
    seen: dict[int, float] = {}

    def watch(number: int) -> None:
        screens[number].until(lambda read: b"<svg" in read)
        seen[number] = time.monotonic()

    watching = [threading.Thread(target=watch, args=(number,)) for number in range(len(screens))]
    for each in watching:
        each.start()
    facilitator.press(entries.SHOWN, "grille")
    for each in watching:
        each.join()
    return max(seen.values()) - min(seen.values())


def main() -> int:
    """Run it; say what was seen."""
    if os.geteuid() != 0:
        line = f"sudo {sys.executable} -m tests.faults.hosts"
        sys.stderr.write(f"Namespaces need root. Type:\n    {line}\n")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.test")
    django.setup()
    with tempfile.TemporaryDirectory() as folder, networks(), hosts(Path(folder)) as both:
        addresses = [host.address for host in both]
        with closing(Crowd(addresses, "", PHONES, SEED)) as crowd:
            sys.stdout.write(move_between(both, crowd) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
