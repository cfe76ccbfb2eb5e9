"""What soundings give to cite: each closed wave, with what its circle answered."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time

from django.utils import timezone

from mire.programme.evidence.rules import digest_of, searched
from mire.programme.programmes.models import Programme
from mire.programme.soundings.queries import ToldSounding, ToldWave, soundings_of
from mire.programme.soundings.rules import WAVE, Share
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, Said, State
from mire.technique_api.text import Text, text


def _waves(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return closed waves; an open one says nothing. Two queries."""
    return {
        told.wave.key: _citable(sounding, told)
        for sounding in soundings_of(programme)
        for told in sounding.waves
        if told.wave.key in keys and told.wave.closed_on is not None
    }


def _citable(sounding: ToldSounding, told: ToldWave) -> Citable:
    wave = told.wave
    title = sounding.sounding.title
    origin: list[tuple[Text, Said]] = [
        (text("cercle"), sounding.sounding.circle),
        (text("jour"), timezone.make_aware(datetime.combine(wave.opened_on, time(12)))),
        (
            text("réponses"),
            text("%(n)s sur %(asked)s personnes interrogées", n=wave.n_answers, asked=wave.n_asked),
        ),
    ]
    for statement, share in zip(sounding.sounding.statements, told.shares, strict=False):
        origin.append((text("affirmation"), _share(statement, share)))
    return Citable(
        Reference(WAVE, wave.key),
        text("%(title)s, vague %(number)s", title=title, number=wave.number),
        digest_of({"n_answers": wave.n_answers, "shares": [_told(each) for each in told.shares]}),
        State.SAID,
        origin,
        reach=Reach.MEMBERS,
    )


def _share(statement: str, share: Share | None) -> Text:
    if share is None:
        return text("« %(statement)s » : trop peu de réponses", statement=statement)
    return text(
        "« %(statement)s » : %(agreeing)s d'accord sur %(n)s",
        statement=statement,
        agreeing=share.agreeing,
        n=share.n,
    )


def _told(share: Share | None) -> list[int] | None:
    return None if share is None else [share.agreeing, share.n]


def _seek(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return closed waves whose sounding holds the words, the last one first. Two queries."""
    wanted = searched(sought).split()
    found = [
        told.wave
        for each in soundings_of(programme)
        for told in each.waves
        if told.wave.closed_on is not None
        and all(
            word in searched(" ".join((each.sounding.title, *each.sounding.statements)))
            for word in wanted
        )
    ]
    found.sort(key=lambda wave: (wave.opened_on, wave.number), reverse=True)
    return [wave.key for wave in found[:most]]


KINDS = (Kind(WAVE, text("vague de sondage"), _waves, seek=_seek),)
