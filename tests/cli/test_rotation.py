"""`mire plan rotation`, as one types it: the reference's example, its forms, its refusals."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from mire.cli.commands import app
from mire.cli.plan.rotation import _tell_out_of_time
from mire.documents.writers.paper import printed
from tests.house.reading import ROOT

PAGE = (ROOT / "docs" / "reference" / "rotation.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)[0]
SIX = ("--stations", "3", "--rounds", "3")


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def run(text: str | bytes | None, *options: str) -> Any:
        arguments = ["plan", "rotation", *options]
        if text is not None:
            file = tmp_path / "people.csv"
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
            arguments.insert(2, str(file))
        return CliRunner().invoke(app, arguments)

    return run


def words(said: str) -> str:
    return re.sub(r"\s+", " ", said.replace("’", "'"))


def test_the_references_example_keeps_its_rules(run: Any) -> None:
    done = run(EXAMPLE, *SIX, "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert [len(one) for one in told["rounds"]] == [3, 3, 3]
    at = [{id: t for t, ids in enumerate(one) for id in ids} for one in told["rounds"]]
    assert [seats["a03"] for seats in at] == [0, 0, 0]
    assert [set(seats) for seats in at] == [
        {"a01", "a02", "a03", "a04", "a05", "a06"},
        {"a01", "a02", "a03", "a04", "a05"},
        {"a01", "a02", "a03", "a05", "a06"},
    ]
    assert all(seats["a02"] == seats["a04"] for seats in at[:2])
    assert all(seats["a05"] != seats["a06"] for seats in (at[0], at[2]))


def test_the_json_is_what_was_promised(run: Any) -> None:
    told = json.loads(run(None, "--people", "60", "--stations", "4", "--tables", "3",
                          "--rounds", "4", "--once", "--seed", "1", "--json").stdout)  # fmt: skip
    assert list(told)[:9] == [
        "tables",
        "rounds",
        "repeats",
        "same_department",
        "distinct_pairs",
        "bounds",
        "proven",
        "method",
        "seconds",
    ]
    assert told["tables"][3] == {"id": "4", "station": "2", "capacity": 5}
    pairs = [
        frozenset(pair) for one in told["rounds"] for ids in one for pair in combinations(ids, 2)
    ]
    assert len(pairs) == len(set(pairs)) == told["distinct_pairs"] == 480
    assert (told["repeats"], told["proven"], told["better"]) == (0, True, None)


def test_the_document_says_tables_cards_bounds_and_how(run: Any) -> None:
    done = run(EXAMPLE, *SIX)
    said = words(done.stdout)
    assert "6 personnes, 3 tables, 3 tours" in said
    assert "sauf ceux qui restent ensemble" in said
    for title in ("Tour 3", "La carte de chacun", "À quel point ce plan est bon", "Méthode"):
        assert title in said
    card = re.search(r"a04 +Culture +(\d) +(\d) +—", done.stdout)
    assert card is not None


def test_bad_tables_are_said_with_better_ones(run: Any) -> None:
    done = run(None, "--people", "60", "--stations", "4", "--rounds", "4", "--once")
    assert "4 tables de 15 font se retrouver des gens au moins 720 fois." in words(done.stdout)
    assert "12 tables de 5 (3 par poste) : jamais." in words(done.stdout)
    told = json.loads(
        run(
            None, "--people", "60", "--stations", "4", "--rounds", "4", "--wish", "pairs", "--json"
        ).stdout
    )
    assert told["distinct_pairs"] == told["bounds"]["distinct_pairs"] == 1_428
    assert told["better"] == {"stations": 4, "tables": 2, "capacity": 8, "repeats": 0}


def test_another_column_is_mixed(run: Any) -> None:
    text = "id,department,grade\n" + "".join(f"p{n},D{n},{n % 2}\n" for n in range(8))
    plain = json.loads(run(text, "--stations", "4", "--rounds", "2", "--json").stdout)
    mixed = json.loads(
        run(text, "--stations", "4", "--rounds", "2", "--mix", "grade", "--json").stdout
    )
    assert plain["same_department"] == mixed["same_department"] == 0
    odd = [{int(id[1:]) % 2 for id in ids} for one in mixed["rounds"] for ids in one]
    assert all(each == {0, 1} for each in odd)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--people", "61", "--stations", "4", "--tables", "3", "--capacity", "5"),
         "Les tables ont 60 places en tout, pour 61 personnes"),
        (("--people", "60", "--stations", "4", "--rounds", "5", "--once"),
         "4 postes pour 5 tours"),
        (("--people", "9", "--stations", "3", "--together", "1,2", "--together", "2,3",
          "--apart", "3,1"), "1 et 3 ne sont jamais à la même table"),
    ],
)  # fmt: skip
def test_what_clashes_is_said(run: Any, options: tuple[str, ...], said: str) -> None:
    done = run(None, *options)
    assert done.exit_code == 1
    assert said in words(done.stdout)


def test_a_table_too_small_for_a_group_is_told_as_such(run: Any) -> None:
    text = "id,department,together\na,,x\nb,,x\nc,,x\nd,,\n"
    said = words(run(text, "--tables", "2", "--capacity", "2").stdout)
    assert "Une table a 2 places au plus ; il y en a 4 en tout, pour 4 personnes" in said


def test_groups_typed_as_options_that_nothing_holds_are_refused_at_once(run: Any) -> None:
    """In words, with numbers, as those of a file; nothing is searched."""
    apart = [f"{a},{b}" for a, b in combinations(range(1, 8), 2)]
    together = [f"{n},{n + 1}" for n in range(1, 7)]
    layout = ("--people", "30", "--stations", "3", "--tables", "2")
    for option, pairs, told in (
        ("--apart", apart, "jamais à la même table (1, 2, 3, 4, 5, 6, 7), et le nombre de tables "),
        (
            "--together",
            together,
            "ensemble (1, 2, 3, 4, 5, 6, 7), et une table a 5 places au plus.",
        ),
    ):
        done = run(None, *layout, *(word for pair in pairs for word in (option, pair)))
        assert done.exit_code == 2
        assert told in words(done.stderr)
        fewer = [word for pair in pairs if "7" not in pair for word in (option, pair)]
        assert run(None, *layout, *fewer[:8]).exit_code == 0


def test_a_group_that_is_never_whole_is_not_refused(run: Any) -> None:
    text = "id,department,rounds\na,,1\nb,,2\nc,,\n"
    options = ("--tables", "2", "--rounds", "2", "--capacity", "2",
               "--apart", "a,b", "--apart", "b,c", "--apart", "a,c")  # fmt: skip
    assert run(text, *options).exit_code == 0


def test_people_alone_at_their_tables_meet_nobody(run: Any) -> None:
    assert "chacun est seul à sa table" in words(
        run("id,department\na,\nb,\n", "--tables", "2", "--rounds", "2").stdout
    )


def test_what_clashes_names_lines(run: Any) -> None:
    text = "id,department,together,apart\na,,x,\nb,,x,y\nc,,x,\nd,,,\ne,,,\nf,,,\n"
    told = json.loads(run(text, "--stations", "2", "--apart", "a,c", "--json").stdout)
    assert told["is_smallest"] is True
    assert [each["rule"] for each in told["clash"]] == ["together", "together", "apart"]
    assert told["clash"][0]["words"] == "a (ligne 2) et b (ligne 3) sont à la même table."


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("id,dept\na,b\n", (), ["ligne 1", "department", "cette colonne manque"]),
        ("id,department\na,x\n\nb,x\na,y\n", (), ["ligne 5", "déjà à la ligne 2"]),
        ("id,department,host\na,,1\na,,2\n", ("--tables", "2"),
         ["ligne 3", "déjà hôte de la table 1, ligne 2"]),
        ("id,department,host\na,,1+2\n", ("--tables", "2"),
         ["ligne 2", "host", "un hôte tient une seule table"]),
        ("id,department,host\na,,7\n", (), ["ligne 2", "elles vont de 1 à 1"]),
        ("id,department\n,x\n", (), ["ligne 2", "id", "vide"]),
        ("id,department,apart,rounds\na,,x,1\nb,,x,2\nc,,x,\nd,,x,2\n", ("--tables", "2"),
         ["ligne 5", "3 personnes", "ne sont jamais à la même table", "il y a 2 tables"]),
        ("id,department,rounds\na,,2-1\nb,,NaN\nc,,0\nd,,1-99\n", (),
         ["ligne 2", "ligne 3", "ligne 4", "ligne 5", "rounds"]),
        ("id,department\n" + "".join(f"p{n},\n" for n in range(10_000)), (),
         ["ligne 2002", "10\u202f000"]),
        ("id,department\na,\n", ("--mix", "grade"), ["grade", "cette colonne manque"]),
        ("id,department\na,\n", ("--apart", "a,z"), ["--apart", "n'est pas l'une des personnes"]),
        ("id,department\na,\n", ("--apart", "a"), ["--apart", "écrivez ID,ID"]),
        ("id,department\na,\n", ("--apart", "a,a"), ["--apart", "deux fois"]),
        ("id,department\na,\n", ("--once", "--even"), ["--once et --even"]),
        ("id,department\na,\n", ("--people", "3"), ["soit --people"]),
        ("", (), ["vide", "id,department"]),
        (b"id,department\n\x81,\n", (), ["ligne 2", "UTF-8"]),
        (None, (), ["--people"]),
        (None, ("--people", "2001"), ["2\u202f000 personnes au plus"]),
        (None, ("--people", "4", "--mix", "grade"), ["--mix"]),
        (None, ("--people", "4", "--stations", "100", "--tables", "100"), ["tables au plus"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_is(
    run: Any, text: str | bytes | None, options: tuple[str, ...], said: list[str]
) -> None:
    done = run(text, *options)
    assert done.exit_code == 2
    for each in said:
        assert each in done.stderr.replace("’", "'"), done.stderr


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ((), ["tour 1", "tour 2", "tour 3"]),
        (("--start", "10:20", "--round-minutes", "20"), ["10 h 20", "10 h 44", "11 h 08"]),
        (
            ("--start", "9:05", "--round-minutes", "8", "--move-minutes", "0"),
            ["9 h 05", "9 h 13", "9 h 21"],
        ),
        (
            ("--start", "23:50", "--round-minutes", "6", "--move-minutes", "5"),
            ["23 h 50", "0 h 01", "0 h 12"],
        ),
    ],
)
def test_what_is_printed_is_the_plan(
    run: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    times: tuple[str, ...],
    said: list[str],
) -> None:
    data: dict[str, Any] = {}

    def pressed(template: str, given: Any) -> bytes:
        data[template] = given
        return printed(template, given)

    monkeypatch.setattr("mire.cli.plan.rotation_paper.printed", pressed)
    folder = tmp_path / "new" / "papers"
    done = run(EXAMPLE, *SIX, "--json", "--print", str(folder), *times)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    tables = told["tables"]
    assert sorted(file.name for file in folder.iterdir()) == [
        "badges.pdf",
        "cards.pdf",
        "list.pdf",
        "tables.pdf",
    ]
    assert all(file.read_bytes().startswith(b"%PDF-") for file in folder.iterdir())
    for card in data["cards"]["cards"]:
        route = [
            (said[number], f"table {tables[t]['id']} · poste {tables[t]['station']}")
            for number, one in enumerate(told["rounds"])
            for t, ids in enumerate(one)
            if card["name"] in ids
        ]
        assert [
            (step["time"].replace("\u202f", " "), step["place"]) for step in card["steps"]
        ] == route
    assert data["cards"]["cards"][2]["note"] == "Vous accueillez la table 1."
    assert [each["name"] for each in data["badges"]["badges"]] == [f"a0{n}" for n in range(1, 7)]
    assert len(data["tables"]["tables"]) == len(tables) == 3


def test_a_sign_that_cant_be_printed_is_named_and_paper_comes(run: Any, tmp_path: Path) -> None:
    listed = "\n".join(
        ("id,department", "Ambre 🌻,A", "Habitat → 中,B", *(f"D{n},C" for n in range(4)))
    )
    done = run(listed, "--tables", "2", "--rounds", "2", "--print", str(tmp_path / "a"))
    assert done.exit_code == 0, done.stderr
    assert "U+4E2D (CJK UNIFIED IDEOGRAPH-4E2D)." in words(done.stderr)
    assert "U+1F33B" not in done.stderr
    assert (tmp_path / "a" / "cards.pdf").read_bytes().startswith(b"%PDF-")


def test_where_files_are_is_said(run: Any, tmp_path: Path) -> None:
    done = run(None, "--people", "6", "--tables", "2", "--print", str(tmp_path / "a"))
    assert "cards.pdf, list.pdf, tables.pdf, badges.pdf" in words(done.stdout)


def test_what_cant_be_printed_is_refused_before_it_is_planned(run: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    six, folder = ("--people", "6"), str(tmp_path / "folder")
    for options, said in (
        (("--print", str(tmp_path / "file")), "ce n'est pas un dossier"),
        (("--print", str(tmp_path / "file" / "deep")), "ce n'est pas un dossier"),
        (("--print", folder, "--start", "25:00", "--round-minutes", "3"), "écrivez HH:MM"),
        (("--print", folder, "--start", "10:20"), "--round-minutes"),
        (("--print", folder, "--round-minutes", "20"), "--start"),
        (("--print", folder, "--move-minutes", "3"), "--start"),
        (("--start", "10:20", "--round-minutes", "20"), "--print DIR"),
    ):
        done = run(None, *six, *options)
        assert done.exit_code == 2, options
        assert said in words(done.stderr)
        assert not done.stdout
    assert not (tmp_path / "folder").exists()


def test_a_plan_that_does_not_hold_writes_nothing(run: Any, tmp_path: Path) -> None:
    done = run(None, "--people", "9", "--stations", "2", "--rounds", "3", "--once",
               "--print", str(tmp_path / "a"))  # fmt: skip
    assert done.exit_code == 1
    assert not list((tmp_path / "a").iterdir())


def test_a_spreadsheets_file_is_read(run: Any) -> None:
    text = "\ufeffid;department;rounds\r\na;Habitat;1-2\r\nb;Culture;\r\nc;;3\r\n"
    told = json.loads(run(text, "--tables", "2", "--rounds", "3", "--json").stdout)
    assert [sorted(id for ids in one for id in ids) for one in told["rounds"]] == [
        ["a", "b"],
        ["a", "b"],
        ["b", "c"],
    ]


def test_where_seats_lack_people_sit_out_in_turn(run: Any) -> None:
    short = ("--people", "10", "--tables", "2", "--capacity", "4", "--rounds", "5")
    refused = run(None, *short)
    assert refused.exit_code == 1
    assert "--bench" in refused.stdout
    told = json.loads(run(None, *short, "--bench", "--json").stdout)
    out = [id for ids in told["bench"] for id in ids]
    assert sorted(out, key=int) == [str(n) for n in range(1, 11)]
    assert all(len(ids) == 4 for one in told["rounds"] for ids in one)
    said = words(run(None, *short, "--bench").stdout)
    assert "Tour 1, assis à part faute de place : 1, 2." in said


def test_a_first_round_that_is_settled_is_kept(run: Any) -> None:
    text = "id;direction;premier tour\na;;1\nb;;1\nc;;2\nd;;2\n"
    done = run(text, "--tables", "2", "--rounds", "2", "--json")
    assert json.loads(done.stdout)["rounds"][0] == [["a", "b"], ["c", "d"]]
    wrong = run(text.replace("d;;2", "d;;7"), "--tables", "2", "--rounds", "2")
    assert wrong.exit_code == 2
    assert "premier tour" in wrong.stderr


def test_out_of_time_is_no_clash(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        _tell_out_of_time(0.5, as_json=True)
    assert ended.value.exit_code == 3
    said = capsys.readouterr()
    assert json.loads(said.out) == {"out_of_time": True, "seconds": 0.5}
    assert "--limit" in said.err


def test_one_pair_is_said_in_the_singular(run: Any) -> None:
    said = words(run(None, "--people", "2", "--tables", "1", "--rounds", "2").stdout)
    assert "1 paire se rencontre" in said
    assert "1 paires" not in said
    once = words(run(None, "--people", "2", "--tables", "1", "--rounds", "1").stdout)
    assert "1 rencontres" not in once
    assert "rencontres, toutes différentes : 1." in once
