"""What is mistyped is said in the terminal's language, for every command, with code 2."""

import pytest
from typer.exceptions import TyperException
from typer.testing import CliRunner

from mire.cli.commands import app
from mire.cli.usage import _words

ENGLISH = ("Usage", "Error", "Invalid", "Missing", "No such", "Input should", "Try", "requires")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("plan rotation --peple 3", "--peple n'est pas une option ; peut-être : --help, --people"),
        ("plan rotation --xyzzy", "--xyzzy n'est pas une option."),
        ("plan rotation --people x", "--people : ce n'est pas un nombre entier."),
        ("plan rotation --people -3", "--people : au moins 0."),
        ("plan rotation --rounds 101", "--rounds : au plus 100."),
        ("plan rotation --limit nan", "--limit : au plus 3600."),
        ("plan rotation --limit x", "--limit : ce n'est pas un nombre."),
        ("plan rotation --wish x", "--wish : donnez l'un de ces mots : repeats, twice, pairs."),
        ("plan rotation --seed", "--seed attend une valeur."),
        ("plan rotation --json=1", "--json n'attend pas de valeur."),
        ("plan rotation a b c", "« b c » est de trop."),
        ("plan nope", "« nope » n'est pas une commande.\nPour l'aide : mire plan --help"),
        ("nope", "« nope » n'est pas une commande."),
        ("rehearse", "Il manque FILE.\nPour l'aide : mire rehearse --help"),
        ("rehearse x", "Il manque --out."),
    ],
)
def test_a_mistake_is_said_in_the_terminals_language(typed: str, said: str) -> None:
    done = CliRunner().invoke(app, typed.split(), prog_name="mire")
    assert done.exit_code == 2
    told = done.stderr.replace("\u2019", "'").replace("\u202f", " ").replace("\xa0", " ")
    assert said in told
    assert not any(word in told for word in ENGLISH)
    assert not done.stdout


@pytest.mark.parametrize("typed", [[], ["plan"]])
def test_nothing_typed_is_help(typed: list[str]) -> None:
    done = CliRunner().invoke(app, typed, prog_name="mire")
    assert done.exit_code == 2
    assert "plan" in done.stdout
    assert not done.stderr


def test_an_unknown_mistake_is_said_as_it_is() -> None:
    assert _words(TyperException("something new")) == "something new"


def test_a_mistake_can_be_left_to_the_caller() -> None:
    with pytest.raises(TyperException):
        CliRunner().invoke(app, ["nope"], standalone_mode=False, catch_exceptions=False)
