"""A criterion of a file of scenarios known by a meeting's judgment: matched, the log's figures."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mire.documents.builders.scenarios import share_told
from mire.programme.choices.models import Choice, Measure, Yardstick
from mire.programme.people.rules import Right
from mire.programme.thread.queries import sources_of
from mire.programme.thread.rules import Reference
from tests.support.commands import mire
from tests.support.office import Office
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.scenarios import criterion_of, file_of_scenarios, measured
from tests.support.voted import TITLE, VOTE, logged, voted_meeting

MENTIONS = ("À rejeter", "Insuffisant", "Passable", "Assez bien", "Bien", "Très bien", "Excellent")
OPTIONS = ("Résidence", "La cellule", "Une agence")
JUDGED = {"question": "?", "options": [{"label": each} for each in OPTIONS]}


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def choice(office: Office) -> Choice:
    made = file_of_scenarios(office)
    measured(office, made, "Jours", [{"value": 400}, {"value": 500}, {"value": 300}])
    return made


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'")).split())


def at(office: Office, choice: Choice, rest: str = "") -> str:
    return office.address(f"decider/scenarios/{choice.key}{rest}")


def keys_of(choice: Choice) -> dict[str, str]:
    return {each.title: each.key for each in choice.scenarios.all()}


def counted(room: Room) -> dict[str, list[int]]:
    """How many gave each mention to each option, from the log as it is exported."""
    given = Counter((each["option"], each["mention"]) for each in logged(room, "mention"))
    return {
        option: [given[number, mention] for mention in range(1, len(MENTIONS) + 1)]
        for number, option in enumerate(OPTIONS, 1)
    }


def measures(choice: Choice, name: str) -> dict[str, Any]:
    rows = Measure.objects.filter(yardstick__choice=choice, yardstick__criterion__name=name)
    return {each.scenario.title: each.figures for each in rows.select_related("scenario")}


def test_what_scenarios_got_is_the_log_s_and_the_public_commands_find_the_same(
    office: Office, group: Client, page_room: Room, choice: Choice, tmp_path: Path
) -> None:
    meeting = voted_meeting(office, page_room, "judgment", JUDGED)
    criterion = criterion_of(office, "Portage")
    listing = at(office, choice, f"/critere/{criterion.key}/reunions")
    assert f'href="{listing}"' in group.get(at(office, choice, "/criteres")).content.decode()
    there = f"{listing}/{meeting.key}/{VOTE}"
    assert f'href="{there}"' in group.get(listing).content.decode()
    page = group.get(there)
    keys = keys_of(choice)
    chosen = page.context["form"].initial
    assert {name: chosen.get(name) for name in ("o1", "o2", "o3")} == {
        "o1": keys["En résidence"], "o2": keys["Cellule"], "o3": None,
    }  # fmt: skip
    said = plain(page.content)
    assert "Aucun scénario ne ressemble à « Une agence » : choisissez vous-même." in said
    assert "Aucune option ne ressemble à « Dans une direction »" in said
    by_hand = {"o1": keys["En résidence"], "o2": keys["Cellule"], "o3": "aside"}
    for change, why in (
        ({"o3": ""}, "« Une agence » : Ce champ est obligatoire."),
        ({"o3": by_hand["o1"]}, "Ce scénario est déjà celui d'une autre option."),
        (dict.fromkeys(by_hand, "aside"), "Il faut une option au moins"),
    ):
        refused = group.post(there, {**by_hand, **change})
        assert refused.status_code == 422
        assert why in plain(refused.content)
    assert not Yardstick.objects.filter(criterion=criterion).exists()
    # A scenario that was not judged stays without a measure, and the criterion waits.
    assert group.post(there, by_hand).status_code == 302
    logs = counted(page_room)
    assert measures(choice, "Portage") == {
        "En résidence": {"counts": logs["Résidence"]}, "Cellule": {"counts": logs["La cellule"]},
    }  # fmt: skip
    said = plain(group.get(at(office, choice, "/criteres")).content)
    assert "jugé à une réunion, de « À rejeter » à « Excellent »" in said
    assert "Personne ne l'a mesuré pour « Dans une direction »" in said
    # All three judged: the criterion counts, and what the page shows is found again.
    by_hand["o3"] = keys["Dans une direction"]
    for _ in range(2):
        assert group.post(there, by_hand).status_code == 302
    assert measures(choice, "Portage")["Dans une direction"] == {"counts": logs["Une agence"]}
    rows = [
        f"{option},{mention},{n}"
        for option, counts in logs.items()
        for mention, n in zip(MENTIONS, counts, strict=True)
    ]
    file = tmp_path / "mentions.csv"
    file.write_text("option,grade,count\n" + "\n".join(rows) + "\n", "utf-8")
    told = json.loads(mire("choose", "judgment", file, "--missing", "rescaled", "--json").stdout)
    page_said = plain(group.get(at(office, choice)).content)
    for each in told["ranking"]:
        counts = logs[each["option"]]
        given = [mention for mention, n in zip(MENTIONS, counts, strict=True) if n]
        assert (
            f"« {each['grade']} », de « {given[0]} » à « {given[-1]} » ({sum(counts)} voix)"
            in page_said
        )
    export = tmp_path / "scenarios.toml"
    export.write_bytes(group.get(at(office, choice, "/export")).content)
    assert 'grades = ["À rejeter", "Insuffisant"' in export.read_text("utf-8")
    done = mire("choose", "scenarios", export, "--seed", "1", "--samples", "20000", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for name, shares in found["smaa"]["rank_acceptability"].items():
        assert " ".join([name, *(typed(share_told(each)) for each in shares)]) in page_said


def test_the_source_is_the_meeting_taken_last_and_nobody_types_over_it(
    office: Office, group: Client, page_room: Room, choice: Choice
) -> None:
    keys = keys_of(choice)
    by_hand = {"o1": keys["En résidence"], "o2": keys["Cellule"], "o3": "aside"}
    criterion = criterion_of(office, "Jours")
    here = f"/critere/{criterion.key}"
    sources = []
    for _ in range(2):
        meeting = voted_meeting(office, page_room, "judgment", JUDGED)
        there = at(office, choice, f"{here}/reunions/{meeting.key}/{VOTE}")
        assert "Ce qui était noté pour ce critère est remplacé." in plain(group.get(there).content)
        assert group.post(there, by_hand).status_code == 302
        known = Yardstick.objects.get(criterion=criterion)
        steps = sources_of(office.programme, Reference("yardstick", known.key))
        sources.append([each.citable.reference for each in steps])
        assert [said for _what, said in steps[0].citable.origin][::2] == [meeting.title, TITLE]
    assert len(sources[0]) == len(sources[1]) == 1
    assert sources[0] != sources[1]
    assert set(measures(choice, "Jours")) == {"En résidence", "Cellule"}
    # Its note may be written; its figures are the log's.
    form = at(office, choice, here)
    stored = {"how": "mentions", "direction": "max", "unit": "", "note": "Au GT 2."}
    assert group.post(form, stored).status_code == 302
    known.refresh_from_db()
    assert (known.note, known.how, len(known.mentions)) == ("Au GT 2.", "mentions", 7)
    assert len(measures(choice, "Jours")) == 2
    typing = group.get(at(office, choice, f"{here}/mesures"))
    assert typing["Location"].endswith(f"{here}/reunions")
    # Known otherwise, what was judged goes.
    assert group.post(form, {**stored, "how": "grades"}).status_code == 302
    assert measures(choice, "Jours") == {}
    known.refresh_from_db()
    assert known.mentions == []
    assert group.post(form, stored).status_code == 422


def test_too_few_judgments_make_no_measure(
    office: Office, group: Client, page_room: Room, choice: Choice
) -> None:
    criterion = criterion_of(office, "Portage")
    listing = at(office, choice, f"/critere/{criterion.key}/reunions")
    few = voted_meeting(office, page_room, "judgment", JUDGED, n=7)
    assert "trop peu pour en faire une mesure" in plain(group.get(listing).content)
    assert group.get(f"{listing}/{few.key}/{VOTE}").status_code == 404
    meeting = voted_meeting(office, page_room, "judgment", JUDGED, n=40)
    judged = {option: sum(counts) for option, counts in counted(page_room).items()}
    # The programme asks for more than one option's voices since: it alone is left out.
    office.programme.threshold = max(judged.values())
    office.programme.save()
    kept = [option for option, n in judged.items() if n == max(judged.values())]
    assert 0 < len(kept) < 3, "the crowd must be silent on one option at least"
    keys = keys_of(choice)
    by_hand = {"o1": keys["En résidence"], "o2": keys["Cellule"], "o3": keys["Dans une direction"]}
    there = f"{listing}/{meeting.key}/{VOTE}"
    assert "Trop peu de personnes se sont prononcées" in plain(group.get(there).content)
    assert group.post(there, by_hand).status_code == 302
    assert len(measures(choice, "Portage")) == len(kept)


def test_only_the_group_takes_a_judgment_of_its_programme(
    office: Office, group: Client, page_room: Room, choice: Choice
) -> None:
    criterion = criterion_of(office, "Portage")
    listing = at(office, choice, f"/critere/{criterion.key}/reunions")
    assert "Aucune réunion terminée n'a jugé" in plain(group.get(listing).content)
    assert listing not in group.get(at(office, choice, "/criteres")).content.decode()
    meeting = voted_meeting(office, page_room, "judgment", JUDGED)
    there = f"{listing}/{meeting.key}/{VOTE}"
    assert office.browser(Right.MANAGEMENT).get(there).status_code == 403
    assert office.browser(stranger=True).get(there).status_code == 404
    assert group.get(there.replace(criterion.key, "9" * 11)).status_code == 404
    assert group.get(there.replace(VOTE, "autre")).status_code == 404
    choice.scenarios.all().delete()
    assert "Écrivez d'abord les scénarios." in plain(group.get(listing).content)
    assert group.get(there).status_code == 404
