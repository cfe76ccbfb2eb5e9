"""What somebody says of a passage, other words for it, and what becomes of them."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mire.programme.note.actions import answer_remark, remark_on_passage
from mire.programme.note.queries import remark_in
from mire.programme.note.rules.kinds import MOST_WORDS, RemarkKind
from mire.programme.people.queries import Member
from mire.technique_api.free_text import tidy
from mire.technique_api.refusal import Refusal
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.note.passages import show_passage
from mire.web.office.note.views import PLACE, READERS
from mire.web.office.note.writing import passage_of, words_field, written
from mire.web.office.pages import GROUP, actor, address

MOST_REPLY = 400


class RemarkForm(OfficeForm):
    """A remark."""

    words = forms.CharField(
        label=gettext_lazy("La remarque"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class SuggestionForm(OfficeForm):
    """Other words for a passage."""

    words = words_field(gettext_lazy("Le passage, tel que vous l'écririez"))


@evidence_page(*READERS)
def remark(request: HttpRequest, member: Member, *, passage: str) -> HttpResponse:
    """Leave a remark on a passage, whether or not one may write it."""
    found = passage_of(member, passage)

    def save(form: OfficeForm) -> str:
        remark_on_passage(
            passage=found,
            key=form.key,
            kind=RemarkKind.COMMENT,
            words=written(form),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_passage", member, passage=found.key) + "#remarques"

    return answer_form(
        request,
        member,
        RemarkForm,
        save,
        said=FormWords(
            title=_("Une remarque sur ce passage"),
            submit=_("Laisser la remarque"),
            back=address("office_passage", member, passage=found.key),
            place=PLACE,
        ),
    )


@evidence_page(*READERS)
def suggestion(request: HttpRequest, member: Member, *, passage: str) -> HttpResponse:
    """Suggest other words for a passage; they change nothing until the group takes them."""
    found = passage_of(member, passage)

    def save(form: OfficeForm) -> str:
        remark_on_passage(
            passage=found,
            key=form.key,
            kind=RemarkKind.SUGGESTION,
            words=written(form),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_passage", member, passage=found.key) + "#remarques"

    def start(*args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> OfficeForm:
        return SuggestionForm(*args, initial={"words": found.words, **(initial or {})}, **kwargs)

    return answer_form(
        request,
        member,
        start,
        save,
        said=FormWords(
            title=_("Suggérer d'autres mots"),
            lede=_("Le passage ne change pas tant que le groupe ne les a pas pris."),
            submit=_("Suggérer"),
            back=address("office_passage", member, passage=found.key),
            place=PLACE,
            template="office/passage_form.html",
        ),
        context={"draft": f"suggestion-{found.key}"},
    )


@require_POST
@evidence_page(*GROUP)
def answered(request: HttpRequest, member: Member, *, passage: str, remark: str) -> HttpResponse:
    """Take a remark or a suggestion, or decline it, with a word."""
    found = passage_of(member, passage)
    row = remark_in(found, remark)
    asked = request.POST.get("do", "")
    if row is None or asked not in ("take", "note", "decline"):
        raise Http404
    try:
        answer_remark(
            remark=row,
            is_taken=asked != "decline",
            keeps_words=asked == "note",
            reply=tidy(request.POST.get("reply", ""), limit=MOST_REPLY, path=("reply",)) or "",
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return show_passage(request, member, found, refusal)
    return redirect(address("office_passage", member, passage=found.key) + "#remarques")
