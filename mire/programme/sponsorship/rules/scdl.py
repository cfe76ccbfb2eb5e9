"""One line of the national schema « Délibérations » (SCDL 2.1.5), checked field by field.

Sources: the documentation of the schema scdl/deliberations 2.1.5 on schema.data.gouv.fr (names,
order, patterns, what must be there) and Validata's own checks, which its ``schema.json`` asks for:
the SIRET's key, a name of the ACTES nomenclature, a date of the prefecture that isn't before that
of the deliberation, votes that add up.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

VERSION = "2.1.5"
FIELDS = (
    "COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM",
    "DELIB_OBJET", "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE", "VOTE_EFFECTIF",
    "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION", "DELIB_URL",
)  # fmt: skip
REQUIRED = frozenset(FIELDS[:7])
DAYS = frozenset({"DELIB_DATE", "PREF_DATE"})
VOTES = ("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")
SIRET = re.compile(r"^\d{14}$", re.ASCII)
SUBJECT = re.compile(r"^\d\.\d{1,2}$", re.ASCII)
YEAR = re.compile(r"^[0-9]{4}(/[0-9]{4})?$")
_PLACE = r"(0\d\d|02[AB]|97\d)"
PREFECTURE = re.compile(rf"^((PREF|SGAR){_PLACE}|SPREF{_PLACE}\d)$", re.ASCII)
SUBJECTS = {
    "1": ("commande publique", 7),
    "2": ("urbanisme", 3),
    "3": ("domaine et patrimoine", 6),
    "4": ("fonction publique", 5),
    "5": ("institutions et vie politique", 8),
    "6": ("libertés publiques et pouvoirs de police", 5),
    "7": ("finances locales", 10),
    "8": ("domaines de compétences par thèmes", 9),
    "9": ("autres domaines de compétences", 4),
}
"""The nine heads of the ACTES nomenclature, by their figure, and how many subjects each has."""

LA_POSTE = "356000000"
"""A SIREN whose establishments follow another rule: the sum of their digits is a multiple of 5."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to be mended in a field."""

    field: str
    words: Text


def is_siret(written: str) -> bool:
    """Say whether fourteen digits are a SIRET: Luhn's key, or La Poste's own."""
    if not SIRET.match(written):
        return False
    digits = [int(each) for each in written]
    if written.startswith(LA_POSTE) and sum(digits) % 5 == 0:
        return True
    doubled = [2 * each if n % 2 == 0 else each for n, each in enumerate(digits)]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def faults_of(act: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong in a line, in the order of its fields; none for a valid one.

    ``act``: days as dates, votes as whole numbers, None or "" where nothing is said.
    """
    found = [
        Fault(name, text("Le schéma national demande ce champ."))
        for name in FIELDS
        if name in REQUIRED and act.get(name) in (None, "")
    ]
    said = {name: act.get(name) for name in FIELDS if act.get(name) not in (None, "")}
    found += [*_codes(said), *_votes(said)]
    delib, pref = said.get("DELIB_DATE"), said.get("PREF_DATE")
    if delib is not None and pref is not None and pref < delib:
        found.append(
            Fault("PREF_DATE", text("Le préfet ne peut la recevoir avant qu'elle soit votée."))
        )
    places = {name: place for place, name in enumerate(FIELDS)}
    return sorted(found, key=lambda each: places[each.field])


def _codes(said: Mapping[str, Any]) -> list[Fault]:
    found = []
    if "COLL_SIRET" in said and not is_siret(said["COLL_SIRET"]):
        found.append(
            Fault(
                "COLL_SIRET",
                text(
                    "Ce n'est pas un SIRET : quatorze chiffres d'un seul tenant, dont les derniers "
                    "vérifient les autres."
                ),
            )
        )
    if "DELIB_MATIERE_CODE" in said:
        found += _subject(said["DELIB_MATIERE_CODE"], said.get("DELIB_MATIERE_NOM", ""))
    if "BUDGET_ANNEE" in said and not _is_year(said["BUDGET_ANNEE"]):
        found.append(
            Fault(
                "BUDGET_ANNEE",
                text("Écrivez une année (2018), ou deux (2018/2019)."),
            )
        )
    if "PREF_ID" in said and not PREFECTURE.match(said["PREF_ID"]):
        found.append(
            Fault(
                "PREF_ID",
                text(
                    "Écrivez PREF et le département sur trois signes (PREF038), SPREF et un "
                    "chiffre de plus pour l'arrondissement (SPREF0381), ou SGAR (SGAR038)."
                ),
            )
        )
    if "DELIB_URL" in said and not _is_address(said["DELIB_URL"]):
        found.append(Fault("DELIB_URL", text("Une adresse commence par https:// ou http://.")))
    return found


def _subject(code: str, name: str) -> list[Fault]:
    if not SUBJECT.match(code) or code[0] not in SUBJECTS:
        return [
            Fault(
                "DELIB_MATIERE_CODE",
                text("Écrivez le code de la nomenclature ACTES à deux niveaux : 5.7, 7.10."),
            )
        ]
    head, most = SUBJECTS[code[0]]
    if not 1 <= int(code[2:]) <= most:
        return [
            Fault(
                "DELIB_MATIERE_CODE",
                text(
                    "Les codes de « %(head)s » vont de %(first)s à %(last)s.",
                    head=head,
                    first=f"{code[0]}.1",
                    last=f"{code[0]}.{most}",
                ),
            )
        ]
    begins, slash, rest = name.partition("/")
    is_spaced = begins != begins.strip() or rest != rest.strip()
    if name and (plain_name(begins) != plain_name(head) or not slash or not rest or is_spaced):
        return [
            Fault(
                "DELIB_MATIERE_NOM",
                text(
                    "Pour %(code)s, écrivez « %(head)s/ » puis la sous-matière, sans espace autour "
                    "de la barre.",
                    code=code,
                    head=head,
                ),
            )
        ]
    return []


def plain_name(name: str) -> str:
    """Return a name without accents or capitals, as the national check compares them."""
    spread = unicodedata.normalize("NFD", name.lower())
    return "".join(each for each in spread if unicodedata.category(each) != "Mn")


def _is_year(said: str) -> bool:
    if not YEAR.match(said):
        return False
    first, _slash, last = said.partition("/")
    return not last or int(first) < int(last)


def _is_address(said: str) -> bool:
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in said


def _votes(said: Mapping[str, Any]) -> list[Fault]:
    found = [
        Fault(name, text("Écrivez un nombre, sans signe ni virgule."))
        for name in VOTES
        if name in said and (not isinstance(said[name], int) or said[name] < 0)
    ]
    if found:
        return found
    cast = [name for name in VOTES[2:] if name in said]
    if cast and len(cast) < len(VOTES[2:]):
        missing = next(name for name in VOTES[2:] if name not in said)
        return [Fault(missing, text("Écrivez aussi ce nombre, 0 s'il n'y en a aucun."))]
    if cast and "VOTE_REEL" not in said:
        return [Fault("VOTE_REEL", text("Écrivez combien ont pris part au vote."))]
    if not cast and "VOTE_REEL" in said:
        return [Fault("VOTE_POUR", text("Écrivez aussi les voix pour, contre et les abstentions."))]
    total = sum(said[name] for name in cast)
    if cast and total != said["VOTE_REEL"]:
        found.append(
            Fault(
                "VOTE_REEL",
                text(
                    "Pour, contre et abstentions font %(total)s ; le schéma veut que ce nombre "
                    "soit celui-ci.",
                    total=total,
                ),
            )
        )
    if "VOTE_EFFECTIF" in said and said.get("VOTE_REEL", 0) > said["VOTE_EFFECTIF"]:
        found.append(
            Fault(
                "VOTE_EFFECTIF",
                text("L'assemblée ne peut compter moins de membres qu'il n'y a eu de votes."),
            )
        )
    return found


def check_act(act: Mapping[str, Any]) -> None:
    """Raise a ``Refusal`` that names the first field to mend, None for a valid line."""
    for fault in faults_of(act):
        raise Refusal(fault.words, path=(fault.field,), code="scdl")


def scdl_csv(act: Mapping[str, Any]) -> str:
    """Return the header and the line. Raises a ``Refusal`` for one that the schema would refuse."""
    check_act(act)
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(FIELDS)
    rows.writerow([_cell(act.get(name)) for name in FIELDS])
    return written.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def stored_act(act: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line's values as JSON holds them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in act.items()
        if name in FIELDS and value not in (None, "")
    }


def act_from(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that ``stored_act`` made JSON of."""
    return {
        name: date.fromisoformat(value) if name in DAYS else value
        for name, value in stored.items()
        if name in FIELDS
    }
