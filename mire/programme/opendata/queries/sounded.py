"""What an archive holds of soundings: their words, and what each closed wave counted."""

from typing import Any

from mire.programme.programmes.models import Programme
from mire.programme.soundings.queries import soundings_of
from mire.programme.soundings.rules import kept_counts


def soundings_told(programme: Programme) -> list[dict[str, Any]]:
    """Return soundings with their closed waves; a count under the threshold is None. Two queries.

    A wave that is open is not told: its answers are counted at its closing.
    """
    return [
        {
            "key": told.sounding.key,
            "title": told.sounding.title,
            "circle": told.sounding.circle,
            "statements": told.sounding.statements,
            "waves": [
                {
                    "key": wave.key,
                    "number": wave.number,
                    "opened_on": wave.opened_on,
                    "closed_on": wave.closed_on,
                    "is_by_link": wave.ends_on is not None,
                    "n_asked": wave.n_asked,
                    "n_answers": wave.n_answers,
                    "counts": kept_counts(wave.counts or (), threshold=programme.threshold),
                }
                for wave in (each.wave for each in told.waves)
                if wave.closed_on is not None
            ],
        }
        for told in soundings_of(programme)
    ]
