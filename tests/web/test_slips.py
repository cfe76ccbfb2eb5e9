"""Paper of an anonymous question: slips to be cut, so that nobody reads the others' answers."""

import pytest

from mire.cli.rehearsal.browser import Browser
from tests.support.rooms import Room

pytestmark = pytest.mark.storage


@pytest.mark.parametrize("id", ["grille", "meteo"])
def test_a_secret_question_is_four_slips_of_one_answer(
    room: Room, console: Browser, id: str
) -> None:
    for path in (f"{id}/feuille", "dossier"):
        page = console.get(f"/regie/{room.code}/{path}")[1].decode()
        slips = page[page.index("sheet-slips") :]
        n = 4 if path != "dossier" else 8
        assert slips.count("sheet-answer") == n, "one place for an answer on each slip"
        assert slips.count('class="sheet-code"') >= n
        assert slips.count("<small>21 mars 2018</small>") >= n
