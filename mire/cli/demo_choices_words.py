"""What the demonstration says of the three ways to host the lab: their words, arguments, measures.

Sources are found by how their words begin: of texts that were said, or of findings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mire.programme.choices.rules.kinds import ArgumentKind, Effect, How, Origin, Way

TITLE = "Trois scénarios de portage"
LEAD = (
    "Trois façons d'accueillir le laboratoire, avec leurs forces et leurs faiblesses. Il est "
    "demandé à la direction générale de dire laquelle approfondir d'ici la réunion suivante, et "
    "ce qui manque encore pour décider."
)


@dataclass(frozen=True, slots=True)
class Argued:
    """An argument of the story. ``cites``, ``against``: how sources begin; ``reply``: "" for none.

    ``is_late``: written after the first copy was sent; ``replied_late``: so was its answer.
    """

    kind: ArgumentKind
    sentence: str
    origin: Origin
    cites: Sequence[str]
    against: Sequence[str] = ()
    reply: str = ""
    is_late: bool = False
    replied_late: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario of the story; ``borne``: who, what it does to them, in what."""

    words: Mapping[str, str]
    argued: Sequence[Argued]
    borne: Sequence[tuple[str, Effect, str]]


STRENGTH, WEAKNESS = ArgumentKind.STRENGTH, ArgumentKind.WEAKNESS
CONDITION, RISK = ArgumentKind.CONDITION, ArgumentKind.RISK

SCENARIOS = (
    Told(
        {
            "title": "Cellule rattachée à la direction générale",
            "what": (
                "Deux agents à temps plein travaillent auprès de la direction générale, qui les "
                "saisit.\nIls choisissent avec elle quatre à cinq sujets par an, vont voir les "
                "usagers et les agents concernés, essaient à petite échelle, puis rendent la main "
                "au service.\nLa cellule tient son autorité de la direction générale : ce qu'elle "
                "propose remonte vite et se tranche vite. Elle ne dépend d'aucune direction ; elle "
                "va dans les services sans y habiter."
            ),
            "hosts": "La direction générale des services.",
            "decides": (
                "La direction générale choisit les sujets et tranche ; les directions sont "
                "informées."
            ),
            "means": (
                "Deux postes à temps plein, à créer ou à redéployer : 400 jours d'agents par an. "
                "30 k€ d'essais et de déplacements."
            ),
            "conditions": (
                "Une lettre de mission de trois ans, signée par la direction générale, et une "
                "heure par mois dans son agenda."
            ),
            "first_days": (
                "Jours 1 à 30 : désigner les deux agents, choisir un premier sujet.\n"
                "Jours 31 à 70 : aller voir, essayer dans une direction volontaire.\n"
                "Jours 71 à 100 : rendre compte devant toutes les directions."
            ),
        },
        (
            Argued(STRENGTH, "Portée au sommet : ce qui bloque se tranche vite.",
                   Origin.DIRECTORS, ("La direction générale tranche",)),
            Argued(STRENGTH, "Lisible de tous : chacun sait à qui s'adresser et qui décide.",
                   Origin.DIRECTORS, ("Dire clairement qui",)),
            Argued(WEAKNESS,
                   "Elle tient à une seule personne : si la direction générale change, le portage "
                   "s'arrête.",
                   Origin.RESIDENTS, ("Sans portage durable",),
                   reply="Une lettre de mission de trois ans l'atténue, sans l'écarter."),
            Argued(WEAKNESS, "Loin des services, elle manque de sujets venus du terrain.",
                   Origin.AMBASSADORS, ("Le terrain d'abord", "Aller au guichet")),
            Argued(CONDITION,
                   "Que les sujets viennent des directions, et pas seulement d'en haut.",
                   Origin.DIRECTORS, ("Des sujets apportés",)),
            Argued(RISK,
                   "Des sujets sans enjeu, si l'on attend d'elle des résultats rapides.",
                   Origin.RESIDENTS, ("Promettre des résultats rapides",),
                   against=("Sans résultats rapides",)),
        ),
        (
            ("La direction générale", Effect.BEARS,
             "une heure par mois, et l'arbitrage de chaque sujet."),
            ("Les directions qui ont un sujet", Effect.GAINS,
             "elles saisissent la cellule à tout moment."),
            ("Les deux agents du laboratoire", Effect.SAME, "un poste, un lieu, une hiérarchie."),
            ("Les habitants", Effect.SAME, "ils sont rencontrés sujet par sujet."),
        ),
    ),
    Told(
        {
            "title": "Dans une direction",
            "what": (
                "Une équipe de deux agents et leur chef de service, au sein d'une direction "
                "volontaire.\nLe laboratoire a des locaux, un budget et une ligne hiérarchique, "
                "comme tout service. Les autres directions le saisissent ; celle qui l'accueille "
                "arbitre les délais.\nIl travaille d'abord sur les sujets de sa direction, puis "
                "s'ouvre à ceux des autres."
            ),
            "hosts": "Une direction volontaire, à désigner.",
            "decides": "Le directeur ou la directrice qui accueille, sur l'avis d'un comité.",
            "means": (
                "Deux postes, et la moitié du temps d'un chef de service : 500 jours d'agents par "
                "an. 20 k€, pris sur le budget de la direction."
            ),
            "conditions": (
                "Que la direction désignée ait le droit de toucher à ce que font les autres, et "
                "que ses propres urgences ne passent pas toujours devant."
            ),
            "first_days": (
                "Jours 1 à 40 : désigner la direction, écrire ce qu'elle peut demander aux "
                "autres.\nJours 41 à 80 : un premier sujet, chez elle.\n"
                "Jours 81 à 100 : une première saisine venue d'une autre direction."
            ),
        },
        (
            Argued(STRENGTH, "Des moyens et un lieu dès le premier jour.",
                   Origin.DIRECTORS, ("Un lieu ouvert", "Un budget d'essai")),
            Argued(STRENGTH, "On essaie la méthode chez soi avant de la proposer aux autres.",
                   Origin.AMBASSADORS, ("Essayer la méthode",)),
            Argued(WEAKNESS, "Quelle direction, et de quel droit sur les autres ?",
                   Origin.DIRECTORS, ("Les tables ne s'accordent pas",),
                   against=("Le comité choisit",)),
            Argued(WEAKNESS,
                   "Le transversal n'y est pas chez lui, alors que le premier chantier est entre "
                   "les directions.",
                   Origin.AMBASSADORS,
                   ("Nos façons de travailler", "D'abord ce qui touche plusieurs")),
            Argued(WEAKNESS, "Qui accueille choisit aussi : les sujets des autres passent après.",
                   Origin.RESIDENTS, ("Des sujets apportés",)),
            Argued(CONDITION,
                   "Que la direction d'à côté soit invitée avant d'écrire, pas après.",
                   Origin.AMBASSADORS, ("Inviter la direction",)),
        ),
        (
            ("La direction qui accueille", Effect.BEARS,
             "deux postes, et la moitié du temps d'un chef de service."),
            ("Les directions qui ont un sujet", Effect.BEARS,
             "leurs délais dépendent d'une autre direction."),
            ("Les deux agents du laboratoire", Effect.GAINS, "un chef de service et un lieu."),
            ("Les habitants", Effect.SAME, "surtout ceux du service qui accueille."),
        ),
    ),
    Told(
        {
            "title": "En résidence, de direction en direction",
            "what": (
                "Le laboratoire n'est pas un service : c'est un processus.\nDeux agents et les "
                "ambassadeurs s'installent de trois à six mois dans une direction, sur un sujet "
                "qu'elle apporte, avec deux de ses agents. Puis ils rendent la main au service et "
                "vont chez la suivante.\nChaque direction volontaire le reçoit à son tour, sur un "
                "cycle dont la durée reste à fixer. Ce qui est appris dans l'une sert à la "
                "suivante."
            ),
            "hosts": "Chaque direction volontaire, l'une après l'autre.",
            "decides": (
                "Un comité choisit les sujets, sur saisine d'une direction ; la direction générale "
                "tranche quand deux demandes se heurtent."
            ),
            "means": (
                "Deux agents à mi-temps, et deux agents de la direction qui reçoit, un jour par "
                "semaine : de 280 à 360 jours d'agents par an. 25 k€ d'essais."
            ),
            "conditions": (
                "Du temps inscrit dans les lettres de mission, un cycle fixé d'avance, et "
                "quelqu'un qui reste d'une résidence à l'autre."
            ),
            "first_days": (
                "Jours 1 à 20 : deux directions volontaires, un sujet pour chacune.\n"
                "Jours 21 à 80 : la première résidence.\n"
                "Jours 81 à 100 : rendre la main, dire ce qui n'a pas marché, ouvrir la suivante."
            ),
        },
        (
            Argued(STRENGTH, "Il va là où sont les sujets.",
                   Origin.DIRECTORS, ("Aller au guichet", "Demander aux agents d'accueil")),
            Argued(STRENGTH, "Chaque direction l'aura reçu un jour : ce qu'il change y reste.",
                   Origin.DIRECTORS, ("Que chaque direction",)),
            Argued(STRENGTH, "Une durée courte, puis le service reprend la main.",
                   Origin.DIRECTORS, ("Trois mois par sujet",)),
            Argued(STRENGTH, "On commence petit et on montre, avant d'élargir.",
                   Origin.AMBASSADORS, ("Commencer petit", "Les tables veulent pouvoir essayer")),
            Argued(WEAKNESS, "La longueur du cycle, et la fatigue de deux agents.",
                   Origin.RESIDENTS, ("Une équipe prise sur le temps",),
                   reply="Un cycle fixé d'avance, et deux résidences à la fois au plus.",
                   replied_late=True),
            Argued(WEAKNESS,
                   "Ce qui est appris se perd, si personne ne passe d'une direction à l'autre.",
                   Origin.STEERING, ("Une équipe qui change",),
                   reply="Une personne reste d'une résidence à l'autre."),
            Argued(CONDITION, "Du temps inscrit dans la lettre de mission de chaque agent.",
                   Origin.DIRECTORS, ("Du temps inscrit", "Le temps donné aux agents")),
            Argued(RISK, "Deux directions demandent en même temps, et personne ne tranche.",
                   Origin.STEERING, ("Ce qui manque n'est pas l'idée",), is_late=True),
        ),
        (
            ("La direction générale", Effect.GAINS,
             "elle ne tranche que lorsque deux demandes se heurtent."),
            ("La direction qui accueille", Effect.BEARS,
             "deux agents un jour par semaine, le temps de la résidence."),
            ("Les directions qui ont un sujet", Effect.BEARS,
             "la dernière attend la fin du cycle."),
            ("Les deux agents du laboratoire", Effect.BEARS,
             "ils changent de lieu tous les trois à six mois."),
            ("Les habitants", Effect.GAINS,
             "ils sont rencontrés là où le service leur est rendu."),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """How a criterion is known; ``meaning``: of one that the programme lacks, else "".

    ``figures``: one a scenario; ``later``: those of the second copy where they changed.
    """

    name: str
    meaning: str
    scale: Mapping[str, Any]
    figures: Sequence[Mapping[str, Any]]
    later: Mapping[int, Mapping[str, Any]]
    cites: Sequence[str]


GRADED = {"how": How.GRADES, "unit": "", "direction": Way.MORE, "low": None, "high": None}
CRITERIA = (
    Known(
        "Portage",
        "",
        {**GRADED, "note": "Noté à bulletins par neuf ambassadeurs et résidents."},
        ({"counts": [0, 0, 0, 4, 5]}, {"counts": [2, 5, 2, 0, 0]}, {"counts": [0, 0, 6, 3, 0]}),
        {},
        ("Sans portage durable",),
    ),
    Known(
        "Proximité des sujets",
        "0 : on en parle de loin. 4 : on y travaille avec celles et ceux qui les vivent.",
        {**GRADED, "note": "Noté à bulletins par neuf ambassadeurs et résidents."},
        ({"counts": [3, 6, 0, 0, 0]}, {"counts": [0, 4, 5, 0, 0]}, {"counts": [0, 0, 0, 5, 4]}),
        {},
        ("Le terrain d'abord", "Aller au guichet"),
    ),
    Known(
        "Directions concernées",
        "",
        {
            "how": How.FIGURE, "unit": "directions", "direction": Way.MORE, "low": 0.0,
            "high": 14.0, "note": "Celles qui auraient travaillé avec lui au bout de deux ans.",
        },
        ({"from": 6.0, "to": 8.0}, {"from": 2.0, "to": 4.0}, {"from": 8.0, "to": 12.0}),
        {2: {"from": 10.0, "to": 12.0}},
        ("Que chaque direction",),
    ),
    Known(
        "Jours d'agents",
        "Ce que le laboratoire demande aux équipes, chaque année.",
        {
            "how": How.FIGURE, "unit": "jours par an", "direction": Way.LESS, "low": None,
            "high": None, "note": "Postes et temps détachés, d'après ce qu'en disent les tables.",
        },
        ({"value": 400.0}, {"value": 500.0}, {"from": 280.0, "to": 360.0}),
        {},
        ("Quatre agents détachés", "Le temps donné aux agents"),
    ),
)  # fmt: skip
"""Ranges stay apart enough for a sentence to say what must hold whatever the measures."""

WHY_AGAIN = "Après une relecture : un risque de plus, une réponse, une mesure précisée."
