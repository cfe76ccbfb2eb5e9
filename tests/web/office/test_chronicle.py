"""The chronicle's pages: who may do what, words never lost, a form sent twice, hostile words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mire.programme.chronicle.models import Episode, Picture, PublicDecision, PublicSite, Voice
from mire.programme.chronicle.rules.kinds import Status
from mire.programme.journal.models import Entry
from mire.programme.people.rules import Right
from tests.support.chronicle import (
    NEEDED,
    SLUG,
    chronicle_pages,
    decision,
    episode,
    image,
    move,
    picture,
    publish,
    restitution,
    site,
    voice,
)
from tests.support.office import Office, open_office

HOSTILE = "<script>alert(1)</script> **gras**"
ABOUT = {"alternative": "Une grille à deux axes.", "credit": "", "consent": "nobody"}


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def test_every_page_is_shown(office: Office) -> None:
    browser = office.browser(Right.ADMINISTRATOR)
    for each in chronicle_pages(office):
        assert browser.get(office.address(each)).status_code == 200, each
    facilitator = office.browser(Right.FACILITATOR)
    assert facilitator.get(office.address("recit/site")).status_code == 403
    assert facilitator.get(office.address("recit/site/apercu")).status_code == 200


def test_an_empty_chronicle_says_what_it_will_hold(office: Office) -> None:
    page = office.browser(Right.FACILITATOR).get(office.address("recit")).content.decode()
    assert "épisode par épisode" in page


def test_an_episode_is_written_once_and_kept_when_refused(office: Office) -> None:
    browser, here = office.browser(Right.AMBASSADOR), office.address("recit/nouveau")
    said = {"title": "Un", "lead": "Deux.", "body": HOSTILE, "once": "k" * 11}
    for _ in range(2):
        assert browser.post(here, said).status_code == 302
    row = Episode.objects.get()
    assert row.body == HOSTILE
    refused = browser.post(here, {**said, "title": "…", "once": "m" * 11})
    assert refused.status_code == 422
    assert "&lt;script&gt;" in refused.content.decode()
    shown = browser.get(office.address(f"recit/{row.key}")).content.decode()
    assert "<script>alert" not in shown
    assert "<strong>gras</strong>" in shown
    assert (
        "<script>alert"
        not in browser.get(office.address(f"recit/{row.key}/apercu")).content.decode()
    )


def test_what_somebody_else_saved_is_not_overwritten(office: Office) -> None:
    row = episode(office.programme)
    browser, here = office.browser(Right.FACILITATOR), office.address(f"recit/{row.key}/ecrire")
    loaded = browser.get(here).context["form"]["loaded"].value()
    Episode.objects.update(title="Autre")
    said = {"title": "Le mien", "lead": row.lead, "body": "x", "loaded": loaded}
    answer = browser.post(here, said)
    assert answer.status_code == 409
    assert "Le mien" in answer.content.decode()
    assert Episode.objects.get().title == "Autre"


def test_who_opened_the_form_is_told(office: Office) -> None:
    row = episode(office.programme)
    here = office.address(f"recit/{row.key}/ecrire")
    office.browser(Right.FACILITATOR).get(here)
    page = office.browser(Right.AMBASSADOR).get(here).content.decode()
    assert "Personne facilitator a ouvert" in page


def test_an_episode_is_read_then_published_by_a_facilitator(office: Office) -> None:
    row = episode(office.programme)
    here = office.address(f"recit/{row.key}/etat")
    ambassador, facilitator = office.browser(Right.AMBASSADOR), office.browser(Right.FACILITATOR)
    said = {"status": "reviewed", "seen": str(row.version)}
    assert ambassador.post(here, said).status_code == 302
    assert ambassador.post(here, {**said, "status": "published"}).status_code == 409
    assert facilitator.post(here, {**said, "status": "published"}).status_code == 302
    assert Episode.objects.get().status == Status.PUBLISHED
    assert office.browser(Right.MANAGEMENT).post(here, said).status_code == 403
    assert office.browser(Right.READER).get(office.address("recit")).status_code == 403
    for bad in ({"status": "nawak"}, {"seen": "x"}, {"seen": "9" * 30}):
        assert facilitator.post(here, {**said, **bad}).status_code == 404


def test_a_version_that_was_not_read_is_not_published(office: Office) -> None:
    row = episode(office.programme)
    move(row, Status.REVIEWED)
    browser = office.browser(Right.FACILITATOR)
    said = {"status": "published", "seen": str(row.version - 1)}
    answer = browser.post(office.address(f"recit/{row.key}/etat"), said)
    assert answer.status_code == 409
    assert "entre-temps" in answer.content.decode()


def test_a_correction_keeps_its_reason_when_refused(office: Office) -> None:
    row = publish(episode(office.programme))
    voice(row)
    move(row, Status.REVIEWED)
    Voice.objects.update(words="selon Mme Facilitator")
    said = {"status": "published", "seen": str(row.version), "why": "Une raison précise"}
    answer = office.browser(Right.FACILITATOR).post(office.address(f"recit/{row.key}/etat"), said)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Une raison précise" in page
    assert "nommé" in page


def test_the_summary_is_written_and_given_back(office: Office) -> None:
    publish(episode(office.programme, "Un"))
    row = episode(office.programme, "Deux")
    browser, here = office.browser(Right.AMBASSADOR), office.address(f"recit/{row.key}/resume")
    assert "Un : on essaie." in browser.get(here).content.decode()
    browser.post(here, {"recap": "Un : on essaie."})
    row.refresh_from_db()
    assert not row.has_own_recap
    browser.post(here, {"recap": "Le mien."})
    row.refresh_from_db()
    assert (row.has_own_recap, row.recap) == (True, "Le mien.")
    browser.post(office.address(f"recit/{row.key}/resume/regle"))
    row.refresh_from_db()
    assert not row.has_own_recap


def test_a_picture_is_taken_once_or_refused_with_why(office: Office) -> None:
    row = episode(office.programme)
    browser, here = office.browser(Right.AMBASSADOR), office.address(f"recit/{row.key}/image")

    def send(raw: bytes, **said: str) -> int:
        file = SimpleUploadedFile("photo.jpg", raw, "image/jpeg")
        answer = browser.post(here, {**ABOUT, "once": "p" * 11, "file": file, **said})
        return answer.status_code

    assert send(b"<svg/>") == 422
    assert send(image(), consent="missing") == 422
    assert send(image(), consent="agreed") == 422
    assert send(image(), alternative="IMG_1234.jpg") == 422
    assert send(bytes(12_000_001)) == 422
    assert not Picture.objects.exists()
    day = timezone.localdate().isoformat()
    agreed = {"consent": "agreed", "consent_where": "classeur", "consent_on": day}
    for _ in range(2):
        assert send(image(), **agreed) == 302
    kept = Picture.objects.get()
    assert kept.consent_where == "classeur"
    for size, width in (("grande", 320), ("petite", 320)):
        given = browser.get(office.address(f"recit/image/{kept.key}/{size}"))
        assert given["Content-Type"] == "image/jpeg"
        assert given.status_code == 200, width
    assert browser.get(office.address(f"recit/image/{kept.key}/autre")).status_code == 404
    assert (
        office.browser(stranger=True)
        .get(office.address(f"recit/image/{kept.key}/grande"))
        .status_code
        == 404
    )


def test_another_page_still_takes_no_file(office: Office) -> None:
    browser = office.browser(Right.AMBASSADOR)
    file = SimpleUploadedFile("x.jpg", image(), "image/jpeg")
    said = {"title": "Un", "lead": "Deux.", "body": "x", "once": "n" * 11, "file": file}
    assert browser.post(office.address("recit/nouveau"), said).status_code == 302
    assert not Picture.objects.exists()


def test_a_picture_is_said_otherwise_taken_out_put_back_and_withdrawn(office: Office) -> None:
    row = episode(office.programme)
    shown = picture(row)
    browser = office.browser(Right.FACILITATOR)
    here = office.address(f"recit/{row.key}/image/{shown.key}")
    assert (
        browser.post(here, {**ABOUT, "alternative": "Trois personnes de dos."}).status_code == 302
    )
    press = office.address(f"recit/{row.key}/piece/{shown.key}")
    for do, is_in in (("out", False), ("in", True)):
        browser.post(press, {"do": do})
        shown.refresh_from_db()
        assert shown.is_in is is_in
    browser.post(press, {"do": "everywhere"})
    shown.refresh_from_db()
    assert shown.withdrawn_at is not None
    assert browser.post(press, {"do": "nawak"}).status_code == 404
    assert browser.get(here).status_code == 404
    page = browser.get(office.address(f"recit/{row.key}")).content.decode()
    assert "Retirée de toutes les versions" in page


def test_a_voice_needs_a_consent_and_enough_people(office: Office) -> None:
    row = episode(office.programme)
    browser, here = office.browser(Right.AMBASSADOR), office.address(f"recit/{row.key}/parole")
    said = {
        "words": "On a essayé.", "role": "parole d'ambassadrice", "department": "",
        "consent_where": "classeur", "consent_on": timezone.localdate().isoformat(),
        "once": "v" * 11,
    }  # fmt: skip
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for bad in ({"consent_where": ""}, {"consent_on": tomorrow}, {"role": "3"}, {"words": "!"},
                {"words": "Mme Reader l'a dit"}):  # fmt: skip
        answer = browser.post(here, {**said, **bad})
        assert answer.status_code == 422, bad
    office.programme.authority.departments.create(name="Habitat", code="D07", kind="department")
    few = browser.post(here, {**said, "department": "Habitat"})
    assert few.status_code == 422
    assert "on saurait qui parle" in few.content.decode()
    known = {**said, "department": "Habitat", "is_known": "on"}
    for _ in range(2):
        assert browser.post(here, known).status_code == 302
    assert Voice.objects.get().department == "Habitat"


def test_a_public_text_is_cited_once(office: Office) -> None:
    row = episode(office.programme)
    browser, here = office.browser(Right.AMBASSADOR), office.address(f"recit/{row.key}/propos")
    assert "publiez-en un" in browser.get(here).content.decode()
    made = restitution(office, "Du temps, d'abord.", HOSTILE)
    page = browser.get(f"{here}?q=temps").content.decode()
    assert "Du temps, d&#x27;abord." in page
    assert "<script>alert" not in browser.get(here).content.decode()
    key = made.meeting.verbatims.order_by("place")[0].key
    refused = browser.post(here, {"verbatim": key, "role": "", "once": "q" * 11})
    assert refused.status_code == 422
    for _ in range(2):
        sent = {"verbatim": key, "role": "Entendu au séminaire", "once": "q" * 11}
        assert browser.post(here, sent).status_code == 302
    assert Voice.objects.get().verbatim == key
    page = browser.get(office.address(f"recit/{row.key}")).content.decode()
    assert "Du temps, d&#x27;abord." in page


def test_links_are_chosen_among_what_is_public(office: Office) -> None:
    row = episode(office.programme)
    browser, here = office.browser(Right.AMBASSADOR), office.address(f"recit/{row.key}/liens")
    assert "est encore public" in browser.get(here).content.decode()
    decided = decision(office)
    assert browser.post(here, {"links": [f"decision/{decided.key}"]}).status_code == 302
    assert Episode.objects.get().links == [f"decision/{decided.key}"]
    assert browser.post(here, {"links": ["decision/nawak"]}).status_code == 422


def test_a_decision_is_published_by_a_facilitator(office: Office) -> None:
    row = decision(office, is_public=False)
    here = office.address(f"recit/decisions/{row.key}")
    assert office.browser(Right.AMBASSADOR).post(here, {"do": "publish"}).status_code == 403
    browser = office.browser(Right.FACILITATOR)
    for _ in range(2):
        assert browser.post(here, {"do": "publish"}).status_code == 302
    assert PublicDecision.objects.count() == 1
    assert Entry.objects.filter(act="decision.published").count() == 1
    browser.post(here, {"do": "unpublish"})
    assert not PublicDecision.objects.exists()


def test_the_site_is_written_opened_and_closed_by_who_administers(office: Office) -> None:
    browser, here = office.browser(Right.ADMINISTRATOR), office.address("recit/site")
    said = {"slug": SLUG, **NEEDED, "access": "not", "aims": "", "shows_timeline": "on"}
    assert "la-transfo" in browser.get(here).content.decode()
    bad = browser.post(here, {**said, "slug": "La Transfo"})
    assert bad.status_code == 422
    assert browser.post(here, {**said, "host": ""}).status_code == 302
    press = office.address("recit/site/ouvrir")
    refused = browser.post(press, {"do": "open"})
    assert refused.status_code == 409
    assert "héberge" in refused.content.decode()
    browser.post(here, {**said, "loaded": ""})
    assert browser.post(press, {"do": "open"}).status_code == 302
    assert PublicSite.objects.get().opened_at is not None
    assert f"/p/{SLUG}/" in browser.get(here).content.decode()
    assert browser.post(press, {"do": "close"}).status_code == 302
    assert PublicSite.objects.get().opened_at is None


def test_the_sites_words_go_back_to_those_shipped(office: Office) -> None:
    site(office.programme)
    browser = office.browser(Right.ADMINISTRATOR)
    here = office.address("recit/site/textes/vie-privee")
    offered = browser.get(here).context["form"]["words"].value()
    assert "Aucun traceur" in offered
    browser.post(here, {"words": offered})
    assert PublicSite.objects.get().privacy_words == ""
    browser.post(here, {"words": "Le nôtre."})
    assert PublicSite.objects.get().privacy_words == "Le nôtre."
    browser.post(here, {"words": ""})
    assert PublicSite.objects.get().privacy_words == ""
    assert browser.get(office.address("recit/site/textes/nawak")).status_code == 404


def test_an_episode_is_withdrawn_with_why_and_removed_only_then(office: Office) -> None:
    row = publish(episode(office.programme))
    browser = office.browser(Right.FACILITATOR)
    listed = office.address(f"recit/{row.key}/liste")
    assert browser.post(listed, {"do": "out"}).status_code == 409
    here = office.address(f"recit/{row.key}/retirer")
    assert browser.post(here, {"why": ""}).status_code == 409
    refused = browser.post(here, {"why": 'Mme Reader "le" demande.'})
    assert refused.status_code == 409
    assert 'value="Mme Reader &quot;le&quot; demande."' in refused.content.decode()
    # What was typed to withdraw is not what a correction changes.
    assert refused.content.decode().count("Mme Reader &quot;le&quot;") == 1
    assert browser.post(here, {"why": "Il racontait mal."}).status_code == 302
    assert browser.post(listed, {"do": "out"}).status_code == 302
    assert "Épisodes retirés" in browser.get(office.address("recit")).content.decode()
    assert browser.post(listed, {"do": "back"}).status_code == 302
    assert Episode.objects.get().removed_at is None
