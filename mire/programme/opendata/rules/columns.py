"""The dictionary of open data: each table, each column, what it means in French and in English.

The package's schema, its own dictionary and ``docs/reference/opendata.md`` say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["string", "integer", "number", "boolean", "date"]

KEY = {"required": True, "unique": True}
SHARE = {"minimum": 0, "maximum": 1}
COUNT = {"minimum": 0}
NEEDED = {"required": True}


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``to``: the table whose key it holds."""

    name: str
    kind: Kind
    french: str
    english: str
    constraints: Mapping[str, Any] = field(default_factory=dict)
    to: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its ``key`` names the columns that together are in one row alone."""

    name: str
    french: str
    english: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def _key(name: str, french: str, english: str) -> Column:
    return Column(name, "string", french, english, KEY)


def _to(table: str, french: str, english: str, *, is_needed: bool = True) -> Column:
    return Column(
        TABLE_KEYS[table], "string", french, english, NEEDED if is_needed else {}, to=table
    )


TABLE_KEYS = {
    "meetings": "meeting",
    "activities": "activity",
    "themes": "theme",
    "texts": "text",
    "findings": "finding",
}
"""What the key of each table that others point to is called."""

TABLES = (
    Table(
        "meetings",
        "Les réunions ouvertes.",
        "The meetings that are open.",
        ("meeting",),
        (
            _key("meeting", "clé de la réunion", "key of the meeting"),
            Column("title", "string", "titre", "title", NEEDED),
            Column("day", "date", "jour où elle s'est tenue", "day on which it was held", NEEDED),
            Column("kind", "string", "genre de réunion", "kind of meeting"),
            Column("minutes_planned", "integer", "minutes prévues", "minutes planned", COUNT),
            Column("minutes_real", "integer", "minutes réelles", "minutes it took", COUNT),
            Column(
                "threshold",
                "integer",
                "seuil : sous ce nombre de personnes, rien n'est dit",
                "threshold: under this number of people, nothing is told",
                {"required": True, "minimum": 3},
            ),
            Column("licence", "string", "licence, par son nom SPDX", "licence, by its SPDX name"),
        ),
    ),
    Table(
        "activities",
        "Les séquences des réunions, dans leur ordre.",
        "The activities of the meetings, in order.",
        ("activity",),
        (
            _key("activity", "clé de la séquence", "key of the activity"),
            _to("meetings", "réunion", "meeting"),
            Column("number", "integer", "rang dans la réunion", "place in the meeting", NEEDED),
            Column("title", "string", "titre", "title", NEEDED),
            Column("technique", "string", "technique d'animation", "technique", NEEDED),
            Column(
                "regime",
                "string",
                "ce que devient une réponse : none (aucune), ballot et open (anonyme), group "
                "(les tables parlent), named (signée), apart (engagement, hors des données)",
                "what becomes of an answer: none, ballot and open (anonymous), group (tables "
                "speak), named (signed), apart (commitment, not in these data)",
                {
                    "required": True,
                    "enum": ["none", "ballot", "open", "group", "named", "apart"],
                },
            ),
            Column("minutes_planned", "integer", "minutes prévues", "minutes planned", COUNT),
            Column("minutes_real", "integer", "minutes réelles", "minutes it took", COUNT),
            Column(
                "n_answers",
                "integer",
                "personnes qui ont répondu ; vide : non dit, ou sans objet",
                "people who answered; empty: not told, or none asked",
                COUNT,
            ),
            Column(
                "is_withheld",
                "boolean",
                "vrai si rien de la séquence n'est dit, faute de réponses ou parce qu'elles sont "
                "signées",
                "true where nothing of it is told: too few answers, or signed ones",
                NEEDED,
            ),
        ),
    ),
    Table(
        "figures",
        "Combien de personnes ont répondu quoi.",
        "How many people answered what.",
        ("activity", "breakdown", "part"),
        (
            _to("activities", "séquence", "activity"),
            Column("breakdown", "string", "nom de la répartition", "breakdown's name", NEEDED),
            Column("question", "string", "ce qui est demandé", "what is asked", NEEDED),
            Column(
                "part_of",
                "string",
                "la part (répartition.réponse) que cette répartition découpe ; vide : toutes les "
                "personnes qui ont répondu",
                "the part (breakdown.part) that this breakdown cuts; empty: all who answered",
            ),
            Column("part", "string", "nom de la réponse", "the answer's name", NEEDED),
            Column("answer", "string", "la réponse, en mots", "the answer, in words", NEEDED),
            Column(
                "n",
                "integer",
                "personnes ; vide : caché, parce que trop peu, ou parce qu'un autre nombre caché "
                "s'en déduirait",
                "people; empty: hidden, too few or giving another hidden number away",
                COUNT,
            ),
            Column(
                "total",
                "integer",
                "personnes que la répartition découpe ; vide : caché",
                "people whom the breakdown cuts; empty: hidden",
                COUNT,
            ),
            Column("share", "number", "n / total", "n / total", SHARE),
            Column(
                "low",
                "number",
                "bas de l'intervalle de Wilson à 95 %",
                "lower bound of Wilson's interval at 95 %",
                SHARE,
            ),
            Column(
                "high",
                "number",
                "haut de l'intervalle de Wilson à 95 %",
                "upper bound of Wilson's interval at 95 %",
                SHARE,
            ),
        ),
    ),
    Table(
        "themes",
        "Les thèmes où des propos ont été placés.",
        "The themes in which texts were placed.",
        ("theme",),
        (
            _key("theme", "clé du thème", "key of the theme"),
            Column("name", "string", "nom", "name", NEEDED),
            Column("description", "string", "ce qu'il rassemble", "what it gathers"),
            Column(
                "n_texts",
                "integer",
                "propos de ce jeu dans ce thème, contraires compris",
                "texts of these data in this theme, contrary ones included",
                {"required": True, "minimum": 0},
            ),
            Column(
                "n_contrary",
                "integer",
                "ceux qui disent le contraire",
                "those that say the contrary",
                {"required": True, "minimum": 0},
            ),
        ),
    ),
    Table(
        "texts",
        "Les propos relus, mot pour mot.",
        "The texts that somebody has reread, word for word.",
        ("text",),
        (
            _key("text", "clé du propos", "key of the text"),
            _to("meetings", "réunion", "meeting"),
            _to("activities", "séquence", "activity"),
            Column("heading", "string", "rubrique ou axe où il a été dit", "heading or station"),
            Column("words", "string", "les mots", "the words", NEEDED),
            _to("themes", "thème ; vide : mis à part", "theme; empty: set aside", is_needed=False),
            Column(
                "is_contrary",
                "boolean",
                "vrai s'il dit le contraire de son thème",
                "true where it says the contrary of its theme",
                NEEDED,
            ),
        ),
    ),
    Table(
        "findings",
        "Les constats, points de vigilance et questions ouvertes, tels que diffusés.",
        "Findings, watch points and open questions, as they were released.",
        ("finding",),
        (
            _key("finding", "clé du constat", "key of the finding"),
            Column(
                "kind",
                "string",
                "genre : finding (constat), watch_point (point de vigilance), open_question "
                "(question ouverte)",
                "kind",
                {"required": True, "enum": ["finding", "watch_point", "open_question"]},
            ),
            Column("sentence", "string", "la phrase", "the sentence", NEEDED),
            Column("detail", "string", "précision", "detail"),
            Column("version", "integer", "version diffusée", "version released", NEEDED),
            Column("day", "date", "jour de la diffusion", "day of its release", NEEDED),
            Column(
                "n_texts",
                "integer",
                "propos de ce jeu sur lesquels il s'appuie",
                "texts of these data that it rests on",
                {"required": True, "minimum": 0},
            ),
            Column(
                "n_meetings",
                "integer",
                "réunions d'où viennent ces propos",
                "meetings that these texts come from",
                {"required": True, "minimum": 0},
            ),
            Column(
                "n_contrary",
                "integer",
                "propos de ce jeu qui disent le contraire",
                "texts of these data that say the contrary",
                {"required": True, "minimum": 0},
            ),
        ),
    ),
    Table(
        "finding_texts",
        "Sur quels propos s'appuie chaque constat.",
        "Which texts each finding rests on.",
        ("finding", "text"),
        (
            _to("findings", "constat", "finding"),
            _to("texts", "propos", "text"),
            Column(
                "is_contrary",
                "boolean",
                "vrai s'il dit le contraire du constat",
                "true where it says the contrary of the finding",
                NEEDED,
            ),
        ),
    ),
    Table(
        "suppressed",
        "Ce qui est retenu, combien, par quelle règle.",
        "What is held back, how many, by which rule.",
        ("number",),
        (
            Column("number", "integer", "rang de la ligne", "number of the line", KEY),
            _to("meetings", "réunion ; vide : plusieurs", "meeting; empty: several",
                is_needed=False),
            Column("what", "string", "de quelle table", "of which table", NEEDED),
            Column("n", "integer", "combien de lignes ou de nombres", "how many rows or numbers",
                   {"required": True, "minimum": 1}),
            Column("rule", "string", "règle", "rule", NEEDED),
            Column("why", "string", "la règle, en mots", "the rule, in words", NEEDED),
        ),
    ),
)  # fmt: skip
"""In the order in which a database would load them, but for texts that follow their themes."""
