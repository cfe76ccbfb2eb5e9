"""An address of PostgreSQL, read for Django as the live engine's driver reads it."""

import psycopg
import pytest

from mire.config.databases import postgresql_settings


def test_an_address_is_read_in_all_its_parts() -> None:
    found = postgresql_settings("postgresql://mire:p%40ss@db.example:5433/authority")
    assert {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "authority",
        "USER": "mire",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
    }
    assert found["OPTIONS"] == {}


def test_its_options_hold_for_pages_too() -> None:
    found = postgresql_settings(
        "postgresql://mire@db.example/authority?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    )
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    assert found["PASSWORD"] == found["PORT"] == ""


def test_a_socket_s_folder_is_a_host() -> None:
    found = postgresql_settings("postgresql:///authority?host=/run/postgresql")
    assert (found["NAME"], found["HOST"]) == ("authority", "/run/postgresql")


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(psycopg.ProgrammingError):
        postgresql_settings("postgresql://mire@db.example/authority?sslmod=require")
