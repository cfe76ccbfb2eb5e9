"""The list of methods, as a page and as files; bringing in another lab's."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from mire.programme.methods.actions import bring_in_methods
from mire.programme.methods.queries import MethodCard, cards_of, library_of
from mire.programme.methods.rules import cards_in, short_words
from mire.programme.people.queries import Member
from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import techniques
from mire.technique_api.text import text
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.lists import PAGE, Column, Row, listing, read_asked
from mire.web.office.pages import EVERYBODY, GROUP, actor, office_page, show
from mire.web.office.uploads import MOST_BYTES, takes_file
from mire.words import words

PLACE = "office_cases"


class LibraryForm(OfficeForm):
    """A file of cards."""

    file = forms.FileField(
        label=gettext_lazy("Le fichier JSON d'une bibliothèque"),
        help_text=gettext_lazy(
            "Celui que la page Méthodes d'un autre laboratoire exporte. Ce que vous avez déjà "
            "reste tel quel."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )


def address(name: str, member: Member, card: MethodCard, **named: str) -> str:
    """Return the address of one of a card's pages."""
    return reverse(name, kwargs={"programme": member.programme.key, "method": card.key, **named})


@require_safe
@office_page(*EVERYBODY)
def methods(request: HttpRequest, member: Member) -> HttpResponse:
    """List the methods of the library."""
    asked = read_asked(request, sorts=["ordre", "titre"])
    cards = cards_of(member.programme, sought=asked.words)
    if asked.sort == "titre":
        cards.sort(key=lambda each: words.translate(each.title).casefold())
    if asked.is_descending:
        cards.reverse()
    columns = (
        Column(_("Méthode"), "titre"),
        Column(_("À quoi ça sert")),
        Column(_("Durée")),
        Column(_("Personnes")),
        Column(_("S'en resserviraient")),
        Column(_("Technique de Mire")),
    )
    rows = [_row(member, each) for each in cards]
    if file := asked_export(request):
        return exported(file, _("methodes"), columns, rows)
    n = len(cards)
    shown = listing(
        asked,
        columns=columns,
        rows=rows[asked.start : asked.start + PAGE],
        n=n,
        count=ngettext("%(n)s méthode", "%(n)s méthodes", n) % {"n": n},
        empty=_("Rien ne répond à cette recherche."),
        exports=export_links,
    )
    context = {"list": shown, "may_write": member.may(*GROUP)}
    return show(request, member, "office/methods.html", context, place=PLACE)


def _row(member: Member, card: MethodCard) -> Row:
    return Row(
        (
            words.translate(card.title),
            words.translate(card.aim),
            said_range(card.minutes, words.duration),
            said_range(card.people),
            words.translate(short_words(card.summary)) if card.summary.n_people else "—",
            technique_title(card.technique),
        ),
        address("office_method", member, card),
    )


def said_range(value: tuple[int, int] | None, say: Callable[[int], str] = str) -> str:
    """Say a range of numbers: « 8 à 120 », or the one number; "" for none."""
    if value is None:
        return ""
    low, high = value
    return (
        say(low) if low == high else _("%(low)s à %(high)s") % {"low": say(low), "high": say(high)}
    )


def technique_title(slug: str) -> str:
    """Return the title of a technique; "" for none, or one that isn't there any more."""
    return words.translate(techniques()[slug].title) if slug in techniques() else ""


@require_safe
@office_page(*GROUP)
def library(request: HttpRequest, member: Member) -> HttpResponse:
    """Give the group's own cards as a file that another lab brings in."""
    body = json.dumps(library_of(member.programme), ensure_ascii=False, indent=2) + "\n"
    answer = HttpResponse(body, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="methodes.json"'
    return answer


@takes_file
@office_page(*GROUP)
def bring_in(request: HttpRequest, member: Member) -> HttpResponse:
    """Bring in the cards of a file."""

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        return LibraryForm(*args, files=request.FILES if args else None, **kwargs)

    def save(form: OfficeForm) -> str:
        n = bring_in_methods(
            programme=member.programme,
            cards=cards_in(_decoded(form.values()["file"])),
            by=actor(member),
            now=timezone.now(),
        )
        here = reverse("office_methods", kwargs={"programme": member.programme.key})
        if not n:
            raise Refusal(text("Vous avez déjà toutes les fiches de ce fichier."), path=("file",))
        return here

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Apporter une bibliothèque"),
            submit=_("Ajouter ses fiches"),
            back=reverse("office_methods", kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
    )


def _decoded(file: Any) -> Any:
    if file.size > MOST_BYTES:
        raise Refusal(text("Ce fichier dépasse 5 Mo."), path=("file",))
    try:
        return json.loads(file.read())
    except (ValueError, RecursionError):
        raise Refusal(
            text("Ce fichier ne se lit pas comme du JSON : exportez-le à nouveau."), path=("file",)
        ) from None
