"""The findings of a programme; writing one, changing it; what nothing took up."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from mire.documents.builders.cited_words import said_in_words
from mire.programme.evidence.rules import VERBATIM, searched
from mire.programme.findings.actions import change_finding, write_finding
from mire.programme.findings.queries import (
    Finding,
    NotTakenUp,
    WeighedFinding,
    finding_in,
    findings_of,
    not_taken_up,
)
from mire.programme.findings.rules import (
    KIND_WORDS,
    MOST_DETAIL,
    MOST_SENTENCE,
    STATUS_WORDS,
    FindingKind,
    Status,
)
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.thread.queries import citables
from mire.programme.thread.rules import Citable, Reference, State
from mire.web.office.citables import contrary_line, weight_line
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.lists import PAGE, Choice, Column, Filter, Row, listing, read_asked
from mire.web.office.pages import GROUP, actor, show
from mire.words import words

PLACE = "office_said"


class FindingForm(OfficeForm):
    """One sentence, and what needs saying beside it."""

    kind = forms.ChoiceField(label=gettext_lazy("Genre"), widget=forms.RadioSelect)
    sentence = forms.CharField(
        label=gettext_lazy("La phrase"),
        help_text=gettext_lazy("Une seule idée, telle qu'elle sera lue : elle sera citée."),
        max_length=MOST_SENTENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    detail = forms.CharField(
        label=gettext_lazy("Précision"),
        help_text=gettext_lazy("Ce qui nuance, ce qu'on ignore encore. Facultatif."),
        max_length=MOST_DETAIL,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


def finding_of(member: Member, key: str) -> Finding:
    """Return a finding of the programme; raise Http404 for none."""
    found = finding_in(member.programme, key)
    if found is None:
        raise Http404
    return found


def address(name: str, member: Member, finding: Finding) -> str:
    """Return the address of one of a finding's pages."""
    return reverse(name, kwargs={"programme": member.programme.key, "finding": finding.key})


@require_safe
@evidence_page(*GROUP, Right.MANAGEMENT)
def findings(request: HttpRequest, member: Member) -> HttpResponse:
    """List the findings of the programme, with how much each rests on."""
    asked = read_asked(request, sorts=["ordre"], filters=("genre", "etat"))
    file = asked_export(request)
    chosen = {name: asked.filters.get(name, "") for name in ("genre", "etat")}
    lines, n = findings_of(
        member.programme,
        words=asked.words,
        kind=chosen["genre"],
        status=chosen["etat"],
        start=0 if file else asked.start,
        most=None if file else PAGE,
    )
    columns = (
        Column(_("Phrase")),
        Column(_("Genre")),
        Column(_("État")),
        Column(_("Repose sur")),
        Column(_("Contre")),
    )
    rows = [_row(member, each) for each in lines]
    if file:
        return exported(file, _("constats"), columns, rows)
    shown = listing(
        asked,
        columns=columns,
        rows=rows,
        n=n,
        count=ngettext("%(n)s constat", "%(n)s constats", n) % {"n": n},
        empty=_("Rien ne répond à cette recherche.")
        if asked.words or asked.filters
        else _(
            "Aucun constat encore : une phrase que le groupe conclut, avec les propos, les thèmes "
            "et les chiffres sur lesquels elle repose."
        ),
        filters=(
            _filter("genre", _("Genre"), KIND_WORDS, chosen["genre"]),
            _filter("etat", _("État"), STATUS_WORDS, chosen["etat"]),
        ),
        exports=export_links,
    )
    context = {"list": shown, "may_write": member.may(*GROUP)}
    return show(request, member, "office/findings.html", context, place=PLACE)


def _filter(name: str, title: str, values: Any, chosen: str) -> Filter:
    choices = [
        Choice(str(value), words.translate(said), value == chosen) for value, said in values.items()
    ]
    return Filter(name, title, [Choice("", _("tous"), not chosen), *choices])


def _row(member: Member, line: WeighedFinding) -> Row:
    finding = line.finding
    return Row(
        (
            finding.sentence,
            words.translate(KIND_WORDS[FindingKind(finding.kind)]),
            words.translate(STATUS_WORDS[Status(finding.status)]),
            weight_line(line.weight),
            contrary_line(line.weight),
        ),
        address("office_finding", member, finding),
    )


@evidence_page(*GROUP)
def new_finding(request: HttpRequest, member: Member) -> HttpResponse:
    """Write a finding; ``?source=KIND/KEY``: it will cite this one."""
    source = _source(request, member)
    cited = [] if source is None else [source.reference]

    def save(form: OfficeForm) -> str:
        finding = write_finding(
            programme=member.programme,
            key=form.key,
            cited=cited,
            by=actor(member),
            now=timezone.now(),
            **_values(form),
        )
        return address("office_finding", member, finding)

    return answer_form(
        request,
        member,
        lambda *args, **kwargs: FindingForm(
            *args,
            choices={"kind": _kinds()},
            **{
                **kwargs,
                "initial": {"kind": FindingKind.FINDING.value, **(kwargs.get("initial") or {})},
            },
        ),
        save,
        said=FormWords(
            title=_("Écrire un constat"),
            lede=_("Il citera : %(source)s") % {"source": _in_short(source)}
            if source
            else _("Ses sources se choisissent sur sa page, juste après."),
            submit=_("Garder en brouillon"),
            back=reverse("office_findings", kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )


@evidence_page(*GROUP)
def changed_finding(request: HttpRequest, member: Member, *, finding: str) -> HttpResponse:
    """Change what a finding says."""
    found = finding_of(member, finding)

    def save(form: OfficeForm) -> str:
        change_finding(finding=found, values=_values(form), by=actor(member), now=timezone.now())
        return address("office_finding", member, found)

    return answer_form(
        request,
        member,
        lambda *args, **kwargs: FindingForm(*args, choices={"kind": _kinds()}, **kwargs),
        save,
        said=FormWords(
            title=_("Changer ce constat"),
            lede=_(
                "Il redevient un brouillon. Ce qui était diffusé reste gardé tel quel, sous sa "
                "version."
            )
            if found.status == Status.RELEASED
            else "",
            submit=_("Garder"),
            back=address("office_finding", member, found),
            place=PLACE,
        ),
        stored={"kind": found.kind, "sentence": found.sentence, "detail": found.detail},
    )


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, words.translate(said)) for kind, said in KIND_WORDS.items()]


def _values(form: OfficeForm) -> dict[str, Any]:
    values = form.values()
    return {
        "kind": FindingKind(values["kind"]),
        "sentence": " ".join(values["sentence"].split()),
        "detail": values["detail"].strip(),
    }


def _source(request: HttpRequest, member: Member) -> Citable | None:
    kind, _slash, key = request.GET.get("source", "").partition("/")
    if not key:
        return None
    reference = Reference(kind, key)
    found = citables(member.programme, [reference])[reference]
    if found.state is not State.SAID:
        raise Http404
    return found


def _in_short(source: Citable) -> str:
    said = said_in_words(source.words)
    return said if len(said) <= 120 else said[:119] + "…"


@require_safe
@evidence_page(*GROUP, Right.MANAGEMENT)
def left_out(request: HttpRequest, member: Member) -> HttpResponse:
    """List what no finding rests on, and why where somebody said it."""
    asked = read_asked(request, sorts=["ordre"])
    wanted = searched(asked.words).split()
    found = [
        each
        for each in not_taken_up(member.programme)
        if all(word in each.searched for word in wanted)
    ]
    columns = (Column(_("Propos")), Column(_("Réunion")), Column(_("Pourquoi")))
    if file := asked_export(request):
        return exported(file, _("non-repris"), columns, [_left(member, each) for each in found])
    n = len(found)
    shown = listing(
        asked,
        columns=columns,
        rows=[_left(member, each) for each in found[asked.start : asked.start + PAGE]],
        n=n,
        count=ngettext("%(n)s propos non repris", "%(n)s propos non repris", n) % {"n": n},
        empty=_("Rien ne répond à cette recherche.")
        if asked.words
        else _("Tout ce qui a été dit est repris par un constat."),
        exports=export_links,
    )
    return show(
        request,
        member,
        "office/left_out.html",
        {"list": shown, "may_read_together": member.may(*GROUP)},
        place=PLACE,
    )


def _left(member: Member, each: NotTakenUp) -> Row:
    if each.reason:
        why = _("mis à part : %(reason)s") % {"reason": each.reason}
    elif each.theme:
        why = _("dans le thème « %(theme)s », qu'aucun constat ne cite") % {"theme": each.theme}
    else:
        why = _("pas encore lu")
    named = {"programme": member.programme.key, "kind": VERBATIM, "key": each.key}
    return Row(
        (each.text, each.meeting, why),
        reverse("office_thread", kwargs=named),
    )
