"""Topics with costs, a link, a choice, and the pages on them."""

from collections.abc import Sequence
from datetime import date

from mire.programme.criteria.actions import add_criterion
from mire.programme.criteria.models import Criterion
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.topics.actions import (
    ask_back,
    ask_topic,
    grade_topic,
    make_selection,
    move_topic,
    open_call,
)
from mire.programme.topics.models import Call, Selection, Topic
from mire.programme.topics.rules.ballots import read_ballots
from mire.programme.topics.rules.selecting import Terms
from mire.programme.topics.rules.states import TopicState
from tests.support.office import NOW, Office

BY = Actor("6" * 11, "Résidente · D07")
DAY = date(2018, 6, 1)
SECRET, FOLLOW = "a" * 24, "b" * 24
COSTS = (20, 35, 15, 30)
BALLOTS = "1 2 × 6\n1 3 × 5\n4 × 3\n3 4 × 2\nblanc × 2"


def topic(
    office: Office,
    title: str = "L'accueil des demandeurs",
    *,
    cost: int | None = 20,
    theme: str = "",
    secret: str = "",
    call: Call | None = None,
) -> Topic:
    """Keep a topic that somebody asks for."""
    return ask_topic(
        programme=office.programme,
        key=new_key(),
        values={
            "title": title, "aim": "Que l'on sache où aller.", "audience": "Les familles",
            "stakes": "Des mois perdus", "freed": "Deux agents", "cost": cost, "theme": theme,
            "asked_by": "Direction de l'habitat · D07",
        },
        department=None, call=call, secret=secret, today=DAY, by=BY, now=NOW,
    )  # fmt: skip


def open_link(office: Office, *, ends_on: date, today: date = DAY) -> Call:
    """Open a link by which topics are asked."""
    return open_call(
        programme=office.programme, key=new_key(), secret=SECRET, lead="Ce qui vous pèse.",
        ends_on=ends_on, today=today, by=BY, now=NOW,
    )  # fmt: skip


def four_topics(office: Office, costs: Sequence[int] = COSTS) -> list[Topic]:
    """Keep topics of these costs, numbered from 1."""
    return [topic(office, f"Sujet {n}", cost=cost) for n, cost in enumerate(costs, 1)]


def choice(office: Office, typed: str = BALLOTS, **terms: object) -> Selection:
    """Propose a choice among the programme's topics."""
    numbers = set(Topic.objects.filter(programme=office.programme).values_list("number", flat=True))
    return make_selection(
        programme=office.programme,
        key=new_key(),
        title="Le choix de juin",
        terms=Terms(**{"capacity": 60, **terms}),  # type: ignore[arg-type]
        ballots=read_ballots(typed, topics=numbers),
        by=BY,
        now=NOW,
    )


def a_criterion(office: Office) -> Criterion:
    """Add a criterion to the programme."""
    key = new_key()
    add_criterion(
        programme=office.programme, key=key, name="Public touché", meaning="", by=BY, now=NOW
    )
    return Criterion.objects.get(key=key)


def topic_pages(office: Office, criterion: Criterion, today: date) -> list[str]:
    """Return the pages on topics: a link, topics that wait and have their answer, a choice."""
    link = open_link(office, ends_on=today, today=today)
    first, second, *_others = four_topics(office)
    mine = topic(office, "Un sujet suivi", secret=FOLLOW, call=link)
    ask_back(topic=mine, key=new_key(), words="Combien de dossiers ?", by=BY, now=NOW)
    grade_topic(
        topic=first, key=new_key(), criterion=criterion, on=DAY, counts=[0, 1, 4, 6, 2],
        by=BY, now=NOW,
    )  # fmt: skip
    proposed = choice(office)
    move_topic(
        topic=second, to=TopicState.REFUSED, reason="Un autre service s'en charge.", on=DAY, by=BY,
        now=NOW,
    )  # fmt: skip
    office.programme.shows_topics = True
    office.programme.save()
    return [
        "decider/sujets",
        "decider/sujets/nouveau",
        "decider/sujets/lien",
        f"decider/sujets/{first.key}",
        f"decider/sujets/{first.key}/changer",
        f"decider/sujets/{first.key}/notes",
        f"decider/sujets/{second.key}",
        f"decider/sujets/{second.key}/lettre",
        f"decider/sujets/{mine.key}",
        "decider/choix/nouveau",
        f"decider/choix/{proposed.key}",
        f"decider/choix/{proposed.key}/decider",
        f"decider/choix/{proposed.key}/abandonner",
        f"decider/choix/{proposed.key}/document",
        f"/saisir/{SECRET}",
        f"/saisine/{FOLLOW}",
        f"/sujets/{office.programme.key}",
    ]
