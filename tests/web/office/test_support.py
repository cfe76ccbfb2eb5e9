"""Support: soundings from their making to what two waves say, and the page that tells facts."""

import re
import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mire.live.engine.commitments import ConfirmCommitment, OfferCommitment, SayKept
from mire.live.state import entries
from mire.live.state.entries import canonical
from mire.programme.journal.models import Entry
from mire.programme.meetings.actions import open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.people.rules import Right
from mire.programme.soundings.models import Sounding, Wave, WaveAnswer
from tests.support.office import NOW, Office
from tests.support.rooms import Room
from tests.support.sheets import activity, sheet
from tests.support.sounding import (
    JUNE,
    MARCH,
    SECRET,
    STATEMENTS,
    directors_sounding,
    support_pages,
    wave_by_link,
    wave_of_counts,
)
from tests.support.steering import minutes_of, note, steering_meeting

ADDRESS = f"/sondage/{SECRET}"


@pytest.fixture(autouse=True)
def engine(page_room: Room) -> Room:
    """Pages bring what was said in rooms up to date."""
    return page_room


@pytest.fixture
def sounding(office: Office) -> Sounding:
    return directors_sounding(office)


@pytest.fixture
def wave(sounding: Sounding) -> Wave:
    today = timezone.localdate()
    return wave_by_link(sounding, ends_on=today + timedelta(days=7), today=today)


@pytest.fixture
def leader(office: Office) -> Client:
    return office.browser(Right.FACILITATOR)


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    for written, meant in (
        ("&#x27;", "'"),
        ("&amp;", "&"),
        ("\u202f", " "),
        ("\xa0", " "),
        ("’", "'"),
    ):
        said = said.replace(written, meant)
    return " ".join(said.split())


def answer(a1: str = "4", a2: str = "2", *, browser: Client | None = None) -> Client:
    """Answer as a phone does; return it."""
    phone = browser or Client()
    once = re.search(r'name="once" value="(\w+)"', phone.get(ADDRESS).content.decode())
    assert once
    sent = phone.post(ADDRESS, {"once": once[1], "a1": a1, "a2": a2})
    assert sent.status_code == 302
    return phone


def close(office: Office, leader: Client, wave: Wave) -> None:
    assert leader.post(office.address(f"soutien/vagues/{wave.key}/fermer")).status_code == 302


def page_of(office: Office, right: Right = Right.READER) -> str:
    return plain(office.browser(right).get(office.address("soutien")).content)


def test_a_sounding_is_made_changed_opened_and_its_link_is_shown_once(
    office: Office, leader: Client
) -> None:
    at = office.address("soutien/sondages/nouveau")
    typed = {"title": "Et maintenant ?", "circle": "les élus", "statements": "Un.\nDeux."}
    once = {"once": "k" * 11}
    assert leader.post(at, {**typed, **once}).status_code == 302
    assert leader.post(at, {**typed, **once}).status_code == 302
    made = Sounding.objects.get()
    page = office.address(f"soutien/sondages/{made.key}")
    assert leader.post(f"{page}/changer", {**typed, "statements": "Un.\nTrois."}).status_code == 302
    made.refresh_from_db()
    assert made.statements == ["Un.", "Trois."]
    ends_on = (timezone.localdate() + timedelta(days=7)).isoformat()
    opened = leader.post(f"{page}/vague", {"n_asked": "40", "ends_on": ends_on}, follow=True)
    link = re.search(r"/sondage/[\w-]+", opened.content.decode())
    assert link
    assert link[0] not in leader.get(opened.redirect_chain[-1][0]).content.decode()
    assert "Trois." in Client().get(link[0]).content.decode()
    refused = leader.post(f"{page}/changer", {**typed, "statements": "Autre."})
    assert refused.status_code == 422
    assert "toutes doivent demander la même chose" in plain(refused.content)
    acts = list(Entry.objects.filter(about_kind="sounding").values_list("act", flat=True))
    assert sorted(acts) == ["sounding.changed", "sounding.made", "sounding.opened"]
    assert link[0].rpartition("/")[2] not in str(list(Entry.objects.values_list("after")))


@pytest.mark.parametrize(
    ("n_asked", "days", "said"),
    [
        ("7", 7, "Un cercle de moins de 8 personnes"),
        ("40", -1, "Ce jour est passé."),
    ],
)
def test_a_wave_that_cannot_be_is_refused(
    office: Office, leader: Client, sounding: Sounding, n_asked: str, days: int, said: str
) -> None:
    ends_on = (timezone.localdate() + timedelta(days=days)).isoformat()
    at = office.address(f"soutien/sondages/{sounding.key}/vague")
    refused = leader.post(at, {"n_asked": n_asked, "ends_on": ends_on})
    assert refused.status_code == 422
    assert said in plain(refused.content)
    assert not Wave.objects.exists()


def test_one_wave_at_a_time(office: Office, leader: Client, sounding: Sounding, wave: Wave) -> None:
    ends_on = timezone.localdate().isoformat()
    at = office.address(f"soutien/sondages/{sounding.key}/vague")
    refused = leader.post(at, {"n_asked": "40", "ends_on": ends_on})
    assert "Fermez d'abord la vague qui est ouverte." in plain(refused.content)


def test_a_browser_answers_once_and_may_change_its_answer_while_the_wave_is_open(
    office: Office, wave: Wave
) -> None:
    n_entries = Entry.objects.count()
    phone = answer("4", "")
    assert "votre réponse est gardée" in plain(phone.get(f"{ADDRESS}?gardee=1").content)
    answer("2", "5", browser=phone)
    assert [each.values for each in WaveAnswer.objects.all()] == [[2, 5]]
    answer()
    assert WaveAnswer.objects.count() == 2
    assert Entry.objects.count() == n_entries


def test_what_is_sent_twice_counts_once(wave: Wave) -> None:
    body = {"once": "a" * 22, "a1": "4", "a2": "4"}
    assert Client().post(ADDRESS, body).status_code == 302
    assert Client().post(ADDRESS, body).status_code == 302  # the first answer was lost on the way
    assert WaveAnswer.objects.count() == 1


def test_an_answer_holds_nothing_but_a_random_key_and_values(wave: Wave) -> None:
    names = {field.name for field in WaveAnswer._meta.get_fields()}
    assert names == {"key", "wave", "values"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"a1": "", "a2": ""}, "Répondez à une affirmation au moins."),
        ({"a1": "6"}, "Cette page a changé depuis"),
        ({"a1": "<script>"}, "Cette page a changé depuis"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_not_kept(
    wave: Wave, body: dict[str, str], said: str
) -> None:
    refused = Client().post(ADDRESS, body)
    assert refused.status_code == 422
    assert said in plain(refused.content)
    assert "<script>" not in refused.content.decode().partition("<main")[2]
    assert not WaveAnswer.objects.exists()


def test_no_more_answer_than_were_asked(sounding: Sounding) -> None:
    today = timezone.localdate()
    wave_by_link(sounding, ends_on=today, today=today, n_asked=8)
    phones = [answer() for _ in range(8)]
    refused = Client().post(ADDRESS, {"a1": "4"})
    assert refused.status_code == 422
    assert "Autant de réponses que de personnes" in plain(refused.content)
    answer("1", "1", browser=phones[0])  # who answered may still change


def test_the_key_of_another_wave_s_answer_changes_nothing_there(office: Office, wave: Wave) -> None:
    today = timezone.localdate()
    wave_by_link(directors_sounding(office), ends_on=today, today=today, secret="another")
    assert Client().post(ADDRESS, {"once": "a" * 22, "a1": "4"}).status_code == 302
    refused = Client().post("/sondage/another", {"once": "a" * 22, "a1": "1"})
    assert refused.status_code == 422
    assert [each.values for each in WaveAnswer.objects.all()] == [[4, None]]


def test_nobody_sees_a_result_before_the_closing_and_answers_do_not_outlive_it(
    office: Office, leader: Client, wave: Wave
) -> None:
    for _ in range(6):
        answer("5", "1")
    before = page_of(office, Right.ADMINISTRATOR)
    assert "6 réponses pour 40 personnes interrogées (15 %)" in before
    assert "d'accord sur" not in before
    close(office, leader, wave)
    assert not WaveAnswer.objects.exists()
    wave.refresh_from_db()
    assert wave.counts == [[0, 0, 0, 0, 6], [6, 0, 0, 0, 0]]
    assert "6 d'accord sur 6" in page_of(office)
    assert Client().get(ADDRESS).status_code == 404
    close(office, leader, wave)
    assert Entry.objects.filter(act="sounding.closed").count() == 1


def test_too_few_answers_leave_no_result_behind(office: Office, leader: Client, wave: Wave) -> None:
    for _ in range(4):
        answer()
    close(office, leader, wave)
    wave.refresh_from_db()
    assert (wave.n_answers, wave.counts) == (4, [None, None])
    assert "trop peu de réponses : aucun résultat n'est gardé" in page_of(office)


def test_a_statement_that_few_answered_is_not_told(
    office: Office, leader: Client, wave: Wave
) -> None:
    for n in range(6):
        answer("5", "1" if n < 4 else "")
    close(office, leader, wave)
    wave.refresh_from_db()
    assert wave.counts == [[0, 0, 0, 0, 6], None]


def test_a_threshold_that_was_raised_since_rules(
    office: Office, leader: Client, wave: Wave
) -> None:
    for _ in range(6):
        answer("5", "1")
    close(office, leader, wave)
    type(office.programme).objects.update(threshold=8)
    assert "d'accord sur" not in page_of(office)


def test_a_wave_closes_by_itself_after_its_last_day(office: Office, wave: Wave) -> None:
    phones = [answer("5", "1") for _ in range(6)]
    Wave.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    late = phones[0].post(ADDRESS, {"a1": "1"})
    assert late.status_code == 422
    assert "votre réponse n'a pas été gardée" in plain(late.content)
    assert "On ne peut plus répondre" in plain(late.content)
    assert "6 d'accord sur 6" in page_of(office)
    assert not WaveAnswer.objects.exists()
    assert Entry.objects.get(act="sounding.closed").actor == ""


def test_another_link_ends_the_first_and_keeps_what_was_answered(
    office: Office, leader: Client, wave: Wave
) -> None:
    phone = answer()
    at = office.address(f"soutien/vagues/{wave.key}/lien")
    shown = leader.post(at, follow=True).content.decode()
    link = re.search(r"/sondage/[\w-]+", shown)
    assert link
    assert Client().get(ADDRESS).status_code == 404
    assert "Vous avez déjà répondu" in plain(phone.get(link[0]).content)


def test_a_meeting_s_counts_are_noted_once_and_for_good(
    office: Office, leader: Client, sounding: Sounding
) -> None:
    at = office.address(f"soutien/sondages/{sounding.key}/comptes")
    typed = {
        "on": "2018-03-14", "n_asked": "40", "n_answers": "19", "counts-1": "4 5 4 4 2",
        "counts-2": "3 3 4 5 4", "once": "m" * 11,
    }  # fmt: skip
    for name, value, said in (
        ("n_answers", "4", "Moins de 5 réponses"),
        ("n_answers", "41", "plus de réponses que de personnes"),
        ("counts-2", "3 3 4 5 9", "Ces nombres font 24, pour 19 réponses."),
        ("counts-1", "beaucoup", "Écrivez cinq nombres"),
        ("n_asked", "6", "Un cercle de moins de 8 personnes"),
        ("on", (timezone.localdate() + timedelta(days=1)).isoformat(), "Ce jour est à venir."),
    ):
        refused = leader.post(at, {**typed, name: value})
        assert refused.status_code == 422, name
        assert said in plain(refused.content)
    assert not Wave.objects.exists()
    assert leader.post(at, typed).status_code == 302
    assert leader.post(at, typed).status_code == 302
    noted = Wave.objects.get()
    assert (noted.closed_on, noted.counts) == (MARCH, [[4, 5, 4, 4, 2], [3, 3, 4, 5, 4]])
    early = leader.post(at, {**typed, "once": "n" * 11, "on": "2018-03-01"})
    assert "Une vague plus récente est déjà là" in plain(early.content)


def test_two_waves_are_told_as_two_samples_with_what_silence_leaves_open(
    office: Office, sounding: Sounding
) -> None:
    wave_of_counts(sounding, [[4, 5, 4, 4, 2], [3, 3, 4, 5, 4]], on=MARCH, n_answers=19, n_asked=40)
    wave_of_counts(sounding, [[1, 2, 2, 11, 8], [3, 4, 5, 7, 4]], on=JUNE, n_answers=24, n_asked=40)
    said = page_of(office)
    for expected in (
        "19 réponses pour 40 personnes interrogées (48 %)",
        "6 d'accord sur 19 (entre 15 % et 54 %) ; de 15 % à 68 % du cercle",
        "19 d'accord sur 24",
        "Plus d'accord qu'avant. Les silencieux, en répondant, auraient pu renverser ce sens.",
        "+48 points, entre +18 et +68 ; de −20 à +72",
        "On ne peut pas dire que cela a changé.",
    ):
        assert expected in said


def test_everybody_reads_the_same_facts(office: Office, sounding: Sounding) -> None:
    minutes = minutes_of(steering_meeting(office))
    for typed in (
        "d Un essai d'un an | reste le budget | pro", "d Aucun poste en 2018 | contre",
        "d On se revoit en mai", "q Qui paie ?", "d Un brouillon | pro",
    ):  # fmt: skip
        note(minutes, typed)
    Outcome.objects.exclude(what="Un brouillon").update(shared_at=NOW, settled_at=NOW)
    Outcome.objects.filter(what="Un brouillon").update(shared_at=NOW)
    pages = {
        right: page_of(office, right).partition("Ce que l'on sait du soutien")[2]
        for right in (Right.READER, Right.MANAGEMENT, Right.AMBASSADOR)
    }
    assert len(set(pages.values())) == 1
    said = pages[Right.MANAGEMENT]
    for expected in (
        "En faveur du laboratoire D1 · Un essai d'un an Pas décidé : le budget 17 mai 2018",
        "Contre ce que le laboratoire demandait D2 · Aucun poste en 2018",
        "1 autre décision",
        "Q1 · Qui paie ?",
        "Aucune réunion terminée n'a recueilli d'engagements.",
    ):
        assert expected in said
    assert "Un brouillon" not in said
    assert "D1" in said
    reader = office.browser(Right.READER).get(office.address("soutien")).content.decode()
    assert "/decider/" not in reader
    Outcome.objects.filter(what="Un essai d'un an").update(end="abandoned")
    assert "Un essai d'un an" not in page_of(office)


def test_commitments_are_totals_once_nobody_may_confirm_and_never_a_name(
    office: Office, page_room: Room
) -> None:
    asked = sheet(activity("part", "commitments", settings={"question": "Et vous ?"}))
    page_room.code = open_meeting(sheet=asked, engine=page_room.engine, now=NOW).code
    Meeting.objects.filter(code=page_room.code).update(programme=office.programme)
    page_room.open("part")
    links = [secrets.token_bytes(16) for _ in range(7)]
    made = [
        canonical({"name": f"Direction · D{number:02}", "offer_3": "yes"})
        for number, _link in enumerate(links)
    ]
    for link, promise in zip(links, made, strict=True):
        page_room.engine.ask(OfferCommitment(page_room.code, "part", link, promise))
    page_room.close("part")
    page_room.control(entries.MEETING_ENDED)
    assert "Les propositions peuvent encore se confirmer" in page_of(office)
    page_room.clock.pass_time(days=1)
    for link, promise in zip(links, made, strict=True):
        page_room.engine.ask(ConfirmCommitment(page_room.code, "part", link, promise))
    assert "Les propositions peuvent encore se confirmer" in page_of(office)
    page_room.clock.pass_time(days=7)
    said = page_of(office)
    assert "Au moins 5 personnes ont confirmé ce qu'elles proposent." in said
    assert "trop peu pour être dit" in said
    assert re.search(r"Du .* au .*, chaque personne dit par son lien privé", said)
    assert "Dit tenu" not in said
    page_room.clock.pass_time(days=82)
    for link in links[:6]:
        page_room.engine.ask(SayKept(page_room.code, link, {3: link != links[0]}))
        assert page_of(office) == said
    page_room.clock.pass_time(days=31)
    said = page_of(office)
    assert re.search(r"Dit tenu Dit non tenu .* 5 5 trop peu pour être dit", said)
    assert "Direction · D0" not in said


def test_nothing_is_chosen_before_somebody_answers(wave: Wave) -> None:
    assert "checked" not in Client().get(ADDRESS).content.decode()
    assert answer("4", "").get(ADDRESS).content.decode().count("checked") == 2


def test_the_page_asks_no_more_of_the_database_as_soundings_grow(office: Office) -> None:
    reader = office.browser(Right.READER)
    support_pages(office, timezone.localdate())
    Wave.objects.filter(closed_on=None).delete()

    def n_queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert reader.get(office.address("soutien")).status_code == 200
        return len(asked)

    few = n_queries()
    assert few <= 15
    for _ in range(5):
        more = directors_sounding(office)
        wave_of_counts(more, [[1, 1, 1, 1, 2]] * 2, on=MARCH, n_answers=6, n_asked=40)
    assert n_queries() == few


def test_a_link_that_opens_nothing_says_so(db: None) -> None:
    answered = Client().get("/sondage/nothing-of-the-kind")
    assert answered.status_code == 404
    assert "Ce lien n'ouvre plus de page" in plain(answered.content)


def test_the_page_of_a_link_is_kept_nowhere(wave: Wave) -> None:
    shown = Client().get(ADDRESS)
    assert shown["Cache-Control"] == "no-store"
    assert shown["X-Robots-Tag"] == "noindex"
    for each in STATEMENTS:
        assert each in shown.content.decode()


def test_a_sounding_of_another_programme_is_not_found(office: Office, sounding: Sounding) -> None:
    stranger = office.browser(stranger=True)
    assert stranger.get(office.address(f"soutien/sondages/{sounding.key}")).status_code == 404
    other = office.stranger.roles.get().kind.programme
    assert (
        stranger.get(f"/programme/{other.key}/soutien/sondages/{sounding.key}").status_code == 404
    )


def test_a_closed_wave_is_cited_by_a_decision_and_an_open_one_is_not(
    office: Office, leader: Client, sounding: Sounding
) -> None:
    told = wave_of_counts(
        sounding, [[0, 0, 2, 4, 6], [0, 0, 0, 1, 2]], on=MARCH, n_answers=12, n_asked=40
    )
    wave = wave_by_link(sounding, ends_on=timezone.localdate(), today=timezone.localdate())
    decision = note(minutes_of(steering_meeting(office)), "d Un essai d'un an")
    page = office.address(f"decider/{decision.key}")
    offered = leader.get(page, {"q": "séminaire"}).content.decode()
    assert f"for:wave/{told.key}" in offered
    assert wave.key not in offered
    leader.post(f"{page}/source", {"do": f"for:wave/{told.key}"})
    refused = leader.post(f"{page}/source", {"do": f"for:wave/{wave.key}"})
    assert refused.status_code == 409
    said = plain(leader.get(page).content)
    assert "Après le séminaire, vague 1" in said
    assert "« Le laboratoire est utile. » : 10 d'accord sur 12" in said
    assert "« Ma direction y prendra part. » : trop peu de réponses" in said
    thread = office.address(f"fil/wave/{told.key}")
    assert "Un essai d'un an" in plain(leader.get(thread).content)
    # Management does not read the draft that cites it, nor a guest the sounding.
    chief = office.browser(Right.MANAGEMENT)
    assert "Un essai d'un an" not in plain(chief.get(thread).content)


def test_a_sounding_is_removed_until_it_was_put(
    office: Office, leader: Client, sounding: Sounding
) -> None:
    other = directors_sounding(office)
    remove = office.address(f"soutien/sondages/{other.key}/retirer")
    assert office.browser(Right.AMBASSADOR).post(remove).status_code == 403
    assert leader.post(remove).status_code == 302
    wave_of_counts(sounding, [[0, 0, 2, 4, 6]] * 2, on=MARCH, n_answers=12, n_asked=40)
    late = leader.post(office.address(f"soutien/sondages/{sounding.key}/retirer"))
    assert late.status_code == 422
    assert list(Sounding.objects.all()) == [sounding]
    assert Entry.objects.filter(act="sounding.removed").count() == 1
