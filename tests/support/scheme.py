"""Lines of an operating scheme, aims of the plan, and the pages on them."""

from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.people.models import Department
from mire.programme.scheme.actions import write_aims, write_scheme_line
from mire.programme.scheme.models import PlanAim, SchemeLine
from mire.programme.scheme.rules import Section
from tests.support.office import NOW, Office

BY = Actor("7" * 11, "Résidente · D07")


def line(
    office: Office,
    what: str,
    *,
    section: Section = Section.OFFER,
    department: Department | None = None,
    is_gap: bool = False,
    heading: str = "",
    **values: str,
) -> SchemeLine:
    """Write a line."""
    return write_scheme_line(
        programme=office.programme, key=new_key(), section=section, what=what, values=values,
        department=department, is_gap=is_gap, heading=heading, by=BY, now=NOW,
    )  # fmt: skip


def aims(office: Office, *words: str) -> list[PlanAim]:
    """Write the plan's aims."""
    write_aims(programme=office.programme, words=words, by=BY, now=NOW)
    return list(PlanAim.objects.filter(programme=office.programme))


def scheme_pages(office: Office) -> list[str]:
    """Return the pages on a scheme with a line in each section, one of them missing, and aims."""
    written = [
        line(office, f"Ligne de {section.value}", section=section, is_gap=section is Section.MEANS)
        for section in Section
    ]
    (aim, *_others) = aims(office, "Simplifier les démarches", "Prendre soin des agents")
    return [
        "decider/schema",
        "decider/schema/document",
        "decider/schema/comparer",
        "decider/schema/ecrire/offer",
        "decider/schema/plan",
        f"decider/schema/plan/{aim.key}",
        f"decider/schema/{written[0].key}",
        f"decider/schema/{written[3].key}/changer",
    ]
