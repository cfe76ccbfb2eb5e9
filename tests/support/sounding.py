"""A sounding of directors with two waves, and the pages on support."""

from collections.abc import Sequence
from datetime import date

from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.soundings.actions import make_sounding, note_wave, open_wave
from mire.programme.soundings.models import Sounding, Wave
from tests.support.office import NOW, Office

BY = Actor("5" * 11, "Résidente · D07")
STATEMENTS = ("Le laboratoire est utile.", "Ma direction y prendra part.")
SECRET = "a-secret-of-a-wave"
MARCH, JUNE = date(2018, 3, 14), date(2018, 6, 20)


def directors_sounding(office: Office, statements: Sequence[str] = STATEMENTS) -> Sounding:
    """Make a sounding that nobody has answered."""
    return make_sounding(
        programme=office.programme, key=new_key(), title="Après le séminaire",
        circle="les directrices et directeurs", statements=statements, by=BY, now=NOW,
    )  # fmt: skip


def wave_by_link(
    sounding: Sounding, *, ends_on: date, today: date, secret: str = SECRET, n_asked: int = 40
) -> Wave:
    """Open a wave by a link."""
    return open_wave(
        sounding=sounding, key=new_key(), secret=secret, n_asked=n_asked, ends_on=ends_on,
        today=today, by=BY, now=NOW,
    )  # fmt: skip


def wave_of_counts(
    sounding: Sounding, counts: Sequence[Sequence[int]], *, on: date, n_answers: int, n_asked: int
) -> Wave:
    """Note a wave that a meeting took."""
    return note_wave(
        sounding=sounding, key=new_key(), n_asked=n_asked, n_answers=n_answers, counts=counts,
        on=on, today=JUNE, by=BY, now=NOW,
    )  # fmt: skip


def support_pages(office: Office, today: date) -> list[str]:
    """Return the pages on support, with two waves told and a third one open by a link."""
    sounding = directors_sounding(office)
    wave_of_counts(sounding, [[4, 5, 4, 4, 2], [3, 3, 4, 5, 4]], on=MARCH, n_answers=19, n_asked=40)
    wave_of_counts(sounding, [[1, 2, 2, 11, 8], [3, 4, 5, 7, 4]], on=JUNE, n_answers=24, n_asked=40)
    fresh = directors_sounding(office)
    wave = wave_by_link(sounding, ends_on=today, today=today)
    at = f"soutien/sondages/{sounding.key}"
    return [
        "soutien",
        "soutien/sondages/nouveau",
        at,
        f"soutien/sondages/{fresh.key}",
        f"soutien/sondages/{fresh.key}/changer",
        f"soutien/sondages/{fresh.key}/retirer",
        f"soutien/sondages/{fresh.key}/vague",
        f"soutien/sondages/{fresh.key}/comptes",
        f"soutien/vagues/{wave.key}/fermer",
        f"soutien/vagues/{wave.key}/lien",
        f"/sondage/{SECRET}",
    ]
