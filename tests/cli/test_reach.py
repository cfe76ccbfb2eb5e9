"""`mire analyse reach` as one types it: its JSON, its words, every bad line at once."""

import json
from pathlib import Path

import networkx
import pytest
from click.testing import Result
from django.utils import translation
from typer.testing import CliRunner

from mire.cli.commands import app
from tests.support.server import ROOT

HEAD = "person,department,event,date,role,contributions"
LINES = [
    HEAD,
    *(f"h{n},Habitat,Session 1,2017-03-14,ambassadeur,2" for n in range(7)),
    *(f"s{n},Social,Session 1,2017-03-14,ambassadeur,1" for n in range(6)),
    *(f"c{n},Culture,Session 2,2017-04-11,relais,3" for n in range(3)),
    *(f"v{n},Voirie,Session 2,2017-04-11,relais,0" for n in range(4)),
]


def run(folder: Path, content: str | bytes, *options: str, language: str = "fr") -> Result:
    path = folder / "presences.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with translation.override(language):
        return CliRunner().invoke(app, ["analyse", "reach", str(path), *options])


def test_a_programme_without_its_small_groups(tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text(
        "department,people\nHabitat,40\nSocial,30\nCulture,20\nVoirie,50\nFinances,9\n"
    )
    done = run(tmp_path, "\n".join(LINES), "--json", "--departments", str(staff))
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["people"], found["contributions"], found["departments_reached"]) == (20, 29, 4)
    shown = {each["department"]: each["people"] for each in found["coverage"]}
    assert shown == {"Culture": None, "Finances": 0, "Habitat": 7, "Social": 6, "Voirie": None}
    assert [each["newcomers"] for each in found["periods"]] == [13, 7]
    assert found["roles"][1] == {
        "role": "relais",
        "people": 7,
        "contributions": 9,
        "share": pytest.approx(9 / 29),
    }
    assert found["mixing"]["within"] == 21 + 15 + 3 + 6
    assert found["permutation_test"]["n_permutations"] == 999
    said = run(tmp_path, "\n".join(LINES), "--departments", str(staff)).stdout
    assert said.splitlines()[2].startswith("20 personnes ont pris part, de 4 directions sur 5.")
    assert "14 mars 2017" in said


def test_semicolons_a_byte_order_mark_and_windows_lines_are_taken(tmp_path: Path) -> None:
    plain = run(tmp_path, "\n".join(LINES), "--json").stdout
    french = b"\xef\xbb\xbf" + "\r\n".join(LINES).replace(",", ";").encode()
    assert run(tmp_path, french, "--json").stdout == plain


def test_the_karate_club_as_78_meetings_of_two(tmp_path: Path) -> None:
    graph = networkx.karate_club_graph()
    club = networkx.get_node_attributes(graph, "club")
    lines = ["person,department,event,date"]
    lines += [f"{node},{club[node]},{a}-{b},1977-01-01" for a, b in graph.edges for node in (a, b)]
    found = json.loads(run(tmp_path, "\n".join(lines), "--json").stdout)
    assert found["ei_index"] == pytest.approx(-0.7179, abs=5e-5)
    assert found["assortativity"] == pytest.approx(0.7175, abs=5e-5)
    assert found["permutation_test"]["p_ei"] == 0.001
    said = " ".join(run(tmp_path, "\n".join(lines)).stdout.replace("’", "'").split())
    assert "On travaille entre collègues d'une même direction plus que le hasard" in said
    assert "-0,7179" in said.replace("−", "-")


def test_the_examples_of_the_reference_are_taken(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "reference" / "reach.md").read_text()
    presences, staff = (part.split("```")[0] for part in page.split("```csv\n")[1:])
    (tmp_path / "staff.csv").write_text(staff)
    done = run(
        tmp_path,
        presences,
        "--departments",
        str(tmp_path / "staff.csv"),
        "--threshold",
        "3",
        "--json",
    )
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["people"] == 3


def test_too_few_people_show_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "\n".join(LINES[:5]))
    assert done.exit_code == 0
    assert "aucun résultat" in done.stdout
    assert "Habitat" not in done.stdout


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("x,Habitat,Session 1,03/14/2017,a,1", "date", "JJ/MM/AAAA"),
        ("x,Habitat,Session 1,2017-02-30,a,1", "date", "n'est pas une date"),
        ("x,Habitat,Session 1,2017-03-14,a,-1", "contributions", "nombre entier"),
        ("x,Habitat,Session 1,2017-03-14,a,nan", "contributions", "nombre entier"),
        ("x,Habitat,Session 1,2017-03-14,a,", "contributions", "nombre entier"),
        (",Habitat,Session 1,2017-03-14,a,1", "person", "vide"),
        ("x,,Session 1,2017-03-14,a,1", "department", "vide"),
        (
            "h0,Habitat,Session 1,2017-03-14,ambassadeur,1",
            "person",
            "déjà à cet événement, ligne 2",
        ),
        ("h0,Social,Session 2,2017-04-11,ambassadeur,1", "department", "autre direction, ligne 2"),
        ("h0,Habitat,Session 2,2017-04-11,relais,1", "role", "autre rôle, ligne 2"),
        ("x,Habitat,Session 1,2017-03-15,relais,1", "date", "autre date, ligne 2"),
        ("x,Habitat,Session 1,2017-03-14,a,1,,", "", "trop de cellules"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(
    tmp_path: Path, line: str, field: str, words: str
) -> None:
    done = run(tmp_path, "\n".join([*LINES, line]))
    assert done.exit_code == 2
    assert done.stdout == ""
    said = done.stderr.replace("\u202f", " ").replace("’", "'")
    assert f"presences.csv, ligne {len(LINES) + 1}" in said
    assert field in said
    assert words in said


def test_every_bad_line_is_said_at_once(tmp_path: Path) -> None:
    bad = [f"y{n},Habitat,Session 1,hier,a,1" for n in range(3)]
    done = run(tmp_path, "\n".join([*LINES, *bad]))
    assert len(done.stderr.splitlines()) == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "vide"),
        (HEAD, "pas de ligne"),
        ("person,date\na,2017-01-01", "cette colonne manque"),
        (f"{HEAD},métier\n{LINES[1]},x", "colonne inconnue"),
    ],
    ids=["empty", "head alone", "no column", "unknown column"],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: str, words: str) -> None:
    done = run(tmp_path, content)
    assert done.exit_code == 2
    assert words in done.stderr.replace("’", "'")


@pytest.mark.parametrize(
    ("staff", "words"),
    [
        ("Habitat,7\nSocial,9\nCulture,3", "« Voirie » manque"),
        ("Habitat,6", "plus de personnes"),
        ("Habitat,x", "nombre entier"),
        ("Habitat,7\nHabitat,8", "deux fois"),
        (",7", "vide"),
    ],
)
def test_the_departments_file_is_checked(tmp_path: Path, staff: str, words: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(f"department,people\n{staff}\n")
    done = run(tmp_path, "\n".join(LINES), "--departments", str(path))
    assert done.exit_code == 2
    assert words in done.stderr.replace("\u202f", " ").replace("’", "'")


def test_what_cannot_be_read_and_what_clashes_are_said_together(tmp_path: Path) -> None:
    lines = [
        "person,department,event,date",
        "a,Habitat,S,2017-03-14",
        "a,Habitat,S,2017-03-14",
        ",Habitat,S,le 14 mars",
        "b,Habitat,S,2017-03-15",
    ]
    done = run(tmp_path, "\n".join(lines))
    assert done.exit_code == 2
    said = done.stderr.replace("\u202f", " ").splitlines()
    assert [line.split(", ")[1].split(" : ")[0] for line in said] == [
        "ligne 3",
        "ligne 4",
        "ligne 4",
        "ligne 5",
    ]
    assert "déjà à cet événement, ligne 2" in said[0]
    assert run(tmp_path, "\n".join((*lines[:1], lines[3]))).exit_code == 2
