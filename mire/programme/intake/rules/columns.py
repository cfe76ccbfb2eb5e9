"""Which column of a table of people is what, and what each of its lines says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from mire.tables.values import folded, read_day
from mire.technique_api.text import Text, text

MOST_LINES = 20_000
N_HEADS = 12
"""Among so many first lines that are not blank, one names the columns."""

WORDS = {
    "family_name": text("nom"),
    "given_name": text("prénom"),
    "full_name": text("nom et prénom"),
    "email": text("adresse électronique"),
    "department": text("direction"),
    "service": text("service"),
    "post": text("fonction"),
    "role": text("rôle"),
    "starts_on": text("depuis"),
    "ends_on": text("jusqu'au"),
    "days_a_month": text("jours par mois"),
    "manager_agreed_on": text("accord de la hiérarchie"),
}
"""What a table may say of somebody."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "family_name": ("nom", "nom de famille", "nom usuel", "nom d'usage", "nom patronymique"),
    "given_name": ("prénom", "prénoms", "prénom usuel"),
    "full_name": ("nom et prénom", "nom prénom", "nom complet", "prénom et nom", "prénom nom",
                  "nom prénoms", "agent", "personne", "identité"),
    "email": ("courriel", "mail", "e-mail", "email", "mél", "adresse électronique",
              "adresse mail", "adresse e-mail", "adresse email", "adresse courriel",
              "messagerie", "courriel professionnel", "mail professionnel", "mail pro"),
    "department": ("direction", "département", "direction d'affectation", "affectation",
                   "libellé direction", "nom de la direction"),
    "service": ("service", "service d'affectation", "libellé service", "unité"),
    "post": ("fonction", "poste", "métier", "emploi", "intitulé du poste", "titre"),
    "role": ("rôle", "rôle dans le programme", "qualité", "rôle transfo"),
    "starts_on": ("depuis", "depuis le", "début", "date de début", "date d'entrée", "entrée",
                  "arrivée", "date d'arrivée", "à partir de", "à partir du"),
    "ends_on": ("jusqu'au", "jusqu'à", "fin", "date de fin", "date de sortie", "sortie", "départ",
                "date de départ"),
    "days_a_month": ("jours par mois", "jours mois", "nombre de jours par mois", "nb jours mois",
                     "nb de jours par mois", "temps accordé", "jours accordés",
                     "lettre de mission"),
    "manager_agreed_on": ("accord de la hiérarchie", "accord hiérarchique", "accord du n+1",
                          "accord du responsable", "accord du chef de service",
                          "accord du responsable hiérarchique"),
}  # fmt: skip
"""What a French table may call each, beside its own word in Mire."""

LONGEST = {"given_name": 80, "family_name": 80, "department": 160, "service": 160, "post": 160}

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line, in a column ("": the line)."""

    line: int
    column: str
    why: Text


@dataclass(frozen=True, slots=True)
class Head:
    """Which column is what. ``titles``: what the table calls each field that it has."""

    lines: tuple[int, ...]
    fields: tuple[str, ...]
    titles: Mapping[str, str]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line says of somebody; "" and None where it says nothing."""

    line: int
    given_name: str
    family_name: str
    email: str
    department: str
    service: str
    post: str
    role: str
    starts_on: date | None
    ends_on: date | None
    manager_agreed_on: date | None
    days_a_month: Decimal | None


def _heading(cell: str) -> str:
    plain = re.sub(r"\([^)]*\)|[*:]", " ", cell).replace("/", " ")
    return folded(plain.replace(".", " "))


_KNOWN = {_heading(name): field for field, names in NAMES.items() for name in names}


def field_of(cell: str) -> str:
    """Return which field a heading names, "" when none."""
    return _KNOWN.get(_heading(cell), "")


def n_fields(cells: Sequence[str]) -> int:
    """Return how many fields a line names."""
    return len({field_of(each) for each in cells} - {""})


def find_head(lines: Sequence[tuple[int, Sequence[str]]]) -> Head | None:
    """Return which of the first lines name the columns, None when none does.

    Titles above are left out; a second line of headings, under merged cells, is joined to the
    first when it names columns that the first doesn't.
    """
    first = lines[:N_HEADS]
    counts = [n_fields(cells) for _, cells in first]
    if not counts or not max(counts):
        return None
    at = counts.index(max(counts))
    number, cells = first[at]
    numbers, titles = [number], list(cells)
    for beside in (at - 1, at + 1):
        if 0 <= beside < len(first) and _completes(titles, first[beside][1]):
            numbers.append(first[beside][0])
            titles = _joined(titles, first[beside][1])
    fields, named, ignored = [], {}, []
    for title in titles:
        field = field_of(title)
        if field and field not in named:
            named[field] = title
            fields.append(field)
        else:
            fields.append("")
            if title:
                ignored.append(title)
    if not {"family_name", "full_name"} & set(named):
        return None
    return Head(tuple(sorted(numbers)), tuple(fields), named, tuple(ignored))


def _completes(titles: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether a line beside the headings names columns that they don't, and no data."""
    has_new = False
    for n, other in enumerate(others):
        known = field_of(titles[n]) if n < len(titles) else ""
        if known and other and not field_of(other):
            return False
        has_new = has_new or bool(field_of(other) and not known)
    return has_new


def _joined(titles: Sequence[str], others: Sequence[str]) -> list[str]:
    joined = list(titles) + [""] * (len(others) - len(titles))
    for n, other in enumerate(others):
        if not field_of(joined[n]) and other:
            joined[n] = other
    return joined


def read_lines(
    lines: Sequence[tuple[int, Sequence[str]]], head: Head
) -> tuple[list[Wanted], list[Fault]]:
    """Return what each line under the headings says, and every fault of theirs."""
    wanted, faults = [], []
    for number, cells in lines:
        if number <= max(head.lines):
            continue
        found, wrong = _read_line(number, cells, head)
        faults += wrong
        if not wrong:
            wanted.append(found)
    return wanted, faults


TOTALS = frozenset({"total", "totaux", "total general", "somme", "effectif", "effectif total"})


def is_total(cells: Sequence[str]) -> bool:
    """Say whether a line only sums the others up: « Total », and nothing but figures beside."""
    first, *others = [folded(each) for each in cells if each.strip()] or [""]
    return first.rstrip(" :") in TOTALS and all(re.fullmatch(r"[\d.,]+", each) for each in others)


def _read_line(number: int, cells: Sequence[str], head: Head) -> tuple[Wanted, list[Fault]]:
    faults: list[Fault] = []

    def wrong(field: str, why: Text) -> None:
        faults.append(Fault(number, head.titles.get(field, ""), why))

    if len(cells) > len(head.fields):
        wrong("", text("plus de cellules que de colonnes nommées."))
    said = {
        field: _unquoted(cell) for field, cell in zip(head.fields, cells, strict=False) if field
    }
    _fill_name(said, head)
    family, given = said.get("family_name", ""), said.get("given_name", "")
    if not family:
        wrong("family_name" if "family_name" in head.titles else "full_name", text("sans nom."))
    for field, most in LONGEST.items():
        if len(said.get(field, "")) > most:
            wrong(field, text("plus de %(most)s signes.", most=most))
    email = said.get("email", "").casefold()
    if email and not (len(email) <= 254 and EMAIL.fullmatch(email)):
        wrong("email", text("« %(typed)s » n'est pas une adresse électronique.", typed=email[:80]))
    days: dict[str, date | None] = {}
    for field in ("starts_on", "ends_on", "manager_agreed_on"):
        typed = said.get(field, "")
        days[field] = read_day(typed)
        if typed and days[field] is None:
            wrong(
                field,
                text("« %(typed)s » n'est pas une date comme 14/03/2017.", typed=typed[:80]),
            )
    start, end = days["starts_on"], days["ends_on"]
    if start and end and end < start:
        wrong("ends_on", text("la fin vient avant le début."))
    typed = said.get("days_a_month", "")
    a_month = _read_days(typed)
    if typed and a_month is None:
        wrong(
            "days_a_month",
            text("« %(typed)s » n'est pas un nombre de jours, 31 au plus.", typed=typed[:80]),
        )
    return Wanted(
        number,
        given,
        family,
        email,
        said.get("department", ""),
        said.get("service", ""),
        said.get("post", ""),
        said.get("role", ""),
        start,
        end,
        days["manager_agreed_on"],
        a_month,
    ), faults


def _fill_name(said: dict[str, str], head: Head) -> None:
    """Take a family name and a given name out of a whole one, where a line has no other."""
    if not said.get("family_name") and (whole := said.get("full_name", "")):
        said["family_name"], said["given_name"] = _split(whole, head.titles["full_name"])


def _unquoted(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from computing it."""
    return cell[1:] if re.match(r"'[=+\-@]", cell) else " ".join(cell.split())


def _split(whole: str, title: str) -> tuple[str, str]:
    """Return the family name and the given name of a whole name.

    A family name is in capitals, where something is; else it stands where the heading says.
    """
    parts = whole.split()
    capitals = [each for each in parts if each.isupper() and len(each) > 1]
    if capitals and len(capitals) < len(parts):
        return " ".join(capitals), " ".join(each for each in parts if each not in capitals)
    if len(parts) < 2:
        return whole, ""
    if folded(title).startswith("prenom"):
        return " ".join(parts[1:]), parts[0]
    return " ".join(parts[:-1]), parts[-1]


def _read_days(typed: str) -> Decimal | None:
    plain = re.sub(r"\s*(j|jour|jours)\.?$", "", typed.casefold()).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]+)?", plain):
        return None
    try:
        days = Decimal(plain).quantize(Decimal("0.1"))
    except InvalidOperation:
        return None
    return days if days <= 31 else None
