"""Pictures and voices of an episode: added with who agreed, taken out, withdrawn everywhere."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.programme.chronicle.actions import (
    add_picture,
    add_voice,
    change_picture,
    set_piece_in,
    withdraw_piece,
)
from mire.programme.chronicle.queries.episodes import Episode, pictures_of, voice_in, voices_of
from mire.programme.chronicle.queries.episodes import picture_in as picture_of
from mire.programme.chronicle.queries.public import public_quotes
from mire.programme.chronicle.rules.kinds import (
    CONSENT_WORDS,
    MOST_ALTERNATIVE,
    MOST_CREDIT,
    MOST_ROLE,
    MOST_VOICE,
    MOST_WHERE,
    check_alternative,
    check_picture_consent,
    check_record,
    check_voice,
)
from mire.programme.chronicle.rules.picture import MOST_BYTES, made_picture
from mire.programme.evidence.rules import searched
from mire.programme.keys import is_key, new_key
from mire.programme.people.queries import Member, departments_by_key, persons_with
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.chronicle.episodes import PLACE, READERS, episode_of
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.web.office.uploads import takes_file
from mire.web.site_pages import NARROW, SIZES
from mire.words import words

MOST_QUOTES = 25
takes_picture = partial(takes_file, most=MOST_BYTES)


class AboutPictureForm(OfficeForm):
    """What is said of a picture."""

    alternative = forms.CharField(
        label=gettext_lazy("Ce que l'image montre"),
        help_text=gettext_lazy(
            "En une phrase, pour qui ne la voit pas. Dites des rôles, jamais des noms."
        ),
        max_length=MOST_ALTERNATIVE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    credit = forms.CharField(
        label=gettext_lazy("Crédit"),
        help_text=gettext_lazy("Le service ou l'organisme qui a fait l'image."),
        max_length=MOST_CREDIT,
        required=False,
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("Quelqu'un est-il reconnaissable ?"),
        widget=forms.RadioSelect,
        choices=[(value.value, "") for value in CONSENT_WORDS],
    )
    consent_where = forms.CharField(
        label=gettext_lazy("Où ces accords sont rangés"), max_length=MOST_WHERE, required=False
    )
    consent_on = forms.DateField(
        label=gettext_lazy("Accords donnés le"), widget=DayInput, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form, its choices in the reader's language."""
        choices = [(each.value, words.translate(said)) for each, said in CONSENT_WORDS.items()]
        super().__init__(*args, choices={"consent": choices}, **kwargs)


class PictureForm(AboutPictureForm):
    """A picture, and what is said of it."""

    file = forms.FileField(
        label=gettext_lazy("L'image : JPEG, PNG ou WebP"),
        help_text=gettext_lazy(
            "12 Mo au plus. Elle est refaite ici : le lieu, l'appareil et la date qu'elle porte "
            "n'y restent pas."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    field_order = ("file", "alternative", "credit", "consent", "consent_where", "consent_on")


def _about(form: OfficeForm, today: date) -> dict[str, Any]:
    """Return what was said of a picture. Raises a ``Refusal`` naming the field."""
    said = form.cleaned_data
    alternative = " ".join(said["alternative"].split())
    where = " ".join(said["consent_where"].split())
    check_alternative(alternative)
    check_picture_consent(said["consent"], where, said["consent_on"], today=today)
    is_agreed = said["consent"] == "agreed"
    return {
        "alternative": alternative,
        "credit": " ".join(said["credit"].split()),
        "consent": said["consent"],
        "consent_where": where if is_agreed else "",
        "consent_on": said["consent_on"] if is_agreed else None,
    }


@takes_picture
@evidence_page(*GROUP)
def new_picture(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Take a picture: written anew, with what it shows and who agreed, or refused."""
    found = episode_of(member, episode)

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        files = request.FILES if request.method == "POST" else None
        return PictureForm(*args, files=files, **kwargs)

    def save(form: OfficeForm) -> str:
        values = _about(form, timezone.localdate())
        file = form.cleaned_data["file"]
        raw = file.read() if file.size <= MOST_BYTES else bytes(MOST_BYTES + 1)
        add_picture(
            episode=found,
            key=form.key,
            made=made_picture(raw),
            values=values,
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_episode", member, episode=found.key) + "#images"

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=_words(found, member, _("Ajouter une image"), _("Ajouter")),
    )


def _words(found: Episode, member: Member, title: str, submit: str, lede: str = "") -> FormWords:
    return FormWords(
        title=title,
        submit=submit,
        lede=lede,
        back=address("office_episode", member, episode=found.key),
        place=PLACE,
    )


@evidence_page(*GROUP)
def changed_picture(
    request: HttpRequest, member: Member, *, episode: str, picture: str
) -> HttpResponse:
    """Say otherwise what a picture shows, or who agreed."""
    found = episode_of(member, episode)
    shown = next(
        (each for each in pictures_of(found) if each.key == picture and not each.withdrawn_at), None
    )
    if shown is None:
        raise Http404

    def save(form: OfficeForm) -> str:
        values = _about(form, timezone.localdate())
        change_picture(picture=shown, values=values, by=actor(member), now=timezone.now())
        return address("office_episode", member, episode=found.key) + "#images"

    names = ("alternative", "credit", "consent", "consent_where", "consent_on")
    title = _("Image %(n)s") % {"n": shown.number}
    return answer_form(
        request,
        member,
        AboutPictureForm,
        save,
        said=_words(found, member, title, _("Garder")),
        stored={name: getattr(shown, name) for name in names},
    )


@require_safe
@office_page(*READERS)
def picture_bytes(request: HttpRequest, member: Member, *, picture: str, size: str) -> HttpResponse:
    """Give a picture to who writes or previews an episode."""
    found = picture_of(member.programme, picture)
    if found is None or size not in SIZES:
        raise Http404
    content = found.narrow if size == NARROW else found.wide
    answer = HttpResponse(bytes(content), content_type=found.media)
    answer["Cache-Control"] = "private, max-age=300"
    return answer


class VoiceForm(OfficeForm):
    """Words that somebody said, and where their consent is kept."""

    words = forms.CharField(
        label=gettext_lazy("Ce que la personne a dit"),
        help_text=gettext_lazy("Mot pour mot, sans guillemets."),
        max_length=MOST_VOICE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    role = forms.CharField(
        label=gettext_lazy("Qui parle"),
        help_text=gettext_lazy("Un rôle : « parole d'ambassadrice ». Jamais un nom."),
        max_length=MOST_ROLE,
    )
    department = forms.ChoiceField(label=gettext_lazy("Sa direction"), required=False)
    is_known = forms.BooleanField(
        label=gettext_lazy("La personne sait qu'on peut la reconnaître, et l'accepte"),
        help_text=gettext_lazy(
            "À cocher quand peu de gens ont ce rôle dans cette direction : sinon, laissez la "
            "direction vide."
        ),
        required=False,
    )
    consent_where = forms.CharField(
        label=gettext_lazy("Où son accord est rangé"), max_length=MOST_WHERE
    )
    consent_on = forms.DateField(label=gettext_lazy("Accord donné le"), widget=DayInput)


@evidence_page(*GROUP)
def new_voice(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Add words that somebody said and agreed to."""
    found = episode_of(member, episode)
    today = timezone.localdate()
    departments = departments_by_key(member.programme, on=today).values()
    names = [("", _("Aucune")), *((each.name, each.name) for each in departments)]

    def save(form: OfficeForm) -> str:
        said = form.cleaned_data
        words_said, role = " ".join(said["words"].split()), " ".join(said["role"].split())
        where = " ".join(said["consent_where"].split())
        check_voice(words=words_said, role=role)
        check_record(where, said["consent_on"], today=today)
        _check_many(member, said["department"], is_known=said["is_known"], today=today)
        values = {
            "words": words_said,
            "role": role,
            "department": said["department"],
            "consent_where": where,
            "consent_on": said["consent_on"],
        }
        return _added(member, found, form.key, values)

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        return VoiceForm(*args, choices={"department": names}, **kwargs)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=_words(
            found,
            member,
            _("Ajouter une parole"),
            _("Ajouter"),
            _("Elle se retire à tout moment, de toutes les versions, dès que la personne le veut."),
        ),
    )


def _added(member: Member, found: Episode, key: str, values: Mapping[str, Any]) -> str:
    add_voice(episode=found, key=key, values=values, by=actor(member), now=timezone.now())
    return address("office_episode", member, episode=found.key) + "#paroles"


def _check_many(member: Member, department: str, *, is_known: bool, today: date) -> None:
    """Refuse a department where so few take part that everybody would know who speaks."""
    if not department or is_known:
        return
    people = persons_with(member.programme, *Right, on=today)
    n = sum(each.department is not None and each.department.name == department for each in people)
    if n < member.programme.threshold:
        raise Refusal(
            text(
                "Trop peu de personnes de cette direction prennent part : on saurait qui parle. "
                "Laissez la direction vide, ou dites que la personne l'accepte."
            ),
            path=("department",),
            code="few",
        )


@evidence_page(*GROUP)
def quotes(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Choose a text that a published restitution quotes; a mask reaches it in the episode too."""
    found = episode_of(member, episode)
    known = public_quotes(member.programme)
    refusal = ""
    if request.method == "POST":
        key, once = request.POST.get("verbatim", ""), request.POST.get("once", "")
        role = " ".join(request.POST.get("role", "").split())
        try:
            check_voice(words=known.get(key, ""), role=role)
            values = {"verbatim": key, "role": role}
            return redirect(_added(member, found, once if is_key(once) else new_key(), values))
        except Refusal as refused:
            refusal = words.translate(refused.text)
    sought = request.GET.get("q", "")
    wanted = searched(sought).split()
    alike: dict[str, str] = {}  # words that several said stand once
    for key, said in sorted(known.items(), key=lambda each: (each[1], each[0])):
        if all(word in searched(said) for word in wanted):
            alike.setdefault(said, key)
    rows = [{"key": key, "words": said} for said, key in alike.items()]
    context = {
        "row": found,
        "quotes": rows[:MOST_QUOTES],
        "n": len(rows),
        "n_left": max(0, len(rows) - MOST_QUOTES),
        "is_any": bool(known),
        "q": sought,
        "once": new_key(),
        "most_role": MOST_ROLE,
        "refusal": refusal,
        "typed": {name: request.POST.get(name, "") for name in ("verbatim", "role")},
    }
    status = 422 if refusal else 200
    return show(request, member, "office/episode_quotes.html", context, place=PLACE, status=status)


@require_POST
@evidence_page(*GROUP)
def pressed(request: HttpRequest, member: Member, *, episode: str, piece: str) -> HttpResponse:
    """Take a picture or a voice out of the draft, put it back, or withdraw it everywhere."""
    found = episode_of(member, episode)
    one = voice_in(found, piece) or next(
        (each for each in pictures_of(found) if each.key == piece), None
    )
    asked = request.POST.get("do", "")
    if one is None or asked not in ("in", "out", "everywhere"):
        raise Http404
    if asked == "everywhere":
        withdraw_piece(piece=one, by=actor(member), now=timezone.now())
    else:
        set_piece_in(piece=one, is_in=asked == "in", by=actor(member), now=timezone.now())
    anchor = "#paroles" if any(each.key == piece for each in voices_of(found)) else "#images"
    return redirect(address("office_episode", member, episode=found.key) + anchor)
