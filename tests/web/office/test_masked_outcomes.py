"""A passage that names somebody is taken out of a settled line, and of all that was kept of it."""

import json
import re
from datetime import timedelta

from django.utils import timezone

from mire.programme.journal.models import Entry
from mire.programme.keys import new_key
from mire.programme.opendata.queries.decided import decisions_told
from mire.programme.outcomes.models import Outcome
from mire.programme.people.rules import Right
from mire.programme.steering.models import Amendment, Minutes, SentDossier
from mire.programme.thread.rules import Reference
from tests.support.office import Office
from tests.support.plain_words import typed
from tests.support.steering import file_of, minutes_of, steering_meeting
from tests.web.office.test_steering import at, move, plain

NAME = "la cheffe du service des sports"
WHAT = f"Un essai d'un an, sans {NAME}"
REASON = "nomme une personne"


def test_a_masked_passage_is_nowhere_any_more_and_the_line_says_so(office: Office) -> None:
    secretary, chief = office.browser(Right.AMBASSADOR), office.browser(Right.MANAGEMENT)
    meeting = steering_meeting(office)
    minutes_of(meeting, f"d {WHAT} | car {NAME} ne suit pas | par la DG", "q Qui paie ?")
    line = Outcome.objects.get(kind="decision")
    page = office.address(f"decider/{line.key}")
    mask = office.address(f"decider/{line.key}/occulter")
    ask = {"passage": NAME, "reason": REASON}

    # A line that can still be changed is changed; a draft is nobody else's.
    assert secretary.post(mask, ask).status_code == 422
    until = timezone.localdate().isoformat()
    assert move(office, meeting, secretary, "proposed", until=until) == 302
    amendment = {"words": f"Pas sans {NAME}.", "outcome": line.key, "once": new_key()}
    assert chief.post(at(office, meeting, "releve/amender"), amendment).status_code == 302
    answer = at(office, meeting, f"releve/amendements/{Amendment.objects.get().key}")
    secretary.post(answer, {"state": "refused", "reply": f"Le mot sur {NAME} a été dit."})
    yesterday = timezone.localdate() - timedelta(days=1)
    Minutes.objects.update(amend_until=yesterday)
    assert move(office, meeting, secretary, "final") == 302
    correct = office.address(f"decider/{line.key}/corriger")
    body = {"words": f"Avec l'accord de {NAME}.", "once": new_key()}
    assert secretary.post(correct, body).status_code == 302

    # It went into the file of the next meeting, and another line says why it rests on it.
    following = steering_meeting(office, "GT Labo 2")
    file_of(following, Reference("decision", line.key))
    assert (
        secretary.post(at(office, following, "dossier/envoi"), {"version": "1"}).status_code == 302
    )

    def kept() -> str:
        """Return all that is kept anywhere in which the line's words could stand."""
        rows = [
            *Outcome.objects.values_list("what", "why", "who", "left", "ended_why"),
            *Amendment.objects.values_list("said", "words", "reply"),
            *Minutes.objects.values_list("document"),
            *SentDossier.objects.values_list("document", "why"),
            *Entry.objects.values_list("about_name", "before", "after"),
        ]
        told = decisions_told(office.programme)
        return json.dumps([rows, told], ensure_ascii=False, default=str)

    assert NAME in kept()
    assert NAME in json.dumps(Minutes.objects.get().document, ensure_ascii=False)
    assert NAME in json.dumps(SentDossier.objects.get().document, ensure_ascii=False)
    assert chief.post(mask, ask).status_code == 403
    wrong = secretary.post(mask, {**ask, "reason": f"nomme {NAME}"})
    assert wrong.status_code == 422
    assert "La raison répète le passage" in typed(wrong.content.decode())
    assert NAME in kept()

    assert secretary.post(mask, ask).status_code == 302
    assert NAME not in kept()
    for who in (secretary, chief):
        for shown in (
            page,
            office.address("decider"),
            office.address("journal"),
            office.address(f"fil/decision/{line.key}"),
            at(office, meeting, "releve"),
            at(office, meeting, "releve/document"),
            at(office, following, "dossier/document"),
        ):
            assert NAME not in plain(who.get(shown).content), shown
    said = plain(chief.get(page).content)
    assert "Un essai d'un an, sans […]" in said
    assert re.search(rf"Un passage est occulté depuis le .* {REASON}", typed(said))
    since = typed(plain(chief.get(at(office, meeting, "releve/document")).content))
    assert re.search(rf"D1 · un passage occulté le .* {REASON}", since)
    assert Entry.objects.filter(act="outcome.masked").count() == 1
    # What was said besides stays, letter for letter.
    line.refresh_from_db()
    assert (line.what, line.why) == ("Un essai d'un an, sans […]", "[…] ne suit pas")


def test_a_mask_of_a_whole_short_field_touches_no_other_line(office: Office) -> None:
    secretary = office.browser(Right.AMBASSADOR)
    meeting = steering_meeting(office)
    minutes_of(
        meeting, "d Un essai | par Habitat", "d Un lieu pour la direction de l'Habitat | par la DG",
        "a Écrire | par Habitat",
    )  # fmt: skip
    until = timezone.localdate().isoformat()
    assert move(office, meeting, secretary, "proposed", until=until) == 302
    Minutes.objects.update(amend_until=timezone.localdate() - timedelta(days=1))
    assert move(office, meeting, secretary, "final") == 302
    line = Outcome.objects.get(what="Un essai")
    mask = office.address(f"decider/{line.key}/occulter")
    assert secretary.post(mask, {"passage": "Habitat", "reason": REASON}).status_code == 302
    kept = json.dumps(Minutes.objects.get().document, ensure_ascii=False)
    assert "Un lieu pour la direction de l'Habitat" in kept
    document = plain(secretary.get(at(office, meeting, "releve/document")).content)
    assert "Décidé par : […]" in typed(document)
    assert kept.count("Habitat") == 2  # the other decision, and who does the action
    assert Entry.objects.filter(about_name__contains="direction de l'Habitat").exists()
