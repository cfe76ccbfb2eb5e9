"""The list of topics, the links by which departments ask for some, writing one oneself."""

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from mire.programme.cases.rules import grade_words
from mire.programme.people.queries import Member, departments_by_key
from mire.programme.people.rules import Right
from mire.programme.topics.actions import ask_topic, close_call, open_call
from mire.programme.topics.queries import (
    TopicLine,
    call_in,
    calls_of,
    is_open,
    selections_of,
    topics_of,
)
from mire.programme.topics.rules.states import (
    MOST_COST,
    MOST_LINE,
    MOST_TEXT,
    MOST_TITLE,
    STATE_WORDS,
    TopicState,
)
from mire.web.addresses import public_address
from mire.web.office.exports import asked_export, export_links, exported
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.link_pages import MadeLink, show_link
from mire.web.office.lists import PAGE, Choice, Column, Filter, Row, listing, read_asked
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.words import words

PLACE = "office_decide"
READERS = (*GROUP, Right.MANAGEMENT)
MADE = "topic link made"
"""The secret of a link that was just made, with its call's key, until it is shown."""

DAYS = 28


class ReferralForm(OfficeForm):
    """What a department asks the laboratory to take up."""

    title = forms.CharField(label=gettext_lazy("Le sujet, en quelques mots"), max_length=MOST_TITLE)
    aim = forms.CharField(
        label=gettext_lazy("Ce que vous en attendez"),
        help_text=gettext_lazy("Ce qui devrait changer, plutôt que la solution."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    audience = forms.CharField(
        label=gettext_lazy("Pour qui"),
        help_text=gettext_lazy("Les habitants, les agents que cela touche, et combien ils sont."),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    stakes = forms.CharField(
        label=gettext_lazy("Ce qui s'y joue"),
        help_text=gettext_lazy("Ce qui arrive si l'on ne fait rien."),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    deadline = forms.DateField(
        label=gettext_lazy("Avant quand"),
        help_text=gettext_lazy("Laissez vide si rien ne presse."),
        widget=DayInput,
        required=False,
    )
    freed = forms.CharField(
        label=gettext_lazy("Agents libérés"),
        help_text=gettext_lazy("Combien, et combien de temps : deux agents, un jour par semaine."),
        max_length=MOST_LINE,
        required=False,
    )
    asked_by = forms.CharField(
        label=gettext_lazy("Qui demande"),
        help_text=gettext_lazy("Votre nom et votre fonction : c'est à vous qu'on répondra."),
        max_length=MOST_LINE,
    )
    department = forms.ChoiceField(label=gettext_lazy("Direction"), required=False)


class TopicForm(ReferralForm):
    """A topic, and what the group reckons of it."""

    cost = forms.IntegerField(
        label=gettext_lazy("Coût, en jours d'agents"),
        help_text=gettext_lazy("Ce que le groupe estime. Sans coût, il n'entre dans aucun choix."),
        min_value=1,
        max_value=MOST_COST,
        required=False,
    )
    theme = forms.CharField(
        label=gettext_lazy("Thème"),
        help_text=gettext_lazy("Pour que chaque thème ait un sujet, si vous le voulez."),
        max_length=60,
        required=False,
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("Avant le vote"),
        required=False,
        widget=forms.RadioSelect,
    )


def standings() -> list[tuple[str, str]]:
    """Return what may be decided of a topic before any ballot."""
    return [
        ("", _("À choisir avec les autres")),
        ("must", _("À retenir quoi qu'il arrive")),
        ("aside", _("Écarté de ce choix")),
    ]


def topic_values(form: OfficeForm, member_departments: dict[str, Any]) -> dict[str, Any]:
    """Return a form's fields as a topic holds them."""
    said = form.cleaned_data
    values: dict[str, Any] = {
        name: " ".join(said[name].split()) for name in ("title", "freed", "asked_by")
    }
    values |= {name: said[name].strip() for name in ("aim", "audience", "stakes")}
    values |= {
        "deadline": said["deadline"],
        "department": member_departments.get(said["department"]),
    }
    if isinstance(form, TopicForm):
        values |= {
            "cost": said["cost"],
            "theme": " ".join(said["theme"].replace(",", " ").split()),
            "is_must": said["standing"] == "must",
            "is_aside": said["standing"] == "aside",
        }
    return values


def department_choices(departments: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the choices of a form's department, none first."""
    return [("", _("Aucune")), *((key, each.name) for key, each in departments.items())]


@require_safe
@office_page(*READERS)
def topics(request: HttpRequest, member: Member) -> HttpResponse:
    """List the topics, with what waits and where each stands."""
    asked = read_asked(request, sorts=["ordre"], filters=("etat",))
    chosen = asked.filters.get("etat", "")
    found = topics_of(member.programme, words=asked.words, state=chosen)
    columns = (
        Column(_("Sujet")),
        Column(_("Qui demande")),
        Column(_("Direction")),
        Column(_("Enjeu")),
        Column(_("Jours")),
        Column(_("État")),
    )
    rows = [_row(each, member) for each in found]
    if kind := asked_export(request):
        return exported(kind, _("sujets"), columns, rows)
    n = len(found)
    shown = listing(
        asked,
        columns=columns,
        rows=rows[asked.start : asked.start + PAGE],
        n=n,
        count=ngettext("%(n)s sujet", "%(n)s sujets", n) % {"n": n},
        empty=_("Rien ne répond à cette recherche.")
        if asked.words or chosen
        else _(
            "Aucun sujet encore : ouvrez un lien, envoyez-le aux directions, ou écrivez vous-même "
            "ceux que vous avez entendus."
        ),
        filters=(
            Filter(
                "etat",
                _("État"),
                [
                    Choice("", _("tous"), not chosen),
                    *(
                        Choice(each.value, words.translate(said), each == chosen)
                        for each, said in STATE_WORDS.items()
                    ),
                ],
            ),
        ),
        exports=export_links,
    )
    today = timezone.localdate()
    context = {
        "list": shown,
        "tab": "topics",
        "may_write": member.may(*GROUP),
        "calls": [
            {"call": each, "until": words.day(each.ends_on)}
            for each in calls_of(member.programme)
            if is_open(each, today=today)
        ],
        "selections": [
            {
                "selection": each,
                "day": words.day(each.decided_on or timezone.localtime(each.made_at)),
                "is_decided": each.decided_on is not None,
            }
            for each in selections_of(member.programme)
        ],
        "is_listed": member.programme.shows_topics,
    }
    return show(request, member, "office/topics.html", context, place=PLACE)


def _row(each: TopicLine, member: Member) -> Row:
    topic = each.topic
    state = words.translate(STATE_WORDS[TopicState(topic.state)])
    if topic.state == TopicState.ASKED and topic.is_aside:
        state = _("écarté du choix")
    if each.n_waiting and topic.state == TopicState.ASKED:
        state += " · " + ngettext(
            "%(n)s question sans réponse", "%(n)s questions sans réponse", each.n_waiting
        ) % {"n": each.n_waiting}
    return Row(
        (
            f"{topic.number} · {topic.title}",
            topic.asked_by,
            "" if topic.department is None else topic.department.name,
            "" if each.stakes is None else words.translate(grade_words(each.stakes.level)),
            "" if topic.cost is None else str(topic.cost),
            state,
        ),
        address("office_topic", member, topic=topic.key),
    )


@office_page(*GROUP)
def new_topic(request: HttpRequest, member: Member) -> HttpResponse:
    """Write a topic that was heard."""
    departments = departments_by_key(member.programme, on=timezone.localdate())

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        choices = {"department": department_choices(departments), "standing": standings()}
        return TopicForm(*args, choices=choices, **kwargs)

    def save(form: OfficeForm) -> str:
        values = topic_values(form, departments)
        made = ask_topic(
            programme=member.programme,
            key=form.key,
            department=values.pop("department"),
            values=values,
            today=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_topic", member, topic=made.key)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Écrire un sujet"),
            lede=_(
                "Tel qu'une direction l'a dit : vous direz plus tard s'il est retenu, et pourquoi."
            ),
            submit=_("Garder"),
            back=address("office_topics", member),
            place=PLACE,
        ),
    )


class CallForm(OfficeForm):
    """Until when a link takes topics, and a word at the head of its page."""

    ends_on = forms.DateField(label=gettext_lazy("Dernier jour pour demander"), widget=DayInput)
    lead = forms.CharField(
        label=gettext_lazy("Un mot en tête de la page"),
        help_text=gettext_lazy("Pourquoi vous demandez des sujets, et ce qu'il en sera fait."),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@office_page(*GROUP)
def new_call(request: HttpRequest, member: Member) -> HttpResponse:
    """Open a link by which departments ask for topics."""

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        if "initial" in kwargs:
            ends_on = timezone.localdate() + timedelta(days=DAYS)
            kwargs["initial"] = {"ends_on": ends_on, **kwargs["initial"]}
        return CallForm(*args, **kwargs)

    def save(form: OfficeForm) -> str:
        secret = secrets.token_urlsafe(18)
        call = open_call(
            programme=member.programme,
            key=form.key,
            secret=secret,
            lead=form.cleaned_data["lead"].strip(),
            ends_on=form.cleaned_data["ends_on"],
            today=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        request.session[MADE] = [call.key, secret]
        return address("office_call", member, call=call.key)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Demander des sujets aux directions"),
            lede=_(
                "Qui tient le lien propose un sujet en son nom, sans compte, puis le suit par un "
                "lien à soi."
            ),
            submit=_("Ouvrir et faire le lien"),
            back=address("office_topics", member),
            place=PLACE,
        ),
    )


@require_safe
@office_page(*GROUP)
def call(request: HttpRequest, member: Member, *, call: str) -> HttpResponse:
    """Show the link that was just made, once."""
    found = call_in(member.programme, call)
    if found is None:
        raise Http404
    kept = request.session.get(MADE)
    if not kept or kept[0] != found.key:
        return redirect("office_topics", programme=member.programme.key)
    del request.session[MADE]
    link = MadeLink(
        public_address(request) + reverse("topic_referral", kwargs={"secret": kept[1]}),
        title=_("Demander des sujets aux directions"),
        said=_(
            "Voici le lien. Il ne sera plus montré : copiez-le maintenant, et envoyez-le aux "
            "directions, le même à toutes."
        ),
        label=_("Lien pour demander un sujet"),
        back=address("office_topics", member),
        back_title=_("Les sujets"),
    )
    return show_link(request, member, link, place=PLACE)


@require_POST
@office_page(*GROUP)
def closed_call(request: HttpRequest, member: Member, *, call: str) -> HttpResponse:
    """Close a link."""
    found = call_in(member.programme, call)
    if found is None:
        raise Http404
    close_call(call=found, by=actor(member), now=timezone.now())
    return redirect("office_topics", programme=member.programme.key)
