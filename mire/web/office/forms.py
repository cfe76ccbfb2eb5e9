"""Forms of the office: said beside the field, never lost, never sent twice, never in silence.

A form carries what its page was made from (``loaded``): when somebody else saved in between, both
are shown and nothing is written. A form that adds something carries the key that the new row will
have (``once``): sent twice, it adds once.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mire.programme.keys import is_key, new_key
from mire.programme.people.queries import Member
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.office import pages
from mire.words import words

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""What a day that somebody types may be in: a year of more or fewer digits is a slip."""


class OfficeForm(forms.Form):
    """One idea a page. Labels and help are the fields'; ``loaded`` and ``once`` are hidden."""

    required_css_class = "required"

    loaded = forms.CharField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=11)

    def __init__(
        self,
        *args: Any,
        choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        **kwargs: Any,
    ) -> None:
        """Make the form; ``choices`` are those of fields whose values are the programme's."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, values in (choices or {}).items():
            field = self.fields[name]
            if not isinstance(field, forms.ChoiceField):
                raise TypeError(name)
            field.choices = values
        for name, field in self.fields.items():
            widget = field.widget
            if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
                continue
            if isinstance(widget, forms.CheckboxSelectMultiple | forms.HiddenInput):
                continue
            widget.attrs.setdefault("class", "control")
            described = [f"{name}-hint"] if field.help_text else []
            if self.is_bound and name in self.errors:
                described.append(f"{name}-error")
                widget.attrs["aria-invalid"] = "true"
            if described:
                widget.attrs["aria-describedby"] = " ".join(described)

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of the fields that people fill in."""
        return [name for name in cls.base_fields if name not in ("loaded", "once")]

    def clean(self) -> dict[str, Any]:
        """Take out of words what nobody can see; refuse a day that no calendar here holds."""
        values = super().clean() or {}
        for name, value in list(values.items()):
            if isinstance(value, str):
                values[name] = without_unseen(value)
            elif isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
                self.add_error(
                    name,
                    _("L'année va de %(first)s à %(last)s.")
                    % {"first": FIRST_YEAR, "last": LAST_YEAR},
                )
        return values

    def values(self) -> dict[str, Any]:
        """Return the fields that were filled in, without the hidden ones."""
        return {name: self.cleaned_data[name] for name in self.names()}

    @property
    def key(self) -> str:
        """Return the key that a new row will have."""
        once = str(self.cleaned_data.get("once") or "")
        return once if is_key(once) else new_key()


def form_with(fields: Mapping[str, forms.Field]) -> Callable[..., OfficeForm]:
    """Return what makes a form of fields that depend on what is stored."""
    made: type[OfficeForm] = type("FormOfFields", (OfficeForm,), dict(fields))
    return made


@dataclass(frozen=True, slots=True)
class FormWords:
    """What a form's page says: its title, a sentence under it, its button, the way back.

    ``submit`` "": there is nothing to choose yet, and no form; ``lede`` says why.
    """

    title: str
    submit: str
    back: str
    lede: str = ""
    place: str = "office_home"
    danger: bool = False
    template: str = "office/form.html"


def fingerprint(values: Mapping[str, Any]) -> str:
    """Return what tells one set of stored values from another."""
    written = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def answer_form(
    request: HttpRequest,
    member: Member,
    form_of: Callable[..., OfficeForm],
    save: Callable[[OfficeForm], str],
    *,
    said: FormWords,
    stored: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, or do what it asks and lead to the address that ``save`` returns.

    ``stored`` are the values that the form changes, None for a form that adds. ``save`` raises a
    ``Refusal`` whose path names the field. A page shown again holds what was typed.
    """
    loaded = fingerprint(stored) if stored is not None else ""
    status, notice = 200, ""
    if request.method == "POST":
        form = form_of(request.POST)
        status = 422
        if form.is_valid():
            if stored is not None and form.cleaned_data["loaded"] not in ("", loaded):
                notice = _say_stale(form, stored)
                form.data = _with(form.data, loaded=loaded)
                status = 409
            else:
                try:
                    return redirect(save(form))
                except Refusal as refusal:
                    field = str(refusal.path[0]) if refusal.path else None
                    form.add_error(
                        field if field in form.fields else None, words.translate(refusal.text)
                    )
    else:
        typed = pages.take_typed(request)
        if typed is not None:
            form = form_of(QueryDict(typed))
            notice = _(
                "Votre session avait pris fin. Voici ce que vous aviez écrit : relisez-le, puis "
                "enregistrez."
            )
        else:
            start = dict(stored or request.GET.items())
            form = form_of(initial={**start, "loaded": loaded, "once": new_key()})
    return pages.show(
        request,
        member,
        said.template,
        {"form": form, "said": said, "notice": notice, **(context or {})},
        place=said.place,
        status=status,
    )


def _say_stale(form: OfficeForm, stored: Mapping[str, Any]) -> str:
    for name, value in stored.items():
        if name in form.fields and str(form.cleaned_data.get(name) or "") != str(value or ""):
            said = _in_words(form.fields[name], value)
            form.add_error(name, _("Enregistré entre-temps : « %(value)s ».") % {"value": said})
    return _(
        "Quelqu'un d'autre a enregistré cette page pendant que vous écriviez. Rien n'est écrasé : "
        "comparez, corrigez si besoin, puis enregistrez."
    )


def _in_words(field: forms.Field, value: Any) -> Any:
    """Return a stored value as the form words it: several choices by their labels."""
    if isinstance(field, forms.MultipleChoiceField):
        labels: dict[str, Any] = dict(list(field.choices))  # type: ignore[arg-type]
        return words.listed([str(labels.get(each, each)) for each in value]) or "—"
    return value or "—"


def _with(data: Any, **values: str) -> QueryDict:
    changed = QueryDict(mutable=True)
    changed.update(data)
    for name, value in values.items():
        changed[name] = value
    return changed


class DayInput(forms.DateInput):
    """A day, as the browser's own field writes it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
