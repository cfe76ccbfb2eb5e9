"""The public site: page views a second from one process, alone and behind nginx's cache.

nginx runs here on the very configuration of deploy/nginx.conf, without TLS; where it is not
installed, this ends with a fault. A bare ASGI echo in the same run says what the machine gives.
"""

import http.client
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from _bench import ROOT, Report, free_port, installation, median, options, served, spread

GOAL = 2_000
CONNECTIONS = 64
MOST_A_SECOND = {"echo": 40_000, "alone": 4_000, "cached": 60_000}
EXAMPLE = ROOT / "deploy" / "nginx.conf"
HOST = "laboratoire.example.org"


def configuration(folder: Path, port: int, behind: int) -> str:
    """Return the example's configuration, on a local port, without TLS, in a folder of its own."""
    written = EXAMPLE.read_text(encoding="utf-8")
    for was, becomes in (
        ("/var/cache/nginx/mire", f"{folder}/cache"),
        ("/var/log/nginx/", f"{folder}/"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
    ):
        if was not in written:
            msg = f"deploy/nginx.conf says no more: {was}"
            raise RuntimeError(msg)
        written = written.replace(was, becomes)
    written = re.sub(r"^ *ssl_.*\n", "", written, flags=re.MULTILINE)
    return (
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; keepalive_requests 1000000; client_body_temp_path {folder}/b; "
        f"proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; "
        f"scgi_temp_path {folder}/s; types {{ }} default_type text/html;\n{written}}}\n"
    )


@contextmanager
def cache(behind: int) -> Iterator[int]:
    """Run nginx before a server; give its port."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        sys.exit("nginx is not installed here: `apt-get install nginx-light`, then again.")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="mire-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        written = folder / "nginx.conf"
        written.write_text(configuration(folder, port, behind))
        process = subprocess.Popen([program, "-p", name, "-c", str(written)])
        try:
            for _ in range(100):
                try:
                    ask(port, "/robots.txt")
                    break
                except OSError:
                    time.sleep(0.05)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=10)


def ask(port: int, path: str, cookie: str = "") -> http.client.HTTPResponse:
    """Ask for a page, and read it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(
        "GET", path, headers={"Host": HOST, **({"Cookie": cookie} if cookie else {})}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def load(port: int, pages: Sequence[str], *, seconds: float, most: int, seed: int) -> Any:
    """Ask for pages from a process of its own; return what it measured."""
    asked = {
        "port": port, "host": HOST, "paths": list(pages), "connections": CONNECTIONS,
        "requests": int(most * seconds), "seconds": seconds, "seed": seed, "revision": 0,
        "seats": [],
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "_load.py")],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured = json.loads(done.stdout)
    measured["rate"] = measured["n"] / measured["seconds"]
    return measured


def main() -> None:
    """Load each in turn, round after round."""
    given = options(__doc__ or "")
    report = Report("public", given.smoke)
    rounds, seconds = (1, 0.5) if given.smoke else (5, 3.0)
    rates: dict[str, list[float]] = {kind: [] for kind in MOST_A_SECOND}
    waits: dict[str, list[float]] = {kind: [] for kind in MOST_A_SECOND}
    n_refused = 0
    with (
        installation() as (_, environment),
        served("echo", environment) as echo,
        served("public", environment) as site,
        cache(site.port) as port,
    ):
        pages = site.facts["pages"]
        report.head(
            given.seed,
            f"{rounds} rounds of {seconds:g} s, {CONNECTIONS} connections, {len(pages)} pages",
        )
        first, again = ask(port, pages[0]), ask(port, pages[0], cookie="bureau=x")
        sizes = [int(ask(port, each).headers["Content-Length"]) for each in pages]
        ports = {"echo": echo.port, "alone": site.port, "cached": port}
        for number in range(rounds):
            for kind, where in ports.items():
                done = load(
                    where, pages, seconds=seconds, most=MOST_A_SECOND[kind],
                    seed=given.seed + number,
                )  # fmt: skip
                rates[kind].append(done["rate"])
                waits[kind].append(done["p50_ms"])
                n_refused += done["n_refused"]
        memory = site.resident_mb()
    is_kept = (first.headers["X-Cache"], again.headers["X-Cache"]) == ("MISS", "HIT")
    report.add("a page asked for twice, the second time with a cookie",
               f"{first.headers['X-Cache']}, {again.headers['X-Cache']}", "MISS, HIT",
               is_met=is_kept, must=True)  # fmt: skip
    report.add("cookies set", str(first.headers["Set-Cookie"]), "None",
               is_met=first.headers["Set-Cookie"] is None, must=True)  # fmt: skip
    report.add("bytes of a page, least and greatest", f"{min(sizes):,}–{max(sizes):,}")
    report.add("bare ASGI echo, a second", spread(rates["echo"], ",.0f"))
    report.add("page views a second, one process alone", spread(rates["alone"], ",.0f"))
    report.add("… half of them within, in ms", spread(waits["alone"], ",.1f"))
    report.add("page views a second, behind nginx's cache", spread(rates["cached"], ",.0f"),
               f"≥ {GOAL:,}", is_met=median(rates["cached"]) >= GOAL)  # fmt: skip
    report.add("… half of them within, in ms", spread(waits["cached"], ",.1f"))
    report.add("answers other than 200", str(n_refused), "0", is_met=n_refused == 0, must=True)
    report.add("resident memory of the process, MB", f"{memory:,.0f}")
    report.end()


if __name__ == "__main__":
    main()
