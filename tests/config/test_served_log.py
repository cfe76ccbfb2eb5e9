"""A real server with MIRE_LOG=json while it goes badly: facts, a line each, no secret."""

import json
import socket
from contextlib import closing
from pathlib import Path

import pytest

from mire.live.state import entries
from tests.faults.crowd import Crowd, Facilitator, Phone
from tests.faults.outages import full
from tests.faults.proofs import ACTIVITY
from tests.faults.serving import MEETING
from tests.support.server import Server

REASON = "ce que quelqu'un a écrit"


class Noting(Server):
    """A server whose words go to a file."""

    @property
    def words(self) -> Path:
        return self.folder / "words"

    def command(self) -> list[str]:
        return ["sh", "-c", f'exec "$@" 2>>{self.words}', "sh", *super().command()]


@pytest.mark.slow
def test_a_server_in_trouble_writes_one_object_a_line_and_no_secret(
    tmp_path: Path, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)  # a disk that fills up is SQLite's
    with Noting(tmp_path / "data", static, MIRE_LOG="json") as server:
        opened = server.open_room(MEETING)
        key = opened.console.partition("cle=")[2]
        with (
            closing(Facilitator(server.address, opened.code, opened.console)) as facilitator,
            closing(Crowd([server.address], opened.code, 1, seed=1)) as crowd,
        ):
            phone = crowd.phones[0]
            phone.join()
            facilitator.press(entries.ENTERED, ACTIVITY)
            facilitator.press(entries.OPENED, ACTIVITY)
            seat = phone.browser._cookies[f"siege_{opened.code}"]
            letter = phone.write(ACTIVITY)
            letter["body"]["reason"] = REASON
            with socket.create_connection(("127.0.0.1", server.port)) as broken:
                broken.sendall(f"NOT HTTP {key}\r\n\r\n".encode())
                broken.recv(4096)
            with full(server):
                assert phone.send(letter)[0] == 503
                phone.browser.get(f"/regie/{opened.code}?cle={key}")
            assert phone.deliver(letter) == "stored"
            assert Phone.deliver(phone, letter) == "stored"
    written = server.words.read_text()
    told = [json.loads(line) for line in written.splitlines()]
    assert told
    for each in told:
        assert {"at", "level", "logger", "message"} <= set(each), each
    loggers = {each["logger"].partition(".")[0] for each in told}
    assert "mire" in loggers
    for secret in (key, seat, REASON, "127.0.0.1", opened.code):
        assert secret not in written
