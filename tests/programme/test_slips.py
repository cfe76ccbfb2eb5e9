"""Slips typed back by number: what was written comes back; what can't be understood is told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mire.programme.reading.rules import ASIDE, Theme, slips_read
from tests.support.drawing import examples

names = st.text("aéZ 09'>.,", min_size=1, max_size=12).map(lambda n: " ".join(n.split()))
names = names.filter(lambda n: n and not n.startswith(ASIDE))
NUMBERS = {number: f"c{number}" for number in range(1, 13)}


def themes(*called: str) -> list[Theme]:
    return [Theme(f"t{n}", name, "", "Personne") for n, name in enumerate(called)]


@settings(max_examples=examples(200))
@given(
    st.lists(names, max_size=5, unique_by=str.casefold),
    st.dictionaries(st.sampled_from(sorted(NUMBERS)), st.integers(-1, 4)),
    st.sampled_from([" ", ", ", " ; "]),
)
def test_piles_written_down_are_read_back_as_they_were(
    called: list[str], placed: dict[int, int], between: str
) -> None:
    standing = themes(*called)
    piles: dict[int, list[int]] = {}
    for number, pile in placed.items():
        piles.setdefault(pile if pile < len(called) else -1, []).append(number)
    lines = [
        f"{between.join(map(str, held))} > {called[pile] if pile >= 0 else '- hors sujet'}"
        for pile, held in piles.items()
    ]
    found = slips_read("\n".join(lines), NUMBERS, standing, set(NUMBERS.values()))
    assert {(each.theme, each.cards, each.wrong) for each in found} == {
        (standing[pile].key if pile >= 0 else ASIDE, tuple(NUMBERS[n] for n in held), None)
        for pile, held in piles.items()
    }
    # What is confirmed means the same, even once themes stand in another order.
    again = "\n".join(each.confirmed for each in found)
    later = slips_read(again, NUMBERS, standing[::-1], set(NUMBERS.values()))
    assert [(e.theme, e.cards) for e in later] == [(e.theme, e.cards) for e in found]


def test_a_theme_is_meant_by_name_by_number_or_is_new() -> None:
    def read(line: str) -> tuple[str, str]:
        (found,) = slips_read(line, NUMBERS, themes("Du temps", "Un lieu"), NUMBERS.values())
        return found.theme, found.name

    assert read("3 7 > du TEMPS") == ("t0", "Du temps")
    assert read("3>2") == ("t1", "Un lieu")
    assert read("3 > 5") == ("", "5")
    assert read("3 > Des moyens") == ("", "Des moyens")
    assert read("3 > -  hors sujet") == (ASIDE, "hors sujet")


def test_what_cannot_be_understood_is_told_and_places_nothing() -> None:
    readable = {"c1", "c2", "c3"}
    lines = "1 99 > A\n1 4 > A\n1 2 > A\n2 3 > B\ntrois > A\n3 > \n3\n\n3 > -\n3 >" + "x" * 81
    found = slips_read(lines, NUMBERS, [], readable)
    assert [each.cards for each in found if each.wrong is None] == [("c1", "c2")]
    told = [each.wrong.msgid % each.wrong.params for each in found if each.wrong]
    assert told == [
        "Aucun billet n'a ce numéro : 99",
        "Le propos de ce billet n'est plus à lire ici : 4",
        "Ce billet est déjà dans une ligne au-dessus : 2",
        *["Écrivez des numéros, le signe >, puis un thème : 3 7 12 > Du temps"] * 3,
        "Dites en quelques mots pourquoi.",
        "Un nom a de 1 à 80 signes.",
    ]
