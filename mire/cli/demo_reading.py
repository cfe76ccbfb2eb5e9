"""What the demonstration makes of its seminar: themes, findings, a restitution that was answered.

Texts are matched by their first words: which of them are said depends on the rehearsal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mire.documents.builders.told_gathering import Addresses, Source, released_documents
from mire.live.engine.engine import Engine
from mire.programme.evidence.actions import take_in
from mire.programme.evidence.queries import (
    figures_of,
    meetings_behind,
    read_log,
    verbatims_of,
)
from mire.programme.evidence.rules import FIGURE
from mire.programme.findings.actions import write_finding
from mire.programme.findings.rules import FindingKind, Status
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.queries import Meeting
from mire.programme.people.rules import Right
from mire.programme.programmes.queries import Programme
from mire.programme.reading.actions import begin_reading, read_together
from mire.programme.reading.queries import THEME
from mire.programme.reading.rules import ActKind
from mire.programme.restitutions.actions import (
    answer_remark,
    ask_who_was_there,
    begin_restitution,
    compose_restitution,
    give_restitution_status,
    publish_restitution,
    remark,
    tell_findings,
)
from mire.programme.restitutions.queries import (
    Restitution,
    digest_of_told,
    remarks_of,
    restitution_in,
)
from mire.programme.restitutions.rules import RemarkState
from mire.programme.thread.rules import Reference

THEMES = (
    # name, what it gathers, how its texts begin
    (
        "Aller voir les usagers",
        "Voir et entendre sur place, puis rendre compte.",
        (
            "Demander aux agents d'accueil", "Rappeler dix personnes", "Rendre compte à celles",
            "On apprend surtout pourquoi", "Aller au guichet", "Le terrain d'abord",
            "Les usagers vus", "Les habitants doivent", "Des démarches plus simples",
        ),
    ),
    (
        "Travailler entre directions",
        "",
        (
            "Échanger nos postes", "Se voir une heure", "Inviter la direction",
            "Nos façons de travailler", "D'abord ce qui touche plusieurs",
        ),
    ),
    (
        "Dire qui décide",
        "Ce qui bloque se tranche, par qui et quand.",
        (
            "Dire clairement qui", "La direction générale tranche", "Le comité choisit",
            "Un élu informé",
        ),
    ),
    (
        "Essayer avant de généraliser",
        "",
        (
            "Un lieu où l'on peut", "Une maquette", "Avoir le droit d'arrêter",
            "Écrire avant l'essai", "Commencer petit", "Il manque un lieu où essayer",
            "Un budget d'essai", "Essayer la méthode",
        ),
    ),
    (
        "Alléger ce qui existe",
        "",
        ("Dessiner la procédure", "Remplacer trois formulaires", "Commencer une réunion"),
    ),
    (
        "Du temps et des moyens",
        "",
        (
            "Du temps inscrit", "Quatre agents", "Un lieu ouvert", "Une équipe qui change",
            "Trois mois par sujet",
        ),
    ),
    (
        "Choisir des sujets qui pèsent",
        "",
        ("Un sujet à fort enjeu", "Des sujets apportés"),
    ),
    (
        "Ce que le labo vise",
        "Objectifs : gagner les agents, ou préparer plus loin.",
        (
            "Former les agents", "Que chaque direction", "Rendre compte de ce qui",
            "Sans résultats", "Regarder à cinq ans", "La prospective existe",
            "Les deux approches",
        ),
    ),
)  # fmt: skip
CONTRARY = ("Le comité choisit", "Sans résultats", "La prospective existe")
"""Texts that say the contrary of the theme that holds them."""

FINDINGS = (
    # kind, sentence, detail, the themes that it cites, its figures (activity, name)
    (
        FindingKind.FINDING,
        ("Les directions placent d'abord le laboratoire du côté de l'appui aux projets en cours et "
        "des pratiques internes."),
        "Ce n'est pas un choix : une minorité nette attend de lui une vue à cinq ans.",
        ("Ce que le labo vise",), (("mire", "sentence"), ("mire", "top_right")),
    ),
    (
        FindingKind.FINDING,
        ("Pour les directeurs et directrices, innover commence par aller voir comment le service "
        "est vécu."),
        "",
        ("Aller voir les usagers",), (("cafe", "sentence"),),
    ),
    (
        FindingKind.FINDING,
        "Ce qui manque n'est pas l'idée mais la décision : on demande qui tranche, et quand.",
        "",
        ("Dire qui décide",), (),
    ),
    (
        FindingKind.FINDING,
        ("Les tables veulent pouvoir essayer sans tout valider avant, et arrêter ce qui ne marche "
        "pas."),
        "",
        ("Essayer avant de généraliser",), (),
    ),
    (
        FindingKind.FINDING,
        "Les façons de travailler entre directions sont vues comme le premier chantier.",
        "",
        ("Travailler entre directions",), (),
    ),
    (
        FindingKind.FINDING,
        "Le temps donné aux agents compte autant que l'argent ou le lieu.",
        "",
        ("Du temps et des moyens",), (("tables", "agree"),),
    ),
    (
        FindingKind.FINDING,
        ("Des gestes simples sont prêts à être essayés dès maintenant : un formulaire au lieu de "
        "trois, une procédure dessinée au mur."),
        "",
        ("Alléger ce qui existe",), (),
    ),
    (
        FindingKind.FINDING,
        ("Les tables ne s'accordent pas sur qui choisit les sujets : les directions, ou l'équipe "
        "du laboratoire."),
        "",
        ("Choisir des sujets qui pèsent",), (("tables", "disagree"),),
    ),
    (
        FindingKind.WATCH_POINT,
        "Sans portage durable de la direction générale, ce qui bloque restera bloqué.",
        "",
        ("Dire qui décide",), (),
    ),
    (
        FindingKind.WATCH_POINT,
        ("Une équipe prise sur le temps de chacun s'use : la règle du temps est à écrire avant le "
        "lancement."),
        "",
        ("Du temps et des moyens",), (),
    ),
    (
        FindingKind.WATCH_POINT,
        "Promettre des résultats rapides peut faire choisir des sujets sans enjeu.",
        "",
        ("Ce que le labo vise", "Choisir des sujets qui pèsent"), (),
    ),
    (
        FindingKind.WATCH_POINT,
        "Aller voir les usagers sans leur rendre compte abîmerait la confiance.",
        "",
        ("Aller voir les usagers",), (),
    ),
    (
        FindingKind.OPEN_QUESTION,
        "Comment s'assurer du soutien des directeurs et directrices au lancement du laboratoire ?",
        "",
        (), (("meteo", "sentence"),),
    ),
    (
        FindingKind.OPEN_QUESTION,
        "Qui saura solliciter le laboratoire avec des sujets porteurs ?",
        "",
        ("Choisir des sujets qui pèsent",), (),
    ),
    (
        FindingKind.OPEN_QUESTION,
        "Qui acceptera la transversalité, et que ses agents s'investissent dans le laboratoire ?",
        "",
        ("Travailler entre directions",), (),
    ),
)  # fmt: skip
LEAD = (
    "Pendant une heure et demie, les directeurs et directrices ont travaillé quatre manières "
    "d'innover, puis situé le futur laboratoire sur une grille et approfondi un profil à chaque "
    "table. Ce qui suit dit ce que nous en retenons, sur quoi cela repose, et ce qui reste ouvert."
)
NEXT = (
    "La semaine prochaine, premier groupe de travail avec la direction générale : état des "
    "lieux et attentes.\n"
    "Les trois questions ouvertes y sont posées ; les réponses seront données ici."
)
ON_TIME, MISSING = (
    (
        "Le temps compte, mais à notre table c'est surtout le remplacement des agents absents qui "
        "bloquait."
    ),
    "On a aussi dit que les élus devaient être informés avant la presse.",
)
REPLIES = (
    (
        "Vous avez raison : le remplacement n'apparaît pas dans les notes de la table. La règle du "
        "temps que nous écrirons en tiendra compte."
    ),
    (
        "C'est noté. Ce point sera porté au premier groupe de travail, avec la question de la "
        "gouvernance."
    ),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads and concludes, when, and where addresses of documents begin."""

    by: Actor
    now: datetime
    today: date
    address: str


def tell_seminar(*, programme: Programme, engine: Engine, reader: Reader) -> None:
    """Read the programme's meetings that were brought in, conclude, and tell of the seminar."""
    by, now = reader.by, reader.now
    held = list(programme.meetings.exclude(ended_at=None).order_by("planned_at"))
    for each in meetings_behind(held, engine=engine):
        take_in(meeting=each, read=read_log(each, engine=engine), now=now)
    seminar = held[0]
    themes = _read(programme, held, by, now)
    findings = _conclude(programme, themes, by, now)
    made = begin_restitution(meeting=seminar, by=by, now=now)
    values = {"lead": LEAD, "next_steps": NEXT}
    compose_restitution(restitution=made, values=values, by=by, now=now)
    tell_findings(restitution=made, findings=findings, by=by, now=now)
    _ask(made, findings[5], reader)
    _release(made, engine, reader)


def _read(
    programme: Programme, meetings: Sequence[Meeting], by: Actor, now: datetime
) -> dict[str, str]:
    """Group the texts by themes; return each theme's key by its name."""
    reading = begin_reading(
        programme=programme, key=new_key(), title="Séminaire de direction et retour à chaud",
        meetings=meetings, by=by, now=now,
    )  # fmt: skip
    said = verbatims_of(programme, most=None).verbatims
    number = 0

    def act(kind: ActKind, body: dict[str, object]) -> None:
        nonlocal number
        number = read_together(reading=reading, kind=kind, body=body, seen=number, by=by, now=now)

    themes: dict[str, str] = {}
    for name, words, beginnings in THEMES:
        cards = [each.key for each in said if each.text.startswith(beginnings)]
        if cards:
            themes[name] = new_key()
            act(ActKind.MADE, {"theme": themes[name], "name": name, "cards": cards})
            if words:
                act(ActKind.DESCRIBED, {"theme": themes[name], "words": words})
    against = [each.key for each in said if each.text.startswith(CONTRARY)]
    if against:
        act(ActKind.OPPOSED, {"cards": against, "on": True})
    moods = [each.key for each in said if each.activity == "meteo"]
    if moods:
        act(ActKind.SET_ASIDE, {"cards": moods, "reason": "un mot d'humeur, lu avec la météo"})
    return themes


def _conclude(programme: Programme, themes: dict[str, str], by: Actor, now: datetime) -> list[str]:
    """Write the findings with their sources; return their keys, in order."""
    figures = {(each.activity, each.name): each.key for each in figures_of(programme)}
    keys = []
    for n, (kind, sentence, detail, names, numbers) in enumerate(FINDINGS):
        cited = [Reference(THEME, themes[name]) for name in names if name in themes]
        cited += [Reference(FIGURE, figures[each]) for each in numbers if each in figures]
        made = write_finding(
            programme=programme, key=new_key(), kind=kind, sentence=sentence, detail=detail,
            cited=cited, by=by, now=now + timedelta(seconds=n),
        )  # fmt: skip
        keys.append(made.key)
    return keys


def _ask(made: Restitution, about: str, reader: Reader) -> None:
    """Two people who were there answer, and have their replies; nobody holds the link's secret."""
    ask_who_was_there(
        restitution=made, secret=new_key() + new_key(), by=reader.by, now=reader.now,
        ends_on=reader.today + timedelta(days=7),
    )  # fmt: skip
    made.refresh_from_db()
    for finding, said in ((about, ON_TIME), ("", MISSING)):
        remark(
            restitution=made, key=new_key(), finding=finding, words=said, today=reader.today,
            now=reader.now,
        )  # fmt: skip
    replies = dict(zip((ON_TIME, MISSING), REPLIES, strict=True))
    for each in remarks_of(made):
        answer_remark(
            remark=each, state=RemarkState.SHOWN, reply=replies[each.words], today=reader.today,
            by=reader.by, now=reader.now,
        )  # fmt: skip


def _release(made: Restitution, engine: Engine, reader: Reader) -> None:
    programme = made.programme

    def thread(kind: str, key: str) -> str:
        return f"{reader.address}/programme/{programme.key}/fil/{kind}/{key}"

    addresses = Addresses(f"{reader.address}/r/{made.key}", thread)
    for status in (Status.REVIEWED, Status.RELEASED):
        found = restitution_in(programme, made.key)
        assert found is not None
        source = Source(found, engine.room(found.meeting.code or "").state, None)
        give_restitution_status(
            restitution=found, status=status, seen=digest_of_told(found),
            rights=[Right.FACILITATOR],
            documents=released_documents(source, addresses, today=reader.today)
            if status is Status.RELEASED
            else None,
            by=reader.by, now=reader.now,
        )  # fmt: skip
    publish_restitution(restitution=made, is_published=True, by=reader.by, now=reader.now)
