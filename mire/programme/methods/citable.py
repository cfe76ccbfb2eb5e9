"""What methods give to cite: their cards."""

from collections.abc import Collection, Mapping, Sequence

from mire.programme.evidence.rules import digest_of
from mire.programme.methods.queries import cards_of
from mire.programme.methods.rules import METHOD, summary_words
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reference, State
from mire.technique_api.text import text


def _methods(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return cards, with what their reviews add up to. Two queries."""
    return {
        each.key: Citable(
            Reference(METHOD, each.key),
            "" if each.is_removed else text("Méthode : %(title)s", title=each.title),
            digest_of({"title": str(each.title), "aim": str(each.aim)}),
            State.WITHDRAWN if each.is_removed else State.SAID,
            ((text("avis"), summary_words(each.summary)),),
        )
        for each in cards_of(programme, with_removed=True)
        if each.key in keys
    }


def _seek(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return methods whose title or aim holds the words; none without words. Two queries."""
    found = cards_of(programme, sought=sought) if sought.strip() else []
    return [each.key for each in found][:most]


KINDS = (Kind(METHOD, text("méthode"), _methods, seek=_seek),)
