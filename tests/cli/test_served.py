"""What a server was given holds for the commands typed beside it: port, address, database."""

from pathlib import Path
from typing import Any

import pytest

from mire.cli import served, serving
from mire.cli.doctor import served as doctor_served
from mire.cli.doctor.checked import State
from tests.faults.serving import MEETING
from tests.support.commands import mire
from tests.support.server import Server


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, no setting that says how it is served, a known network."""
    settings.DATA, settings.DATABASE_URL, settings.PUBLIC_ADDRESS = tmp_path, "", ""
    settings.ALLOWED_HOSTS, settings.IS_TLS, settings.PROXIES = ["*"], False, []
    monkeypatch.setattr(serving, "network_address", lambda: "192.0.2.7")
    return tmp_path


def note(folder: Path, **given: Any) -> None:
    usual = {"port": 8123, "address": "", "is_behind": False, "is_postgresql": False}
    served.note_served(folder, served.Served(**{**usual, **given}))


def test_a_command_says_the_port_of_the_last_server(folder: Path) -> None:
    assert serving.default_address() == "http://192.0.2.7:8000"
    note(folder)
    assert serving.default_address() == "http://192.0.2.7:8123"
    assert serving.default_address(9000) == "http://192.0.2.7:9000"
    assert (folder / served.KEPT).stat().st_mode & 0o777 == 0o600


def test_a_terminal_without_the_service_s_settings_says_its_address(folder: Path) -> None:
    note(folder, address="https://mire.example.org")
    assert serving.default_address() == "https://mire.example.org"
    (folder / served.KEPT).write_text("{")
    assert serving.default_address() == "http://192.0.2.7:8000"


@pytest.mark.parametrize(
    ("hosts", "is_tls", "address"),
    [
        (["mire.example.org", "autre.example.org"], True, "https://mire.example.org"),
        (["mire.example.org"], False, ""),
        ([".example.org"], True, ""),
        (["*"], True, ""),
    ],
)
def test_over_tls_the_name_of_the_server_is_its_address(
    hosts: list[str], is_tls: bool, address: str, folder: Path, settings: Any
) -> None:
    settings.ALLOWED_HOSTS, settings.IS_TLS = hosts, is_tls
    assert served.public_address() == address
    settings.PUBLIC_ADDRESS = "https://choisie.example.org"
    assert served.public_address() == "https://choisie.example.org"


def test_behind_a_proxy_an_address_that_nobody_set_is_doubted(
    folder: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    serving.warn_of_address()
    assert capsys.readouterr().err == ""
    note(folder, is_behind=True)
    serving.warn_of_address()
    assert "MIRE_ADDRESS" in capsys.readouterr().err
    note(folder, is_behind=True, address="https://mire.example.org")
    settings.IS_TLS = True
    serving.warn_of_address()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", [("backup", "a.mire"), ("meetings",), ("purge", "--dry-run")])
def test_a_command_that_lacks_the_database_of_the_server_is_refused(
    command: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for name in ("office.sqlite3", "live.sqlite3"):  # an earlier command made them, empty
        (folder / name).touch()
    note(folder, is_postgresql=True)
    done = mire(*command)
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
    assert str(folder / served.KEPT) in done.stderr.replace("\n", "")
    assert not (folder / "a.mire").exists()
    doctor = mire("doctor")
    assert doctor.returncode == 1
    assert "✗ Bases de données" in doctor.stdout.replace("\xa0", " ")


def test_doctor_compares_the_address_of_links_with_the_one_it_was_asked() -> None:
    same, other = "https://mire.example.org", "http://192.0.2.7:8000"
    assert doctor_served.told_address(same, same).state is State.WELL
    assert doctor_served.told_address(same, other).state is State.MIND


@pytest.mark.storage
def test_a_server_leaves_its_port_and_its_database_to_commands(
    tmp_path: Path, static: Path
) -> None:
    with Server(tmp_path / "data", static) as server:
        kept = served.last_served(tmp_path / "data")
        assert kept is not None
        assert kept.port == server.port
        assert kept.is_postgresql == ("postgresql" in server.environment.get("DATABASE_URL", ""))
        server.open_room_by_command(MEETING)
        assert f":{server.port}/CODE" in server.run("meetings").replace("\n", "")
