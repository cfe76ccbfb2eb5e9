"""The page of the scheme, forms of its lines, what each rests on, what it is compared with."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mire.documents.builders.scheme import (
    draw_scheme,
    heading_sentences,
    scheme_document,
    summary,
)
from mire.programme.cases.rules import CASE
from mire.programme.meetings.queries import meeting_in
from mire.programme.people.queries import Member, departments_by_key
from mire.programme.people.rules import Right
from mire.programme.scheme.actions import (
    compare_scheme,
)
from mire.programme.scheme.queries import (
    SchemeLine,
    activities_with_headings,
    aims_told,
    compared_activity,
    headings_asked,
    line_in,
    lines_of,
    read_lines,
    sourced,
)
from mire.programme.scheme.rules import (
    FIELDS,
    LINE,
    SECTION_WORDS,
    Section,
    gap_words,
)
from mire.programme.topics.queries import selections_of
from mire.programme.topics.rules.states import TOPIC
from mire.web.office.citables import reads, told
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form, form_with
from mire.web.office.handing_out import give_document
from mire.web.office.pages import GROUP, actor, address, show
from mire.words import words

PLACE = "office_decide"
READERS = (*GROUP, Right.MANAGEMENT)
SERVING = (TOPIC, CASE, LINE, "scenario")
"""Kinds that may serve an aim of the plan."""


def line_of(member: Member, key: str) -> SchemeLine:
    """Return the line of an address, or raise Http404."""
    found = line_in(member.programme, key)
    if found is None:
        raise Http404
    return found


def _department_names(member: Member) -> list[str]:
    found = departments_by_key(member.programme, on=timezone.localdate())
    return [each.name for each in found.values()]


@require_safe
@evidence_page(*READERS)
def scheme(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the scheme: its figure, its sections, what it answers and what it lacks."""
    programme = member.programme
    lines = lines_of(programme)
    known = sourced(programme, lines)
    asked = headings_asked(programme, lines)
    names = [
        each.name for each in departments_by_key(member.programme, on=timezone.localdate()).values()
    ]
    used = next((each for each in selections_of(programme) if each.decided_on is not None), None)
    context: dict[str, Any] = {
        "tab": "scheme",
        "summary": summary(known),
        "gaps": gap_words(read_lines(lines), names),
        "figure": mark_safe(draw_scheme(lines)) if lines else "",  # noqa: S308 - escaped there
        "sections": [
            {
                "section": section.value,
                "title": words.translate(SECTION_WORDS[section]),
                "lines": [
                    {
                        "line": each.line,
                        "fields": [
                            (words.translate(title), each.line.values[name])
                            for name, title in FIELDS[section].items()
                            if name in each.line.values
                        ],
                        "sources": [
                            told(one, member) for one in each.sources if reads(member, one)
                        ],
                    }
                    for each in known
                    if each.line.section == section
                ],
                "used": used if section is Section.CHOICE else None,
            }
            for section in Section
        ],
        "used_day": "" if used is None or used.decided_on is None else words.day(used.decided_on),
        "headings": [
            {"sentence": sentence, "lines": each.lines, "texts": each.texts[:5]}
            for each, sentence in zip(asked, heading_sentences(asked), strict=True)
        ],
        "aims": [
            {
                "aim": each.aim,
                "served": [
                    (told(one, member), how) for one, how in each.served if reads(member, one)
                ],
            }
            for each in aims_told(programme)
        ],
        "may_write": member.may(*GROUP),
    }
    return show(request, member, "office/scheme.html", context, place=PLACE)


@evidence_page(*GROUP)
def compared(request: HttpRequest, member: Member) -> HttpResponse:
    """Choose the activity whose headings the scheme answers."""
    found = activities_with_headings(member.programme)
    chosen = {f"{meeting}/{activity}": (meeting, activity) for meeting, activity, _title in found}

    def save(form: OfficeForm) -> str:
        meeting, activity = chosen.get(form.cleaned_data["activity"], ("", ""))
        row = meeting_in(member.programme, meeting) if meeting else None
        compare_scheme(
            programme=member.programme,
            meeting=row,
            activity=activity if row is not None else "",
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_scheme", member) + "#demandes"

    fields = {
        "activity": forms.ChoiceField(
            label=_("Séquence"),
            required=False,
            choices=[
                ("", _("Aucune")),
                *((f"{meeting}/{activity}", title) for meeting, activity, title in found),
            ],
        )
    }
    return answer_form(
        request,
        member,
        form_with(fields),
        save,
        said=FormWords(
            title=_("Comparer à ce que les directions ont demandé"),
            lede=_(
                "La séquence dont les rubriques disent ce qui était demandé : les tables du "
                "séminaire, le plus souvent."
            )
            if found
            else _("Aucune réunion n'a encore de propos sous des rubriques."),
            submit=_("Comparer") if found else "",
            back=address("office_scheme", member),
            place=PLACE,
        ),
        stored={"activity": "/".join(filter(None, compared_activity(member.programme)))},
    )


@require_safe
@evidence_page(*READERS)
def document(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the scheme as a document, or give it as a file."""
    names = [
        each.name for each in departments_by_key(member.programme, on=timezone.localdate()).values()
    ]
    made = scheme_document(member.programme, names, today=timezone.localdate())
    return give_document(request, made)
