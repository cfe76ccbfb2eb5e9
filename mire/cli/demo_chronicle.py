"""What the demonstration tells in public: six episodes, two of them with a picture drawn here.

Episodes appear on their day of the story; the site is open, decisions that are final are public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from mire.cli.demo_chronicle_pictures import grid, scenarios
from mire.cli.demo_steering import Secretary
from mire.documents.tree import Figure
from mire.documents.writers.pictures import drawing_of, png
from mire.programme.chronicle.actions import (
    add_picture,
    add_voice,
    change_episode,
    change_site,
    give_episode_status,
    publish_decision,
    set_links,
    set_recap,
    set_site_open,
    write_episode,
)
from mire.programme.chronicle.queries.episodes import Episode, episode_in
from mire.programme.chronicle.queries.public import final_decisions, public_quotes, public_things
from mire.programme.chronicle.rules.kinds import Consent, Status
from mire.programme.chronicle.rules.picture import made_picture
from mire.programme.keys import new_key
from mire.programme.people.rules import Right
from mire.programme.programmes.queries import Programme

SLUG = "la-transfo"
CONSENTS = "Dossier du laboratoire, accords écrits"


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody said: a role, a department; ``is_heard``: quoted of the seminar."""

    words: str = ""
    role: str = ""
    department: str = ""
    is_heard: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """An episode: the day it was published, its words; ``picture``: a drawing and what it shows.

    ``leads_to``: kinds of public things of that day that it leads to; ``corrected``: another
    sentence, with why, some days later.
    """

    on: date
    title: str
    lead: str
    body: str
    voices: Sequence[Said] = ()
    picture: tuple[str, str] | None = None
    leads_to: Sequence[str] = ()
    recap: str = ""
    correction: tuple[date, str, str, str] | None = None


EPISODES: Sequence[Told] = (
    Told(
        date(2017, 4, 5),
        "Avant de réparer, regarder",
        "Vingt agents de neuf directions ont passé deux jours à ne rien proposer. Ils ont regardé "
        "l'accueil du siège fonctionner, et ce n'est pas si simple.",
        "Le premier matin, la consigne a surpris : pas d'idée avant d'avoir vu. Par deux, un "
        "carnet à la main, les ambassadeurs et ambassadrices se sont assis dans le hall du siège, "
        "ont suivi un courrier d'un bureau à l'autre, ont attendu leur tour au guichet.\n\n"
        "Le soir, le mur s'est couvert de choses que tout le monde savait et que personne n'avait "
        "dites :\n\n"
        "- la flèche « Accueil » mène à un mur ;\n"
        "- trois personnes sur dix demandent une direction qui n'est plus là ;\n"
        "- l'agent d'accueil connaît la réponse, mais pas la personne qui décide de l'afficher.\n\n"
        "[parole 1]\n\n"
        "Une équipe extérieure, **la résidence**, passe deux à trois jours par mois ici pendant "
        "seize mois. Elle n'est pas venue livrer un laboratoire : elle est venue le chercher avec "
        "nous.",
        voices=(
            Said("J'ai tenu un guichet huit ans. Je n'avais jamais fait la queue devant.",
                 "parole d'ambassadrice", "Habitat"),
        ),
    ),
    Told(
        date(2017, 7, 5),
        "Un panneau de carton vaut mieux qu'un marché",
        "Le premier cas est allé au bout avec du carton, du ruban et un après-midi. Ce qui a "
        "marché reste ; ce qui n'a pas marché se raconte aussi.",
        "Plutôt qu'une étude de signalétique, le groupe a fabriqué des panneaux en carton et les a "
        "accrochés un mardi. Le mercredi, la moitié était fausse. Le vendredi, la seconde série "
        "tenait : les gens ne demandaient plus leur chemin au même endroit.\n\n"
        "Ce que nous en gardons tient en trois lignes :\n\n"
        "1. essayer petit, à un endroit, une semaine ;\n"
        "2. regarder ce que font les gens, pas ce qu'ils en disent ;\n"
        "3. écrire ce qui a raté avant que l'on oublie pourquoi.\n\n"
        "[parole 1]",
        voices=(
            Said("Mon chef m'a demandé combien cela avait coûté. J'ai répondu : un rouleau de "
                 "ruban. Il a voulu voir.", "parole d'ambassadeur", "Voirie et espaces publics"),
        ),
    ),
    Told(
        date(2017, 10, 4),
        "Une lettre que l'on comprend du premier coup",
        "Le deuxième cas a réécrit des courriers avec celles et ceux qui les reçoivent. Six appels "
        "sur dix, après une lettre, demandaient ce qu'elle voulait dire.",
        "On a lu des lettres à voix haute, dans une laverie et dans une salle d'attente. Les gens "
        "s'arrêtaient toujours au même paragraphe, celui qui cite trois articles avant de dire "
        "quoi faire.\n\n"
        "La nouvelle lettre commence par ce qu'il faut faire, pour quand, et qui appeler. Les "
        "articles sont au dos. Deux services l'ont adoptée sans qu'on le leur demande ; un autre "
        "a préféré la sienne, et nous a dit pourquoi.\n\n"
        "[parole 1]\n\n"
        "Quatre départs, quatre arrivées : le groupe change, et c'est prévu. Chacun écrit avant de "
        "partir ce qu'il emporte.",
        voices=(
            Said("Je croyais protéger mon service en citant la loi. Je le faisais appeler.",
                 "parole d'ambassadrice", "Cohésion sociale"),
        ),
    ),
    Told(
        date(2018, 2, 7),
        "Le cas de trop, et quatre questions",
        "Le troisième cas nous a essoufflés. Nous en sortons avec moins de réponses que prévu, et "
        "quatre questions qui ne nous quittent plus.",
        "La participation numérique devait prendre deux mois. Elle en a pris quatre, sans que "
        "personne sache qui s'en servirait. Nous aurions pu le taire ; nous préférons dire ce que "
        "cela nous a appris.\n\n"
        "> Un sujet qui n'est demandé par personne ne se termine jamais.\n\n"
        "Le groupe a alors posé ses outils et s'est demandé :\n\n"
        "1. comment **sortir** de notre cercle et gagner les directions ?\n"
        "2. comment choisir des sujets **qui pèsent** ?\n"
        "3. comment donner une **forme** au laboratoire ?\n"
        "4. comment savoir si la direction générale **suit** ?\n\n"
        "Nous avons demandé une heure et demie au séminaire de direction. Nous l'avons obtenue.",
        voices=(
            Said("On était fatigués de bien faire des choses qui ne changeaient rien.",
                 "parole d'ambassadeur", "Systèmes d'information"),
        ),
        recap="Des agents ont appris à regarder avant de réparer, à essayer avec du carton, à "
        "écrire des lettres que l'on comprend. Deux cas sont allés au bout.",
    ),
    Told(
        date(2018, 3, 28),
        "Une heure et demie avec les directeurs et directrices",
        "Ils et elles se sont levés, ont parlé dans le couloir, puis ont placé le laboratoire sur "
        "une grille. Un laboratoire n'est pas neutre : où on le place change ce qu'il fait.",
        "À neuf heures, tout le monde a quitté la salle. Dans le couloir, quatre tables tenues par "
        "des agents attendaient : coopérer autrement, sortir des habitudes, aller voir les "
        "usagers, essayer.\n\n"
        "Puis est venue la grille. En travers : un laboratoire pour transformer nos façons de "
        "travailler, ou pour améliorer les services rendus aux habitants ? De bas en haut : "
        "accompagner des projets jusqu'au bout, ou chercher ce que sera notre travail demain ?\n\n"
        "[image 1]\n\n"
        "Chacun a posé son point, sans nom. Des profils sont apparus là où les points se "
        "serraient, et les tables de travail en ont creusé un chacune : ce qu'il fait, qui le "
        "gouverne, avec quels moyens, sur quels sujets.\n\n"
        "[parole 1]\n\n"
        "La restitution est publique. Trois questions y restent ouvertes : qui soutiendra le "
        "lancement, qui apportera des sujets qui comptent, qui acceptera que ses agents y "
        "prennent part ?",
        voices=(Said(role="Entendu au séminaire de direction", is_heard=True),),
        picture=(
            "grid",
            ("Une grille à deux axes. À gauche, l'administration ; à droite, les habitants. En "
            "haut, chercher ; en bas, accompagner. Un profil, Labo Coach, est en bas à gauche ; "
            "un autre, Labo Veilleur, en haut à droite."),
        ),
        leads_to=("restitution",),
        correction=(
            date(2018, 4, 4),
            "quatre tables tenues par des agents attendaient",
            "des tables tenues par des agents attendaient, une par axe",
            "Le nombre de tables a été corrigé : certains axes en avaient deux.",
        ),
    ),
    Told(
        date(2018, 6, 20),
        "Trois façons d'accueillir un laboratoire",
        "Une cellule auprès de la direction générale, une équipe dans une direction, ou un "
        "laboratoire qui change de direction hôte. Trois réunions ont servi à comparer, et à "
        "décider sur pièces.",
        "Trois fois en trois mois, la direction générale a reçu le groupe. La "
        "première pour dire où l'on en était. La deuxième pour comparer trois façons de faire, "
        "forces et faiblesses côte à côte, chacune avec ce sur quoi elle s'appuie.\n\n"
        "[image 1]\n\n"
        "La troisième a porté sur le fonctionnement : ce que le laboratoire propose, comment un "
        "sujet lui vient, de qui il dépend. Ce qui est décidé se lit plus bas, avec ce qui ne "
        "l'est pas encore.\n\n"
        "| Façon de faire | Ce qu'elle gagne | Ce qu'elle risque |\n"
        "|---|---|---|\n"
        "| Une cellule | portée au sommet | loin du terrain |\n"
        "| Dans une direction | un toit, une équipe | l'affaire d'une seule |\n"
        "| En résidence | va là où sont les sujets | toujours à réinstaller |\n\n"
        "[parole 1]\n\n"
        "Il reste à écrire la note qui rassemble tout cela, et à trouver qui la portera.",
        voices=(
            Said("Je préfère un laboratoire qui déménage à un laboratoire qu'on oublie.",
                 "parole d'ambassadrice", "Ressources humaines"),
        ),
        picture=(
            "scenarios",
            ("Trois schémas côte à côte. Un point relié à un grand cercle : la cellule auprès de "
            "la direction générale. Un point dans un carré : l'équipe d'une direction. Un point "
            "qui passe d'un carré à l'autre : le laboratoire en résidence."),
        ),
        leads_to=("decision", "restitution"),
    ),
)  # fmt: skip
DRAWINGS = {"grid": grid, "scenarios": scenarios}
SITE = {
    "slug": SLUG,
    "publisher": "Communauté urbaine",
    "director": "la présidence de la communauté urbaine",
    "host": "la direction des systèmes d'information de la communauté urbaine",
    "contact": "laboratoire@demonstration.example",
}


def tell_in_public(*, programme: Programme, secretary: Secretary) -> None:
    """Open the site on the first episode's day, publish each on its own, correct one."""
    first = min(each.on for each in EPISODES)
    by = secretary.by
    change_site(programme=programme, values=SITE, by=by, now=secretary.moment(first, time(9)))
    set_site_open(programme=programme, is_open=True, by=by, now=secretary.moment(first, time(10)))
    _publish_decisions(programme, secretary)
    for told in EPISODES:
        if told.on <= secretary.today:
            row = _tell(programme, told, secretary)
            if told.correction is not None and told.correction[0] <= secretary.today:
                _correct(row, told.correction, secretary)


def _publish_decisions(programme: Programme, secretary: Secretary) -> None:
    now = secretary.moment(secretary.today, time(9))
    for row, is_public in final_decisions(programme):
        if not is_public:
            publish_decision(outcome=row, is_published=True, by=secretary.by, now=now)


def _tell(programme: Programme, told: Told, secretary: Secretary) -> Episode:
    by, now = secretary.by, secretary.moment(told.on, time(11))
    values = {"title": told.title, "lead": told.lead, "body": told.body}
    row = write_episode(programme=programme, key=new_key(), values=values, by=by, now=now)
    if told.recap:
        set_recap(episode=row, words=told.recap, by=by, now=now)
    if told.picture is not None:
        drawn, alternative = told.picture
        figure = drawing_of(Figure(DRAWINGS[drawn](), alternative)).pictures[0]
        about = {
            "alternative": alternative, "credit": "Dessin du groupe", "consent": Consent.NOBODY,
            "consent_where": "", "consent_on": None,
        }  # fmt: skip
        add_picture(
            episode=row, key=new_key(), made=made_picture(png(figure)), values=about, by=by, now=now
        )
    for each in told.voices:
        _say(row, each, secretary, told.on)
    things = public_things(programme)
    links = [each.name for each in things if each.reference.kind in told.leads_to]
    if links:
        set_links(episode=row, links=links, by=by, now=now)
    return _published(row, "", secretary, told.on)


def _say(row: Episode, said: Said, secretary: Secretary, on: date) -> None:
    by, now = secretary.by, secretary.moment(on, time(11))
    values: dict[str, object] = {
        "words": said.words, "role": said.role, "department": said.department,
        "consent_where": CONSENTS, "consent_on": secretary.moment(on, time(9)).date(),
    }  # fmt: skip
    if said.is_heard:
        heard = sorted(public_quotes(row.programme).items(), key=lambda each: (-len(each[1]), each))
        if not heard:
            return  # a rehearsal in which nobody wrote anything
        values = {"verbatim": heard[0][0], "role": said.role}
    add_voice(episode=row, key=new_key(), values=values, by=by, now=now)


def _correct(row: Episode, correction: tuple[date, str, str, str], secretary: Secretary) -> None:
    on, was, becomes, why = correction
    values = {"title": row.title, "lead": row.lead, "body": row.body.replace(was, becomes)}
    now = secretary.moment(on, time(9))
    change_episode(episode=row, seen=row.version, values=values, by=secretary.by, now=now)
    _published(row, why, secretary, on)


def _published(row: Episode, why: str, secretary: Secretary, on: date) -> Episode:
    """Review an episode and publish it; return it as it is then."""
    for hour, status in ((14, Status.REVIEWED), (17, Status.PUBLISHED)):
        row = _again(row)
        give_episode_status(
            episode=row, status=status, seen=row.version, rights=[Right.FACILITATOR], why=why,
            by=secretary.by, now=secretary.moment(on, time(hour)),
        )  # fmt: skip
    return _again(row)


def _again(row: Episode) -> Episode:
    found = episode_in(row.programme, row.key)
    if found is None:
        raise LookupError(row.key)
    return found
