"""Which of the office's things each option of a meeting is: a form with a list for each option.

What has the same words is chosen already; the rest is chosen by hand.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text
from mire.web.office.forms import OfficeForm
from mire.words import words

ASIDE = "aside"
"""What an option is that is none of them."""


def matching_form(
    kind: type[OfficeForm],
    options: Sequence[str],
    choices: Sequence[tuple[str, str]],
    *,
    aside: str,
    start: Mapping[str, Any],
) -> Callable[..., OfficeForm]:
    """Return what makes a form with a list for each option, before the fields of its ``kind``.

    ``choices``: values and words of what an option may be; ``aside``: the words for none of them;
    ``start``: by field, what is chosen already.
    """
    offered = [("", _("À choisir")), *choices, (ASIDE, aside)]
    fields = {
        field_of(number): forms.ChoiceField(label=words.quoted(option), choices=offered)
        for number, option in enumerate(options, 1)
    }
    made: type[OfficeForm] = type(
        "MatchingForm", (kind,), {**fields, "field_order": (*fields, *kind.base_fields)}
    )

    def form(*args: Any, **kwargs: Any) -> OfficeForm:
        if "initial" in kwargs:
            kwargs["initial"] = {**start, **kwargs["initial"]}
        return made(*args, **kwargs)

    return form


def field_of(number: int) -> str:
    """Return the form's field of an option (from 1)."""
    return f"o{number}"


def meant(
    said: Mapping[str, Any], options: Sequence[str], *, twice: Text, none: Text
) -> dict[int, str | None]:
    """Return the value that was chosen for each option, None for none of them.

    Raises a ``Refusal`` naming the field: ``twice`` where two are the same, ``none`` where all are
    left aside.
    """
    found: dict[int, str | None] = {}
    for number in range(1, len(options) + 1):
        value = said[field_of(number)]
        chosen = None if value == ASIDE else str(value)
        if chosen is not None and chosen in found.values():
            raise Refusal(twice, path=(field_of(number),), code="twice")
        found[number] = chosen
    if not any(found.values()):
        raise Refusal(none, path=(field_of(1),), code="none")
    return found


def listed(options: Sequence[str]) -> str:
    """Return names in a sentence, each quoted; "" for none."""
    return words.listed([words.quoted(each) for each in options])
