"""The message that goes to those who were there: facts, what follows, how to contest."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mire.live.state.room import Phase, RoomState
from mire.live.state.timing import timing
from mire.technique_api.technique import Regime
from mire.words import words


def thanks(room: RoomState) -> str:
    """Return the message as plain text, in the meeting's language, ready to copy."""
    meeting = room.sheet.meeting
    with override(meeting.locale):
        on = words.day(timing(room, room.last_at).promised_start)
        asked = [
            each
            for each in room.activities.values()
            if each.regime is Regime.BALLOT and each.phase is Phase.CLOSED
        ]
        promises = [
            each
            for each in room.activities.values()
            if each.regime is Regime.APART and each.opened_at is not None
        ]
        lines = [
            _("Bonjour,"),
            "",
            _("Merci d'avoir pris part à « %(title)s », le %(day)s.")
            % {"title": meeting.title, "day": on},
        ]
        if asked:
            lines.append(
                ngettext(
                    "Une question vous a été posée : les réponses sont anonymes et présentées "
                    "ensemble, sans nom ni direction.",
                    "%(n)s questions vous ont été posées : les réponses sont anonymes et "
                    "présentées ensemble, sans nom ni direction.",
                    len(asked),
                )
                % {"n": len(asked)}
            )
        if promises:
            lines.append(
                _(
                    "Si vous avez proposé ce que votre direction pourrait apporter, confirmez-le "
                    "par votre lien privé dans les sept jours ; sinon, cela s'efface."
                )
            )
        if meeting.report_on:
            when = words.day(meeting.report_on)
            lines.append(
                _("La restitution est en cours de relecture ; elle vous parviendra le %(date)s.")
                % {"date": when}
            )
        else:
            lines.append(
                _("La restitution est en cours de relecture ; elle vous parviendra ensuite.")
            )
        lines += [
            _(
                "Une inexactitude, un propos qui vous désigne ? Répondez à ce message : le passage "
                "sera corrigé ou occulté."
            ),
            "",
            _("L'équipe d'animation"),
        ]
    return "\n".join(lines)
