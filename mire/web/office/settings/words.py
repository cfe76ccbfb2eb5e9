"""The programme's own words: its roles, and its lists of words."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.programme.membership.actions import FIELDS, set_role_kind
from mire.programme.people.queries import Member, role_kinds_of
from mire.programme.people.rules import RIGHT_WORDS, Right
from mire.programme.programmes.actions import change_programme
from mire.programme.programmes.rules import WORD_LISTS
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import actor, office_page
from mire.web.shell import errors
from mire.words import words

PLACE = "office_settings"
HERE = "office_words"
MOST_WORDS, MOST_LETTERS = 30, 80


class WordsForm(OfficeForm):
    """A list of words a field, one a line; its fields are those of ``WORD_LISTS``."""

    def clean(self) -> dict[str, Any]:
        """Return each list as its lines; refuse a word twice, one too long, too many."""
        values = super().clean() or {}
        for name in WORD_LISTS:
            lines = [" ".join(line.split()) for line in values.get(name, "").splitlines()]
            lines = [line for line in lines if line]
            folded = [line.casefold() for line in lines]
            twice = [line for n, line in enumerate(lines) if folded[n] in folded[:n]]
            long = [line for line in lines if len(line) > MOST_LETTERS]
            if twice:
                self.add_error(name, _("« %(word)s » vient deux fois.") % {"word": twice[0]})
            elif long:
                self.add_error(
                    name,
                    _("« %(word)s… » dépasse %(most)s signes.")
                    % {"word": long[0][:30], "most": MOST_LETTERS},
                )
            elif len(lines) > MOST_WORDS:
                self.add_error(name, _("%(most)s mots au plus.") % {"most": MOST_WORDS})
            values[name] = "\n".join(lines)
        return values


for _name in WORD_LISTS:
    WordsForm.base_fields[_name] = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


@office_page(Right.ADMINISTRATOR)
def words_page(request: HttpRequest, member: Member) -> HttpResponse:
    """Say the programme's words, and change its lists."""
    here = reverse(HERE, kwargs={"programme": member.programme.key})
    held = member.programme.words
    stored = {name: "\n".join(held.get(name, ())) for name in WORD_LISTS}

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        form = WordsForm(*args, **kwargs)
        for name, title in WORD_LISTS.items():
            form.fields[name].label = words.translate(title)
        return form

    def save(form: OfficeForm) -> str:
        lists = {name: value.splitlines() for name, value in form.values().items()}
        kept = {name: value for name, value in held.items() if name not in WORD_LISTS}
        change_programme(
            programme=member.programme,
            values={"words": {**kept, **{name: each for name, each in lists.items() if each}}},
            by=actor(member),
            now=timezone.now(),
        )
        return here

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Listes de mots"),
            lede=_("Un mot ou une expression par ligne. Une liste vide laisse ceux de Mire."),
            submit=_("Enregistrer"),
            back=reverse("office_home", kwargs={"programme": member.programme.key}),
            place=PLACE,
            template="office/words.html",
        ),
        stored=stored,
        context={
            "kinds": [
                (each, words.translate(RIGHT_WORDS[Right(each.right)]) if each.right else "")
                for each in role_kinds_of(member.programme)
            ]
        },
    )


class RoleKindForm(OfficeForm):
    """A role as the programme words it, and what it gives."""

    name = forms.CharField(
        label=gettext_lazy("Nom"),
        max_length=80,
        help_text=gettext_lazy("Au masculin et au féminin : « ambassadeur ou ambassadrice »."),
    )
    plural = forms.CharField(label=gettext_lazy("Au pluriel"), max_length=80)
    right = forms.ChoiceField(label=gettext_lazy("Ce que ce rôle permet"), required=False)
    is_group = forms.BooleanField(
        label=gettext_lazy("Qui l'a fait partie du groupe, dont on suit la présence et les jours"),
        required=False,
    )
    place = forms.IntegerField(
        label=gettext_lazy("Rang dans les listes"), min_value=0, max_value=999
    )


@office_page(Right.ADMINISTRATOR)
def role_kind(request: HttpRequest, member: Member, kind: str = "") -> HttpResponse:
    """Add a role of the programme, or word one otherwise."""
    kinds = {each.key: each for each in role_kinds_of(member.programme)}
    if kind and kind not in kinds:
        return errors.not_found(request, LookupError(kind))
    stored = {name: getattr(kinds[kind], name) for name in FIELDS} if kind else None
    rights = [("", _("rien : son nom est seulement noté"))]
    rights += [(right.value, words.translate(RIGHT_WORDS[right])) for right in Right]

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        form = RoleKindForm(*args, choices={"right": rights}, **kwargs)
        form.initial.setdefault("place", len(kinds))
        return form

    def save(form: OfficeForm) -> str:
        set_role_kind(
            programme=member.programme,
            key=kind or form.key,
            values=form.values(),
            on=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        return reverse(HERE, kwargs={"programme": member.programme.key})

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=kinds[kind].name if kind else _("Ajouter un rôle"),
            submit=_("Enregistrer"),
            back=reverse(HERE, kwargs={"programme": member.programme.key}),
            place=PLACE,
        ),
        stored=stored,
    )
