"""``{% load controls %}``: the words on a control's button, from its definition."""

from django import template

from mire.live.state.controls.registry import CONTROLS
from mire.technique_api.registry import techniques
from mire.words import words

register = template.Library()


@register.simple_tag
def spot_questions() -> list[dict[str, object]]:
    """Return the questions that may be asked unforeseen, one for each technique that has one."""
    return [
        {
            "technique": slug,
            "title": words.translate(each.title),
            "question": words.translate(each.spot.question),
            "most": each.spot.most_letters,
            "minutes": each.spot.minutes,
        }
        for slug, each in techniques().items()
        if each.spot is not None
    ]


@register.simple_tag
def label(kind: str, which: str = "") -> str:
    """Say what the button of a control says; ``which`` where it has several."""
    return words.translate(CONTROLS[kind].labels[which])
