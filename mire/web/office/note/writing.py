"""Forms of the note: its title, its sections, the words of a passage."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from mire.programme.approvals.queries import undone_by_a_change
from mire.programme.note.actions import (
    change_passage,
    move_section_up,
    remove_section,
    rename_note,
    say_writing,
    write_passage,
    write_section,
)
from mire.programme.note.queries import (
    Passage,
    Section,
    passage_in,
    section_in,
    writing_beside,
)
from mire.programme.note.rules.kinds import MOST_HINT, MOST_TITLE, MOST_WORDS
from mire.programme.people.queries import Member, persons_with
from mire.technique_api.refusal import Refusal
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form, form_with
from mire.web.office.note.views import PLACE, the_note
from mire.web.office.pages import GROUP, actor, address
from mire.words import words

MARKS_HELP = gettext_lazy(
    "Une ligne vide sépare deux paragraphes. « - » devant chaque point fait une liste, « 1. » une "
    "liste numérotée, « | » entre les cases un tableau, « > » une citation, **deux étoiles** ce "
    "qui compte. Un texte collé de Word ou de LibreOffice garde ses listes et ses tableaux."
)


def section_of(member: Member, key: str) -> Section:
    """Return the section of an address, or raise Http404."""
    found = section_in(member.programme, key)
    if found is None:
        raise Http404
    return found


def passage_of(member: Member, key: str) -> Passage:
    """Return the passage of an address, or raise Http404."""
    found = passage_in(member.programme, key)
    if found is None:
        raise Http404
    return found


class TitleForm(OfficeForm):
    """The note's title."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=MOST_TITLE)


@evidence_page(*GROUP)
def renamed(request: HttpRequest, member: Member) -> HttpResponse:
    """Change the note's title."""
    made = the_note(member)

    def save(form: OfficeForm) -> str:
        title = " ".join(form.cleaned_data["title"].split())
        rename_note(made=made, title=title, by=actor(member), now=timezone.now())
        return address("office_note", member)

    return answer_form(
        request,
        member,
        TitleForm,
        save,
        said=FormWords(
            title=_("Le titre de la note"),
            submit=_("Garder"),
            back=address("office_note", member),
            place=PLACE,
        ),
        stored={"title": made.title},
    )


@evidence_page(*GROUP)
def section(request: HttpRequest, member: Member, *, section: str = "") -> HttpResponse:
    """Add a section, or change one: its title, what it should say, who sees to it."""
    made = the_note(member)
    found = section_of(member, section) if section else None
    people = {
        each.key: each for each in persons_with(member.programme, *GROUP, on=timezone.localdate())
    }
    fields: dict[str, forms.Field] = {
        "title": forms.CharField(label=_("Titre"), max_length=MOST_TITLE),
        "hint": forms.CharField(
            label=_("Ce qu'elle doit dire"),
            help_text=_("Pour qui l'écrit : les lecteurs ne le voient pas."),
            max_length=MOST_HINT,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        "owners": forms.MultipleChoiceField(
            label=_("Qui veille à ce qu'elle s'écrive"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(key, str(each)) for key, each in people.items()],
        ),
    }

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        row = write_section(
            made=made,
            key=form.key if found is None else found.key,
            title=" ".join(said["title"].split()),
            hint=" ".join(said["hint"].split()),
            owners=[people[key] for key in said["owners"]],
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_note", member) + f"#{row.key}"

    stored: dict[str, Any] | None = None
    if found is not None:
        owners = [each.key for each in found.owners.all() if each.key in people]
        stored = {"title": found.title, "hint": found.hint, "owners": owners}
    return answer_form(
        request,
        member,
        form_with(fields),
        save,
        said=FormWords(
            title=_("Ajouter une partie") if found is None else _("Changer une partie"),
            submit=_("Garder"),
            back=address("office_note", member),
            place=PLACE,
        ),
        stored=stored,
    )


@require_POST
@evidence_page(*GROUP)
def pressed_section(request: HttpRequest, member: Member, *, section: str) -> HttpResponse:
    """Put a section before the one above, or take an empty one out."""
    found = section_of(member, section)
    asked = request.POST.get("do", "")
    if asked == "up":
        move_section_up(section=found, by=actor(member), now=timezone.now())
    elif asked == "out":
        try:
            remove_section(section=found, by=actor(member), now=timezone.now())
        except Refusal:  # its button is not offered while it holds passages
            raise Http404 from None
    else:
        raise Http404
    return redirect(address("office_note", member) + f"#{found.key}")


def words_field(label: Any) -> forms.CharField:
    """Return the text box of a passage's words; ``label`` is lazy."""
    return forms.CharField(
        label=label,
        help_text=MARKS_HELP,
        max_length=MOST_WORDS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "data-marks": "", "spellcheck": "true"}),
    )


class PassageForm(OfficeForm):
    """The words of a passage."""

    words = words_field(gettext_lazy("Le passage"))


@evidence_page(*GROUP)
def new_passage(request: HttpRequest, member: Member, *, section: str) -> HttpResponse:
    """Write a passage of a section; its sources come next."""
    found = section_of(member, section)

    def save(form: OfficeForm) -> str:
        row = write_passage(
            section=found,
            key=form.key,
            words=written(form),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_passage", member, passage=row.key) + "#sources"

    return answer_form(
        request,
        member,
        PassageForm,
        save,
        said=FormWords(
            title=found.title,
            lede=found.hint,
            submit=_("Garder, puis citer"),
            back=address("office_note", member) + f"#{found.key}",
            place=PLACE,
            template="office/passage_form.html",
        ),
        context={"draft": f"section-{found.key}"},
    )


@evidence_page(*GROUP)
def changed_passage(request: HttpRequest, member: Member, *, passage: str) -> HttpResponse:
    """Change a passage's words; who opened the form lately is told before."""
    found = passage_of(member, passage)
    now = timezone.now()
    beside = writing_beside(found, str(member.person)[:120], now=now)
    if request.method == "GET":
        say_writing(passage=found, by=actor(member), now=now)

    def save(form: OfficeForm) -> str:
        change_passage(
            passage=found,
            seen=found.version,
            words=written(form),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_passage", member, passage=found.key)

    return answer_form(
        request,
        member,
        PassageForm,
        save,
        said=FormWords(
            title=found.section.title,
            lede=_told_before(member, found, beside),
            submit=_("Garder"),
            back=address("office_passage", member, passage=found.key),
            place=PLACE,
            template="office/passage_form.html",
        ),
        stored={"words": found.words},
        context={"draft": f"passage-{found.key}"},
    )


def _told_before(member: Member, found: Passage, beside: str) -> str:
    """Say who writes beside, and which approvals would fall."""
    told = []
    if beside:
        told.append(
            _("%(who)s a ouvert ce passage il y a moins de trois minutes.") % {"who": beside}
        )
    falling = undone_by_a_change(member.programme, found.section.key, today=timezone.localdate())
    if falling:
        told.append(
            ngettext(
                "%(n)s visa couvre cette partie, et tombera si elle change : %(who)s.",
                "%(n)s visas couvrent cette partie, et tomberont si elle change : %(who)s.",
                len(falling),
            )
            % {"n": len(falling), "who": words.listed([each.title for each in falling])}
        )
    return " ".join(told)


def written(form: OfficeForm) -> str:
    """Return the words as they were typed, ends of lines as everywhere, no space at the ends."""
    typed: str = form.cleaned_data["words"]
    return typed.replace("\r\n", "\n").strip()
