"""A served Mire whose office has people, and links that open their sessions."""

import subprocess
import sys

from tests.support.server import ROOT, Server

SET_UP = """
import secrets, django
django.setup()
from django.utils import timezone
from mire.programme.journal.rules import Actor
from mire.programme.people.actions import hand_out_link
from mire.programme.people.models import Person
from tests.support.office import open_office
if not Person.objects.exists():
    open_office()
secret = secrets.token_urlsafe(12)
person = Person.objects.get(email="{email}")
hand_out_link(person=person, secret=secret, programme="", by=Actor(), now=timezone.now())
print(secret)
"""


def link_of(server: Server, right: str) -> str:
    """Return the address that opens the session of whoever holds a right, once."""
    done = run_in(server, SET_UP.format(email=f"{right}@example.org"))
    return f"{server.address}/compte/lien/{done.strip()}".replace("127.0.0.1", "localhost")


def run_in(server: Server, program: str) -> str:
    """Run a few lines on the data of a server, in a process of their own; return their output."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env=dict(server.environment), capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
