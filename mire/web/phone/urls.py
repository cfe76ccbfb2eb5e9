"""Addresses of who takes part."""

from django.urls import path

from mire.web.phone import checks, commitments, phone, tables

urlpatterns = [
    path("<code:code>/salle", phone.phone, name="phone"),
    path("<code:code>/repondre", phone.answer, name="answer"),
    path("<code:code>/engagement", commitments.offer, name="commitment_form"),
    path("<code:code>/engagement/merci", commitments.thanks, name="commitment_thanks"),
    path("<code:code>/engagement/<slug:link>", commitments.commitment, name="commitment"),
    path(
        "<code:code>/engagement/<slug:link>/rappel.ics",
        commitments.reminder,
        name="commitment_reminder",
    ),
    path("<code:code>/table/<int:table>", tables.board, name="board"),
    path("<code:code>/parcours", tables.route, name="route"),
    path("<code:code>/essai", checks.check, name="check"),
    path("<code:code>/essai/pouls", checks.pulse, name="pulse"),
]
