"""The rule of each kind of data, and what is due on a day: pure, on plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mire.programme.programmes.rules import months_after
from mire.technique_api.text import Text, text, text_n


class Kind(StrEnum):
    """A kind of data that goes at the end of its time."""

    SESSIONS = "sessions"
    LINKS = "links"
    SIGN_INS = "sign_ins"
    ACCOUNTS = "accounts"
    GUESTS = "guests"
    REMARKS = "remarks"
    NOTES = "notes"
    COMMITMENTS = "commitments"
    LETTERS = "letters"
    PERSONS = "persons"
    JOURNAL = "journal"
    MEETINGS = "meetings"


class Fate(StrEnum):
    """What becomes of data at the end of their time."""

    DESTROYED = "destroyed"
    ARCHIVED = "archived"
    """Handed to the archives, or destroyed once they have given their visa."""


FATE_WORDS = {
    Fate.DESTROYED: text("destruction"),
    Fate.ARCHIVED: text("versement aux archives, ou élimination sous leur visa"),
}

PROGRAMME_SOURCE = text("durée de conservation du programme ; RGPD, article 5.1.e")
ARCHIVES_SOURCE = text("Code du patrimoine, articles L212-2 et L212-3")
MINIMUM_SOURCE = text("RGPD, article 5.1.e")
LOGGING_SOURCE = text("CNIL, délibération n° 2021-122 : six mois à un an pour les journaux d'accès")


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a kind is kept.

    ``months`` run from what ``since`` says; None: as many as the programme's setting. ``fate``
    tells the two acts apart. ``is_common``: of the whole installation, no programme's own.
    """

    kind: Kind
    what: Text
    purpose: Text
    months: int | None
    since: Text
    fate: Fate
    source: Text
    is_common: bool = False


END_OF_PROGRAMME = text("la fin du programme, ou de la réunion si elle vient après")

RULES = {
    rule.kind: rule
    for rule in (
        Rule(
            Kind.SESSIONS,
            text("sessions ouvertes dans un navigateur"),
            text("rester connecté"),
            0,
            text("la fin de la session"),
            Fate.DESTROYED,
            MINIMUM_SOURCE,
            is_common=True,
        ),
        Rule(
            Kind.LINKS,
            text("liens de connexion"),
            text("ouvrir une session sans mot de passe"),
            1,
            text("leur péremption"),
            Fate.DESTROYED,
            MINIMUM_SOURCE,
            is_common=True,
        ),
        Rule(
            Kind.SIGN_INS,
            text("lignes du journal sur les connexions et l'installation"),
            text("voir un accès qui n'aurait pas dû être"),
            12,
            text("leur jour"),
            Fate.DESTROYED,
            LOGGING_SOURCE,
            is_common=True,
        ),
        Rule(
            Kind.ACCOUNTS,
            text("comptes, avec leur adresse électronique et leurs clés d'accès"),
            text("se connecter"),
            12,
            text("le dernier jour du dernier rôle"),
            Fate.DESTROYED,
            MINIMUM_SOURCE,
        ),
        Rule(
            Kind.GUESTS,
            text("liens donnés à des personnes invitées"),
            text("lire une page sans compte"),
            1,
            text("leur dernier jour"),
            Fate.DESTROYED,
            MINIMUM_SOURCE,
        ),
        Rule(
            Kind.REMARKS,
            text("remarques reçues sur une restitution, sauf celles qu'elle montre"),
            text("corriger ce qui a été compris de travers, et répondre"),
            12,
            text("le dernier jour pour répondre, ou la réponse si elle vient après"),
            Fate.DESTROYED,
            MINIMUM_SOURCE,
        ),
        Rule(
            Kind.NOTES,
            text("notes prises en régie"),
            text("animer la réunion, puis écrire sa restitution"),
            12,
            text("la fin de la réunion"),
            Fate.DESTROYED,
            MINIMUM_SOURCE,
        ),
        Rule(
            Kind.COMMITMENTS,
            text("engagements nommés"),
            text("donner suite à ce que chacun a proposé"),
            None,
            END_OF_PROGRAMME,
            Fate.DESTROYED,
            PROGRAMME_SOURCE,
        ),
        Rule(
            Kind.LETTERS,
            text("lettres de mission"),
            text("suivre les jours accordés"),
            None,
            text("la fin du programme, ou de la lettre si elle vient après"),
            Fate.DESTROYED,
            PROGRAMME_SOURCE,
        ),
        Rule(
            Kind.PERSONS,
            text("personnes, avec leurs rôles et leurs présences"),
            text("savoir qui prend part au programme"),
            None,
            text("la fin du programme, ou du dernier rôle s'il vient après"),
            Fate.DESTROYED,
            PROGRAMME_SOURCE,
        ),
        Rule(
            Kind.JOURNAL,
            text("lignes du journal du bureau"),
            text("savoir qui a fait quoi"),
            None,
            text("la fin du programme, ou leur jour s'il vient après"),
            Fate.DESTROYED,
            PROGRAMME_SOURCE,
        ),
        Rule(
            Kind.MEETINGS,
            text("réunions, avec leur conducteur, leur journal, leur dossier et leur relevé"),
            text("citer ce qui a été dit, recalculer les résultats"),
            None,
            END_OF_PROGRAMME,
            Fate.ARCHIVED,
            ARCHIVES_SOURCE,
        ),
    )
}
"""In the order in which kinds go: what a later one would hide goes first."""


def erased_kinds(*, is_common: bool) -> list[Kind]:
    """Return the kinds that go without a visa, in their order: the installation's, or not."""
    return [
        kind
        for kind, rule in RULES.items()
        if rule.fate is Fate.DESTROYED and rule.is_common == is_common
    ]


@dataclass(frozen=True, slots=True)
class Stock:
    """How many of a kind there are, by the first day on which they go; ``n_in_use``: no day yet."""

    kind: Kind
    going: Mapping[date, int]
    n_in_use: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """What becomes of a kind: ``n`` go now; of ``n_later``, the first ``n_next`` on ``next_on``."""

    rule: Rule
    n: int
    next_on: date | None
    n_next: int
    n_later: int
    n_in_use: int


def goes_on(kind: Kind, since: date, *, retention_months: int = 0) -> date:
    """Return the first day on which something goes, whose time runs from the end of ``since``."""
    months = RULES[kind].months
    last = months_after(since, retention_months if months is None else months)
    return min(last, date.max - timedelta(days=1)) + timedelta(days=1)


def due(stocks: Iterable[Stock], *, today: date) -> list[Due]:
    """Return, for each kind, what goes today, what goes later, what is in use."""
    found = []
    for stock in stocks:
        later = {day: n for day, n in stock.going.items() if day > today}
        first = min(later, default=None)
        found.append(
            Due(
                RULES[stock.kind],
                sum(stock.going.values()) - sum(later.values()),
                first,
                0 if first is None else later[first],
                sum(later.values()),
                stock.n_in_use,
            )
        )
    return found


def period_words(rule: Rule, *, retention_months: int) -> Text:
    """Say how long a kind is kept, and from when."""
    months = retention_months if rule.months is None else rule.months
    if not months:
        return text("jusqu'à %(since)s", since=rule.since)
    return text_n(
        "%(count)s mois après %(since)s", "%(count)s mois après %(since)s", months, since=rule.since
    )
