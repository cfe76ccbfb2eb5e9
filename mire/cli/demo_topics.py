"""What the demonstration tells of its topics: twelve that departments ask for, and one choice.

One is refused with its reason, two wait for their cost, nine are chosen among by the group's
ballots under its days; the group changes one line of what is proposed, and writes why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from mire.cli.demo_steering import Secretary
from mire.documents.builders.topic_letter import reasons_of
from mire.programme.criteria.queries import criteria_in_use
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.people.queries import Department
from mire.programme.programmes.queries import Programme
from mire.programme.topics.actions import (
    amend_selection,
    answer_back,
    ask_back,
    ask_topic,
    decide_selection,
    grade_topic,
    make_selection,
    move_topic,
)
from mire.programme.topics.queries import Topic, lines_of, selection_in, topic_in
from mire.programme.topics.rules.ballots import read_ballots
from mire.programme.topics.rules.selecting import Terms
from mire.programme.topics.rules.states import TopicState

ASKED_FROM = date(2018, 5, 22)
CHOSEN_ON, DECIDED_ON = date(2018, 6, 20), date(2018, 6, 25)
CAPACITY, AT_ONCE = 150, 5


@dataclass(frozen=True, slots=True)
class Told:
    """A topic of the story. ``cost`` None: nobody has reckoned it yet; ``grades``: 0 to 4."""

    title: str
    aim: str
    code: str
    audience: str
    stakes: str
    freed: str
    theme: str
    cost: int | None
    grades: tuple[int, ...] = ()


TOPICS = (
    Told(
        "Dire où en est une demande de logement",
        "Que les familles sachent où en est leur demande sans appeler.", "D07",
        "4 000 ménages en attente, douze agents", "Un appel sur deux demande seulement une date.",
        "Deux agents, un jour par semaine", "Habitants", 34, (0, 0, 2, 7, 5),
    ),
    Told(
        "Le premier jour d'un agent", "Qu'un nouvel agent sache, le premier jour, à qui parler.",
        "D02", "Cent vingt arrivées par an", "Un départ sur six dans la première année.",
        "Une chargée de recrutement", "Agents", 18, (0, 2, 6, 5, 1),
    ),
    Told(
        "Les rues qu'on ouvre trois fois",
        "Que les travaux d'une même rue se suivent au lieu de se répéter.", "D04",
        "Riverains et commerçants", "Trois chantiers en deux ans sur la même chaussée.",
        "Un chef de secteur", "Ville", 42, (0, 0, 1, 6, 7),
    ),
    Told(
        "Trier en bas des tours", "Que le tri se fasse là où l'on habite à cent par entrée.", "D06",
        "Six quartiers", "Un bac sur trois refusé à la collecte.", "Deux médiateurs", "Ville", 28,
        (0, 1, 5, 6, 2),
    ),
    Told(
        "Une facture d'eau qui se lit", "Que l'on comprenne sa consommation avant la relance.",
        "D05", "30 000 abonnés", "Deux mille relances par an.", "Une gestionnaire", "Habitants", 16,
        (0, 3, 6, 4, 1),
    ),
    Told(
        "Préparer un marché à plusieurs",
        "Que ceux qui s'en serviront disent leur besoin avant l'écriture du marché.", "D13",
        "Toutes les directions", "Des outils achetés et jamais ouverts.", "Un juriste", "Agents",
        22, (0, 2, 5, 6, 1),
    ),
    Told(
        "Le guichet du dimanche", "Qu'une famille trouve qui appeler quand tout est fermé.", "D14",
        "Familles en difficulté", "Les urgences arrivent le vendredi soir.",
        "Un travailleur social", "Habitants", 30, (0, 0, 3, 5, 6),
    ),
    Told(
        "Aller au travail sans voiture", "Que les agents du siège puissent venir autrement.", "D12",
        "900 agents", "Le parking est plein à huit heures.", "Un chargé de mobilité", "Agents", 24,
        (1, 4, 5, 3, 1),
    ),
    Told(
        "La culture là où l'on attend", "Qu'une salle d'attente soit un lieu où l'on lit.", "D03",
        "Le public des trois accueils", "Deux heures d'attente en moyenne.", "Une bibliothécaire",
        "Habitants", 14, (1, 5, 5, 3, 0),
    ),
    Told(
        "Une application pour signaler", "Qu'on signale un nid-de-poule depuis son téléphone.",
        "D10", "Tous les habitants", "Les signalements se perdent.", "", "Ville", None,
    ),
    Told(
        "Les commerces vides du centre", "Qu'une vitrine vide serve avant de se relouer.", "D09",
        "Quarante locaux", "Un local sur cinq.", "Une chargée de projet", "Ville", None,
    ),
    Told(
        "Mesurer ce que l'on dépense en papier", "Savoir ce que coûtent nos impressions.", "D01",
        "Toutes les directions", "Personne ne connaît le total.", "", "Agents", None,
    ),
)  # fmt: skip

REFUSED = {
    12: "La direction des finances a déjà ce chiffre dans ses comptes : nous le lui avons montré.",
}
ASKED_BACK = {
    1: ("Les agents peuvent-ils changer ce que le logiciel envoie ?",
        "Oui : les modèles de message sont à nous, l'éditeur ne touche qu'aux dates."),
    10: ("Combien de signalements arrivent aujourd'hui, et par où ?", ""),
}  # fmt: skip

BALLOTS = """1 3 7 × 5
1 7 × 3
3 4 × 3
3 6 × 2
1 5 × 2
2 6 × 2
4 8
7 9
blanc"""
"""The group's twenty ballots, as somebody typed them from paper."""

AMENDED = (
    "Les agents du siège arrivent bientôt : ce sujet-là n'attend pas le cycle suivant, et la "
    "direction des ressources humaines donne les douze jours de plus."
)


def ask_for_topics(
    *, programme: Programme, departments: Mapping[str, Department], secretary: Secretary
) -> None:
    """Ask for the topics, and choose, as far as the story's day has come."""
    if secretary.today < CHOSEN_ON:
        return
    criterion = criteria_in_use(programme)[0]
    for n, told in enumerate(TOPICS, 1):
        now = secretary.moment(ASKED_FROM + timedelta(days=n), time(11))
        who = f"Direction · {told.code}"
        topic = ask_topic(
            programme=programme, key=new_key(),
            values={
                "title": told.title, "aim": told.aim, "audience": told.audience,
                "stakes": told.stakes, "freed": told.freed, "theme": told.theme,
                "cost": told.cost, "asked_by": who,
            },
            department=departments[told.code], today=now.date(), by=Actor(name=who), now=now,
        )  # fmt: skip
        _question(programme, topic, n, secretary, who)
        if told.grades:
            on = secretary.moment(CHOSEN_ON, time(9))
            grade_topic(
                topic=topic, key=new_key(), criterion=criterion, on=on.date(), counts=told.grades,
                by=secretary.by, now=on,
            )  # fmt: skip
        if reason := REFUSED.get(n):
            on = secretary.moment(CHOSEN_ON - timedelta(days=6), time(15))
            move_topic(
                topic=topic, to=TopicState.REFUSED, reason=reason, on=on.date(), by=secretary.by,
                now=on,
            )  # fmt: skip
    _choose(programme, secretary)


def _question(programme: Programme, topic: Topic, n: int, secretary: Secretary, who: str) -> None:
    if n not in ASKED_BACK:
        return
    words, answer = ASKED_BACK[n]
    now = secretary.moment(ASKED_FROM + timedelta(days=n + 2), time(14))
    ask_back(topic=topic, key=new_key(), words=words, by=secretary.by, now=now)
    found = topic_in(programme, topic.key)
    assert found is not None
    if answer:
        for question in found.questions.all():
            answer_back(
                question=question, answer=answer, by=Actor(name=who), now=now + timedelta(days=1)
            )


def _choose(programme: Programme, secretary: Secretary) -> None:
    """Propose a choice, amend one line of it, decide it."""
    by, now = secretary.by, secretary.moment(CHOSEN_ON, time(16))
    numbers = {n for n, told in enumerate(TOPICS, 1) if told.cost is not None}
    made = make_selection(
        programme=programme, key=new_key(), title="Les sujets de l'automne",
        terms=Terms(capacity=CAPACITY, most_topics=AT_ONCE),
        ballots=read_ballots(BALLOTS, topics=numbers), by=by, now=now,
    )  # fmt: skip
    if secretary.today < DECIDED_ON:
        return
    on = secretary.moment(DECIDED_ON, time(11))
    left = next(each for each in lines_of(made) if each.line.number == 2)
    if not left.is_taken:
        amend_selection(
            selection=made, number=2, is_taken=True, reason=AMENDED, by=by,
            now=on - timedelta(hours=1),
        )  # fmt: skip
    found = selection_in(programme, made.key)
    assert found is not None
    decide_selection(
        selection=found, on=on.date(), by=by, now=on,
        why=lambda line: " ".join(reasons_of(line, threshold=programme.threshold)),
    )  # fmt: skip
