"""From an ended meeting to a restitution that is released, answered, corrected and published."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mire.documents.frozen import thawed
from mire.documents.tree import Link, Paragraph, Quotes, parts_of
from mire.live.state import entries
from mire.programme.blind.actions import begin_blind
from mire.programme.blind.models import BlindReading
from mire.programme.evidence.models import Verbatim
from mire.programme.findings.actions import write_finding
from mire.programme.findings.models import Finding
from mire.programme.findings.rules import FindingKind
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import open_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.reading.actions import begin_reading, read_together
from mire.programme.reading.models import Reading
from mire.programme.reading.rules import ActKind
from mire.programme.restitutions.models import ReleasedRestitution, Remark, Restitution
from mire.programme.thread.queries import trace
from mire.programme.thread.rules import Reference
from tests.support.office import NOW, Office
from tests.support.rooms import Room, placed

BY = Actor("kkkkkkkkkkk", "Résidente · D07")
SENTENCE = "Les raisons sont nombreuses."
HOSTILE = '=cmd|"/C calc"!A0 <script>alert(1)</script> #strong[x] \u202eرأي 🌻'


@pytest.fixture
def meeting(office: Office, page_room: Room, facilitator: Client) -> Meeting:
    """A meeting that has ended: a grid on which eight people said why."""
    opened = open_meeting(sheet=page_room.state.sheet, engine=page_room.engine, now=NOW)
    page_room.code = opened.code
    seats = [page_room.join() for _ in range(8)]
    page_room.open("grille")
    for n, seat in enumerate(seats):
        page_room.answer("grille", seat, placed(n, 5, HOSTILE if n == 3 else f"Raison {n}"))
    page_room.close("grille")
    page_room.control(entries.MEETING_ENDED)
    Meeting.objects.filter(code=opened.code).update(programme=office.programme)
    facilitator.get(office.address("dit"))  # what was said is taken in
    return Meeting.objects.get(code=opened.code)


@pytest.fixture
def theme(office: Office, meeting: Meeting) -> str:
    reading = begin_reading(
        programme=office.programme, key="rrrrrrrrrrr", title="Lecture", meetings=[meeting], by=BY,
        now=NOW,
    )  # fmt: skip
    cards = list(Verbatim.objects.order_by("place").values_list("key", flat=True))
    against = key("Raison 7")
    for number, (kind, body) in enumerate(
        [
            (ActKind.MADE, {"theme": "ttttttttttt", "name": "Des raisons", "cards": cards}),
            (ActKind.OPPOSED, {"cards": [against], "on": True}),
        ]
    ):
        read_together(reading=reading, kind=kind, body=body, seen=number, by=BY, now=NOW)
    return "ttttttttttt"


@pytest.fixture
def finding(office: Office, theme: str) -> Finding:
    return write_finding(
        programme=office.programme,
        key="fffffffffff",
        kind=FindingKind.FINDING,
        sentence=SENTENCE,
        detail="",
        cited=[Reference("theme", theme)],
        by=BY,
        now=NOW,
    )


@pytest.fixture
def restitution(
    office: Office, meeting: Meeting, finding: Finding, facilitator: Client
) -> Restitution:
    here = office.address("dit/restitutions/commencer")
    for _ in range(2):
        assert facilitator.post(here, {"meeting": meeting.key}).status_code == 302
    made = Restitution.objects.get()
    assert do(office, made, facilitator, f"in:finding:{finding.key}") == 302
    return made


def test_findings_are_taken_several_at_once_the_latest_draft_first(
    office: Office, restitution: Restitution, facilitator: Client, finding: Finding, theme: str
) -> None:
    for n, status in enumerate(("draft", "draft", "released")):
        made = write_finding(
            programme=office.programme,
            key=str(n + 2) * 11,
            kind=FindingKind.FINDING,
            sentence=f"Une phrase {n}.",
            detail="",
            cited=[Reference("theme", theme)],
            by=BY,
            now=NOW + timedelta(minutes=n + 1),
        )
        Finding.objects.filter(pk=made.pk).update(status=status)
    page = facilitator.get(at(office, restitution)).content.decode()
    assert re.findall(r'name="taken" value="(\w+)"', page) == ["3" * 11, "2" * 11, "4" * 11]
    sent = {"do": "in:finding:", "taken": ["3" * 11, "4" * 11]}
    assert facilitator.post(at(office, restitution, "/agir"), sent).status_code == 302
    restitution.refresh_from_db()
    page = facilitator.get(at(office, restitution)).content.decode()
    assert re.findall(r'name="taken" value="(\w+)"', page) == ["2" * 11]
    assert page.index(SENTENCE) < page.index("Une phrase 1.") < page.index("Une phrase 2.")


def key(text: str) -> str:
    return Verbatim.objects.get(text=text).key


def at(office: Office, restitution: Restitution, rest: str = "") -> str:
    return office.address(f"dit/restitutions/{restitution.key}{rest}")


def do(office: Office, restitution: Restitution, who: Client, what: str) -> int:
    return who.post(at(office, restitution, "/agir"), {"do": what}).status_code


def give(
    office: Office, restitution: Restitution, who: Client, status: str, why: str = ""
) -> tuple[int, str]:
    page = who.get(at(office, restitution)).content.decode()
    found = re.search(r'name="seen" value="(\w+)"', page)
    given = {"do": status, "seen": found[1] if found else "", "why": why}
    answer = who.post(at(office, restitution, "/etat"), given, follow=True)
    return answer.status_code, plain(answer.content)


def plain(content: bytes) -> str:
    words = content.decode().replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")
    return re.sub(r"\s+", " ", words)


def document(
    office: Office, restitution: Restitution, who: Client, length: str, query: str = ""
) -> bytes:
    answer = who.get(at(office, restitution, f"/document/{length}{query}"))
    assert answer.status_code == 200
    return answer.content


def release(office: Office, restitution: Restitution, facilitator: Client) -> None:
    assert give(office, restitution, facilitator, "reviewed")[0] == 200
    assert give(office, restitution, facilitator, "released")[0] == 200
    assert ReleasedRestitution.objects.filter(restitution=restitution).exists()


def test_a_meeting_that_has_ended_waits_for_its_restitution(
    office: Office, meeting: Meeting, facilitator: Client
) -> None:
    page = plain(facilitator.get(office.address("dit/restitutions")).content)
    assert "pas commencée" in page
    assert "1 réunion terminée" in page
    assert "Séminaire · 21 mars 2018</button>" in page  # two may bear one title
    assert "Commencer la restitution" in plain(
        facilitator.get(office.address(f"reunions/{meeting.key}")).content
    )
    nothing = facilitator.post(office.address("dit/restitutions/commencer"), {"meeting": "x" * 11})
    assert nothing.status_code == 404


def test_its_documents_tell_findings_with_their_counts_and_themes_with_their_quotes(
    office: Office, restitution: Restitution, facilitator: Client
) -> None:
    full = plain(document(office, restitution, facilitator, "full"))
    assert SENTENCE in full
    assert "7 propos · 1 réunion ; 1 propos dit le contraire" in full
    assert "Des raisons : 8 propos" in full
    assert "Disent le contraire :" in full
    assert full.index("Raison 7") > full.index("Disent le contraire :")
    assert "Et 4 autres propos, dans l'annexe." in full
    page = plain(document(office, restitution, facilitator, "page"))
    assert SENTENCE in page
    assert "Raison 1" not in page
    annex = plain(document(office, restitution, facilitator, "annex"))
    assert all(f"Raison {n}" in annex for n in (0, 1, 2, 4, 5, 6, 7))
    assert "<script>alert" not in annex
    assert "=cmd|&quot;/C calc&quot;!A0 &lt;script&gt;" in annex


def test_each_finding_leads_back_to_entries_of_the_log(
    office: Office, restitution: Restitution, facilitator: Client, page_room: Room
) -> None:
    release(office, restitution, facilitator)
    kept = thawed(ReleasedRestitution.objects.get().documents["full"])
    sentences = [each.words for each in kept.blocks if isinstance(each, Paragraph)]
    links = [part for words in sentences for part in parts_of(words) if isinstance(part, Link)]
    (link,) = links
    kind, thread = link.address.split("/fil/")[1].split("/")
    found = trace(office.programme, Reference(kind, thread))
    assert found
    behind = {each.citable.reference.key for each in found.sources}
    spoken = page_room.state.activities["grille"].verbatims()
    assert len(behind & set(Verbatim.objects.values_list("key", flat=True))) == len(spoken) == 8
    quoted = {
        mark
        for block in kept.blocks
        if isinstance(block, Quotes)
        for row in block.rows
        for mark in (row.mark, *row.others)
    }
    assert quoted <= behind
    forward = trace(office.programme, Reference("verbatim", key("Raison 1")))
    assert forward
    assert [each.citable.reference.kind for each in forward.uses] == [
        "theme",
        "finding",
        "restitution",
    ]


@pytest.mark.parametrize("kind", ["pdf", "odt", "docx"])
@pytest.mark.parametrize("length", ["page", "full", "annex"])
def test_each_length_is_handed_out_as_a_file(
    office: Office, restitution: Restitution, facilitator: Client, length: str, kind: str
) -> None:
    made = document(office, restitution, facilitator, length, f"?format={kind}")
    assert made.startswith(b"%PDF" if kind == "pdf" else b"PK")


def test_what_it_takes_up_is_moved_and_left_out(
    office: Office, restitution: Restitution, facilitator: Client
) -> None:
    assert do(office, restitution, facilitator, "out:section:times") == 302
    assert do(office, restitution, facilitator, "up:section:watch_points") == 302
    restitution.refresh_from_db()
    assert "times" not in restitution.sections
    assert restitution.sections[:2] == ["facts", "watch_points"]
    assert "Temps prévu" not in plain(document(office, restitution, facilitator, "full"))
    assert do(office, restitution, facilitator, "in:section:times") == 302
    assert do(office, restitution, facilitator, "in:section:nothing") == 302
    restitution.refresh_from_db()
    assert restitution.sections[-1] == "times"
    assert do(office, restitution, facilitator, "burn:section:times") == 404
    assert do(office, restitution, facilitator, "out:finding:fffffffffff") == 302
    assert SENTENCE not in plain(document(office, restitution, facilitator, "full"))


def test_a_release_reviews_and_releases_what_it_takes_up_and_is_kept(
    office: Office, restitution: Restitution, facilitator: Client, finding: Finding
) -> None:
    ambassador = office.browser(Right.AMBASSADOR)
    assert give(office, restitution, ambassador, "reviewed")[0] == 200
    finding.refresh_from_db()
    assert finding.status == "reviewed"
    status, page = give(office, restitution, ambassador, "released")
    assert (status, "ne peut pas passer à « diffusé »" in page) == (409, True)
    assert give(office, restitution, facilitator, "released")[0] == 200
    finding.refresh_from_db()
    assert finding.status == "released"
    facilitator.post(at(office, restitution, "/mots"), {"lead": "Autre.", "next_steps": ""})
    restitution.refresh_from_db()
    assert (restitution.status, restitution.version) == ("draft", 2)
    first = plain(document(office, restitution, facilitator, "full", "?version=1"))
    assert "Autre." not in first
    assert "Autre." in plain(document(office, restitution, facilitator, "full"))
    assert facilitator.get(at(office, restitution, "/document/full?version=9")).status_code == 404


def test_a_correction_says_what_it_changes(
    office: Office, restitution: Restitution, facilitator: Client
) -> None:
    release(office, restitution, facilitator)
    facilitator.post(at(office, restitution, "/mots"), {"lead": "Corrigé.", "next_steps": ""})
    give(office, restitution, facilitator, "reviewed")
    status, page = give(office, restitution, facilitator, "released")
    assert (status, "Dites ce qui change" in page) == (409, True)
    assert give(office, restitution, facilitator, "released", "Le chapeau.")[0] == 200
    facilitator.post(at(office, restitution, "/publier"), {"do": "publish"})
    public = plain(Client().get(f"/r/{restitution.key}").content)
    assert "Corrigé." in public
    assert "Version 2, diffusée le" in public
    assert ": Le chapeau." in public


def test_the_public_page_needs_no_account_no_script_and_may_be_kept(
    office: Office, restitution: Restitution, facilitator: Client
) -> None:
    stranger = Client()
    assert stranger.get(f"/r/{restitution.key}").status_code == 404
    refused = facilitator.post(at(office, restitution, "/publier"), {"do": "publish"})
    assert "rien n'est encore à publier" in plain(refused.content)
    release(office, restitution, facilitator)
    assert stranger.get(f"/r/{restitution.key}").status_code == 404
    assert facilitator.get(f"/r/{restitution.key}").status_code == 302
    facilitator.post(at(office, restitution, "/publier"), {"do": "publish"})
    answer = stranger.get(f"/r/{restitution.key}")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer
    page = plain(answer.content)
    assert SENTENCE in page
    assert "<script" not in page
    assert BY.name not in page
    assert "Personne facilitator" not in page
    # A citizen is led to nothing that asks for an account.
    assert "/programme/" not in page
    assert "/fil/finding/" in plain(
        facilitator.get(at(office, restitution, "/document/full")).content
    )
    assert SENTENCE in plain(stranger.get(f"/r/{restitution.key}?longueur=page").content)
    facilitator.post(at(office, restitution, "/publier"), {"do": "unpublish"})
    assert stranger.get(f"/r/{restitution.key}").status_code == 404
    assert stranger.get(f"/r/{'2' * 11}").status_code == 404


def test_a_mask_reaches_what_was_released_and_published(
    office: Office, restitution: Restitution, facilitator: Client, meeting: Meeting, page_room: Room
) -> None:
    release(office, restitution, facilitator)
    facilitator.post(at(office, restitution, "/publier"), {"do": "publish"})
    assert "Raison 7" in plain(Client().get(f"/r/{restitution.key}").content)
    facilitator.get(office.address(f"reunions/{meeting.key}/regie"))
    (entry,) = [
        each.id
        for each in page_room.state.activities["grille"].verbatims()
        if each.text == "Raison 7"
    ]
    given = {"activity": "grille", "entry": entry, "reason": "désigne une personne"}
    assert facilitator.post(f"/regie/{meeting.code}/relire", given).status_code == 302
    # before anybody opened a page of the office
    assert "Raison 7" not in str(ReleasedRestitution.objects.get().documents)
    assert "Raison 7" not in plain(Client().get(f"/r/{restitution.key}").content)
    assert "Raison 6" in str(ReleasedRestitution.objects.get().documents)


@pytest.fixture
def link(office: Office, restitution: Restitution, facilitator: Client) -> str:
    ends_on = timezone.localdate() + timedelta(days=7)
    page = facilitator.post(at(office, restitution, "/demander"), {"ends_on": ends_on}, follow=True)
    found = re.search(r"/entendu/[\w-]+", page.content.decode())
    assert found
    again = facilitator.get(at(office, restitution, "/demander")).content.decode()
    assert found[0] not in again  # shown once
    return found[0]


def test_those_who_were_there_answer_without_a_trace(
    office: Office, restitution: Restitution, link: str, facilitator: Client, finding: Finding
) -> None:
    phone = Client()
    page = plain(phone.get(link).content)
    assert SENTENCE in page
    assert "7 propos · 1 réunion" in page
    form = page.split(f'name="about" value="{finding.key}"')[1]
    once = form.split('name="once" value="')[1].split('"')[0]
    given = {"about": finding.key, "once": once, "words": "Je disais autre chose."}
    for _ in range(2):  # sent twice
        kept = phone.post(link, given, follow=True)
        assert "Merci" in plain(kept.content)
    row = Remark.objects.get()
    assert (row.words, row.sentence, row.state) == ("Je disais autre chose.", SENTENCE, "waiting")
    assert {each.name for each in Remark._meta.fields} == {
        "id", "key", "restitution", "finding", "sentence", "words", "on", "state", "reply",
        "reply_by", "reply_on",
    }  # fmt: skip
    assert "Je disais" not in plain(Client().get(link).content)
    assert not Entry.objects.filter(act__startswith="remark").exists()
    assert "1 remarque attend" in plain(facilitator.get(at(office, restitution)).content)
    assert "Moins de 5 personnes" in plain(facilitator.get(at(office, restitution)).content)
    reply = at(office, restitution, f"/remarques/{row.key}")
    assert "facultatif" not in plain(facilitator.get(reply).content), "it is asked for"
    silent = facilitator.post(reply, {"state": "shown", "reply": " "})
    assert (silent.status_code, "Répondez en quelques mots" in plain(silent.content)) == (422, True)
    facilitator.post(reply, {"state": "shown", "reply": "Nous corrigeons."})
    page = plain(Client().get(link).content)
    assert "Je disais autre chose." in page
    assert "Réponse : Nous corrigeons." in page
    assert "Réponse : Nous corrigeons." in plain(document(office, restitution, facilitator, "full"))


def test_a_remark_that_points_at_somebody_is_not_shown(
    office: Office, restitution: Restitution, link: str, facilitator: Client
) -> None:
    Client().post(link, {"about": "", "words": "Untel ne fait rien."})
    row = Remark.objects.get()
    facilitator.post(
        at(office, restitution, f"/remarques/{row.key}"), {"state": "hidden", "reply": "Non."}
    )
    assert "Untel" not in plain(Client().get(link).content)
    assert "Untel" not in plain(document(office, restitution, facilitator, "full"))


def test_an_ambassador_answers_what_waits_on_their_home(
    office: Office, restitution: Restitution, link: str
) -> None:
    Client().post(link, {"about": "", "words": "Il manque la question du temps."})
    row = Remark.objects.get()
    ambassador = office.browser(Right.AMBASSADOR)
    home = plain(ambassador.get(office.address()).content)
    assert f'{at(office, restitution)}#remarques">1 remarque attend sa réponse' in home
    reply = at(office, restitution, f"/remarques/{row.key}")
    assert reply in plain(ambassador.get(at(office, restitution)).content)
    given = {"state": "shown", "reply": "Nous ajoutons cela."}
    assert ambassador.post(reply, given)["Location"].endswith("#remarques")
    assert "Réponse : Nous ajoutons cela." in plain(Client().get(link).content)
    assert office.browser(Right.READER).get(reply).status_code == 403


def test_a_link_that_is_late_replaced_or_wrong_takes_nothing(
    office: Office, restitution: Restitution, link: str, facilitator: Client
) -> None:
    empty = Client().post(link, {"about": "", "words": "  "})
    assert (empty.status_code, "Écrivez ce qui manque" in plain(empty.content)) == (422, True)
    gone = Client().post(link, {"about": "2" * 11, "words": "x"})
    assert "Cette phrase n'est plus" in plain(gone.content)
    Restitution.objects.update(heard_ends_on=timezone.localdate() - timedelta(days=1))
    late = Client().post(link, {"about": "", "words": "Trop tard ?"})
    assert "Le délai est passé" in plain(late.content)
    assert Client().get(link).status_code == 200
    assert Remark.objects.count() == 0
    ends_on = timezone.localdate() + timedelta(days=7)
    facilitator.post(at(office, restitution, "/demander"), {"ends_on": ends_on})
    assert Client().get(link).status_code == 404
    assert Client().get("/entendu/nothing-of-the-kind").status_code == 404
    past = facilitator.post(at(office, restitution, "/demander"), {"ends_on": "2018-01-01"})
    assert "Ce jour est passé" in plain(past.content)


def test_only_who_may_lead_asks_publishes_and_replies(
    office: Office, restitution: Restitution, link: str
) -> None:
    ambassador = office.browser(Right.AMBASSADOR)
    assert ambassador.get(at(office, restitution, "/demander")).status_code == 403
    assert (
        ambassador.post(at(office, restitution, "/publier"), {"do": "publish"}).status_code == 403
    )
    head = office.browser(Right.MANAGEMENT)
    assert head.get(at(office, restitution)).status_code == 200
    assert do(office, restitution, head, "out:section:times") == 403
    reader = office.browser(Right.READER)
    assert reader.get(at(office, restitution)).status_code == 403


def test_what_changed_since_it_was_read_is_not_released(
    office: Office, restitution: Restitution, facilitator: Client, finding: Finding
) -> None:
    give(office, restitution, facilitator, "reviewed")
    page = facilitator.get(at(office, restitution)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    Finding.objects.update(sentence="Changé par quelqu'un d'autre.")
    given = {"do": "released", "seen": seen[1]}
    answer = facilitator.post(at(office, restitution, "/etat"), given)
    assert (answer.status_code, "a changé entre-temps" in plain(answer.content)) == (409, True)
    assert not ReleasedRestitution.objects.exists()


def test_what_is_released_stays_when_a_finding_changes_and_says_so(
    office: Office, restitution: Restitution, facilitator: Client, finding: Finding
) -> None:
    release(office, restitution, facilitator)
    assert "a changé depuis" not in plain(facilitator.get(at(office, restitution)).content)
    Finding.objects.update(sentence="Changé après coup.", version=2, status="draft")
    assert "a changé depuis" in plain(facilitator.get(at(office, restitution)).content)
    assert "Changé après coup" not in plain(document(office, restitution, facilitator, "full"))
    facilitator.post(at(office, restitution, "/etat"), {"do": "draft"})
    restitution.refresh_from_db()
    assert (restitution.status, restitution.version) == ("draft", 2)
    assert "Changé après coup" in plain(document(office, restitution, facilitator, "full"))


def test_a_blind_reading_that_begins_later_takes_no_theme_away(
    office: Office, restitution: Restitution, facilitator: Client, meeting: Meeting
) -> None:
    beside = Reading.objects.get(key="rrrrrrrrrrr")
    blind = begin_blind(
        beside=beside, key="bbbbbbbbbbb", title="À part", by=Actor("a" * 11, "Autre"), now=NOW
    )
    cards = [key("Raison 0"), key("Raison 1")]
    body = {"theme": "uuuuuuuuuuu", "name": "Vu autrement", "cards": cards}
    read_together(reading=blind.reading, kind=ActKind.MADE, body=body, seen=0, by=BY, now=NOW)
    full = plain(document(office, restitution, facilitator, "full"))
    assert "Des raisons : 8 propos" in full
    assert "Vu autrement" not in full
    sought = office.address("dit/constats/fffffffffff?q=vu")
    assert "Vu autrement" not in plain(facilitator.get(sought).content)


def test_who_reads_blind_is_told_no_theme_of_the_other_reading_and_who_releases_is_warned(
    office: Office, restitution: Restitution, facilitator: Client, meeting: Meeting
) -> None:
    reader = office.browser(Right.AMBASSADOR)
    here = office.address("dit/lectures/aveugle")
    once = re.search(r'name="once" value="([^"]+)"', reader.get(here).content.decode())
    assert once
    page = office.address(f"dit/restitutions/{restitution.key}")
    warned = "lit encore ces propos à l'aveugle"
    assert warned not in plain(facilitator.get(page).content)
    assert "Des raisons : 8 propos" in plain(document(office, restitution, reader, "full"))
    reader.post(here, {"beside": "rrrrrrrrrrr", "once": once[1]})
    for length in ("page", "full", "annex"):
        assert "Des raisons" not in plain(document(office, restitution, reader, length))
    assert "Raison 4" in plain(document(office, restitution, reader, "annex"))
    assert "Vous lisez ces propos à l'aveugle" in plain(reader.get(page).content)
    assert warned in plain(facilitator.get(page).content)
    assert "Des raisons : 8 propos" in plain(document(office, restitution, facilitator, "full"))
    blind = BlindReading.objects.get()
    for who in (facilitator, reader):
        who.post(office.address(f"dit/lectures/{blind.reading.key}/aveugle"), {"do": "done"})
    assert "Des raisons : 8 propos" in plain(document(office, restitution, reader, "full"))
    assert warned not in plain(facilitator.get(page).content)
