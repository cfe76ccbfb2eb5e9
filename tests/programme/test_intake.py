"""What a table of people is taken for, and what bringing it in would change."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mire.programme.intake.rules.columns import N_HEADS, Wanted, find_head, n_fields, read_lines
from mire.programme.intake.rules.plan import (
    Asked,
    Known,
    KnownDepartment,
    KnownKind,
    KnownPerson,
    KnownRole,
    Plan,
    make_plan,
    spellings,
)
from mire.tables.cells import cells_of

DAY = date(2018, 3, 1)
KINDS = (
    KnownKind(1, "administrator", "administrateur ou administratrice", "administrateurs", False),
    KnownKind(2, "ambassador", "ambassadeur ou ambassadrice", "ambassadeurs", True),
    KnownKind(3, "resident", "résident ou résidente", "résidents et résidentes", True),
    KnownKind(4, "home-resident", "résident ou résidente à domicile", "résidents à domicile", True),
)
DEPARTMENTS = (
    KnownDepartment(10, "Habitat", ("Habitat", "D07", "Logement"), None),
    KnownDepartment(11, "Accueil", ("Accueil", ""), 10),
    KnownDepartment(12, "Culture", ("Culture", ""), None),
    KnownDepartment(13, "Accueil", ("Accueil", ""), 12),
)
MARIE = KnownPerson(
    5, "Personne", "Martin", "p.martin@example.org", 10, "Agent",
    (KnownRole(7, 2, DAY, None, None),), (9, Decimal(2)),
)  # fmt: skip


def read(table: str | bytes) -> tuple[Any, list[Wanted], list[Any]]:
    raw = table if isinstance(table, bytes) else table.encode()
    lines = list(cells_of(raw, n_fields, lambda _: None, n_heads=N_HEADS))
    head = find_head(lines)
    assert head
    return (head, *read_lines(lines, head))


def planned(table: str, *persons: KnownPerson, makes: bool = False) -> Plan:
    head, wanted, faults = read(table)
    known = Known(persons, DEPARTMENTS, KINDS)
    return make_plan(wanted, faults, head, known, Asked("ambassador", DAY, makes))


def test_columns_are_known_by_french_names_in_any_case() -> None:
    head, wanted, faults = read(
        "NOM;Prénoms;COURRIEL *;Direction d’affectation;FONCTION;Rôle;Depuis le (jj/mm/aaaa);"
        "Jusqu'au;Jours / mois;Matricule\n"
        "DUPOND;Léa;Lea@Example.org;Habitat;Agente;Ambassadrice;14/03/2017;;2,5 j;0012\n"
    )
    assert faults == []
    assert head.ignored == ("Matricule",)
    assert wanted == [
        Wanted(2, "Léa", "DUPOND", "lea@example.org", "Habitat", "", "Agente", "Ambassadrice",
               date(2017, 3, 14), None, None, Decimal("2.5"))
    ]  # fmt: skip


@pytest.mark.parametrize("cut", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_titles_above_and_encodings_are_read_past(cut: str, encoding: str) -> None:
    lines = ["Liste des agents au 14 mars", "", cut.join(("Nom", "Prénom", "Mél"))]
    lines += [cut.join(("Élan", "Zoé", "z@example.org"))]
    _, wanted, faults = read("\r\n".join(lines).encode(encoding))
    assert faults == []
    assert [(each.line, each.family_name, each.given_name) for each in wanted] == [
        (4, "Élan", "Zoé")
    ]


def test_two_lines_of_headings_under_merged_cells_are_one() -> None:
    head, wanted, _ = read(
        "Agent;;Affectation;;Contact;\nNom;Prénom;Direction;Service;;\n;;;;Courriel;Téléphone\n"
        "Roy;Jo;Habitat;Accueil;jo@example.org;01\n"
    )
    assert head.lines[0] == 2
    assert (wanted[0].department, wanted[0].service, wanted[0].email) == (
        "Habitat", "Accueil", "jo@example.org",
    )  # fmt: skip


def test_data_is_no_second_heading() -> None:
    head, wanted, _ = read("Nom;Libre\nRoy;Service\nBel;x\n")
    assert head.lines == (1,)
    assert [each.family_name for each in wanted] == ["Roy", "Bel"]


@pytest.mark.parametrize(
    ("title", "whole", "family", "given"),
    [
        ("Nom et prénom", "DE LA TOUR Anne", "DE LA TOUR", "Anne"),
        ("Prénom et nom", "Anne Roy", "Roy", "Anne"),
        ("Nom prénom", "Roy Anne", "Roy", "Anne"),
        ("Agent", "Roy", "Roy", ""),
    ],
)
def test_a_whole_name_is_parted(title: str, whole: str, family: str, given: str) -> None:
    _, wanted, _ = read(f"{title};Direction\n{whole};Habitat\n")
    assert (wanted[0].family_name, wanted[0].given_name) == (family, given)


def test_every_fault_of_a_line_is_said_with_its_column() -> None:
    _, wanted, faults = read(
        "Nom;Courriel;Depuis;Jusqu'au;Jours par mois\n"
        ";pas une adresse;31/02/2017;;40\nRoy;;01/02/2018;01/01/2018;\n"
    )
    assert wanted == []
    assert [(each.line, each.column) for each in faults] == [
        (2, "Nom"), (2, "Courriel"), (2, "Depuis"), (2, "Jours par mois"), (3, "Jusqu'au"),
    ]  # fmt: skip


def test_no_heading_without_a_name() -> None:
    assert find_head([(1, ["Direction", "Service"]), (2, ["Habitat", "Accueil"])]) is None
    assert find_head([]) is None


def test_roles_are_written_as_people_do() -> None:
    assert {"resident a domicile", "residente a domicile"} <= spellings(KINDS[3].name)
    assert "resident" not in spellings(KINDS[3].name)
    for typed in (
        "Ambassadrice",
        "AMBASSADEUR",
        "ambassadeurs",
        "ambassadeur·rice",
        "ambassadeur(rice)",
    ):
        plan = planned(f"Nom;Rôle\nRoy;{typed}\n")
        assert [step.role[1]["kind"] for step in plan.added if step.role] == [2], typed
    assert [str(each.why) for each in planned("Nom;Rôle\nRoy;Chef\n").faults] == [
        "« Chef » n'est pas un rôle du programme."
    ]


def test_a_role_that_one_may_not_give_is_refused() -> None:
    assert len(planned("Nom;Rôle\nRoy;Administratrice\n").faults) == 1


def test_again_changes_nothing() -> None:
    plan = planned(
        "Nom;Prénom;Courriel;Direction;Fonction\nMARTIN;personne;P.Martin@example.org;D07;Agent\n",
        MARIE,
    )
    assert (plan.added, plan.changed, plan.n_same, plan.faults) == ([], [], 1, [])


def test_what_changes_is_said_field_by_field_and_blanks_change_nothing() -> None:
    table = "Nom;Prénom;Courriel;Direction;Fonction;Depuis;Jours par mois\n"
    table += "Martin;Personne;p.martin@example.org;Culture;;01/02/2018;3\n"
    (step,) = planned(table, MARIE).changed
    assert [(each.field, each.before, each.after) for each in step.changes] == [
        ("department", "Habitat", "Culture"),
        ("starts_on", DAY, date(2018, 2, 1)),
        ("days_a_month", Decimal(2), Decimal(3)),
    ]
    assert (step.person, step.role, step.letter) == (
        5, (7, {"starts_on": date(2018, 2, 1)}), (9, Decimal(3)),
    )  # fmt: skip


def test_without_an_address_a_name_in_a_department_is_somebody() -> None:
    assert planned("Nom;Prénom;Direction\nMartin;Personne;Logement\n", MARIE).n_same == 1
    assert len(planned("Nom;Prénom;Direction\nMartin;Personne;Culture\n", MARIE).added) == 1
    other = "Nom;Prénom;Direction;Courriel\nMartin;Personne;Habitat;autre@example.org\n"
    assert len(planned(other, MARIE).added) == 1


def test_somebody_twice_in_a_file_is_told() -> None:
    faults = planned("Nom;Courriel\nMartin;a@example.org\nDurand;A@example.org\n").faults
    assert [(each.line, each.why.params) for each in faults] == [(3, {"line": 2})]


def test_departments_that_miss_are_told_or_made() -> None:
    table = "Nom;Direction;Service\nRoy;Voirie;\n"
    table += "Bel;Voirie;Éclairage\nCam;Habitat;Accueil\nDon;;Accueil\n"
    assert [each.line for each in planned(table).faults] == [2, 3, 5]
    plan = planned(table, makes=True)
    assert plan.departments == [("Voirie", ""), ("Voirie", "Éclairage")]
    assert [each.line for each in plan.faults] == [5]  # two are called so
    assert plan.added[2].values["department"] == 11


def test_who_comes_back_gets_a_new_role() -> None:
    gone = KnownPerson(
        6, "", "Roy", "", None, "", (KnownRole(8, 2, DAY, date(2018, 4, 1), None),), None
    )
    (step,) = planned("Nom;Depuis\nRoy;01/09/2018\n", gone).changed
    assert step.role
    assert step.role[0] is None
    assert planned("Nom\nRoy\n", gone).n_same == 1
