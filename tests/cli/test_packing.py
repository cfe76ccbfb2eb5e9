"""`mire pack` and `mire unpack`: a meeting held on a laptop comes back into its own, once."""

import json
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from msgspec.structs import replace

from mire.cli import serving
from mire.live.engine.engine import use_engine
from mire.live.replay import replayed
from mire.live.state import entries
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import make_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.transfer.rules import ToHold, read_pack, write_pack
from tests.faults.crowd import Crowd, Facilitator, Phone
from tests.faults.proofs import ACTIVITY
from tests.faults.serving import MEETING
from tests.support.commands import Done, mire
from tests.support.office import Office, open_office
from tests.support.rooms import Room
from tests.support.server import ROOT, Server

PHONES = 9
PREPARE = """
import django, json, sys
django.setup()
from datetime import UTC, datetime, timedelta
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import change_place, make_meeting
from mire.programme.people.actions import add_person
from mire.programme.preparation.actions import expect_people
from mire.programme.programmes.actions import make_authority, make_programme
now, by = datetime.now(UTC), Actor()
authority = make_authority(name="Communauté", by=by, now=now)
programme = make_programme(authority=authority, name="La Transfo", starts_on=now.date(),
    ends_on=now.date() + timedelta(days=400), by=by, now=now)
meeting = make_meeting(programme=programme, key="abcdefghjkm", source=open(sys.argv[1]).read(),
    title="Le séminaire", starts=datetime(2018, 3, 21, 9), by=by, now=now)
change_place(meeting=meeting, place="Salle des fêtes", by=by, now=now)
who = add_person(authority=authority, programme=programme, by=by, now=now,
    values={"given_name": "Personne", "family_name": "Attendue", "email": "attendue@example.org"})
expect_people(meeting=meeting, persons=[who], counts={}, by=by, now=now)
"""
TOLD = """
import django, json
django.setup()
from mire.programme.evidence.models import Verbatim
from mire.programme.meetings.models import Meeting
print(json.dumps([
    {"key": each.key, "code": each.code, "title": each.title, "place": each.place,
     "programme": each.programme.name if each.programme else "",
     "is_back": each.brought_in_at is not None, "is_ended": each.ended_at is not None,
     "texts": sorted(Verbatim.objects.filter(meeting=each).values_list("text", flat=True))}
    for each in Meeting.objects.order_by("pk")]))
"""


def script(server: Server, told: str, *arguments: object) -> str:
    """Run Python inside an installation; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", told, *map(str, arguments)],
        cwd=ROOT, env=dict(server.environment), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def command(server: Server, *arguments: object) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "mire.cli", *map(str, arguments)],
        cwd=ROOT, env=dict(server.environment), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


def plain(done: Done) -> str:
    words = (done.stdout + done.stderr).replace("\u202f", " ").replace("\xa0", " ")
    return " ".join(words.replace("’", "'").split())


def told(server: Server) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = json.loads(script(server, TOLD))
    return said


@pytest.fixture
def installation(tmp_path: Path, static: Path) -> Iterator[Server]:
    """The authority's installation, with a prepared meeting at which somebody is expected."""
    with Server(tmp_path / "installation", static) as running:
        script(running, PREPARE, MEETING)
        yield running


@pytest.fixture
def laptop(tmp_path: Path, static: Path) -> Iterator[Server]:
    """An installation in which nothing is, as on the hall's laptop."""
    with Server(tmp_path / "laptop", static, MIRE_CLOSING_GRACE="1") as running:
        yield running


def hold(laptop: Server, printed: str) -> tuple[str, bytes, list[str]]:
    """Hold the meeting: phones answer, one question is closed, the meeting ends."""
    console = re.findall(r"\S+/regie/\S+", printed)[0]
    code = re.findall(r"/regie/([A-Z]{6})\?", console)[0]
    here = laptop.address + console[console.index("/", 8) :]
    with (
        closing(Facilitator(laptop.address, code, here)) as facilitator,
        closing(Crowd([laptop.address], code, PHONES, seed=1)) as crowd,
    ):
        crowd.each(Phone.join)
        facilitator.press(entries.ENTERED, ACTIVITY)
        facilitator.press(entries.OPENED, ACTIVITY)
        crowd.each(lambda phone: phone.deliver(phone.write(ACTIVITY)))
        facilitator.press(entries.CLOSING, ACTIVITY)
        while b"answers.closed" not in (log := facilitator.log()):
            pass
        facilitator.press(entries.ENTERED, "meteo")
        facilitator.press(entries.MEETING_ENDED)
        log = facilitator.log()
        reasons = [phone.standing[ACTIVITY]["body"]["reason"] for phone in crowd.phones]
    return code, log, sorted(reasons)


@pytest.mark.slow
@pytest.mark.storage
def test_a_meeting_goes_to_the_hall_and_comes_back_into_its_own(
    installation: Server, laptop: Server, tmp_path: Path
) -> None:
    away, back = tmp_path / "away.mire", tmp_path / "back.mire"
    left = command(installation, "pack", "le SÉMINAIRE", away)
    assert left.returncode == 0, left.stderr
    assert stat.S_IMODE(away.stat().st_mode) == 0o600
    carried, log = read_pack(away.read_bytes())
    assert isinstance(carried, ToHold)
    assert (carried.place, log) == ("Salle des fêtes", b"")
    assert not re.search(rb"Attendue|example\.org|Transfo|Communaut", away.read_bytes())

    opened = command(laptop, "unpack", away)
    assert opened.returncode == 0, opened.stderr
    code, log, reasons = hold(laptop, opened.stdout)
    ended = command(laptop, "pack", code, back)
    assert ended.returncode == 0, ended.stderr
    assert stat.S_IMODE(back.stat().st_mode) == 0o600

    brought = command(installation, "unpack", back)
    assert brought.returncode == 0, brought.stderr
    assert f"« Le séminaire » est rapportée, sous le code {code}" in plain(brought)
    (meeting,) = told(installation)
    assert meeting == {
        "key": "abcdefghjkm",
        "code": code,
        "title": "Le séminaire",
        "place": "Salle des fêtes",
        "programme": "La Transfo",
        "is_back": True,
        "is_ended": True,
        "texts": reasons,
    }
    assert replayed(log).room.activities[ACTIVITY].n_answers == PHONES
    printed = command(installation, "meetings", code, "--new-addresses").stdout
    console = re.findall(r"\S+/regie/\S+", printed)[0]
    here = installation.address + console[console.index("/", 8) :]
    with closing(Facilitator(installation.address, code, here)) as facilitator:
        assert facilitator.log() == log

    twice = command(installation, "unpack", back)
    assert (twice.returncode, twice.stderr.count("\n")) == (2, 1)
    assert told(installation) == [meeting]


@pytest.fixture
def office(transactional_db: None, room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(serving, "prepare_databases", lambda: None)
    use_engine(room.engine)
    yield open_office()
    use_engine(None)


def test_what_can_not_leave_or_come_in_is_refused_in_one_sentence(
    office: Office, tmp_path: Path
) -> None:
    now = timezone.now()
    for key, title in (("abcdefghjkm", "Le séminaire"), ("bcdefghjkmn", "Autre")):
        made = make_meeting(
            programme=office.programme, key=key, source=MEETING.read_text(), title=title,
            starts=datetime(2018, 3, 21, 9), by=NOBODY, now=now,  # noqa: DTZ001
        )  # fmt: skip
    away, again, wrong = (tmp_path / name for name in ("away", "again", "wrong"))
    lost = mire("pack", "Ailleurs", away)
    assert lost.returncode == 2
    assert "abcdefghjkm : Le séminaire, 21 mars 2018" in plain(lost)
    assert mire("pack", "abcdefghjkm", tmp_path / "none" / "x").returncode == 2
    assert not Entry.objects.filter(act="meeting.carried").exists()
    assert mire("pack", "abcdefghjkm", away).returncode == 0
    assert mire("pack", "abcdefghjkm", away).returncode == 2
    assert mire("pack", "abcdefghjkm", again).returncode == 0
    assert again.read_bytes() == away.read_bytes()
    assert mire("unpack", away).returncode == 2  # it left from here
    make_meeting(
        programme=office.programme, key="c" * 11, source=MEETING.read_text(), title="autre",
        starts=made.planned_at.replace(tzinfo=None), by=NOBODY, now=now,
    )  # fmt: skip
    twice = mire("pack", "AUTRE", wrong)
    assert (twice.returncode, "bcdefghjkmn" in twice.stderr) == (2, True)

    raw = away.read_bytes()
    Meeting.objects.all().delete()
    for changed, said in {
        raw[:-9]: "abîmé",
        raw.replace(b"grille", b"grilla"): "abîmé",
        MEETING.read_bytes(): "n'est pas un paquet",
        b"": "n'est pas un paquet",
        raw.replace(b"mire-pack 1", b"mire-pack 2", 1): "plus récent (format 2)",
        newer(raw): "plus récent (version",
    }.items():
        wrong.write_bytes(changed)
        refused = mire("unpack", wrong)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
        assert said in plain(refused)
    assert not Meeting.objects.exists()

    assert mire("unpack", away).returncode == 0
    known = mire("unpack", away)
    assert (known.returncode, "--new-addresses" in plain(known)) == (2, True)
    early = mire("pack", "Le séminaire", tmp_path / "early")
    assert (early.returncode, "n'est pas terminée" in plain(early)) == (2, True)
    assert not (tmp_path / "early").exists()


def newer(raw: bytes) -> bytes:
    """Return a pack whose grid is of a version to come."""
    carried, log = read_pack(raw)
    assert isinstance(carried, ToHold)
    return write_pack(replace(carried, techniques={**carried.techniques, "positioning": 99}), log)
