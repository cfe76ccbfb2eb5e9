"""Who does what at a meeting, how many are expected, what is done and what is left: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mire.runsheet.sheet import Activity, Sheet
from mire.technique_api import registry
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text, text_n


@dataclass(frozen=True, slots=True)
class Slot:
    """Something that one person does at a meeting: its key, its words, and when.

    ``activity`` is the id of the activity that it belongs to, "" for the whole meeting; ``table``
    the number of the table that it is at, from 1, 0 for none, ``station`` what is spoken of there.
    """

    key: str
    title: Text
    activity: str = ""
    table: int = 0
    station: str = ""


LEAD, TIME, NOTES, WELCOME = "lead", "time", "notes", "welcome"
WHOLE = {
    LEAD: text("Animer"),
    TIME: text("Tenir le temps"),
    NOTES: text("Prendre les notes"),
    WELCOME: text("Accueillir"),
}
"""What is done all through a meeting, by key."""

TASKS = {
    LEAD: (
        text("Ouvrir chaque séquence depuis la régie, dire la question à voix haute, conclure."),
        text("Ne jamais répondre à la place de la salle ni commenter une réponse."),
    ),
    TIME: (
        text("Annoncer la moitié du temps, puis les deux dernières minutes de chaque séquence."),
        text("En cas de retard, proposer à qui anime ce que le conducteur permet de raccourcir."),
    ),
    NOTES: (
        text("Écrire ce qui est dit mot pour mot, sans nom, et garder les feuilles remplies."),
        text("Remettre les feuilles à qui anime dès la fin : elles seront saisies."),
    ),
    WELCOME: (
        text("Être là vingt minutes avant, faire signer la feuille d'émargement."),
        text("Dire qu'un téléphone sert, mais qu'on peut s'en passer : le papier compte autant."),
    ),
}
"""What each of these asks, said once on its brief."""

HOST_TASKS = (
    text("Accueillir qui arrive à la table et redire en une phrase ce qui s'y est dit."),
    text("Donner la parole à chacun, faire écrire, ne pas défendre son avis."),
    text("Rester à la table quand les autres changent de place."),
)
"""What hosting a table asks."""

LONGEST_KEY = 60


def slots_of(sheet: Sheet) -> Sequence[Slot]:
    """Return what there is to do at a meeting: all through it, then a host for each table.

    An activity whose settings can't be read yet has no table.
    """
    slots = [Slot(key, title) for key, title in WHOLE.items()]
    for activity in sheet.activity:
        slots += [
            Slot(
                f"{activity.id}-{number}"[:LONGEST_KEY],
                text(
                    "Accueillir à la table %(number)s (%(station)s) · %(title)s",
                    number=number,
                    station=station,
                    title=activity.title,
                )
                if station
                else text(
                    "Accueillir à la table %(number)s · %(title)s",
                    number=number,
                    title=activity.title,
                ),
                activity.id,
                number,
                station,
            )
            for number, station in enumerate(stations_of(activity), 1)
        ]
    return slots


def stations_of(activity: Activity) -> Sequence[str]:
    """Return the station of each table of an activity, "" where it has none."""
    try:
        technique = registry.technique(activity.technique)
        config: Any = technique.read_config(activity.settings)
    except Refusal:
        return ()
    tables = technique.tables
    if tables is None:
        return ()
    if tables.moving is not None:
        places = tables.moving(config, technique.first_state(config)).routes.places
        if places:
            return [each.station for each in places]
    return [""] * tables.n_tables(config)


def rounds_of(activity: Activity) -> Mapping[int, int]:
    """Return an activity's rounds: the minute after its start, and how long each lasts.

    Empty for an activity without rounds, or whose settings can't be read yet.
    """
    try:
        technique = registry.technique(activity.technique)
        config: Any = technique.read_config(activity.settings)
    except Refusal:
        return {}
    if technique.tables is None or technique.tables.moving is None:
        return {}
    moving = technique.tables.moving(config, technique.first_state(config))
    step = moving.minutes + moving.move
    return {moving.late + n * step: moving.minutes for n in range(len(moving.routes.rounds))}


def has_promises(sheet: Sheet) -> bool:
    """Say whether something is promised by name at a meeting."""
    known = registry.techniques()
    return any(
        known[each.technique].promises is not None
        for each in sheet.activity
        if each.technique in known
    )


def n_tables(sheet: Sheet) -> int:
    """Return how many tables a meeting needs at once, 0 for none."""
    return max((len(stations_of(each)) for each in sheet.activity), default=0)


def expected_sentence(n_named: int, n_counted: int) -> Text:
    """Say how many are expected, by name and by department."""
    n = n_named + n_counted
    if not n:
        return text("Personne n'est encore inscrit comme attendu.")
    if not n_counted:
        return text_n(
            "%(count)s personne attendue, par son nom.",
            "%(count)s personnes attendues, toutes par leur nom.",
            n,
        )
    if not n_named:
        return text_n(
            "%(count)s personne attendue, par sa direction.",
            "%(count)s personnes attendues, toutes par leur direction.",
            n,
        )
    return text(
        "%(n)s personnes attendues : %(named)s par leur nom, %(counted)s par leur direction.",
        n=n,
        named=n_named,
        counted=n_counted,
    )


MOST_AT_A_TABLE = 8
"""More at one table, and some only listen."""
LEAST_AT_A_TABLE = 3


def against_sheet(n: int, participants: int, tables: int) -> Sequence[Text]:
    """Say how the number expected fits the sheet's number of participants and its tables."""
    if not n:
        return []
    said = []
    if n == participants:
        said.append(text("C'est le nombre que prévoit le conducteur."))
    elif n > participants:
        said.append(
            text_n(
                "Le conducteur est prévu pour %(participants)s : %(count)s de trop.",
                "Le conducteur est prévu pour %(participants)s : %(count)s de trop.",
                n - participants,
                participants=participants,
            )
        )
    else:
        said.append(
            text_n(
                "Le conducteur est prévu pour %(participants)s : il en manque %(count)s.",
                "Le conducteur est prévu pour %(participants)s : il en manque %(count)s.",
                participants - n,
                participants=participants,
            )
        )
    if tables:
        said.append(_at_tables(n, tables))
    return said


def _at_tables(n: int, tables: int) -> Text:
    fewest, most = n // tables, -(-n // tables)
    if most > MOST_AT_A_TABLE:
        return text_n(
            "%(count)s table : jusqu'à %(most)s personnes, c'est trop pour que chacun parle.",
            "%(count)s tables : jusqu'à %(most)s personnes à chacune, c'est trop pour que "
            "chacun parle.",
            tables,
            most=most,
        )
    if fewest < LEAST_AT_A_TABLE:
        return text_n(
            "%(count)s table : il n'y a pas assez de monde pour la tenir.",
            "%(count)s tables : il n'y a pas assez de monde pour les tenir toutes.",
            tables,
        )
    if fewest == most:
        return text_n(
            "%(count)s table de %(most)s.", "%(count)s tables de %(most)s.", tables, most=most
        )
    return text_n(
        "%(count)s table de %(most)s.",
        "%(count)s tables de %(fewest)s ou %(most)s.",
        tables,
        fewest=fewest,
        most=most,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do for a meeting: its key, its words now, whether it is done."""

    key: str
    words: Text
    is_done: bool


def steps_of(facts: Mapping[str, bool], n_slots: int, n_filled: int) -> Sequence[Step]:
    """Say what is done before a meeting and what is left.

    ``facts``: "fits", "rehearsed", "expected", "invited", "printed", "frozen".
    """
    told = {
        "fits": (text("le conducteur tient"), text("le conducteur ne tient pas encore")),
        "rehearsed": (text("répété"), text("pas encore répété")),
        "expected": (text("attendus inscrits"), text("attendus à inscrire")),
        "duties": (
            text("tous les rôles sont pris"),
            text_n("%(count)s rôle à prendre", "%(count)s rôles à prendre", n_slots - n_filled),
        ),
        "invited": (text("invitations parties"), text("invitations à envoyer")),
        "printed": (text("papiers imprimés"), text("papiers à imprimer")),
        "frozen": (text("conducteur figé"), text("conducteur à figer la veille, depuis la salle")),
    }
    known = {**facts, "duties": n_filled >= n_slots}
    return [
        Step(key, done if known[key] else left, known[key]) for key, (done, left) in told.items()
    ]
