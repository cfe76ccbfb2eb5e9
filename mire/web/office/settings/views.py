"""The programme itself, and its journal."""

import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from mire.programme.journal.queries import JournalLine, journal_of
from mire.programme.journal.rules import act_words, field_words
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.personal.rules import STUB
from mire.programme.programmes.actions import change_programme
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.lists import PAGE, Column, Row, listing, read_asked
from mire.web.office.pages import actor, office_page, show
from mire.words import words

PLACE = "office_settings"


class ProgrammeForm(OfficeForm):
    """What a programme is."""

    name = forms.CharField(label=gettext_lazy("Nom du programme"), max_length=120)
    starts_on = forms.DateField(label=gettext_lazy("Premier jour"), widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DayInput)
    aims = forms.CharField(
        label=gettext_lazy("Ce qu'il vise"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    threshold = forms.IntegerField(
        label=gettext_lazy("Seuil"),
        min_value=5,
        max_value=50,
        help_text=gettext_lazy("Sous ce nombre de réponses à une question, rien n'est montré."),
    )
    retention_months = forms.IntegerField(
        label=gettext_lazy("Durée de conservation, en mois"),
        min_value=1,
        max_value=600,
        help_text=gettext_lazy("Après la fin du programme, pour ce qui n'est pas archivé."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Langue des documents"), choices=settings.LANGUAGES
    )
    shows_topics = forms.BooleanField(
        label=gettext_lazy("Montrer à tous les sujets demandés, et ce qu'ils deviennent"),
        help_text=gettext_lazy("Leur titre, leur direction et leur état ; jamais qui a demandé."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a programme that ends before it starts."""
        values = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("Le dernier jour vient après le premier."))
        return values


@office_page(Right.ADMINISTRATOR)
def settings_page(request: HttpRequest, member: Member) -> HttpResponse:
    """Change the programme."""
    here = reverse(PLACE, kwargs={"programme": member.programme.key})
    stored = {name: getattr(member.programme, name) for name in ProgrammeForm.names()}

    def save(form: OfficeForm) -> str:
        change_programme(
            programme=member.programme, values=form.values(), by=actor(member), now=timezone.now()
        )
        return f"{here}?fait=1"

    return answer_form(
        request,
        member,
        ProgrammeForm,
        save,
        said=FormWords(
            title=_("Réglages du programme"),
            submit=_("Enregistrer"),
            back=reverse("office_home", kwargs={"programme": member.programme.key}),
            place=PLACE,
            template="office/settings.html",
        ),
        stored=stored,
    )


@require_safe
@office_page(Right.ADMINISTRATOR)
def journal(request: HttpRequest, member: Member) -> HttpResponse:
    """List who did what."""
    asked = read_asked(request, sorts=("quand",))
    kind = asked_export(request)
    found = journal_of(
        member.programme.key,
        words=asked.words,
        start=0 if kind else asked.start,
        most=None if kind else PAGE,
    )
    columns = (
        Column(_("Quand")),
        Column(_("Qui")),
        Column(_("Quoi")),
        Column(_("Sur quoi")),
        Column(_("Ce qui change")),
    )
    rows = [_row(each) for each in found.lines]
    if kind:
        return exported(kind, _("journal"), columns, rows)
    shown = listing(
        asked,
        columns=columns,
        rows=rows,
        n=found.n,
        count=ngettext("%(n)s acte", "%(n)s actes", found.n) % {"n": found.n},
        empty=_("Rien au journal pour cette recherche."),
        exports=export_links,
    )
    return show(request, member, "office/journal.html", {"list": shown}, place=PLACE)


def _row(line: JournalLine) -> Row:
    at = timezone.localtime(line.at)
    names = list({**(line.before or {}), **(line.after or {})})
    return Row(
        (
            f"{words.day(at)}, {words.hour(at)}",
            _named(line.actor) or "Mire",
            words.translate(act_words(line.act)),
            # A kind of data is stored by its words in French, as are all the words of this code.
            _(line.about) if line.about_kind == "kept" else _named(line.about),
            " ; ".join(_change(line, name) for name in names),
        )
    )


def _named(name: str) -> str:
    return _("une personne effacée") if name == STUB else name


def _change(line: JournalLine, name: str) -> str:
    before, after = (line.before or {}).get(name), (line.after or {}).get(name)
    said = words.translate(field_words(name))
    if line.before is None:
        return _("%(field)s : %(value)s") % {"field": said, "value": _shown(after)}
    return _("%(field)s : %(before)s → %(after)s") % {
        "field": said,
        "before": _shown(before),
        "after": _shown(after),
    }


def _shown(value: Any) -> str:
    if value in (None, ""):
        return "—"
    written = str(value)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?", written):
        return words.day(date.fromisoformat(written[:10]))
    return written[:80]
