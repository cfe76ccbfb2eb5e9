"""What the demonstration tells of its prefiguration note: written at the end of June.

Each passage cites what it rests on by its first words, or by a line's name: findings, decisions,
scenarios, what was said, lines of the scheme, the plan of the cycle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import override

from mire.cli.demo_steering import Secretary, cited_by_words
from mire.programme.evidence.queries import verbatims_of
from mire.programme.evidence.rules import VERBATIM
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.note.actions import (
    answer_remark,
    begin_note,
    remark_on_passage,
    show_source,
    write_passage,
)
from mire.programme.note.queries import Passage, sections_of
from mire.programme.note.rules.kinds import PASSAGE, TEMPLATE, RemarkKind
from mire.programme.programmes.queries import Programme
from mire.programme.residencies.queries import kept_plans
from mire.programme.residencies.rules.plans import PLAN
from mire.programme.scheme.queries import lines_of
from mire.programme.scheme.rules import LINE
from mire.programme.thread.actions import cite
from mire.programme.thread.rules import Reference
from mire.words import words

BEGUN_ON, REMARKED_ON = date(2018, 6, 26), date(2018, 6, 26)
TITLE = "Préfigurer un laboratoire d'innovation"
THE_PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Told:
    """A passage: its words, how what it cites begins; ``against``: what says the contrary.

    ``shows``: the source that stands under its words, "" for none.
    """

    words: str
    cites: Sequence[str] = ()
    against: Sequence[str] = ()
    shows: str = ""


SECTIONS: Sequence[Sequence[Told]] = (
    (  # context
        Told(
            "Depuis mars 2017, vingt agents de quatorze directions apprennent à conduire un sujet "
            "autrement : en allant voir, en essayant petit, en montrant ce qui marche et ce qui ne "
            "marche pas. Trois cas ont été menés jusqu'au bout ; un quatrième est en cours.",
            ("Pour les directeurs et directrices", "Rendre compte de ce qui n'a pas marché"),
        ),
        Told(
            "En avril, la direction générale a engagé la réflexion sur la forme d'un laboratoire, "
            "puis l'a prolongée jusqu'à la fin de l'année, le temps d'un premier cycle.",
            ("D1", "D7", "Les tables veulent pouvoir essayer"),
        ),
    ),
    (  # learnt
        Told(
            "Ce que les directions demandent n'est pas d'avoir plus d'idées. Elles demandent qu'on "
            "sache **qui tranche, et quand**.",
            ("Ce qui manque n'est pas l'idée", "Dire clairement qui décide",
             "La direction générale tranche ce qui bloque"),
            shows="La direction générale tranche ce qui bloque",
        ),
        Told(
            "Le terrain vient d'abord. On y apprend ce que les tableaux ne disent pas, et surtout "
            "pourquoi des personnes ne viennent pas.",
            ("Pour les directeurs et directrices", "On apprend surtout pourquoi",
             "Aller au guichet une demi-journée", "Demander aux agents d'accueil"),
            shows="On apprend surtout pourquoi",
        ),
        Told(
            "Ceux que l'on est allé voir attendent un retour. Une enquête sans suite abîme la "
            "confiance plus qu'elle ne l'apporte.",
            ("Aller voir les usagers sans leur rendre compte",
             "Rendre compte à celles et ceux"),
        ),
        Told(
            "Des gestes simples n'attendent aucune décision :\n\n- un formulaire au lieu de "
            "trois ;\n- une procédure dessinée au mur, pour voir où elle bloque ;\n- une réunion "
            "qui commence par la question.",
            ("Des gestes simples", "Remplacer trois formulaires", "Dessiner la procédure au mur",
             "Commencer une réunion par la question"),
        ),
    ),
    (  # positioning
        Told(
            "Le laboratoire appuie des projets en cours et change des pratiques internes. C'est là "
            "que les directions le placent, sans y voir un renoncement : une minorité nette attend "
            "aussi de lui une vue à cinq ans.",
            ("Les directions placent d'abord", "Les deux approches se complètent",
             "La prospective existe déjà ailleurs"),
            ("Regarder à cinq ans",),
        ),
        Told(
            "Il n'est ni un service d'études, ni un guichet de subventions, ni un lieu où l'on "
            "vient chercher une validation. Il accompagne, puis rend la main.",
            ("Trois mois par sujet, puis on rend la main", "D'abord ce qui touche plusieurs"),
        ),
        Told(
            "Il gardera du temps pour un sujet à fort enjeu par an. Les résultats rapides servent "
            "à convaincre ; ils ne doivent pas choisir les sujets.",
            ("Un sujet à fort enjeu par an", "Promettre des résultats rapides"),
            ("Sans résultats rapides",),
        ),
    ),
    (  # hosting
        Told(
            "Le laboratoire sera un **processus en résidence**, accueilli tour à tour par les "
            "directions. Il ira là où sont les sujets plutôt que d'attendre qu'ils viennent.",
            ("D3", "Trois scénarios de portage", "Inviter la direction d'à côté"),
        ),
        Told(
            "Deux résidences se mènent à la fois. Le cycle est le plus court possible, et c'est "
            "prouvé ; la première à accueillir est celle qui attend le plus.",
            (THE_PLAN, "D5"),
        ),
        Told(
            "Ce choix tient à une condition : que la direction générale porte la démarche dans la "
            "durée, et tranche ce que les directions ne peuvent trancher entre elles.",
            ("Sans portage durable", "R1", "La direction générale tranche ce qui bloque"),
        ),
    ),
    (  # offer
        Told(
            "Trois offres, de la plus courte à la plus longue :\n\n| Offre | Combien de temps | "
            "Comment la demander |\n|---|---|---|\n| Un appui | Une demi-journée | En parlant à un "
            "ambassadeur |\n| Un parcours | Trois sessions de deux jours | Avec l'accord de sa "
            "direction |\n| Un sujet mené ensemble | Trois à cinq mois | Par une saisine |",
            ("Un sujet mené avec une direction", "Un appui d'une demi-journée",
             "Un parcours pour apprendre"),
        ),
        Told(
            "Une seule façon de faire, quel que soit le sujet : aller voir, essayer une semaine, "
            "corriger chaque soir, écrire avant l'essai à quoi on verra qu'il a réussi.",
            ("Aller voir avant de dessiner", "Essayer petit, une semaine",
             "Écrire avant l'essai", "Une maquette en carton"),
        ),
        Told(
            "Le droit d'arrêter fait partie de la méthode. Ce qui n'a pas marché se raconte comme "
            "le reste.",
            ("Avoir le droit d'arrêter", "Raconter ce qui n'a pas marché",
             "Rendre compte de ce qui n'a pas marché"),
        ),
    ),
    (  # topics
        Told(
            "Les directions saisissent, le groupe propose, le comité décide. Un sujet peut être "
            "refusé ; le refus est motivé.",
            ("D6", "Les directions saisissent", "Le comité choisit les sujets"),
        ),
        Told(
            "Aucun sujet n'est pris sans une direction qui libère du temps. Les tables ne "
            "s'accordaient pas sur qui choisit : la règle dit les deux, à chacun son moment.",
            ("Aucun sujet sans une direction", "Les tables ne s'accordent pas",
             "Des sujets apportés par les directions"),
        ),
    ),
    (  # means
        Told(
            "Deux jours par mois et par ambassadeur, inscrits dans la lettre de mission. La règle "
            "du temps précède le lancement : une équipe prise sur le temps de chacun s'use.",
            ("Le temps donné aux agents", "Une équipe prise sur le temps",
             "Deux jours par mois pour chaque ambassadeur", "Du temps inscrit"),
            shows="Du temps inscrit",
        ),
        Told(
            "Aucun poste n'est ouvert. Le lieu existe ; le budget d'essai manque encore, plafonné "
            "et sans marché.",
            ("D4", "Un lieu ouvert, au siège", "Un budget d'essai sans marché"),
        ),
        Told(
            "Les tables avaient demandé davantage : des agents détachés deux jours par semaine.",
            ("Quatre agents détachés",),
        ),
    ),
    (  # relays
        Told(
            "Chaque direction apporte un relais ou une ressource. Ce qui existe déjà sert à tous : "
            "lire un courrier à voix haute, imprimer un plan en grand.",
            ("Lire des courriers à voix haute", "Traceur et imprimante"),
        ),
        Told(
            "Les façons de travailler entre directions restent le premier chantier : échanger un "
            "poste une journée, se voir une heure par mois sans ordre du jour.",
            ("Les façons de travailler", "Échanger nos postes", "Se voir une heure par mois"),
        ),
    ),
    (  # governance
        Told(
            "La direction générale donne le cap et tranche. Le comité choisit les sujets deux fois "
            "par an. Le groupe des ambassadeurs propose, mène et rend compte.",
            ("D6", "R1", "La direction générale tranche ce qui bloque"),
        ),
        Told("Le laboratoire rend compte une fois l'an au comité de direction."),
    ),
    (  # sponsorship
        Told(
            "Un élu est informé deux fois par an. Comment un élu demande un sujet reste à dire.",
            ("Un élu informé deux fois par an", "Q4"),
        ),
    ),
    (  # calendar
        Told(
            "1. Visas de la note, en juillet.\n2. Délibération, à l'automne.\n3. Premières "
            "résidences, dès que la date en est fixée.",
            ("A5", THE_PLAN),
        ),
    ),
    (  # not settled
        Told(
            "Trois questions restent ouvertes : qui signe pour la direction qui accueille, comment "
            "un élu demande un sujet, comment s'assurer du soutien des directions au lancement.",
            ("Q3", "Q4", "Comment s'assurer du soutien"),
        ),
        Told(
            "Une direction s'est retirée du cycle. Le plan ne bouge pas pour les autres.",
            (THE_PLAN,),
        ),
    ),
)  # fmt: skip

SUGGESTION = (
    "Le laboratoire rend compte une fois l'an au comité de direction.",
    "Le laboratoire rend compte deux fois l'an au comité de direction, à l'oral.",
    "Direction des finances · D01",
)
COMMENT = (
    "Aucun poste n'est ouvert.",
    "Dire quand le budget d'essai sera demandé : sans date, il ne viendra pas.",
    "Direction générale adjointe",
    "Ce sera au budget d'automne.",
)


def write_note(*, programme: Programme, secretary: Secretary) -> None:
    """Write the note, once the story's day has come to it, with what was said of it since."""
    if secretary.today < BEGUN_ON:
        return
    by, now = secretary.by, secretary.moment(BEGUN_ON, time(14))
    with override(programme.language):
        template = [(words.translate(title), words.translate(hint)) for title, hint in TEMPLATE]
    note = begin_note(programme=programme, title=TITLE, sections=template, by=by, now=now)
    known = _known(programme)
    written: list[Passage] = []
    for section, told in zip(sections_of(note), SECTIONS, strict=True):
        for each in told:
            row = write_passage(section=section, key=new_key(), words=each.words, by=by, now=now)
            written.append(row)
            cited = _cited(programme, each.cites, known)
            against = _cited(programme, each.against, known)
            cite(
                programme=programme, citing=Reference(PASSAGE, row.key), name=each.words[:80],
                cited=[*cited, *against], contrary=against, by=by, now=now,
            )  # fmt: skip
            for source in _cited(programme, [each.shows] if each.shows else [], known):
                show_source(passage=row, source=source, is_shown=True, by=by, now=now)
    if secretary.today > REMARKED_ON:
        _remark(written, secretary)


def _remark(written: Sequence[Passage], secretary: Secretary) -> None:
    at = secretary.moment(REMARKED_ON, time(17))
    start, suggested, whom = SUGGESTION
    row = next(each for each in written if each.words.startswith(start))
    remark_on_passage(
        passage=row, key=new_key(), kind=RemarkKind.SUGGESTION, words=suggested,
        by=Actor("", whom), now=at,
    )  # fmt: skip
    start, said, whom, reply = COMMENT
    row = next(each for each in written if each.words.startswith(start))
    remark = remark_on_passage(
        passage=row, key=new_key(), kind=RemarkKind.COMMENT, words=said, by=Actor("", whom), now=at
    )
    answer_remark(remark=remark, is_taken=True, reply=reply, by=secretary.by, now=at)


def _known(programme: Programme) -> Mapping[str, Reference]:
    """Return what is cited by its first words: texts, lines of the scheme, the plan in force."""
    found: dict[str, Reference] = {}
    for line in lines_of(programme):
        found.setdefault(line.what, Reference(LINE, line.key))
    for row in verbatims_of(programme, most=None).verbatims:
        found.setdefault(row.text, Reference(VERBATIM, row.key))
    for plan in kept_plans(programme):
        found[THE_PLAN] = Reference(PLAN, plan.key)
    return found


def _cited(
    programme: Programme, starts: Sequence[str], known: Mapping[str, Reference]
) -> list[Reference]:
    """Return what begins so; what this rehearsal's room did not say is left out."""
    found: list[Reference] = []
    for start in starts:
        here = cited_by_words(programme, [start])[:1]
        here += [reference for said, reference in known.items() if said.startswith(start)]
        found += here[:1]
    return list(dict.fromkeys(found))
