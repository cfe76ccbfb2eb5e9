"""`mire choose scenarios` as one types it: its JSON, its words, what it refuses and where."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from django.utils import translation
from typer.testing import CliRunner

from mire.cli.commands import app
from tests.support.server import ROOT

THREE = """
[[criterion]]
name = "a"
weight = 1
[[criterion]]
name = "b"
weight = 1
[option.A]
a = 1
b = 0
[option.B]
a = 0
b = 1
[option.C]
a = 0.6
b = 0.6
"""
CARS = """
[[criterion]]
name = "price"
direction = "min"
weight = 0.2
shape = "linear"
q = 1000
p = 5000
[[criterion]]
name = "power"
direction = "max"
weight = 0.2
shape = "linear"
q = 5
p = 15
[[criterion]]
name = "consumption"
direction = "min"
weight = 0.2
shape = "linear"
q = 0.5
p = 1
[[criterion]]
name = "habitability"
weight = 0.2
shape = "linear"
q = 0.5
p = 1.5
[[criterion]]
name = "comfort"
weight = 0.2
shape = "linear"
q = 0.5
p = 1.5
[option."Tourism B"]
values = [25500, 85, 7.0, 4, 3]
[option."Luxury 1"]
values = [38000, 90, 8.5, 4, 5]
[option."Tourism A"]
values = {price = 26000, power = 75, consumption = 8.0, habitability = 3, comfort = 3}
[option."Luxury 2"]
price = 35000
power = 85
consumption = 9.0
habitability = 5
comfort = 4
[option.Economic]
values = [15000, 50, 7.5, 2, 1]
[option.Sport]
values = [29000, 110, 9.0, 1, 2]
"""
STORY = """
[[criterion]]
name = "coût"
direction = "min"
unit = "k€"
shape = "linear"
q = 10
p = 40
[[criterion]]
name = "transversalité"
grades = ["Insuffisant", "Passable", "Bien", "Très bien"]
shape = "v"
p = 2
[[criterion]]
name = "visibilité politique"

[option."Cellule"]
"coût" = 120
"transversalité" = "Bien"
"visibilité politique" = 9
strengths = ["portage direct"]
[option."Direction"]
"coût" = {from = 70, to = 90}
"transversalité" = {Insuffisant = 6, Passable = 3}
"visibilité politique" = {mean = 3, sd = 0.5}
weaknesses = ["peu visible"]
[option."Résidence"]
"coût" = {from = 90, mode = 95, to = 110}
"transversalité" = "Très bien"
"visibilité politique" = 5

[weights]
order = ["transversalité", ["coût", "visibilité politique"]]
[weights.range]
"coût" = [0.1, 0.5]

[[group]]
name = "Agents d'accueil"
[group.effect]
Cellule = {better = 2, same = 9, worse = 3}
Direction = {same = 6, worse = 8}
"Résidence" = {better = 14}
[[group]]
name = "Cadres"
[group.effect]
Cellule = {same = 20}
Direction = {same = 20}
"Résidence" = {same = 14, worse = 6}
[[group]]
name = "Juristes"
[group.effect]
Cellule = {same = 3}
Direction = {same = 3}
"Résidence" = {worse = 3}
[[group]]
name = "Usagers"
[group.effect]
Cellule = {same = 6}
Direction = {same = 6}
"Résidence" = {better = 6}
"""


def run(folder: Path, content: str | bytes, *options: str, language: str = "fr") -> Result:
    path = folder / "scenarios.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with translation.override(language):
        return CliRunner().invoke(app, ["choose", "scenarios", str(path), *options])


def told(folder: Path, content: str, *options: str) -> Any:
    done = run(folder, content, "--json", *options)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_the_worked_vector_of_smaa(tmp_path: Path) -> None:
    found = told(tmp_path, THREE)["smaa"]
    shares = found["rank_acceptability"]
    assert {name: row[0] for name, row in shares.items()} == {"A": 0.4, "B": 0.4, "C": 0.2}
    assert found["central_weights"] == {"A": [0.8, 0.2], "B": [0.2, 0.8], "C": [0.5, 0.5]}
    assert found["confidence"] == {"A": 1, "B": 1, "C": 1}
    assert found["is_exact"]
    assert found["first"]["A"]["only_if"][0]["share"] == pytest.approx(0.6)


def test_the_six_cars_of_promethee(tmp_path: Path) -> None:
    found = told(tmp_path, CARS, "--samples", "1000")["promethee"]
    assert found["net"] == {
        "Tourism B": 0.325,
        "Luxury 1": 0.04,
        "Tourism A": 0.0,
        "Luxury 2": 0.02,
        "Economic": -0.18,
        "Sport": -0.205,
    }
    for name, net in found["net"].items():
        assert found["plus"][name] - found["minus"][name] == pytest.approx(net)
    assert list(found)[:3] == ["plus", "minus", "net"]


def test_weights_serve_the_ranking_and_leave_smaa_free(tmp_path: Path) -> None:
    heavy = told(tmp_path, THREE.replace("weight = 1", "weight = 7", 1))
    assert heavy["smaa"] == told(tmp_path, THREE)["smaa"]
    assert heavy["promethee"]["net"]["A"] > heavy["promethee"]["net"]["B"]


def test_the_lead_sentence_is_said_and_strengths_come_first(tmp_path: Path) -> None:
    said = run(tmp_path, THREE).stdout.replace("\u202f", " ").replace("’", "'")
    assert said.splitlines()[2].startswith("« A » et « B » arrivent chacun en tête")
    assert "« C » seulement si « a » pèse plus de 40 %" in " ".join(said.split())
    places = [said.index(words) for words in ("dans 40", "Forces", "Rang 1", "Solde")]
    assert places == sorted(places)


def test_everything_a_file_may_hold(tmp_path: Path) -> None:
    found = told(tmp_path, STORY, "--samples", "20000", "--seed", "3")
    assert not found["smaa"]["is_exact"]
    assert found["smaa"]["samples"] == 20_000
    assert found["smaa"]["rank_acceptability"]["Résidence"][0] > 0.9
    for row in found["smaa"]["rank_acceptability"].values():
        assert sum(row) == pytest.approx(1)
    assert found["smaa"]["first"]["Résidence"] == {
        "possible": None,
        "always": False,
        "only_if": [],
    }
    assert found["strengths"]["Cellule"]["argued"] == ["portage direct"]
    assert found["weaknesses"]["Cellule"]["criteria"] == {"coût": ["Direction"]}
    effects = found["effects"]
    assert list(effects["groups"]) == ["Agents d'accueil", "Cadres"]
    assert effects["hidden_groups"] == 2
    assert effects["everyone"]["Direction"] == {"better": 0, "same": 35, "worse": 8}
    said = " ".join(
        run(tmp_path, STORY, "--samples", "20000")
        .stdout.replace("\u202f", " ")
        .replace("’", "'")
        .split()
    )
    assert "des pondérations retenues, « Résidence » arrive en tête" in said
    assert "tirages, justes à" in said
    assert "6 « Insuffisant »" in said
    assert "« Agents d'accueil » que l'on perdrait le plus : 8 sur 14" in said
    assert "2 groupes ne sont pas montrés" in said
    assert "Juristes" not in said
    assert told(tmp_path, STORY, "--samples", "20000", "--seed", "3") == found


def test_the_example_of_the_reference_is_taken(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "reference" / "scenarios.md").read_text()
    done = run(tmp_path, page.split("```toml\n")[1].split("```")[0], "--samples", "1000")
    assert done.exit_code == 0, done.stderr
    assert "portage direct par la direction générale" in done.stdout


def test_a_byte_order_mark_and_windows_lines_are_taken(tmp_path: Path) -> None:
    done = run(tmp_path, b"\xef\xbb\xbf" + THREE.replace("\n", "\r\n").encode(), "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == told(tmp_path, THREE)


@pytest.mark.parametrize(
    ("change", "line", "field", "words"),
    [
        (("", ""), None, "", ""),
        (("weight = 1", "weight = -1"), 4, "criterion[1].weight", "négatif"),
        (("weight = 1", "weight = nan"), 4, "criterion[1].weight", "fini"),
        (("weight = 1", 'weight = "1"'), 4, "criterion[1].weight", "un nombre"),
        (("weight = 1\n", ""), 2, "criterion[1].weight", "un poids à chaque critère"),
        (("weight = 1", 'shape = "cube"\nweight = 1'), 4, "criterion[1].shape", "« cube »"),
        (("weight = 1", 'direction = "left"\nweight = 1'), 4, "criterion[1].direction", "« left »"),
        (("weight = 1", 'shape = "linear"\nq = 3\np = 2\nweight = 1'), 6, "criterion[1].p",
         "au moins égal à q"),
        (("weight = 1", 'shape = "V-shape"\nweight = 1'), 2, "criterion[1].p", "besoin de p"),
        (("weight = 1", "wait = 1\nweight = 1"), 4, "criterion[1].wait", "inconnu"),
        (('name = "b"', 'name = "a"'), 6, "criterion[2].name", "deux fois"),
        (("b = 0\n", ""), 8, "option.A", "« b » n'a pas de valeur"),
        (("b = 0\n", "b = inf\n"), 10, "option.A.b", "fini"),
        (("b = 0\n", "b = 1e400\n"), 10, "option.A.b", "fini"),
        (("b = 0\n", f"b = 1{'0' * 400}\n"), 10, "option.A.b", "fini"),
        (("b = 0\n", "b = true\n"), 10, "option.A.b", "un nombre"),
        (("b = 0\n", "b = {from = 2, to = 1}\n"), 10, "option.A.b", "bornes"),
        (("b = 0\n", "b = {least = 2}\n"), 10, "option.A.b", "{from, to}"),
        (("b = 0\n", 'b = {from = 0, to = "x"}\n'), 10, "option.A.b", "nombres"),
        (("b = 0\n", "b = 0\nc = 1\n"), 11, "option.A.c", "inconnu"),
        (("a = 1\nb = 0\n", "values = [1]\n"), 9, "option.A.values", "une valeur par critère"),
        (("[option.C]", "[option.A]"), 14, "", "déjà pris"),
        (("[option.C]\na", "[weights]\na"), 15, "weights.a", "inconnu"),
        (("[option.C]\na = 0.6\nb = 0.6", '[weights]\norder = ["a", "z"]'), 15, "weights.order[2]",
         "« z »"),
        (("[option.C]\na = 0.6\nb = 0.6", "[weights.range]\na = [0.6, 0.5]"), 15,
         "weights.range.a", "de 0 à 1"),
        (("[option.C]\na = 0.6\nb = 0.6", "[weights.range]\na = [0, 0.4]\nb = [0, 0.5]"), None,
         "weights", "aucune pondération"),
        (("[option.C]\na = 0.6\nb = 0.6", '[[group]]\nname = "g"\n[group.effect]\nA = {same = 6}'),
         16, "group[1].effect", "« B » manque"),
        (("[option.C]\na = 0.6\nb = 0.6",
          '[[group]]\nname = "g"\n[group.effect]\nA = {same = 6}\nB = {same = 5}'),
         18, "group[1].effect.B", "5 en tout ici, 6"),
        (("[option.C]\na = 0.6\nb = 0.6",
          '[[group]]\nname = "g"\n[group.effect]\nA = {same = -6}\nB = {same = 5}'),
         17, "group[1].effect.A.same", "nombre entier"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line_and_field(
    tmp_path: Path, change: tuple[str, str], line: int | None, field: str, words: str
) -> None:
    done = run(tmp_path, THREE.replace(*change, 1) if change[0] else "")
    if not change[0]:  # an empty file
        words, line, field = "au moins un critère", 1, "criterion"
    assert done.exit_code == 2
    assert done.stdout == ""
    said = done.stderr.replace("\u202f", " ").replace("’", "'")
    assert words in said
    assert field in said
    if line is not None:
        assert f"scenarios.toml, ligne {line}" in said


def test_every_problem_is_listed_in_the_order_of_lines(tmp_path: Path) -> None:
    done = run(
        tmp_path, THREE.replace("b = 0\n", "b = nan\n").replace("weight = 1", "weight = -1", 1)
    )
    assert [line.split(", ")[1].split(" : ")[0] for line in done.stderr.splitlines()] == [
        "ligne 4",
        "ligne 10",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"[[[", "TOML"),
        (b"#" * 3_000_000, "trop grand"),
        (b"option = 3", "groupe de valeurs"),
        (b"criterion = 3", "[[criterion]]"),
    ],
    ids=["not UTF-8", "not TOML", "3 MB", "option", "criterion"],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    done = run(tmp_path, content)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "ligne 1" in done.stderr


def test_a_bad_value_of_a_list_is_said_at_its_own_line(tmp_path: Path) -> None:
    text = '[[criterion]]\nname = "a"\n[option.A]\nvalues = [nan]\n[option.B]\nvalues = [1]\n'
    file = tmp_path / "given.toml"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["choose", "scenarios", str(file)])
    assert done.exit_code == 2
    assert "ligne 4," in done.stderr
    assert "option.A.values[1]" in done.stderr


def test_too_many_criteria_are_reported_under_criteria(tmp_path: Path) -> None:
    criteria = "".join(f'[[criterion]]\nname = "c{n}"\n' for n in range(21))
    options = "".join(f"[option.{name}]\nvalues = {[1] * 21}\n" for name in "AB")
    done = run(tmp_path, criteria + options)
    assert done.exit_code == 2
    assert "ligne 1, « criterion »" in done.stderr.replace("\u202f", " ")
    assert "20 critères au plus" in done.stderr.replace("\u202f", " ")
