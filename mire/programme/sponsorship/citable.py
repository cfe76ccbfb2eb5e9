"""What sponsorship gives to cite: the deliberation."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time

from django.utils import timezone

from mire.programme.evidence.rules import digest_of, searched
from mire.programme.programmes.models import Programme
from mire.programme.sponsorship.models import Deliberation
from mire.programme.sponsorship.queries import text_of
from mire.programme.sponsorship.rules.deliberation import STATE_WORDS, DeliberationState
from mire.programme.sponsorship.rules.kinds import DELIBERATION
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, Said, State
from mire.technique_api.text import Text, text


def _deliberations(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return the deliberation, where its key is asked for. One query."""
    rows = Deliberation.objects.filter(path__programme=programme, key__in=keys)
    return {each.key: _citable(each) for each in rows}


def _citable(row: Deliberation) -> Citable:
    state = DeliberationState(row.state)
    origin: list[tuple[Text, Said]] = [(text("état"), STATE_WORDS[state])]
    number, on = row.act.get("DELIB_ID"), row.act.get("DELIB_DATE")
    if number:
        origin.insert(0, (text("numéro"), str(number)))
    if on:
        noon = datetime.combine(date.fromisoformat(on), time(12))
        origin.append((text("jour"), timezone.make_aware(noon)))
    return Citable(
        Reference(DELIBERATION, row.key),
        text("Délibération : %(title)s", title=row.title),
        digest_of(text_of(row).stored()),
        State.SAID,
        origin,
        reach=Reach.GROUP if state is DeliberationState.DRAFT else Reach.MEMBERS,
    )


def _seek(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return the deliberation where its title holds the words. One query."""
    wanted = searched(sought).split()
    rows = Deliberation.objects.filter(path__programme=programme).values_list("key", "title")
    found = [
        key for key, title in rows if wanted and all(word in searched(title) for word in wanted)
    ]
    return found[:most]


KINDS = (Kind(DELIBERATION, text("délibération"), _deliberations, seek=_seek),)
