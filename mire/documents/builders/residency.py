"""A cycle of residencies in words: when, where, with whom, and how sure that is."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.documents import render
from mire.documents.builders.residency_clash import loosening_told
from mire.documents.tree import Block, Document, Facts, Figure, Grid, Heading, List, Paragraph
from mire.planning.residency.clash import Clash
from mire.planning.residency.facts import Facts as Given
from mire.planning.residency.plan import Cycle, Level
from mire.planning.residency.rules import Rule
from mire.planning.residency.worker import Length
from mire.programme.residencies.rules.plans import months_words
from mire.words import words

CHART_WIDTH = 860
LABELS_WIDTH = 250
ROW = 34
MOST_TICKS = 12
TICK_WIDTH, LETTER_WIDTH = 36, 9
"""What the words of a tick and the letter of a phase need, in units of the drawing."""


def cycle_document(
    facts: Given,
    found: Cycle,
    starts: date,
    *,
    title: str = "",
    notes: Sequence[str] = (),
    changes: Sequence[str] = (),
    lengths: Sequence[Length] = (),
) -> Document:
    """Return the document of a plan, in the active language; ``starts``: week 0's Monday.

    ``title``: of the cycle, "" for an ordinary one; ``notes``: which version it is, and why;
    ``changes``: what it changes to the version before; ``lengths``: other numbers at once.
    """
    return Document(
        title=title or _("Un labo en résidence"),
        subtitle=_("Du %(first)s au %(last)s")
        % {
            "first": words.day(starts),
            "last": words.day(_friday(starts, found.weeks - 1)),
        },
        language=(get_language() or "fr").split("-")[0],
        blocks=[
            *(Paragraph(each) for each in notes),
            *_blocks(facts, found, starts),
            *_lengths(lengths, facts.at_once),
            *_changes(changes),
        ],
    )


def length_sentence(lengths: Sequence[Length]) -> str:
    """Say the shortest cycles against residencies at once; "" for fewer than two known."""
    told = [
        _("à %(at_once)s en même temps, %(months)s")
        % {"at_once": each.at_once, "months": words.translate(months_words(each.weeks))}
        for each in lengths
        if each.weeks is not None
    ]
    if len(told) < 2:
        return ""
    return _("Le cycle le plus court : %(told)s.") % {"told": words.listed(told)}


def length_rows(lengths: Sequence[Length], at_once: int) -> list[tuple[str, str, str]]:
    """Return the table of lengths: how many at once, weeks, how sure that is."""
    rows = []
    for each in lengths:
        number = words.number(each.at_once)
        if each.at_once == at_once:
            number = _("%(n)s (ce plan)") % {"n": number}
        if not each.holds:
            rows.append((number, "—", _("aucun plan ne tient (prouvé)")))
        elif each.weeks is None:
            rows.append((number, "—", _("rien de trouvé dans le temps donné")))
        elif each.weeks == each.bound:
            rows.append((number, words.number(each.weeks), _("le plus court (prouvé)")))
        else:
            sure = _("jamais sous %(bound)s") % {"bound": each.bound}
            rows.append((number, words.number(each.weeks), sure))
    return rows


def _lengths(lengths: Sequence[Length], at_once: int) -> Iterator[Block]:
    if not lengths:
        return
    yield Heading(2, _("Combien en même temps, et combien de temps"))
    if sentence := length_sentence(lengths):
        yield Paragraph(sentence)
    yield Grid(
        _("Longueur du cycle selon le nombre de résidences à la fois"),
        (_("À la fois"), _("Semaines"), _("À quel point c'est sûr")),
        tuple(length_rows(lengths, at_once)),
    )


def _changes(changes: Sequence[str]) -> Iterator[Block]:
    if not changes:
        return
    yield Heading(2, _("Ce qui a changé depuis la version d'avant"))
    yield List(tuple(changes))


def clash_lead(found: Clash) -> str:
    """Say that no plan holds, and how many rules are at fault."""
    n = len(found.rules)
    if found.is_smallest:
        return ngettext(
            "Aucun plan ne tient : cette règle, à elle seule, l'empêche.",
            "Aucun plan ne tient : ces %(n)s règles ne vont pas ensemble, et aucun groupe plus "
            "petit n'est en cause.",
            n,
        ) % {"n": n}
    return ngettext(
        "Aucun plan ne tient : cette règle l'empêche.",
        "Aucun plan ne tient : ces %(n)s règles ne vont pas ensemble. Le temps a manqué pour "
        "savoir s'il en existe un groupe plus petit.",
        n,
    ) % {"n": n}


def clash_document(facts: Given, found: Clash, starts: date) -> Document:
    """Return why no plan holds: the rules that clash, in words."""
    rows = tuple(
        (str(number), rule_words(facts, rule, starts)) for number, rule in enumerate(found.rules, 1)
    )
    return Document(
        title=_("Un labo en résidence"),
        subtitle="",
        language=(get_language() or "fr").split("-")[0],
        blocks=[
            Paragraph(clash_lead(found), "lead"),
            Grid(_("Les règles qui ne vont pas ensemble"), (_("N°"), _("Règle")), rows),
            Paragraph(enough_words(facts, found, starts)),
        ],
    )


def enough_words(facts: Given, found: Clash, starts: date) -> str:
    """Say which one rule to loosen, where one is enough."""
    if len(found.rules) == 1 and found.enough:
        return _("Assouplissez-la, puis demandez un nouveau plan.")
    if not found.enough:
        return _(
            "En ôtant une seule de ces règles, on n'a pas trouvé de plan : d'autres s'opposent "
            "sans doute encore. Assouplissez-en une, puis demandez un nouveau plan, qui dira la "
            "suivante."
        )
    rules = [_rule(facts, each, starts) for each in found.enough]
    return ngettext(
        "Une seule suffit, si on l'assouplit : %(rules)s",
        "Assouplir une seule de celles-ci suffit : %(rules)s",
        len(rules),
    ) % {"rules": " · ".join(rules)}


def rule_words(facts: Given, rule: Rule, starts: date) -> str:
    """Return one rule in words, and why it can't hold by itself where that is so."""
    why = loosening_told(facts, rule, starts)
    return " ".join(filter(None, (_rule(facts, rule, starts), why)))


def _rule(facts: Given, rule: Rule, starts: date) -> str:
    each = next((one for one in facts.departments if one.id == rule.subject), None)
    who = _named(facts, rule.subject) if each else rule.subject
    if rule.kind == "cycle":
        weeks = facts.cycle or facts.weeks
        return ngettext(
            "Tout finit en %(n)s semaine au plus.", "Tout finit en %(n)s semaines au plus.", weeks
        ) % {"n": weeks}
    if rule.kind == "at_once":
        return ngettext(
            "%(n)s résidence à la fois.", "%(n)s résidences à la fois.", facts.at_once
        ) % {"n": facts.at_once}
    if rule.kind == "equity":
        n = facts.equity or 0
        return ngettext(
            "Aucun pôle n'a plus de %(n)s résidence d'avance sur un autre.",
            "Aucun pôle n'a plus de %(n)s résidences d'avance sur un autre.",
            n,
        ) % {"n": n}
    if rule.kind == "person":
        person = next((one for one in facts.people if one.name == rule.subject), None)
        days = 0.0 if person is None else float(person.days_a_month)
        return ngettext(
            "%(who)s ne donne pas plus de %(days)s jour par mois.",
            "%(who)s ne donne pas plus de %(days)s jours par mois.",
            int(days),
        ) % {
            "who": who,
            "days": words.translate(days),
        }
    if rule.kind == "after":
        return _("%(who)s passe après %(other)s.") % {
            "who": who,
            "other": _named(facts, rule.other),
        }
    if rule.kind == "sponsor":
        return _("%(who)s ouvre et ferme en présence de %(other)s.") % {
            "who": who,
            "other": rule.other,
        }
    assert each is not None
    if rule.kind == "fixed" and each.fixed is not None:
        return _("%(who)s commence la semaine du %(day)s.") % {
            "who": who,
            "day": words.day(_monday(starts, each.fixed)),
        }
    if rule.kind == "ready":
        return _("%(who)s n'est pas prête avant la semaine du %(day)s.") % {
            "who": who,
            "day": words.day(_monday(starts, each.ready)),
        }
    spans = each.windows if rule.kind == "windows" else each.blackout
    told = " ; ".join(
        _("du %(first)s au %(last)s")
        % {"first": words.day(_monday(starts, first)), "last": words.day(_friday(starts, last))}
        for first, last in spans
    )
    if rule.kind == "windows":
        return _("%(who)s accueille dans sa fenêtre : %(spans)s.") % {"who": who, "spans": told}
    return _("%(who)s est indisponible : %(spans)s.") % {"who": who, "spans": told}


def cycle_chart(facts: Given, found: Cycle, starts: date) -> str:
    """Return the drawing of a plan: a row a department, weeks from left to right."""
    step = (CHART_WIDTH - LABELS_WIDTH) / max(1, found.weeks)

    def x(week: int) -> str:
        return f"{LABELS_WIDTH + week * step:.1f}"

    rows = [
        {
            "name": _named(facts, each.department, most=36),
            "y": 40 + ROW * number,
            "text_y": 40 + ROW * number + 19,
            "bars": [
                {
                    "x": x(stage.first),
                    "width": f"{(stage.last + 1 - stage.first) * step:.1f}",
                    "letter": stage.name[:1].upper()
                    if (stage.last + 1 - stage.first) * step >= LETTER_WIDTH
                    else "",
                    "kind": index % 4,
                    "letter_x": f"{LABELS_WIDTH + (stage.first + stage.last + 1) / 2 * step:.1f}",
                }
                for index, stage in enumerate(each.stages)
            ],
        }
        for number, each in enumerate(found.residencies)
    ]
    every = max(1, -(-found.weeks // MOST_TICKS))
    height = 40 + ROW * len(rows) + 30
    return render.render_template(
        "documents/cycle.html",
        {
            "figure": {
                "width": CHART_WIDTH,
                "height": height,
                "bottom": height - 30,
                "rows": rows,
                "label": plan_sentence(found),
                "legend_y": height - 8,
                "ticks": [
                    {"x": x(week), "words": f"{_monday(starts, week):%d/%m}"}
                    for week in range(0, found.weeks, every)
                    if (found.weeks - week) * step >= TICK_WIDTH
                ],
                "holidays": [
                    {"x": x(week), "width": f"{step:.1f}"}
                    for week in sorted(facts.holidays)
                    if week < found.weeks
                ],
                "legend": " · ".join(
                    f"{phase.name[:1].upper()} : {phase.name}" for phase in facts.phases
                ),
            }
        },
        (get_language() or "fr").split("-")[0],
    ).strip()


def _blocks(facts: Given, found: Cycle, starts: date) -> Iterator[Block]:
    yield Paragraph(plan_sentence(found), "lead")
    yield Figure(cycle_chart(facts, found, starts), _order(facts, found))
    yield Grid(
        caption=_("Chaque résidence, phase par phase"),
        columns=(_("Direction"), _("Phase"), _("Du lundi"), _("Au vendredi"), _("Avec")),
        rows=tuple(stage_rows(facts, found, starts)),
    )
    if facts.current:
        yield Paragraph(_moves(facts, found))
    yield Heading(2, _("À quel point ce plan est bon"))
    yield Facts(tuple(level_rows(found)))
    if not found.is_whole:
        yield Paragraph(
            _(
                "Le temps a manqué pour comparer tout : les derniers critères n'ont pas été "
                "regardés."
            ),
            "aside",
        )


def plan_sentence(found: Cycle) -> str:
    """Say how long a cycle is, and how sure that is."""
    if found.is_proven:
        return ngettext(
            "Le cycle tient en %(n)s semaine, et aucun cycle plus court n'existe (prouvé).",
            "Le cycle tient en %(n)s semaines, et aucun cycle plus court n'existe (prouvé).",
            found.weeks,
        ) % {"n": found.weeks}
    return ngettext(
        "Le cycle tient en %(n)s semaine ; un plus court existe peut-être, jamais sous %(bound)s.",
        "Le cycle tient en %(n)s semaines ; un plus court existe peut-être, jamais sous %(bound)s.",
        found.weeks,
    ) % {"n": found.weeks, "bound": found.bound}


def _order(facts: Given, found: Cycle) -> str:
    names = ", ".join(_named(facts, each.department) for each in found.residencies)
    return _("Dans l'ordre : %(names)s.") % {"names": names}


def _moves(facts: Given, found: Cycle) -> str:
    if not found.moved:
        return _("Aucune direction du plan en vigueur ne change de dates.")
    names = ", ".join(_named(facts, id) for id in found.moved)
    return ngettext(
        "%(n)s direction change de dates : %(names)s.",
        "%(n)s directions changent de dates : %(names)s.",
        len(found.moved),
    ) % {"n": len(found.moved), "names": names}


def stage_rows(facts: Given, found: Cycle, starts: date) -> list[tuple[str, str, str, str, str]]:
    """Return the table of a plan: department, phase, its Monday, its Friday, with whom."""
    return [
        (
            _named(facts, each.department),
            stage.name,
            words.day(_monday(starts, stage.first)),
            words.day(_friday(starts, stage.last)),
            ", ".join(stage.people) or "—",
        )
        for each in found.residencies
        for stage in each.stages
    ]


def level_rows(found: Cycle) -> list[tuple[str, str]]:
    """Return what each level reached, and how good that is known to be."""
    return list(_levels(found))


def _levels(found: Cycle) -> Iterator[tuple[str, str]]:
    titles = {
        Level.CYCLE: _("Semaines au travail, du début à la fin"),
        Level.PRIORITIES: _("Attente, pesée par les priorités"),
        Level.LOAD: _("Charge de la personne la plus prise, en semaines pleines"),
        Level.CHANGES: _("Changements au plan en vigueur"),
    }
    for each in found.levels:
        value, bound = each.value, each.bound
        told = words.translate(value / 1000 if each.level is Level.LOAD else value)
        if each.is_proven:
            yield titles[each.level], _("%(value)s, le mieux possible (prouvé)") % {"value": told}
        else:
            least = words.translate(bound / 1000 if each.level is Level.LOAD else bound)
            yield (
                titles[each.level],
                _("%(value)s ; on ne sait pas faire mieux, jamais sous %(bound)s")
                % {"value": told, "bound": least},
            )


def _named(facts: Given, id: str, most: int | None = None) -> str:
    name = next((each.name for each in facts.departments if each.id == id), "") or id
    return name if most is None or len(name) <= most else name[: most - 1].rstrip() + "…"


def _monday(starts: date, week: int) -> date:
    return starts + timedelta(weeks=week)


def _friday(starts: date, week: int) -> date:
    return _monday(starts, week) + timedelta(days=4)
