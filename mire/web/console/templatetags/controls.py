"""``{% load controls %}``: the words on a control's button, from its definition."""

from django import template

from mire.live.state.controls.registry import CONTROLS
from mire.words import words

register = template.Library()


@register.simple_tag
def label(kind: str, which: str = "") -> str:
    """Say what the button of a control says; ``which`` where it has several."""
    return words.said(CONTROLS[kind].labels[which])
