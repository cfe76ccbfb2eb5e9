"""Somebody who administers another programme of the same authority, and knows every key of ours."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace

from mire.cli.demo_programme import make_programme
from mire.cli.demo_story import told_today
from mire.live.engine.readers import ReadLog
from mire.live.engine.requests import CreateRoom
from mire.live.replay import written_log
from mire.live.state import entries
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.people.actions import set_up_programme
from mire.programme.programmes.models import Programme
from tests.support.office import BACKEND, join
from tests.support.rooms import Room
from tests.support.sheets import sheet
from tests.web.office.test_rights import OF_PROGRAMME, filled

KEYED = re.compile(r"<key:(\w+)>")

MODELS = {
    "aim": "PlanAim",
    "amendment": "Amendment",
    "approval": "Approval",
    "argument": "Argument",
    "bearing": "Bearing",
    "body": "Body",
    "call": "Call",
    "case": "Case",
    "choice": "Choice",
    "criterion": "Criterion",
    "cycle": "ResidencyCycle",
    "days": "CaseDays",
    "episode": "Episode",
    "fact": "SponsorFact",
    "finding": "Finding",
    "key": "Outcome",
    "kind": "RoleKind",
    "learnt": "Learnt",
    "letter": "MissionLetter",
    "line": "SchemeLine",
    "link": "GuestLink",
    "meeting": "Meeting",
    "method": "Method",
    "outcome": "Outcome",
    "passage": "Passage",
    "period": "RestraintPeriod",
    "person": "Person",
    "phase": "Phase",
    "picture": "Picture",
    "plan": "ResidencyPlan",
    "reading": "Reading",
    "restitution": "Restitution",
    "review": "Review",
    "role": "Role",
    "scenario": "Scenario",
    "section": "Section",
    "selection": "Selection",
    "sounding": "Sounding",
    "step": "ApprovalStep",
    "tally": "Tally",
    "topic": "Topic",
    "version": "FrozenNote",
    "wave": "Wave",
}
"""What an address names, by the model of it; a few are named otherwise by some addresses."""

OTHERWISE = {
    ("note/portage/etape", "step"): "PathStep",
    ("decider/sujets", "tally"): "TopicTally",
    ("note/passage", "remark"): "PassageRemark",
    ("dit/restitutions", "remark"): "Remark",
}

AUTHORITYS = {"department"}
"""What is of the whole authority: who administers any of its programmes sees it."""

WITHIN = {"row", "piece"}
"""What stands inside something else that the address names."""


def a_key(route: str, name: str) -> str:
    """Return the key of something of ours; one of nothing where the demonstration has none."""
    model = next(
        (model for (part, of), model in OTHERWISE.items() if of == name and part in route),
        MODELS.get(name, ""),
    )
    if not model:
        return new_key()
    (found,) = [each for each in apps.get_models() if each.__name__ == model]
    row = found._default_manager.order_by("pk").first()
    return new_key() if row is None else str(row.key)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_key_of_ours_opens_anything_from_their_programme(room: Room) -> None:
    room.code = room.engine.ask(CreateRoom(sheet(), is_rehearsal=True))[0]
    room.enter("cadrage")
    room.control(entries.MEETING_ENDED)
    first, *others = room.engine.read(ReadLog(room.code))
    make_programme(
        story=told_today(timezone.localdate()),
        logs=[written_log([replace(first, id="f" * 32), *others])],
        engine=room.engine,
        address="http://mire.example",
    )
    ours = Programme.objects.get()
    theirs = set_up_programme(
        authority=ours.authority,
        name="Une autre",
        starts_on=date(2017, 3, 1),
        ends_on=date(2100, 1, 1),
        by=Actor(),
        now=timezone.now(),
    )
    known = {
        (route, name): a_key(route, name)
        for route, _ in OF_PROGRAMME
        for name in KEYED.findall(route)
        if name != "programme"
    }
    stranger = join(theirs, "stranger", "administrator")
    assert {name for _, name in known} <= {*MODELS, *AUTHORITYS, *WITHIN, "remark"}
    client = Client()
    client.force_login(stranger.account, backend=BACKEND)
    n_lines = Entry.objects.count()
    opened = []
    for route, _ in OF_PROGRAMME:
        names = [name for name in KEYED.findall(route) if name != "programme"]
        if not names or AUTHORITYS & {*names}:
            continue
        address = route
        for name in names:
            address = address.replace(f"<key:{name}>", known[route, name])
        address = filled(address, theirs.key)
        for ask in (client.get, client.post):
            status = ask(address).status_code
            if status not in (404, 405):
                opened.append((ask.__name__, route, status))
    assert opened == []
    assert Entry.objects.count() == n_lines
