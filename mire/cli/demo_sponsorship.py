"""What the demonstration tells of how its note is carried: a path to the council of October.

Begun at the end of June, when the note is written: the bodies' sessions of the autumn, what
sponsors did, by function, and a first text of the deliberation, assembled from the note and the
decisions of general management.
"""

from datetime import date, time

from django.utils.translation import override

from mire.cli.demo_steering import Secretary
from mire.programme.keys import new_key
from mire.programme.note.queries import passages_of
from mire.programme.note.rules.kinds import PASSAGE
from mire.programme.outcomes.queries import outcomes_of
from mire.programme.outcomes.rules.kinds import OutcomeKind, Standing
from mire.programme.programmes.queries import Programme
from mire.programme.sponsorship.actions.deliberation import (
    assemble_deliberation,
    change_deliberation,
)
from mire.programme.sponsorship.actions.path import begin_path, set_council, write_body
from mire.programme.sponsorship.actions.sponsors import note_fact, withdraw_fact
from mire.programme.sponsorship.queries import (
    SponsorshipPath,
    assembled_text,
    bodies_of,
    text_of,
)
from mire.programme.sponsorship.rules.elections import known_restraints
from mire.programme.sponsorship.rules.kinds import SponsorRole
from mire.programme.sponsorship.rules.template import template_in
from mire.programme.thread.rules import Reference
from mire.words import words

BEGUN_ON, COUNCIL_ON = date(2018, 6, 26), date(2018, 10, 4)
SESSIONS = (
    (date(2018, 7, 5), COUNCIL_ON, date(2018, 11, 15), date(2018, 12, 13)),  # the council
    (date(2018, 9, 12), date(2018, 9, 26), date(2018, 11, 7), date(2018, 12, 5)),  # the committee
    (date(2018, 9, 3), date(2018, 9, 17), date(2018, 10, 15), date(2018, 11, 19)),  # the bureau
    (date(2018, 9, 11), date(2018, 9, 18), date(2018, 11, 6)),  # the social committee
)
FACTS = (
    (
        SponsorRole.CHIEF, "Direction générale des services", 2, date(2018, 6, 12),
        "Le sujet est inscrit au prochain conseil.",
    ),
    (
        SponsorRole.ELECTED, "Vice-présidence à l'administration générale", 1, date(2018, 6, 19),
        "À condition que le texte dise ce que le laboratoire ne fera pas.",
    ),
    (
        SponsorRole.DEPUTY, "Direction générale adjointe, ressources", 4, date(2018, 6, 21),
        "Dire dans le texte que les jours d'agents sont pris sur l'effectif actuel.",
    ),
    (SponsorRole.DIRECTOR, "Direction des mobilités", 0, date(2018, 6, 25), ""),
    (SponsorRole.DIRECTOR, "Direction des finances", 0, date(2018, 6, 25), ""),
)  # fmt: skip
"""Role, function, which of the proposed facts, on which day, and what was said of it."""

WITHDRAWN = ("Direction des finances", "La note n'était pas encore partie aux finances.")
TITLE = "Création d'un laboratoire d'innovation en résidence dans les directions"
SECTIONS = ("Contexte", "Positionnement et profil", "Portage")
ARTICLES = (3, 5, 6)
"""Numbers of the decisions that become articles."""

LAST_ARTICLE = (
    "La présidence de la communauté urbaine est chargée d'exécuter la présente délibération."
)


def carry_the_note(*, programme: Programme, secretary: Secretary) -> None:
    """Plan the path, note the facts, assemble the text, once the story's day has come to it."""
    if secretary.today < BEGUN_ON:
        return
    by, now = secretary.by, secretary.moment(BEGUN_ON, time(17, 30))
    with override(programme.language):
        begins = template_in(words.translate)
    path = begin_path(
        programme=programme, bodies=begins.bodies, steps=begins.steps, facts=begins.facts,
        periods=[each for each in known_restraints() if each.last >= now.date()], by=by, now=now,
    )  # fmt: skip
    for body, sessions in zip(bodies_of(path), SESSIONS, strict=True):
        days = [secretary.moment(each, time(9)).date() for each in sessions]
        write_body(path=path, key=body.key, name=body.name, sessions=days, by=by, now=now)
    council_on = secretary.moment(COUNCIL_ON, time(9)).date()
    set_council(path=path, on=council_on, is_alsace_moselle=False, by=by, now=now)
    path.refresh_from_db()
    _note_facts(path, secretary)
    if secretary.today > BEGUN_ON:
        _write_text(path, secretary)


def _note_facts(path: SponsorshipPath, secretary: Secretary) -> None:
    by, now = secretary.by, secretary.moment(BEGUN_ON, time(18))
    for role, function, place, on, said in FACTS:
        fact = note_fact(
            path=path, key=new_key(), role=role, function=function, what=path.facts[place],
            words=said, since=secretary.moment(on, time(9)).date(), by=by, now=now,
        )  # fmt: skip
        if function == WITHDRAWN[0]:
            withdraw_fact(fact=fact, why=WITHDRAWN[1], by=by, now=now)


def _write_text(path: SponsorshipPath, secretary: Secretary) -> None:
    by, now = secretary.by, secretary.moment(BEGUN_ON, time(18, 30))
    programme = path.programme
    passages = [each for each in passages_of(programme) if each.section.title in SECTIONS]
    found = outcomes_of(programme, kind=OutcomeKind.DECISION, with_drafts=False, today=now.date())
    decisions = sorted(
        (
            each.outcome
            for each in found
            if each.standing is Standing.IN_FORCE and each.outcome.number in ARTICLES
        ),
        key=lambda each: each.number,
    )
    row = assemble_deliberation(
        path=path, key=new_key(), said=assembled_text(path, TITLE, passages, decisions),
        cited=[
            *(Reference(PASSAGE, each.key) for each in passages),
            *(Reference(OutcomeKind.DECISION, each.key) for each in decisions),
        ],
        by=by, now=now,
    )  # fmt: skip
    said = text_of(row)
    change_deliberation(
        deliberation=row, seen=row.version,
        said=type(said)(
            said.title, "Vice-présidence à l'administration générale", said.visas,
            said.considering, said.reasons, (*said.articles, LAST_ARTICLE),
            "La présidence de la communauté urbaine",
        ),
        by=by, now=now,
    )  # fmt: skip
