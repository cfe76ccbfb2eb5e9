"""The list of practice cases: their stakes compared with what they took; proposing one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from mire.programme.cases.actions import propose_case
from mire.programme.cases.queries import Case, CaseLine, case_in, cases_of, points_of
from mire.programme.cases.rules import (
    MOST_LINE,
    MOST_TEXT,
    MOST_TITLE,
    STATUS_WORDS,
    Status,
    compared,
)
from mire.programme.people.queries import Department, Member, departments_of
from mire.web.office.cases.drawing import draw
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.grades import from_to
from mire.web.office.lists import PAGE, Choice, Column, Filter, Row, listing, read_asked
from mire.web.office.pages import EVERYBODY, GROUP, actor, office_page, show
from mire.words import words

PLACE = "office_cases"


class AskForm(OfficeForm):
    """What is asked, by whom, of whom."""

    title = forms.CharField(
        label=gettext_lazy("Le cas, en quelques mots"),
        help_text=gettext_lazy("Ce qui est à changer, plutôt que la solution."),
        max_length=MOST_TITLE,
    )
    ask = forms.CharField(
        label=gettext_lazy("Ce qui est demandé"),
        help_text=gettext_lazy("Le problème, pour qui, depuis quand, et ce qui s'y joue."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    asked_by = forms.CharField(
        label=gettext_lazy("Qui le demande"),
        help_text=gettext_lazy("Un service ou une fonction, plutôt qu'un nom."),
        max_length=MOST_LINE,
        required=False,
    )
    carried_by = forms.CharField(
        label=gettext_lazy("Qui le porte"),
        help_text=gettext_lazy("Un service ou une fonction, plutôt qu'un nom."),
        max_length=MOST_LINE,
        required=False,
    )
    asked_on = forms.DateField(label=gettext_lazy("Demandé le"), widget=DayInput())
    departments = forms.MultipleChoiceField(
        label=gettext_lazy("Directions touchées"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def ask_form(member: Member, *args: Any, **kwargs: Any) -> OfficeForm:
    """Return the form of what is asked, with the programme's departments."""
    chosen = [(each.key, str(each)) for each in departments_of(member.programme)]
    return AskForm(*args, choices={"departments": chosen}, **kwargs)


def ask_values(member: Member, form: OfficeForm) -> tuple[dict[str, Any], list[Department]]:
    """Return what the form holds: the texts, and the departments."""
    values = form.values()
    keys = values.pop("departments")
    for name in ("title", "asked_by", "carried_by"):
        values[name] = " ".join(values[name].split())
    values["ask"] = values["ask"].strip()
    return values, [each for each in departments_of(member.programme) if each.key in keys]


def case_of(member: Member, key: str) -> Case:
    """Return a case of the programme; raise Http404 for none."""
    found = case_in(member.programme, key)
    if found is None or (found.removed_at is not None and not member.may(*GROUP)):
        raise Http404
    return found


def address(name: str, member: Member, case: Case, **named: str) -> str:
    """Return the address of one of a case's pages."""
    return reverse(name, kwargs={"programme": member.programme.key, "case": case.key, **named})


@require_safe
@office_page(*EVERYBODY)
def cases(request: HttpRequest, member: Member) -> HttpResponse:
    """List the cases of the programme, with what is at stake in each beside what it took."""
    asked = read_asked(request, sorts=["ordre", "titre", "jours", "enjeu"], filters=("etat",))
    chosen = asked.filters.get("etat", "")
    found = cases_of(
        member.programme,
        today=timezone.localdate(),
        words=asked.words,
        status=chosen if chosen in [each.value for each in Status] else "",
    )
    lines = _sorted(found, asked.sort, is_descending=asked.is_descending)
    columns = (
        Column(_("Cas"), "titre"),
        Column(_("Repère")),
        Column(_("État")),
        Column(_("Demandé par")),
        Column(_("Directions")),
        Column(_("Jours"), "jours"),
        Column(_("Enjeu"), "enjeu"),
        Column(_("Selon le critère")),
    )
    rows = [_row(member, place, each) for place, each in enumerate(lines, 1)]
    if file := asked_export(request):
        return exported(file, _("cas-pratiques"), columns, rows)
    n = len(lines)
    shown = listing(
        asked,
        columns=columns,
        rows=rows[asked.start : asked.start + PAGE],
        n=n,
        count=ngettext("%(n)s cas pratique", "%(n)s cas pratiques", n) % {"n": n},
        empty=_("Rien ne répond à cette recherche.")
        if asked.words or asked.filters
        else _(
            "Aucun cas encore : ce qu'une direction demande, ce que le groupe essaie, ce que cela "
            "prend et ce que le labo en retient."
        ),
        filters=(
            Filter(
                "etat",
                _("État"),
                [
                    Choice("", _("tous"), not chosen),
                    *(
                        Choice(value.value, words.translate(said), value.value == chosen)
                        for value, said in STATUS_WORDS.items()
                    ),
                ],
            ),
        ),
        exports=export_links,
    )
    points = points_of(lines)
    context = {
        "list": shown,
        "may_write": member.may(*GROUP),
        "drawing": draw(points) if points else None,
        "compared": words.translate(compared(points)) if n else "",
        "n_apart": n - len(points) if points else 0,
        "due": [
            (each.case, address("office_case", member, each.case))
            for each in lines
            if each.is_follow_up_due
        ]
        if member.may(*GROUP)
        else [],
    }
    return show(request, member, "office/cases.html", context, place=PLACE)


def _sorted(lines: list[CaseLine], sort: str, *, is_descending: bool) -> Sequence[CaseLine]:
    """Return the lines in an order; those that lack what it sorts by come last, either way."""
    if sort == "ordre":
        return lines[::-1] if is_descending else lines
    if sort == "titre":
        return sorted(lines, key=lambda each: each.case.title.casefold(), reverse=is_descending)
    if sort == "jours":
        return sorted(lines, key=lambda each: each.half_days, reverse=is_descending)
    known = [(each.stakes.level, each) for each in lines if each.stakes is not None]
    known.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [*(each for _level, each in known), *(each for each in lines if each.stakes is None)]


def _row(member: Member, place: int, line: CaseLine) -> Row:
    stakes = line.stakes
    return Row(
        (
            line.case.title,
            str(place),
            words.translate(STATUS_WORDS[Status(line.case.status)]),
            line.case.asked_by,
            ", ".join(line.departments),
            words.number(line.half_days / 2),
            "—" if stakes is None else words.number(stakes.level),
            "—" if stakes is None else from_to(stakes.low, stakes.high),
        ),
        address("office_case", member, line.case),
    )


@office_page(*GROUP)
def new_case(request: HttpRequest, member: Member) -> HttpResponse:
    """Propose a case."""

    def save(form: OfficeForm) -> str:
        values, departments = ask_values(member, form)
        case = propose_case(
            programme=member.programme,
            key=form.key,
            values=values,
            departments=departments,
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_case", member, case)

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        today: date = timezone.localdate()
        if "initial" in kwargs:
            kwargs["initial"] = {"asked_on": today, **kwargs["initial"]}
        return ask_form(member, *args, **kwargs)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Proposer un cas pratique"),
            lede=_(
                "Un sujet réel, qu'une direction apporte et que le groupe peut essayer. Tout le "
                "monde le verra dès qu'il est proposé."
            ),
            submit=_("Proposer ce cas"),
            back=reverse("office_cases", kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )
