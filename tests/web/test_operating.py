"""What an operator's programs ask of a server: health, figures, and `mire doctor` from outside."""

import asyncio
import http.client
import json
import subprocess
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, cast

import pytest
from prometheus_client.parser import text_string_to_metric_families

from mire.live.engine.engine import Engine
from mire.live.store.database import StorageUnavailable
from mire.web.live_api.operating import Operating
from tests.faults.serving import MEETING
from tests.support.server import ROOT, Server

pytestmark = pytest.mark.storage

TOKEN = "a token of the operator's"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, static: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("operated") / "data"
    with Server(folder, static, MIRE_METRICS_TOKEN=TOKEN) as running:
        yield running


def ask(server: Server, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=sent)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_health_says_nothing_but_its_status(server: Server) -> None:
    assert ask(server, "/sante") == (200, "")


def test_figures_are_read_by_a_collector_and_name_no_meeting(server: Server) -> None:
    room = server.open_room(MEETING)
    assert ask(server, f"/{room.code}")[0] == 200
    status, told = ask(server, "/metriques")
    assert status == 200
    found = {each.name: each for each in text_string_to_metric_families(told)}
    n_lines = len([line for line in told.splitlines() if not line.startswith("#")])
    assert sum(len(each.samples) for each in found.values()) == n_lines == len(found)
    for name, family in found.items():
        assert family.documentation.strip()
        assert family.type in ("gauge", "counter"), name
        (sample,) = family.samples
        # A collector takes a counter's name by its ending.
        assert sample.name.endswith("_total") is (family.type == "counter"), name
        assert set(sample.labels) <= {"version"}
    values = {name: each.samples[0].value for name, each in found.items()}
    assert values["mire_storage_writes"] == values["mire_rooms"] == 1
    assert room.code not in told


def test_health_is_503_once_the_database_refuses() -> None:
    """Asked by many at once, it is tried once."""
    tried, told = [], []

    class Refusing:
        async def asked(self, request: object) -> None:
            tried.append(request)
            raise StorageUnavailable

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message.get("status"))

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def asked_by_many() -> None:
        operating = Operating(cast("Engine", Refusing()), lambda: 0)
        scope = {"method": "GET", "path": "/sante", "headers": [], "query_string": b""}
        await asyncio.gather(*(operating(dict(scope), receive, send) for _ in range(5)))

    asyncio.run(asked_by_many())
    assert [each for each in told if each] == [503] * 5
    assert len(tried) == 1


def test_figures_are_for_this_machine_or_the_token(server: Server) -> None:
    through_proxy = {"X_Forwarded_For": "203.0.113.9"}
    assert ask(server, "/metriques", **through_proxy) == (404, "")
    wrong = {**through_proxy, "Authorization": "Bearer another"}
    assert ask(server, "/metriques", **wrong) == (404, "")
    right = {**through_proxy, "Authorization": f"Bearer {TOKEN}"}
    assert ask(server, "/metriques", **right)[0] == 200


def test_only_the_doctor_is_told_how_a_request_arrives(server: Server) -> None:
    assert ask(server, "/verification")[0] == 404
    assert ask(server, "/verification?jeton=doctor:1:forged")[0] == 404
    done = subprocess.run(
        [sys.executable, "-m", "mire.cli", "doctor", "--json", "--url", server.address],
        cwd=ROOT, env=dict(server.environment), capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    told = {each["check"]: each["state"] for each in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert (told["host"], told["stream"], told["scheme"]) == ("well", "well", "mind")
    assert told["migrations"] == told["database"] == "well"
