"""Questions that facilitators add on the spot: asked in secret, or refused in words."""

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.live.state import entries
from tests.support.rooms import Room
from tests.web.test_pages import text

pytestmark = pytest.mark.storage


@pytest.mark.parametrize(
    ("technique", "question", "settings"),
    [
        ("mood", "Ça va ?", {"question": "Ça va ?"}),
        ("question", "Que manque-t-il ?", {"question": "Que manque-t-il ?"}),
        (
            "sounding",
            "On continue.",
            {"question": "Êtes-vous d’accord\u202f?", "statements": ["On continue."]},
        ),
    ],
)
def test_an_unforeseen_question_is_added_and_answered_in_secret(
    room: Room,
    console: Browser,
    phone: Browser,
    technique: str,
    question: str,
    settings: dict[str, object],
) -> None:
    room.enter("cadrage")
    told = text(console.get(f"/regie/{room.code}")[1])
    assert "Que faut-il entendre avant de continuer ?" in told
    sent = {
        "kind": entries.INSERTED,
        "technique": technique,
        "question": question,
        "saw": str(room.state.version),
    }
    assert console.post_control(f"/regie/{room.code}/agir", sent)[0] == 200
    added = room.state.next_activity
    assert added is not None
    assert (added.technique.slug, dict(added.sheet.settings)) == (technique, settings)
    room.control(entries.HEADCOUNT, n=30)
    room.open(added.sheet.id)
    page = text(phone.get(f"/{room.code}/salle")[1])
    assert "Réponse anonyme" in page
    assert question in page


@pytest.mark.parametrize(
    ("technique", "question"),
    [("mood", ""), ("mood", "a" * 241), ("sounding", "a" * 141), ("worldcafe", "Où ?"), ("x", "?")],
)
def test_a_question_that_cannot_be_asked_on_the_spot_is_refused(
    room: Room, console: Browser, technique: str, question: str
) -> None:
    room.enter("cadrage")
    sent = {
        "kind": entries.INSERTED,
        "technique": technique,
        "question": question,
        "saw": str(room.state.version),
    }
    status, told = console.post_control(f"/regie/{room.code}/agir", sent)
    assert status == 409
    assert told["message"]
    assert len(room.state.activities) == 3
