"""`mire choose judgment` and `mire choose portfolio`, as one types them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from django.utils import translation
from typer.testing import CliRunner

from mire.cli.choose import app
from tests.support.commands import mire, mire_process

GRADES = "À rejeter,Passable,Bien"
JUDGMENT = """option,grade,count
Cellule,Bien,4
Cellule,Passable,5
Cellule,À rejeter,1
Processus,Passable,4
Processus,Bien,5
Processus,À rejeter,1
Direction,Passable,10
"""
PORTFOLIO = """META
key;value
description;Sujets du printemps
budget;60
vote_type;approval
PROJECTS
project_id;cost;name;category
S1;20;Accueil des usagers;accueil
S2;15;Formulaires plus clairs;écrit
S3;12;Rendez-vous de quartier;quartier
S4;30;Parcours habitat;habitat
S5;8;Lettre aux familles;écrit
S6;10;Jardin partagé;quartier
VOTES
voter_id;vote
1;S1,S2,S5
2;S1,S2
3;S1,S4
4;S1,S3
5;S3,S6
6;S3,S6
7;S4
8;S4,S5
9;S2,S5
10;S1,S2,S3
"""


@pytest.fixture
def typed(tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """Run `mire choose …` on a text: (exit code, output, error output), plain spaces."""

    def run(command: str, text: str, *options: str, language: str = "fr") -> tuple[int, str, str]:
        file = tmp_path / "given"
        file.write_text(text, encoding="utf-8", newline="")
        with translation.override(language):
            done = CliRunner().invoke(app, [command, str(file), *options])
        assert done.exception is None or isinstance(done.exception, SystemExit | typer.Exit)
        return done.exit_code, *(
            " ".join(said.replace("\u202f", " ").split()) for said in (done.stdout, done.stderr)
        )

    return run


Typed = Callable[..., tuple[int, str, str]]


def test_a_judgment_as_json_and_in_words(typed: Typed) -> None:
    code, said, _ = typed("judgment", JUDGMENT, "--grades", GRADES, "--json")
    assert code == 0
    told = json.loads(said)
    assert told["ranking"] == [
        {"option": "Processus", "rank": 1, "grade": "Passable"},
        {"option": "Cellule", "rank": 2, "grade": "Passable"},
        {"option": "Direction", "rank": 3, "grade": "Passable"},
    ]
    assert next(iter(told)) == "ranking"
    code, said, _ = typed("judgment", JUDGMENT, "--grades", GRADES)
    assert code == 0
    assert "« Processus » vient en tête, avec la mention « Passable »." in said
    assert "« Processus » devant « Cellule » : on retire à chacune 1 « Passable »" in said


def test_the_usual_grades_are_known_and_ties_are_told(typed: Typed) -> None:
    text = "option;grade;count\r\nA;Bien;6\r\nB;Bien;6\r\n"
    code, said, _ = typed("judgment", "\ufeff" + text)
    assert code == 0
    assert "« A » et « B » viennent en tête à égalité, avec la mention « Bien »." in said
    assert "rien ne les départage" in said


def test_missing_grades_are_refused_or_counted_as_told(typed: Typed) -> None:
    text = JUDGMENT.replace("Direction,Passable,10", "Direction,Bien,5")
    code, _, wrong = typed("judgment", text, "--grades", GRADES)
    assert code == 2
    assert "ligne 8, « count » : « Direction » a reçu 5 mentions, une autre option 10" in wrong
    firsts = {}
    for missing in ("static", "median", "rescaled"):
        code, said, _ = typed("judgment", text, "--grades", GRADES, "--missing", missing, "--json")
        assert code == 0
        firsts[missing] = json.loads(said)["ranking"][0]["option"]
    assert firsts == {"static": "Processus", "median": "Direction", "rescaled": "Direction"}


def test_an_option_judged_by_one_of_nineteen_does_not_come_first(typed: Typed) -> None:
    text = "option,grade,count\nA,Bien,12\nA,Passable,7\nB,Excellent,1\n"
    for missing in ("static", "median", "rescaled"):
        code, said, _ = typed("judgment", text, "--missing", missing)
        assert code == 0
        assert "« A » vient en tête" in said
        said = said.replace("’", "'")
        assert "« B » n'est pas classé : moins de 5 personnes l'ont jugé." in said
        assert "Excellent ×" not in said
        told = json.loads(typed("judgment", text, "--missing", missing, "--json")[1])
        assert (told["set_aside"], told["received"]) == (["B"], {"A": 19})
        assert list(told["profiles"]) == ["A"]


def test_what_each_option_received_is_told(typed: Typed) -> None:
    text = "option,grade,count\nA,Bien,12\nA,Passable,7\nB,Excellent,6\n"
    code, said, _ = typed("judgment", text, "--missing", "rescaled")
    assert code == 0
    assert "« B » vient en tête" in said
    assert "une l'a été par 19, « B » par 6." in said.replace("’", "'")
    assert "1 B Excellent 100 % 6 2 A Bien 63 % 19" in said
    assert "A Bien × 12, …" in said


def test_a_judgment_by_too_few_gives_no_result(typed: Typed) -> None:
    code, said, _ = typed("judgment", "option,grade,count\nA,Bien,4\n")
    assert code == 0
    assert "moins de 5 personnes" in said
    assert "Bien" not in said
    told = json.loads(typed("judgment", "option,grade,count\nA,Bien,4\n", "--json")[1])
    assert (told["ranking"], told["set_aside"], told["profiles"]) == ([], ["A"], {})
    code, said, _ = typed("judgment", "option,grade,count\nA,Bien,4\n", "--threshold", "3")
    assert "« A » vient en tête" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["ligne 1 : ce fichier est vide"]),
        ("option,grade,count\n", ["n'a pas de ligne après son en-tête"]),
        ("option,grade\nA,Bien\n", ["ligne 1, « count » : cette colonne manque"]),
        ("option,grade,count,count\nA,Bien,1,1\n", ["« count » : cette colonne vient deux fois"]),
        (
            "option,grade,count\nA,Bien,-1\nA,Zut,NaN\n,Bien,1\n",
            [
                "ligne 2, « count » : « -1 »",
                "ligne 3, « grade » : « Zut »",
                "ligne 3, « count » : « NaN »",
                "ligne 4, « option » : le nom",
            ],
        ),
        ("option,grade,count\nA,Bien,1\nA,Bien,2\n", ["ligne 3, « grade » : cette option"]),
        ("option,grade,count\nA,Bien,1,2\n", ["ligne 2 : trop de cellules"]),
        ("option,grade,count\nA,Bien,1.5\n", ["« 1.5 » n'est pas un nombre entier"]),
        ("option,grade,count\nA,Bien,99999999999999999999\n", ["est trop grand"]),
        ("option,grade,count\nA,Bien,0\n", ["personne n'a donné de mention"]),
        ('option,grade,count\n"A,Bien,0\n', ["guillemets mal fermés"]),
    ],
)
def test_a_bad_table_is_refused_with_its_lines(typed: Typed, text: str, words: list[str]) -> None:
    code, said, wrong = typed("judgment", text)
    assert (code, said) == (2, "")
    assert [each for each in words if each not in wrong.replace("’", "'")] == []


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("judgment", "option,grade,count\n" + "".join(f"A{n},Zut,1\n" for n in range(1_200))),
        ("portfolio", PORTFOLIO + "".join(f"v{n};ZZ\n" for n in range(1_200))),
    ],
)
def test_every_bad_line_is_said_to_a_thousand_and_the_rest_counted(
    typed: Typed, command: str, text: str
) -> None:
    _, _, wrong = typed(command, text)
    assert wrong.count("ligne") == 1_000
    assert "et encore 200." in wrong


def test_a_refusal_neither_drives_the_terminal_nor_repeats_a_whole_cell(typed: Typed) -> None:
    text = "option,grade,count\nA,\x1b[2J\u202eZut\x07,1\nB,Bien," + "9" * 90_000 + "\n"
    _, _, wrong = typed("judgment", text)
    assert "« [2JZut »" in wrong
    assert not {"\x1b", "\x07", "\u202e"} & set(wrong)
    assert "9 » est trop grand" in wrong.replace("’", "'")
    assert len(wrong) < 1_000


def test_options_are_a_thousand_at_most(typed: Typed) -> None:
    def table(n: int) -> str:
        return "option,grade,count\n" + "".join(f"A{each},Bien,1\n" for each in range(n))

    assert typed("judgment", table(1_000), "--json")[0] == 0
    code, _, wrong = typed("judgment", table(1_001))
    assert code == 2
    assert "ligne 1002, « option » : 1 000 options au plus" in wrong


def test_a_file_that_cannot_be_read_is_refused_in_the_readers_words(tmp_path: Path) -> None:
    def refusal(file: Path) -> str:
        done = mire("choose", "judgment", file)
        assert (done.returncode, done.stdout) == (2, "")
        return done.stderr.replace("’", "'")

    assert "(c'est un dossier)" in refusal(tmp_path)
    assert "(il n'existe pas)" in refusal(tmp_path / "absent.csv")
    assert "(ce nom est trop long)" in refusal(tmp_path / ("a" * 300))


def test_a_terminal_without_a_letter_still_gets_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "given.csv"
    file.write_text("option,grade,count\nœuf \U0001f600,Bien,6\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    said = mire_process(tmp_path, "choose", "judgment", file)
    assert (said.returncode, said.stderr) == (0, "")
    as_json = mire_process(tmp_path, "choose", "judgment", file, "--json")
    assert json.loads(as_json.stdout)["ranking"][0]["option"] == "œuf \U0001f600"


@pytest.mark.parametrize("grades", ["Bien", "Bien,,Passable", "Bien,Bien"])
def test_grades_are_two_at_least_and_differ(typed: Typed, grades: str) -> None:
    code, _, wrong = typed("judgment", JUDGMENT, "--grades", grades)
    assert code == 2
    assert "--grades" in wrong


@pytest.mark.parametrize(
    ("options", "selected", "cost", "endowment"),
    [
        ((), ["S1", "S3", "S5"], 40, 6),
        (("--completion", "add1"), ["S1", "S3", "S5", "S6"], 50, 8),
        (("--completion", "add1-greedy"), ["S1", "S3", "S5", "S6"], 50, 8),
        (("--utility", "cardinality"), ["S5", "S3", "S2"], 35, 6),
        (("--rule", "greedy"), ["S1", "S3", "S2", "S5"], 55, None),
        (("--rule", "phragmen"), ["S5", "S3", "S1", "S6"], 50, None),
        (("--most-topics", "2"), ["S1"], 20, 6),
        (("--must-have", "S4", "--set-aside", "S1"), ["S4", "S3", "S5"], 50, 3),
        (("--excludes", "S1,S3"), ["S1", "S5", "S6"], 38, 6),
        (("--theme", "habitat"), ["S4", "S3", "S5"], 50, 3),
    ],
)
def test_a_choice_as_json(
    typed: Typed, options: tuple[str, ...], selected: list[str], cost: int, endowment: int | None
) -> None:
    code, said, _ = typed("portfolio", PORTFOLIO, *options, "--json")
    assert code == 0
    told = json.loads(said)
    assert (told["selected"], told["cost"], told["endowment"]) == (selected, cost, endowment)
    assert list(told)[:3] == ["selected", "cost", "endowment"]
    assert len(told["won"]) + len(told["lost"]) == 6


def test_what_decided_a_tie_is_said(typed: Typed) -> None:
    """S1 and S2 would both cost 5 1/3 to those who can pay: exactly."""
    _, said, _ = typed("portfolio", PORTFOLIO, "--utility", "cardinality")
    tie = "« Formulaires plus clairs » et « Accueil des usagers » étaient à égalité. « Formulaires"
    assert tie in said
    assert "passe d'abord : il coûte moins." in said.replace("’", "'")


def test_a_letter_speaks_of_places_where_they_are_dearer_than_the_cost(typed: Typed) -> None:
    _, said, _ = typed("portfolio", PORTFOLIO, "--most-topics", "2")
    assert "il restait à ses soutiens 12 ; une place compte pour 30." in said


def test_a_choice_in_words_and_letters_ready_to_send(typed: Typed) -> None:
    code, said, _ = typed("portfolio", PORTFOLIO)
    assert code == 0
    said = said.replace("’", "'")
    assert "3 sujets sur 6 sont retenus, pour 40 sur une capacité de 60." in said
    assert "Il reste 20 : de quoi retenir encore" in said
    letter = (
        "Le sujet « Parcours habitat » n'est pas retenu cette fois. 3 personnes le soutiennent. "
        "Une fois comptés les sujets retenus, il restait à ses soutiens 11 pour un coût de 30. "
        "Au coût de 11, il aurait été retenu. Il l'aurait été aussi si 4 personnes de plus avaient "
        "voté pour lui seul."
    )
    assert letter in said
    assert "9 personnes sur 10 ont au moins un de leurs sujets retenu" in said


@pytest.mark.parametrize(
    "options",
    [
        ("--rule", rule, "--utility", utility, "--completion", completion)
        for rule in ("equal-shares", "phragmen", "greedy", "greedy-strict")
        for utility in ("cost", "cardinality")
        for completion in (
            "none",
            "add1",
            "add1-greedy",
            "add1-overspend",
            "greedy",
            "greedy-overspend",
        )
    ],
)
def test_every_combination_of_terms_says_something(typed: Typed, options: tuple[str, ...]) -> None:
    points = PORTFOLIO.replace("approval", "scoring").replace(
        "voter_id;vote", "voter_id;vote;points"
    )
    lines = points.splitlines()
    at = lines.index("voter_id;vote;points") + 1
    rated = [f"{line};{','.join('3' * (line.count(',') + 1))}" for line in lines[at:]]
    for text in (PORTFOLIO, "\n".join([*lines[:at], *rated])):
        for more in ((), ("--most-topics", "3", "--theme", "quartier", "--must-have", "S2")):
            code, said, wrong = typed("portfolio", text, *options, *more)
            assert (code, wrong) == (0, "")
            assert said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("budget;60", "budget;-60"), "ligne 4, « budget » : « -60 » est négatif"),
        (("S1;20", "S1;NaN"), "ligne 8, « cost » : « NaN » n'est pas un nombre"),
        (("S2;15", "S1;15"), "ligne 9, « project_id » : « S1 » vient deux fois"),
        (("7;S4", "7;S9"), "ligne 22, « vote » : « S9 » n'est pas un des sujets"),
        (("approval", "ordinal"), "ligne 5, « vote_type » : des rangs"),
        (("PROJECTS", "PROJETS"), "il manque la section PROJECTS"),
        (("META", ""), "avant la section META"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    typed: Typed, change: tuple[str, str], words: str
) -> None:
    code, said, wrong = typed("portfolio", PORTFOLIO.replace(*change, 1))
    assert (code, said) == (2, "")
    assert words in wrong.replace("’", "'")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--must-have", "S9"), "--must-have : pas de sujet « S9 »"),
        (("--excludes", "S1"), "--excludes : donnez au moins deux sujets"),
        (("--theme", "zut"), "--theme : pas de thème « zut »"),
        (("--must-have", "S1", "--set-aside", "S1"), "--must-have : « S1 » : à la fois"),
        (("--must-have", "S1", "--must-have", "S2", "--excludes", "S1,S2"), "s'excluent"),
        (("--must-have", "S4", "--must-have", "S1", "--must-have", "S2"), "dépassent à eux seuls"),
        (("--theme", "habitat", "--set-aside", "S4"), "--theme : aucun choix"),
        (("--step", "0"), "--step : « 0 »"),
        (("--step", "NaN"), "--step : « NaN »"),
        (("--completion", "add1", "--step", "0.000001"), "--step : au bout de"),
        (("--rule", "zut"), "--rule"),
    ],
)
def test_bad_terms_are_refused(
    typed: Typed, options: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mire.choice.portfolio.raising.MOST_RUNS", 5)
    code, said, wrong = typed("portfolio", PORTFOLIO, *options)
    assert (code, said) == (2, "")
    assert words in wrong.replace("’", "'")


def test_defined_answers(typed: Typed) -> None:
    code, said, _ = typed("portfolio", PORTFOLIO.replace("budget;60", "budget;0"))
    assert code == 0
    assert "Aucun sujet n'est retenu." in said.replace("’", "'")
    one = PORTFOLIO[: PORTFOLIO.index("S1;20")] + "a;60;;\nVOTES\nvoter_id;vote\n1;a\n"
    code, said, _ = typed("portfolio", one)
    assert code == 0
    assert "1 sujet sur 1 est retenu, pour 60 sur une capacité de 60." in said


def test_what_is_not_utf8_or_not_there_is_said(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pb"
    bad.write_bytes(b"META\nkey;value\ndescription;\x81t\xe9\n")
    for command in ("judgment", "portfolio"):
        done = CliRunner().invoke(app, [command, str(bad)])
        assert done.exit_code == 2
        assert "UTF-8" in done.stderr
        assert "3" in done.stderr
        assert CliRunner().invoke(app, [command, str(tmp_path / "nowhere")]).exit_code == 2


@pytest.mark.slow
def test_they_are_commands_of_mire_and_speak_english(tmp_path: Path) -> None:
    file = tmp_path / "a.pb"
    file.write_text(PORTFOLIO)
    done = mire_process(tmp_path, "choose", "portfolio", file, lang="en_GB.UTF-8")
    assert done.returncode == 0
    assert "Choice of topics" in done.stdout
    file.write_text(PORTFOLIO.replace("7;S4", "7;S9"))
    done = mire("choose", "portfolio", file, language="en")
    assert done.returncode == 2
    assert "line 22" in done.stderr


def test_what_a_rule_leaves_unused_and_who_is_better_off_are_said(typed: Typed) -> None:
    code, said, _ = typed("portfolio", PORTFOLIO, "--compare", "greedy")
    assert code == 0
    told = json.loads(typed("portfolio", PORTFOLIO, "--compare", "greedy", "--json")[1])
    left = 60 - told["cost"]
    assert left > 6
    assert f"{round(100 * left / 60)} % de la capacité, {left}, ne sert pas." in said
    compared = told["compared"]
    assert compared["rule"] == "greedy"
    assert compared["first"] + compared["second"] + compared["same"] == 10
    assert f"mieux servis par la première, {compared['first']} ;" in said
    code, said, _ = typed("portfolio", PORTFOLIO, "--completion", "greedy-overspend")
    assert "de plus que la capacité." in said


def test_a_topic_twice_on_a_ballot_is_told_on_standard_error(typed: Typed) -> None:
    twice = PORTFOLIO.replace("1;S1,S2,S5", "1;S1,S2,S5,S1")
    code, said, wrong = typed("portfolio", twice, "--json")
    assert code == 0
    assert said == typed("portfolio", PORTFOLIO, "--json")[1]
    assert "« S1 » vient deux fois dans ce bulletin" in wrong
