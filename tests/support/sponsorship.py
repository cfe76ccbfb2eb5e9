"""A path to the council begun from the template, and the pages on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import override

from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.sponsorship.actions.deliberation import assemble_deliberation
from mire.programme.sponsorship.actions.path import begin_path, set_council, write_body
from mire.programme.sponsorship.actions.sponsors import note_fact
from mire.programme.sponsorship.models import Deliberation, PathStep, SponsorshipPath
from mire.programme.sponsorship.queries import bodies_of
from mire.programme.sponsorship.rules.deliberation import DeliberationText
from mire.programme.sponsorship.rules.elections import Restraint
from mire.programme.sponsorship.rules.kinds import SponsorRole
from mire.programme.sponsorship.rules.template import template_in
from mire.words import words
from tests.support.office import NOW, Office

BY = Actor("7" * 11, "Résidente · D07")
PERIOD = Restraint("Élections municipales", date(2019, 9, 1), date(2020, 3, 22), "L. 52-1")
COUNCIL_ON = date(2018, 10, 4)
ACT: Mapping[str, Any] = {
    "COLL_NOM": "Communauté urbaine",
    "COLL_SIRET": "21860194600013",
    "DELIB_ID": "2018-112",
    "DELIB_DATE": date(2018, 3, 15),
    "DELIB_MATIERE_CODE": "5.2",
    "DELIB_MATIERE_NOM": "institutions et vie politique/fonctionnement des assemblées",
    "VOTE_EFFECTIF": 95,
    "VOTE_REEL": 90,
    "VOTE_POUR": 80,
    "VOTE_CONTRE": 4,
    "VOTE_ABSTENTION": 6,
}


def begun_path(office: Office) -> SponsorshipPath:
    """Begin the path with the shipped template."""
    with override("fr"):
        begins = template_in(words.translate)
    return begin_path(
        programme=office.programme, bodies=begins.bodies, steps=begins.steps, facts=begins.facts,
        periods=[PERIOD], by=BY, now=NOW,
    )  # fmt: skip


def planned_path(office: Office, council_on: date = COUNCIL_ON) -> SponsorshipPath:
    """Begin the path and choose the council's day, one of its sessions."""
    path = begun_path(office)
    council = bodies_of(path)[0]
    write_body(path=path, key=council.key, name=council.name, sessions=[council_on], by=BY, now=NOW)
    set_council(path=path, on=council_on, is_alsace_moselle=False, by=BY, now=NOW)
    path.refresh_from_db()
    return path


def step_called(path: SponsorshipPath, begins: str) -> PathStep:
    """Return the step whose title begins so."""
    return path.steps.get(title__startswith=begins)


def deliberated(path: SponsorshipPath, **said: Any) -> Deliberation:
    """Write a deliberation of one article."""
    whole = DeliberationText(
        **{"title": "Créer un laboratoire", "articles": ("Le laboratoire est créé.",), **said}
    )
    return assemble_deliberation(path=path, key=new_key(), said=whole, cited=[], by=BY, now=NOW)


def sponsorship_pages(office: Office, council_on: date) -> list[str]:
    """Return the pages on a path that slips, with a fact, a period and a deliberation."""
    path = planned_path(office, council_on)
    fact = note_fact(
        path=path, key=new_key(), role=SponsorRole.ELECTED, function="Vice-présidence",
        what=path.facts[1], words="À une condition.", since=date(2018, 3, 1), by=BY, now=NOW,
    )  # fmt: skip
    deliberated(path, reasons="**Contexte**\n\n- un\n- deux", visas=("Vu le code ;",))
    step, body = path.steps.first(), path.bodies.first()
    period = path.periods.first()
    assert step is not None
    assert body is not None
    assert period is not None
    return [
        "note/portage",
        "note/portage/conseil",
        "note/portage/etape/ajouter",
        f"note/portage/etape/{step.key}",
        f"note/portage/etape/{step.key}/faite",
        "note/portage/instance/ajouter",
        f"note/portage/instance/{body.key}",
        f"note/portage/periode/{period.key}",
        "note/portage/fait/ajouter",
        "note/portage/fait/liste",
        f"note/portage/fait/{fact.key}/fin",
        f"note/portage/fait/{fact.key}/retirer",
        "note/portage/deliberation",
        "note/portage/deliberation/changer",
        "note/portage/deliberation/vote",
    ]
