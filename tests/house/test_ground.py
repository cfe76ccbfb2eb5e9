"""The servers and the browser that other tests lean on do what those tests believe."""

import http.client
import http.server
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from playwright.sync_api import Page

from tests.support.browser import COLOURS, axe, axe_but_colours
from tests.support.nginx import BufferingProxy
from tests.support.postgres import PostgreSQL, is_alive
from tests.support.relay import Relay

GOOD_PAGE = """<!doctype html><html lang="fr"><head><title>Page</title></head>
<body><main><h1>Page</h1><p>Rien à redire.</p></main></body></html>"""
FAULTY_PAGE = """<!doctype html><html lang="fr"><head><title>Page</title></head>
<body><main><h1>Page</h1><img src="/dot.png"><input></main></body></html>"""


class Upstream(http.server.BaseHTTPRequestHandler):
    """Pages under a strict policy, and a stream that says one word and stays open a while."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Security-Policy", "default-src 'self'; script-src 'self'")
        if self.path == "/stream":
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("X-Accel-Buffering", "no")
            self.end_headers()
            self.wfile.write(b"data: one\n\n")
            self.wfile.flush()
            time.sleep(1.5)
            return
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        page = FAULTY_PAGE if self.path == "/faulty" else GOOD_PAGE
        self.wfile.write(page.encode())

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def upstream() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def test_a_killed_postgresql_comes_back_with_what_was_committed(
    mortal_postgresql: PostgreSQL,
) -> None:
    with psycopg.connect(mortal_postgresql.url, autocommit=True) as session:
        session.execute("CREATE TABLE kept (n int)")
        session.execute("INSERT INTO kept VALUES (1)")
    mortal_postgresql.kill()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(mortal_postgresql.url)
    mortal_postgresql.restart()
    with psycopg.connect(mortal_postgresql.url) as session:
        assert session.execute("SELECT n FROM kept").fetchall() == [(1,)]
        assert session.execute("SHOW fsync").fetchone() == ("on",)


def test_a_removed_postgresql_leaves_nothing() -> None:
    with PostgreSQL() as server:
        process = server.pid
        assert server.folder.exists()
    assert not server.folder.exists()
    # False too when the process is only a record that nobody collected.
    assert not is_alive(process)


def test_a_command_on_postgresql_hands_on_its_exit_code() -> None:
    asks = "import os, sys; sys.exit(7 if 'postgresql:' in os.environ['DATABASE_URL'] else 1)"
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.postgres", sys.executable, "-c", asks], check=False
    )
    assert done.returncode == 7


def test_the_proxy_holds_back_a_stream_that_comes_at_once_without_it() -> None:
    def first_word_after(url: str) -> float:
        started = time.monotonic()
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert answer.readline() == b"data: one\n"
        return time.monotonic() - started

    with upstream() as port, BufferingProxy(upstream_port=port) as proxy:
        assert first_word_after(f"http://127.0.0.1:{port}/stream") < 1
        assert first_word_after(f"{proxy.url}/stream") > 1
    assert not proxy.folder.exists()


@pytest.mark.browser
def test_axe_sees_faults_under_a_strict_policy_and_none_on_a_good_page(
    new_page: Callable[..., Page],
) -> None:
    with upstream() as port:
        page = new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        assert axe(page) == []
        page.goto(f"http://127.0.0.1:{port}/faulty")
        rules = {fault.partition(" ")[0] for fault in axe(page)}
        assert rules == {"image-alt", "label"}
        page.evaluate(
            "document.querySelector('main').style.cssText = 'color: #ccc; background: #ddd'"
        )
        rules = {fault.partition(" ")[0] for fault in axe(page)}
        assert rules == {"image-alt", "label", "color-contrast"}
        assert {fault.partition(" ")[0] for fault in axe_but_colours(page)} == rules - set(COLOURS)


@pytest.mark.browser
def test_the_browser_reaches_no_third_party(new_page: Callable[..., Page]) -> None:
    page = new_page()
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def _request(address: str) -> bytes:
    with urllib.request.urlopen(f"{address}/", timeout=20) as page:
        read: bytes = page.read()
        return read


def test_a_relay_delays_throttles_and_cuts_what_it_carries() -> None:
    with upstream() as port:
        _relayed(port)


def _relayed(upstream: int) -> None:
    with Relay(upstream, delay=0.2) as relay:
        begun = time.monotonic()
        assert b"Rien" in _request(relay.address)
        assert time.monotonic() - begun >= 0.4
    with Relay(upstream, bytes_per_second=1000) as relay:
        begun = time.monotonic()
        n = len(_request(relay.address))
        assert time.monotonic() - begun >= n / 1000
    with Relay(upstream, cut=1.0) as relay:
        for _ in range(3):
            with pytest.raises((urllib.error.URLError, OSError, http.client.HTTPException)):
                _request(relay.address)
        assert (relay.n_cut, relay.n_requests) == (3, 3)
        relay.cut = 0.0
        assert b"Rien" in _request(relay.address)
