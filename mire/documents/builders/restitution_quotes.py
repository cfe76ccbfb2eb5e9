"""What was said in an activity, word for word: under its headings, repeated words once."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.documents.tree import Block, Heading, Paragraph, Quote, Quotes
from mire.live.state.room import ActivityState
from mire.technique_api.technique import Regime, Verbatim
from mire.words import words


def quotes(
    activity: ActivityState,
    numbers: "count[int]",
    mark_of: Callable[[str, Verbatim], str] | None = None,
) -> Iterator[Block]:
    """Return what was said; ``numbers`` runs on through the document, so that one can be cited.

    ``mark_of`` returns the mark of a text of an activity; None: one that the log knows.
    """
    spoken = activity.verbatims()
    n_masked = len(activity.masked_texts)
    if not spoken and not n_masked:
        return
    yield Heading(3, _("Ce qui a été dit"))
    # Tables may be told in their own order; the order of people would tell who spoke first.
    is_told = activity.regime is Regime.GROUP
    ordered = sorted(
        spoken, key=lambda each: (each.kind,) if is_told else (each.kind, each.text, each.id)
    )
    headings: dict[str, list[Verbatim]] = {}
    for each in ordered:
        headings.setdefault(words.translate(each.about) if each.about else "", []).append(each)
    for heading, under in sorted(headings.items(), key=lambda each: _counted(each[0])):
        if heading:
            yield Heading(4, heading)
        rows = _gathered(activity.sheet.id, under, mark_of or _mark)
        if not is_told:
            rows.sort(key=lambda row: -len(row.others))
        taken = [next(numbers) for _row in rows]
        yield Quotes(tuple(rows), taken[0])
    if n_masked:
        yield Paragraph(
            ngettext("%(n)s propos est occulté.", "%(n)s propos sont occultés.", n_masked)
            % {"n": n_masked},
            "aside",
        )


def _gathered(
    activity: str, spoken: Sequence[Verbatim], mark_of: Callable[[str, Verbatim], str]
) -> list[Quote]:
    """Return each words once, where they are first met; the same to the letter, nothing less."""
    alike: dict[str, list[Verbatim]] = {}
    for each in spoken:
        alike.setdefault(each.text, []).append(each)
    return [
        Quote(
            mark_of(activity, first),
            first.text,
            _beside([first, *others]),
            tuple(mark_of(activity, each) for each in others),
        )
        for first, *others in alike.values()
    ]


def _mark(activity: str, spoken: Verbatim) -> str:
    return f"{activity}-{spoken.id[:12]}"


def _beside(spoken: Sequence[Verbatim]) -> str:
    """Say how many times, when it is more than one, and where."""
    places = " ; ".join(
        dict.fromkeys(words.translate(each.beside) for each in spoken if each.beside)
    )
    n = len(spoken)
    if n == 1:
        return places
    times = ngettext("écrit %(n)s fois", "écrit %(n)s fois", n) % {"n": n}
    return _("%(times)s : %(places)s") % {"times": times, "places": places} if places else times


def _counted(heading: str) -> list[tuple[int, str]]:
    """Return what puts « 2. » before « 10. »."""
    parts = re.split(r"(\d+)", heading)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]
