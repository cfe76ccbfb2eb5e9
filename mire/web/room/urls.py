"""Addresses of a live meeting's surfaces."""

from django.urls import path

from mire.web.room import (
    checks,
    console,
    moments,
    paper,
    phone,
    pledges,
    projector,
    rehearsal,
    remote,
    review,
)

urlpatterns = [
    path("<code:code>/salle", phone.phone, name="phone"),
    path("<code:code>/repondre", phone.answer, name="answer"),
    path("<code:code>/engagement", pledges.offer, name="pledge_form"),
    path("<code:code>/engagement/merci", pledges.thanks, name="pledge_thanks"),
    path("<code:code>/engagement/<slug:link>", pledges.pledge, name="pledge"),
    path("<code:code>/engagement/<slug:link>/rappel.ics", pledges.reminder, name="pledge_reminder"),
    path("regie/<code:code>/engagements", pledges.register, name="pledges"),
    path("regie/<code:code>/engagements/cartes", pledges.cards, name="pledge_cards"),
    path("regie/<code:code>", console.console, name="console"),
    path("regie/<code:code>/agir", console.act, name="act"),
    path("regie/<code:code>/relire", review.review, name="review"),
    path("regie/<code:code>/restitution", console.restitution, name="restitution"),
    path("regie/<code:code>/journal", console.log, name="log"),
    path("regie/<code:code>/<slug:activity>/scribe", paper.scribe, name="scribe"),
    path("regie/<code:code>/<slug:activity>/feuille", paper.sheet, name="paper"),
    path("<code:code>/essai", checks.check, name="check"),
    path("<code:code>/essai/pouls", checks.pulse, name="pulse"),
    path("regie/<code:code>/veille", moments.eve, name="eve"),
    path("regie/<code:code>/veille/essais", checks.checks, name="checks"),
    path("regie/<code:code>/dossier", moments.pack, name="pack"),
    path("regie/<code:code>/apres", moments.after, name="after"),
    path("regie/<code:code>/telecommande", remote.remote, name="remote"),
    path("regie/<code:code>/note", remote.note, name="note"),
    path("regie/<code:code>/repeter", rehearsal.rehearse, name="rehearse"),
    path("regie/<code:code>/vitesse", rehearsal.pace, name="pace"),
    path("regie/<code:code>/jeter", rehearsal.discard, name="discard"),
    path("ecran/<code:code>", projector.projector, name="projector"),
]
