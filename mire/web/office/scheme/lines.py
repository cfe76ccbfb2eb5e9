"""One line of the scheme: its form, what it rests on, its place."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mire.programme.people.queries import Member, departments_by_key
from mire.programme.scheme.actions import (
    change_scheme_line,
    move_scheme_line_up,
    remove_scheme_line,
    write_scheme_line,
)
from mire.programme.scheme.queries import (
    SchemeLine,
    headings_asked,
)
from mire.programme.scheme.rules import (
    FIELDS,
    LINE,
    MOST_FIELD,
    MOST_WHAT,
    SECTION_WORDS,
    WHAT_WORDS,
    Section,
)
from mire.programme.thread.actions import set_source
from mire.programme.thread.queries import sought, sources_of
from mire.programme.thread.rules import Reference
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.office.citables import pressed_source, reads, step_told, told, with_search
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form, form_with
from mire.web.office.pages import GROUP, actor, address, show
from mire.web.office.scheme.scheme import PLACE, READERS, line_of
from mire.words import words


def _departments(member: Member, line: SchemeLine | None) -> dict[str, Any]:
    """Return the departments of today, and the one that a line has already."""
    found = departments_by_key(member.programme, on=timezone.localdate())
    if line is not None and line.department is not None:
        found.setdefault(line.department.key, line.department)
    return found


def _form_of(member: Member, section: Section, line: SchemeLine | None = None) -> Any:
    fields: dict[str, forms.Field] = {
        "what": forms.CharField(label=words.translate(WHAT_WORDS[section]), max_length=MOST_WHAT)
    }
    for name, title in FIELDS[section].items():
        fields[name] = forms.CharField(
            label=words.translate(title), max_length=MOST_FIELD, required=False
        )
    fields["department"] = forms.ChoiceField(
        label=_("Direction"),
        help_text=_("Celle qui l'apporte, ou qui s'en charge."),
        required=False,
        choices=[
            ("", _("Aucune")),
            *((key, each.name) for key, each in _departments(member, line).items()),
        ],
    )
    asked = [each.heading for each in headings_asked(member.programme, [])]
    if line is not None and line.heading and line.heading not in asked:
        asked.append(line.heading)  # another activity is compared now: what was said stays
    if asked:
        fields["heading"] = forms.ChoiceField(
            label=_("À quelle rubrique des directions cela répond"),
            required=False,
            choices=[("", _("Aucune")), *((each, each) for each in asked)],
        )
    fields["is_gap"] = forms.BooleanField(
        label=_("Cela manque encore"),
        help_text=_("Voulu, et pas là : la page le dira."),
        required=False,
    )
    return form_with(fields)


def _values(form: OfficeForm, section: Section) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "what": " ".join(said["what"].split()),
        "values": {name: " ".join(said[name].split()) for name in FIELDS[section]},
        "is_gap": bool(said["is_gap"]),
    } | ({"heading": said["heading"]} if "heading" in said else {})


@evidence_page(*GROUP)
def new_line(request: HttpRequest, member: Member, *, section: str) -> HttpResponse:
    """Write a line of a section."""
    try:
        where = Section(section)
    except ValueError:
        raise Http404 from None

    def save(form: OfficeForm) -> str:
        write_scheme_line(
            programme=member.programme,
            key=form.key,
            section=where,
            department=departments_by_key(member.programme, on=timezone.localdate()).get(
                form.cleaned_data["department"]
            ),
            **{"heading": "", **_values(form, where)},
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_scheme", member) + f"#{where.value}"

    return answer_form(
        request,
        member,
        _form_of(member, where),
        save,
        said=FormWords(
            title=words.translate(SECTION_WORDS[where]),
            lede=_("Une seule chose par ligne : chacune dira d'où elle vient."),
            submit=_("Garder"),
            back=address("office_scheme", member),
            place=PLACE,
        ),
    )


@evidence_page(*GROUP)
def changed_line(request: HttpRequest, member: Member, *, line: str) -> HttpResponse:
    """Change a line."""
    found = line_of(member, line)
    section = Section(found.section)

    def save(form: OfficeForm) -> str:
        department = _departments(member, found).get(form.cleaned_data["department"])
        change_scheme_line(
            line=found,
            seen=found.version,
            values={**_values(form, section), "department": department},
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_scheme", member) + f"#{section.value}"

    stored = {
        "what": found.what,
        **{name: found.values.get(name, "") for name in FIELDS[section]},
        "department": "" if found.department is None else found.department.key,
        "heading": found.heading,
        "is_gap": found.is_gap,
    }
    return answer_form(
        request,
        member,
        _form_of(member, section, found),
        save,
        said=FormWords(
            title=_("Changer une ligne du schéma"),
            submit=_("Garder"),
            back=address("office_scheme_line", member, line=found.key),
            place=PLACE,
        ),
        stored=stored,
    )


@require_safe
@evidence_page(*READERS)
def line(request: HttpRequest, member: Member, *, line: str) -> HttpResponse:
    """Show a line and what it rests on."""
    return _show_line(request, member, line_of(member, line))


@require_POST
@evidence_page(*GROUP)
def pressed_line(request: HttpRequest, member: Member, *, line: str) -> HttpResponse:
    """Put a line before the one above, or take it out."""
    found = line_of(member, line)
    asked = request.POST.get("do", "")
    if asked == "up":
        move_scheme_line_up(line=found, by=actor(member), now=timezone.now())
        return redirect(address("office_scheme", member) + f"#{found.section}")
    if asked != "out":
        raise Http404
    remove_scheme_line(line=found, by=actor(member), now=timezone.now())
    return redirect(address("office_scheme", member) + f"#{found.section}")


@require_POST
@evidence_page(*GROUP)
def sourced_line(request: HttpRequest, member: Member, *, line: str) -> HttpResponse:
    """Add a source to a line, say that it says the contrary, or take it out."""
    found = line_of(member, line)
    how, cited = pressed_source(request)
    try:
        set_source(
            programme=member.programme,
            citing=Reference(LINE, found.key),
            name=found.what,
            source=cited,
            how=how,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show_line(request, member, found, refusal=refusal)
    here = address("office_scheme_line", member, line=found.key)
    return redirect(with_search(request, here, "#sources"))


def _show_line(
    request: HttpRequest, member: Member, found: SchemeLine, *, refusal: Refusal | None = None
) -> HttpResponse:
    reference = Reference(LINE, found.key)
    found_steps = sources_of(member.programme, reference)
    steps = [each for each in found_steps if reads(member, each.citable)]
    asked = without_unseen(request.GET.get("q", ""))[:200]
    section = Section(found.section)
    may_write = member.may(*GROUP)
    context: dict[str, Any] = {
        "line": found,
        "section": words.translate(SECTION_WORDS[section]),
        "fields": [
            (words.translate(title), found.values[name])
            for name, title in FIELDS[section].items()
            if name in found.values
        ],
        "sources": [step_told(each, member) for each in steps if not each.is_contrary],
        "against": [step_told(each, member) for each in steps if each.is_contrary],
        "source_href": address("office_scheme_source", member, line=found.key),
        "may_write": may_write,
        "sought": asked,
        "found": [
            told(each, member)
            for each in sought(
                member.programme,
                asked,
                without=[reference, *(each.citable.reference for each in steps)],
            )
        ]
        if may_write
        else [],
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    status = 409 if refusal is not None else 200
    return show(request, member, "office/scheme_line.html", context, place=PLACE, status=status)
