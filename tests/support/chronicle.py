"""A chronicle: an episode with everything in it, an open site, and the pages on them."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from PIL import Image

from mire.programme.chronicle.actions import (
    add_picture,
    add_voice,
    change_site,
    give_episode_status,
    publish_decision,
    set_links,
    set_site_open,
    write_episode,
)
from mire.programme.chronicle.models import Episode, Picture, PublicSite, Voice
from mire.programme.chronicle.rules.kinds import Consent, Status
from mire.programme.chronicle.rules.picture import made_picture
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.outcomes.models import Outcome
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme
from mire.programme.restitutions.models import ReleasedRestitution, Restitution
from mire.programme.restitutions.rules import Section
from tests.support.office import NOW, Office
from tests.support.said import held_meeting
from tests.support.steering import minutes_of, note, steering_meeting

BY = Actor("6" * 11, "Résidente · D07")
SLUG = "la-transfo"
NEEDED = {
    "publisher": "Communauté urbaine",
    "director": "la présidence",
    "host": "la direction des systèmes d'information",
    "contact": "labo@example.org",
}


def image(size: tuple[int, int] = (320, 200), kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture of points that all differ."""
    out = io.BytesIO()
    bands = [Image.effect_noise(size, 80 + n) for n in range(3)]
    Image.merge("RGB", bands).save(out, kind, **options)
    return out.getvalue()


def episode(programme: Programme, title: str = "Premiers pas", **values: str) -> Episode:
    """Write an episode."""
    said = {
        "title": title, "lead": f"{title} : on essaie. Et la suite.",
        "body": "Il était **une** fois.",
    }  # fmt: skip
    return write_episode(
        programme=programme, key=new_key(), values={**said, **values}, by=BY, now=NOW
    )


def picture(row: Episode, **values: Any) -> Picture:
    """Add a picture in which nobody can be recognised."""
    said = {
        "alternative": "Une grille à deux axes, un point.", "credit": "", "consent": Consent.NOBODY,
        "consent_where": "", "consent_on": None,
    }  # fmt: skip
    return add_picture(
        episode=row, key=new_key(), made=made_picture(image()), values={**said, **values}, by=BY,
        now=NOW,
    )  # fmt: skip


def voice(row: Episode, words: str = "On a appris à montrer nos ratés.", **values: Any) -> Voice:
    """Add words whose consent is kept somewhere."""
    said: Mapping[str, Any] = {
        "words": words, "role": "parole d'ambassadrice", "department": "Direction de l'habitat",
        "consent_where": "classeur du labo", "consent_on": date(2018, 3, 1),
    }  # fmt: skip
    return add_voice(episode=row, key=new_key(), values={**said, **values}, by=BY, now=NOW)


def move(row: Episode, status: Status, why: str = "", now: datetime = NOW) -> None:
    """Give an episode a status."""
    row.refresh_from_db()
    give_episode_status(
        episode=row, status=status, seen=row.version, rights=[Right.FACILITATOR], why=why, by=BY,
        now=now,
    )  # fmt: skip
    row.refresh_from_db()


def publish(row: Episode, why: str = "", now: datetime = NOW) -> Episode:
    """Review an episode and publish it."""
    move(row, Status.REVIEWED, now=now)
    move(row, Status.PUBLISHED, why, now)
    return row


def site(programme: Programme, *, is_open: bool = True, **values: Any) -> PublicSite:
    """Write a public site, and open it."""
    made = change_site(
        programme=programme, values={"slug": SLUG, **NEEDED, **values}, by=BY, now=NOW
    )
    if is_open:
        set_site_open(programme=programme, is_open=True, by=BY, now=NOW)
    made.refresh_from_db()
    return made


def restitution(office: Office, *quoted: str, is_published: bool = True) -> Restitution:
    """Release a restitution that quotes texts, and publish it."""
    meeting = held_meeting(office, quoted or ["Du temps, d'abord."])
    made = Restitution.objects.create(
        programme=office.programme, meeting=meeting, sections=list(Section), made_by="Quelqu'un",
        made_at=NOW, published_at=NOW if is_published else None,
    )  # fmt: skip
    rows = [
        {"is": "Quote", "mark": each.key, "words": each.text, "beside": "", "others": []}
        for each in meeting.verbatims.order_by("place")
    ]
    document = {
        "is": "Document", "title": "Restitution", "subtitle": "Du séminaire", "language": "fr",
        "blocks": [{"is": "Quotes", "rows": rows, "start": 1}],
    }  # fmt: skip
    ReleasedRestitution.objects.create(
        restitution=made, version=1, documents={"full": document, "page": document}, seen="x",
        by="Quelqu'un", at=NOW,
    )  # fmt: skip
    return made


def decision(office: Office, what: str = "Un essai d'un an", *, is_public: bool = True) -> Outcome:
    """Settle a decision, and publish it."""
    row = note(
        minutes_of(steering_meeting(office)),
        f"d {what} | car on veut voir | par la DG | reste le budget",
    )
    Outcome.objects.filter(pk=row.pk).update(shared_at=NOW, settled_at=NOW)
    row.refresh_from_db()
    if is_public:
        publish_decision(outcome=row, is_published=True, by=BY, now=NOW)
    return row


def whole_chronicle(office: Office) -> Episode:
    """Publish two episodes, the second with a picture, a voice and links; open the site."""
    programme = office.programme
    made, decided = restitution(office), decision(office)
    publish(episode(programme))
    row = episode(
        programme, "La grille",
        body="Un **mot** fort.\n\n- un point\n- un autre\n\n[image 1]\n\n"
        "| Moyen | Jours |\n|---|---|\n| Agents | 480 |\n\n[parole 1]\n\n> Du temps.",
    )  # fmt: skip
    picture(row)
    voice(row)
    names = [f"restitution/{made.key}", f"decision/{decided.key}"]
    set_links(episode=row, links=names, by=BY, now=NOW)
    publish(row)
    site(programme)
    return row


def chronicle_pages(office: Office) -> list[str]:
    """Return the office's pages on a chronicle with everything in it."""
    row = whole_chronicle(office)
    shown = row.pictures.get()
    at = f"recit/{row.key}"
    return [
        "recit",
        "recit/nouveau",
        at,
        f"{at}/ecrire",
        f"{at}/resume",
        f"{at}/image",
        f"{at}/image/{shown.key}",
        f"{at}/parole",
        f"{at}/propos",
        f"{at}/liens",
        f"{at}/versions",
        "recit/decisions",
        "recit/site",
    ]


PUBLIC_PAGES = ("", "plan", "decisions", "mentions-legales", "accessibilite", "vie-privee")
"""Pages of an open site, under its address."""
