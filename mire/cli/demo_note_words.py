"""The words of the demonstration's prefiguration note, and what each passage cites.

A passage names what it cites by its first words, by a line's name (D3: the third decision), or by
one of the names below.
"""

from collections.abc import Sequence
from dataclasses import dataclass

THE_PLAN, THE_GRID, THE_WAVE = "plan", "grid", "wave"
"""The plan of the cycle in force, the grid of the seminar, the last sounding."""


@dataclass(frozen=True, slots=True)
class Told:
    """A passage: its words, how what it cites begins; ``against``: what says the contrary.

    ``shows``: the source that stands under its words, "" for none; ``in_summary``: it stands in
    the two pages too.
    """

    words: str
    cites: Sequence[str] = ()
    against: Sequence[str] = ()
    shows: str = ""
    in_summary: bool = False


SECTIONS: Sequence[Sequence[Told]] = (
    (  # context
        Told(
            "Depuis plus d'un an, vingt agents de quatorze directions apprennent à conduire un "
            "sujet "
            "autrement : en allant voir, en essayant petit, en montrant ce qui marche et ce qui ne "
            "marche pas. Trois cas ont été menés jusqu'au bout ; un quatrième est en cours.",
            ("Pour les directeurs et directrices", "Rendre compte de ce qui n'a pas marché"),
            in_summary=True,
        ),
        Told(
            "La direction générale a engagé la réflexion sur la forme d'un laboratoire, "
            "puis l'a prolongée jusqu'à la fin de l'année, le temps d'un premier cycle.",
            ("D1", "D7", "Les tables veulent pouvoir essayer"),
        ),
        Told(
            "Le groupe se retrouve deux ou trois jours par mois. On y entre et on en sort : dix "
            "sessions, des présences inégales, cinq personnes arrivées en cours de route. Cette "
            "note "
            "dit "
            "ce que ce groupe a appris, ce qui est décidé, et ce qui ne l'est pas.",
            ("Cas : L'accueil au siège", "Cas : Des courriers"),
        ),
        Told(
            "Au séminaire de direction, les directeurs et directrices ont donné une heure et "
            "demie : un café "
            "dans le couloir, une grille pour placer le laboratoire, des tables pour en creuser un "
            "profil. Ce qu'ils y ont dit est gardé mot pour mot, et chaque phrase d'ici y mène.",
            ("Pour les directeurs et directrices", "Ce qui manque n'est pas l'idée"),
        ),
    ),
    (  # learnt
        Told(
            "Ce que les directions demandent n'est pas d'avoir plus d'idées. Elles demandent qu'on "
            "sache **qui tranche, et quand**.",
            ("Ce qui manque n'est pas l'idée", "Dire clairement qui décide",
             "La direction générale tranche ce qui bloque"),
            shows="La direction générale tranche ce qui bloque",
            in_summary=True,
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
        Told(
            "Au siège, nous avons d'abord compté qui entre, par où, pour aller voir qui. Une "
            "signalétique en carton, essayée une semaine et corrigée chaque soir, a été refaite en "
            "dur. La troisième porte, elle, n'a pas bougé.",
            ("Cas : L'accueil au siège", "Compter avant de dessiner", "Un essai d'une semaine"),
        ),
        Told(
            "Trente courriers sur l'eau et la collecte ont été lus à voix haute, six modèles "
            "réécrits avec le juridique à la même table. La règle tient en une ligne : la date et "
            "le geste d'abord.",
            ("Cas : Des courriers", "Mettre le juridique à la table"),
        ),
        Told(
            "Le troisième cas nous a épuisés. Neuf plateformes de participation comparées, un "
            "cahier des besoins écrit deux fois, un essai que personne n'a utilisé : nul ne savait "
            "quelle décision l'avis des habitants devait éclairer. Nous en retenons deux règles, "
            "et "
            "le droit d'arrêter plus tôt.",
            ("Cas : La participation citoyenne", "Ne pas commencer un cas",
             "Un outil n'est pas un sujet", "Avoir le droit d'arrêter"),
            in_summary=True,
        ),
        Told(
            "Les directions disent aussi ce qui use : une demi-journée d'accord se trouve, deux "
            "jours par mois se négocient chaque fois. Le temps donné compte autant que l'argent.",
            ("Le temps donné aux agents", "Une équipe prise sur le temps"),
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
            in_summary=True,
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
        Told(
            "La grille du séminaire le montre : chacun y a placé le laboratoire qu'il veut, entre "
            "impact interne et externe, entre appui et prospective. C'est une photographie de ce "
            "jour-là, pas un vote.",
            (THE_GRID, "Les directions placent d'abord"),
            shows=THE_GRID,
        ),
        Told(
            "Le profil retenu n'est pas neutre. Appuyer des projets en cours, c'est accepter leurs "
            "délais et leurs contraintes ; c'est aussi renoncer, pour l'instant, à une veille "
            "régulière. La minorité qui la demande est nommée ici pour qu'on y revienne à la fin "
            "du "
            "premier cycle.",
            ("Les deux approches se complètent", "Les façons de travailler"),
            ("Regarder à cinq ans",),
        ),
    ),
    (  # hosting
        Told(
            "Le laboratoire sera un **processus en résidence**, accueilli tour à tour par les "
            "directions. Il ira là où sont les sujets plutôt que d'attendre qu'ils viennent.",
            ("D3", "Trois scénarios de portage", "Inviter la direction d'à côté"),
            in_summary=True,
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
            in_summary=True,
        ),
        Told(
            "Trois portages ont été comparés : une cellule auprès de la direction générale, une "
            "équipe dans une direction, un processus en résidence. La cellule est lisible et "
            "tranche vite, mais elle tient à une personne. Dans une direction, il y a des moyens "
            "et "
            "un lieu dès le premier jour, mais qui accueille choisit aussi.",
            ("Trois scénarios de portage", "Portée au sommet", "Elle tient à une seule personne",
             "Des moyens et un lieu", "Qui accueille choisit aussi"),
        ),
        Told(
            "La résidence a ses faiblesses, et elles sont connues : la fatigue de deux agents au "
            "long d'un cycle, et ce qui se perd si personne ne passe d'une direction à l'autre. Le "
            "groupe répond à la seconde par une personne qui reste d'une résidence à la suivante.",
            ("La longueur du cycle", "Ce qui est appris se perd", "Chaque direction l'aura reçu"),
        ),
        Told(
            "Deux directions peuvent demander en même temps. La règle est écrite : le groupe de "
            "travail propose, la direction générale tranche.",
            ("R1", "Deux directions demandent en même temps"),
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
            in_summary=True,
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
        Told(
            "Avant de commencer, trois questions : quelle décision ce travail éclaire-t-il ? qui "
            "s'en servira ? à quoi verra-t-on qu'il a réussi ? Sans réponse aux trois, on ne "
            "commence pas.",
            ("Ne pas commencer un cas", "Un outil n'est pas un sujet", "Écrire avant l'essai"),
            in_summary=True,
        ),
        Told(
            "Ceux que l'on est allé voir sont prévenus de la suite, dans le mois, même quand il "
            "n'y "
            "en a pas. Les usagers sont rencontrés deux fois au moins par sujet.",
            ("Rendre compte à celles et ceux", "Les usagers vus au moins deux fois",
             "Aller voir les usagers sans leur rendre compte"),
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
        Told(
            "Une saisine tient en une page : ce qui se passe, pour qui, ce qui est en jeu, qui "
            "libère du temps. Elle reçoit une réponse dans tous les cas, avec sa raison.",
            ("R2", "Les directions saisissent"),
            in_summary=True,
        ),
        Told(
            "Au premier appel, douze sujets ont été demandés. Le groupe les a notés sur trois "
            "critères écrits d'avance, a compté ses jours, puis a choisi à parts égales entre ceux "
            "qui les soutiennent. Chaque refus a sa lettre.",
            ("Choix des sujets : Les sujets de l'automne", "Sujet 1 : Dire où en est"),
        ),
        Told(
            "Un sujet demandé d'en haut passe par les mêmes questions que les autres. C'est ce que "
            "le troisième cas nous a coûté d'apprendre.",
            ("Cas : La participation citoyenne", "Des sujets apportés par les directions"),
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
        Told(
            "En un tableau, ce que le premier cycle demande :\n\n| Moyen | Combien | État |\n"
            "|---|---|---|\n| Jours d'ambassadeurs | 480 par an | écrits au schéma, à confirmer |\n"
            "| Lieu d'essai, au siège | 80 m², deux jours par semaine | convenu |\n"
            "| Budget d'essai | plafonné, sans marché | manque encore |\n"
            "| Poste | aucun | décidé |",
            ("Deux jours par mois pour chaque ambassadeur", "Un lieu ouvert, au siège",
             "Un budget d'essai", "D4"),
            in_summary=True,
        ),
        Told(
            "Chiffrer les jours par cycle et par direction est une action en cours ; la question "
            "du "
            "nombre que la collectivité est prête à libérer reste ouverte.",
            ("A4", "Q1"),
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
        Told(
            "Un relais n'anime pas : il repère, prévient, ouvre une porte. Dans chaque direction, "
            "une personne sait qui peut dessiner un parcours, extraire des données, animer avec "
            "des "
            "familles.",
            ("Animer avec des familles", "Dessiner un parcours d'usager",
             "Extraire et lire des données"),
        ),
    ),
    (  # governance
        Told(
            "La direction générale donne le cap et tranche. Le comité choisit les sujets deux fois "
            "par an. Le groupe des ambassadeurs propose, mène et rend compte.",
            ("D6", "R1", "La direction générale tranche ce qui bloque"),
        ),
        Told("Le laboratoire rend compte une fois l'an au comité de direction."),
        Told(
            "Trois cercles, et pas un de plus. La direction générale tranche sous quinze jours ce "
            "qui bloque entre directions. Le comité du laboratoire choisit les sujets, pas les "
            "solutions. Le groupe des ambassadeurs mène les sujets et raconte ce qui n'a pas "
            "marché.",
            ("La direction générale tranche ce qui bloque", "Le comité choisit les sujets",
             "Comité du laboratoire", "Groupe des ambassadeurs"),
            in_summary=True,
        ),
    ),
    (  # sponsorship
        Told(
            "Un élu est informé deux fois par an. Comment un élu demande un sujet reste à dire.",
            ("Un élu informé deux fois par an", "Q4"),
        ),
        Told(
            "Une personne élue suit le laboratoire ; le schéma le dit, et qui tiendra cette "
            "fonction reste à arrêter. Ce que l'on attend d'elle est simple : présenter la "
            "délibération, "
            "recevoir deux fois par an la restitution, ouvrir les portes des communes.",
            ("Une personne élue qui suit", "Un élu informé deux fois par an"),
        ),
        Told(
            "La condition posée par les directions s'adresse aussi aux élus : sans portage "
            "durable, "
            "ce qui bloque restera bloqué.",
            ("Sans portage durable",),
            in_summary=True,
        ),
    ),
    (  # calendar
        Told(
            "1. Visas de la note.\n2. Délibération du conseil, quand le chemin en est daté.\n3. "
            "Premières "
            "résidences, dès que la date en est fixée.",
            ("A5", THE_PLAN),
        ),
        Told(
            "Le plan du cycle fait passer le laboratoire chez treize directions. Chacune garde la "
            "main sur sa date d'entrée jusqu'au mois qui précède ; au-delà, on ne déplace plus les "
            "autres.",
            (THE_PLAN, "D5", "Chaque direction l'aura reçu"),
        ),
        Told(
            "À la fin du premier cycle, la collectivité décide : continuer, changer de portage, ou "
            "arrêter. La réflexion sur la forme est prolongée jusque-là.",
            ("D7", "D2"),
            in_summary=True,
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
        Told(
            "Le soutien des directions se mesure mal, et nous ne voulons pas le deviner. Deux "
            "sondages anonymes ont été faits à trois mois d'écart ; on y lit ce qui a bougé, pas "
            "pourquoi.",
            (THE_WAVE,),
        ),
        Told(
            "Deux questions posées par les directions au séminaire n'ont pas de réponse : qui "
            "saura solliciter le laboratoire avec des sujets porteurs, et qui acceptera la "
            "transversalité.",
            ("Qui saura solliciter", "Qui acceptera la transversalité"),
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
