"""What the demonstration tells of its cases and methods.

The four cases of the story, the third one tedious; what was at stake in each by the group's grades;
two methods of the group's own, and what people say of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from mire.cli.demo_reading import Reader
from mire.programme.cases.actions import (
    change_case,
    move_case,
    note_days,
    note_grades,
    propose_case,
    say_read,
    write_learnt,
)
from mire.programme.cases.queries import Case, case_in, file_of
from mire.programme.cases.rules import CASE, HowGraded, Status
from mire.programme.criteria.actions import add_criterion
from mire.programme.criteria.queries import criteria_in_use
from mire.programme.findings.queries import findings_of
from mire.programme.findings.rules import FINDING, FindingKind
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.queries import meetings_held
from mire.programme.methods.actions import review_method, write_method
from mire.programme.methods.queries import card_in
from mire.programme.people.queries import Department, Person
from mire.programme.programmes.queries import Programme
from mire.programme.reading.actions import add_lines, begin_reading, read_together
from mire.programme.reading.queries import LINE, open_reading
from mire.programme.reading.rules import ActKind
from mire.programme.thread.actions import set_source
from mire.programme.thread.rules import Reference

CRITERIA = (
    ("Usagers touchés", "0 : personne hors du service. 4 : une bonne part des habitants."),
    ("Directions concernées", "0 : une équipe. 4 : six directions ou davantage."),
    ("Portage", "0 : personne au-dessus du service. 4 : la direction générale le demande."),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A case of the story.

    ``grades``: voices for 0 to 4, a line a criterion; ``days``: (day, half days, what for);
    ``moves``: (status, day, reason).
    """

    title: str
    ask: str
    asked_by: str
    carried_by: str
    asked_on: date
    departments: Sequence[str]
    grades: Sequence[Sequence[int]]
    days: Sequence[tuple[date, int, str]]
    moves: Sequence[tuple[Status, date, str]]
    done: str = ""
    outputs: str = ""
    became: str = ""
    became_on: date | None = None
    learnt: Sequence[str] = field(default_factory=tuple)
    heard: Sequence[str] = field(default_factory=tuple)
    heard_at: str = ""
    """What people said then, in their words, and where it was noted: what the case rests on."""


CASES = (
    Told(
        title="L'accueil au siège",
        ask="Au siège, on entre par trois portes et personne ne sait qui l'attend. Les agents "
        "d'accueil passent la moitié de leur temps à rediriger.",
        asked_by="Direction des ressources humaines · D02",
        carried_by="Groupe des ambassadeurs, avec l'accueil",
        asked_on=date(2017, 3, 22),
        departments=("D02", "D11", "D14"),
        grades=((0, 1, 5, 6, 2), (0, 2, 6, 5, 1), (1, 3, 6, 3, 1)),
        days=(
            (date(2017, 3, 23), 18, "Observer le hall, une journée entière"),
            (date(2017, 4, 26), 20, "Rejouer le parcours avec quatre usagers"),
            (date(2017, 5, 31), 14, "Fabriquer la signalétique en carton"),
            (date(2017, 6, 28), 10, "Essayer une semaine, puis raconter"),
        ),
        moves=(
            (Status.STUDIED, date(2017, 3, 22), ""),
            (
                Status.CHOSEN, date(2017, 3, 23),
                "Un lieu que tout le monde connaît, et trois directions prêtes à essayer.",
            ),
            (Status.UNDER_WAY, date(2017, 3, 23), ""),
            (
                Status.CLOSED, date(2017, 6, 28),
                "La signalétique d'essai reste en place ; l'accueil la reprend à son compte.",
            ),
        ),
        done="Nous avons d'abord compté : qui entre, par où, pour aller voir qui.\n"
        "Quatre usagers ont refait leur chemin avec nous, à voix haute.\n"
        "Puis une signalétique en carton, essayée une semaine et corrigée chaque soir.",
        outputs="Un plan du hall, à l'échelle\nUne signalétique d'essai\n"
        "Une fiche « qui reçoit quoi » tenue par l'accueil",
        became="La fiche sert tous les jours. La signalétique de carton a été refaite en dur "
        "depuis ; la troisième porte, elle, n'a pas bougé.",
        became_on=date(2018, 1, 31),
        learnt=(
            "Compter avant de dessiner : une journée d'observation change la question.",
            "Un essai d'une semaine, corrigé chaque soir, convainc mieux qu'un rapport.",
        ),
        heard=(
            "On m'a renvoyée trois fois avant de trouver le bon bureau.",
            "Je passe ma matinée à dire aux gens où aller, pas à les aider.",
            "La porte du fond, tout le monde la prend, et elle ne mène nulle part.",
        ),
        heard_at="Observation du hall",
    ),
    Told(
        title="Des courriers que l'on comprend",
        ask="Les courriers sur l'eau et la collecte font téléphoner : on n'y trouve ni ce qu'il "
        "faut faire, ni avant quand.",
        asked_by="Direction de l'eau et de l'assainissement · D05",
        carried_by="Eau et assainissement, avec la communication",
        asked_on=date(2017, 6, 28),
        departments=("D05", "D06", "D11", "D13"),
        grades=((0, 0, 2, 7, 5), (0, 2, 5, 6, 1), (0, 2, 6, 5, 1)),
        days=(
            (date(2017, 6, 29), 12, "Lire trente courriers à voix haute"),
            (date(2017, 9, 13), 16, "Réécrire six modèles avec le juridique"),
            (date(2017, 9, 14), 6, "Les faire lire à dix habitants"),
        ),
        moves=(
            (Status.STUDIED, date(2017, 6, 28), ""),
            (
                Status.CHOSEN, date(2017, 6, 29),
                "Beaucoup d'habitants touchés, et un service qui tient la plume.",
            ),
            (Status.UNDER_WAY, date(2017, 6, 29), ""),
            (Status.CLOSED, date(2017, 9, 14), "Six modèles adoptés par le service."),
        ),
        done="Trente courriers lus à voix haute, en groupe : on s'est arrêté à chaque phrase que "
        "l'un de nous ne comprenait pas.\n"
        "Six modèles réécrits avec le juridique à la même table, puis lus par dix habitants.",
        outputs="Six modèles de courrier\nUne règle : la date et le geste d'abord",
        learnt=(
            "Mettre le juridique à la table dès la première réécriture évite trois allers-retours.",
        ),
        heard=(
            "J'ai lu la lettre deux fois, puis j'ai appelé : je ne savais pas si je devais payer.",
            "La date limite est en bas de la deuxième page.",
            "Chez nous, le téléphone sonne trois jours après chaque envoi.",
        ),
        heard_at="Trente courriers lus à voix haute",
    ),
    Told(
        title="La participation citoyenne numérique",
        ask="Faut-il une plateforme où les habitants donnent leur avis sur les projets de la "
        "communauté urbaine ?",
        asked_by="Direction de la communication · D11",
        carried_by="Communication, avec les systèmes d'information",
        asked_on=date(2017, 10, 11),
        departments=("D10", "D11", "D14"),
        grades=((2, 6, 4, 2, 0), (3, 6, 4, 1, 0), (5, 6, 2, 1, 0)),
        days=(
            (date(2017, 10, 11), 24, "Comparer neuf plateformes"),
            (date(2017, 10, 12), 18, "Interroger d'autres collectivités"),
            (date(2017, 11, 15), 26, "Écrire, puis réécrire le cahier des besoins"),
            (date(2017, 11, 16), 20, "Monter un essai que personne n'a utilisé"),
            (date(2017, 12, 13), 22, "Reprendre le cahier des besoins après trois avis contraires"),
            (date(2018, 1, 31), 14, "Écrire ce que nous en retenons"),
        ),
        moves=(
            (Status.STUDIED, date(2017, 10, 11), ""),
            (
                Status.CHOSEN, date(2017, 10, 11),
                "La demande vient d'en haut ; nous l'avons prise sans l'avoir étudiée.",
            ),
            (Status.UNDER_WAY, date(2017, 10, 11), ""),
            (
                Status.CLOSED, date(2018, 1, 31),
                "Arrêté sans suite : personne ne savait quelle décision l'avis devait éclairer.",
            ),
        ),
        done="Neuf plateformes comparées, un cahier des besoins écrit deux fois, un essai ouvert "
        "trois semaines.\n"
        "À chaque étape la même question est revenue, sans réponse : un avis, pour décider quoi ?",
        outputs="Une comparaison de neuf plateformes\nUn cahier des besoins, non retenu",
        learnt=(
            "Ne pas commencer un cas dont personne ne sait dire quelle décision il éclaire.",
            "Un outil n'est pas un sujet : demander d'abord qui s'en servira, et pour quoi.",
        ),
        heard=(
            "On compare des outils, et on ne sait toujours pas ce qu'on veut demander.",
            "Si l'avis ne change rien, autant ne pas le demander.",
            "Trois semaines d'essai, et personne n'est venu.",
        ),
        heard_at="Carnet du groupe",
    ),
    Told(
        title="Choisir ce qui pèse",
        ask="Comment les directions apporteraient-elles au laboratoire des sujets à plus fort "
        "enjeu ?",
        asked_by="Groupe des ambassadeurs",
        carried_by="Groupe des ambassadeurs, avec l'habitat",
        asked_on=date(2018, 1, 31),
        departments=("D02", "D04", "D07", "D08", "D12", "D14"),
        grades=((0, 1, 4, 7, 2), (0, 0, 2, 7, 5), (0, 2, 6, 5, 1)),
        days=(
            (date(2018, 2, 1), 12, "Relire les trois premiers cas, critère par critère"),
            (date(2018, 3, 7), 18, "Préparer le café du couloir pour le séminaire"),
        ),
        moves=(
            (Status.STUDIED, date(2018, 1, 31), ""),
            (
                Status.CHOSEN, date(2018, 2, 1),
                "C'est la question que le troisième cas nous a laissée.",
            ),
            (Status.UNDER_WAY, date(2018, 2, 1), ""),
        ),
        done="Les trois premiers cas relus et notés ensemble. Le café du séminaire prolonge la "
        "question auprès des directions.",
    ),
)  # fmt: skip

OWN_METHODS: Mapping[str, Mapping[str, str | int]] = {
    "walk": {
    "title": "La journée d'observation",
    "aim": "Voir ce qui se passe vraiment, avant de demander leur avis aux gens.",
    "avoid": "Quand les personnes observées n'en ont pas été prévenues, ou n'ont rien à y gagner.",
    "minutes_low": 120, "minutes_high": 420, "people_low": 2, "people_high": 6,
    "steps": "Choisir trois choses à compter.\nPrévenir l'équipe, et dire à quoi cela servira.\n"
    "Noter l'heure et le fait, jamais le nom.\nRelire à plusieurs le soir même.",
    "material": "Un carnet par personne, une montre, le plan du lieu.",
    "sources": "Observation directe, telle que la pratiquent les ethnographes.",
    "technique": "",
    },
    "aloud": {
    "title": "La lecture à voix haute",
    "aim": "Entendre où un texte perd son lecteur.",
    "avoid": "Devant l'auteur du texte, s'il ne l'a pas demandé.",
    "minutes_low": 30, "minutes_high": 60, "people_low": 3, "people_high": 8,
    "steps": "Lire une phrase chacun.\nS'arrêter à la première qui n'est pas comprise.\n"
    "Dire ce qu'on a cru lire.\nRéécrire ensemble, puis relire.",
    "material": "Le texte, imprimé grand.",
    "sources": "",
    "technique": "question",
    },
}  # fmt: skip
REVIEWS = (
    # method, case (from 0), ease, effect, would use it again alone, for what, words
    ("walk", 0, 3, 4, True, "un lieu d'accueil", "On croyait savoir. On ne savait pas."),
    ("walk", 0, 4, 4, True, "", "Deux heures suffisent, si l'on sait quoi compter."),
    ("walk", 0, 2, 3, True, "un guichet", "Difficile de ne pas intervenir."),
    ("walk", 0, 3, 3, False, "", "Seul, je n'oserais pas prévenir l'équipe."),
    ("walk", 1, 3, 4, True, "comprendre un parcours", ""),
    ("walk", 3, 4, 3, True, "", "Servi pour regarder nos propres réunions."),
    ("aloud", 1, 4, 4, True, "tout ce qui part aux habitants", "Le plus simple de l'année."),
    ("aloud", 1, 3, 3, True, "", "À faire avec quelqu'un du juridique."),
)


STORY_GRADED_ON = (date(2018, 2, 1), date(2018, 2, 1), date(2018, 2, 1), date(2018, 3, 7))
"""When the group graded each case: the first three when it read them again."""


@dataclass(frozen=True, slots=True)
class Days:
    """The story's days and mornings, as they fall now."""

    on: Callable[[date], date]
    at: Callable[[date], datetime]


def tell_cases(
    *,
    programme: Programme,
    departments: Mapping[str, Department],
    people: Sequence[Person],
    days: Days,
    reader: Reader,
) -> None:
    """Make the criteria, the cases and the reviews; ``people`` are those who review, in turn."""
    for name, meaning in CRITERIA:
        add_criterion(
            programme=programme, key=new_key(), name=name, meaning=meaning, by=reader.by,
            now=days.at(STORY_GRADED_ON[0]),
        )  # fmt: skip
    cases = []
    for told, graded_on in zip(CASES, STORY_GRADED_ON, strict=True):
        case = _tell(programme, told, departments, days, reader)
        _grade(case, told, graded_on, days, reader)
        cases.append(case)
    _cite_heard(programme, cases, reader)
    _cite(programme, cases[-1], reader)
    _review(programme, cases, people, days, reader)


def _tell(
    programme: Programme,
    told: Told,
    departments: Mapping[str, Department],
    days: Days,
    reader: Reader,
) -> Case:
    """Make a case as it went, and tell it."""
    by = reader.by
    values = {
        "title": told.title, "ask": told.ask, "asked_by": told.asked_by,
        "carried_by": told.carried_by, "asked_on": days.on(told.asked_on),
    }  # fmt: skip
    case = propose_case(
        programme=programme, key=new_key(), values=values,
        departments=[departments[code] for code in told.departments], by=by,
        now=days.at(told.asked_on),
    )  # fmt: skip
    was = Status.PROPOSED
    for to, on, reason in told.moves:
        move_case(
            case=case, seen=was, to=to, on=days.on(on), reason=reason, today=days.on(on), by=by,
            now=days.at(on),
        )  # fmt: skip
        was = to
    for on, half_days, what in told.days:
        note_days(
            case=case, key=new_key(), on=days.on(on), half_days=half_days, what=what, by=by,
            now=days.at(on),
        )  # fmt: skip
    last = told.days[-1][0]
    texts = {"done": told.done, "outputs": told.outputs}
    if told.became_on is not None:
        texts |= {"became": told.became}
    story = {**texts, "became_on": days.on(told.became_on) if told.became_on else None}
    change_case(case=case, seen=case.version, values=story, by=by, now=days.at(last))
    for n, sentence in enumerate(told.learnt):
        write_learnt(
            case=case, key=new_key(), sentence=sentence, by=by,
            now=days.at(last) + timedelta(seconds=n),
        )  # fmt: skip
    case = _again(programme, case)
    digest = file_of(case, today=reader.today).digest
    say_read(case=case, seen=digest, today=reader.today, by=by, now=reader.now)
    return _again(programme, case)


def _again(programme: Programme, case: Case) -> Case:
    found = case_in(programme, case.key)
    assert found is not None
    return found


def _grade(case: Case, told: Told, on: date, days: Days, reader: Reader) -> None:
    """Note the voices of the group, at the session of that day."""
    at = days.at(on)
    meetings = {
        each.planned_at.astimezone(at.tzinfo).date(): each
        for each in meetings_held(case.programme, now=reader.now)
    }
    for criterion, counts in zip(criteria_in_use(case.programme), told.grades, strict=True):
        note_grades(
            case=case, key=new_key(), criterion=criterion, meeting=meetings.get(days.on(on)),
            on=days.on(on), how=HowGraded.HANDS, counts=counts, by=reader.by, now=at,
        )  # fmt: skip


def _cite_heard(programme: Programme, cases: Sequence[Case], reader: Reader) -> None:
    """Bring in what people said in the first cases, by a theme a case; each rests on its own."""
    by, now = reader.by, reader.now
    reading = begin_reading(
        programme=programme, key=new_key(), title="Carnets des premiers cas", meetings=(), by=by,
        now=now,
    )  # fmt: skip
    number = 0
    for told, case in zip(CASES, cases, strict=True):
        if not told.heard:
            continue
        add_lines(reading=reading, lines=told.heard, source=told.heard_at, by=by, now=now)
        cards = open_reading(reading).cards.values()
        lines = [each.key for each in cards if each.source == told.heard_at]
        number = read_together(
            reading=reading, kind=ActKind.MADE,
            body={"theme": new_key(), "name": told.title, "cards": lines},
            seen=number, by=by, now=now,
        )  # fmt: skip
        for line in lines:
            set_source(
                programme=programme, citing=Reference(CASE, case.key), name=case.title,
                source=Reference(LINE, line), how="for", by=by, now=now,
            )  # fmt: skip


def _cite(programme: Programme, case: Case, reader: Reader) -> None:
    """Let the last case rest on what the seminar said, its watch point beside it."""
    for line in findings_of(programme)[0]:
        finding = line.finding
        is_about = "sujets" in finding.sentence and finding.kind != FindingKind.OPEN_QUESTION
        if is_about:
            set_source(
                programme=programme, citing=Reference(CASE, case.key), name=case.title,
                source=Reference(FINDING, finding.key), how="for", by=reader.by, now=reader.now,
            )  # fmt: skip


def _review(
    programme: Programme,
    cases: Sequence[Case],
    people: Sequence[Person],
    days: Days,
    reader: Reader,
) -> None:
    """Write two cards of the group's own, and what people say of them."""
    keys = {name: new_key() for name in OWN_METHODS}
    for name, values in OWN_METHODS.items():
        write_method(
            programme=programme, key=keys[name], values=values, by=reader.by,
            now=days.at(CASES[0].asked_on),
        )  # fmt: skip
    for n, (name, case, ease, effect, again, best_for, said) in enumerate(REVIEWS):
        card = card_in(programme, keys[name])
        assert card is not None
        on = CASES[case].days[0][0]
        person = people[n % len(people)]
        review_method(
            programme=programme, card=card, key=new_key(), person=person, meeting=None,
            case=cases[case], on=days.on(on), ease=ease, effect=effect, would_again=again,
            recommended_for=best_for, said=said, by=Actor(name=str(person)), now=days.at(on),
        )  # fmt: skip
