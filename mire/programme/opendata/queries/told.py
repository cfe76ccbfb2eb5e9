"""The findings of an open package: released, and resting on what the package holds alone."""

from collections.abc import Callable, Mapping, Sequence

from django.utils import timezone

from mire.programme.evidence.models import Figure, Verbatim
from mire.programme.evidence.rules import FIGURE
from mire.programme.findings.models import Finding, ReleasedFinding
from mire.programme.findings.queries import cards_cited, themes_cited
from mire.programme.findings.rules import FINDING, Status
from mire.programme.keys import key_from
from mire.programme.meetings.models import Meeting
from mire.programme.opendata.rules.opening import Rule
from mire.programme.opendata.rules.package import Tables
from mire.programme.programmes.models import Programme
from mire.programme.reading.queries import THEME
from mire.programme.thread.queries import cited_by
from mire.programme.thread.rules import State

OPEN = "open"


def add_findings(
    programme: Programme,
    meetings: Sequence[Meeting],
    tables: Tables,
    keys: Mapping[str, str],
    hold: Callable[[int, Rule], None],
    *,
    is_whole: bool,
) -> None:
    """Add the findings that rest on texts and figures of the package; ``keys``: of its texts.

    Those of which the package doesn't hold every source are counted; of one meeting, those alone
    that rest on something of it.
    """
    findings = list(Finding.objects.filter(programme=programme, removed_at=None))
    links = cited_by(programme, FINDING, [each.key for each in findings])
    cited = {link.cited for each in links.values() for link in each}
    themes = themes_cited(programme, {each.key for each in cited if each.kind == THEME})
    cards = {key: cards_cited(each, themes) for key, each in links.items()}
    figures = {
        key: {link.cited.key for link in each if link.cited.kind == FIGURE}
        for key, each in links.items()
    }
    ours = {each.pk for each in meetings}
    wanted = {card for each in cards.values() for card in each}
    states = {
        key: (meeting, state)
        for key, meeting, state in Verbatim.objects.filter(key__in=wanted).values_list(
            "key", "meeting", "state"
        )
    }
    figures_here = set(Figure.objects.filter(meeting__in=ours).values_list("key", flat=True))
    released = {each.finding_id: each for each in ReleasedFinding.objects.filter(
        finding__in=findings
    ).order_by("version")}  # fmt: skip
    counts = dict.fromkeys((Rule.NOT_RELEASED, Rule.SOURCE_GONE, Rule.FROM_ELSEWHERE), 0)
    for each in findings:
        behind, drawn = cards[each.key], figures[each.key]
        is_ours = any(states.get(card, (0, ""))[0] in ours for card in behind)
        if not (is_whole or is_ours or drawn & figures_here):
            continue
        rule = None
        if each.status != Status.RELEASED or each.pk not in released:
            rule = Rule.NOT_RELEASED
        elif any(card in states and states[card][1] != State.SAID for card in behind):
            rule = Rule.SOURCE_GONE
        elif not (behind or drawn) or not (behind.keys() <= keys.keys() and drawn <= figures_here):
            rule = Rule.FROM_ELSEWHERE
        if rule is not None:
            counts[rule] += 1
            continue
        _add(tables, released[each.pk], {keys[card]: is_contrary
                                         for card, is_contrary in behind.items()})  # fmt: skip
    for rule, n in counts.items():
        hold(n, rule)


def _add(tables: Tables, released: ReleasedFinding, behind: Mapping[str, bool]) -> None:
    own = key_from(OPEN, "finding", released.finding.key)
    meeting = {each["text"]: each["meeting"] for each in tables["texts"]}
    agreeing = [text for text, is_contrary in behind.items() if not is_contrary]
    tables["findings"].append(
        {
            "finding": own,
            "kind": released.finding.kind,
            "sentence": released.sentence,
            "detail": released.detail or None,
            "version": released.version,
            "day": released.at.astimezone(timezone.get_current_timezone()).date().isoformat(),
            "n_texts": len(agreeing),
            "n_meetings": len({meeting[text] for text in agreeing}),
            "n_contrary": len(behind) - len(agreeing),
        }
    )
    tables["finding_texts"] += [
        {"finding": own, "text": text, "is_contrary": behind[text]} for text in sorted(behind)
    ]
