"""The chronicle: written, published, corrected in the open, withdrawn; nobody is named."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mire.programme.chronicle.actions import (
    change_episode,
    change_site,
    publish_decision,
    set_links,
    set_piece_in,
    set_recap,
    set_site_open,
    withdraw_episode,
    withdraw_piece,
    write_episode,
)
from mire.programme.chronicle.models import Episode, EpisodeVersion, Picture, PublicDecision
from mire.programme.chronicle.queries.archive import chronicle_archived, pictures_archived
from mire.programme.chronicle.queries.episodes import (
    draft_told,
    published_picture,
    published_told,
    recap_for,
)
from mire.programme.chronicle.queries.public import (
    decisions_told,
    open_site,
    public_quotes,
    public_things,
    published_lines,
)
from mire.programme.chronicle.rules.kinds import Status
from mire.programme.chronicle.rules.placing import PartKind
from mire.programme.evidence.models import Verbatim
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.outcomes.models import Correction, Outcome
from mire.programme.people.models import Person
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.personal.queries.held import held_of
from mire.programme.restitutions.models import Restitution
from mire.programme.thread.queries import citables, cited_by
from mire.programme.thread.rules import Reach, Reference, State
from mire.technique_api.refusal import Refusal
from tests.support.chronicle import (
    BY,
    NEEDED,
    SLUG,
    decision,
    episode,
    move,
    picture,
    publish,
    restitution,
    site,
    voice,
    whole_chronicle,
)
from tests.support.office import NOW, Office, open_office

LATER = NOW + timedelta(days=3)


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def test_an_episode_is_written_once_read_and_published(office: Office) -> None:
    row = episode(office.programme)
    values = {"title": row.title, "lead": row.lead, "body": row.body}
    again = write_episode(programme=office.programme, key=row.key, values=values, by=BY, now=NOW)
    assert again == row
    assert published_lines(office.programme) == []
    with pytest.raises(Refusal, match="brouillon"):
        move(row, Status.PUBLISHED)
    publish(row)
    assert (row.number, row.status, row.status_by) == (1, "published", BY.name)
    (line,) = published_lines(office.programme)
    assert (line.title, line.published_at) == ("Premiers pas", NOW)
    acts = list(Entry.objects.filter(about_kind="episode").values_list("act", flat=True))
    assert sorted(acts) == ["episode.status", "episode.status", "episode.written"]


def test_what_was_published_changes_by_a_version_that_says_why(office: Office) -> None:
    row = publish(episode(office.programme))
    values = {"title": "Autre titre", "lead": row.lead, "body": "Autre."}
    change_episode(episode=row, seen=row.version, values=values, by=BY, now=NOW)
    told = published_told(office.programme, row.key)
    assert told is not None
    assert told.title == "Premiers pas"
    move(row, Status.REVIEWED)
    with pytest.raises(Refusal) as refused:
        move(row, Status.PUBLISHED)
    assert refused.value.path == ("why",)
    move(row, Status.PUBLISHED, "Un titre plus juste.", LATER)
    told = published_told(office.programme, row.key)
    assert told is not None
    assert (told.title, told.number) == ("Autre titre", 1)
    assert [(each.number, each.why) for each in told.changes] == [
        (1, ""),
        (2, "Un titre plus juste."),
    ]
    assert told.published_at == NOW
    assert EpisodeVersion.objects.get(number=1).content["title"] == "Premiers pas"


def test_two_people_do_not_overwrite_each_other(office: Office) -> None:
    row = episode(office.programme)
    values = {"title": "A", "lead": row.lead, "body": "B"}
    change_episode(episode=row, seen=1, values=values, by=BY, now=NOW)
    with pytest.raises(Refusal, match="entre-temps"):
        change_episode(episode=row, seen=1, values={**values, "title": "C"}, by=BY, now=NOW)


def test_the_summary_is_the_rules_until_somebody_writes_it(office: Office) -> None:
    publish(episode(office.programme, "Un"))
    publish(episode(office.programme, "Deux"))
    row = episode(office.programme, "Trois")
    assert recap_for(row) == "Un : on essaie. Deux : on essaie."
    set_recap(episode=row, words="Le mien.", by=BY, now=NOW)
    row.refresh_from_db()
    assert recap_for(row) == "Le mien."
    set_recap(episode=row, words=None, by=BY, now=NOW)
    row.refresh_from_db()
    assert recap_for(row).startswith("Un :")
    publish(row)
    # What was published keeps the summary that it had.
    first = Episode.objects.get(number=1)
    values = {"title": "Un", "lead": "Tout autre chose.", "body": "x"}
    change_episode(episode=first, seen=first.version, values=values, by=BY, now=NOW)
    publish(first, "Refait.")
    told = published_told(office.programme, row.key)
    assert told is not None
    assert told.recap == "Un : on essaie. Deux : on essaie."
    assert recap_for(first) == ""


def test_nobody_is_named_in_public(office: Office) -> None:
    row = episode(office.programme, body="Merci à Personne ambassador.")
    move(row, Status.REVIEWED)
    with pytest.raises(Refusal, match="Personne ambassador"):
        move(row, Status.PUBLISHED)
    with pytest.raises(Refusal, match="nommé"):
        voice(row, "Mme Ambassador l'a dit.")
    with pytest.raises(Refusal, match="nommé"):
        site(office.programme, director="Personne administrator")
    named = decision(office, "Confié à Personne facilitator", is_public=False)
    with pytest.raises(Refusal, match="nommé"):
        publish_decision(outcome=named, is_published=True, by=BY, now=NOW)


def test_a_picture_is_shown_by_what_was_published_alone(office: Office) -> None:
    row = episode(office.programme)
    shown = picture(row)
    assert published_picture(office.programme, shown.key) is None
    publish(row)
    assert published_picture(office.programme, shown.key) == shown
    later = picture(row)
    assert published_picture(office.programme, later.key) is None
    set_piece_in(piece=shown, is_in=False, by=BY, now=NOW)
    assert published_picture(office.programme, shown.key) == shown
    publish(row, "Sans la première image.")
    assert published_picture(office.programme, shown.key) is None
    assert published_picture(office.programme, later.key) == later


def test_a_consent_taken_back_takes_the_piece_from_every_version(office: Office) -> None:
    row = episode(office.programme)
    shown, said = picture(row, credit="Labo"), voice(row)
    publish(row)
    for each in (shown, said):
        withdraw_piece(piece=each, by=BY, now=NOW)
    row.refresh_from_db()
    assert row.status == Status.PUBLISHED
    kept = str(EpisodeVersion.objects.get().content)
    for words in ("grille à deux axes", "montrer nos ratés", "ambassadrice", "Labo"):
        assert words not in kept
    assert bytes(Picture.objects.get().wide) == b""
    assert published_picture(office.programme, shown.key) is None
    told = published_told(office.programme, row.key)
    assert told is not None
    gone = [each.piece.is_gone for each in told.parts if each.kind is not PartKind.WORDS]
    assert gone == [True, True]


def test_links_lead_to_what_is_public_and_go_with_it(office: Office) -> None:
    row = episode(office.programme)
    kept_in = restitution(office, is_published=False)
    link = f"restitution/{kept_in.key}"
    with pytest.raises(Refusal, match="publiez"):
        set_links(episode=row, links=[link], by=BY, now=NOW)
    Restitution.objects.update(published_at=NOW)
    set_links(episode=row, links=[link], by=BY, now=NOW)
    publish(row)
    told = published_told(office.programme, row.key)
    assert told is not None
    assert [each.title for each in told.links] == ["Séminaire"]
    Restitution.objects.update(published_at=None)
    told = published_told(office.programme, row.key)
    assert told is not None
    assert (list(told.links), told.n_gone) == ([], 1)


def test_a_quoted_text_goes_when_it_is_masked(office: Office) -> None:
    made = restitution(office, "Du temps, d'abord.")
    (key,) = public_quotes(office.programme)
    row = episode(office.programme)
    voice(row, "", verbatim=key, consent_where="", consent_on=None)
    publish(row)
    assert [each.piece.words for each in draft_told(row).parts if each.piece] == [
        "Du temps, d'abord."
    ]
    assert "Du temps" not in str(EpisodeVersion.objects.get().content)
    Verbatim.objects.update(state="masked", text="")
    told = published_told(office.programme, row.key)
    assert told is not None
    assert [each.piece.is_gone for each in told.parts if each.piece] == [True]
    Restitution.objects.filter(pk=made.pk).update(published_at=None)
    with pytest.raises(Refusal, match="restitution publiée"):
        voice(row, "", verbatim=key)


def test_the_thread_says_which_episodes_tell_something(office: Office) -> None:
    made, decided = restitution(office, "Du temps, d'abord."), decision(office)
    (key,) = public_quotes(office.programme)
    row = episode(office.programme)
    voice(row, "", verbatim=key, consent_where="", consent_on=None)
    names = [f"restitution/{made.key}", f"decision/{decided.key}"]
    set_links(episode=row, links=names, by=BY, now=NOW)
    publish(row)
    behind = [each.cited for each in cited_by(office.programme, "episode", [row.key])[row.key]]
    assert [each.kind for each in behind] == ["verbatim", "restitution", "decision"]
    (told,) = citables(office.programme, [Reference("episode", row.key)]).values()
    assert (told.state, told.reach) == (State.SAID, Reach.ALL)
    # What is masked since is cited no more by the next version, which can be published.
    Verbatim.objects.update(state="masked", text="")
    set_recap(episode=row, words="Autre.", by=BY, now=NOW)
    publish(row, "Une parole en moins.")
    behind = [each.cited for each in cited_by(office.programme, "episode", [row.key])[row.key]]
    assert [each.kind for each in behind] == ["restitution", "decision"]


def test_a_decision_is_public_while_it_is_final_and_names_nobody(office: Office) -> None:
    row = decision(office, is_public=False)
    Outcome.objects.update(settled_at=None)
    with pytest.raises(Refusal, match="définitive"):
        publish_decision(outcome=row, is_published=True, by=BY, now=NOW)
    Outcome.objects.update(settled_at=NOW)
    publish_decision(outcome=row, is_published=True, by=BY, now=NOW)
    (told,) = decisions_told(office.programme)
    assert (told.what, told.left) == ("Un essai d'un an", "le budget")
    assert not hasattr(told, "who")
    Correction.objects.create(outcome=row, words="Avec Personne reader.", by="x", at=NOW)
    assert decisions_told(office.programme) == []
    Correction.objects.all().delete()
    Outcome.objects.update(struck_at=NOW)
    assert decisions_told(office.programme) == []
    publish_decision(outcome=row, is_published=False, by=BY, now=NOW)
    assert not PublicDecision.objects.exists()


def test_a_withdrawn_episode_is_nowhere_until_it_is_published_again(office: Office) -> None:
    row = publish(episode(office.programme))
    shown = picture(row)
    publish(row, "Une image.")
    with pytest.raises(Refusal) as refused:
        withdraw_episode(episode=row, why="", by=BY, now=NOW)
    assert refused.value.path == ("why",)
    withdraw_episode(episode=row, why="Il racontait mal.", by=BY, now=NOW)
    assert published_told(office.programme, row.key) is None
    assert published_lines(office.programme) == []
    assert published_picture(office.programme, shown.key) is None
    assert public_things(office.programme) == []
    publish(row, "Raconté autrement.")
    assert [each.number for each in published_lines(office.programme)] == [1]


@pytest.mark.parametrize("is_told", [True, False])
def test_a_withdrawn_episode_is_told_in_no_later_summary(office: Office, is_told: bool) -> None:
    first = publish(episode(office.programme, "Un"))
    publish(episode(office.programme, "Deux"))
    later = publish(episode(office.programme, "Trois"))
    own = episode(office.programme, "Quatre")
    set_recap(episode=own, words="Un et deux, à ma façon.", by=BY, now=NOW)
    own.refresh_from_db()
    publish(own)
    if not is_told:  # published before versions kept who made their summary
        for each in EpisodeVersion.objects.all():
            del each.content["is_ruled"]
            each.save()

    def recap(row: Episode) -> str:
        told = published_told(office.programme, row.key)
        assert told is not None
        return told.recap

    assert recap(later) == "Un : on essaie. Deux : on essaie."
    withdraw_episode(episode=first, why="Il racontait mal.", by=BY, now=LATER)
    assert recap(later) == "Deux : on essaie."
    assert recap(own) == "Un et deux, à ma façon."
    kept = EpisodeVersion.objects.get(episode=later).content
    assert kept["recap"] == "Un : on essaie. Deux : on essaie."  # as it was published


def test_a_summary_that_names_who_joined_later_is_made_again(office: Office) -> None:
    publish(episode(office.programme, "Un", lead="Avec Zoé Quincaillerie. Et la suite."))
    publish(episode(office.programme, "Deux"))
    later = publish(episode(office.programme, "Trois"))
    reader = office.people[Right.READER]
    Person.objects.filter(pk=reader.pk).update(given_name="Zoé", family_name="Quincaillerie")
    told = published_told(office.programme, later.key)
    assert told is not None
    assert told.recap == "Deux : on essaie."


def test_a_site_opens_once_it_says_what_the_law_asks(office: Office) -> None:
    programme = office.programme
    with pytest.raises(Refusal):
        set_site_open(programme=programme, is_open=True, by=BY, now=NOW)
    site(programme, is_open=False, host="", contact="")
    with pytest.raises(Refusal, match="héberge et comment vous joindre"):
        set_site_open(programme=programme, is_open=True, by=BY, now=NOW)
    assert open_site(SLUG) is None
    change_site(programme=programme, values=NEEDED, by=BY, now=NOW)
    set_site_open(programme=programme, is_open=True, by=BY, now=NOW)
    assert open_site(SLUG) is not None
    with pytest.raises(Refusal, match="circulent"):
        change_site(programme=programme, values={"slug": "autre"}, by=BY, now=NOW)
    with pytest.raises(Refusal, match="Avant d'ouvrir"):
        change_site(programme=programme, values={"contact": ""}, by=BY, now=NOW)
    set_site_open(programme=programme, is_open=False, by=BY, now=NOW)
    assert open_site(SLUG) is None
    other = office.stranger.roles.get().kind.programme
    with pytest.raises(Refusal, match="autre programme"):
        site(other)


def test_who_published_is_told_held_archived_and_erased(office: Office) -> None:
    person = office.people[Right.FACILITATOR]
    by = Actor(person.account.key if person.account else "", str(person))
    row = whole_chronicle(office)
    Episode.objects.update(made_by=str(person), lead=f"Selon {person}.")
    EpisodeVersion.objects.update(by=str(person))
    held = held_of(person, on=NOW.date(), programmes=None)
    assert {each["title"] for each in held["episodes"]} == {"Premiers pas", "La grille"}
    told = json.dumps(chronicle_archived(office.programme), default=str, ensure_ascii=False)
    assert str(person) in told
    assert "classeur du labo" in told
    files = pictures_archived(office.programme)
    assert [each.startswith("chronicle/") for each in files] == [True]
    erase_person(person=person, programme=office.programme.key, on=NOW.date(), by=by, now=NOW)
    assert str(person) not in json.dumps(
        chronicle_archived(office.programme), default=str, ensure_ascii=False
    )
    assert published_told(office.programme, row.key) is not None


def test_queries_are_as_many_as_said(office: Office) -> None:
    row = whole_chronicle(office)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert published_told(office.programme, row.key) is not None
    assert len(made) <= 14
    with CaptureQueriesContext(connection) as made:
        public_things(office.programme)
    assert len(made) <= 8
