"""A file of scenarios as a document, and its summary on two pages: words before figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mire.choice.scenarios.weight_maps import holds, mean_worths, merged, totals, weight_map
from mire.documents.builders.choices_words import (
    all_equal_told,
    first_told,
    holds_told,
    known_how,
    left_out_told,
    measured,
)
from mire.documents.builders.cited_words import said_in_words, where_said
from mire.documents.builders.scenarios import (
    conditions_told,
    lead,
    ranking_blocks,
    weights_blocks,
)
from mire.documents.builders.scenarios_models import models_told
from mire.documents.builders.told_gathering import Addresses
from mire.documents.builders.weight_map import drawn_map, map_told
from mire.documents.tree import (
    Block,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Imprint,
    Inline,
    Link,
    List,
    Paragraph,
    Quote,
    Quotes,
)
from mire.programme.choices.rules.compared import (
    Comparable,
    are_all_equal,
    comparable,
    comparison,
    hindrance,
)
from mire.programme.choices.rules.kinds import (
    ARGUMENT,
    ARGUMENT_WORDS,
    EFFECT_WORDS,
    ORIGIN_WORDS,
    PART_WORDS,
    PARTS,
    YARDSTICK,
    ArgumentKind,
    Effect,
    Origin,
)
from mire.programme.choices.rules.told import Argument, Scenario, Told
from mire.programme.evidence.rules import VERBATIM
from mire.programme.thread.rules import Reference, State, Step
from mire.technique_api.text import Text
from mire.words import words

SUMMARY_ARGUMENTS = 2
"""Of each kind, at most, that the summary gives of a scenario."""

Behind = Mapping[Reference, Sequence[Step]]
"""What each argument and each yardstick cites."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Of which copy a document is: its version, its day, what it changes, in which language."""

    version: int
    day: date
    language: str
    addresses: Addresses
    changes: Sequence[Text] = ()
    why: str = ""


def choice_document(told: Told, behind: Behind, copy: Copy) -> Document:
    """Return a whole file."""
    with override(copy.language):
        return _document(told, copy, _("Dossier de scénarios"), _blocks(told, behind, copy))


def choice_summary(told: Told, copy: Copy) -> Document:
    """Return a file on two pages."""
    with override(copy.language):
        return _document(told, copy, _("Scénarios, l'essentiel"), _summary(told))


def _document(told: Told, copy: Copy, what: str, blocks: Iterator[Block]) -> Document:
    n = told.n_arguments
    argued = ngettext("%(n)s argument", "%(n)s arguments", n) % {"n": n}
    return Document(
        title=told.title,
        subtitle=" · ".join((what, argued)),
        language=copy.language,
        blocks=list(blocks),
        imprint=Imprint(
            status=_("préparatoire"),
            version=_("version %(n)s") % {"n": copy.version},
            day=words.day(copy.day),
            address=copy.addresses.short,
        ),
    )


def _lead(told: Told) -> Iterator[Block]:
    for line in told.lead.splitlines():
        if line.strip():
            yield Paragraph(line.strip(), "lead")


def _blocks(told: Told, behind: Behind, copy: Copy) -> Iterator[Block]:
    yield from _lead(told)
    if copy.why or copy.changes:
        yield Heading(2, _("Ce qui change depuis la version précédente"))
        if copy.why:
            yield Paragraph(copy.why)
        if copy.changes:
            yield List(tuple(words.translate(each) for each in copy.changes))
    for each in told.scenarios:
        yield Heading(2, each.title)
        yield from _scenario(each, behind, copy.addresses)
    yield from _measures(told, behind)
    yield from _first(told)
    yield from _bearings(told)
    yield from _annexes(told, behind)


def _scenario(each: Scenario, behind: Behind, addresses: Addresses) -> Iterator[Block]:
    if each.what:
        yield Paragraph(each.what)
    rows = tuple(
        (words.translate(PART_WORDS[part]), getattr(each, part))
        for part in PARTS[1:]
        if getattr(each, part)
    )
    if rows:
        yield Facts(rows)
    if each.arguments:
        yield Heading(3, _("Ce qui se dit pour et contre"))
        yield List(tuple(_argument(one, behind, addresses) for one in _ordered(each)))


def _ordered(scenario: Scenario) -> list[Argument]:
    """Return arguments by kind: strengths, weaknesses, conditions, risks."""
    order = list(ArgumentKind)
    return sorted(scenario.arguments, key=lambda one: order.index(ArgumentKind(one.kind)))


def _argument(one: Argument, behind: Behind, addresses: Addresses) -> tuple[Inline, ...]:
    kind = words.translate(ARGUMENT_WORDS[ArgumentKind(one.kind)]).capitalize()
    said: list[Inline] = [
        Emphasis(kind, is_strong=True),
        f" · {one.sentence} ",
        Emphasis(f"({_origin(one, behind)})"),
        " · ",
        Link(_("d'où cela vient"), addresses.thread(ARGUMENT, one.key)),
    ]
    if one.reply:
        said += [" · ", Emphasis(_("Réponse :"), is_strong=True), f" {one.reply}"]
    return tuple(said)


def _origin(one: Argument, behind: Behind) -> str:
    """Say whose an argument is, and how much it cites."""
    steps = behind.get(Reference(ARGUMENT, one.key), ())
    return " · ".join((words.translate(ORIGIN_WORDS[Origin(one.origin)]), cited_told(steps)))


def cited_told(steps: Sequence[Step]) -> str:
    """Say how much is cited: « 3 sources, dont 1 contraire », or « sans source »."""
    if not steps:
        return _("sans source")
    n, against = len(steps), sum(each.is_contrary for each in steps)
    said = ngettext("%(n)s source", "%(n)s sources", n) % {"n": n}
    if not against:
        return said
    contrary = ngettext("%(n)s contraire", "%(n)s contraires", against) % {"n": against}
    return _("%(sources)s, dont %(contrary)s") % {"sources": said, "contrary": contrary}


def measures_grid(told: Told, found: Comparable) -> Grid:
    """Return all that is known, a criterion a row, a scenario a column."""
    known = {each.name: place for place, each in enumerate(found.criteria)}
    rows = []
    for each in told.yardsticks:
        place = known.get(each.name)
        cells = [
            _("pas mesuré partout") if place is None else
            measured(found.criteria[place], option.measures[place])
            for option in found.options
        ]  # fmt: skip
        rows.append((each.name, known_how(each), *cells))
    return Grid(
        _("Chaque critère, sa mesure, et ce qu'il en est dans chaque scénario"),
        (_("Critère"), _("Mesure"), *(each.title for each in told.scenarios)),
        tuple(rows),
        widths=(3, 4, *(4 for _each in told.scenarios)),
    )


def _measures(told: Told, behind: Behind) -> Iterator[Block]:
    yield Heading(2, _("Critère par critère"))
    found = comparable(told)
    if told.yardsticks and told.scenarios:
        yield measures_grid(told, found)
        rows = []
        for each in told.yardsticks:
            steps = behind.get(Reference(YARDSTICK, each.key), ())
            rows.append((each.name, " · ".join(filter(None, (each.note, cited_told(steps))))))
        yield Heading(3, _("D'où viennent les mesures"))
        yield Facts(tuple(rows))
    for said in left_out_told(found, told):
        yield Paragraph(said, "aside")
    if why := hindrance(told, found):
        yield Paragraph(words.translate(why))


def _first(told: Told) -> Iterator[Block]:
    found = comparable(told)
    if hindrance(told, found):
        return
    yield Heading(2, _("Ce qui placerait chacun en tête"))
    if are_all_equal(found):
        yield Paragraph(all_equal_told())
        return
    counted = comparison(found)
    yield Paragraph(lead(counted), "lead")
    yield from weights_blocks(counted)
    yield from _map(found)
    yield Heading(3, _("À poids égaux : ce qui est solide, ce qui tient à un poids"))
    yield Paragraph(first_told(found, _even(found), is_even=True))
    yield List(tuple(_held(found)))


def _weights(found: Comparable) -> list[Fraction]:
    return [Fraction(1, len(found.criteria))] * len(found.criteria)


def _even(found: Comparable) -> tuple[Fraction, ...]:
    return totals(mean_worths(found.criteria, found.options), _weights(found))


def _held(found: Comparable) -> list[str]:
    worths = mean_worths(found.criteria, found.options)
    weights = _weights(found)
    return holds_told(found, totals(worths, weights), holds(worths, weights))


def _map(found: Comparable) -> Iterator[Block]:
    n = len(found.criteria)
    if n < 2:
        return
    worths, weights = mean_worths(found.criteria, found.options), _weights(found)
    things = [each.name for each in found.criteria]
    point = list(weights)
    if n > 3:
        worths = merged(worths, weights, (0, 1))
        things = [*things[:2], _("tous les autres")]
        point = [weights[0], weights[1], 1 - weights[0] - weights[1]]
    areas = weight_map(worths)
    sentence = map_told(areas, [each.name for each in found.options])
    yield Heading(3, _("La carte des poids"))
    yield Figure(
        drawn_map(areas, things, point, sentence),
        sentence
        + " "
        + _("Chaque coin : tout le poids sur ce critère ; le rond : à poids égaux. Calcul exact."),
    )


def _bearings(told: Told) -> Iterator[Block]:
    if told.bearings:
        yield Heading(2, _("Qui porterait quoi"))
        yield bearings_grid(told)


def bearings_grid(told: Told) -> Grid:
    """Return who would bear what, people by rows, scenarios by columns."""
    cells: dict[str, dict[str, list[str]]] = {}
    for each in told.bearings:
        effect = words.translate(EFFECT_WORDS[Effect(each.effect)])
        said = f"{effect.capitalize()} : {each.what}" if each.what else effect.capitalize()
        cells.setdefault(each.who, {}).setdefault(each.scenario, []).append(said)
    return Grid(
        _("Qui y gagne, qui en porte le poids, dans chaque scénario"),
        (_("Qui"), *(each.title for each in told.scenarios)),
        tuple(
            (who, *(" ".join(by.get(each.key, ["—"])) for each in told.scenarios))
            for who, by in cells.items()
        ),
    )


def _annexes(told: Told, behind: Behind) -> Iterator[Block]:
    found = comparable(told)
    if not hindrance(told, found) and not are_all_equal(found):
        counted = comparison(found)
        yield Heading(2, _("Annexe : une autre méthode, par préférences, à poids égaux"))
        yield Paragraph(models_told(counted))
        yield from ranking_blocks(counted)
    quotes = {
        step.citable.reference.key: Quote(
            step.citable.reference.key,
            said_in_words(step.citable.words),
            where_said(step.citable),
        )
        for steps in behind.values()
        for step in steps
        if step.citable.reference.kind == VERBATIM and step.citable.state is State.SAID
    }
    if quotes:
        yield Heading(2, _("Annexe : les propos cités"))
        yield Quotes(tuple(quotes.values()))


def _summary(told: Told) -> Iterator[Block]:
    yield from _lead(told)
    for each in told.scenarios:
        yield Heading(2, each.title)
        if each.what:
            yield Paragraph(each.what)
        rows = []
        for kind in (ArgumentKind.STRENGTH, ArgumentKind.WEAKNESS, ArgumentKind.CONDITION):
            said = [one.sentence for one in each.arguments if one.kind == kind]
            if said:
                label = words.translate(ARGUMENT_WORDS[kind]).capitalize()
                rows.append((label, " ".join(said[:SUMMARY_ARGUMENTS])))
        if rows:
            yield Facts(tuple(rows))
    found = comparable(told)
    yield Heading(2, _("Critère par critère"))
    if told.yardsticks and told.scenarios:
        yield measures_grid(told, found)
    if why := hindrance(told, found):
        yield Paragraph(words.translate(why))
        return
    yield Heading(2, _("Ce qui placerait chacun en tête"))
    if are_all_equal(found):
        yield Paragraph(all_equal_told())
        return
    counted = comparison(found)
    yield Paragraph(lead(counted))
    if facts := tuple(conditions_told(counted)):
        yield Facts(facts)
    yield Paragraph(first_told(found, _even(found), is_even=True))
    yield List(tuple(_held(found)))
