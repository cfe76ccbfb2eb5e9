"""A path in words: whether its date holds, each step's day, what could be done."""

from collections.abc import Mapping
from datetime import date

from mire.programme.sponsorship.rules.days import Count, delay_words
from mire.programme.sponsorship.rules.elections import Restraint
from mire.programme.sponsorship.rules.kinds import STANDING_WORDS
from mire.programme.sponsorship.rules.path import (
    Plan,
    Planned,
    Shortening,
    Side,
    Sitting,
    Standing,
    Step,
)
from mire.technique_api.text import Text, text, text_n
from mire.words import words


def lead_words(plan: Plan) -> Text:
    """Say whether the date of the council holds, and what comes next, or what stops it."""
    day = words.weekday(plan.council_on)
    council = next(each for each in plan.steps if each.step.side is Side.COUNCIL)
    if council.step.done_on is not None:
        return text("Le conseil s'est tenu le %(day)s.", day=words.weekday(council.step.done_on))
    upcoming = plan.next_step
    if plan.holds and upcoming is not None:
        return text(
            "La date du %(day)s tient. Prochaine étape : « %(title)s », %(when)s.",
            day=day,
            title=upcoming.step.title,
            when=day_words(upcoming),
        )
    late = [each for each in plan.late if each.step.side is Side.BEFORE]
    if late:
        return text(
            "La date du %(day)s ne tient plus : « %(title)s » est %(late)s.",
            day=day,
            title=late[0].step.title,
            late=standing_words(late[0]),
        )
    missing = next((each for each in plan.steps if each.sitting is Sitting.MISSING), None)
    if missing is not None:
        return text(
            "La date du %(day)s ne tient pas : aucune séance connue ne laisse son délai à "
            "« %(title)s ».",
            day=day,
            title=missing.step.title,
        )
    short = next((each for each in plan.steps if each.standing is Standing.SHORT), None)
    if short is not None:
        return text(
            "La date du %(day)s ne tient plus : « %(title)s » a été fait trop tard.",
            day=day,
            title=short.step.title,
        )
    return text("La date du %(day)s est passée : notez la séance, ou choisissez-en une autre.",
                day=day)  # fmt: skip


def day_words(planned: Planned) -> Text:
    """Say a step's day: of its session, at the latest, or when a term runs out."""
    on = words.day(planned.on)
    if planned.step.done_on is not None:
        return text("le %(day)s", day=on)
    if planned.step.side is Side.COUNCIL or planned.sitting is Sitting.KNOWN:
        return text("séance du %(day)s", day=on)
    if planned.sitting is Sitting.MISSING:
        return text("aucune séance connue jusqu'au %(day)s", day=on)
    if planned.step.side is Side.TERM:
        return text("jusqu'au %(day)s", day=on)
    return text("au plus tard le %(day)s", day=on)


def standing_words(planned: Planned) -> Text:
    """Say where a step is: « fait », « en retard de 3 jours », « bientôt »."""
    if planned.standing is Standing.LATE:
        return text_n(
            "en retard de %(count)s jour", "en retard de %(count)s jours", planned.days_late
        )
    if planned.standing is Standing.SHORT:
        return text_n(
            "fait %(count)s jour trop tard", "fait %(count)s jours trop tard", planned.days_late
        )
    return STANDING_WORDS[planned.standing]


def delay_sentence(step: Step, titles: Mapping[str, str]) -> Text | None:
    """Say what a step's delay is counted to: « 5 jours francs avant … »; None for the council."""
    if step.side is Side.COUNCIL:
        return None
    to = words.listed([words.quoted(titles[key]) for key in step.anchors if key in titles])
    said = delay_words(step.delay, step.count)
    if step.side is Side.BEFORE:
        if not step.delay and step.count is not Count.CLEAR:
            return text("avant %(to)s", to=to)
        return text("%(delay)s avant %(to)s", delay=said, to=to)
    return text("%(delay)s après %(to)s", delay=said, to=to)


def later_words(plan: Plan) -> Text:
    """Say what another date of the council would ask next."""
    upcoming = plan.next_step
    if upcoming is None:
        return text("le %(day)s", day=words.weekday(plan.council_on))
    return text(
        "%(day)s : « %(title)s », %(when)s",
        day=words.weekday(plan.council_on),
        title=upcoming.step.title,
        when=day_words(upcoming),
    )


def shorter_words(short: Shortening) -> Text:
    """Say which usage could be shortened, and to what."""
    if not short.key:
        return text(
            "Aucun délai d'usage ne suffit seul. Tous ramenés à rien, la date tiendrait encore."
        )
    return text(
        "« %(title)s » : ramener le délai de %(was)s à %(to)s.",
        title=short.title,
        was=delay_words(short.was, short.count),
        to=delay_words(short.to, short.count),
    )


def restraint_words(restraint: Restraint, *, is_public: bool) -> Text:
    """Say that a day falls before an election, and what that asks of what is made public."""
    if is_public:
        return text(
            "Période électorale (%(title)s) : informez sans vanter ce qui a été fait.",
            title=restraint.title,
        )
    return text("Période électorale (%(title)s).", title=restraint.title)


def earliest_words(on: date) -> Text:
    """Say from when the council could sit, with each delay kept and each body's sessions."""
    return text("En gardant chaque délai, le conseil peut délibérer au plus tôt le %(day)s.",
                day=words.weekday(on))  # fmt: skip
