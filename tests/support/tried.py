"""A case that was tried, graded and closed, with its sources, and a method that was reviewed."""

from datetime import date
from itertools import pairwise

from mire.programme.cases.actions import (
    change_case,
    move_case,
    note_days,
    note_grades,
    propose_case,
    write_learnt,
)
from mire.programme.cases.models import Case
from mire.programme.cases.rules import CASE, HowGraded, Status
from mire.programme.criteria.actions import add_criterion
from mire.programme.criteria.models import Criterion
from mire.programme.evidence.models import Verbatim
from mire.programme.journal.rules import Actor
from mire.programme.methods.actions import review_method
from mire.programme.methods.queries import card_in, key_of_technique
from mire.programme.people.rules import Right
from mire.programme.thread.actions import set_source
from mire.programme.thread.rules import Reference
from tests.support.office import NOW, Office

BY = Actor("kkkkkkkkkkk", "Résidente · D07")
TODAY = date(2018, 3, 20)
STEPS = (Status.PROPOSED, Status.STUDIED, Status.CHOSEN, Status.UNDER_WAY, Status.CLOSED)


def try_out(office: Office) -> tuple[Case, str]:
    """Return a closed case, and the key of a method that was used in it."""
    programme = office.programme
    case = propose_case(
        programme=programme, key="s" * 11, departments=[], by=BY, now=NOW,
        values={
            "title": "L'accueil au siège", "ask": "On y attend.", "asked_by": "Habitat",
            "carried_by": "", "asked_on": date(2017, 3, 22),
        },
    )  # fmt: skip
    for was, to in pairwise(STEPS):
        move_case(
            case=case, seen=was, to=to, on=date(2017, 6, 28), reason="Dit.", today=TODAY, by=BY,
            now=NOW,
        )  # fmt: skip
    change_case(
        case=case, seen=1, values={"done": "Observer.", "outputs": "Un plan"}, by=BY, now=NOW
    )
    note_days(
        case=case, key="d" * 11, on=date(2017, 4, 26), half_days=9, what="Observer", by=BY, now=NOW
    )
    for name, counts in (("Usagers touchés", [0, 0, 2, 4, 1]), ("Portage", [1, 1, 1, 0, 0])):
        key = name[0].lower() * 11
        add_criterion(programme=programme, key=key, name=name, meaning="", by=BY, now=NOW)
        note_grades(
            case=case, key=key, criterion=Criterion.objects.get(key=key), meeting=None,
            on=date(2017, 5, 31), how=HowGraded.HANDS, counts=counts, by=BY, now=NOW,
        )  # fmt: skip
    write_learnt(case=case, key="m" * 11, sentence="Observer d'abord.", by=BY, now=NOW)
    said = Verbatim.objects.all()[0]
    set_source(
        programme=programme, citing=Reference(CASE, case.key), name=case.title,
        source=Reference("verbatim", said.key), how="for", by=BY, now=NOW,
    )  # fmt: skip
    card = card_in(programme, key_of_technique(programme, "worldcafe"))
    assert card is not None
    review_method(
        programme=programme, card=card, key="v" * 11, person=office.people[Right.AMBASSADOR],
        meeting=None, case=case, on=date(2017, 6, 1), ease=3, effect=4, would_again=True,
        recommended_for="ouvrir", said="On s'est parlé.", by=BY, now=NOW,
    )  # fmt: skip
    return case, card.key
