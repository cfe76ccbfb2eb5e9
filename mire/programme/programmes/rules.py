"""What a programme may be."""

from datetime import date

from mire.technique_api.text import Text, text, text_n

WORD_LISTS = {
    "axes": text("Axes du café"),
    "poles": text("Pôles de la grille"),
    "profiles": text("Profils de laboratoire"),
    "headings": text("Rubriques des tables"),
    "criteria": text("Critères"),
    "mentions": text("Mentions"),
}
"""The lists of words that an authority sets for itself."""


def month_sentence(starts_on: date, ends_on: date, day: date) -> Text:
    """Say where a day stands in a programme: « 12e mois sur 16 »."""
    total = _months(starts_on, ends_on) + 1
    if day < starts_on:
        return text_n(
            "commence dans %(count)s jour", "commence dans %(count)s jours", (starts_on - day).days
        )
    if day > ends_on:
        return text("terminé")
    return text("mois %(n)s sur %(total)s", n=_months(starts_on, day) + 1, total=total)


def _months(start: date, end: date) -> int:
    months = 12 * (end.year - start.year) + end.month - start.month
    return months - (end.day < start.day)
