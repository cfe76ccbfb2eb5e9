"""An invitation: the subject and the body of a message, ready to copy."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Invitation:
    """A message."""

    subject: str
    body: str


def invitation(
    *, title: str, when: str, place: str, purpose: str, contact: str, has_phones: bool
) -> Invitation:
    """Return the message, in the active language; ``when`` is in words, "" what isn't known.

    ``has_phones``: whether a phone serves at some moment.
    """
    lines = [
        _("Bonjour,"),
        "",
        _("Vous êtes invité ou invitée à « %(title)s », le %(when)s.")
        % {"title": title, "when": when},
    ]
    if place:
        lines.append(_("Lieu : %(place)s.") % {"place": place.rstrip(".")})
    if purpose:
        lines += ["", purpose]
    lines.append("")
    if has_phones:
        lines.append(
            _(
                "Un téléphone sert à répondre, sans compte ni application, mais il n'est pas "
                "nécessaire : le papier compte autant."
            )
        )
    lines.append(_("Rien n'est à préparer."))
    if contact:
        lines.append(
            _(
                "Pour toute question, ou pour dire ce qui faciliterait votre venue (accès, "
                "lecture, écoute, langue des signes) : %(contact)s."
            )
            % {"contact": contact.rstrip(".")}
        )
    lines += ["", _("L'équipe d'animation")]
    return Invitation(
        _("Invitation : %(title)s, %(when)s") % {"title": title, "when": when}, "\n".join(lines)
    )
