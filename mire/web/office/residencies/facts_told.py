"""The facts of a cycle in words, and what is missing before a plan."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.planning.residency.tables import ResidencyTables, where_of
from mire.programme.keys import key_from
from mire.programme.people.queries import Member
from mire.programme.residencies.rules.editing import PARTS, Row, name_of
from mire.programme.residencies.rules.faults import fault_words, faults_of
from mire.web.office.pages import address
from mire.words import words


def row_key(part: str, row: Row) -> str:
    """Return what stands for a row in an address."""
    return key_from(part, name_of(row))


def missing_of(tables: ResidencyTables, member: Member, cycle: str) -> list[tuple[str, str, str]]:
    """Return what stands in the way of a plan: where, why, and the address that mends it."""
    made = []
    labels = {
        "phase": _("Phases"),
        "person": _("Personnes du laboratoire"),
        "sponsor": _("Parrains et marraines"),
        "department": _("Directions"),
        "cycle": _("Ce qui vaut pour tout le cycle"),
        "current": _("Le plan retenu"),
    }
    for fault in faults_of(tables):
        where = where_of(fault, tables)
        part = str(where[0])
        label, href = labels[part], address("office_cycle_facts", member, cycle=cycle) + f"#{part}"
        rows = getattr(tables, part, ()) if part in PARTS else ()
        if len(where) > 1 and isinstance(where[1], int) and where[1] < len(rows):
            row = rows[where[1]]
            label = getattr(row, "name", "") or name_of(row)
            href = address(
                "office_cycle_row", member, cycle=cycle, part=part, row=row_key(part, row)
            )
        made.append((label, words.translate(fault_words(fault)), href))
    return made


def weeks_told(n: int) -> str:
    """Say a number of weeks."""
    return ngettext("%(count)s semaine", "%(count)s semaines", n) % {"count": n}


def needs_told(phase: Any) -> str:
    """Say what a phase asks each week, "" for nothing."""
    told = [
        _("%(days)s j par semaine, %(skill)s")
        % {"days": words.number(each.days), "skill": each.skill or _("quelle que soit la personne")}
        for each in phase.needs
    ]
    return " ; ".join(told)


def gap_told(gap: tuple[int, ...]) -> str:
    """Say how long a phase is waited after, "" for not at all."""
    if not gap or gap == (0, 0):
        return ""
    if gap[0] == gap[-1]:
        return ngettext("puis %(n)s semaine d'attente", "puis %(n)s semaines d'attente", gap[0]) % {
            "n": gap[0]
        }
    return _("puis %(least)s à %(most)s semaines d'attente") % {"least": gap[0], "most": gap[-1]}


def spans_told(spans: Any) -> list[str]:
    """Say spans of days with their names."""
    return [
        " ".join(
            filter(
                None,
                (
                    _("du %(first)s au %(last)s")
                    % {"first": words.day(each.first), "last": words.day(each.last)},
                    each.name and f"({each.name})",
                ),
            )
        )
        for each in spans
    ]


def department_told(each: Any, tables: ResidencyTables) -> list[str]:
    """Say what a plan must hold for a department."""
    names = {one.id: one.name or one.id for one in tables.department}
    told = [each.pole and _("pôle %(pole)s") % {"pole": each.pole}]
    if each.windows:
        told.append(_("accueille %(spans)s") % {"spans": words.listed(spans_told(each.windows))})
    if each.blackout:
        told.append(
            _("indisponible %(spans)s") % {"spans": words.listed(spans_told(each.blackout))}
        )
    if each.ready:
        told.append(_("prête à partir du %(day)s") % {"day": words.day(each.ready)})
    if each.fixed:
        told.append(_("commence la semaine du %(day)s") % {"day": words.day(each.fixed)})
    if each.after:
        after = words.listed([names.get(one, one) for one in each.after])
        told.append(_("après %(others)s") % {"others": after})
    if each.sponsor:
        told.append(_("avec %(sponsor)s") % {"sponsor": each.sponsor})
    if each.priority != 1:
        told.append(_("priorité %(n)s") % {"n": each.priority})
    return [one for one in told if one]


def settings_told(tables: ResidencyTables) -> list[tuple[str, str]]:
    """Say what holds for all: titles and values."""
    cycle = tables.cycle
    told = [
        (_("Premier jour"), words.day(cycle.starts)),
        (_("Semaines au plus"), words.number(cycle.weeks)),
        (_("Résidences en même temps, au plus"), words.number(cycle.at_once)),
    ]
    if cycle.length is not None:
        told.append((_("Tout finit en, au plus"), weeks_told(cycle.length)))
    if cycle.equity is not None:
        told.append((_("Avance d'un pôle sur un autre, au plus"), words.number(cycle.equity)))
    told.append((_("Congés"), "; ".join(spans_told(cycle.holidays)) or _("aucun")))
    return told
