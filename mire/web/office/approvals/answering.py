"""Reading a version and saying what one makes of it: here, or written down from paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.programme.approvals.actions import approve, withdraw_approval
from mire.programme.approvals.queries import (
    FrozenNote,
    StepTold,
    approval_in,
    version_in,
    version_told,
)
from mire.programme.approvals.rules.circuit import (
    MOST_PROOF,
    MOST_REMARKS,
    VERDICT_WORDS,
    Turn,
    Verdict,
)
from mire.programme.note.queries import SectionTold
from mire.programme.note.rules.kinds import MOST_WORDS
from mire.programme.people.queries import Member
from mire.web.office.approvals.views import (
    PLACE,
    READERS,
    approval_told,
    changes_told,
    sections_told,
    step_in,
    the_circuit,
)
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import DayInput, FormWords, OfficeForm, answer_form
from mire.web.office.pages import GROUP, actor, address
from mire.words import words


class AnswerForm(OfficeForm):
    """What a step makes of a version: of all of it, and of each passage (``fields_of``)."""

    told: Sequence[dict[str, Any]] = ()

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=11)
    verdict = forms.ChoiceField(label=gettext_lazy("Visa ou renvoi"), widget=forms.RadioSelect)
    remarks = forms.CharField(
        label=gettext_lazy("Une remarque sur l'ensemble"),
        max_length=MOST_REMARKS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form, with the boxes of each passage beside its words (``sections``)."""
        super().__init__(*args, choices={"verdict": _verdicts()}, **kwargs)
        self.sections = [
            {**section, "passages": [self._boxes(each) for each in section["passages"]]}
            for section in self.told
        ]
        self.has_said = any(each["is_open"] for one in self.sections for each in one["passages"])
        names = ("given_on", "proof", "remarks", "verdict")
        self.about_all = [self[name] for name in names if name in self.fields]

    def _boxes(self, each: dict[str, Any]) -> dict[str, Any]:
        key = each["row"].key
        boxes = {"on": self[f"on-{key}"], "other": self[f"words-{key}"]}
        return {**each, **boxes, "is_open": bool(boxes["on"].value() or boxes["on"].errors)}

    def on_passages(self) -> dict[str, tuple[bool, str]]:
        """Return what was said of passages, by their key, and whether it is other words for it."""
        said = self.cleaned_data
        return {
            name[3:]: (bool(said.get(f"words-{name[3:]}")), text.replace("\r\n", "\n").strip())
            for name, text in said.items()
            if name.startswith("on-") and text and text.strip()
        }


def fields_of(sections: Sequence[dict[str, Any]], *, is_recorded: bool) -> dict[str, Any]:
    """Return what a form has for these sections: two boxes for each passage, and its day.

    ``is_recorded``: it says what came otherwise, when, and what shows it.
    """
    made: dict[str, Any] = {"told": sections}
    if is_recorded:
        made["given_on"] = forms.DateField(
            label=_("Donné le"), initial=timezone.localdate(), widget=DayInput()
        )
        made["proof"] = forms.CharField(
            label=_("Ce qui le prouve"),
            help_text=_("Un courrier signé, un message, et où il est gardé."),
            max_length=MOST_PROOF,
        )
    for section in sections:
        for place, each in enumerate(section["passages"], 1):
            named = {"title": section["row"].title, "place": place}
            made[f"on-{each['row'].key}"] = forms.CharField(
                label=_("Une remarque, ou d'autres mots : « %(title)s », passage %(place)s")
                % named,
                max_length=MOST_WORDS,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            made[f"words-{each['row'].key}"] = forms.BooleanField(
                label=_("Ce sont les mots que je propose à la place"), required=False
            )
    return made


def _verdicts() -> list[tuple[str, str]]:
    return [(each.value, words.translate(VERDICT_WORDS[each]).capitalize()) for each in Verdict]


@evidence_page(*READERS)
def approved(request: HttpRequest, member: Member, *, step: str) -> HttpResponse:
    """Read the version that circulates, and give one's approval or send it back."""
    return _answered(request, member, step, is_recorded=False)


@evidence_page(*GROUP)
def recorded(request: HttpRequest, member: Member, *, step: str) -> HttpResponse:
    """Write down an answer that came on paper or by a message, with its proof."""
    return _answered(request, member, step, is_recorded=True)


def _answered(request: HttpRequest, member: Member, key: str, *, is_recorded: bool) -> HttpResponse:
    circuit = the_circuit(member)
    told = step_in(circuit, key)
    last = circuit.last
    if last is None:
        raise Http404
    sections = sections_told(_covered(version_told(member.programme, last), told), member)
    made: Any = type("FormOfVersion", (AnswerForm,), fields_of(sections, is_recorded=is_recorded))

    def form_of(*args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> OfficeForm:
        form: OfficeForm = made(*args, initial={**(initial or {}), "version": last.key}, **kwargs)
        return form

    def save(form: OfficeForm) -> str:
        said: Mapping[str, Any] = form.cleaned_data
        read = version_in(member.programme, said["version"] or last.key)
        if read is None:
            raise Http404
        approve(
            step=told.step,
            version=read,
            key=form.key,
            verdict=Verdict(said["verdict"]),
            remarks=said["remarks"].strip(),
            on_passages=form.on_passages() if isinstance(form, AnswerForm) else {},
            person=member.person,
            given_on=said["given_on"] if is_recorded else timezone.localdate(),
            proof=" ".join(said["proof"].split()) if is_recorded else None,
            today=timezone.localdate(),
            by=actor(member),
            now=timezone.now(),
        )
        return address("office_circuit", member)

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_words_of_title(told, last, is_recorded=is_recorded),
            submit=_("Consigner") if is_recorded else _("Donner ma réponse"),
            back=address("office_circuit", member),
            place=PLACE,
            template="office/approve.html",
        ),
        context={
            "step": told.step,
            "due": words.day(told.step.due_on) if told.step.due_on else "",
            "version": last,
            "turn": told.stands.turn.value,
            "is_asked": told.stands.turn in (Turn.OPEN, Turn.FELL) and circuit.is_current,
            "is_current": circuit.is_current,
            "approval": approval_told(told.approval) if told.approval else None,
            "changes": changes_told(told.stands.changed) if told.approval else [],
            "is_recorded": is_recorded,
        },
    )


def _words_of_title(told: StepTold, last: FrozenNote, *, is_recorded: bool) -> str:
    if is_recorded:
        return _("Consigner un visa : %(step)s") % {"step": told.step.title}
    return _("Version %(number)s, pour le visa de : %(step)s") % {
        "number": last.number,
        "step": told.step.title,
    }


def _covered(sections: Sequence[SectionTold], told: StepTold) -> Sequence[SectionTold]:
    """Return the sections that a step covers; the others are read on the version's page."""
    covers = told.step.covers
    return [each for each in sections if not covers or each.section.key in covers]


class WithdrawForm(OfficeForm):
    """Why an answer is taken back."""

    why = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        max_length=MOST_PROOF,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@evidence_page(*READERS)
def withdrawn(request: HttpRequest, member: Member, *, approval: str) -> HttpResponse:
    """Take back an answer: one's own, or (the group) one that was written down by mistake."""
    found = approval_in(member.programme, approval)
    if found is None or not _may_withdraw(member, found):
        raise Http404

    def save(form: OfficeForm) -> str:
        why = " ".join(form.cleaned_data["why"].split())
        withdraw_approval(approval=found, why=why, by=actor(member), now=timezone.now())
        return address("office_circuit", member)

    return answer_form(
        request,
        member,
        WithdrawForm,
        save,
        said=FormWords(
            title=_("Retirer la réponse de : %(step)s") % {"step": found.step.title},
            lede=_("Elle reste en vue, avec le jour et la raison de son retrait.")
            if found.version.published_at is None
            else _(
                "Elle reste en vue, avec le jour et la raison de son retrait. La version, elle, "
                "reste publiée : le circuit permet de ne plus la publier."
            ),
            submit=_("Retirer cette réponse"),
            back=address("office_circuit", member),
            place=PLACE,
            danger=True,
        ),
    )


def _may_withdraw(member: Member, found: Any) -> bool:
    is_nobodys = found.person is None or found.person.erased_at is not None
    if found.recorded_by or is_nobodys:
        return member.may(*GROUP)
    return bool(found.person_id == member.person.pk)
